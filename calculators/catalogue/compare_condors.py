"""Iron condors side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np
from pydantic import Field, model_validator

from calculators.catalogue.iron_condor import IronCondorInputs, OpenedCondor, build
from calculators.charts import payoff_chart
from calculators.errors import FieldError, InputError
from calculators.figures import outlook_notes, smile_note, structure_figures
from calculators.payoff import profit_at
from calculators.spec import Chart, Figure, Marker, Presentation, Series, calculator
from calculators.speech import Cue, Speech
from calculators.trade import MarketInputs
from calculators.units import Count, Dollars, Premium, Rate, Vol
from calculators.wording import MULTIPLIER, level, signed, signed_dollars

MOST = 6
IN_MONEY = ("net_credit", "max_profit", "max_loss", "expected_value")
SHARED = (*MarketInputs.model_fields, "contracts", "slippage", "fees", "drift", "real_vol")


class CompareCondorsInputs(MarketInputs):
    contracts: Count = 1
    """How many of each condor."""
    slippage: Premium = 0.0
    """Index points lost to the bid-ask spread for a whole condor."""
    fees: Annotated[Dollars, Field(ge=0)] = 0.0
    """Dollars of commission and exchange fees a contract leg."""
    drift: Rate | None = None
    """Your own expected growth of the index a year, for the probabilities of each condor."""
    real_vol: Vol | None = None
    """Your own forecast of volatility, for the probabilities of each condor."""
    condors: list[IronCondorInputs] = Field(min_length=2, max_length=MOST)
    """Two to six condors, each with the inputs of iron_condor; what is given here holds for all that do not give their own."""

    @model_validator(mode="before")
    @classmethod
    def _share_the_market(cls, given: Any) -> Any:
        """Hand each condor what is given for all. What is not a condor at all is left for validation to name."""
        if not isinstance(given, dict) or not isinstance(given.get("condors"), list):
            return given
        shared = {name: given[name] for name in SHARED if given.get(name) is not None}
        return {**given, "condors": [{**shared, **condor} if isinstance(condor, dict) else condor for condor in given["condors"]]}


@dataclass(frozen=True, slots=True)
class Comparison:
    built: tuple[OpenedCondor, ...]


def _present(inputs: CompareCondorsInputs, result: Comparison) -> Presentation:
    columns = [{f.name: f for f in structure_figures(b.opened, i.contracts)} for b, i in zip(result.built, inputs.condors, strict=True)]
    common = [name for name in columns[0] if all(name in column for column in columns)]
    figures: list[Figure] = []
    for name in common:
        figures += [replace(column[name], name=f"{name}_{n}", label=f"{column[name].label}, condor {n}") for n, column in enumerate(columns, start=1)]
        figures += _differences(name, [column[name] for column in columns])
    names = [f"condor {n} ({built.opened.name.removesuffix(' iron condor')})" for n, built in enumerate(result.built, start=1)]
    gains = [
        f"{name} takes in {column['net_credit'].text} and can lose {column['max_loss'].text}"
        + (f", probability of profit {column['prob_of_profit'].text}" if "prob_of_profit" in column else "")
        for name, column in zip(names, columns, strict=True)
    ]
    notes = [f"{_sentence(name)}: {note}" for name, b in zip(names, result.built, strict=True) for note in b.opened.notes if "rounded" in note]
    notes.append("Differences are the later condor less condor 1. Each condor is priced by the model unless its credit is given.")
    if any(inputs.condors[0].dte != other.dte for other in inputs.condors):
        notes.append("The condors differ in days to expiration, so equal figures need not mean equal trades.")
    smiles = [(name, smile_note(built.trade)) for name, built in zip(names, result.built, strict=True)]
    notes += [f"{_sentence(name)}: {note[:1].lower()}{note[1:]}" for name, note in smiles if note is not None]
    seen = [built.trade.outlook for built in result.built]
    notes += dict.fromkeys(note for outlook in seen if outlook is not None for note in outlook_notes(outlook))
    return Presentation(f"{_sentence('; '.join(gains))}.", tuple(figures), (_chart(inputs, result, names),), tuple(notes))


def _sentence(text: str) -> str:
    """The text with a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


