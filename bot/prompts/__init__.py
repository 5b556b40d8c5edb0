"""The prompts as files, one a task."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files


@lru_cache
def prompt(name: str) -> str:
    """The text of a prompt by its file's name."""
    return files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8")
