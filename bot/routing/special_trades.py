"""What only some trades are told: shocks, the state at a roll, a VIX option's future, a calendar's two expiries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.answer import Missing
from bot.routing import slots
from bot.routing.dates import DAYS_A_MONTH
from bot.routing.found import STRIKE_FIELDS, Found
from bot.routing.numbers import Number
from bot.routing.reading import Reading, compiled
from bot.routing.series import take_shocks
from bot.routing.slots import Slot
from bot.routing.strikes import Strikes, take_strikes
from bot.routing.structures import LOWEST_VIX_STRIKE
from bot.routing.words import FALLS, RISES

_AHEAD = (
    r"(?:in |after |over |for |horizon ~)?# days? (?:from (?:now|today|here)|later|ahead|forward|on|hence|into (?:the trade|it)|"
    r"(?:have |had |has )?(?:go|goes|gone|pass|passes|passed|elapse|elapsed|slip|roll) ?(?:by|past)?(?= (?:[,.;:?!]|and|with|without|what|how|$)))",
    r"(?:horizon|after) ~# (?:days?|d)",
)
_DAYS_ON = r"(?:t|today|now) \+ #(?: days?)?|(?:date slider|slider|roll(?:ed)? forward|fast forward) (?:(?:at|to|by|on|the|date|set) )*# (?:days?|d)"
_A_WEEK_ON = (
    r"(?<!expiring )(?:in|after) (?:a|one) weeks(?: time)?(?= (?:[,.;:?!]|and|if|with|$))|(?:a|one) weeks (?:from (?:now|today)|later|hence|ahead)"
)
_TIME_NAMED = compiled(r"# (?:dte|days?|d|weeks|months)|dte ~#|expiring .*")


def read_horizon(reading: Reading, found: Found, known: Mapping[str, Any] | None = None) -> None:
    """The day a trade is looked at before it expires: "its value in ten days". Only beside the days it has in all, said or known."""
    after = reading.match(r"after # (days|weeks)|# (days?) in(?= (?:[?.!,]|$))") if known is not None and "dte" in known else None
    if after is not None:
        place, unit = (group for group in after.groups() if group is not None)
        found.inputs["horizon_days"] = reading.number(place).value * (7 if unit == "weeks" else 1)
        return
    held = reading.take(r"(?:hold|keep|carry) (?:it |them |this |onto it )*(?:for )?(?:only |just )?# days?")
    if held is not None:
        found.inputs["horizon_days"] = held[0].value
        return
    day = reading.take(r"(?:by|at|on|as of|for|show me|show|see) (?:the )?day #(?! (?:delta|dte|condor))", lambda number: number.kind == "N")
    if day is not None:
        found.inputs["horizon_days"] = day[0].value
        return
    named = len(_TIME_NAMED.findall(reading.text)) + ("dte" in found.inputs)
    on = reading.take(_DAYS_ON) if named else None
    if on is not None:
        found.inputs["horizon_days"] = abs(on[0].value)
        return
    if named and reading.match(_A_WEEK_ON) is not None:
        found.inputs["horizon_days"] = 7
        return
    if named < 2 and not {"dte", "back_dte"} <= set(found.inputs):
        return
    weeks = reading.take(
        r"(?:in|after|as of) # weeks(?: from (?:now|today))?(?! (?:left|to go))|"
        r"# weeks (?:from (?:now|today)|later|hence|ahead)|# weeks on(?= (?:[,.;?!]|$))",
        lambda number: number.kind == "N",
    )
    if weeks is not None:
        found.inputs["horizon_days"] = 7 * weeks[0].value
        return
    later = reading.take(r"# days?", lambda number: number.signed and number.value > 0)  # "+15 days"
    if later is not None:
        found.inputs["horizon_days"] = later[0].value
        return
    for pattern in (*_AHEAD, r"(?<!expiring )(?<!expires )in # days?(?! (?:left|to go))", r"# days? in(?! (?:the|a|my|all))"):
        horizon = reading.take(pattern)
        if horizon is not None:
            found.inputs["horizon_days"] = horizon[0].value
            return


EXIT_FIELDS = ("profit_target", "stop_loss", "close_days_left")
_PROFIT = r"(?:max(?:imum)? |the |my |its |our |full |initial |opening )*(?:profits?|gains?|credit|premium|winners?|winnings)"
_CLOSE = (
    r"(?:clos(?:e|es|ed|ing)|exit(?:s|ed|ing)?|out|bail(?:ing)?|leave|leaving|manag(?:e|es|ed|ing)|flatten(?:ed|ing)?|cover(?:ed|ing)?|"
    r"time (?:exit|stop)|tak(?:e|ing) (?:it|them) off)"
)
_IT = (
    r"(?:it|them|the trade|the condor|trade|position|everything|winners|early|at|with|by|on|when|after|if|is|are|there|still|has|"
    r"have|of|or|to|:|,|the)"
)
_DAY = r"(?:days?|dte|d)(?: (?:are |is )?(?:left|to go|remaining|before expiring|to expiring|mark|out))?"


def read_exits(reading: Reading, found: Found) -> None:
    """The rules a condor is closed by: "take profit at 50 %, stop at 2x the credit, out at 21 DTE"."""
    both = reading.take(_TARGET_AND_STOP, lambda part, times: _part(part) > 0 and _credits(times) > 0)
    if both is not None:
        found.inputs.update(profit_target=_part(both[0]), stop_loss=_credits(both[1]))
    for field, convert, patterns in (
        (
            "close_days_left",
            slots.plain,
            (
                rf"{_CLOSE} (?:{_IT} )*# {_DAY}",
                rf"{_CLOSE} (?:at |by )?(?:days|dte) ~#",
                r"# (?:days?|dte|d) (?:time )?(?:exit|stop|close|rule)",
                r"(?:at|with|by|when|once) # (?:days|dte) (?:are |is )?(?:left|to go|remaining|before expiring)",
                r"(?:or|and|else|then) (?:at |with |by |after )*# (?:days|dte)(?: (?:left|to go|remaining))?",
                r"close days left ~#",
                r"(?:when|once|if|until|till) (?:(?:there|it|we|i|only|just|still) )*(?:rests?|remains?|(?:(?:are|is|have|has) )?left) "
                r"(?:only |just )?# days?",
                r"(?:hold(?:ing)?|let(?:ting)? (?:it |them )?run) (?:it |them |on )?"
                r"(?:to|until|till|past|beyond|below|under|inside) # (?:days|dte)(?: (?:left|to go|remaining))?",
            ),
        ),
        ("close_days_left", _WEEKS.convert, (r"# weeks (?:before expiring|to expiring|remaining|left)",)),
        (
            "stop_loss",
            _credits,
            (
                r"# (?:x |times )?(?:the |of )*(?:credit |premium )?(?:hard )?(?:stop|loss)(?: loss)?",
                r"stop(?:s|ped|ping)?(?: (?:loss|out|it|them|at|is|of|when|on|losing|the trade|the|:|a|loses?|if))* "
                r"~#(?: (?:x|times|multiples?))?(?: (?:of |the |my )*(?:credit|premium)(?: received| taken in)?)?(?: loss)?",
                r"(?:loss|down|loses?|losing|lost) (?:is |of |hits |reaches |gets to )*# (?:(?:x|times)(?: the)?(?: (?:credit|premium))?|credits)",
                r"stop loss ~#",
            ),
        ),
        (
            "stop_loss",
            _bought_back,
            (
                r"stop(?:s|ped)? .*(?:costs?|worth|trades|price|value|buy(?:ing)? (?:it |them )?back) .*# "
                r"(?:x|times)(?: .*(?:credit|premium)| to (?:close|exit|cover|buy (?:it )?back))",
            ),
        ),
        (
            "profit_target",
            _part,
            (
                rf"(?:profits? target|target|take profits?|taking profits?|book(?:ing)? profits?|profits?)(?: (?:at|of|is|when|on|:|=|the|taking))* #"
                rf"(?: (?:of )?{_PROFIT})?",
                rf"# (?:of )?(?:the )?(?:{_PROFIT})(?: target| taker| exit)?",
                r"# (?:profit )?(?:target|tp)",
                rf"(?:{_CLOSE}|tak(?:e|ing)|captur(?:e|ing)|keep(?:ing)?|bank(?:ing)?|lock(?:ing)? in) (?:{_IT} |in )*#%",
            ),
        ),
    ):
        for pattern in patterns if field not in found.inputs else ():
            numbers = reading.take(pattern, lambda number, convert=convert: convert(number) > 0)
            if numbers:
                found.inputs[field] = convert(numbers[0])
                break
    again = reading.take(
        rf"{_BUY_BACK} (?:(?:at|for|is|are|costs?|costing|reaches|hits|worth|comes|to) )*# (?:x|times)(?: (?:the|my|its))* (?:credit|premium)"
    )
    if again is not None:
        found.inputs.setdefault("stop_loss", _bought_back(again[0]))
    if "stop_loss" not in found.inputs and reading.match(_STOP_AT_CREDIT) is not None:
        found.inputs["stop_loss"] = 1
    for field, pattern in (
        ("paths", r"(?:over |with |on )?# (?:simulated |random )?(?:paths|runs|simulations|trials)|paths ~#"),
        ("seed", r"(?:random )?seed ~#"),
    ):
        number = reading.take(pattern, lambda n: n.kind == "N" and n.value == int(n.value))
        if number:
            found.inputs[field] = int(number[0].value)
    slips = reading.take(_EXIT_COSTS, lambda number: number.kind != "P")
    if slips:
        found.inputs["exit_slippage"] = slots.premium(slips[0])
    if "profit_target" not in found.inputs:
        part = reading.match(rf"({'|'.join(_PARTS)}) (?:of )?(?:the |its |my )*{_PROFIT}(?: target)?|(?:at|for|take|taking|takes) (half)(?: profit)?")
        if part is not None:
            found.inputs["profit_target"] = _PARTS[part.group(1) or part.group(2)]


_BUY_BACK = r"(?:buy(?:ing)? (?:(?:it|them|the condor) )?back|closing (?:it|cost)|cost to close|(?:it|closing|exit) costs?)"
_STOP_AT_CREDIT = (
    r"(?:stop(?:s|ped|ping)?(?: (?:out|loss|it|them))?|bail(?:ing)?|cut) (?:(?:at|when|on|if|once|is|:) )*"
    r"(?:(?:a|the|my|our|i|we|it|is|are|am|down|has|"
    r"have|loss|losses|loses?|lost|losing|of|equal|equals|to|reaches|hits|as|large|big|much|full|same|one|whole|exceeds|size|amount) )+"
    r"(?:credit|premium)(?! (?:left|is))"
)
# "tp 50% sl 2x": each word before its number.
_TARGET_AND_STOP = r"profit target ~# (?:(?:and|,|/) )*stop loss ~#(?: (?:x|times))?(?! (?:stop|profit))"
_EACH_EXIT = r"(?:each|every|an?|per|on|at|for|when) (?:(?:the|each|every|an?|early|managed) )*(?:exit\w*|clos(?:e|es|ing)|buy ?back)"
_EXIT_COSTS = (
    rf"{_EACH_EXIT} (?:trade )?(?:costs?|slips?|gives up|loses|takes) (?:(?:me|us|you|another|an?|about|extra|further|"
    rf"additional) )*#(?: (?:extra|more|points|in|of|slippage))*|"
    rf"# (?:points )?(?:of )?slippage {_EACH_EXIT}|(?:exit|closing) slippage (?:of )?~#|slippage (?:of )?~# (?:points )?{_EACH_EXIT}|"
    rf"# (?:points )?(?:of )?(?:exit|closing) slippage"
)
_PARTS = {"half": 0.5, "quarter": 0.25, "third": 1 / 3, "two thirds": 2 / 3, "three quarters": 0.75}


def _credits(number: Number) -> float:
    """A stop in credits: 2, 2x and 200 % are all 2; a day's count or a level is none."""
    value = number.value / 100 if number.kind == "P" or number.value >= MOST_CREDITS else number.value
    return value if number.kind != "D" and value <= MOST_CREDITS else -1.0


