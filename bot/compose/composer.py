"""What a composer is: something that says evidence in words."""

from __future__ import annotations

from typing import Protocol

from bot.answer import ComposerName, Evidence


class Composer(Protocol):
    """Turns evidence into Markdown whose every statement ends with a key of that evidence.

    `evidence.opening` is code's own: a composer begins with those sentences, unchanged. A composer that cannot speak
    (no server, a timeout) raises ComposerError; the caller then takes the next composer.
    """

    @property
    def name(self) -> ComposerName: ...

    def compose(self, evidence: Evidence) -> str: ...


class ComposerError(RuntimeError):
    """A composer has nothing to say, and why."""
