"""The two-sleeve book: sizes from ratios, breakevens that are zeros, widening, internal rate, refusals."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators import cash_flow
from calculators.book import State
from calculators.catalogue.iron_condor import iron_condor
from calculators.catalogue.second_engine import second_engine
from calculators.errors import InputError
from calculators.spec import ToolResult

CENT = 0.01
MILLION = {"capital": 1_000_000.0, "spot": 7138.8, "vix": 17.95}


def value(result: ToolResult, name: str) -> float:
    found = result.figure(name).value
    assert isinstance(found, float | int), result.figure(name)
    return float(found)


def test_the_ratios_of_the_account_put_two_sevenths_of_capital_at_risk() -> None:
    # 0.65 / 3 + 0.35 / 5 = 28.67 %, whatever the capital.
    result = second_engine.run({"capital": 1_000_000.0})
    assert value(result, "total_risk_pct") == pytest.approx(0.65 / 3 + 0.35 / 5)
    assert result.figure("total_risk_pct").text == "28.7 % of capital"
    assert value(result, "total_risk_held_pct") <= value(result, "total_risk_pct")


def test_each_budget_buys_whole_contracts_and_not_one_more() -> None:
    result = second_engine.run(MILLION)
    base = iron_condor.run({"spot": 7138.8, "vol": 0.1795, "dte": 45.0, "short_delta": 0.16, "wing_width": 50.0})
    each = 100.0 * value(base, "max_loss")
    assert value(result, "base_contracts") == math.floor(1_000_000.0 * 0.65 / 3 / each)
    assert value(result, "engine_risk") <= value(result, "engine_risk_budget") < value(result, "engine_risk") + value(result, "engine_risk_each")


def test_a_small_account_cannot_hold_one_strangle_and_is_told_the_capital_it_takes() -> None:
    result = second_engine.run({**MILLION, "capital": 100_000.0})
    assert value(result, "engine_contracts") == 0
    assert "buys none" in result.presentation.headline
    enough = value(result, "engine_capital_needed")
    assert value(second_engine.run({**MILLION, "capital": enough * 1.001}), "engine_contracts") == 1
    assert value(second_engine.run({**MILLION, "capital": enough * 0.999}), "engine_contracts") == 0


def test_without_engine_contracts_nothing_widens() -> None:
    result = second_engine.run({**MILLION, "engine_contracts": 0})
    for side in ("lower", "upper"):
        assert value(result, f"widening_pct_{side}") == pytest.approx(0.0, abs=1e-12)
        assert result.figure(f"widening_pct_{side}").text.startswith("0.00 %")
        assert value(result, f"blended_{side}_breakeven") == pytest.approx(value(result, f"base_{side}_breakeven"), abs=1e-9)


@pytest.mark.parametrize("asked", [{}, {"engine": "spreads"}, {"hedge": "vix_calls"}, {"base_condor": {"smile": "spx"}}, {"engine_contracts": 30}])
def test_blended_breakevens_are_zeros_of_the_books_profit(asked: dict[str, Any]) -> None:
    inputs = second_engine.parse({**MILLION, **asked})
    result = second_engine.compute(inputs)
    assert len(result.blended_breakevens) >= 2
    for level in result.blended_breakevens:
        below, here, above = result.book.total(np.array([level - 1.0, level, level + 1.0]), State(days=result.base.dte))
        assert abs(here) < CENT * result.base_budget.contracts
        assert below * above < 0.0


def test_widening_is_the_outward_shift_over_the_bases_own_distance() -> None:
    result = second_engine.run({**MILLION, "engine_contracts": 20})
    for side, outward in (("lower", -1.0), ("upper", 1.0)):
        before, after = value(result, f"base_{side}_breakeven"), value(result, f"blended_{side}_breakeven")
        assert value(result, f"widening_points_{side}") == pytest.approx(outward * (after - before))
        assert value(result, f"widening_pct_{side}") == pytest.approx(outward * (after - before) / abs(before - 7138.8))
        assert value(result, f"widening_of_spot_{side}") == pytest.approx(outward * (after - before) / 7138.8)


def test_higher_vol_at_the_front_expiration_takes_widening_away() -> None:
    result = second_engine.run({**MILLION, "engine_contracts": 20})
    for side in ("lower", "upper"):
        calm, higher, highest = (value(result, f"widening_pct_{side}{tail}") for tail in ("", "_shock_30", "_shock_40"))
        assert calm > higher > highest


def test_an_overlay_that_gains_a_point_a_condor_moves_each_breakeven_a_point() -> None:
    # With no engine, a credit one point richer moves both breakevens out by exactly one point: the slope there is 1.
    plain = second_engine.run({**MILLION, "engine_contracts": 0, "base_condor": {"dte": 45, "credit": 14.0, "wing_width": 50}})
    richer = second_engine.run({**MILLION, "engine_contracts": 0, "base_condor": {"dte": 45, "credit": 15.0, "wing_width": 50}})
    assert value(plain, "base_lower_breakeven") - value(richer, "base_lower_breakeven") == pytest.approx(1.0)
    assert value(richer, "base_upper_breakeven") - value(plain, "base_upper_breakeven") == pytest.approx(1.0)


def test_a_rise_of_vol_costs_every_short_sleeve_and_pays_the_hedge() -> None:
    result = second_engine.compute(second_engine.parse({**MILLION, "hedge": "vix_calls"}))
    for gains in result.shocks:
        assert gains["base"] < 0.0
        assert gains["engine"] < 0.0
        assert gains["hedge"] > 0.0
    shown = second_engine.run({**MILLION, "hedge": "vix_calls"})
    assert value(shown, "profit_shock_30") == pytest.approx(sum(result.shocks[0].values()))
    assert value(shown, "profit_shock_40") < value(shown, "profit_shock_30")


def test_the_first_vol_points_cost_net_vega() -> None:
    result = second_engine.run({**MILLION, "vol_shock": 0.001})
    assert value(result, "profit_shock_0_1") == pytest.approx(value(result, "net_vega") * 0.001 * 17.95, rel=0.01)


def test_the_internal_rate_makes_the_net_present_value_of_the_flows_zero() -> None:
    result = second_engine.run(MILLION)
    computed = second_engine.compute(second_engine.parse(MILLION))
    received = sum(s.position.credit * 100.0 * s.contracts for s in computed.book.sleeves)
    profit = float(computed.book.total(7138.8, State(days=45.0)))
    flows = (received - value(result, "margin"), profit - received + value(result, "margin"))
    assert cash_flow.npv(value(result, "irr"), flows, (0.0, 45.0 / 365.0)) == pytest.approx(0.0, abs=CENT)
    assert value(result, "irr_shock_40") < value(result, "irr_shock_30") < value(result, "irr")


def test_when_closing_costs_more_than_the_margin_no_rate_exists_and_the_figure_says_why() -> None:
    result = second_engine.run({**MILLION, "engine_contracts": 30, "vol_shock": [5.0]})
    figure = result.figure("irr_shock_500")
    assert figure.value is None
    assert figure.text.startswith("no internal rate of return exists: all amounts are paid")


def test_margin_of_a_naked_strangle_follows_the_exchange_rule() -> None:
    # FINRA 4210(f)(2): premium + 15 % of the index less the out-of-the-money amount, at least 10 %; plus the other side's premium.
    one = second_engine.compute(second_engine.parse({**MILLION, "engine_contracts": 1}))
    none = second_engine.compute(second_engine.parse({**MILLION, "engine_contracts": 0}))
    each = (one.margins - none.margins) / 100.0
    put, call = (leg.strike for leg in one.engine.legs)
    put_rule, call_rule = max(0.15 * 7138.8 - (7138.8 - put), 0.10 * put), max(0.15 * 7138.8 - (call - 7138.8), 0.10 * 7138.8)
    assert each == pytest.approx(max(put_rule, call_rule) + one.engine.credit)


def test_the_cost_of_capital_weighs_equity_and_debt() -> None:
    result = second_engine.run({**MILLION, "debt_share": 0.4, "cost_of_equity": 0.12, "cost_of_debt": 0.06, "tax_rate": 0.25})
    assert value(result, "wacc") == pytest.approx(0.6 * 0.12 + 0.4 * 0.06 * 0.75)


def test_what_the_source_leaves_open_is_listed_as_assumed_and_said() -> None:
    result = second_engine.run({"capital": 500_000.0})
    assert {"vix", "spot", "engine_dte", "engine_delta", "base_condor", "hedge", "stress_move"} <= set(result.assumed)
    assert any("no strikes, days, deltas, sizes or hedge ratio" in note for note in result.presentation.notes)
    assert any("unbounded" in note for note in result.presentation.notes)


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"capital": 1000.0}, "at least one condor"),
        ({"capital": 1e6, "engine_dte": 30.0}, "must expire after the base"),
        ({"capital": 1e6, "hedge": "futures"}, "hedge must be 'none' or 'vix_calls'"),
        ({"capital": 1e4, "base_risk_ratio": 1.0, "hedge": "vix_calls"}, "needs at least 2 condors"),
        ({"capital": 1e6, "layers": [{"quantity": 4, "dte": 30}]}, "belong to hedge vix_calls"),
        ({"capital": 1e6, "base_condor": {"time_convention": "trading252"}}, "count calendar days"),
        ({"capital": 1e6, "vol_shock": []}, "1 to 8 rises"),
        ({"capital": 1e6, "vol_shock": [0.3, 0.3]}, "each rise once"),
        ({"capital": 1e6, "engine": "spreads", "engine_wing_width": 7000.0}, "strikes above 0"),
    ],
)
def test_refusals_say_the_rule(given_: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        second_engine.run(given_)


fuzzed = st.fixed_dictionaries(
    {"capital": st.floats(1e4, 1e9)},
    optional={
        "spot": st.floats(100.0, 20000.0),
        "vix": st.floats(6.0, 120.0),
        "base_share": st.floats(0.05, 0.95),
        "base_risk_ratio": st.floats(0.01, 1.0),
        "engine_risk_ratio": st.floats(0.01, 1.0),
        "base_condor": st.fixed_dictionaries(
            {"dte": st.floats(0.5, 120.0), "wing_width": st.floats(5.0, 200.0)},
            optional={"short_delta": st.floats(0.02, 0.4), "smile": st.sampled_from(["flat", "spx"])},
        ),
        "engine": st.sampled_from(["strangle", "spreads"]),
        "engine_dte": st.floats(1.0, 800.0),
        "engine_delta": st.floats(0.01, 0.45),
        "engine_wing_width": st.floats(5.0, 300.0),
        "engine_contracts": st.integers(0, 200),
        "stress_move": st.floats(0.01, 0.5),
        "hedge": st.sampled_from(["none", "vix_calls"]),
        "vol_shock": st.lists(st.floats(-0.5, 3.0), min_size=1, max_size=2),
        "debt_share": st.floats(0.0, 1.0),
    },
)


@settings(max_examples=40, deadline=None)
@given(fuzzed)
def test_every_figure_is_finite_or_the_input_is_refused(given_: dict[str, Any]) -> None:
    try:
        result = second_engine.run(given_)
    except InputError:
        return
    for figure in result.presentation.figures:
        values = figure.value if isinstance(figure.value, tuple) else (figure.value,)
        assert all(v is None or math.isfinite(float(v)) for v in values), figure
    for chart in result.presentation.charts:
        assert all(math.isfinite(y) for series in chart.series for y in series.y), chart.title