def _bought_back(number: Number) -> float:
    """A stop by what closing costs: three times the credit is a loss of two."""
    return _credits(number) - 1.0


def _part(number: Number) -> float:
    """A profit target as a part of the credit: 50 % and 50 are 0.5."""
    value = slots.share(number)
    return value if number.kind != "D" and value < 1 else -1.0


MOST_CREDITS = 20.0


def read_stress(reading: Reading, found: Found) -> None:
    read_horizon(reading, found)
    horizon = reading.take(_AHEAD[0]) or reading.take(_AHEAD[1]) if "horizon_days" not in found.inputs else None
    if horizon is not None:
        found.inputs["horizon_days"] = horizon[0].value
    elif (night := reading.take(r"overnight \( # days? \)")) is not None:
        found.inputs["horizon_days"] = night[0].value
    elif reading.match(r"overnight") is not None:
        pass  # a gap, with no time to pass
    elif reading.match(r"(?:tomorrow|one day later|a day later|next day)") is not None:
        found.inputs["horizon_days"] = 1
    elif reading.match(r"(?:a weeks (?:from now|later|on)|in a weeks|after a weeks)") is not None:
        found.inputs["horizon_days"] = 7
    _vix_in_points(reading, found)
    found.inputs.update(take_shocks(reading))


