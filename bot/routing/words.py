"""Spelling: one way to write each thing before patterns look, and the field's own words mended when mistyped."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.routing.sheets import unfolded

YEARS_LISTED = range(24, 29)  # of two digits; a later one would also be a day of the month


def word_list(words: str) -> tuple[str, ...]:
    """The words of a vocabulary written as running text."""
    return tuple(words.split())


# What says that a market rises or falls, in any form of the word; before "by 3 %", "3 points" and the like.
RISES = (
    r"(?:up|higher|plus|ris(?:es?|en|ing)|rose|gain(?:s|ed|ing)?|climb(?:s|ed|ing)?|jump(?:s|ed|ing)?|pop(?:s|ped|ping)?|spik(?:es?|ed|ing)|"
    r"surg(?:es?|ed|ing)|soar(?:s|ed|ing)?|rall(?:y|ies|ied|ying)|rip(?:s|ped|ping)?|add(?:s|ed|ing)?|increas(?:es?|ed|ing)|advanc(?:es?|ed|ing)|"
    r"bounc(?:es?|ed|ing)|explod(?:es?|ed|ing)|expand(?:s|ed|ing)?|"
    r"(?:goes|go|going|went|gone|shoots?|shot|shooting|gaps?|gapped|gapping|moves?|moved|moving|ticks?|ticked|opens?|opened|runs?|ran|melts?|melted|"
    r"is|was|are|were|been|blows?|blew|comes?|came) (?:up|higher|out))"
)
FALLS = (
    r"(?:down|lower|off|minus|fall(?:s|en|ing)?|fell|drop(?:s|ped|ping)?|declin(?:es?|ed|ing)|los(?:es?|t|ing)|slid(?:es?|ing)?|slip(?:s|ped|ping)?|"
    r"sink(?:s|ing)?|sank|sunk|plung(?:es?|ed|ing)|tumbl(?:es?|ed|ing)|crash(?:es|ed|ing)?|crush(?:es|ed|ing)?|tank(?:s|ed|ing)?|dump(?:s|ed|ing)?|"
    r"crater(?:s|ed|ing)?|collaps(?:es?|ed|ing)|dip(?:s|ped|ping)?|shed(?:s|ding)?|retreat(?:s|ed|ing)?|puk(?:es?|ed|ing)|decreas(?:es?|ed|ing)|eas(?:es?|ed|ing)|"
    r"(?:sells?|selling|sold) off|selloff|(?:gives?|gave|giving) (?:up|back)|"
    r"(?:goes|go|going|went|gone|gaps?|gapped|gapping|moves?|moved|moving|ticks?|ticked|opens?|opened|melts?|melted|is|was|are|were|been|comes?|came)"
    r" (?:down|lower|off|in))"
)

# Signs and shorthands that other notations are turned into. Order matters: longer names first.
_SIGNS = {
    "\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u2212": "-", "\u2013": "-", "\u2014": " , ", "\u2192": "->", "\u00a0": " ",
    "\u2026": " , ", "\u00b1": "+-", "\u00d7": " x ", "\u0394": " delta ", "\u03b4": " delta ", "\u2206": " delta ", "\u03c3": " sigma ",
    "\u03c4": "tau", "\u03bc": "mu",
    "\u00bd": ".5", "\u00bc": ".25", "\u00be": ".75", "\u2122": "", "\u00ae": "",
}  # fmt: skip


def _ratio(match: re.Match[str]) -> str:
    """A written fraction of a unit as a decimal: "3/4 of a sigma"."""
    return f"{int(match.group(1)) / int(match.group(2)):.4g}"


def _mixed(match: re.Match[str]) -> str:
    """A whole number with a fraction: "15 1/2", "4 1/4 %"."""
    return f"{int(match.group(1)) + int(match.group(2)) / int(match.group(3)):g}"


def _leg_letters(match: re.Match[str]) -> str:
    """LP, SP, SC and LC for the legs of a condor, when a long and a short one of them are there: SP alone is the index."""
    if _LEG_LETTERS.search(match.string) is None:
        return match.group(0)
    return f"{'long' if match.group(1) == 'l' else 'short'} {'put' if match.group(2) == 'p' else 'call'}"


def _spread_letters(match: re.Match[str]) -> str:
    """PCS, CCS, PDS and CDS beside strikes for put and call spreads sold for a credit or bought for a debit; "5 pcs" are pieces."""
    before = match.string[: match.start()].rstrip()
    counts = before[-1:].isdigit() and _TWO_STRIKES_BEFORE.search(before) is None
    if counts or (match[2] == "d" and not before[-1:].isdigit()):
        return match[0]
    return f" {'put' if match[1] == 'p' else 'call'} {'debit' if match[2] == 'd' else 'credit'} spread "


_TWO_STRIKES_BEFORE = re.compile(r"\d{3,5} ?[/-] ?\d{3,5}$")


def _pieces(match: re.Match[str]) -> str:
    """ "3 pcs of the 6900/6875 put spread" counts pieces; where neither puts nor calls are spoken of, the letters are the spread's own."""
    return " contracts" if _RIGHT_SAID.search(match.string) else " put credit spreads"


_RIGHT_SAID = re.compile(r"\b(?:puts?|calls?|condors?|ics?|fl(?:y|ies)|straddles?|strangles?|\d+[pc])\b")
_COINS = {"nickel": 5, "dime": 10, "quarter": 25, "half": 50}


def _short_pair(match: re.Match[str]) -> str:
    """ "6800-50 puts" in full: of the levels that end so, the nearest to the first, the higher of two."""
    first, end = int(match.group(1)), int(match.group(2))
    level = first // 100 * 100 + end
    second = min((level, level + 100, level - 100), key=lambda other: (abs(other - first) if other != first else first, -other))
    return f"{first}/{second}"


