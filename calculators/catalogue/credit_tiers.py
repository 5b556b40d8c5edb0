"""The method's credit tiers: where the condor that brings each credit stands, and what it must win."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from pydantic import Field, model_validator

from calculators import conventions, odds, strikes
from calculators.condor import IronCondor
from calculators.errors import field_error
from calculators.market import MarketState
from calculators.payoff import at_expiration, profit_at
from calculators.probability import Law, prob_of_profit
from calculators.smile import spx
from calculators.spec import Axis, Chart, Figure, Marker, Presentation, Series, calculator
from calculators.speech import WING, Blank, Cue, Speech
from calculators.strikes import Placement, condor_slots, model_credit
from calculators.trade import MarketInputs, smile_of
from calculators.units import Days, Fraction, Number, Premium, Spot, TimeConvention, VixQuote, Width
from calculators.wording import MULTIPLIER, dollars, level, listed, number, percent, points, signed

NAMED = {0.70: ("conservative", 0.90), 1.15: ("balanced", 0.87), 1.60: ("aggressive", 0.82)}


class CreditTiersInputs(MarketInputs):
    spot: Spot
    """Index level now."""
    vix: VixQuote | None = None
    """VIX level, for a vol of vix / 100 when vol is not given."""
    dte: Days = 1.0
    """Days to expiration, of the time convention."""
    time_convention: TimeConvention = "trading252"
    """`trading252`: dte counts trading days, dte/252 years. `calendar365`: dte/365 years."""
    wing_width: Width = 5.0
    """Points between short and long strike on both sides."""
    tiers: tuple[Annotated[Premium, Field(gt=0)], ...] = (0.70, 1.15, 1.60)
    """Net credits, index points; 0.70, 1.15 and 1.60 are Conservative, Balanced and Aggressive."""
    win_rates: tuple[Fraction, ...] | None = None
    """Win rate claimed for each tier; 0.90, 0.87 and 0.82 for the three named ones when not given."""
    strike_step: Annotated[Number, Field(ge=0, le=1000)] = 5.0
    """Listed strikes are multiples of this; 0 leaves strikes unrounded."""

    @model_validator(mode="after")
    def _matched(self) -> Self:
        if not 1 <= len(self.tiers) <= 8:
            raise field_error("tiers", f"tiers takes 1 to 8 credits; got {len(self.tiers)}; give for example 0.70, 1.15 and 1.60")
        if len({_key(credit) for credit in self.tiers}) < len(self.tiers):
            raise field_error("tiers", "tiers must differ by at least a cent; got the same credit twice; drop it")
        if self.win_rates is not None and len(self.win_rates) != len(self.tiers):
            raise field_error("win_rates", f"there must be a win rate for each tier; got {len(self.win_rates)} for {len(self.tiers)}; give one each")
        if self.vol is None and self.vix is None and isinstance(self.smile, str):
            raise field_error("vix", "a volatility is needed; got neither vix nor vol; give VIX points such as 18")
        return self


@dataclass(frozen=True, slots=True)
class Tier:
    """One credit: its exact condor, the one at listed strikes, and the odds. Points are index points, the rest decimals."""

    key: str
    name: str
    credit: float
    exact: IronCondor
    listed: IronCondor | None
    listed_credit: float | None
    distance: float
    deviations: float
    put_delta: float
    call_delta: float
    prob_of_profit: float
    breakeven_win_rate: float
    claimed: float | None
    expected_value: float | None
    kelly: float | None
    return_on_risk: float


@dataclass(frozen=True, slots=True)
class Tiers:
    state: MarketState
    t: float
    one_deviation: float
    tiers: tuple[Tier, ...]


def _key(credit: float) -> str:
    known = NAMED.get(round(credit, 2))
    return known[0] if known else f"{credit:.2f}".replace(".", "_")


def _tier(inputs: CreditTiersInputs, state: MarketState, t: float, deviation: float, i: int) -> Tier:
    credit, width = inputs.tiers[i], inputs.wing_width
    if credit >= width:
        raise field_error(
            "tiers", f"a credit must be less than the wing width, or the trade could not lose; got {credit:g} on {width:g}; widen the wings"
        )
    put, call = strikes.shorts(Placement("target_credit", credit), state, t, condor_slots(width, width))
    exact = IronCondor(put - width, put, call, call + width, iron_butterfly=put == call)
    ((put_delta, call_delta),) = strikes.deltas(((put, call),), state, t)
    payoff = at_expiration(exact.position(inputs.dte, credit))
    known = NAMED.get(round(credit, 2))
    claimed = inputs.win_rates[i] if inputs.win_rates is not None else known[1] if known else None
    near = _listed(exact, width, inputs.strike_step)
    return Tier(
        key=_key(credit),
        name=known[0].capitalize() if known else f"Credit {number(credit)}",
        credit=credit,
        exact=exact,
        listed=near,
        listed_credit=_credit(near, state, t) if near else None,
        distance=inputs.spot - put,
        deviations=(inputs.spot - put) / deviation,
        put_delta=put_delta,
        call_delta=call_delta,
        prob_of_profit=prob_of_profit(payoff, Law(state, t)),
        breakeven_win_rate=odds.breakeven_win_rate(credit, width - credit),
        claimed=claimed,
        expected_value=None if claimed is None else odds.expected_value(claimed, credit, width - credit),
        kelly=None if claimed is None else odds.kelly_fraction(claimed, credit, width - credit),
        return_on_risk=credit / (width - credit),
    )


def _credit(condor: IronCondor, state: MarketState, t: float) -> float:
    return model_credit((condor.short_put, condor.short_call), state, t, condor_slots(condor.put_width, condor.call_width))


def _listed(exact: IronCondor, width: float, step: float) -> IronCondor | None:
    """The condor with its shorts rounded to the step; None where rounding makes them meet or leaves no room below."""
    put, call = strikes.rounded(exact.short_put, step), strikes.rounded(exact.short_call, step)
    return IronCondor(put - width, put, call, call + width) if width < put < call else None


def _figures(tier: Tier) -> list[Figure]:
    key, name = tier.key, tier.name
    shown = tier.listed or tier.exact
    labels = (("long_put", "long put"), ("short_put", "short put"), ("short_call", "short call"), ("long_call", "long call"))
    figures = [
        Figure(f"{field}_{key}", f"{name}: {label}", strike, "index points", level(round(strike, 2)))
        for (field, label), strike in zip(labels, shown.strikes, strict=True)
    ]
    figures += [
        Figure(f"distance_{key}", f"{name}: distance of the shorts from spot", tier.distance, "index points", points(tier.distance, 1)),
        Figure(
            f"sd_{key}",
            f"{name}: distance in standard deviations",
            tier.deviations,
            "standard deviations",
            f"{number(tier.deviations)} standard deviations",
        ),
        Figure(f"put_delta_{key}", f"{name}: delta of the short put", tier.put_delta, "decimal", number(tier.put_delta, 3)),
        Figure(f"call_delta_{key}", f"{name}: delta of the short call", tier.call_delta, "decimal", number(tier.call_delta, 3)),
        Figure(
            f"prob_of_profit_{key}", f"{name}: probability of profit (risk-neutral)", tier.prob_of_profit, "decimal", percent(tier.prob_of_profit)
        ),
        Figure(f"breakeven_win_rate_{key}", f"{name}: break-even win rate", tier.breakeven_win_rate, "decimal", percent(tier.breakeven_win_rate)),
        Figure(f"return_on_risk_{key}", f"{name}: return on risk", tier.return_on_risk, "decimal", percent(tier.return_on_risk)),
    ]
    if tier.claimed is not None and tier.expected_value is not None and tier.kelly is not None:
        at = f"at a claimed win rate of {percent(tier.claimed, 0)}"
        money = dollars(tier.expected_value * MULTIPLIER, 2)
        bet = percent(tier.kelly) if tier.kelly > 0.0 else f"{percent(tier.kelly)} (no bet)"
        figures += [
            Figure(f"win_rate_{key}", f"{name}: win rate claimed", tier.claimed, "decimal", percent(tier.claimed)),
            Figure(
                f"expected_value_{key}",
                f"{name}: expected value {at}",
                tier.expected_value,
                "index points",
                f"{signed(tier.expected_value)} points ({money} a contract)",
            ),
            Figure(f"kelly_{key}", f"{name}: Kelly's fraction at risk {at}", tier.kelly, "decimal", bet),
        ]
    return figures


_BESIDE = ("prob_of_profit_", "return_on_risk_")


def _present(inputs: CreditTiersInputs, result: Tiers) -> Presentation:
    tiers = result.tiers
    said = listed([f"{number(tier.credit)} stands {points(tier.distance, 0)} away and must win {percent(tier.breakeven_win_rate)}" for tier in tiers])
    figures = [figure for tier in tiers for figure in _figures(tier)]
    figures.sort(key=lambda figure: not figure.name.startswith(_BESIDE))  # the tiers side by side first, then each for itself
    return Presentation(
        f"With {level(inputs.wing_width)}-point wings, {said}.",
        tuple(figures),
        (_payoffs(inputs, result), _rates(tiers)),
        _notes(inputs, result),
    )


def _payoffs(inputs: CreditTiersInputs, result: Tiers) -> Chart:
    reach = max(tier.distance for tier in result.tiers) + 3.0 * inputs.wing_width
    kinks = [strike for tier in result.tiers for strike in tier.exact.strikes]
    spots = np.unique(np.concatenate((np.linspace(max(inputs.spot - reach, 0.01), inputs.spot + reach, 121), kinks)))
    series = tuple(
        Series(
            f"{tier.name} {number(tier.credit)}",
            tuple(spots.tolist()),
            tuple((profit_at(tier.exact.position(inputs.dte, tier.credit), spots) * MULTIPLIER).tolist()),
            "component",
        )
        for tier in result.tiers
    )
    said = listed([f"{number(tier.credit)} at {points(tier.distance, 0)}" for tier in result.tiers])
    return Chart(
        "payoff",
        "The tiers at expiration, one condor each",
        Axis("Index level", "index points"),
        Axis("Profit", "dollars"),
        f"Distance of the shorts from spot by credit: {said}.",
        series=series,
        markers=(
            Marker(f"Spot {level(inputs.spot)}", "spot", x=inputs.spot),
            *(
                Marker(f"{tier.name} shorts {level(round(strike, 2))}", "strike", x=strike)
                for tier in result.tiers
                for strike in tier.exact.strikes[1:3]
            ),
        ),
    )


def _rates(tiers: tuple[Tier, ...]) -> Chart:
    places = tuple(float(i) for i in range(len(tiers)))
    bars = [
        Series("Probability of profit (risk-neutral)", places, tuple(tier.prob_of_profit for tier in tiers), "component"),
        Series("Break-even win rate", places, tuple(tier.breakeven_win_rate for tier in tiers), "component"),
    ]
    if all(tier.claimed is not None for tier in tiers):
        bars.append(Series("Win rate claimed", places, tuple(tier.claimed or 0.0 for tier in tiers), "component"))
    gap = max(abs(tier.prob_of_profit - tier.breakeven_win_rate) for tier in tiers)
    return Chart(
        "bars",
        "What each tier must win, and how often it is priced to",
        Axis("Tier", ""),
        Axis("Share of trades", "decimal"),
        f"The risk-neutral probability of profit and the break-even win rate lie within {number(100 * gap, 1)} percentage points of each other.",
        series=tuple(bars),
        categories=tuple(f"{tier.name} {number(tier.credit)}" for tier in tiers),
    )


def _notes(inputs: CreditTiersInputs, result: Tiers) -> tuple[str, ...]:
    tiers = listed([f"{number(tier.credit)} is {dollars(tier.credit * MULTIPLIER)} a condor" for tier in result.tiers])
    nearest = [
        f"{tier.name}: the listed strikes bring {number(tier.listed_credit)} in the model." for tier in result.tiers if tier.listed_credit is not None
    ]
    notes = [
        f"A tier is a net credit in index points: {tiers}. Both shorts stand equally far from spot where the model gives that credit.",
        f"One standard deviation is spot x vol x root of time, {points(result.one_deviation, 1)} here.",
        f"Distance, deltas and chances belong to those exact levels; the strikes shown are the nearest listed ones. {' '.join(nearest)}",
        "The break-even win rate is 1 less credit over width: a loss counts in full. Part losses make the true rate a little lower, "
        "which is why the probability of profit lies beside it. No bid-ask or fees are counted.",
    ]
    if inputs.win_rates is None and any(tier.claimed is not None for tier in result.tiers):
        notes.append(
            "Win rates are claims: 90 % for 0.70, 87 % for 1.15, 82 % for 1.60, about the middle of the published bands. "
            "Expected value and Kelly's fraction stand on them."
        )
    if any(tier.claimed is None for tier in result.tiers):
        notes.append("Left out: expected value and Kelly of a tier without a claimed win rate, which need win_rates.")
    if inputs.smile == "flat":
        skewed = MarketState(inputs.spot, inputs.rate, inputs.dividend_yield, spx(float(result.state.vol_at(inputs.spot, result.t))))
        credits = [f"{number(_credit(tier.exact, skewed, result.t))} for {number(tier.credit)}" for tier in result.tiers]
        notes.append(f"At flat vol. Under the typical spx smile the same levels would bring {listed(credits)}.")
    return (*notes, *conventions.clock_notes(inputs.dte, inputs.time_convention))


@calculator(
    name="credit_tiers",
    title="Credit tiers",
    task="method",
    presenter=_present,
    example={"spot": 7138.8, "vix": 17.95, "wing_width": 5.0},
    terms=("credit-tier", "win-rate", "probability-of-profit", "net-credit", "wing-width"),
    sources=("hull-2018", "kelly-1956", "cboe-spx-specifications"),
    phrases=("credit tiers", "conservative tier", "balanced tier", "aggressive tier", "0.70 1.15 1.60", "credit target", "which tier"),
    speech=Speech(
        cues=(
            Cue(
                r"(?:strikes?|condor|ic|figures) (?:for|at|of) (?:credits? (?:of |at )?)?"
                r"[ND]\d+ (?:,|/) [ND]\d+ (?:, and|,|and|/) [ND]\d+(?! (?:/|delta|sd|sigma|days|dte|weeks|wide|(?:and|or) [ND])).*",
                8.5,
            ),
            Cue(r"(?:credit|risk) tiers? (?:of|at|for|with) [ND]\d+.*|credits of [ND]\d+ (?:,|and|or) [ND]\d+ .*", 8.5),
            Cue(r"collect\w* [ND]\d+ (?:/|,) [ND]\d+ (?:/|,|and|or|, and|, or) [ND]\d+(?: .*)?", 8.5),
            Cue(r"(?<!/ )[ND]\d+ (?:/|,) [ND]\d+ (?:/|,|and|, and) [ND]\d+ (?:credits?|tiers?).*|(?<!/ )[ND]\d+ / [ND]\d+ / [ND]\d+ strikes.*", 8.5),
            Cue(
                r"(?:credit|risk|three|all|condor|the|every|each|N\d+)? ?tiers|(?:credit|each|every) tier|tier (?:strikes|"
                r"levels|credits)|each credit tier|"
                r"tier (?:table|ladder|by tier)|"
                r"(?:(?:conservative|balanced|aggressive)(?: (?:,|/|and|or|vs|versus|to|-|against|the))* ){2}(?:conservative|balanced|aggressive)",
                7,
            ),
        ),
        blanks=(
            Blank("vix", "vix", "vix", reads="vix", low=5, high=150),
            WING,
        ),
        along=r"credit tiers?|(?:conservative|balanced|aggressive)(?: credit| risk)? tiers?|all (?:three|"
        r"N\d+) (?:credit |risk )?tiers|N\d+ / N\d+ / N\d+ credit.*",
        along_terms=("credit-tiers",),
    ),
)
def credit_tiers(inputs: CreditTiersInputs) -> Tiers:
    """Find where the condor of each credit tier stands: strikes, distance, deltas, probability of profit, and the win rate it needs.

    Tiers are net credits, 0.70, 1.15 and 1.60 unless others are given. Expected value and Kelly's fraction use win rates
    that are claimed, not measured. Not for a condor placed otherwise (`iron_condor`). Source: Kelly 1956 for the fraction.
    """
    if inputs.vol is None and inputs.vix is not None and isinstance(inputs.smile, str):
        inputs = inputs.model_copy(update={"vol": inputs.vix / 100.0})
    t = conventions.years(inputs.dte, inputs.time_convention)
    state = MarketState(inputs.spot, inputs.rate, inputs.dividend_yield, smile_of(inputs, inputs.spot, inputs.dte))
    deviation = strikes.unit_distance("short_sd", state, t)
    return Tiers(state, t, deviation, tuple(_tier(inputs, state, t, deviation, i) for i in range(len(inputs.tiers))))
