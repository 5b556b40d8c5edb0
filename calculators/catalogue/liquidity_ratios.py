"""Quick, current and cash ratio."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from pydantic import model_validator

from calculators.corporate import current_ratio, quick_ratio
from calculators.errors import FieldError, InputError
from calculators.spec import Figure, Inputs, Presentation, calculator
from calculators.speech import HUGE, Blank, Cue, Speech
from calculators.units import Balance
from calculators.wording import dollars, listed, number

ROUNDING = 1e-9


class LiquidityInputs(Inputs):
    current_liabilities: Balance
    """What falls due within a year, dollars; above zero."""
    cash: Balance | None = None
    """Cash and its equivalents, dollars."""
    short_term_investments: Balance = 0.0
    """Marketable securities, dollars."""
    receivables: Balance | None = None
    """Accounts receivable, dollars."""
    inventory: Balance | None = None
    """Stock in the warehouse, dollars: counted in the current ratio, left out of the quick one; 0 when the parts are given without it."""
    current_assets: Balance | None = None
    """All current assets, dollars: instead of their parts."""

    @model_validator(mode="after")
    def _whole_covers_parts(self) -> Self:
        parts = sum(part for part in (self.cash, self.short_term_investments, self.receivables, self.inventory) if part is not None)
        if self.current_assets is not None and parts > self.current_assets * (1.0 + ROUNDING):
            message = (
                f"current_assets hold cash, short-term investments, receivables and inventory, so are at least their sum; "
                f"got {self.current_assets:g} and {parts:g}; correct one"
            )
            raise InputError(message, (FieldError("current_assets", message),))
        if self.current_assets is None and self.inventory is None:
            self.__dict__["inventory"] = 0.0  # not through the constructor: it is assumed, not given
        return self

    def quick_assets(self) -> float | None:
        """Cash, investments and receivables; where one is not given, current assets less inventory, and None where that is not known."""
        if self.cash is not None and self.receivables is not None:
            return self.cash + self.short_term_investments + self.receivables
        if self.current_assets is not None and self.inventory is not None:
            return self.current_assets - self.inventory
        return None

    def all_assets(self) -> float | None:
        """Current assets, or the sum of their parts."""
        if self.current_assets is not None:
            return self.current_assets
        quick = self.quick_assets()
        return None if quick is None else quick + (self.inventory if self.inventory is not None else 0.0)


@dataclass(frozen=True, slots=True)
class Liquidity:
    """Ratios and dollars; None where the inputs do not allow it."""

    quick: float | None
    current: float | None
    cash: float | None
    shortfall: float | None


def present(inputs: LiquidityInputs, result: Liquidity) -> Presentation:
    ratios = (
        ("quick_ratio", "Quick ratio", result.quick),
        ("current_ratio", "Current ratio", result.current),
        ("cash_ratio", "Cash ratio", result.cash),
    )
    figures = [Figure(name, label, value, "times", number(value)) for name, label, value in ratios if value is not None]
    if result.shortfall is not None:
        figures.append(Figure("shortfall", "Quick assets short of current liabilities", result.shortfall, "dollars", dollars(result.shortfall)))
    notes = []
    if inputs.current_assets is None:
        notes.append("Current assets here are cash, short-term investments, receivables and inventory; prepaid items are left out.")
    elif inputs.cash is None or inputs.receivables is None:
        notes.append("Quick assets here are current assets less inventory, so prepaid items count in them.")
    if result.quick is None:
        notes.append("Left out: the quick ratio, which needs cash and receivables, or current_assets and inventory.")
    if result.cash is None:
        notes.append("Left out: the cash ratio, which needs cash.")
    said = listed([f"the {label.lower()} is {number(value)}" for _, label, value in ratios[:2] if value is not None])
    return Presentation(f"{said[:1].upper()}{said[1:]}.", tuple(figures), notes=tuple(notes))


@calculator(
    name="liquidity_ratios",
    title="Quick and current ratio",
    task="company",
    presenter=present,
    example={"cash": 120e6, "short_term_investments": 30e6, "receivables": 90e6, "inventory": 110e6, "current_liabilities": 200e6},
    terms=("quick-ratio",),
    sources=("brealey-myers-allen-2020",),
    phrases=("quick ratio", "acid test", "current ratio", "liquidity ratio"),
    speech=Speech(
        cues=(Cue("quick ratio|current ratio|acid test|liquidity ratios?|liquidity .*current (?:assets|liabilities)(?: .*)?", 8),),
        blanks=(
            Blank(
                "current_liabilities",
                "(?:current |short term )?(?:liabilities|liabs?|debts?|obligations|payables|cl)(?: (?:falling )?due)?(?: (?:within|in) (?:a|one|"
                "the) years)?|owes?|owing|(?:must|has to|have to) pay",
                "(?:of |in )?(?:current |short term )?(?:liabilities|liabs?|cl)|(?:falls?|falling|comes?|coming|is|are)? ?due|"
                "to (?:pay|be paid)|payable|"
                "owed to (?:suppliers|banks|lenders)",
                reads="number",
                low=0,
                high=HUGE,
            ),
            Blank(
                "current_assets",
                "(?:current|short term) assets|ca|assets (?:falling )?due (?:within|in) (?:an?|one|the) years",
                "(?:of |in )?(?:current assets|ca)",
                reads="number",
                low=0,
                high=HUGE,
            ),
            Blank(
                "receivables",
                "(?:accounts |trade )?receivables?|ar|a / r|debtors|customers owe(?: (?:it|us|me|them))?|(?:is|are|am) owed",
                "(?:of |in )?(?:(?:accounts )?receivables?|a / r|ar|debtors)|(?:is |are |still )*(?:owed|due|outstanding|receivable) "
                r"(?:to it )?(?:by|from) (?:\w+ )?(?:customers?|clients?|debtors)|"
                "from (?:customers|clients)|owed(?: to it)?",
                reads="number",
                low=0,
                high=HUGE,
            ),
            Blank(
                "short_term_investments",
                "(?:short term |marketable )(?:investments|securities)|securities",
                "(?:of |in )?(?:short term |marketable )(?:investments|securities)|securities",
                reads="number",
                low=0,
                high=HUGE,
            ),
            Blank(
                "inventory",
                "(?:inventor(?:y|ies)|inv|stocks?|goods)(?: (?:on|in|of) \\w+(?: \\w+)?)?",
                "(?:of |in )?(?:inventor(?:y|ies)|inv|goods|stock)",
                reads="number",
                low=0,
                high=HUGE,
            ),
            Blank("cash", "cash(?: (?:and|plus|/) (?:cash )?equivalents)?", "(?:of |in )?cash|(?:in|at) the bank", reads="number", low=0, high=HUGE),
        ),
    ),
)
def liquidity_ratios(inputs: LiquidityInputs) -> Liquidity:
    """Compare a company's liquid assets with what it owes within a year: quick, current and cash ratio.

    From the parts (cash, receivables, inventory) or from current_assets as a whole. A single company's measure; an index and an
    option position have none. Source: Brealey, Myers and Allen 2020, ch. 28.
    """
    owed, quick, everything = inputs.current_liabilities, inputs.quick_assets(), inputs.all_assets()
    if everything is None:
        needed = tuple(name for name in ("cash", "receivables") if getattr(inputs, name) is None)
        message = f"the ratios need cash and receivables, or current_assets; got no {listed(needed)}; give one or the other"
        raise InputError(message, tuple(FieldError(name, message) for name in needed))
    return Liquidity(
        None if quick is None else quick_ratio(quick, owed),
        current_ratio(everything, owed),
        None if inputs.cash is None else quick_ratio(inputs.cash + inputs.short_term_investments, owed),
        None if quick is None else max(owed - quick, 0.0),
    )
