"""Questions back: what is missing or cannot be meant, and answers to offer. Every answer offered is itself a next question."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from bot.answer import Missing
from bot.market import Market
from bot.routing.found import PLACEMENTS, STRIKE_FIELDS
from bot.routing.numbers import Number
from bot.routing.plan import Request
from bot.routing.reading import Reading
from calculators.errors import InputError
from calculators.spec import Calculator, unit_of
from calculators.speech import HUGE

QUESTIONS = {
    "dte": "How many days to expiration, for example 45?",
    "spot": "Where is the index, for example 7140?",
    "vol": "What volatility, for example VIX 18?",
    "placement": "Where do the short strikes go: four strikes, a delta such as 16, standard deviations, points or "
    "percent from spot, or a credit to aim for?",
    "short_put": "Which four strikes is the condor at, for example 6700/6750/7550/7600?",
    "long_put": "Which four strikes is the condor at, for example 6700/6750/7550/7600?",
    "strike": "Which strike?",
    "right": "A call or a put?",
    "account": "How large is the account, in dollars?",
    "risk_fraction": "What part of the account may one trade lose, for example 2 %?",
    "max_loss": "How much can one contract lose, in dollars?",
    "legs": "Which legs: side, quantity, strike, call or put, and days of each?",
    "interest_parity.spot": "What is the spot exchange rate, for example 1.10?",
    "implied_volatility.price": "What did the option trade for, in points?",
    "back_dte": "How many days does the far leg have?",
    "credit": "What credit, in index points, for example 1.15?",
    "wing_width": "How wide are the wings, in points, for example 50?",
    "win_rate": "What win rate, for example 90 %?",
    "hv20": "What is the 20-day realized volatility?",
    "closes": "Which closing prices, oldest first?",
    "cash_flows": "Which cash flows, oldest first, payments negative?",
    "futures": "Which VIX futures: level and days of each?",
    "profit_target": "When is the trade closed: at a profit target, at a stop, or with so many days left?",
    "days_left": "How many days does the open trade have left?",
    "new_dte": "To how many days does it roll, for example 45?",
    "new_spot": "Where is the index now, for example 7140?",
    "contracts": "How many contracts?",
    "trades": "How many trades?",
    "years": "How many years?",
    "shares": "How many shares?",
    "new_vol": "What is the volatility now, for example VIX 18?",
}
NO_DAYS_LEFT = "At 0 days what matters is the time left until the close. How many hours, for example 4 hours?"
OFFERS: dict[str, tuple[str, ...]] = {
    "dte": ("45 days", "30 days", "1 day"),
    "placement": ("16 delta", "one standard deviation out", "5% out of the money"),
    "wing_width": ("wings 50 wide", "wings 25 wide", "wings 5 wide"),
    "account": ("account of $50,000", "account of $100,000", "account of $250,000"),
    "risk_fraction": ("risk 1%", "risk 2%", "risk 5%"),
    "max_loss": ("max loss $385", "max loss $430", "max loss $4,300"),
    "credit": ("credit 0.70", "credit 1.15", "credit 1.60"),
    "win_rate": ("win rate 90%", "win rate 80%", "win rate 70%"),
    "right": ("a call", "a put"),
    "back_dte": ("60 days back leg", "90 days back leg"),
    "direction": ("sold", "bought"),
    "contracts": ("1 contract", "10 contracts"),
    "profit_target": ("profit target 50%", "stop at 2x the credit", "close at 21 days left"),
    "new_dte": ("roll to 45 dte", "roll to 30 dte"),
    "days_left": ("14 days left", "7 days left"),
}
_SAID = {
    "short_delta": "{:g} delta",
    "short_sd": "{:g} standard deviations out",
    "short_distance": "{:g} points away",
    "short_otm": "{:g}% out of the money",
    "edr_multiple": "{:g} times EDR",
    "target_credit": "credit {:g}",
}
_PERCENT = ("short_delta", "short_otm")
_PLACED_BY = {
    "short_delta": "a delta",
    "short_sd": "a number of standard deviations",
    "short_distance": "a distance in points",
    "short_otm": "a percentage out of the money",
    "edr_multiple": "a multiple of the EDR",
    "target_credit": "a credit to aim for",
}


def ask_for(calculator: Calculator[Any, Any], field: str, market: Market | None = None, because: str = "") -> Missing:
    """The question for a field (`placement` stands for where the shorts go), after `because`, with answers to offer."""
    question = QUESTIONS.get(f"{calculator.name}.{field}") or QUESTIONS.get(field) or _by_its_help(calculator, field)
    name = "short_delta" if field == "placement" else field
    return Missing(calculator.name, name, f"{because} {question}".strip(), _offers(calculator, field, market))


def nothing_before(request: Request | None) -> Missing:
    """What to say when there is no change to take back."""
    if request is None:
        return Missing("", "", "There is nothing to undo: nothing has been computed yet. What shall I compute?")
    return Missing(request.calculator, "", "There is nothing to undo: this is the request you began with. What shall I change?")


def _by_its_help(calculator: Calculator[Any, Any], field: str) -> str:
    """A question made of what the input's help text says of it."""
    words = field.replace("_", " ")
    info = calculator.inputs.model_fields.get(field)
    said = (info.description or "").split(". ")[0].rstrip(".") if info is not None else ""
    return f"What is the {words}? ({said}.)" if said else f"What is the {words}?"


