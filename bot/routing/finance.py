"""What only a grammar can read of dividends, capital and trade: how often is paid, what stands still or shrinks, what follows from two figures."""

from __future__ import annotations

import re
from datetime import date

from bot.routing import slots
from bot.routing.found import Found
from bot.routing.numbers import Number
from bot.routing.reading import Reading, compiled
from bot.routing.words import FALLS, RISES

_PAYS = r"(?:(?:paid|pays?|paying|payments?|reinvest\w*|distribut\w+|in|compounded|drip) )*"
_TIMES_A_YEAR = (
    (12, r"monthly|(?:every|each|per|once a) months|twelve times a years"),
    (4, r"quarterly|(?:every|each|per|once a) quarter|four times a years|(?:every|each) three months"),
    (2, r"semi ?annual(?:ly)?|half yearly|bi ?annual(?:ly)?|twice (?:a |per |each )?(?:years?|yearly|annually)|every (?:six months|half years?)"),
    (
        1,
        r"(?<!P\d )(?<!P\d\d )(?:(?<!twice )(?<!half )yearly|annual(?:ly)?)(?! (?:growth|rate|return|yield|price))|"
        r"once (?:a|per|each|every) years|(?:in )?(?:a|one) single payment|one a years|one payment (?:a|per) years",
    ),
)
_STILL = (
    r"(?:(?:goes|going|moves|moving|moved|gets|is|stays?|staying|stayed|remains?|remaining|held|holds|being|kept|keeps|and|the|share|stock|"
    r"price|dividend|"
    r"payouts?|both|are|each|all|assumed|assuming|,) )*"
    r"(?:nowhere|flat|frozen|constant|unchanged|fixed|still|put|doesn ' t (?:grow|move|rise|change)|does not (?:grow|move|rise|change)|"
    r"don ' t (?:grow|move|rise|change)|never (?:grows?|rises?|moves?|changes?|goes up)|no growth|zero growth|sideways)"
)
_GROWING = {
    "price_growth": r"(?:the )?(?:(?:share|stock|unit) )?(?:price|shares?|stock|nav|units?|quote|capital value)",
    "dividend_growth": r"(?:the )?(?:dividend|payouts?|divs?|dvd|distributions?|income)",
}
_SHRINKS = rf"(?:{FALLS}|shrinks?|shrinking|decays?|decaying|erodes?|eroding|cut|cuts)"
_GROWS = rf"(?:grow\w*|{RISES}|appreciat\w+)"


def read_plan(reading: Reading, found: Found, as_of: date) -> None:
    """Of a dividend plan how often is paid, the dividend in dollars, and which way price and dividend go."""
    _payments(reading, found)
    paid = reading.take(
        r"(?:pays?|paying|paid|distributes?|dividend of|dividend) (?:out )?#$ (?:(?:in dividend|of dividend) )?(?:a|per|each|"
        r"every) (?:years|share (?:a|per) years)|"
        r"#$ (?:a|per|each|every) years (?:in|of|as) (?:dividend|payouts?)",
        lambda number: "%" not in number.text,
    )
    if paid:
        found.inputs["_dividend"] = paid[0].value
    for field, name in _GROWING.items():
        down = reading.take(rf"{name} (?:(?:also|then|will|to|which|that) )*{_SHRINKS} (?:(?:by|about|at|another|a|off) )*#%(?: too)?")
        if down and not down[0].signed:
            found.inputs[field] = round(-down[0].value / 100, 12)
        elif down:
            found.inputs[field] = slots.rate(down[0])
        elif (plain := reading.take(rf"{name} (?:{_GROWS} |at |by )*#% (?:/|per|a|each|every) years")) is not None:
            found.inputs[field] = slots.rate(plain[0])
        elif reading.match(rf"{name} {_STILL}(?: \( P\d+ \))?(?! #)") is not None:
            found.inputs[field] = 0
    if (
        "tax_rate" not in found.inputs
        and reading.match(r"(?:no|without|free of|zero) (?:any )?(?:withholding )?tax(?:es)?|tax free|untaxed") is not None
    ):
        found.inputs["tax_rate"] = 0


