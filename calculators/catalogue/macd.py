"""Moving average convergence divergence."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from calculators.charts import under_price
from calculators.indicators import Convergence, moving_average_convergence
from calculators.spec import Axis, Chart, Figure, Inputs, Presentation, Series, calculator
from calculators.speech import CLOSING, Blank, Cue, Speech
from calculators.units import Bars, Price
from calculators.wording import number, signed

# Made up, to show the bars of a quarter.
CLOSES = [
    7171.3, 7171.2, 7164.6, 7178.5, 7179.5, 7169.7, 7186.0, 7176.2, 7164.0, 7158.8, 7138.9, 7142.0, 7142.8, 7136.8, 7103.0,
    7101.9, 7105.6, 7110.9, 7094.7, 7092.9, 7068.6, 7052.0, 7026.9, 7022.0, 7004.7, 7015.9, 7017.0, 7005.5, 7008.5, 7015.0,
    7023.3, 7016.1, 7010.7, 7031.0, 7033.4, 7021.0, 7016.1, 7005.1, 7002.8, 7008.5, 7010.0, 7022.0, 7015.0, 7031.0, 7044.0,
    7040.0, 7052.0, 7061.0, 7049.0, 7058.0, 7070.0, 7082.0, 7075.0, 7090.0, 7101.0, 7096.0, 7088.0, 7094.0, 7105.0, 7112.0,
    7108.0, 7119.0, 7126.0, 7121.0, 7130.0, 7124.0, 7116.0, 7109.0, 7118.0, 7127.0, 7133.0, 7129.0, 7136.0, 7141.0, 7138.8,
]  # fmt: skip


class MacdInputs(Inputs):
    closes: Annotated[tuple[Price, ...], Field(min_length=2, max_length=10_000)]
    """Closing prices, oldest first; at least slow + signal - 1 of them."""
    fast: Bars = 12
    """Bars of the fast exponential average."""
    slow: Bars = 26
    """Bars of the slow exponential average."""
    signal: Bars = 9
    """Bars of the signal line."""
    seed: Literal["sma", "first"] = "sma"
    """Start of each average: the plain mean of its first bars (`sma`) or the first close (`first`)."""


def present(inputs: MacdInputs, result: Convergence) -> Presentation:
    line, smoothed, histogram = (float(series[-1]) for series in (result.macd, result.signal, result.histogram))
    before = float(result.histogram[-2]) if len(result.histogram) > 1 else None
    figures = [
        Figure("macd", "MACD line", line, "price", signed(line, 4)),
        Figure("signal", "Signal line", smoothed, "price", signed(smoothed, 4)),
        Figure("histogram", "Histogram, line minus signal", histogram, "price", signed(histogram, 4)),
    ]
    if before is not None:
        change = abs(histogram) - abs(before)
        said = "expanding" if change > 0.0 else "contracting" if change < 0.0 else "unchanged"
        figures.append(Figure("histogram_change", "Size of the histogram against the bar before", change, "price", f"{said} ({signed(change, 4)})"))
    side = "above" if histogram > 0.0 else "below" if histogram < 0.0 else "at"
    bars = tuple(float(k) for k in range(inputs.slow + inputs.signal - 1, len(inputs.closes) + 1))
    lines = Chart(
        "line",
        f"MACD {inputs.fast}, {inputs.slow}, {inputs.signal}",
        Axis("Bar", "bars"),
        Axis("Difference of averages", "price"),
        "",
        series=(
            Series("MACD", bars, tuple(float(v) for v in result.macd)),
            Series("Signal", bars, tuple(float(v) for v in result.signal)),
            Series("Histogram", bars, tuple(float(v) for v in result.histogram), "histogram"),
        ),
    )
    said = f"At the last bar the line is {side} its signal line, by {number(abs(histogram), 4)}."
    notes = (
        f"Each average starts from {'the mean of its first bars' if inputs.seed == 'sma' else 'the first close'}; "
        "other programs start otherwise and agree only after some hundred bars.",
        "The line is in price units, so values at different price levels cannot be compared.",
    )
    return Presentation(
        f"The MACD line at {signed(line, 4)} is {side} its signal line at {signed(smoothed, 4)}: histogram {signed(histogram, 4)}.",
        tuple(figures),
        (under_price(inputs.closes, lines, said),),
        notes,
    )


@calculator(
    name="macd",
    title="Moving average convergence divergence",
    task="volatility",
    presenter=present,
    example={"closes": CLOSES},
    terms=("macd",),
    sources=("appel-2005",),
    phrases=("macd", "moving average convergence", "histogram"),
    speech=Speech(
        cues=(Cue("macd", 8),),
        blanks=(
            CLOSING,
            Blank("fast", "(?:fast|quick)(?: period| ema| (?:moving )?average)?", "fast|quick", reads="number", low=1, high=500),
            Blank("slow", "slow(?: period| ema| (?:moving )?average| one)?", "slow", reads="number", low=1, high=1000),
            Blank("signal", "(?:signal|sig)(?: period| line)?", "signal", reads="number", low=1, high=500),
        ),
    ),
)
def macd(inputs: MacdInputs) -> Convergence:
    """Compute the MACD line (fast minus slow exponential average), its signal line and the histogram between them.

    Needs slow + signal - 1 closes. Source: Appel 2005.
    """
    return moving_average_convergence(inputs.closes, inputs.fast, inputs.slow, inputs.signal, inputs.seed)
