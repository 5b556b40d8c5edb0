"""The two-sleeve book of the founding account: base condors and an engine of later short premium, with every missing value named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import BeforeValidator, Field, model_validator

from calculators import margin, payoff, strikes, valuation
from calculators import second_engine as books
from calculators.book import Book, NetGreeks, State
from calculators.cash_flow import InternalRate
from calculators.catalogue.iron_condor import IronCondorInputs, build
from calculators.catalogue.term_structure import VixFuture
from calculators.catalogue.vix_hedge import LayerInput, VixHedgeInputs, curve_of, hedge_of
from calculators.conventions import clock_notes, years
from calculators.corporate import weighted_average_cost_of_capital
from calculators.errors import InputError, field_error
from calculators.market import MarketState
from calculators.position import Leg, Position
from calculators.second_engine import BASE, ENGINE, HEDGE, Budget, Engine, Stress, Widening
from calculators.spec import Axis, Chart, Figure, Inputs, Marker, Presentation, Series, SeriesRole, calculator
from calculators.speech import HUGE, Blank, Cue, Speech
from calculators.units import Capital, Count, Days, Delta, Fraction, PositiveNumber, Rate, Share, Spot, VixQuote, Vol, VolShock, Width
from calculators.vix_hedge import VixHedge
from calculators.wording import days, dollars, level, listed, number, percent, points, signed, trimmed

MULTIPLIER = 100.0
DEFAULT_VIX = 18.0
Ratio = Annotated[PositiveNumber, Field(le=1)]
Hedge = Literal["none", "vix_calls"]


def _as_list(given: Any) -> Any:
    """One shock is a list of one."""
    return [given] if isinstance(given, int | float) and not isinstance(given, bool) else given


class SecondEngineInputs(Inputs):
    capital: Capital = 1_000_000.0
    """Dollars of the whole book."""
    spot: Spot = 7140.0
    """Index level now."""
    vol: Vol | None = None
    """Implied volatility of the index a year; vix / 100 when absent."""
    vix: VixQuote | None = None
    """VIX level, for the vol when none is given and for the VIX calls; 18 when neither is given."""
    rate: Rate = 0.04
    """Interest rate a year, continuously compounded."""
    dividend_yield: Rate = 0.013
    """Dividend yield a year, continuously compounded."""
    base_share: Share = 0.65
    """Share of capital in the base sleeve; the account says 60 to 70 %."""
    base_risk_ratio: Ratio = 1.0 / 3.0
    """Dollars at risk for a dollar of base capital; the account says 1:3."""
    engine_risk_ratio: Ratio = 0.2
    """Dollars at risk for a dollar of engine capital; the account says 1:5."""
    base_condor: IronCondorInputs = IronCondorInputs.model_construct(dte=45.0, short_delta=0.16, wing_width=50.0)
    """The base condor, as for `iron_condor`; spot, vol and rates come from this calculator when it does not name its own."""
    engine: Engine = "strangle"
    """`strangle`: naked short put and call. `spreads`: the same shorts with wings."""
    engine_dte: Days = 135.0
    """Calendar days of the engine's options, later than the base's: the next quarterly cycle."""
    engine_delta: Delta = 0.10
    """Delta of the engine's shorts, further out than the base's."""
    engine_wing_width: Width = 50.0
    """Wings of the engine's spreads, index points."""
    strike_step: Annotated[PositiveNumber, Field(le=1000)] = 5.0
    """Listed strikes of the engine are multiples of this."""
    stress_move: Share = 0.10
    """A strangle has no largest loss: its risk is what it loses when the index moves this fraction at once, vol up by the largest vol_shock."""
    base_contracts: Count | None = None
    """Base condors; what the budget buys when absent."""
    engine_contracts: Annotated[int, Field(ge=0, le=1_000_000, strict=True)] | None = None
    """Engine contracts, 0 for none; what the budget buys when absent."""
    hedge: Hedge = "none"
    """`none` or `vix_calls`: the 4/4/2 ladder for every 10 base condors, or the layers given."""
    layers: Annotated[tuple[LayerInput, ...], Field(max_length=12)] | None = None
    """Layers of VIX calls, as for `vix_hedge`."""
    futures: tuple[VixFuture, ...] | None = None
    """VIX futures by days, as for `vix_hedge`."""
    vol_shock: Annotated[tuple[VolShock, ...], BeforeValidator(_as_list)] = (0.30, 0.40)
    """Relative rises of index vol, and of the VIX with it; the account says 30 to 40 %."""
    debt_share: Fraction = 0.0
    """Share of the capital that is borrowed."""
    cost_of_equity: Rate = 0.09
    """Return required on your own money a year."""
    cost_of_debt: Rate = 0.06
    """Interest on the borrowed money a year."""
    tax_rate: Fraction = 0.0
    """Tax rate that interest is deducted at."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.vol is None and self.vix is None:
            self.__dict__["vix"] = DEFAULT_VIX  # not through the constructor: it is assumed, not given
        if not 1 <= len(self.vol_shock) <= 8:
            raise field_error("vol_shock", f"vol_shock takes 1 to 8 rises; got {len(self.vol_shock)}; give for example 0.30 and 0.40")
        if len({_percent_key(shock) for shock in self.vol_shock}) < len(self.vol_shock):
            raise field_error("vol_shock", "vol_shock must name each rise once, to a hundredth of a per cent; got one twice; drop it")
        if self.base_condor.time_convention != "calendar365":
            raise field_error("base_condor", "both sleeves count calendar days; got trading252 for the base condor; leave time_convention out")
        if self.hedge == "none" and (self.layers or self.futures):
            raise field_error("hedge", "layers and futures belong to hedge vix_calls; got hedge none with them; set hedge or drop them")
        return self

    def sigma(self) -> float:
        """The index vol."""
        return self.vol if self.vol is not None else self.spot_vix() / 100.0

    def spot_vix(self) -> float:
        """The VIX, which is 100 x vol when only the vol is given."""
        return self.vix if self.vix is not None else 100.0 * (self.vol if self.vol is not None else DEFAULT_VIX / 100.0)


@dataclass(frozen=True, slots=True)
class EngineResult:
    book: Book
    base: Position
    engine: Position
    base_budget: Budget
    engine_budget: Budget
    base_edges: tuple[float, float]
    blended_edges: tuple[float | None, float | None]
    blended_breakevens: tuple[float, ...]
    widened: tuple[Widening | None, Widening | None]
    widened_in_shock: tuple[tuple[Widening | None, Widening | None], ...]
    shocks: tuple[dict[str, float], ...]
    rates: tuple[InternalRate, ...]
    margins: float
    wacc: float
    greeks: NetGreeks


def _base(inputs: SecondEngineInputs) -> tuple[Position, MarketState]:
    given = inputs.base_condor.model_dump(exclude_unset=True)
    for name in ("spot", "rate", "dividend_yield"):
        given.setdefault(name, getattr(inputs, name))
    given.setdefault("dte", 45.0)
    if inputs.base_condor.smile in ("flat", "spx"):
        given.setdefault("vol", inputs.sigma())
    trade = build(IronCondorInputs.model_validate(given)).trade
    if trade.outlook is None:
        raise field_error("base_condor", "the base condor needs a vol; its smile has none; give base_condor.vol")
    return trade.position, trade.outlook.state


def _engine(inputs: SecondEngineInputs, market: MarketState) -> Position:
    """The engine's legs sold at model value. Raises InputError when a strike would fall to 0 or the shorts would meet."""
    exact = strikes.by_delta(inputs.engine_delta, market, years(inputs.engine_dte))
    put, call = (strikes.rounded(strike, inputs.strike_step) for strike in exact)
    wing = inputs.engine_wing_width
    lowest = put - wing if inputs.engine == "spreads" else put
    if not 0.0 < lowest < put + 1e-9 or not put < call or call > 1e9:
        raise field_error(
            "engine_delta",
            f"the engine needs strikes above 0 with its put below its call; delta {inputs.engine_delta:g} gives put {put:g} and call {call:g}; "
            "lower the delta or the wings",
        )
    legs = [Leg("put", put, -1, inputs.engine_dte), Leg("call", call, -1, inputs.engine_dte)]
    if inputs.engine == "spreads":
        legs = [Leg("put", lowest, 1, inputs.engine_dte), *legs, Leg("call", call + wing, 1, inputs.engine_dte)]
    unpaid = Position(tuple(legs))
    return Position(unpaid.legs, -valuation.value(unpaid, market).value)


