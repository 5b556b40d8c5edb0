"""The figures and notes that structures share, in the order and under the names of the calculator contract.

Point figures are for one structure; their text adds dollars a contract, and the total when there are several.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial

from calculators import conventions, valuation
from calculators.charts import density_chart, payoff_chart, smile_chart
from calculators.payoff import Payoff
from calculators.probability import prob_of_profit, prob_touch
from calculators.smile import SPX_CURVATURE, SPX_SKEW, spx
from calculators.spec import Chart, Figure, Presentation
from calculators.structure import Outlook, Trade
from calculators.trade import ChainInput, StructureInputs, smile_words
from calculators.units import DUST
from calculators.wording import MULTIPLIER, dollars, level, listed, number, percent, points, points_and_dollars

# What a trader looks at first.
LEAD = (
    "net_credit",
    "max_profit",
    "max_loss",
    "lower_breakeven",
    "upper_breakeven",
    "breakevens",
    "prob_of_profit",
    "expected_value",
    "return_on_risk",
    "delta",
    "theta",
    "vega",
    "margin",
)


def points_figure(name: str, label: str, value: float, contracts: int) -> Figure:
    """Index points with dollars; an infinite value is said as 'unlimited' and carries None."""
    if math.isinf(value):
        return Figure(name, label, None, "index points", "unlimited")
    return Figure(name, label, value, "index points", points_and_dollars(value, contracts))


def level_figure(name: str, label: str, value: float) -> Figure:
    return Figure(name, label, value, "index points", level(value))


def probability_figure(name: str, label: str, value: float, digits: int = 1) -> Figure:
    return Figure(name, label, value, "decimal", percent(value, digits))


def law_word(outlook: Outlook) -> str:
    return "your view" if outlook.real_world else "risk-neutral"


def outcome_figures(trade: Trade, contracts: int) -> list[Figure]:
    """Net credit, extremes and breakevens; a structure with two breakevens names them lower and upper."""
    payoff = trade.payoff
    word = "Net credit" if trade.credit >= 0 else "Net credit (negative: paid)"
    figures = [
        points_figure("net_credit", word, trade.credit, contracts),
        extreme_figure("max_profit", "Maximum profit", payoff.max_profit, contracts, "loses at least"),
        extreme_figure("max_loss", "Maximum loss", payoff.max_loss, contracts, "gains at least"),
    ]
    return figures + breakeven_figures(payoff)


def extreme_figure(name: str, label: str, value: float, contracts: int, otherwise: str) -> Figure:
    """The most that can be made or lost; below 0 the position is sure of the opposite, and the text says so."""
    figure = points_figure(name, label, value, contracts)
    return figure if value >= -DUST else replace(figure, text=f"none: it {otherwise} {points_and_dollars(-value, contracts)}")


def breakeven_figures(payoff: Payoff) -> list[Figure]:
    """A single one is the lower if profit lies above it, else the upper; two are both; more are the list `breakevens`."""
    breakevens = payoff.breakevens
    if not breakevens:
        return []
    if len(breakevens) == 1:
        above = any(low >= breakevens[0] for low, _ in payoff.profitable)
        return [level_figure("lower_breakeven" if above else "upper_breakeven", "Breakeven at expiration", breakevens[0])]
    if len(breakevens) == 2:
        return [
            level_figure("lower_breakeven", "Lower breakeven at expiration", breakevens[0]),
            level_figure("upper_breakeven", "Upper breakeven at expiration", breakevens[1]),
        ]
    return [Figure("breakevens", "Breakevens at expiration", breakevens, "index points", listed([level(b) for b in breakevens]))]


def probability_figures(trade: Trade) -> list[Figure]:
    """The probabilities of the outcome, where the market is known and the extreme is a range."""
    if trade.outlook is None:
        return []
    law, payoff = law_word(trade.outlook), trade.payoff
    named = (
        ("prob_of_profit", f"Probability of profit ({law})", trade.prob_of_profit),
        ("prob_max_profit", f"Probability of the maximum profit ({law})", trade.prob_max_profit if payoff.max_profit >= -DUST else None),
        ("prob_max_loss", f"Probability of the maximum loss ({law})", trade.prob_max_loss if payoff.max_loss >= -DUST else None),
    )
    return [probability_figure(name, label, value) for name, label, value in named if value is not None]


def value_figures(trade: Trade, contracts: int) -> list[Figure]:
    """Expected value and what the bet pays for the risk."""
    figures = []
    if trade.expected_value is not None and trade.outlook is not None:
        label = f"Expected value today ({law_word(trade.outlook)})"
        figures.append(points_figure("expected_value", label, trade.expected_value, contracts))
    profit, loss = trade.payoff.max_profit, trade.payoff.max_loss
    if math.isfinite(profit) and math.isfinite(loss) and profit >= 0.0 and loss > 0.0:
        figures.append(Figure("return_on_risk", "Return on risk", profit / loss, "decimal", percent(profit / loss)))
    if trade.position.one_expiration and math.isfinite(profit) and math.isfinite(loss) and profit > 0.0 and loss > 0.0:
        rate = loss / (profit + loss)
        figures.append(probability_figure("breakeven_win_rate", "Break-even win rate, if each trade wins or loses in full", rate))
    return figures


def greek_figures(trade: Trade, contracts: int) -> list[Figure]:
    """Net Greeks of one structure: by index point, by day, by vol point, with their dollars."""
    if trade.valuation is None or trade.outlook is None:
        return []
    worth, convention = trade.valuation, trade.outlook.convention
    day = "trading day" if convention == "trading252" else "calendar day"
    theta, vega = worth.theta / conventions.days_per_year(convention), worth.vega / 100.0

    def text(value: float, per: str, digits: int) -> str:
        total = "" if contracts == 1 else f", {dollars(value * MULTIPLIER * contracts, 2)} for {contracts:,}"
        return f"{number(value, digits)} points per {per} ({dollars(value * MULTIPLIER, 2)} a contract{total})"

    return [
        Figure("delta", "Delta", worth.delta, "points per index point", text(worth.delta, "index point", 4)),
        Figure("gamma", "Gamma", worth.gamma, "delta per index point", gamma_text(worth.gamma, contracts)),
        Figure("theta", "Theta", theta, f"points per {day}", text(theta, day, 4)),
        Figure("vega", "Vega", vega, "points per vol point", text(vega, "vol point", 4)),
    ]


def gamma_text(gamma: float, contracts: int) -> str:
    """Gamma with what it does to the delta in dollars."""
    total = "" if contracts == 1 else f", {dollars(gamma * MULTIPLIER * contracts, 4)} for {contracts:,}"
    return f"{number(gamma, 6)} delta per index point ({dollars(gamma * MULTIPLIER, 4)} of delta a contract{total})"


def margin_figure(requirement: float, contracts: int, paid: bool) -> Figure:
    """Dollars for one contract, of a requirement in index points; what is `paid` for is deposited in full."""
    each = dollars(requirement * MULTIPLIER)
    total = "" if contracts == 1 else f" ({dollars(requirement * MULTIPLIER * contracts)} for {contracts:,})"
    label = "Margin requirement, the cost included" if paid else "Margin requirement before the credit"
    return Figure("margin", label, requirement * MULTIPLIER, "dollars", f"{each} a contract{total}")


def trade_notes(trade: Trade, contracts: int) -> list[str]:
    """Where the credit, the probabilities and the clock come from, and what is left out."""
    notes = []
    sign, word = (1.0, "credit") if trade.gross_credit >= 0.0 else (-1.0, "cost")
    if trade.modelled:
        notes.append(f"The {word} is the model's value at these inputs (Black-Scholes, European exercise), not a quote.")
    elif trade.model_credit is not None:
        notes.append(f"The {word} is the fill given; the model's value at these inputs is {points(sign * trade.model_credit)}.")
    if trade.costs > 0.0:
        taken = "taken off the credit" if sign > 0.0 else "added to the cost"
        notes.append(f"Slippage and fees of {points(trade.costs)} are {taken} of {points(sign * trade.gross_credit)}.")
    if not trade.modelled and min(trade.payoff.max_profit, trade.payoff.max_loss) < -DUST:
        way = "loses" if trade.payoff.max_profit < 0.0 else "gains"
        notes.append(
            f"At this {word} the position {way} wherever it settles, which no market offers for long: check the credit (positive received, "
            "negative paid) and the signs of the quantities."
        )
    if trade.outlook is None:
        notes.append("Left out: probabilities, expected value, Greeks and earlier dates, which need spot, dte and vol.")
    else:
        notes += outlook_notes(trade.outlook)
    if contracts > 1:
        notes.append("Point figures and their values are for one structure; totals are in the text.")
    return notes


def outlook_notes(outlook: Outlook) -> list[str]:
    """The law behind the probabilities and, where it matters, the clock."""
    forward = level(round(outlook.law.forward, 2))
    if outlook.real_world:
        notes = [f"Probabilities follow your own view, a law with mean {forward} at expiration; prices stay at the implied vol."]
    else:
        notes = [f"Probabilities are risk-neutral: the law the options imply, with mean the forward {forward}, not a forecast."]
    return [*notes, *conventions.clock_notes(outlook.dte, outlook.convention)]


def smile_note(trade: Trade) -> str | None:
    """What the same strikes would bring under the typical SPX smile, for a trade priced at flat vol."""
    outlook = trade.outlook
    if outlook is None or not isinstance(outlook.state.vol, float) or outlook.real_world:
        return None
    skewed = outlook.with_state(outlook.state.with_vol(spx(outlook.state.vol)))
    model_credit = -valuation.price(trade.position, skewed.state, outlook.convention)
    gross = model_credit if trade.modelled else trade.gross_credit
    payoff = valuation.at_nearest_expiration(replace(trade.position, credit=gross - trade.costs), skewed.state, outlook.convention)
    bring = f"bring a model credit of {points(model_credit)}" if model_credit >= 0.0 else f"cost {points(-model_credit)} in the model"
    return (
        f"At flat vol. Under the typical spx smile (illustrative: skew {SPX_SKEW:g}, curvature {SPX_CURVATURE:g}) the same strikes "
        f"{bring} and have a probability of profit of {percent(prob_of_profit(payoff, skewed.law))}."
    )


@dataclass(frozen=True, slots=True)
class Opened:
    """A structure opened, with what its presentation needs beside the trade.

    `strikes` are (figure name, strike), in leg order where they name the legs of the chart; `touches` the strikes
    whose touch matters, by side ("put", "call"); `margin` index points, or None where it needs a market that is not given.
    """

    title: str
    trade: Trade
    strikes: tuple[tuple[str, float], ...]
    touches: tuple[tuple[str, float], ...]
    margin: float | None
    notes: tuple[str, ...] = ()
    smile_comparison: bool = True

    @property
    def name(self) -> str:
        """The title with its strikes: '6,690/6,740/7,645/7,695 iron condor'."""
        shown = dict.fromkeys(level(strike) for _, strike in self.strikes)
        return f"{'/'.join(shown)} {self.title}".strip()


def present_opened(inputs: StructureInputs, opened: Opened) -> Presentation:
    """The figures of a structure in contract order, its payoff chart and its notes."""
    trade, n = opened.trade, inputs.contracts
    notes = [*opened.notes, *trade_notes(trade, n)]
    if trade.outlook is not None and (words := smile_words(inputs, trade.outlook)) is not None:
        notes.append(words)
    if opened.smile_comparison and (smiled := smile_note(trade)) is not None:
        notes.append(smiled)
    return Presentation(headline(opened, n), structure_figures(opened, n), partial(_drawn, inputs, opened), tuple(notes), LEAD)


def _drawn(inputs: StructureInputs, opened: Opened) -> tuple[Chart, ...]:
    """The payoff, the law of the settlement value over it, and the smile where there is one."""
    trade = opened.trade
    payoff = payoff_chart(opened.name[:1].upper() + opened.name[1:], trade, inputs.contracts)
    others = (density_chart(payoff, trade), _smile_drawn(inputs, trade))
    return (payoff, *(chart for chart in others if chart is not None))


def _smile_drawn(inputs: StructureInputs, trade: Trade) -> Chart | None:
    """The smile the legs are priced on, with the quotes it was fitted to; None at flat vol."""
    if trade.outlook is None or isinstance(trade.outlook.state.vol, float):
        return None
    chain = inputs.smile.chain if isinstance(inputs.smile, ChainInput) else ()
    return smile_chart(trade.outlook, trade.position, [(quote.strike, quote.middle, *quote.span) for quote in chain])


def per_position(shown: Presentation) -> Presentation:
    """The same with money said 'a position': what has many legs, or several of one, is not a contract."""

    def said(text: str) -> str:
        return text.replace(" a contract", " a position")

    return replace(
        shown, headline=said(shown.headline), figures=tuple(replace(figure, text=said(figure.text)) for figure in shown.figures),
        notes=tuple(said(note) for note in shown.notes),
    )  # fmt: skip


def structure_figures(opened: Opened, contracts: int) -> tuple[Figure, ...]:
    """Every figure the inputs allow: strikes, outcome, probabilities, value, Greeks, margin."""
    trade = opened.trade
    return (
        *(level_figure(name, name.replace("_", " ").capitalize(), strike) for name, strike in opened.strikes),
        *outcome_figures(trade, contracts),
        *probability_figures(trade),
        *touch_figures(trade, opened.touches),
        *value_figures(trade, contracts),
        *greek_figures(trade, contracts),
        *(() if opened.margin is None else (margin_figure(opened.margin, contracts, trade.gross_credit < 0.0),)),
    )


def touch_figures(trade: Trade, touches: tuple[tuple[str, float], ...]) -> tuple[Figure, ...]:
    """For each short strike the probability that spot meets it before expiration, at that strike's own vol."""
    if trade.outlook is None or not touches:
        return ()
    law = trade.outlook.law
    state, strikes = law.state, [strike for _, strike in touches]
    chances = prob_touch(state.spot, strikes, law.t, state.vol_at(strikes, law.t), state.rate - state.dividend_yield)
    word = law_word(trade.outlook)
    return tuple(
        probability_figure(f"prob_touch_{side}", f"Probability of touching {level(strike)} before expiration ({word})", float(chance))
        for (side, strike), chance in zip(touches, chances, strict=True)
    )


def risk_words(loss: float, contracts: int, plural: bool = False) -> str:
    """What can be lost, or that nothing can: 'can lose 35.38 points (...)', 'gains at least 2.00 points (...) wherever it settles'."""
    if loss < -DUST:
        return f"gain{'' if plural else 's'} at least {points_and_dollars(-loss, contracts)} wherever {'they settle' if plural else 'it settles'}"
    return "can lose without limit" if math.isinf(loss) else f"can lose {points_and_dollars(max(loss, 0.0), contracts)}"


def headline(opened: Opened, contracts: int) -> str:
    """One sentence: credit or cost, what can be lost, where it breaks even, how probable a profit is."""
    trade = opened.trade
    money = points_and_dollars(abs(trade.credit), contracts)
    takes = f"takes in {money}" if trade.credit >= 0.0 else f"costs {money}"
    risks = risk_words(trade.payoff.max_loss, contracts)
    breakevens = listed([level(round(b, 2)) for b in trade.payoff.breakevens])
    even = f"and breaks even at {breakevens}" if breakevens else "and has no breakeven"
    chance = "" if trade.prob_of_profit is None else f", with a probability of profit of {percent(trade.prob_of_profit)}"
    return f"The {opened.name} {takes}, {risks} {even}{chance}."
