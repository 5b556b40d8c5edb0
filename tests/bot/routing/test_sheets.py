"""Sheets, snippets and cells: the spans point at what was typed, the order of columns and keys does not matter, prose stays as it is."""

import itertools
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from bot.market import Market
from bot.routing.keys import calculator_of_keys
from bot.routing.numbers import read_line
from bot.routing.reading import Reading
from bot.routing.rules import RulesRouter
from bot.routing.sheets import shortens, unfolded
from calculators.catalogue import BY_NAME, CATALOGUE

AS_OF = date(2026, 5, 7)
CONDOR = {"spot": "7121.4", "dte": "41", "iv": "17.6", "delta": "0.14", "wing": "60"}
READ = {"spot": 7121.4, "dte": 41, "vol": 0.176, "short_delta": 0.14, "wing_width": 60}


@pytest.fixture(scope="module")
def router() -> RulesRouter:
    return RulesRouter(CATALOGUE, market=Market(7138.80, 17.95, AS_OF))


def _inputs(router: RulesRouter, question: str) -> tuple[str, dict[str, Any]]:
    request = router.plan(question, as_of=AS_OF).requests[0]
    return request.calculator, dict(request.inputs)


def _unfolded(text: str) -> str:
    return unfolded(text.lower(), list(range(len(text))), text)[0]


@pytest.mark.parametrize("separator", ["\t", " | ", ";", ",", "   ", " "])
@pytest.mark.parametrize("order", list(itertools.permutations(CONDOR))[::17])
def test_a_row_under_its_head_is_read_in_any_order(router: RulesRouter, separator: str, order: tuple[str, ...]) -> None:
    table = f"{separator.join(order)}\n{separator.join(CONDOR[name] for name in order)}\niron condor"
    assert _inputs(router, table) == ("iron_condor", READ)


@pytest.mark.parametrize("separator", ["\t", ",", ";", ": ", "=", " = ", " | "])
def test_a_sheet_of_names_and_values_is_read(router: RulesRouter, separator: str) -> None:
    sheet = "\n".join(f"{name}{separator}{value}" for name, value in CONDOR.items())
    assert _inputs(router, f"iron condor\n{sheet}") == ("iron_condor", READ)


@pytest.mark.parametrize("mark", ["<- {}", "({})", "<-- {}"])
def test_names_may_come_after_the_values(router: RulesRouter, mark: str) -> None:
    names = (", " if "(" in mark else " ").join(CONDOR)
    assert _inputs(router, f"{' '.join(CONDOR.values())} {mark.format(names)} iron condor") == ("iron_condor", READ)


@pytest.mark.parametrize(
    "say",
    [
        "A1 spot 7121.4, A2 dte 41, A3 iv 17.6, A4 delta 0.14, A5 wing 60. iron condor",
        "iron condor: B2: 7121.4 (spot) / B3: 41 (dte) / B4: 17.6 (iv) / B5: 0.14 (delta) / B6: 60 (wing)",
        "iron condor - C1 = 7121.4 (spot), C2 = 41 (dte), C3 = 17.6 (iv), C4 = 0.14 (delta), C5 = 60 (wing)",
    ],
)
def test_a_cell_reference_is_no_number(router: RulesRouter, say: str) -> None:
    assert _inputs(router, say) == ("iron_condor", READ)


def test_columns_are_lists_whatever_their_order_and_beside_a_count_of_rows(router: RulesRouter) -> None:
    expected = {"advances": [1820, 1400, 990], "declines": [1010, 1450, 1880]}
    assert _inputs(router, "adv\tdec\n1820\t1010\n1400\t1450\n990\t1880\nadvance decline line") == ("advance_decline", expected)
    assert _inputs(router, "date,dec,adv\n5/4,1010,1820\n5/5,1450,1400\n5/6,1880,990\nadvance decline line") == ("advance_decline", expected)


@pytest.mark.parametrize("index", ["year", "Year", "period"])
def test_the_column_that_counts_is_left_out(router: RulesRouter, index: str) -> None:
    rows = "\n".join(f"| {at} | {flow} |" for at, flow in enumerate((-25000, 9000, 9000, 12000)))
    assert _inputs(router, f"| {index} | cash |\n|---|---|\n{rows}\nirr") == ("irr", {"cash_flows": [-25000, 9000, 9000, 12000]})


