"""Nominal and real effective exchange rate."""

from __future__ import annotations

from math import exp
from typing import Annotated

from pydantic import Field

from calculators.errors import InputError
from calculators.fx import EffectiveRate, effective_exchange_rate
from calculators.spec import Axis, Chart, Figure, Inputs, Presentation, Series, calculator
from calculators.speech import Blank, Cue, Speech
from calculators.units import ExchangeRate, Fraction, IndexLevel
from calculators.wording import number, percent, signed


class ReerInputs(Inputs):
    weights: Annotated[tuple[Fraction, ...], Field(min_length=1, max_length=100)]
    """Trade weight of each partner; they sum to 1."""
    exchange_rates: Annotated[tuple[ExchangeRate, ...], Field(min_length=1, max_length=100)]
    """Today's rate with each partner: its currency for one unit of the home currency."""
    base_rates: Annotated[tuple[ExchangeRate, ...], Field(min_length=1, max_length=100)]
    """The same rates in the base period."""
    partner_prices: Annotated[tuple[IndexLevel, ...], Field(min_length=1, max_length=100)]
    """Each partner's consumer price index today, base period 100."""
    price_level: IndexLevel = 100.0
    """Home consumer price index today, base period 100."""
    partners: tuple[str, ...] | None = None
    """Names of the partners, for the chart."""


def present(inputs: ReerInputs, result: EffectiveRate) -> Presentation:
    change = result.real / 100.0 - 1.0
    relative = result.real / result.nominal - 1.0
    figures = (
        Figure("reer", "Real effective exchange rate", result.real, "index, base 100", number(result.real)),
        Figure("neer", "Nominal effective exchange rate", result.nominal, "index, base 100", number(result.nominal)),
        Figure("real_change", "Real change since the base", change, "decimal", f"{signed(100 * change)} %"),
        Figure("price_effect", "Part that comes from prices", relative, "decimal", f"{signed(100 * relative)} %"),
    )
    names = inputs.partners or tuple(f"partner {k + 1}" for k in range(len(inputs.weights)))
    parts = tuple(100.0 * (exp(part) - 1.0) for part in result.contributions)
    chart = Chart(
        "bars",
        "What each partner adds to the real change",
        Axis("Partner", ""),
        Axis("Contribution", "%"),
        f"Together the partners move the real rate by {signed(100 * change)} %.",
        series=(Series("Contribution", tuple(float(k) for k in range(len(parts))), parts, "component"),),
        categories=names,
    )
    notes = ("A rise is an appreciation: rates are foreign currency for one home unit. Weights are geometric; contributions multiply to the whole.",)
    word = "stronger" if result.real > 100.0 else "weaker" if result.real < 100.0 else "unchanged"
    said = word if word == "unchanged" else f"{percent(abs(change))} {word}"
    return Presentation(f"The real effective exchange rate stands at {number(result.real)}: {said} against the base.", figures, (chart,), notes)


@calculator(
    name="reer",
    title="Real effective exchange rate",
    task="currency",
    presenter=present,
    example={
        "weights": [0.5, 0.3, 0.2],
        "exchange_rates": [0.95, 150.0, 1.30],
        "base_rates": [0.90, 130.0, 1.25],
        "partner_prices": [108.0, 104.0, 110.0],
        "price_level": 112.0,
        "partners": ["Euro area", "Japan", "Canada"],
    },
    terms=("real-effective-exchange-rate",),
    sources=("klau-fung-2006",),
    phrases=("reer", "real effective exchange rate", "trade-weighted"),
    speech=Speech(
        cues=(Cue("reer|real effective(?: exchange rate)?|trade weighted", 8),),
        blanks=(
            Blank("weights", "weights?|trade weights?|weighted|weightings?|(?:trade )?shares|partners", reads="share"),
            Blank(
                "base_rates",
                "(?:in |at )?(?:the |their )?base(?: years?| period| date| time)?(?: exchange| spot)*(?: rates?| fx| values?)?|back then|"
                "then|earlier|"
                "originally|at the (?:start|outset)|before",
            ),
            Blank(
                "exchange_rates",
                "(?<!real )(?:exchange |spot |today |current |present |fx )*(?:(?<!real )(?<!effective )(?<!effective exchange )rates?|"
                "fx)(?: (?:today|now|currently|at present))?|today|now",
            ),
            Blank(
                "partner_prices",
                r"(?:partners?|foreign|their|trading partner)(?: ')?(?: (?:own|price|consumer))* (?:prices?|price levels?|cpis?|indices|"
                r"levels?|inflation)|"
                r"(?:prices?|cpis?|price levels?) abroad|price levels?|cpis?(?= [N]\d+ (?:,|and|/))",
            ),
            Blank(
                "price_level",
                "(?:home|domestic|own|ours?)(?: (?:country|consumer|prices?|level|index|cpi|one))*|cpi (?:at home|here)",
                "(?:at )?home",
            ),
        ),
    ),
)
def reer(inputs: ReerInputs) -> EffectiveRate:
    """Weigh exchange rates with trading partners geometrically and correct them for relative consumer prices, base 100.

    Weights must sum to 1. Source: Klau and Fung 2006 (the method of the Bank for International Settlements).
    """
    if inputs.partners is not None and len(inputs.partners) != len(inputs.weights):
        raise InputError(
            f"partners must name each weight; got {len(inputs.partners)} names and {len(inputs.weights)} weights; give one name each or none"
        )
    return effective_exchange_rate(inputs.weights, inputs.exchange_rates, inputs.base_rates, inputs.price_level, inputs.partner_prices)
