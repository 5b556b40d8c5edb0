"""Rolling an open condor: bought back at today's market and sold again later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from calculators import conventions
from calculators.catalogue.iron_condor import IronCondorInputs, OpenedCondor, build
from calculators.charts import payoff_chart
from calculators.condor import IronCondor
from calculators.errors import InputError
from calculators.figures import (
    breakeven_figures,
    extreme_figure,
    law_word,
    level_figure,
    outlook_notes,
    points_figure,
    probability_figure,
    risk_words,
    smile_note,
)
from calculators.placing import PlacementRules
from calculators.spec import Presentation, calculator
from calculators.speech import Cue, Speech
from calculators.strikes import RULES, condor_slots, model_credit
from calculators.structure import Fill, Trade, check_credit, missing, open_trade, without_dust
from calculators.trade import SmileInput, unfolded
from calculators.units import Count, Credit, Days, Dollars, Premium, Rate, Spot, Strike, TimeConvention, Vol, Width
from calculators.wording import level, listed, percent, points, points_and_dollars

NEW_STRIKES = tuple(f"new_{name}" for name in IronCondorInputs.strike_fields)
WIDTHS = ("wing_width", "put_wing_width", "call_wing_width")


class RollInputs(PlacementRules):
    long_put: Strike
    """Lowest strike of the open condor."""
    short_put: Strike
    """Second strike of the open condor."""
    short_call: Strike
    """Third strike of the open condor."""
    long_call: Strike
    """Highest strike of the open condor."""
    credit: Credit
    """Index points the open condor was sold for."""
    new_spot: Spot
    """Index level at the roll."""
    new_vol: Vol
    """Implied volatility at the roll."""
    days_left: Days
    """Calendar days left in the open condor."""
    new_dte: Days
    """Calendar days in the condor it is rolled to."""
    strikes: Literal["same"] | None = None
    """`same` keeps the four strikes; otherwise give one placement rule (here, or as an object under `strikes`) or the four new strikes."""
    new_long_put: Strike | None = None
    """Lowest strike of the condor it is rolled to; give all four or a placement rule."""
    new_short_put: Strike | None = None
    """Second strike of the condor it is rolled to."""
    new_short_call: Strike | None = None
    """Third strike of the condor it is rolled to."""
    new_long_call: Strike | None = None
    """Highest strike of the condor it is rolled to."""
    wing_width: Width | None = None
    """Wings of a placed condor; the open condor's when absent."""
    put_wing_width: Width | None = None
    """Width of its put side alone."""
    call_wing_width: Width | None = None
    """Width of its call side alone."""
    slippage: Premium = 0.0
    """Index points lost to the bid-ask spread on each of the two trades."""
    fees: Annotated[Dollars, Field(ge=0)] = 0.0
    """Dollars of commission and exchange fees a contract leg."""
    rate: Rate = 0.04
    """Interest rate a year, continuously compounded."""
    dividend_yield: Rate = 0.013
    """Dividend yield a year, continuously compounded."""
    smile: SmileInput = "flat"
    """As for iron_condor."""
    time_convention: TimeConvention = "calendar365"
    """`calendar365`: dte/365 years. `trading252`: dte counts trading days, dte/252 years."""
    contracts: Count = 1
    """How many condors."""

    @model_validator(mode="before")
    @classmethod
    def _unfold(cls, given: Any) -> Any:
        given = unfolded(given, "condor")
        if isinstance(given, dict) and isinstance(given.get("strikes"), dict):
            placed = {f"new_{name}" if name in IronCondorInputs.strike_fields else name: value for name, value in given["strikes"].items()}
            given = {**placed, **{name: value for name, value in given.items() if name != "strikes"}}
        return given

    @model_validator(mode="after")
    def _place_once(self) -> Self:
        four = [name for name in NEW_STRIKES if getattr(self, name) is not None]
        chosen = [rule for rule in RULES if getattr(self, rule) is not None] + (["strikes same"] if self.strikes is not None else [])
        chosen += [f"strikes ({listed(four)})"] if four else []
        if len(chosen) > 1:
            raise InputError(f"the new strikes are placed by exactly one rule; got {listed(chosen)}: keep one of them")
        if four and len(four) < len(NEW_STRIKES):
            absent = tuple(name for name in NEW_STRIKES if name not in four)
            raise missing(absent, f"the new strikes are given all together: {listed(list(NEW_STRIKES))}")
        widths = [name for name in WIDTHS if getattr(self, name) is not None]
        if widths and self.placement() is None:
            raise InputError(f"the new strikes already set the wings; got {listed(widths)} as well: drop the width or give a placement rule")
        if not chosen:
            self.__dict__["strikes"] = "same"  # not through the constructor: it is assumed, not given
        return self


