"""A standing hedge of VIX calls beside a book of iron condors: what it costs, what it pays, what it leaves."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Any, Self

import numpy as np
from pydantic import BeforeValidator, Field, model_validator

from calculators.black_scholes import Array
from calculators.book import Book, Sleeve, State
from calculators.catalogue.iron_condor import IronCondorInputs, build
from calculators.catalogue.term_structure import VixFuture
from calculators.errors import InputError, field_error
from calculators.position import Position
from calculators.spec import Axis, Chart, Figure, Inputs, Marker, Presentation, Series, SeriesRole, calculator
from calculators.speech import ACCOUNT, HUGE, Blank, Cue, Speech
from calculators.structure import Outlook
from calculators.units import (
    Capital,
    Count,
    Days,
    Delta,
    Fraction,
    Move,
    Number,
    Part,
    PositiveNumber,
    Premium,
    Rate,
    Spot,
    VixLevel,
    VixMove,
    VixQuote,
    Vol,
    VolChange,
)
from calculators.vix_curve import (
    CONTANGO,
    NEAR,
    VIX_FLOOR,
    VIX_PER_PERCENT_DOWN,
    VIX_PER_PERCENT_UP,
    VVIX,
    VixCurve,
    curve_from_contango,
    curve_from_levels,
    vix_move_with,
)
from calculators.vix_hedge import MULTIPLIER, CallLayer, CarryCost, VixHedge, rounded, strike_for_delta
from calculators.wording import days, dollars, level, listed, number, percent, signed, trimmed

CONDORS, HEDGE = "condors", "hedge"
ONE_DAY: dict[str, Any] = {"dte": 1.0, "wing_width": 5.0, "time_convention": "trading252"}
WINGS = ("wing_width", "put_wing_width", "call_wing_width")
LADDER = ((4, 30.0), (4, 110.0), (2, 220.0))
LADDER_CONDORS = 10
ROLL_AT = 21.0  # two of the source's accounts agree on rolling the 30-day calls with about 21 days left
ROLL_EVERY = 30.0
LEAST_LOSS = 1.0  # dollars a condor: a share of less says nothing
MOVES = np.linspace(-0.10, 0.06, 65)
VIX_MOVES = np.linspace(-6.0, 40.0, 47)


class TenorVol(Inputs):
    dte: Days
    """Calendar days to settlement of the VIX option."""
    vol: Vol
    """Its Black-76 volatility, a decimal such as 0.90."""


class TenorBeta(Inputs):
    dte: Days
    """Calendar days to settlement of the future."""
    beta: Fraction
    """Points the future moves for a point of spot VIX."""


class LayerInput(Inputs):
    """VIX calls of one tenor. Their strike comes from at most one of strike, otm_points and delta; 0.50 delta when none is given."""

    quantity: Count
    """Calls held."""
    dte: Days
    """Calendar days to settlement when bought."""
    strike: VixLevel | None = None
    """Strike, VIX points."""
    otm_points: VixMove | None = None
    """Points the strike lies above the layer's future (not above spot VIX); negative is in the money."""
    delta: Delta | None = None
    """Delta N(d1) of the call against its future."""
    hold_days: Days | None = None
    """Days until it is sold and bought anew: 30, or what leaves 21 days, or to settlement when that is under a week away."""

    @model_validator(mode="after")
    def _one_strike(self) -> Self:
        given = [name for name in ("strike", "otm_points", "delta") if getattr(self, name) is not None]
        if len(given) > 1:
            raise field_error("layers", f"a layer's strike comes from exactly one of strike, otm_points and delta; got {listed(given)}; keep one")
        if self.hold_days is not None and self.hold_days > self.dte:
            raise field_error("layers", f"hold_days must not exceed a layer's dte; got {self.hold_days:g} of {self.dte:g} days; lower it")
        return self

    def held(self) -> float:
        """Days from one purchase to the next."""
        if self.hold_days is not None:
            return self.hold_days
        return min(ROLL_EVERY, self.dte - ROLL_AT) if self.dte - ROLL_AT >= 7.0 else self.dte