def _days_after(match: re.Match[str]) -> str:
    """ "the 60d 7200 call" with its days behind, where another option has other days."""
    if len(set(_DAYS_FIRST.findall(match.string))) < 2:
        return match.group(0)
    return f"{match.group(2)} {match.group(3)} {match.group(1)} dte"


_DAYS_FIRST = re.compile(r"\b(\d{1,3})[- ]?d(?:ays?|te)? \d{4,5} (?:calls?|puts?)\b")
_LEG_LETTERS = re.compile(r"\bl[pc][ :=@]*\d.*\bs[pc][ :=@]*\d|\bs[pc][ :=@]*\d.*\bl[pc][ :=@]*\d")

_SHORTHANDS = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"(?<=\S)[ \t]*[\r\n]+\s*(?=\S)", " , "),
        (r"(?<=[a-z])_(?=[a-z])", " "),
        (r"(?<![\d.,])([+-]?)(\d+) ?, ?([pc]) ?, ?(\d{4,5}) ?, ?(\d{1,3})(?![\d,]|\.\d)", lambda m: f"{m[1] or '+'}{m[2]} {m[4]}{m[3]} {m[5]} dte"),
        (r"\b(short|long)(put|call)(?=s?\b)", r"\1 \2"),
        (r"(?:(?<=[,.;] )|(?<=^))(put|call) (sell|sold|short|buy|bought|long)(?= (?:at |strike )?\d{3,5}\b)", r"\2 \1"),
        (r"\bk_?[1-4] ?= ?(?=\d)", ""),
        (r"\b(?:t|tau) ?= ?(\d{1,3}) ?/ ?365\b", r"t = \1 d"),
        (r"\b(?:t|tau) ?= ?(\d{1,3}) ?/ ?252\b", r"\1 trading days on a 252 basis"),
        (r"\b([ls])([pc])(?=[ :=@]*(?:\d{3,5}|\d,\d{3})\b)", _leg_letters),
        (r"\b(s|t|sigma|vol|iv)_?0(?= ?[=:]| \d)", r"\1"),
        (
            r"\biv-?\(?(?:30|60|90)\)?d?(?=(?: (?:of|is|at|near|around|was)|:| ?=)? ?\d\d(?:\.\d+)?%?(?!\d|,\d| ?(?:d|dte|days?|delta|w|wide)\b))",
            "iv",
        ),
        (r"^ ?(?:q|ex|no|#)\.? ?\d{1,3} ?[.:)](?= )", " "),
        (
            r"\b(rows?|exercise|example|problem|question|page|ticket|slide|cell|chapter|worksheet|appendix)(?: no\.?)? ?#?[a-z]?\d{1,5}\b"
            r"(?: of \d+)?(?! ?(?:[-/%\d]|[.,]\d|(?:delta|d|dte|days?|w|wide|points?|pts?|x|lots?|contracts?|shares|strikes?)\b))",
            r"\1",
        ),
        (r"(?<=[a-z]) \| (?=[\d$.])", " : "),
        (r" (?://|\|) ", " , "),
        (r"\b([cp]) ?\( ?(?:k ?= ?)?(\d{1,2},?\d{3}|\d{3}(?:\.\d+)?) ?\)", lambda m: f"{m.group(2)} {'call' if m.group(1) == 'c' else 'put'}"),
        (r"\b(?:sigma|iv) ?_?imp(?:l|lied)?\b", "implied vol"),
        (r"\b(?:sigma|vol) ?_?real(?:ized|ised)?\b", "realized vol"),
        (
            r"\bk[_ ]?([pc]) ?= ?[([] ?([\d,.]+?) ?[,;/] ?([\d,.]+?) ?[)\]]",
            lambda m: f"{'puts' if m.group(1) == 'p' else 'calls'} {m.group(2)}/{m.group(3)}",
        ),
        (r"\b(put|move|roll|place|sell|set|close) em\b", r"\1 them"),
        (r"\bk[_ ]?([sl]) ?= ?(?=\d)", lambda m: "short " if m.group(1) == "s" else "long "),
        (r"\b(one|1)[- ]by[- ](two|three|four|[2-4])\b", r"1 x \2 ratio"),
        (r"\b(bear|bull) cal\b", r"\1 call"),
        (r"\b(?:sigma|vol|iv) ?_?([12]) ?= ?(?=\d)", lambda m: f"{'front' if m.group(1) == '1' else 'back'} vol "),
        (r"\bpt(?= ?[:=@]? ?\d+(?:\.\d+)? ?%)", "profit target"),
        (r"\b(week|month|year)-long\b", r"1 \1"),
        (r"\bund\.?(?= ?[=:]? ?\d)", "underlying"),
        (r"\bw ?[=:@] ?(?=\d)", "width "),
        (r"'em\b", "em"),
        (r"\b(put|make|move|set|place|push|bring|roll|take|sell|sold|buy|close|leave|keep|shift|trade|widen|of|open|hold) em\b", r"\1 them"),
        (r"\brfr\b", "risk free rate"),
        (r"\b(at|on|outside|beyond|inside|times|\d ?x?) (the )?em\b(?! for)", r"\1 \2expected move"),
        (r"\bexercise prices?\b", "strike"),
        (
            r"\b([4-9]\d)/([4-9]\d)(?= (?:put|call) (?:credit |debit )?(?:spread|vertical)s?\b)"
            r"(?!.*(?:percent|%) of (?:spot|index|the))",
            r"\g<1>00/\g<2>00",
        ),
        (r"\b((?:has|have|with) \d{1,3}) (?=(?:to run|to go|left)\b)", r"\1 days "),
        (r"\bpurchas(?:(es?)|(ed)|ing)\b(?! (?:power|price))", lambda m: "buy" if m.group(1) else "bought" if m.group(2) else "buying"),
        (r"\bbot(?= [+\d])", "bought"),
        (r"\b(puts?|calls?) cals?\b", r"\1 calendar"),
        (r"\bcal(?= \d{4}[cp]? .*\d ?/ ?\d)", "calendar"),
        (r"\b(sell|buy|sold|bought)(ing)? to open\b", r"\1\2"),
        (r"\bk[_ ]?(put|call)(?=[ =:])", r"\1"),
        (r"\bmu ?= ?(?=-?[\d.])", "drift "),
        (r"(?<=\d{4} )cals?\b", "call"),
        (r"\b(?:um+|uh+),? ", ""),
        (r"\bput (?=(?:me|us) (?:in|into|on|down)\b)", "give "),
        (r"(?<=\d) an (?=\d)", " and "),
        (r"\b(?:t|tau)_?1 ?= ?(?=\d)", "front "),
        (r"\b(?:t|tau)_?2 ?= ?(?=\d)", "back "),
        (r"\b(\d{1,2})[- ]weeks? (?=\d,?\d{3}\b)", lambda m: f"{7 * int(m.group(1))} day "),
        (r"(?<=\d) ?w(?= (?:expir\w*|out|left|to go|to expir\w*|from now)\b)", " weeks"),
        (r"(?<=\d) ?h(?= (?:left|to go|remaining|until|till|before)\b)", " hours"),
        (r"(?<![a-z])([pc])([cd])s\b", _spread_letters),
        (r"(?<=\d) ?ccs\b", " call credit spreads"),
        (r"(?<=\d[/-]\d{4}) ?([pc])s\b", lambda m: f" {'put' if m.group(1) == 'p' else 'call'} spread"),
        (r"\b([pc])-?(?=fl(?:y|ies)\b)", lambda m: f"{'put' if m.group(1) == 'p' else 'call'} "),
        (r"\bcal (?=spr)", "calendar "),
        (r"\b(?:one|two|three|four|[1-4])[- ](?=(?:sided|way|pronged)\b)", ""),
        (
            r"\bright to (buy|sell)(?: +(?:the|an?|my|s ?& ?p(?: 500)?|spx|index|stock|shares?))* +at (?=\d)",
            lambda m: "call at " if m.group(1) == "buy" else "put at ",
        ),
        (r"\bright to (buy|sell)\b|\b(sell|buy) right(?= \d)", lambda m: "call" if "buy" in m.group(0) else "put"),
        (r"(?<=\d{3}) (up|down)side\b(?! \d)", lambda m: " call" if m.group(1) == "up" else " put"),
        (r"\b(?:up|down)side (?=(?:calls?|puts?)\b)", ""),
        (r"\(? ?\b1 ?x ?-?2 ?x ?1\b ?\)?", " "),
        (r"\b(?:t|tau) ?=? ?[\d.]+ ?y(?:ears?|rs?)? ?(?:=|\(|,|or) ?(\d+) ?d(?:ays?)?\b ?\)?", r"t = \1 days"),
        (r"(?<=\d) and (?:three|3)[- ]quarters\b", ".75"),
        (r"\+\d{1,3}(?: \d{2,4}){2,4}\b", " "),
        (r"\b(buy|sell|long|short|bought|sold|buying|selling) ([cp])e\b", lambda m: f"{m.group(1)} {'call' if m.group(2) == 'c' else 'put'}"),
        (r"\bbps(?= \d{3,5} ?[/-])|(?<=\d{4}[/-]\d{4}) bps\b", " bull put spread"),
        (r"\bbcs(?= \d{3,5} ?[/-])|(?<=\d{4}[/-]\d{4}) bcs\b", " bear call spread"),
        (r"(?<=\d) ?pcs\b", _pieces),
        (
            r"(\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|fifty|dozen)) ?(?:cons|ctrs?|pcs)\b",
            r"\1 contracts",
        ),
        (r"\bs ?& ?p(?: ?500)?\b|\bsp ?500\b|\$spx\b|\bspxw\b", " spx "),
        (r"\$vix\b", "vix"),
        (r"\bvix ?-?9 ?-?d(?:ays?)?\b|\b(?:9|nine)[- ]?day vix\b|\b(?:9|nine)d vix\b", " vix_nine "),
        (r"\b(?:9|nine)-day (?=\d\d\.\d)", " vix_nine "),
        (r"\b(?:realized|realised|historical)(?: vol(?:atility)?)? (?:20|twenty)[- ]?d(?:ays?)?\b", " hv_twenty "),
        (r"\bhv ?-?20\b|\b(?:20|twenty)[- ]?d(?:ays?)?[- ]?(?:hv|(?:historical|realized|realised|hist)\.?(?: vol(?:atility)?)?)\b", " hv_twenty "),
        (
            r"(?:\b5|\bfive)[- ]?d(?:ays?)?[- ]?(?:s?ma|moving[- ]average|simple moving average|mean|average|avg)\b|"
            r"\b5[- ]?s?dma\b|\bma5\b|\bma ?\( ?5 ?\)",
            " vix_avg ",
        ),
        (r"\b(?:two|2)[- ]stage\b", " multistage "),
        (r"\b(?:vx ?[1-9]|m[1-9]|m ?[12])\b", "vx "),
        (r"\b(?:fear (?:gauge|index)|vol(?:atility)? index)\b", "vix"),
        (r"\b(?:four|4)[- ]leg(?:ged|ger)\b(?: (?:thing|trade|structure|position|spread))?", "iron condor"),
        (r"(?:^|(?<=[,;] ))(week|month|year) out\b", r"1 \1 out"),
        (r"\bd1\b", " dividend "),
        (r"\bfifty[-/ ]fifty\b", "50/50"),
        (
            r"\b(\d{1,2}) ?h(?:(?:ou)?rs?)?,? ?(?:and )?(\d{1,2}) ?m(?:in(?:ute)?s?)?\b",
            lambda m: f"{int(m.group(1)) + int(m.group(2)) / 60:.6g} hours",
        ),
        (r"(?<=\d) ?min\b", " minutes"),
        (r"\b4/4/2\b(?! (?:ladder|ratio|hedge|layers?|calls|contracts|vix|at|over|across)\b)", "4/4/2 ladder"),
        (r"\bhandles\b|(?<=\d )index points?\b|(?<=\d-)index-points?\b", "points"),
        (r"(?<!\ba )(?<!one )(?<!a-)\b(half|quarter)[- ](?=(?:percent|sigma|sd|standard|point|dollar|vol point)\b)", r"\1 a "),
        (r"\b(one|two|three)-(?=(?:quarters?|thirds?|half|halves)\b)", r"\1 "),
        (r"\b(one|two|three|four|five|six|seven|eight|nine)-(?=(?:tenths?|fifths|eighths)\b)", r"\1 "),
        (r"\ban? (?=(?:tenth|twentieth) of (?:an?|the|that|this|it|its|my|your|his|her|our|their|all|one)\b)", "one "),
        (r"(?<![\d/.,-])(\d{1,3}) ([1357])/([248])(?![\d/]|[.,]\d)", _mixed),
        (r"\b([123])/([234])(?: of)?(?: an?| one)?(?= (?:sd|sigma|standard|point|day|edr|expected)\b)", _ratio),
        (r"\bminus (?=(?:[\w$.]+ ){1,4}(?:slippage|slip|fees|commissions?)\b)", "with "),
        (r"\b(?:average|mean)(?: (?:of|for|over|across|the|its|last|past))* (?:five|5) (?:days?|closes|sessions)\b", " vix_avg "),
        (r"\bim(?= )", "i am"),
        (r"\bp ?\( ?([a-z]+) ?\)", r" \1 probability "),
        (r"((?:\bvix|\bedr)\b[^.;]{0,30}?)\b(?:9|nine)[- ]?d(?:ays?)? (?=\d\d\.\d)", r"\1 vix_nine "),
        (r"\bfwd\b", "forward"),
        (r"(?<=\d)y\b", " years"),
        (r"\bwin-?rate\b|\bwr\b", "win rate"),
        (r"\ba single (?=(?:day|session|week|month|year)\b)", "1 "),
        (r"\b(?:9|nine)[- ]day (?:cousin|sibling|version|one|reading|index|gauge|measure|tenor)\b", " vix_nine "),
        (r"\bbe (?=win (?:rate|%|percentage|ratio))", "breakeven "),
        (r"\b(giv|los|sell|buy|collect|gett|risk|trad|mak|pay|tak|runn)in'?(?= )", r"\1ing"),
        (r"\b(vix|vol|index|spx|spot|credit|width),? it (?=(?:is|was|stands|sits)\b)", r"\1 "),
        (r"\b(?:fifty|50)[-/ ](?:fifty|50)\b", "50 / 50"),
        (r"\b(re)-(?=open|sell|establish)", "re"),
        (r"\ba (?=(?:dollar|buck)\b)", "one "),
        (r"\b(by|up|down|another|rates?|growth|vol|vix|return|cost|tax|debt|equity|premium) a (?=point\b)", r"\1 1 "),
        (r"\bcapitali[sz]ation\b", "cap"),
        (r"\b(?:two|2)[- ]sleeves?\b", " second engine "),
        (r"\b2nd (?=engine)", "second "),
        (
            r"\b(1st|2nd|3rd|4th) (?=mon|tue|wed|thu|fri)",
            lambda m: {"1st": "first ", "2nd": "second ", "3rd": "third ", "4th": "fourth "}[m.group(1)],
        ),
        (r"\bs (?:and|n) p(?: 500| five hundred)?\b|\bs\.? p\.? x\b", " spx "),
        (r"\bv\.? i\.? x\b", "vix"),
        (
            r"(?:\b(?:an?|one) |(?<![\w.] )(?<!\w)|(?<=\b(?:at|or|by) ))"
            r"(standard deviation|sd|sigma|hour|day|week|month|year|point|edr) and a (half|quarter)\b",
            lambda m: f"{1.5 if m.group(2) == 'half' else 1.25} {m.group(1)}s",
        ),
        (r"\bp ?& ?l\b|\bp/l\b|\bpnl\b", " pnl "),
        (r"\b(p|c)e(?= (?:\d{4,5}|\d,\d{3})\b)|(?<=\d{4} )(p|c)e\b", lambda m: "put" if "p" in m.group(0) else "call"),
        (r"\b(?:usd|us\$) ?(?=\d+(?:[.,]\d+)?(?: (?:premium|credit|per|each|fees?|slippage)\b))", "$"),
        (r"\b(?:the )?(\d{4,5}) (calls?|puts?) (once|twice)\b", lambda m: f"{1 if m.group(3) == 'once' else 2} {m.group(1)} {m.group(2)}"),
        (r"(?<=[a-z]) '(?=2\d (?:monthly|monthlies|opex|quarterly|expiry|expiration|condor|ic)\b)", " 20"),
        (r"(?<=\d)d (?=(?:short )?(?:shorts|strikes)\b)", " delta "),
        (r"\btrading days,? (\d{1,2}) of them(?= left)", r"\1 trading days"),
        (r"\b(\d{1,3})[- ]?d(?:ays?|te)? (\d{4,5}) (calls?|puts?)\b", _days_after),
        (r"\bp/e\b", " pe "),
        (r"\bp/cf\b", " pcf "),
        (r"\bp/b\b", " pb "),
        (r"\bd/e\b", " debt_equity "),
        (r"\ba/d\b", " advance decline "),
        (r"\bb/e'?s?\b", " breakeven "),
        (r"\bw/o\b", " without "),
        (r"\bw/|(?<=[a-z] )w(?= (?:the |an? |my |no |shorts?\b|wings?\b|vix\b|spx\b|iv\b|[$.]?\d))", " with "),
        (r"(\bvix\b[^.;]{0,30}?)\b(?:5|five)[- ]day (?=\d\d(?:\.\d+)?(?![\d/]))", r"\1 vix_avg "),
        (r"\bmax\.?-?loss(?:es)?\b", "max loss"),
        (r"(?<=->) ?[pv]0\b", " value"),
        (r"\bbreak[- ]evens?\b", " breakeven "),
        (r"\bat[- ]the[- ]money\b|\batm\b", " atm "),
        (r"\bout[- ]of[- ]the[- ]money\b", " otm "),
        (r"\bin[- ]the[- ]money\b", " itm "),
        (r"\bbuy[- ]?ing[- ]power\b", " margin "),
        (r"\bstandard[- ]dev(?:iation)?s?\b|\bstd\.? ?devs?\b|\bstdevs?\b|\bst\.? dev\b", " sd "),
        (r"(?<=\d) ?sds?\b", " sd "),
        (r"\b(?:expected (?:daily|one[- ]day|1[- ]?day)|daily expected) ranges?\b|(?<=\d )daily ranges\b", " edr "),
        (r"\b((?:twen|thir|for|fif|six|seven|eigh|nine)ty)[- ]?fives\b(?: wide\b)?", r"\1-five wide"),
        (
            r"\b(for|fif|six|seven|eigh|nine)ties\b(?: wide\b)?",
            lambda m: f"{m.group(1)}ty wide",
        ),
        (r"\bfives\b(?! ?\()(?: wide\b)?", "5 wide"),
        (r"\btens\b|\btenners?\b", "10 wide"),
        (r"\bspx 100 (?=(?:\(weeklys?\) )?(?:\d{1,2} [a-z]{3} \d{2} )?[1-9]\d{3}/)", "spx "),
        (r"\b([4-9]\d\d\d) ?- ?(\d\d)(?= ?/ ?[4-9]\d\d\d ?-)", _short_pair),
        (r"\bshud\b", "should"),
        (
            r"\b(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-?(one|two|three|four|five|six|seven|eight|nine)[- ]hundreds\b",
            r"\1-\2 hundred s",
        ),
        (r"\bhundreds\b", "100 wide"),
        (r"\bback 2 (?=\d)", "back to "),
        (r"(?<![\d.])(\.(?:0[1-9]|[1-4]\d))d\b(?! (?:left|to go|remain))", r"0\1 delta"),
        (r"\b(?:nil|nought) (?=percent\b|%)", "0 "),
        (r"\b5[- ]?day (?=(?:was|is|at|should)\b)", "vix_avg "),
        (r"\botm ?%(?: column| field| cell)? ?(?:=|:|to|->|at|is|of)? ?(\d+(?:\.\d+)?)%?(?![\d.]|,\d)", r"\1% otm "),
        (r"(?<=\d)[- ]?s(?= (?:condor|ic)s?\b)", " delta "),
        (r"\b(?:(ten|twelve|fifteen|sixteen|eighteen)s|(twent|thirt)ies)\b", lambda m: f"{m.group(1) or m.group(2) + 'y'} s"),
        (r"(?<=\d)(?<!\d\d\d)c(?= on )", " cents "),
        (r"(?<=\d)(?:¢| ?cts?\b|c(?= (?:of |in |to |for )?(?:slip|comm|fee|credit|a (?:leg|contract|side)|per)))", " cents "),
        (r"(?<=times )the daily range\b|(?<=\dx )(?:the )?daily range\b", "the edr"),
        (r"\ban? (?=penny\b)", "1 "),
        (
            r"\b(nickel|dime|quarter|half[- ]dollar)(?:s|[- ]wides?)(?= (?:wide|wings?|condor|ic|spread)|[,.; ]|$)",
            lambda m: f"{_COINS[m.group(1).split('-')[0].split()[0]]} wide" if m.group(0).endswith(("wide", "wides")) else m.group(0),
        ),
        (r"\bfuts?\b", "futures"),
        (r"(\bvix\b.*)\b(?:five|5)[- ]day (?=(?:is|at|was|=|:))", r"\1 vix_avg "),
        (r"\b(what|how|why|where|when) (?:exactly|actually|precisely) (?=(?:is|are|does|do|was|were|would)\b)", r"\1 "),
        (r"(?<=\d) n (?=\d)", " and "),
        (r"\b(?:and )?not calendar(?: days?| time)?\b", " "),
        (
            r"\b(sell|sold|short|selling) (?:the )?(\d,?\d{3}) (put|call)s? and (buy|bought|long|own|buying) (?:the )?(\d,?\d{3})"
            r"(?= ?(?:[,.;?]|and\b|$))",
            r"\1 the \2 \3 and \4 the \5 \3",
        ),
        (r"\b(\d{4,5}) ?([pc]) ([+-]\d{1,3})(?= ?(?:[,;]|\.(?!\d)|$))", r"\3 \1\2"),
        (r"\b(front|first|next|nearest) (?:two|three|four|five|[2-9]) (?=(?:vix |vx )?(?:futures?|contracts?|months?)\b)", r"\1 "),
        (r"\b((?:this|next|coming) (?:mon|tues|wednes|thurs|fri)day)s\b", r"\1"),
        (r"\b(\d{3,5}) ?([cp])e(?:s\b|\b)", r"\1 \2"),
        (r"\b(side|wings?) \((\d[\d.,]*)\)", r"\1 \2"),
        (r"\b(mon|tues|wednes|thurs|fri)days(?= (?:expir\w*|exp|opex|condor|ic|close)\b)", r"\1day"),
        (r"\b([4-9]\d\d\d) ?[-/] ?(\d\d)(?= ?(?:p|c|puts?|calls?)\b)", _short_pair),
        (r"\b(?:a|one) decade\b", "10 years"),
        (r"\b(?:two|2) decades\b", "20 years"),
        (r"\b(?:three|3) decades\b", "30 years"),
        (r"\bhalf a century\b", "50 years"),
        (r"\ba nickel\b", "5 cents"),
        (r"\ba dime\b", "10 cents"),
        (r"\bw(?=\d)", "width "),
        (r"\bsl\b", "stop loss"),
        (r"\btp\b(?! expir)", "profit target"),
        (r"\b(?:twice|double)(?=\s+(?:the\s+)?(?:edr|expected move|(?:opening |initial )?(?:credit|premium)))", "2 x"),
        (r"\b(?:twice|double)(?=\s+(?:what|as much as) i (?:lose|risk)\b|\s+(?:my|the) (?:loss(?:es)?|losers?)\b)", "2 times"),
        (r"(?<=[a-z])-and-an?-(half|quarter|third)\b", r" and a \1"),
        (r"\ba (?:pair|couple) of (?!days|weeks|months|years)", "2 "),
        (r"\bcal(?:endar|\.) (?=days?\b)", ""),
        (r"\bd\.? ?t\.? ?e\b\.?", " dte "),
        (r"\bplus(?: ?(?:and|or|/))? ?minus\b|\bup (?:and|or) down(?= \d)", " +-"),
        (r"\+-\s+(?=[\d$.])", "+-"),
        (r"\bdelta[- ]hedg\w+", " dhedging "),
        (r"\bzero[- ]?dte\b", " 0 dte "),
        (r"\bone[- ]?dte\b", " 1 dte "),
        (r"\bx ?\* ?y ?= ?k\b", " constant product "),
        (r"(?<=\d)[- ]?(?:pts?|pnts?)\b\.?", " points "),
        (
            r"\b(what|where|who|how|that|it|there|here|when)'?s\b(?=.)",
            lambda m: f"{m.group(1)} is" if "'" in m.group(0) or m.group(1) in ("what", "where") else m.group(0),
        ),
        (
            r"'s\b|'re\b|'ll\b|'d\b|'ve\b|'m\b",
            lambda m: {"'re": " are", "'ll": " will", "'d": " would", "'ve": " have", "'m": " am"}.get(m.group(0), ""),
        ),
    )
)
MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:uary|ruary|ch|il|ust|ember|ober|tember)?"
_ORDINALS = {
    name: day
    for day, name in enumerate(
        word_list(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
            "seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth "
            "twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
        ),
        start=1,
    )
}
_ORDINAL = "|".join(name.replace("-", "[- ]") for name in reversed(_ORDINALS))


