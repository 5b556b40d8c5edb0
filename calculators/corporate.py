"""Cost of capital, dividend discount, liquidity and valuation ratios, reinvested dividends: the arithmetic of one company.

Rates and yields are decimals a year with yearly compounding, money is dollars, per-share amounts are dollars a share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from calculators.errors import FieldError, InputError

TRADING_DAYS = 252
SMALLEST_GAP = 1e-6  # a hundredth of a basis point between required return and growth
CENT = 0.01


@dataclass(frozen=True, slots=True)
class CapitalCost:
    """A firm's weighted cost of capital and its parts; weights are shares of the market value of the whole firm."""

    equity_weight: float
    debt_weight: float
    after_tax_cost_of_debt: float
    wacc: float


def weighted_average_cost_of_capital(
    equity_value: float, debt_value: float, cost_of_equity: float, cost_of_debt: float, tax_rate: float
) -> CapitalCost:
    """Weigh the costs of equity and of debt after tax by market value.

    Errors: InputError when equity and debt are both zero. Source: Brealey, Myers and Allen 2020, ch. 19; Modigliani and Miller 1958.
    """
    firm = equity_value + debt_value
    if firm <= 0.0:
        raise InputError(f"equity_value + debt_value must be above zero; got {equity_value:g} and {debt_value:g}; give the market values")
    after_tax = cost_of_debt * (1.0 - tax_rate)
    equity_weight = equity_value / firm
    debt_weight = debt_value / firm
    return CapitalCost(equity_weight, debt_weight, after_tax, equity_weight * cost_of_equity + debt_weight * after_tax)


def capm_cost_of_equity(risk_free: float, beta: float, market_return: float) -> float:
    """Return the expected return of an asset of this beta: the risk-free rate plus beta times the market's excess return.

    Source: Sharpe 1964; Lintner 1965.
    """
    return risk_free + beta * (market_return - risk_free)


def gordon_price(dividend: float, growth: float, required_return: float) -> float:
    """Value a dividend stream that grows at one rate for ever; `dividend` is next year's, per share.

    Errors: InputError unless required_return > growth (the sum has no limit otherwise). Source: Gordon 1959.
    """
    if required_return - growth < SMALLEST_GAP:
        raise _no_limit("growth", growth, required_return)
    return dividend / (required_return - growth)


@dataclass(frozen=True, slots=True)
class TwoStageValue:
    """Dollars a share: the dividends of the first stage, the value of all later ones, and both together."""

    first_stage: float
    later_stage: float
    price: float


def two_stage_price(dividend: float, growth: float, years: int, terminal_growth: float, required_return: float) -> TwoStageValue:
    """Value dividends that grow at `growth` for `years` payments and at `terminal_growth` ever after; `dividend` is next year's.

    Payment k (1..years) is dividend (1+growth)^(k-1); payment years+1 is the last of them times (1 + terminal_growth).
    Errors: InputError unless required_return > terminal_growth. Source: Damodaran 2012, ch. 13.
    """
    if required_return - terminal_growth < SMALLEST_GAP:
        raise _no_limit("terminal_growth", terminal_growth, required_return)
    if years < 1:
        raise InputError(f"years must be at least 1; got {years}", (FieldError("years", "years must be at least 1"),))
    if required_return <= -1.0 or growth < -1.0:
        raise InputError(
            f"required_return must be above -1 and growth at least -1; got {required_return:g} and {growth:g}; rates are decimals a year"
        )
    ratio = (1.0 + growth) / (1.0 + required_return)
    first = dividend / (1.0 + required_return) * sum(ratio**k for k in range(years))
    last = dividend * (1.0 + growth) ** (years - 1)
    later = last * (1.0 + terminal_growth) / (required_return - terminal_growth) / (1.0 + required_return) ** years
    return TwoStageValue(first, later, first + later)


def _no_limit(name: str, growth: float, required_return: float) -> InputError:
    message = (
        f"required_return must be above {name}, or the dividends add up to no finite value; got {required_return:g} and {growth:g}; lower {name}"
    )
    return InputError(message, (FieldError(name, message),))


