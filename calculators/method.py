"""The methodology's own formulas and rules exactly as its pages print them, each with the address of its page.

Nothing here is corrected or endorsed: where pages disagree every reading stands beside the others, and what theory
gives stands apart. VIX levels are points, volatilities decimals a year, ranges decimals of the index level a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, sqrt
from typing import Literal

TRADING_DAYS = 252
TRIGGER_RANGE = 0.0094
TRIGGER_VIX = 16.0
SITE = "https://www.vixshield.com"

FACTOR_PAGE = "how-exactly-does-the-edr-expected-daily-range-formula-using-vix9d-and-20-day-hv-affect-where-you-place-your-ic-wings"
_TEN_TWELVE_PAGE = "anyone-using-edr-vix9d-20d-hv-blend-to-set-their-iron-condor-wings-how-do-you-translate-the-10x-12x-multipliers-into-act"
_WINGS_PAGE = "how-does-the-edr-expected-daily-range-actually-blend-vix9d-and-20-day-hv-to-pick-iron-condor-wings-anyone-backtested-som"
_PRACTICE_PAGE = "how-do-you-practically-blend-vix9d-and-20d-hv-in-the-edr-calculation-do-you-weight-them-differently-or-is-it-literally-j"
BLENDS = (
    ("edr_blend_70", "70 % VIX9D, 30 % HV20", 0.70, _TEN_TWELVE_PAGE),
    ("edr_blend_60", "60 % VIX9D, 40 % HV20", 0.60, _WINGS_PAGE),
    ("edr_blend_65", "65 % VIX9D, 35 % HV20 (calm)", 0.65, _PRACTICE_PAGE),
    ("edr_blend_30", "30 % VIX9D, 70 % HV20 (stressed)", 0.30, _PRACTICE_PAGE),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One published formula and what it gives; `value` is a decimal a day unless `per_year`, as printed, is a decimal a year."""

    name: str
    label: str
    address: str
    value: float
    per_year: bool = False


def daily(vol: float) -> float:
    """A yearly volatility as one trading day's standard deviation: vol / sqrt(252)."""
    return vol / sqrt(TRADING_DAYS)


def range_from_vix(vix: float) -> float:
    """The short page's reading: VIX over the root of 252, one standard deviation of a day. Address: /ask/what-is-edr-expected-daily-range."""
    return daily(vix / 100.0)


def range_from_blend(vix9d: float, hv20: float, multiplier: float) -> float:
    """The house glossary's formula as printed, (VIX9D x 0.1) + (HV20 x 0.5) x multiplier, in whatever unit both come in.

    By the usual order of operations the multiplier acts on the HV20 term only. Address: /glossary/edr-expected-daily-range.
    """
    return (vix9d * 0.1) + (hv20 * 0.5) * multiplier


def range_readings(vix: float, vix9d: float | None, hv20: float | None, multiplier: float) -> tuple[Reading, ...]:
    """Every published formula that the inputs reach; `vix` and `vix9d` in points, `hv20` a decimal.

    The glossary's formula stands three times because its page names no unit and its multiplier can be read two ways:
    inputs brought to one day, the multiplier on the whole sum, and yearly inputs put in as they are quoted.
    """
    readings = [Reading("edr_vix", "VIX / √252", f"{SITE}/ask/what-is-edr-expected-daily-range", range_from_vix(vix))]
    if vix9d is not None:
        nine = vix9d / 100.0
        if hv20 is not None:
            glossary = f"{SITE}/glossary/edr-expected-daily-range"
            day9, day20 = daily(nine), daily(hv20)
            readings += [
                Reading("edr_house", "0.1 VIX9D + 0.5 HV20 × multiplier, daily inputs", glossary, range_from_blend(day9, day20, multiplier)),
                Reading(
                    "edr_house_bracketed",
                    "(0.1 VIX9D + 0.5 HV20) × multiplier, daily inputs",
                    glossary,
                    multiplier * range_from_blend(day9, day20, 1.0),
                ),
                Reading(
                    "edr_house_yearly", "0.1 VIX9D + 0.5 HV20 × multiplier, yearly inputs", glossary, range_from_blend(nine, hv20, multiplier), True
                ),
            ]
            readings += [
                Reading(name, label, f"{SITE}/ask/{slug}", daily(weight * nine + (1.0 - weight) * hv20)) for name, label, weight, slug in BLENDS
            ]
        readings.append(Reading("edr_vix9d", "VIX9D / √252 × multiplier", f"{SITE}/ask/{FACTOR_PAGE}", daily(nine) * multiplier))
    return tuple(readings)