def _offers(calculator: Calculator[Any, Any], field: str, market: Market | None) -> tuple[str, ...]:
    if field in OFFERS:
        return OFFERS[field]
    if market is not None and field in ("spot", "new_spot") and calculator.name != "interest_parity":
        return (f"SPX {market.spot:g}", f"SPX {round(market.spot, -2):g}")
    if field in ("vol", "new_vol", "vix"):
        near = market.vix if market is not None else 18.0
        return (f"VIX {near:g}", "VIX 25", "VIX 30")
    if field in STRIKE_FIELDS and market is not None:
        low, high = (50 * round(market.spot * away / 50) for away in (0.95, 1.05))
        return (f"{low - 50:g}/{low:g}/{high:g}/{high + 50:g}",)
    example = calculator.example.get(field)
    if isinstance(example, int | float) and not isinstance(example, bool):
        return (f"{field.replace('_', ' ')} {example:g}",)
    return ()


_MORE_OR_LESS: tuple[tuple[str, str], ...] = (
    ("wing_width", r"wider|narrower|tighter|(?:bigger|smaller|larger) wings"),
    ("dte", r"longer|shorter|further out in time|more (?:time|days)|less time|fewer days|later|earlier"),
    (
        "contracts",
        r"bigger|smaller|larger|more (?:contracts|lots|size|of (?:them|these|those))|fewer(?: contracts| lots)?|less size|size (?:up|down)",
    ),
    ("placement", r"closer(?: in)?|nearer|further(?: out| away)?|farther(?: out| away)?|more (?:room|cushion|space)|safer|riskier"),
    ("placement", r"(?:more|less|higher|lower|bigger|smaller|fatter) (?:credit|premium|income)"),
    ("vol", r"(?:higher|lower|more|less) (?:vol|iv|vix|implied)|(?:vol|iv|vix|implied) (?:is )?(?:higher|lower|up|down)"),
    ("spot", r"(?:index|market|spx|spot) (?:is )?(?:higher|lower|up|down)"),
)
SHORT = 8  # words of a question that changes a trade and names nothing else


def by_how_much(reading: Reading, before: Request, calculator: Calculator[Any, Any], filled: Mapping[str, Any]) -> Missing | None:
    """The question about a change without its size, "wider", "more credit", with sizes on either side of the present one to offer."""
    if len(reading.said.split()) > SHORT or reading.numbers:
        return None
    fields = calculator.inputs.model_fields
    for field, words in _MORE_OR_LESS:
        if not (field in fields or (field == "placement" and PLACEMENTS[0] in fields)) or not reading.said_at_all(words):
            continue
        if field != "placement":
            return Missing(before.calculator, field, QUESTIONS[field], _around(field, filled.get(field)) or OFFERS.get(field, ()))
        placed = next((name for name in PLACEMENTS if name in filled), None)
        return Missing(
            before.calculator, placed or "short_delta", QUESTIONS["placement"], _around(placed, filled.get(placed or "")) or OFFERS["placement"]
        )
    return None


_SAID_AS = {
    **_SAID,
    "wing_width": "wings {:g} wide",
    "dte": "{:g} days",
    "contracts": "{:g} contracts",
    "vol": "VIX {:g}",
    "vix": "VIX {:g}",
    "spot": "SPX {:g}",
}
_LEAST_ROUND = 20.0


def _around(field: str | None, value: Any) -> tuple[str, ...]:
    """Half as much again, twice and half of a value, as answers; of a level of the index or of vol, a tenth either side."""
    if field is None or not isinstance(value, int | float) or field not in _SAID_AS:
        return ()
    shown = 100 * value if field in (*_PERCENT, "vol") else value
    parts = (0.95, 1.05) if field == "spot" else (0.5, 0.75, 1.5, 2)
    whole = field in ("contracts", "dte", "spot", "wing_width") or shown >= _LEAST_ROUND
    sizes = [max(1, round(part * shown)) if whole else round(part * shown, 2) for part in parts]
    return tuple(_SAID_AS[field].format(size) for size in dict.fromkeys(sizes) if size != shown)