def _payments(reading: Reading, found: Found) -> None:
    numbers = reading.take(
        r"(?:freq|frequency|payments? per years|times a years) ~#|# (?:x|times|payments?|dividend|distributions?) (?:/|a|per|each|every|"
        r"yearly) ?(?:years)?",
        lambda number: number.value in (1, 2, 4, 12),
    )
    if numbers:
        found.inputs["payments_per_year"] = int(numbers[0].value)
        return
    for times, words in _TIMES_A_YEAR:
        if reading.match(rf"{_PAYS}(?:{words})(?: (?:payments?|dividend|reinvestment|payer))?") is not None:
            found.inputs["payments_per_year"] = times
            return


def settle_plan(found: Found) -> None:
    """The yield of a dividend told in dollars."""
    dividend = found.inputs.pop("_dividend", None)
    if dividend is not None and "price" in found.inputs and found.inputs["price"] > 0:
        found.inputs["dividend_yield"] = round(dividend / found.inputs["price"], 10)


_JUST_PAID = (
    r"(?:the )?(?:last|latest|current|this years|past|previous|most recent) (?:years )?(?:dividend|div|payout)|"
    r"(?:the )?(?:dividend|div|payout) (?:(?:it|which|that|was|has been|is|they|of) )*(?:just|already|last|recently) (?:been )?(?:paid|"
    r"declared|distributed)|"
    r"(?:just|has just|recently) (?:paid|distributed)(?: out)?(?: a)?(?: dividend)?(?: of)?"
)


def read_dividend(reading: Reading, found: Found, as_of: date) -> None:
    """Of a share's value: a dividend just paid, which grows once before the next; one paid each quarter; one that shrinks or never grows."""
    zero = reading.match(r"d (N\d+) (?P<value>[ND]\d+)", lambda place, value: place.value == 0)
    paid = zero if zero is not None else reading.match(rf"(?:{_JUST_PAID}) (?:(?:was|is|of|at|a|:|were|came to|being) )*(?P<value>[ND]\d+)")
    if paid is not None:
        found.inputs["_just_paid"] = reading.number(paid["value"]).value
    reading.take(r"p #(?= (?:= )?[.?;])", lambda number: number.value == 0)  # P0 is what is sought
    reading.take(r"# years (?:in a row|running|straight|in succession|on end)")
    quarterly = reading.take(
        r"(?:pays?|paying|paid|dividend of|distributes?) (?:out )?(?:a )?# (?:(?:a|per|each|every) share )?(?:a|per|each|every) quarter|"
        r"# quarterly dividend|"
        r"quarterly dividend (?:of )?#",
        lambda number: number.kind != "P",
    )
    if quarterly:
        found.inputs["dividend"] = round(4 * quarterly[0].value, 10)
    down = reading.take(rf"(?:{_GROWING['dividend_growth']}|it|which|and|that) (?:(?:also|then|will|to) )*{_SHRINKS} (?:(?:by|about|at) )*#%")
    if down and not down[0].signed:
        found.inputs["growth"] = round(-down[0].value / 100, 12)
    if reading.match(
        r"(?:and |that |with )?never (?:any growth|to grow)|fixed dividend(?= of)|(?:dividend )?(?:stays|is|remains) (?:the same|fixed|constant|flat)"
    ):
        found.inputs.setdefault("growth", 0)


def settle_dividend(found: Found) -> None:
    """The next dividend after the one just paid."""
    paid = found.inputs.pop("_just_paid", None)
    growth = found.inputs.get("growth")
    if paid is not None and growth is not None:
        found.inputs["dividend"] = round(paid * (1 + growth), 10)


_ASSETS = {"receivables": r"receivables?|debtors", "inventory": r"inventor(?:y|ies)|stocks?(?: of goods)?|goods", "cash": "cash"}


def read_nothing_of(reading: Reading, found: Found, as_of: date) -> None:
    """Assets that a company has none of: "no receivables"."""
    for field, words in _ASSETS.items():
        if reading.match(rf"(?:no|without|zero|nil) (?:any )?(?:{words})(?! #)") is not None:
            found.inputs[field] = 0


