"""The inputs that the option calculators share: the market, the smile, the fill. How they become an `Outlook`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Discriminator, Field, Tag

from calculators.conventions import years
from calculators.errors import field_error
from calculators.market import MarketState
from calculators.probability import Law
from calculators.smile import SPX_CURVATURE, SPX_SKEW, SkewSmile, Smile, SviSmile, check_butterfly, fitted, spx
from calculators.spec import Inputs
from calculators.structure import Fill, Outlook, missing
from calculators.units import Count, Credit, Days, Dollars, Number, Premium, Rate, Spot, Strike, TimeConvention, Vol
from calculators.wording import vol_points


class SkewInput(Inputs):
    """A smile by at-the-money vol, skew and curvature."""

    atm: Vol | None = None
    """Vol at the forward; the input `vol` when absent."""
    skew: Number
    """Relative change of vol for one standard deviation upward, such as -0.22."""
    curvature: Number
    """Relative change of vol with the square of the standard deviations, such as 0.02."""


class SviInput(Inputs):
    """A smile by the raw SVI parameters of total variance at this expiration."""

    a: Number
    b: Number
    rho: Number
    m: Number
    sigma: Number


class Quote(Inputs):
    """One strike of a chain with its implied vol."""

    strike: Strike
    vol: Vol


class ChainInput(Inputs):
    """A chain of implied vols at this expiration, to which a skew smile is fitted."""

    chain: list[Quote] = Field(min_length=3, max_length=500)


def _kind_of_smile(given: Any) -> str:
    keys = set(given) if isinstance(given, dict) else {type(given).__name__}
    if keys & {"chain", "ChainInput"}:
        return "chain"
    if keys & {"rho", "SviInput"}:
        return "svi"
    return "skew" if keys & {"skew", "curvature", "atm", "SkewInput"} else "name"


SmileInput = Annotated[
    Annotated[Literal["flat", "spx"], Tag("name")]
    | Annotated[SkewInput, Tag("skew")]
    | Annotated[SviInput, Tag("svi")]
    | Annotated[ChainInput, Tag("chain")],
    Discriminator(_kind_of_smile),
]


class MarketInputs(Inputs):
    """The market of an option calculator. Subclasses say which of spot, dte and vol they cannot do without."""

    spot: Spot | None = None
    """Index level now."""
    dte: Days | None = None
    """Calendar days to expiration, fractions allowed."""
    vol: Vol | None = None
    """Implied volatility a year, at the money when a smile is given."""
    rate: Rate = 0.04
    """Interest rate a year, continuously compounded."""
    dividend_yield: Rate = 0.013
    """Dividend yield a year, continuously compounded."""
    smile: SmileInput = "flat"
    """`flat`, `spx` (a typical SPX skew), or an object: atm, skew, curvature; SVI a, b, rho, m, sigma; or a chain of strike and vol."""
    time_convention: TimeConvention = "calendar365"
    """`calendar365`: dte/365 years. `trading252`: dte counts trading days, dte/252 years."""


class StructureInputs(MarketInputs):
    """The market, the view and the fill of a structure. A payoff needs only strikes and a credit."""

    contracts: Count = 1
    """How many of the structure."""
    credit: Credit | None = None
    """Index points received for one structure, negative if paid; the model's when absent."""
    slippage: Premium = 0.0
    """Index points lost to the bid-ask spread for the whole structure."""
    fees: Annotated[Dollars, Field(ge=0)] = 0.0
    """Dollars of commission and exchange fees a contract leg."""
    drift: Rate | None = None
    """Your own expected growth of the index a year: probabilities then follow it instead of the risk-neutral drift."""
    real_vol: Vol | None = None
    """Your own forecast of volatility: probabilities then follow it instead of the implied one."""


