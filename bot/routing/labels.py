"""Blanks that are named outright: "net margin 8 %", "cash 120", "fee of 0.3 %", "an 87 % hit rate", by calculator."""

from __future__ import annotations

from bot.routing.numbers import Number
from bot.routing.slots import Convert, Slot, percent, plain, premium, rate, share, vix

HUGE = 1e12


def label(field: str, convert: Convert, low: float, high: float, before: str = "", after: str = "", exact: tuple[str, ...] = ()) -> Slot:
    """A slot from the words that stand before the number, those that stand after it, and whole patterns tried first."""
    patterns = exact
    if before:
        patterns += (rf"(?:{before}) ~(?:of |for )?#",)
    if after:
        patterns += (rf"# (?:of |in |the )?(?:{after})",)
    words = field.replace("_", " ")
    return Slot(field, convert, low, high, patterns, f"What is the {words}?", outright=len(patterns))


def amount(number: Number) -> float:
    """An amount won or lost; a percentage is none."""
    return -1.0 if number.kind == "P" else number.value


def rate_vol(value: float, kind: str) -> float:
    """A realized volatility: 12 and 12 % are 0.12."""
    return round(value / 100, 10) if kind == "P" or abs(value) >= 2 else value


WING = label(
    "wing_width",
    plain,
    0.5,
    5000,
    "wings|width|wing width|on(?= [N]\\d+ (?:points|wide))",
    "points wide|wide(?: wings| condor| spreads?)?|points wings|wings|points|points spreads?|w",
)
ACCOUNT = label(
    "account",
    plain,
    -HUGE,
    HUGE,
    "account(?: size| value| of)?|portfolio|capital|bankroll|equity of|net liq|nlv",
    "account|portfolio|bankroll|net liq|nlv|in the account|book|of capital|capital",
)
WIN_RATE = label(
    "win_rate",
    share,
    0.05,
    1,
    "(?:win|hit|success) rate|win %|wins?|winning|pop|p|win probability|probability of profit|win prob",
    "(?:win|hit|success)(?: rate| probability| prob| chance)?|winners|wins|win rate|of the time|chance of winning|hit rate|pop",
    (r"win rate ~#",),
)