def _engine_loss(inputs: SecondEngineInputs, engine: Position, market: MarketState) -> float:
    """Dollars one engine contract counts as risk: the largest loss of spreads, the stress loss of a strangle."""
    if inputs.engine == "spreads":
        return max(inputs.engine_wing_width - engine.credit, 0.0) * MULTIPLIER
    return books.stress_loss(engine, market, Stress(inputs.stress_move, max(0.0, *inputs.vol_shock))) * MULTIPLIER


def _hedge(inputs: SecondEngineInputs, condors: int) -> VixHedge | None:
    if inputs.hedge == "none":
        return None
    wanted = {"vix": inputs.spot_vix(), "condor_contracts": condors, "rate": inputs.rate}
    wanted |= {name: value for name in ("layers", "futures") if (value := getattr(inputs, name)) is not None}
    hedged = VixHedgeInputs.model_validate(wanted)
    return hedge_of(hedged, curve_of(hedged))


def _rise(shock: float) -> str:
    """'+30 %'."""
    return f"{'+' if shock > 0.0 else ''}{trimmed(100.0 * shock)} %"


def _percent_key(shock: float) -> str:
    text = f"{100.0 * shock:.2f}".rstrip("0").rstrip(".")
    return text.replace("-", "minus_").replace(".", "_")


