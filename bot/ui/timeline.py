"""The states a form went through, to step back and forward in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MOST = 60

State = Mapping[str, Any]


@dataclass
class Timeline:
    """States in order, and the place one is at. A new state forgets those that were stepped back from."""

    states: list[State] = field(default_factory=list)
    place: int = -1

    @property
    def now(self) -> State:
        """The present state; empty before any was noted."""
        return self.states[self.place] if self.states else {}

    @property
    def earlier(self) -> bool:
        return self.place > 0

    @property
    def later(self) -> bool:
        return self.place < len(self.states) - 1

    def note(self, state: State) -> None:
        """Take a state as the present one, unless it is that already."""
        if self.states and self.states[self.place] == state:
            return
        self.states = [*self.states[: self.place + 1], state][-MOST:]
        self.place = len(self.states) - 1

    def back(self) -> State:
        """Step back and return the state there. Raises IndexError where there is none."""
        return self._at(self.place - 1)

    def forward(self) -> State:
        """Step forward and return the state there. Raises IndexError where there is none."""
        return self._at(self.place + 1)

    def _at(self, place: int) -> State:
        if not 0 <= place < len(self.states):
            raise IndexError("no state to step to")
        self.place = place
        return self.states[place]
