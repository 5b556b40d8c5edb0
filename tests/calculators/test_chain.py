"""Option chains from CSV: both layouts, what is refused and why, and the vols behind quotes our own engine made."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators import chain
from calculators.black_scholes import price
from calculators.errors import InputError
from calculators.smile import SkewSmile, fitted

SPOT, RATE, YIELD, DAYS = 7138.8, 0.04, 0.013, 45
T = DAYS / 365
FORWARD = SPOT * math.exp((RATE - YIELD) * T)
SMILE = SkewSmile(0.16, -0.2, 0.03)
STRIKES = [*range(6400, 7801, 100)]
CENT = 1e-4  # vols from prices written to a hundredth of a point
EXPIRES = date(2026, 6, 21)


def theory(right: str, strike: float) -> float:
    vol = float(SMILE.vol(np.log(strike / FORWARD), T))
    return float(price("call" if right == "call" else "put", SPOT, strike, T, vol, RATE, YIELD))


def quotes(right: str, strike: float, half: float = 0.1) -> tuple[float, float]:
    middle = theory(right, strike)
    return middle - half, middle + half


def long_form() -> str:
    lines = ["Symbol;Expiry;Type;Strike;Bid;Ask".replace(";", ",")]
    for strike in STRIKES:
        for right in ("call", "put"):
            bid, ask = quotes(right, strike)
            lines.append(f'X,2026-06-21,{right},"{strike:,}",${bid:.4f},${ask:.4f}')
    return "\n".join(lines)


def wide_form() -> str:
    lines = [
        "",
        '"Spx (S&P 500 INDEX)",Last: 7138.80,Change: -0.65',
        '"Date: May 7, 2026 at 5:14 PM EDT",Bid: 7135.2,Ask: 7141.9,Size: 0*0,"Volume: 0"',
        "Expiration Date,Calls,Last Sale,Net,Bid,Ask,Volume,IV,Strike,Puts,Last Sale,Net,Bid,Ask,Volume,IV",
    ]
    for strike in STRIKES:
        cells = ["Sun Jun 21 2026"]
        for right in ("call", "put"):
            bid, ask = quotes(right, strike)
            cells += [f"SPXW260621{right[0].upper()}{strike * 1000:08d}", "0", "0", f"{bid:.4f}", f"{ask:.4f}", "0", "0.1"]
            cells += [f"{strike:.2f}"] if right == "call" else []
        lines.append(",".join(cells))
    return "\n".join(lines)


def decimal_commas() -> str:
    lines = ["Verfall;ignored", "expiration;right;strike;bid;ask"]
    for strike in STRIKES:
        for right in ("C", "P"):
            bid, ask = (f"{amount:.4f}".replace(".", ",") for amount in quotes("call" if right == "C" else "put", strike))
            lines.append(f"21 Jun 2026;{right};{strike:,}".replace(",", ".") + f";{bid};{ask}")
    return "\n".join(lines)


def sides_by_name() -> str:
    lines = ["call_bid\tcall_ask\tstrike\tput_bid\tput_ask"]
    for strike in STRIKES:
        lines.append("\t".join(f"{amount:.4f}" for amount in (*quotes("call", strike), strike, *quotes("put", strike))))
    return "\n".join(lines)


def symbols_only() -> str:
    lines = ["Option Symbol,Bid,Ask"]
    for strike in STRIKES:
        for letter, right in (("C", "call"), ("P", "put")):
            lines.append(f"SPXW  260621{letter}{strike * 1000:08d},{quotes(right, strike)[0]:.4f},{quotes(right, strike)[1]:.4f}")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("written", "expires"),
    [(long_form, EXPIRES), (wide_form, EXPIRES), (decimal_commas, EXPIRES), (sides_by_name, None), (symbols_only, EXPIRES)],
)
def test_every_layout_gives_back_the_smile_it_was_priced_from(written: Callable[[], str], expires: date | None) -> None:
    found = chain.read(written())
    assert found.refused == ()
    assert found.expirations == (expires,)
    assert len(found.rows) == 2 * len(STRIKES)
    implied = chain.vols(found, expires, T, rate=RATE, forward=SPOT)
    assert implied.forward == pytest.approx(FORWARD, abs=0.01)
    assert [quote.strike for quote in implied.quotes] == STRIKES
    for quote in implied.quotes:
        assert quote.right == ("put" if quote.strike < FORWARD else "call")
        assert quote.vol == pytest.approx(float(SMILE.vol(np.log(quote.strike / FORWARD), T)), abs=CENT)
        assert quote.at_bid < quote.vol < quote.at_ask
    fit = fitted([quote.strike for quote in implied.quotes], [quote.vol for quote in implied.quotes], FORWARD, T)
    assert isinstance(fit.smile, SkewSmile)
    assert (fit.smile.atm, fit.smile.skew, fit.smile.curvature) == pytest.approx((SMILE.atm, SMILE.skew, SMILE.curvature), abs=20 * CENT)
    assert fit.miss < CENT


def test_lines_before_the_header_say_the_day_and_the_level() -> None:
    found = chain.read(wide_form())
    assert (found.as_of, found.spot) == (date(2026, 5, 7), 7138.8)
    bare = chain.read(long_form())
    assert (bare.as_of, bare.spot) == (None, None)


def test_bad_rows_are_named_with_their_line_and_reason() -> None:
    text = "\n".join(
        [
            "strike,type,bid,ask",  # 1
            "7000,put,10,11",
            "7100,put,12,11.5",
            "7200,call,0,0.05",
            "7300,call,--,5",
            "7400,call,abc,5",
            ",call,4,5",
            "7500,future,4,5",
            "7600,call,4,",
            "",
            "7000,put,10.2,10.8",
            "1e999,call,1,2",
            "7700,call,NaN,2",
        ]
    )
    found = chain.read(text)
    assert [(fault.line, fault.what, fault.reason) for fault in found.refused] == [
        (2, "put 7,000", "quoted again in line 11, with a spread no wider"),
        (3, "put 7,100", "a crossed market: bid 12 above ask 11.5"),
        (4, "call 7,200", "no bid"),
        (5, "call 7,300", "no bid"),
        (6, "call 7,400", "the bid is no number: 'abc'"),
        (7, "call", "the strike is no number above 0: nothing"),
        (8, "option 7,500", "neither a call nor a put: 'future'"),
        (9, "call 7,600", "no ask"),
        (12, "call", "the strike is no number above 0: '1e999'"),
        (13, "call 7,700", "no bid"),
    ]
    assert [(row.line, row.bid) for row in found.rows] == [(11, 10.2)]


def test_a_side_without_a_bid_leaves_the_other_side_of_its_line() -> None:
    found = chain.read("bid,ask,strike,bid,ask\n0,0.05,7800,640,655\n")
    assert [(row.right, row.mid) for row in found.rows] == [("put", 647.5)]
    assert [(fault.line, fault.reason) for fault in found.refused] == [(2, "no bid")]


def test_expirations_are_kept_apart_and_come_in_order() -> None:
    later = long_form().replace("2026-06-21", "2026-07-17").splitlines()[1:]
    found = chain.read("\n".join([long_form(), *later]))
    assert found.expirations == (EXPIRES, date(2026, 7, 17))
    assert len(chain.vols(found, EXPIRES, T, rate=RATE, forward=SPOT).quotes) == len(STRIKES)


def test_quotes_beyond_the_deviations_asked_are_left_out_and_said() -> None:
    found = chain.vols(chain.read(long_form()), EXPIRES, T, rate=RATE, forward=SPOT, within=1.0)
    reach = SMILE.atm * math.sqrt(T)
    kept = [strike for strike in STRIKES if abs(math.log(strike / FORWARD)) <= reach]
    assert [quote.strike for quote in found.quotes] == kept
    assert {fault.reason for fault in found.refused} == {"further than 1 standard deviations"}
    assert len(found.refused) == len(STRIKES) - len(kept)


def test_without_a_strike_that_has_both_the_forward_given_serves() -> None:
    lines = [f"{strike},{'put' if strike < FORWARD else 'call'},{quotes('put' if strike < FORWARD else 'call', strike)}" for strike in STRIKES]
    found = chain.read("\n".join(["strike,type,bid,ask", *(line.replace("(", "").replace(")", "") for line in lines)]))
    assert chain.vols(found, None, T, rate=RATE, forward=FORWARD).forward == FORWARD


def test_a_quote_above_what_any_vol_gives_is_refused_by_name() -> None:
    absurd = long_form().replace(f'put,"6,400",${quotes("put", 6400)[0]:.4f},${quotes("put", 6400)[1]:.4f}', 'put,"6,400",$6500,$6600')
    found = chain.vols(chain.read(absurd), EXPIRES, T, rate=RATE, forward=SPOT)
    assert [(fault.what, fault.reason) for fault in found.refused] == [("put 6,400", "its mid 6550 implies no vol (above bound)")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "needs a header line"),
        ("a,b,c\n1,2,3\n", "needs a header line"),
        ("strike,bid,ask\n7000,1,2\n", "needs a header line"),
        ("strike,type,bid,ask\n7000,put,2,1\n", "line 2, a crossed market"),
        ("strike,type,bid,ask\n", "needs rows"),
        (b"PK\x03\x04\x00\x00\x00", "must be a text file"),
        (b"x" * (chain.LARGEST + 1), "at most 5,000,000 bytes"),
        ("\n" * (chain.MOST_LINES + 1), "at most 50,000 lines"),
    ],
)
def test_a_file_that_is_no_chain_is_refused_with_what_to_do(content: bytes | str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        chain.read(content)


def test_too_few_strikes_to_see_a_fit_are_refused() -> None:
    few = "\n".join(long_form().splitlines()[:9])
    with pytest.raises(InputError, match="at least 5 out-of-the-money quotes"):
        chain.vols(chain.read(few), EXPIRES, T, rate=RATE, forward=SPOT)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_files_of_every_common_encoding_are_read(encoding: str) -> None:
    assert chain.read(long_form().replace("X,", "Börse,").encode(encoding)) == chain.read(long_form())


@given(st.text(max_size=300) | st.binary(max_size=300))
def test_anything_at_all_is_read_or_refused(content: bytes | str) -> None:
    header = "strike,type,bid,ask\n"
    for tried in (content, header + content if isinstance(content, str) else header.encode() + content):
        try:
            found = chain.read(tried)
        except InputError:
            continue
        assert all(0.0 < row.bid <= row.ask and row.strike > 0.0 for row in found.rows)
