"""The chat model a person names: what `ASKCONDOR_MODEL` may say, how the model is opened, and what can be said of its failures.

A key is never shown: it travels as a SecretStr from the settings to the provider's client, and `trouble` says what went wrong in
words of its own, because a provider's message may quote the key.
"""

from __future__ import annotations

import importlib.util
import logging
import queue
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from calculators.errors import InputError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

MOST_CHARACTERS = 8_000  # of a reply: a model that runs on is cut off
# The provider packages that are extras of this one; any other is installed by its own name.
EXTRAS = {"openai": "langchain_openai", "anthropic": "langchain_anthropic", "ollama": "langchain_ollama"}
_TAKE_TIMEOUT = ("openai", "azure_openai", "anthropic", "mistralai", "groq", "deepseek", "xai", "together", "fireworks")
_TAKE_RETRIES = (*_TAKE_TIMEOUT, "google_genai", "cohere")
_AT_ADDRESS = re.compile(r"(?:(?P<provider>[a-z_]+):)?(?P<name>[^@\s]*?)@?(?P<url>https?://\S+)")
_USERINFO = re.compile(r"https?://[^/\s]*@")
_FORMS = "give openai:NAME, anthropic:NAME, ollama:NAME, another LangChain provider:NAME, or openai:NAME@http://127.0.0.1:8080/v1 for a server"

log = logging.getLogger(__name__)


class ModelError(RuntimeError):
    """A model has nothing to say, and why, in words that a person may read."""


@dataclass(frozen=True, slots=True)
class ModelName:
    """A model as named: `provider:name`, at `url` when it is a server's own. `str` is what a badge shows."""

    provider: str | None
    name: str
    url: str | None = None

    def __str__(self) -> str:
        return f"{self.provider}:{self.name}" if self.provider is not None else self.name


def parse_model(text: str) -> ModelName:
    """Read `ASKCONDOR_MODEL`: `provider:name`, a bare name whose provider LangChain knows, `provider:name@URL`, or a URL alone.

    A URL alone is an OpenAI-compatible server that serves one model, such as llama.cpp's. Raises InputError.
    """
    text = text.strip()
    if _USERINFO.search(text):
        raise InputError("ASKCONDOR_MODEL must hold no user name or password in its address; put the key into ASKCONDOR_MODEL_KEY")
    at = _AT_ADDRESS.fullmatch(text)
    if at:
        provider = at["provider"] if at["provider"] is not None else "openai"
        return ModelName(provider, at["name"] if at["name"] else "default", at["url"].rstrip("/"))
    if not text or re.search(r"\s", text) or text.endswith(":") or text.startswith(":"):
        raise InputError(f"ASKCONDOR_MODEL must name a chat model; got {text[:80]!r}; {_FORMS}")
    provider, colon, name = text.partition(":")
    return ModelName(provider.replace("-", "_").lower(), name) if colon else ModelName(None, text)


def open_model(named: ModelName, key: SecretStr | None, timeout: float) -> BaseChatModel:
    """A client of the model. Nothing is sent yet. Raises InputError naming the package to install or what to mend.

    A server of one's own gets `key`, never a hosted provider's key that happens to lie in the environment.
    """
    provider = named.provider
    if provider in EXTRAS and importlib.util.find_spec(EXTRAS[provider]) is None:
        raise InputError(f"{named} needs the package {EXTRAS[provider].replace('_', '-')}; install it with: pip install 'askcondor[{provider}]'")
    from langchain.chat_models import init_chat_model

    settings: dict[str, Any] = {}
    if named.url is not None:
        settings["base_url"] = named.url
        if provider != "ollama":
            settings["api_key"] = key if key is not None else SecretStr("none")
    elif key is not None:
        settings["api_key"] = key
    if provider in _TAKE_TIMEOUT:
        settings["timeout"] = timeout
    elif provider == "ollama":
        settings["client_kwargs"] = {"timeout": timeout}
    if provider in _TAKE_RETRIES:
        settings["max_retries"] = 1
    try:
        opened: BaseChatModel = init_chat_model(named.name, model_provider=provider, **settings)
    except ImportError as error:
        package = re.search(r"pip install ([\w-]+)", str(error))
        what = package[1] if package else "its LangChain package"
        raise InputError(f"{named} needs the package {what}; install it with: pip install {what}") from None
    except Exception as error:
        # Whatever a provider's constructor raises may quote what it was given, the key among it: only its kind is told.
        raise InputError(f"{named} could not be opened ({type(error).__name__}); {_remedy(named, error)}") from None
    return opened


