"""Every calculator, in menu order. Add one with one import and one line: an explicit tuple beats discovery."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from calculators.catalogue.advance_decline import advance_decline
from calculators.catalogue.amm_swap import amm_swap
from calculators.catalogue.box_spread import box_spread
from calculators.catalogue.butterfly import butterfly
from calculators.catalogue.calendar_spread import calendar_spread
from calculators.catalogue.capm import capm
from calculators.catalogue.collar import collar
from calculators.catalogue.compare_condors import compare_condors
from calculators.catalogue.credit_tiers import credit_tiers
from calculators.catalogue.ddm import ddm
from calculators.catalogue.drip import drip
from calculators.catalogue.edr import edr
from calculators.catalogue.exit_rules import exit_rules
from calculators.catalogue.expected_move import expected_move
from calculators.catalogue.impermanent_loss import impermanent_loss
from calculators.catalogue.implied_volatility import implied_volatility
from calculators.catalogue.interest_parity import interest_parity
from calculators.catalogue.iron_butterfly import iron_butterfly
from calculators.catalogue.iron_condor import iron_condor
from calculators.catalogue.irr import irr
from calculators.catalogue.kelly import kelly
from calculators.catalogue.liquidity_ratios import liquidity_ratios
from calculators.catalogue.macd import macd
from calculators.catalogue.multisig import multisig
from calculators.catalogue.odds import odds
from calculators.catalogue.option_price import option_price
from calculators.catalogue.parity import parity
from calculators.catalogue.position import position
from calculators.catalogue.position_size import position_size
from calculators.catalogue.realized_volatility import realized_volatility
from calculators.catalogue.reer import reer
from calculators.catalogue.roll import roll
from calculators.catalogue.rsi import rsi
from calculators.catalogue.sandwich import sandwich
from calculators.catalogue.second_engine import second_engine
from calculators.catalogue.straddle import straddle
from calculators.catalogue.strangle import strangle
from calculators.catalogue.stress_test import stress_test
from calculators.catalogue.term_structure import term_structure
from calculators.catalogue.valuation_ratios import valuation_ratios
from calculators.catalogue.vertical_spread import vertical_spread
from calculators.catalogue.vix_hedge import vix_hedge
from calculators.catalogue.vix_index import vix_index
from calculators.catalogue.vix_regime import vix_regime
from calculators.catalogue.vwap import vwap
from calculators.catalogue.wacc import wacc
from calculators.errors import InputError
from calculators.spec import Calculator

CATALOGUE: tuple[Calculator[Any, Any], ...] = (
    # Price and structures
    iron_condor,
    vertical_spread,
    strangle,
    straddle,
    iron_butterfly,
    butterfly,
    calendar_spread,
    collar,
    position,
    compare_condors,
    roll,
    stress_test,
    exit_rules,
    option_price,
    expected_move,
    implied_volatility,
    parity,
    box_spread,
    # Hedge and method
    vix_hedge,
    second_engine,
    credit_tiers,
    edr,
    vix_regime,
    term_structure,
    # Odds and size
    odds,
    kelly,
    position_size,
    # Volatility and indicators
    realized_volatility,
    vix_index,
    rsi,
    macd,
    advance_decline,
    vwap,
    # Company, currency, chain
    wacc,
    capm,
    ddm,
    irr,
    liquidity_ratios,
    valuation_ratios,
    drip,
    interest_parity,
    reer,
    amm_swap,
    impermanent_loss,
    sandwich,
    multisig,
)

BY_NAME: dict[str, Calculator[Any, Any]] = {calculator.name: calculator for calculator in CATALOGUE}


def find(name: str) -> Calculator[Any, Any]:
    """The calculator of that name. Raises InputError with the nearest names when there is none."""
    try:
        return BY_NAME[name]
    except KeyError:
        near = get_close_matches(name, BY_NAME, 3)
        remedy = f"did you mean {', '.join(near)}?" if near else f"choose one of {', '.join(BY_NAME)}"
        raise InputError(f"there is no calculator {name!r}; {remedy}") from None
