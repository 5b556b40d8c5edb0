"""The capital asset pricing model."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from calculators.corporate import capm_cost_of_equity
from calculators.errors import InputError
from calculators.spec import Axis, Chart, Figure, Inputs, Marker, Presentation, Series, calculator
from calculators.speech import Blank, Cue, Speech, verbs
from calculators.units import Beta, Rate, Vol
from calculators.wording import percent, trimmed

MARKET_RETURN = 0.09


class CapmInputs(Inputs):
    beta: Beta
    """Slope of the asset's return on the market's."""
    risk_free: Rate = 0.04
    """Riskless rate, a decimal a year."""
    market_return: Rate | None = None
    """Expected return of the whole market, a decimal a year; 0.09 when neither it nor the premium is given."""
    premium: Rate | None = None
    """Market risk premium: the market's expected return over the riskless rate, instead of market_return."""
    vol: Vol | None = None
    """Volatility of the asset; with it the answer also gives the compound rate after volatility drag."""

    @model_validator(mode="after")
    def _one_market(self) -> Self:
        if self.market_return is not None and self.premium is not None:
            raise InputError(f"give market_return or premium, not both; got {self.market_return:g} and {self.premium:g}; drop one")
        if self.market_return is None and self.premium is None:
            self.__dict__["market_return"] = MARKET_RETURN  # not through the constructor: it is assumed, not given
        return self

    @property
    def market(self) -> float:
        """Expected return of the market, from the premium where that is what was given."""
        if self.market_return is not None:
            return self.market_return
        return self.risk_free + (self.premium if self.premium is not None else MARKET_RETURN - self.risk_free)


def present(inputs: CapmInputs, cost: float) -> Presentation:
    premium = inputs.market - inputs.risk_free
    figures = [
        Figure("cost_of_equity", "Expected return (cost of equity)", cost, "decimal", f"{percent(cost, 2)} a year"),
        Figure("market_premium", "Market's return over the riskless rate", premium, "decimal", f"{percent(premium, 2)} a year"),
        Figure(
            "risk_premium",
            "The asset's premium, beta × market premium",
            inputs.beta * premium,
            "decimal",
            f"{percent(inputs.beta * premium, 2)} a year",
        ),
    ]
    notes = ["The relation is linear in beta: it says little about payoffs that bend, such as a short condor's."]
    if inputs.vol is not None:
        compound = cost - 0.5 * inputs.vol**2
        figures.append(Figure("compound_return", "Compound rate, expected return - vol²/2", compound, "decimal", f"{percent(compound, 2)} a year"))
        notes.append(
            "The compound rate is the usual approximation for a lognormal price; an average of many years tends to it, a single year does not."
        )
    low, high = min(0.0, inputs.beta), max(2.0, inputs.beta)
    line = Series("Security market line", (low, high), tuple(capm_cost_of_equity(inputs.risk_free, b, inputs.market) for b in (low, high)))
    chart = Chart(
        "line",
        "Expected return by beta",
        Axis("Beta", ""),
        Axis("Expected return, a year", "decimal"),
        f"A straight line from {percent(inputs.risk_free, 2)} at beta 0 through {percent(inputs.market, 2)} at beta 1; "
        f"beta {trimmed(inputs.beta)} stands at {percent(cost, 2)}.",
        series=(line,),
        markers=(Marker(f"beta {trimmed(inputs.beta)}: {percent(cost, 2)}", "level", x=inputs.beta, y=cost),),
    )
    return Presentation(f"At beta {trimmed(inputs.beta)} the model asks for {percent(cost, 2)} a year.", tuple(figures), (chart,), tuple(notes))


_PAYS = f"(?:{verbs('yield pay give return earn make do stand offer promise')}|rate|at)"


@calculator(
    name="capm",
    title="Capital asset pricing model",
    task="company",
    presenter=present,
    example={"beta": 1.2, "risk_free": 0.03, "market_return": 0.08},
    terms=("capital-asset-pricing-model", "beta"),
    sources=("sharpe-1964", "lintner-1965"),
    phrases=("capm", "cost of equity", "expected return from beta"),
    speech=Speech(
        cues=(
            Cue(r"rf [NP]\d+ .*(?:rm|erp|beta) .*|beta [NP]\d+ .*rf .*", 7),
            Cue(r"(?:expected return|required return) .*beta.*|beta .*(?:expected|required) return.*", 7),
            Cue(
                r"(?:return|earn|yield) .*beta .*(?:market|premium).*|"
                r"beta .*(?:return|earn) .*(?:market|premium).*|beta .*(?:premium|market) .*(?:return|earn).*",
                7,
            ),
            Cue(r"beta .*(?:rf|risk free|riskless) .*(?:rm|market|erp|premium) .*", 7),
            Cue("(?:return|earn|yield|compensat\\w*|ask|demand|expect) .*beta (?:(?:of|is|at) )?[NP]\\d+(?: .*)?", 6.5),
            Cue("beta (?:of )?[NP]\\d+ .*(?:return|earn|yield|demand|require|expect)\\w*(?: .*)?", 6.5),
            Cue("capm|capital asset pricing|cost of equity", 8),
        ),
        blanks=(
            Blank("beta", "beta|b", "beta", reads="number", low=-10, high=10),
            Blank(
                "risk_free",
                rf"(?:risk free|riskless)(?: rate| asset| return)?(?: {_PAYS})?|rf|(?:t )?bills?(?: {_PAYS})?|(?:confederation|state|"
                rf"treasury|sovereign) borrows(?: at)?|"
                rf"(?:treasur(?:y|ies)|government|gilts?|bunds?)(?: (?:bills?|bonds?|notes?|paper))?(?: {_PAYS})?",
                "risk free(?: rate)?|riskless|without (?:any )?risk|rf|treasur(?:y|ies)|(?:t )?bills?|on (?:treasur(?:y|ies)|(?:t )?bills)",
                exact=(r"[N]\d+ years (?:(?:treasur(?:y|ies)|bonds?|notes?|government|yields?|is|at|of) )+#",),
                reads="rate",
                low=-0.5,
                high=1,
            ),
            Blank(
                "market_return",
                rf"market return|(?:whole |stock |broad )?market(?: (?:as a whole|is|will|should|expected|to|be|likely|can))*(?: {_PAYS})?|"
                "expected market return|rm",
                "(?:expected )?market(?: return)?|on the market|(?:from|for) the market",
                reads="rate",
                low=-0.9,
                high=2,
            ),
            Blank(
                "premium",
                "(?:equity |market )?(?:risk )?premium(?: (?:over|for|of|on) (?:\\w+ ){0,3}?(?:market|stocks|equities|bills|it))?|erp|mrp",
                "(?:equity |market )?(?:risk )?premium",
                exact=(
                    r"(?:stocks?|shares|equities|market)(?: (?:in general|as a whole|overall|generally|on average|should|will))* "
                    r"(?:beats?|beating|outperforms?|outpaces?|(?:earns?|returns?|yields?) more than) (?:\w+ ){1,3}by #%",
                ),
                reads="rate",
                low=-0.9,
                high=2,
            ),
        ),
    ),
)
def capm(inputs: CapmInputs) -> float:
    """Give the return the market asks for an asset of this beta: riskless rate + beta × (market return - riskless rate).

    The market is given by its whole return (`market_return`) or by its premium over the riskless rate (`premium`). Source: Sharpe 1964; Lintner 1965.
    """
    return capm_cost_of_equity(inputs.risk_free, inputs.beta, inputs.market)
