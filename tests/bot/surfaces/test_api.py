"""The HTTP API: answers, calculators, glossary; limits; state; and no surprise for any request its own document allows."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance
from starlette.testclient import TestClient

from bot.answer import Answer
from bot.assistant import Assistant
from bot.compose.model import ModelComposer
from bot.compose.template import TemplateComposer
from bot.settings import Settings
from bot.surfaces.api import MOST_BYTES, build_api
from bot.wiring import build_assistant, load_pages
from calculators.catalogue import CATALOGUE
from tests.bot.model.scripted import ScriptedModel

UNLIMITED = 10**9
EXAMPLES = 5
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def assistant(indexed_home: Path) -> Assistant:
    built = build_assistant(Settings(home=indexed_home), connect=False)
    built.warm_up()
    return built


@pytest.fixture(scope="module")
def client(assistant: Assistant) -> Iterator[TestClient]:
    with TestClient(build_api(lambda: assistant, UNLIMITED, hosts=())) as client:
        yield client


def events(text: str) -> list[tuple[str, Any]]:
    found = []
    for block in text.strip().split("\n\n"):
        kind, data = block.split("\n")
        found.append((kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_a_question_gets_the_same_answer_as_in_python(client: TestClient, assistant: Assistant) -> None:
    given = client.post("/v1/ask", json={"question": "What is vega?"}).json()
    own = json.loads(json.dumps(assistant.ask("What is vega?").to_json()))
    assert {**given, "timings_ms": None} == {**own, "timings_ms": None}


def test_history_and_day_reach_the_question(client: TestClient) -> None:
    first = "Price a 45 DTE SPX iron condor at 7140 with 16 delta shorts, 50 wide, VIX 18"
    answer = client.post("/v1/ask", json={"question": "Same but 2 contracts", "history": [first], "as_of": "2026-05-07"}).json()
    assert answer["calculations"][0]["inputs"]["contracts"] == 2


def test_a_stream_tells_the_steps_then_the_answer(client: TestClient) -> None:
    streamed = client.post("/v1/ask/stream", json={"question": "What is vega?"})
    assert streamed.headers["content-type"].startswith("text/event-stream")
    told = events(streamed.text)
    assert [kind for kind, _ in told[:-1]] == ["step"] * (len(told) - 1)
    assert told[-1][0] == "answer"
    assert told[-1][1]["composer"] == "template"


def test_a_stream_tells_a_models_checked_sentences_and_no_other(assistant: Assistant) -> None:
    true = assistant.ask("What is vega?").text.split(" [S1]")[0]
    model = ScriptedModel(replies=[f"{true} [S1]\nVega is always 42. [S1]\n{true} and more [S2]\n"])
    speaking = Assistant(
        assistant.library,
        assistant.bibliography,
        assistant.catalogue,
        assistant._router,
        assistant.opened,
        assistant.market,
        ModelComposer(lambda: model, "scripted:one", TemplateComposer(), 20),
    )
    with TestClient(build_api(lambda: speaking, UNLIMITED, hosts=())) as client:
        told = events(client.post("/v1/ask/stream", json={"question": "What is vega?"}).text)
    assert [data["text"] for kind, data in told if kind == "sentence"] == [f"{true} [S1]"]
    assert "2 of its 3 sentences" in told[-1][1]["composer_reason"]


@pytest.mark.parametrize("calculator", CATALOGUE, ids=lambda calculator: calculator.name)
def test_each_calculator_is_an_endpoint(client: TestClient, calculator: Any) -> None:
    computed = client.post(f"/v1/calculators/{calculator.name}", json=dict(calculator.example))
    assert computed.status_code == 200, computed.text
    figures = calculator.run(calculator.example).presentation.figures
    assert [figure["text"] for figure in computed.json()["figures"]] == [figure.text for figure in figures]


@pytest.mark.parametrize(
    ("path", "body", "status", "said"),
    [
        ("/v1/calculators/iron_condor", '{"spot": -1, "dte": 45, "vol": 0.18}', 422, "spot must be greater than 0; got -1"),
        ("/v1/calculators/iron_condor", "{", 422, "must be a JSON object"),
        ("/v1/calculators/iron_condor", "[]", 422, "must be a JSON object of inputs; got list"),
        ("/v1/calculators/iron_candor", "{}", 404, "Not Found"),
        ("/v1/ask", "{}", 422, "question: field required"),
        ("/v1/ask", '{"question": 3}', 422, "question"),
        ("/v1/ask", '{"question": "x", "as_of": "someday"}', 422, "as_of"),
        ("/v1/ask", '{"question": "x", "model": "y"}', 422, "model"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_form(client: TestClient, path: str, body: str, status: int, said: str) -> None:
    refused = client.post(path, content=body, headers={"content-type": "application/json"})
    assert refused.status_code == status
    error = refused.json()["error"]
    assert said in error["message"]
    assert all(set(fault) == {"field", "message"} for fault in error["fields"])


def test_the_glossary_is_found_by_alias_and_a_near_miss_is_named(client: TestClient) -> None:
    assert len(client.get("/v1/glossary").json()) >= 53
    assert client.get("/v1/glossary/IC").json()["id"] == "iron-condor"
    missed = client.get("/v1/glossary/iron candor")
    assert missed.status_code == 404
    assert "did you mean" in missed.json()["error"]["message"]


def test_a_body_over_the_limit_is_refused_whatever_length_it_declares(client: TestClient) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(MOST_BYTES // 1024 + 2):
            yield b"x" * 1024

    assert client.post("/v1/ask", content=b"x" * (MOST_BYTES + 1)).status_code == 413
    assert client.post("/v1/ask", content=endless()).status_code == 413


def test_a_client_over_its_rate_is_told_to_wait_and_the_health_check_is_not_counted(assistant: Assistant) -> None:
    with TestClient(build_api(lambda: assistant, 1, hosts=())) as client:
        assert client.get("/v1/glossary/IC").status_code == 200
        refused = client.get("/v1/glossary/IC")
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) >= 1
        assert "1 requests a minute" in refused.json()["error"]["message"]
        assert client.get("/health").status_code == 200


def test_another_host_is_refused_on_loopback(assistant: Assistant) -> None:
    with TestClient(build_api(lambda: assistant), base_url="http://127.0.0.1") as client:
        assert client.get("/health").status_code == 200
        assert client.get("/health", headers={"host": "evil.example"}).status_code == 400


def test_it_is_alive_before_it_is_ready(assistant: Assistant) -> None:
    go = threading.Event()

    def slow() -> Assistant:
        go.wait(30)
        return assistant

    with TestClient(build_api(slow, UNLIMITED, hosts=())) as client:
        assert client.get("/health").json() == {"status": "ok"}
        waiting = client.get("/ready")
        assert (waiting.status_code, waiting.json()) == (503, {"status": "loading"})
        go.set()
        client.post("/v1/ask", json={"question": "What is vega?"})  # waits for the assistant
        assert client.get("/ready").json() == {"status": "ready"}


def test_an_assistant_that_cannot_be_built_is_said_and_not_shown() -> None:
    def broken() -> Assistant:
        raise RuntimeError("sk-test-51f0c0ffee")

    with TestClient(build_api(broken, UNLIMITED, hosts=()), raise_server_exceptions=False) as client:
        streamed = events(client.post("/v1/ask/stream", json={"question": "What is vega?"}).text)
        assert streamed[-1][0] == "error"
        assert "sk-test" not in str(streamed) + client.post("/v1/ask", json={"question": "What is vega?"}).text
        assert client.get("/ready").status_code == 503


def test_metrics_count_by_template_and_never_by_what_was_sent(client: TestClient) -> None:
    client.get("/v1/glossary/IC")
    client.get("/secret-path")
    text = client.get("/metrics").text
    assert 'askcondor_requests_total{route="/v1/glossary/{term}",status="200"}' in text
    assert 'askcondor_answers_total{route="explain",composer="template"}' in text
    assert "askcondor_ready 1" in text
    assert "secret-path" not in text
    names = {line.split("{")[0].split(" ")[0] for line in text.splitlines() if not line.startswith("#")}
    described = {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")}
    assert {name.removesuffix("_bucket").removesuffix("_sum").removesuffix("_count") for name in names} == described


class _Instant:
    """In an assistant's place for requests drawn at random: what is under test is the surface."""

    ready = True

    def __init__(self) -> None:
        self.library, self.bibliography = load_pages()

    def warm_up(self) -> None:
        return None

    def ask(self, question: str, *_: Any, **__: Any) -> Answer:
        return Answer(question, "A wing limits the loss.", "explain")


INSTANT: Any = _Instant()
SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", build_api(lambda: INSTANT, UNLIMITED, hosts=()))
OPERATIONS = {operation.label: operation for operation in (found.ok() for found in SCHEMA.get_all_operations())}


def test_the_document_describes_every_calculator() -> None:
    assert {f"POST /v1/calculators/{calculator.name}" for calculator in CATALOGUE} <= set(OPERATIONS)


@pytest.mark.parametrize("label", OPERATIONS)
def test_no_request_that_the_document_allows_is_met_by_a_fault(label: str) -> None:
    @settings(max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=OPERATIONS[label].as_strategy())
    def drawn(case: Any) -> None:
        case.call_and_validate(checks=CHECKS)

    drawn()