def _figures(inputs: SecondEngineInputs, result: EngineResult) -> tuple[Figure, ...]:
    return (
        *_size_figures(inputs, result),
        *_breakeven_figures(inputs, result),
        *_shock_figures(inputs, result),
        *_book_figures(result),
    )


def _size_figures(inputs: SecondEngineInputs, result: EngineResult) -> list[Figure]:
    base, engine, capital = result.base_budget, result.engine_budget, inputs.capital
    by_ratio, held = (base.allowed + engine.allowed) / capital, (base.held + engine.held) / capital
    per_contract = "stress loss" if inputs.engine == "strangle" else "largest loss"
    enough = engine.each / ((1.0 - inputs.base_share) * inputs.engine_risk_ratio)
    return [
        Figure("base_contracts", "Base condors", base.contracts, "contracts", f"{base.contracts:,}"),
        Figure("engine_contracts", "Engine contracts", engine.contracts, "contracts", f"{engine.contracts:,}"),
        Figure("base_risk_budget", "Risk the ratio allows the base", base.allowed, "dollars", dollars(base.allowed)),
        Figure("engine_risk_budget", "Risk the ratio allows the engine", engine.allowed, "dollars", dollars(engine.allowed)),
        Figure("base_risk", "Largest loss of the base condors held", base.held, "dollars", dollars(base.held)),
        Figure("engine_risk", f"{per_contract.capitalize()} of the engine held", engine.held, "dollars", dollars(engine.held)),
        Figure("engine_risk_each", f"{per_contract.capitalize()} of one engine contract", engine.each, "dollars", dollars(engine.each)),
        Figure("engine_capital_needed", "Capital at which the ratio buys one engine contract", enough, "dollars", dollars(enough)),
        Figure("total_risk_pct", "Risk both ratios allow, share of capital", by_ratio, "decimal", f"{percent(by_ratio)} of capital"),
        Figure("total_risk_held_pct", "Risk of the whole contracts held, share of capital", held, "decimal", f"{percent(held)} of capital"),
    ]


def _breakeven_figures(inputs: SecondEngineInputs, result: EngineResult) -> list[Figure]:
    low, high = result.base_edges
    when = "at the front expiration"
    figures = [
        Figure("base_lower_breakeven", f"Lower breakeven of the base alone {when}", low, "index points", level(round(low, 2))),
        Figure("base_upper_breakeven", f"Upper breakeven of the base alone {when}", high, "index points", level(round(high, 2))),
    ]
    for side, edge, moved in zip(("lower", "upper"), result.blended_edges, result.widened, strict=True):
        said = "none: the book does not break even on this side" if edge is None else level(round(edge, 2))
        figures.append(Figure(f"blended_{side}_breakeven", f"{side.capitalize()} breakeven of the whole book {when}", edge, "index points", said))
        why = "" if result.engine_budget.contracts else " (no engine contract is held)"
        if moved is None:
            figures.append(Figure(f"widening_pct_{side}", _widening_label(side), None, "decimal", "none: there is no such breakeven to compare"))
            continue
        figures += [
            Figure(f"widening_pct_{side}", _widening_label(side), moved.of_distance, "decimal", f"{signed(100 * moved.of_distance)} %{why}"),
            Figure(
                f"widening_points_{side}",
                f"Widening of the {side} breakeven, in points",
                moved.points,
                "index points",
                f"{signed(moved.points)} points{why}",
            ),
            Figure(
                f"widening_of_spot_{side}",
                f"Widening of the {side} breakeven, share of spot",
                moved.of_spot,
                "decimal",
                f"{signed(100 * moved.of_spot, 3)} %{why}",
            ),
        ]
    for shock, pair in zip(inputs.vol_shock, result.widened_in_shock, strict=True):
        for side, moved in zip(("lower", "upper"), pair, strict=True):
            name, label = f"widening_pct_{side}_shock_{_percent_key(shock)}", f"{_widening_label(side)}, vol {_rise(shock)}"
            share = None if moved is None else moved.of_distance
            said = "none: there is no such breakeven to compare" if share is None else f"{signed(100 * share)} %"
            figures.append(Figure(name, label, share, "decimal", said))
    found = result.blended_breakevens
    text = listed([level(round(b, 2)) for b in found]) if found else "none"
    return [*figures, Figure("blended_breakevens", f"Every breakeven of the whole book {when}", tuple(found), "index points", text)]


