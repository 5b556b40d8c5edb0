"""A swap against a constant-product pool."""

from __future__ import annotations

from dataclasses import dataclass

from calculators.defi import Pool, Swap, swap
from calculators.errors import InputError
from calculators.spec import Axis, Chart, Figure, Inputs, Marker, Presentation, Series, calculator
from calculators.speech import HUGE, Blank, Cue, Speech, verbs
from calculators.units import Fee, TokenAmount, Tokens
from calculators.wording import percent, trimmed


class SwapInputs(Inputs):
    reserve_in: Tokens
    """Pool's reserve of the token brought in."""
    reserve_out: Tokens
    """Pool's reserve of the token taken out."""
    amount_in: TokenAmount
    """Amount brought in, fee included."""
    fee: Fee = 0.003
    """Share of the amount in that the pool keeps."""


@dataclass(frozen=True, slots=True)
class SwapResult:
    pool: Pool
    trade: Swap
    price: float
    impact: float


def tokens(value: float, kind: str) -> str:
    """An amount of a token, with more decimals the smaller it is: '19,743.16 out-tokens', '0.070162 in-tokens'."""
    return f"{trimmed(value, 2 if abs(value) >= 100.0 else 6)} {kind}-tokens"


def _price(value: float) -> str:
    """A price of one in-token."""
    return f"{trimmed(value, 4 if value >= 1.0 else 8)} out for one in"


def _product(pool: Pool) -> str:
    """The invariant, in full up to a million million."""
    product = pool.reserve_in * pool.reserve_out
    return trimmed(product, 2) if 1.0 <= product < 1e12 else f"{product:.8g}"


def _fill(pool: Pool, amount: float) -> float:
    """The average price paid out for one token in; at amount 0 the limit."""
    return swap(pool, amount).amount_out / amount if amount > 0.0 else pool.price * (1.0 - pool.fee)


def present(inputs: SwapInputs, result: SwapResult) -> Presentation:
    pool, after = result.pool, result.trade.after
    figures = (
        Figure("amount_out", "Amount out", result.trade.amount_out, "out-tokens", tokens(result.trade.amount_out, "out")),
        Figure("price_before", "Pool price before", pool.price, "out per in", _price(pool.price)),
        Figure("execution_price", "Average price of the fill", result.price, "out per in", _price(result.price)),
        Figure("price_after", "Pool price after", after.price, "out per in", _price(after.price)),
        Figure("price_impact", "Fill below the pool price, fee included", result.impact, "decimal", percent(result.impact, 3)),
        Figure("fee_paid", "Fee", inputs.amount_in * pool.fee, "in-tokens", tokens(inputs.amount_in * pool.fee, "in")),
        Figure(
            "invariant_before",
            "Product of the reserves before",
            pool.reserve_in * pool.reserve_out,
            "tokens²",
            _product(pool),
        ),
        Figure(
            "invariant_after",
            "Product of the reserves after",
            after.reserve_in * after.reserve_out,
            "tokens²",
            _product(after),
        ),
    )
    top = max(0.2 * pool.reserve_in, 1.5 * inputs.amount_in)
    amounts = tuple(top * k / 60.0 for k in range(61))
    chart = Chart(
        "line",
        "Average price by size of the swap",
        Axis("Amount in", "tokens"),
        Axis("Out-tokens for one in-token", "price"),
        f"At this size the fill is {percent(result.impact, 3)} below the pool price; larger swaps fill worse.",
        series=(Series("Average price", amounts, tuple(_fill(pool, amount) for amount in amounts)),),
        markers=(Marker(f"this swap, {trimmed(inputs.amount_in, 4)}", "level", x=inputs.amount_in, y=result.price),),
    )
    notes = ("The pool is constant-product without concentrated ranges; the fee stays in it, so the product of the reserves grows a little.",)
    return Presentation(f"The pool pays {tokens(result.trade.amount_out, 'out')}.", figures, (chart,), notes)


@calculator(
    name="amm_swap",
    title="Automated market maker: one swap",
    task="chain",
    presenter=present,
    example={"reserve_in": 1000.0, "reserve_out": 2_000_000.0, "amount_in": 10.0, "fee": 0.003},
    terms=("automated-market-maker", "decentralized-finance"),
    sources=("adams-uniswap-2020", "angeris-chitra-2020"),
    phrases=("amm swap", "constant product", "xy=k", "price impact"),
    speech=Speech(
        cues=(
            Cue(
                r"constant product|amm|(?:swap|trad(?:e|ing)|sell|dump|push|exchang)\w* .*(?:pool|reserves).*|pool .*(?:swap|push|"
                r"sell|dump)\w* .*|liquidity pool|price impact|uniswap",
                8,
            ),
            Cue(r"pool (?:has|holds|with|of|:) .*#.*", 7),
        ),
        blanks=(
            Blank(
                "fee",
                f"fees?|swap fees?|pool fees?|{verbs('charge take keep')}|at(?= P)",
                "fees?|swap fees?|pool fees?",
                reads="share",
                low=0,
                high=0.999,
            ),
            Blank(
                "amount_in",
                rf"(?:{verbs('push put swap trade sell send add deposit buy throw dump exchange bring')}|amount)(?: in| of)?|amount in|swap in|input",
                "in|into|input|amount in",
                exact=(
                    "(?:push|pushing|put|putting|swap|swapping|trade|trading|sell|selling|send|sending|add|adding|dump|"
                    "dumping|throw|throwing)(?: in)? ~#",
                    "(?:get|receive|out) for #",
                    r"(?:and|what about|how about|or) (?:for |with )?#(?= (?!days|years|weeks)[a-z]+ (?:[?.] )*$)",
                ),
                reads="number",
                low=0,
                high=HUGE,
            ),
            Blank(
                "reserve_in",
                "reserve in|in(?:put)? reserve|reserves?(?: of)?|pool (?:of|has|holds|with)|x",
                "x|reserve in",
                reads="number",
                low=0,
                high=HUGE,
            ),
            Blank("reserve_out", "reserve out|out(?:put)? reserve|against|y", "y|reserve out", reads="number", low=0, high=HUGE),
        ),
    ),
)
def amm_swap(inputs: SwapInputs) -> SwapResult:
    """Price a swap against a constant-product pool (x y = k): amount out, average price, price impact, the pool afterwards.

    Gas is left out. Source: Adams, Zinsmeister and Robinson 2020.
    """
    pool = Pool(inputs.reserve_in, inputs.reserve_out, inputs.fee)
    trade = swap(pool, inputs.amount_in)
    if trade.after.reserve_out <= 0.0:
        raise InputError(
            f"the swap must leave the pool something; got {inputs.amount_in:g} into a reserve of {inputs.reserve_in:g}; give a smaller amount_in"
        )
    price = _fill(pool, inputs.amount_in)
    return SwapResult(pool, trade, price, 1.0 - price / pool.price)
