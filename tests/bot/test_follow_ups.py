"""Whatever an answer offers to ask next can be asked next, and is answered."""

from __future__ import annotations

import pytest

from bot.assistant import Assistant
from bot.compose.check import Fault

QUESTIONS = (
    "What is an iron condor?",
    "What is theta?",
    "What is ALVH?",
    "What is the Second Engine?",
    "What is a multi-signature wallet?",
    "What is the weighted average cost of capital?",
    "What is MACD?",
    "Explain put-call parity",
    "Why do condors lose when volatility rises?",
    "Why is the VIX curve in contango?",
    "How does settlement of SPX options work?",
    "Where do accounts differ on ALVH?",
    "What is the difference between contango and backwardation?",
    "Iron condor vs strangle?",
    "iron condor vs iron butterfly at 7140",
    "Does the second engine really widen break-evens by 8-12 %?",
    "Is a 90 % win rate profitable at 0.70?",
    "Is it true that theta inverts above VIX 16?",
    "Should I sell a condor tonight?",
    "Where is the VIX trading right now?",
    "Price a 45 DTE SPX iron condor at 7140 with 16 delta shorts, 50 wide wings and VIX at 18",
    "Sell the 7000/6950 put spread for 8.40, SPX 7140, 30 days, VIX 18",
    "Short strangle at 16 delta, 45 days, SPX 7140, VIX 18",
    "Price an iron butterfly with SPX at 7140, 30 days, 100 wide, VIX 18",
    "Stress a 45 day 16 delta condor, 50 wide, SPX 7140, VIX 18",
    "What does a layered VIX call hedge cost for 10 condors at VIX 18?",
    "How many contracts fit a $100,000 account at 2 % risk if one can lose $385?",
    "What win rate do I need at 1.15 on a five-wide?",
    "Expected move of SPX 7140 over 1 day at VIX 18",
    "Which regime is VIX 17.95 with a 5-day mean of 18.6?",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_follow_up_offered_is_answered_and_no_text_has_a_fault(answering: Assistant, refused: list[Fault], question: str) -> None:
    offers = answering.ask(question).follow_ups
    assert offers
    for offer in offers:
        answer = answering.ask(offer, [question])
        assert answer.route not in ("unsupported", "clarify"), (offer, answer.text[:300])
        assert answer.citations or answer.calculations
        assert offer not in answer.follow_ups
    assert refused == []
