"""What each published rule prescribes at a VIX level."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any

from pydantic import Field, field_validator

from calculators import method
from calculators.errors import InputError
from calculators.spec import Axis, Chart, Figure, Heat, Inputs, Presentation, calculator
from calculators.speech import VIX_LEVEL, Blank, Cue, Speech
from calculators.units import Days, VixQuote
from calculators.wording import number, percent, signed, trimmed

LEVELS = (12.0, 14.0, 16.0, 17.95, 19.0, 21.0, 24.0, 27.0, 32.0, 45.0)


class FutureQuote(Inputs):
    level: VixQuote
    """Level of the VIX future, points."""
    dte: Days | None = None
    """Calendar days to its settlement."""


class RegimeInputs(Inputs):
    vix: VixQuote
    """VIX, in points."""
    vix_5dma: VixQuote | None = None
    """Mean of its last five closes."""
    futures: Annotated[tuple[FutureQuote, ...], Field(min_length=1, max_length=12)] | None = None
    """VIX futures from the nearest on: objects with level and dte, or levels alone."""

    @field_validator("futures", mode="before")
    @classmethod
    def _levels_alone(cls, given: Any) -> Any:
        if isinstance(given, list | tuple):
            return [{"level": item} if isinstance(item, int | float) and not isinstance(item, bool) else item for item in given]
        return given


def present(inputs: RegimeInputs, band: str) -> Presentation:
    day = method.range_from_vix(inputs.vix)
    figures = [
        Figure("regime", "Band of the house glossary", band, "", f"VIX {band}"),
        Figure("one_day_sd", "One standard deviation of a day, VIX / √252", day, "decimal", percent(day, 3)),
    ]
    prescriptions = [(rule, rule.at(inputs.vix)) for rule in method.RULES]
    figures += [Figure(rule.name, rule.label, found.prescribes, "", found.prescribes) for rule, found in prescriptions]
    shares = [found.share for _, found in prescriptions if found.share is not None]
    opened, closed = sum(share > 0.0 for share in shares), sum(share == 0.0 for share in shares)
    figures += [
        Figure("rules_open", "Rules under which new condors are placed", opened, "rules", f"{opened} of {len(shares)} rules"),
        Figure("rules_closed", "Rules under which none is placed", closed, "rules", f"{closed} of {len(shares)} rules"),
        Figure("roll_trigger", "The roll rule's VIX 16", int(inputs.vix > method.TRIGGER_VIX), "flag",
               "passed: threatened condors roll forward" if inputs.vix > method.TRIGGER_VIX else "not passed"),
    ]  # fmt: skip
    pages = [f"{rule.label}: {rule.address}" for rule in method.RULES]
    if inputs.vix_5dma is not None:
        side = method.against_average(inputs.vix, inputs.vix_5dma)
        figures.append(Figure("against_5dma", "VIX against its 5-day mean", side, "", f"{side} its 5-day mean of {number(inputs.vix_5dma)}"))
        for name, label, address, says in method.AVERAGE_RULES:
            text = says.get(side, method.UNSAID)
            figures.append(Figure(name, label, text, "", text))
            pages.append(f"{label}: {address}")
    if inputs.futures is not None:
        figures += _curve(inputs.vix, inputs.futures)
    pages.append(f"Roll rule: {method.ROLL_TRIGGER_PAGE}")
    rules = [rule for rule in method.RULES if all(rule.at(v).share is not None for v in LEVELS)]
    chart = Chart(
        "heatmap",
        "Per cent of the full programme open, by rule and VIX",
        Axis("VIX", "VIX points"),
        Axis("Rule", ""),
        "At one VIX the published rules differ: 100 is the full programme, 0 no new condor.",
        heat=Heat(
            tuple(trimmed(v) for v in LEVELS),
            tuple(rule.label for rule in rules),
            tuple(tuple(float(round(100.0 * (rule.at(v).share or 0.0))) for v in LEVELS) for rule in rules),
        ),
    )
    notes = (
        "The rules stand as their pages print them; the house glossary is the methodology's own definition, and the other pages differ from it.",
        "The pages do not say which side an exact boundary belongs to; here it opens the higher band. The chart leaves out rules with gaps.",
        "The VIX says how wide a day is. Whether a trade that wide pays depends on its credit, of which the rules say nothing.",
        "Published at: " + "; ".join(pages),
    )
    house = next(found for rule, found in prescriptions if rule.name == "rule_glossary")
    return Presentation(f"At VIX {trimmed(inputs.vix)} the house glossary says: {house.prescribes}.", tuple(figures), (chart,), notes)


def _curve(vix: float, futures: tuple[FutureQuote, ...]) -> list[Figure]:
    premium = futures[0].level / vix - 1.0
    found = [Figure("front_premium", "Front future over the VIX", premium, "decimal", f"{signed(100 * premium)} %")]
    if len(futures) > 1:
        contango = futures[1].level / futures[0].level - 1.0
        word = "contango" if contango > 0.0 else "backwardation" if contango < 0.0 else "flat"
        found.append(Figure("contango", "Second future over the first", contango, "decimal", f"{signed(100 * contango)} %, {word}"))
    return found


@calculator(
    name="vix_regime",
    title="VIX regime and the published rules",
    task="method",
    presenter=present,
    example={"vix": 17.95, "vix_5dma": 18.58, "futures": [{"level": 19.1, "dte": 20}, {"level": 20.2, "dte": 48}]},
    terms=("vix-risk-scaling", "vix", "vix-future"),
    sources=("vixshield-vix-risk-scaling", "vixshield-learn-iron-condor", "ask-vix-level-to-reduce-iron-condor", "ask-vix-below-5dma-at-1795-opens"),
    phrases=("vix regime", "vix risk scaling", "can i trade at vix", "which tiers"),
    speech=Speech(
        along=r"(?:the )?(?:published )?rules? (?:say|says|prescribe)|(?:vix |which )regime|risk scaling",
        cues=(
            Cue(
                r"(?:rules?|tiers?) (?:say|says|prescribe|prescribes|allow|allows|permit|permits|allowed|permitted|at vix)|"
                r"(?:what is|what|which tiers?) .*(?:allowed|permitted|may i|can i) .*vix (?:\w+ ){0,2}#.*",
                6,
            ),
            Cue(
                r"(?:rules?|rulebook|playbook) (?:say|tell|let|forbid|prescribe|allow|permit|require|demand|dictate|want|ask|call)s?|"
                r"(?:by|under|per|according to) (?:the |your |its |published |site )*(?:rules|rulebook|playbook)|"
                r"(?:what|how much) (?:does|do|would) (?:the |your |its )*(?:method|methodology|site|rules|rulebook|playbook) "
                r"(?:say|tell|prescribe|allow|permit|require|demand|dictate|want)|(?:rules|rulebook) (?:for|at|with) (?:a )?vix",
                7.2,
            ),
            Cue(
                "regime(?! (?:multiplier|factor|N))|risk scaling|published rules?|every (?:published )?rule|which tiers are (?:open|allowed|on)",
                8,
            ),
            Cue("vix_avg", 8.5),
        ),
        blanks=(
            Blank("vix_5dma", r"vix_avg|averag\w+|five day mean", r"vix_avg|(?:5|five) day|averag\w+|(?:on )?average", reads="vix", low=3, high=150),
            Blank(
                "vix",
                VIX_LEVEL.before,
                VIX_LEVEL.after,
                exact=(r"vix (?:is )?(?:below|under|above|over|beneath) (?:the |its )*vix_avg (?:at|with|,) #(?! (?:vix_avg|tiers))",),
                reads="vix",
                low=3,
                high=150,
            ),
        ),
    ),
)
def vix_regime(inputs: RegimeInputs) -> str:
    """Show side by side what every published rule of the method prescribes at a VIX level, and how the futures curve stands.

    It reports rules and endorses none; the pages contradict each other.
    """
    if inputs.futures is not None:
        dated = [quote.dte for quote in inputs.futures if quote.dte is not None]
        if any(later <= earlier for earlier, later in pairwise(dated)):
            raise InputError(f"futures must come nearest first; got days {', '.join(f'{d:g}' for d in dated)}; sort them by dte")
    return method.regime(inputs.vix)
