"""Results side by side: a trade before and after a change, or several trades at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.answer import Calculation, Table
from bot.compose.sentences import pieces
from bot.say import say_value
from calculators.spec import Chart, Figure, Presentation, ToolResult
from calculators.wording import listed
from knowledge.library import Library
from knowledge.page import SUMMARY, Passage
from knowledge.words import words

MOST_ROWS = 9
IN_PASSING = frozenset(["option", "net-credit", "short-strike", "days-to-expiration"])  # a side only right beside the comparing words
MOST_BETWEEN = 5  # words between a page's name and the words that compare it
MARKET_INPUTS = frozenset(["spot", "vol", "vix", "dte", "smile"])
_NUMBERED = re.compile(r"(?P<name>.+)_(?P<n>[1-9])$")


def change_table(after: Calculation, before: Calculation, kept: Calculation | None, edited: Sequence[str]) -> Table:
    """The inputs that changed and the leading figures, before and after, and of the trade kept open where there is one."""
    columns = [before, after, *([kept] if kept is not None else [])]
    header = ("", f"before [{before.key}]", f"now [{after.key}]", *([f"same strikes, kept open [{kept.key}]"] if kept is not None else []))
    rows = [
        (name.replace("_", " "), *(_input(column.result, name) for column in columns))
        for name in edited
        if before.result.inputs.get(name) != after.result.inputs.get(name)
    ]
    figures = [_figures(column.result.presentation) for column in columns]
    strikes = [_strikes(column.result) for column in columns]
    if all(strikes) and len(set(strikes)) > 1:
        rows.append(("strikes", *strikes))
    lead = [figure.name for figure in after.result.presentation.leading(99)]
    moved = [name for name in lead if name in figures[0] and len({column[name].text if name in column else "" for column in figures}) > 1]
    for name in moved[: MOST_ROWS + 3]:
        rows.append((figures[1][name].label, *(column[name].text if name in column else "not asked" for column in figures)))
    if len(rows) == len(edited) and not moved:
        note = f"None of the leading figures moves [{before.key}] [{after.key}]."
    elif kept is not None:
        note = (
            f"The strikes now are placed anew; the last column keeps the strikes and the credit of the trade before, "
            f"so its expected value is what that trade, still open, has made or lost [{before.key}] [{after.key}] [{kept.key}]."
        )
    else:
        note = f"Before and now are each computed in full [{before.key}] [{after.key}]."
    return Table("What changed", header, tuple(rows), note)


def kept_open(before: ToolResult, after: ToolResult, edited: Sequence[str]) -> dict[str, object] | None:
    """The inputs of the trade before, its strikes and credit kept, in the market after; None unless only the market changed."""
    strikes = {name: figure.value for name in ("long_put", "short_put", "short_call", "long_call") if (figure := _found(before, name)) is not None}
    credit = _found(before, "net_credit")
    if before.calculator != "iron_condor" or len(strikes) < 4 or credit is None or not edited or not set(edited) <= MARKET_INPUTS:
        return None
    if "credit" in before.inputs:
        return None  # a fill is kept by the edit itself
    carried = ("spot", "vol", "dte", "smile", "rate", "dividend_yield", "time_convention", "contracts")
    return {**strikes, "credit": credit.value, **{name: after.inputs[name] for name in carried if name in after.inputs}}


def comparison_table(calculations: Sequence[Calculation], title_of: Callable[[str], str]) -> Table | None:
    """Leading figures by trade: of one comparison of condors, or of several results."""
    if len(calculations) == 1:
        return _of_condors(calculations[0])
    columns = [_figures(calculation.result.presentation) for calculation in calculations]
    lead = dict.fromkeys(figure.name for calculation in calculations for figure in calculation.result.presentation.leading(99))
    names = [name for name in lead if sum(name in column for column in columns) > 1]
    if not names:
        return None
    header = ("", *(f"{_short(calculation, title_of)} [{calculation.key}]" for calculation in calculations))
    rows: list[tuple[str, ...]] = []
    strikes = [_strikes(calculation.result) for calculation in calculations]
    if all(strikes):
        rows.append(("strikes", *strikes))
    for name in names[: MOST_ROWS + 3]:
        label = next(column[name].label for column in columns if name in column)
        rows.append((label, *(column[name].text if name in column else "none" for column in columns)))
    keys = " ".join(f"[{calculation.key}]" for calculation in calculations)
    return Table("Side by side", header, tuple(rows), f"Each column is computed by itself, at the inputs named below {keys}.")


def _of_condors(calculation: Calculation) -> Table | None:
    """The columns of `compare_condors`, whose figures are numbered by condor."""
    by_name: dict[str, dict[str, Figure]] = {}
    differences: dict[str, Figure] = {}
    for figure in calculation.result.presentation.figures:
        if (base := figure.name.removesuffix("_difference")) != figure.name:
            differences[base] = figure
        elif (found := _NUMBERED.match(figure.name)) is not None:
            by_name.setdefault(found.group("name"), {})[found.group("n")] = figure
    numbers = sorted({n for column in by_name.values() for n in column})
    wanted = [name for name in _LEAD if name in by_name]
    if not wanted or len(numbers) < 2:
        return None
    two = len(numbers) == 2
    header = ("", *(f"condor {n}" for n in numbers), *(("difference",) if two else ()))
    strikes = [
        "/".join(by_name[name][n].text for name in ("long_put", "short_put", "short_call", "long_call") if n in by_name.get(name, {}))
        for n in numbers
    ]
    rows: list[tuple[str, ...]] = [("strikes", *strikes, *(("",) if two else ()))] if all(strikes) else []
    for name in wanted:
        first = by_name[name][numbers[0]]
        label = first.label.partition(", condor")[0]
        difference = (differences[name].text if name in differences else "",) if two else ()
        rows.append((label, *(by_name[name][n].text for n in numbers), *difference))
    return Table(
        "Side by side", header, tuple(rows), f"Both are valued in the same market; differences are the later less condor 1 [{calculation.key}]."
    )


_LEAD = (
    "net_credit",
    "max_profit",
    "max_loss",
    "lower_breakeven",
    "upper_breakeven",
    "prob_of_profit",
    "expected_value",
    "return_on_risk",
    "delta",
    "theta",
    "vega",
    "margin",
)


_ASPECTS = (
    ("what it is", "Definition"),
    ("what theory adds", "What theory says"),
    ("in the method", "What the method says"),
    ("easily mistaken", "Common mistakes"),
)


_BETWEEN = re.compile(
    r"\b(?:differences?|compar\w+|contrast|choos\w+|distinguish\w*)\b.{0,40}?\b(?:between|of|comparing)?\s+(?P<one>.+?)\s+(?:and|with|to|or)\s+(?P<other>.+)",
    re.I,
)
_AGAINST = re.compile(
    r"\s(?:vs\.?|versus|compared (?:to|with|against)|compare[sd]? (?:to|with|against)|(?:differ\w*|different) (?:from|than)|instead of|rather than"
    r"|(?:better|worse|safer|riskier|cheaper) than|(?:the )?same (?:\w+ )?(?:\w+ )?as|similar to|against)\s",
    re.I,
)
_OR = re.compile(r"\sor (?:just |only |pure )?", re.I)


def sides(question: str, library: Library) -> tuple[str, ...]:
    """The two pages a question sets against each other: named nearest to the comparing words on either side. Empty when it does not name two."""
    every = words(question)
    spans = [(start, end) for _, start, end in library.names_in(every)]
    against = list(_AGAINST.finditer(question))
    # "compared to a covered call or a put": the "or" joins what stands on one side
    for found in against if against else _OR.finditer(question):
        place = len(words(question[: found.start()]))
        if any(start < place < end for start, end in spans):
            continue  # it stands inside a name: "False Binary (Loyalty vs Motion)"
        if pair := _pair(question[: found.start()], question[found.end() :], library):
            return pair
    between = _BETWEEN.search(question) if not against else None
    return _pair(between["one"], between["other"], library) if between is not None else ()


def _pair(before: str, after: str, library: Library) -> tuple[str, ...]:
    """The last page named before and the first named after, if close to where the texts meet and no two kinds of one thing (put wing, call wing)."""
    left, right = words(before), words(after)
    # An explainer's name ("the Greeks", "settlement day") says in which respect things are compared; it is no side.
    named = [(page_id, len(left) - end) for page_id, _, end in library.names_in(left) if library.pages[page_id].kind != "explainer"]
    other = [(page_id, start) for page_id, start, _ in library.names_in(right) if library.pages[page_id].kind != "explainer"]
    named, other = ([(page_id, away) for page_id, away in some if away == 0 or page_id not in IN_PASSING] for some in (named, other))
    if len(other) > 1 and other[0][0] == "spx":
        other = other[1:]  # SPX puts are puts
    if not named or not other or named[-1][1] > MOST_BETWEEN or other[0][1] > MOST_BETWEEN:
        return ()
    if named[-1][0] in [page_id for page_id, _ in other[:2]] or other[0][0] in [page_id for page_id, _ in named[-2:]]:
        return ()
    return named[-1][0], other[0][0]


def words_table(keyed: Sequence[tuple[str, Passage]]) -> Table | None:
    """Aspects by page: the first sentence of each section, of the pages whose summaries lead. None for fewer than two pages."""
    titles = {passage.page_id: passage.title for _, passage in keyed if passage.heading == SUMMARY}
    if len(titles) < 2:
        return None
    cells = {(passage.page_id, passage.heading): (key, passage) for key, passage in keyed}
    rows = []
    for aspect, heading in _ASPECTS:
        row = [_first_sentence(*cells[(page_id, heading)]) if (page_id, heading) in cells else "" for page_id in titles]
        if sum(cell != "" for cell in row) > 1:
            rows.append((aspect, *row))
    if not rows:
        return None
    keys = " ".join(f"[{cells[(page_id, SUMMARY)][0]}]" for page_id in titles)
    return Table(
        "Side by side in words",
        ("", *titles.values()),
        tuple(rows),
        f"Each cell is the first sentence of what that page says of it {keys}.",
        figures=False,
    )


def _first_sentence(key: str, passage: Passage) -> str:
    found = next((piece.text for piece in pieces(passage.text) if piece.kind in ("sentence", "item")), "")
    return f"{found} [{key}]" if found else ""


def joint_chart(named: Sequence[tuple[str, Presentation]]) -> Chart | None:
    """The payoffs at expiration of several results over one axis; None when fewer than two have one."""
    drawn = [(name, chart) for name, shown in named for chart in shown.charts[:1] if chart.kind == "payoff" and chart.series]
    if len(drawn) < 2:
        return None
    series = tuple(replace(chart.series[0], label=f"{name[:1].upper()}{name[1:]}") for name, chart in drawn)
    markers = tuple(marker for _, chart in drawn for marker in chart.markers if marker.role == "breakeven")
    summary = " ".join(f"{name[:1].upper()}{name[1:]}: {chart.summary}" for name, chart in drawn)
    title = f"{listed([name for name, _ in drawn])} at expiration"
    return replace(drawn[0][1], kind="comparison", title=title[:1].upper() + title[1:], series=series, markers=markers, bands=(), summary=summary)


def _figures(presentation: Presentation) -> dict[str, Figure]:
    return {figure.name: figure for figure in presentation.figures}


def _found(result: ToolResult, name: str) -> Figure | None:
    return next((figure for figure in result.presentation.figures if figure.name == name), None)


def _input(result: ToolResult, name: str) -> str:
    return say_value(result.calculator, name, result.inputs[name]) if name in result.inputs else "not given"


def _strikes(result: ToolResult) -> str:
    names = ("long_put", "short_put", "put_strike", "short_strike", "strike", "long_strike", "short_call", "call_strike", "long_call")
    shown = [figure.text for name in names if (figure := _found(result, name)) is not None]
    return "/".join(dict.fromkeys(shown))


def _short(calculation: Calculation, title_of: Callable[[str], str]) -> str:
    return title_of(calculation.result.calculator).lower()
