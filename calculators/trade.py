"""The inputs that the option calculators share: the market, the smile, the fill. How they become an `Outlook`."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from calculators.conventions import years
from calculators.errors import InputError, field_error
from calculators.market import MarketState
from calculators.probability import Law
from calculators.smile import SPX_CURVATURE, SPX_SKEW, Fit, SkewSmile, Smile, SsviSurface, SviSmile, check_butterfly, fitted, spx
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


class SsviInput(Inputs):
    """A surface by the parameters of SSVI, with the input `vol` at the money."""

    rho: Number
    eta: Number
    gamma: Number = 0.5


class Quote(Inputs):
    """One strike of a chain with its implied vol, or those of bid and ask."""

    strike: Strike
    vol: Vol | None = None
    """Implied vol; half way between bid and ask when absent."""
    bid: Vol | None = None
    """Implied vol of the bid."""
    ask: Vol | None = None
    """Implied vol of the ask; a quote counts the more, the nearer the two."""

    @model_validator(mode="after")
    def _some_vol(self) -> Self:
        if (self.bid is None) != (self.ask is None) or (self.vol is None and self.bid is None):
            raise InputError(f"a quote needs vol, or bid and ask as vols; at strike {self.strike:g} it has not: add them or drop the row")
        low, high = self.span
        if not low <= self.middle <= high:
            raise InputError(
                f"a quote must have bid <= vol <= ask; at strike {self.strike:g} got {low:g}, {self.middle:g}, {high:g}: correct the row"
            )
        return self

    @property
    def middle(self) -> float:
        """The vol the fit aims at."""
        low, high = self.span
        return self.vol if self.vol is not None else 0.5 * (low + high)

    @property
    def span(self) -> tuple[float, float]:
        """The vols of bid and ask, both `vol` where they are not given."""
        if self.bid is not None and self.ask is not None:
            return self.bid, self.ask
        vol = self.vol if self.vol is not None else 0.0
        return vol, vol


class ChainInput(Inputs):
    """A chain of implied vols at this expiration, to which a smile is fitted: `shape` skew (three numbers) or svi (five)."""

    chain: list[Quote] = Field(min_length=3, max_length=500)
    shape: Literal["skew", "svi"] = "skew"

    @property
    def spreads(self) -> list[float] | None:
        """The bid-ask spread of each quote in vol, or None when not every quote has one."""
        spans = [quote.span for quote in self.chain]
        return [high - low for low, high in spans] if all(quote.bid is not None for quote in self.chain) else None


def _kind_of_smile(given: Any) -> str:
    keys = set(given) if isinstance(given, dict) else {type(given).__name__}
    if keys & {"chain", "ChainInput"}:
        return "chain"
    if keys & {"eta", "gamma", "SsviInput"}:
        return "ssvi"
    if keys & {"rho", "SviInput"}:
        return "svi"
    return "skew" if keys & {"skew", "curvature", "atm", "SkewInput"} else "name"


SmileInput = Annotated[
    Annotated[Literal["flat", "spx"], Tag("name")]
    | Annotated[SkewInput, Tag("skew")]
    | Annotated[SviInput, Tag("svi")]
    | Annotated[SsviInput, Tag("ssvi")]
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
    """`flat`, `spx` (a typical SPX skew), or an object: atm, skew, curvature; SVI a, b, rho, m, sigma; SSVI rho, eta, gamma;
    or a chain of strike with vol, or with bid and ask vols."""
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
        smile = _fit(chosen, forward, t).smile
    elif isinstance(chosen, SviInput):
        if not (chosen.b >= 0.0 and abs(chosen.rho) < 1.0 and chosen.sigma > 0.0):
            came = f"b {chosen.b:g}, rho {chosen.rho:g}, sigma {chosen.sigma:g}"
            raise field_error("smile", f"SVI must satisfy b >= 0, -1 < rho < 1 and sigma > 0; got {came}: correct them")
        smile = SviSmile(chosen.a, chosen.b, chosen.rho, chosen.m, chosen.sigma, t)
    else:
        vol = chosen.atm if isinstance(chosen, SkewInput) and chosen.atm is not None else inputs.vol
        if vol is None:
            raise missing(("vol",), "the implied volatility to price with")
        if chosen == "flat":
            return vol
        if isinstance(chosen, SsviInput):
            smile = SsviSurface(chosen.rho, chosen.eta, chosen.gamma, ((t, vol),))
            check_butterfly(smile, forward, t)
            return smile
        smile = spx(vol) if isinstance(chosen, str) else SkewSmile(vol, chosen.skew, chosen.curvature)
    check_butterfly(smile, forward, t)
    return smile


def _fit(chosen: ChainInput, forward: float, t: float) -> Fit:
    strikes, vols = [quote.strike for quote in chosen.chain], [quote.middle for quote in chosen.chain]
    return fitted(strikes, vols, forward, t, spreads=chosen.spreads, shape=chosen.shape)


def has_vol(inputs: MarketInputs) -> bool:
    """Whether the inputs hold a vol, by itself or within a smile."""
    smile = inputs.smile
    return inputs.vol is not None or not (isinstance(smile, str | SsviInput) or (isinstance(smile, SkewInput) and smile.atm is None))


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
        fit = _fit(chosen, seen.state.forward(seen.t), seen.t)
        met = "" if fit.between is None else f"; {fit.between} of them it meets between bid and ask"
        return f"The smile is fitted to the {len(chosen.chain)} quotes given, which it misses by {vol_points(fit.miss)} in root mean square{met}."
    return f"The smile given has a vol of {seen.atm_vol:.4g} at the forward."


def unfolded(given: Any, name: str) -> Any:
    """Inputs in which an object under `name` is spread among the others: {"condor": {"credit": 8}, "spot": 1} as {"credit": 8, "spot": 1}."""
    if isinstance(given, dict) and isinstance(given.get(name), dict):
        return {**given[name], **{key: value for key, value in given.items() if key != name}}
    return given