_VOL = r"(?:vix|vol|iv|implied|implied vol)"


def _vix_in_points(reading: Reading, found: Found) -> None:
    """ "VIX up 10", "+8 vix", "VIX from 18 to 30": what vol moves by, told in points."""
    levels = reading.take(
        rf"{_VOL} (?:[a-z]+ ){{0,3}}?from # (?:[a-z]+ ){{0,2}}?to #", lambda *both: all(5 <= slots.vix(number) <= 150 for number in both)
    )
    if levels:
        found.inputs["vol"] = slots.vol(levels[0])
        found.vol_points.append(slots.vix(levels[1]) - slots.vix(levels[0]))
        return
    between = r"(?:(?:is|are|was|also|then|the|moves?|changes?|shocks?|of|by|another|an extra|about|some) )*"
    alone = r"(?! (?:,|/|and|or|, and) (?:\w+ )?[NP]\d+)"  # a list of moves with its unit at the end is none of points
    for pattern, ok in (
        (rf"(?:vix {between}({RISES}|{FALLS}) {between}#{alone}|{_VOL} {between}({RISES}|{FALLS}) {between}# (?:vix |vol )?points)", _points_of_vol),
        (rf"(?:vix {between}()#{alone}|{_VOL} {between}()# (?:vix |vol )?points)", lambda number: number.signed and _points_of_vol(number)),
        (rf"()# points? {_VOL} (?:{RISES}|move|shock)", _points_of_vol),
        (r"()#(?: points)? (?:on |in |of )?(?:the )?vix", lambda number: number.signed and _points_of_vol(number)),
    ):
        while (match := reading.match(pattern, ok)) is not None:
            *ways, place = (group for group in match.groups() if group is not None)
            way, move = "".join(ways), reading.number(place).value
            found.vol_points.append(-abs(move) if way and re.fullmatch(FALLS, way) else move)


