"""What an answer stands on: the layer asked for, the claims that bear on the question, and no more."""

from __future__ import annotations

import re

import pytest

from bot.assistant import Assistant
from bot.selection import claims_bearing_on, layer_asked, subject_of
from bot.side_by_side import sides
from knowledge.library import Library
from knowledge.words import words

LIBRARY, _ = Library.load()
CLAIMS = [page.id for page in LIBRARY.pages.values() if page.kind == "claim"]


@pytest.mark.parametrize(
    ("question", "layer"),
    [
        ("what does the method say about stop losses", "method"),
        ("What does options theory say about rolling losers?", None),
        ("what does theory say about rolling losers", "theory"),
        ("what do you say about stop losses", None),
    ],
)
def test_a_layer_asked_for_by_name_is_heard(question: str, layer: str | None) -> None:
    assert layer_asked(question) == layer


def test_claims_bear_on_a_question_by_the_words_that_tell_them_apart() -> None:
    assert claims_bearing_on("Why do SPX iron condors lose money at expiration?", CLAIMS, LIBRARY) == []
    bearing = claims_bearing_on("Does rolling a threatened condor forward really make $250 to $500 of credit?", CLAIMS, LIBRARY)
    assert bearing[0] == "rolling-turns-losers-into-250-500"


def test_a_number_in_common_makes_no_claim_bear_on_a_question() -> None:
    about_rsi = claims_bearing_on("Does anyone adjust condor size on RSI >70 or <30? How do you handle the overbought tiers?", CLAIMS, LIBRARY)
    assert not {"otm-ladder-covers-60-to-70-percent", "conservative-tier-is-25-to-30-delta"} & set(about_rsi)
    assert "alvh-costs-one-to-two-percent" in claims_bearing_on("Does ALVH really cost only 1-2 % a year?", CLAIMS, LIBRARY)


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("How does Time Travel actually work around event vol crush?", "time-shifting"),
        ("Does rolling the untested side still preserve my original breakeven?", "roll"),
        ("For all-equity companies, is WACC literally just the CAPM cost of equity?", "weighted-average-cost-of-capital"),
        ("Clark talks about loyalty vs motion - how does ALVH work in practice?", "alvh"),
        ("How are you calculating breakevens?", None),  # it asks of people
        ("How does an SPX condor lose?", None),  # what every question names is no subject
    ],
)
def test_a_question_asks_of_the_first_name_after_its_verb(question: str, subject: str | None) -> None:
    assert subject_of(question, LIBRARY) == subject


def test_what_a_question_asks_of_leads_and_every_term_it_names_is_quoted(answering: Assistant) -> None:
    answer = answering.ask("How does RSAi adjust put wings on days of elevated skew? Does this improve the win rate?")
    assert answer.citations[0].passage_id == "rsai#summary"
    answer = answering.ask("How does the ALVH hedge work together with the Temporal Theta Martingale when my condor gets threatened?")
    pages = [citation.passage_id.split("#")[0] for citation in answer.citations]
    assert pages[0] == "alvh"
    assert "theta-time-shift" in pages


def test_a_guide_that_is_named_answers_with_the_term_it_is_a_guide_to(answering: Assistant) -> None:
    answer = answering.ask("How does the Second Engine work in the Balanced tier during low vol regimes like now?")
    cited = [citation.passage_id for citation in answer.citations]
    assert cited[0] == "second-engine-guide#summary"
    assert {"second-engine-guide#what-the-method-says", "second-engine-guide#what-is-claimed", "second-engine-guide#what-theory-says"} <= set(cited)
    assert not any(passage.startswith("how-to-read-the-sources") for passage in cited)
    assert len(answer.claims) == 4
    assert re.search(r"^Of four assertions computed below, .*\bfails?\b", answer.text, re.M)
    assert answer.text.index("**Computed: ") < answer.text.index("a second, dull income")  # what is computed, then who else says what


def test_a_common_verb_is_not_read_as_a_settlement_value(answering: Assistant) -> None:
    answer = answering.ask("How do you size positions and set stops so that a single bad trade does not snowball?")
    assert "special-opening-quotation" not in answer.terms


