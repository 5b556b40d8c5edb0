"""Which figures a question asks for by name: "what is the margin", "how much decay a day", "show me the greeks"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from calculators.spec import Figure

_CHANCE = r"(?:probability|chances?|odds|likely|likelihood)"
# Words a trader uses, and the beginnings of the figures they mean; the first entry that fits a word wins it.
_NAMED: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"greeks", ("delta", "gamma", "theta", "vega", "rho")),
    (r"theta|time decay|decay|a day from time|daily income", ("theta",)),
    (r"vega", ("vega",)),
    (r"gamma", ("gamma",)),
    (r"(?:net|position|total|my|the|its|what) deltas?(?! shorts?)", ("delta",)),
    (r"break[- ]?evens?|\bbes?\b", ("lower_breakeven", "upper_breakeven", "breakevens")),
    (r"margin|buying power|bpr|capital (?:needed|required|tied)", ("margin",)),
    (
        r"max(?:imum)?[- ](?:loss|risk)|worst (?:case|loss)|can (?:i|it|one|we) lose|most (?:i|it) can lose|how much (?:risk|at risk)|can lose",
        ("max_loss", "loss"),
    ),
    (r"max(?:imum)?[- ](?:profit|gain)|best case", ("max_profit", "win")),
    (r"probability of (?:max(?:imum)?|full) (?:profit|gain)|keep the whole credit", ("prob_max_profit",)),
    (r"probability of (?:max(?:imum)?|full|total) loss", ("prob_max_loss",)),
    (
        rf"(?:{_CHANCE}[\w\s']*? )?touch\w*|"
        rf"{_CHANCE}.*\b(?:hits?|reach\w*|tags?|tagg\w+|breach\w*|trades? (?:down |up )?(?:at|to)|gets? (?:down |up )?to)",
        ("prob_touch",),
    ),
    (rf"{_CHANCE}.*\b(?:stays?|staying|between|inside|within the)", ("prob_max_profit",)),
    (rf"\bpop\b|probability of profit|chance of profit|odds of (?:profit|winning)|{_CHANCE}", ("prob_of_profit", "prob_itm")),
    (r"expected value|\bev\b|expectancy", ("expected_value",)),
    (r"return on risk|\bror\b|return on (?:capital|margin)", ("return_on_risk",)),
    (r"win rate (?:do|does|must|is|needed|required)|break[- ]even win rate|win rate i need", ("breakeven_win_rate",)),
    (r"credit|premium (?:do|does|would|will|is|can)", ("net_credit",)),
    (r"which strikes|what strikes|where (?:are|do|would|should) .*(?:strikes|shorts)", ("long_put", "short_put", "short_call", "long_call")),
    (r"kelly", ("kelly",)),
    (r"ruin", ("ruin",)),
    (r"contango", ("contango_pct",)),
    (r"irr", ("irr",)),
    (r"how many contracts|what size", ("contracts",)),
)
_GIVEN = re.compile(
    r"(?:at|for|of|with|credit|premium)?\s*\$?\d[\d.,]*\s*(?:points? )?(?:credit|premium|margin)"
    r"|(?:credit|premium|filled)\s*(?:of|at|is|=|:)?\s*\$?\d",
    re.I,
)


def asked_figures(question: str, figures: Sequence[Figure]) -> tuple[str, ...]:
    """Names of the figures the question asks for, in its order of importance. None when it asks for the trade as a whole."""
    text = _GIVEN.sub(" ", question)
    names = [figure.name for figure in figures]
    found: dict[str, None] = {}
    for words, starts in _NAMED:
        pattern = re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.I)
        if pattern.search(text):
            text = pattern.sub(" ", text)
            found |= dict.fromkeys(name for start in starts for name in names if name == start or name.startswith(f"{start}_"))
    return tuple(found)
