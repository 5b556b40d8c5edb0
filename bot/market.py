"""The market assumed when a question names no level, and which inputs it fills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from calculators.spec import Calculator

_NAMED_BY_STRIKES = ("long_put", "short_put", "short_call", "long_call", "short_strike", "strike", "put_strike", "call_strike", "legs", "closes")


@dataclass(frozen=True, slots=True)
class Market:
    """Index and VIX levels on a day. `example` marks levels nobody set: an example, not the market now."""

    spot: float
    vix: float
    as_of: date
    example: bool = True

    def fill(self, calculator: Calculator[Any, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        """The market inputs the calculator takes and the person did not give: the index level, and the VIX or the vol it stands for.

        A trade named by its strikes keeps to what was given with it: today's level says nothing about yesterday's trade.
        """
        if any(name in given for name in _NAMED_BY_STRIKES):
            return {}
        fields = calculator.inputs.model_fields
        filled: dict[str, Any] = {}
        if "spot" in fields and "spot" not in given:
            filled["spot"] = self.spot
        if "vol" not in given and "vix" not in given:
            if "vix" in fields:
                filled["vix"] = self.vix
            elif "vol" in fields and "spot" in fields:
                filled["vol"] = round(self.vix / 100, 6)
        return filled
