"""Kelly's fraction of a two-outcome trade."""

from __future__ import annotations

from dataclasses import dataclass

from calculators.odds import breakeven_win_rate, expected_value, growth_curve, kelly_fraction, log_growth
from calculators.spec import Axis, Chart, Figure, Inputs, Marker, Presentation, Series, calculator
from calculators.speech import HUGE, WIN_RATE, Blank, Cue, Speech, verbs
from calculators.units import Fraction, Ratio
from calculators.wording import number, percent, signed


class KellyInputs(Inputs):
    win_rate: Fraction
    """Chance of winning a trade, a decimal."""
    win: Ratio
    """What a winning trade earns, in any unit (points, dollars)."""
    loss: Ratio
    """What a losing trade costs, positive, in the same unit."""
    fraction: Fraction | None = None
    """Share of the account put at risk, to compare with Kelly's."""


@dataclass(frozen=True, slots=True)
class KellyResult:
    kelly: float
    edge: float
    breakeven: float
    growth_at_kelly: float
    growth_at_fraction: float | None


def kelly_text(value: float) -> str:
    """Say Kelly's fraction, and what zero or less means."""
    return f"{percent(value)} of the account" if value > 0.0 else f"{percent(value)}: zero or less, so no stake"


def growth_chart(win_rate: float, win: float, loss: float, marked: dict[str, float]) -> Chart:
    """Mean log growth a trade by the share put at risk, with the marked shares."""
    best = kelly_fraction(win_rate, win, loss)
    top = min(0.98, max(0.2, 2.2 * best, *(1.1 * share for share in marked.values())))
    shares = tuple(top * k / 100.0 for k in range(101))
    markers = [Marker("no growth", "level", y=0.0)]
    markers += [Marker(f"{label} {percent(share)}", "level", x=share) for label, share in marked.items() if 0.0 <= share <= top]
    said = (
        f"growth is greatest with {percent(best)} of the account at risk and gone at about twice that"
        if best > 0.0
        else "there is no edge: any stake shrinks the account"
    )
    return Chart(
        "line",
        "Growth by the share of the account at risk",
        Axis("Share of the account at risk", "decimal"),
        Axis("Mean log growth, a trade", ""),
        f"With {percent(win_rate)} wins {said}.",
        series=(Series("Log growth", shares, growth_curve(win_rate, win, loss, shares)),),
        markers=tuple(markers),
    )


def present(inputs: KellyInputs, result: KellyResult) -> Presentation:
    half = result.kelly / 2.0
    figures = [
        Figure("kelly", "Kelly's fraction at risk", result.kelly, "decimal", kelly_text(result.kelly)),
        Figure("half_kelly", "Half of Kelly's fraction", half, "decimal", kelly_text(half)),
        Figure("expected_value", "Expected value a trade", result.edge, "unit of win and loss", signed(result.edge, 4)),
        Figure("breakeven_win_rate", "Break-even win rate", result.breakeven, "decimal", percent(result.breakeven, 2)),
        Figure(
            "growth_at_kelly",
            "Mean log growth at Kelly's fraction",
            result.growth_at_kelly,
            "log, a trade",
            f"{number(result.growth_at_kelly, 5)} a trade",
        ),
    ]
    marked = {"Kelly": result.kelly} if result.kelly > 0.0 else {}
    if inputs.fraction is not None:
        value = result.growth_at_fraction
        said = f"{signed(value, 5)} a trade" if value is not None else "one loss ends the account"
        figures.append(Figure("growth_at_fraction", "Mean log growth at the fraction given", value, "log, a trade", said))
        marked["given"] = inputs.fraction
    notes = (
        "The fraction is of the account, and it is what the losing trade takes. Every trade is taken as independent with a known win rate.",
        "An error of a few points in the win rate moves the fraction by much more, which is the usual reason for half or less.",
    )
    return Presentation(
        f"Kelly's fraction is {kelly_text(result.kelly)}.", tuple(figures), (growth_chart(inputs.win_rate, inputs.win, inputs.loss, marked),), notes
    )


@calculator(
    name="kelly",
    title="Kelly criterion",
    task="size",
    presenter=present,
    example={"win_rate": 0.90, "win": 0.70, "loss": 4.30, "fraction": 0.10},
    terms=("kelly-criterion", "position-sizing"),
    sources=("kelly-1956", "thorp-2006"),
    phrases=("kelly", "optimal fraction", "bet size"),
    speech=Speech(
        cues=(Cue("kelly", 9),),
        blanks=(
            Blank(
                "win",
                rf"{verbs('make win gain earn')}|profit|(?:winners?|wins)(?: (?:{verbs('make pay bring average earn')}|avg|of|are|,|each|worth))*|"
                r"(?:average|avg) (?:win|winner)|up(?:side)?",
                "(?:average |avg )?(?:win|gain|profit)(?: size)?|when it works|when i win",
                reads="amount",
                low=0,
                high=HUGE,
            ),
            Blank(
                "loss",
                rf"(?:{verbs('lose cost drop')})(?: me| us)?|loss|"
                rf"(?:losers?|losses)(?: (?:{verbs('cost lose average')}|avg|me|of|are|,|each|worth))*|"
                r"(?:average|avg) (?:loss|loser)|otherwise(?: lose| drop)?|down(?:side)?|risk|against|give back",
                "(?:average |avg )?loss(?: size)?|otherwise|when i lose|when it fails",
                reads="amount",
                low=0,
                high=HUGE,
            ),
            Blank(
                "payoff_ratio",
                "payoff(?: ratio)?|odds|reward to risk|risk reward|r / r|rr|b|ratio",
                "to (?:1|one)|(?:of )?(?:the |my )?stakes?|payoff(?: ratio)?|times (?:the |my )?(?:risk|stake|loss|losses|losers)|"
                "times what i (?:lose|risk)",
                reads="number",
                low=0,
                high=1000,
            ),
            WIN_RATE,
            Blank(
                "fraction",
                "fraction|using|multiplier|stak(?:e|es|ing)(?: only)?|bet(?:ting)?(?: only)?|risk(?:ing)?(?: only)?(?= P)|"
                "put(?:ting)?(?: only)?(?= P)",
                "kelly|of kelly|of full kelly|fraction|of (?:the |my |our )?(?:account|capital|bankroll|equity|portfolio|wealth|money)|"
                "(?:at risk|a trade|per trade|a bet)",
                reads="part",
                low=0,
                high=1,
            ),
        ),
    ),
)
def kelly(inputs: KellyInputs) -> KellyResult:
    """Give the share of an account to put at risk that makes its long-run growth greatest, for a trade that wins or loses fixed amounts.

    Not a recommendation of size: it takes the win rate as known. Source: Kelly 1956.
    """
    best = kelly_fraction(inputs.win_rate, inputs.win, inputs.loss)
    at_best = log_growth(inputs.win_rate, inputs.win, inputs.loss, max(best, 0.0))
    given = None if inputs.fraction is None else log_growth(inputs.win_rate, inputs.win, inputs.loss, inputs.fraction)
    return KellyResult(
        best,
        expected_value(inputs.win_rate, inputs.win, inputs.loss),
        breakeven_win_rate(inputs.win, inputs.loss),
        at_best,
        None if given is None or given == float("-inf") else given,
    )
