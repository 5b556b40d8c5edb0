"""Cost of capital, dividends, ratios and reinvestment against published examples and their own identities."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators import corporate
from calculators.catalogue import find
from calculators.errors import InputError

EXACT = 1e-12
CENT = 0.005


def figure(name: str, given: Mapping[str, object], wanted: str) -> object:
    return find(name).run(given).figure(wanted).value


def test_capm_gives_nine_percent_for_beta_1_2_at_3_and_8_percent() -> None:
    assert corporate.capm_cost_of_equity(0.03, 1.2, 0.08) == pytest.approx(0.09, abs=EXACT)


def test_beta_zero_earns_the_riskless_rate_and_beta_one_the_market() -> None:
    assert corporate.capm_cost_of_equity(0.04, 0.0, 0.11) == pytest.approx(0.04, abs=EXACT)
    assert corporate.capm_cost_of_equity(0.04, 1.0, 0.11) == pytest.approx(0.11, abs=EXACT)


def test_volatility_drag_of_thirty_percent_takes_four_and_a_half_points() -> None:
    assert figure("capm", {"beta": 1.2, "risk_free": 0.03, "market_return": 0.08, "vol": 0.30}, "compound_return") == pytest.approx(0.045, abs=EXACT)


def test_wacc_of_an_unlevered_firm_is_its_cost_of_equity() -> None:
    cost = corporate.weighted_average_cost_of_capital(5e6, 0.0, 0.115, 0.06, 0.21)
    assert cost.wacc == pytest.approx(0.115, abs=EXACT)


def test_wacc_weighs_equity_and_debt_after_tax() -> None:
    # 60 % at 10 % and 40 % at 5 % x (1 - 0.21): worked by hand.
    assert corporate.weighted_average_cost_of_capital(6e8, 4e8, 0.10, 0.05, 0.21).wacc == pytest.approx(0.0758, abs=EXACT)


@given(st.floats(1, 1e9), st.floats(1, 1e9), st.floats(-0.1, 0.5), st.floats(-0.1, 0.5), st.floats(0, 1))
def test_wacc_lies_between_its_two_costs(equity: float, debt: float, ke: float, kd: float, tax: float) -> None:
    cost = corporate.weighted_average_cost_of_capital(equity, debt, ke, kd, tax)
    low, high = sorted((ke, cost.after_tax_cost_of_debt))
    assert low - EXACT <= cost.wacc <= high + EXACT


def test_twenty_five_basis_points_of_premium_move_wacc_by_weight_times_beta_times_that() -> None:
    given_inputs = {"equity_value": 80.0, "debt_value": 20.0, "cost_of_equity": 0.1, "cost_of_debt": 0.05, "beta": 1.5}
    assert figure("wacc", given_inputs, "wacc_change") == pytest.approx(0.8 * 1.5 * 0.0025, abs=EXACT)


@pytest.mark.parametrize(("growth", "multiple"), [(0.02, 1 / 0.06), (0.035, 1 / 0.045), (0.0, 12.5)])
def test_gordon_price_is_the_dividend_over_the_gap(growth: float, multiple: float) -> None:
    assert corporate.gordon_price(1.0, growth, 0.08) == pytest.approx(multiple, rel=EXACT)


@given(st.floats(0.0, 10), st.floats(-0.3, 0.07), st.integers(1, 60), st.floats(0.08, 0.5))
def test_two_stages_of_one_growth_are_gordons_price(dividend: float, growth: float, years: int, required: float) -> None:
    assert corporate.two_stage_price(dividend, growth, years, growth, required).price == pytest.approx(
        corporate.gordon_price(dividend, growth, required), rel=1e-9, abs=1e-12
    )


def test_two_stage_price_is_the_sum_of_its_discounted_dividends() -> None:
    dividends = [2.0 * 1.10**k for k in range(5)] + [2.0 * 1.10**4 * 1.03**k for k in range(1, 2000)]
    summed = sum(paid / 1.09 ** (k + 1) for k, paid in enumerate(dividends))
    assert corporate.two_stage_price(2.0, 0.10, 5, 0.03, 0.09).price == pytest.approx(summed, rel=1e-9)


@pytest.mark.parametrize("growth", [0.08, 0.09])
def test_growth_at_or_above_the_required_return_is_refused(growth: float) -> None:
    with pytest.raises(InputError, match="no finite value"):
        find("ddm").run({"dividend": 2.0, "growth": growth, "required_return": 0.08})


def test_one_half_of_a_second_stage_is_refused_in_words() -> None:
    with pytest.raises(InputError, match="belong together"):
        find("ddm").run({"dividend": 2.0, "growth": 0.1, "required_return": 0.08, "years": 5})


def test_sensitivity_table_has_the_price_in_its_middle_and_rises_with_growth() -> None:
    chart = find("ddm").run({"dividend": 2.0, "growth": 0.03, "required_return": 0.08}).presentation.charts[0]
    assert chart.heat is not None
    assert chart.heat.values[2][2] == pytest.approx(40.0, rel=EXACT)
    assert all(left < right for row in chart.heat.values for left, right in pairwise(row))


def test_quick_ratio_leaves_the_inventory_out_and_the_current_ratio_counts_it() -> None:
    result = find("liquidity_ratios").run(
        {"cash": 40.0, "short_term_investments": 10.0, "receivables": 50.0, "inventory": 100.0, "current_liabilities": 100.0}
    )
    assert result.figure("quick_ratio").value == pytest.approx(1.0, abs=EXACT)
    assert result.figure("current_ratio").value == pytest.approx(2.0, abs=EXACT)


def test_the_current_ratio_needs_only_the_totals() -> None:
    result = find("liquidity_ratios").run({"current_assets": 500.0, "current_liabilities": 250.0})
    assert result.figure("current_ratio").value == pytest.approx(2.0, abs=EXACT)
    assert {f.name for f in result.presentation.figures} == {"current_ratio"}


def test_current_assets_less_inventory_are_the_quick_assets() -> None:
    given_inputs = {"current_assets": 500.0, "inventory": 200.0, "current_liabilities": 250.0}
    assert figure("liquidity_ratios", given_inputs, "quick_ratio") == pytest.approx(1.2, abs=EXACT)


def test_an_inventory_not_given_with_the_parts_is_named_as_assumed() -> None:
    result = find("liquidity_ratios").run({"cash": 40.0, "receivables": 50.0, "current_liabilities": 100.0})
    assert "inventory" in result.assumed


def test_ratios_without_assets_or_with_parts_above_the_whole_are_refused() -> None:
    with pytest.raises(InputError, match="cash and receivables, or current_assets"):
        find("liquidity_ratios").run({"cash": 40.0, "current_liabilities": 100.0})
    with pytest.raises(InputError, match="at least their sum"):
        find("liquidity_ratios").run({"cash": 600.0, "current_assets": 500.0, "current_liabilities": 100.0})


def test_a_ratio_to_no_liabilities_is_refused() -> None:
    with pytest.raises(InputError, match="above zero"):
        find("liquidity_ratios").run({"cash": 40.0, "receivables": 50.0, "current_liabilities": 0.0})


TOTALS = {"net_income": 5e8, "revenue": 4e9, "total_assets": 6e9, "equity": 2.5e9}


def test_du_pont_parts_multiply_to_the_return_on_equity() -> None:
    assert figure("valuation_ratios", TOTALS, "return_on_equity") == pytest.approx(5e8 / 2.5e9, rel=EXACT)
    assert figure("valuation_ratios", TOTALS, "return_on_assets") == pytest.approx(5e8 / 6e9, rel=EXACT)
    assert figure("valuation_ratios", TOTALS, "equity_multiplier") == pytest.approx(2.4, rel=EXACT)


def test_du_pont_needs_no_price_and_takes_the_parts_as_stated() -> None:
    result = find("valuation_ratios").run({"net_margin": 0.08, "asset_turnover": 1.5, "equity_multiplier": 2.2})
    assert result.figure("return_on_equity").value == pytest.approx(0.264, rel=EXACT)
    assert [f.name for f in result.presentation.figures if f.value is None] == []
    assert result.assumed == ()


def test_a_part_stated_and_also_implied_is_refused() -> None:
    with pytest.raises(InputError, match="net_margin follows from net_income and revenue"):
        find("valuation_ratios").run({**TOTALS, "net_margin": 0.1})


def test_earnings_per_share_give_the_multiple_without_the_number_of_shares() -> None:
    assert figure("valuation_ratios", {"price": 50.0, "eps": 2.5}, "price_earnings") == pytest.approx(20.0, rel=EXACT)


@pytest.mark.parametrize("given_inputs", [{}, {"price": 50.0}, {"net_margin": 0.1, "equity_multiplier": 2.0}, {"net_income": 1e6}])
def test_inputs_that_give_no_ratio_are_refused_in_words(given_inputs: dict[str, float]) -> None:
    with pytest.raises(InputError, match="give price and shares"):
        find("valuation_ratios").run(given_inputs)


def test_totals_alone_give_earnings_per_share_and_the_return_on_equity() -> None:
    assert figure("valuation_ratios", {"net_income": 1e6, "shares": 4e5}, "earnings_per_share") == pytest.approx(2.5, rel=EXACT)
    assert figure("valuation_ratios", {"net_income": -75.0, "equity": 500.0}, "return_on_equity") == pytest.approx(-0.15, rel=EXACT)


def test_a_multiple_of_a_loss_is_left_out_with_its_reason() -> None:
    shown = find("valuation_ratios").run({"price": 10.0, "shares": 1e6, "net_income": -5e5}).figure("price_earnings")
    assert shown.value is None
    assert "must be above zero" in shown.text


def test_reinvesting_without_tax_compounds_price_growth_and_yield() -> None:
    # One payment a year at the year's end, dividend growing with the price: each year's shares grow by the yield over 1 + growth.
    plan = corporate.dividend_plan(100.0, 50.0, 0.04, 0.05, 0.05, 10, 0.0, 1)
    assert plan.shares[-1] == pytest.approx(100.0 * (1.0 + 0.04 / 1.05) ** 10, rel=1e-12)
    assert plan.reinvested[-1] == pytest.approx(plan.shares[-1] * 50.0 * 1.05**10, rel=1e-12)


def test_without_a_dividend_both_uses_of_it_are_the_same() -> None:
    plan = corporate.dividend_plan(100.0, 50.0, 0.0, 0.05, 0.05, 10, 0.0, 4)
    assert plan.reinvested == pytest.approx(plan.kept, rel=EXACT)


def test_reinvesting_into_a_falling_price_ends_below_the_cash() -> None:
    plan = corporate.dividend_plan(100.0, 50.0, 0.04, -0.10, 0.0, 10, 0.0, 4)
    assert plan.reinvested[-1] < plan.kept[-1]


def test_a_market_premium_says_the_same_as_the_whole_return() -> None:
    by_premium = find("capm").run({"beta": 1.2, "risk_free": 0.03, "premium": 0.05})
    by_return = find("capm").run({"beta": 1.2, "risk_free": 0.03, "market_return": 0.08})
    assert by_premium.figure("cost_of_equity").value == pytest.approx(by_return.figure("cost_of_equity").value, rel=EXACT)
    assert by_premium.assumed == ()
    assert find("capm").run({"beta": 1.2}).assumed == ("risk_free", "market_return")
    with pytest.raises(InputError, match="not both"):
        find("capm").run({"beta": 1.2, "premium": 0.05, "market_return": 0.08})


def test_npv_and_irr_of_the_textbook_project() -> None:
    # -4000, 2000, 4000: IRR 28.08 % (Brealey, Myers and Allen, ch. 5).
    result = find("irr").run({"cash_flows": [-4000.0, 2000.0, 4000.0], "rate": 0.2808})
    assert result.figure("irr").value == pytest.approx(0.2808, abs=5e-5)
    assert result.figure("npv").value == pytest.approx(0.0, abs=1.0)


def test_a_project_with_two_rates_says_both() -> None:
    # -1000, 800 for four years of receipts and a clean-up: worked here as (1 - 1.1 v)(1 - 1.5 v) scaled, rates 10 % and 50 %.
    result = find("irr").run({"cash_flows": [-1000.0, 2600.0, -1650.0]})
    assert result.figure("irr").value is None
    assert "10.00 %" in result.figure("irr").text
    assert "50.00 %" in result.figure("irr").text
    assert result.figure("sign_changes").value == 2


def test_money_received_and_never_paid_has_no_rate_and_says_so() -> None:
    result = find("irr").run({"cash_flows": [70.0, 0.0, 20.0]})
    assert result.figure("irr").value is None
    assert "no internal rate" in result.figure("irr").text
    assert result.figure("mirr").value is None
    assert result.figure("npv").value == pytest.approx(70.0 + 20.0 / 1.21, abs=CENT)


def test_mirr_compounds_what_is_received_to_the_end() -> None:
    received = 300.0 * 1.08**2 + 400.0 * 1.08 + 500.0
    given_inputs = {"cash_flows": [-1000.0, 300.0, 400.0, 500.0], "reinvest_rate": 0.08, "finance_rate": 0.08}
    assert figure("irr", given_inputs, "mirr") == pytest.approx((received / 1000.0) ** (1 / 3) - 1, rel=1e-9)