def _widening_label(side: str) -> str:
    return f"Widening of the {side} breakeven, share of the base's distance from spot"


def _shock_figures(inputs: SecondEngineInputs, result: EngineResult) -> list[Figure]:
    figures = []
    for shock, gains in zip(inputs.vol_shock, result.shocks, strict=True):
        total = sum(gains.values())
        parts = ", ".join(f"{name} {dollars(gain)}" for name, gain in gains.items())
        label = f"Profit at once with vol {_rise(shock)}, spot unchanged"
        figures.append(Figure(f"profit_shock_{_percent_key(shock)}", label, total, "dollars", f"{dollars(total)} ({parts})"))
    named = (("irr", "vol unchanged"), *((f"irr_shock_{_percent_key(s)}", f"vol {_rise(s)}") for s in inputs.vol_shock))
    for (name, said), found in zip(named, result.rates, strict=True):
        text = found.reason if found.rate is None else f"{percent(found.rate)} a year"
        figures.append(Figure(name, f"Internal rate of return, {said}", found.rate, "decimal a year", text))
    return figures


def _book_figures(result: EngineResult) -> list[Figure]:
    greeks = result.greeks
    return [
        Figure("wacc", "Weighted average cost of capital", result.wacc, "decimal a year", f"{percent(result.wacc, 2)} a year"),
        Figure("net_delta", "Net delta", greeks.delta, "dollars per index point", f"{dollars(greeks.delta, 2)} an index point"),
        Figure("net_theta", "Net theta", greeks.theta, "dollars per calendar day", f"{dollars(greeks.theta, 2)} a calendar day"),
        Figure("net_vega", "Net vega", greeks.vega, "dollars per vol point", f"{dollars(greeks.vega, 2)} a vol point"),
        Figure("margin", "Margin posted for both sleeves", result.margins, "dollars", dollars(result.margins)),
        Figure("base_credit", "Credit of one base condor", result.base.credit, "index points", points(result.base.credit)),
        Figure("engine_credit", "Credit of one engine contract", result.engine.credit, "index points", points(result.engine.credit)),
    ]


def _present(inputs: SecondEngineInputs, result: EngineResult) -> Presentation:
    base, engine = result.base_budget.contracts, result.engine_budget.contracts
    kind = "strangle" if inputs.engine == "strangle" else "pair of spreads"
    sizes = f"{base:,} base condor{'s' if base != 1 else ''} and {engine:,} later {kind}{'s' if engine != 1 else ''}"
    moved = [m for m in result.widened if m is not None]
    if inputs.engine_contracts == 0:
        change = "without an engine the breakevens stay where they are"
    elif not engine:
        change = f"one {kind} risks {dollars(result.engine_budget.each)}, so the engine's {dollars(result.engine_budget.allowed)} buys none"
    elif len(moved) == 2:
        lower, upper = (_way(move.of_distance) for move in moved)
        change = f"of its distance from spot, the lower breakeven moves {lower}, the upper {upper}"
    else:
        change = "the whole book no longer breaks even on both sides"
    return Presentation(
        f"{dollars(inputs.capital)} holds {sizes}; {change}.",
        _figures(inputs, result),
        _charts(inputs, result),
        _notes(inputs, result),
        _lead(inputs),
    )


def _way(share: float) -> str:
    """'0.50 % inward': how far a breakeven moved, and which way."""
    return f"{percent(abs(share), 2)} {'outward' if share >= 0.0 else 'inward'}"


