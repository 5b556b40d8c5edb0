"""The rules router: reads a question by grammar and named blanks, without a model."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.answer import Missing, Route
from bot.market import Market
from bot.routing import learned
from bot.routing.asking import SHORT, as_value, ask_for, by_how_much, levels_left, named_alone, nothing_before, placed_twice, settled, which_blank
from bot.routing.blanks import COMMON
from bot.routing.dates import MONTH
from bot.routing.follow_up import (
    EXPECTED_MOVES,
    both_ways,
    dropped,
    follows,
    is_about_words,
    is_bare,
    lengthened,
    merged,
    take_changes,
    wants_again,
    way_said,
)
from bot.routing.found import PLACEMENTS, STRIKE_FIELDS, Found, narrowed
from bot.routing.intents import ORDER, Intent, asks_for_a_level, in_general, intent_of, is_talk, judges, wants_figures
from bot.routing.likely import edits_likely, fits_better, idle, place_likely, spare
from bot.routing.methods import levels_to_moves, rates_of_pair
from bot.routing.more_legs import adds_legs, with_more_legs
from bot.routing.nearby import OTHER_UNIT, repeats
from bot.routing.numbers import Line, read_line
from bot.routing.phrases import Phrases
from bot.routing.plan import Plan, Read, Request
from bot.routing.reading import Reading
from bot.routing.slots import SPOT, VOL, is_year
from bot.routing.special_trades import points_to_shocks
from bot.routing.strike_edits import other_side, side_alone, strike_edits, two_strikes, with_wings, without_wings
from bot.routing.structures import ON_A_TRADE, STRUCTURES, TOUCH
from bot.routing.trades import OF_STRIKES
from bot.routing.turns import (
    Table,
    back,
    beside,
    both,
    changes_earlier,
    compared,
    go_back_to,
    goes_back,
    handed_on,
    only_undo,
    roll_forward,
    two_of_a_kind,
    with_another,
    worked_out,
)
from bot.routing.understand import Understood, lacking, understand
from bot.routing.words import FALLS, RISES
from calculators.errors import InputError
from calculators.spec import Calculator, unit_of

TermFinder = Callable[[str], tuple[str, ...]]

_TRADING = (
    r"trade|trades|trading|sell|buy|hold|close|roll|tier|tiers|account|money|capital|invest\w*|savings|retirement|position|contracts|hedge|market|"
    r"strategy|risk|stock|stocks|tickers?|brokers?|selling|buying|spreads?|"
    r"profits?|liquidate|gamma|options?|condor|size|spx|vix|(?:do|take|sit|enter|exit|open) (?:it|this|that|one)"
)
# Asked of what others do, or is best.
_OF_HABITS = r"anyone|anybody|everyone|someone|folks|guys|people|most|prefer|standard|usual|usually|typical|typically|best|better|why"
_WIDTH_AND_CREDIT = frozenset(("wing_width", "target_credit"))
_OF_ANY_STRIKES = _WIDTH_AND_CREDIT | {"contracts", "right", "direction"}
_UNIT_OF_ITS_OWN = rf"(?:{OTHER_UNIT}|wide|w|wings?|delta|points|sd|sigma|x|times|lots|contracts|edr)"
# A level of the market at a day to come: no expiry.
_ON_THAT_DAY = r"[NPD]\d+ (?:(?:by|come|from|until|on) )?(?:tomorrow|overnight)|(?:tomorrow|overnight) (?:the )?(?:spx|index|market|vix|vol|it|we) .*"
_OF_SIZE = r"accounts?|risk\w*|siz\w+|capital|bankroll|how many|portfolio|loss(?:es)?|lose|nav|to trade with"
_SHAPE = frozenset(("wing_width", "put_wing_width", "call_wing_width", *STRIKE_FIELDS))  # without any of it, numbers make no condor
_OF_CONDOR = r"condor|ic|shorts?|strikes?|wings?|wide|width|w|longs?|puts?|calls?|delta|protection|[N]\d+ [/-] [N]\d+ [/-] [N]\d+ [/-] [N]\d+"
_TRADES = STRUCTURES - {*ON_A_TRADE, "compare_condors", "implied_volatility"}
_ADDS = r"(?<=^ )(?:(?:and|also|please|now|then|ok) )*(?:add|include|plus|with|throw in|put in) .*"
_OF_TRUTH = r"\?|true|right|claims?|says?|said|myth|hype|heard|read|(?<=^ )(?:does|do|is|are|can|will|did) .*"
# What others say of a trade is to be computed: "he says three weeks is plenty. Would you humour him?"
_RUN_IT = (
    r"(?:run|try|do|price|redo|rerun|show (?:me|us)|plug in|use) (?:it|that|this|them|those|his|hers|theirs)|"
    r"(?:says?|said|told me|wants me|tells me|suggests?|suggested|recommends?|recommended) (?:to|i should|we should|going|using|moving|trying) .*|"
    r"what then|humou?r (?:him|her|them|me|us)|"
    r"how would (?:it|that|this) .*|what (?:would|does|do|will) (?:it|that|this|i|we) .*"
)
_RELATIVE = r"lower|higher|more|less|fewer|wider|narrower|tighter|closer|further|farther|nearer|longer|shorter"
_VOL_GOES = rf"(?:vix|vol|iv|implied) (?:(?:[a-z]+ ){{0,2}}to|{RISES} (?:to|at)|{FALLS} (?:to|at)) [NPD]\d+"
_READS_ON = r"repeat|redo|rerun|ditto|same|instead|part \( [a-z] \)"  # of the trade on the table, whatever else it could be
HISTORY_READ = 12
LIKELIEST = 3  # calculators that are tried beside the one that was named
NO_CALCULATOR = -1.0  # the score of none
NAMED, COMPLETE, UNUSED, UNCLEAR = 0.3, 0.5, 0.3, 0.5  # what a plain name is worth, that a calculator can run, a number it cannot use, a fault
PLAINLY = 1.2  # how much likelier words must be where an input was given
LIKELY, CLEAR = 0.2, 0.4  # the score from which on a question is declined, or is one for figures, and how much likelier than the next
UNNAMED = 5.0  # the weight of a calculator found by what its inputs are
ONE_ALONE = 1.2  # how much likelier one trade is than several condors or legs, to be it though those were read
IDLE = 0.5  # of what a number it cannot use is worth, when it is likely none of its own
OUTRIGHT = 8.0  # one of more weight names it in so many words
PLAIN_NAME = 6.0  # a cue of this weight names the calculator plainly
LONG_CLAIM = 16  # words of a question that computes what somebody says of the trade
NEVER = 1000
TOLD_IN_FULL = 5  # inputs, all it needs among them, of a trade that is asked for whatever is said of it
ENOUGH = 3  # inputs that make a complete request one to compute, whatever the wording


class RulesRouter:
    """Plans by rules. Only calculators of the given catalogue are requested.

    `term_finder` gives the glossary ids a text names; `market` stands in for levels nobody named, only to judge
    whether a request could run: what it would fill is never in a request's inputs.
    """

    def __init__(self, catalogue: Iterable[Calculator[Any, Any]], term_finder: TermFinder | None = None, market: Market | None = None) -> None:
        self._catalogue = {calculator.name: calculator for calculator in catalogue}
        self._phrases = Phrases(self._catalogue.values())
        self._along = {name: calculator.speech.along for name, calculator in self._catalogue.items() if calculator.speech.along}
        self._along_terms = {term: name for name, calculator in self._catalogue.items() for term in calculator.speech.along_terms}
        self._by_inputs = [
            calculator.name
            for calculator in self._catalogue.values()
            if calculator.name == "iron_condor"
            or (calculator.name not in STRUCTURES and sum(info.is_required() for info in calculator.inputs.model_fields.values()) > 1)
        ]
        self._terms = term_finder
        self._market = market

    def plan(self, question: str, history: Sequence[str] = (), as_of: date | None = None) -> Plan:
        """The plan for a question. Days are counted from `as_of`, else from the market's day, else from today."""
        day = as_of if as_of is not None else self._market.as_of if self._market is not None else date.today()
        table = Table()
        for earlier in history[-HISTORY_READ:]:
            _, table = self._turn(earlier, table, day)
        plan, _ = self._turn(question, table, day)
        if history and len(question.split()) < 8 and not plan.requests:
            return replace(plan, topic=f"{history[-1]} {question}")
        return plan

    def _turn(self, question: str, table: Table, day: date) -> tuple[Plan, Table]:
        """The plan for one question after the trade on the table, and the table after it."""
        line = read_line(question)
        alone = understand(Reading(line), self._phrases, self._catalogue, day)
        on_table = table.request is not None and table.request.calculator == alone.calculator and Reading(line).said_at_all(_READS_ON)
        alone = alone if on_table else self._anywhere(alone, line, day)
        spare = len(alone.reading.left())
        if len(line.numbers) >= ENOUGH and (spare > 1 or (alone.weight <= PLAIN_NAME and (spare or not self._complete(alone)))):
            plain = alone.weight > PLAIN_NAME  # then only the figures of a condor are asked for beside what is named
            alone = self._by_numbers(line, day, ("iron_condor",) if plain else self._by_inputs) or alone
        anew = changes_earlier(Reading(line))
        table = (back(table, anew) if anew is not None else None) or table
        how = goes_back(Reading(line))
        earlier = back(table, how) if how is not None else None
        if earlier is not None and earlier.request is not None:
            return Plan("calculate", (earlier.request,), topic=question, before=table.request), earlier
        if how is not None and only_undo(Reading(line)):
            return Plan("clarify", missing=(nothing_before(table.request),), topic=question), table
        if table.request is not None:
            reading = Reading(line)
            kinds = two_of_a_kind(Reading(line), table.request) if "compare_condors" in self._catalogue else None
            if kinds is not None:
                sides = [merged(table.request.inputs, each) for each in kinds]
                request = Request("compare_condors", compared(*sides))
                return Plan("calculate", (request,), topic=question, before=table.request), table.put(request)
            two = both(reading, table) if "compare_condors" in self._catalogue else None
            if two is not None:
                request = Request("compare_condors", compared(two[0].inputs, two[1].inputs))
                return Plan("calculate", (request,), topic=question, before=table.request), table.put(request)
            intent = self._intent(alone.reading)
            asked_to_run = intent == "claim" and bool(line.numbers) and Reading(line).said_at_all(_RUN_IT)
            intent = "work" if asked_to_run else intent
            restruck = self._restruck(line, alone, intent, table, day)
            if restruck is not None:
                return self._conclude(question, restruck, "work", day, table)
            edited = self._edit(line, alone, intent, table, day)
            if edited is not None:
                return self._conclude(question, edited, "work", day, table)
        alone = self._judged(alone, line, day)
        intent = self._intent(alone.reading)
        if (
            alone.calculator is not None
            and _numbers_in(alone.found.inputs) >= (1 if intent == "explain" else ENOUGH)
            and self._asks_for_it(alone, line)
            and not alone.reading.said_at_all(ORDER)
        ):
            intent, alone.wanted = "work", True
        return self._conclude(question, alone, intent, day, table)

    def _asks_for_it(self, understood: Understood, line: Line) -> bool:
        """Whether a question worded as one for words or advice is likelier one for the figures, which can be computed."""
        ranked = dict(learned.calculators(line.text, line.numbers))
        words = max(ranked[label] for label in (learned.WORDS, *learned.DECLINED))
        found, name = understood.found, str(understood.calculator)
        lead = ranked.get(name, NO_CALCULATOR) - words
        return (
            lead >= (CLEAR if self._complete(understood) else PLAINLY)  # what it lacks is then asked back
            and not found.faults
            and found.doubt is None
            and not spare(understood, self._catalogue[name])
        )

    def _judged(self, alone: Understood, line: Line, day: date) -> Understood:
        """What was understood, or what a likelier calculator makes of the question; the numbers of either are put right."""
        if not line.numbers or (alone.calculator is not None and not learned.knows(alone.calculator)):
            return alone
        ranked = learned.calculators(line.text, line.numbers)
        if alone.calculator is not None and (alone.found.inputs or ranked[0][0] == alone.calculator):
            place_likely(alone, self._catalogue[alone.calculator], self._market)
        if ranked[0][0] == alone.calculator:
            return alone
        scores = dict(ranked)
        settled = self._complete(alone) and alone.found.doubt is None and not alone.found.faults
        best, most = alone, self._worth(alone, scores.get(str(alone.calculator), NO_CALCULATOR)) + max(NAMED * (alone.weight - UNNAMED), 0.0)
        for name, score in ranked[:LIKELIEST]:
            if name in (learned.WORDS, *learned.DECLINED):
                break
            if name not in self._catalogue or name == alone.calculator:
                continue
            read = understand(Reading(line), self._phrases, self._catalogue, day, name)
            place_likely(read, self._catalogue[name], self._market)
            read.weight = PLAIN_NAME
            worth = self._worth(read, score)
            several = alone.calculator in ("compare_condors", "position")  # of what may be one condor
            one = several and score - scores.get(str(alone.calculator), NO_CALCULATOR) >= ONE_ALONE
            a_trade = name in _TRADES and alone.calculator in STRUCTURES and not one  # the grammar of strikes and legs knows better which
            kept = (settled and not self._complete(read)) or (a_trade and (settled or alone.weight > OUTRIGHT))
            if worth > most and (read.found.inputs or score > 0) and not kept:
                best, most = read, worth
        return self._anywhere(best, line, day) if best is not alone else alone

    def _worth(self, understood: Understood, score: float) -> float:
        """How well a calculator answers a question: it is likely asked for, can run, and has a use for all the numbers."""
        found = understood.found
        strikes = [found.inputs[name] for name in STRIKE_FIELDS if name in found.inputs]
        unclear = bool(found.faults) or found.doubt is not None or sorted(set(strikes)) != strikes
        named = self._catalogue.get(str(understood.calculator))
        unused = (spare(understood, named) if named is not None else len(understood.reading.left())) + IDLE * idle(understood)
        return score + COMPLETE * self._complete(understood) - UNUSED * unused - UNCLEAR * unclear

    def _by_numbers(self, line: Line, day: date, names: Sequence[str]) -> Understood | None:
        """The calculator whose inputs the numbers are, each in words of its own, though nobody named it; None when not all fit one."""
        best: Understood | None = None
        levels = _levels_said(Reading(line))
        for name in names:
            if any(not fields & set(self._catalogue[name].inputs.model_fields) for fields in levels):
                continue  # it has no use for a level that was named, which would be read as something else
            if name == "parity" and (not Reading(line).said_at_all(r"puts?|p") or Reading(line).said_at_all(r"sell|sold|short|wings?")):
                continue  # the price of a call alone
            if name == "iron_condor" and not Reading(line).said_at_all(_OF_CONDOR):
                continue
            if name == "box_spread" and not Reading(line).said_at_all("box|boxes"):
                continue  # any two strikes could be a box's
            if name == "position_size" and not Reading(line).said_at_all(_OF_SIZE):
                continue
            read = understand(Reading(line), self._phrases, self._catalogue, day, name)
            own = [field for field in read.found.inputs if field not in COMMON]
            if (
                len(own) >= 2
                and (bool(_SHAPE & set(own)) if name == "iron_condor" else self._all_said(name, read.found.inputs))
                and len(read.found.inputs) >= max(ENOUGH, len(best.found.inputs) + 1 if best is not None else 0)
                and not read.reading.left()
                and not read.found.faults
                and read.found.doubt is None
                and placed_twice(name, read.found.inputs) is None
                and self._complete(read)
            ):
                read.weight = UNNAMED
                best = read
        return best

    def _anywhere(self, alone: Understood, line: Line, day: date) -> Understood:
        """What a width and a credit alone win and lose, wherever the strikes are, in the place of a trade that lacks them."""
        if alone.calculator not in ("iron_condor", "vertical_spread") or not _WIDTH_AND_CREDIT <= {*alone.found.inputs} <= _OF_ANY_STRIKES:
            return alone
        odds = understand(Reading(line), self._phrases, self._catalogue, day, "odds") if "odds" in self._catalogue else alone
        if not self._complete(odds) or odds.found.faults:
            return alone
        odds.weight = max(alone.weight, PLAIN_NAME)
        return odds

    def _intent(self, reading: Reading) -> Intent:
        """The intent of the wording; "should I" about nothing this program knows is no question of trading."""
        intent = intent_of(reading)
        strange = (
            intent == "advice"
            and not reading.said_at_all(_TRADING)
            and (not self._terms(reading.said) if self._terms is not None else reading.said_at_all("recommend .*|suggest .*"))
        )
        return "work" if strange else intent

    def _edit(self, line: Line, alone: Understood, intent: Intent, table: Table, day: date) -> Understood | None:
        """The question as an edit of the last request, or None when it stands by itself."""
        before = table.request
        reading = Reading(line)
        told_so = bool(line.numbers) and len(reading.said.split()) <= SHORT + 6 and not reading.said_at_all(_OF_TRUTH)
        corrects = intent == "claim" and told_so
        if before is None or intent in ("advice", "market") or (intent == "claim" and not corrects):
            return None
        intent = "work" if corrects else intent  # "actually only got four on"
        leans = follows(reading) or learned.goes_on(reading.said, reading.numbers) >= CLEAR
        # Beside a hedge or a size, "20 condors" counts condors; it does not ask to price one.
        placed = before.calculator == "iron_condor" and alone.calculator == "expected_move" and reading.has(EXPECTED_MOVES)
        same = (
            placed
            or alone.calculator in (None, before.calculator)
            or (
                alone.calculator in ("iron_condor", "compare_condors")
                and before.calculator not in STRUCTURES
                and (len(alone.found.inputs) <= 1 or set(alone.found.inputs) <= {"contracts", "vol"})
            )
        )
        condors = alone.calculator not in STRUCTURES or alone.calculator in ("iron_condor", "compare_condors", *ON_A_TRADE)
        side_by_side = condors and before.calculator == "iron_condor" and "compare_condors" in self._catalogue and beside(reading)
        if alone.calculator == "kelly" and before.calculator == "iron_condor" and "odds" in self._catalogue and not self._complete(alone):
            alone = understand(Reading(line), self._phrases, self._catalogue, day, "odds")  # of a condor what it wins and loses is known
            alone.weight = PLAIN_NAME
        same = same or self._changes_it(line, alone, before, day)
        if not same and not side_by_side and alone.calculator is not None and alone.weight >= PLAIN_NAME:
            complete = self._complete(alone)
            own = self._own_words(line, alone, before, day) if not complete or len(alone.found.inputs) <= 1 else None
            if own is not None:
                return own
            done_to_it = alone.calculator in ON_A_TRADE and before.calculator in STRUCTURES and not is_about_words(reading)
            on_this = not complete and (done_to_it or self._completed_by(alone, before))
            if not (leans or on_this) or (complete and len(alone.found.inputs) >= ENOUGH):
                return None
            return self._carried(alone, before)
        by_itself = alone.calculator is not None and (alone.calculator in STRUCTURES or self._all_said(alone.calculator, alone.found.inputs))
        if same and by_itself and not leans and self._complete(alone) and not self._answers(alone, before, table):
            return None
        if wants_again(reading):
            return Understood(reading, before.calculator, Found(inputs=dict(before.inputs)), PLAIN_NAME)
        if intent == "explain" and not leans and is_about_words(reading):
            return None
        calculator = self._catalogue[before.calculator]
        assumed = self._market.fill(calculator, before.inputs) if self._market is not None else {}
        gone = dropped(reading, before.inputs)
        answer = self._answer(reading, before, table.asked) if table.asked is not None and is_bare(reading) else {}
        if answer:
            return Understood(reading, before.calculator, Found(inputs=merged(before.inputs, answer)), PLAIN_NAME, tuple(answer))
        level, vol = self._levels(reading, before)
        if level is not None and vol is not None:
            return Understood(
                reading, before.calculator, Found(inputs=merged(before.inputs, {"spot": level, "vol": vol})), PLAIN_NAME, ("spot", "vol")
            )
        rates = rates_of_pair(reading, table.said, before.inputs["spot"]) if {"foreign_rate", "spot"} <= set(before.inputs) else {}
        changes = take_changes(reading, {**before.inputs, **assumed}, calculator.inputs.model_fields, table.said)
        changes.update(rates)
        changes.update(go_back_to(reading, table))
        if len(left := reading.left()) == 1 and way_said(reading, left[0][0]):  # before "bring that down to 60" is read as what it brings in
            changes.update(self._settled(reading, calculator, before.inputs, changes, LONG_CLAIM))
        as_condor = before.calculator == "compare_condors" and "iron_condor" in self._catalogue
        read = understand(reading, self._phrases, self._catalogue, day, "iron_condor" if as_condor else before.calculator, before.inputs)
        if not as_condor:
            place_likely(read, calculator, self._market, move_alone=True)
        edits = {**read.found.inputs, **changes}
        edits.update(both_ways(reading, edits, before.inputs))
        edits.update(lengthened(reading, edits, before.inputs))
        if {"spot", "vol"} & set(edits) and "dte" in before.inputs and reading.said_at_all(_ON_THAT_DAY):
            edits.pop("dte", None)  # when the market is there, and no expiry
        read.found.spans.update(changes.spans)
        if not edits and table.asked is not None:
            edits = self._answer(reading, before, table.asked)
        if intent == "work" and (not edits or len(edits) < len(reading.numbers)):
            said_again = [number for _, number in reading.left() if repeats(number, before.inputs)]
            long = reading.said_at_all(_RUN_IT) or learned.goes_on(reading.said, reading.numbers) >= PLAINLY
            most = LONG_CLAIM if long else SHORT + len(edits)
            edits.update(self._settled(reading, calculator, {**before.inputs, **edits}, edits, most) if not said_again else {})
        if intent == "work" and reading.left() and not as_condor and not is_bare(reading):
            edits.update(edits_likely(reading, calculator, before.inputs, edits))
        if not gone and not edits and intent == "work" and alone.calculator is None:
            doubt = self._unsized(reading, before, {**before.inputs, **assumed})
            if doubt is not None:
                return Understood(reading, before.calculator, Found(inputs=dict(before.inputs), doubt=doubt), PLAIN_NAME)
        if "spot" in edits and (second := levels_left(reading, edits["spot"])) is not None:
            asked = Missing(before.calculator, "spot", f"{edits['spot']:g} and {second:g} are two levels. Where is the index?", (f"SPX {second:g}",))
            return Understood(reading, before.calculator, Found(inputs=dict(before.inputs), doubt=asked), PLAIN_NAME)
        if not gone and not read.found.faults and (not edits or all(before.inputs.get(name) == value for name, value in edits.items())):
            return None
        before = Request(before.calculator, {name: value for name, value in before.inputs.items() if name not in gone}) if gone else before
        read.edited = tuple(edits)
        read.calculator = before.calculator
        read.weight = max(read.weight, PLAIN_NAME)
        if as_condor:
            read.found.inputs = with_another(before.inputs, edits) or edits
        elif side_by_side and not set(edits) <= {"spot", "vol", "horizon_days"}:
            read.found.inputs = compared(before.inputs, merged(before.inputs, edits))
            read.calculator = "compare_condors"
        else:
            read.found.inputs = merged(before.inputs, edits)
        return read

    def _levels(self, reading: Reading, before: Request) -> tuple[float | None, float | None]:
        """The index and the vol of "7140, 18", for a trade that has neither."""
        numbers = reading.numbers
        alone = before.calculator in STRUCTURES and len(numbers) == 2 and len(reading.said.split()) <= 4 and not {"spot", "vol"} & set(before.inputs)
        if not alone or any(number.kind == "D" for number in numbers):
            return None, None
        level, vol = sorted(numbers, key=lambda number: -number.value)
        fits = 10 * vol.value < level.value and SPOT.believable(level) and VOL.believable(vol)
        return (level.value, VOL.convert(vol)) if fits else (None, None)

    def _settled(
        self, reading: Reading, calculator: Calculator[Any, Any], kept: Mapping[str, Any], edited: Collection[str], most: int = SHORT
    ) -> dict[str, Any]:
        """The blank that the one number no word goes with must be, by the values the trade has; nothing when it could be several."""
        left = reading.left()
        if len(left) != 1 or len(reading.said.split()) > most or (self._terms is not None and self._terms(reading.said)):
            return {}
        if reading.has(rf"[NPD]{left[0][0]} (?:points )?(?:{_RELATIVE})"):
            return {}  # how much by, and no value
        if reading.has(rf"[N]{left[0][0]} points"):
            units = {name: unit_of(info) for name, info in calculator.inputs.model_fields.items()}
            kept = {name: value for name, value in kept.items() if (unit := units.get(name)) is not None and unit.name == "index points"}
        changes = named_alone(left[0][1], reading, calculator, kept, edited) or settled(
            left[0][1], calculator, self._market, kept, edited, way_said(reading, left[0][0])
        )
        if not changes or ("spot" in changes and (reading.said_at_all(OF_STRIKES) or is_year(left[0][1]))):
            return {}  # a level beside a word for strikes is no new index
        reading.take_place(left[0][0])
        return changes

    def _unsized(self, reading: Reading, before: Request, filled: Mapping[str, Any]) -> Missing | None:
        """The question back about a change of the trade on the table that lacks its size, "wider", or its name, "at 12?"."""
        calculator = self._catalogue[before.calculator]
        left = reading.left()
        if len(left) == 1 and len(reading.said.split()) <= SHORT and not (self._terms is not None and self._terms(reading.said)):
            return which_blank(left[0][1], before, calculator, self._market, before.inputs)
        return by_how_much(reading, before, calculator, filled)

    def _answers(self, alone: Understood, before: Request, table: Table) -> bool:
        """Whether what was asked back is told, and nothing else than before: then what was told before stays."""
        if table.asked is None or lacking(self._catalogue[before.calculator], before.inputs, self._market) is None:
            return False
        return all(before.inputs.get(name, value) == value for name, value in alone.found.inputs.items())

    def _changes_it(self, line: Line, alone: Understood, before: Request, day: date) -> bool:
        """Whether the numbers are changes of the trade on the table, whatever else is named: "forget the EDR, 60 points out"."""
        calculator = self._catalogue[before.calculator]
        named = self._catalogue.get(str(alone.calculator))
        if alone.calculator in ON_A_TRADE and before.calculator in STRUCTURES:
            return False  # it is done to the trade
        leans = learned.goes_on(line.text, line.numbers) >= CLEAR
        more = alone.reading.said_at_all(_ADDS) and set(alone.found.inputs) <= {*calculator.inputs.model_fields} - {*before.inputs}
        better = named is not None and leans and (more or fits_better(Reading(line), calculator, named))
        if not alone.reading.left() and not better:
            return False
        reading = Reading(line)
        changes = take_changes(reading, before.inputs, calculator.inputs.model_fields)
        read = understand(reading, self._phrases, self._catalogue, day, before.calculator, before.inputs)
        return bool(changes or read.found.inputs) and not reading.left() and not read.found.faults

    def _own_words(self, line: Line, alone: Understood, before: Request, day: date) -> Understood | None:
        """What names another calculator but is a blank of the one on the table: "cost of equity 12" for a WACC."""
        options = {"call", "put"} <= set(before.inputs)  # whose prices are blanks: "the put at 108" prices none anew
        if (alone.calculator in STRUCTURES and not options) or before.calculator in STRUCTURES:
            return None
        reading = Reading(line)
        changes = take_changes(reading, before.inputs, self._catalogue[before.calculator].inputs.model_fields)
        if not changes and self._complete(alone) and alone.found.inputs:
            return None
        read = understand(reading, self._phrases, self._catalogue, day, before.calculator, before.inputs)
        read.found.inputs.update(changes)
        most = SHORT + len(read.found.inputs)
        read.found.inputs.update(self._settled(reading, self._catalogue[before.calculator], before.inputs, read.found.inputs, most))
        if not read.found.inputs or reading.left() or read.found.faults:
            return None
        read.edited, read.weight = tuple(read.found.inputs), PLAIN_NAME
        read.found.inputs = merged(before.inputs, read.found.inputs)
        return read

    def _restruck(self, line: Line, alone: Understood, intent: Intent, table: Table, day: date) -> Understood | None:
        """The trade on the table with one side alone, with more legs, or with strikes moved or named anew; None when that is not asked for."""
        before, asked = table.request, table.asked
        if before is None:
            return None
        more, own = Reading(line), Request(alone.calculator, alone.found.inputs) if alone.calculator is not None else None
        wanted = intent in ("work", "explain", "compare") and adds_legs(more)
        added = with_more_legs(more, worked_out(before, self._catalogue, self._market), table.said, own) if wanted else None
        if added is not None and added.calculator in self._catalogue:
            return Understood(more, added.calculator, Found(inputs=dict(added.inputs)), PLAIN_NAME)
        if intent not in ("work", "explain", "compare") or (self._complete(alone) and len(alone.found.inputs) >= ENOUGH):
            return None
        reading = Reading(line)
        other = {"put": "calls?", "call": "puts?"}.get(str(before.inputs.get("right")))
        joined = other_side(Reading(line), before)
        if joined is not None and joined.calculator in self._catalogue:
            return Understood(reading, joined.calculator, Found(inputs=dict(joined.inputs)), PLAIN_NAME)
        if other is not None and reading.said_at_all(other):
            return None  # a spread of the other right has strikes of its own
        part = side_alone(reading, before) or without_wings(reading, before) or with_wings(reading, before)
        if part is not None and part.calculator in self._catalogue:
            return Understood(reading, part.calculator, Found(inputs=dict(part.inputs)), PLAIN_NAME)
        doubt = two_strikes(reading, before)
        if doubt is not None:
            return Understood(reading, before.calculator, Found(inputs=dict(before.inputs), doubt=doubt), PLAIN_NAME)
        strikes = strike_edits(reading, before.inputs, asked)
        rest = self._beside_strikes(reading, table, day) if strikes and reading.left() else {}
        if not strikes or reading.left():
            return None
        if before.calculator == "iron_condor" and "compare_condors" in self._catalogue and beside(reading):
            two = compared(before.inputs, merged(before.inputs, {**strikes, **rest}))
            return Understood(reading, "compare_condors", Found(inputs=two), PLAIN_NAME)
        edited = (*(name for name, value in strikes.items() if before.inputs[name] != value), *rest)
        return Understood(reading, before.calculator, Found(inputs=merged(before.inputs, {**strikes, **rest})), PLAIN_NAME, edited)

    def _beside_strikes(self, reading: Reading, table: Table, day: date) -> dict[str, Any]:
        """What a question that moves strikes says besides: "slide the calls down 100, credit would be 7.10"."""
        if table.request is None:
            return {}
        calculator, before = self._catalogue[table.request.calculator], table.request.inputs
        changes = take_changes(reading, before, calculator.inputs.model_fields, table.said)
        read = understand(reading, self._phrases, self._catalogue, day, calculator.name, before)
        rest = {**read.found.inputs, **changes}
        placing = (*PLACEMENTS, *STRIKE_FIELDS, "strike", "short_strike", "long_strike", "put_strike", "call_strike", *_SHAPE)
        return {} if read.found.faults or any(name in rest for name in placing) else rest

    def _answer(self, line: Reading, before: Request, asked: str) -> dict[str, Any]:
        """A bare number is the answer to the question asked last."""
        left = line.left()
        if len(left) != 1:
            return {}
        index, number = left[0]
        calculator = self._catalogue[before.calculator]
        value = as_value(number, asked, calculator)
        if value is None or line.has(rf"[NPD]{index} {_UNIT_OF_ITS_OWN}") or line.has(rf"{MONTH} [N]{index}"):
            return {}  # "10 wide" is no level of the index, nor is "March 2020" a number of days
        given = {**before.inputs, asked: value}
        try:
            calculator.parse({**given, **(self._market.fill(calculator, given) if self._market is not None else {})})
        except InputError as error:
            if any(fault.field == asked for fault in error.fields):
                return {}
        line.take_place(left[0][0])
        return {asked: value}

    def _carried(self, alone: Understood, before: Request) -> Understood | None:
        """Another calculator on the trade on the table: "stress that", "the same as a strangle", "add the hedge"."""
        if alone.calculator is None:
            return None
        carried = handed_on(self._catalogue[alone.calculator], before, self._catalogue, self._market)
        if not carried:
            return None
        given = alone.found.inputs
        if alone.calculator == "roll":
            alone.found.inputs = {**carried, **given}
            alone.found.inputs.update(roll_forward(alone.reading, given, carried))
        else:
            gone_to = alone.calculator == "stress_test" and "vol_shocks" not in given and alone.reading.said_at_all(_VOL_GOES)
            if gone_to and "vol" in given and "vol" in carried:  # "and VIX to 40": from where it is
                given["vol_shocks"] = [round(given.pop("vol") / carried["vol"] - 1, 10)]
            alone.found.inputs = merged(carried, given)
            points_to_shocks(alone.found, carried)
        return alone

    def _completed_by(self, alone: Understood, before: Request) -> bool:
        """Whether what a question leaves out of another calculator is what the trade on the table gives it: "my chance of touching 6750"."""
        target = self._catalogue[str(alone.calculator)]
        carried = handed_on(target, before, self._catalogue, self._market)
        return bool(carried and alone.found.inputs) and lacking(target, merged(carried, alone.found.inputs), self._market) is None

    def _complete(self, understood: Understood) -> bool:
        if understood.calculator is None:
            return False
        return lacking(self._catalogue[understood.calculator], understood.found.inputs, self._market) is None

    def _conclude(self, question: str, understood: Understood, intent: Intent, day: date, table: Table) -> tuple[Plan, Table]:
        """Route, requests and the question back, from what was understood and what the wording wants."""
        found, name, reading = understood.found, understood.calculator, understood.reading
        if found.vol_points and name is not None and self._market is not None:
            points_to_shocks(found, self._market.fill(self._catalogue[name], found.inputs))
        if self._market is not None:
            levels_to_moves(found.inputs, found.inputs.get("vix", self._market.vix))
        if name == "option_price" and self._market is not None and reading.said_at_all(TOUCH) and not reading.said_at_all("puts?|calls?|p|c"):
            level = found.inputs.get("spot", self._market.spot)  # a level is touched from the side where the index is
            found.inputs["right"] = "put" if found.inputs.get("strike", level) < level else "call"
        request = None
        if name is not None and understood.weight > 0:
            request = Request(name, dict(found.inputs), _reads(found, reading, understood.edited))
        missing = lacking(self._catalogue[request.calculator], request.inputs, self._market) if request is not None else None
        given = len(request.inputs) if request is not None else 0
        unused = tuple(number.text for _, number in reading.left())

        def plan(route: Route, *requests: Request, ask: Missing | None = None, conflict: bool = False) -> Plan:
            return Plan(
                route,
                requests,
                (ask,) if ask is not None else (),
                unused,
                question,
                (ask.question,) if conflict and ask is not None else (),
                tuple(found.notes),
                unused_spans=tuple(number.span for _, number in reading.left()),
                changed=understood.edited,
                before=table.request if understood.edited else None,
            )

        method = self._method_request(reading, understood, day)
        if intent == "market" and request is not None and missing is None and self._in_full(request, reading):
            intent = "work"  # "my own forecast of realised vol is 13": the figures are all there
        if intent == "advice" and name == "position_size" and given > 1 and reading.said_at_all("how (?:many|big|large) .*"):
            intent = "work"  # "how many should I sell" of what is risked and what can be lost
        if intent == "advice" and request is not None and missing is None and self._in_full(request, reading) and asks_for_a_level(reading):
            intent = "work"  # "how far from the index must I sell it" of a trade told in full
        words = _words(intent)
        if intent in ("advice", "market"):
            figures = (
                intent == "advice"
                and not reading.said_at_all(ORDER)
                and request is not None
                and missing is None
                and given >= ENOUGH
                and request.calculator in STRUCTURES
            )
            return plan(intent, *((request,) if figures and request is not None else ())), table
        if request is None:
            declined = _declined(reading) if intent in ("work", "explain") else None
            return (plan(declined) if declined is not None else plan(words, *method)), table
        twice = placed_twice(request.calculator, request.inputs)
        if missing is not None and given <= 1 and table.request is None and intent in ("work", "explain"):
            declined = _declined(reading) if given == 0 or request.calculator in STRUCTURES else None
            if declined is not None or _is_for_words(reading, CLEAR if given == 0 else PLAINLY):
                return (plan(declined) if declined is not None else plan(words, *method)), table  # nothing is asked back about
        ready = missing is None and not found.faults and found.doubt is None and twice is None
        asked = (
            intent == "explain"
            and missing is not None
            and given > ENOUGH
            and request.calculator in STRUCTURES
            and not reading.said.startswith(" why ")
        )  # all but one thing is told: the one is asked for
        asked = asked or (
            intent == "explain"
            and missing is not None
            and given > 1
            and not unused
            and request.calculator not in STRUCTURES
            and not _is_for_words(reading)
        )
        told_wrong = bool(found.faults) or (missing is not None and self._all_said(request.calculator, request.inputs))
        refused = intent == "explain" and told_wrong and given > 1 and not unused and not reading.said.startswith(" why ")
        if intent != "work" and not (asked or refused) and not (ready and given >= self._enough(request, intent, reading)):
            return plan(words, *method), table
        told = ready and not reading.said_at_all("why|how come") and given > 1 and self._told(request, reading)
        told = told or (ready and bool(understood.edited) and bool(reading.numbers) and not reading.left())
        if (is_talk(reading) and not understood.wanted and not told and not (ready and given > ENOUGH)) or (
            judges(reading) and (given < 2 or (missing is not None and given < ENOUGH))
        ):
            return plan(words, *method), table
        if found.faults:
            slot, number = found.faults[0]
            ask = ask_for(
                self._catalogue[request.calculator], slot.field, self._market, f"{number.text} cannot be the {slot.field.replace('_', ' ')}."
            )
            return plan("clarify", ask=ask), table.put(request, slot.field, computed=False, said=reading.said)
        if found.doubt is not None:
            return plan("clarify", ask=found.doubt), table.put(request, found.doubt.field, computed=False, said=reading.said)
        if twice is not None:
            open_ = {name: value for name, value in request.inputs.items() if name not in (*PLACEMENTS, *STRIKE_FIELDS)}
            return plan("clarify", ask=twice, conflict=True), table.put(Request(request.calculator, open_), None, computed=False, said=reading.said)
        if missing is None and (given > 0 or wants_figures(reading)):
            about = understood.edited[0] if len(understood.edited) == 1 else None
            return plan("calculate", request), table.put(request, about, said=reading.said)
        named = understood.weight >= PLAIN_NAME
        if missing is not None and (
            given > 0 or (named and not in_general(reading) and (wants_figures(reading) or (bool(unused) and intent == "work")))
        ):
            return plan("clarify", ask=missing), table.put(request, missing.field, computed=False, said=reading.said)
        return plan(words, *method), table

    def _enough(self, request: Request, intent: Intent, reading: Reading) -> int:
        """How many inputs make a question worded as one for words a request for figures after all."""
        if request.calculator == "compare_condors":
            return 1 if all("dte" in condor for condor in request.inputs.get("condors", ())) else 2  # a comparison is worded as one
        no_level = "vix" in self._catalogue[request.calculator].inputs.model_fields and not reading.said_at_all(r"vix (?:says )?~#")
        of_market = request.calculator in STRUCTURES or no_level
        if intent == "claim" and not of_market and len(reading.left()) <= 1 and not reading.said.startswith(" why "):
            return 1 if self._all_said(request.calculator, request.inputs) else 2  # all that it takes, and what is claimed of it
        if _is_for_words(reading):
            return TOLD_IN_FULL
        if (
            intent == "explain"
            and reading.said_at_all(r"what (?:is|are|would be|do|does|should) (?!the (?:role|idea|point|difference|meaning)).*")
            and not reading.said_at_all(r"means?|meaning|works?|stands? for|about(?= (?:[?.]|$))")
            and self._all_said(request.calculator, request.inputs)
        ):
            return 1
        told = self._told(request, reading)
        put = r"what|how|where|does|do|is|are|will" if request.calculator in STRUCTURES else "what|how|where"
        if intent == "claim" and told and reading.said_at_all(rf"[.;:] (?:and |so )?(?:(?:{put}) .*|show (?:me|us)|{_RUN_IT})"):
            return ENOUGH  # what is claimed is told, and then the figures are asked for
        if intent == "claim" or reading.said.startswith(" why "):
            return TOLD_IN_FULL if intent == "claim" and self._in_full(request, reading) else NEVER
        whether = reading.said_at_all(r"(?<=^ )(?:does|do|is|are|can|will|would) (?:a|an|the|most|any) .*")  # which is better, and no figures
        if told and intent == "compare" and request.calculator not in STRUCTURES and not whether:
            return 1 if self._all_said(request.calculator, request.inputs) else 2
        if told and intent == "explain" and not reading.said_at_all(r"means?|meaning|works?|stands? for|why"):
            return 2
        return 2 if request.calculator in self._along or wants_figures(reading) else ENOUGH

    def _told(self, request: Request, reading: Reading) -> bool:
        """Whether all a calculator requires was said, of a trade where its strikes go and when it expires, and no number is left over."""
        inputs = request.inputs
        placed = (
            request.calculator in STRUCTURES
            and "dte" in inputs
            and any(name in inputs for name in (*PLACEMENTS, *STRIKE_FIELDS))
            and not reading.said_at_all(_OF_HABITS)
        )
        levels = request.calculator not in STRUCTURES and len(inputs) > 1  # the market gives the rest
        return not reading.left() and (placed or levels or self._all_said(request.calculator, inputs))

    def _in_full(self, request: Request, reading: Reading) -> bool:
        """Whether a trade is told with its market and its days, and no number is left over."""
        given = set(request.inputs)
        of_market = request.calculator in STRUCTURES or request.calculator == "expected_move"
        return of_market and {"spot", "dte"} <= given and bool({"vol", "vix"} & given) and not reading.left()

    def _all_said(self, calculator: str, inputs: Collection[str]) -> bool:
        """Whether the calculator has inputs it requires, and all of them were said."""
        required = [name for name, info in self._catalogue[calculator].inputs.model_fields.items() if info.is_required()]
        return bool(required) and all(name in inputs for name in required)

    def _method_request(self, reading: Reading, understood: Understood, day: date) -> tuple[Request, ...]:
        """The method's calculator that goes along with words about it, with the inputs named."""
        named = next((name for name, words in self._along.items() if reading.said_at_all(words)), None)
        if named is None and self._terms is not None:
            named = next((self._along_terms[term] for term in self._terms(reading.said) if term in self._along_terms), None)
        if named is None:
            return ()
        all_read = not understood.found.faults and not understood.reading.left()
        inputs = understood.found.inputs if understood.calculator == named and all_read else {}
        if lacking(self._catalogue[named], inputs, self._market) is not None:
            inputs = {}
        return (Request(named, dict(inputs)),)