def _day_of_month(match: re.Match[str]) -> str:
    """ "July the seventeenth" and "the seventeenth of July", with the day as a number."""
    return f" {match['month']} {_ORDINALS[match['day'].replace(' ', '-')]} "


def _near_year(match: re.Match[str]) -> str:
    """ "29 May 26 7350": a year for which options are listed, and else a day, as in "2 May 29 7350 puts"."""
    return f" {match.group(1)} 20{match.group(2)} " if int(match.group(2)) in YEARS_LISTED else match.group(0)


def _day_alone(match: re.Match[str]) -> str:
    """ "On the 22nd": of the month that is next to have it."""
    day = match["day"]
    number = day.rstrip("stndrh") if day[0].isdigit() else str(_ORDINALS[day.replace(" ", "-")])
    return f"{match['said']} day_of_month {number}"


def _dotted_day(match: re.Match[str]) -> str:
    """A day written 12.06.2026, 12.6.26 or, the month first, 06.18.2026."""
    day, month, year = (int(part) for part in match.groups())
    if month > 12 >= day:
        day, month = month, day
    return f" {year if year > 99 else 2000 + year}-{month}-{day} "


def _day_and_month(match: re.Match[str]) -> str:
    return f"{match['said']} {int(match['day'])} {_MONTH_NAMES[int(match['month']) - 1]} "