def _differences(name: str, figures: list[Figure]) -> list[Figure]:
    """Each later condor's figure less the first's, in the figure's unit."""
    first, *others = figures
    found = []
    for n, figure in enumerate(others, start=2):
        if isinstance(first.value, float) and isinstance(figure.value, float):
            change = figure.value - first.value
            label = f"{_label(first)}: condor {n} less condor 1"
            suffix = "_difference" if n == 2 else f"_difference_{n}"
            found.append(Figure(name + suffix, label, change, first.unit, _difference(name, change, first.unit)))
    return found


def _difference(name: str, change: float, unit: str) -> str:
    """A change with its sign, and in dollars where it is one of money and not of a level."""
    if unit == "decimal":
        return f"{signed(100.0 * change, 1)} percentage points"
    money = signed_dollars(change if unit == "dollars" else change * MULTIPLIER)
    if unit == "dollars":
        return f"{money} a contract"
    if unit != "index points":
        return f"{signed(change, 6 if name == 'gamma' else 4)} {unit}"
    return f"{signed(change)} points ({money} a contract)" if name in IN_MONEY else f"{signed(change)} points"


def _label(figure: Figure) -> str:
    """What both condors' figures are called: a touch names its strike, which differs."""
    return f"Probability of touching the short {figure.name.removeprefix('prob_touch_')}" if figure.name.startswith("prob_touch_") else figure.label


def _chart(inputs: CompareCondorsInputs, result: Comparison, names: list[str]) -> Chart:
    """Each condor's exact profit at expiration over one axis."""
    drawn = [payoff_chart(name, b.trade, i.contracts) for name, b, i in zip(names, result.built, inputs.condors, strict=True)]
    spots = np.unique(np.concatenate([chart.series[0].x for chart in drawn]))
    series = tuple(
        Series(
            f"{_sentence(name)} at expiration", tuple(spots.tolist()), tuple((profit_at(b.trade.position, spots) * MULTIPLIER * i.contracts).tolist())
        )
        for name, b, i in zip(names, result.built, inputs.condors, strict=True)
    )
    markers = tuple(
        Marker(f"Breakeven {n}: {level(round(b, 2))}", "breakeven", x=b)
        for n, built in enumerate(result.built, start=1)
        for b in built.trade.payoff.breakevens
    )
    summary = " ".join(f"{_sentence(name)}: {chart.summary[0].lower()}{chart.summary[1:]}" for name, chart in zip(names, drawn, strict=True))
    spot = [marker for marker in drawn[0].markers if marker.role == "spot"]
    whole = replace(
        drawn[0], kind="comparison", title="Iron condors at expiration", series=series, markers=(*markers, *spot), bands=(), summary=summary
    )
    return replace(whole, contracts=1, sweep=None)


@calculator(
    name="compare_condors",
    title="Compare iron condors",
    task="price",
    presenter=_present,
    example={
        "spot": 7140.0,
        "dte": 45.0,
        "vol": 0.18,
        "condors": [{"short_delta": 0.16, "wing_width": 50.0}, {"short_delta": 0.10, "wing_width": 50.0}],
    },
    terms=("iron-condor", "wing-width", "return-on-risk"),
    sources=("hull-2018", "natenberg-2015"),
    phrases=("compare condors", "condor versus condor", "wider wings or narrower", "which condor", "difference between the condors"),
    speech=Speech(
        cues=(
            Cue(
                "(?:compare|comparing|contrast|contrasting|side by side|head to head) (?:.* )?(?:condor|ic|deltas?)|"
                "# delta .*(?:side by side|next to each other|head to head)",
                7.5,
            ),
        )
    ),
)
def compare_condors(inputs: CompareCondorsInputs) -> Comparison:
    """Put two to six iron condors side by side: every figure of each, the differences, and their payoffs in one chart.

    Give the market once and each condor's own placement, wings, days or credit. It ranks nothing.
    """
    built = []
    for n, condor in enumerate(inputs.condors, start=1):
        try:
            built.append(build(condor))
        except InputError as error:
            faults = tuple(FieldError(f"condors.{n - 1}.{fault.field}" if fault.field else "condors", fault.message) for fault in error.fields)
            raise InputError(f"condor {n}: {error.message}", faults) from error
    return Comparison(tuple(built))
