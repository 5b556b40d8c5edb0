"""Round trips: inputs written out in many templates and number notations, and read back exactly."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.market import Market
from bot.routing.rules import RulesRouter
from calculators.catalogue import CATALOGUE

AS_OF = date(2026, 5, 7)
ROUTER = RulesRouter(CATALOGUE, market=Market(7138.80, 17.95, AS_OF))

TEMPLATES = [
    "Price a {dte} SPX iron condor at {spot} with {delta} shorts, {wing} wings and VIX at {vix}",
    "{delta} iron condor, {dte}, {wing} wide, SPX {spot}, VIX {vix}",
    "iron condor: spx {spot}, vix {vix}, {dte}, {delta}, {wing} wide",
    "what does a {dte} condor with {delta} short strikes and {wing} wide wings pay when the index is at {spot} and implied vol is {vix}?",
    "SPX at {spot}, IV {vix}: show me the {delta} {wing} wide condor, {dte}",
    "condor {delta} {dte} {wing} wide spx {spot} vix {vix}",
    "run an IC with {delta} on both sides, wings {wing} wide, {dte}, spot {spot}, vol {vix}",
]
DTE = ["{} DTE", "{} days", "{}-day", "{}dte"]
DELTA = ["{} delta", "{}-delta", "{}Δ", "0.{:02d} delta", ".{:02d} delta"]
LEVEL = ["{}", "{:,}", "{}.00"]
VIX = ["{}", "{}%", "{}.0"]

days = st.integers(1, 400)
deltas = st.integers(2, 45)
widths = st.sampled_from([5, 10, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200])
spots = st.integers(2200, 12000)
levels = st.integers(8, 80)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(TEMPLATES),
    days,
    deltas,
    widths,
    spots,
    levels,
    st.sampled_from(DTE),
    st.sampled_from(DELTA),
    st.sampled_from(LEVEL),
    st.sampled_from(VIX),
)
def test_a_condor_by_delta_comes_back(
    template: str, dte: int, delta: int, wing: int, spot: int, vix: int, as_dte: str, as_delta: str, as_level: str, as_vix: str
) -> None:
    say = template.format(dte=as_dte.format(dte), delta=as_delta.format(delta), wing=wing, spot=as_level.format(spot), vix=as_vix.format(vix))
    plan = ROUTER.plan(say, as_of=AS_OF)
    assert plan.route == "calculate", say
    (request,) = plan.requests
    assert request.calculator == "iron_condor", say
    assert request.inputs == pytest.approx({"spot": spot, "dte": dte, "vol": vix / 100, "short_delta": delta / 100, "wing_width": wing}), say
    assert plan.unused == (), say


STRIKE_TEMPLATES = [
    "{a}/{b}/{c}/{d} condor with SPX at {spot}, {dte} DTE, VIX {vix}",
    "{d}/{c}/{b}/{a} iron condor, spot {spot}, {dte} days, IV {vix}%",
    "short the {b}-{a} put vertical and the {c}-{d} call vertical, index {spot}, {dte} days to go, vol {vix}",
    "puts {a}/{b}, calls {c}/{d}, SPX {spot}, {dte} DTE, VIX {vix}: payoff chart please",
    "+P{a} -P{b} -C{c} +C{d}, spx {spot}, {dte} dte, vix {vix}",
    "short strikes {b} and {c}, longs at {a} and {d}, SPX {spot}, {dte} days, VIX {vix}",
]


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(STRIKE_TEMPLATES), st.integers(500, 1800), st.integers(2, 60), st.integers(1, 40), st.integers(2, 60), days, levels)
def test_a_condor_by_strikes_comes_back(template: str, base: int, first: int, second: int, third: int, dte: int, vix: int) -> None:
    a = 5 * base
    b = a + 5 * first
    c = b + 5 * second
    d = c + 5 * third
    spot = (b + c) // 2
    plan = ROUTER.plan(template.format(a=a, b=b, c=c, d=d, spot=spot, dte=dte, vix=vix), as_of=AS_OF)
    assert plan.route == "calculate"
    expected = {"long_put": a, "short_put": b, "short_call": c, "long_call": d, "spot": spot, "dte": dte, "vol": vix / 100}
    assert plan.requests[0].inputs == pytest.approx(expected)


PLACEMENTS = [
    ("{} points away from spot", "short_distance", st.integers(20, 400), 1.0),
    ("{} points out on each side", "short_distance", st.integers(20, 400), 1.0),
    ("{}% out of the money", "short_otm", st.integers(1, 15), 0.01),
    ("{}% OTM", "short_otm", st.integers(1, 15), 0.01),
    ("{} standard deviations out", "short_sd", st.sampled_from([1, 1.25, 1.5, 2, 2.5]), 1.0),
    ("at {}x EDR", "edr_multiple", st.sampled_from([0.8, 1, 1.2, 1.5, 2]), 1.0),
]


@settings(max_examples=100, deadline=None)
@given(st.data(), st.sampled_from(PLACEMENTS), widths, days, spots, levels)
def test_every_placement_comes_back(
    data: st.DataObject, placement: tuple[str, str, st.SearchStrategy[float], float], wing: int, dte: int, spot: int, vix: int
) -> None:
    words, field, amounts, unit = placement
    amount = data.draw(amounts)
    say = f"iron condor, shorts {words.format(amount)}, {wing} wide, {dte} DTE, SPX {spot}, VIX {vix}"
    (request,) = ROUTER.plan(say, as_of=AS_OF).requests
    assert request.inputs == pytest.approx({field: amount * unit, "wing_width": wing, "dte": dte, "spot": spot, "vol": vix / 100}), say


EXPIRIES = [
    ("in {} weeks", 7, st.integers(1, 52)),
    ("{} weeks out", 7, st.integers(1, 52)),
    ("expiring in {} days", 1, st.integers(1, 400)),
    ("with {} days left", 1, st.integers(1, 400)),
    ("{} DTE", 1, st.integers(1, 400)),
    ("{} months out", 30, st.integers(1, 12)),
]
MONEY = ["${}", "${:,}", "{} dollars", "USD {:,}"]


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(EXPIRIES), deltas, widths, spots)
def test_every_way_to_name_an_expiry_comes_back(
    data: st.DataObject, expiry: tuple[str, int, st.SearchStrategy[int]], delta: int, wing: int, spot: int
) -> None:
    words, unit, counts = expiry
    count = data.draw(counts)
    (request,) = ROUTER.plan(f"{delta} delta condor {words.format(count)}, {wing} wide, SPX {spot}, VIX 18", as_of=AS_OF).requests
    assert request.inputs == pytest.approx({"short_delta": delta / 100, "dte": count * unit, "wing_width": wing, "spot": spot, "vol": 0.18})


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(MONEY), st.integers(10_000, 5_000_000), st.integers(1, 99), st.integers(50, 5_000))
def test_sizes_come_back_in_every_notation_of_money(money: str, account: int, risk: int, loss: int) -> None:
    say = f"position size: account {money.format(account)}, risk {risk}%, max loss {money.format(loss)}"
    (request,) = ROUTER.plan(say, as_of=AS_OF).requests
    assert request.inputs == pytest.approx({"account": account, "risk_fraction": risk / 100, "max_loss": loss})


ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def in_words(number: int) -> str:
    """A number below ten thousand as it is said."""
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10 - 2] + (f"-{ONES[number % 10]}" if number % 10 else "")
    if number < 1000:
        return f"{ONES[number // 100]} hundred" + (f" and {in_words(number % 100)}" if number % 100 else "")
    return f"{ONES[number // 1000]} thousand" + (f" {in_words(number % 1000)}" if number % 1000 else "")


@settings(max_examples=120, deadline=None)
@given(st.integers(2, 45), st.integers(2, 365), st.sampled_from([5, 10, 20, 25, 30, 50, 75, 100, 150]), st.integers(2200, 9999), levels)
def test_numbers_said_in_words_come_back(delta: int, dte: int, wing: int, spot: int, vix: int) -> None:
    say = f"{in_words(delta)} delta condor, {in_words(dte)} days, {in_words(wing)} wide, index at {in_words(spot)}, vix {in_words(vix)}"
    (request,) = ROUTER.plan(say, as_of=AS_OF).requests
    assert request.inputs == pytest.approx({"short_delta": delta / 100, "dte": dte, "wing_width": wing, "spot": spot, "vol": vix / 100}), say
