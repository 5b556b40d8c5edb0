"""Net present value, internal and modified internal rate of return of a list of cash flows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from calculators import cash_flow
from calculators.cash_flow import InternalRate
from calculators.errors import InputError
from calculators.spec import Axis, Chart, Figure, Inputs, Marker, Presentation, Series, calculator
from calculators.speech import Blank, Cue, Speech
from calculators.units import Dollars, Rate
from calculators.wording import dollars, percent

SMALLEST = 1e-6


class IrrInputs(Inputs):
    cash_flows: Annotated[tuple[Dollars, ...], Field(min_length=2, max_length=600)]
    """Dollars in order of time, one a period, the first of them now; paid is negative. Capital put up as margin is paid, then received."""
    rate: Rate = 0.10
    """Rate for the net present value, a decimal a period."""
    finance_rate: Rate = 0.10
    """Rate at which what is paid is financed, for the modified rate."""
    reinvest_rate: Rate = 0.10
    """Rate at which what is received is put to work, for the modified rate."""


@dataclass(frozen=True, slots=True)
class IrrResult:
    npv: float
    internal: InternalRate
    mirr: float | None
    mirr_reason: str


def present(inputs: IrrInputs, result: IrrResult) -> Presentation:
    found = result.internal.rate
    figures = (
        Figure("irr", "Internal rate of return", found, "decimal", f"{percent(found, 2)} a period" if found is not None else result.internal.reason),
        Figure("npv", "Net present value", result.npv, "dollars", f"{dollars(result.npv, 2)} at {percent(inputs.rate, 2)} a period"),
        Figure(
            "mirr",
            "Modified internal rate of return",
            result.mirr,
            "decimal",
            f"{percent(result.mirr, 2)} a period" if result.mirr is not None else result.mirr_reason,
        ),
        Figure("sign_changes", "Changes of sign", result.internal.sign_changes, "count", _times(result.internal.sign_changes)),
    )
    top = max(0.5, 2.0 * inputs.rate, *(1.25 * r for r in result.internal.rates if r < 4.0), 0.0)
    bottom = min(0.0, inputs.rate, *(1.1 * r for r in result.internal.rates if r > -0.5), 0.0)
    rates = tuple(bottom + (top - bottom) * k / 80.0 for k in range(81))
    markers = [Marker("value 0", "level", y=0.0)]
    markers += [Marker(f"internal rate {percent(r, 2)}", "breakeven", x=r, y=0.0) for r in result.internal.rates if bottom <= r <= top]
    said = f"it crosses zero at {percent(found, 2)}" if found is not None else result.internal.reason
    chart = Chart(
        "line",
        "Net present value by discount rate",
        Axis("Discount rate, a period", "decimal"),
        Axis("Net present value", "dollars"),
        f"The value is {dollars(result.npv, 2)} at {percent(inputs.rate, 2)}; {said}.",
        series=(Series("Net present value", rates, tuple(cash_flow.npv(r, inputs.cash_flows) for r in rates)),),
        markers=tuple(markers),
    )
    notes = ["Every flow is one period apart and the first is now, so the rates are per period."]
    if inputs.cash_flows[0] > 0.0:
        notes.append(
            "The first flow is received, as with a credit trade: a higher rate can then make the value better, and the rule 'above the cost "
            "of capital' turns round. Put the capital tied up as margin into the flows, or use return on the capital at risk."
        )
    reason = f"{result.internal.reason[:1].upper()}{result.internal.reason[1:]}."
    headline = f"The internal rate of return is {percent(found, 2)} a period." if found is not None else reason
    return Presentation(headline, figures, (chart,), tuple(notes))


def _times(count: int) -> str:
    return "no change of sign" if count == 0 else "1 change of sign" if count == 1 else f"{count} changes of sign"


@calculator(
    name="irr",
    title="Internal rate of return and net present value",
    task="company",
    presenter=present,
    example={"cash_flows": [-1000.0, 300.0, 400.0, 500.0], "rate": 0.08, "finance_rate": 0.08, "reinvest_rate": 0.08},
    terms=("internal-rate-of-return", "net-present-value"),
    sources=("brealey-myers-allen-2020",),
    phrases=("irr", "internal rate of return", "npv", "net present value", "mirr"),
    speech=Speech(
        cues=(
            Cue("irr|internal rate(?: of return)?|npv|net present value|mirr", 8),
            Cue(
                r"(?:pay|invest|put in|lend|spend|cost)\w* .*(?:get|receive|earn|collect|return|bring)\w* .*(?:a|per|each|"
                r"every) years for .*(?:yield|return|"
                r"rate)(?: .*)?",
                7,
            ),
        ),
        blanks=(
            Blank(
                "finance_rate",
                "financed?(?: rate)?(?: at)?|financing(?: rate)?|borrow(?:ing|ed)?(?: rate)?(?: at)?",
                "(?:finance|financing|borrowing)(?: rate)?",
            ),
            Blank(
                "reinvest_rate",
                "reinvest(?:ment|ed|ing)?(?: rate)?(?: at)?|(?:put|puts|putting) (?:[a-z]+ ){0,2}to work(?: at)?|"
                "(?:cash|receipts|proceeds|inflows|surplus) earns?",
                "reinvest(?:ment)?(?: rate)?",
            ),
            Blank(
                "rate",
                "(?:net present value|npv|discount(?: rate| it| them)?|discounted|rate|hurdle|i / y)(?: of| at| it at)?|at(?= P)",
                "discount(?: rate)?|rate|hurdle(?: rate)?",
                reads="rate",
                low=-0.99,
                high=10,
            ),
        ),
    ),
)
def irr(inputs: IrrInputs) -> IrrResult:
    """Give the net present value, the internal rate of return and the modified one of equally spaced cash flows.

    Says why when no internal rate exists or several do: the changes of sign bound their number (Descartes). Source: Brealey,
    Myers and Allen 2020, ch. 5.
    """
    tiny = next((amount for amount in inputs.cash_flows if 0.0 < abs(amount) < SMALLEST), None)
    if tiny is not None:
        raise InputError(f"cash_flows must be 0 or at least a millionth of a dollar each; got {tiny:g}; check the unit")
    internal = cash_flow.irr(inputs.cash_flows)
    value = cash_flow.npv(inputs.rate, inputs.cash_flows)
    try:
        return IrrResult(value, internal, cash_flow.mirr(inputs.cash_flows, inputs.finance_rate, inputs.reinvest_rate), "")
    except InputError as refusal:
        return IrrResult(value, internal, None, refusal.message)
