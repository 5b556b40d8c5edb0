"""The model's name is read, its package asked for by name, and its key never shown."""

from __future__ import annotations

import importlib.util
import logging
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.models import ModelName, open_model, parse_model, trouble
from bot.settings import Settings
from calculators.errors import InputError

KEY = "sk-test-51f0c0ffee"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("openai:gpt-5-mini", ModelName("openai", "gpt-5-mini")),
        ("anthropic:claude-sonnet", ModelName("anthropic", "claude-sonnet")),
        ("ollama:llama3.2:1b", ModelName("ollama", "llama3.2:1b")),
        ("gpt-5-mini", ModelName(None, "gpt-5-mini")),
        ("openai:qwen@http://127.0.0.1:8080/v1", ModelName("openai", "qwen", "http://127.0.0.1:8080/v1")),
        ("ollama:llama3.2:1b@http://box:11434/", ModelName("ollama", "llama3.2:1b", "http://box:11434")),
        ("http://127.0.0.1:8080/v1", ModelName("openai", "default", "http://127.0.0.1:8080/v1")),
        ("qwen@http://127.0.0.1:8080/v1", ModelName("openai", "qwen", "http://127.0.0.1:8080/v1")),
    ],
)
def test_each_form_of_a_name_is_read(text: str, named: ModelName) -> None:
    assert parse_model(text) == named


@pytest.mark.parametrize("text", ["", "  ", "openai:", ":gpt", "two words"])
def test_what_names_no_model_is_refused_with_the_forms_there_are(text: str) -> None:
    with pytest.raises(InputError, match=r"ASKCONDOR_MODEL must name a chat model.*openai:NAME"):
        parse_model(text)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(InputError) as refused:
        parse_model(f"openai:x@http://me:{KEY}@127.0.0.1/v1")
    assert KEY not in refused.value.message
    assert "ASKCONDOR_MODEL_KEY" in refused.value.message


def test_a_missing_package_is_named_with_the_extra_that_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"openai:gpt needs the package langchain-openai; install it with: pip install 'askcondor\[openai\]'"):
        open_model(parse_model("openai:gpt"), None, 1)


@pytest.mark.parametrize(
    ("name", "said"), [("mistralai:small", "langchain-mistralai"), ("nosuch:model", "openai:NAME"), ("unknown-name", "openai:NAME")]
)
def test_another_provider_is_named_by_its_package_or_the_forms_are(name: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        open_model(parse_model(name), None, 1)


def test_a_hosted_model_without_a_key_says_which_variable_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("langchain_openai")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(InputError, match="set OPENAI_API_KEY or ASKCONDOR_MODEL_KEY"):
        open_model(parse_model("openai:gpt"), None, 1)


def test_a_server_by_address_never_gets_a_hosted_providers_key(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("langchain_openai")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    model: Any = open_model(parse_model("openai:x@http://127.0.0.1:9/v1"), None, 1)
    assert model.openai_api_key.get_secret_value() == "none"
    assert model.request_timeout == 1


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_a_key_goes_to_the_client_as_a_secret_and_shows_nowhere(provider: str, caplog: pytest.LogCaptureFixture) -> None:
    pytest.importorskip(f"langchain_{provider}")
    with caplog.at_level(logging.DEBUG):
        model = open_model(parse_model(f"{provider}:some-model"), SecretStr(KEY), 5)
    assert KEY not in repr(model)
    assert KEY not in str(model)
    assert KEY not in caplog.text


def test_keys_come_from_the_environment_or_the_secrets_file_and_show_in_no_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "ASKCONDOR_MODEL_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    monkeypatch.chdir(tmp_path)
    assert Settings().key_of("openai") is None
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text(f'OPENAI_API_KEY = "{KEY}"\n')
    found = Settings().key_of("openai")
    assert found is not None
    assert found.get_secret_value() == KEY
    assert Settings().key_of(None) is None, "a server by address gets no provider's key"
    monkeypatch.setenv("ASKCONDOR_MODEL_KEY", "own")
    own = Settings()
    assert own.key_of("openai") == SecretStr("own")
    assert "own" not in repr(own) + own.model_dump_json()


def test_a_secrets_file_that_is_no_toml_is_said_without_its_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text(f"OPENAI_API_KEY = {KEY}")
    assert Settings().key_of("openai") is None
    assert "could not be read" in caplog.text
    assert KEY not in caplog.text


class _ProviderError(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(f"Incorrect API key provided: {KEY}")
        self.status_code = status


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (_ProviderError(429), "rate limit"),
        (_ProviderError(401), "refused the key"),
        (_ProviderError(404), "no such model"),
        (_ProviderError(400), "longer than its context"),
        (_ProviderError(500), "status 500"),
        (TimeoutError(KEY), "too long"),
        (ConnectionRefusedError(KEY), "could not be reached"),
        (RuntimeError(KEY), "RuntimeError"),
    ],
)
def test_trouble_is_said_in_words_that_quote_no_provider(error: Exception, said: str) -> None:
    assert said in trouble(error)
    assert KEY not in trouble(error)