def _points_of_vol(number: Number) -> bool:
    """Whether a move of vol is told in points: neither in percent nor as a fraction."""
    return number.kind == "N" and 1 <= abs(number.value) <= 100


def points_to_shocks(found: Found, known: Mapping[str, Any]) -> None:
    """Moves of vol said in points, "VIX +5", as the part of the vol they are; of vol nobody knows they wait."""
    vol = found.inputs.get("vol", known.get("vol"))
    if vol is None:
        return
    if found.vol_points:
        found.inputs["vol_shocks"] = [round(move / (100 * vol), 10) for move in found.vol_points]
        found.vol_points = []
    shocks = found.inputs.get("vol_shocks", ())
    if any(abs(shock) >= LEAST_POINTS for shock in shocks):
        found.inputs["vol_shocks"] = [round(shock / (100 * (vol if abs(shock) < MOST_POINTS else 1)), 10) for shock in shocks]


LEAST_POINTS = 3.0  # no market's vol rises by 300 %
MOST_POINTS = 20.0  # "vol +50" is percent, as a shock is told; the VIX moves in points
_NEW = r"(?:now|moved|gone|went|is|has|been|at|to|up|down|risen|fallen|rallied|dropped|fell|rose|sits|trades|since|just|currently)"


_WEEKS = Slot("days_left", lambda number: 7 * number.value, 1, 400, (), "")


