"""What no cue names is likened to requests whose calculator is known."""

from collections import defaultdict
from datetime import date

import pytest

from benchmarks import said
from bot.market import Market
from bot.routing import alike
from bot.routing.likely import SURE
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
    one, other = (alike.frame(line.text, line.numbers) for line in map(read_line, ("16 delta, $1.15, 2%", "20 delta, $1.70, 5%")))
    assert one == other == "N2 delta , D1 , P1"


@pytest.mark.parametrize("left_out", ["unseen_17", "unseen_18", "unseen_19"])
def test_requests_of_a_set_left_out_are_mostly_likened_to_their_own_calculator(frames, left_out) -> None:
    known = alike.Alike((label, alike.of_question(frame)) for name, own in frames.items() if name != left_out for frame, label in own.items())
    asked = [(frame, label) for frame, label in frames[left_out].items() if label != alike.WORDS]
    right = sum(bool(ranked := known.ranked(alike.of_question(frame))) and ranked[0][0] == label for frame, label in asked)
    assert right / len(asked) >= 0.85


@pytest.mark.parametrize("left_out", ["unseen_17", "unseen_18", "unseen_19"])
def test_a_number_that_is_sure_is_nearly_always_its_own_blank(frames, left_out) -> None:
    others, counted, right = defaultdict(list), 0, 0
    for name, own in frames.items():
        for frame, label in own.items() if name != left_out else ():
            others[label] += alike.of_numbers(frame)
    known = {label: alike.Alike((field, own) for field, own in said if field is not None) for label, said in others.items()}
    for frame, label in frames[left_out].items():
        said = [(field, own) for field, own in alike.of_numbers(frame) if field not in (None, alike.NONE)]
        for field, own in said if label != alike.WORDS else ():
            filled = {other for other, _ in said if other != field}
            ranked = known[label].ranked(own, {other for other, _ in others[label] if other is not None} - filled)
            if ranked and ranked[0][1] >= SURE * sum(vote for _, vote in ranked) and ranked[0][0] != alike.NONE:
                counted, right = counted + 1, right + (ranked[0][0] == field)
    assert counted > 300
    assert right / counted >= 0.97


def test_nothing_is_like_what_nobody_said() -> None:
    assert alike.questions().ranked(alike.of_question("zwiebelkuchen N1")) == ()


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


@pytest.mark.parametrize(
    ("question", "inputs"),
    [
        ("multisig wallet 2 of 3, chance to steal one key 4 %, chance to lose one key 6 %", {"theft_prob": 0.04, "loss_prob": 0.06}),
        ("The 6000/7000 box with a year to run is 962. Implied rate?", {"price": 962}),
    ],
)
def test_numbers_that_no_pattern_reads_go_where_requests_alike_have_them(router, question, inputs) -> None:
    (request,) = router.plan(question).requests
    assert inputs.items() <= request.inputs.items()


def test_a_stray_number_changes_no_count_of_contracts(router) -> None:
    plan = router.plan("16 delta iron condor, 45 days, 50 wide, spx 7140, vix 18, my 77")
    assert plan.unused == ("77",)
    assert "contracts" not in plan.requests[0].inputs


def test_a_question_like_those_for_advice_is_declined(router) -> None:
    assert router.plan("i've inherited 80,000; ought i to put it into iron condors?").route == "advice"
    assert router.plan("Please recommend a good recipe for chicken soup.").route == "explain"
