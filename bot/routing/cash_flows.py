"""Cash flows as people tell them: signs from the verbs, flows told once and paid often, years in which nothing comes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.routing.numbers import Number
from bot.routing.reading import Reading
from bot.routing.slots import is_year
from bot.routing.words import word_list
from calculators.speech import verbs

MOST_PERIODS = 600
_LATEST = 60  # a number up to here after "year" says which
_GIVE = frozenset(
    (
        *verbs("pay invest cost spend put buy lose owe contribute lay sink commit fork deposit lend give need require outlay stake call lock").split(
            "|"
        ),
        *word_list("outflow outflows upfront minus initial investment tuition cheque outlays margin"),
    )
)
_TAKE = frozenset(
    (
        *verbs("get receive earn return take collect bring produce yield generate make sell recover throw save distribute repay net").split("|"),
        *word_list(
            "inflow inflows back income plus followed pays_back coupons receipts salary exit rent dividend proceeds resale salvage profit "
            "savings revenue rental"
        ),
    )
)
_NOT_PAID = re.compile(r" (?:after|net of|less|before|minus|without) (?:all |any )?costs? $")  # "rent after costs 12,000" is rent
_UNIT = r"(?:years?|months|quarters?|periods?)"
_IN_TURN = r"(?:next |first |following |coming |last |further |more |subsequent )*"
_EVERY = rf"(?:(?:at the end of |in )?(?:a|an|per|each|every|/) {_UNIT}|annually|yearly|monthly|quarterly)"
_HERE = r"(?: (?:back|net|in return|in|euro|dollars?|of \w+|to me|gbp|usd|eur))*"
_ONE_TO = rf"(?:in |over |for |from |during )*(?:the )?{_UNIT} (?P<first>one|N\d+) (?:to|through|till|until|-) (?P<last>[N]\d+)"
# After a flow: how many times it comes, "a year for 4 years", "in each of the next four years", "a year in years one to three".
_REPEATED = re.compile(
    rf"{_HERE} (?:{_EVERY}(?: \w+| ,){{0,3}}? (?:for|over|during) (?:the )?{_IN_TURN}(?P<count>[N]\d+) {_UNIT}|"
    rf"(?:(?:in|at|of|the|end|for|over) )*(?:each|every one|every)(?: one)? of (?:the )?{_IN_TURN}(?P<each>[N]\d+) {_IN_TURN}{_UNIT}|"
    rf"{_EVERY} (?:through|until|till|up to) {_UNIT} (?P<until>[N]\d+)|"
    rf"(?:{_EVERY} |(?:in )?(?:each|every one) of )?{_ONE_TO}|(?P<times>[N]\d+) times|x (?P<by>[N]\d+)(?= (?:[,.;?]|years|months|$)))"
)
_KINDS = r"(?:inflows?|coupons?|payments?|instal+ments?|receipts?|cash ?flows?|flows?|dividend|rents?|cheques?|returns?)"
# Before a flow: "three inflows of 3,700", "five times 62,000", "each of 3 years it earned us 9,500".
_COUNTED = re.compile(
    rf" (?:(?P<kinds>[N]\d+) (?:(?!with)[a-z]+ ){{0,2}}?{_KINDS} of|(?P<times>[N]\d+) (?:times|x)|"
    rf"(?:in )?each of (?:the )?{_IN_TURN}(?P<each>[N]\d+) {_IN_TURN}{_UNIT}(?: (?!and)[a-z,]+){{0,5}}) $"
)
_NOTHING = r"(?:nothing|nil|none|zip|nada|zilch|no (?:cash|income|flows?|inflows?|return))"
# A stretch without flows: "nothing in the first year", "zip for four years", "receive nil".
_IDLE = re.compile(
    rf"(?<= ){_NOTHING} (?:for|over|during|in) (?:the )?{_IN_TURN}(?:(?P<many>[N]\d+) )?{_UNIT}(?= )|"
    rf"(?<= )(?P<idle>[N]\d+) {_UNIT} (?:of|with|without) (?:{_NOTHING}|any (?:income|return|cash))(?= )|"
    rf"(?<= ){_NOTHING}(?= (?:[,;.]|and|then) )"
)
_ADDED = re.compile(
    rf" (?:(?:together|along) with|on top|also|plus|as well|in addition|additional|(?:in|at|of) (?:the )?(?:end of )?(?:the )?(?:last|final|"
    rf"same) {_UNIT}) "
)
_ADDED_AFTER = re.compile(
    r"^(?: of \w+)? (?:on top|as well|in addition|of principal|of face value|in the (?:last|final) years|at the (?:very )?end(?! of))(?= )"
)
_MARGIN_AND = re.compile(r" (?:margin|stake|principal|deposit|capital|money|it(?: all)?|all of it) $")
# When a flow comes: "in year five 219,000", "after 3 years 1,500", "1,331 in year 3", "in 5 years".
_WHEN = rf"(?:in|at|after|by)(?: the end of)? {_UNIT} (?P<at>[N]\d+)|(?:in|after) (?P<in>[N]\d+) {_UNIT}(?! (?:after|later|each|a|per|every))"
_WHEN_BEFORE = re.compile(rf" (?:{_WHEN})(?: (?!and)[a-z:,]+){{0,4}} $")
_WHEN_AFTER = re.compile(rf"{_HERE} (?:{_WHEN})(?= )")
# Numbers that only say when: "year 1:", "t = 2", "CF3", "at the ends of years one, 2 and 3", "(2026-2029)", "back in 2019", "store #14".
_LABEL = re.compile(
    rf"(?<= )(?:{_UNIT}|(?:at )?t|cf|c f|#)(?: (?:#|no|number))? (?:one|[N]\d+)(?: (?:,|and|, and|to|through|-|&) [N]\d+(?! {_UNIT}))*(?= )"
)


@dataclass(slots=True)
class _Flow:
    """One number of the line that is paid or received: the values in order, and whether its sign was said."""

    values: list[float]
    said: bool


class _Teller:
    """The flows of a line as they are told, number by number."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.text = reading.text
        self.flows: list[_Flow] = []
        self.spans: list[tuple[int, int]] = []
        self.indices: list[int] = []  # of the numbers that are flows
        self._blank(self._labels())
        told = [reading.number(place) for place in re.findall(r"(?<= )[ND]\d+(?= )", self.text)]
        self.written = {number.value for number in told if number.signed and number.value < 0}

    def _labels(self) -> Iterator[tuple[int, int]]:
        """Stretches whose numbers only say when, or count what is no flow; where a later flow may hang on one it stays."""
        for match in _LABEL.finditer(self.text):
            numbers = [self.reading.number(place) for place in re.findall(r"N\d+", match.group(0))]
            if not numbers or any(number.value > _LATEST or number.value != int(number.value) for number in numbers):
                continue
            before, many = self.text[: match.start()], len(numbers) + (" one" in match.group(0))
            hangs = re.search(r" (?:in|at|after|by|end of|for|over|from|during|through|until|till|up to|a|per) (?:the )?$", before) is not None
            a_range = re.search(r" (?:to|through|-) N\d+$", match.group(0)) is not None
            if (many == 1 and hangs) or (a_range and not re.search(r"N\d+ (?:(?:,|and) )+N\d+ (?:[a-z]+ ){0,6}$", before)):
                continue  # "260,000 in year 5", "in years one to three"
            yield match.span()
        for match in re.finditer(r"(?<= )(?:\( )?[N]\d+ - [N]\d+(?: \))?(?= )|(?<= )(?:back )?in [N]\d+(?! years)(?= )", self.text):
            if all(is_year(self.reading.number(place)) for place in re.findall(r"N\d+", match.group(0))):
                yield match.span()
        for match in re.finditer(r"(?<= )(?:(?:above|below|over|than|#|no \.) [N]\d+|[N]\d+ (?:%|dte))(?= )", self.text):
            if self.reading.number(re.findall(r"N\d+", match.group(0))[0]).value < _LATEST:
                yield match.span()

    def _blank(self, spans: Iterator[tuple[int, int]]) -> None:
        for start, end in list(spans):
            self.spans.append((start, end))
            self.text = f"{self.text[:start]}{'_' * (end - start)}{self.text[end:]}"

    def tell(self) -> list[float]:
        """All flows in order."""
        sign = before = 0
        end = 0
        for item in re.finditer(rf"{_IDLE.pattern}|\S+", self.text):
            word = item.group(0)
            if item.start() < end or "_" in word:
                continue
            if " " in word or re.fullmatch(_NOTHING, word):
                end = self._idle(item)
            elif word == "pays" and self.flows:
                sign = before = 1  # what was paid for pays, in the end
            elif word in _GIVE and not _NOT_PAID.search(self.text[: item.end()] + " "):
                sign = before = -1
            elif word == "then":
                sign = 1
            elif word in ("another", "further", "again"):
                sign = before  # "100, then another 50": as what came before
            elif word in _TAKE:
                sign = before = 1
            elif re.fullmatch(r"[ND]\d+", word) and item.start() >= end and not self._counts(item):
                end = max(end, self._flow(item, sign))
        return self._signed()

    def _counts(self, item: re.Match[str]) -> bool:
        """Whether the number counts years, or payments, and is none itself."""
        after = self.text[item.end() :]
        return re.match(rf" (?:{_UNIT}|times|x|%|dte|(?:(?!with)[a-z]+ ){{0,2}}?{_KINDS} of) ", f"{after} ") is not None or (
            re.search(rf" (?:{_UNIT}|period) $", self.text[: item.start()]) is not None and self.reading.number(item.group(0)).value <= _LATEST
        )

    def _flow(self, item: re.Match[str], sign: int) -> int:
        """Tell one flow, as often as it comes; gives where what was said of it ends."""
        number = self.reading.number(item.group(0))
        before, after = self.text[: item.start()], self.text[item.end() :]
        self.spans.append(item.span())
        self.indices.append(int(item.group(0)[1:]))
        back = re.match(r" (?:(?:comes?|came|coming|is|are|gets?) )?(?:back|in return|profit|returned|repaid)(?= )", after) is not None
        out = re.match(r" (?:out|upfront|up front|down)(?= )", after) is not None
        sign = 1 if back else -1 if out else sign
        value = abs(number.value) if not number.signed else number.value
        joined = self._joined(number, before, after)
        if joined:
            self.flows[-1].values[-1] += joined
            return item.end() + self._when(before, after)[1]
        signed = number.signed and not number.text.startswith("plus")
        times, end = self._times(before, after)
        at, when = self._when(before, after) if times == 1 and self.flows else (0, 0)
        told = sum(len(flow.values) for flow in self.flows)
        if at > told > 0:
            self.flows.append(_Flow([0.0] * (at - told), True))
        size = value if signed else (sign if sign else 1) * value
        self.flows.append(_Flow([size] * times, number.signed or bool(sign)))
        return item.end() + max(end, when)

    def _joined(self, number: Number, before: str, after: str) -> float:
        """What is added to the last flow by a number that comes with it: "the last along with 1,000 of principal"."""
        if not self.flows:
            return 0.0
        gap = before[max(span[1] for span in self.spans[:-1]) :] if len(self.spans) > 1 else before
        clause = f" {gap.strip()} "
        plus = number.text.startswith("plus") and not before.endswith((", ", "; ", ": ", "for "))
        if plus and _MARGIN_AND.search(before) is not None:
            first = self.flows[0].values[0]
            self.flows.append(_Flow([abs(first)], True))
            return number.value
        last = self.flows[-1].values[-1]
        several = len(self.flows) > 1 or len(self.flows[-1].values) > 1
        if several and (_ADDED.search(clause) is not None or _ADDED_AFTER.match(after) is not None or plus):
            return abs(number.value) if last >= 0 or len(self.flows) > 1 else -abs(number.value)
        return 0.0

    def _times(self, before: str, after: str) -> tuple[int, int]:
        """How many times a flow comes, and where the words for it end after the number."""
        match = _COUNTED.search(before)
        if match is not None and (place := match["kinds"] or match["times"] or match["each"]) is not None:
            self.spans.append((match.start() + 1, match.end() - 1))
            return self._count(place), 0
        match = _REPEATED.match(after)
        if match is None:
            return 1, 0
        self.spans.append((len(before) + self._width(before) + match.start() + 1, len(before) + self._width(before) + match.end()))
        if match["last"]:
            first = 1 if match["first"] == "one" else self._count(match["first"])
            return max(self._count(match["last"]) - first + 1, 1), match.end()
        many = self._count(match["count"] or match["each"] or match["times"] or match["by"] or match["until"])
        monthly = re.search(r" (?:(?:a|per|each|every|/) months|monthly) .*years$", match.group(0)) is not None
        return min(many * (12 if monthly else 1), MOST_PERIODS), match.end()

    def _width(self, before: str) -> int:
        """The length of the number that stands after `before`."""
        match = re.match(r"[ND]\d+", self.text[len(before) :])
        return match.end() if match is not None else 0

    def _count(self, place: str) -> int:
        value = self.reading.number(place).value
        return int(value) if 1 <= value <= MOST_PERIODS else 1

    def _when(self, before: str, after: str) -> tuple[int, int]:
        """The period in which a flow comes, if one is named, and where the words for it end after the number."""
        match = _WHEN_AFTER.match(after)
        if match is not None and (place := match["at"] or match["in"]):
            start = len(before) + self._width(before)
            self.spans.append((start + 1, start + match.end()))
            return self._count(place), match.end()
        match = _WHEN_BEFORE.search(before)
        if match is not None and (place := match["at"] or match["in"]):
            self.spans.append((match.start() + 1, match.end() - 1))
            return self._count(place), 0
        return 0, 0

    def _idle(self, item: re.Match[str]) -> int:
        """Tell a stretch in which nothing comes; before the first flow it is none."""
        match = _IDLE.match(self.text, item.start())
        if match is None or not self.flows:
            return 0
        self.flows.append(_Flow([0.0] * (self._count(match["many"] or match["idle"]) if match["many"] or match["idle"] else 1), True))
        self.spans.append(match.span())
        return match.end()

    def _signed(self) -> list[float]:
        """The flows with their signs: where signs are written they alone count; what comes first is paid unless it is said to be received."""
        if not self.flows:
            return []
        first = self.flows[0]
        if first.values[0] in self.written:
            flows = [value if value in self.written else abs(value) for flow in self.flows for value in flow.values]
        else:
            flows = [value for flow in self.flows for value in flow.values]
        if not first.said and all(value >= 0 for value in flows):
            flows[0] = -flows[0]
        return [value if value else 0.0 for value in flows]


def take_cash_flows(reading: Reading) -> list[float] | None:
    """Cash flows in order of time, paid negative and received positive; None when fewer than two are told."""
    teller = _Teller(reading)
    flows = teller.tell()
    if len(flows) < 2:
        return None
    said = set(teller.indices)
    for start, end in teller.spans:
        taken = set(reading.taken)
        reading.blank(start, end)
        reading.unsaid |= reading.taken - taken - said  # what only says when, or how often
    return flows
