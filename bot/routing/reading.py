"""A question being read: patterns take what they understand, and what nobody took is left to see.

A pattern is words with places: `#` any number, `#%` a percentage, `#$` dollars, `~` any run of linking words ("at",
"is", "of", "="), and otherwise a regular expression over words separated by single spaces. `_` is what was taken before.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from bot.routing.numbers import Line, Number, Span

_LINK = (
    r"(?:(?:at|is|are|would|will|should|of|on|in|=|@|:|~|->|near|around|about|approximately|roughly|to|was|were|be|sits?|sitting|running|being|worth|valued|currently|now|trading|trades?|becomes?|became|quotes?|quoted|prints?|printed|closed|closes|last|level|price|"
    r"priced|actually|really|rather|in (?:reality|fact|truth)|the|a|an|(?:, )?(?:say|maybe|perhaps|call it)(?: ,)?|, like|"
    r",(?= (?:at|now|currently|standing) )|hits?|reads?|stands?|stood|"
    r"at most|at least|at worst|up to|no more than|"
    r"(?:(?:has|have|had|been|got) )+[a-z]+(?:ed|en) (?:up|down|back) to|"
    r"equals|with|flat|like|just|only|another|some|"
    r"(?:(?:has |have )?(?:goes?|going|gone|went|come|came|eased|slipped|fell|dropped|rose|climbed|moved|spikes?|spiking|jumps?|jumping|rises?|"
    r"rising|climbs?|climbing|falls?|falling|"
    r"drops?|dropping|moves?|moving|back|runs?|set|change|changed) )?(?:(?:up|down|back|out|in) )?to) )*"
)


@lru_cache(maxsize=8192)
def compiled(pattern: str) -> re.Pattern[str]:
    body = pattern.replace("#%", r"(P\d+)").replace("#$", r"(D\d+)").replace("#", r"([NPD]\d+)").replace("~", _LINK)
    return re.compile(rf"(?<= )(?:{body})(?= )")


class Reading:
    """The line with its taken parts blanked, and which numbers were taken."""

    def __init__(self, line: Line) -> None:
        self.text = line.text
        self.said = line.text
        self.numbers = line.numbers
        self.keys = line.keys
        self.taken: set[int] = set()
        self.unsaid: set[int] = set()  # of those taken, the ones taken back by who said them
        self._sources = line.sources
        self._fresh: list[Span] = []

    def claim(self) -> tuple[Span, ...]:
        """The stretches of the question taken since the last claim."""
        fresh, self._fresh = tuple(self._fresh), []
        return fresh

    def number(self, place: str) -> Number:
        return self.numbers[int(place[1:])]

    def has(self, pattern: str) -> bool:
        """Whether what is left matches."""
        return compiled(pattern).search(self.text) is not None

    def said_at_all(self, pattern: str) -> bool:
        """Whether the question matches, taken parts included."""
        return compiled(pattern).search(self.said) is not None

    def peek(self, pattern: str) -> tuple[Number, ...] | None:
        match = compiled(pattern).search(self.text)
        return None if match is None else tuple(self.number(place) for place in match.groups() if place is not None)

    def all(self, pattern: str) -> tuple[Number, ...]:
        """The first number of each match in what is left."""
        return tuple(self.number(match.group(1)) for match in compiled(pattern).finditer(self.text))

    def take(self, pattern: str, ok: Callable[..., bool] | None = None) -> tuple[Number, ...] | None:
        """The numbers of the first match that is `ok`, taken out of the text; None when there is none."""
        match = self.match(pattern, ok)
        return None if match is None else tuple(self.number(place) for place in match.groups() if place is not None and _PLACE.fullmatch(place))

    def match(self, pattern: str, ok: Callable[..., bool] | None = None) -> re.Match[str] | None:
        """Like `take`, for patterns whose words matter too: gives the match."""
        for match in compiled(pattern).finditer(self.text):
            numbers = [self.number(place) for place in match.groups() if place is not None and _PLACE.fullmatch(place)]
            if ok is None or ok(*numbers):
                self.blank(match.start(), match.end())
                return match
        return None

    def blank(self, start: int, end: int) -> None:
        """Mark a stretch of the text as taken. Its length stays, so that positions found before still hold."""
        self.taken.update(int(place) for place in re.findall(r"[NPD](\d+)", self.text[start:end]))
        self._note(start, end)
        self.text = f"{self.text[:start]}{'_'.ljust(end - start, '_')}{self.text[end:]}"

    def forget(self, pattern: str) -> None:
        """Take the numbers of the first match as ones that are no input of anything."""
        taken = set(self.taken)
        if self.match(pattern) is not None:
            self.unsaid |= self.taken - taken

    def cut(self, start: int, end: int) -> None:
        """Take a stretch out of the text altogether, as if it had not been said."""
        gone = {int(place) for place in re.findall(r"[NPD](\d+)", self.text[start:end])}
        self.taken |= gone
        self.unsaid |= gone
        self.text = self.text[:start] + self.text[end:]
        self._sources = tuple((at if at <= start else at - (end - start), span) for at, span in self._sources if not start < at <= end)

    def restate(self, start: int, end: int, kept: list[tuple[int, int]]) -> None:
        """Put the stretches `kept` in the place of the whole, which is as long at least; its other numbers are taken."""
        said = " ".join(self.text[first:last] for first, last in kept)
        sources, at = [source for source in self._sources if not start < source[0] <= end], start
        for first, last in kept:
            sources += [(at + word_end - first, span) for word_end, span in self._sources if first < word_end <= last]
            at += last - first + 1
        self._sources = tuple(sorted(sources))
        gone = {int(place) for place in re.findall(r"[NPD](\d+)", self.text[start:end])} - {int(n) for n in re.findall(r"[NPD](\d+)", said)}
        self.taken |= gone
        self.unsaid |= gone
        self.text = f"{self.text[:start]}{f'{said} '.ljust(end - start, '_')}{self.text[end:]}"

    def rewrite(self, start: int, end: int, number: Number, words: str, last: bool = False) -> None:
        """Put a number nobody typed, with words after it, in the place of a stretch: the days to the day that it names. `last` puts it at the end."""
        if last:
            spans = [span for at, span in self._sources if start < at <= end]
            self.cut(start, end + 1)
            self.text += f", N{len(self.numbers)} {words} "
            self.numbers = (*self.numbers, number)
            self._sources = (*self._sources, *((len(self.text) - 1, span) for span in spans[-1:]))
            return
        replaced = [span for at, span in self._sources if start < at <= end]
        text = f"N{len(self.numbers)} {words}"
        self.numbers = (*self.numbers, number)
        shift = len(text) - (end - start)
        before = [source for source in self._sources if source[0] <= start]
        after = [(at + shift, span) for at, span in self._sources if at > end]
        here = [(start + len(text), (replaced[0][0], replaced[-1][1]))] if replaced else []
        self._sources = (*before, *here, *after)
        self.taken.update(int(place) for place in re.findall(r"[NPD](\d+)", self.text[start:end]))
        self.text = self.text[:start] + text + self.text[end:]

    def _note(self, start: int, end: int) -> None:
        """Remember where in the question the stretch comes from, neighbouring words as one."""
        for at, (word_end, span) in enumerate(self._sources):
            if start < word_end <= end and self.text[word_end - 1] != "_":
                follows = self._fresh and at > 0 and self._fresh[-1][1] == self._sources[at - 1][1][1] <= span[0]
                if follows:
                    self._fresh[-1] = (self._fresh[-1][0], span[1])
                else:
                    self._fresh.append(span)

    def left(self) -> tuple[tuple[int, Number], ...]:
        """The numbers nobody took, with their places, in order."""
        return tuple((index, number) for index, number in enumerate(self.numbers) if index not in self.taken)

    def take_place(self, index: int) -> None:
        """Take the number at a place by itself."""
        match = re.search(rf"(?<= )[NPD]{index}(?= )", self.text)
        if match is not None:
            self.blank(match.start(), match.end())


_PLACE = re.compile(r"[NPD]\d+")
