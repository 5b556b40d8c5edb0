"""Whole contracts within a risk budget."""

from __future__ import annotations

from dataclasses import dataclass

from calculators.odds import whole_contracts
from calculators.spec import Axis, Chart, Figure, Inputs, Presentation, Series, calculator
from calculators.speech import ACCOUNT, HUGE, Blank, Cue, Speech
from calculators.units import Fraction, Money
from calculators.wording import dollars, percent

LEAST_LOSS = 5.0  # dollars: less is a credit in points, and no loss of a contract of 100


class SizeInputs(Inputs):
    account: Money
    """Value of the account, dollars."""
    risk_fraction: Fraction
    """Share of the account that may be lost on the trade, a decimal."""
    max_loss: Money
    """The most one contract can lose, dollars (430 for a 5-point wing sold for 0.70)."""


@dataclass(frozen=True, slots=True)
class Size:
    contracts: int
    budget: float
    risk: float
    fraction: float


def present(inputs: SizeInputs, size: Size) -> Presentation:
    said = f"{size.contracts:,} {'contract' if size.contracts == 1 else 'contracts'}"
    needed = inputs.max_loss / inputs.account
    figures = (
        Figure("contracts", "Contracts", size.contracts, "contracts", said),
        Figure("risk", "Dollars at risk", size.risk, "dollars", dollars(size.risk)),
        Figure("risk_fraction_actual", "Share of the account at risk", size.fraction, "decimal", percent(size.fraction, 2)),
        Figure("budget", "Risk budget", size.budget, "dollars", dollars(size.budget)),
        Figure("one_contract_fraction", "Share of the account that one contract risks", needed, "decimal", percent(needed, 2)),
        Figure("account_after_three", "Account after three full losses at this share", inputs.account * (1 - size.fraction) ** 3, "dollars",
               dollars(inputs.account * (1 - size.fraction) ** 3)),
    )  # fmt: skip
    losses = tuple(float(k) for k in range(11))
    chart = Chart(
        "line",
        "Account after full losses in a row",
        Axis("Full losses in a row", "trades"),
        Axis("Account", "dollars"),
        f"After ten full losses at {percent(size.fraction, 2)} each {dollars(inputs.account * (1 - size.fraction) ** 10)} is left.",
        series=(Series("Account", losses, tuple(inputs.account * (1.0 - size.fraction) ** k for k in losses)),),
    )
    notes = ["Contracts are whole, so the budget is rounded down; fees and a fill worse than the strikes' width are left out."]
    if size.contracts == 0:
        notes.append(f"One contract risks {dollars(inputs.max_loss)}, more than the budget of {dollars(size.budget)}: none fits.")
    return Presentation(f"The budget of {dollars(size.budget)} allows {said}, with {dollars(size.risk)} at risk.", figures, (chart,), tuple(notes))


@calculator(
    name="position_size",
    title="Position size",
    task="size",
    presenter=present,
    example={"account": 100_000.0, "risk_fraction": 0.02, "max_loss": 430.0},
    terms=("position-sizing",),
    sources=("sinclair-2013",),
    phrases=("position size", "how many contracts", "risk per trade"),
    speech=Speech(
        cues=(
            Cue("#% (?:risk|rule) .*account .*|account .*#% (?:risk|rule)(?: .*)?", 8.6),
            Cue(
                r"how many (?:(?:of|these|those|them|contracts|condor|lots|ic|spreads|more) )*(?:can|could|may|would|should|do) (?:i|we|you|one) "
                r"(?:\w+ ){0,3}(?:with|on) (?:an? |my |only |just )*#(?! (?:delta|dte|days?|points|wide|sd|sigma|%))|"
                r"how many .*(?:each|one|it|a condor|a contract) (?:one )?(?:can|could|may|might|would|will) (?:lose|cost) .*[ND]\d+.*|"
                r"position siz\w+|(?:rule|risk\w*) .*(?:number of|how many) contracts.*|"
                r"how many (?:of (?:these|those|them) )?(?:contracts|condor|lots|"
                r"ic|spreads|can|could|may|do|should) .*(?:risk\w*|"
                r"account|rule|max loss)|(?:risk\w*|account|rule|max loss|at stake) .*(?:how many|contracts \?|what size|"
                r"position size|size|how big)|#% of (?:my |the |our )?# .*(?:lose|loss|risk|how many|contracts)\w*(?: .*)?|what size|how big|"
                r"size (?:it|this|that|them|me) .*account.*|size (?:it|this|that|them|me) .*#% of (?:my |the |our |an? )*#.*|account .*contracts \?|"
                r"account .*risk\w* .*|risk\w* .*account .*|risk\w* .*max loss.*|max loss .*risk\w*.*|"
                r"how many (?:of (?:those|these|them) )?(?:for|with|on) (?:an? |my )?# .*#%(?: .*)?|#% (?:per|a|each|every|on each|"
                r"on any) trade .*(?:how many|size|number of contracts).*|"
                r"(?:portfolio|account|capital|bankroll|book|under management) .*(?:number of contracts|how many (?:contracts|"
                r"condor|lots|spreads|ic))|"
                r"(?:size|"
                r"sizes) .*risk\w*.*|risk\w* .*(?:per|a|each) (?:contract|contracts|condor|trade) .*(?:account|size)",
                7,
            ),
        ),
        blanks=(
            Blank(
                "max_loss",
                "max(?:imum)? loss|(?:loss|risk) (?:per|a|each|on each) (?:contracts?|condor|spreads?|trade)|can lose|"
                "could lose|loses?|lose|loss|risks|losing|stop|at stake|max risk|risk per condor|costs me",
                "at stake|max loss|max(?:imum)? loss|at risk|of risk each|at worst|risk each|a pop|loss|(?:per|a|each|"
                "every) (?:spread|condor|contracts|trade|ic|lots)",
                exact=(
                    "each ~risks? #$",
                    "risk #$ (?:each|a|per)",
                ),
                reads="amount",
                low=LEAST_LOSS,
                high=HUGE,
            ),
            Blank(
                "risk_fraction",
                "risk(?: fraction| limit| budget| per trade| rule| of)?|risking|risk to|fraction|allocate|"
                "(?:lose|losing|loss(?:es)?(?: of)?|put(?:ting)?|stak(?:e|ing)|dar(?:e|ing)|willing to (?:lose|risk))(?: at most|"
                " no more than| up to)?(?= P)",
                "rule|risk(?: per trade| a trade| rule| limit)?|of (?:the |my )?(?:account|capital|equity|portfolio)|per trade|a trade|on each",
                exact=("#% (?:rule|risk|of|per)",),
                reads="percent",
                low=0,
                high=1,
            ),
            ACCOUNT,
        ),
    ),
)
def position_size(inputs: SizeInputs) -> Size:
    """Count the whole contracts whose greatest loss stays within a share of the account.

    Rounds down, to zero if need be; it does not say what share is right.
    """
    contracts = whole_contracts(inputs.account, inputs.risk_fraction, inputs.max_loss)
    risk = contracts * inputs.max_loss
    return Size(contracts, inputs.account * inputs.risk_fraction, risk, risk / inputs.account)