def read_roll(reading: Reading, found: Found) -> None:
    """The trade after it was opened: where index and vol are now, the days left, and the expiry it moves to."""
    for name, slot, pattern in (
        ("new_dte", None, r"new dte ~#"),
        ("days_left", None, r"days left ~#"),
        ("new_spot", slots.SPOT, r"new (?:spot|index|spx) ~#"),
        ("new_vol", slots.VOL, r"new (?:vol|iv|vix) ~#"),
        ("new_spot", slots.SPOT, rf"(?:spx|index|spot|market|underlying|cash) (?:(?:{_NEW}|{RISES}|{FALLS}) )+#"),
        ("new_vol", slots.VOL, rf"(?:vix|iv|vol|implied) (?:(?:{_NEW}|{RISES}|{FALLS}) )+#"),
        ("new_dte", None, r"(?:to|into|->|out to|for|new) (?:a |the |another |new |expiring in |in )*# (?:dte|days?|d)(?: out| expiring)?"),
        (
            "new_dte",
            None,
            r"new (?:one|condor|trade|position|expiring)(?: (?:at|is|with|in|for|,|:|has))* # (?:dte|days?)",
        ),
        ("days_left", None, r"# (?:dte|days?|d) (?:left|to go|remain|remains|remaining|until expiring|to expiring|now)"),
        ("days_left", None, r"(?:rest|remain\w*|left|(?:until|till|to|before) expiring)(?: (?:are|is|of|:))* # (?:dte|days?|d)"),
        ("new_dte", None, r"(?:sell|selling|sold|re ?sell|open|opening|reopen|reopening) (?:to open )?(?:the |a |an |it |at |in )*# (?:dte|days?|d)"),
        ("days_left", _WEEKS, r"# weeks (?:left|to go|remaining|until expiring|to expiring)"),
        ("new_dte", None, r"# (?:dte|days?) (?:out|away|ahead|expiring)"),
        ("new_dte", None, r"(?:new |to |into |out )(?:dte |expiring |expiry )*~#(?! (?:delta|sd|sigma|points|wide|w|x|times|edr|%)) ?(?:dte|days?)?"),
        ("new_spot", slots.SPOT, r"(?:now at|now) #"),
    ):
        if name in found.inputs:
            continue
        ok = slot.believable if slot is not None else lambda number: 0 < number.value <= 400
        numbers = reading.take(pattern, ok)
        if numbers:
            found.inputs[name] = slot.convert(numbers[0]) if slot is not None else numbers[0].value
    sold = reading.take(
        r"(?:from|sold at|@) #(?= (?:[,;.]|with|and))", lambda number: number.kind != "P" and number.value < 200 and "." in number.text
    )
    if sold and "credit" not in found.inputs:
        found.inputs["credit"] = sold[0].value
    if "days_left" in found.inputs and "new_dte" not in found.inputs:  # of two days named, the other is the one it moves to
        later = reading.take(r"(?:at|in|with|for|,|\() # (?:dte|days?|d)(?! (?:left|to go|remain\w*))", lambda number: 0 < number.value <= 400)
        if later:
            found.inputs["new_dte"] = later[0].value
    if "new_dte" in found.inputs and "days_left" not in found.inputs:
        now = reading.take(r"# (?:dte|days?|d)(?! (?:out|ago|old))")
        if now:
            found.inputs["days_left"] = now[0].value
    moved_to = take_strikes(reading) if set(STRIKE_FIELDS) <= set(found.inputs) else Strikes()
    if moved_to.condor is not None:
        found.inputs.update({f"new_{field}": strike for field, strike in zip(STRIKE_FIELDS, moved_to.condor, strict=True)})
    if not any(name in found.inputs for name in ("new_dte", "days_left", *STRIKE_FIELDS)):  # of an open trade known already
        later = reading.take(
            r"(?:at|in|with|for|make it|try|rather) (?:the )?# (?:dte|days?)(?! (?:left|to go|remain\w*))", lambda number: 0 < number.value <= 400
        )
        if later:
            found.inputs["new_dte"] = later[0].value
    if reading.match(
        r"(?:at |with |to |into |keeping |keep |on )?(?:the )?(?:same|unchanged|identical) strikes|keep(?:ing)? (?:the |my )*strikes|"
        r"strikes (?:are |is |stay(?:s|ing)? |kept |left |remain(?:s|ing)? )*(?:the )?(?:same|unchanged|as (?:they are|is)|where they are|put)"
    ):
        found.inputs["strikes"] = "same"