class Scenario(Inputs):
    spx_move: Move
    """Move of the index, a decimal such as -0.05."""
    vix_move: VixMove
    """Move of spot VIX in points, such as 15."""
    vol_of_vol_change: VolChange = 0.0
    """Change of the vol of VIX options, a decimal such as 0.20."""


def _as_points(given: Any) -> Any:
    """One number for the vol of VIX options means the 30-day one, as VVIX / 100 does."""
    return [{"dte": NEAR, "vol": given}] if isinstance(given, int | float) and not isinstance(given, bool) else given


class VixHedgeInputs(Inputs):
    # Defaults that are models are constructed, not validated: validators are built at first use, which is not at import.
    vix: VixQuote
    """Spot VIX now."""
    futures: tuple[VixFuture, ...] | None = None
    """VIX futures by days; between them the curve is straight, beyond the last flat, at 0 days it is spot. Without any: a curve from contango."""
    contango: Annotated[Move, Field(gt=-0.9)] = CONTANGO
    """Premium of the 30-day future over spot when no futures are given; 0.08 is the measured median of 2004 to 2017."""
    mean_reversion: Annotated[PositiveNumber, Field(le=100)] | None = None
    """Speed a year: futures answer spot by exp(-speed x years). Without it they answer by the measured (1 + days / 7.2) ** -0.5."""
    betas: tuple[TenorBeta, ...] | None = None
    """Your own answer of each future to spot, by days; replaces the measured one."""
    vol_of_vol: Annotated[tuple[TenorVol, ...], BeforeValidator(_as_points)] = (TenorVol.model_construct(dte=NEAR, vol=VVIX),)
    """Vol of VIX options by days, or one number for 30 days (VVIX / 100); other days follow from how futures answer spot. 0.90 is illustrative."""
    layers: tuple[LayerInput, ...] | None = None
    """Layers of calls; 4, 4 and 2 calls at 30, 110 and 220 days for every 10 condors when not given."""
    delta: Delta | None = None
    """Delta of the calls of every layer that says nothing of its strike; 0.50 without it."""
    vix_strike_step: Annotated[PositiveNumber, Field(le=10)] = 0.5
    """Listed VIX strikes are multiples of this."""
    condor_contracts: Count = 10
    """Iron condors hedged."""
    spot: Spot = 7140.0
    """Index level now, for the condor."""
    condor: IronCondorInputs = IronCondorInputs.model_construct(**ONE_DAY, target_credit=1.15)
    """The condor hedged, as for `iron_condor`; spot and vol come from spot and vix / 100 when it does not name its own.
    Without dte it is a one-day condor on 5-point wings, in trading days."""
    vol_response: Annotated[Number, Field(ge=0, le=3)] = 1.0
    """How the condor's vol follows the VIX: its ratio to today's is that of the VIX to this power."""
    account: Capital | None = None
    """Account the yearly cost is set against, dollars."""
    scenarios: tuple[Scenario, ...] = (
        Scenario.model_construct(spx_move=-0.02, vix_move=3.0),
        Scenario.model_construct(spx_move=-0.03, vix_move=8.0),
        Scenario.model_construct(spx_move=-0.05, vix_move=15.0),
        Scenario.model_construct(spx_move=-0.08, vix_move=30.0),
        Scenario.model_construct(spx_move=0.02, vix_move=-2.0),
    )
    """Moves of index and VIX together."""
    horizon_days: Annotated[Number, Field(ge=0, le=3660)] = 0.0
    """Calendar days until the scenarios; 0 is at once."""
    target_offset: Part = 0.35
    """Share of the condor's loss to offset; the answer says how many calls that takes."""
    slippage: Premium = 0.0
    """VIX points lost on each call bought and each sold."""
    fees: Premium = 0.0
    """Dollars for each call bought and each sold."""
    vix_per_percent_down: Annotated[Number, Field(ge=0, le=20)] = VIX_PER_PERCENT_DOWN
    """For the chart over the index: VIX points up for a 1 % fall; 1.3 is measured on calm days and too little for a crash."""
    vix_per_percent_up: Annotated[Number, Field(ge=0, le=20)] = VIX_PER_PERCENT_UP
    """For the chart over the index: VIX points down for a 1 % rise."""
    rate: Rate = 0.04
    """Interest rate a year for the VIX calls, continuously compounded."""

    @model_validator(mode="before")
    @classmethod
    def _one_day(cls, given: Any) -> Any:
        """A condor without days is the one-day condor of the default, in what else it leaves open."""
        condor = given.get("condor") if isinstance(given, dict) else None
        if not isinstance(condor, dict) or condor.get("dte") is not None:
            return given
        sized = any(condor.get(name) is not None for name in (*IronCondorInputs.strike_fields, *WINGS))
        wings = {} if sized else {"wing_width": ONE_DAY["wing_width"]}
        left_open = {"dte": ONE_DAY["dte"], "time_convention": ONE_DAY["time_convention"], **wings}
        named = {name: value for name, value in condor.items() if value is not None}
        return {**given, "condor": {**left_open, **named}}

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for name in ("futures", "betas", "vol_of_vol"):
            tenors = [point.dte for point in getattr(self, name) or ()]
            if len(set(tenors)) < len(tenors):
                raise field_error(name, f"{name} must name each number of days once; got {', '.join(f'{t:g}' for t in tenors)}; keep one of each")
        if not self.vol_of_vol:
            raise field_error("vol_of_vol", "vol_of_vol needs at least one point; got none; give 0.90, or days and vol of each")
        if self.layers is None:
            ladder = ladder_for(self.condor_contracts, self.delta)
            self.__dict__["layers"] = ladder  # not through the constructor: it is assumed, not given
        elif self.delta is not None:
            left_open = [layer.strike is None and layer.otm_points is None and layer.delta is None for layer in self.layers]
            named = [layer.model_copy(update={"delta": self.delta}) if open_ else layer for layer, open_ in zip(self.layers, left_open, strict=True)]
            self.__dict__["layers"] = tuple(named)
        if not 1 <= len(self.layers or ()) <= 12:
            raise field_error("layers", f"layers must number 1 to 12; got {len(self.layers or ())}; leave them out for the 4/4/2 ladder")
        if len(self.scenarios) > 24:
            raise field_error("scenarios", f"scenarios must number at most 24; got {len(self.scenarios)}; drop some")
        if self.condor.contracts not in (1, self.condor_contracts):
            raise field_error(
                "condor_contracts", f"condor_contracts says how many condors; got {self.condor_contracts} and {self.condor.contracts}; keep one"
            )
        return self


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """Dollars: `hedge` and `condor` gained alone, and what share of the condor's loss the hedge made good (None without a loss)."""

    scenario: Scenario
    hedge: float
    condor: float
    offset: float | None
    calls_needed: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class HedgeResult:
    hedge: VixHedge
    book: Book
    credit_note: str
    cost: CarryCost
    scenarios: tuple[ScenarioResult, ...]

    @property
    def annual_cost(self) -> float:
        return float((self.cost.rolled_down + self.cost.trading).sum())


