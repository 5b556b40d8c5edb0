"""Work a question out in several steps: a model chooses the calculators and their inputs, the calculators alone make the figures.

The model sees a line of text for each step; the results themselves travel beside it, as the messages' artifacts, and only they are
shown. What the model writes at the end is held against them like any other draft (`bot.compose.model`). Limits on calls and time end a
run that goes nowhere; a call that makes no sense is answered with what to mend.
"""

from __future__ import annotations

import logging
import math
import queue
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.answer import Calculation
from bot.compose.check import KEY
from bot.compose.composer import ComposerError
from bot.models import text_of, trouble
from bot.numbers import said_in, values_in
from bot.prompts import prompt
from bot.say import say_inputs
from calculators.errors import InputError
from calculators.spec import Calculator, ToolResult
from knowledge.page import Passage

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.tools import BaseTool

MOST_STEPS = 12
MOST_REPLIES = 16
MOST_PASSAGES = 4
TASKS = ("price", "hedge", "size", "method", "volatility")

_SEQUENCE = re.compile(
    r"(?:,|;|\band\b|\.)\s*(?:and )?(?:then|after that|afterwards|next|finally)\b|"
    r"\b(?:find|search for|choose|pick|solve for|what|which|how (?:wide|far|many))\b.{3,80}\b(?:keeps?|keeping|leaves?|so that|such that|under|below|"
    r"at most|at least|no more than)\b.{0,20}[$\d]",
    re.IGNORECASE,
)

log = logging.getLogger(__name__)


def wants_steps(question: str) -> bool:
    """Whether a question asks for one thing after another, or for an input that meets a limit."""
    return _SEQUENCE.search(question) is not None


@dataclass(frozen=True, slots=True)
class Worked:
    """What a run came to: the calculations its answer rests on, the passages it found, and what the model wrote, under their keys."""

    calculations: tuple[Calculation, ...]
    passages: tuple[Passage, ...]
    draft: str


class Agent:
    """Runs a model over the catalogue. Raises ComposerError, with a reason a person may read, when a run comes to nothing."""

    def __init__(
        self,
        open_model: Callable[[], BaseChatModel],
        label: str,
        catalogue: Mapping[str, Calculator[Any, Any]],
        calculate: Callable[[str, dict[str, Any]], ToolResult],
        search: Callable[[str, int], Sequence[Passage]],
        timeout: float = 60.0,
    ) -> None:
        self.label = label
        self._open = open_model
        self._catalogue = {name: calculator for name, calculator in catalogue.items() if calculator.task in TASKS}
        self._calculate = calculate
        self._search = search
        self._timeout = timeout

    def work(self, question: str, step: Callable[[str], None]) -> Worked:
        """Let the model work. `step` is told each step as it is taken; what it raises ends the run and passes through.

        Inputs that stand neither in the question nor in an earlier step's figures are the model's choice: they count as assumed.
        """
        run = _Run(question, self._catalogue, self._calculate, self._search)
        final = self._converse(run, question, step)
        if not run.results:
            raise ComposerError("it called no calculator" if final else "it ended without an answer")
        return run.worked(final)

    def _converse(self, run: _Run, question: str, step: Callable[[str], None]) -> str:
        """The model's last words, steps told in the caller's own thread. The model's is left behind when it outlives the time allowed."""

        def talk() -> None:
            try:
                run.told.put(_Final(_talk(self._open(), run, question)))
            except Exception as error:  # said in words of our own by whoever waits
                run.told.put(error)

        deadline = time.monotonic() + self._timeout
        threading.Thread(target=talk, name="agent", daemon=True).start()
        try:
            while True:
                try:
                    told = run.told.get(timeout=max(0.0, deadline - time.monotonic()))
                except queue.Empty:
                    raise ComposerError(f"it took longer than {self._timeout:g} seconds") from None
                if isinstance(told, _Final):
                    return told.text
                if isinstance(told, Exception):
                    log.warning("the model failed: %s", type(told).__name__)
                    raise ComposerError(trouble(told)) from None
                step(told)
        finally:
            run.closed = True


@dataclass(frozen=True, slots=True)
class _Final:
    text: str


def _talk(model: BaseChatModel, run: _Run, question: str) -> str:
    from langchain.agents import create_agent
    from langchain.agents.middleware import ModelCallLimitMiddleware, ToolCallLimitMiddleware, ToolErrorMiddleware

    limits: list[Any] = [ToolCallLimitMiddleware(run_limit=MOST_STEPS), ModelCallLimitMiddleware(run_limit=MOST_REPLIES, exit_behavior="end")]
    agent: Any = create_agent(model, run.tools(), system_prompt=prompt("agent"), middleware=[ToolErrorMiddleware(_mend), *limits])
    messages: list[Any] = [("human", question)]
    for _ in range(2):
        last = agent.invoke({"messages": messages}, {"recursion_limit": 8 * MOST_REPLIES})["messages"]
        final = last[-1]
        # A call that was no JSON ends a run without a word and without an error; it is told so, once.
        if not getattr(final, "invalid_tool_calls", None):
            return text_of(final)
        messages = [*last[:-1], ("human", "Your last tool call was not valid JSON. Make it again, with one JSON object as its arguments.")]
    return ""