def quick_ratio(quick_assets: float, current_liabilities: float) -> float:
    """Divide what turns into cash within weeks by what falls due within a year: stock in the warehouse does not count.

    Errors: InputError when current_liabilities is not above zero. Source: Brealey, Myers and Allen 2020, ch. 28.
    """
    return quick_assets / _liabilities(current_liabilities)


def current_ratio(current_assets: float, current_liabilities: float) -> float:
    """Divide current assets, stock included, by current liabilities."""
    return current_assets / _liabilities(current_liabilities)


def _liabilities(current_liabilities: float) -> float:
    if current_liabilities < CENT:
        message = f"current_liabilities must be above zero, a ratio to nothing says nothing; got {current_liabilities:g}"
        raise InputError(message, (FieldError("current_liabilities", message),))
    return current_liabilities


@dataclass(frozen=True, slots=True)
class DuPont:
    """Return on equity as net margin x asset turnover x equity multiplier; return on assets is the first two.

    Source: Brealey, Myers and Allen 2020, ch. 28.
    """

    net_margin: float
    asset_turnover: float
    equity_multiplier: float

    @property
    def return_on_assets(self) -> float:
        return self.net_margin * self.asset_turnover

    @property
    def return_on_equity(self) -> float:
        return self.return_on_assets * self.equity_multiplier


def net_margin(net_income: float, revenue: float) -> float:
    """Divide net income by sales. Errors: InputError when revenue is not above zero."""
    return net_income / _above_zero("revenue", revenue)


def asset_turnover(revenue: float, total_assets: float) -> float:
    """Divide a year's sales by total assets. Errors: InputError when total_assets is not above zero."""
    return revenue / _above_zero("total_assets", total_assets)


def equity_multiplier(total_assets: float, equity: float) -> float:
    """Divide total assets by book equity. Errors: InputError when equity is not above zero."""
    return total_assets / _above_zero("equity", equity)


def _above_zero(name: str, amount: float) -> float:
    if amount < CENT:
        message = f"{name} must be above zero to split the return on equity; got {amount:g}; leave it out, and the split with it"
        raise InputError(message, (FieldError(name, message),))
    return amount


@dataclass(frozen=True, slots=True)
class DividendPlan:
    """Year by year (index 0 is the start): the holding with dividends reinvested, and with dividends kept as cash."""

    reinvested: tuple[float, ...]
    kept: tuple[float, ...]
    shares: tuple[float, ...]
    cash: float


def dividend_plan(
    shares: float,
    price: float,
    dividend_yield: float,
    price_growth: float,
    dividend_growth: float,
    years: int,
    tax_rate: float,
    payments_per_year: int,
) -> DividendPlan:
    """Follow a holding with dividends reinvested at the price of the payment day against one whose dividends lie as idle cash.

    The price compounds at `price_growth` a year; the dividend a share starts at price x yield a year and steps up by
    `dividend_growth` each year; tax is taken from each payment; whole-share rounding and fees are left out, and kept
    cash earns nothing. Errors: InputError when the holding grows beyond what a number holds.
    """
    if price_growth <= -1.0:
        raise InputError(f"price_growth must be above -1; got {price_growth:g}; give a decimal such as 0.05")
    held, cash = shares, 0.0
    reinvested, kept, counts = [shares * price], [shares * price], [shares]
    for year in range(years):
        payment = price * dividend_yield * (1.0 + dividend_growth) ** year / payments_per_year * (1.0 - tax_rate)
        for k in range(1, payments_per_year + 1):
            price_then = price * (1.0 + price_growth) ** (year + k / payments_per_year)
            held += held * payment / price_then
            cash += shares * payment
        price_now = price * (1.0 + price_growth) ** (year + 1)
        reinvested.append(held * price_now)
        kept.append(shares * price_now + cash)
        counts.append(held)
    if not (isfinite(reinvested[-1]) and isfinite(cash)):
        raise InputError(f"the holding must stay a finite number; over {years} years at these rates it does not; lower the growth rates or years")
    return DividendPlan(tuple(reinvested), tuple(kept), tuple(counts), cash)


def compound_return(values: Sequence[float]) -> float:
    """Return the constant yearly rate that leads from the first value to the last, one year apart each."""
    return float((values[-1] / values[0]) ** (1.0 / (len(values) - 1)) - 1.0)
