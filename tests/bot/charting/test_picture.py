"""Pictures on file: made without a browser, whole, the same for the same chart, and readable without colours."""

from __future__ import annotations

import io
import re
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from bot.charting import picture as pictures
from bot.charting.files import form_of, to_file
from bot.charting.picture import picture
from calculators.catalogue import BY_NAME
from calculators.errors import InputError
from calculators.sensitivity import tornado
from calculators.spec import Chart
from tests.bot.ui.samples import CHARTS

DRAWN = ("iron_condor", "stress_test", "vix_hedge", "macd", "edr", "term_structure")


def examples() -> list[Chart]:
    charts = [chart for name in DRAWN for chart in BY_NAME[name].run(BY_NAME[name].example).presentation.charts]
    return [*charts, *(sample() for sample in CHARTS), tornado(BY_NAME["capm"], BY_NAME["capm"].example)]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Figure]:
    """Every figure that is made while a test runs."""
    made: list[Figure] = []

    class Kept(Figure):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            made.append(self)

    monkeypatch.setattr(pictures, "Figure", Kept)
    return made


@pytest.mark.parametrize("chart", examples(), ids=lambda chart: f"{chart.kind}-{chart.title[:30]}")
def test_nothing_a_picture_says_is_cut_off_or_covers_other_words(chart: Chart, drawn: list[Figure]) -> None:
    picture(chart, "png")
    (figure,) = drawn
    canvas = FigureCanvasAgg(figure).get_renderer()
    frame = figure.bbox
    unseen = set()  # labels of ticks beyond the axis' ends, which are not drawn
    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        low, high = sorted(axis.get_view_interval())
        unseen |= {tick.label1 for tick in axis.get_major_ticks() if not low <= tick.get_loc() <= high}
    texts = [text for text in figure.findobj(mpl.text.Text) if text.get_text().strip() and text.get_visible() and text not in unseen]
    boxes = [(text.get_text(), text.get_window_extent(canvas)) for text in texts]
    assert len(boxes) > 3
    for words, box in boxes:
        assert -1 <= box.x0 < box.x1 <= frame.x1 + 1, words
        assert -1 <= box.y0 < box.y1 <= frame.y1 + 1, words
    annotations = [(text.get_text(), text.get_window_extent(canvas)) for text in figure.findobj(mpl.text.Annotation) if text.get_text()]
    for place, (words, box) in enumerate(annotations):
        for other, beside in annotations[place + 1 :]:
            apart = box.x1 <= beside.x0 + 1 or beside.x1 <= box.x0 + 1 or box.y1 <= beside.y0 + 1 or beside.y1 <= box.y0 + 1
            assert apart, (words, other)


def test_a_png_is_wide_enough_to_print_and_says_what_it_shows() -> None:
    chart = CHARTS[0]()
    image = Image.open(io.BytesIO(to_file(chart, "png")))
    assert image.width == 1440
    assert image.info["Title"] == chart.title
    assert image.info["Description"] == chart.summary


def test_an_svg_is_well_formed_and_has_title_and_description() -> None:
    chart = CHARTS[0]()
    root = ElementTree.fromstring(to_file(chart, "svg"))
    said = " ".join(text.strip() for text in root.itertext())
    assert chart.title in said
    assert chart.summary in said


def test_the_same_chart_is_the_same_file() -> None:
    chart = CHARTS[3]()
    assert to_file(chart, "svg") == to_file(chart, "svg")
    assert to_file(chart, "png") == to_file(chart, "png")


def test_losses_are_hatched_and_regions_named(drawn: list[Figure]) -> None:
    picture(CHARTS[0](), "png")
    hatches = {part.get_hatch() for part in drawn[0].findobj(mpl.collections.PolyCollection)}
    assert "//" in hatches
    words = [text.get_text() for text in drawn[0].findobj(mpl.text.Text)]
    assert sum(word.startswith("loss") for word in words) == 2
    assert sum(word.startswith("profit") for word in words) == 1


def test_dollars_in_a_title_are_money_and_not_mathematics() -> None:
    chart = BY_NAME["ddm"].run(BY_NAME["ddm"].example).presentation.charts[0]
    assert len(re.findall(r"\$", chart.summary)) == 2
    assert to_file(chart, "png").startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["chart.pdf", "chart", "png"])
def test_a_file_of_another_form_is_refused_with_the_forms_there_are(name: str) -> None:
    from pathlib import Path

    with pytest.raises(InputError, match=r"must end in \.png, \.svg or \.csv; got"):
        form_of(Path(name))


def test_numbers_on_an_axis_are_evenly_spaced_as_written(drawn: list[Figure]) -> None:
    """An axis of 2.5 % steps must not read 30, 28, 25."""
    chart = BY_NAME["iron_condor"].run({**BY_NAME["iron_condor"].example, "smile": "spx"}).presentation.charts[-1]
    picture(chart, "png")
    (axes,) = drawn[0].axes
    low, high = axes.get_ylim()
    written = [float(t.label1.get_text().removesuffix(" %")) for t in axes.yaxis.get_major_ticks() if low <= t.get_loc() <= high]
    steps = {round(b - a, 9) for a, b in pairwise(written)}
    assert len(steps) == 1
