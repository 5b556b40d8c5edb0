"""Undo and redo: steps back and forward through the states of a form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui import timeline
from bot.ui.timeline import Timeline


def test_a_change_after_stepping_back_forgets_what_was_undone() -> None:
    line = Timeline()
    for spot in (1, 2, 3):
        line.note({"spot": spot})
    assert (line.back(), line.back()) == ({"spot": 2}, {"spot": 1})
    assert line.later
    assert not line.earlier
    line.note({"spot": 9})
    assert not line.later
    assert line.back() == {"spot": 1}


def test_the_present_state_noted_again_is_no_step() -> None:
    line = Timeline()
    line.note({"spot": 1})
    line.note({"spot": 1.0})
    assert not line.earlier
    with pytest.raises(IndexError):
        line.back()


@given(st.lists(st.integers(0, 3), min_size=1, max_size=2 * timeline.MOST), st.data())
def test_stepping_back_and_forward_ends_where_it_began(values: list[int], data: st.DataObject) -> None:
    line = Timeline()
    for value in values:
        line.note({"x": value})
    assert len(line.states) <= timeline.MOST
    steps = data.draw(st.integers(0, line.place))
    for _ in range(steps):
        line.back()
    for _ in range(steps):
        line.forward()
    assert line.now == {"x": values[-1]}
    assert not line.later