def vix_for_range(claimed: float) -> float:
    """The VIX, in points, at which VIX / sqrt(252) is the range claimed."""
    return 100.0 * claimed * sqrt(TRADING_DAYS)


def hv20_for_range(claimed: float, vix9d: float, multiplier: float) -> float:
    """The HV20, a decimal a year, at which the glossary's formula on daily inputs gives the range claimed; negative when it cannot."""
    return (claimed - 0.1 * daily(vix9d / 100.0)) / (0.5 * multiplier) * sqrt(TRADING_DAYS)


def multiplier_for_range(claimed: float, vix9d: float, hv20: float) -> float:
    """The multiplier at which the glossary's formula on daily inputs gives the range claimed; negative when none does."""
    return (claimed - 0.1 * daily(vix9d / 100.0)) / (0.5 * daily(hv20))


Against = Literal["below", "above", "at"]


@dataclass(frozen=True, slots=True)
class Band:
    """VIX levels below `below` (and not below the previous band's): what the page prescribes and the share of the full programme open there."""

    below: float
    prescribes: str
    share: float | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One page's rule over the VIX level; where a page says nothing the band says so and has no share."""

    name: str
    label: str
    address: str
    bands: tuple[Band, ...]

    def at(self, vix: float) -> Band:
        """The band this VIX falls in."""
        return next(band for band in self.bands if vix < band.below)


UNSAID = "not stated"
RULES = (
    Rule(
        "rule_glossary",
        "House glossary, VIX Risk Scaling",
        f"{SITE}/glossary/vix-risk-scaling",
        (
            Band(15.0, "all three tiers; open or refresh the VIX hedge", 1.0),
            Band(20.0, "Conservative and Balanced only; Aggressive blocked", 2.0 / 3.0),
            Band(25.0, "hold, no new condors", 0.0),
            Band(inf, "no new condors", 0.0),
        ),
    ),
    Rule(
        "rule_learn",
        "Learn page on iron condors",
        f"{SITE}/learn/what-is-an-iron-condor",
        (Band(15.0, "place a condor", 1.0), Band(inf, "hold, no new condor", 0.0)),
    ),
    Rule(
        "rule_size_page",
        "Short page on when to cut size",
        f"{SITE}/ask/vix-level-to-reduce-iron-condor-size",
        (
            Band(18.0, "full size", 1.0),
            Band(28.0, "full size with the VIX hedge", 1.0),
            Band(40.0, "half size", 0.5),
            Band(inf, "pause", 0.0),
        ),
    ),
    Rule(
        "rule_framework_page",
        "Short page on the framework",
        f"{SITE}/ask/vix-risk-scaling-framework",
        (Band(28.0, "active", 1.0), Band(inf, "cut size, amount not stated", None)),
    ),
    Rule(
        "rule_under_20",
        "Ask page: all tiers under 20",
        f"{SITE}/ask/in-the-unlimited-cash-system-vix-20-gives-you-all-three-risk-tiers-070115160-credit-what-tier-are-most-of-you-running-ri",
        (Band(20.0, "all three tiers", 1.0), Band(inf, UNSAID, None)),
    ),
    Rule(
        "rule_reversed",
        "Ask page: higher VIX, more aggressive",
        f"{SITE}/ask/with-vix-currently-at-1795-are-you-guys-still-running-the-conservativebalanced-tiers-or-switching-to-aggressive-under-th",
        (
            Band(18.0, "Conservative tier", 1.0 / 3.0),
            Band(23.0, "Conservative and Balanced tiers", 2.0 / 3.0),
            Band(inf, "Aggressive tier (from 23 to 25 upward)", 1.0 / 3.0),
        ),
    ),
    Rule(
        "rule_spike_page",
        "Ask page: what to do when VIX passes 20",
        f"{SITE}/ask/when-vix-spikes-above-20-do-you-really-just-hold-all-new-ics-and-let-the-alvh-do-all-the-work-ch1le",
        (Band(20.0, UNSAID, None), Band(inf, "new condors still placed, at 1.5 to 2 standard deviations", 1.0)),
    ),
    Rule(
        "rule_best_zone",
        "Ask page: 13 to 18 is the best zone",
        f"{SITE}/ask/how-do-you-incorporate-the-40-60-rsi-neutral-zone-and-13-18-vix-range-into-your-spx-iron-condor-entries-any-tweaks",
        (Band(13.0, "premium too thin", 0.0), Band(18.0, "best zone", 1.0), Band(inf, UNSAID, None)),
    ),
    Rule(
        "rule_deltas",
        "Ask page: short deltas by VIX",
        f"{SITE}/ask/the-piece-talks-about-specific-greeks-thresholds-for-iron-condor-entryexit-do-you-guys-adjust-those-deltavega-limits-bas",
        (Band(15.0, "short deltas of at most 0.08", None), Band(20.0, UNSAID, None), Band(inf, "short deltas of 0.18 to 0.22 allowed", None)),
    ),
)