def _numbers_in(value: Any) -> int:
    """How many values inputs hold, those of lists each by itself."""
    if isinstance(value, Mapping | list | tuple):
        return sum(map(_numbers_in, value.values() if isinstance(value, Mapping) else value))
    return 1


def _is_for_words(reading: Reading, lead: float = CLEAR) -> bool:
    """Whether a question is clearly like those for words, though it holds what a calculator takes."""
    (label, score), (_, next_score) = learned.calculators(reading.said, reading.numbers)[:2]
    return label == learned.WORDS and score >= LIKELY and score - next_score >= lead


def _declined(reading: Reading) -> Route | None:
    """The route of a question that no wording gives away, and that is like those for advice or for the market of today."""
    (label, score), (_, next_score) = learned.calculators(reading.said, reading.numbers)[:2]
    if score < LIKELY or score - next_score < CLEAR:
        return None
    if label == learned.ADVICE:
        return "advice" if reading.said_at_all(_TRADING) else None
    return "market" if label == learned.MARKET else None


def _levels_said(reading: Reading) -> list[frozenset[str]]:
    """For each market level a question names, the inputs that may hold it."""
    said = []
    if reading.said_at_all(r"(?:spx|index) ~#"):
        said.append(frozenset(("spot", "new_spot")))
    if reading.said_at_all(r"vix ~#"):
        said.append(frozenset(("vix", "vol", "new_vol")))
    return said


def _reads(found: Found, reading: Reading, edited: Sequence[str]) -> tuple[Read, ...]:
    """Where each input comes from: of an edit of an earlier request, only what it edited was said now."""
    return tuple(
        Read(field, value, "kept")
        if edited and field not in edited
        else Read(field, value, "said", narrowed(found.spans.get(field, ()), value, reading))
        for field, value in found.inputs.items()
    )


def _words(intent: Intent) -> Route:
    return "explain" if intent == "work" else intent