def _lead(inputs: SecondEngineInputs) -> tuple[str, ...]:
    shocks = [_percent_key(shock) for shock in inputs.vol_shock]
    return (
        "total_risk_pct",
        *(f"profit_shock_{shock}" for shock in shocks),
        "widening_pct_lower",
        "widening_pct_upper",
        *(f"irr_shock_{shock}" for shock in shocks[-1:]),
        *(f"{book}_{side}_breakeven" for side in ("lower", "upper") for book in ("base", "blended")),
        "wacc",
        "engine_capital_needed",
    )


def _series(label: str, x: Any, y: Any, role: SeriesRole) -> Series:
    return Series(label, tuple(np.asarray(x).tolist()), tuple(np.asarray(y).tolist()), role)


def _charts(inputs: SecondEngineInputs, result: EngineResult) -> tuple[Chart, ...]:
    book, front = result.book, result.base.dte
    spot = book.market.spot
    low, high = result.base_edges
    reach = 1.8 * max(spot - low, high - spot)
    spots = np.unique(np.concatenate((np.linspace(max(spot - reach, 0.01 * spot), spot + reach, 181), result.base.strikes)))
    gains = book.profit(spots, State(days=front))
    total = sum(gains.values())
    names = {
        BASE: "Base alone",
        ENGINE: f"Engine alone ({days(inputs.engine_dte - front)} left, model value)",
        HEDGE: "VIX calls alone, VIX unchanged",
    }
    curves = [
        _series("Base alone", spots, gains[BASE], "without"),
        _series("Base, engine and hedge" if HEDGE in gains else "Base and engine", spots, total, "with"),
    ]
    curves += [_series(names[name], spots, gain, "component") for name, gain in gains.items() if name != BASE]
    markers = [Marker(f"Spot {level(spot)}", "spot", x=spot)]
    markers += [Marker(f"Base breakeven {level(round(b, 2))}", "breakeven", x=b) for b in (low, high)]
    markers += [Marker(f"Book breakeven {level(round(b, 2))}", "breakeven", x=b) for b in result.blended_edges if b is not None]
    edges = [level(round(b, 2)) if b is not None else "nowhere" for b in result.blended_edges]
    front_chart = Chart(
        "comparison",
        f"The book at the front expiration, in {days(front)}",
        Axis("Index level", "index points"),
        Axis("Profit", "dollars"),
        f"The base alone breaks even at {level(round(low, 2))} and {level(round(high, 2))}, the whole book at {edges[0]} and {edges[1]}.",
        series=tuple(curves),
        markers=tuple(markers),
    )
    places = tuple(float(i) for i in range(len(inputs.vol_shock)))
    totals = [sum(gains.values()) for gains in result.shocks]
    parts = tuple(_series(name.capitalize(), places, [gains[name] for gains in result.shocks], "component") for name in result.shocks[0])
    shock_chart = Chart(
        "bars",
        "Profit at once when vol rises, index unchanged",
        Axis("Rise of vol", ""),
        Axis("Profit", "dollars"),
        f"The book makes {listed([f'{dollars(t)} at {_rise(s)}' for t, s in zip(totals, inputs.vol_shock, strict=True)])}.",
        series=(*parts, _series("Whole book", places, totals, "with")),
        categories=tuple(_rise(shock) for shock in inputs.vol_shock),
    )
    return front_chart, shock_chart


