"""The published formulas as printed, their addresses, and what they come to at the levels the pages name."""

from __future__ import annotations

import tomllib
from math import sqrt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators import method
from calculators.catalogue import find
from calculators.errors import InputError

EXACT = 1e-12
BIBLIOGRAPHY = Path(__file__).parents[2] / "knowledge" / "sources.toml"


def addresses() -> list[str]:
    readings = method.range_readings(18.0, 17.0, 0.12, 1.0)
    return [
        *(reading.address for reading in readings),
        *(rule.address for rule in method.RULES),
        *(address for _, _, address, _ in method.AVERAGE_RULES),
        method.ROLL_TRIGGER_PAGE,
    ]


@pytest.mark.parametrize("address", addresses())
def test_every_address_is_in_the_bibliography(address: str) -> None:
    known = {entry.get("URL") for entry in tomllib.loads(BIBLIOGRAPHY.read_text()).values()}
    assert address in known


@pytest.mark.parametrize(("vix", "percent"), [(14.92, 0.940), (16.0, 1.008), (17.95, 1.131), (20.0, 1.260), (25.0, 1.575), (30.0, 1.890)])
def test_one_day_of_the_vix_is_it_over_the_root_of_252(vix: float, percent: float) -> None:
    assert 100 * method.range_from_vix(vix) == pytest.approx(percent, abs=5e-4)


def test_the_glossarys_multiplier_acts_on_the_second_term_as_printed() -> None:
    assert method.range_from_blend(12.5, 8.0, 0.8) == pytest.approx(12.5 * 0.1 + 8.0 * 0.5 * 0.8, abs=EXACT)


def test_the_glossarys_weights_give_six_tenths_of_a_flat_market() -> None:
    readings = {r.name: r for r in method.range_readings(18.0, 18.0, 0.18, 1.0)}
    assert readings["edr_house"].value == pytest.approx(0.6 * readings["edr_vix"].value, rel=EXACT)
    assert readings["edr_house_bracketed"].value == pytest.approx(readings["edr_house"].value, rel=EXACT)
    assert readings["edr_house_yearly"].per_year
    assert all(readings[name].value == pytest.approx(readings["edr_vix"].value, rel=EXACT) for name, *_ in method.BLENDS)


@given(st.floats(9.0, 60.0), st.floats(0.05, 0.6), st.floats(0.5, 3.0))
def test_each_inverse_undoes_its_formula(vix9d: float, hv20: float, multiplier: float) -> None:
    house = next(r.value for r in method.range_readings(20.0, vix9d, hv20, multiplier) if r.name == "edr_house")
    assert method.hv20_for_range(house, vix9d, multiplier) == pytest.approx(hv20, rel=1e-9)
    assert method.multiplier_for_range(house, vix9d, hv20) == pytest.approx(multiplier, rel=1e-9)
    assert method.vix_for_range(method.range_from_vix(vix9d)) == pytest.approx(vix9d, rel=1e-12)


def test_the_two_roll_triggers_are_not_the_same_level() -> None:
    # 0.94 % a day is VIX 14.92, so the range trigger fires before VIX passes 16.
    result = find("edr").run({"vix": 15.5})
    assert result.figure("trigger_range").value == 1
    assert result.figure("trigger_vix").value == 0
    assert result.figure("trigger_vix_level").value == pytest.approx(0.0094 * sqrt(252) * 100, rel=EXACT)


def test_a_claim_is_inverted_and_compared() -> None:
    result = find("edr").run({"vix": 17.95, "vix9d": 17.0, "hv20": 0.12, "multiplier": 1.0, "spot": 7138.8, "claimed": 0.0116})
    assert result.figure("edr_vix_points").value == pytest.approx(80.7, abs=0.05)
    assert result.figure("vix_needed").value == pytest.approx(18.41, abs=0.005)
    assert result.figure("hv20_needed").value == pytest.approx(0.334, abs=0.001)
    assert result.figure("coverage").value == pytest.approx(0.6827, abs=5e-5)


def test_a_claim_below_the_vix9d_term_cannot_be_reached() -> None:
    shown = find("edr").run({"vix": 18.0, "vix9d": 30.0, "hv20": 0.12, "claimed": 0.001}).figure("hv20_needed")
    assert shown.value is None
    assert "cannot be reached" in shown.text


def test_without_the_short_vix_only_one_formula_is_computed_and_the_result_says_so() -> None:
    result = find("edr").run({"vix": 18.0})
    assert [f.name for f in result.presentation.figures if f.name.startswith("edr_")] == ["edr_vix"]
    assert any("Without vix9d and hv20" in note for note in result.presentation.notes)


def test_a_percentage_in_place_of_a_decimal_volatility_is_refused() -> None:
    with pytest.raises(InputError, match="hv20 must be at most 3; got 9"):
        find("edr").run({"vix": 18.0, "vix9d": 17.0, "hv20": 9.0})


def test_at_17_95_the_pages_contradict_each_other() -> None:
    result = find("vix_regime").run({"vix": 17.95, "vix_5dma": 18.58})
    assert result.figure("regime").value == "15 to 20"
    assert result.figure("rule_glossary").text.startswith("Conservative and Balanced only")
    assert result.figure("rule_learn").text == "hold, no new condor"
    assert result.figure("rule_under_20").text == "all three tiers"
    assert result.figure("average_opens").text != result.figure("average_sizes_down").text


@pytest.mark.parametrize(("vix", "band"), [(14.99, "under 15"), (15.0, "15 to 20"), (20.0, "20 to 25"), (25.0, "25 and over"), (80.0, "25 and over")])
def test_regimes_have_the_glossarys_bounds(vix: float, band: str) -> None:
    assert method.regime(vix) == band


@given(st.floats(0.01, 200.0))
def test_every_rule_answers_at_every_level(vix: float) -> None:
    assert all(rule.at(vix).prescribes for rule in method.RULES)


def test_futures_may_be_levels_alone_or_dated() -> None:
    plain = find("vix_regime").run({"vix": 18.0, "futures": [19.0, 20.0]}).figure("contango").value
    dated = find("vix_regime").run({"vix": 18.0, "futures": [{"level": 19.0, "dte": 20.0}, {"level": 20.0, "dte": 48.0}]}).figure("contango").value
    assert plain == dated == pytest.approx(20 / 19 - 1, rel=EXACT)


def test_futures_out_of_order_are_refused() -> None:
    with pytest.raises(InputError, match="nearest first"):
        find("vix_regime").run({"vix": 18.0, "futures": [{"level": 19.0, "dte": 48.0}, {"level": 20.0, "dte": 20.0}]})