_MONTH_NAMES = word_list("jan feb mar apr may jun jul aug sep oct nov dec")
# An option by its symbol, .SPXW260529P6900 or SPXW 260529P06900000: its root, day, right, and strike, in thousandths when of eight digits.
_SYMBOL = (
    r"\.?\b(?:spxw?|xsp|spy|qqq|iwm|ndxp?|rutw?) ?(?P<year>\d\d)(?P<month>0\d|1[0-2])(?P<day>[0-3]\d)(?P<right>[pc])(?P<strike>\d{1,8}(?:\.\d+)?)\b"
)
_STRIKE_DIGITS = 8


def _of_symbol(match: re.Match[str]) -> str:
    """An option's symbol in words: "may 29 2026 6900 put"."""
    strike = float(match["strike"]) / (1000 if len(match["strike"]) == _STRIKE_DIGITS else 1)
    right = "put" if match["right"] == "p" else "call"
    return f"{_MONTH_NAMES[int(match['month']) - 1]} {int(match['day'])} 20{match['year']} {strike:g} {right}"


_SHORTHANDS += tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"(?<![\d.,])(0?[1-9]|[12]\d|3[01])\.(0?[1-9]|[12]\d|3[01])\.(20\d\d|\d\d)\b(?![.,]\d)", _dotted_day),
        (
            r"\b(?P<said>expir\w*|until|through|settl\w+|on)(?: on)?(?: the)? (?P<day>0?[1-9]|[12]\d|3[01])\.(?P<month>0?[1-9]|1[0-2])\.(?= |,|;|$)",
            _day_and_month,
        ),
        (rf"\b(?P<month>{MONTH}) (?:the )?(?P<day>{_ORDINAL})\b(?![- ](?:mon|tue|wed|thu|fri))", _day_of_month),
        (rf"\b(?:the )?(?P<day>{_ORDINAL}) of (?P<month>{MONTH})\b", _day_of_month),
        (
            rf"\b(?P<said>on|for|by|expir\w*|exp|until|till|through|settl\w+) (?:on )?the "
            rf"(?P<day>\d\d?(?:st|nd|rd|th)|(?:{_ORDINAL})(?= ?(?:[,.;]|$|at\b|with\b)))"
            rf"(?! (?:of )?{MONTH}|[- ](?:mon|tue|wed|thu|fri|percentile))",
            _day_alone,
        ),
        (rf"\b(\d\d?)-?({MONTH})-?'?(\d\d)\b", r" \1 \2 20\3 "),
        (rf"\b(\d\d? {MONTH}|{MONTH} \d\d?),? '(\d\d)\b", r" \1 20\2 "),
        (rf"\b(\d\d? {MONTH}) (\d\d)(?= \d{{4}}\b| body\b|/\d\d? {MONTH}|\W*$)", _near_year),
        (rf"\b({MONTH})(\d\d?)\b", r" \1 \2 "),
        (rf"\bspx +100 (?:\(weeklys\) )?(?=\W*\d\d? ?(?:{MONTH}|dte|days?|d)\b)", "spx "),  # an order ticket's multiplier
        (r"(?<=\d) (?:call ?/ ?put|put ?/ ?call)(?= ?@)", ""),
        (_SYMBOL, _of_symbol),
    )
)
_PLURALS = {
    "condors": "condor", "deltas": "delta", "sigmas": "sigma", "sds": "sd", "wks": "weeks", "wk": "week", "pts": "points", "pt": "points",
    "contract": "contracts", "lot": "lots", "ics": "ic", "spot_price": "spot", "vols": "vol", "volatility": "vol", "implieds": "implied",
    "ivol": "iv", "wing": "wings", "widths": "width", "wides": "wide", "breakevens": "breakeven", "greek": "greeks", "u": "you",
    "acct": "account", "exp": "expiring", "expiry": "expiring", "expires": "expiring", "expire": "expiring", "expiration": "expiring",
    "dn": "down", "pls": "please", "plz": "please",
    "sept": "sep", "int": "interest", "mkt": "market", "prem": "premium", "strats": "strategies", "flies": "fly", "ironfly": "iron fly",
    "bes": "breakeven", "commish": "fees",
    "ironcondor": "iron condor", "butterflies": "butterfly", "strangles": "strangle", "straddles": "straddle", "calendars": "calendar",
    "verticals": "vertical", "tails": "wings", "sizing": "size", "sized": "size", "slip": "slippage", "comms": "fees", "commissions": "fees",
    "commission": "fees", "fee": "fees", "mo": "months", "month": "months", "mos": "months", "yr": "years", "yrs": "years", "year": "years",
    "hrs": "hours", "mins": "minutes", "minute": "minutes", "dayz": "days", "dys": "days", "irn": "iron",
    "ironcondors": "iron condor", "tmrw": "tomorrow", "tmr": "tomorrow", "tmrws": "tomorrow", "tomorrows": "tomorrow", "tmw": "tomorrow",
    "wknd": "weekend", "rn": "right now", "mon": "monday", "tue": "tuesday", "weds": "wednesday",
    "spooz": "spx", "sells": "sell", "buys": "buy", "selled": "sold", "sld": "sold", "sto": "sell", "bto": "buy", "strad": "straddle",
    "strads": "straddle", "putt": "put", "putts": "puts", "bwb": "broken wing butterfly", "vola": "vol", "volas": "vol", "volatilities": "vol",
    "dl": "delta", "dls": "delta", "buyng": "buying", "seling": "selling", "sellng": "selling", "bougth": "bought",
    "collects": "collect", "edrs": "edr", "dels": "delta", "del": "delta", "divs": "div", "sh": "shares", "shs": "shares", "dividens": "dividend",
    "lng": "long", "px": "price", "calll": "call", "ironn": "iron", "divi": "div", "divis": "div",
    "penny": "cent", "pennies": "cents", "hour": "hours", "payed": "paid", "dividends": "dividend", "yields": "yield", "rates": "rate",
}  # fmt: skip

