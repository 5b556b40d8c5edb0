"""Charts and answers for the tests of the pages, computed here so that no calculator is needed."""

from __future__ import annotations

import numpy as np

from calculators.spec import Axis, Band, Chart, Heat, Marker, Series

STRIKES = {"long put": 6500.0, "short put": 6550.0, "short call": 7600.0, "long call": 7650.0}


def payoff_chart() -> Chart:
    """A condor of 8.45 points: profit in dollars at expiration and at two earlier dates."""
    x = np.linspace(6300.0, 7850.0, 156)
    credit = 8.45
    put_loss = np.clip(6550 - x, 0, 50)
    call_loss = np.clip(x - 7600, 0, 50)
    y = 100 * (credit - put_loss - call_loss)
    today = -60 - 900 * ((x - 7100) / 800) ** 2
    halfway = 250 - 1800 * ((x - 7090) / 800) ** 2
    markers = [Marker(f"{name} {strike:,.0f}", "strike", x=strike) for name, strike in STRIKES.items()]
    markers += [Marker("breakeven 6,541.55", "breakeven", x=6541.55), Marker("breakeven 7,608.45", "breakeven", x=7608.45)]
    markers += [Marker("spot 7,140", "spot", x=7140.0)]
    return Chart(
        kind="payoff",
        title="Profit of the condor",
        x=Axis("S&P 500", "index points"),
        y=Axis("Profit", "dollars"),
        summary="Profit between 6,541.55 and 7,608.45 at expiration; at most $845, and a loss of at most $4,155.",
        series=(
            Series("at expiration", tuple(x), tuple(y), "expiration"),
            Series("22 days before", tuple(x), tuple(halfway), "earlier"),
            Series("today, 45 days before", tuple(x), tuple(today), "earlier"),
        ),
        markers=tuple(markers),
        bands=(Band("one standard deviation", 6690.0, 7590.0),),
    )


def comparison_chart() -> Chart:
    x = tuple(float(v) for v in np.linspace(-0.3, 0.1, 41))
    return Chart(
        kind="comparison",
        title="The book with and without the hedge",
        x=Axis("S&P 500 move", "percent"),
        y=Axis("Profit", "dollars"),
        summary="The hedge pays in falls of more than 8 %.",
        series=(
            Series("with the hedge", tuple(100 * v for v in x), tuple(-3000 + 20000 * v for v in x), "with"),
            Series("without", tuple(100 * v for v in x), tuple(min(2000.0, 60000 * v) for v in x), "without"),
            Series("hedge alone", tuple(100 * v for v in x), tuple(-900 - 12000 * v for v in x), "component"),
        ),
        markers=(Marker("now", "spot", x=0.0),),
    )


def bars_chart() -> Chart:
    return Chart(
        kind="bars",
        title="Vega by layer",
        x=Axis("Layer", ""),
        y=Axis("Vega", "dollars"),
        summary="The long layer carries most of the vega.",
        series=(Series("calls", (0.0, 1.0, 2.0), (120.0, 340.0, 610.0)), Series("condors", (0.0, 1.0, 2.0), (-80.0, -150.0, -20.0))),
        categories=("30 days", "110 days", "220 days"),
    )


def heatmap_chart() -> Chart:
    columns = ("-20 %", "0 %", "+20 %", "+40 %", "+80 %")
    rows = ("-15 %", "-10 %", "-5 %", "0 %", "+5 %")
    values = tuple(tuple(float(800 - 60 * i * i - 400 * j) for j in range(5)) for i in range(5))
    return Chart(
        kind="heatmap",
        title="Profit by shock",
        x=Axis("Change of volatility", "relative"),
        y=Axis("S&P 500 move", ""),
        summary="The worst cell is a fall with volatility up 80 %.",
        heat=Heat(columns, rows, values, "dollars"),
    )


def line_chart() -> Chart:
    x = tuple(float(v) for v in range(60))
    return Chart(
        kind="line",
        title="RSI",
        x=Axis("Day", ""),
        y=Axis("RSI", ""),
        summary="RSI ends at 55.",
        series=(Series("RSI", x, tuple(50 + 20 * float(np.sin(v / 6)) for v in x)), Series("mean", x, tuple(50.0 for _ in x))),
        markers=(Marker("overbought 70", "level", y=70.0), Marker("oversold 30", "level", y=30.0)),
    )


CHARTS = (payoff_chart, comparison_chart, bars_chart, heatmap_chart, line_chart)
HOSTILE = (
    "costs $5 and $6, not math",
    ":red[coloured] :material/home: :smile: :streamlit: a:b 9:30:00",
    "![x](https://evil.example/p.png) [click](https://evil.example) <https://evil.example> https://evil.example www.evil.example a@evil.example",
    "<script>alert(1)</script> <img src=x onerror=alert(1)> &#58;smile&#58; &lt;b&gt;",
    "~struck~ ~~struck~~ -> <- -- >= x^2^ [^1]",
    "[ref]: https://evil.example 'x'",
    "## heading",
    "- item",
    "1. item",
    "`code` **bold** _it_ | a | b |",
    ":::warning[box]",
    "\\$5 \\[S1\\]",
)
