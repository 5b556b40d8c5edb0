"""Which calculator is meant: the catalogue's own phrases, and the words of each structure and tool."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.routing.numbers import read_line
from bot.routing.reading import Reading, compiled
from calculators.spec import Calculator


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that point at a calculator. A heavier cue names the task, a lighter one what the task is done to."""

    calculator: str
    weight: float
    pattern: str


CUES: tuple[Cue, ...] = (
    Cue("second_engine", 10, r"second engine|private leverage(?: layer)?|engine sleeve|base and engine|two sleeves"),
    Cue("stress_test", 9, r"stress|stressed|stress test|heat ?map|heat map|shock|shocks|shocked|scenario (?:grid|matrix|table|analysis)"),
    Cue("roll", 8, r"roll(?! yield)|rolling|rolled|rolls"),
    Cue(
        "vix_hedge",
        8,
        r"alvh|vix (?:hedge|calls|call hedge|overlay|overlays|layers|call ladder|call layers)|hedge layers|"
        r"adaptive layered(?: vix hedge)?|hedge|hedging|hedged",
    ),
    Cue("iron_butterfly", 9, r"iron (?:butterfly|fly)"),
    Cue("compare_condors", 7.5, r"(?:compare|comparing|side by side|head to head) (?:.* )?(?:condor|ic|deltas?)"),
    Cue(
        "credit_tiers",
        7,
        r"(?:credit|risk|three|all|condor|the|every|each|N\d+)? ?tiers|(?:credit|each|every) tier|each credit "
        r"tier|tier (?:table|ladder|by tier)|conservative(?: ,|,)? balanced(?: ,)?(?: and)? aggressive",
    ),
    Cue("kelly", 9, r"kelly"),
    Cue(
        "odds",
        8,
        r"#% (?:wins|winners|winning)|breakeven win(?: rate| %|ning)?|win rate|win %|win percentage|hit "
        r"rate|expectancy|expected value (?:per|a|of each|of a) (?:trade|condor|bet)|losing streaks?|streaks?|"
        r"risk of ruin|ruin|how often (?:do|must|should) i win|losers in a row|losses in a row",
    ),
    Cue("odds", 5.5, r"ev|expected value"),
    Cue(
        "position_size",
        7,
        r"position siz\w+|how many (?:contracts|condor|lots|ic|spreads|can|could|may|do|should) .*(?:risk\w*|"
        r"account|rule|max loss)|(?:risk\w*|account|rule|max loss|at stake) .*(?:how many|contracts \?|what "
        r"size|position size|size|how big)|#% of (?:my |the |our )?# .*(?:lose|loss|risk)\w*.*|what size|how "
        r"big|account .*risk\w* .*|risk\w* .*account .*|risk\w* .*max loss.*|max loss .*risk\w*.*|(?:size|"
        r"sizes) .*risk\w*.*|risk\w* .*(?:per|a|each) (?:contract|contracts|condor|trade) .*(?:account|size)",
    ),
    Cue("edr", 7.5, r"edr"),
    Cue(
        "vix_regime",
        8,
        r"regime(?! (?:multiplier|factor|N))|vix_avg|risk scaling|published rules?|every (?:published )?rule|" r"which tiers are (?:open|allowed|on)",
    ),
    Cue("term_structure", 7, r"term structure|contango|backwardation|roll yield|futures curve|vix curve"),
    Cue(
        "expected_move",
        7.5,
        r"expected moves?|implied moves?|N\d+ sd (?:move|range|band)|expected (?:weekly|monthly) (?:move|"
        r"range)|how (?:far|much) (?:can|could|might|should|will|does|is) (?:spx|the index|it|the market) "
        r"(?:expected to )?(?:move|travel|go)",
    ),
    Cue(
        "implied_volatility",
        8,
        r"(?:back out|solve for|find|get|work out|infer|which|what) (?:the |an |is the |is )*(?:iv|implied vol|"
        r"implied|vol)(?! (?:~)?[NP]\d)|implied vol \?|iv \?|implied vol(?:atility)? (?:of|from|for|implied|"
        r"behind)|(?:vol|iv) (?:is|does) .*(?:imply|implies|implied)|implied by",
    ),
    Cue("calendar_spread", 7, r"calendar|time spread|horizontal(?: spread)?|diagonal"),
    Cue("collar", 7, r"collar|collared|fence"),
    Cue("box_spread", 8, r"box|box spread|boxes"),
    Cue("parity", 8, r"(?<!interest )(?<!rate )(?<!covered )parity|conversion|reversal|synthetic forward|put call parity"),
    Cue("vix_index", 8, r"(?:compute|calculate|build|rebuild|replicate) (?:the )?vix|near and next|vix index from|vix formula"),
    Cue("iron_condor", 6, r"iron condor|condor|ic"),
    Cue("butterfly", 6, r"butterfly|fly"),
    Cue("strangle", 6.2, r"strangle"),
    Cue("straddle", 6.2, r"straddle"),
    Cue("vertical_spread", 5, r"vertical|(?:bull|bear) (?:put|call)|(?:put|call|puts|calls) (?:credit |debit )?spread|credit spread|debit spread"),
    Cue("wacc", 8, r"wacc|weighted average cost of capital|cost of capital"),
    Cue("capm", 8, r"capm|capital asset pricing|cost of equity"),
    Cue(
        "ddm",
        8,
        r"gordon|gordon growth|dividend discount|ddm|multistage|(?:value|worth|price) .*dividend .*(?:grow\w*|"
        r"g) .*|dividend .*(?:growing|grows) .*(?:required|discount) .*",
    ),
    Cue("irr", 8, r"irr|internal rate of return|npv|net present value|mirr"),
    Cue("liquidity_ratios", 8, r"quick ratio|current ratio|acid test|liquidity ratios?"),
    Cue("valuation_ratios", 8, r"pe|pe ratio|price (?:to )?earnings|price (?:to )?cash flow|pcf|dupont|du pont|roe|return on equity|market cap"),
    Cue("drip", 8, r"drip|dividend reinvest\w*|reinvest\w* (?:the |my )?dividend"),
    Cue(
        "interest_parity",
        8,
        r"interest (?:rate )?parity|forward points|swap points|fair forward|carry per day|daily carry|fx "
        r"forward|forward rate|interest rate differential|covered parity|(?:usd|eur|gbp) / (?:jpy|usd|chf|cad|"
        r"gbp).*|(?:eur|gbp|aud|nzd|usd|cad|chf)(?:usd|jpy|chf|cad|gbp|aud|eur|sek|nok|mxn)",
    ),
    Cue("reer", 8, r"reer|real effective(?: exchange rate)?|trade weighted"),
    Cue("rsi", 8, r"rsi|relative strength index"),
    Cue("macd", 8, r"macd"),
    Cue("advance_decline", 8, r"advance decline|breadth|advancers|advances"),
    Cue("vwap", 8, r"vwap|volume weighted"),
    Cue("realized_volatility", 7, r"(?:realized|realised|historical) vol|parkinson|garman klass|yang zhang|close to close"),
    Cue("amm_swap", 8, r"constant product|amm|swap .*(?:pool|reserves).*|pool .*(?:swap|push|sell) .*|liquidity pool|price impact|uniswap"),
    Cue("impermanent_loss", 9, r"impermanent loss|divergence loss|il"),
    Cue("sandwich", 9, r"sandwich|sandwiched|front run\w*"),
    Cue("multisig", 8, r"multisig|multi sig|signers|cosigners|keyholders|key holders|N\d+ of N\d+ (?:wallet|keys|multisig|safe|scheme)|guardians"),
)

