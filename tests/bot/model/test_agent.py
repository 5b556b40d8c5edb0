"""Several calculators in sequence: the model chooses, the calculators compute, and every way of going wrong ends in a reason."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage

from bot.agent import MOST_STEPS, Agent, wants_steps
from bot.answer import Answer
from bot.assistant import Assistant
from bot.compose.check import KEY
from bot.compose.composer import ComposerError
from bot.compose.model import ModelComposer
from bot.compose.template import TemplateComposer
from bot.settings import Settings
from bot.wiring import build_assistant
from calculators.catalogue import BY_NAME
from calculators.spec import ToolResult
from knowledge.page import Passage
from tests.bot.model.evidence import SHORT
from tests.bot.model.scripted import ScriptedModel

QUESTION = "Find the wing width that keeps max loss under $2,000 at a 90 % win rate on a 45 DTE condor at 7140, VIX 18, then hedge it for a 5 % drop"
CONDOR = {"spot": 7140, "dte": 45, "vol": 0.18, "short_delta": 0.1}


def call(name: str, arguments: Any, id: str = "1") -> AIMessage:
    return AIMessage("", tool_calls=[{"name": name, "args": arguments, "id": id, "type": "tool_call"}])


def compute(name: str, inputs: dict[str, Any]) -> ToolResult:
    return BY_NAME[name].run(inputs)


def find(query: str, limit: int) -> Sequence[Passage]:
    return [SHORT]


def agent(*replies: Any, timeout: float = 60.0, calculate: Any = compute, pause: float = 0.0) -> tuple[Agent, ScriptedModel]:
    model = ScriptedModel(replies=list(replies), pause=pause)

    def opened() -> ScriptedModel:
        time.sleep(pause)
        return model

    return Agent(opened, "scripted:one", BY_NAME, calculate, find, timeout), model


def silent(_: str) -> None:
    return None


@pytest.mark.parametrize(
    ("question", "steps"),
    [
        (QUESTION, True),
        ("Price a condor, then stress it for a 5 % drop", True),
        ("What wing width keeps the max loss under 2000 dollars?", True),
        ("Price a 45 DTE SPX iron condor at 7140 with 16 delta shorts, 50 wide wings and VIX at 18", False),
        ("What is an iron condor?", False),
        ("If the VIX falls, does the condor gain?", False),
    ],
)
def test_a_question_of_several_steps_is_known_by_its_words(question: str, steps: bool) -> None:
    assert wants_steps(question) is steps


def test_steps_are_told_figures_come_from_the_artifacts_and_keys_are_renumbered() -> None:
    told: list[str] = []
    working, model = agent(
        call("iron_condor", {**CONDOR, "wing_width": 50}),
        call("iron_condor", {**CONDOR, "wing_width": 20}),
        call("search_pages", {"query": "wings"}),
        "The maximum loss is small. [C2]\nA wing is the long option of a condor. [S1]\nThe first was wider. [C1] no",
    )
    worked = working.work(QUESTION, told.append)
    assert [said.split(":")[0] for said in told] == ["Iron condor", "Iron condor", "Searching the pages for wings"]
    assert "wing width 20" in told[1]
    assert [c.result.inputs["wing_width"] for c in worked.calculations] == [50, 20]
    assert worked.passages == (SHORT,)
    shown = [message.content for message in model.seen[-1] if message.type == "tool"]
    own = BY_NAME["iron_condor"].run({**CONDOR, "wing_width": 50})
    assert shown[0].startswith("[C1] ")
    assert own.figure("max_loss").text in shown[0]


def test_only_the_steps_cited_are_shown_and_the_others_keys_mean_nothing() -> None:
    working, _ = agent(call("iron_condor", {**CONDOR, "wing_width": 50}), call("iron_condor", {**CONDOR, "wing_width": 20}), "It is small. [C2] [C9]")
    worked = working.work(QUESTION, silent)
    assert [(c.key, c.result.inputs["wing_width"]) for c in worked.calculations] == [("C1", 20)]
    assert KEY.findall(worked.draft) == ["C1", "C0"]


def test_what_the_model_chose_itself_counts_as_assumed() -> None:
    working, _ = agent(call("iron_condor", {**CONDOR, "wing_width": 20}), "Done. [C1]")
    [calculation] = working.work(QUESTION, silent).calculations
    assert {"wing_width", "short_delta"} <= set(calculation.result.assumed)
    assert not {"spot", "dte", "vol"} & set(calculation.result.assumed), "those stand in the question"


def test_bad_input_comes_back_as_a_sentence_and_the_model_may_mend_it() -> None:
    working, model = agent(call("iron_condor", {"spot": -1}), call("nosuch", {}), call("iron_condor", CONDOR), "Done. [C1]")
    worked = working.work(QUESTION, silent)
    replies = [message.content for message in model.seen[-1] if message.type == "tool"]
    assert "spot must be greater than 0; got -1" in replies[0]
    assert "Mend the input" in replies[0]
    assert "nosuch" in replies[1]
    assert len(worked.calculations) == 1


def test_a_fault_of_a_calculator_ends_no_run_and_shows_no_inside() -> None:
    def broken(name: str, inputs: dict[str, Any]) -> ToolResult:
        raise ZeroDivisionError("inside")

    working, model = agent(call("iron_condor", CONDOR), "I give up.", calculate=broken)
    with pytest.raises(ComposerError, match="called no calculator"):
        working.work(QUESTION, silent)
    assert "inside" not in str([message.content for message in model.seen[-1]])


def test_a_call_that_is_no_json_is_told_so_once() -> None:
    bad = AIMessage("", invalid_tool_calls=[{"name": "iron_condor", "args": "{spot: ", "id": "1", "error": "x", "type": "invalid_tool_call"}])
    working, _ = agent(bad, call("iron_condor", CONDOR), "Done. [C1]")
    assert len(working.work(QUESTION, silent).calculations) == 1
    with pytest.raises(ComposerError, match="ended without an answer"):
        agent(bad)[0].work(QUESTION, silent)


@pytest.mark.parametrize(
    ("reply", "why"), [("", "ended without an answer"), ("Sell it.", "called no calculator"), (ConnectionError(), "could not be reached")]
)
def test_a_run_without_a_result_says_why(reply: Any, why: str) -> None:
    with pytest.raises(ComposerError, match=why):
        agent(reply)[0].work(QUESTION, silent)


def test_a_model_that_never_stops_calling_is_stopped() -> None:
    endless = [call("iron_condor", {**CONDOR, "wing_width": 5 * (1 + n % 10)}, str(n)) for n in range(60)]
    counted: list[str] = []
    working, model = agent(*endless)
    worked = working.work(QUESTION, counted.append)
    assert len(counted) <= MOST_STEPS
    assert len(model.seen) < 60
    assert worked.calculations


def test_a_run_that_takes_too_long_is_left_behind() -> None:
    with pytest.raises(ComposerError, match=r"longer than 0\.3 seconds"):
        agent("Done.", timeout=0.3, pause=5.0)[0].work(QUESTION, silent)


def test_a_listener_that_leaves_ends_the_run() -> None:
    def leave(_: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        agent(call("iron_condor", CONDOR), "Done. [C1]")[0].work(QUESTION, leave)


@pytest.fixture(scope="module")
def assistant(indexed_home: Path) -> Assistant:
    return build_assistant(Settings(home=indexed_home), connect=False)


def ask(assistant: Assistant, *replies: Any, told: list[str] | None = None) -> Answer:
    model = ScriptedModel(replies=list(replies))
    composer = ModelComposer(lambda: model, "scripted:one", TemplateComposer(), 60)
    working = Assistant(
        assistant.library, assistant.bibliography, assistant.catalogue, assistant._router, assistant.opened, assistant.market, composer
    )
    working.agent = Agent(lambda: model, "scripted:one", BY_NAME, working.compute, working.passages, 60)
    return working.ask(QUESTION, on_step=told.append if told is not None else None)


def test_the_example_question_is_worked_out_in_the_chat_with_every_step_visible(assistant: Assistant) -> None:
    loss = BY_NAME["iron_condor"].run({**CONDOR, "wing_width": 15}).figure("max_loss").text
    hedge = dict(BY_NAME["vix_hedge"].example)
    told: list[str] = []
    answer = ask(
        assistant,
        call("iron_condor", {**CONDOR, "wing_width": 50}),
        call("iron_condor", {**CONDOR, "wing_width": 15}),
        call("vix_hedge", hedge),
        f"The maximum loss is {loss}. [C2]\nIt is riskless. [C3]\nThe maximum loss is 3 points. [C2]\nHedged. [C3]",
        told=told,
    )
    assert [c.result.calculator for c in answer.calculations] == ["iron_condor", "vix_hedge"]
    assert loss in answer.text
    assert "riskless" not in answer.text
    assert set(KEY.findall(answer.text)) == {c.key for c in answer.citations} | {c.key for c in answer.calculations}
    assert answer.composer_reason.startswith("scripted:one chose the steps and calculators computed them; ")
    assert any(said.startswith("Iron condor:") for said in told)
    assert any("Hedge" in said or "hedge" in said for said in told)
    assert "wing_width" in answer.calculations[0].result.assumed


def test_a_run_that_comes_to_nothing_leaves_the_plain_answer(assistant: Assistant) -> None:
    told: list[str] = []
    answer = ask(assistant, "", told=told)
    assert answer.text == assistant.ask(QUESTION).text
    assert answer.composer == "template"
    assert any("came to nothing: it ended without an answer" in said for said in told)