def as_value(number: Number, field: str, calculator: Calculator[Any, Any]) -> float | int | None:
    """The number as a value of the blank, in its unit; None when it is written as no such thing: percent of points, half a contract."""
    unit = unit_of(calculator.inputs.model_fields[field])
    if unit is None or number.signed or number.either:
        return None
    if unit.name in ("decimal", "delta"):
        return round(number.value / 100, 10) if number.kind == "P" or abs(number.value) >= LEAST_PERCENT else number.value
    if number.kind == "P" or (unit.name in _COUNTED and "." in number.text):
        return None
    return int(number.value) if number.value == int(number.value) else number.value


LEAST_PERCENT = 0.5  # a bare number from here on is percent where a fraction is wanted
_COUNTED = ("contracts", "calendar days", "trades", "years")


def _could_be(
    number: Number, calculator: Calculator[Any, Any], market: Market | None, kept: Mapping[str, Any]
) -> list[tuple[str, float | int, str, float | None]]:
    """What a number said alone could be of the trade on the table: the blank, its value, how to say it, and its share of the present value."""
    could = []
    for field in dict.fromkeys((*_SAID_AS, *kept)):
        if field not in calculator.inputs.model_fields or (field in PLACEMENTS and field not in kept):
            continue
        old, value = kept.get(field), as_value(number, field, calculator)
        numeric = isinstance(old, int | float) and not isinstance(old, bool)
        if value is None or value == old or not (numeric or field in _SAID_AS):
            continue
        share = value / old if numeric and old else None
        low, high = _BELIEVED.get(field, (0.0, HUGE))
        alike = share is not None and LOOSE[0] <= share <= LOOSE[1]
        if not low <= number.value <= high or (field not in _SAID_AS and not alike):
            continue
        given = {**{name: now for name, now in kept.items() if field not in PLACEMENTS or name not in PLACEMENTS}, field: value}
        try:
            calculator.parse({**given, **(market.fill(calculator, given) if market is not None else {})})
        except InputError:
            continue
        said = _SAID_AS[field].format(number.value) if field in _SAID_AS else f"{field.replace('_', ' ')} {number.text}"
        could.append((field, value, said, share))
    return could


# How near a new value is to the one before: near enough to be one, to be likely one, and to be one though another is near.
LOOSE, TIGHT, PLAIN = (0.25, 4.0), (0.55, 1.9), (0.85, 1.18)


_NO_NAME = ("rate", "value", "cost", "of", "max", "per", "price", "short", "long", "width", "target", "new")  # words many blanks share


def named_alone(
    number: Number, reading: Reading, calculator: Calculator[Any, Any], kept: Mapping[str, Any], edited: Collection[str] = ()
) -> dict[str, Any]:
    """The one blank the question calls by its own name, wherever the number stands: "my win rate is really closer to 64"."""
    named = [name for name in kept if unit_of(calculator.inputs.model_fields[name]) and reading.said_at_all(name.replace("_", " "))]
    named = [name for name in named if not any(name != other and name in other for other in named)]  # "win rate" is no win
    if not named:  # "debt gets pricier, 7.5 %": of what has to do with debt, a percentage is its cost
        words = {name: [word for word in name.split("_") if word not in _NO_NAME] for name in kept}
        named = [
            name
            for name, value in kept.items()
            if reading.said_at_all("|".join(words[name]) or "(?!)")
            and isinstance(value, int | float)
            and as_value(number, name, calculator) is not None
            and LOOSE[0] <= (as_value(number, name, calculator) or 0.0) / (value or 1.0) <= LOOSE[1]
        ]
    value = as_value(number, named[0], calculator) if len(named) == 1 else None
    old = kept[named[0]] if named else None
    if value is None or named[0] in edited or not isinstance(old, int | float) or (old and not LOOSE[0] <= value / old <= LOOSE[1]):
        return {}
    return {named[0]: value}


def settled(
    number: Number, calculator: Calculator[Any, Any], market: Market | None, kept: Mapping[str, Any], edited: Collection[str] = (), way: int = 0
) -> dict[str, Any]:
    """The blank a number said alone must be: the only one whose value is anywhere near it, "more like 80" of a win rate of 85 %.

    With a `way` said the value goes up, 1, or down, -1.
    """
    could = [(field, value, share) for field, value, _, share in _could_be(number, calculator, market, kept) if field not in edited]
    near = [(field, value, share) for field, value, share in could if share is not None and LOOSE[0] <= share <= LOOSE[1]]
    near = [one for one in near if not way or (one[2] > 1) == (way > 0)]
    near = [one for one in near if not any(one[0].startswith(f"{field}_") for field, _, _ in near)]  # a VIX, and not its average
    alike = [one for one in near if TIGHT[0] <= one[2] <= TIGHT[1]]
    if len(alike) != 1 and not (len(near) == len(could) == 1):
        return {}
    field, value, share = alike[0] if alike else near[0]
    return {field: value} if len(near) == 1 or PLAIN[0] <= share <= PLAIN[1] else {}