def smile_of(inputs: MarketInputs, spot: float, dte: float) -> float | Smile:
    """The vol or smile of the inputs, refused when it admits arbitrage or when no vol is given at all."""
    t = years(dte, inputs.time_convention)
    chosen = inputs.smile
    forward = MarketState(spot, inputs.rate, inputs.dividend_yield).forward(t)
    smile: Smile
    if isinstance(chosen, ChainInput):
        smile, _ = fitted([quote.strike for quote in chosen.chain], [quote.vol for quote in chosen.chain], forward, t)
    elif isinstance(chosen, SviInput):
        if not (chosen.b >= 0.0 and abs(chosen.rho) < 1.0 and chosen.sigma > 0.0):
            came = f"b {chosen.b:g}, rho {chosen.rho:g}, sigma {chosen.sigma:g}"
            raise field_error("smile", f"SVI must satisfy b >= 0, -1 < rho < 1 and sigma > 0; got {came}")
        smile = SviSmile(chosen.a, chosen.b, chosen.rho, chosen.m, chosen.sigma, t)
    else:
        vol = inputs.vol if isinstance(chosen, str) or chosen.atm is None else chosen.atm
        if vol is None:
            raise missing(("vol",), "the implied volatility to price with")
        if chosen == "flat":
            return vol
        smile = spx(vol) if isinstance(chosen, str) else SkewSmile(vol, chosen.skew, chosen.curvature)
    check_butterfly(smile, forward, t)
    return smile


def has_vol(inputs: MarketInputs) -> bool:
    """Whether the inputs hold a vol, by itself or within a smile."""
    return inputs.vol is not None or not (isinstance(inputs.smile, str) or (isinstance(inputs.smile, SkewInput) and inputs.smile.atm is None))


def outlook(inputs: MarketInputs) -> Outlook | None:
    """The outlook of the inputs, or None when spot, dte or a vol is not given."""
    if inputs.spot is None or inputs.dte is None or not has_vol(inputs):
        return None
    return require_outlook(inputs, "")


def require_outlook(inputs: MarketInputs, why: str) -> Outlook:
    """The outlook of the inputs; InputError names each of spot, dte and vol that is missing."""
    spot, dte = inputs.spot, inputs.dte
    if spot is None or dte is None or not has_vol(inputs):
        absent = [name for name in ("spot", "dte") if getattr(inputs, name) is None]
        raise missing((*absent, *(() if has_vol(inputs) else ("vol",))), why)
    t = years(dte, inputs.time_convention)
    state = MarketState(spot, inputs.rate, inputs.dividend_yield, smile_of(inputs, spot, dte))
    if not isinstance(inputs, StructureInputs) or (inputs.drift is None and inputs.real_vol is None):
        return Outlook(state, dte, inputs.time_convention, Law(state, t))
    drift = inputs.rate - inputs.dividend_yield if inputs.drift is None else inputs.drift
    vol = state.vol if inputs.real_vol is None else inputs.real_vol
    return Outlook(state, dte, inputs.time_convention, Law(MarketState(spot, drift, 0.0, vol), t), real_world=True)


def fill_of(inputs: StructureInputs) -> Fill:
    """The fill of the inputs."""
    return Fill(inputs.credit, inputs.slippage, inputs.fees)


def smile_words(inputs: MarketInputs, seen: Outlook) -> str | None:
    """The sentence a result carries about a smile that is not flat."""
    chosen = inputs.smile
    if chosen == "flat":
        return None
    if chosen == "spx":
        shape = f"skew {SPX_SKEW:g} and curvature {SPX_CURVATURE:g} a standard deviation"
        return f"The spx smile is typical, not today's: {shape} about a vol of {seen.atm_vol:.4g}."
    if isinstance(chosen, ChainInput):
        quoted = np.array([quote.vol for quote in chosen.chain])
        miss = seen.state.vol_at([quote.strike for quote in chosen.chain], seen.t) - quoted
        root_mean_square = float(np.sqrt(np.mean(miss**2)))
        return f"The smile is fitted to the {len(quoted)} quotes given, which it misses by {vol_points(root_mean_square)} in root mean square."
    return f"The smile given has a vol of {seen.atm_vol:.4g} at the forward."


def unfolded(given: Any, name: str) -> Any:
    """Inputs in which an object under `name` is spread among the others: {"condor": {"credit": 8}, "spot": 1} as {"credit": 8, "spot": 1}."""
    if isinstance(given, dict) and isinstance(given.get(name), dict):
        return {**given[name], **{key: value for key, value in given.items() if key != name}}
    return given