@pytest.mark.parametrize(
    "question",
    [
        "does it decide call wing vs put wing first",  # two kinds of one thing
        "10-15 delta wings vs 30-delta",
        "How does set and forget compare to active management of such options?",  # options are named in passing
        "With a fence, what are the Greeks on this trade compared to a plain covered call or a protective put?",  # a respect, and one side
        "What does The False Binary (Loyalty vs Motion) mean in practice for SPX iron condor traders?",  # a name with "vs" in it
        "How wide do SPX synthetic vs futures discrepancies need to be to overcome slippage?",  # slippage is named far from what compares
    ],
)
def test_what_stands_around_a_versus_is_no_pair_of_pages(question: str) -> None:
    assert sides(question, LIBRARY) == ()


def test_a_side_is_the_telling_name_and_not_one_in_passing() -> None:
    assert sides("How does EDR strike selection compare to pure delta picking?", LIBRARY) == ("edr", "delta")
    assert sides("net credit vs max loss", LIBRARY) == ("net-credit", "max-loss")
    assert sides("selling iron condors is safer than providing liquidity on Uniswap?", LIBRARY) == ("iron-condor", "automated-market-maker")


@pytest.mark.parametrize("word", ["rekt", "interact"])
def test_a_word_that_is_merely_like_a_name_is_no_slip_of_it(word: str) -> None:
    assert LIBRARY.respelled(words(f"did it {word}"), lambda one: one.folded != word) == ()


def test_a_definition_of_the_field_brings_no_claims_and_a_why_no_definition(answering: Assistant) -> None:
    assert answering.ask("What is an iron condor?").claims == ()
    why = answering.ask("why do condors lose money")
    assert why.citations[0].passage_id == "how-a-condor-makes-and-loses-money#summary"


def test_a_claim_that_is_asked_about_is_the_one_judged(answering: Assistant) -> None:
    answer = answering.ask("How well does the 4/4/2 VIX call layering of ALVH actually protect condors when VIX spikes?")
    assert "alvh-offsets-35-to-40-percent" in [verdict.id for verdict in answer.claims]


def test_words_on_no_page_are_named_and_the_rest_is_answered(answering: Assistant) -> None:
    answer = answering.ask("How does Russell Clark's SPX Iron Condor approach mesh with using DDM for stock selection?")
    assert answer.text.startswith("On no page: “approach mesh”.")
    assert answer.citations[0].passage_id == "dividend-discount-model#summary"


@pytest.mark.parametrize("question", ["how do condors build their nests", "what is the delta of the Nile"])
def test_one_name_among_strange_words_is_not_enough_to_answer(answering: Assistant, question: str) -> None:
    assert answering.ask(question).route == "unsupported"


def test_a_verdict_says_what_was_tested_where_the_sentence_does_not(answering: Assistant) -> None:
    answer = answering.ask("How does the Second Engine work in the Balanced tier during low vol regimes like now?")
    assert "Tested as “Ratios of 1:3 and 1:5 fit the 10 % cap”" in answer.text
    assert answer.text.count("The same sentence [") == 1
    assert "Tested as “The Second Engine widens" not in answer.text  # its sentence has the figures


def test_a_guide_to_what_every_question_names_is_no_answer(answering: Assistant) -> None:
    answer = answering.ask("How does the x*y=k invariant hold up during SPX flash crashes?")
    assert answer.citations[0].passage_id == "automated-market-maker#summary"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("VIX at 17.95 and below 5DMA - does that really open all 3 IC tiers at once?", "One thing first: The glossary's table"),
        ("Is the negative correlation between VIX and SPX enough to keep my condor delta neutral?", "One thing first: A VIX hedge does not hold"),
        ("How does ALVH prevent an iron condor from turning into a short strangle?", "One thing first: A condor owns a further option"),
    ],
)
def test_a_false_premise_is_set_right_first(answering: Assistant, question: str, said: str) -> None:
    text = answering.ask(question).text
    assert text.startswith(said)
    sentence = re.sub(r"\s*\[\w+\].*", "", text.removeprefix("One thing first: "), flags=re.S)
    assert text.count(sentence) == 1  # and is not said again
