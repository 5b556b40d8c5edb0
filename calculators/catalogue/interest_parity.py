"""The forward exchange rate from two interest rates, and the carry."""

from __future__ import annotations

from math import sqrt
from typing import Literal

from calculators.fx import Forward, covered_forward
from calculators.spec import Axis, Chart, Figure, Inputs, Marker, Presentation, Series, calculator
from calculators.speech import Blank, Cue, Speech
from calculators.units import Balance, Days, ExchangeRate, MarketVol, Rate
from calculators.wording import number, signed, trimmed


class ParityInputs(Inputs):
    spot: ExchangeRate
    """Domestic currency for one unit of the foreign one (yen for one Australian dollar, with the yen as domestic)."""
    domestic_rate: Rate
    """Interest rate of the domestic currency, a decimal a year."""
    foreign_rate: Rate
    """Interest rate of the foreign currency, a decimal a year."""
    dte: Days = 365.0
    """Calendar days to delivery."""
    notional: Balance = 1_000_000.0
    """Amount of the foreign currency held."""
    compounding: Literal["continuous", "simple"] = "continuous"
    """How the rates are quoted: `continuous`, or `simple` as money markets do."""
    day_count: Literal[360, 365] = 365
    """Days in a year of interest."""
    vol: MarketVol | None = None
    """Volatility of the exchange rate; with it the answer sets the carry against the risk of the spot rate."""


def present(inputs: ParityInputs, result: Forward) -> Presentation:
    differential = inputs.foreign_rate - inputs.domestic_rate
    held = f"{trimmed(inputs.notional)} of the foreign currency"
    per_day, at_home = result.carry_per_day, result.carry_per_day_domestic
    figures = [
        Figure("forward", "Forward exchange rate", result.forward, "domestic per foreign", trimmed(result.forward, 5)),
        Figure("forward_points", "Forward minus spot", result.forward_points, "domestic per foreign", signed(result.forward_points, 5)),
        Figure("forward_premium", "Forward over spot", result.forward_premium, "decimal", f"{signed(100 * result.forward_premium, 3)} %"),
        Figure("differential", "Foreign rate minus domestic rate", differential, "decimal", f"{signed(1e4 * differential, 1)} basis points a year"),
        Figure("carry_per_day", f"Carry of one day on {held}", per_day, "foreign currency", f"{signed(per_day)} of the foreign currency"),
        Figure(
            "carry_per_day_domestic",
            f"Carry of one day on {held}, at spot",
            at_home,
            "domestic currency",
            f"{signed(at_home)} in domestic currency",
        ),
    ]
    if inputs.vol is not None:
        years = inputs.dte / 365.0
        ratio = differential / inputs.vol
        spread = inputs.spot * inputs.vol * sqrt(years)
        figures += [
            Figure("carry_to_vol", "Differential over volatility, a year", ratio, "ratio", number(ratio)),
            Figure("one_sd", "One standard deviation of spot by then", spread, "domestic per foreign", trimmed(spread, 5)),
        ]
    horizon = tuple(inputs.dte * k / 40.0 for k in range(41))
    curve = tuple(
        covered_forward(inputs.spot, inputs.domestic_rate, inputs.foreign_rate, d, inputs.notional, inputs.compounding, inputs.day_count).forward
        for d in horizon
    )
    chart = Chart(
        "line",
        "Forward rate by delivery date",
        Axis("Days to delivery", "calendar days"),
        Axis("Exchange rate", "domestic per foreign"),
        f"From {trimmed(inputs.spot, 5)} today to {trimmed(result.forward, 5)} in {trimmed(inputs.dte)} calendar days.",
        series=(Series("Forward", horizon, curve),),
        markers=(Marker(f"spot {trimmed(inputs.spot, 5)}", "spot", y=inputs.spot),),
    )
    notes = (
        f"Rates are {inputs.compounding}, with a year of {inputs.day_count} days.",
        "Carry counts the spot rate as unchanged; parity takes it back through the forward.",
        "Quoted forwards also hold a cross-currency basis, which this leaves out.",
    )
    return Presentation(f"The {trimmed(inputs.dte)}-day forward is {trimmed(result.forward, 5)}.", tuple(figures), (chart,), notes)


@calculator(
    name="interest_parity",
    title="Interest differential: forward rate and carry",
    task="currency",
    presenter=present,
    example={"spot": 100.0, "domestic_rate": 0.001, "foreign_rate": 0.0435, "dte": 365, "notional": 1_000_000.0, "vol": 0.11},
    terms=("interest-rate-differential",),
    sources=("hull-2018", "krugman-obstfeld-melitz-2018"),
    phrases=("interest rate differential", "forward points", "carry trade", "covered interest parity"),
    speech=Speech(
        blanks=(Blank("vol", "vol|iv|implied vol", "vol|iv"),),
        cues=(
            Cue(
                r"(?:euros?|eur|dollars?|usd|sterling|gbp|yen|francs?|chf) (?:into|against) (?:euros?|eur|dollars?|usd|sterling|gbp|yen|"
                r"francs?|chf) .*forward(?: .*)?",
                8,
            ),
            Cue(
                "interest (?:rate )?parity|forward points|swap points|fair forward|carry per day|daily carry|fx forward|"
                "forward rate|cable|interest rate differential|covered parity|(?:usd|eur|gbp) / (?:jpy|usd|chf|cad|gbp).*|"
                "(?:eur|gbp|aud|nzd|usd|cad|chf)(?:usd|jpy|chf|cad|gbp|aud|eur|sek|nok|mxn)",
                8,
            ),
        ),
    ),
)
def interest_parity(inputs: ParityInputs) -> Forward:
    """Give the no-arbitrage forward exchange rate, its points, and what the interest differential earns a day.

    `spot` is domestic per foreign. Source: covered interest parity, Hull 2018, ch. 5.
    """
    return covered_forward(inputs.spot, inputs.domestic_rate, inputs.foreign_rate, inputs.dte, inputs.notional, inputs.compounding, inputs.day_count)
