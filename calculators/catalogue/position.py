"""Any position of calls and puts, leg by leg."""

from __future__ import annotations

from dataclasses import replace

from pydantic import Field

from calculators import margin
from calculators.errors import InputError
from calculators.figures import Opened, per_position, present_opened
from calculators.horizon_figures import HorizonInputs, with_horizon
from calculators.position import Leg, Position
from calculators.spec import Figure, Inputs, Presentation, calculator
from calculators.structure import Fill, Trade, missing, open_trade
from calculators.trade import StructureInputs, fill_of, has_vol, require_outlook
from calculators.units import Days, Premium, Right, SignedCount, Strike, Vol
from calculators.wording import level, listed


class LegInputs(Inputs):
    """One leg."""

    right: Right
    """call or put."""
    strike: Strike
    """Strike price."""
    quantity: SignedCount
    """Positive long, negative short."""
    dte: Days | None = None
    """Calendar days to this leg's expiration; the position's dte when absent."""
    vol: Vol | None = None
    """Implied volatility of this leg; the market's when absent."""
    premium: Premium | None = None
    """Price of one option of this leg when opened, in index points."""


class PositionInputs(StructureInputs):
    legs: list[LegInputs] = Field(min_length=1, max_length=40)
    """The legs: right, strike, quantity (+ long, - short), and where they differ dte, vol and premium."""


def build(inputs: PositionInputs) -> Opened:
    """Open the legs at their premiums, the credit given, or the model's value."""
    fill = _fill(inputs)
    if any(leg.quantity == 0 for leg in inputs.legs):
        raise InputError("each leg's quantity must not be 0; got a leg of none: leave it out")
    days = [leg.dte if leg.dte is not None else inputs.dte for leg in inputs.legs]
    known = [day for day in days if day is not None]
    if known and len(known) < len(days):
        raise missing(("dte",), "some legs give their dte and some do not; give the position's dte for the others")
    legs = tuple(
        Leg(leg.right, leg.strike, leg.quantity, day if day is not None else 0.0, vol=leg.vol) for leg, day in zip(inputs.legs, days, strict=True)
    )
    position = Position(legs)
    whole = inputs.model_copy(update={"dte": min(known, default=None), "vol": _vol(inputs)})
    if whole.spot is None or whole.dte is None or not has_vol(whole):
        if not position.one_expiration:
            require_outlook(whole, "legs of several expirations are valued by the model at the nearest one")
        trade = open_trade(position, None, fill)
    else:
        trade = open_trade(position, require_outlook(whole, ""), fill)
    limited, requirement = trade.payoff.max_loss, _margin(trade)
    notes = () if position.one_expiration else ("Legs of several expirations are valued at the nearest one, later legs by the model.",)
    return Opened(
        title="position",
        trade=trade,
        strikes=(),
        touches=(),
        margin=requirement,
        notes=(
            *notes,
            *(("A loss without limit: a call is short and not covered.",) if limited == float("inf") else ()),
            *_margin_notes(requirement),
        ),
        smile_comparison=position.one_expiration and all(leg.vol is None for leg in legs),
    )


def _margin(trade: Trade) -> float | None:
    """What covered legs of one expiration are held against; None for others, whose pairing is the broker's."""
    legs = trade.position.legs
    uncovered = any(sum(leg.quantity for leg in legs if leg.right == right) < 0 for right in ("call", "put"))
    return None if uncovered or not trade.position.one_expiration else margin.covered(trade.payoff.max_loss, trade.credit)


def _margin_notes(requirement: float | None) -> tuple[str, ...]:
    if requirement is not None:
        return ("Margin is the most the legs can be made to pay (strategy-based rules), and what they cost when they are paid for.",)
    return ("Left out: margin, which for uncovered shorts or several expirations depends on how the broker pairs the legs.",)


def _vol(inputs: PositionInputs) -> float | None:
    """The market's vol; when only legs have one, theirs averaged, which then serves the law and not the prices."""
    own = [leg.vol for leg in inputs.legs if leg.vol is not None]
    return inputs.vol if inputs.vol is not None or len(own) < len(inputs.legs) else sum(own) / len(own)


def _fill(inputs: PositionInputs) -> Fill:
    fill = fill_of(inputs)
    premiums = [leg.premium for leg in inputs.legs]
    if all(premium is None for premium in premiums):
        return fill
    if fill.credit is not None:
        raise InputError("give credit for the whole position or a premium for each leg, not both; got both: drop one")
    if any(premium is None for premium in premiums):
        absent = [str(i) for i, premium in enumerate(premiums) if premium is None]
        raise InputError(f"give every leg a premium or none; got legs {listed(absent)} (counted from 0) without one")
    paid = sum(leg.quantity * (leg.premium if leg.premium is not None else 0.0) for leg in inputs.legs)
    return replace(fill, credit=-paid)


class PositionAtHorizonInputs(HorizonInputs, PositionInputs):
    """The inputs of the calculator; other calculators hold legs without a horizon."""


def _present(inputs: PositionAtHorizonInputs, opened: Opened) -> Presentation:
    shown = per_position(with_horizon(present_opened(inputs, opened), opened, inputs.horizon_days, inputs.contracts))
    breakevens = opened.trade.payoff.breakevens
    text = listed([level(round(b, 2)) for b in breakevens]) if breakevens else "none"
    figure = Figure("breakevens", "Breakevens", breakevens, "index points", text)
    kept = [f for f in shown.figures if f.name not in {"lower_breakeven", "upper_breakeven", "breakevens"}]
    place = next(i for i, f in enumerate(kept) if f.name == "max_loss") + 1
    return replace(shown, figures=(*kept[:place], figure, *kept[place:]))


@calculator(
    name="position",
    title="Any position",
    task="price",
    presenter=_present,
    example={
        "spot": 7140.0,
        "dte": 45.0,
        "vol": 0.18,
        "legs": [
            {"right": "put", "strike": 6700.0, "quantity": -2},
            {"right": "put", "strike": 6900.0, "quantity": 1},
            {"right": "call", "strike": 7500.0, "quantity": -1},
            {"right": "call", "strike": 7600.0, "quantity": 1},
        ],
    },
    terms=("option", "breakeven", "max-loss", "delta", "theta"),
    sources=("hull-2018", "natenberg-2015"),
    phrases=("position", "legs", "custom spread", "ratio spread", "jade lizard", "payoff of"),
)
def position(inputs: PositionAtHorizonInputs) -> Opened:
    """Value any position of calls and puts: net credit, extremes, every breakeven, probability of profit, Greeks, payoff chart.

    Give the legs with signed quantities. With premiums (or a credit) the payoff needs no market; legs of several
    expirations are valued at the nearest one.
    """
    return build(inputs)
