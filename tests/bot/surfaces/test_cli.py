"""The command line keeps the contract: JSON on stdout alone, exit status 2 with a message for bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.surfaces.cli import app
from calculators.catalogue import CATALOGUE

pytestmark = pytest.mark.usefixtures("indexed_home")

ANSWER_FIELDS = {
    "question",
    "text",
    "route",
    "composer",
    "composer_reason",
    "citations",
    "calculations",
    "terms",
    "follow_ups",
    "missing",
    "claims",
    "together",
    "context",
    "disclaimer",
    "timings_ms",
}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_ask_prints_the_whole_answer_as_json_and_nothing_else() -> None:
    ran = run("ask", "What is an iron condor?", "--json")
    assert ran.exit_code == 0
    answer = json.loads(ran.stdout)
    assert set(answer) == ANSWER_FIELDS
    assert answer["citations"][0]["sources"][0]["apa"]


def test_ask_in_words_shows_the_sources() -> None:
    ran = run("ask", "What is an iron condor?")
    assert ran.exit_code == 0
    assert "Hull, J. C." in ran.stdout
    assert "Education, not advice" in ran.stdout


def test_a_batch_keeps_order_ids_history_and_day(tmp_path: Path) -> None:
    asked = [
        {"id": "a", "question": "What is vega?"},
        {"id": "b", "question": "Same but 2 contracts", "history": ["Price a 45 DTE SPX iron condor at 7140 with 16 delta shorts, 50 wide, VIX 18"]},
        {"id": "c", "question": "iron condor 16 delta 50 wide expiring tomorrow at 7140 VIX 18", "as_of": "2026-05-07"},
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps(line) for line in asked) + "\n")
    ran = run("ask", "--batch", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "out.jsonl"))
    assert ran.exit_code == 0, ran.output
    answers = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [line["id"] for line in answers] == ["a", "b", "c"]
    assert all(set(line["answer"]) == ANSWER_FIELDS for line in answers)
    assert answers[1]["answer"]["calculations"][0]["inputs"]["contracts"] == 2
    assert answers[2]["answer"]["calculations"][0]["inputs"]["dte"] == 1


def test_calc_lists_every_calculator_with_its_schema() -> None:
    listed = json.loads(run("calc", "--list", "--json").stdout)
    assert [item["name"] for item in listed] == [calculator.name for calculator in CATALOGUE]
    assert all(item["schema"]["properties"] and item["description"] for item in listed)


def test_calc_takes_json_or_pairs() -> None:
    by_json = run("calc", "expected_move", "--json", '{"spot": 7140, "dte": 45, "vol": 0.18}')
    by_pairs = run("calc", "expected_move", "--json", "spot=7140", "dte=45", "vol=0.18")
    assert by_json.exit_code == 0, by_json.output
    assert json.loads(by_json.stdout) == json.loads(by_pairs.stdout)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("calc", "iron_candor", "--json", "{}"), "iron_condor"),
        (("calc", "iron_condor", "--json", '{"spot": -1, "dte": 45, "vol": 0.18}'), "spot must be greater than 0"),
        (("calc", "iron_condor", "--json", "{spot: 1}"), "JSON object"),
        (("calc", "iron_condor", "--json", f'{{"spot": {"9" * 5000}}}'), "JSON object"),
        (("calc", "iron_condor", "--json", '{"spot": ' + "[" * 20_000 + "}"), "JSON object"),
        (("calc", "iron_condor", "--json", "7140"), "name=value"),
        (("calc", "--json"), "name is required"),
        (("ask", "--json"), "question is required"),
        (("ask", "What is vega?", "--json", "--as-of", "someday"), "must be a date"),
        (("glossary", "iron candor", "--json"), "did you mean"),
        (("cite", "iron-condor", "--json", "--style", "mla"), "apa or bibtex"),
    ],
)
def test_bad_input_exits_2_with_a_message_and_a_json_error(arguments: tuple[str, ...], said: str) -> None:
    ran = run(*arguments)
    assert ran.exit_code == 2, ran.output
    error = json.loads(ran.stdout)["error"]
    assert said.lower() in error["message"].lower()
    assert all(set(fault) == {"field", "message"} for fault in error["fields"])
    assert error["message"] in ran.stderr


@pytest.mark.parametrize("fault", ['{"id": 2}', '{"question": "What is vega?", "history": null}', "[" * 20_000])
def test_batch_faults_name_the_line(tmp_path: Path, fault: str) -> None:
    (tmp_path / "in.jsonl").write_text(f'{{"id": 1, "question": "What is vega?"}}\n{fault}\n')
    ran = run("ask", "--batch", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "out.jsonl"))
    assert ran.exit_code == 2
    assert "line 2" in ran.stderr


def test_glossary_shows_a_term_by_id_or_alias_with_its_figures_filled_in() -> None:
    by_id = json.loads(run("glossary", "iron-condor", "--json").stdout)
    by_alias = json.loads(run("glossary", "IC", "--json").stdout)
    assert by_id == by_alias
    assert by_id["title"] == "Iron condor"
    assert not any("{{" in section["text"] or "[@" in section["text"] for section in by_id["sections"])
    assert not any("| |" in section["text"] for section in by_id["sections"]), "a table cell that held only a citation went empty"
    assert "Iron condor" in run("glossary", "iron-condor").stdout


def test_glossary_lists_every_term() -> None:
    listed = json.loads(run("glossary", "--json").stdout)
    assert len(listed) >= 53
    assert all(item["summary"] for item in listed)


def test_cite_prints_apa_and_bibtex() -> None:
    apa = run("cite", "iron-condor", "--style", "apa")
    assert "Hull, J. C. (2018)." in apa.stdout
    bibtex = run("cite", "iron-condor", "--style", "bibtex")
    assert "@book{hull-2018" in bibtex.stdout


def test_the_index_reports_its_state() -> None:
    assert run("index", "build").exit_code == 0
    status = json.loads(run("index", "status", "--json").stdout)
    assert status["fresh"] is True
