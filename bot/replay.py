"""Replay a stored answer: run its calculations from the inputs kept with them, and ask its question again in the context it was asked in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.assistant import Assistant
from bot.market import Market
from calculators.catalogue import BY_NAME
from calculators.errors import InputError


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A stored calculation run again: `differences` say figure by figure what was and what is; none means the same."""

    key: str
    calculator: str
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a stored answer comes to now. `same_text` is None where a model wrote the words, which is not repeatable."""

    calculations: tuple[Recomputed, ...]
    same_text: bool | None
    text: str

    @property
    def same(self) -> bool:
        return self.same_text is not False and not any(one.differences for one in self.calculations)


def replay(answer: Mapping[str, Any], assistant: Assistant) -> Replayed:
    """Replay a stored answer with an assistant at its market (`market_of`). Raises InputError for one stored without its context."""
    context = answer.get("context", {})
    if "as_of" not in context or "history" not in context:
        raise InputError("an answer is replayed from the context stored with it; this one is older than that; ask its question again")
    again = assistant.ask(answer["question"], context["history"], date.fromisoformat(context["as_of"]))
    same_text = again.text == answer["text"] if answer["composer"] == "template" else None
    return Replayed(tuple(_recompute(stored) for stored in answer["calculations"]), same_text, again.text)


def market_of(answer: Mapping[str, Any]) -> Market | None:
    """The market an answer assumed; None for one stored without it."""
    held = answer.get("context", {}).get("market")
    return Market.from_json(held) if held is not None else None


def _recompute(stored: Mapping[str, Any]) -> Recomputed:
    key, name = stored["key"], stored["calculator"]
    if name not in BY_NAME:
        return Recomputed(key, name, (f"there is no calculator {name} any more",))
    try:
        result = BY_NAME[name].run(stored["inputs"])
    except InputError as error:
        return Recomputed(key, name, (f"its inputs are refused now: {error.message}",))
    now = {figure.name: figure.text for figure in result.presentation.figures}
    then = {figure["name"]: figure["text"] for figure in stored["figures"]}
    different = [
        f"{figure}: was {then.get(figure, 'absent')}, is {now.get(figure, 'absent')}"
        for figure in {**then, **now}
        if then.get(figure) != now.get(figure)
    ]
    return Recomputed(key, name, tuple(different))
