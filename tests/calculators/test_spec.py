"""Figures do not wait for charts, and starting does not wait for scipy."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

from calculators.catalogue import BY_NAME
from calculators.spec import Axis, Chart, Presentation

ROOT = Path(__file__).parents[2]
LIGHT = """
import sys
import calculators.catalogue
print("scipy" in sys.modules)
"""


def test_charts_are_drawn_once_and_only_when_asked_for() -> None:
    drawn = []

    def draw() -> tuple[Chart, ...]:
        drawn.append(1)
        return (Chart("line", "A line", Axis("x", ""), Axis("y", ""), "It rises."),)

    shown = Presentation("headline", (), draw)
    assert not drawn
    assert shown.charts[0].title == "A line"
    assert shown.charts is shown.charts
    assert drawn == [1]


def test_charts_given_as_they_are_are_the_charts() -> None:
    chart = Chart("line", "A line", Axis("x", ""), Axis("y", ""), "It rises.")
    assert Presentation("headline", (), (chart,)).charts == (chart,)
    assert Presentation("headline", ()).charts == ()


def test_a_result_whose_charts_are_still_to_be_drawn_travels_between_processes() -> None:
    found = BY_NAME["iron_condor"].run({"spot": 7140.0, "dte": 45.0, "vol": 0.18})
    again = pickle.loads(pickle.dumps(found))
    assert again == found
    assert [chart.title for chart in again.presentation.charts] == [chart.title for chart in found.presentation.charts]


def test_importing_every_calculator_leaves_scipy_unimported() -> None:
    ran = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, cwd=ROOT, check=True)
    assert ran.stdout.strip() == "False"
