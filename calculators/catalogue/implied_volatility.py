"""The implied volatility of an option price."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from calculators import black_scholes, conventions, implied_vol
from calculators.implied_vol import Outcome
from calculators.market import MarketState
from calculators.spec import Axis, Chart, Figure, Inputs, Marker, Presentation, Series, calculator
from calculators.speech import Cue, Speech
from calculators.units import Days, Premium, Rate, Right, Spot, Strike, TimeConvention
from calculators.wording import level, percent, points


class ImpliedVolatilityInputs(Inputs):
    right: Right
    """call or put."""
    spot: Spot
    """Index level now."""
    strike: Strike
    """Strike price."""
    dte: Days
    """Calendar days to expiration."""
    price: Premium
    """Price of the option in index points."""
    rate: Rate = 0.04
    """Interest rate a year, continuously compounded."""
    dividend_yield: Rate = 0.013
    """Dividend yield a year, continuously compounded."""
    time_convention: TimeConvention = "calendar365"
    """`calendar365`: dte/365 years. `trading252`: dte counts trading days, dte/252 years."""


@dataclass(frozen=True, slots=True)
class ImpliedVolatility:
    outcome: Outcome
    vol: float
    uncertainty: float
    lowest: float
    highest: float


_REASONS: dict[Outcome, str] = {
    "found": "found",
    "imprecise": "found, but open by more than rounding",
    "no_information": "none: the price is so nearly intrinsic value, or its bound, that its last digit outweighs any vol",
    "no_time_value": "none: the price is the value with no vol",
    "below_intrinsic": "none: below intrinsic value",
    "above_bound": "none: above the upper bound",
    "no_time": "none: no time is left",
    "not_converged": "none: the search did not settle",
}


def _present(inputs: ImpliedVolatilityInputs, result: ImpliedVolatility) -> Presentation:
    option = f"the {inputs.right} struck at {level(inputs.strike)}"
    found = result.outcome in ("found", "imprecise")
    text = percent(result.vol, 2) if found else _REASONS[result.outcome]
    figures = (
        Figure("implied_vol", "Implied volatility", result.vol if found else None, "decimal", text),
        Figure("outcome", "Outcome", result.outcome, "name", _REASONS[result.outcome]),
        Figure("lowest_price", "Lowest price without arbitrage (no vol)", result.lowest, "index points", points(result.lowest)),
        Figure("highest_price", "Upper bound of the price (endless vol)", result.highest, "index points", points(result.highest)),
    )
    if found:
        headline = f"A price of {points(inputs.price)} for {option} implies a volatility of {text}."
    else:
        between = f"it must lie between {points(result.lowest)} and {points(result.highest)}"
        headline = f"No volatility gives {option} a price of {points(inputs.price)} ({text}): {between}. Check price, spot, rate and dividend yield."
    open_by = (f"The last digit of the price leaves the volatility open by {result.uncertainty:.1g}.",) if result.outcome == "imprecise" else ()
    notes = ("European exercise, Black-Scholes.", *open_by, *conventions.clock_notes(inputs.dte, inputs.time_convention))
    charts = (_curve(inputs, result.vol),) if found else ()
    return Presentation(headline, figures, charts, notes)


def _curve(inputs: ImpliedVolatilityInputs, found: float) -> Chart:
    """The price over vol, which crosses the price given at the implied vol and nowhere else."""
    vols = np.linspace(0.25 * found, 2.0 * found, 71)
    t = conventions.years(inputs.dte, inputs.time_convention)
    prices = black_scholes.price(inputs.right, inputs.spot, inputs.strike, t, vols, inputs.rate, inputs.dividend_yield)
    return Chart(
        "line",
        f"Price of the {inputs.right} struck at {level(inputs.strike)} by volatility",
        Axis("Volatility a year", "decimal"),
        Axis("Price", "index points"),
        f"The price rises with volatility and meets {points(inputs.price)} at {percent(found, 2)} only.",
        series=(Series("Black-Scholes price", tuple(vols.tolist()), tuple(prices.tolist())),),
        markers=(Marker(f"Price {level(inputs.price)}", "level", y=inputs.price), Marker(f"Implied {percent(found, 2)}", "level", x=found)),
    )


@calculator(
    name="implied_volatility",
    title="Implied volatility",
    task="price",
    presenter=_present,
    example={"right": "put", "spot": 7140.0, "strike": 7000.0, "dte": 45.0, "price": 110.0},
    terms=("implied-volatility", "black-scholes-model"),
    sources=("hull-2018",),
    phrases=("implied volatility", "implied vol", "iv of", "what vol", "back out the vol"),
    speech=Speech(
        cues=(
            Cue(
                r"(?:back out|infer|work out|invert for|extract|recover|imply) (?:the |an |its |my )*(?:iv|implied vol|implied|vol|sigma)|"
                r"(?<!N\d )(?<!N\d\d )sigma \?|(?:solve|solve for|find|get|which|what) (?:the |its |is )*sigma(?! (?:at |is |of |= )?[NP]\d)|"
                r"(?:solve for|find|get|work out|infer|which|what) (?:the |an |its |that |is )*(?:iv|implied vol|"
                r"implied|vol)(?! (?:~)?[NP]\d)|implied vol \?|iv \?|"
                r"(?:where|what) is that (?:vol|iv)|(?:iv|implied vol|sigma) \( (?:c|p|calls?|puts?) .*|"
                r"(?:->|= >|>) (?:the )?(?:iv|implied vol|implied)(?= (?:[?.]|$))|implied (?:on|in) (?:an?|the|this|that|my)|"
                r"iv (?:when|if|of|from|for|on|where) (?:an?|the) [N]\d+ (?:strike )?(?:put|call)|"
                r"(?<![NP]\d )implied \?|(?:vol|iv|sigma) (?:that|which) (?:gives?|prices?|makes?|matches|returns?|fits?|produces?)|"
                r"(?:iv|implied vol|vol|sigma) (?:solve[rd]?|solving|solution|inversion|from (?:the |a |an )?(?:price|premium|quote))|"
                r"(?:back ?solv\w+|back ?solve|solv(?:e|ing)|invert\w*|reverse) (?:for )?(?:the )?(?:iv|implied vol|implied|vol|black|bs|bsm)|"
                r"implied vol (?:of|from|for|implied|"
                r"behind)(?! (?:about |around |just )?[NP]\d+ (?!(?:strike )?(?:c|p|call|put)s? ))|(?:vol|iv) (?:is|"
                r"does) .*(?:imply|implies|implied)|(?:vol|iv|sigma) implied by|implied by(?! [NP]\d)",
                8,
            ),
        )
    ),
)
def implied_volatility(inputs: ImpliedVolatilityInputs) -> ImpliedVolatility:
    """Find the volatility that an option's price implies, or say by name why no volatility gives that price.

    Use it when the price of one European call or put is known. It needs the price in index points.
    """
    t = conventions.years(inputs.dte, inputs.time_convention)
    found = implied_vol.from_spot(inputs.right, inputs.price, inputs.spot, inputs.strike, t, inputs.rate, inputs.dividend_yield)
    state = MarketState(inputs.spot, inputs.rate, inputs.dividend_yield)
    discount, forward = state.discount(t), state.forward(t)
    sign = 1.0 if inputs.right == "call" else -1.0
    vol = float(found.vol)
    return ImpliedVolatility(
        outcome=found.outcome,
        vol=0.0 if math.isnan(vol) else vol,
        uncertainty=float(found.uncertainty),
        lowest=discount * max(sign * (forward - inputs.strike), 0.0),
        highest=discount * (forward if sign > 0 else inputs.strike),
    )