_VIX_FUTURE = Slot(
    "spot",
    slots.plain,
    5,
    150,
    (
        r"(?:vix futures?|futures?|forward|vx|underlying|vix future|spot|vix|f) ~#",
        r"# (?:future|futures|forward)",
        r"futures? (?:\w+ ){1,4}(?:is|at|stands at|trades at) #",
    ),
    "Where is the VIX future of that expiry?",
)


def read_vix_option(reading: Reading, found: Found) -> None:
    found.inputs["underlying"] = "future"
    count = reading.take(
        r"#(?: ,)?(?: x| of| of the)?(?= vix (?:_|[N]\d+ (?:strike )?(?:calls?|puts?|c|p) ))",
        lambda number: number.kind == "N" and number.value == int(number.value) > 0,
    )
    if count:
        found.inputs["contracts"] = int(count[0].value)
    each = reading.take(
        r"# (?:calls?|puts?) (?:(?:struck|strike|at|@) )+#",
        lambda many, strike: many.kind == "N" and many.value == int(many.value) > 0 and LOWEST_VIX_STRIKE <= strike.value <= 200,
    )
    if each:
        found.inputs.update(contracts=int(each[0].value), strike=each[1].value)
    if "strike" not in found.inputs:
        numbers = reading.take(
            r"(?:strike|k|struck) ~#|vix # (?:strike )?(?:call|put|c|p)|(?:call|put) (?:struck )?(?:at )?#|# strike",
            lambda number: LOWEST_VIX_STRIKE <= number.value <= 200 and number.kind != "P",
        )
        if numbers:
            found.inputs["strike"] = numbers[0].value
    if "right" not in found.inputs:
        found.inputs["right"] = "put" if reading.said_at_all("puts?|p") else "call"
    found.take(
        reading, Slot("vol", slots.vol, 0.1, 5, (*slots.VOL.patterns[1:2], r"(?:vol of vol|vvix|iv|vol|implied|implied vol) ~#"), slots.VOL.ask)
    )
    found.take(reading, _VIX_FUTURE)


_FAR_VOL = r" (?:back|far|long|second|later) [^,;]*(?:iv|vol|implied|marked|quoted|priced|trades|trading) "