LABELS: dict[str, tuple[Slot, ...]] = {
    "position_size": (
        label(
            "max_loss",
            plain,
            0,
            HUGE,
            "max(?:imum)? loss|can lose|could lose|loses?|lose|loss|risks|losing|stop|at stake|max risk|risk per condor|costs me",
            "at stake|max loss|max(?:imum)? loss|at risk|of risk each|at worst|risk each|a pop|loss",
            (r"each ~risks? #$", r"risk #$ (?:each|a|per)"),
        ),
        label(
            "risk_fraction",
            percent,
            0,
            1,
            "risk(?: fraction| limit| budget| per trade| rule| of)?|risking|risk to|fraction|allocate",
            "rule|risk(?: per trade| a trade| rule| limit)?|of (?:the |my )?(?:account|capital|equity|portfolio)|per trade|a trade|on each",
            (r"#% (?:rule|risk|of|per)",),
        ),
        ACCOUNT,
    ),
    "odds": (
        label("slippage", premium, 0, 20, "slippage|slip|giving up", "(?:points )?(?:of |in )?(?:slippage|slip)"),
        WIN_RATE,
        label("trades", plain, 1, 1_000_000, "trades", "trades|tries|bets|in a row|condor in a year"),
        label(
            "fraction",
            share,
            0,
            1,
            "fraction|betting|bet|risking|stake|risk",
            "of (?:the |my )?(?:account|capital|bankroll)|fraction|risk|a trade|per trade|bets?",
        ),
        label(
            "credit",
            premium,
            0.01,
            5000,
            "credit|credits|collect|collecting|for|premium|at|receive|receiving|selling|sell|taking in|take in|get",
            "credits?|premium|cr",
            (r"# (?:on|against|over|for) (?=(?:a |an )?[ND]\d+)",),
        ),
        WING,
    ),
    "kelly": (
        label(
            "win",
            amount,
            0,
            HUGE,
            "make|win|wins|gain|gaining|earn|profit|winners (?:make|pay|bring)|average win|avg win|winning|up",
            "(?:average |avg )?(?:win|gain|profit)(?: size)?|when it works|when i win",
        ),
        label(
            "loss",
            amount,
            0,
            HUGE,
            "lose|loses|loss|drop|dropping|losing|losers (?:cost|lose)|average loss|avg loss|otherwise(?: lose| drop)?|down|risk|against|give back",
            "(?:average |avg )?loss(?: size)?|otherwise|when i lose|when it fails",
        ),
        label(
            "payoff_ratio",
            plain,
            0,
            1000,
            "payoff(?: ratio)?|odds|reward to risk|b|ratio",
            "to (?:1|one)|payoff(?: ratio)?|times (?:the |my )?(?:risk|stake)",
        ),
        WIN_RATE,
        label("fraction", share, 0, 1, "fraction|using|multiplier", "kelly|of kelly|of full kelly|fraction"),
    ),
    "credit_tiers": (
        label("vix", vix, 5, 150, "vix", "vix"),
        WING,
    ),
    "edr": (
        label(
            "claimed",
            percent,
            0,
            1,
            "claimed|claims?|claim of|show|shows|showing|quoted|published|advertised|print|printing|reach|reaches|"
            "equal|come to|comes to|get|give|says",
            "claimed|claim|edr",
            (r"(?:show|claim|claimed|quoted|published|reach|give|get|says?) ~#%",),
        ),
        label("vix9d", vix, 3, 150, "vix_nine", "vix_nine"),
        label(
            "hv20",
            lambda n: rate_vol(n.value, n.kind),
            0.01,
            3,
            "hv_twenty|hv|realized vol|historical vol|realized|realised vol",
            "hv_twenty|hv|realized vol|historical vol|realized",
        ),
        label(
            "multiplier",
            plain,
            0.05,
            20,
            "regime multiplier|multiplier|regime factor|regime|factor|times a",
            "(?:regime )?multiplier|regime factor|x regime",
        ),
        label("vix", vix, 3, 150, "vix", "vix"),
    ),
    "vix_regime": (
        label("vix_5dma", vix, 3, 150, "vix_avg", "vix_avg|(?:5|five) day"),
        label("vix", vix, 3, 150, "vix(?: spot| index)?|spot", "vix|spot"),
    ),
    "second_engine": (
        label(
            "base_share",
            share,
            0.01,
            0.99,
            "base(?: share| sleeve| condor)?(?: gets?| takes?| has)?|base share",
            "(?:goes |is |sits |stays |allocated |put )?(?:in|into|to|for|on) (?:the )?base(?: sleeve| condor| "
            "layer)?|base(?: share| sleeve| condor)?|base allocation",
            (r"# / (?=[NP]\d+ )(?:[NP]\d+)(?: split)?",),
        ),
        label("base_risk_ratio", share, 0.01, 0.99, "base risk(?: ratio)?", "base risk(?: ratio)?"),
        label("engine_risk_ratio", share, 0.01, 0.99, "engine risk(?: ratio)?", "engine risk(?: ratio)?"),
        label("vol_shock", share, 0.01, 5, "vol shock|vol spike|vol up|shock", "vol (?:shock|spike)|relative vol|shock"),
        label("debt_share", share, 0.0, 0.99, "debt share|borrowed|debt|leverage|levered", "debt|borrowed|margin loan|debt share"),
        label("capital", plain, 1000, HUGE, "put|invest|allocate|capital|account(?: of)?|portfolio|on|with|book", "capital|account|portfolio|book"),
    ),
    "vix_hedge": (
        label(
            "condor_contracts",
            plain,
            1,
            100000,
            "over|per|against|protect(?:ing)?|cover(?:ing)?|hedg(?:e|ing)|for(?= [N]\\d+ condor)",
            "(?:spx |iron )*(?:condor|ic|condor contracts)(?: contracts)?",
            (
                r"(?:over|per|against|protecting|covering|hedging|for|on) (?:my )?# (?:spx |iron )*(?:condor|ic|lots|" r"contracts)",
                r"([N]\d+) (?:spx |iron |open |short )*(?:condor|ic)(?: contracts)?",
            ),
        ),
        ACCOUNT,
        Slot("account", plain, 5000, HUGE, (r"(?:on|for|with) (?:a |my )?#",), "How large is the account?", outright=0),
        label("vol_of_vol", lambda n: rate_vol(n.value, n.kind), 0.05, 5, "vol of vol|vvix|vix vol", "vol of vol|vvix|vix vol"),
        label("contango", percent, -1, 3, "contango", "contango"),
        label("target_offset", share, 0, 5, "offset(?:ting)?|cover|pay back|make up", "offset|of the (?:condor )?loss(?:es)?|coverage"),
        label("vix", vix, 5, 150, "spot vix|vix(?: spot| index)?|vol", "vix"),
    ),
    "term_structure": (label("vix", vix, 3, 150, "spot vix|vix(?: spot| index)?|spot", "vix|spot"),),
    "parity": (
        label(
            "call",
            plain,
            0,
            50000,
            "call(?: price| at| costs?| is| mid)?",
            "call|for the call",
            (r"(?:call) (?:is |at |costs |trades at |price |priced at )?#",),
        ),
        label("put", plain, 0, 50000, "put(?: price| at| costs?| is| mid)?", "put|for the put"),
        label(
            "strike",
            plain,
            1,
            50000,
            "strike|struck|k",
            "strike",
            (r"(?:conversion|reversal|parity|synthetic) (?:on|at|in) (?:the )?#", r"# (?:conversion|reversal)"),
        ),
        label("cost", plain, 0, 1000, "costs?|fees|friction|transaction costs?", "costs?|in costs?|fees"),
    ),
    "box_spread": (
        label("lower", plain, 1, 50000, "lower(?: strike)?|low strike", "lower(?: strike)?"),
        label("upper", plain, 1, 50000, "upper(?: strike)?|high strike", "upper(?: strike)?"),
        label("price", plain, 0, 50000, "price|priced|trades|trading|paid|pays?|costs?|for|at|sold|borrow", "price|debit|credit"),
    ),
    "wacc": (
        label(
            "cost_of_equity",
            rate,
            -0.5,
            1,
            "cost of equity|equity costs?|equity at|ke|re|required return on equity",
            "cost of equity|equity cost|on equity",
        ),
        label(
            "cost_of_debt",
            rate,
            -0.5,
            1,
            "cost of debt|debt costs?|debt at|kd|rd|borrows? at|coupon|pre tax debt",
            "cost of debt|debt cost|on debt|pre tax debt",
        ),
        label("tax_rate", share, 0, 1, "tax(?: rate)?|taxed|corporate tax", "tax(?: rate)?|taxes"),
        label("equity_value", plain, 0, HUGE, "equity(?: value| of| worth)?|market cap|e", "(?:of |in )?equity"),
        label("debt_value", plain, 0, HUGE, "debt(?: value| of| worth)?|d", "(?:of |in )?debt"),
        label("beta", plain, -10, 10, "beta", "beta"),
    ),
    "capm": (
        label("beta", plain, -10, 10, "beta|b", "beta"),
        label(
            "risk_free",
            rate,
            -0.5,
            1,
            "risk free(?: rate)?|rf|t bills?(?: yield)?|treasur(?:y|ies)(?: yield)?|riskless(?: rate)?",
            "risk free(?: rate)?|riskless|rf|treasur(?:y|ies)|t bills?",
        ),
        label(
            "market_return",
            rate,
            -0.9,
            2,
            "market return|market(?: returns| earns| yields)?|expected market return|rm",
            "market return|market|expected market return|on the market",
        ),
        label("premium", rate, -0.9, 2, "(?:equity |market )?(?:risk )?premium|erp", "(?:equity |market )?(?:risk )?premium"),
    ),
    "ddm": (
        label(
            "terminal_growth",
            rate,
            -0.5,
            1,
            "terminal(?: growth)?|then|long run growth|perpetual growth|forever after|thereafter|afterwards|settling to",
            "terminal(?: growth)?|forever|thereafter|in perpetuity|after that|long run",
        ),
        label("growth", rate, -0.9, 1, "growth(?: rate)?|g|growing|grows?|increasing", "(?:dividend )?growth(?: rate)?|a year growth|growing|g"),
        label(
            "required_return",
            rate,
            0,
            2,
            "required(?: return| rate| rate of return)?|discount(?: rate)?|r|cost of equity|k|ke|hurdle|return",
            "required(?: return| rate)?|discount(?: rate)?|cost of equity|hurdle(?: rate)?|return|r",
        ),
        label("years", plain, 1, 200, "for(?= [N]\\d+ years)|over(?= [N]\\d+ years)|years", "years"),
        label(
            "dividend",
            plain,
            0,
            1e6,
            "dividend(?: of| next year| expected)?|next (?:year )?dividend|pays|paying|d1|payout|div",
            "dividend|div|a share(?: dividend)?",
        ),
    ),
    "irr": (
        label(
            "rate",
            rate,
            -0.99,
            10,
            "(?:net present value|npv|discount(?: rate| it| them)?|discounted|rate|hurdle)(?: of| at| it at)?|at(?= P)",
            "discount(?: rate)?|rate|hurdle(?: rate)?",
        ),
    ),
    "liquidity_ratios": (
        label(
            "current_liabilities",
            plain,
            0,
            HUGE,
            "(?:current |short term )?liabilities|owes|owing|payables",
            "(?:of |in )?(?:current |short term )?liabilities",
        ),
        label("current_assets", plain, 0, HUGE, "current assets", "(?:of |in )?current assets"),
        label("receivables", plain, 0, HUGE, "(?:accounts )?receivables?|ar", "(?:of |in )?(?:accounts )?receivables?"),
        label(
            "short_term_investments",
            plain,
            0,
            HUGE,
            "(?:short term |marketable )(?:investments|securities)|securities",
            "(?:of |in )?(?:short term |marketable )(?:investments|securities)|securities",
        ),
        label("inventory", plain, 0, HUGE, "inventor(?:y|ies)|stock", "(?:of |in )?inventor(?:y|ies)"),
        label("cash", plain, 0, HUGE, "cash", "(?:of |in )?cash"),
    ),
    "valuation_ratios": (
        label("net_margin", rate, -10, 1, "(?:net |profit )?margin", "(?:net |profit )?margin"),
        label("asset_turnover", plain, 0, 1000, "(?:asset )?turnover|turns", "(?:asset )?turnover|asset turns"),
        label("equity_multiplier", plain, 0, 1000, "(?:equity )?multiplier|leverage", "(?:equity )?multiplier|leverage|x leverage"),
        label("operating_cash_flow", plain, -HUGE, HUGE, "(?:operating )?cash ?flow|ocf|cfo", "(?:of |in )?(?:operating )?cash ?flow|ocf"),
        label("net_income", plain, -HUGE, HUGE, "(?:net )?income|net profit|earnings|profit", "(?:of |in )?(?:net )?(?:income|earnings|profit)"),
        label("revenue", plain, 0, HUGE, "revenues?|sales", "(?:of |in )?(?:revenues?|sales)"),
        label("total_assets", plain, 0, HUGE, "(?:total )?assets", "(?:of |in )?(?:total )?assets"),
        label("equity", plain, -HUGE, HUGE, "(?:shareholders? |book )?equity|book value", "(?:of |in )?(?:shareholders? )?equity"),
        label("eps", plain, -1e6, 1e6, "eps|earnings per share", "eps|earnings per share"),
        label("shares", plain, 0, HUGE, "shares(?: outstanding)?|share count", "(?:of )?shares(?: outstanding)?"),
        label("price", plain, 0, 1e7, "(?:share |stock )?price|trades|trading|stock", "a share|per share|share price"),
    ),
    "drip": (
        label("years", plain, 1, 200, "years|for(?= [N]\\d+ years)|over(?= [N]\\d+ years)", "years"),
        label("shares", plain, 0, HUGE, after="(?:of )?shares"),
        label("dividend_yield", rate, 0, 1, "(?:dividend )?yield|yielding|yields", "(?:dividend )?yield"),
        label("dividend_growth", rate, -0.9, 1, "dividend(?:s)? (?:growth|grows?|growing)(?: rate)?", "dividend growth"),
        label(
            "price_growth",
            rate,
            -0.9,
            1,
            "(?:price|share|stock) (?:growth|grows?|growing|appreciation|rises?)(?: rate)?|growth|growing|appreciating",
            "(?:price |share )?(?:growth|appreciation)",
        ),
        label("tax_rate", share, 0, 1, "tax(?: rate)?|taxed", "tax(?: rate)?"),
        label("price", plain, 0, 1e7, "(?:share |stock )?price|trades|trading|at(?= [ND]\\d+)|costing", "a share|per share"),
    ),
    "rsi": (label("period", plain, 2, 500, "period|lookback|length", "period|bars?|days?(?: rsi)?|lookback", (r"rsi \( # \)",)),),
    "macd": (
        label("fast", plain, 1, 500, "fast(?: period| ema)?", "fast"),
        label("slow", plain, 1, 1000, "slow(?: period| ema)?", "slow"),
        label("signal", plain, 1, 500, "signal(?: period| line)?", "signal"),
    ),
    "amm_swap": (
        label("fee", share, 0, 0.999, "fees?|swap fees?|pool fees?|charging", "fees?|swap fees?|pool fees?"),
        label(
            "amount_in",
            plain,
            0,
            HUGE,
            "(?:push|put|swap|trade|sell|send|add|deposit|buy|throw|dump|amount)(?:ping|ing|ting)?(?: in| of)?|amount in|swap in|input",
            "in|into|input|amount in",
            (
                r"(?:push|pushing|put|putting|swap|swapping|trade|trading|sell|selling|send|sending|add|adding|dump|"
                r"dumping|throw|throwing)(?: in)? ~#",
            ),
        ),
        label("reserve_in", plain, 0, HUGE, "reserve in|reserves?(?: of)?|pool (?:of|has|holds|with)|x", "x|reserve in"),
        label("reserve_out", plain, 0, HUGE, "reserve out|against|y", "y|reserve out"),
    ),
    "impermanent_loss": (
        label(
            "price_ratio",
            plain,
            0,
            1e6,
            "price ratio|ratio|price (?:moves|goes|rises|up|multiplies|changes)(?: by)?|moves|goes up|up",
            "x|times|fold|price ratio",
        ),
        label("weight", share, 0, 1, "weight|weighted", "weight|weighted"),
    ),
    "sandwich": (
        label("slippage_tolerance", share, 0, 1, "slippage(?: tolerance)?|tolerance|tolerates?|slippage limit", "slippage(?: tolerance)?|tolerance"),
        label(
            "victim_amount",
            plain,
            0,
            HUGE,
            "victim(?: swaps| trades| buys| sells| amount| puts in| of)?|user (?:swaps|trades|buys)|swap of|trade of",
            "victim(?: trade| swap)?|swap|trade",
        ),
        label(
            "attacker_amount",
            plain,
            0,
            HUGE,
            "attacker(?: swaps| trades| buys| uses| amount| puts in| front runs with)?|front run(?:s|ning)?(?: with| of)?|bot (?:uses|buys)",
            "attacker|front run",
        ),
        label("fee", share, 0, 0.999, "fees?|swap fees?|pool fees?", "fees?|pool fees?"),
        label("reserve_in", plain, 0, HUGE, "reserve in|reserves?(?: of)?|pool (?:of|has|holds|with)?", "reserve in"),
        label("reserve_out", plain, 0, HUGE, "reserve out|against", "reserve out"),
    ),
    "multisig": (
        label("n", plain, 1, 1000, after="signers?|keys|owners|keyholders|cosigners|guardians"),
        label("m", plain, 1, 1000, "threshold|needs?|requires?", "(?:needed|required|signatures|to sign|must sign)"),
        label(
            "common_cause",
            share,
            0,
            1,
            "common cause|correlated|shared|common mode|joint|all at once",
            "common cause|correlated|shared(?: failure)?|common mode|joint",
        ),
        label(
            "loss_prob",
            share,
            0,
            1,
            "(?:loss|losing a key|lost key|key loss|lose|losing|lost)(?: with)?(?: a)?(?: probability| prob| chance| odds| rate)?(?: of)?",
            "(?:chance |probability |odds )?(?:of |to )?(?:losing|loss|lose|lost)(?: a key| keys?| it)?(?: each| apiece)?",
        ),
        label(
            "theft_prob",
            share,
            0,
            1,
            "(?:theft|stolen|hacked|compromised?|compromise|stealing|hack|stolen key)(?: probability| prob| chance| odds| rate)?|p",
            "(?:chance |probability |odds )?(?:of |to be |to )?(?:theft|stolen|hacked|compromised?|compromise|"
            "stealing)(?: each| apiece)?|apiece|each|per key|a key|per signer",
        ),
    ),
}
