"""What a credit, a width and a win rate are worth over many trades."""

from __future__ import annotations

from dataclasses import dataclass

from calculators import odds as law
from calculators.catalogue.kelly import growth_chart, kelly_text
from calculators.spec import Axis, Chart, Figure, Inputs, Marker, Presentation, Series, calculator
from calculators.speech import WIN_RATE, WING, Blank, Cue, Speech, verbs
from calculators.units import Fraction, Premium, Share, Trades, Width
from calculators.wording import MULTIPLIER, dollars, number, percent, signed, trimmed

STREAKS = (2, 3, 4, 5)


class OddsInputs(Inputs):
    credit: Premium
    """Credit of the spread or condor, index points."""
    wing_width: Width
    """Distance from short to long strike, index points; the most that can be owed."""
    win_rate: Fraction | None = None
    """Share of trades that keep the whole credit; all others lose the whole width less the credit. Without it only the break-even rate is given."""
    slippage: Premium = 0.0
    """Index points lost to the bid and ask spread and fees, for the whole structure."""
    fraction: Fraction = 0.10
    """Share of the account that a losing trade takes."""
    trades: Trades = 250
    """Number of trades."""
    ruin_level: Share = 0.5
    """Share of the starting account at or below which it counts as ruined."""


@dataclass(frozen=True, slots=True)
class Worth:
    """What the trade is worth at a win rate."""

    expected: float
    kelly: float
    log_growth: float
    growth: float
    streaks: tuple[float, ...]
    ruin: float


@dataclass(frozen=True, slots=True)
class OddsResult:
    win: float
    loss: float
    breakeven: float
    worth: Worth | None


def _points(value: float) -> str:
    """Points, with the dollars of one contract."""
    return f"{number(value)} points ({dollars(value * MULTIPLIER, 2)} a contract)"


def _multiple(value: float) -> str:
    """A multiple with enough digits to see a small one."""
    return number(value) if value >= 0.1 else f"{value:.3g}"


def present(inputs: OddsInputs, result: OddsResult) -> Presentation:
    trade = (
        Figure("win", "A winning trade earns", result.win, "index points", _points(result.win)),
        Figure("loss", "A losing trade costs", result.loss, "index points", _points(result.loss)),
    )
    breakeven = Figure("breakeven_win_rate", "Break-even win rate", result.breakeven, "decimal", percent(result.breakeven, 2))
    slipped = f"Slippage of {trimmed(inputs.slippage, 4)} points is taken off the credit first." if inputs.slippage > 0.0 else ""
    fixed = "Each trade either keeps the whole net credit or loses the rest of the width: partial losses and early exits are left out."
    if inputs.win_rate is None or result.worth is None:
        left_out = "Left out: expected value, Kelly's fraction, growth, losing streaks and ruin, which need a win_rate."
        headline = (
            f"It takes {percent(result.breakeven, 2)} wins to break even: a win earns {_points(result.win)}, a loss costs {_points(result.loss)}."
        )
        notes = tuple(note for note in (fixed, slipped, left_out) if note)
        return Presentation(headline, (breakeven, *trade), (_value_chart(result),), notes)
    notes = (
        fixed,
        "Trades are taken as independent, at a fixed win rate; losses that cluster make streaks and ruin likelier than shown.",
        f"A losing trade takes {percent(inputs.fraction)} of the account as it then stands; growth is at the mean log growth, near the median.",
        *((slipped,) if slipped else ()),
    )
    worth = result.worth
    marked = {"given": inputs.fraction} | ({"Kelly": worth.kelly} if worth.kelly > 0.0 else {})
    headline = (
        f"It takes {percent(result.breakeven, 2)} wins to break even; at {percent(inputs.win_rate, 2)} a trade is worth {_points(worth.expected)}."
    )
    figures = (breakeven, *_worth_figures(inputs, worth, inputs.win_rate - result.breakeven), *trade)
    return Presentation(headline, figures, (growth_chart(inputs.win_rate, result.win, result.loss, marked),), notes)


