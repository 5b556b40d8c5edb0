"""Pages are read whole or refused with file, line and what to do."""

from __future__ import annotations

import pytest

from knowledge.page import Check, Page, PageError, WorkedExample, parse_page, passages_of, plain

FILE = "glossary/net-credit.md"
HEAD = """---
id: net-credit
title: Net credit
kind: glossary
summary: What is received when a position is opened.
aliases: [credit]
---
"""
BODY = """
## Definition

The net credit is what the sold options bring in less what the bought ones cost [@hull-2018, ch. 12] [@cboe-spx-specifications].

## Example

```calc
calculator: iron_condor
inputs: {spot: 7140, wing_width: 50}
```

The condor brings in {{net_credit}}.
"""


def read(text: str, file: str = FILE) -> Page:
    page = parse_page(text, file)
    assert isinstance(page, Page), page
    return page


def faults(text: str, file: str = FILE) -> list[str]:
    errors = parse_page(text, file)
    assert isinstance(errors, tuple), "the page was accepted"
    assert all(isinstance(error, PageError) for error in errors)
    return [str(error) for error in errors]


def test_a_page_keeps_its_sections_with_standing_citations_and_worked_example() -> None:
    page = read(HEAD + BODY)
    definition, example = page.sections
    assert (definition.heading, definition.standing) == ("Definition", "theory")
    assert definition.sources == ("hull-2018", "cboe-spx-specifications")
    assert definition.text.endswith("[@cboe-spx-specifications].")
    assert example.examples == (WorkedExample("iron_condor", {"spot": 7140, "wing_width": 50}),)
    assert example.text == "The condor brings in {{net_credit}}."
    assert page.aliases == ("credit",)


def test_headings_set_the_standing() -> None:
    text = HEAD + "\n## What the method says\n\nSell it [@a].\n\n## Where accounts differ\n\nOne says so [@b].\n\n## Common mistakes\n\nNone.\n"
    assert [section.standing for section in read(text).sections] == ["method", "claim", "theory"]


def test_a_claim_page_carries_its_check() -> None:
    head = """---
id: ninety
title: Ninety percent
kind: claim
summary: Ninety percent of trades win.
check:
  calculator: odds
  inputs: {credit: 0.7}
  figure: breakeven_win_rate
  high: 0.9
  vary: {credit: [0.7, 1.15]}
---
"""
    page = read(head + "\n## What is claimed\n\nNine of ten [@a].\n", "claims/ninety.md")
    assert page.check == Check("odds", {"credit": 0.7}, "breakeven_win_rate", None, 0.9, {"credit": (0.7, 1.15)})


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("Just text.\n", 1, "front matter between two lines of ---"),
        ("---\nid: net-credit\n", 1, "must end with a line of ---"),
        (HEAD.replace("What is", "Summary: what is") + BODY, 5, "in quotes"),
        (HEAD.replace("title: Net credit\n", "") + BODY, 1, "title: every page gives this field; it is missing"),
        (HEAD.replace("summary: What is received when a position is opened.\n", "") + BODY, 1, "summary: every page gives this field"),
        (HEAD.replace("What is", "x" * 200) + BODY, 5, "summary"),
        (HEAD.replace("id: net-credit", "id: credit") + BODY, 2, "id must equal the file name; got credit in net-credit.md"),
        (HEAD.replace("id: net-credit", "id: Net Credit") + BODY, 2, "id"),
        (HEAD.replace("kind: glossary", "kind: method") + BODY, 4, "pages in glossary/ are of kind glossary; got method"),
        (HEAD.replace("kind: glossary", "kind: essay") + BODY, 4, "kind"),
        (HEAD.replace("[credit]", "[credit, 442]") + BODY, 6, "got 442: put it in quotes"),
        (HEAD.replace("aliases", "alias") + BODY, 6, "alias"),
        (HEAD.replace("aliases: [credit]", "tags: [misc]") + BODY, 6, "tags"),
        (HEAD.replace("aliases: [credit]", "title: Again") + BODY, 3, "a field may be given once; title is there 2 times"),
        (HEAD.replace("aliases: [credit]", "check: {calculator: odds, inputs: {}, figure: x, low: 1}") + BODY, 6, "only a claim page has a check"),
        (HEAD.replace("kind: glossary\n", "kind: glossary\ncheck: {calculator: a, inputs: {}, figure: x}\n") + BODY, 5, "low, high or both"),
        (HEAD, 8, "at least one ## section"),
        (HEAD + "\nText first.\n" + BODY, 9, "must stand under a ## heading"),
        (HEAD + BODY.replace("## Definition", "## Meaning"), 9, "headings are Definition, Formula"),
        (HEAD + BODY.replace("## Example", "### Example"), 13, "only ## headings"),
        (HEAD + BODY + "\n## Definition\n\nAgain.\n", 22, "a heading may stand once a page"),
        (HEAD + BODY + "\n## Common mistakes\n", 22, "'Common mistakes' is empty"),
        (HEAD + BODY.replace("[@hull-2018, ch. 12]", "[@Hull 2018]"), 11, "a citation is [@source-id]"),
        (HEAD + BODY.replace("{{net_credit}}", "{{net credit}}"), 20, "a figure place is {{figure_name}}"),
        (HEAD + BODY.replace("The net credit is", "The {{net_credit}} is"), 11, "needs a ```calc block in its section"),
        (HEAD + BODY.replace("wing_width: 50}\n```", "wing_width: 50}"), 15, "must end with a line of ```"),
        (HEAD + BODY.replace("wing_width: 50}", "wing_width: [50}"), 17, "YAML"),
        (HEAD + BODY.replace("calculator: iron_condor\n", ""), 15, "a calc block has two lines"),
        (HEAD + BODY.replace("wing_width: 50", "as_of: 2026-05-07"), 15, "put a date in quotes"),
        (HEAD + BODY.replace("is what", "is <b>what</b>"), 11, "no HTML; got '<b>'"),
        (HEAD + BODY.replace("is what", "is [what](http://x.y)"), 11, "no links or images"),
    ],
)
def test_a_mistake_is_reported_with_its_line(text: str, line: int, words: str) -> None:
    found = faults(text)
    assert any(fault.startswith(f"{FILE}:{line}: ") and words in fault for fault in found), found


