"""What a reading gave for one calculator."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.routing.numbers import Number
from bot.routing.reading import Reading
from bot.routing.slots import Slot

PLACEMENTS = ("short_delta", "short_sd", "short_distance", "short_otm", "edr_multiple", "target_credit")
STRIKE_FIELDS = ("long_put", "short_put", "short_call", "long_call")


@dataclass(slots=True)
class Found:
    """What a reading gave: inputs by field, slots whose number cannot be meant, things said twice."""

    inputs: dict[str, Any] = field(default_factory=dict)
    faults: list[tuple[Slot, Number]] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def take(self, reading: Reading, *blanks: Slot) -> None:
        for slot in blanks:
            if slot.field not in self.inputs:
                value = slot.take(reading)
                if value is not None:
                    self.inputs[slot.field] = int(value) if slot.field == "contracts" and value == int(value) else value

    def check(self, reading: Reading, *blanks: Slot) -> None:
        """Note numbers said outright for a slot they cannot fill."""
        for slot in blanks:
            if slot.field not in self.inputs:
                number = slot.fault(reading)
                if number is not None:
                    self.faults.append((slot, number))
