"""Pages found by every name, and every broken link reported and survived."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.library import Library


def spoil(folder: Path, page: str, old: str, new: str) -> None:
    path = folder / "pages" / "glossary" / f"{page}.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def load(folder: Path) -> tuple[Library, list[str]]:
    library, errors = Library.load(folder / "pages", folder / "sources.toml")
    return library, [str(error) for error in errors]


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("iron-condor", "iron-condor"),
        ("Iron Condors", "iron-condor"),
        ("IRON-CONDOR", "iron-condor"),
        ("an iron condor", "iron-condor"),
        ("ic", "iron-condor"),
        ("Break even", "breakeven"),
        ("breakevens", "breakeven"),
        ("be", "breakeven"),
        ("θ", "theta"),
        ("Time-Decay", "theta"),
    ],
)
def test_a_page_is_found_by_any_of_its_names(library: Library, name: str, id: str) -> None:
    page = library.resolve(name)
    assert page is not None
    assert page.id == id


@pytest.mark.parametrize("name", ["", "the", "horse", "iron condor horse"])
def test_other_texts_name_no_page(library: Library, name: str) -> None:
    assert library.resolve(name) is None


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Does theta hurt an iron condor?", ("theta", "iron-condor")),
        ("short iron condors and time decay", ("iron-condor", "theta")),
        ("the IC, the IC again, and its break-evens", ("iron-condor", "breakeven")),
        ("What will it be?", ()),
        ("Where is the BE?", ("breakeven",)),
        ("thetas and Θ", ("theta",)),
        ("condominium", ()),
    ],
)
def test_terms_are_whole_words_in_order_of_appearance(library: Library, text: str, ids: tuple[str, ...]) -> None:
    assert library.terms_in(text) == ids


@pytest.mark.parametrize(
    ("typed", "ids"), [("my brekeven", ("breakeven",)), ("what is thetta", ("theta",)), ("horse", ()), ("tha", ()), ("theta", ())]
)
def test_suggestions_are_names_that_look_alike(library: Library, typed: str, ids: tuple[str, ...]) -> None:
    assert library.suggest(typed) == ids


def test_backlinks_are_the_pages_that_point_here(library: Library) -> None:
    assert library.backlinks("iron-condor") == ("breakeven", "theta")
    assert library.backlinks("nothing") == ()


def test_passages_are_found_by_id(library: Library) -> None:
    assert library.passage("theta#definition").page_id == "theta"
    assert [passage.id for passage in library.passages()][:2] == ["breakeven#summary", "breakeven#definition"]


def test_the_content_hash_changes_with_content_only(folder: Path) -> None:
    before = load(folder)[0].content_hash
    assert load(folder)[0].content_hash == before
    spoil(folder, "theta", "aliases: [time decay, decay]", "aliases: [time decay]")
    after = load(folder)[0].content_hash
    spoil(folder, "theta", "loses value", "sheds value")
    assert len({before, after, load(folder)[0].content_hash}) == 3


@pytest.mark.parametrize(
    ("page", "old", "new", "line", "words"),
    [
        ("theta", "related: [iron-condor]", "related: [iron-condor, vega]", 8, "there is no page 'vega'"),
        ("theta", "related: [iron-condor]", "related: [theta]", 8, "not related to itself"),
        ("theta", "[@hull-2018, ch. 19].\n\n## Common", "[@hull-2018] [@hull-2020].\n\n## Common", 13, "there is no source 'hull-2020'"),
        ("theta", "aliases: [time decay, decay]", "aliases: [Condors]", 6, "'Condors' already names iron-condor"),
        ("theta", "aliases: [time decay, decay]", "aliases: [Break-Even]", 6, "'Break-Even' already names breakeven"),
        ("theta", "aliases: [time decay, decay]", "aliases: ['?!']", 6, "an alias has letters or digits"),
        ("theta", "title: Theta", "title: Iron condor", 3, "a title names one page"),
        ("breakeven", " [@hull-2018, ch. 12]", "", 11, "'Definition' cites at least one primary source; got none"),
        ("breakeven", "[@hull-2018, ch. 12]", "[@hull-2018] [@house-page]", 13, "house-page is the method's own publication"),
        ("breakeven", "[@hull-2018, ch. 12]", "[@house-page]", 11, "'Definition' cites at least one primary source; got none"),
        ("iron-condor", " [@house-page]", "", 25, "'What the method says' cites whose word it is; got no citation"),
    ],
)
def test_a_broken_link_is_reported_with_its_line_and_the_page_stays(folder: Path, page: str, old: str, new: str, line: int, words: str) -> None:
    spoil(folder, page, old, new)
    library, errors = load(folder)
    assert any(error.startswith(f"glossary/{page}.md:{line}: ") and words in error for error in errors), errors
    assert page in library.pages


def test_bad_links_are_dropped_from_the_page(folder: Path) -> None:
    spoil(folder, "theta", "related: [iron-condor]", "related: [vega, iron-condor]")
    spoil(folder, "theta", "[@hull-2018, ch. 19].\n\n## Common", "[@hull-2020] [@hull-2018].\n\n## Common")
    spoil(folder, "theta", "[time decay, decay]", "[condor, decay]")
    page = load(folder)[0].page("theta")
    assert page.related == ("iron-condor",)
    assert page.sections[0].sources == ("hull-2018",)
    assert "hull-2020" not in page.sections[0].text
    assert page.aliases == ("decay",)


def test_a_page_that_cannot_be_read_is_left_out_and_the_rest_lives(folder: Path) -> None:
    (folder / "pages" / "glossary" / "vega.md").write_text("no front matter", encoding="utf-8")
    library, errors = load(folder)
    assert errors == ["glossary/vega.md:1: a page starts with front matter between two lines of ---; found none"]
    assert set(library.pages) == {"iron-condor", "theta", "breakeven"}


def test_bytes_that_are_no_text_do_not_stop_the_rest(folder: Path) -> None:
    (folder / "pages" / "glossary" / "vega.md").write_bytes(b"\xff\xfe\x00")
    assert len(load(folder)[0].pages) == 3


def test_two_pages_may_not_share_an_id(folder: Path) -> None:
    other = folder / "pages" / "notes"
    other.mkdir()
    (other / "theta.md").write_text((folder / "pages" / "glossary" / "theta.md").read_text(encoding="utf-8"), encoding="utf-8")
    assert load(folder)[1] == ["notes/theta.md:2: two pages may not share an id; theta is also glossary/theta.md"]
