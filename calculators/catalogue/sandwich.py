"""A sandwich trade on a constant-product pool."""

from __future__ import annotations

from dataclasses import dataclass

from calculators.catalogue.amm_swap import tokens
from calculators.defi import Pool, Sandwich, best_sandwich
from calculators.defi import sandwich as attack
from calculators.errors import InputError
from calculators.spec import Axis, Chart, Figure, Inputs, Marker, Presentation, Series, calculator
from calculators.speech import HUGE, Blank, Cue, Speech
from calculators.units import Fee, Share, TokenAmount, Tokens
from calculators.wording import percent


class SandwichInputs(Inputs):
    reserve_in: Tokens
    """Pool's reserve of the token that the victim brings in."""
    reserve_out: Tokens
    """Pool's reserve of the token that he takes out."""
    victim_amount: Tokens
    """Amount the victim swaps."""
    attacker_amount: TokenAmount | None = None
    """Amount the attacker swaps ahead of him; left out, the most profitable one that the tolerance lets through."""
    fee: Fee = 0.003
    """Share of each amount in that the pool keeps."""
    slippage_tolerance: Share = 0.01
    """How far below the expected amount the victim still accepts, a decimal."""


@dataclass(frozen=True, slots=True)
class SandwichResult:
    pool: Pool
    trade: Sandwich


def present(inputs: SandwichInputs, result: SandwichResult) -> Presentation:
    trade = result.trade
    share = trade.victim_loss / trade.victim_out_alone
    filled = "filled" if trade.victim_filled else "reverted: the price moved beyond the tolerance"
    figures = (
        Figure("attacker_profit", "Attacker's profit before gas", trade.attacker_profit, "in-tokens", tokens(trade.attacker_profit, "in")),
        Figure("attacker_amount", "Attacker's first swap", trade.attacker_amount, "in-tokens", tokens(trade.attacker_amount, "in")),
        Figure("victim_loss", "What the victim gets less", trade.victim_loss, "out-tokens", tokens(trade.victim_loss, "out")),
        Figure("victim_loss_pct", "Share of the victim's fill that is lost", share, "decimal", percent(share, 3)),
        Figure(
            "victim_out_alone",
            "Victim's fill without the attack",
            trade.victim_out_alone,
            "out-tokens",
            tokens(trade.victim_out_alone, "out"),
        ),
        Figure("victim_out", "Victim's fill with the attack", trade.victim_out, "out-tokens", tokens(trade.victim_out, "out")),
        Figure("victim_filled", "The victim's swap", int(trade.victim_filled), "flag", filled),
    )
    top = max(2.0 * trade.attacker_amount, 0.05 * inputs.reserve_in)
    amounts = tuple(top * k / 60.0 for k in range(61))
    profits = tuple(attack(result.pool, inputs.victim_amount, amount, inputs.slippage_tolerance).attacker_profit for amount in amounts)
    chart = Chart(
        "line",
        "Attacker's profit by the size of the first swap",
        Axis("First swap", "in-tokens"),
        Axis("Profit before gas", "in-tokens"),
        f"At {tokens(trade.attacker_amount, 'in')} the attack earns {tokens(trade.attacker_profit, 'in')}; "
        "beyond the victim's tolerance it only pays fees.",
        series=(Series("Profit", amounts, profits),),
        markers=(Marker("no profit", "level", y=0.0), Marker("this attack", "level", x=trade.attacker_amount, y=trade.attacker_profit)),
    )
    notes = (
        "Gas and what is paid to the block's builder are left out, and nobody else trades in between.",
        "It needs a public queue of pending swaps: orders on an options exchange are not visible to others before they are matched.",
    )
    return Presentation(f"The attack takes {percent(share, 3)} of the victim's fill.", figures, (chart,), notes)


@calculator(
    name="sandwich",
    title="Sandwich trade",
    task="chain",
    presenter=present,
    example={"reserve_in": 1000.0, "reserve_out": 2_000_000.0, "victim_amount": 10.0, "fee": 0.003, "slippage_tolerance": 0.01},
    terms=("maximal-extractable-value", "automated-market-maker"),
    sources=("daian-2020", "adams-uniswap-2020"),
    phrases=("sandwich attack", "mev", "front-running"),
    speech=Speech(
        cues=(Cue(r"sandwich\w*|victims?|front run\w*", 9),),
        blanks=(
            Blank(
                "slippage_tolerance",
                "slippage(?: tolerance)?|tolerance|tolerates?|slippage limit",
                "slippage(?: tolerance)?|tolerance",
                reads="share",
                low=0,
                high=1,
            ),
            Blank(
                "victim_amount",
                "victim(?: swaps| trades| buys| sells| amount| puts in| of)?|user (?:swaps|trades|buys)|swap of|trade of",
                "victim(?: trade| swap)?|swap|trade",
                exact=(r"# (?:\w+ )?(?:swap|trade|order)",),
                reads="number",
                low=0,
                high=HUGE,
            ),
            Blank(
                "attacker_amount",
                "attacker(?: swaps| trades| buys| uses| amount| puts in| front runs with)?|front run(?:s|ning)?(?: with| of)?|bot (?:uses|buys)",
                "attacker|front run",
                reads="number",
                low=0,
                high=HUGE,
            ),
            Blank("fee", "fees?|swap fees?|pool fees?", "fees?|pool fees?", reads="share", low=0, high=0.999),
            Blank(
                "reserve_in",
                "reserve in|in(?:put)? reserve|reserves?(?: of)?|pool (?:of|has|holds|with)?",
                "reserve in",
                reads="number",
                low=0,
                high=HUGE,
            ),
            Blank("reserve_out", "reserve out|out(?:put)? reserve|against", "reserve out", reads="number", low=0, high=HUGE),
        ),
    ),
)
def sandwich(inputs: SandwichInputs) -> SandwichResult:
    """Compute a sandwich on a constant-product pool: a swap ahead of a victim's and one back after it, within his slippage tolerance.

    For understanding the cost of a wide tolerance. Source: Daian et al. 2020.
    """
    pool = Pool(inputs.reserve_in, inputs.reserve_out, inputs.fee)
    if not 1e-9 <= inputs.victim_amount / inputs.reserve_in <= 1e6:
        raise InputError(
            "victim_amount must lie between a billionth and a million times reserve_in; "
            f"got {inputs.victim_amount:g} against {inputs.reserve_in:g}; check the units"
        )
    if inputs.attacker_amount is None:
        return SandwichResult(pool, best_sandwich(pool, inputs.victim_amount, inputs.slippage_tolerance))
    if inputs.attacker_amount > 1e6 * inputs.reserve_in:
        raise InputError(f"attacker_amount must be at most a million times reserve_in; got {inputs.attacker_amount:g}; check the units")
    return SandwichResult(pool, attack(pool, inputs.victim_amount, inputs.attacker_amount, inputs.slippage_tolerance))