@dataclass(frozen=True, slots=True)
class Roll:
    close_cost: float
    realized: float
    new: OpenedCondor
    whole: Trade
    """The new condor with everything taken in so far as its credit."""


def _new_condor(inputs: RollInputs) -> OpenedCondor:
    shared = inputs.model_dump(
        include={"slippage", "fees", "rate", "dividend_yield", "smile", "time_convention", "contracts", "strike_step"}, exclude_none=True
    )
    market = {"spot": inputs.new_spot, "dte": inputs.new_dte, "vol": inputs.new_vol, **shared}
    placement = inputs.placement()
    if placement is None:
        kept = inputs.new_long_put is None
        four = {name: getattr(inputs, name if kept else f"new_{name}") for name in IronCondorInputs.strike_fields}
        return build(IronCondorInputs.model_validate({**market, **four}))
    chosen = {name: width for name in WIDTHS if (width := getattr(inputs, name)) is not None}
    if "wing_width" not in chosen:
        wings = {"put_wing_width": inputs.short_put - inputs.long_put, "call_wing_width": inputs.long_call - inputs.short_call}
        chosen = {**wings, **chosen}
    return build(IronCondorInputs.model_validate({**market, placement.rule: placement.amount, **chosen}))


def _present(inputs: RollInputs, result: Roll) -> Presentation:
    n, whole, new = inputs.contracts, result.whole, result.new
    payoff = whole.payoff
    figures = [
        points_figure("close_cost", "Cost of buying the open condor back", result.close_cost, n),
        points_figure("realized", "Realized on the open condor (negative: a loss)", result.realized, n),
        points_figure("new_credit", "Credit of the new condor", new.trade.credit, n),
        points_figure("net", "New credit less the cost of closing (negative: the roll is paid for)", new.trade.credit - result.close_cost, n),
        *(level_figure(name, name.replace("_", " ").capitalize(), strike) for name, strike in new.opened.strikes),
    ]
    figures += [replace(f, label=f.label.replace("at expiration", "of both trades together")) for f in breakeven_figures(payoff)]
    if whole.outlook is not None and whole.prob_of_profit is not None and whole.expected_value is not None:
        word = law_word(whole.outlook)
        figures += [
            probability_figure("prob_of_profit", f"Probability that both trades together profit ({word})", whole.prob_of_profit),
            points_figure("expected_value", f"Expected value of both trades together ({word})", whole.expected_value, n),
        ]
    figures += [
        extreme_figure("max_profit_total", "Most that both trades together can make", payoff.max_profit, n, "loses at least"),
        extreme_figure("max_loss_total", "Most that both trades together can lose", payoff.max_loss, n, "gains at least"),
    ]
    net = new.trade.credit - result.close_cost
    way = f"for a credit of {points_and_dollars(net, n)}" if net >= 0.0 else f"at a cost of {points_and_dollars(-net, n)}"
    breakevens = listed([level(round(b, 2)) for b in payoff.breakevens])
    even = f"break even at {breakevens}" if breakevens else "profit at no level" if payoff.max_profit <= 0 else "profit at every level"
    headline = (
        f"Buying the condor back costs {points(result.close_cost)}, which realizes {points(result.realized)}; rolling to the "
        f"{new.opened.name} is done {way}. Both trades together {even} and {risk_words(payoff.max_loss, n, plural=True)}."
    )
    notes = [
        "Both condors are priced by the model at new_spot and new_vol; slippage and fees are taken on closing and again on opening.",
        "A roll realizes the first trade's result; what it changes is the trade that follows, which is valued here as if newly opened.",
        *new.opened.notes,
        *(outlook_notes(whole.outlook) if whole.outlook is not None else []),
    ]
    if inputs.days_left < conventions.SHORT_DATED <= inputs.new_dte and inputs.time_convention == "calendar365":  # else it is named already
        notes += conventions.clock_notes(inputs.days_left, inputs.time_convention)
    if (smiled := smile_note(new.trade)) is not None:
        notes.append(f"The new condor: {smiled[:1].lower()}{smiled[1:]}")
    if whole.prob_of_profit is not None:
        chance = percent(new.trade.prob_of_profit) if new.trade.prob_of_profit is not None else "unknown"
        notes.append(f"The new condor by itself has a probability of profit of {chance}.")
    title = f"Roll to the {new.opened.name}, with what was realized"
    return Presentation(headline, tuple(figures), (payoff_chart(title, whole, n),), tuple(notes))


