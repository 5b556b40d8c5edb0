"""The composer that has a language model choose and shorten: the model proposes sentences, the evidence decides which may be shown.

The model sees the evidence and the plain answer and writes lines with keys. Each line is held against the evidence as it arrives
(`bot.compose.support`); what is not supported is dropped, and too little left means no draft, so that the plain composer speaks. The
figures, the assumptions, tables, formulas, verdicts and headings are code's own: a model can neither change nor leave out any of them.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from bot.answer import NO_MODEL, ComposerName, Evidence
from bot.compose.check import KEY, Fault, compose_checked
from bot.compose.composer import Composer, ComposerError
from bot.compose.sentences import CITATION
from bot.compose.support import Support, Supported, Unsupported
from bot.compose.weave import tidy, weave
from bot.models import ModelError, stream_text
from bot.prompts import prompt

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

MOST_DROPPED = 1 / 2
Say = Callable[[str, str], None]

log = logging.getLogger(__name__)


class ModelComposer:
    """Composes with a chat model. Raises ComposerError, with a reason a person may read, when there is nothing to show."""

    name: ComposerName = "model"

    def __init__(self, open_model: Callable[[], BaseChatModel], label: str, plain: Composer, timeout: float = 60.0) -> None:
        self.label = label
        self._open = open_model
        self._plain = plain
        self._timeout = timeout

    def compose(self, evidence: Evidence, say: Say | None = None) -> str:
        """The answer's Markdown.

        `say` is told each supported sentence and its layer (numbers, theory, method, claim) as soon as it is checked; what `say` raises
        passes through and stops the model.
        """
        if not evidence.passages and not evidence.results:
            raise ComposerError("there is nothing to say in other words")
        plain = self._plain.compose(evidence)
        draft = Draft(evidence, plain)
        try:
            for line in _lines(self._write(evidence, plain)):
                kept = draft.take(line)
                if kept is not None and say is not None:
                    say(tidy(kept.text), kept.layer)
        except ModelError as error:
            raise ComposerError(str(error)) from None
        for dropped in draft.dropped:
            log.info("a sentence of %s was dropped: %s: %s", self.label, dropped.rule, dropped.text[:200])
        draft.refuse_if_poor()
        return draft.text()

    def _write(self, evidence: Evidence, plain: str) -> Iterator[str]:
        return stream_text(self._open, [("system", prompt("compose")), ("human", evidence_text(evidence, plain))], self._timeout)

    def having_written(self, draft: str) -> ModelComposer:
        """This composer with its model's words at hand, as an agent leaves them."""
        return _Written(self._open, self.label, self._plain, self._timeout, draft)

    def telling(self, say: Say) -> Composer:
        """This composer, telling each sentence as it is checked."""
        return _Telling(self, say)

    def reason(self, refused: Sequence[Fault]) -> str:
        """Why this composer spoke or, when its draft was refused, why it did not."""
        if not refused:
            return f"{self.label} chose and shortened sentences of the evidence; each was checked"
        return f"{self.label} was asked, but {refused[0].rule.removeprefix('no draft: ')}; so the plain composer spoke"


class _Written(ModelComposer):
    def __init__(self, open_model: Callable[[], BaseChatModel], label: str, plain: Composer, timeout: float, draft: str) -> None:
        super().__init__(open_model, label, plain, timeout)
        self._draft = draft

    def _write(self, evidence: Evidence, plain: str) -> Iterator[str]:
        return iter([self._draft])


class _Telling:
    def __init__(self, composer: ModelComposer, say: Say) -> None:
        self.name: ComposerName = composer.name
        self._composer, self._say = composer, say

    def compose(self, evidence: Evidence) -> str:
        return self._composer.compose(evidence, self._say)


def speak(
    evidence: Evidence, composer: Composer, plain: Composer, say: Say | None, report: Callable[[Composer, list[Fault]], None]
) -> tuple[str, ComposerName, str]:
    """The checked text of an answer, the composer that spoke, and why it was that one."""
    if not isinstance(composer, ModelComposer):
        return *compose_checked(evidence, composer, plain, report), NO_MODEL
    first: Composer = composer if say is None else composer.telling(say)
    refused: list[Fault] = []

    def hear(spoke: Composer, found: list[Fault]) -> None:
        report(spoke, found)
        if spoke is first:
            refused.extend(found)

    text, name = compose_checked(evidence, first, plain, hear)
    return text, name, composer.reason(refused)


