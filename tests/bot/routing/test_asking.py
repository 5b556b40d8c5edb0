"""Questions back: one at a time, never a guess, with answers that work."""

from datetime import date

import pytest

from bot.market import Market
from bot.routing.rules import RulesRouter
from calculators.catalogue import BY_NAME, CATALOGUE

AS_OF = date(2026, 5, 7)
MARKET = Market(7138.80, 17.95, AS_OF)


@pytest.fixture(scope="module")
def router() -> RulesRouter:
    return RulesRouter(CATALOGUE, market=MARKET)


ASKED = [
    ("iron condor 16 delta 45 dte 50 wide spx 5.2 vix 18", "spot"),
    ("iron condor 160 delta 45 dte 50 wide spx 7140 vix 18", "short_delta"),
    ("iron condor 0 delta 45 dte 50 wide spx 7140 vix 18", "short_delta"),
    ("iron condor 16 delta 20000 dte 50 wide spx 7140 vix 18", "dte"),
    ("iron condor 16 delta -3 dte 50 wide spx 7140 vix 18", "dte"),
    ("iron condor 16 delta 45 dte 50 wide spx 7140 vix 300", "vol"),
    ("iron condor 16 delta 45 dte 50 wide spx 7140 vol -18", "vol"),
    ("iron condor 16 delta 45 dte 5000 wide spx 7140 vix 18", "wing_width"),
    ("0dte condor, 16 delta, 5 wide, 7140, vix 18", "dte"),
    ("6700/6710/7550/7560 condor for a credit of 12", "credit"),
    ("condor 6700/6750/7550/7600 wings 100 wide, 45 dte, spx 7140, vix 18", "wing_width"),
    ("16 delta shorts 100 points out, 50 wide, 45 dte, spx 7140, vix 18 condor", ""),
    ("shorts one standard deviation out and 5% otm, 50 wide, 45 dte, 7140, vix 18 condor", ""),
    ("condor short strikes 6750 and 7550, 45 dte, 7140, vix 18", "wing_width"),
    ("condor 45 dte 50 wide spx 7140 vix 18", "short_delta"),
    ("how many contracts for a 100k account at 2% risk?", "max_loss"),
    ("break-even win rate for a 1.15 credit", "wing_width"),
]


@pytest.mark.parametrize(("say", "field"), ASKED, ids=lambda value: str(value)[:60])
def test_what_cannot_be_meant_is_asked_about(router: RulesRouter, say: str, field: str) -> None:
    plan = router.plan(say, as_of=AS_OF)
    assert (plan.route, plan.requests) == ("clarify", ())
    assert [missing.field for missing in plan.missing] == [field]
    assert plan.missing[0].suggestions


@pytest.mark.parametrize(("say", "field"), ASKED, ids=lambda value: str(value)[:60])
def test_every_answer_offered_gets_on(router: RulesRouter, say: str, field: str) -> None:
    for offered in router.plan(say, as_of=AS_OF).missing[0].suggestions:
        after = router.plan(offered, [say], AS_OF)
        assert after.requests or (after.missing and after.missing[0].field != field), offered
        for request in after.requests:
            filled = {**request.inputs, **MARKET.fill(BY_NAME[request.calculator], request.inputs)}
            assert BY_NAME[request.calculator].run(filled).presentation.figures


def test_two_placements_are_put_as_a_choice(router: RulesRouter) -> None:
    plan = router.plan("16 delta shorts 100 points out, 50 wide, 45 dte, spx 7140, vix 18 condor", as_of=AS_OF)
    assert plan.missing[0].suggestions == ("16 delta", "100 points away")
    assert plan.conflicts == (plan.missing[0].question,)


def test_three_strikes_are_asked_about_by_name(router: RulesRouter) -> None:
    (missing,) = router.plan("condor 7600/7550/6750 spx 7140 45 dte vix 18", as_of=AS_OF).missing
    assert missing.question.startswith("A condor has four strikes, and these are three: 7600, 7550, 6750.")


def test_an_exchange_rate_is_never_filled_with_the_index(router: RulesRouter) -> None:
    plan = router.plan("forward of EURUSD with usd at 5% and eur at 3%, 90 days", as_of=AS_OF)
    assert [missing.field for missing in plan.missing] == ["spot"]
    assert "spot" not in MARKET.fill(BY_NAME["interest_parity"], {})
