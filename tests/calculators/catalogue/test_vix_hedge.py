"""The VIX hedge as asked for: defaults, scenarios, contracts needed, refusals, and no figure that is not a number."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators.catalogue.iron_condor import iron_condor
from calculators.catalogue.vix_hedge import vix_hedge
from calculators.errors import InputError
from calculators.spec import ToolResult

CENT = 0.01


def value(result: ToolResult, name: str) -> float:
    found = result.figure(name).value
    assert isinstance(found, float | int)
    return float(found)


def test_the_default_ladder_is_four_four_two_for_ten_condors_and_scales_in_whole_calls() -> None:
    layers = vix_hedge.run({"vix": 18.0}).inputs["layers"]
    assert [(layer["quantity"], layer["dte"]) for layer in layers] == [(4, 30.0), (4, 110.0), (2, 220.0)]
    layers = vix_hedge.run({"vix": 18.0, "condor_contracts": 25}).inputs["layers"]
    assert [layer["quantity"] for layer in layers] == [10, 10, 5]
    assert "layers" in vix_hedge.run({"vix": 18.0}).assumed


def test_the_contract_names_its_figures() -> None:
    names = {figure.name for figure in vix_hedge.run({"vix": 18.0, "account": 1e5}).presentation.figures}
    assert {"premium", "annual_cost", "annual_cost_pct", "beta_30", "beta_110", "beta_220"} <= names
    assert {f"{stem}_{i}" for stem in ("payoff", "offset_pct", "net_with", "net_without", "contracts_needed") for i in range(1, 6)} <= names


def test_one_scenario_needs_no_number() -> None:
    result = vix_hedge.run({"vix": 18.0, "scenarios": [{"spx_move": -0.05, "vix_move": 15.0}]})
    assert value(result, "payoff") > 0.0


def test_net_with_is_net_without_plus_the_payoff() -> None:
    result = vix_hedge.run(vix_hedge.example)
    for i in range(1, 6):
        with_it, without, paid = (value(result, f"{name}_{i}") for name in ("net_with", "net_without", "payoff"))
        assert with_it == pytest.approx(without + paid, abs=CENT)


def test_without_any_move_hedge_and_condor_stand_where_they_were() -> None:
    result = vix_hedge.run({"vix": 18.0, "scenarios": [{"spx_move": 0.0, "vix_move": 0.0}]})
    assert value(result, "payoff") == pytest.approx(0.0, abs=CENT)
    assert value(result, "net_without") == pytest.approx(0.0, abs=CENT)
    assert result.figure("offset_pct").value is None or abs(value(result, "offset_pct")) < 1.0


def test_the_condor_far_beyond_its_wings_loses_its_maximum() -> None:
    condor = {"spot": 7140.0, "dte": 1.0, "vol": 0.18, "target_credit": 1.15, "wing_width": 5.0, "time_convention": "trading252"}
    largest = value(iron_condor.run(condor), "max_loss")
    # A day later it has settled; the index is 20 % lower.
    result = vix_hedge.run({"vix": 18.0, "spot": 7140.0, "horizon_days": 2.0, "scenarios": [{"spx_move": -0.20, "vix_move": 40.0}]})
    assert value(result, "net_without") == pytest.approx(-10 * 100 * largest, abs=CENT)


def test_the_calls_said_to_be_needed_do_offset_the_share_and_one_set_fewer_would_not() -> None:
    asked = {"vix": 18.0, "scenarios": [{"spx_move": -0.03, "vix_move": 8.0}], "target_offset": 0.40}
    needed = vix_hedge.run(asked).figure("contracts_needed").text
    counts = [int(n) for n in needed.split("(")[1].rstrip(")").split("/")]
    layers = [{"quantity": n, "dte": dte} for n, dte in zip(counts, (30.0, 110.0, 220.0), strict=True)]
    assert value(vix_hedge.run({**asked, "layers": layers}), "offset_pct") >= 0.40
    fewer = [{**layer, "quantity": layer["quantity"] - 1} for layer in layers if layer["quantity"] > 1]
    assert value(vix_hedge.run({**asked, "layers": fewer}), "offset_pct") < 0.40


def test_cost_is_counted_against_the_account_and_left_out_without_one() -> None:
    with_account, without = vix_hedge.run({"vix": 18.0, "account": 200_000.0}), vix_hedge.run({"vix": 18.0})
    assert value(with_account, "annual_cost_pct") == pytest.approx(value(with_account, "annual_cost") / 200_000.0)
    with pytest.raises(KeyError):
        without.figure("annual_cost_pct")
    assert any("needs account" in note for note in without.presentation.notes)
    assert value(without, "account_at_1_pct") == pytest.approx(100.0 * value(without, "annual_cost"))


def test_a_calm_year_costs_between_the_slide_of_the_futures_and_the_whole_premium() -> None:
    result = vix_hedge.run(vix_hedge.example)
    assert value(result, "annual_cost_futures_only") < value(result, "annual_cost") < value(result, "annual_cost_expired")


def test_strikes_come_from_level_points_or_delta() -> None:
    layers = [{"quantity": 1, "dte": 30, "strike": 25}, {"quantity": 1, "dte": 31, "otm_points": 4}, {"quantity": 1, "dte": 32, "delta": 0.25}]
    result = vix_hedge.run({"vix": 18.0, "layers": layers})
    assert value(result, "strike_30") == 25.0
    assert value(result, "strike_31") == pytest.approx(value(result, "future_31") + 4.0, abs=0.25)
    assert value(result, "call_delta_32") == pytest.approx(0.25, abs=0.02)


def test_one_number_for_the_vol_of_vix_options_is_the_thirty_day_one() -> None:
    one, same = vix_hedge.run({"vix": 18.0, "vol_of_vol": 1.1}), vix_hedge.run({"vix": 18.0, "vol_of_vol": [{"dte": 30, "vol": 1.1}]})
    assert [f.value for f in one.presentation.figures] == [f.value for f in same.presentation.figures]


def test_betas_given_replace_the_measured_ones() -> None:
    result = vix_hedge.run({"vix": 18.0, "betas": [{"dte": 30, "beta": 0.66}, {"dte": 110, "beta": 0.22}, {"dte": 220, "beta": 0.05}]})
    assert [value(result, f"beta_{dte}") for dte in (30, 110, 220)] == pytest.approx([0.66, 0.22, 0.05])
    result = vix_hedge.run({"vix": 18.0, "mean_reversion": 5.0})
    assert value(result, "beta_110") == pytest.approx(math.exp(-5.0 * 110.0 / 365.0))


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({}, "vix is required"),
        ({"vix": 18.0, "condor_contracts": 1}, "needs at least 2 condors"),
        ({"vix": 18.0, "layers": []}, "layers must number 1 to 12"),
        ({"vix": 18.0, "layers": [{"quantity": 4, "dte": 30, "delta": 0.5, "strike": 20}]}, "exactly one of strike"),
        ({"vix": 18.0, "layers": [{"quantity": 4, "dte": 30, "hold_days": 31}]}, "hold_days must not exceed"),
        ({"vix": 18.0, "layers": [{"quantity": 4, "dte": 30, "otm_points": -30}]}, "strike must be above 0"),
        ({"vix": 18.0, "scenarios": [{"spx_move": -0.05, "vix_move": -18}]}, "VIX must stay above 0"),
        ({"vix": 18.0, "condor": {"short_delta": 0.1, "short_sd": 1}}, "exactly one rule"),
        ({"vix": 18.0, "condor": {"contracts": 7}}, "condor_contracts says how many"),
        ({"vix": 18.0, "futures": [{"dte": 30, "level": 19}, {"dte": 30, "level": 20}]}, "futures must name each"),
        ({"vix": 18.0, "vol_of_vol": []}, "vol_of_vol needs at least one"),
        ({"vix": 18.0, "contango": -0.5}, "must stay above 0"),
    ],
)
def test_refusals_say_the_rule(given_: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        vix_hedge.run(given_)


levels = st.floats(8.0, 90.0)
fuzzed = st.fixed_dictionaries(
    {"vix": levels},
    optional={
        "futures": st.lists(st.fixed_dictionaries({"level": levels, "dte": st.floats(0.1, 400.0)}), max_size=3),
        "contango": st.floats(-0.3, 2.0),
        "mean_reversion": st.floats(0.001, 50.0),
        "vol_of_vol": st.floats(0.01, 5.0),
        "layers": st.lists(
            st.fixed_dictionaries(
                {"quantity": st.integers(1, 50), "dte": st.floats(0.05, 800.0)},
                optional={"delta": st.floats(0.001, 0.999), "otm_points": st.floats(-20.0, 60.0), "hold_days": st.floats(0.05, 50.0)},
            ),
            min_size=1,
            max_size=3,
        ),
        "condor": st.fixed_dictionaries(
            {"dte": st.floats(0.1, 400.0), "wing_width": st.floats(1.0, 200.0)},
            optional={"short_delta": st.floats(0.01, 0.4), "smile": st.sampled_from(["flat", "spx"]), "credit": st.floats(0.01, 60.0)},
        ),
        "scenarios": st.lists(
            st.fixed_dictionaries(
                {"spx_move": st.floats(-0.9, 1.0), "vix_move": st.floats(-20.0, 80.0)}, optional={"vol_of_vol_change": st.floats(-2.0, 2.0)}
            ),
            max_size=2,
        ),
        "condor_contracts": st.integers(1, 200),
        "horizon_days": st.floats(0.0, 400.0),
        "account": st.floats(1.0, 1e9),
        "slippage": st.floats(0.0, 1.0),
        "rate": st.floats(-0.1, 0.3),
        "target_offset": st.floats(0.01, 5.0),
    },
)


@settings(max_examples=60, deadline=None)
@given(fuzzed)
def test_every_figure_is_finite_or_the_input_is_refused(given_: dict[str, Any]) -> None:
    try:
        result = vix_hedge.run(given_)
    except InputError:
        return
    for figure in result.presentation.figures:
        assert figure.value is None or math.isfinite(float(str(figure.value))), figure
    for chart in result.presentation.charts:
        assert all(math.isfinite(y) for series in chart.series for y in series.y), chart.title
    again = vix_hedge.run(result.inputs)
    assert [f.text for f in again.presentation.figures] == [f.text for f in result.presentation.figures]
