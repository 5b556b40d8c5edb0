"""Impermanent loss of a liquidity provider."""

from __future__ import annotations

from dataclasses import dataclass

from calculators.defi import impermanent_loss as relative_loss
from calculators.spec import Axis, Chart, Figure, Inputs, Marker, Presentation, Series, calculator
from calculators.speech import HUGE, Blank, Cue, Speech
from calculators.units import Money, Ratio, Share
from calculators.wording import dollars, percent, trimmed


class LossInputs(Inputs):
    price_ratio: Ratio
    """New price of the moving token over its price at deposit: 2 is a doubling, 0.5 a halving."""
    deposit: Money = 10_000.0
    """Value put into the pool, dollars."""
    weight: Share = 0.5
    """Share of value the pool keeps in the moving token; one half in a constant-product pool."""


@dataclass(frozen=True, slots=True)
class Loss:
    relative: float
    held: float
    pooled: float


def present(inputs: LossInputs, loss: Loss) -> Presentation:
    needed = loss.held / loss.pooled - 1.0
    figures = (
        Figure("impermanent_loss", "Pool against holding", loss.relative, "decimal", percent(loss.relative, 2)),
        Figure("hold_value", "Value if simply held", loss.held, "dollars", dollars(loss.held)),
        Figure("pool_value", "Value in the pool, fees left out", loss.pooled, "dollars", dollars(loss.pooled)),
        Figure("loss_dollars", "Shortfall", loss.held - loss.pooled, "dollars", dollars(loss.held - loss.pooled)),
        Figure("fees_needed", "Fees that make up for it, of the pool's value", needed, "decimal", percent(needed, 2)),
    )
    top = max(4.0, 1.2 * inputs.price_ratio)
    low = min(0.1, 0.5 * inputs.price_ratio)
    ratios = tuple(low * (top / low) ** (k / 120.0) for k in range(121))
    chart = Chart(
        "line",
        "Pool against holding, by price ratio",
        Axis("New price over old", "ratio"),
        Axis("Relative loss", "decimal"),
        f"Zero when the price is unchanged, {percent(loss.relative, 2)} at {trimmed(inputs.price_ratio, 4)} times the old price; it is never a gain.",
        series=(Series("Pool over holding, minus 1", ratios, tuple(relative_loss(r, inputs.weight) for r in ratios)),),
        markers=(Marker(f"{trimmed(inputs.price_ratio, 4)} times: {percent(loss.relative, 2)}", "level", x=inputs.price_ratio, y=loss.relative),),
    )
    notes = ("Compared with holding the two tokens, before the fees the pool earns; a loss is final once the liquidity is withdrawn.",)
    return Presentation(f"The pool is worth {percent(abs(loss.relative), 2)} less than holding, before the fees it earns.", figures, (chart,), notes)


@calculator(
    name="impermanent_loss",
    title="Impermanent loss",
    task="chain",
    presenter=present,
    example={"price_ratio": 2.0},
    terms=("impermanent-loss", "automated-market-maker"),
    sources=("angeris-chitra-2020", "adams-uniswap-2020"),
    phrases=("impermanent loss", "liquidity provider loss"),
    speech=Speech(
        cues=(
            Cue(r"lp (?:vs|versus|or|against) (?:just )?(?:hold|holding|hodl\w*)", 8),
            Cue(r"(?:down|behind) (?:versus|vs|against|compared to) not having pooled", 8),
            Cue("impermanent loss|divergence loss|il|lp loss(?:es)?|(?:my )?lp lose", 9),
            Cue(
                r"(?:los\w*|worse|behind) (?:\w+ ){0,4}(?:against|versus|vs|than|over|compared (?:to|with)|relative to) "
                r"(?:\w+ ){0,2}(?:hold|holding|hodl\w*)",
                8,
            ),
        ),
        blanks=(
            Blank(
                "price_ratio",
                "price ratio|ratio|price (?:moves|goes|rises|up|multiplies|changes)(?: by)?|moves|goes up|up",
                "x|times|fold|price ratio",
                reads="number",
                low=0,
                high=1000.0,
            ),
            Blank("weight", "weight|weighted", "weight|weighted", reads="share", low=0, high=1),
            Blank(
                "deposit",
                "deposit(?:ed|s|ing)?|put(?: in)?|invest(?:ed|ing)?|provid(?:e|ed|ing)|suppl(?:y|ied)|added|lp(?:ed|ing)?|started with|"
                "pool (?:with|of|worth)",
                "deposit(?:ed)?|in (?:an? |the )?(?:\\w+ )?(?:pool|lp)|of liquidity|position",
                reads="amount",
                low=1,
                high=HUGE,
            ),
        ),
    ),
)
def impermanent_loss(inputs: LossInputs) -> Loss:
    """Compare liquidity in a constant-product (or weighted) pool with simply holding the two tokens after a price move.

    Fees earned are left out. Source: Angeris and Chitra 2020.
    """
    relative = relative_loss(inputs.price_ratio, inputs.weight)
    held = inputs.deposit * (inputs.weight * inputs.price_ratio + 1.0 - inputs.weight)
    return Loss(relative, held, held * (1.0 + relative))