def ladder_for(condors: int, delta: float | None = None) -> tuple[LayerInput, ...]:
    """The 4/4/2 ladder scaled to the condors, in whole calls; a layer that rounds to none is left out."""
    counts = [(math.floor(count * condors / LADDER_CONDORS + 0.5), dte) for count, dte in LADDER]
    if not any(count for count, _ in counts):
        raise field_error(
            "condor_contracts", f"the 4/4/2 ladder for 10 condors needs at least 2 condors for a whole call; got {condors}; give layers"
        )
    return tuple(LayerInput(quantity=count, dte=dte, delta=delta) for count, dte in counts if count)


def curve_of(inputs: VixHedgeInputs) -> VixCurve:
    """The futures curve, the futures' answer to spot, and the vols of VIX options that the inputs describe."""
    betas = {point.dte: point.beta for point in inputs.betas or ()}
    vols = {point.dte: point.vol for point in inputs.vol_of_vol}
    if inputs.futures:
        levels = {future.dte: future.level for future in inputs.futures}
        return curve_from_levels(inputs.vix, levels, mean_reversion=inputs.mean_reversion, betas=betas, vols=vols)
    return curve_from_contango(inputs.vix, inputs.contango, mean_reversion=inputs.mean_reversion, betas=betas, vols=vols)


