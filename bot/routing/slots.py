"""The named blanks of a request: how each is said, in what unit, and what is believable.

A slot takes the first of its patterns whose number is believable. When only an unbelievable one is there ("spot of
5.2", "160 delta") the slot says so, and the plan asks back instead of guessing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from bot.routing.numbers import Number
from bot.routing.reading import Reading

Convert = Callable[[Number], float]

DOLLARS_A_POINT = 100.0
LEAST_DOLLARS_OF_INDEX = 2000.0
LEAST_DOLLARS_OF_WIDTH = 200.0
MOST_THOUSANDS = 10_000.0


@dataclass(frozen=True, slots=True)
class Slot:
    """A blank: `field` is the input it fills, `low` and `high` (inclusive) what is believable after `convert`."""

    field: str
    convert: Convert
    low: float
    high: float
    patterns: tuple[str, ...]
    ask: str
    strict: bool = False  # whether an unbelievable number for the first pattern keeps the others from looking elsewhere
    exact: int = 0  # how many patterns, from the first, go before words that stand closer to the number
    outright: int = 1  # how many patterns, from the first, name the slot so plainly that a bad number is a mistake

    def believable(self, number: Number) -> bool:
        return self.low <= self.convert(number) <= self.high

    def take(self, reading: Reading) -> float | None:
        """The value of the first believable match, taken out of the reading."""
        for pattern in self.patterns:
            numbers = reading.take(pattern, self._ok)
            if numbers:
                return self.convert(numbers[0])
            if self.strict and reading.has(pattern):
                return None
        return None

    def fault(self, reading: Reading) -> Number | None:
        """A number said for this slot outright that cannot be one: "vol -18", "160 delta"."""
        for pattern in self.patterns[: self.outright]:
            numbers = reading.take(pattern, lambda *numbers: not self.believable(numbers[0]))
            if numbers:
                return numbers[0]
        return None

    def _ok(self, *numbers: Number) -> bool:
        return len(numbers) >= 1 and self.believable(numbers[0])


def plain(number: Number) -> float:
    return number.value


def count(number: Number) -> float:
    """A number of things; what is written with a point, "1.0x", counts none."""
    return -inf if number.kind != "N" or "." in number.text or number.value != int(number.value) else number.value


def points(number: Number) -> float:
    """Points; a percentage is none, and hundreds of dollars are what a contract's points are worth."""
    if number.kind == "D" and number.value >= LEAST_DOLLARS_OF_WIDTH:
        return round(number.value / DOLLARS_A_POINT, 10)
    return -inf if number.kind == "P" else number.value


def amount(number: Number) -> float:
    """An amount won or lost; a percentage is none."""
    return -inf if number.kind == "P" else number.value


def is_year(number: Number) -> bool:
    """Whether a bare number is more likely a year than a level."""
    return 1990 <= number.value <= 2100 and number.value == int(number.value)


def vol(number: Number) -> float:
    """18, 18 % and 0.18 are all 0.18; a pair said aloud is a decimal when it is too large otherwise ("seventeen ninety-five")."""
    value = number.decimal if number.decimal is not None and number.value > 200 else number.value
    return round(value / 100, 10) if number.kind == "P" or abs(value) >= 2 else value


def vol_level(number: Number) -> float:
    """A level of vol; "+20" is a move and no level at all."""
    return -1.0 if number.signed and number.value > 0 else vol(number)


def vix(number: Number) -> float:
    """VIX points: 18, 18 % and 0.18 are all 18; "+20" is a move and no level at all."""
    if number.signed and number.value > 0:
        return -1.0
    value = number.decimal if number.decimal is not None and number.value > 200 else number.value
    hundredths = len(number.text.partition(".")[2]) >= 2  # 0.18 is a VIX of 18; 0.1 is a weight or the like
    return round(value * 100, 10) if 0 < abs(value) < 2 and hundredths else value


def delta(number: Number) -> float:
    value = abs(number.value) if number.signed else number.value
    if number.kind != "P" and 1 < value < 2:
        return value  # 1.6 is no delta of 0.016, but one that cannot be
    return round(value / 100, 10) if number.kind == "P" or value >= 1 else value


