"""Words that lean on the answer before: "why?", "show me with numbers", "what does the method say about that", "and the third layer?"."""

from __future__ import annotations

import re
from typing import Literal

Layer = Literal["why", "numbers", "theory", "method", "claims", "more"]
MOST_LEANING_WORDS = 14
MOST_LEANING_CHARACTERS = 160

ORDINALS = {"first": 1, "1st": 1, "original": 1, "initial": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
NTH = "|".join(ORDINALS)

_LEAD_IN = r"^\W*(?:(?:but|and|so|ok|okay|hm+|well|then|yes|no|right|also|now|please|wait)\b\W*)*"
_THAT = r"(?:that|it|this|them|these|those|there|here)"
_LAYERS: tuple[tuple[Layer, re.Pattern[str]], ...] = (
    (
        "why",
        re.compile(
            _LEAD_IN
            + rf"(?:why(?: not)?|how come|how so|for what reason|what(?:'s| is) the reason)\b(?:\W+(?:is|does|did|was|do|are|would|exactly))*"
            rf"(?:\W+{_THAT})?(?:\W+(?:so|happen(?:s|ed)?|the case|works?|matter|true|changed?|changes|moved?|drop(?:s|ped)?|rise|rose|fall|fell))*"
            r"\W*$",
            re.I,
        ),
    ),
    (
        "numbers",
        re.compile(
            _LEAD_IN + r"(?:(?:can|could|would) you\s+)?"
            r"(?:(?:show|give|do|run|explain|put|say|walk|let me see|see)\b\s*(?:it|me|us|that|this|one|through|them)*\s*)*"
            r"(?:with|in|as|through|to|into|an?|one|some|the|me|real|actual|any|\s)*\s*"
            r"(?:numbers?|figures|(?:worked |numerical |concrete |real )?examples?|dollars|(?:the )?math|calculations?)"
            r"(?:\s+(?:please|for that|of that|on that|for it|of one|of it))*(?P<at>\W+(?:at|for|if|when|with|in)\b.*\d.*)?\W*$",
            re.I,
        ),
    ),
    (
        "method",
        re.compile(
            _LEAD_IN + r"(?:what|how|where|which|and)?\s*(?:does|do|would|is|about|says?)?\s*(?:in |by |the |its |your |their )*"
            r"(?:method(?:ology)?|vixshield|guide|book|spx mastery)(?:'s)?(?:\s+(?:itself|own))?\s*"
            rf"(?:say|says|prescribe|think|do|view|rule|rules|handle|treat|about|on|of|for|with|{_THAT}|\s)*\W*$",
            re.I,
        ),
    ),
    (
        "theory",
        re.compile(
            _LEAD_IN + r"(?:what|how|where|and)?\s*(?:does|do|would|is|about|says?)?\s*(?:in |by |the )*"
            rf"(?:theory|textbooks?|books|literature|academics?)\s*(?:say|says|think|about|on|of|for|behind|{_THAT}|\s)*\W*$",
            re.I,
        ),
    ),
    (
        "claims",
        re.compile(
            _LEAD_IN + r"(?:what|how|where|which|and|do|does|are there)?\s*(?:is|are|do|does|any|the|all|other|about|of|\s)*"
            r"(?:claims?|claimed|accounts?|sources?|readings|publications?|contradictions?|disagreements?)\s*"
            rf"(?:differ|disagree|contradict|say|agree|conflict|each other|about|on|for|there|are|is|{_THAT}|\s)*\W*$",
            re.I,
        ),
    ),
    (
        "claims",
        re.compile(
            _LEAD_IN + rf"(?:is|does|do|are|did|was|has|can) (?:{_THAT}|they)\s+(?:(?:really|actually|even|ever|all|still|any)\s+)*"
            r"(?:real|true|work(?:s|ed)?|legit(?:imate)?|proven|proved|valid|hold up|stand up|a myth|accurate|bs|bogus|nonsense|make sense|help)"
            r"(?:\s+(?:really|actually|at all|then|in practice|though))*\W*$",
            re.I,
        ),
    ),
    (
        "more",
        re.compile(
            _LEAD_IN + rf"(?:tell me more|more|go on|go deeper|continue|elaborate|more detail|say more|expand|what else|explain(?: more)?)"
            rf"(?:\s+(?:about|on|please|detail|{_THAT}))*\W*$",
            re.I,
        ),
    ),
)
PART = re.compile(rf"\b(?P<nth>{NTH}|last)\s+(?:layer|tier|leg|step|part|one)s?\b|\blayer\s+(?P<n>[1-4])\b", re.I)
PRONOUN = re.compile(r"\b(?:it|that|this|they|them|these|those)\b(?!\s+(?:is|was|are)\s+(?:true|right|correct))", re.I)


def is_short(question: str) -> bool:
    """Whether a question is short enough to lean on the one before."""
    return len(question) <= MOST_LEANING_CHARACTERS and len(question.split()) <= MOST_LEANING_WORDS


def numbers_at(question: str) -> str | None:
    """What a short question asks the numbers of the subject at: "at VIX 16" of "show me the numbers at VIX 16"."""
    found = dict(_LAYERS)["numbers"].match(question) if is_short(question) else None
    return found.group("at").strip(" ,.") if found is not None and found.group("at") is not None else None


def layer_asked(question: str) -> Layer | None:
    """The one kind of thing a short question asks of what was talked about."""
    return next((layer for layer, pattern in _LAYERS if pattern.match(question)), None) if is_short(question) else None
