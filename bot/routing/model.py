"""A chat model as second reader: asked only when the rules found numbers that they could not place, and never believed about a number.

The model names a calculator and inputs. An input counts only if its number stands in the question, and the calculator must take them;
what it read is said above the figures, so that a person sees it and can set it right.
"""

from __future__ import annotations

import json
import logging
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.market import Market
from bot.models import ModelError, stream_text
from bot.numbers import numbers_in, said_in, values_in
from bot.prompts import prompt
from bot.routing.plan import Plan, Request, Router
from bot.say import say_inputs
from calculators.errors import InputError
from calculators.spec import Calculator

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

LEAST_NUMBERS = 2
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)

log = logging.getLogger(__name__)


class ModelRouter:
    """Plans by the rules; when they are unsure, by a model's reading that the rules of this file bear out."""

    def __init__(
        self,
        rules: Router,
        open_model: Callable[[], BaseChatModel],
        label: str,
        catalogue: Iterable[Calculator[Any, Any]],
        timeout: float,
        market: Market | None = None,
    ) -> None:
        self._rules = rules
        self._open = open_model
        self._label = label
        self._catalogue = {calculator.name: calculator for calculator in catalogue}
        self._timeout = timeout
        self._market = market

    def plan(self, question: str, history: Sequence[str] = (), as_of: date | None = None) -> Plan:
        plan = self._rules.plan(question, history, as_of)
        if not _unsure(plan, question):
            return plan
        request = self._read(question)
        if request is None:
            return plan
        note = f"{self._label} read this as {self._catalogue[request.calculator].title}: {say_inputs(request.calculator, request.inputs)}"
        return replace(plan, route="calculate", requests=(request,), missing=(), conflicts=(), unused=(), notes=(*plan.notes, note))

    def _read(self, question: str) -> Request | None:
        """The model's reading if it can be used, else None: the rules' plan stands."""
        listed = "\n".join(f"{c.name}: {c.description.splitlines()[0]} Inputs: {', '.join(c.inputs.model_fields)}" for c in self._catalogue.values())
        asked = [("system", prompt("route")), ("human", f"CALCULATORS\n{listed}\n\nQUESTION\n{question}")]
        try:
            said = "".join(stream_text(self._open, asked, self._timeout))
        except ModelError as error:
            log.warning("%s could not read a question: %s", self._label, error)
            return None
        found = _OBJECT.search(said)
        try:
            read = json.loads(found[0]) if found else None
        except ValueError:
            read = None
        if not isinstance(read, dict) or not isinstance(read.get("inputs"), dict) or read.get("calculator") not in self._catalogue:
            return None
        calculator = self._catalogue[read["calculator"]]
        known = said_in(question)
        given = {
            name: value
            for name, value in read["inputs"].items()
            if name in calculator.inputs.model_fields and all(any(math.isclose(n, k, rel_tol=1e-9) for k in known) for n in values_in(value))
        }
        if not values_in(given):
            return None
        try:
            calculator.parse({**given, **(self._market.fill(calculator, given) if self._market is not None else {})})
        except InputError as error:
            log.info("%s's reading could not be used: %s", self._label, error)
            return None
        return Request(calculator.name, given)


def _unsure(plan: Plan, question: str) -> bool:
    """Whether the rules left a question with numbers in it unplaced: nothing to compute, or a question back."""
    return not plan.requests and plan.route in ("explain", "clarify") and len(numbers_in(question)) >= LEAST_NUMBERS