def level(number: Number) -> float:
    """A level of the index; so few dollars are a price, and so many thousands an account."""
    price, account = number.kind == "D" and number.value < LEAST_DOLLARS_OF_INDEX, number.text.endswith("k") and number.value >= MOST_THOUSANDS
    return -inf if price or account else number.value


def deviations(number: Number) -> float:
    """Standard deviations; a percentage is a part of an expected move, and too small a one is a vol."""
    return (round(number.value / 100, 10) if number.value >= 40 else -inf) if number.kind == "P" else number.value


def multiple(number: Number) -> float:
    """A multiple: 1.2 and 120 % are both 1.2."""
    return round(number.value / 100, 10) if number.kind == "P" else number.value


def share(number: Number) -> float:
    """A fraction: 2 %, "2" and 0.02 are 0.02."""
    return round(number.value / 100, 10) if number.kind == "P" or abs(number.value) > 1 else number.value


def part(number: Number) -> float:
    """A fraction said as one: 5 % or 0.05; a bare 5 is an amount and none."""
    return share(number) if number.kind == "P" or abs(number.value) < 1 else -inf


def percent(number: Number) -> float:
    """A fraction of which even a bare 1 means one percent."""
    return round(number.value / 100, 10) if number.kind == "P" or abs(number.value) >= 0.5 else number.value


def rate(number: Number) -> float:
    return round(number.value / 100, 10) if number.kind == "P" or abs(number.value) >= 0.2 else number.value


def premium(number: Number) -> float:
    """Index points: $115 a contract is 1.15, "one fifteen" is 1.15, three dollars are 3.00; a percentage is none."""
    if number.kind == "P":
        return -inf
    value = number.decimal if number.decimal is not None and number.value > 100 else number.value
    whole = "." not in number.text and value == int(value)
    return round(value / DOLLARS_A_POINT, 10) if number.kind == "D" and value >= 20 and whole else value


_X = r"(?:x|times|times the|multiples? of|multiples? of the)"
_INDEX = r"(?:spot|(?:the )?(?:index|market|money|spx|cash))"
_FROM = (
    rf"(?:out|away|off|otm|(?:from|off) {_INDEX}|(?:below and above|above and below)(?: {_INDEX})?|"
    r"(?:on |to )?(?:either|each|both) (?:side|sides|way|ways|end|ends)|in (?:either|each|both) directions?|up and down)"
)
_SHORTS = r"(?:shorts?|short strikes|strikes|sold strikes)"
_ROOM = r"(?:room|space|cushion|distance|breathing room|buffer|leeway)"