def _notes(inputs: SecondEngineInputs, result: EngineResult) -> tuple[str, ...]:
    base = "/".join(level(leg.strike) for leg in result.base.legs)
    engine = "/".join(level(leg.strike) for leg in result.engine.legs)
    stress = f"a {percent(inputs.stress_move, 0)} move of the index with vol {_rise(max(0.0, *inputs.vol_shock))}"
    notes = [
        f"Base: {base}, {days(result.base.dte)}. Engine: {inputs.engine} {engine}, {days(inputs.engine_dte)}. The account this describes gives "
        "shares, ratios and the vol range, but no strikes, days, deltas, sizes or hedge ratio: those are assumptions here.",
        "A risk ratio of 1:3 is read as one dollar at risk for three dollars of the sleeve's capital; budgets buy whole contracts, rounded down.",
        f"A short strangle's loss is unbounded, so the engine's ratio is no bound: its risk here is the loss at once in {stress}."
        if inputs.engine == "strangle"
        else "The engine's risk is the wing width less the credit, the most one pair of spreads can lose.",
        "At the front expiration the base is settled and the later legs are taken at Black-Scholes value with their remaining days, "
        "vols as today by strike. Widening is counted outward, as a share of the distance from spot to the base's own breakeven; "
        "the share of spot stands beside it. A fall to the lower breakeven would come with higher vols, so widening is given for the shocks too.",
        "Internal rate: today margin goes out and the credit comes in; at the front expiration margin comes back less what settling the base "
        "and closing the rest costs, index unchanged and vol at the stated rise until then. Margin is the wider wing for condors and spreads, "
        "and the exchange's rule for a naked strangle. The rate is on margin and not on capital, and says nothing about a move of the index.",
        f"The cost of capital weighs {percent(1.0 - inputs.debt_share)} at {percent(inputs.cost_of_equity, 2)} and {percent(inputs.debt_share)} debt "
        f"at {percent(inputs.cost_of_debt, 2)}; it is a yearly hurdle for average risk.",
    ]
    if not result.engine_budget.contracts:
        notes.append(
            "No engine contract is held, so the whole book is the base and its hedge; engine_contracts sets a number in spite of the budget."
        )
    notes += clock_notes(result.base.dte, result.book.convention)
    if result.book.hedge is None:
        notes.append("No VIX hedge is counted; the account names VIX futures or funds without sizes.")
    else:
        held = listed([f"{layer.contracts:,} at {days(layer.dte)} struck {number(layer.strike, 1)}" for layer in result.book.hedge.layers])
        notes.append(f"VIX calls: {held}. At the front expiration spot VIX is unchanged; in a vol shock it rises by the same share as index vol.")
    return tuple(notes)


