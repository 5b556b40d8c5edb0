"""A single option: price, Greeks, probabilities."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from calculators import american, black76, black_scholes, conventions
from calculators.black_scholes import Greeks
from calculators.charts import payoff_chart
from calculators.figures import gamma_text, law_word, outlook_notes, points_figure, probability_figure
from calculators.position import Leg, Position, Underlying
from calculators.probability import Law, prob_touch
from calculators.spec import Figure, Presentation, calculator
from calculators.structure import Fill, Outlook, Trade, open_trade
from calculators.trade import MarketInputs, require_outlook, smile_words
from calculators.units import Count, Right, Strike
from calculators.wording import MULTIPLIER, dollars, level, number, points


class OptionPriceInputs(MarketInputs):
    right: Right
    """call or put."""
    strike: Strike
    """Strike price."""
    underlying: Underlying = "index"
    """`index`: spot with a dividend yield. `future`: spot is the future's level (Black-76), as for VIX options."""
    exercise: Literal["european", "american"] = "european"
    """`european` for SPX and VIX; `american` for options on funds such as SPY."""
    contracts: Count = 1
    """How many options."""


@dataclass(frozen=True, slots=True)
class OptionPrice:
    outlook: Outlook
    vol: float
    greeks: Greeks
    intrinsic: float
    prob_itm: float
    prob_touch: float
    trade: Trade


def _present(inputs: OptionPriceInputs, result: OptionPrice) -> Presentation:
    g, seen, n = result.greeks, result.outlook, inputs.contracts
    year = conventions.days_per_year(seen.convention)
    strike, side = level(inputs.strike), "above" if inputs.right == "call" else "below"
    day = "trading day" if seen.convention == "trading252" else "calendar day"
    price = float(g.price)

    def greek(name: str, value: float, per: str, digits: int, money: bool = True) -> Figure:
        several = "" if n == 1 else f", {dollars(value * MULTIPLIER * n, 2)} for {n:,}"
        total = f" ({dollars(value * MULTIPLIER, 2)} a contract{several})" if money else ""
        return Figure(name, name.capitalize(), value, per, f"{number(value, digits)} {per}{total}")

    figures = (
        points_figure("price", "Price", price, n),
        points_figure("intrinsic", "Intrinsic value", result.intrinsic, n),
        points_figure("time_value", "Time value", price - result.intrinsic, n),
        greek("delta", float(g.delta), "points per index point", 4),
        Figure("gamma", "Gamma", float(g.gamma), "delta per index point", gamma_text(float(g.gamma), n)),
        greek("theta", float(g.theta) / year, f"points per {day}", 4),
        greek("vega", float(g.vega) / 100.0, "points per vol point", 4),
        greek("rho", float(g.rho) / 100.0, "points per percentage point of rate", 4),
        greek("vanna", float(g.vanna) / 100.0, "delta per vol point", 6, money=False),
        greek("volga", float(g.volga) / 1e4, "vega per vol point", 6, money=False),
        greek("charm", float(g.charm) / year, f"delta per {day}", 6, money=False),
        probability_figure("prob_itm", f"Probability of expiring in the money, {side} {strike} ({law_word(seen)})", result.prob_itm),
        probability_figure("prob_touch", f"Probability of touching {strike} before expiration ({law_word(seen)})", result.prob_touch),
    )
    notes = outlook_notes(seen)
    if (words := smile_words(inputs, seen)) is not None:
        notes.append(words)
        notes.append(f"The smile gives strike {level(inputs.strike)} a vol of {100 * result.vol:.2f} %.")
    if price - result.intrinsic < -0.005:
        notes.append("The time value is negative: European, the option must wait for what exercise would pay today.")
    if inputs.underlying == "future":
        notes.append("Spot is the future's level; the dividend yield plays no part (Black-76).")
    if inputs.exercise == "american":
        notes.append(
            "American exercise by a Leisen-Reimer tree; dividends are a continuous yield, and probabilities are those of the European option."
        )
    name = f"{inputs.right} struck at {level(inputs.strike)}"
    headline = f"The {name} is worth {points(price)}, of which {points(result.intrinsic)} is intrinsic value."
    charts = () if inputs.exercise == "american" else (payoff_chart(f"Long {name}", result.trade, n),)
    return Presentation(headline, figures, charts, tuple(notes))


@calculator(
    name="option_price",
    title="Option price and Greeks",
    task="price",
    presenter=_present,
    example={"spot": 7140.0, "strike": 7000.0, "right": "put", "dte": 45.0, "vol": 0.18},
    terms=(
        "option",
        "black-scholes-model",
        "delta",
        "gamma",
        "theta",
        "vega",
        "rho",
        "implied-volatility",
        "intrinsic-value",
        "extrinsic-value",
        "probability-of-touch",
    ),
    sources=("hull-2018", "black-scholes-1973", "black-1976"),
    phrases=("option price", "price a call", "price a put", "option value", "greeks", "theta of", "delta of", "time value", "intrinsic value"),
)
def option_price(inputs: OptionPriceInputs) -> OptionPrice:
    """Price one call or put and give its Greeks and probabilities of finishing in the money and of touching the strike.

    Use it for a single option on an index, a future such as the VIX future, or a fund with American exercise. For
    spreads and condors use the calculator of that structure.
    """
    seen = require_outlook(inputs, "an option is priced from it")
    if inputs.underlying == "future":  # a future needs no carry: Black-76 is the index formula with yield = rate
        state = replace(seen.state, dividend_yield=seen.state.rate)
        seen = replace(seen, state=state, law=Law(state, seen.t))
    state, t, strike = seen.state, seen.t, inputs.strike
    vol = float(state.vol_at(strike, t))
    sign = 1.0 if inputs.right == "call" else -1.0
    if inputs.exercise == "american":
        greeks = american.greeks(inputs.right, state.spot, strike, t, vol, state.rate, state.dividend_yield)
    elif inputs.underlying == "future":
        greeks = black76.greeks(inputs.right, state.spot, strike, t, vol, state.rate)
    else:
        greeks = black_scholes.greeks(inputs.right, state.spot, strike, t, vol, state.rate, state.dividend_yield)
    below = float(seen.law.cdf(strike))
    return OptionPrice(
        outlook=seen,
        vol=vol,
        greeks=greeks,
        intrinsic=max(0.0, sign * (state.spot - strike)),
        prob_itm=1.0 - below if sign > 0 else below,
        prob_touch=float(prob_touch(state.spot, strike, t, vol, state.rate - state.dividend_yield)),
        trade=open_trade(Position((Leg(inputs.right, strike, 1, seen.dte),)), seen, Fill()),
    )
