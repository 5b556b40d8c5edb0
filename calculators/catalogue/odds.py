"""What a credit, a width and a win rate are worth over many trades."""

from __future__ import annotations

from dataclasses import dataclass

from calculators import odds as law
from calculators.catalogue.kelly import growth_chart, kelly_text
from calculators.spec import Figure, Inputs, Presentation, calculator
from calculators.units import Fraction, Premium, Share, Trades, Width
from calculators.wording import MULTIPLIER, dollars, number, percent, signed, trimmed

STREAKS = (2, 3, 4, 5)


class OddsInputs(Inputs):
    credit: Premium
    """Credit of the spread or condor, index points."""
    wing_width: Width
    """Distance from short to long strike, index points; the most that can be owed."""
    win_rate: Fraction
    """Share of trades that keep the whole credit; all others lose the whole width less the credit."""
    slippage: Premium = 0.0
    """Index points lost to the bid and ask spread and fees, for the whole structure."""
    fraction: Fraction = 0.10
    """Share of the account that a losing trade takes."""
    trades: Trades = 250
    """Number of trades."""
    ruin_level: Share = 0.5
    """Share of the starting account at or below which it counts as ruined."""


@dataclass(frozen=True, slots=True)
class OddsResult:
    net: float
    loss: float
    breakeven: float
    expected: float
    kelly: float
    log_growth: float
    growth: float
    streaks: tuple[float, ...]
    ruin: float


def _points(value: float) -> str:
    """Points, with the dollars of one contract."""
    return f"{number(value)} points ({dollars(value * MULTIPLIER, 2)} a contract)"


def _multiple(value: float) -> str:
    """A multiple with enough digits to see a small one."""
    return number(value) if value >= 0.1 else f"{value:.3g}"


def present(inputs: OddsInputs, result: OddsResult) -> Presentation:
    log_growth = None if result.log_growth == float("-inf") else result.log_growth
    edge = inputs.win_rate - result.breakeven
    figures = [
        Figure("breakeven_win_rate", "Win rate that earns nothing", result.breakeven, "decimal", percent(result.breakeven, 2)),
        Figure("expected_value", "Expected value a trade", result.expected, "index points", _points(result.expected)),
        Figure("edge", "Win rate given, less the one that earns nothing", edge, "decimal", f"{signed(100 * edge)} percentage points"),
        Figure("kelly", "Kelly's fraction at risk", result.kelly, "decimal", kelly_text(result.kelly)),
        Figure("growth", f"What $1 becomes after {inputs.trades} trades", result.growth, "multiple", f"{_multiple(result.growth)} times"),
        Figure(
            "log_growth",
            "Mean log growth a trade",
            log_growth,
            "log, a trade",
            f"{signed(log_growth, 5)} a trade" if log_growth is not None else "one loss ends the account",
        ),
        Figure("win", "A winning trade", result.net, "index points", _points(result.net)),
        Figure("loss", "A losing trade", result.loss, "index points", _points(result.loss)),
    ]
    figures += [
        Figure(f"streak_{k}", f"Chance of {k} losses in a row within {inputs.trades} trades", chance, "decimal", percent(chance))
        for k, chance in zip(STREAKS, result.streaks, strict=True)
    ]
    said = f"Chance of falling to {percent(inputs.ruin_level, 0)} of the start within {inputs.trades} trades"
    figures.append(Figure("ruin", said, result.ruin, "decimal", percent(result.ruin)))
    marked = {"given": inputs.fraction} | ({"Kelly": result.kelly} if result.kelly > 0.0 else {})
    notes = (
        "Each trade keeps the whole net credit or loses the rest of the width, independently, at a fixed win rate.",
        "Losses that cluster make streaks and ruin likelier than shown.",
        f"A losing trade takes {percent(inputs.fraction)} of the account as it then stands; growth is at the mean log growth, near the median.",
        f"Slippage of {trimmed(inputs.slippage, 4)} points is taken off the credit before anything else.",
    )
    value = _points(result.expected)
    headline = f"It takes {percent(result.breakeven, 2)} wins to earn nothing; at {percent(inputs.win_rate, 2)} a trade is worth {value}."
    return Presentation(headline, tuple(figures), (growth_chart(inputs.win_rate, result.net, result.loss, marked),), notes)


@calculator(
    name="odds",
    title="Odds: break-even win rate, Kelly, streaks, ruin",
    task="size",
    presenter=present,
    example={"credit": 0.70, "wing_width": 5.0, "win_rate": 0.90, "slippage": 0.0, "fraction": 0.10, "trades": 250},
    terms=("kelly-criterion", "position-sizing", "drawdown", "backtest"),
    sources=("kelly-1956", "feller-1968"),
    phrases=("break-even win rate", "losing streak", "risk of ruin", "win rate worth", "odds"),
)
def odds(inputs: OddsInputs) -> OddsResult:
    """Say what a credit on a wing width is worth at a win rate: break-even rate, expected value, Kelly, growth, losing streaks, ruin.

    All or nothing: partial losses and early exits are left out. Source: Kelly 1956; Feller 1968 for runs.
    """
    win = law.net_credit(inputs.credit, inputs.slippage, inputs.wing_width)
    loss = inputs.wing_width - win
    log_growth = law.log_growth(inputs.win_rate, win, loss, inputs.fraction)
    return OddsResult(
        win,
        loss,
        law.breakeven_win_rate(win, loss),
        law.expected_value(inputs.win_rate, win, loss),
        law.kelly_fraction(inputs.win_rate, win, loss),
        log_growth,
        law.growth_multiple(log_growth, inputs.trades),
        tuple(law.prob_streak(inputs.trades, k, 1.0 - inputs.win_rate) for k in STREAKS),
        law.prob_ruin(inputs.trades, inputs.win_rate, win, loss, inputs.fraction, inputs.ruin_level),
    )
