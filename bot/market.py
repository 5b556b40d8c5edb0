"""The market assumed when a question names no level, and which inputs it fills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from calculators.spec import Calculator


@dataclass(frozen=True, slots=True)
class Market:
    """Index and VIX levels on a day. `example` marks levels nobody set: an example, not the market now."""

    spot: float
    vix: float
    as_of: date
    example: bool = True

    def fill(self, calculator: Calculator[Any, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        """The market inputs the calculator takes, the person did not give, and that have no default of their own.

        A trade named by its strikes keeps to what was given with it: today's level says nothing about yesterday's trade.
        """
        if any(name in given for name in ("long_put", "short_put", "legs")):
            return {}
        levels = {"spot": self.spot, "vix": self.vix, "vol": round(self.vix / 100, 6)}
        fields = calculator.inputs.model_fields
        filled = {}
        for name, level in levels.items():
            rival = {"vol": "vix", "vix": "vol"}.get(name)
            if name in fields and name not in given and (rival is None or (rival not in given and rival not in filled)):
                info = fields[name]
                if info.is_required() or info.get_default() is None:
                    filled[name] = level
        return filled
