"""A stand-in model lies in every way the benchmark knows, over the shipped pages and calculators: nothing false is shown."""

from __future__ import annotations

import pytest

from benchmarks.lying import BEYOND, FREER, HONEST, LIES, SEED, tally, teller
from bot.answer import Calculation, Evidence
from bot.compose.check import KEY
from bot.compose.model import ModelComposer, speak
from bot.compose.template import TemplateComposer
from bot.compose.weave import tidy
from bot.wiring import load_pages
from bot.worked import fill_passage
from calculators.catalogue import BY_NAME
from tests.bot.model.evidence import EVIDENCE
from tests.bot.model.scripted import ScriptedModel

ABOUT = (
    ("iron-condor", "iron_condor"), ("vega", "option_price"), ("vix-hedge", "vix_hedge"), ("second-engine", "second_engine"),
    ("breakeven", "stress_test"), ("alvh", "vix_regime"), ("kelly-criterion", "odds"), ("expected-move", "expected_move"),
)  # fmt: skip
PLAIN = TemplateComposer()


def _evidence(term: str, calculator: str) -> Evidence:
    page = LIBRARY.resolve(term)
    assert page is not None
    passages = [fill_passage(passage, page) for passage in LIBRARY.passages() if passage.page_id == page.id]
    calculated = Calculation("C1", BY_NAME[calculator].run(BY_NAME[calculator].example))
    return Evidence(f"What is {page.title}?", "explain", tuple((f"S{n}", passage) for n, passage in enumerate(passages, 1)), (calculated,))


LIBRARY, _ = load_pages()
EVIDENCES = [EVIDENCE, *(_evidence(term, calculator) for term, calculator in ABOUT)]
LIED = tally(EVIDENCES, LIES, each=3)
TOLD = tally(EVIDENCES, HONEST, each=3)


@pytest.mark.parametrize("kind", [kind for kind in LIES if kind not in BEYOND])
def test_no_lie_of_this_kind_is_shown(kind: str) -> None:
    assert LIED.tried[kind] >= len(EVIDENCES) // 2, "the kind was hardly tried"
    assert LIED.examples.get(kind, []) == []


@pytest.mark.parametrize("kind", ["word for word", "small words dropped", "two joined"])
def test_what_is_true_and_only_lightly_rewritten_is_shown(kind: str) -> None:
    assert TOLD.tried[kind] >= len(EVIDENCES) // 2
    assert [dropped for dropped in TOLD.dropped.get(kind, []) if not dropped.startswith("(markup)")] == []


def test_every_kind_of_honest_rewrite_is_either_shown_or_known_to_be_dropped() -> None:
    assert {kind for kind in HONEST if TOLD.tried[kind] and not TOLD.shown[kind]} <= set(FREER)


@pytest.mark.parametrize("number", range(len(EVIDENCES)))
def test_a_model_that_mixes_truth_and_lies_puts_no_lie_on_the_screen(number: int) -> None:
    evidence = EVIDENCES[number]
    told = teller(evidence, SEED + number)
    true = [told.say(statement) for statement in told.true[:12]]
    lies = [sentence for kind, make in LIES.items() if kind not in BEYOND for sentence, _ in zip(make(told), range(1), strict=False)][:8]
    lines = [line for pair in zip(true, lies, strict=False) for line in pair] + true[len(lies) :]
    shown: list[str] = []
    model = ScriptedModel(replies=["\n".join(lines)])
    text, name, _ = speak(
        evidence, ModelComposer(lambda: model, "scripted:liar", PLAIN, 60), PLAIN, lambda sentence, layer: shown.append(sentence), lambda *_: None
    )
    assert shown
    assert sorted({tidy(lie) for lie in lies} & set(shown)) == []
    assert [lie for lie in lies if KEY.search(lie) and tidy(lie) in text] == []
    assert name == "model" or text == PLAIN.compose(evidence)
