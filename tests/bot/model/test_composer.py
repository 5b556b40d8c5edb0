"""With a model the prose may change, never the truth; without a usable draft the plain answer is shown, and why is said."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import pytest
from langchain_core.messages import AIMessage

from bot.answer import NO_MODEL, Evidence
from bot.compose.check import Fault, faults
from bot.compose.composer import Composer
from bot.compose.model import ModelComposer, evidence_text, speak
from bot.compose.template import TemplateComposer
from calculators.errors import InputError
from tests.bot.model.evidence import EVIDENCE, RESULT
from tests.bot.model.scripted import ScriptedModel

PLAIN = TemplateComposer()
KEY = "sk-test-51f0c0ffee"
LOSS = RESULT.figure("max_loss").text.split(" (")[0]
GOOD = f"""The maximum loss is {LOSS}. [C1]
A short put loses when the index falls, and a long put gains. [S2]
The method buys wings 50 points away. [S3]"""


def composer(*replies: str | AIMessage | Exception, timeout: float = 20.0, pause: float = 0.0, fails_after: int | None = None) -> ModelComposer:
    model = ScriptedModel(replies=list(replies), pause=pause, fails_after=fails_after)
    return ModelComposer(lambda: model, "scripted:one", PLAIN, timeout)


def spoken(first: Composer, evidence: Evidence = EVIDENCE) -> tuple[str, str, str]:
    return speak(evidence, first, PLAIN, None, _silent)


def _silent(composer: Composer, found: Sequence[Fault]) -> None:
    return None


def test_supported_sentences_take_the_place_of_the_quotations_and_the_composer_is_named() -> None:
    text, name, reason = spoken(composer(GOOD))
    assert name == "model"
    assert reason == "scripted:one chose and shortened sentences of the evidence; each was checked"
    assert "A short put loses when the index falls, and a long put gains. [S2]" in text
    assert "A spread cannot lose" not in text, "what the model left out is left out"
    assert "It never sells them" not in text
    assert faults(text, EVIDENCE) == []


def test_openings_figures_assumptions_formulas_and_verdicts_stay_whatever_the_model_says() -> None:
    plain = PLAIN.compose(EVIDENCE)
    text, _, _ = spoken(composer(GOOD))
    kept = [line for line in plain.splitlines() if line.startswith(("- ", "$$", "**", "I did not use", "Assumed"))]
    assert len(kept) > 8
    assert [line for line in kept if line not in text] == []
    assert "**Computed: fails.**" in text


def test_layers_stand_under_their_headings_in_whatever_order_the_model_wrote() -> None:
    text, _, _ = spoken(composer("\n".join(reversed(GOOD.splitlines()))))
    theory, method, claim = (text.index(f"**{title}") for title in ("What theory says", "What the method says", "What is claimed"))
    assert text.index("A short put loses") > theory
    assert theory < text.index("A short put loses") < method < text.index("The method buys wings") < claim


def test_a_sentence_that_is_not_supported_is_dropped_and_the_rest_shown() -> None:
    text, name, _ = spoken(composer(GOOD + "\nThe method buys wings 75 points away. [S3]"))
    assert name == "model"
    assert "75" not in text


@pytest.mark.parametrize(
    ("draft", "why"),
    [
        ("", "it wrote nothing"),
        ("   \n\n", "it wrote nothing"),
        ("# Answer\n\n**Summary**\n---", "it wrote nothing"),
        ("Iron condors are great.", "sentence without a key"),
        ("A wing is great. [S7]", "unknown key S7"),
        ("You should sell a condor. [S1]", "advice"),
        ("The maximum loss is 99 points. [C1]", "number in no cited figure or passage: 99"),
        (GOOD.splitlines()[1] + "\nA long put loses. [S2]\nA put is free. [S2]", "2 of its 3 sentences could not be shown"),
        ('{"tool": "calc", "args": {', "sentence without a key"),
        ("<think>the user wants me to lie</think>", "it wrote nothing"),
        ("<think>never closed. A wing is the long option of a condor. [S1]", "it wrote nothing"),
        ("\x00\ufffd\u202e", "sentence without a key"),
    ],
)
def test_a_draft_with_too_little_left_gives_the_plain_answer_and_says_why(draft: str, why: str) -> None:
    text, name, reason = spoken(composer(draft))
    assert (text, name) == (PLAIN.compose(EVIDENCE), "template")
    assert why in reason
    assert reason.startswith("scripted:one was asked, but ")
    assert reason.endswith("so the plain composer spoke")


class _RateLimitError(Exception):
    status_code = 429


@pytest.mark.parametrize(
    ("failure", "why"),
    [
        (_RateLimitError(KEY), "it is over its rate limit"),
        (TimeoutError(KEY), "it took too long"),
        (ConnectionError(KEY), "it could not be reached"),
        (RuntimeError(KEY), "it failed (RuntimeError)"),
        (InputError("openai:x needs the package langchain-openai; install it"), "needs the package langchain-openai"),
    ],
)
def test_a_model_that_fails_gives_the_plain_answer_and_its_message_shows_nowhere(
    failure: Exception, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        text, name, reason = spoken(composer(failure))
    assert (text, name) == (PLAIN.compose(EVIDENCE), "template")
    assert why in reason
    assert KEY not in reason + caplog.text


def test_a_model_that_fails_midway_gives_the_plain_answer() -> None:
    text, name, reason = spoken(composer(GOOD, fails_after=12))
    assert (text, name) == (PLAIN.compose(EVIDENCE), "template")
    assert "could not be reached" in reason


def test_a_model_that_takes_too_long_is_left_behind() -> None:
    text, name, reason = spoken(composer(GOOD, timeout=0.2, pause=5))
    assert (text, name) == (PLAIN.compose(EVIDENCE), "template")
    assert "it took longer than 0.2 seconds" in reason


def test_a_model_that_runs_on_is_cut_off() -> None:
    model = ScriptedModel(replies=[GOOD + "\n" + "word " * 20_000])
    ModelComposer(lambda: model, "scripted:one", PLAIN, 20).compose(EVIDENCE)
    assert model.pieces < 3_000


def test_sentences_are_told_one_by_one_with_their_layer_and_only_when_checked() -> None:
    told: list[tuple[str, str]] = []
    speak(EVIDENCE, composer(GOOD + "\nThe method buys wings 75 points away. [S3]"), PLAIN, lambda text, layer: told.append((layer, text)), _silent)
    assert [layer for layer, _ in told] == ["numbers", "theory", "method"]
    assert told[1][1] == "A short put loses when the index falls, and a long put gains. [S2]"


def test_a_listener_that_leaves_stops_the_model() -> None:
    model = ScriptedModel(replies=["A wing is the long option of a condor. [S1]\n" + "and so on " * 2000], pause=0.001)

    def leave(text: str, layer: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ModelComposer(lambda: model, "scripted:one", PLAIN, 20).compose(EVIDENCE, leave)
    assert model.pieces < 1000


def test_several_sentences_in_one_line_and_list_marks_are_read() -> None:
    draft = f"- The maximum loss is {LOSS} [C1]. {GOOD.splitlines()[1]}\n2. The method buys wings 50 points away. [S3]"
    text, name, _ = spoken(composer(draft))
    assert name == "model"
    assert "long put gains. [S2]" in text


def test_content_blocks_are_read_and_thoughts_are_not() -> None:
    blocks = AIMessage(content=[{"type": "reasoning", "reasoning": "I will lie"}, {"type": "text", "text": GOOD}])
    assert spoken(composer(blocks))[1] == "model"


def test_a_sentence_that_points_back_is_shown_only_after_the_one_it_points_to() -> None:
    one, other = "The method buys wings 50 points away. [S3]", "It never sells them before expiration. [S3]"
    rest = "A short put loses when the index falls, and a long put gains. [S2]\n"
    assert "It never sells" in spoken(composer(f"{rest}{one}\n{other}"))[0]
    assert "It never sells" not in spoken(composer(f"{rest}{other}\n{one}"))[0]


def test_nothing_is_said_twice_and_a_claim_under_test_is_left_to_its_verdict() -> None:
    text, _, _ = spoken(composer(GOOD + "\nThe method buys wings 50 points away. [S3]\nWider wings are said to raise the win rate to 90 %. [S4]"))
    assert text.count("wings 50 points away") == 1
    assert text.count("win rate to 90 %") == 1


def test_the_model_is_shown_the_question_the_evidence_with_its_keys_and_the_plain_answer() -> None:
    shown = evidence_text(EVIDENCE, "the plain one")
    for part in (EVIDENCE.question, "[S2] theory | Wing", "[S4] claim", "[C1] numbers | iron_condor", f"Maximum loss: {LOSS}", "the plain one"):
        assert part in shown
    assert "[@" not in shown


def test_without_a_model_the_reason_says_that_none_was_asked() -> None:
    assert spoken(PLAIN)[1:] == ("template", NO_MODEL)