def read_capital(reading: Reading, found: Found, as_of: date) -> None:
    """The two sources of capital by their proportion: "D/E 0.5", "D/V = 0.35", "V 1,000 of which D 300", "half equity half debt"."""
    ratio = reading.take(
        r"(?:debt (?:to|/|over) equity|d / e|gearing|leverage)(?: ratio)? (?:(?:is|of|at|:|stands at) )*#", lambda number: number.value > 0
    )
    if ratio:
        debt = slots.multiple(ratio[0])
        found.inputs.update(equity_value=1, debt_value=debt)
        return
    parts = reading.take(r"# parts? (?:of )?(?:debt|bonds?) (?:(?:to|and|,|for|against) )*# parts? (?:of )?equity")
    turned = reading.take(r"# parts? (?:of )?equity (?:(?:to|and|,|for|against) )*# parts? (?:of )?(?:debt|bonds?)") if not parts else None
    if parts or turned:
        debt_parts, equity_parts = parts if parts else tuple(reversed(turned or ()))
        found.inputs.update(equity_value=equity_parts.value, debt_value=debt_parts.value)
        return
    part = reading.take(
        r"(?:debt (?:to|/|over) (?:value|capital|assets)|d / v|debt ratio|debt share)(?: ratio)? (?:(?:is|of|at|:) )*#"
    ) or reading.take(
        r"(?:bonds?|debts?|loans?|borrowings?|notes) (?:(?:is|are|make up|makes up|about|roughly|at|,|:) )*#% of (?:(?:the|its|our|all|"
        r"total) )*(?:capital|funds|financing|money|value|whole|balance)"
    )
    if part:
        share = slots.share(part[0])
        found.inputs.update(equity_value=round(1 - share, 10), debt_value=share)
        return
    of_which = reading.take(r"(?:v|total(?: capital| value)?|capital|value) (?:(?:is|of|:) )*# (?:, )?of which (?:d|debt|bonds?) (?:(?:is|are|:) )*#")
    if of_which and of_which[1].value < of_which[0].value:
        found.inputs.update(equity_value=of_which[0].value - of_which[1].value, debt_value=of_which[1].value)
    even = reading.match(
        r"half (?:of it |is |in )?(?:equity|shares|stock)(?: (?:,|and|/))* (?:the other )?half (?:of it |is |in )?(?:debt|bonds?|loans?)|"
        r"(?:half|equal parts) (?:debt|bonds?)(?: (?:,|and|/))* (?:half )?(?:equity|shares|stock)|"
        r"equal(?:ly)? (?:parts )?(?:of )?(?:debt and equity|equity and debt)"
    )
    if even is not None:
        found.inputs.update(equity_value=0.5, debt_value=0.5)
    if reading.match(
        r"(?:no|without|zero|nobody pays|pays no|pay no|free of) (?:any )?(?:corporate |income )?tax(?:es)?(?: \( P\d+ \))?|tax (?:free|"
        r"exempt)|untaxed"
    ):
        found.inputs["tax_rate"] = 0


def read_losses(reading: Reading, found: Found, as_of: date) -> None:
    """A loss, of the company or of a share, is a negative profit; a dividend makes none of these ratios."""
    reading.forget(r"(?:div|dividend)(?: yield)? (?:of )?#")
    share = reading.take(r"(?:lost|loses|losing|(?:net )?loss(?: of)?) (?:about )?# (?:per|a|each|on every) share")
    if share:
        found.inputs["eps"] = -abs(share[0].value)
    whole = reading.take(
        r"(?:net )?loss (?:(?:of|is|was|:|came to) )*#(?! (?:per|a|each))|(?:company|firm|it|they) (?:lost|loses|is losing) #(?! (?:per|a|each|%))"
    )
    if whole and whole[0].kind != "P":
        found.inputs["net_income"] = -abs(whole[0].value)


_LEVELS = r"(?:(?:and|,|/|in|of|units?|points?) )*"


def read_partners(reading: Reading, found: Found, as_of: date) -> None:
    """Trade partners' rates told as a change: "from 2.0 and 4.0 to 2.2 and 3.6", "bought 0.90 euro then and 0.95 today"."""
    reading.take(r"# (?:[a-z]+ )?partners(?! (?:[a-z]+ )*#)|problem #")
    even = reading.match(
        r"weights? (?:(?:are|is|of|:) )*(?:half and half|half each|one half each|equal(?:ly)?)|half and half|"
        r"equally with (?:N\d+ )?partners|half each"
    )
    each = reading.all(r"weight (?:of )?#")
    if len(each) > 1:
        while reading.take(r"weight (?:of )?#"):
            pass
        found.inputs["weights"] = [slots.share(number) for number in each]
    moved = _moves(reading)
    if moved:
        found.inputs.update(base_rates=[before.value for before, _ in moved], exchange_rates=[now.value for _, now in moved])
    same = reading.match(
        r"(?:rates?|fx) (?P<listed>(?:[ND]\d+ (?:(?:and|,|/) )*){2,})(?:(?:both|the same|unchanged) )+(?:then and now|now and then|"
        r"as (?:then|before)|today)?"
    )
    if same is not None:
        rates = [reading.number(place).value for place in re.findall(r"[ND]\d+", same["listed"])]
        found.inputs.update(base_rates=rates, exchange_rates=list(rates))
    if even is not None and "weights" not in found.inputs:
        found.inputs["weights"] = [0.5, 0.5]
    one = reading.match(r"(?:weight|share) (?:of )?(?:one|P\d+)(?= rates?)")
    if one is not None:
        found.inputs["weights"] = [1]


