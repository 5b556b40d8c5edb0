"""The advance-decline line."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from calculators.indicators import Array, advance_decline_line, same_length
from calculators.spec import Axis, Chart, Figure, Inputs, Presentation, Series, calculator
from calculators.speech import Blank, Cue, Speech
from calculators.units import Issues, Number, Price
from calculators.wording import number, signed


class BreadthInputs(Inputs):
    advances: Annotated[tuple[Issues, ...], Field(min_length=1, max_length=10_000)]
    """Issues that closed higher, day by day, oldest first."""
    declines: Annotated[tuple[Issues, ...], Field(min_length=1, max_length=10_000)]
    """Issues that closed lower on the same days."""
    start: Number = 0.0
    """Level of the line before the first day; it has no meaning of its own."""
    closes: Annotated[tuple[Price, ...], Field(min_length=1, max_length=10_000)] | None = None
    """Index closes of the same days; with them the answer compares the line's course with the index's."""


def present(inputs: BreadthInputs, line: Array) -> Presentation:
    net = inputs.advances[-1] - inputs.declines[-1]
    figures = [
        Figure("ad_line", "Advance-decline line", float(line[-1]), "issues", signed(float(line[-1]), 0)),
        Figure("net_advances", "Net advances of the last day", net, "issues", signed(net, 0)),
        Figure("line_change", "Change over the series", float(line[-1]) - inputs.start, "issues", signed(float(line[-1]) - inputs.start, 0)),
    ]
    if inputs.declines[-1] >= 1.0:
        ratio = inputs.advances[-1] / inputs.declines[-1]
        figures.append(Figure("advance_decline_ratio", "Advances over declines, last day", ratio, "times", number(ratio)))
    if inputs.closes is not None:
        index_high = inputs.closes[-1] >= max(inputs.closes)
        line_high = float(line[-1]) >= float(line.max())
        diverges = index_high and not line_high
        said = "index at its high of the series, line below its own" if diverges else "no divergence at the last bar"
        figures.append(Figure("divergence", "Divergence at the last bar", int(diverges), "flag", said))
    days = tuple(float(k) for k in range(1, len(line) + 1))
    chart = Chart(
        "line",
        "Advance-decline line",
        Axis("Day", "trading days"),
        Axis("Cumulated net advances", "issues"),
        f"The line moved by {signed(float(line[-1]) - inputs.start, 0)} over {len(line)} days.",
        series=(Series("Advance-decline line", days, tuple(float(v) for v in line)),),
    )
    notes = ("The level depends on the start; only the course counts. A line of all New York listings holds many issues that are no S&P 500 stock.",)
    return Presentation(f"The advance-decline line stands at {signed(float(line[-1]), 0)}.", tuple(figures), (chart,), notes)


@calculator(
    name="advance_decline",
    title="Advance-decline line",
    task="volatility",
    presenter=present,
    example={"advances": [1650, 1420, 1210, 1580, 1330], "declines": [1120, 1340, 1560, 1190, 1450], "closes": [7090, 7102, 7095, 7128, 7139]},
    terms=("advance-decline-line",),
    sources=("murphy-1999",),
    phrases=("advance decline", "a/d line", "market breadth"),
    speech=Speech(
        cues=(
            Cue(
                "advance (?:/ )?decline|breadth|advancers|advances|advancing .*declin.*|a / d line|ad line|a (?:/ )?d(?= (?:line|:))|"
                "(?:risers|gainers) .*(?:fallers|losers|decliners).*|(?:up issues|issues up) .*",
                8,
            ),
        ),
        blanks=(
            Blank(
                "advances",
                r"(?:advances?|advancers|advancing|advs?|risers|rising|gainers|winners|ups?)(?: (?:issues|stocks|shares))?(?: (?:over|for|on|"
                r"in) [N]\d+ (?:days|sessions))?",
            ),
            Blank(
                "declines",
                r"(?:declines?|decliners|declining|dec|decs|fallers|falling|losers|downs?)(?: (?:issues|stocks|shares))?(?: (?:over|for|on|"
                r"in) [N]\d+ (?:days|sessions))?",
            ),
            Blank("closes", "closes?"),
            Blank(
                "start",
                "line (?:from|at|stood|stands|starts|started|starting|begins|began)(?: (?:from|at))*|start(?:s|ed|ing)?(?: (?:from|at|with|level))*",
            ),
        ),
    ),
)
def advance_decline(inputs: BreadthInputs) -> Array:
    """Cumulate advancing minus declining issues, and with index closes say whether the index made a high that the line did not.

    Divergence here compares highs within the series given. Source: Murphy 1999, ch. 18.
    """
    same_length(advances=inputs.advances, declines=inputs.declines, closes=inputs.closes)
    return advance_decline_line(inputs.advances, inputs.declines, inputs.start)
