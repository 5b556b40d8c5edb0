"""What no pattern reads is judged by requests whose meaning is known."""

from datetime import date
from itertools import chain

import numpy as np
import pytest

from benchmarks import learn
from bot.market import Market
from bot.routing import learned
from bot.routing.numbers import read_line
from bot.routing.rules import RulesRouter
from calculators.catalogue import BY_NAME, CATALOGUE

SETS = sorted(learn.DATA.rglob("*.jsonl"))
LEFT_OUT = ("unseen_19", "unseen_26", "unseen_29")


@pytest.fixture(scope="module")
def router() -> RulesRouter:
    return RulesRouter(CATALOGUE, market=Market(7138.80, 17.95, date(2026, 5, 7)))


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> dict[str, learned.Linear]:
    """Models of all requests but those of the sets left out."""
    path = tmp_path_factory.mktemp("learned") / "learned.npz"
    learn.learn([each for each in SETS if each.stem not in LEFT_OUT], path)
    return {name: learned.read(path, name) for name in learned.MODELS}


@pytest.fixture(scope="module")
def unseen() -> dict[str, list[learn.Example]]:
    """The examples of the sets left out."""
    return learn.examples(each for each in SETS if each.stem in LEFT_OUT)


def test_the_models_were_made_from_the_requests_that_are_there() -> None:
    with np.load(learn.LEARNED) as held:
        assert str(held["made_from"]) == learn.digest(SETS), "run `python -m benchmarks.learn`"


def test_a_question_left_out_mostly_gets_its_own_calculator_and_nearly_always_where_it_is_clear(without, unseen) -> None:
    scored = [(without["questions"].scores(own), label) for label, own in unseen["questions"]]
    assert np.mean([ranked[0][0] == label for ranked, label in scored]) >= 0.93
    clear = [ranked[0][0] == label for ranked, label in scored if ranked[0][1] - ranked[1][1] >= 0.5]
    assert len(clear) > 0.75 * len(scored)
    assert np.mean(clear) >= 0.98


def test_a_number_left_out_mostly_gets_its_own_blank_and_nearly_always_where_it_is_clear(without, unseen) -> None:
    scored = [(without["numbers"].scores(own), label) for label, own in unseen["numbers"]]
    assert np.mean([ranked[0][0] == label for ranked, label in scored]) >= 0.93
    clear = [ranked[0][0] == label for ranked, label in scored if ranked[0][1] - ranked[1][1] >= 1.0]
    assert len(clear) > 0.7 * len(scored)
    assert np.mean(clear) >= 0.98


def test_a_question_left_out_goes_on_with_what_was_computed_or_not(without, unseen) -> None:
    scored = [(without["turns"].scores(own)[0][0], label) for label, own in unseen["turns"]]
    for kind in (learned.GOES_ON, learned.ALONE):
        assert np.mean([said == kind for said, label in scored if label == kind]) >= 0.93


def test_scores_are_of_the_labels_asked_for_the_best_first() -> None:
    line = read_line("a 16 delta condor, 45 dte")
    fields = frozenset(BY_NAME["iron_condor"].inputs.model_fields)
    for scores in learned.blanks(line.text, line.numbers, "iron_condor", fields).values():
        assert {label for label, _ in scores} <= {*fields, learned.NONE}
        assert [score for _, score in scores] == sorted((score for _, score in scores), reverse=True)


def test_a_number_is_judged_by_its_kind_and_size_and_not_by_where_it_was_typed() -> None:
    one, other = (read_line(said) for said in ("a 16 delta condor", "  a   16 Delta Condor"))
    assert learned.of_numbers(one.text, one.numbers, "iron_condor") == learned.of_numbers(other.text, other.numbers, "iron_condor")


def test_every_label_is_a_calculator_or_one_of_its_blanks_or_none() -> None:
    made = learn.examples(SETS)
    assert {label for label, _ in made["questions"]} - set(BY_NAME) == {learned.WORDS, *learned.DECLINED}
    fields = set(chain.from_iterable(calculator.inputs.model_fields for calculator in CATALOGUE))
    assert {label for label, _ in made["numbers"]} - fields == {learned.NONE}


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