AVERAGE_RULES: tuple[tuple[str, str, str, dict[Against, str]], ...] = (
    (
        "average_opens",
        "5-day mean opens the tiers",
        f"{SITE}/ask/vix-below-5dma-at-1795-opens-all-3-iron-condor-tiers-why-exactly-does-that-happen-under-vixshield-scaling",
        {"below": "all three tiers open"},
    ),
    (
        "average_sizes_down",
        "5-day mean warns",
        f"{SITE}/ask/vix-at-1795-and-below-5dma-how-does-risk-scaling-change-your-tier-choice-and-size-in-the-unlimited-cash-system",
        {"below": "a calm before a storm: size down"},
    ),
    (
        "average_filters",
        "5-day mean filters the tiers",
        f"{SITE}/ask/whats-the-real-edge-in-only-running-tier-3-5-when-vix-is-below-the-5dma-does-it-actually-improve-win-rate-on-ics",
        {"below": "only tiers 3 to 5; 78 to 84 % wins claimed", "above": "62 to 68 % wins claimed"},
    ),
    (
        "hedge_on_below",
        "Hedge by the 5-day mean, one page",
        f"{SITE}/ask/with-vix-at-1795-and-5dma-at-1858-the-alvh-is-fully-on-does-the-contango-really-make-the-whole-unlimited-cash-system-tha",
        {"below": "VIX hedge fully on"},
    ),
    (
        "hedge_on_above",
        "Hedge by the 5-day mean, another page",
        f"{SITE}/ask/vix-at-18-in-contango-still-run-full-alvh-or-scale-it-off-the-5dma",
        {"above": "VIX hedge fully on"},
    ),
)

ROLL_TRIGGER_PAGE = f"{SITE}/ask/how-does-the-theta-time-shift-roll-actually-work-in-practice-when-edr-094-or-vix-16"


def regime(vix: float) -> str:
    """Name the house glossary's band of the VIX level: under 15, 15 to 20, 20 to 25, 25 and over."""
    if vix < 15.0:
        return "under 15"
    if vix < 20.0:
        return "15 to 20"
    return "20 to 25" if vix < 25.0 else "25 and over"


def against_average(vix: float, average: float) -> Against:
    """Say on which side of its mean the VIX stands."""
    return "below" if vix < average else "above" if vix > average else "at"
