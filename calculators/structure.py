"""A position as a trade: its credit after costs, its payoff, and, where the market is given, probabilities and Greeks."""

from __future__ import annotations

from dataclasses import dataclass

from calculators import valuation
from calculators.conventions import years
from calculators.errors import FieldError, InputError
from calculators.market import MarketState
from calculators.payoff import Payoff, at_expiration
from calculators.position import Position
from calculators.probability import Law, expected_value
from calculators.smile import check_calendar
from calculators.units import TimeConvention
from calculators.valuation import Valuation
from calculators.wording import listed


@dataclass(frozen=True, slots=True)
class Outlook:
    """The market and clock a trade is looked at with, and the law of the settlement value used for its probabilities."""

    state: MarketState
    dte: float
    convention: TimeConvention
    law: Law
    real_world: bool = False

    @property
    def t(self) -> float:
        return years(self.dte, self.convention)

    @property
    def atm_vol(self) -> float:
        """The vol at the forward."""
        return float(self.state.vol_at(self.state.forward(self.t), self.t))

    @property
    def expected_move(self) -> float:
        """One standard deviation in index points: spot * vol * sqrt(t)."""
        return float(self.state.spot * self.atm_vol * self.t**0.5)

    def with_state(self, state: MarketState) -> Outlook:
        """The same clock in another market, with the risk-neutral law of that market."""
        return Outlook(state, self.dte, self.convention, Law(state, self.t))


@dataclass(frozen=True, slots=True)
class Fill:
    """How the opening was done: `credit` a real fill in index points or None for the model's, `slippage` index points, `fees` dollars a leg."""

    credit: float | None = None
    slippage: float = 0.0
    fees: float = 0.0

    def costs(self, position: Position) -> float:
        """Slippage and fees in index points for one structure."""
        return self.slippage + (self.fees * float(abs(position.quantities).sum()) / position.multiplier if self.fees else 0.0)


@dataclass(frozen=True, slots=True)
class Trade:
    """One structure, opened. `position.credit` is net of costs; without a market only the payoff is known.

    `gross_credit` is the fill, or the model's when `modelled`; `model_credit` the model's in either case.
    """

    position: Position
    payoff: Payoff
    gross_credit: float
    model_credit: float | None
    modelled: bool
    outlook: Outlook | None
    valuation: Valuation | None
    prob_of_profit: float | None
    prob_max_profit: float | None
    prob_max_loss: float | None
    expected_value: float | None
    paid_for_units: float = 0.0

    @property
    def credit(self) -> float:
        """Net of costs, for the options alone."""
        return self.position.credit + self.paid_for_units

    @property
    def costs(self) -> float:
        return self.gross_credit - self.credit


def open_trade(position: Position, outlook: Outlook | None, fill: Fill, paid_for_units: float = 0.0) -> Trade:
    """Open the legs of `position` (its own credit is ignored) at the fill, or at the model's value, less costs.

    `paid_for_units` is what the units of the underlying cost. Probabilities of the extremes are None where the extreme
    is reached at a point, not on a range. Raises InputError when neither a credit nor a market is given.
    """
    if outlook is not None and not position.one_expiration and not isinstance(outlook.state.vol, float | int):
        times = [years(leg.dte, outlook.convention) for leg in position.legs]
        check_calendar(outlook.state.vol, outlook.state.forward(min(times)), times)
    worth = valuation.value(position, outlook.state, outlook.convention) if outlook else None
    model_credit = None if worth is None else paid_for_units - worth.value
    gross = fill.credit if fill.credit is not None else model_credit
    if gross is None:
        raise missing(("credit", "spot", "dte", "vol"), "give either the credit of the fill, or spot, dte and vol to model it")
    opened = position.at_credit(gross - fill.costs(position) - paid_for_units)
    if outlook is None or worth is None:
        return Trade(opened, at_expiration(opened), gross, None, False, None, None, None, None, None, None, paid_for_units)
    payoff = valuation.at_nearest_expiration(opened, outlook.state, outlook.convention)
    profit, best, worst = outlook.law.within(payoff.profitable, payoff.at_max_profit, payoff.at_max_loss)
    return Trade(
        opened,
        payoff,
        gross,
        model_credit,
        fill.credit is None,
        outlook,
        worth,
        profit,
        best if payoff.at_max_profit else None,
        worst if payoff.at_max_loss else None,
        without_dust(_expected_value(opened, outlook, worth), outlook.state.spot),
        paid_for_units,
    )


LEAST = 0.01  # index points: what is left of a smaller price is no price but rounding


def check_credit(credit: float, width: float) -> None:
    """Refuse a net credit of less than a cent, or not below the wing width (it would be free money)."""
    if credit < LEAST:
        raise InputError(
            f"the net credit after slippage and fees must be at least {LEAST:g} points; got {credit:.4g}: "
            "place the short strikes nearer, lower slippage and fees, or give the credit of a real fill"
        )
    if credit > width - LEAST:
        raise InputError(f"a credit must be less than the wing width, or the trade could not lose; got {credit:g} and width {width:g}: check both")


def check_debit(debit: float, width: float) -> None:
    """Refuse a cost of less than a cent, or not below the most the structure can pay."""
    if debit < LEAST:
        raise InputError(f"a bought structure is paid for, so its credit is negative; got a cost of {debit:.4g}: give credit as -3.2, or sell")
    if debit > width - LEAST:
        raise InputError(f"the cost must be less than the {width:g} points the structure can pay; got {debit:g}: check strikes, price and costs")


def check_sign(trade: Trade, direction: str) -> None:
    """Refuse a sold structure that brings nothing in, or a bought one that costs nothing."""
    if direction == "sell" and trade.credit < LEAST:
        raise InputError(f"a sold structure takes in a credit; got {trade.credit:.4g} points after costs: check credit and costs, or buy it")
    if direction == "buy" and trade.credit > -LEAST:
        raise InputError(f"a bought structure is paid for, so its credit is negative; got {trade.credit:.4g}: give credit as -3.2, or sell it")


def check_outcome(trade: Trade) -> None:
    """Refuse a trade that cannot win or cannot lose a cent wherever it settles: its price or its costs cannot be meant."""
    if trade.payoff.max_profit < LEAST:
        raise InputError(
            f"a trade must be able to make money; got one that loses at every level, for {trade.credit:.4g} points: check price and costs"
        )
    if trade.payoff.max_loss < LEAST:
        raise InputError(f"a trade must be able to lose; got one that gains at every level, for {trade.credit:.4g} points: check the credit")


def _expected_value(position: Position, outlook: Outlook, worth: Valuation) -> float:
    """In index points of today; with legs of several expirations, of the value at the nearest one."""
    law, discount = outlook.law, outlook.state.discount(outlook.t)
    if position.one_expiration and position.units == 0.0 and law.state is outlook.state:
        return position.credit + worth.value  # today's value is the discounted mean of what the legs pay under this very law
    if position.one_expiration:
        return expected_value(position, law, discount)
    levels = law.quantile_grid()
    paid = valuation.profits(position, outlook.state, levels, position.dte, outlook.convention) - position.credit
    return position.credit + discount * law.mean(levels, paid)


def without_dust(value: float, spot: float) -> float:
    """Zero where all that is left of a difference of prices is their rounding."""
    return 0.0 if abs(value) < 1e-12 * spot else value


def missing(fields: tuple[str, ...], why: str) -> InputError:
    """The refusal for inputs that are needed here, naming each."""
    return InputError(
        f"{listed(fields)} {'is' if len(fields) == 1 else 'are'} required: {why}",
        tuple(FieldError(field, f"{field} is required: {why}") for field in fields),
    )
