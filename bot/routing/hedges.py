"""The layers and the scenarios of a VIX hedge, put together from what each number of a question is likely part of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bot.routing.found import Found
from bot.routing.lists import Holds, Judged, moves_of, put
from bot.routing.numbers import Span
from bot.routing.reading import Reading

_DAYS = {"d": 1.0, "day": 1.0, "days": 1.0, "dte": 1.0, "weeks": 7.0, "months": 30.0}
_LEAST_DAYS, _MOST_CALLS = 5, 1000


def take_layers_likely(reading: Reading, found: Found, judged: Judged, holds: Holds) -> None:
    """How many calls in how many days, layer by layer, each with where it is struck; or all counts and all days."""
    if "layers" in found.inputs:
        return
    curve = found.spans.get("futures", ()) if "futures" in found.inputs else ()
    indices = [index for index in sorted(judged) if _of_layers(reading, judged, index) and not _within(reading, index, curve)]
    layers = _by_words(reading, indices) or _in_two_lists(reading, indices)
    if layers:
        put(reading, found, "layers", indices, layers, holds)


def _within(reading: Reading, index: int, spans: Sequence[Span]) -> bool:
    """Whether a number stands in one of the stretches of the question."""
    start, end = reading.numbers[index].span
    return any(first <= start and end <= last for first, last in spans)


def _of_layers(reading: Reading, judged: Judged, index: int) -> bool:
    scores = dict(judged[index])
    in_months = _unit(reading, index) in ("months", "weeks") and judged[index][0][0] == "none"
    return judged[index][0][0] == "layers" or (in_months and scores.get("layers", -1.0) > -0.5)


def _unit(reading: Reading, index: int) -> str:
    word = re.search(rf" [NPD]{index} ([a-z]+)", reading.said)
    return word.group(1) if word is not None else ""


def _role(reading: Reading, index: int) -> str:
    """What a number of a layer is by the words beside it: its days, where it is struck, or how many calls."""
    unit = _unit(reading, index)
    if unit in _DAYS:
        return "dte"
    if unit in ("points", "otm"):
        return "otm_points"
    struck = rf"(?:strikes?|struck)(?: at| of| :)? [NPD]{index}|vix [NPD]{index} (?:calls?|strike)|[NPD]{index} strike"
    return "strike" if reading.said_at_all(struck) else "quantity"


def _by_words(reading: Reading, indices: Sequence[int]) -> list[dict[str, Any]] | None:
    """Layers that each begin with how many calls, the rest said by its words. Where one alone is struck, all are."""
    layers: list[dict[str, Any]] = []
    for index in indices:
        role, value = _role(reading, index), reading.numbers[index].value
        if role == "quantity":
            layers.append({"quantity": int(value)})
            if value != int(value) or not 0 <= value <= _MOST_CALLS:
                return None
        elif not layers:
            return None
        else:
            layers[-1][role] = value * _DAYS.get(_unit(reading, index), 1.0) if role == "dte" else value
    if not layers or any("dte" not in layer for layer in layers):
        return None
    struck: list[dict[str, Any]] = [{name: layer[name] for name in ("strike", "otm_points") if name in layer} for layer in layers]
    said = [each for each in struck if each]
    return [{**said[0], **layer} for layer in layers] if len(said) == 1 else layers


def _in_two_lists(reading: Reading, indices: Sequence[int]) -> list[dict[str, Any]] | None:
    """ "Tenors 30 110 220 in amounts 8 8 4": the days are the list that rises from a week on."""
    half = len(indices) // 2
    if half < 2 or len(indices) % 2 or any(_role(reading, index) not in ("quantity", "dte") for index in indices):
        return None
    values = [reading.numbers[index].value for index in indices]
    for days, counts in ((values[:half], values[half:]), (values[half:], values[:half])):
        if sorted(set(days)) == days and days[0] >= _LEAST_DAYS and sum(days) > sum(counts) and all(count == int(count) for count in counts):
            return [{"quantity": int(count), "dte": day} for count, day in zip(counts, days, strict=True)]
    return None


def take_scenarios_likely(reading: Reading, found: Found, judged: Judged, holds: Holds) -> None:
    """Moves of the index, each with one of VIX, in turns or all of the one and then all of the other."""
    indices = [index for index in sorted(judged) if judged[index][0][0] == "scenarios" and index not in reading.unsaid]
    half = len(indices) // 2
    if half <= len(found.inputs.get("scenarios", ())) or len(indices) % 2:
        return
    numbers = [reading.numbers[index] for index in indices]
    in_turns = not any(number.kind == "P" for number in numbers[half:]) and half > 1 and numbers[half - 1].kind == "P"
    falls, rises = (indices[:half], indices[half:]) if in_turns else (indices[::2], indices[1::2])
    if any(reading.numbers[index].kind == "P" for index in rises) or any(abs(reading.numbers[index].value) > 50 for index in falls):
        return
    spx = [move / 100 if abs(move) >= 1 else move for move in moves_of(reading, falls, "spot_shocks")]
    vix = [_points(reading, index) for index in rises]
    if len(spx) == len(vix) and all(move <= 0 or reading.numbers[index].signed for move, index in zip(spx, falls, strict=True)):
        scenarios = [{"spx_move": round(move, 12), way: value} for move, (way, value) in zip(spx, vix, strict=True)]
        put(reading, found, "scenarios", indices, scenarios, holds)


def _points(reading: Reading, index: int) -> tuple[str, float]:
    """How far VIX moves, or where it goes: "VIX to 40"."""
    number = reading.numbers[index]
    goes_to = not number.signed and reading.said_at_all(rf"(?:to|at|hits|reaches) [N]{index}")
    return ("vix_level" if goes_to else "vix_move"), number.value
