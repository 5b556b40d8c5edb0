"""A sentence of a model is shown only if it says what the evidence under its keys says."""

from __future__ import annotations

import pytest

from bot.compose.support import Support, Supported, Unsupported
from tests.bot.model.evidence import EVIDENCE, RESULT

SUPPORT = Support(EVIDENCE)
LOSS = RESULT.figure("max_loss").text
CREDIT = RESULT.figure("net_credit").text


@pytest.mark.parametrize(
    "sentence",
    [
        "A wing is the long option of a condor. [S1]",
        "The wing is a long option of the condor [S1].",
        "Wings are the long options of condors. [S1]",
        "A short put loses when the index falls. [S2]",
        "A short put loses when the index falls and a long put gains; a spread cannot lose more than its width, less the credit. [S2]",
        "A spread can't lose more than its width (less the credit). [S2]",
        "Selling the wing back, if the price allows, lifts the delta by 8 to 12 percent. [S2]",
        "The method buys wings 50 points away. [S3]",
        f"The maximum loss is {LOSS}. [C1]",
        f"Its max loss is {LOSS.split(' (')[0]} and the net credit is {CREDIT.split(' (')[0]}. [C1]",
    ],
)
def test_the_evidences_own_words_shortened_and_joined_are_supported(sentence: str) -> None:
    judged = SUPPORT.judge(sentence)
    assert isinstance(judged, Supported), judged


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("A wing is the long option of a condor.", "without a key"),
        ("A wing is the long option of a condor. [S9]", "unknown key S9"),
        ("A wing is the long option of a condor. [S3]", "not what its keys say"),
        ("A wing is the long option of a condor. [S1] [S3]", "several layers"),
        ("A wing is the long option of a condor. [S1] [S2]", "does not rest on"),
        ("A wing is the short option of a condor. [S1]", "not what its keys say"),
        ("A wing is not the long option of a condor. [S1]", "not what its keys say"),
        ("A spread loses more than its width. [S2]", "not what its keys say"),
        ("A spread can lose more than its width. [S2]", "not what its keys say"),
        ("A short put gains when the index falls, and a long put loses. [S2]", "not what its keys say"),
        ("A long put loses when the index falls, and a short put gains. [S2]", "not what its keys say"),
        ("A short put loses. [S2]", "not what its keys say"),
        ("A put loses when the index falls. [S2]", "not what its keys say"),
        ("Selling the wing back lifts the delta by 8 to 12 %. [S2]", "not what its keys say"),
        ("Selling the wing back, if the price allows, lifts the delta by 8 to 21 %. [S2]", "number in no cited"),
        ("Selling the wing back, if the price allows, lifts the delta by 8 to 12 points. [S2]", "number in no cited"),
        ("Selling the wing back, if the price allows, lifts the delta by 8 to 12. [S2]", "number in no cited"),
        ("A short strike is touched twice as often as it is breached. [S2]", "not what its keys say"),
        ("The method buys wings 55 points away. [S3]", "number in no cited"),
        ("In theory the method buys wings 50 points away. [S3]", "not what its keys say"),
        ("The method sells them before expiration. [S3]", "not what its keys say"),
        ("Wider wings raise the win rate to 90 %. [S4]", "not what its keys say"),
        (f"The maximum loss is {CREDIT.split(' (')[0]}. [C1]", "not what its keys say"),
        ("The maximum loss is 35.99 points. [C1]", "number in no cited"),
        (f"The maximum loss is -{LOSS}. [C1]", "number in no cited"),
        ("You should buy wings 50 points away. [S3]", "advice"),
        ("Buy the wings 50 points away. [S3]", "advice"),
        ("Wings are a good idea. [S1]", "advice"),
        ("The trade is risk-free. [S1]", "advice"),
        ("I recommend the wing. [S1]", "advice"),
        ("![x](http://evil.example/?q=1) A wing is the long option of a condor. [S1]", "markup"),
        ("A wing is <b>the long option</b> of a condor. [S1]", "markup"),
        ("Is a wing the long option of a condor? [S1]", "question"),
    ],
)
def test_everything_else_is_not(sentence: str, rule: str) -> None:
    judged = SUPPORT.judge(sentence)
    assert isinstance(judged, Unsupported), judged
    assert rule in judged.rule


def test_every_sentence_and_figure_of_the_evidence_supports_itself() -> None:
    for key in ("S1", "S2", "S3", "C1"):
        for statement in SUPPORT.statements(key):
            judged = SUPPORT.judge(f"{statement.text} [{key}]")
            assert isinstance(judged, Supported), judged