def hedge_of(inputs: VixHedgeInputs, curve: VixCurve) -> VixHedge:
    """The layers with their strikes listed."""
    layers = []
    for layer in inputs.layers or ():
        if layer.strike is not None:
            strike = layer.strike
        elif layer.otm_points is not None:
            wanted = float(curve.future(layer.dte)) + layer.otm_points
            if wanted <= 0.0:
                raise field_error(
                    "layers", f"a VIX strike must be above 0; {layer.otm_points:g} points from the future gives {wanted:.2f}; raise otm_points"
                )
            strike = rounded(wanted, inputs.vix_strike_step)
        else:
            strike = strike_for_delta(curve, layer.dte, 0.5 if layer.delta is None else layer.delta, inputs.vix_strike_step)
        layers.append(CallLayer(layer.quantity, layer.dte, strike, layer.held()))
    return VixHedge(curve, tuple(layers), inputs.rate)


def condor_of(inputs: VixHedgeInputs) -> tuple[Position, Outlook]:
    """The condor opened in the market of the inputs."""
    given = inputs.condor.model_dump(exclude_unset=True)
    given.setdefault("spot", inputs.spot)
    if inputs.condor.smile in ("flat", "spx"):
        given.setdefault("vol", inputs.vix / 100.0)
    trade = build(IronCondorInputs.model_validate(given)).trade
    if trade.outlook is None:
        raise field_error("condor", "the condor needs a vol to be valued in a scenario; its smile has none; give condor.vol")
    return trade.position, trade.outlook


def _vol_factor(inputs: VixHedgeInputs, vix_move: Array | float) -> Array:
    after = inputs.vix + np.asarray(vix_move, dtype=np.float64)
    if (after <= 0.0).any():
        raise InputError(f"spot VIX must stay above 0; {float(after.min()):g} is what is left of {inputs.vix:g}; give a smaller fall")
    return np.asarray((after / inputs.vix) ** inputs.vol_response)


def _scenario(inputs: VixHedgeInputs, book: Book, scenario: Scenario) -> ScenarioResult:
    state = State(inputs.horizon_days, float(_vol_factor(inputs, scenario.vix_move)), scenario.vix_move, scenario.vol_of_vol_change)
    gains = book.profit(book.market.spot * (1.0 + scenario.spx_move), state)
    condor, hedge = float(gains[CONDORS]), float(gains[HEDGE])
    lost = condor < -LEAST_LOSS * inputs.condor_contracts
    needed = None
    if lost and hedge > 0.0 and book.hedge is not None:
        sets = -condor * inputs.target_offset / hedge
        needed = tuple(math.ceil(sets * layer.contracts - 1e-9) for layer in book.hedge.layers)
    return ScenarioResult(scenario, hedge, condor, hedge / -condor if lost else None, needed)


@dataclass(frozen=True, slots=True)
class _Words:
    """The layers' names, for figures and legends."""

    keys: tuple[str, ...]
    labels: tuple[str, ...]


def _words(hedge: VixHedge) -> _Words:
    keys: list[str] = []
    labels = []
    for layer in hedge.layers:
        key = trimmed(layer.dte).replace(".", "_").replace(",", "")
        keys.append(key if key not in keys else f"{key}_{len(keys) + 1}")
        labels.append(f"{layer.contracts:,} calls at {days(layer.dte)}, strike {trimmed(layer.strike)}")
    return _Words(tuple(keys), tuple(labels))