def _mend(error: Exception, request: Any) -> str:
    """What a model is told of a call that failed. Anything but bad input is ours: it is logged, and the model is told to go on without."""
    if isinstance(error, InputError):
        return f"{error.message}. Mend the input and call again."
    log.error("the step %s failed", getattr(request, "tool_call", {}).get("name", "?"), exc_info=error)
    return "This step failed. Go on without it."


class _Run:
    """One question's steps: the tools as this run sees them, and what they returned, under the keys the model was told."""

    def __init__(
        self,
        question: str,
        catalogue: Mapping[str, Calculator[Any, Any]],
        calculate: Callable[[str, dict[str, Any]], ToolResult],
        search: Callable[[str, int], Sequence[Passage]],
    ) -> None:
        self._known = said_in(question)
        self._catalogue, self._calculate, self._search = catalogue, calculate, search
        self._lock = threading.Lock()
        self.told: queue.SimpleQueue[str | _Final | Exception] = queue.SimpleQueue()
        self.results: list[ToolResult] = []
        self.passages: list[Passage] = []
        self.closed = False

    def tools(self) -> list[BaseTool]:
        from langchain_core.tools import StructuredTool

        computing: list[BaseTool] = [
            StructuredTool(
                name=calculator.name,
                description=calculator.description,
                args_schema=calculator.inputs.model_json_schema(),
                func=self._computing(calculator),
                response_format="content_and_artifact",
            )
            for calculator in self._catalogue.values()
        ]
        words = {
            "type": "object",
            "properties": {"query": {"type": "string", "description": "What to look for, in a few words."}},
            "required": ["query"],
        }
        finding = StructuredTool(
            name="search_pages",
            description="Find what the pages say about a term, a method or a claim. Not for figures: those are the calculators'.",
            args_schema=words,
            func=self._finding,
            response_format="content_and_artifact",
        )
        return [*computing, finding]

    def _computing(self, calculator: Calculator[Any, Any]) -> Callable[..., tuple[str, ToolResult]]:
        def compute(**given: Any) -> tuple[str, ToolResult]:
            with self._lock:
                self._tell(f"{calculator.title}: {_said(calculator, given)}")
                result = self._calculate(calculator.name, given)
                chosen = tuple(name for name, value in given.items() if name in result.inputs and not self._is_known(value))
                result = replace(result, assumed=tuple(dict.fromkeys((*chosen, *result.assumed))))
                self._known |= {value for figure in result.presentation.figures for value in values_in(figure.value)}
                self.results.append(result)
                key = f"C{len(self.results)}"
            figures = "\n".join(f"{figure.label}: {figure.text}" for figure in result.presentation.figures)
            return f"[{key}] {result.presentation.headline}\n{figures}", result

        return compute

    def _finding(self, query: str) -> tuple[str, list[Passage]]:
        with self._lock:
            self._tell(f"Searching the pages for {query[:80]}")
            new = [passage for passage in self._search(query, MOST_PASSAGES) if passage not in self.passages]
            self.passages += new
            start = len(self.passages) - len(new) + 1
        text = "\n\n".join(f"[S{key}] {passage.standing} | {passage.title}: {passage.text}" for key, passage in enumerate(new, start))
        return text if text else "Nothing new was found.", new

    def _is_known(self, value: Any) -> bool:
        """Whether every number of an input stands in the question or came out of an earlier step: else the model chose it."""
        return all(any(math.isclose(number, known, rel_tol=1e-4) for known in self._known) for number in values_in(value))

    def _tell(self, said: str) -> None:
        """Tell a step, unless the run is over: a model left behind computes nothing more."""
        if self.closed:
            raise ComposerError("the run is over")
        self.told.put(said)

    def worked(self, draft: str) -> Worked:
        """The results the draft cites, or the last of each calculator when it cites none, renumbered from one; and the passages."""
        cited = [int(key[1:]) for key in dict.fromkeys(KEY.findall(draft)) if key[0] == "C" and int(key[1:]) <= len(self.results)]
        if not cited:
            last = {result.calculator: number for number, result in enumerate(self.results, 1)}
            cited = sorted(last.values())
        shown = {f"C{number}": f"C{place}" for place, number in enumerate(sorted(cited), 1)}
        # An uncited step's key must not turn into another's: what is not shown gets a key that no evidence has.
        renumbered = re.sub(r"\[(C\d+)\]", lambda key: f"[{shown.get(key[1], 'C0')}]", draft)
        calculations = tuple(Calculation(f"C{place}", self.results[number - 1]) for place, number in enumerate(sorted(cited), 1))
        return Worked(calculations, tuple(self.passages), renumbered)


def _said(calculator: Calculator[Any, Any], given: Mapping[str, Any]) -> str:
    try:
        return say_inputs(calculator.name, given) if given else "its own example inputs"
    except Exception:  # what a model gives may have any shape; the calculator will say what is wrong with it
        return "inputs that cannot be read"
