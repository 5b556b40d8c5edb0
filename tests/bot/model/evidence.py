"""Small evidence with every layer, for tests that need no index."""

from __future__ import annotations

from bot.answer import Calculation, Evidence, Tested, Verdict
from calculators.catalogue import BY_NAME
from knowledge.page import Passage

SHORT = Passage(
    "wing#definition", "wing", "Wing", "Definition", "theory", "A wing is the long option of a condor. It limits the loss.", ("hull-2018",)
)
THEORY = Passage(
    "wing#what-theory-says",
    "wing",
    "Wing",
    "What theory says",
    "theory",
    "A short put loses when the index falls, and a long put gains. A spread cannot lose more than its width (less the credit). "
    "Selling the wing back, if the price allows, lifts the delta by 8 to 12 %, which is little. A short strike is touched about twice "
    "as often as it is breached.\n\n$$L = W - c$$",
    ("natenberg-2015",),
)
METHOD = Passage(
    "wing#what-the-method-says",
    "wing",
    "Wing",
    "What the method says",
    "method",
    "The method buys wings 50 points away. It never sells them before expiration.",
    ("vixshield-book",),
)
CLAIM = Passage(
    "wider-wings-win#what-is-claimed",
    "wider-wings-win",
    "Wider wings win",
    "What is claimed",
    "claim",
    "Wider wings are said to raise the win rate to 90 %.",
    ("ask-wings",),
)
RESULT = BY_NAME["iron_condor"].run({"spot": 7140, "dte": 45, "vol": 0.18, "short_delta": 0.16, "wing_width": 50})
TESTED = Tested(Verdict("wider-wings-win", "fails", "Probability of profit comes to 71.5 %; the claim needs 90 %."), "S4", "C1")
EVIDENCE = Evidence(
    "What do wings do?",
    "explain",
    (("S1", SHORT), ("S2", THEORY), ("S3", METHOD), ("S4", CLAIM)),
    (Calculation("C1", RESULT),),
    (TESTED,),
    ("I did not use 21.",),
)
