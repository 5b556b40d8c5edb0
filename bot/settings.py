"""Settings from the environment (`ASKCONDOR_...`). No other module reads or sets environment variables."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Annotated

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PACKAGED_EMBEDDER = "all-MiniLM-L6-v2"


class Settings(BaseSettings):
    """What a person can set. Every default works on a machine with no network and no key."""

    model_config = SettingsConfigDict(env_prefix="ASKCONDOR_", frozen=True, use_attribute_docstrings=True)

    home: Path | None = None
    """One folder for everything kept: conversations and the search index. Unset: the platform's data and cache folders."""

    embedder: str = PACKAGED_EMBEDDER
    """`all-MiniLM-L6-v2` (the packaged weights, through ONNX Runtime), another sentence-transformers model or folder, or `hashing`."""

    database_url: str | None = None
    """Where conversations are kept, as an SQLAlchemy URL. Unset: an SQLite file in the data folder."""

    market_spot: Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False)] = 7138.80
    """S&P 500 level assumed when a question names none (index points)."""

    market_vix: Annotated[float, Field(gt=0, le=200, allow_inf_nan=False)] = 17.95
    """VIX assumed when a question names none (points)."""

    market_as_of: date = date(2026, 5, 7)
    """The day the assumed market levels belong to."""

    @field_validator("home")
    @classmethod
    def _absolute(cls, home: Path | None) -> Path | None:
        return home.expanduser().resolve() if home is not None else None

    @property
    def data_folder(self) -> Path:
        return self.home if self.home is not None else user_data_path("askcondor", appauthor=False)

    @property
    def documents_folder(self) -> Path:
        return self.data_folder / "documents"

    @property
    def cache_folder(self) -> Path:
        return self.home / "cache" if self.home is not None else user_cache_path("askcondor", appauthor=False)

    @property
    def store_url(self) -> str:
        return self.database_url if self.database_url is not None else f"sqlite:///{self.data_folder / 'conversations.sqlite'}"


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
