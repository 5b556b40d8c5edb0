"""The dividend discount model, with one growth rate or two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from pydantic import model_validator

from calculators.corporate import TwoStageValue, gordon_price, two_stage_price
from calculators.errors import FieldError, InputError
from calculators.spec import Axis, Chart, Figure, Heat, Inputs, Marker, Presentation, Series, calculator
from calculators.speech import Blank, Cue, Speech, verbs
from calculators.units import PerShare, Rate, Years
from calculators.wording import dollars, percent, trimmed


class DdmInputs(Inputs):
    dividend: PerShare
    """Next year's dividend, dollars a share."""
    growth: Rate
    """Growth of the dividend, a decimal a year; with `terminal_growth`, the growth of the first stage only."""
    required_return: Rate
    """Return the shareholder requires, a decimal a year; above the growth that lasts for ever."""
    years: Years | None = None
    """Number of dividends in the first stage; give it together with terminal_growth."""
    terminal_growth: Rate | None = None
    """Growth for ever after the first stage; give it together with years."""

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if (self.years is None) != (self.terminal_growth is None):
            message = "years and terminal_growth belong together; got one of them; give both for two stages or neither for one"
            raise InputError(message, (FieldError("terminal_growth" if self.terminal_growth is None else "years", message),))
        return self


@dataclass(frozen=True, slots=True)
class DdmResult:
    price: float
    stages: TwoStageValue | None


def _price(inputs: DdmInputs, growth_shift: float = 0.0, return_shift: float = 0.0) -> DdmResult:
    required = inputs.required_return + return_shift
    if inputs.years is None or inputs.terminal_growth is None:
        return DdmResult(gordon_price(inputs.dividend, inputs.growth + growth_shift, required), None)
    stages = two_stage_price(inputs.dividend, inputs.growth, inputs.years, inputs.terminal_growth + growth_shift, required)
    return DdmResult(stages.price, stages)


def present(inputs: DdmInputs, result: DdmResult) -> Presentation:
    text = f"{dollars(result.price, 2)} a share"
    figures = [Figure("price", "Value of the share", result.price, "dollars a share", text)]
    lasting = inputs.growth if inputs.terminal_growth is None else inputs.terminal_growth
    if inputs.dividend > 0.0:
        multiple = result.price / inputs.dividend
        figures.append(
            Figure("dividend_multiple", "Price over next year's dividend", multiple, "times", f"{trimmed(multiple)} times next year's dividend")
        )
    if result.stages is not None:
        first, later = result.stages.first_stage, result.stages.later_stage
        figures += [
            Figure("first_stage", "Dividends of the first stage", first, "dollars a share", f"{dollars(first, 2)} a share"),
            Figure("later_stage", "All later dividends", later, "dollars a share", f"{dollars(later, 2)} a share"),
        ]
        if result.price > 0.0:
            figures.append(Figure("later_share", "Share of value in the later stage", later / result.price, "decimal", percent(later / result.price)))
    moved = min(0.005, 0.2 * (inputs.required_return - lasting))
    if result.price > 0.0:
        change = _price(inputs, growth_shift=moved).price / result.price - 1.0
        label = f"Change of value if lasting growth is {percent(moved, 2)} higher"
        figures.append(Figure("growth_sensitivity", label, change, "decimal", f"{percent(change)} for {percent(moved, 2)} more lasting growth"))
    # Five steps each way that keep the required return above the growth in every cell.
    shifts = tuple(k * moved for k in (-2, -1, 0, 1, 2))
    values = tuple(tuple(_price(inputs, g, r).price for g in shifts) for r in shifts)
    flat = [value for row in values for value in row]
    chart = Chart(
        "heatmap",
        "Value by lasting growth and required return",
        Axis("Lasting growth, a year", "decimal"),
        Axis("Required return, a year", "decimal"),
        f"Within {percent(2 * moved, 2)} of the two rates either way the value runs from {dollars(min(flat), 2)} to {dollars(max(flat), 2)} a share.",
        heat=Heat(
            tuple(percent(lasting + g, 2) for g in shifts), tuple(percent(inputs.required_return + r, 2) for r in shifts), values, "dollars a share"
        ),
    )
    curve = _curve(inputs, lasting, result.price)
    notes = ("The dividend given is next year's. The value hangs on the gap between required return and lasting growth, which is small and guessed.",)
    return Presentation(f"The dividends are worth {text}.", tuple(figures), (chart, curve), notes)


