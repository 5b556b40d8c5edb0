"""Settings from the environment (`ASKCONDOR_...`). No other module reads or sets environment variables."""

from __future__ import annotations

import logging
import os
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PACKAGED_EMBEDDER = "all-MiniLM-L6-v2"

log = logging.getLogger(__name__)


class Settings(BaseSettings):
    """What a person can set. Every default works on a machine with no network and no key."""

    model_config = SettingsConfigDict(env_prefix="ASKCONDOR_", frozen=True, use_attribute_docstrings=True, protected_namespaces=())

    home: Path | None = None
    """One folder for everything kept: conversations and the search index. Unset: the platform's data and cache folders."""

    embedder: str = PACKAGED_EMBEDDER
    """`all-MiniLM-L6-v2` (the packaged weights, through ONNX Runtime), another sentence-transformers model or folder, or `hashing`."""

    chroma_url: str | None = None
    """A Chroma server (`chroma run`), as http://host:port, that holds the passages for programs that stay. Unset: a store in the cache folder."""

    database_url: str | None = None
    """Where conversations are kept, as an SQLAlchemy URL. Unset: an SQLite file in the data folder."""

    market_spot: Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False)] = 7138.80
    """S&P 500 level assumed when a question names none (index points)."""

    market_vix: Annotated[float, Field(gt=0, le=200, allow_inf_nan=False)] = 17.95
    """VIX assumed when a question names none (points)."""

    market_as_of: date = date(2026, 5, 7)
    """The day the assumed market levels belong to."""

    model: str | None = None
    """A chat model that may rewrite answers and plan in several steps: `openai:NAME`, `anthropic:NAME`, `ollama:NAME`, any other
    LangChain `provider:NAME`, or `openai:NAME@http://127.0.0.1:8080/v1` for a server that speaks OpenAI's interface. Unset: none."""

    model_key: SecretStr | None = None
    """The key for that model. Unset: a hosted provider's own variable (`OPENAI_API_KEY`, ...); a server by address gets none."""

    model_timeout: Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)] = 60.0
    """Seconds the model may take before the plain answer is shown instead."""

    @field_validator("home")
    @classmethod
    def _absolute(cls, home: Path | None) -> Path | None:
        return home.expanduser().resolve() if home is not None else None

    def key_of(self, provider: str | None) -> SecretStr | None:
        """The model's key: `ASKCONDOR_MODEL_KEY`, else the provider's own, each from the environment or Streamlit's secrets file.

        Name no provider for a server by address: a hosted provider's key is not for it.
        """
        if self.model_key is not None:
            return self.model_key
        known = {**_secrets(), **os.environ}
        for name in ("ASKCONDOR_MODEL_KEY", *((f"{provider.upper()}_API_KEY",) if provider is not None else ())):
            if isinstance(known.get(name), str) and known[name]:
                return SecretStr(known[name])
        return None

    @property
    def data_folder(self) -> Path:
        return self.home if self.home is not None else user_data_path("askcondor", appauthor=False)

    @property
    def documents_folder(self) -> Path:
        return self.data_folder / "documents"

    @property
    def documents_state(self) -> tuple[tuple[str, int], ...]:
        """What own documents there are; differs once one was added or removed, by this program or another. Costs one look into a folder."""
        manifests = self.documents_folder.glob("*/manifest.json")
        return tuple(sorted((manifest.parent.name, manifest.stat().st_mtime_ns) for manifest in manifests))

    @property
    def cache_folder(self) -> Path:
        return self.home / "cache" if self.home is not None else user_cache_path("askcondor", appauthor=False)

    @property
    def store_url(self) -> str:
        return self.database_url if self.database_url is not None else f"sqlite:///{self.data_folder / 'conversations.sqlite'}"


def _secrets() -> dict[str, Any]:
    """Streamlit's secrets files, the folder's own over the person's. A file that is no TOML is none, and its text is never shown."""
    found: dict[str, Any] = {}
    for folder in (Path.home(), Path.cwd()):
        file = folder / ".streamlit" / "secrets.toml"
        try:
            found |= tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
        except (OSError, ValueError) as error:
            log.warning("%s could not be read (%s): no key is taken from it", file, type(error).__name__)
    return found


def stay_offline() -> None:
    """Tell the libraries below to fetch nothing and report nothing. Call before any of them is imported."""
    os.environ.update(
        HF_HUB_OFFLINE="1",
        TRANSFORMERS_OFFLINE="1",
        HF_HUB_DISABLE_TELEMETRY="1",
        ANONYMIZED_TELEMETRY="False",
        TOKENIZERS_PARALLELISM="false",
        LANGSMITH_TRACING="false",
        LANGCHAIN_TRACING_V2="false",
        STREAMLIT_BROWSER_GATHER_USAGE_STATS="false",
    )