def opener(named: ModelName, key: SecretStr | None, timeout: float) -> Callable[[], BaseChatModel]:
    """Open the model at the first call and keep it: importing a provider's package costs seconds."""
    opened: list[BaseChatModel] = []

    def open_once() -> BaseChatModel:
        if not opened:
            opened.append(open_model(named, key, timeout))
        return opened[0]

    return open_once


def trouble(error: BaseException) -> str:
    """What went wrong with a model, without a word of the provider's own message."""
    kind, status = type(error).__name__, _status(error)
    if isinstance(error, InputError):
        return error.message
    if status == 429 or "RateLimit" in kind:
        return "it is over its rate limit"
    if status in (401, 403) or kind in ("AuthenticationError", "PermissionDeniedError"):
        return "it refused the key"
    if status == 404:
        return "there is no such model"
    if status in (400, 413, 422):
        return "it refused the request, which may be longer than its context"
    if isinstance(error, TimeoutError) or "Timeout" in kind:
        return "it took too long"
    if isinstance(error, ConnectionError) or "Connect" in kind:
        return "it could not be reached"
    return f"it failed ({kind}{f', status {status}' if status is not None else ''})"


def _status(error: BaseException) -> int | None:
    for holder in (error, getattr(error, "response", None)):
        status = getattr(holder, "status_code", None)
        if isinstance(status, int):
            return status
    return None


def _remedy(named: ModelName, error: Exception) -> str:
    if named.provider is None or type(error) is ValueError:  # the provider is not one that LangChain knows
        return _FORMS
    return f"set {named.provider.upper()}_API_KEY or ASKCONDOR_MODEL_KEY in the environment or in .streamlit/secrets.toml, and check the name"


def stream_text(open_model: Callable[[], BaseChatModel], messages: list[tuple[str, str]], timeout: float) -> Iterator[str]:
    """The text of a model's reply as it arrives. Raises ModelError on any failure, and after `timeout` seconds whatever the client does.

    The model runs in a thread of its own, so that one that neither answers nor fails is left behind; leaving this generator early stops
    the model at its next piece.
    """
    arrived: queue.Queue[str | BaseException | None] = queue.Queue(maxsize=16)
    stopped = threading.Event()

    def hand(piece: str | BaseException | None) -> None:
        while not stopped.is_set():
            try:
                return arrived.put(piece, timeout=0.1)
            except queue.Full:
                continue

    def read() -> None:
        try:
            stream = open_model().stream(messages)
            try:
                for chunk in stream:
                    if stopped.is_set():
                        return
                    hand(text_of(chunk))
            finally:
                close = getattr(stream, "close", None)
                if close is not None:
                    close()
            hand(None)
        except Exception as error:  # handed to the reader, who says it in words of our own
            hand(error)

    deadline = time.monotonic() + timeout
    threading.Thread(target=read, name="chat-model", daemon=True).start()
    read_so_far = 0
    try:
        while True:
            try:
                piece = arrived.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise ModelError(f"it took longer than {timeout:g} seconds") from None
            if piece is None:
                return
            if isinstance(piece, BaseException):
                if not isinstance(piece, InputError):
                    log.warning("the model failed: %s", type(piece).__name__)
                raise ModelError(trouble(piece)) from None
            read_so_far += len(piece)
            yield piece
            if read_so_far > MOST_CHARACTERS:
                return
    finally:
        stopped.set()


def text_of(chunk: Any) -> str:
    """The text of a message chunk, whatever content blocks it comes in; reasoning and tool calls are not text."""
    content = getattr(chunk, "content", "")
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(part if isinstance(part, str) else str(part.get("text", "")) for part in content if not _is_thought(part))
    return ""


def _is_thought(part: Any) -> bool:
    return isinstance(part, dict) and part.get("type", "text") != "text"