def read_two_expiries(reading: Reading, found: Found) -> None:
    given = found.inputs
    far = reading.take(
        r"(?:back|far|long|second|later) (?:leg|months?|expiring|one)(?: (?:\'|s|is|are|at|on|trades|trading|marked|quoted|priced|iv|vol|"
        r"implied|now|of|has))* "
        r"#(?: (?:vol|iv|implied))?(?! (?:days?|dte|d|weeks|months))",
        lambda number: 5 <= slots.vix(number) <= 90 and ("." in number.text or re.search(_FAR_VOL, reading.text) is not None),
    )
    if far and "back_vol" not in given:
        given["back_vol"] = slots.vol(far[0])
    if "back_dte" in given:
        return
    for pattern, ok in _FRONT_AND_BACK if not {"vol", "back_vol"} & set(given) else ():
        each = reading.take(
            pattern, lambda *two, ok=ok: _two_vols(*two) and (ok or two[0].value >= two[1].value or all(n.kind == "P" or "." in n.text for n in two))
        )
        if each is not None:
            given.update(vol=slots.vol(each[0]), back_vol=slots.vol(each[1]))
            break
    vols = reading.take(r"(?:vols?|ivs?|implieds?) ~# (?:/|and|vs|versus|against) #(?! (?:days?|dte|d|lots|contracts|wide|points))", _two_vols)
    if vols is not None and "vol" not in given and "back_vol" not in given:
        given.update(vol=slots.vol(vols[0]), back_vol=slots.vol(vols[1]))
    alone = given.pop("_days", None)
    day = r"(?:days?|dte|d)"
    _vol_of_each_leg(reading, given, day)
    turned = reading.peek(rf"front (?:leg |months? |at |: )*# {day}(?: (?:and|,|/|-))* back (?:leg |months? |at |: )*#(?: {day})?")
    if turned is not None and turned[0].value > turned[1].value:
        said = f"The front leg expires before the back one: {turned[0].text} days are more than {turned[1].text}. Which days has each?"
        found.doubt = Missing("calendar_spread", "dte", said)
    pair = (
        reading.take(
            rf"(?:front|near|short|sell) (?:leg |months? |at |: )*# {day} (?:, |and |/ |- )*(?:back|far|long|buy) "
            rf"(?:leg |months? |at |: )*#(?: {day})?"
        )
        or reading.take(
            rf"(?:front|near|short|sell|back|far|long|buy) (?:leg |months? |the |: )*# (?:, |and |/ |- )*(?:back|far|long|buy|front|near|short|sell) "
            rf"(?:leg |months? |the |: )*#(?: {day})?",
            lambda a, b: 0 < min(a.value, b.value) < max(a.value, b.value) < 1000,
        )
        or reading.take(rf"# {day} (?:against|vs|versus|/|over) #(?: {day})?", lambda a, b: a.value < b.value < 3660)
        or reading.take(
            rf"# (?:{day} )?(?:vs|versus|against|/|over|and|to|,|-|front|back|, back)"
            rf"(?: long| short| sell| buy| a| the| sold| bought)* # {day}(?: back)?",
            lambda a, b: max(a.value, b.value) <= 3660,
        )
        or reading.take(
            rf"(?:front|near|short|sell) (?:leg |months? |expiring |the |at |of )*# {day} .*(?:back|far|long|buy) "
            rf"(?:leg |months? |expiring |the |at |of )*# {day}",
            lambda a, b: max(a.value, b.value) <= 3660,
        )
        or reading.take(rf"# (?:vs|versus|/|-) #(?: {day})?", lambda a, b: a.value < 400 and b.value < 800)
        or reading.take(_WEEKS_TWICE)
        or reading.take(_MONTHS_TWICE)
    )
    if pair:
        scale = 7.0 if reading.said_at_all(_WEEKS_TWICE) else DAYS_A_MONTH if reading.said_at_all(_MONTHS_TWICE) else 1.0
        front, back = sorted(number.value * scale for number in pair)
        given.update(dte=front, back_dte=back)
        return
    if (weeks := _weeks_each(reading)) is not None:
        given.update(dte=7 * weeks[0], back_dte=7 * weeks[1])
        return
    named = reading.take(r"back dte ~#")
    if named:
        given["back_dte"] = named[0].value
        return
    other = reading.take(rf"# {day}") if alone is not None else None
    if alone is not None and other:
        front, back = sorted((alone, other[0].value))
        given.update(dte=front, back_dte=back)
        return
    for name, words in (("back_dte", "back|far|long|buy|bought"), ("dte", "front|near|short|sell|sold")):
        numbers = reading.take(rf"(?:{words}) (?:leg |months? |expiring |the |at |in |of |is |out |up |to )*# {day}") or reading.take(
            rf"# {day} (?:{words})"
        )
        if numbers:
            given[name] = numbers[0].value
    if alone is not None:
        given.setdefault("dte", alone)