# The words worth mending. Each is long or odd enough that a near miss means it.
_KNOWN_WORDS = (
    "condor strangle straddle butterfly calendar vertical collar account contracts delta strike strikes "
    "credit wings sigma standard deviation implied "
    "volatility dividend percent premium expiring hedge engine regime slippage receivables liabilities breakeven probability second balanced "
    "aggressive conservative spread strangles dollars points price spot iron width short chart payoff greeks vix spx dte growth required return "
    "forward kelly gordon ratio quick current position margin scenario stress stressed capital realized "
    "profit index theta gamma vega equity multiplier "
    "turnover insured protection distance between wide tomorrow friday monday tuesday wednesday thursday weeks"
)
_KNOWN = tuple(_KNOWN_WORDS.split())
_STRUCTURES = word_list("straddle strangle butterfly calendar")
# Ordinary words one slip away from a known one.
_ORDINARY_WORDS = (
    "post stop sport sort shot shirt store shorts shorter strive stroke striking edit credits account "
    "accounts accounting account's wing wind king win winds "
    "forwards onward toward reward frequent curves currents ration rations patio radio equality return "
    "returns returned portion prince pride prize "
    "priced prices pricing prior private practice irony growths indexes insect indices margins marine "
    "martin merging position positions short shorten "
    "shortest port points pints print paint joint quickly quicker weeks seeks weekly credible critic dealt deltas delay street streets stresses "
    "six vis via fix mix spy sps spc dot due date dates day days chat charts heart charm smart start part payoffs reads leads spreads spreading "
    "threads bread breads spreader regimes engines engineer hedged hedges hedger edge ledger width with wide wider side widen "
    "return period periods capital capitals capitol realize realizes realised profits prophet forwarded distances distant instance "
    "required requires require acquired growing grow grown implies imply applied multiple multiples multiply second seconds seconded "
    "conversation conservation balance balances call calls wall fall put puts strikes striker collars dollar dollars color colors vertically "
    "verticals stranger strange strangler straddles struggle standards scenarios spots split pots sport "
    "spent spike spikes spiked gamma drama game "
    "vegas vega theta beta iota between tomorrow liability quite quiet quote quotes monday friday "
    "equities equity dividends deviations points expired "
    "protective protecting projection projections prints printing multiplied multiplies multiply divided "
    "divide struggles wins winning winner winners currently "
    "explain explaining exploring expecting expert experts export index probabilities premiums payoff "
    "layoff payout turnovers person personal version "
    "ensured insured insure gas months kelly belly jelly really rely reply early yearly fully bully "
    "saddle gorgon ago long song strong pre pro price theirs shoot shout shore snort cart chant cellar contracted contractor contractors "
    "contrasts dedication depiction derivation greens injured paints prime production prosecution protector stigma strangely stripe "
    "stripes strife strikers wines weeds"
)
_ORDINARY = frozenset(_ORDINARY_WORDS.split())