SHORT_DELTA = Slot(
    "short_delta",
    delta,
    0.01,
    0.6,
    (r"(?:delta|deltas) ~#", r"# (?:delta|deltas)(?: each)?"),
    "Which delta should the short strikes have, for example 16?",
)
DELTA_FIRST = Slot(
    "short_delta", delta, 0.01, 0.5, (r"# (?:delta|deltas)(?: each)?", r"(?:delta|deltas)(?: shorts?)? ~#"), SHORT_DELTA.ask, strict=True
)
DELTA_OF_SHORTS = Slot(
    "short_delta",
    lambda number: number.value if number.kind == "N" and "." in number.text else -1.0,
    0.01,
    0.5,
    (
        r"(?:shorts?|short strikes|strikes|short (?:puts?|calls?)|sell|selling|sold)(?: (?:the|both|each|side|sides))* ~(?:@ )?#"
        r"(?! (?:credit|cr|premium|points|sd|sigma|edr|x|times|%|expected))",
    ),
    SHORT_DELTA.ask,
)  # "shorts @ .16"
DELTA_ALONE = Slot("short_delta", delta, 0.01, 0.5, (r"(?:the )?# s",), SHORT_DELTA.ask)  # "short the 16s"
SHORT_SD = Slot(
    "short_sd",
    deviations,
    0.1,
    6,
    (
        r"# (?:sd|sigma)(?: moves?)?",
        r"(?:sd|sigma) (?:multiple )?~#",
        r"# (?:(?:x|times|of) )*(?:the |an |one )?(?:(?:market|straddle) )?expected moves?",
    ),
    "How many standard deviations out should the shorts sit?",
)
EDR_MULTIPLE = Slot(
    "edr_multiple",
    multiple,
    0.1,
    10,
    (
        rf"# (?:{_X} |of )?(?:the |an? )?(?:one day |1 day |daily )?edr",
        r"edr (?:multiple |multiplier |x |times )~#",
        r"(?:multiple|multiplier) ~#",
    ),
    "At how many times the EDR should the shorts sit?",
)
SHORT_OTM = Slot(
    "short_otm",
    share,
    0.001,
    0.6,
    (rf"#% (?:points )?(?:of {_ROOM} )?{_FROM}", r"#% (?:from|below|above)", r"otm ~#%", r"(?:shorts? )otm ~#", rf"{_SHORTS} ~#%", rf"#% of {_ROOM}"),
    "How far out of the money, in percent, should the shorts sit?",
)
SHORT_DISTANCE = Slot(
    "short_distance",
    lambda number: -1.0 if number.kind == "P" else abs(number.value),
    3,
    5000,
    (
        rf"# (?:points )?(?:of {_ROOM} )?{_FROM}(?: from {_INDEX}| {_FROM})?",
        r"# (?:points )?(?:from|off|away from)(?= [N]\d+ (?:on )?(?:either|each|both))",
        rf"# points (?:of {_ROOM}|distance)",
        rf"{_SHORTS} (?:placed |set )?~# points(?! (?:spacing|steps?|increments?|grid|apart))",
        rf"{_SHORTS} # away",
        r"(?:distance|away|offset) ~#(?: points)?",
    ),
    "How many points from spot should the shorts sit?",
)
FREE = r"(?<!vix )(?<!vol )(?<!iv )(?<!dte )(?<!spx )(?<!delta )"  # a number that no word before it has for its own
PUT_WING = Slot(
    "put_wing_width",
    plain,
    1,
    5000,
    (
        r"long put ~# (?:points )?(?:under|below|beneath|beyond|past|away from|from|lower than) (?:the |its )?short(?: put)?",
        r"(?:wider|narrower|tighter|bigger|smaller) (?:wings? )?(?:on|for|at) (?:the )?(?:put|puts|downside)(?: side| wings?)?(?: [,:])? ~#",
        r"(?:put|downside|lower|down) (?:side )?(?:wings?|width|spread)(?: width)? ~#(?: points)?(?: wide)?",
        r"(?:wide|narrow|tight|big|small) (?:put|downside) side ~#(?: points)?",
        rf"{FREE}# (?:points )?(?:wide )?(?:wings? )?(?:(?:on|for|in) (?:the )?|below on the )?(?:put|puts|downside|down)(?: side| wings?| spread)",
        r"puts? ~# (?:points )?wide",
        r"# (?:points )?wide (?:on the |for the |in the )?puts?",
        r"# (?:points )?(?:on|for) (?:the )?puts?",
    ),
    "How wide is the put wing?",
)
CALL_WING = Slot(
    "call_wing_width",
    plain,
    1,
    5000,
    (
        r"long call ~# (?:points )?(?:over|above|beyond|past|away from|from|higher than) (?:the |its )?short(?: call)?",
        r"(?:wider|narrower|tighter|bigger|smaller) (?:wings? )?(?:on|for|at) (?:the )?(?:call|calls|upside)(?: side| wings?)?(?: [,:])? ~#",
        r"(?:call|upside|upper|up) (?:side )?(?:wings?|width|spread)(?: width)? ~#(?: points)?(?: wide)?",
        r"(?:wide|narrow|tight|big|small) (?:call|upside) side ~#(?: points)?",
        rf"{FREE}# (?:points )?(?:wide )?(?:wings? )?(?:(?:on|for|in) (?:the )?|above on the )?(?:call|calls|upside|up)(?: side| wings?| spread)",
        r"calls? ~# (?:points )?wide",
        r"# (?:points )?wide (?:on the |for the |in the )?calls?",
        r"# (?:points )?(?:on|for) (?:the )?calls?",
    ),
    "How wide is the call wing?",
)
WING_WIDTH = Slot(
    "wing_width",
    points,
    0.5,
    5000,
    (
        r"(?:wings|width|wings? (?:width|size)) ~(?:of )?# (?:points )?(?:wide|apart|each|out)",
        r"(?:tighter|wider|narrower|broader|bigger|smaller) (?:wings|width) (?:please |, |: )*~#",
        r"# (?:points )?wide(?: wings)?",
        r"# points? of (?:wings?|protection|insurance|cover)(?! (?:for|in|from))",
        rf"{FREE}# (?:points )?(?:of )?wings",
        r"# of wings?",
        r"# w(?: wings)?",
        r"(?:longs?|(?:long|bought) (?:legs?|strikes|options|side)|protection|wings|insurance|hedges|hedge(?: legs?)?|hedged) (?:bought )?"
        r"~# (?:points )?(?:past|beyond|further|"
        r"farther|away|outside|out|behind|below and above|more)(?: than)?(?: out)?(?: from)?(?: the)?(?: "
        r"shorts?)?(?: strikes)?",
        r"# (?:points )?(?:past|beyond|outside|behind|further out than) (?:the )?shorts?",
        r"(?:buy|buying|bought|long) ~# (?:points )?(?:further|farther|beyond|past|outside|wider|more)(?: out| away)?",
        r"(?:wings|width|wings? (?:width|size)|spread width) ~(?:of |each )?#(?: points)?(?: each)?",
        r"# (?:points )?(?:width|spreads?|between strikes)",
        r"# (?:points )?(?:more|further|farther) (?:away|out|apart)",
        r"# s (?:as|for) (?:the |my )?(?:wings?|longs?)",
        r"# points? apart",
    ),
    "How wide are the wings, in points, for example 50?",
    outright=11,
)
CONTRACTS = Slot(
    "contracts",
    count,
    1,
    2000,
    (
        r"# (?:lots|contracts|cars|units|structures|pieces)|(?<=, )# up(?= (?:[.?!] )?$)|(?<=^ )# up(?= (?:the|of|on|an?) )",
        r"(?:pay|paid|earn|make|cost|give) me (?:for|on) #(?= (?:[.?!] )?$)",
        r"position of #(?! (?:points|delta))|(?:scale|size)(?: it)?(?: up| down| back)? to #|# times(?! (?:the|my|a|an|edr|expected|what|as)(?= ))",
        r"(?:loss|margin|risk|profit|gains?|reward|pnl|vega|theta|delta|gamma|costs?|haircut|bpr|power|case|lose|make|earn|keep|"
        r"dollars)(?: [\w$]+){0,4}? (?:on|for|with|across) #(?= (?:[.?!] |$))",
        r"# of (?:these|those|them|em|(?:the|my)(?= (?:(?:vix|spx|spy|qqq|iwm) )?(?:_+|[ND]\d+)))"
        r"|# of (?:a|an)(?= (?:[N]\d+ (?:delta|points?|wide|sd|sigma|dte|days?)|_+|(?:[a-z]+ )?(?:condor|ic)))|# at a time"
        r"|(?:if i|when i|do|trade|run|have) (?:do |trade |run |have |hold |own |buy |sell )?#(?= (?:[.?!]|$))",
        r"x #",
        r"# x",
        r"(?:each|apiece|a pop|a piece) (?:on|for|across|x) #(?= (?:[,.;?!)]|$))",
        r"(?:(?<=[,;:(] )|(?<=_ ))# (?:of )?(?:each|apiece)(?: (?:leg|option|strike))?(?= (?:[,.;?!)]|$))",
        r"(?:size|quantity|qty|count|lots|contracts|number) ~#",
        r"(?:sell|sold|buy|bought|short|long) #(?= (?:spx|spy|qqq|iwm) (?:_+|[NPD]\d))",
        r"n ~#(?= (?:[,.;?!)] |-> |(?:iron |spx )*(?:condor|ic|fly|strangle|straddle|spreads?) |$))",
        r"([N]\d+) (?:(?:_+|spx|iron|atm|otm|short|long|naked|covered) )*(?:(?:put |call |bull |bear )*(?:credit |debit )?spreads|"
        r"condor|ic|fly|butterfly|strangle|straddle|spreads|"
        r"calendar|verticals?|collars?)(?! #)",
        r"([N]\d+) _+ (?:, _+ )+(?:(?:iron|spx) )*(?:condor|ic|strangle|straddle|spreads?)",
    ),
    "How many contracts?",
)
DTE = Slot("dte", plain, 0, 3660, (r"# (?:calendar )?(?:dte|days?)", r"dte ~#"), "How many days to expiration, for example 45?", outright=2)
SLIPPAGE = Slot(
    "slippage",
    premium,
    0,
    20,
    (
        r"slippage ~#",
        r"# (?:points )?(?:off )?(?:of |in |for |to |as )?(?:the )?slippage",
        r"(?:los(?:e|es|ing)|giv(?:e|es|ing) (?:up|away|back)|conced(?:e|es|ing)|pay(?:ing)?|costs?(?: me)?|eats?|takes?|slips?) ~# (?:points )?"
        r"(?:on|to|in|at|from|by|off) (?:the |my |each |every )?(?:fills?|entry|market|bid|spread|execution)(?: (?:/|and|to) ask)?(?: spread)?",
        r"(?:fills?|execution|bid (?:/|and|to) ask|bid ask)(?: (?:is|are|comes?|came|the|spread|will|would|by|in|costs?|eats?|takes?|me))* ~#"
        r" (?:points )?(?:worse|below mid|off mid|under mid|below the mid|off the mid|under the mid)",
        r"# (?:points )?(?:below|off|under|worse than) (?:the )?mid",
    ),
    "How much slippage, in index points?",
)
FEES = Slot(
    "fees",
    plain,
    0,
    50,
    (
        r"# (?:(?:a|per|each|every|for each|for every) (?:contracts|leg|side|option) )(?:(?:on|for|per|a|in|and|each|every|all|the) )+"
        r"(?:legs?|sides?|options?|contracts)",
        r"(?:broker\w*|exchange|clearing|charges?|charged|charging)(?: (?!\w*\d|gave|paid|filled|shows?|says?|quotes?|marks?|gives?|"
        r"displays?|has|pays?|fills?)[a-z]+)"
        r"{0,3}? ~#(?= (?:a|per|each|every|for each|for every|and|in|[,.;)]|$))",
        r"#$ (?:a|per|each|every|/) (?:leg|side)",
        r"# (?:a|per|every|/) leg",
        r"fees ~#",
        r"# (?:(?:a|per|each) (?:contract|contracts|leg|side) )?(?:in |of )?fees",
        r"costs? ~# (?:a|per|each) (?:contracts|leg|side)",
    ),
    "What are the fees in dollars a contract leg?",
)
FILL = Slot(
    "credit",
    premium,
    0.01,
    2000,
    (
        r"(?:at a credit of|for a credit of|from|out of) #(?= (?:,|\.|credit|;|and|then|when))",
        r"(?:filled|fill|filling|took in|took|taken in|take in|taking in|received|receiving|collected|opened|"
        r"brought(?: in| me| us)*|(?:gave|paid|pays|credited|handed) (?:me|us)|credited|(?:was|were|been|being|am|that|which|it) paid|"
        r"(?:put|got) (?:it|them|this) on|sold it|sold them|sold|got|got paid|my credit|credit received|"
        r"entry credit|initial credit|"
        r"original credit|actual credit|real credit) ~(?:for |a |at )?#",
        r"# (?:credit|cr|net credit)? ?(?:received|taken in|collected|filled|fill)",
    ),
    "What credit did the structure bring in, in index points?",
)
_EARNS = (
    r"(?:collect(?:ing)?|target(?:s|ing)?|aim(?:s|ing)? for|solv(?:e|ing) for|look(?:s|ing)? for|shoot(?:ing)? for|bring(?:s|ing)?(?: me)?(?: in)?|"
    r"pay(?:s|ing)?(?: me)?|yield(?:ing)?|net(?:s|ting)|earn(?:s|ing)?|tak(?:e|es|ing) in|get(?:s|ting)?(?: me)|"
    r"giv(?:e|es|ing)(?: me)?|generat(?:e|es|ing))"
)
CREDIT = Slot(
    "credit",
    premium,
    0.01,
    2000,
    (
        rf"(?:{_EARNS}|want|want to get|for) ~(?:a |about |for )?#(?: points)? ?(?:of )?(?:total |net )?(?:in )?(?:credit|cr|premium)",
        r"(?:net |target |total )?(?:credits?|premium|cr|lmt|limit)(?: target)? ~(?:for )?#",
        r"# (?:points )?(?:of |in )?(?:total |net )?(?:credits?|cr|premium|target)",
        rf"{_EARNS} ~(?:a |about |for )?#",
        r"(?:shows?|quotes?|quoted|marks?|marked|offers?|offered|bids?|mid|gives?) "
        r"(?:me |it |them |at |is |of |around |about )*#(?: points)?(?= (?:for|"
        r"on) (?:a |an |the |my )*(?:_|iron|condor|ic))",
        r"#$ (?:on|for)(?= (?:a |an |the )?(?:[ND]\d+ (?:points )?(?:wide|w|wings)|_+))",
        r"#$ (?:a|per|each|for each) (?:contract|contracts|condor|lots|ic|spread)",
        r"for ~#",
        r"@ #",
    ),
    "What credit, in index points?",
)
RATE = Slot(
    "rate",
    rate,
    -0.05,
    0.4,
    (
        r"(?:risk free(?: rate)?|rfr|rf|interest(?: rate)?|funding(?: rate)?|rate|r|sofr|t bills?|treasury|money|repo) ~#",
        r"#% (?:risk free(?: rate)?|interest(?: rate)?|rate|rf)",
    ),
    "What interest rate?",
)
DIVIDEND_YIELD = Slot(
    "dividend_yield",
    rate,
    0,
    0.3,
    (r"(?:dividend(?: yield)?|div(?: yield)?|(?<!that )(?<!condor )yield|q|carry yield) ~#", r"# (?:dividend(?: yield)?|div yield|div|yield)"),
    "What dividend yield?",
)
VOL = Slot(
    "vol",
    vol_level,
    0.03,
    1.5,
    (
        r"(?:vix|iv|vol|implied vol|implied|ivs|implied ivs|atm vol|atm iv|spot vix) ~#",
        r"# (?:flat |bid |mid |offered )?(?:iv|implied vol|implied|vol|vix|ivol)(?! (?:points|of vol))",
        r"(?:sigma|atm) ~#",
        r"flat #",
    ),
    "What volatility, for example VIX 18?",
)
VIX = Slot(
    "vix", vix, 5, 150, (r"(?:spot vix|vix spot|vix index|vix|vol) ~#", r"# (?:spot )?(?:vix)", r"(?:iv|implied|implied vol) ~#"), "At what VIX?"
)
REAL_VOL = Slot(
    "real_vol",
    vol_level,
    0.01,
    3,
    (
        r"(?:realized|realised|real|real world|actual|true|subsequent) (?:vol|volatility|sigma) ~(?:comes in |turns out |ends up )?(?:at |to be )?#",
        r"(?:realiz|realis|deliver)(?:es?|ed|ing|s) (?:vol )?(?:(?:comes|came|turns|turned|ends|ended) (?:in|out|up) )?~(?:vol )?~#(?: vol)?",
        r"# (?:vol )?(?:realized|realised|actual|delivered)(?: vol)?",
        r"(?:vol forecast|forecast(?:ed|ing|s)? (?:of )?(?:(?:the|an?|true|average) )*(?:vol|iv)) ~(?:of )?#",
        r"(?:(?:i|we) (?:forecast|predict|expect)|forecast(?:ed|ing)?) ~#(?= vol)",
        r"(?:market|index|spx|it|underlying) (?:(?:will|would|to|should|may|might|really|actually|truly|only|just) )*"
        r"(?:move|moves|moving|swing|swings|trade|trades|behave|behaves|wiggle|wiggles) (?:(?:at|with|around|like|about) )+# (?:vol|iv)",
        r"#% (?:as|for|is) (?:my|our|the) (?:own )?(?:forecast|estimate|guess|view)",
        r"(?:realized|realised|(?:my|own) (?:\w+ )?(?:forecast|estimate|guess|number|view))"
        r"(?: (?:vol|of|for|to|that|is|it|will|would|may|might|comes?|coming|came|in|out|at|be|closer|nearer|more|like|only|about|around|say|just|"
        r"maybe|realized|realised|the|a|lower|higher|probably))* #",
    ),
    "What volatility will the index realize?",
)
_INDEX_ITSELF = r"(?:index|market|spx|it|underlying|stocks?)"
DRIFT = Slot(
    "drift",
    rate,
    -1,
    1,
    (
        r"(?:drifts?|drifting|real drift|expected return|mu) (?:up |upwards? )?(?:by )?~#",
        r"(?<!earnings )(?<!dividend )growth (?:(?:expectation|assumption|rate|view|forecast|estimate|of|for|in|the|index|market|spx|a|years?) )*~#%",
        r"# (?:of )?(?:real |yearly |annual |upward )?drift",
        rf"{_INDEX_ITSELF} (?:(?:to|will|would|should|may|can) )?(?:grow|ris|gain|return|climb|appreciat|earn|mak|advanc)(?:e|es|ing|s)?"
        r" (?:by |at |about )*#%"
        r" (?:(?:a|per|each|every) years?|annually|yearly|annual|pa)",
    ),
    "What drift a year?",
)
STRIKE_STEP = Slot(
    "strike_step",
    plain,
    0.5,
    500,
    (
        r"strikes? (?:steps?|increments?|spacing|grid|interval)(?: (?:size|apart))? ~(?:of )?#(?: points)?",
        r"strikes (?:are |come |listed )?(?:on|at|in|with) (?:an? )?# points? (?:spacing|grid|steps?|increments?|intervals?)",
        r"strikes(?: (?:that|only|are|must|be|should|which|come|listed|exist|go|rounded|round|spaced|set))* "
        r"(?:be |are )?(?:divisible by|(?:an? )?multiples? of|in (?:steps|multiples|increments) of|every|in|"
        r"to (?:the nearest|multiples of)) #(?: points)?"
        r"(?: s)?(?: (?:apart|only|steps?|points))*",
        r"(?:round(?:ed|ing)?|snap(?:ped)?)(?: (?:the|my|all|short|long))*(?: strikes)? (?:to|to the nearest|to multiples of|in steps of) #"
        r"(?: points)?(?: s)?",
        r"strikes (?:\w+ )?on (?:the )?# s",
        r"(?:only )?(?:multiples of|divisible by|nearest) #(?: points)?(?: strikes)?",
        r"# points? strikes(?= (?:trade|are|is|exist|listed|available|only|quoted|there))",
        r"strikes (?:are |come |sit |listed )*# (?:points )?apart",
        r"# points? (?:strike )?(?:steps?|increments?|grid|spacing)(?: (?:strikes|of strikes|for strikes))?",
    ),
    "Of what step are the strikes multiples, in points?",
)
BACK_VOL = Slot(
    "back_vol",
    vol_level,
    0.03,
    3,
    (
        r"(?:back|far|long)(?: months?| leg| dated)? (?:vol|iv|implied) ~#",
        r"# (?:vol|iv|implied) (?:(?:on|in|for|at) )?(?:the )?(?:back|far|second|later|deferred)(?: (?:months?|leg|one))?",
        r"# (?:(?:on|in|for) the )?(?:back|far)(?: months?| leg)?(?: vol| iv)?"
        r"(?! (?:(?:at|is|:|vol|iv) )*(?:days?|dte|[NP]\d))",
    ),
    "What volatility does the far leg have?",
)
SPOT = Slot(
    "spot",
    level,
    500,
    50000,
    (
        r"(?:spx|es|spot|index|cash index|cash|underlying|market|s|spx index|spx spot|spx cash|the index|index "
        r"there|futures?|stock) ~(?:sitting at |sits at |level )?#",
        r"# (?:spot|index|spx|cash|underlying|on the index|in the index|on spx)",
        r"(?:from|either side of|around|about|centred on|centered on|centred at) #",
        r"(?<!shorts )(?<!short )(?<!longs )(?<!long )(?<!wings )(?:at|@) #",
    ),
    "Where is the index, for example 7140?",
)
STRIKE = Slot(
    "strike",
    plain,
    1,
    50000,
    (
        r"(?:strike|struck|strikes|k|body|centre|center|middle|centred|centered) (?:strike )?~(?:on |at )?#(?! (?:points|wide|w|wings?)(?= ))",
        r"# (?:(?:strike )?(?:call|put|long|short) )?(?:strike|straddle|body|iron fly|fly|butterfly|iron butterfly|centre|center|middle|calendar)",
        r"(?:strike|struck|body|centre|center|middle|centred|centered) ~(?:on |at )?#(?= wings? ~[N]\d)",
        r"(?:straddle|fly|butterfly|calendar|time spread) (?:at |on |around |about |struck at |@ )?(?:the )?#",
        r"(?:straddle|fly|butterfly|calendar|time spread) spx #(?= .* (?:s|ref|spot|index|underlying|spx|cash|mark) N\d)",
        r"(?:the )?# s",
    ),
    "Which strike?",
)