def levels_left(reading: Reading, level: float) -> float | None:
    """A number nobody took that is as large as a level just read: which of the two is the index is not known."""
    return next((number.value for _, number in reading.left() if number.kind == "N" and 0.7 < number.value / level < 1.3), None)


def which_blank(number: Number, before: Request, calculator: Calculator[Any, Any], market: Market | None, kept: Mapping[str, Any]) -> Missing | None:
    """The question about a number said alone of the trade on the table, "at 12?", with what it could be of it; None: nothing."""
    could = _could_be(number, calculator, market, kept)
    if not could:
        return None
    return Missing(before.calculator, could[0][0], f"What is {number.text} here?", tuple(said for _, _, said, _ in could))


_BELIEVED = {
    "short_delta": (1, 50), "short_sd": (0.3, 4), "short_otm": (0.5, 40), "edr_multiple": (0.3, 5), "short_distance": (5, 2000),
    "target_credit": (0.1, 500), "wing_width": (5, 500), "dte": (1, 800), "contracts": (1, 500), "vol": (5, 90), "vix": (5, 90),
    "spot": (2000, 20000),
}  # fmt: skip


def placed_twice(calculator: str, inputs: Mapping[str, Any]) -> Missing | None:
    """The choice between placements that exclude each other, or None."""
    if calculator == "roll":
        return None  # it has the open trade's strikes, and a place for the new ones
    ways = [name for name in PLACEMENTS if name in inputs]
    strikes = [name for name in STRIKE_FIELDS if name in inputs]
    if len(ways) + bool(strikes) < 2:
        return None
    said = [*(["the strikes"] if strikes else []), *(_PLACED_BY[name] for name in ways)]
    offers = [_SAID[name].format(round(100 * inputs[name], 6) if name in _PERCENT else inputs[name]) for name in ways]
    if len(strikes) == len(STRIKE_FIELDS):
        offers.insert(0, "/".join(f"{inputs[name]:g}" for name in STRIKE_FIELDS))
    return Missing(calculator, "", f"The short strikes are placed twice, by {' and '.join(said)}. Which one shall I use?", tuple(offers))


def wings_said_twice(calculator: str, inputs: Mapping[str, Any]) -> Missing | None:
    """The choice between four strikes and a width of wings that is not theirs, or None."""
    if calculator == "roll" or "wing_width" not in inputs or any(name not in inputs for name in STRIKE_FIELDS):
        return None  # a roll has the open condor's strikes and the new one's width
    widths = sorted({inputs["short_put"] - inputs["long_put"], inputs["long_call"] - inputs["short_call"]})
    said = " and ".join(f"{width:g}" for width in widths)
    width = inputs["wing_width"]
    moved = f"{inputs['short_put'] - width:g}/{inputs['short_put']:g}/{inputs['short_call']:g}/{inputs['short_call'] + width:g}"
    return Missing(
        calculator,
        "wing_width",
        f"These strikes make wings of {said} points, and the wings are said to be {width:g}. Which strikes shall I use?",
        ("/".join(f"{inputs[name]:g}" for name in STRIKE_FIELDS), moved),
    )


def too_wide(calculator: str, inputs: Mapping[str, Any]) -> Missing | None:
    """What to ask of wings that reach half way to zero, or None."""
    width, spot = inputs.get("wing_width"), inputs.get("spot")
    if not isinstance(width, int | float) or not isinstance(spot, int | float) or width < spot / 2:
        return None
    return Missing(
        calculator, "wing_width", f"Wings of {width:g} points are half the index at {spot:g} or more. How wide are they?", OFFERS["wing_width"]
    )


def too_rich(calculator: str, inputs: Mapping[str, Any]) -> Missing | None:
    """What to ask of a credit that is at least as much as the wings are wide, which no such trade brings; None when it is less."""
    credit = inputs.get("credit", inputs.get("target_credit"))
    if all(name in inputs for name in STRIKE_FIELDS):
        width = max(inputs["short_put"] - inputs["long_put"], inputs["long_call"] - inputs["short_call"])
    elif "short_strike" in inputs and "long_strike" in inputs:
        width = abs(inputs["short_strike"] - inputs["long_strike"])
    else:
        width = max((inputs[name] for name in ("wing_width", "put_wing_width", "call_wing_width") if name in inputs), default=0)
    if not isinstance(credit, int | float) or width <= 0 or credit < width:
        return None
    return Missing(
        calculator,
        "credit" if "credit" in inputs else "target_credit",
        f"A credit of {credit:g} is not less than the {width:g} points between the strikes, so nothing could be lost: no market pays that. "
        "In index points, what is the credit?",
        tuple(f"credit {value:g}" for value in (credit / 10, credit / 100) if value < width),
    )
