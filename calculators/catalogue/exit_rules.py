"""What a profit target, a stop and a time exit do to an iron condor, by simulation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import Field

from calculators import exits
from calculators.catalogue.iron_condor import IronCondorInputs, OpenedCondor, build
from calculators.errors import InputError, field_error
from calculators.exits import REASONS, Estimate, Outcomes, Rules
from calculators.figures import law_word, outlook_notes, points_figure, probability_figure, smile_note
from calculators.spec import Axis, Chart, Figure, Presentation, Series, calculator
from calculators.speech import Cue, Speech
from calculators.structure import Outlook, missing
from calculators.units import Days, Number, PositiveNumber, Share
from calculators.wording import days, dollars, percent, points, trimmed

WORST = 0.05
POINTS = 101  # of the distribution drawn


class ExitRulesInputs(IronCondorInputs):
    profit_target: Share | None = None
    """Close at a profit of this share of the credit, such as 0.5."""
    stop_loss: Annotated[PositiveNumber, Field(le=1000)] | None = None
    """Close at a loss of this many credits: 2 closes a credit of 1.00 at a loss of 2.00, that is when buying back costs 3.00."""
    close_days_left: Days | None = None
    """Close (or roll) with this many days left, such as 21."""
    exit_slippage: Annotated[Number, Field(ge=0, le=1e6)] | None = None
    """Index points that closing early costs beyond the model's value; the opening slippage when absent."""
    paths: Annotated[int, Field(ge=100, le=50_000, strict=True)] = 10_000
    """How many paths to simulate."""
    seed: Annotated[int, Field(ge=0, le=2**31 - 1, strict=True)] = 1
    """The same seed gives the same result."""


@dataclass(frozen=True, slots=True)
class ExitResult:
    built: OpenedCondor
    outlook: Outlook
    rules: Rules
    outcomes: Outcomes


def _present(inputs: ExitRulesInputs, result: ExitResult) -> Presentation:
    n, outcomes, credit = inputs.contracts, result.outcomes, result.built.trade.credit
    law = law_word(result.outlook)
    won, held_won = exits.estimate((outcomes.profit > 0.0).astype(np.float64)), exits.estimate((outcomes.held > 0.0).astype(np.float64))
    mean, held = exits.estimate(outcomes.discounted), exits.estimate(outcomes.held_discounted)
    kept = exits.estimate(outcomes.days)
    sized = (
        ("mean_win", "Mean profit of the winners", outcomes.profit[outcomes.profit > 0.0]),
        ("mean_loss", "Mean loss of the losers", -outcomes.profit[outcomes.profit <= 0.0]),
    )
    stopped = outcomes.profit[outcomes.reason == REASONS.index("stop")]
    figures = [
        points_figure("net_credit", "Net credit", credit, n),
        _chance("win_rate", f"Win rate with the rules ({law}, simulated)", won),
        _chance("held_win_rate", f"Win rate held to expiration ({law}, simulated)", held_won),
        _mean("expected_value", f"Expected value today with the rules ({law}, simulated)", mean, n),
        _mean("held_expected_value", f"Expected value today held to expiration ({law}, simulated)", held, n),
        *(points_figure(name, label, float(some.mean()), n) for name, label, some in sized if len(some)),
        points_figure("worst_mean", f"Mean of the worst {percent(WORST, 0)} with the rules", exits.worst_mean(outcomes.profit, WORST), n),
        points_figure("held_worst_mean", f"Mean of the worst {percent(WORST, 0)} held to expiration", exits.worst_mean(outcomes.held, WORST), n),
        points_figure("deviation", "Standard deviation of profit with the rules", float(outcomes.profit.std()), n),
        points_figure("held_deviation", "Standard deviation of profit held to expiration", float(outcomes.held.std()), n),
        Figure("days_held", "Mean days held", kept.mean, "days", f"{trimmed(kept.mean, 1)} days (standard error {trimmed(kept.error, 2)})"),
        *(
            probability_figure(f"ended_by_{name}", f"Share of paths ended by {said}", float(np.mean(outcomes.reason == i)))
            for i, (name, said) in enumerate(zip(REASONS, ("the profit target", "the stop", "the time exit", "expiration"), strict=True))
        ),
        *((points_figure("mean_stopped_loss", "Mean loss where stopped", float(-stopped.mean()), n),) if len(stopped) else ()),
    ]
    name = result.built.opened.name
    headline = (
        f"Simulated over {len(outcomes.profit):,} paths, the rules win {percent(won.mean)} of the time with the {name} against "
        f"{percent(held_won.mean)} held to expiration, for an expected value of {points(mean.mean)} against {points(held.mean)}."
    )
    return Presentation(headline, tuple(figures), (_chart(result, n),), tuple(_notes(inputs, result)))


