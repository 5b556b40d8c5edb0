"""All pages: by id, by every name they go by, by what they link to; and the passages an index is built from."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from knowledge.contradictions import FEWEST_READINGS, HEADING, Contradiction, load_contradictions
from knowledge.documents import load_documents
from knowledge.page import CITATION, STANDINGS, Page, PageError, Passage, Section, cited, parse_page, passages_of
from knowledge.sources import SOURCES, Bibliography
from knowledge.words import STOP_WORDS, Word, words

PAGES = Path(__file__).parent / "pages"

VERBS = frozenset(["set"])  # a ticker in capitals ("SET"), and otherwise a word of nearly every sentence
LIKE = 88  # rapidfuzz score from which two spellings may be one word
LIKE_LENGTH = 4  # shorter names are too easily mistaken for one another
LONG = 8  # letters from which a word may be two slips away from the one meant

# Theory leans on primary literature only; these sections say theory with sources (an example computes, mistakes may be plain logic).
PRIMARY_SECTIONS = ("Definition", "Formula", "What theory says")
CITED_STANDINGS = ("method", "claim")


@dataclass(frozen=True, slots=True)
class _Name:
    """A name of a page: the ways its words are divided ("4/4/2", "442"), and, where only one spelling counts, that spelling.

    `BE` is breakeven, `be` is a verb.
    """

    page_id: str
    typed: str | None
    divided: set[tuple[str, ...]]


class Library:
    """Every page that can be read, and what is wrong with the others."""

    def __init__(
        self, pages: Iterable[Page], bibliography: Bibliography, contradictions: Mapping[str, tuple[Contradiction, ...]] = MappingProxyType({})
    ) -> None:
        self.pages: Mapping[str, Page] = MappingProxyType({page.id: page for page in pages})
        self.bibliography = bibliography
        self._contradictions = contradictions
        self._names: dict[str, _Name] = {}
        for page in self.pages.values():
            if page.kind != "document":  # what a person calls a document names no term
                for name in (page.id, page.title):
                    self._add_name(name, page.id)
        for page in self.pages.values():
            for alias in page.aliases:
                self._add_name(alias, page.id)
        self._longest = 1 + max((len(spelling) for name in self._names.values() for spelling in name.divided), default=1)

    @classmethod
    def load(
        cls, folder: Path = PAGES, sources: Path = SOURCES, cache: Path | None = None, documents: Path | None = None
    ) -> tuple[Library, tuple[PageError, ...]]:
        """Read all pages of a folder, the contradictions beside them, and check the links between them.

        A page that cannot be read is left out; a broken link is dropped from its page. Each is reported. `cache` is a folder that keeps
        rendered references, `documents` one of a person's own documents, which join the pages.
        """
        bibliography, bibliography_errors = Bibliography.load(sources, cache)
        errors = list(bibliography_errors)
        read: dict[str, Page] = {}
        texts: dict[str, tuple[str, str]] = {}
        for path in sorted(folder.rglob("*.md")):
            file = path.relative_to(folder).as_posix()
            text = path.read_text(encoding="utf-8", errors="replace")
            page = parse_page(text, file)
            if not isinstance(page, Page):
                errors += page
            elif page.id in read:
                errors.append(PageError(file, 2, f"two pages may not share an id; {page.id} is also {texts[page.id][0]}"))
            else:
                read[page.id] = page
                texts[page.id] = (file, text)
        linked = _Links(read, texts, bibliography)
        questions, question_files, question_errors = load_contradictions(folder / "contradictions")
        contradictions = linked.check_contradictions(questions, question_files)
        for page_id, owned in contradictions.items():
            read[page_id] = _with_readings(read[page_id], owned)
        own, own_errors = load_documents(documents) if documents is not None else ((), ())
        bibliography.add(document.source for document in own)
        library = cls([*(linked.check(page) for page in read.values()), *(document.page for document in own)], bibliography, contradictions)
        return library, (*errors, *question_errors, *linked.errors, *own_errors)

    def page(self, id: str) -> Page:
        """The page of an id; KeyError if there is none."""
        return self.pages[id]

    def resolve(self, text: str) -> Page | None:
        """The page that goes by this name: id, title or alias, whatever its case, hyphens or plural."""
        found = words(text)
        name = self._names.get(_key(found))
        if name is None and len(found) > 1 and found[0].folded in ("a", "an", "the"):
            name = self._names.get(_key(found[1:]))  # only then: the A of "A/D line" is no article
        return self.pages[name.page_id] if name is not None else None

    def suggest(self, text: str, n: int = 3) -> tuple[str, ...]:
        """Ids of the pages whose names look like something in the text that is no name itself, likeliest first: "did you mean ...?"."""
        found = [word for word in words(text) if word.folded not in STOP_WORDS]
        named = self.terms_in(text)
        windows = {_key(found[i : i + length]) for length in range(1, self._longest) for i in range(len(found) - length + 1)}
        windows = {window for window in windows if len(window) >= LIKE_LENGTH and window not in self._names}
        best: dict[str, float] = {}
        for window in windows:
            for key, score, _ in process.extract(window, self._spellings, scorer=fuzz.ratio, score_cutoff=LIKE, limit=n):
                page_id = self._names[key].page_id
                if page_id not in named:
                    best[page_id] = max(best.get(page_id, 0.0), score)
        return tuple(sorted(best, key=lambda id: -best[id])[:n])

    def respelled(self, found: Sequence[Word], known: Callable[[Word], bool]) -> tuple[tuple[str, str], ...]:
        """Words that are nobody's but a slip away from a word of a name: each as typed and as the name has it.

        A slip is a letter left out, added, changed or swapped with its neighbour, one in a word of four letters or more, two from LONG on,
        never the first. A word of a name that its neighbours complete is taken first, and short words only then.
        """
        meant = list(found)
        fixes: dict[str, str] = {}
        for position in (*range(len(found)), *range(len(found))):  # again, for a slip beside a slip: its neighbour completes the name now
            word = found[position]
            if word.typed in fixes or known(word) or len(word.folded) < 3 or not word.folded.isalpha():
                continue
            slips = 2 if len(word.folded) >= LONG else 1
            near = process.extract(word.folded, self._name_words[word.folded[0]], scorer=OSA.distance, score_cutoff=slips, limit=None)
            options: list[tuple[int, int, int, str]] = []
            for other, distance, _ in near:
                if _is_another_word(word.folded, other):
                    continue
                trial = [*meant[:position], Word(other, other), *meant[position + 1 :]]
                whole = max((end - start for _, start, end in self.names_in(trial) if start <= position < end), default=0)
                if whole > 1 or (len(word.folded) >= LIKE_LENGTH and whole == 1) or len(word.folded) >= LONG:
                    options.append((-whole, int(distance), -len(other), other))
            if options:
                fixes[word.typed] = min(options)[-1]
                meant[position] = Word(fixes[word.typed], fixes[word.typed])
        return tuple((word.typed, fixes[word.typed]) for word in dict.fromkeys(found) if word.typed in fixes)

    def terms_in(self, text: str) -> tuple[str, ...]:
        """Page ids named in a text as whole words, the longest name first wherever names overlap, in order of appearance."""
        return tuple(dict.fromkeys(page_id for page_id, _, _ in self.names_in(words(text))))

    def names_in(self, found: Sequence[Word]) -> list[tuple[str, int, int]]:
        """The names among some words: page id, first word, word after the last."""
        names: list[tuple[str, int, int]] = []
        start = 0
        while start < len(found):
            for end in range(min(len(found), start + self._longest), start, -1):
                window = found[start:end]
                name = self._names.get(_key(window))
                if name is not None and _is_named(name, window):
                    names.append((name.page_id, start, end))
                    start = end
                    break
            else:
                start += 1
        return names

    def backlinks(self, id: str) -> tuple[str, ...]:
        """Ids of the pages that list this one as related."""
        return self._backlinks.get(id, ())

    def contradictions(self, id: str) -> tuple[Contradiction, ...]:
        """The questions that accounts answer differently and that this page shows: its own first, then those of other pages."""
        shared = (question for owned in self._contradictions.values() for question in owned if id in question.also)
        return (*self._contradictions.get(id, ()), *shared)

    def passages(self) -> tuple[Passage, ...]:
        """The citable pieces of all pages."""
        return self._passages

    def passage(self, id: str) -> Passage:
        """The passage of an id; KeyError if there is none."""
        return self._passages_by_id[id]

    @cached_property
    def content_hash(self) -> str:
        """A digest of all that an index is built from; it changes when any passage, title or alias does."""
        digest = hashlib.sha256()
        for page in self.pages.values():
            digest.update(json.dumps([page.id, page.title, page.aliases]).encode())
        for passage in self._passages:
            digest.update(json.dumps([passage.id, passage.heading, passage.standing, passage.text, passage.sources]).encode())
        return digest.hexdigest()

    @cached_property
    def _passages(self) -> tuple[Passage, ...]:
        return tuple(passage for page in self.pages.values() for passage in passages_of(page))

    @cached_property
    def _passages_by_id(self) -> dict[str, Passage]:
        return {passage.id: passage for passage in self._passages}

    @cached_property
    def _backlinks(self) -> dict[str, tuple[str, ...]]:
        links: dict[str, list[str]] = {}
        for page in self.pages.values():
            for related in page.related:
                links.setdefault(related, []).append(page.id)
        return {id: tuple(sorted(ids)) for id, ids in links.items()}

    @cached_property
    def _name_words(self) -> Mapping[str, list[str]]:
        """The words of all names, by their first letter."""
        found = {word for name in self._names.values() for spelling in name.divided for word in spelling if len(word) >= LIKE_LENGTH}
        by_letter: dict[str, list[str]] = defaultdict(list)
        for word in sorted(found - STOP_WORDS):
            by_letter[word[0]].append(word)
        return by_letter

    @cached_property
    def _spellings(self) -> list[str]:
        return [key for key in self._names if len(key) >= LIKE_LENGTH]

    def _add_name(self, name: str, page_id: str) -> None:
        found = words(name)
        typed = found[0].typed if len(found) == 1 and found[0].typed.lower() in STOP_WORDS | VERBS else None
        known = self._names.setdefault(_key(found), _Name(page_id, typed, set()))
        known.divided.add(tuple(word.folded for word in found))


def _with_readings(page: Page, owned: tuple[Contradiction, ...]) -> Page:
    """The page with the readings of its contradictions under "Where accounts differ", after what is written there."""
    written = next((section for section in page.sections if section.heading == HEADING), None)
    text = "\n\n".join([*([written.text] if written is not None else []), *(question.listed() for question in owned)])
    section = Section(HEADING, STANDINGS[HEADING], text, cited(text), written.examples if written is not None else ())
    if written is not None:
        return replace(page, sections=tuple(section if old is written else old for old in page.sections))
    after = [old for old in page.sections if old.heading == "Common mistakes"]
    return replace(page, sections=(*(old for old in page.sections if old not in after), section, *after))


JOINED = 6  # letters from which a name counts even if its words are divided otherwise: "break even", "breakeven"


def _is_another_word(typed: str, meant: str) -> bool:
    """Whether the letters differ as no slip makes them differ: one changed in a short word, or two in any, unless all are vowels."""
    extra, missing = Counter(typed) - Counter(meant), Counter(meant) - Counter(typed)
    changed = max(extra.total(), missing.total())
    if changed == 0 or (changed == 1 and (len(typed) > LIKE_LENGTH or len(typed) != len(meant))):
        return False
    return not set(extra + missing) <= set("aeiouy")


def _key(found: Iterable[Word]) -> str:
    return "".join(word.folded for word in found)


def _is_named(name: _Name, window: Sequence[Word]) -> bool:
    if name.typed is not None:
        return window[0].typed == name.typed
    return tuple(word.folded for word in window) in name.divided or len(_key(window)) >= JOINED


class _Links:
    """The rules between pages: what each link must lead to, and what was wrong."""

    def __init__(self, pages: Mapping[str, Page], texts: Mapping[str, tuple[str, str]], bibliography: Bibliography) -> None:
        self.pages, self.texts, self.bibliography = pages, texts, bibliography
        self.errors: list[PageError] = []
        self._owners: dict[str, str] = {}
        for page in pages.values():
            for name in (page.id, page.title):
                owner = self._owners.setdefault(_key(words(name)), page.id)
                if owner != page.id:
                    self._fault(page, "title:", f"a title names one page; {page.title!r} also names {owner}")

    def check(self, page: Page) -> Page:
        """The page with its good links only."""
        return replace(
            page,
            aliases=tuple(alias for alias in page.aliases if self._owns(page, alias)),
            related=tuple(id for id in dict.fromkeys(page.related) if self._leads(page, id)),
            sections=tuple(self._check_section(page, section) for section in page.sections),
        )

    def check_contradictions(
        self, questions: Mapping[str, tuple[Contradiction, ...]], texts: Mapping[str, str]
    ) -> dict[str, tuple[Contradiction, ...]]:
        """The questions of pages that exist, with the readings whose sources do."""
        checked: dict[str, tuple[Contradiction, ...]] = {}
        for page_id, owned in questions.items():
            if page_id not in self.pages:
                message = f"a file of contradictions is named after its page; there is no page {page_id!r}"
                self.errors.append(PageError(f"contradictions/{page_id}.toml", 1, message))
                continue
            kept = (self._check_question(question, texts[page_id]) for question in owned)
            checked[page_id] = tuple(question for question in kept if len(question.readings) >= FEWEST_READINGS)
        return {page_id: owned for page_id, owned in checked.items() if owned}

    def _check_question(self, question: Contradiction, text: str) -> Contradiction:
        def fault(id: str, message: str) -> None:
            line = text.count("\n", 0, max(text.find(f'"{id}"'), 0)) + 1
            self.errors.append(PageError(f"contradictions/{question.page_id}.toml", line, f"{message}; got {id!r}"))

        shown = [id for id in question.also if id in self.pages and id != question.page_id]
        for id in question.also:
            if id not in shown:
                fault(id, "a contradiction is shown on other pages that exist")
        readings = [reading for reading in question.readings if all(source in self.bibliography for source in reading.sources)]
        for id in {source for reading in question.readings for source in reading.sources if source not in self.bibliography}:
            fault(id, "cited sources are in the bibliography")
        return replace(question, readings=tuple(readings), also=tuple(shown))

    def _owns(self, page: Page, alias: str) -> bool:
        key = _key(words(alias))
        if not key:
            self._fault(page, "aliases:", f"an alias has letters or digits; got {alias!r}")
            return False
        owner = self._owners.setdefault(key, page.id)
        if owner != page.id:
            self._fault(page, "aliases:", f"an alias names one page; {alias!r} already names {owner}")
        return owner == page.id

    def _leads(self, page: Page, id: str) -> bool:
        if id == page.id:
            self._fault(page, "related:", "a page is not related to itself")
        elif id not in self.pages:
            self._fault(page, "related:", f"related pages exist; there is no page {id!r}")
        return id != page.id and id in self.pages

    def _check_section(self, page: Page, section: Section) -> Section:
        heading = f"## {section.heading}"
        known = tuple(id for id in section.sources if id in self.bibliography)
        for id in section.sources:
            if id not in self.bibliography:
                self._fault(page, f"[@{id}", f"cited sources are in the bibliography; there is no source {id!r}", heading)
        if section.heading in PRIMARY_SECTIONS:
            for id in known:
                if not self.bibliography[id].primary:
                    message = f"{section.heading!r} leans on primary sources only; {id} is the method's own publication"
                    self._fault(page, f"[@{id}", message, heading)
            if not any(self.bibliography[id].primary for id in known):
                self._fault(page, heading, f"{section.heading!r} cites at least one primary source; got none")
        elif section.standing in CITED_STANDINGS and not known:
            self._fault(page, heading, f"{section.heading!r} cites whose word it is; got no citation")
        if len(known) == len(section.sources):
            return section
        text = CITATION.sub(lambda mark: mark[0] if mark[1] in self.bibliography else "", section.text)
        return replace(section, text=text, sources=known)

    def _fault(self, page: Page, place: str, message: str, after: str = "") -> None:
        file, text = self.texts[page.id]
        found = re.search(rf"{re.escape(place)}\b(?!-)", text[text.find(after) :]) if after else None
        position = found.start() + text.find(after) if found else max(text.find(place), 0)
        self.errors.append(PageError(file, text.count("\n", 0, position) + 1, message))