def _layer_figures(hedge: VixHedge, words: _Words) -> list[Figure]:
    futures, betas, prices, deltas = hedge.curve.future(hedge.dtes), hedge.curve.beta(hedge.dtes), hedge.prices(), hedge.deltas()
    figures = []
    for i, (key, layer) in enumerate(zip(words.keys, hedge.layers, strict=True)):
        name = f"{days(layer.dte)}"
        figures += [
            Figure(
                f"beta_{key}",
                f"Beta of the future at {name} to spot VIX",
                float(betas[i]),
                "points per point",
                f"{number(float(betas[i]))} points for a point of spot VIX",
            ),
            Figure(f"strike_{key}", f"Strike of the calls at {name}", layer.strike, "VIX points", trimmed(layer.strike)),
            Figure(f"future_{key}", f"Future at {name}", float(futures[i]), "VIX points", number(float(futures[i]))),
            Figure(
                f"call_price_{key}",
                f"One call at {name}",
                float(prices[i]),
                "VIX points",
                f"{number(float(prices[i]))} VIX points ({dollars(float(prices[i]) * MULTIPLIER)})",
            ),
            Figure(f"call_delta_{key}", f"Delta of a call at {name} to its future", float(deltas[i]), "points per point", number(float(deltas[i]))),
        ]
    return figures


def _cost_figures(inputs: VixHedgeInputs, result: HedgeResult) -> list[Figure]:
    cost = result.cost
    yearly = (
        ("annual_cost", "Yearly cost, spot VIX and curve unchanged", result.annual_cost),
        ("annual_cost_futures_only", "Yearly cost of the futures' slide alone", float((cost.futures_only + cost.trading).sum())),
        ("annual_cost_expired", "Yearly cost if every call expires worthless", float(cost.expired.sum())),
    )
    premium = float(result.hedge.premiums().sum())
    figures = [Figure("premium", "Premium of all layers", premium, "dollars", dollars(premium))]
    for name, label, value in yearly:
        figures.append(Figure(name, label, value, "dollars a year", f"{dollars(value)} a year"))
        if inputs.account is not None:
            share = value / inputs.account
            stem = name.replace("annual_cost", "annual_cost_pct")
            figures.append(Figure(stem, f"{label}, share of the account", share, "decimal", f"{percent(share, 2)} of the account a year"))
    if result.annual_cost > 0.0:
        for share in (1, 2):
            account = result.annual_cost * 100.0 / share
            text = f"{dollars(account)}"
            figures.append(Figure(f"account_at_{share}_pct", f"Account at which the yearly cost is {share} %", account, "dollars", text))
    return figures


def _scenario_figures(inputs: VixHedgeInputs, result: HedgeResult) -> list[Figure]:
    figures = []
    single = len(result.scenarios) == 1
    for i, each in enumerate(result.scenarios, 1):
        tail = "" if single else f"_{i}"
        said = _said(each.scenario)
        offset = (
            "none: the condors lose nothing there, or less than $1 each" if each.offset is None else f"{percent(each.offset)} of the condors' loss"
        )
        amounts = (
            ("payoff", "Hedge", each.hedge),
            ("net_without", "Condors without the hedge", each.condor),
            ("net_with", "Condors with the hedge", each.condor + each.hedge),
        )
        figures += [Figure(f"{name}{tail}", f"{label}: {said}", value, "dollars", dollars(value)) for name, label, value in amounts]
        figures.append(Figure(f"offset_pct{tail}", f"Share of the condors' loss offset: {said}", each.offset, "decimal", offset))
        if each.calls_needed is None:
            text, count = (
                "none: the condors lose nothing there, or less than $1 each" if each.offset is None else "no number: the hedge does not gain there",
                None,
            )
        else:
            count = sum(each.calls_needed)
            text = f"{count:,} calls ({'/'.join(f'{n:,}' for n in each.calls_needed)})"
        label = f"Calls that offset {percent(inputs.target_offset, 0)}: {said}"
        figures.append(Figure(f"contracts_needed{tail}", label, count, "contracts", text))
    return figures