_THEN = r"(?:then|back then|before|earlier|originally|in the base (?:years|period)|at (?:the )?base|in the reference (?:years|period))"
_NOW = r"(?:now|today|currently|presently|at present|these days)"


def _moves(reading: Reading) -> list[tuple[Number, Number]]:
    """Pairs of a rate in the base period and today's."""
    both = reading.match(
        rf"(?:from|was|were|went from|moved from) (?P<old>N\d+(?: {_LEVELS}N\d+)+) (?:{_THEN} )?(?:(?:,|and|up|down) )*(?:to|"
        rf"now) (?P<new>N\d+(?: {_LEVELS}N\d+)+)"
    )
    if both is not None:
        old, new = (re.findall(r"N\d+", both[name]) for name in ("old", "new"))
        if len(old) == len(new):
            return [(reading.number(first), reading.number(second)) for first, second in zip(old, new, strict=True)]
    run, gap = rf"N\d+(?: {_LEVELS}N\d+)+", rf"(?: (?!{_NOW}|{_THEN})[a-z,;]+){{0,5}}?"
    here = gap.replace("[a-z,;]", "[a-z]")
    listed = reading.match(rf"(?P<old>{run}){here} {_THEN}(?! N\d){gap}(?: {_NOW}{gap})? (?P<new>{run})") or reading.match(
        rf"(?P<new>{run}){here} {_NOW}(?! N\d){gap}(?: {_THEN}{gap})? (?P<old>{run})(?:{gap} {_THEN})?"
    )
    if listed is not None:
        old, new = (re.findall(r"N\d+", listed[name]) for name in ("old", "new"))
        if len(old) == len(new):
            return [(reading.number(first), reading.number(second)) for first, second in zip(old, new, strict=True)]
    word = r"(?: (?!and|now|today|then)[a-z]+)?"
    for pattern in (
        r"from # to #",
        rf"#{word} {_THEN} (?:(?:and|,|against|vs|but|buys?|it) )*#{word} {_NOW}",
        rf"(?:was|were|rate) #{word} (?:{_THEN} )?(?:(?:and|,|it|is) )*{_NOW} (?:(?:is|at|it) )*#",
    ):
        found = list(compiled(pattern).finditer(reading.text))
        if len(found) > 1:
            for match in found:
                reading.blank(match.start(), match.end())
            return [(reading.number(match.group(1)), reading.number(match.group(2))) for match in found]
    return []


# What a calculator works out, by the words for it: a figure said of it is somebody's claim, and no input.
_RESULTS = {
    "capm": r"capm(?: return)?|(?:cost of equity|required return|expected return)",
    "wacc": r"wacc|(?:weighted (?:average )?)?cost of capital",
    "ddm": r"worth|(?:share |fair )?value",
    "valuation_ratios": r"roe|return on equity|(?:trades|trading|trade) (?:on|at)|market cap|pe(?: ratio)?|multiple",
    "liquidity_ratios": r"(?:quick|current|cash) ratio|acid test(?: ratio)?|quick",
}
_SAYS = (
    r"(?:(?:is|of|at|are|comes?|came|out|to|be|should|would|gives?|means?|equals?|only|about|around|has|have|passed|more|less|than|"
    r"not|cannot|makes|the|claimed|said|supposed|stated|->|=) )*"
)
_ENDS = r"(?= (?:[,.;?!:)(']|or so|if|when|because|check|right|correct|true|to any\w+|times|with|for|given|on|$))"


def drop_claimed(reading: Reading, name: str) -> None:
    """Take a figure that somebody says the result is."""
    words = _RESULTS.get(name)
    if words is not None:
        reading.forget(rf"(?:{words}) {_SAYS}#(?: times earnings| times)?{_ENDS}|(?:gives?|makes|means) (?:(?:only|just|about) )*#%")