def _curve(inputs: DdmInputs, lasting: float, price: float) -> Chart:
    """The value over lasting growth, up to where nine tenths of the gap to the required return are used up."""
    gap = inputs.required_return - lasting
    shifts = tuple(gap * (k / 40.0 - 0.6) for k in range(61))
    values = tuple(_price(inputs, growth_shift=shift).price for shift in shifts)
    return Chart(
        "line",
        "Value by lasting growth",
        Axis("Lasting growth, a year", "decimal"),
        Axis("Value of a share", "dollars"),
        f"{dollars(price, 2)} at {percent(lasting, 2)}; it rises without end as growth nears the required {percent(inputs.required_return, 2)}.",
        series=(Series("Value", tuple(lasting + shift for shift in shifts), values),),
        markers=(Marker(f"{percent(lasting, 2)}: {dollars(price, 2)}", "level", x=lasting, y=price),),
    )


@calculator(
    name="ddm",
    title="Dividend discount model",
    task="company",
    presenter=present,
    example={"dividend": 2.0, "growth": 0.03, "required_return": 0.08},
    terms=("dividend-discount-model", "gordon-growth-model"),
    sources=("gordon-1959", "damodaran-2012"),
    phrases=("dividend discount model", "gordon growth", "ddm", "two-stage dividend"),
    speech=Speech(
        cues=(
            Cue(r"multistage (?:dividend|ddm|growth|model|gordon).*|dividend (?:discount )?model|ddm", 8.5),
            Cue(
                r"gordon|gordon growth|dividend (?:N|D)\d+ .*(?:k|ke|r) P\d+ .*g P\d+(?: .*)?|dividend (?:N|D)\d+ .*g P\d+ .*(?:k|"
                r"ke|r) P\d+(?: .*)?|dividend discount|ddm|multistage|(?:value|worth|price) .*(?:dividend|div|payout) .*(?:grow\w*|"
                r"g) .*|(?:dividend|div|payout) .*(?:grow|ris|increas)\w* .*(?:requir\w*|discount\w*|demand\w*|"
                r"hurdle|worth|value\w*|want\w*)(?: .*)?|"
                rf"(?:stock|share|company) .*(?:{verbs('pay distribute')}) .*grow\w* .*"
                r"(?:discount\w*|requir\w*|demand\w*|want\w*|worth|value)(?: .*)?",
                8,
            ),
        ),
        blanks=(
            Blank(
                "terminal_growth",
                "terminal(?: growth)?|then|long run growth|perpetual growth|forever after|thereafter|after(?:wards?| that| which)|settling to",
                "terminal(?: growth)?|for ?ever|for good|thereafter|in perpetuity|after(?:wards?| that)|long run",
                reads="rate",
                low=-0.5,
                high=1,
            ),
            Blank(
                "growth",
                rf"growth(?: rate)?|g|{verbs('grow increase rise climb compound')}",
                "(?:dividend |div |payout )?growth(?: rate)?|a years growth|growing|g",
                reads="rate",
                low=-0.9,
                high=1,
            ),
            Blank(
                "required_return",
                rf"requir(?:e|es|ed|ing)(?: return| rate| rate of return| an?)?|{verbs('want demand need expect')}|"
                r"discount(?:ed|ing)?(?: rate)?|r|cost of equity|k|ke|hurdle(?: rate)?|return",
                "required(?: return| rate)?|discount(?: rate)?|cost of equity|hurdle(?: rate)?|return|r",
                reads="rate",
                low=0,
                high=2,
            ),
            Blank("years", r"for(?= [N]\d+ years)|over(?= [N]\d+ years)|years", "years", reads="number", low=1, high=200),
            Blank(
                "dividend",
                rf"(?:dividend|div|payout|distribution)(?: of| (?:for |of )?(?:next|coming|this) years?| expected)*|"
                rf"(?:next|coming) (?:years? )?(?:dividend|div|payout)|"
                rf"{verbs('pay distribute')}(?: out)?|d1",
                "(?:(?:for |of )?(?:next|coming|this) years? )?(?:dividend|div|payout)|a share(?: dividend)?",
                reads="amount",
                low=0,
                high=1000000.0,
            ),
        ),
    ),
)
def ddm(inputs: DdmInputs) -> DdmResult:
    """Value a share by its dividends: one growth rate for ever (Gordon), or a first stage of `years` and a lasting rate after it.

    Refused when the required return is not above the lasting growth. Source: Gordon 1959; Damodaran 2012, ch. 13.
    """
    return _price(inputs)