def normalise(text: str) -> tuple[str, list[int]]:
    """Lower case, with signs and shorthands written one way; and for each character the place in `text` it comes from."""
    origin: list[int] = []
    written: list[str] = []
    for place, sign in enumerate(text):
        plain = _SIGNS.get(sign) or sign.lower()
        written.append(plain)
        origin.extend([place] * len(plain))
    line, origin = unfolded("".join(written), origin, text)
    for pattern, words in _SHORTHANDS:
        line, origin = _rewritten(pattern, words, line, origin)
    return line, origin


def _rewritten(pattern: re.Pattern[str], words: str | Callable[[re.Match[str]], str], line: str, origin: list[int]) -> tuple[str, list[int]]:
    """Replace what matches; its characters come from the first and, for the last one, the last of what they replace."""
    pieces: list[str] = []
    places: list[int] = []
    end = 0
    for match in pattern.finditer(line):
        new = match.expand(words) if isinstance(words, str) else words(match)
        pieces += [line[end : match.start()], new]
        places += origin[end : match.start()]
        if match.end() > match.start():
            first, last = origin[match.start()], origin[match.end() - 1]
            places += [first] * (len(new) - len(new.lstrip()) + 1) + [last] * (len(new.lstrip()) - 1) if new.strip() else [first] * len(new)
        end = match.end()
    return ("".join([*pieces, line[end:]]), [*places, *origin[end:]]) if pieces else (line, origin)


