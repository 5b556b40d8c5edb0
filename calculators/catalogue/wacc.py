"""The weighted average cost of capital."""

from __future__ import annotations

from calculators.corporate import TRADING_DAYS, CapitalCost, weighted_average_cost_of_capital
from calculators.spec import Axis, Chart, Figure, Inputs, Presentation, Series, calculator
from calculators.speech import HUGE, Blank, Cue, Speech
from calculators.units import Balance, Beta, Fraction, Rate
from calculators.wording import percent


class WaccInputs(Inputs):
    equity_value: Balance
    """Market value of the equity, dollars (not book value)."""
    debt_value: Balance
    """Market value of the debt, dollars."""
    cost_of_equity: Rate
    """Return shareholders require, a decimal a year, for example from the capital asset pricing model."""
    cost_of_debt: Rate
    """Interest rate on new debt before tax, a decimal a year."""
    tax_rate: Fraction = 0.21
    """Tax rate that interest is deducted at."""
    beta: Beta | None = None
    """Beta of the equity; with it the answer says what a change of the market premium does."""
    premium_change: Rate = 0.0025
    """Change of the market risk premium to test, a decimal (0.0025 is 25 basis points); used only with beta."""


def present(inputs: WaccInputs, cost: CapitalCost) -> Presentation:
    equity_part = cost.equity_weight * inputs.cost_of_equity
    figures = [
        Figure("wacc", "Weighted average cost of capital", cost.wacc, "decimal", f"{percent(cost.wacc, 2)} a year"),
        Figure("equity_weight", "Share of equity", cost.equity_weight, "decimal", percent(cost.equity_weight)),
        Figure("debt_weight", "Share of debt", cost.debt_weight, "decimal", percent(cost.debt_weight)),
        Figure(
            "after_tax_cost_of_debt",
            "Cost of debt after tax",
            cost.after_tax_cost_of_debt,
            "decimal",
            f"{percent(cost.after_tax_cost_of_debt, 2)} a year",
        ),
        Figure("one_day_hurdle", "Cost of capital for one trading day", cost.wacc / TRADING_DAYS, "decimal", percent(cost.wacc / TRADING_DAYS, 3)),
    ]
    if inputs.beta is not None:
        change = cost.equity_weight * inputs.beta * inputs.premium_change
        figures.append(Figure("wacc_change", "Change for that move of the market premium", change, "decimal", f"{percent(change, 3)} a year"))
    chart = Chart(
        "bars",
        "What each source of capital adds",
        Axis("Source", ""),
        Axis("Cost, a year", "decimal"),
        f"Equity adds {percent(equity_part, 2)} and debt after tax {percent(cost.wacc - equity_part, 2)} of the {percent(cost.wacc, 2)}.",
        series=(Series("Weight × cost", (0.0, 1.0), (equity_part, cost.wacc - equity_part), "component"),),
        categories=("Equity", "Debt after tax"),
    )
    notes = (
        f"One day is the yearly rate over {TRADING_DAYS}. The rate belongs to the firm's average project: a trade has the hurdle of its own risk.",
    )
    return Presentation(f"The cost of capital is {percent(cost.wacc, 2)} a year.", tuple(figures), (chart,), notes)


@calculator(
    name="wacc",
    title="Weighted average cost of capital",
    task="company",
    presenter=present,
    example={"equity_value": 6e8, "debt_value": 4e8, "cost_of_equity": 0.10, "cost_of_debt": 0.05, "tax_rate": 0.21},
    terms=("weighted-average-cost-of-capital", "return-on-capital"),
    sources=("brealey-myers-allen-2020", "modigliani-miller-1958"),
    phrases=("wacc", "cost of capital", "hurdle rate"),
    speech=Speech(
        cues=(Cue("wacc|weighted cost|weighted (?:average )?cost of capital|cost of capital", 8),),
        blanks=(
            Blank(
                "cost_of_equity",
                "cost of equity|equity costs?|(?:equity ?holders|share ?holders|owners) (?:want|require|demand|expect|ask(?: for)?)|"
                "equity at|ke|re|required return on equity",
                "cost of equity|equity cost|on equity",
                exact=(r"equity #%",),
                reads="rate",
                low=-0.5,
                high=1,
            ),
            Blank(
                "cost_of_debt",
                "cost of debt|debt costs?|(?:lenders|banks?|bond ?holders) (?:want|charge|require|demand)s?|debt at|kd|rd|borrows? at|coupon|"
                "pre tax debt",
                "cost of debt|debt cost|on (?:the )?debt|pre tax debt",
                exact=(r"debt #%",),
                reads="rate",
                low=-0.5,
                high=1,
            ),
            Blank("tax_rate", "tax(?:es)?(?: rate)?|taxed|corporate tax|t", "tax(?: rate)?|taxes", reads="share", low=0, high=1),
            Blank("equity_value", "equity(?: value| of| worth)?|market cap|e", "(?:of |in )?equity", reads="number", low=0, high=HUGE),
            Blank("debt_value", "debt(?: value| of| worth)?|d", "(?:of |in )?debt", reads="number", low=0, high=HUGE),
            Blank("beta", "beta", "beta", reads="number", low=-10, high=10),
        ),
    ),
)
def wacc(inputs: WaccInputs) -> CapitalCost:
    """Weigh a firm's cost of equity and its cost of debt after tax by their market values.

    Not for judging a one-day option trade: its hurdle is its own risk for that day. Source: Brealey, Myers and Allen 2020, ch. 19.
    """
    return weighted_average_cost_of_capital(inputs.equity_value, inputs.debt_value, inputs.cost_of_equity, inputs.cost_of_debt, inputs.tax_rate)
