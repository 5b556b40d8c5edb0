"""How a person asks for a calculator, as data: the words that point at it, and the words that name its blanks.

Words are patterns over a line in which every number is a place: `#` any number, `#%` a percentage, `#$` dollars, `N` a
plain number, `~` a run of linking words ("at", "of", "is"). Otherwise they are regular expressions over lower-case words
with single spaces. Reading them is the work of whoever listens; nothing here does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Reads = Literal["number", "amount", "share", "part", "percent", "rate", "vol", "vix", "premium", "points"]
"""How a number is meant. `number` as said; `amount` as said, and no percentage; `share` and `rate` decimals, of which 2 and
2 % are 0.02 (a rate of 0.2 or more is a percentage, a share only above 1, and with `percent` even 1 is 0.01; a `part` is below 1 or a
percentage, and nothing else); `vol` 18,
18 % and 0.18 are 0.18; `vix` all of them are 18; `premium` index points, where whole dollars are of a contract."""

HUGE = 1e15

_PAST = {
    "bring": "brought", "buy": "bought", "cost": "cost", "fall": "fell", "find": "found", "get": "got", "give": "gave", "go": "went",
    "grow": "grew|grown", "have": "had", "hold": "held", "keep": "kept", "lay": "laid", "lend": "lent", "lose": "lost", "make": "made",
    "mean": "meant", "owe": "owed", "pay": "paid", "put": "put", "rise": "rose|risen", "sell": "sold", "send": "sent", "sink": "sank|sunk",
    "spend": "spent", "steal": "stolen", "take": "took|taken", "throw": "threw|thrown", "win": "won",
}  # fmt: skip
_SHORT = 5  # "drop" doubles its last letter, "offer" does not


def verbs(words: str) -> str:
    """Every form of these verbs: of "pay drop", pay, pays, paid, paying, drop, drops, dropped and dropping, as alternatives."""
    return "|".join(_forms(verb) for verb in words.split())


def _forms(verb: str) -> str:
    ends_in_y = verb[-1] == "y" and verb[-2] not in "aeiou"
    third = f"{verb[:-1]}ies" if ends_in_y else f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else f"{verb}s"
    doubled = len(verb) < _SHORT and verb[-1] not in "aeiouwxy" and verb[-2] in "aeiou" and verb[-3:-2] not in ("", *"aeiou")
    stem = verb + verb[-1] if doubled else verb[:-1] if verb.endswith("e") else verb
    past = _PAST.get(verb, f"{verb[:-1]}ied" if ends_in_y else f"{stem}ed")
    return f"{verb}|{third}|{past}|{stem}ing"


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that point at a calculator. A heavier cue names the task, a lighter one what the task is done to.

    From 6 on the words name the calculator plainly; 10 beats whatever else is named beside it.
    """

    words: str
    weight: float


@dataclass(frozen=True, slots=True)
class Blank:
    """The words of one input: those that stand `before` its number, those `after` it, and `exact` patterns tried first.

    `low` and `high` (inclusive) are what is believable of the number; left out, the field's own bounds are. `reads` left
    out follows from the field's unit. An input without a blank is asked for by its field name.
    """

    field: str
    before: str = ""
    after: str = ""
    exact: tuple[str, ...] = ()
    reads: Reads | None = None
    low: float | None = None
    high: float | None = None
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Speech:
    """All of it for one calculator. Where the words `along` or a glossary term `along_terms` come up in a question for
    words, the calculator's figures go along with the answer."""

    cues: tuple[Cue, ...] = ()
    blanks: tuple[Blank, ...] = ()
    along: str = ""
    along_terms: tuple[str, ...] = ()


WING = Blank(
    "wing_width",
    r"wings|width|wing width|on(?= [N]\d+ (?:points|wide))",
    "points wide|wide(?: wings| condor| spreads?)?|points wings|wings|points|points spreads?|pointers?|w",
    exact=(
        r"(?:on|against) (?:an? )?# (?:s|wides?|points)",
        r"(?:cr|credit|premium) (?:on|against) (?:an? )?#(?! (?:days?|dte|contracts|lots|delta|%|condor|spreads?))",
        r"(?:(?<=[ND]\d on a )|(?<=[ND]\d on an )|(?<=[ND]\d against a ))#(?= (?:[,.;:?]|at|with|and))",
    ),
    reads="points",
    low=0.5,
    high=5000,
)
ACCOUNT = Blank(
    "account",
    "account(?: size| value| of)?|portfolio|capital|bankroll|equity(?: of)?|balance(?: of)?|net liq|nlv",
    "account|portfolio|bankroll|net liq|nlv|in the account|book|of capital|capital|under management|aum|of equity|to (?:trade|play|work) with",
    reads="amount",
    low=-HUGE,
    high=HUGE,
    ask="How large is the account, in dollars?",
)
VIX_LEVEL = Blank(
    "vix", r"(?:spot|cash)(?: vix)?(?: index)?|vix(?: spot| cash| itself| regime)?(?: index)?|index", "vix|spot|cash", reads="vix", low=3, high=150
)
WIN_RATE = Blank(
    "win_rate",
    "(?:win|winning|hit|success|strike) (?:rate|ratio|percentage|probability)|win %|wins?|winners|winning|pop|p|win probability|"
    "probability of profit|win prob|with (?:a )?probability",
    "(?:win|hit|success)(?: rate| ratio| probability| prob| chance| percentage)?|winners|wins|win rate|of the time|"
    "(?:finish|end|expiring|expire|expired|go|went|ended|finished) (?:up )?worthless|"
    "chance of (?:winning|success|profit)|hit rate|pop",
    (r"win rate ~#",),
    reads="share",
    low=0.05,
    high=1,
    ask="What win rate, for example 90 %?",
)
CLOSING = Blank(
    "closes",
    r"clos(?:es?|ed|ing)(?: prices?| levels?)?(?: at)?|prices?|series|data|of|on|for|(?:finish|settl|end)\w*(?: (?!of|on|for)\w+){0,5}",
)
PERIOD = Blank(
    "period",
    "periods?|look ?back(?: period| window)?|length|window|setting",
    "periods?|bars?|days?(?: rsi)?|(?:period )?look ?back",
    exact=(r"rsi \( # \)", r"rsi #(?= (?:of|on|for|over|_+))"),
    reads="number",
    low=2,
    high=500,
)
