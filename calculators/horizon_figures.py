"""The optional `horizon_days` of structures: figures of what the position is likely to be worth that day, legs still alive."""

from __future__ import annotations

from dataclasses import replace

from calculators import horizon
from calculators.conventions import years
from calculators.figures import Opened, law_word, points_figure, probability_figure
from calculators.horizon import TAIL, Horizon
from calculators.probability import Law, prob_touch
from calculators.spec import Figure, Inputs, Presentation
from calculators.structure import missing
from calculators.units import Days
from calculators.wording import days, level, listed, percent


class HorizonInputs(Inputs):
    horizon_days: Days | None = None
    """Days from now at which to value the position as well, its legs still alive; at most the days to the nearest expiration."""


def with_horizon(shown: Presentation, opened: Opened, horizon_days: float | None, contracts: int) -> Presentation:
    """The presentation with the figures of that day after the others; as it was without one. Raises InputError where no market is given."""
    if horizon_days is None:
        return shown
    trade = opened.trade
    if trade.outlook is None:
        raise missing(("spot", "dte", "vol"), "a position is valued at a horizon in a market")
    horizon.check_days(horizon_days, trade.position.dte)
    seen = trade.outlook
    law = Law(seen.law.state, years(horizon_days, seen.convention))
    found = horizon.at(trade.position, seen.state, horizon_days, law, seen.convention)
    note = (
        f"Figures after {days(horizon_days)} value every leg by the model with its days left, at today's vol of its strike, and weigh each level "
        f"of the index by its {law_word(seen)} probability that day: integrals, not simulation."
    )
    figures = (*shown.figures, *_figures(found, law_word(seen), contracts), *_touches(opened, law, law_word(seen)))
    return replace(shown, figures=figures, notes=(*shown.notes, note))


def _figures(found: Horizon, law: str, contracts: int) -> tuple[Figure, ...]:
    after = f"after {days(found.days)}"
    text = listed([level(round(b, 2)) for b in found.breakevens]) if found.breakevens else "none"
    optional = (
        ("horizon_mean_gain", f"Mean profit {after}, when there is one", found.mean_gain),
        ("horizon_mean_loss", f"Mean loss {after}, when there is one", found.mean_loss),
    )
    return (
        probability_figure("horizon_prob_of_profit", f"Probability of a profit {after} ({law})", found.prob_of_profit),
        points_figure("horizon_expected_value", f"Expected value today of closing {after} ({law})", found.expected_value, contracts),
        Figure("horizon_breakevens", f"Breakevens {after}", found.breakevens, "index points", text),
        *(points_figure(name, label, value, contracts) for name, label, value in optional if value is not None),
        points_figure("horizon_cvar", f"Mean loss {after} in the worst {percent(TAIL, 0)} of outcomes (CVaR)", found.cvar, contracts),
    )


def _touches(opened: Opened, law: Law, word: str) -> tuple[Figure, ...]:
    """For each short strike the probability that spot has met it by then, at that strike's own vol."""
    if not opened.touches:
        return ()
    state, strikes = law.state, [strike for _, strike in opened.touches]
    chances = prob_touch(state.spot, strikes, law.t, state.vol_at(strikes, law.t), state.rate - state.dividend_yield)
    return tuple(
        probability_figure(f"horizon_prob_touch_{side}", f"Probability of touching {level(strike)} by then ({word})", float(chance))
        for (side, strike), chance in zip(opened.touches, chances, strict=True)
    )
