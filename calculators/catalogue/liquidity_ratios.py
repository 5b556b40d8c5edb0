"""Quick and current ratio."""

from __future__ import annotations

from dataclasses import dataclass

from calculators.corporate import current_ratio, quick_ratio
from calculators.spec import Figure, Inputs, Presentation, calculator
from calculators.units import Balance
from calculators.wording import dollars, number


class LiquidityInputs(Inputs):
    cash: Balance
    """Cash and its equivalents, dollars."""
    receivables: Balance
    """Accounts receivable, dollars."""
    current_liabilities: Balance
    """What falls due within a year, dollars; above zero."""
    short_term_investments: Balance = 0.0
    """Marketable securities, dollars."""
    inventory: Balance = 0.0
    """Stock in the warehouse, dollars: counted in the current ratio, left out of the quick one."""


@dataclass(frozen=True, slots=True)
class Liquidity:
    quick: float
    current: float
    cash: float
    shortfall: float


def present(inputs: LiquidityInputs, result: Liquidity) -> Presentation:
    figures = (
        Figure("quick_ratio", "Quick ratio", result.quick, "times", number(result.quick)),
        Figure("current_ratio", "Current ratio", result.current, "times", number(result.current)),
        Figure("cash_ratio", "Cash ratio", result.cash, "times", number(result.cash)),
        Figure("shortfall", "Quick assets short of current liabilities", result.shortfall, "dollars", dollars(result.shortfall)),
    )
    notes = ("The current ratio here counts cash, short-term investments, receivables and inventory; prepaid items are left out of both.",)
    return Presentation(f"The quick ratio is {number(result.quick)}, the current ratio {number(result.current)}.", figures, notes=notes)


@calculator(
    name="liquidity_ratios",
    title="Quick and current ratio",
    task="company",
    presenter=present,
    example={"cash": 120e6, "short_term_investments": 30e6, "receivables": 90e6, "inventory": 110e6, "current_liabilities": 200e6},
    terms=("quick-ratio",),
    sources=("brealey-myers-allen-2020",),
    phrases=("quick ratio", "acid test", "current ratio", "liquidity ratio"),
)
def liquidity_ratios(inputs: LiquidityInputs) -> Liquidity:
    """Compare a company's liquid assets with what it owes within a year: quick, current and cash ratio.

    A single company's measure; an index and an option position have none. Source: Brealey, Myers and Allen 2020, ch. 28.
    """
    quick_assets = inputs.cash + inputs.short_term_investments + inputs.receivables
    return Liquidity(
        quick_ratio(inputs.cash, inputs.short_term_investments, inputs.receivables, inputs.current_liabilities),
        current_ratio(quick_assets + inputs.inventory, inputs.current_liabilities),
        quick_ratio(inputs.cash, inputs.short_term_investments, 0.0, inputs.current_liabilities),
        max(inputs.current_liabilities - quick_assets, 0.0),
    )