_WEEKS_EACH = (
    r"(?:(N\d+)|one) (?:weeks )?(?:(?:,|and|/|vs|for|the|back|far|later|long|one|leg|option|months?|is|in|expiring|at) )+(N\d+)(?: weeks)?"
    r"(?= (?:[,.;?!]|$))"
)


def _weeks_each(reading: Reading) -> tuple[float, float] | None:
    """ "One and four weeks", "the front expires in 2 weeks, the back one in 6": the weeks of each leg."""
    match = compiled(_WEEKS_EACH).search(reading.text)
    if match is None or "weeks" not in match.group(0):
        return None
    front = reading.number(match.group(1)).value if match.group(1) else 1.0
    far = reading.number(match.group(2)).value
    if not 0 < front < far < MOST_WEEKS:
        return None
    reading.blank(match.start(), match.end())
    return front, far


MOST_WEEKS = 200
_WEEKS_TWICE = r"# weeks(?: [a-z,;:/()-]+){0,5} # weeks"
_MONTHS_TWICE = r"# months(?: [a-z,;:/()-]+){0,5} # months"
_OWN_VOL = r"# (?:days?|dte|d) (?:(?:at|@|with|:|is) )*(?:vol|iv|implied) ~#"
_DAYS_AND_VOLS = rf"{_OWN_VOL} (?:(?:,|and|/|;|vs|against) )*(?:the )?{_OWN_VOL}"
_AND_BACK = r"(?:(?:and|,|/|but|;) )*(?:the )?(?:back|far)(?: months?| leg)? (?:(?:vol|iv|implied|implies|at|is|:) )*#(?! (?:days?|dte|d))"
_FRONT_AND_BACK = (
    (rf"(?:front|near)(?: months?| leg)? (?:(?:at|is) )*(?:vol|iv|implied|implies) ~# {_AND_BACK}", True),
    (rf"(?:vol|iv|implied) (?:(?:is|of|:|the) )*(?:front|near)(?: months?| leg)? ~# {_AND_BACK}", True),
    (rf"(?:front|near)(?: months?| leg)? (?:(?:at|is) )*# (?:vol|iv|implied) {_AND_BACK}", True),
    (rf"(?:front|near)(?: months?| leg)? (?:(?:at|is) )*# {_AND_BACK}", False),  # with decimals or in percent they can be no days
)


def _two_vols(*numbers: Number) -> bool:
    return all(slots.VOL.believable(number) and 5 <= slots.vix(number) <= 90 for number in numbers)


def _vol_of_each_leg(reading: Reading, given: dict[str, Any], day: str) -> None:
    """ "Short leg 14 DTE at 16 vol, long leg 42 DTE at 17": the days and the vol of each leg, said together."""
    both = reading.take(_DAYS_AND_VOLS, lambda a, b, c, d: a.value != c.value and max(a.value, c.value) <= 3660 and _two_vols(b, d))
    if both is not None:
        (near, low), (far, high) = sorted((both[:2], both[2:]), key=lambda pair: pair[0].value)
        given.update(dte=near.value, back_dte=far.value, vol=slots.vol(low), back_vol=slots.vol(high))
        return
    for days, vol, words in (("dte", "vol", "front|near|short|sell|sold"), ("back_dte", "back_vol", "back|far|long|buy|bought")):
        numbers = reading.take(
            rf"(?:{words}) (?:leg |months? |the |at |in |of |is |: )*# {day} (?:(?:at|@|with|\() (?:vol |iv )?#|(?:vol|iv) #)"
            r"(?: (?:vol|iv|implied))?",
            lambda first, second: first.value <= 3660 and slots.VOL.believable(second),
        )
        if numbers:
            given[days] = numbers[0].value
            given[vol] = slots.vol(numbers[1])