@calculator(
    name="second_engine",
    title="Second Engine: a two-sleeve book",
    task="hedge",
    presenter=_present,
    example={
        "capital": 1_000_000.0,
        "spot": 7138.8,
        "vix": 17.95,
        "base_share": 0.65,
        "engine": "strangle",
        "engine_dte": 135.0,
        "engine_delta": 0.10,
    },
    terms=("second-engine", "capital-segmentation", "strangle", "breakeven", "internal-rate-of-return", "weighted-average-cost-of-capital"),
    sources=("hull-2018", "finra-4210", "brealey-myers-allen-2020"),
    phrases=("second engine", "private leverage layer", "two sleeves", "balanced tier book", "widen the breakeven", "1:3 and 1:5", "leverage layer"),
    speech=Speech(
        cues=(Cue("second engine|private leverage(?: layer)?|engine sleeve|base and engine|two sleeves", 10),),
        blanks=(
            Blank(
                "vol",
                r"vix|vol|iv|implied(?: vol)?|atm(?: vol)?",
                r"(?:flat )?(?:iv|implied vol|implied|vol|vix)(?! (?:points|of vol|shock|spike|calls?|hedge))",
                reads="vol",
                low=0.03,
                high=3,
            ),
            Blank(
                "base_share",
                "base(?: share| sleeve| condor)?(?: gets?| takes?| has)?|base share",
                "(?:goes |is |sits |stays |allocated |put )?(?:in|into|to|for|on) (?:the )?base(?: sleeve| condor|"
                " layer)?|base(?: share| sleeve| condor)?|base allocation",
                exact=(r"# / (?=[NP]\d+ )(?:[NP]\d+)(?: split)?",),
                reads="share",
                low=0.01,
                high=0.99,
            ),
            Blank("base_risk_ratio", "base risk(?: ratio)?", "base risk(?: ratio)?", reads="share", low=0.01, high=0.99),
            Blank("engine_risk_ratio", "engine risk(?: ratio)?", "engine risk(?: ratio)?", reads="share", low=0.01, high=0.99),
            Blank("vol_shock", "vol shock|vol spike|vol up|shock", "vol (?:shock|spike)|relative vol|shock", reads="share", low=0.01, high=5),
            Blank("cost_of_equity", r"cost of equity|equity(?: (?:at|costs?|costing|wants?|requires?))*", reads="rate", low=-0.5, high=1),
            Blank(
                "cost_of_debt",
                "cost of debt|borrowing (?:cost|rate)",
                exact=(
                    r"(?:(?<=borrowed )|(?<=debt )|(?<=loan )|(?<=levered )|(?<=financed ))"
                    r"(?:(?:at|that|which|costs?|costing|is|on|pays?|paying) )+#",
                ),
                reads="rate",
                low=-0.5,
                high=1,
            ),
            Blank(
                "debt_share",
                "debt share|borrowed|debt|leverage|levered",
                "debt|borrowed|margin loan|debt share",
                exact=(r"#% (?:of (?:the |its |my |our )?(?:capital|book|money|account) )?(?:(?:is|was|are) )?(?:borrowed|debt|on margin|levered)",),
                reads="share",
                low=0.0,
                high=0.99,
            ),
            Blank(
                "capital",
                "put|invest|allocate|capital|account(?: of)?|portfolio|on|with|book",
                "capital|account|portfolio|book",
                reads="number",
                low=1000,
                high=HUGE,
            ),
        ),
        along="second engine|private leverage(?: layer)?",
        along_terms=("second-engine",),
    ),
)
def second_engine(inputs: SecondEngineInputs) -> EngineResult:
    """Size a base of iron condors and an engine of later strangles or spreads by their risk ratios, and value the book at the front expiration.

    Says whether the breakevens widen and by how much, what a rise of volatility costs, the internal rate on margin, the cost of
    capital and net Greeks. Not for one condor alone (`iron_condor`).
    """
    base, market = _base(inputs)
    if not inputs.engine_dte > base.dte:
        raise field_error("engine_dte", f"the engine must expire after the base; got {inputs.engine_dte:g} and {base.dte:g} days; raise engine_dte")
    engine = _engine(inputs, market)
    base_loss = payoff.at_expiration(base).max_loss * MULTIPLIER
    base_budget = books.budget(inputs.capital, inputs.base_share, inputs.base_risk_ratio, base_loss, inputs.base_contracts)
    engine_loss = _engine_loss(inputs, engine, market)
    engine_budget = books.budget(inputs.capital, 1.0 - inputs.base_share, inputs.engine_risk_ratio, engine_loss, inputs.engine_contracts)
    if base_budget.contracts == 0:
        needed = base_loss / (inputs.base_share * inputs.base_risk_ratio)
        raise InputError(
            f"the base must hold at least one condor, which can lose {dollars(base_loss)}; its budget is {dollars(base_budget.allowed)}; "
            f"give a capital of {dollars(needed)} or more, or narrower wings"
        )
    hedge = _hedge(inputs, base_budget.contracts)
    book = Book(market, books.sleeves(base, base_budget.contracts, engine, engine_budget.contracts), hedge)
    found = payoff.at_expiration(base).breakevens
    if len(found) < 2:
        raise field_error(
            "base_condor", "the base condor must have a breakeven on each side; this credit covers a whole wing; lower it or widen the wing"
        )
    before, middle = (found[0], found[-1]), 0.5 * float(base.strikes[1] + base.strikes[2])
    fronts = [books.shocked(book, shock, base.dte) for shock in (0.0, *inputs.vol_shock)]
    found_in = [book.breakevens(front) for front in fronts]
    ends = [books.edges(levels, middle, float(book.total(middle, front))) for levels, front in zip(found_in, fronts, strict=True)]
    widened = [tuple(books.widening(b, a, market.spot) for b, a in zip(before, after, strict=True)) for after in ends]
    wings = margin.spread((float(base.strikes[1] - base.strikes[0]), float(base.strikes[3] - base.strikes[2])))
    each = books.margin_each(engine, inputs.engine, market)
    margins = MULTIPLIER * (wings * base_budget.contracts + each * engine_budget.contracts)
    cost = weighted_average_cost_of_capital(1.0 - inputs.debt_share, inputs.debt_share, inputs.cost_of_equity, inputs.cost_of_debt, inputs.tax_rate)
    return EngineResult(
        book=book,
        base=base,
        engine=engine,
        base_budget=base_budget,
        engine_budget=engine_budget,
        base_edges=before,
        blended_edges=ends[0],
        blended_breakevens=found_in[0],
        widened=(widened[0][0], widened[0][1]),
        widened_in_shock=tuple((lower, upper) for lower, upper in widened[1:]),
        shocks=tuple({name: float(gain) for name, gain in book.profit(market.spot, books.shocked(book, s)).items()} for s in inputs.vol_shock),
        rates=tuple(books.internal_rate(book, margins, base.dte, shock) for shock in (0.0, *inputs.vol_shock)),
        margins=margins,
        wacc=cost.wacc,
        greeks=book.greeks(),
    )