def _chance(name: str, label: str, found: Estimate) -> Figure:
    return Figure(name, label, found.mean, "decimal", f"{percent(found.mean)} (standard error {percent(found.error)})")


def _mean(name: str, label: str, found: Estimate, contracts: int) -> Figure:
    figure = points_figure(name, label, found.mean, contracts)
    return Figure(name, label, found.mean, figure.unit, f"{figure.text}, standard error {points(found.error)}")


def _notes(inputs: ExitRulesInputs, result: ExitResult) -> list[str]:
    rules, credit = result.rules, result.built.trade.credit
    kept = [
        *((f"profit target {points(rules.target * credit)}",) if rules.target is not None else ()),
        *((f"stop at a loss of {points(rules.stop * credit)}",) if rules.stop is not None else ()),
        *((f"time exit with {days(rules.days_left)} left",) if rules.days_left is not None else ()),
    ]
    notes = [
        f"Simulated, not computed: {len(result.outcomes.profit):,} paths, seed {inputs.seed}; standard errors say how far off chance may put a mean.",
        f"Rules: {', '.join(kept)}. They are looked at once a day at the close, so a stop is passed by what a day can bring; closing early "
        f"costs {points(rules.exit_cost)} beyond the model's value.",
        "The index moves without jumps at one vol, and each strike keeps its vol: real stops are passed by more, and vol rises as the index falls.",
        *outlook_notes(result.outlook),
    ]
    if (smiled := smile_note(result.built.trade)) is not None:
        notes.append(smiled)
    if not result.outlook.real_world:
        notes.append("Under the law that priced the condor no exit rule changes the mean before costs: it trades win rate against the size of wins.")
    return notes


def _chart(result: ExitResult, contracts: int) -> Chart:
    scale = result.built.trade.position.multiplier * contracts
    ranks = np.linspace(0.0, 1.0, POINTS)
    curves = [np.quantile(values, ranks) * scale for values in (result.outcomes.profit, result.outcomes.held)]
    lows = [dollars(float(curve[5])) for curve in curves]
    return Chart(
        kind="line",
        title="Profit by rank of outcome, with the rules and held",
        x=Axis("Share of outcomes that are worse", "decimal"),
        y=Axis("Profit of the whole position", "dollars"),
        summary=f"One outcome in twenty is worse than {lows[0]} with the rules and worse than {lows[1]} held to expiration.",
        series=(
            Series("With the rules", tuple(ranks.tolist()), tuple(curves[0].tolist()), "with"),
            Series("Held to expiration", tuple(ranks.tolist()), tuple(curves[1].tolist()), "without"),
        ),
    )