def _worth_figures(inputs: OddsInputs, worth: Worth, edge: float) -> tuple[Figure, ...]:
    log_growth = None if worth.log_growth == float("-inf") else worth.log_growth
    said = f"{signed(log_growth, 5)} a trade" if log_growth is not None else "one loss ends the account"
    ruined = f"Chance of falling to {percent(inputs.ruin_level, 0)} of the start within {inputs.trades:,} trades"
    return (
        Figure("expected_value", "Expected value a trade", worth.expected, "index points", _points(worth.expected)),
        Figure("edge", "Win rate given, less the break-even one", edge, "decimal", f"{signed(100 * edge)} percentage points"),
        Figure("kelly", "Kelly's fraction at risk", worth.kelly, "decimal", kelly_text(worth.kelly)),
        Figure("growth", f"What $1 becomes after {inputs.trades:,} trades", worth.growth, "multiple", f"{_multiple(worth.growth)} times"),
        Figure("log_growth", "Mean log growth a trade", log_growth, "log, a trade", said),
        *(
            Figure(f"streak_{k}", f"Chance of {k} losses in a row within {inputs.trades:,} trades", chance, "decimal", percent(chance))
            for k, chance in zip(STREAKS, worth.streaks, strict=True)
        ),
        Figure("ruin", ruined, worth.ruin, "decimal", percent(worth.ruin)),
    )


def _value_chart(result: OddsResult) -> Chart:
    """Expected value by win rate: the straight line from the whole loss to the whole win."""
    return Chart(
        "line",
        "Expected value a trade by win rate",
        Axis("Win rate", "decimal"),
        Axis("Expected value", "index points"),
        f"A straight line from a loss of {_points(result.loss)} to a gain of {_points(result.win)}, zero at {percent(result.breakeven, 2)} wins.",
        series=(Series("Expected value", (0.0, 1.0), (-result.loss, result.win)),),
        markers=(Marker("zero", "level", y=0.0), Marker(f"break-even {percent(result.breakeven, 2)}", "breakeven", x=result.breakeven, y=0.0)),
    )


_RECORD = r"(?:win|wins|won|winning) # (?:times |trades )?(?:in|out of|of) (?:every )?#|# trades (?:, )?(?:i |we )(?:have )?won"
_SOLD = "credits?|premium|wide|pointers?|wings?|spreads?"