PHRASE_WEIGHT = 5.0


class Phrases:
    """Ranks the calculators of a catalogue by the words of a question."""

    def __init__(self, catalogue: Iterable[Calculator[Any, Any]]) -> None:
        self.names = tuple(calculator.name for calculator in catalogue)
        known = frozenset(self.names)
        self._cues = tuple(cue for cue in CUES if cue.calculator in known)
        self._phrases = tuple(
            Cue(calculator.name, PHRASE_WEIGHT, "|".join(re.escape(_plain(phrase)) for phrase in (*calculator.phrases, calculator.title)))
            for calculator in catalogue
        )

    def ranked(self, reading: Reading) -> tuple[tuple[str, float], ...]:
        """Calculators the words point at, the heaviest first; among equals the order of the cues above."""
        weights: dict[str, float] = {}
        for cue in self._cues:
            if compiled(cue.pattern).search(reading.said):
                weights[cue.calculator] = max(weights.get(cue.calculator, 0.0), cue.weight)
        for cue in self._phrases:
            if cue.calculator not in weights and cue.pattern and compiled(cue.pattern).search(reading.said):
                weights[cue.calculator] = cue.weight
        return tuple(sorted(weights.items(), key=lambda item: -item[1]))


def _plain(phrase: str) -> str:
    """A catalogue phrase as the reader's line would write it."""
    return read_line(phrase).text.strip()
