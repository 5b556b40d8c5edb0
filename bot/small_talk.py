"""What is said to a program as to a person: a greeting, thanks, "what can I ask?". It asks nothing of pages or calculators."""

from __future__ import annotations

import re

from bot.answer import Missing

HELP = (
    "Ask about SPX iron condors and the VIX hedges over them: what a word means, what theory says, what the method prescribes, whether a claim "
    "holds, and the numbers of a trade, in your own words. A trade can then be changed, compared, stressed, hedged, rolled and sized."
)
OFFERS = (
    "What is an iron condor?",
    "45 DTE iron condor, 16 delta shorts, 50 wide",
    "Is a 90 % win rate profitable at 0.70 on a 5 point wing?",
    "What does the 4/4/2 hedge cost for 10 condors?",
)
_MOST_WORDS = 18
_KINDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.I), text)
    for pattern, text in (
        (
            r"\b(?:what|which|how) (?:kinds? of |sorts? of )?(?:things |questions |stuff )?(?:can|could|do|should|may) (?:i|we|you|it|this) (?:all )?"
            r"(?:ask|do|answer|help|use|compute|calculate)"
            r"(?:\W+(?:you|me|here|for me|about|with (?:this|it|you)|next|this|it|in this (?:chat|app)))*\W*$"
            r"|\bwhat(?:'s| is| are)? (?:this|you)(?: (?:thing|site|page|bot|app|tool|program|chat|for|about|exactly|anyway))*\b(?=\W*(?:$|and\b|,))"
            r"|^\W*(?:who|what) are you\b|^\W*(?:please )?help(?: me)?(?: please| out)?\W*$"
            r"|\bhow (?:does|do) (?:this|you) (?:thing |site |bot |app )?work\W*$"
            r"|^\W*(?:where|how) do i (?:start|begin)\W*$",
            HELP,
        ),
        (
            r"^\W*(?:(?:ok|okay|great|cool|good|nice|perfect|awesome|super|alright|all right|yes|no|that(?:'s| is)?|got it|very|really|so|many|wow|"
            r"lovely)\W+)*"
            r"(?:thanks|thank you|thank u|thx|ty|cheers|much appreciated|appreciate (?:it|that)|got it|helpful|helps|makes sense|understood)"
            r"(?:\W+(?:so|very|much|a|lot|again|for|the|your|that|it|this|all|everything|help|info|answer|mate|man|bud|now|really|indeed))*\W*$",
            "You are welcome. Change the trade on the table in your own words, or ask something else.",
        ),
        (
            r"^\W*(?:hi|hello|hey|hiya|howdy|yo|greetings|good (?:morning|afternoon|evening|day))"
            r"(?:\W+(?:there|all|everyone|folks|team|bot|askcondor))*\W*$",
            f"Hello. {HELP}",
        ),
        (r"^\W*(?:(?:ok|okay|thanks|well)\W+)*(?:bye|goodbye|good night|see (?:you|ya)|later|cya)(?:\W+(?:then|now|later|all))*\W*$", "Goodbye."),
    )
)


def reply(question: str) -> Missing | None:
    """What to say to a question that is none, with questions to offer; None for every other."""
    if len(question.split()) > _MOST_WORDS:
        return None
    text = next((text for pattern, text in _KINDS if pattern.search(question)), None)
    return None if text is None else Missing("", "", text, () if text == "Goodbye." else OFFERS)
