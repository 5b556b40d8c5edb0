"""Starting points of calculators, beside their examples: trades that the method's pages and traders name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Preset:
    """A form filled in. `about` says where its numbers come from."""

    label: str
    calculator: str
    about: str
    inputs: Mapping[str, Any]


# The day of the seed page's market: SPX 7,138.8 and VIX 17.95, the example that runs through the method pages.
_DAY: dict[str, Any] = {"spot": 7138.8, "dte": 1.0, "vol": 0.1795, "wing_width": 5.0, "time_convention": "trading252"}
_TRADE: dict[str, Any] = {"spot": 7140.0, "dte": 45.0, "vol": 0.18}
_FUTURES = [{"level": 19.0, "dte": 20.0}, {"level": 20.2, "dte": 48.0}, {"level": 21.6, "dte": 140.0}, {"level": 22.1, "dte": 230.0}]


def _one_day(credit: float, **more: Any) -> dict[str, Any]:
    return {**_DAY, "target_credit": credit, **more}


PRESETS = (
    Preset("1DTE Conservative", "iron_condor", "The method's one-day condor at its Conservative credit, five-point wings.", _one_day(0.70)),
    Preset("1DTE Balanced", "iron_condor", "The method's one-day condor at its Balanced credit, five-point wings.", _one_day(1.15)),
    Preset("1DTE Aggressive", "iron_condor", "The method's one-day condor at its Aggressive credit, five-point wings.", _one_day(1.60)),
    Preset(
        "45 days with skew",
        "iron_condor",
        "The example under a typical SPX smile instead of one vol for every strike.",
        {**_TRADE, "short_delta": 0.16, "wing_width": 50.0, "smile": "spx"},
    ),
    Preset(
        "Balanced tier",
        "second_engine",
        "The long answer's Balanced tier: 65 % in the base condor, the rest in strangles of the next quarter, no hedge.",
        {"capital": 1_000_000.0, "spot": 7138.8, "vix": 17.95, "base_share": 0.65, "engine": "strangle", "engine_dte": 135.0, "engine_delta": 0.1},
    ),
    Preset(
        "Balanced tier, hedged",
        "second_engine",
        "The same book with the ladder of VIX calls over it.",
        {"capital": 1_000_000.0, "spot": 7138.8, "vix": 17.95, "base_share": 0.65, "engine": "strangle", "hedge": "vix_calls", "futures": _FUTURES},
    ),
    Preset(
        "4/4/2 ladder",
        "vix_hedge",
        "Four VIX calls at 30 days, four at 110 and two at 220, for ten one-day Balanced condors.",
        {
            "vix": 17.95,
            "futures": _FUTURES,
            "vol_of_vol": 0.92,
            "layers": [
                {"quantity": 4, "dte": 30.0, "delta": 0.5},
                {"quantity": 4, "dte": 110.0, "delta": 0.5},
                {"quantity": 2, "dte": 220.0, "delta": 0.5},
            ],
            "condor_contracts": 10,
            "spot": 7138.8,
            "condor": {"dte": 1.0, "target_credit": 1.15, "wing_width": 5.0, "time_convention": "trading252"},
            "account": 100_000.0,
        },
    ),
    Preset(
        "4/4/2 over 45-day condors",
        "vix_hedge",
        "The same ladder over ten condors of 45 days.",
        {
            "vix": 17.95,
            "futures": _FUTURES,
            "vol_of_vol": 0.92,
            "condor_contracts": 10,
            "spot": 7138.8,
            "condor": {"dte": 45.0, "short_delta": 0.16, "wing_width": 50.0},
            "account": 1_000_000.0,
        },
    ),
    Preset("1DTE Balanced", "stress_test", "The method's one-day Balanced condor, shocked at once.", _one_day(1.15)),
    Preset(
        "Half the credit, 21 days",
        "exit_rules",
        "Close at half the credit or with 21 days left, whichever comes first, and no stop.",
        {**_TRADE, "short_delta": 0.16, "wing_width": 50.0, "profit_target": 0.5, "close_days_left": 21.0},
    ),
    Preset(
        "Balanced credit", "odds", "1.15 on five-point wings, at a win rate of nine in ten.", {"credit": 1.15, "wing_width": 5.0, "win_rate": 0.9}
    ),
    Preset(
        "Wide against narrow",
        "compare_condors",
        "The same short strikes with wings of 25 and of 100 points.",
        {**_TRADE, "condors": [{"short_delta": 0.16, "wing_width": 25.0}, {"short_delta": 0.16, "wing_width": 100.0}]},
    ),
    Preset(
        "One day",
        "expected_move",
        "What VIX implies for the next trading day.",
        {"spot": 7138.8, "vix": 17.95, "dte": 1.0, "time_convention": "trading252"},
    ),
)


def of(calculator: str) -> tuple[Preset, ...]:
    """The presets of one calculator, in order."""
    return tuple(preset for preset in PRESETS if preset.calculator == calculator)