def test_every_mistake_of_a_page_is_reported_at_once() -> None:
    text = HEAD.replace("kind: glossary", "kind: essay") + BODY.replace("## Example", "## Sample").replace("[@hull-2018, ch. 12]", "[@?]")
    assert [fault.split(":")[1] for fault in faults(text)] == ["4", "11", "13"]


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm() -> None:
    assert read("\ufeff" + (HEAD + BODY).replace("\n", "\r\n")) == read(HEAD + BODY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It **pays** *theta* [@hull-2018, ch. 12].", "It pays theta."),
        ("It brings in {{net_credit}} at `spot`.", "It brings in net credit at spot."),
        ("- one\n- two", "one two"),
        ("| a | b |\n| --- | --- |\n| c | d [@x] |", "a b c d"),
        ("$$\\sigma_{imp} = \\frac{a}{b}$$", "sigma imp = a b"),
        ("where $K$ costs $115 and $200.", "where K costs $115 and $200."),
        ("short_put is 2 * 3 * 4", "short_put is 2 * 3 * 4"),
    ],
)
def test_plain_leaves_the_words_only(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_passages_are_the_summary_and_one_a_section() -> None:
    passages = passages_of(read(HEAD + BODY))
    assert [passage.id for passage in passages] == ["net-credit#summary", "net-credit#definition", "net-credit#example"]
    assert passages[0].text == "What is received when a position is opened."
    assert passages[0].sources == ("hull-2018", "cboe-spx-specifications"), "a summary rests on what its first section cites"
    assert {passage.standing for passage in passages} == {"theory"}


def test_a_claim_without_a_check_says_why_it_is_untestable() -> None:
    claim = HEAD.replace("kind: glossary", "kind: claim")
    assert (
        read(claim.replace("kind: claim", "kind: claim\nuntestable: It is not said when.") + BODY, "claims/net-credit.md").untestable
        == "It is not said when."
    )
    assert any("says why it is untestable; this one has neither" in fault for fault in faults(claim + BODY, "claims/net-credit.md"))
    both = claim.replace("aliases: [credit]", "check: {calculator: odds, inputs: {}, figure: x, low: 1}\nuntestable: It is not said when.")
    assert any("this one has both" in fault for fault in faults(both + BODY, "claims/net-credit.md"))
    assert any("only a claim page may be untestable" in fault for fault in faults(HEAD.replace("aliases: [credit]", "untestable: Why.") + BODY))


@pytest.mark.parametrize(
    ("kind", "folder", "standing"), [("method", "method", "method"), ("claim", "claims", "claim"), ("explainer", "explainers", "theory")]
)
def test_a_summary_has_the_standing_of_its_page(kind: str, folder: str, standing: str) -> None:
    extra = "\nuntestable: It is not said when." if kind == "claim" else ""
    page = read(HEAD.replace("kind: glossary", f"kind: {kind}{extra}") + BODY, f"{folder}/net-credit.md")
    assert passages_of(page)[0].standing == standing


def test_a_long_section_is_cut_between_paragraphs_and_numbered_from_two() -> None:
    paragraphs = [f"{' '.join(f'{name}{i}' for i in range(70))} [@{name}]." for name in ("alpha", "beta", "gamma", "delta", "omega")]
    passages = passages_of(read(HEAD + "\n## Definition\n\n" + "\n\n".join(paragraphs) + "\n"))[1:]
    assert [passage.id for passage in passages] == ["net-credit#definition", "net-credit#definition-2", "net-credit#definition-3"]
    assert [passage.sources for passage in passages] == [("alpha", "beta"), ("gamma", "delta"), ("omega",)]
    assert "\n\n".join(passage.text for passage in passages) == "\n\n".join(paragraphs)


def test_a_short_leftover_stays_with_the_piece_before() -> None:
    paragraphs = [" ".join(["word"] * 150), " ".join(["more"] * 20)]
    passages = passages_of(read(HEAD + "\n## Definition\n\n" + "\n\n".join(paragraphs) + "\n"))
    assert len(passages) == 2
    assert passages[1].text == "\n\n".join(paragraphs)