def _said(scenario: Scenario) -> str:
    change = "" if scenario.vol_of_vol_change == 0.0 else f", vol of VIX options {signed(100 * scenario.vol_of_vol_change, 0)} points"
    return f"index {signed(100 * scenario.spx_move, 1)} %, VIX {signed(scenario.vix_move, 1)}{change}"


def _present(inputs: VixHedgeInputs, result: HedgeResult) -> Presentation:
    words = _words(result.hedge)
    premium = float(result.hedge.premiums().sum())
    share = "" if inputs.account is None else f", {percent(result.annual_cost / inputs.account, 2)} of the account"
    headline = (
        f"{int(result.hedge.contracts.sum()):,} VIX calls for {inputs.condor_contracts:,} condors cost {dollars(premium)} to buy and "
        f"{dollars(result.annual_cost)} a year to keep on an unchanged curve{share}."
    )
    figures = (*_cost_figures(inputs, result), *_layer_figures(result.hedge, words), *_scenario_figures(inputs, result))
    lead = tuple(figure.name for figure in figures if figure.name.startswith(("premium", "annual_cost", "beta_", "offset_pct", "account_at")))
    return Presentation(headline, figures, _charts(inputs, result, words), _notes(inputs, result, words), lead)


def _series(label: str, x: Array, y: Array, role: SeriesRole = "component") -> Series:
    return Series(label, tuple(x.tolist()), tuple(y.tolist()), role)


def _charts(inputs: VixHedgeInputs, result: HedgeResult, words: _Words) -> tuple[Chart, ...]:
    hedge, book = result.hedge, result.book
    vix_moves = vix_move_with(MOVES, inputs.vix, inputs.vix_per_percent_down, inputs.vix_per_percent_up)
    gains = book.profit(book.market.spot * (1.0 + MOVES), State(inputs.horizon_days, _vol_factor(inputs, vix_moves), vix_moves))
    percents = 100.0 * MOVES
    when = "at once" if inputs.horizon_days == 0.0 else f"after {days(inputs.horizon_days)}"
    total = gains[CONDORS] + gains[HEDGE]
    both = Chart(
        "comparison",
        f"Condors with and without the hedge, {when}",
        Axis("Move of the index", "percent"),
        Axis("Profit", "dollars"),
        f"At a fall of 10 % the condors alone stand at {dollars(float(gains[CONDORS][0]))}, with the hedge at {dollars(float(total[0]))}; "
        f"the worst with the hedge is {dollars(float(total.min()))}, at {signed(float(percents[total.argmin()]), 1)} %.",
        series=(
            _series("Without the hedge", percents, gains[CONDORS], "without"),
            _series("With the hedge", percents, total, "with"),
            _series("The hedge alone", percents, gains[HEDGE]),
        ),
        markers=(Marker(f"Index {level(book.market.spot)}", "spot", x=0.0),),
    )
    moves = np.maximum(VIX_MOVES, min(VIX_FLOOR - inputs.vix, 0.0))
    paid = hedge.payoffs(moves, inputs.horizon_days)
    by_layer = Chart(
        "line",
        f"What each layer pays when spot VIX moves {when}",
        Axis("Move of spot VIX", "VIX points"),
        Axis("Profit of the layer", "dollars"),
        f"At {signed(float(moves[-1]), 0)} VIX points the layers together pay {dollars(float(paid[-1].sum()))}.",
        series=tuple(_series(label, moves, paid[:, i]) for i, label in enumerate(words.labels)),
        markers=(Marker(f"VIX {trimmed(inputs.vix)}", "spot", x=0.0),),
    )
    places = np.arange(len(hedge.layers), dtype=np.float64)
    costs = Chart(
        "bars",
        "Yearly cost by layer",
        Axis("Layer", ""),
        Axis("Cost", "dollars a year"),
        f"{dollars(result.annual_cost)} a year rolled on an unchanged curve, "
        f"{dollars(float(result.cost.expired.sum()))} if every call expires worthless.",
        series=(
            _series("Rolled, spot and curve unchanged", places, result.cost.rolled_down + result.cost.trading),
            _series("Slide of the futures alone", places, result.cost.futures_only + result.cost.trading),
            _series("Every call expires worthless", places, result.cost.expired),
        ),
        categories=words.labels,
    )
    return both, by_layer, costs


