"""The check must catch what a composer could get wrong, and pass what is supported."""

import pytest

from bot.answer import Calculation, Evidence
from bot.compose.check import compose_checked, faults
from calculators.spec import Figure, Presentation, ToolResult
from knowledge.page import Passage

PASSAGE = Passage("wing#definition", "wing", "Wing", "Definition", "theory", "A wing is 50 points wide. It limits the loss.", ("hull-2018",))
RESULT = ToolResult(
    "iron_condor",
    {"dte": 45, "vol": 0.18},
    ("vol",),
    Presentation("Sold for 8.45 points.", (Figure("max_loss", "Maximum loss", 41.55, "index points", "41.55 points"),)),
)
EVIDENCE = Evidence("What is a wing?", "explain", (("S1", PASSAGE),), (Calculation("C1", RESULT),), opening=("I did not use 21.",))


@pytest.mark.parametrize(
    "text",
    [
        "A wing is 50 points wide. [S1] It limits the loss. [S1]",
        "I did not use 21.\n\n**What theory says**\n\nA wing is 50 points wide [S1].",
        "- Maximum loss: 41.55 points [C1]\n- Sold for 8.45 points [C1]",
        "Priced at a vol of 18 % over 45 days [C1].",
        "| reading | points |\n|---|---|\n| A | 50 |\n\nThose are the readings on record [S1].",
    ],
)
def test_supported_text_has_no_fault(text: str) -> None:
    assert faults(text, EVIDENCE) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("A wing is 50 points wide.", "sentence without a key"),
        ("A wing is 50 points wide. It limits the loss. [S1]", "sentence without a key"),
        ("A wing is 50 points wide [S2].", "unknown key S2"),
        ("A wing is 60 points wide [S1].", "number in no cited figure or passage: 60"),
        ("The maximum loss is 41.55 points [S1].", "number in no cited figure or passage: 41.55"),
        ("| reading | points |\n|---|---|\n| A | 75 |\n\nThose are the readings on record [S1].", "number in no cited figure or passage: 75"),
        ("| reading |\n|---|\n| A |", "sentence without a key"),
        ("I did not use 22.", "sentence without a key"),
    ],
)
def test_unsupported_text_is_named_with_the_rule_it_breaks(text: str, rule: str) -> None:
    assert rule in [fault.rule for fault in faults(text, EVIDENCE)]


class _Says:
    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text

    def compose(self, evidence: Evidence) -> str:
        return self.text


def test_a_draft_with_a_fault_is_never_shown() -> None:
    seen: list[str] = []
    text, composer = compose_checked(
        EVIDENCE,
        _Says("model", "A wing is 60 points wide [S1]."),  # type: ignore[arg-type]
        _Says("template", "It limits the loss [S1]."),  # type: ignore[arg-type]
        lambda composer, found: seen.extend(fault.rule for fault in found),
    )
    assert (text, composer) == ("It limits the loss [S1].", "template")
    assert seen == ["number in no cited figure or passage: 60"]