def test_the_order_of_rows_is_that_of_the_legs(router: RulesRouter) -> None:
    rows = ["-1\tC\t7400\t30", "2\tC\t7500\t30", "-3\tP\t6600\t30"]
    legs = [
        {"right": "call", "strike": 7400, "quantity": -1, "dte": 30},
        {"right": "call", "strike": 7500, "quantity": 2, "dte": 30},
        {"right": "put", "strike": 6600, "quantity": -3, "dte": 30},
    ]
    for order in itertools.permutations(range(3)):
        table = "\n".join(["qty\ttype\tstrike\tdte", *(rows[at] for at in order)])
        assert _inputs(router, f"{table}\nspot 7140 iv 17, payoff") == ("position", {"legs": [legs[at] for at in order], "spot": 7140, "vol": 0.17})


def test_sides_in_words_sign_the_legs(router: RulesRouter) -> None:
    table = "side,qty,strike,right,dte\nsell,1,7300,call,25\nbuy,3,7400,call,25\nspot 7150 vol 16 payoff"
    assert [leg["quantity"] for leg in _inputs(router, table)[1]["legs"]] == [-1, 3]


@pytest.mark.parametrize("head", ["layer qty dte", "layer\tqty\tdte"])
def test_layers_of_a_hedge(router: RulesRouter, head: str) -> None:
    gap = "\t" if "\t" in head else " "
    rows = "\n".join(gap.join(row) for row in (("L1", "6", "30"), ("L2", "6", "110"), ("L3", "3", "220")))
    name, inputs = _inputs(router, f"{head}\n{rows}\nvix 17.4, 15 condors, hedge premium")
    assert (name, inputs["layers"]) == (
        "vix_hedge", [{"quantity": 6, "dte": 30}, {"quantity": 6, "dte": 110}, {"quantity": 3, "dte": 220}],
    )  # fmt: skip


@pytest.mark.parametrize(
    "say",
    [
        "lp\tsp\tsc\tlc\tspot\n6725\t6775\t7425\t7475\t7102.5",
        '{"spot": 7140, "dte": 41, \'vol\': 0.18}',
        "calc({account: 47_500, riskPct: 1.75, maxLoss: 415})",
        "f(capital=600e3, w=[0.1, 0.2])",
        "B2: 7,108 / B3: 15.9 (vix) / B4: 24 (dte)",
        "7140\t18\t45\t0.16 <- spot vix dte delta",
        "legs=[(-1, 'P', 6800), (2, 'P', 6600)]",
        "qty\ttype\tstrike\tdte\n-1\tC\t7400\t30\n2\tC\t7500\t30",
        "credit 1,15 / width 5 / VIX 23,6 / avg",
        "dS=[-7%,-4%,0,4%] x dV=[0,25%]",
    ],
)
def test_every_number_points_at_what_was_typed(say: str) -> None:
    plain = say.replace("_", "").replace("600e3", "600000").replace("'P'", "p")
    for number in read_line(say).numbers:
        typed = say[number.span[0] : number.span[1]]
        digits = typed.strip("%+ ").replace("_", "")
        assert digits
        assert digits in plain or digits == "600e3"
        if typed not in ("600e3", "47_500"):
            assert digits.strip("-") in number.text.replace(" ", "").replace("+", "") or digits in number.text


@pytest.mark.parametrize(
    "say",
    [
        "Good morning, I would like to sell a condor on SPX with 45 days left. It is 7140, and VIX is 18.",
        "size it: $80k account, 3% per trade, condors 10 wide sold for 1.60",
        "30 days against 60 days: 16 delta condor, 50 wide, spx 7140, iv 18",
        "ROE by DuPont: margin 6%, turnover 1.8x, leverage 1.9x",
        "how much theta do I earn per day: 6 ICs, 45DTE",
        "the index is 7,095, 30 days are left and vol is 16.6",
        "A holder protects it by a 7,500 call (180 days; S is 7,000). Evaluate the collar.",
        "The author likes 'cheap lottery strangles': long the 6,400 put and the 7,700 call",
        "what do the columns lp, sp, sc and lc mean in a sheet?",
        "first line of my mail\nsecond line of it, with 16 delta and 45 days\nregards",
        "Compare A: 10 delta and B: 16 delta, both 45 days",
    ],
)
def test_prose_is_left_as_it_was_typed(say: str) -> None:
    assert _unfolded(say) == say.lower()


@pytest.mark.parametrize(
    ("say", "values"),
    [
        ("credit 1,15 / width 5", [1.15, 5]),
        ("VIX 23,6 / avg 21,9", [23.6, 21.9]),
        ("prices 12,40 / 12,55 / 12,35", [12.4, 12.55, 12.35]),
        ("closes 18,19,20", [18, 19, 20]),
        ("spot 7,140 and 6,900", [7140, 6900]),
        ("x=[0,4%]", [0, 4]),
        ("strikes 6700,10/20", [6700, 10, 20]),
        ("a=[7,140, 7,150, 7,160]", [7140, 7150, 7160]),
        ("closes=101,102,104,103,105", [101, 102, 104, 103, 105]),
    ],
)
def test_commas_part_or_belong_to_the_number(say: str, values: list[float]) -> None:
    assert [number.value for number in read_line(say).numbers] == values


