"""What no cue names is likened to requests whose calculator is known."""

from datetime import date

import pytest

from benchmarks import said
from bot.market import Market
from bot.routing import alike
from bot.routing.numbers import read_line
from bot.routing.rules import RulesRouter
from calculators.catalogue import CATALOGUE

SETS = sorted(said.DATA.glob("*.jsonl"))


@pytest.fixture(scope="module")
def frames() -> dict[str, dict[str, str]]:
    """The frames of each set, by the name of its file."""
    return {path.stem: said.frames([path]) for path in SETS}


@pytest.fixture(scope="module")
def router() -> RulesRouter:
    return RulesRouter(CATALOGUE, market=Market(7138.80, 17.95, date(2026, 5, 7)))


def test_the_frames_are_those_of_the_requests(frames) -> None:
    made: dict[str, str] = {}
    for own in frames.values():
        made |= {frame: label for frame, label in own.items() if frame not in made}
    assert said.SAID.read_text(encoding="utf-8") == said.written(made), "run `python -m benchmarks.said`"


def test_a_frame_forgets_the_values_and_keeps_the_kinds() -> None:
    one, other = (alike.frame(read_line(text).text) for text in ("16 delta, $1.15, 2%", "20 delta, $0.70, 5%"))
    assert one == other == "N delta , D , P"


@pytest.mark.parametrize("left_out", ["unseen_17", "unseen_18", "unseen_19"])
def test_requests_of_a_set_left_out_are_mostly_likened_to_their_own_calculator(frames, left_out) -> None:
    known = alike.Alike((label, frame) for name, own in frames.items() if name != left_out for frame, label in own.items())
    asked = [(frame, label) for frame, label in frames[left_out].items() if label != alike.WORDS]
    right = sum(bool(ranked := known.ranked(frame)) and ranked[0][0] == label for frame, label in asked)
    assert right / len(asked) >= 0.85


def test_nothing_is_like_what_nobody_said() -> None:
    assert alike.known().ranked(read_line("zwiebelkuchen 7").text) == ()


@pytest.mark.parametrize(
    ("question", "calculator", "inputs"),
    [
        ("how far does spx usually move in a week at vix 20", "expected_move", {"dte": 7, "vix": 20}),
        ("VIX 22 what tier are we in", "vix_regime", {"vix": 22}),
        ("i make 120 on winners and lose 380, win 82%: bet size", "kelly", {"win": 120, "loss": 380, "win_rate": 0.82}),
    ],
)
def test_a_question_that_names_no_calculator_runs_the_one_it_is_like(router, question, calculator, inputs) -> None:
    (request,) = router.plan(question).requests
    assert (request.calculator, request.inputs) == (calculator, inputs)


@pytest.mark.parametrize("question", ["is 0.70 enough for 1dte", "what happens at 4pm on expiration", "can the cboe close early on 3 july"])
def test_numbers_it_has_no_use_for_make_no_calculation(router, question) -> None:
    assert router.plan(question).requests == ()
