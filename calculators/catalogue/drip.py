"""A dividend reinvestment plan against dividends kept as cash."""

from __future__ import annotations

from typing import Literal

from calculators.corporate import DividendPlan, compound_return, dividend_plan
from calculators.spec import Axis, Chart, Figure, Inputs, Presentation, Series, calculator
from calculators.speech import HUGE, Blank, Cue, Speech
from calculators.units import Fraction, Rate, SharePrice, Shares, Years
from calculators.wording import dollars, number, percent


class DripInputs(Inputs):
    shares: Shares
    """Shares held at the start."""
    price: SharePrice
    """Price of a share at the start, dollars."""
    dividend_yield: Fraction
    """Yearly dividend over the starting price, a decimal."""
    price_growth: Rate = 0.05
    """Growth of the price, a decimal a year."""
    dividend_growth: Rate = 0.05
    """Growth of the dividend, a decimal a year, stepping up once a year."""
    years: Years = 20
    """Length of the plan in years."""
    tax_rate: Fraction = 0.0
    """Tax taken from each dividend before it is reinvested or kept."""
    payments_per_year: Literal[1, 2, 4, 12] = 4
    """Dividend payments a year."""


def present(inputs: DripInputs, plan: DividendPlan) -> Presentation:
    reinvested, kept = plan.reinvested[-1], plan.kept[-1]
    rates = compound_return(plan.reinvested), compound_return(plan.kept)
    figures = (
        Figure("reinvested_value", "Value with dividends reinvested", reinvested, "dollars", dollars(reinvested, 0)),
        Figure("kept_value", "Value with dividends kept as cash", kept, "dollars", dollars(kept, 0)),
        Figure("advantage", "What reinvesting adds", reinvested - kept, "dollars", dollars(reinvested - kept, 0)),
        Figure("shares_end", "Shares at the end", plan.shares[-1], "shares", f"{number(plan.shares[-1])} shares"),
        Figure("reinvested_return", "Yearly return, reinvested", rates[0], "decimal", f"{percent(rates[0], 2)} a year"),
        Figure("kept_return", "Yearly return, kept as cash", rates[1], "decimal", f"{percent(rates[1], 2)} a year"),
    )
    years = tuple(float(k) for k in range(inputs.years + 1))
    when = "a year" if inputs.years == 1 else f"{inputs.years} years"
    said = f"After {when} the holding is worth {dollars(reinvested, 0)} with dividends reinvested, {dollars(kept, 0)} with them kept as cash."
    chart = Chart(
        "line",
        "Value of the holding by year",
        Axis("Year", "years"),
        Axis("Value", "dollars"),
        said,
        series=(Series("Reinvested", years, plan.reinvested, "with"), Series("Kept as cash", years, plan.kept, "without")),
    )
    notes = (
        "A smooth price path is assumed and kept cash earns nothing; fees and rounding to whole shares are left out.",
        "Reinvesting adds price risk as well as shares: when the price falls the kept cash does not.",
    )
    return Presentation(said, figures, (chart,), notes)


@calculator(
    name="drip",
    title="Dividend reinvestment plan",
    task="company",
    presenter=present,
    example={"shares": 100.0, "price": 50.0, "dividend_yield": 0.04, "price_growth": 0.05, "dividend_growth": 0.05, "years": 20},
    terms=("dividend-reinvestment-plan", "real-estate-investment-trust"),
    sources=("brealey-myers-allen-2020",),
    phrases=("drip", "reinvest dividends", "dividend reinvestment"),
    speech=Speech(
        cues=(
            Cue(
                r"drip|dividend (?:\w+ ){0,3}reinvest\w*|reinvest\w* (?:the |my |all |its |every )*(?:dividend|divs?|payouts?|distributions?)|"
                r"shares? .*reinvest\w*|"
                r"(?:put|plough|plow|roll)\w* (?:\w+ ){0,2}(?:dividend|divs?|payouts?) (?:straight |right )?(?:back )?(?:in|into)",
                8.5,
            ),
        ),
        blanks=(
            Blank("years", r"years|for(?= [N]\d+ years)|over(?= [N]\d+ years)", "years", reads="number", low=1, high=200),
            Blank("shares", after="(?:of )?shares", reads="number", low=0, high=HUGE),
            Blank("dividend_yield", "(?:dividend )?yield|yielding|yields|pays?|paying", "(?:dividend )?yield", reads="rate", low=0, high=1),
            Blank("dividend_growth", "dividend(?:s)? (?:growth|grows?|growing)(?: rate)?", "dividend growth", reads="rate", low=-0.9, high=1),
            Blank(
                "price_growth",
                "(?:price|share|stock) (?:growth|grows?|growing|appreciation|rises?|rising|climbs?|climbing|up|gains?)(?: rate)?|growth|"
                "growing|appreciating",
                "(?:price |share )?(?:growth|appreciation)",
                reads="rate",
                low=-0.9,
                high=1,
            ),
            Blank(
                "tax_rate",
                "(?:withholding )?tax(?:es)?(?: rate)?|taxed|withh(?:olding|eld)",
                "(?:withholding |dividend )?tax(?:es)?(?: rate)?|withholding|withheld|"
                "(?:off|of|from) (?:each|every|the|all)(?: my)? (?:dividend|payout|payment)",
                reads="share",
                low=0,
                high=1,
            ),
            Blank(
                "price",
                r"(?:share |stock )?price|trades|trading|(?:at|worth)(?= [ND]\d+)|costing|costs?",
                "a share|per share|stock|shares?(?= (?:paying|yielding|that))",
                reads="amount",
                low=0,
                high=10000000.0,
            ),
        ),
    ),
)
def drip(inputs: DripInputs) -> DividendPlan:
    """Follow a shareholding with its dividends reinvested and with them kept as idle cash.

    A projection from the growth rates given, not a forecast. Tax is taken before either use.
    """
    return dividend_plan(
        inputs.shares,
        inputs.price,
        inputs.dividend_yield,
        inputs.price_growth,
        inputs.dividend_growth,
        inputs.years,
        inputs.tax_rate,
        inputs.payments_per_year,
    )