@pytest.mark.parametrize(
    ("say", "calculator", "inputs"),
    [
        (
            "cash=45;st_inv=20;AR=60;inv=75;CL=110",
            "liquidity_ratios",
            {"cash": 45, "short_term_investments": 20, "receivables": 60, "inventory": 75, "current_liabilities": 110},
        ),
        (
            "m=3,n=5,p_theft=.04,p_loss=.02,cc=0",
            "multisig",
            {"m": 3, "n": 5, "theft_prob": 0.04, "loss_prob": 0.02, "common_cause": 0},
        ),
        (
            "{K: 7200, cp: C, S: 7188.5, days: 0.4, iv: 0.24}",
            "option_price",
            {"right": "call", "strike": 7200, "spot": 7188.5, "dte": 0.4, "vol": 0.24},
        ),
    ],
)  # fmt: skip
def test_keys_alone_name_the_calculator_and_its_blanks(router: RulesRouter, say: str, calculator: str, inputs: Mapping[str, Any]) -> None:
    assert _inputs(router, say) == (calculator, inputs)


def test_one_letter_means_what_the_calculator_has(router: RulesRouter) -> None:
    assert _inputs(router, "condor S=7140 sigma=.18 T=45d delta=.16 wing=50 n=6")[1]["contracts"] == 6
    assert _inputs(router, "odds: cr=1.15 w=5 wr=87% n=250")[1]["trades"] == 250


def test_the_keys_order_does_not_matter(router: RulesRouter) -> None:
    keys = ["m=2", "n=3", "theft=3%", "loss=4%", "common_cause=10%"]
    read = [_inputs(router, ", ".join(order)) for order in itertools.permutations(keys)][::11]
    assert all(each == read[0] for each in read)
    assert read[0][0] == "multisig"


EXAMPLES = [
    (calculator.name, dict(calculator.example))
    for calculator in CATALOGUE
    if all(isinstance(value, int | float | str) and not isinstance(value, bool) for value in calculator.example.values())
]
GIVEN_AS_ANOTHER = {"vertical_spread": {"direction"}, "strangle": {"direction"}}  # what follows from the words and the strikes


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
@pytest.mark.parametrize("style", ["call", "json"])
def test_a_calculator_reads_its_own_example_from_a_program(router: RulesRouter, name: str, example: dict[str, Any], style: str) -> None:
    said = (
        f"{name}({', '.join(f'{key}={value!r}' for key, value in example.items())})"
        if style == "call"
        else f"{name.replace('_', ' ')} {json.dumps(example)}"
    )
    calculator, inputs = _inputs(router, said)
    inputs = {key: value for key, value in inputs.items() if key in example or key not in GIVEN_AS_ANOTHER.get(name, ())}
    other = {"vix": "vol", "vol": "vix"}
    assert calculator == name
    for key, value in example.items():
        if key in inputs:
            assert inputs[key] == pytest.approx(value) if isinstance(value, float) else inputs[key] == value
        else:  # VIX as the vol it is
            assert inputs[other[key]] == pytest.approx(value / 100 if key == "vix" else 100 * value)
    assert len(inputs) == len(example)


def test_a_calculator_that_was_named_keeps_its_keys() -> None:
    line = read_line("beta=1.3, rf=4%, premium=5.5%")
    assert calculator_of_keys(Reading(line), BY_NAME, None) == "capm"
    assert calculator_of_keys(Reading(line), BY_NAME, "capm") is None


@pytest.mark.parametrize(("word", "whole"), [("qty", "quantity"), ("sh", "short"), ("liab", "liabilities"), ("inv", "inventory"), ("prob", "prob")])
def test_a_word_shortens_another(word: str, whole: str) -> None:
    assert shortens(word, whole)
    assert not shortens(f"x{word}", whole)


@pytest.mark.parametrize("say", ["", "=", "a=", "f(", "{}", "[1,2", "a\tb", "|||", "a=[,]", "A1 A2", "<- a b c", "x" * 2000 + "=1\n" * 50])
def test_odd_text_is_no_error(say: str) -> None:
    line = read_line(say)
    assert all(0 <= number.span[0] < number.span[1] <= len(say) for number in line.numbers)