def _notes(inputs: VixHedgeInputs, result: HedgeResult, words: _Words) -> tuple[str, ...]:
    holds = listed([f"{trimmed(layer.dte)} days after {days(layer.hold_days)}" for layer in result.hedge.layers])
    curve = (
        "The curve is straight between the futures given, spot at 0 days and flat beyond the last."
        if inputs.futures
        else f"The futures curve is assumed from spot and a contango of {percent(inputs.contango)} at 30 days."
    )
    if inputs.betas:
        answer = "Futures answer a move of spot by the betas given, straight between them."
    elif inputs.mean_reversion is not None:
        answer = f"Futures answer a move of spot by exp(-{trimmed(inputs.mean_reversion)} x years)."
    else:
        answer = "Futures answer a move of spot by (1 + days / 7.2) ** -0.5, the fit to daily settlements of 2004 to 2017."
    notes = [
        f"{curve} {answer} VIX calls are priced with Black 1976 on the future of their own date, which is why a far layer answers little.",
        f"Yearly cost: each layer is bought at its tenor, sold at model value ({holds}) and bought again, spot VIX and curve unchanged throughout. "
        "That counts the time decay of the calls in full; if the VIX moves about as much as their price implies, gains from those moves pay "
        "the decay back and the slide of the futures is what is left. The third figure lets every call run to settlement and pay nothing.",
        result.credit_note,
        f"In a scenario the condor's vol is multiplied by the ratio of the VIX after to the VIX before, to the power {trimmed(inputs.vol_response)}. "
        + ("Everything is repriced at once." if inputs.horizon_days == 0.0 else f"Everything is repriced {days(inputs.horizon_days)} later."),
        f"The chart over the index moves the VIX by {trimmed(inputs.vix_per_percent_down)} points for each 1 % fall and "
        f"{trimmed(inputs.vix_per_percent_up)} for each 1 % rise, a straight line that understates crashes.",
    ]
    trading = float(result.cost.trading.sum())
    notes.append(
        f"Bid-ask and fees add {dollars(trading)} a year, counted in." if trading else "No bid-ask or fees are counted; slippage and fees add them."
    )
    if inputs.account is None:
        notes.append("Left out: the cost as a share of the account, which needs account.")
    if any(layer.strike is None and layer.otm_points is None and layer.delta is None for layer in inputs.layers or ()):
        notes.append("Strikes are those of a 0.50 delta, rounded to listed ones; published accounts of the ladder disagree about strikes.")
    return tuple(notes)


