"""A calculator is reached by what it declares: its cues, its blanks, and for the rest its field names. The router knows none by name."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import pytest

from bot.market import Market
from bot.routing.rules import RulesRouter
from calculators.catalogue import BY_NAME, CATALOGUE
from calculators.spec import Figure, Inputs, Presentation, calculator
from calculators.speech import Blank, Cue, Speech
from calculators.units import Days, Fraction, PositiveNumber, Price, VixLevel

AS_OF = date(2026, 5, 7)
MARKET = Market(7138.80, 17.95, AS_OF)


class RainInputs(Inputs):
    area: PositiveNumber
    """Area of the roof, square metres."""
    depth: PositiveNumber
    """Rain that falls, millimetres."""
    lost: Fraction = 0.1
    """Share that runs past the barrel."""
    dte: Days = 1.0
    """Days it rains."""
    vix: VixLevel | None = None
    """VIX, to show that the market's words are common to all."""
    samples: tuple[Price, ...] | None = None
    """Depths measured, oldest first."""
    barrel: Literal["wooden", "plastic"] = "wooden"
    """What it is caught in."""


@dataclass(frozen=True)
class Rain:
    litres: float


def _present(inputs: RainInputs, result: Rain) -> Presentation:
    return Presentation("Rain.", (Figure("litres", "Litres", result.litres, "litres", f"{result.litres:g}"),))


@calculator(
    name="rain_barrel",
    title="Rain barrel",
    task="method",
    presenter=_present,
    example={"area": 40.0, "depth": 12.0},
    phrases=("rain barrel",),
    speech=Speech(cues=(Cue("rain|rainfall|barrel", 8),), blanks=(Blank("depth", "rain of|falls", "millimetres(?: of rain)?"),)),
)
def rain_barrel(inputs: RainInputs) -> Rain:
    """Work out how much rain a roof gives."""
    return Rain(inputs.area * inputs.depth * (1 - inputs.lost))


@pytest.fixture(scope="module")
def router() -> RulesRouter:
    return RulesRouter([*CATALOGUE, rain_barrel], market=MARKET)


@pytest.mark.parametrize(
    ("say", "inputs"),
    [
        ("how full is the rain barrel with an area of 40 and 12 millimetres of rain?", {"area": 40, "depth": 12}),
        ("rain barrel: area 40, depth 12, lost 20%", {"area": 40, "depth": 12, "lost": 0.2}),
        ("rain of twelve over an area of forty in three days, plastic barrel", {"area": 40, "depth": 12, "dte": 3, "barrel": "plastic"}),
        ("rainfall on area 40: depth 12, vix 18, samples 3, 4.5 and 2", {"area": 40, "depth": 12, "vix": 18, "samples": [3, 4.5, 2]}),
    ],
)
def test_a_new_calculator_is_reached_with_its_inputs(router: RulesRouter, say: str, inputs: dict[str, object]) -> None:
    (request,) = router.plan(say, as_of=AS_OF).requests
    assert (request.calculator, request.inputs) == ("rain_barrel", inputs)


def test_what_a_new_calculator_lacks_is_asked_in_the_words_of_its_help(router: RulesRouter) -> None:
    (missing,) = router.plan("rain barrel with depth 12", as_of=AS_OF).missing
    assert (missing.field, missing.question) == ("area", "What is the area? (Area of the roof, square metres.)")
    assert missing.suggestions == ("area 40",)


def test_a_new_calculator_is_edited_in_conversation(router: RulesRouter) -> None:
    (request,) = router.plan("and with depth 20?", ["rain barrel: area 40, depth 12"], AS_OF).requests
    assert request.inputs == {"area": 40, "depth": 20}


def _said(value: object) -> str:
    return ", ".join(f"{item:.10g}" for item in value) if isinstance(value, list | tuple) else f"{value:.10g}"


def _sayable(value: object) -> bool:
    numbers = value if isinstance(value, list | tuple) else [value]
    return all(isinstance(number, int | float) and not isinstance(number, bool) for number in numbers)


# Told more than numbers: a right, legs, quotes, several condors, a futures curve.
_MORE_THAN_NUMBERS = {"vertical_spread", "option_price", "implied_volatility", "position", "compare_condors", "term_structure", "vix_index"}


@pytest.mark.parametrize("name", [calculator.name for calculator in CATALOGUE if calculator.name not in _MORE_THAN_NUMBERS])
def test_naming_a_calculator_and_its_inputs_is_enough(name: str) -> None:
    declared = BY_NAME[name]
    inputs = {field: value for field, value in declared.example.items() if _sayable(value)}
    say = f"{declared.phrases[0]}: " + "; ".join(f"{field.replace('_', ' ')} {_said(value)}" for field, value in inputs.items())
    (request,) = RulesRouter(CATALOGUE, market=MARKET).plan(say, as_of=AS_OF).requests
    assert request.calculator == name
    got = dict(request.inputs)
    if "vix" in inputs and "vol" in got:
        got["vix"] = 100 * got.pop("vol")
    assert {field: got[field] for field in inputs} == {
        field: list(value) if isinstance(value, list | tuple) else pytest.approx(value) for field, value in inputs.items()
    }


def test_cues_and_blanks_name_fields_that_exist() -> None:
    other_names = {"payoff_ratio"}  # said of a win and a loss together
    for declared in CATALOGUE:
        assert {blank.field for blank in declared.speech.blanks} <= {*declared.inputs.model_fields, *other_names}, declared.name
