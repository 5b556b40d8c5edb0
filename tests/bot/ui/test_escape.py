"""Text from pages and people must show its characters, never act."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui import escape
from tests.bot.ui.samples import HOSTILE

UNESCAPED_DOLLAR = re.compile(r"(?<!\\)(?:\\\\)*\$")
UNESCAPED_BRACKET = re.compile(r"(?<!\\)(?:\\\\)*[\[<~]")
SHORTCODE = re.compile(r":[\w+-]+[/:]")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_plain_text_keeps_its_characters_and_no_power(hostile: str) -> None:
    shown = escape.plain(hostile)
    assert not UNESCAPED_DOLLAR.search(shown)
    assert not UNESCAPED_BRACKET.search(shown)
    assert not SHORTCODE.search(shown.replace("\\", ""))
    assert shown.replace("\\", "").replace("\u2060", "") == " ".join(hostile.split()).replace("\\", "")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_prose_has_no_link_image_html_directive_or_icon(hostile: str) -> None:
    shown = escape.prose(hostile)
    assert not UNESCAPED_BRACKET.search(shown)
    assert not SHORTCODE.search(shown.replace("\\", ""))
    assert not re.search(r"https?://|www\.|\w@\w", shown)


def test_prose_keeps_emphasis_lists_and_tables() -> None:
    text = "**bold** and *soft*\n\n- item\n\n| a | b |\n| :--- | ---: |\n| 1 | 2 |"
    assert escape.prose(text) == text


def test_links_and_images_in_prose_leave_only_their_words() -> None:
    assert escape.prose("see [the page](https://evil.example/a(b)) and ![a chart](x.png)") == "see the page and a chart"


def test_money_never_opens_mathematics_even_where_formulas_are_allowed() -> None:
    shown = escape.prose("costs $115 and $200, and $C$ is the credit", math=True)
    assert shown == "costs \\$115 and \\$200, and $C$ is the credit"


def test_display_formulas_pass_only_where_they_are_allowed() -> None:
    formula = "$$\\mathrm{BE}_{low} = K_{sp} - C$$"
    assert escape.prose(formula, math=True) == formula
    assert "\\$\\$" in escape.prose(formula)


def test_only_known_keys_of_an_answer_become_links() -> None:
    assert escape.answer("So [S1], not [S9] [x](y).", {"S1"}, "cite-7") == "So\N{NO-BREAK SPACE}[S1](#cite-7-S1), not \\[S9\\] x."


@pytest.mark.parametrize(
    "disguised",
    [
        "\\`[x](https://evil.example)`",
        "a ```b [x](https://evil.example)",
        "$$a\n\n[x](https://evil.example)\n\n$$",
        "$a](https://evil.example)$",
        "\\$$<b>$$",
    ],
)
def test_code_and_formulas_are_no_way_around(disguised: str) -> None:
    shown = escape.prose(disguised, math=True)
    assert not UNESCAPED_BRACKET.search(shown)
    assert "https://" not in shown


@given(st.text(alphabet="ab :$[]()<>~*_`\\/!#-1.@|\n", max_size=60))
def test_any_text_is_shown_whole_by_plain(text: str) -> None:
    shown = escape.plain(text)
    assert "\n" not in shown
    assert not UNESCAPED_DOLLAR.search(shown)
    assert not UNESCAPED_BRACKET.search(shown)
    assert re.sub(r"\\([\\`*_{}\[\]<>$~|&!#:\-+=.)])", r"\1", shown).replace("\u2060", "") == " ".join(text.split())


@pytest.mark.parametrize("spelled", [escape.plain, escape.prose])
def test_a_number_and_its_per_cent_sign_stay_on_one_line(spelled: Callable[[str], str]) -> None:
    assert spelled("at 1.3 % a year") == "at 1.3\N{NO-BREAK SPACE}% a year"
    assert spelled("the % sign") == "the % sign"