class Draft:
    """A model's sentences as far as the evidence supports them, and the answer that code makes of them."""

    def __init__(self, evidence: Evidence, plain: str) -> None:
        self._evidence = evidence
        self._plain = plain
        self._support = Support(evidence)
        self._lead_key = evidence.passages[0][0] if evidence.passages else None
        self._tested = {tested.passage_key for tested in evidence.tested}
        self._kept: dict[str, list[Supported]] = {}
        self._last: dict[str, tuple[str, int]] = {}
        self.dropped: list[Unsupported] = []

    def take(self, line: str) -> Supported | None:
        """The sentence of a line if it may be shown. Headings and list marks that a model adds all the same are not sentences."""
        text = re.sub(r"^\s*(?:[-*•]\s+|\d+[.)]\s+)", "", line).strip()
        if not text or re.fullmatch(r"#+ .*|\*\*[^*]+\*\*:?|[-=_*`~]{3,}\w*", text):
            return None
        judged = self._support.judge(text)
        if isinstance(judged, Supported):
            group = self._group(judged)
            judged = self._in_context(judged, group)
            if isinstance(judged, Supported):
                self._kept.setdefault(group, []).append(judged)
                return judged
        self.dropped.append(judged)
        return None

    def _in_context(self, sentence: Supported, group: str) -> Supported | Unsupported:
        """A statement that points back ("It ...") keeps its sense only right after the one it followed in its page. None is said twice."""
        said = {(s.key, s.place) for kept in self._kept.get(group, ()) for s in kept.statements}
        last = self._last.get(group)
        for statement in sentence.statements:
            here = (statement.key, statement.place)
            if here in said or statement.key in self._tested:
                return Unsupported(sentence.text, "said already")
            if statement.leans and statement.place > 0 and last != (statement.key, statement.place - 1):
                return Unsupported(sentence.text, "points back to what was not said")
            last = here
        if last is not None:
            self._last[group] = last
        return sentence

    def _group(self, sentence: Supported) -> str:
        return "lead" if {statement.key for statement in sentence.statements} == {self._lead_key} else sentence.layer

    def refuse_if_poor(self) -> None:
        """Raise ComposerError when nothing is left, or too much had to go for the rest to be trusted."""
        kept = sum(len(sentences) for sentences in self._kept.values())
        faults = [dropped for dropped in self.dropped if dropped.rule != "said already"]
        if kept == 0:
            why = f"none of what it wrote could be shown ({faults[0].rule})" if faults else "it wrote nothing"
            raise ComposerError(why)
        if len(faults) > MOST_DROPPED * (kept + len(faults)):
            raise ComposerError(f"{len(faults)} of its {kept + len(faults)} sentences could not be shown ({faults[0].rule})")

    def text(self) -> str:
        """The plain answer with the sentences kept in place of its quotations."""
        return weave(self._plain, self._evidence, [sentence for group in self._kept.values() for sentence in group])


def evidence_text(evidence: Evidence, plain: str) -> str:
    """The question, what may be said with its keys, and the plain answer."""
    blocks = [f"QUESTION\n{evidence.question}", "EVIDENCE"]
    for key, passage in evidence.passages:
        blocks.append(f"[{key}] {passage.standing} | {passage.title}: {passage.heading}\n{CITATION.sub('', passage.text)}")
    for calculation in evidence.results:
        presentation = calculation.result.presentation
        figures = [f"- {figure.label}: {figure.text}" for figure in presentation.figures]
        blocks.append(
            "\n".join([f"[{calculation.key}] numbers | {calculation.result.calculator}", presentation.headline, *figures, *presentation.notes])
        )
    return "\n\n".join([*blocks, f"PLAIN ANSWER\n{plain}"])


_KEYED_END = re.compile(r"(?<=\])[.!]?\s+(?!\[[SC]\d)")
_THINKING = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)


def _lines(chunks: Iterator[str]) -> Iterator[str]:
    """Complete statements as they arrive: a line, or a sentence whose keys are followed by another. Thinking aloud is left out."""
    held = ""
    for chunk in chunks:
        held += chunk
        if "<think>" in held:
            if "</think>" not in held:
                continue
            held = _THINKING.sub("", held)
        *complete, held = held.split("\n")
        for line in complete:
            yield from _statements(line)
    yield from _statements(_THINKING.sub("", held))


def _statements(line: str) -> Iterator[str]:
    """A line cut after each run of keys."""
    start = 0
    for end in _KEYED_END.finditer(line):
        if KEY.search(line, start, end.end()):
            yield line[start : end.end()].strip()
            start = end.end()
    if line[start:].strip():
        yield line[start:].strip()