@calculator(
    name="roll",
    title="Roll a condor",
    task="price",
    presenter=_present,
    example={
        "long_put": 6690.0,
        "short_put": 6740.0,
        "short_call": 7560.0,
        "long_call": 7610.0,
        "credit": 15.0,
        "new_spot": 6850.0,
        "new_vol": 0.24,
        "days_left": 14.0,
        "new_dte": 45.0,
        "short_delta": 0.16,
    },
    terms=("roll", "iron-condor", "breakeven"),
    sources=("natenberg-2015", "mcmillan-2012"),
    phrases=("roll the condor", "roll out", "rolling", "roll my condor", "roll in time", "roll the tested side"),
    speech=Speech(
        cues=(
            Cue(r"(?:same|those|these) strikes (?:\w+ )?(?:out )?(?:to|at|in|for|with) #(?: more)? (?:days?|dte|weeks).*", 8),
            Cue("roll(?! yield)|rolling|rolled|rolls", 8),
            Cue(r"(?:left|remain\w*|to go) .*(?:mov(?:e|ing)|exchang\w+|swap\w*|switch\w*|replac\w+|go out) .*# (?:days?|dte) .*", 8),
            Cue(r"# (?:days?|dte|d) (?:left|to go) .*(?:push|extend|kick|carry|move) (?:it|this|them|the condor) (?:to|until) # (?:days?|dte)", 8),
            Cue(
                r"(?:push|extend|kick|carry|move|take) (?:.* )?out (?:to|until|another|by) .*#(?! (?:delta|points|sd|sigma|wide))(?: .*)?|"
                r"(?:close|closing|take off|buy back|exit|get out) .*(?:re ?open|resell|(?:sell(?:ing)?|open(?:ing)?) (?:to open )?# (?:dte|days)|"
                r"re ?sell|re ?establish|new (?:one|condor)).*",
                8,
            ),
        )
    ),
)
def roll(inputs: RollInputs) -> Roll:
    """Work out a roll: cost of closing, what is realized, the new credit, and breakevens, odds and maximum loss of both together.

    Give the open condor (flat, or as an object `condor`), the market at the roll, and new strikes: the same, one placement rule, or all four.
    """
    open_condor = IronCondor(inputs.long_put, inputs.short_put, inputs.short_call, inputs.long_call)
    check_credit(inputs.credit, open_condor.width)
    new = _new_condor(inputs)
    seen = new.trade.outlook
    if seen is None:
        raise InputError("a roll needs new_spot, new_vol and new_dte")
    t = conventions.years(inputs.days_left, inputs.time_convention)
    fill = Fill(slippage=inputs.slippage, fees=inputs.fees)
    slots = condor_slots(open_condor.put_width, open_condor.call_width)
    worth = without_dust(model_credit((open_condor.short_put, open_condor.short_call), seen.state, t, slots), seen.state.spot)
    close_cost = worth + fill.costs(new.trade.position)
    realized = inputs.credit - close_cost
    whole = open_trade(new.trade.position, seen, Fill(credit=realized + new.trade.credit))
    return Roll(close_cost, realized, new, whole)