@calculator(
    name="odds",
    title="Odds: break-even win rate, Kelly, streaks, ruin",
    task="size",
    presenter=present,
    example={"credit": 0.70, "wing_width": 5.0, "win_rate": 0.90, "slippage": 0.0, "fraction": 0.10, "trades": 250},
    terms=("kelly-criterion", "position-sizing", "drawdown", "backtest"),
    sources=("kelly-1956", "feller-1968"),
    phrases=("break-even win rate", "losing streak", "risk of ruin", "win rate worth", "odds"),
    speech=Speech(
        cues=(
            Cue(
                r"#% (?:wins|winners|winning)|(?:how many|what share of) (?:wins|winners)|# (?:wins|winners) (?:in|out of) (?:every )?#|"
                r"edge (?:per|a|on (?:a|each|every)) (?:trade|condor)|breakeven win(?: rate| %|ning|s|ners)?|win(?:ning)? (?:rate|ratio|"
                r"percentage|%)|hit (?:rate|ratio)|"
                "expectancy|expected value (?:per|a|of each|of a) (?:trade|condor|bet)|losing streaks?|streaks?|"
                "risk of ruin|ruin|(?:how often|what) (?:do|must|should) i (?:need to |have to )?(?:win|be right)|losers in a row|losses in a row",
                8,
            ),
            Cue(
                r"# (?:trades |times )?(?:out of|in|of) (?:every )?# (?:\w+ ){0,4}(?:expir\w+ worthless|"
                r"wins?|winners|works?|worked|succeed|profitable|come good)|"
                r"(?:what|which) (?:percentage|share|percent|part|fraction|%) (?:\w+ ){0,4}(?:must|should|needs?|has to|have to) (?:\w+ ){0,3}"
                r"(?:work|win|expiring|succeed|be right|come good)",
                8,
            ),
            Cue(rf"(?:{_RECORD}) .*(?:{_SOLD})(?: .*)?|(?:{_SOLD}) .*(?:{_RECORD})", 8),
            Cue(r"how many (?:of|out of|in) (?:every )?[N]\d+ .*(?:win|winners|work)(?: .*)?", 7),
            Cue("(?:go|goes|going|went) (?:broke|bust)|blow(?:ing)? up|wiped out", 8),
            Cue("ev|expected value", 5),
        ),
        blanks=(
            Blank(
                "slippage",
                "slippage|slip|giving up",
                "(?:points )?(?:off )?(?:of |in |for |to |as )?(?:the )?(?:slippage|slip)",
                exact=(
                    rf"(?:{verbs('give lose leave concede')})(?: back| away| up)? ~#(?: points)?(?: away| up| back)? "
                    r"(?:on|to|in|at|for|getting) (?:the )?"
                    r"(?:filled|in|fills?|entry|market|spread|bid|execution)",
                    r"(?:giv(?:e|ing)|gave|los(?:e|ing)|lost|conced(?:e|ing)) (?:up |away )~#(?: points)?(?: (?:on|to|in|at|for) (?:the |my )*\w+)?",
                    r"(?:slippage|slips?|market maker|maker|fills?|execution|spread|dealer) (?:eats?|takes?|costs?|steals?|keeps?|shaves?|"
                    r"bites?|skims?) "
                    r"(?:me |us |up |off |away )*~#(?: (?:of|from|off|out of) (?:that|it|me|us|the credit|my credit))?",
                    r"# (?:is |are )?(?:lost|given up|gone|paid away) (?:on|to|in|at) (?:the |my )*(?:fills?|entry|market|spread|bid|"
                    r"execution|slippage)",
                    r"(?:fees|costs?) ~#(?= points)",
                    r"# (?:points )?(?:of |in |for )(?:fees|costs?|friction)",
                ),
                reads="premium",
                low=0,
                high=20,
            ),
            WIN_RATE,
            Blank("trades", "trades", "trades|tries|bets|times|in a row|condor in a year", reads="number", low=1, high=1000000),
            Blank(
                "fraction",
                "fraction|f|betting|bet|risking|stake|risk",
                "of (?:the |my |our )?(?:account|capital|bankroll|equity|portfolio|book)|fraction|risk|a trade|per trade|a pop|a go|"
                "each time|(?:a|per|"
                "each|on each|every) (?:loser|loss)|bets?",
                reads="part",
                low=0,
                high=1,
            ),
            Blank(
                "credit",
                "credit|credits|collect|collecting|for|premium|at|receive|receiving|selling|sell|taking in|take in|get",
                "credits?|premium|cr",
                exact=(r"# (?:on|against|over|for)(?= (?:a |an )?[ND]\d+)",),
                reads="premium",
                low=0.01,
                high=5000,
            ),
            Blank(
                "ruin_level",
                "ruin(?:ed)?(?: level)? (?:meaning|means?|being|is|at|defined as)(?: (?:down|falling|a fall|to|below|under|at))*",
                "ruin level",
                reads="share",
                low=0,
                high=1,
            ),
            WING,
        ),
    ),
)
def odds(inputs: OddsInputs) -> OddsResult:
    """Say what a credit on a wing width is worth at a win rate: break-even rate, expected value, Kelly, growth, losing streaks, ruin.

    Without a win rate, the break-even rate alone. All or nothing: partial losses and early exits are left out. Source: Kelly
    1956; Feller 1968 for runs.
    """
    win = law.net_credit(inputs.credit, inputs.slippage, inputs.wing_width)
    loss = inputs.wing_width - win
    return OddsResult(win, loss, law.breakeven_win_rate(win, loss), None if inputs.win_rate is None else _worth(inputs, inputs.win_rate, win, loss))


def _worth(inputs: OddsInputs, win_rate: float, win: float, loss: float) -> Worth:
    log_growth = law.log_growth(win_rate, win, loss, inputs.fraction)
    return Worth(
        law.expected_value(win_rate, win, loss),
        law.kelly_fraction(win_rate, win, loss),
        log_growth,
        law.growth_multiple(log_growth, inputs.trades),
        tuple(law.prob_streak(inputs.trades, k, 1.0 - win_rate) for k in STREAKS),
        law.prob_ruin(inputs.trades, win_rate, win, loss, inputs.fraction, inputs.ruin_level),
    )
