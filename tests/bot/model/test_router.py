"""A model reads only what the rules could not, its numbers must stand in the question, and what it read is said."""

from __future__ import annotations

from typing import Any

import pytest

from bot.answer import Missing
from bot.routing.model import ModelRouter
from bot.routing.plan import Plan, Request
from calculators.catalogue import CATALOGUE
from tests.bot.model.scripted import ScriptedModel

QUESTION = "forty-five day fly thingy centred on 7140, vol 18, wings 50"
GOOD = 'Here: {"calculator": "iron_condor", "inputs": {"spot": 7140, "vol": 0.18, "wing_width": 50, "dte": 45, "short_delta": 0.16}}'


class Rules:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def plan(self, *_: Any) -> Plan:
        return self._plan


def read(plan: Plan, *replies: Any, question: str = QUESTION) -> tuple[Plan, ScriptedModel]:
    model = ScriptedModel(replies=list(replies))
    return ModelRouter(Rules(plan), lambda: model, "scripted:one", CATALOGUE, 20).plan(question), model


UNSURE = Plan("clarify", missing=(Missing("iron_condor", "dte", "How many days?"),))


def test_a_reading_is_used_said_and_stripped_of_numbers_that_nobody_gave() -> None:
    plan, _ = read(UNSURE, GOOD, question=QUESTION.replace("forty-five", "45"))
    assert plan.requests == (Request("iron_condor", {"spot": 7140, "vol": 0.18, "wing_width": 50, "dte": 45}),), "nobody gave a delta"
    assert (plan.route, plan.missing) == ("calculate", ())
    assert plan.notes[-1].startswith("scripted:one read this as Iron condor: ")
    assert "wing width 50" in plan.notes[-1]


@pytest.mark.parametrize(
    ("plan", "question"),
    [
        (Plan("calculate", (Request("iron_condor", {}),)), QUESTION),
        (Plan("advice"), QUESTION),
        (Plan("market"), QUESTION),
        (Plan("explain"), "What is an iron condor?"),
    ],
)
def test_where_the_rules_are_sure_or_no_numbers_are_given_the_model_is_not_asked(plan: Plan, question: str) -> None:
    read_, model = read(plan, GOOD, question=question)
    assert read_ is plan
    assert model.seen == []


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "{",
        "[]",
        '{"calculator": null}',
        '{"calculator": "nosuch", "inputs": {"spot": 7140}}',
        '{"calculator": "iron_condor", "inputs": {"spot": 5000, "dte": 30}}',
        '{"calculator": "iron_condor", "inputs": [7140]}',
        '{"calculator": "iron_condor", "inputs": {"spot": 7140, "vol": 7140}}',
        ConnectionError(),
    ],
)
def test_a_reading_that_cannot_be_used_leaves_the_rules_plan(reply: Any) -> None:
    assert read(UNSURE, reply)[0] is UNSURE
