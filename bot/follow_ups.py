"""What to ask next: inputs not yet varied, layers not yet shown, neighbours in the term graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.answer import Calculation
from knowledge.library import Library

MOST = 4


def follow_ups(question: str, terms: Sequence[str], calculations: Sequence[Calculation], library: Library, route: str = "") -> tuple[str, ...]:
    """At most four questions this program can answer, none of them the one just asked: of a trade its variations first."""
    offered: list[str] = []
    results = [calculation.result for calculation in calculations if calculation.tests is None and calculation.part == "asked"]
    changed = {name for calculation in calculations if calculation.part == "before" for name in _varied(results[0].inputs, calculation.result.inputs)}
    if results and route in ("calculate", "advice", "market"):
        offered += _variations(results[0].calculator, results[0].inputs, changed)[:3]
    elif results and route == "compare" and results[0].calculator == "compare_condors":
        offered += ["What is the margin?", "Add the hedge"]
    for term in terms[:2]:
        page = library.pages[term]
        if any(section.heading == "Where accounts differ" for section in page.sections):
            offered.append(f"Where do accounts differ on {inline(page.title)}?")
        near = [name for name in page.related if name in library.pages and name not in terms and library.pages[name].kind != "claim"]
        offered += [f"What is {inline(library.pages[name].title)}?" for name in near[:2]]
    asked = question.strip().lower()
    return tuple(dict.fromkeys(offer for offer in offered if offer.lower() != asked))[:MOST]


def _varied(now: Mapping[str, Any], before: Mapping[str, Any]) -> set[str]:
    return {name for name in {*now, *before} if now.get(name) != before.get(name)}


def _variations(calculator: str, inputs: Mapping[str, Any], changed: set[str]) -> list[str]:
    """Edits of the trade on the table by inputs that were not varied last, in the words the router reads."""
    offers: list[tuple[str, str]] = []
    match calculator:
        case "iron_condor":
            vol, dte = inputs.get("vol"), inputs.get("dte")
            if vol is not None:
                offers.append(("vol", f"What if VIX goes to {30 if vol < 0.28 else 18}?"))
            if inputs.get("short_delta") is not None:
                other = 0.30 if inputs["short_delta"] < 0.25 else 0.16
                offers.append(("short_delta", f"Compare it with {100 * other:.0f} delta"))
            offers.append(("hedge", "Add the hedge"))
            if dte is not None and vol is not None:
                offers.append(("roll", "Now roll it out a week"))
                offers.append(("dte", "Same trade at 30 days?" if dte != 30 else "Same trade at 45 days?"))
            offers.append(("contracts", "Same but 2 contracts" if inputs.get("contracts", 1) == 1 else "Same but 1 contract"))
        case "iron_butterfly" | "strangle" | "straddle" | "vertical_spread" | "butterfly":
            vol, dte = inputs.get("vol"), inputs.get("dte")
            if vol is not None:
                offers.append(("vol", f"What if VIX goes to {30 if vol < 0.28 else 18}?"))
            if dte is not None:
                offers.append(("dte", "Same trade at 30 days?" if dte != 30 else "Same trade at 45 days?"))
            offers.append(("contracts", "Same but 2 contracts" if inputs.get("contracts", 1) == 1 else "Same but 1 contract"))
        case "vix_hedge":
            offers += [("vix", f"What if VIX is at {25 if inputs.get('vix', 0) != 25 else 15}?"), ("", "How does the second engine change the book?")]
        case "second_engine":
            offers.append(("", "Does the second engine really widen break-evens by 8-12 %?"))
        case "position_size":
            offers.append(("risk_fraction", "What if I risk 1 %?" if inputs.get("risk_fraction") != 0.01 else "What if I risk 2 %?"))
        case "odds":
            offers.append(("win_rate", "What about an 85 % win rate?" if inputs.get("win_rate") != 0.85 else "What about a 90 % win rate?"))
        case "expected_move" | "edr" | "credit_tiers" | "vix_regime":
            offers.append(("vix", "What if VIX is 30?" if inputs.get("vix") != 30 else "What if VIX is 18?"))
    return [offer for field, offer in offers if field not in changed]


def inline(title: str) -> str:
    """A title inside a sentence: a capital that only begins the title is dropped, an acronym's stays."""
    return title[0].lower() + title[1:] if len(title) > 1 and title[1].islower() and not any(c.isupper() for c in title[1:]) else title
