"""References as the style manuals print them. APA by hand after the Publication Manual (7th ed.), sections 10.1, 10.2 and 10.16."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowledge.sources import SOURCES, Bibliography, Name, Source, bibtex_entry


@pytest.fixture(scope="module")
def shipped() -> Bibliography:
    bibliography, errors = Bibliography.load()
    assert errors == ()
    return bibliography


def load(tmp_path: Path, text: str) -> tuple[Bibliography, list[str]]:
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")
    bibliography, errors = Bibliography.load(path)
    return bibliography, [str(error) for error in errors]


@pytest.mark.parametrize(
    ("id", "apa"),
    [
        ("hull-2018", "Hull, J. C. (2018). Options, futures, and other derivatives (10th ed.). Pearson."),
        (
            "gatheral-jacquier-2014",
            "Gatheral, J., & Jacquier, A. (2014). Arbitrage-free SVI volatility surfaces. Quantitative Finance, 14(1), 59–71. "
            "https://doi.org/10.1080/14697688.2013.819986",
        ),
        (
            "cboe-spx-specifications",
            "Cboe Global Markets. (2026). S&P 500 index options (SPX) specifications. "
            "https://www.cboe.com/tradable_products/sp_500/spx_options/specifications/",
        ),
    ],
    ids=["book", "article", "web page"],
)
def test_apa_reads_as_the_manual_prints_it(shipped: Bibliography, id: str, apa: str) -> None:
    assert shipped.apa(id) == apa


def test_a_title_that_asks_takes_no_period(shipped: Bibliography) -> None:
    assert "like now? Ask VixShield. https://" in shipped.apa("ask-second-engine-balanced-tier")


def test_an_organisation_that_publishes_its_own_work_is_named_once(shipped: Bibliography) -> None:
    assert shipped.apa("occ-odd").count("Options Clearing Corporation") == 1


@pytest.mark.parametrize(
    ("id", "label"),
    [
        ("hull-2018", "Hull, 2018"),
        ("black-scholes-1973", "Black & Scholes, 1973"),
        ("daian-2020", "Daian et al., 2020"),
        ("occ-odd", "Options Clearing Corporation, 2024"),
    ],
)
def test_labels_are_the_in_text_form(shipped: Bibliography, id: str, label: str) -> None:
    assert shipped.label(id) == label


def test_a_doi_is_the_address_where_there_is_one(shipped: Bibliography) -> None:
    assert shipped.url("black-scholes-1973") == "https://doi.org/10.1086/260062"
    assert shipped.url("hull-2018") is None
    assert shipped.kind("hull-2018") == "book"


def test_only_the_houses_own_publications_are_not_primary(shipped: Bibliography) -> None:
    others = {id for id in shipped if not shipped[id].primary}
    assert others == {id for id in shipped if id.startswith(("ask-", "vixshield-"))}
    assert "ask-second-engine-balanced-tier" in others


def test_bibtex_of_an_article(shipped: Bibliography) -> None:
    assert shipped.bibtex("gatheral-jacquier-2014") == (
        "@article{gatheral-jacquier-2014,\n"
        "  author = {Gatheral, Jim and Jacquier, Antoine},\n"
        "  title = {{Arbitrage-free SVI volatility surfaces}},\n"
        "  year = {2014},\n"
        "  journal = {Quantitative Finance},\n"
        "  volume = {14},\n"
        "  number = {1},\n"
        "  pages = {59--71},\n"
        "  doi = {10.1080/14697688.2013.819986}\n"
        "}"
    )


def test_bibtex_escapes_what_tex_would_read_as_a_command() -> None:
    source = Source(
        id="x",
        kind="webpage",
        title=r"Profit & loss: 5 % of $100_a {b} ~c^d #1 \e",
        author=[Name(literal="A & B")],
        issued=[2026, 5, 7],
        web="https://x.y/a_b%20c",
    )
    entry = bibtex_entry(source)
    assert r"title = {{Profit \& loss: 5 \% of \$100\_a \{b\} \textasciitilde{}c\textasciicircum{}d \#1 \textbackslash{}e}}" in entry
    assert r"author = {{A \& B}}" in entry
    assert "month = may" in entry
    assert "url = {https://x.y/a_b%20c}" in entry, "an address is verbatim"


def test_every_shipped_entry_has_balanced_braces_and_a_type(shipped: Bibliography) -> None:
    for id in shipped:
        entry = shipped.bibtex(id)
        bare = entry.replace("\\{", "").replace("\\}", "")
        assert bare.count("{") == bare.count("}"), entry
        assert entry.startswith("@")


def test_a_bad_entry_is_reported_with_its_line_and_the_others_stay(tmp_path: Path) -> None:
    good = SOURCES.read_text(encoding="utf-8").partition("[natenberg-2015]")[0]
    bibliography, errors = load(tmp_path, good + '[bad]\ntype = "scroll"\ntitle = "T"\nauthor = [{ given = "A" }]\nissued = [2020]\n')
    assert tuple(bibliography) == ("hull-2018",)
    line = good.count("\n") + 1
    assert all(error.startswith(f"sources.toml:{line}: bad: ") for error in errors)
    assert any("type" in error for error in errors)
    assert any("author" in error for error in errors)


def test_broken_toml_is_an_error_and_an_empty_bibliography(tmp_path: Path) -> None:
    bibliography, errors = load(tmp_path, '[a]\ntitle = "T"\ntitle = = 3\n')
    assert len(bibliography) == 0
    assert errors[0].startswith("sources.toml:3: TOML")


def test_rendered_references_are_kept_and_a_cut_off_cache_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(SOURCES.read_text(encoding="utf-8").partition("[natenberg-2015]")[0], encoding="utf-8")
    first, _ = Bibliography.load(path, tmp_path)
    first.render_all()
    kept = next((tmp_path / "references").glob("*.json"))
    kept.write_text(json.dumps({"hull-2018": "from the cache"}), encoding="utf-8")
    assert Bibliography.load(path, tmp_path)[0].apa("hull-2018") == "from the cache"
    kept.write_text('{"hull-2018": "cut', encoding="utf-8")
    assert Bibliography.load(path, tmp_path)[0].apa("hull-2018").startswith("Hull, J. C.")
