"""Market capitalization, price over earnings and cash flow, and the split of the return on equity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from pydantic import model_validator

from calculators import corporate
from calculators.corporate import DuPont
from calculators.errors import FieldError, InputError
from calculators.spec import Figure, Inputs, Presentation, calculator
from calculators.speech import HUGE, Blank, Cue, Speech, verbs
from calculators.units import Balance, Dollars, Earnings, Margin, Ratio, SharePrice, Shares
from calculators.wording import dollars, listed, number, percent

CENT = 0.01
# Each figure that may be stated, or worked out from the totals after it.
SAME = (
    ("eps", ("net_income", "shares")),
    ("net_margin", ("net_income", "revenue")),
    ("asset_turnover", ("revenue", "total_assets")),
    ("equity_multiplier", ("total_assets", "equity")),
)


class ValuationInputs(Inputs):
    price: SharePrice | None = None
    """Price of one share, dollars."""
    shares: Shares | None = None
    """Shares outstanding."""
    net_income: Dollars | None = None
    """Earnings of the last twelve months, dollars."""
    eps: Earnings | None = None
    """Earnings per share of the last twelve months, dollars: instead of net_income and shares."""
    operating_cash_flow: Dollars | None = None
    """Cash flow from operations of the last twelve months, dollars."""
    revenue: Balance | None = None
    """Sales of the last twelve months, dollars."""
    total_assets: Balance | None = None
    """Total assets, dollars."""
    equity: Balance | None = None
    """Book equity, dollars."""
    net_margin: Margin | None = None
    """Net income over revenue, a decimal: instead of the two."""
    asset_turnover: Ratio | None = None
    """Revenue over total assets, times a year: instead of the two."""
    equity_multiplier: Ratio | None = None
    """Total assets over equity: instead of the two."""

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        for stated, totals in SAME:
            if getattr(self, stated) is not None and all(getattr(self, name) is not None for name in totals):
                message = f"{stated} follows from {listed(list(totals))}; got all three; drop {stated}"
                raise InputError(message, (FieldError(stated, message),))
        return self


@dataclass(frozen=True, slots=True)
class Valuation:
    """What the inputs allow: dollars and multiples, None where an input is missing or the multiple has no meaning."""

    market_cap: float | None
    price_earnings: float | None
    price_cash_flow: float | None
    dupont: DuPont | None
    earnings_per_share: float | None  # of the totals, where both are given
    return_on_equity: float | None  # also without its parts, of earnings and equity alone


def present(inputs: ValuationInputs, result: Valuation) -> Presentation:
    figures, notes = [], []
    if result.market_cap is not None:
        figures.append(Figure("market_cap", "Market capitalization", result.market_cap, "dollars", dollars(result.market_cap, 0)))
    else:
        notes.append("Left out: the market capitalization, which needs price and shares.")
    if result.earnings_per_share is not None:
        figures.append(
            Figure("earnings_per_share", "Earnings per share", result.earnings_per_share, "dollars", dollars(result.earnings_per_share, 2))
        )
    earnings = inputs.eps if inputs.eps is not None else inputs.net_income
    multiples = (
        ("price_earnings", "Price over earnings (P/E)", result.price_earnings, earnings, "earnings"),
        ("price_cash_flow", "Price over operating cash flow (P/CF)", result.price_cash_flow, inputs.operating_cash_flow, "operating cash flow"),
    )
    for name, label, value, given, what in multiples:
        if value is not None:
            figures.append(Figure(name, label, value, "times", f"{number(value)} times {what}"))
        elif given is not None and given < CENT:
            figures.append(Figure(name, label, None, "times", f"no meaning: {what} must be above zero"))
        else:
            notes.append(f"Left out: {label[0].lower()}{label[1:]}, which needs the {what} and the price{_of(what)}.")
    if result.dupont is not None:
        figures += _split_figures(result.dupont)
    elif result.return_on_equity is not None:
        figures.append(Figure("return_on_equity", "Return on equity", result.return_on_equity, "decimal", percent(result.return_on_equity, 2)))
        notes.append("Left out: the parts of the return on equity, which need revenue and total_assets too.")
    else:
        notes.append(
            "Left out: the return on equity, which needs net_margin, asset_turnover and equity_multiplier, "
            "or net_income, revenue, total_assets and equity."
        )
    return Presentation(_headline(result), tuple(figures), notes=tuple(notes), lead=("return_on_equity",) if result.market_cap is None else ())


def _of(what: str) -> str:
    return ", with shares unless eps is given" if what == "earnings" else " and shares"


def _split_figures(split: DuPont) -> list[Figure]:
    return [
        Figure("return_on_equity", "Return on equity", split.return_on_equity, "decimal", percent(split.return_on_equity, 2)),
        Figure("return_on_assets", "Return on assets", split.return_on_assets, "decimal", percent(split.return_on_assets, 2)),
        Figure("net_margin", "Net margin", split.net_margin, "decimal", percent(split.net_margin, 2)),
        Figure("asset_turnover", "Asset turnover", split.asset_turnover, "times", f"{number(split.asset_turnover)} times a year"),
        Figure(
            "equity_multiplier",
            "Equity multiplier (assets over equity)",
            split.equity_multiplier,
            "times",
            f"{number(split.equity_multiplier)} times",
        ),
    ]


def _headline(result: Valuation) -> str:
    said = []
    if result.market_cap is not None:
        said.append(f"the market values the company at {dollars(result.market_cap, 0)}")
    if result.price_earnings is not None:
        said.append(f"the price is {number(result.price_earnings)} times earnings")
    if result.price_cash_flow is not None:
        said.append(f"the price is {number(result.price_cash_flow)} times operating cash flow")
    if result.dupont is not None:
        split = result.dupont
        said.append(
            f"the return on equity is {percent(split.return_on_equity, 2)}: margin {percent(split.net_margin, 2)} "
            f"x turnover {number(split.asset_turnover)} x leverage {number(split.equity_multiplier)}"
        )
    elif result.return_on_equity is not None:
        said.append(f"the return on equity is {percent(result.return_on_equity, 2)}")
    if result.earnings_per_share is not None and not said:
        said.append(f"the company earns {dollars(result.earnings_per_share, 2)} a share")
    text = "; ".join(said) if said else "a multiple of a loss has no meaning"
    return f"{text[:1].upper()}{text[1:]}."


@calculator(
    name="valuation_ratios",
    title="Market capitalization, price multiples, return on equity",
    task="company",
    presenter=present,
    example={
        "price": 50.0,
        "shares": 2e8,
        "net_income": 5e8,
        "operating_cash_flow": 8e8,
        "revenue": 4e9,
        "total_assets": 6e9,
        "equity": 2.5e9,
    },
    terms=("market-capitalization", "price-to-cash-flow-ratio"),
    sources=("damodaran-2012", "brealey-myers-allen-2020"),
    phrases=("market cap", "p/e", "p/cf", "price to cash flow", "return on equity", "dupont"),
    speech=Speech(
        cues=(
            Cue(
                "pe|pe ratio|multiple of (?:its )?earnings|earnings multiple|"
                "earnings per share|eps|price (?:to )?earnings|price (?:to )?cash flow|pcf|dupont|du pont|roe|return on equity|"
                "market cap",
                8,
            ),
        ),
        blanks=(
            Blank("net_margin", "(?:net |profit )?margin", "(?:net |profit )?margin", reads="rate", low=-10, high=1),
            Blank(
                "asset_turnover",
                "(?:asset )?turnover(?: of (?:the )?assets)?|(?:assets )?(?:turns?|turned)(?: over)?",
                "(?:asset )?turnover|asset turns",
                reads="number",
                low=0,
                high=1000,
            ),
            Blank(
                "equity_multiplier", "(?:equity )?multiplier|leverage", "(?:equity )?multiplier|leverage|x leverage", reads="number", low=0, high=1000
            ),
            Blank(
                "operating_cash_flow",
                "(?:operating )?cash ?flow|ocf|cfo",
                "(?:of |in )?(?:operating )?cash ?flow|(?:of |in )?operating cash|ocf",
                reads="number",
                low=-HUGE,
                high=HUGE,
            ),
            Blank(
                "net_income",
                rf"(?:net )?income|ni|net profit|earnings|profits?|{verbs('earn')}|{verbs('make')}(?: a profit of)?",
                "(?:of |in )?(?:net )?(?:income|earnings|profit)",
                reads="number",
                low=-HUGE,
                high=HUGE,
            ),
            Blank("revenue", "revenues?|sales", "(?:of |in )?(?:revenues?|sales)", reads="number", low=0, high=HUGE),
            Blank("total_assets", "(?:total )?assets", "(?:of |in )?(?:total )?assets", reads="number", low=0, high=HUGE),
            Blank(
                "equity", "(?:shareholders? |book )?equity|book value", "(?:of |in )?(?:shareholders? )?equity", reads="number", low=-HUGE, high=HUGE
            ),
            Blank(
                "eps",
                "eps|earnings per share",
                "eps|earnings per share",
                (rf"(?:{verbs('earn make')}|earnings(?: of)?) #(?= (?:a|per|each|on every|for every) share)",),
                reads="number",
                low=-1000000.0,
                high=1000000.0,
            ),
            Blank(
                "shares",
                "shares(?: outstanding)?|share count",
                "(?:of )?shares(?: outstanding)?|of (?:them|it|those)(?= (?:,|and|outstanding|\\.))",
                exact=(r"there are #(?= [,;.])",),
                reads="number",
                low=0,
                high=HUGE,
            ),
            Blank(
                "price",
                exact=(r"(?:at|@|of an?|an?|for) #$", r"(?<=shares )(?:at|@|trading at|priced at) #"),
                before="(?:shares? |stock )?price|(?:shares? |stock )?(?:trades?|trading|changes? hands|fetch(?:es)?|costs?|quoted)|stock",
                after="a share|per share|share price|stock",
                reads="number",
                low=0,
                high=10000000.0,
            ),
        ),
    ),
)
def valuation_ratios(inputs: ValuationInputs) -> Valuation:
    """Give market capitalization, price over earnings and over cash flow, and return on equity split into margin, turnover and leverage.

    Each from whatever inputs it needs; the return on equity also from earnings and equity alone. A multiple of a loss has no
    meaning and is left out with the reason. Source: Damodaran 2012; Brealey, Myers and Allen 2020, ch. 28.
    """
    cap = inputs.price * inputs.shares if inputs.price is not None and inputs.shares is not None else None
    earnings = _over(inputs.price, inputs.eps) if inputs.eps is not None else _over(cap, inputs.net_income)
    split = _split(inputs)
    whole = split.return_on_equity if split is not None else None
    if whole is None and inputs.net_income is not None and inputs.equity is not None and inputs.equity >= CENT:
        whole = inputs.net_income / inputs.equity
    eps = inputs.net_income / inputs.shares if inputs.net_income is not None and inputs.shares is not None else None
    result = Valuation(cap, earnings, _over(cap, inputs.operating_cash_flow), split, eps, whole)
    if cap is None and whole is None and eps is None and (inputs.price is None or inputs.eps is None):
        message = (
            "give price and shares for the market capitalization, price and eps for P/E, or net_income and equity, or net_margin, "
            f"asset_turnover and equity_multiplier, for the return on equity; got {listed(sorted(inputs.model_fields_set)) or 'nothing'}"
        )
        raise InputError(message, (FieldError(_lacking(inputs), message),))
    return result


def _lacking(inputs: ValuationInputs) -> str:
    """The input that makes a ratio of what is given."""
    if inputs.price is not None:
        return "shares" if inputs.operating_cash_flow is not None or inputs.net_income is not None else "eps"
    parts = [name for name in ("net_margin", "asset_turnover", "equity_multiplier") if getattr(inputs, name) is None]
    if len(parts) < len(("margin", "turnover", "leverage")):
        return parts[0]
    return "equity" if inputs.net_income is not None else "price"


def _over(price: float | None, amount: float | None) -> float | None:
    return price / amount if price is not None and amount is not None and amount >= CENT else None


def _split(inputs: ValuationInputs) -> DuPont | None:
    """The parts of the return on equity, each as stated or from its totals; None unless all three are known."""
    margin, turnover, multiplier = inputs.net_margin, inputs.asset_turnover, inputs.equity_multiplier
    if margin is None and inputs.net_income is not None and inputs.revenue is not None:
        margin = corporate.net_margin(inputs.net_income, inputs.revenue)
    if turnover is None and inputs.revenue is not None and inputs.total_assets is not None:
        turnover = corporate.asset_turnover(inputs.revenue, inputs.total_assets)
    if multiplier is None and inputs.total_assets is not None and inputs.equity is not None:
        multiplier = corporate.equity_multiplier(inputs.total_assets, inputs.equity)
    return None if margin is None or turnover is None or multiplier is None else DuPont(margin, turnover, multiplier)
