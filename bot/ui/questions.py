"""A calculation as a question for the chat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import streamlit as st

from bot.routing.plan import Router
from bot.say import say_inputs
from bot.ui import shared
from calculators.errors import InputError
from calculators.spec import Calculator, Figure
from calculators.wording import listed

LONGEST = 1000  # what the chat takes


def question_of(calculator: Calculator[Any, Any], given: Mapping[str, Any]) -> str:
    """A question that the chat answers with this very calculation; where no sentence says it, one about what it computes."""
    wanted = _figures(calculator, given)
    for sentence in _sentences(calculator, given):
        if len(sentence) <= LONGEST and wanted is not None and wanted == _understood(calculator, sentence):
            return sentence
    pages = shared.library().pages
    subject = next((pages[term].title for term in calculator.terms if term in pages), calculator.title)
    return f"What is {subject}?"


def _sentences(calculator: Calculator[Any, Any], given: Mapping[str, Any]) -> Iterator[str]:
    legs = given.get("legs")
    if isinstance(legs, list):
        said = listed([_leg(leg) for leg in legs])
        yield f"Payoff of this position: {said}; {say_inputs(calculator.name, {name: value for name, value in given.items() if name != 'legs'})}"
    inputs = say_inputs(calculator.name, given)
    yield f"{calculator.title}: {inputs}"
    yield f"Calculate {calculator.name} with {inputs}"


def _leg(leg: Mapping[str, Any]) -> str:
    """`sell 2 6,700 puts in 45 days`."""
    quantity = leg["quantity"]
    many = abs(quantity)
    when = f" in {leg['dte']:g} days" if leg.get("dte") is not None else ""
    return f"{'buy' if quantity > 0 else 'sell'} {many} {leg['strike']:.10g} {leg['right']}{'' if many == 1 else 's'}{when}"


def _understood(calculator: Calculator[Any, Any], sentence: str) -> tuple[Figure, ...] | None:
    plan = _router().plan(sentence)
    if plan.missing or [request.calculator for request in plan.requests] != [calculator.name]:
        return None
    return _figures(calculator, plan.requests[0].inputs)


def _figures(calculator: Calculator[Any, Any], given: Mapping[str, Any]) -> tuple[Figure, ...] | None:
    try:
        return calculator.run(given).presentation.figures
    except InputError:
        return None


@st.cache_resource(show_spinner=False)
def _router() -> Router:
    from bot.routing.rules import RulesRouter
    from calculators.catalogue import CATALOGUE

    return RulesRouter(CATALOGUE)
