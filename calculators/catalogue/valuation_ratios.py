"""Market capitalization, price over earnings and cash flow, and the split of the return on equity."""

from __future__ import annotations

from dataclasses import dataclass

from calculators.corporate import DuPont, dupont
from calculators.spec import Figure, FigureValue, Inputs, Presentation, calculator
from calculators.units import Balance, Dollars, SharePrice, Shares
from calculators.wording import dollars, number, percent

CENT = 0.01


class ValuationInputs(Inputs):
    price: SharePrice
    """Price of one share, dollars."""
    shares: Shares
    """Shares outstanding."""
    net_income: Dollars | None = None
    """Earnings of the last twelve months, dollars."""
    operating_cash_flow: Dollars | None = None
    """Cash flow from operations of the last twelve months, dollars."""
    revenue: Balance | None = None
    """Sales of the last twelve months, dollars; needed with total_assets and equity to split the return on equity."""
    total_assets: Balance | None = None
    """Total assets, dollars."""
    equity: Balance | None = None
    """Book equity, dollars."""


@dataclass(frozen=True, slots=True)
class Valuation:
    market_cap: float
    price_earnings: float | None
    price_cash_flow: float | None
    dupont: DuPont | None


def _multiple(name: str, label: str, value: float | None, given: float | None, what: str) -> Figure:
    if value is not None:
        return Figure(name, label, value, "times", f"{number(value)} times {what}")
    why = f"not given: it needs the {what}" if given is None else f"no meaning: the {what} is not above zero"
    return Figure(name, label, None, "times", why)


def present(inputs: ValuationInputs, result: Valuation) -> Presentation:
    figures = [
        Figure("market_cap", "Market capitalization", result.market_cap, "dollars", dollars(result.market_cap, 0)),
        _multiple("price_earnings", "Price over earnings (P/E)", result.price_earnings, inputs.net_income, "net income"),
        _multiple(
            "price_cash_flow", "Price over operating cash flow (P/CF)", result.price_cash_flow, inputs.operating_cash_flow, "operating cash flow"
        ),
    ]
    notes = ["Price multiples are market capitalization over the company's twelve-month total."]
    if result.dupont is None:
        notes.append("The return on equity is split only when net_income, revenue, total_assets and equity are all given.")
    else:
        split = result.dupont
        parts: tuple[tuple[str, str, FigureValue, str, str], ...] = (
            ("return_on_equity", "Return on equity", split.return_on_equity, "decimal", percent(split.return_on_equity, 2)),
            ("return_on_assets", "Return on assets", split.return_on_assets, "decimal", percent(split.return_on_assets, 2)),
            ("profit_margin", "Profit margin", split.profit_margin, "decimal", percent(split.profit_margin, 2)),
            ("asset_turnover", "Asset turnover", split.asset_turnover, "times", f"{number(split.asset_turnover)} times a year"),
            (
                "equity_multiplier",
                "Equity multiplier (assets over equity)",
                split.equity_multiplier,
                "times",
                f"{number(split.equity_multiplier)} times",
            ),
        )
        figures += [Figure(*part) for part in parts]
    return Presentation(f"The company is worth {dollars(result.market_cap, 0)} at this price.", tuple(figures), notes=tuple(notes))


def _over(market_cap: float, total: float | None) -> float | None:
    return market_cap / total if total is not None and total >= CENT else None


@calculator(
    name="valuation_ratios",
    title="Market capitalization, price multiples, return on equity",
    task="company",
    presenter=present,
    example={
        "price": 50.0,
        "shares": 2e8,
        "net_income": 5e8,
        "operating_cash_flow": 8e8,
        "revenue": 4e9,
        "total_assets": 6e9,
        "equity": 2.5e9,
    },
    terms=("market-capitalization", "price-to-cash-flow-ratio"),
    sources=("damodaran-2012", "brealey-myers-allen-2020"),
    phrases=("market cap", "p/e", "p/cf", "price to cash flow", "return on equity", "dupont"),
)
def valuation_ratios(inputs: ValuationInputs) -> Valuation:
    """Give market capitalization, price over earnings and over cash flow, and return on equity split into margin, turnover and leverage.

    A multiple of a loss has no meaning and is left out with the reason. Source: Damodaran 2012; Brealey, Myers and Allen 2020, ch. 28.
    """
    cap = inputs.price * inputs.shares
    split = None
    if inputs.net_income is not None and inputs.revenue is not None and inputs.total_assets is not None and inputs.equity is not None:
        split = dupont(inputs.net_income, inputs.revenue, inputs.total_assets, inputs.equity)
    return Valuation(cap, _over(cap, inputs.net_income), _over(cap, inputs.operating_cash_flow), split)