_VOWELS = str.maketrans("", "", "aeiou")


def _letters_left_out(word: str, known: str) -> bool:
    """Whether the word is the known one with a vowel or two left out: "wde", "dlta", "cndor"."""
    if not 1 <= len(known) - len(word) <= 2 or known[0] != word[0] or known.translate(_VOWELS) != word.translate(_VOWELS):
        return False
    letters = iter(known)
    return all(letter in letters for letter in word)


@lru_cache(maxsize=1024)
def mend_unit(word: str) -> str:
    """The word after a number: "dasy" or "dats" there can only be days."""
    mended = mend(word)
    return "days" if mended == word != "day" and word[:1] == "d" and OSA.distance("days", word, score_cutoff=1) <= 1 else mended


@lru_cache(maxsize=4096)
def mend(word: str) -> str:
    """The word as the patterns know it: singular or plural made one, a slip in a known word undone."""
    word = _PLURALS.get(word, word)
    if len(word) < 3 or word in _ORDINARY or word in _KNOWN:
        return word
    allowed = 1 if len(word) <= 8 else 2
    best, distance = word, allowed + 1
    for known in _KNOWN:
        if word.startswith(known) or (known.startswith(word) and len(known) - len(word) > 1):
            continue  # a word of its own with an ending, or a shortening
        if _letters_left_out(word, known) or word.replace("y", "i") == known:
            return _PLURALS.get(known, known)
        if abs(len(known) - len(word)) > allowed or (known[0] != word[0] and sorted(known) != sorted(word)):
            continue
        if len(known) <= 4 and len(word) <= len(known) and sorted(known) != sorted(word):
            continue
        if len(known) == 3 and sorted(known) != sorted(word):
            continue
        away = OSA.distance(known, word, score_cutoff=allowed)
        if away < distance:
            best, distance = known, away
    if best == word and len(word) > 5:  # a structure's name may lose two letters
        near = (known for known in _STRUCTURES if known[0] == word[0] and known[-1] == word[-1] and OSA.distance(known, word, score_cutoff=2) <= 2)
        best = next(near, best)
    return _PLURALS.get(best, best)