@calculator(
    name="exit_rules",
    title="Exit rules of a condor",
    task="price",
    presenter=_present,
    example={
        "spot": 7140.0,
        "dte": 45.0,
        "vol": 0.18,
        "short_delta": 0.16,
        "wing_width": 50.0,
        "profit_target": 0.5,
        "stop_loss": 2.0,
        "close_days_left": 21.0,
    },
    terms=("stop-loss", "profit-target", "iron-condor", "expected-value", "win-rate"),
    sources=("hull-2018", "natenberg-2015"),
    phrases=("exit rules", "stop loss", "profit target", "close at 50", "close at 21 days", "manage winners", "simulate exits"),
    speech=Speech(
        cues=(
            Cue(
                r"exit rules?|exit plan|tak(?:e|ing) #% (?:of )?(?:the |my )*(?:profits?|premium|credit)(?: .*)?|stop(?:s|ped|ping)? (?:it |"
                r"me |them )?out(?= .*[NP]\d)|"
                r"(?:simulate|backtest|test) (?:the |an? |my )?exits?|exits? test|simulat\w+ .*(?:clos\w+|stop|exit\w*|managing|target).*",
                8.5,
            ),
            Cue(
                r"(?:profits?|#%) target|# days? (?:time )?(?:exit|stop)|"
                r"take profits?(?= (?:at|of|when))|taking profits?(?= (?:at|of|when))|(?:stop|stop loss)(?= (?:at|of|~)+ ?[NP]\d)",
                8.5,
            ),
            Cue(
                r"(?:bail\w*|get(?:ting)? out|(?:never |not )hold(?:ing)? \w+|"
                r"tak(?:e|ing) (?:it|them) off) .*(?:#%|# (?:of|x|times|days|dte)|half|double).*|"
                r"(?:take|takes|taking) half(?! (?:of )?(?:that|the|my|this) (?:risk|size|position))(?: .*)?|"
                r"(?:clos\w+|tak\w+ \w+ off|out) .*(?:#%|half|quarter|third|quarters|thirds) "
                r"(?:of )?(?:the |my |max |maximum )*(?:credit|premium|profits?).*",
                8.5,
            ),
            Cue(
                r"buy(?:s|ing)? (?:back )?(?:my |the )(?:\w+ ){0,4}condor (?:back )?(?:\w+ ){0,2}(?:#%|half|quarter|third) .*(?:credit|"
                r"premium|profits?|what (?:i|we) (?:got|received|took|sold))(?: .*)?|"
                r"buy(?:s|ing)? (?:it|them|that|the condor|back) (?:back )?(?:\w+ ){0,4}(?:#%|half|quarter|third|# (?:x|"
                r"times)) .*(?:credit|premium|profits?)(?: .*)?",
                8.5,
            ),
            Cue(r"(?:exit|close|out|manage)(?: (?:it|them|at|by|with))* (?:(?:dte|days) ~#|# (?:days|weeks) before expiring)", 8.5),
            Cue(
                r"(?:half|quarter|third|#%) (?:of )?(?:the |my |its )?(?:credit|premium|profits?) (?:is |are |gets? )?"
                r"(?:taken|booked|banked|captured)|"
                r"clos\w+ (?:\w+ ){0,3}(?:when|if|once|as soon as|after) (?:(?:the |its |my )?loss(?:es)? .*#|(?:#%|half) of (?:its|the|my)).*",
                8.5,
            ),
            Cue(r"stop(?:s|ped)?(?: loss| out| it)* (?:at |of |is |when )*# (?:x|times).*|#% stop.*|# x (?:credit )?stop.*", 8.5),
            Cue(r"(?:close|closing|exit|exiting|manage|managing|out|managed|closed) (?:\w+ ){0,3}(?:at|with|by) # (?:days|dte).*", 8.5),
            Cue(
                r"(?:close|closing|exit|exiting|manage|managing|managed|closed|(?<!days )(?<!weeks )(?<!months )(?<!years )out) "
                r"(?:\w+ ){0,3}(?:at|for) (?:#%|half).*",
                8.5,
            ),
        ),
    ),
)
def exit_rules(inputs: ExitRulesInputs) -> ExitResult:
    """Simulate what a profit target, a stop loss and a time exit do to an iron condor: win rate, expected value, tails and days held.

    Give a condor as for iron_condor and at least one of profit_target, stop_loss and close_days_left. The result is compared, path by
    path, with holding to expiration; simulated figures carry their standard error.
    """
    if inputs.profit_target is None and inputs.stop_loss is None and inputs.close_days_left is None:
        raise InputError("exit rules need at least one rule; got none: give profit_target, stop_loss or close_days_left")
    built = build(inputs)
    seen = built.trade.outlook
    if seen is None:
        raise missing(("spot", "dte", "vol"), "paths start from a market")
    if inputs.close_days_left is not None and inputs.close_days_left >= seen.dte:
        raise field_error(
            "close_days_left", f"close_days_left must be less than the {days(seen.dte)} to expiration; got {inputs.close_days_left:g}: lower it"
        )
    cost = inputs.slippage if inputs.exit_slippage is None else inputs.exit_slippage
    fees = inputs.fees * float(np.abs(built.trade.position.quantities).sum()) / built.trade.position.multiplier
    rules = Rules(inputs.profit_target, inputs.stop_loss, inputs.close_days_left, cost + fees)
    return ExitResult(built, seen, rules, exits.simulate(built.trade.position, seen, rules, inputs.paths, inputs.seed))
