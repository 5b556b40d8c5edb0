"""A condor, or any legs, under sudden moves of spot and vol."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Self

import numpy as np
from pydantic import Field, model_validator

from calculators import valuation
from calculators.black_scholes import Array
from calculators.catalogue.iron_condor import IronCondorInputs
from calculators.catalogue.iron_condor import build as build_condor
from calculators.catalogue.position import LegInputs, PositionInputs
from calculators.catalogue.position import build as build_position
from calculators.conventions import clock_notes
from calculators.errors import InputError, field_error
from calculators.figures import Opened, per_position, points_figure, smile_note
from calculators.spec import Axis, Chart, Figure, Heat, Presentation, calculator
from calculators.speech import Cue, Speech
from calculators.strikes import RULES
from calculators.structure import Outlook, missing, without_dust
from calculators.trade import StructureInputs, unfolded
from calculators.units import Move, VolShock
from calculators.wording import days, dollars, level, listed, percent, points_and_dollars, signed

SpotShock = Annotated[Move, Field(le=2)]
NAMED_SHOCKS = (0.30, 0.40)
CONDOR_FIELDS = (*IronCondorInputs.strike_fields, *RULES, "wing_width", "put_wing_width", "call_wing_width")


class StressTestInputs(IronCondorInputs):
    legs: list[LegInputs] | None = Field(default=None, min_length=1, max_length=40)
    """Any legs instead of a condor: right, strike, quantity (+ long, - short), and where they differ dte, vol and premium."""
    spot_shocks: list[SpotShock] = Field(default=[-0.10, -0.07, -0.05, -0.03, -0.01, 0.0, 0.01, 0.03, 0.05], min_length=1, max_length=41)
    """Relative moves of the index, such as -0.05."""
    vol_shocks: list[VolShock] = Field(default=[-0.20, 0.0, 0.30, 0.40, 0.80], min_length=1, max_length=41)
    """Relative moves of every implied volatility, such as 0.30 for 18 % to 23.4 %."""
    horizon_days: Annotated[float, Field(ge=0, le=3660, strict=True, allow_inf_nan=False)] = 0.0
    """Days that pass before the move; 0 for a sudden one."""

    @model_validator(mode="before")
    @classmethod
    def _unfold(cls, given: Any) -> Any:
        return unfolded(given, "condor")

    @model_validator(mode="after")
    def _condor_or_legs(self) -> Self:
        if self.legs is None:
            return self
        given = [name for name in CONDOR_FIELDS if name in self.model_fields_set and getattr(self, name) is not None]
        if given:
            raise InputError(f"give a condor or legs, not both; got legs and {listed(given)}: drop one of the two")
        for name in CONDOR_FIELDS:
            self.__dict__[name] = None  # what IronCondorInputs assumed in the absence of a placement
        return self


@dataclass(frozen=True, slots=True)
class StressTest:
    """Profit since opening in index points: one row a spot shock, one column a vol shock; `vega_pnl` by named vol shock."""

    opened: Opened
    outlook: Outlook
    matrix: Array
    unmoved: float
    vega_pnl: tuple[float, ...]


def _present(inputs: StressTestInputs, result: StressTest) -> Presentation:
    n, matrix = inputs.contracts, result.matrix
    figures = [
        points_figure("net_credit", "Net credit of the position", result.opened.trade.credit, n),
        _extreme("worst", "Worst of the grid", inputs, matrix, int(np.argmin(matrix)), n),
        _extreme("best", "Best of the grid", inputs, matrix, int(np.argmax(matrix)), n),
        *(
            points_figure(f"vega_pnl_{round(100 * shock)}", f"Profit from a vol {percent(shock, 0)} higher alone", pnl, n)
            for shock, pnl in zip(NAMED_SHOCKS, result.vega_pnl, strict=True)
        ),
        points_figure("unmoved", "Profit with spot and vol unmoved", result.unmoved, n),
        Figure(
            "matrix",
            "Profit by spot shock (rows) and vol shock (columns), row after row",
            tuple(float(v) for v in matrix.ravel()),
            "index points",
            f"{matrix.shape[0]} spot shocks by {matrix.shape[1]} vol shocks, in the heat map",
        ),
    ]
    worst, best = figures[1], figures[2]
    after = "at once" if inputs.horizon_days == 0.0 else f"after {days(inputs.horizon_days)}"
    headline = f"Of the moves tried {after}, the {result.opened.name} does worst with {worst.text} and best with {best.text}."
    notes = [
        "Profit is counted from the opening, after costs. Each strike's vol moves by the vol shock and does not change with spot.",
        "Vol shocks are relative: +30 % takes a vol of 18 % to 23.4 %. A real fall of the index usually brings a rise of vol with it.",
        *(note for note in result.opened.notes if "margin" not in note.lower()),
        *(() if (smiled := smile_note(result.opened.trade)) is None or not result.opened.smile_comparison else (smiled,)),
        *clock_notes(result.outlook.dte, result.outlook.convention),
    ]
    shown = Presentation(headline, tuple(figures), (_heat(inputs, result),), tuple(notes))
    return shown if inputs.legs is None else per_position(shown)


def _extreme(name: str, label: str, inputs: StressTestInputs, matrix: Array, at: int, contracts: int) -> Figure:
    row, column = np.unravel_index(at, matrix.shape)
    value = float(matrix[row, column])
    where = f"with spot {_moved(inputs.spot_shocks[row])} and vol {_moved(inputs.vol_shocks[column])}"
    return Figure(name, label, value, "index points", f"{points_and_dollars(value, contracts)} {where}")


def _place(inputs: StressTestInputs, cells: Array, at: int) -> str:
    row, column = np.unravel_index(at, cells.shape)
    return f"{dollars(float(cells[row, column]))} (spot {_moved(inputs.spot_shocks[row])}, vol {_moved(inputs.vol_shocks[column])})"


def _moved(shock: float) -> str:
    return "unchanged" if shock == 0.0 else _shock(shock)


def _shock(shock: float) -> str:
    return f"{signed(100 * shock, 0 if abs(100 * shock - round(100 * shock)) < 1e-9 else 1)} %"


def _heat(inputs: StressTestInputs, result: StressTest) -> Chart:
    scale = result.opened.trade.position.multiplier * inputs.contracts
    spot = result.outlook.state.spot
    cells = result.matrix * scale
    rows = tuple(f"{_shock(shock)} ({level(round(spot * (1 + shock), 1))})" for shock in inputs.spot_shocks)
    worst, best = (_place(inputs, cells, int(at)) for at in (cells.argmin(), cells.argmax()))
    return Chart(
        kind="heatmap",
        title=f"Stress of the {result.opened.name}, profit in dollars",
        x=Axis("Relative move of volatility", "per cent"),
        y=Axis("Move of the index", "per cent"),
        summary=f"Of {cells.size} moves the worst is {worst}, the best {best}.",
        heat=Heat(tuple(_shock(shock) for shock in inputs.vol_shocks), rows, tuple(tuple(float(v) for v in line) for line in cells), "dollars"),
    )


@calculator(
    name="stress_test",
    title="Stress test",
    task="price",
    presenter=_present,
    example={"spot": 7140.0, "dte": 45.0, "vol": 0.18, "short_delta": 0.16, "wing_width": 50.0},
    terms=("iron-condor", "vega", "gamma", "volatility-expansion"),
    sources=("hull-2018", "natenberg-2015"),
    phrases=("stress test", "what if spx drops", "vol spike", "vol shock", "crash scenario", "spot shock", "what happens if"),
    speech=Speech(
        cues=(
            Cue(
                r"(?:condor|ic|strangle|straddle|fly|butterfly|position|spreads?|trade|shorts|tier|lose|loss) .*(?:spx|index|market|it|"
                r"vix|vol|iv|spot|s) (?:falls?|fell|drops?|dropped|rises?|rose|crash(?:es|ed)?|gains?|gained|rallies|rallied|"
                r"jumps?|jumped|spikes?|spiked|tanks?|tanked|sinks?|went (?:up|down)|"
                r"climbs?|moves?|goes (?:up|down)|is (?:up|down)|loses?) (?:by |another |of )?(?:N\d+ (?:, |or |and |/ |, or )+)*#%.*",
                7.5,
            ),
            Cue(
                r"(?:pnl|profit|loss|lose|losing|worth|value|hurt|damage) .*(?:spx|index|market|spot|it|we) "
                r"(?:(?:gaps?|gapped|moves?|moved|swings?|up|down|by|or) )*#%.*",
                7.5,
            ),
            Cue(
                r"(?:what if|what happens (?:if|when)|if|when|suppose|say|should) (?:the )?(?:spx|index|market|spot|underlying|vix|vol|iv|s) "
                r"(?:falls?|drops?|rises?|crash(?:es)?|gains?|rallies|jumps?|tanks?|slides?|slips?|dumps?|loses?|climbs?|moves?|gaps?|"
                r"(?:goes|is) (?:up|down)) (?:(?:by|another|about|up|down|or|overnight|suddenly) )*#%.* "
                r"(?:condor|ic|strangle|straddle|fly|butterfly|position|spreads?)(?: .*)?",
                7.5,
            ),
            Cue(
                r"(?:crash|drop|fall|gap|selloff|plunge|slump|rally|jump) of (?:\w+ ){0,2}#% .*(?:vols?|vix|iv|implied) .*|"
                r"(?:spx|index|market|spot) (?:opens?|is|trades?|gaps?|starts?|comes in) (?:up |down )?(?:by )?#% .*(?:vols?|vix|iv|"
                r"implied) (?:\w+ ){0,3}#%.*",
                7.5,
            ),
            Cue(r"(?:vix|vol|iv|implied) (?:\w+ ){1,3}from N\d+ to N\d+ .*(?:condor|strangle|straddle|fly|butterfly|position|spreads?)(?: .*)?", 7.5),
            Cue(r"(?:through|survives?|in) (?:a |an |the )?(?:crash|selloff|slump|rally|gap)(?: of)?(?: [:,])? #%.*", 7.5),
            Cue(
                r"(?:what|how) (?:an? )?#% (?:drop|fall|crash|rally|selloff|decline|rise|jump|gap) (?:does|would do|will do|did|means|hurts?) .*", 7.5
            ),
            Cue(r"what (?:does|would|will|do) (?:an? )?#% (?:\w+ ){0,2}?(?:drop|fall|crash|rally|selloff|decline|rise|jump|gap|move) .*", 7.5),
            Cue(r"how (?:bad|badly|much) .*#% (?:drop|fall|crash|rally|selloff|decline|rise)(?: .*)?", 7.5),
            Cue(
                r"(?:crash|shock|load) test|(?:index|spx|spot|market) moves? of .*|"
                r"#% (?:drop|fall|crash|rally|selloff|decline|rise) (?:and|with|while|,) (?:\w+ ){0,2}(?:vol|iv|implied)(?: .*)?|"
                r"(?:spx|index|market|spot) (?:\w+ ){0,2}#% (?:and|with|while|,) (?:vol|iv|implied)(?: .*)?",
                7.5,
            ),
            Cue(r"matrix of (?:pnl|profit).*|(?:pnl|profit) (?:grid|table|matrix)|black (?:monday|thursday|swan) .*#%.*", 8),
            Cue("stress|stressed|stress test|heat ?map|heat map|shock|shocks|shocked|scenario (?:grid|matrix|table|analysis)", 9),
        )
    ),
)
def stress_test(inputs: StressTestInputs) -> StressTest:
    """Stress an iron condor or any legs: profit over a grid of index and volatility moves, the worst, the best, and the vega loss.

    Give a condor as for iron_condor (flat, or as an object `condor`), or legs; shocks are relative. With a VIX hedge use vix_hedge.
    """
    if inputs.legs is None:
        opened = build_condor(inputs).opened
    else:
        shared = inputs.model_dump(include=set(StructureInputs.model_fields), exclude_none=True)
        opened = build_position(PositionInputs.model_validate({**shared, "legs": [leg.model_dump() for leg in inputs.legs]}))
    seen, trade = opened.trade.outlook, opened.trade
    if seen is None:
        raise missing(("spot", "dte", "vol"), "a stress test values the position in a market")
    if inputs.horizon_days > trade.position.dte:
        raise field_error(
            "horizon_days", f"horizon_days must be at most the {trade.position.dte:g} days to expiration; got {inputs.horizon_days:g}: lower it"
        )
    vols = valuation.leg_vols(trade.position, seen.state, seen.convention)

    def profit(spot_shocks: list[float], vol_shock: float) -> Array:
        spots = seen.state.spot * (1.0 + np.asarray(spot_shocks))
        return valuation.profits(trade.position, seen.state, spots, inputs.horizon_days, seen.convention, vols * (1.0 + vol_shock))

    unmoved = without_dust(float(profit([0.0], 0.0)[0]), seen.state.spot)
    return StressTest(
        opened=opened,
        outlook=seen,
        matrix=np.column_stack([profit(inputs.spot_shocks, shock) for shock in inputs.vol_shocks]),
        unmoved=unmoved,
        vega_pnl=tuple(float(profit([0.0], shock)[0]) - unmoved for shock in NAMED_SHOCKS),
    )