@calculator(
    name="vix_hedge",
    title="VIX call hedge",
    task="hedge",
    presenter=_present,
    example={
        "vix": 17.95,
        "futures": [{"level": 19.0, "dte": 20.0}, {"level": 20.2, "dte": 48.0}, {"level": 21.6, "dte": 140.0}, {"level": 22.1, "dte": 230.0}],
        "vol_of_vol": 0.92,
        "condor_contracts": 10,
        "spot": 7138.8,
        "condor": {"dte": 1.0, "target_credit": 1.15, "wing_width": 5.0, "time_convention": "trading252"},
        "account": 100000.0,
    },
    terms=("vix-option", "vix-future", "alvh", "layered-hedge", "contango", "volatility-of-volatility"),
    sources=("black-1976", "grunbichler-longstaff-1996", "cboe-vix-options-specifications", "whaley-2013"),
    phrases=("vix hedge", "vix calls", "alvh", "4/4/2", "layered hedge", "cost of the hedge", "hedge my condors", "vix spike", "hedge drag"),
    speech=Speech(
        cues=(
            Cue("ladder .*(?:condor|ic|vix|spx)(?: .*)?|(?:condor|ic) .*ladder", 8),
            Cue(
                r"ladder (?:of )?N\d+ / N\d+ / N\d+|N\d+ / N\d+ / N\d+ (?:at|across|over|in) N\d+ / N\d+ / N\d+ (?:\w+ ){0,3}N\d+ condor|"
                "alvh|call ladder|hedge ladder|vix (?:hedge|calls|call hedge|overlay|overlays|layers|call ladder|call layers)|hedge layers|"
                r"adaptive layered(?: vix hedge)?|hedge|hedging|hedged|N\d+ / N\d+ / N\d+ (?:vix )?(?:ladder|layers?|calls)",
                8,
            ),
        ),
        blanks=(
            Blank(
                "condor_contracts",
                r"over|per|against|protect(?:ing)?|cover(?:ing)?|hedg(?:e|ing)|for(?= [N]\d+ condor)",
                "(?:spx |iron )*(?:condor|ic|condor contracts)(?: contracts)?",
                exact=(
                    "(?:over|per|against|protecting|covering|hedging|for|on) (?:my )?# (?:spx |iron )*(?:condor|ic|lots|contracts)",
                    r"([N]\d+) (?:spx |iron |open |short )*(?:condor|ic)(?: contracts)?",
                    r"# (?:contracts|lots) (?:(?:of|in) (?:\w+ ){0,2}condor|on(?: now)?(?= [,.;?])|open)",
                ),
                reads="amount",
                low=1,
                high=100000,
            ),
            ACCOUNT,
            Blank("account", exact=(r"(?:on|for|with) (?:a |my )?([ND]\d+)",), reads="number", low=5000, high=HUGE),
            Blank("vol_of_vol", "vol of vol|vvix|vix vol", "vol of vol|vvix|vix vol", reads="vol", low=0.05, high=5),
            Blank("contango", "contango", exact=("#% contango",), reads="percent", low=-1, high=3),
            Blank(
                "target_offset",
                "offset(?:ting)?(?: target)?|target|cover|pay back|make up",
                "offset|of the (?:condor )?loss(?:es)?|coverage",
                reads="share",
                low=0,
                high=5,
            ),
            Blank("vix", "spot vix|vix(?: spot| index)?|vol", "vix(?! (?:calls?|options?|points?|hedge|layers))", reads="vix", low=5, high=150),
        ),
        along="alvh|adaptive layered(?: vix hedge)?|layered vix hedge|vix hedge",
        along_terms=(
            "alvh",
            "vix-hedge",
        ),
    ),
)
def vix_hedge(inputs: VixHedgeInputs) -> HedgeResult:
    """Price layers of long VIX calls beside iron condors: premium, yearly cost, and what they pay and leave in joint moves of index and VIX.

    The layers default to 4, 4 and 2 calls at 30, 110 and 220 days for every 10 condors. Futures come as levels by days or from
    a contango; each answers spot VIX by its own beta. Not for the slope of the curve alone (`term_structure`). Source: Black
    1976; Grünbichler and Longstaff 1996.
    """
    curve = curve_of(inputs)
    hedge = hedge_of(inputs, curve)
    position, outlook = condor_of(inputs)
    book = Book(outlook.state, (Sleeve(CONDORS, position, inputs.condor_contracts),), hedge, outlook.convention)
    strikes = "/".join(level(leg.strike) for leg in position.legs)
    note = (
        f"The condor: strikes {strikes}, {number(position.credit)} points of credit, {days(outlook.dte)} "
        f"({outlook.convention}), vol {percent(outlook.atm_vol, 2)}, {inputs.condor_contracts:,} of them."
    )
    cost = hedge.carry_cost(inputs.slippage, inputs.fees)
    return HedgeResult(hedge, book, note, cost, tuple(_scenario(inputs, book, scenario) for scenario in inputs.scenarios))
