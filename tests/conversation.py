"""A conversation that mixes all that a follow-up can be, for the assistant's tests and the browser's.

Each turn is a question with the route its answer takes, the calculators it runs for the person (not to test a claim), and words its text holds.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    question: str
    route: str
    calculators: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()


TWELVE = (
    Said("What is an iron condor?", "explain", holds=("put spread",)),
    Said("Price a 45 DTE SPX iron condor at 7140 with 16 delta shorts, 50 wide wings and VIX at 18", "calculate", ("iron_condor",), ("Net credit",)),
    Said("What if VIX goes to 30?", "calculate", ("iron_condor",) * 3, ("What changed", "before [C2]", "now [C1]", "kept open [C3]", "18 %", "30 %")),
    Said("why?", "explain", ("iron_condor",) * 3, ("Vega", "before the change")),
    Said("go back to the first one", "calculate", ("iron_condor",) * 2, ("What changed", "18 %")),
    Said("compare it with 30 delta", "compare", ("compare_condors",), ("Side by side", "condor 1", "condor 2", "difference")),
    Said("add the hedge", "calculate", ("vix_hedge",), ("VIX calls",)),
    Said("now roll it out a week", "calculate", ("roll",), ("Both trades together",)),
    Said("what does the method say about that?", "explain", holds=("rolled",)),
    Said("What is ALVH?", "explain", ("vix_hedge",), ("30, 110 and 220 days",)),
    Said("and the third layer?", "explain", ("vix_hedge",), ("220 days",)),
    Said("Should I put it on tonight?", "advice", holds=("yours to decide",)),
)
