"""The router on requests in a trader's words: route, calculator, and exactly the inputs that were given."""

import time
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.market import Market
from bot.routing.rules import RulesRouter
from calculators.catalogue import BY_NAME, CATALOGUE

AS_OF = date(2026, 5, 7)
MARKET = Market(7138.80, 17.95, AS_OF)
SAID: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "said.toml").read_text(encoding="utf-8"))["said"]
MEDIAN_MS = 20.0  # 1.6 ms on a quiet machine


@pytest.fixture(scope="module")
def router() -> RulesRouter:
    return RulesRouter(CATALOGUE, market=MARKET)


@pytest.mark.parametrize("row", SAID, ids=[" > ".join([*row.get("history", ()), row["say"]])[:90] for row in SAID])
def test_a_request_is_understood(router: RulesRouter, row: dict[str, Any]) -> None:
    plan = router.plan(row["say"], row.get("history", ()), AS_OF)
    assert plan.route == row.get("route", "calculate")
    assert [request.calculator for request in plan.requests] == ([row["run"]] if "run" in row else [])
    if "run" in row:
        given = plan.requests[0].inputs
        kept = {name: given.get(name) for name in row["only"]} if "only" in row else given
        assert kept == pytest.approx(row["inputs"]) if _flat(row["inputs"]) else kept == row["inputs"]
    assert [item.field for item in plan.missing] == ([row["ask"]] if "ask" in row else [""] if row.get("conflict") else [])
    assert bool(plan.conflicts) == bool(row.get("conflict"))


def _flat(inputs: dict[str, Any]) -> bool:
    return all(isinstance(value, int | float) for value in inputs.values())


@pytest.mark.parametrize("row", [row for row in SAID if row.get("route", "calculate") == "calculate"], ids=lambda row: row["say"][:70])
def test_what_is_requested_can_be_computed(router: RulesRouter, row: dict[str, Any]) -> None:
    for request in router.plan(row["say"], row.get("history", ()), AS_OF).requests:
        calculator = BY_NAME[request.calculator]
        result = calculator.run({**request.inputs, **MARKET.fill(calculator, request.inputs)})
        assert result.presentation.figures


def test_only_calculators_of_the_catalogue_are_requested() -> None:
    router = RulesRouter([BY_NAME["kelly"]], market=MARKET)
    plan = router.plan("16 delta condor, 45 dte, 50 wide, 7140, vix 18")
    assert plan.requests == ()


def test_numbers_nobody_could_use_are_reported(router: RulesRouter) -> None:
    plan = router.plan("16 delta condor, 45 dte, 50 wide, 7140, vix 18, and my dog is 11")
    assert plan.unused == ("11",)


def test_the_market_is_never_in_the_inputs(router: RulesRouter) -> None:
    (request,) = router.plan("16 delta condor, 45 dte, 50 wide").requests
    assert not {"spot", "vol"} & set(request.inputs)


def test_without_a_market_the_missing_level_is_asked_for() -> None:
    plan = RulesRouter(CATALOGUE).plan("expected move over 7 days at VIX 18")
    assert plan.route == "clarify"
    assert [(item.calculator, item.field) for item in plan.missing] == [("expected_move", "spot")]


def test_a_term_finder_can_name_the_method(router: RulesRouter) -> None:
    found = RulesRouter(CATALOGUE, term_finder=lambda text: ("alvh",), market=MARKET).plan("What is the three-layer thing?")
    assert (found.route, [request.calculator for request in found.requests]) == ("explain", ["vix_hedge"])


def test_a_short_question_is_searched_with_the_one_before(router: RulesRouter) -> None:
    plan = router.plan("why is that?", ["What is the Second Engine?"])
    assert plan.topic == "What is the Second Engine? why is that?"


def test_a_question_in_between_does_not_clear_the_trade(router: RulesRouter) -> None:
    plan = router.plan("same trade at 30 days?", ["16 delta condor, 45 dte, 50 wide, 7140, vix 18", "what does gamma mean?"])
    assert plan.requests[0].inputs["dte"] == 30


def test_a_new_trade_replaces_the_old_one(router: RulesRouter) -> None:
    plan = router.plan("10 delta condor, 30 dte, 25 wide, 7000, vix 20", ["16 delta condor, 45 dte, 50 wide, 7140, vix 18, 7 contracts"])
    assert "contracts" not in plan.requests[0].inputs


@pytest.mark.parametrize("text", ["", " ", "?", "7140", "....", "a" * 5000, "1/2/3/4/5/6/7/8/9", "condor " * 400, "💥 condor", "$$$ %% ++--"])
def test_odd_text_is_no_error(router: RulesRouter, text: str) -> None:
    assert router.plan(text).route in ("explain", "clarify", "calculate")


def test_planning_is_quick(router: RulesRouter) -> None:
    times = []
    for row in SAID:
        started = time.process_time()
        router.plan(row["say"], row.get("history", ()), AS_OF)
        times.append(1000 * (time.process_time() - started))
    assert sorted(times)[len(times) // 2] < MEDIAN_MS
