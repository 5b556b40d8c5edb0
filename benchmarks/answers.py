"""A warm answer against the work it cannot avoid: one embedding, or one embedding and the calculator."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.timing import Row, median_ms
from bot.settings import Settings
from bot.wiring import build_assistant, embedder_of
from calculators.catalogue import BY_NAME

EXPLAIN = "Why do short-dated iron condors lose money when implied volatility rises?"
CONDOR = "Price a 45 DTE SPX iron condor at 7140 with 16 delta shorts, 50 wide wings and VIX at 18"
INPUTS = {"spot": 7140, "dte": 45, "vol": 0.18, "short_delta": 0.16, "wing_width": 50}
MOST_EXPLAIN = 3.0
MOST_EXPLAIN_MS = 60.0
MOST_CONDOR = 2.0


def rows() -> Iterator[Row]:
    assistant = build_assistant()
    assistant.warm_up()
    embedder = embedder_of(Settings())
    embed_explain = median_ms(lambda: embedder.embed([EXPLAIN]))
    explain = median_ms(lambda: assistant.ask(EXPLAIN))
    beside = f"{explain:.1f} ms, of which the embedding {embed_explain:.1f} ms"
    yield Row("warm `ask`, explain", beside, f"at most {MOST_EXPLAIN_MS:g} ms", explain <= MOST_EXPLAIN_MS)
    yield _ratio("warm `ask`, explain / bare embedding of the question", explain, embed_explain, MOST_EXPLAIN)
    embed_condor = median_ms(lambda: embedder.embed([CONDOR]))
    calculate = median_ms(lambda: BY_NAME["iron_condor"].run(INPUTS))
    condor = median_ms(lambda: assistant.ask(CONDOR))
    yield _ratio("warm `ask`, condor / calculator + embedding", condor, calculate + embed_condor, MOST_CONDOR)


def _ratio(what: str, taken: float, floor: float, most: float) -> Row:
    return Row(what, f"{taken / floor:.2f} ({taken:.1f} ms / {floor:.1f} ms)", f"at most {most:g}", taken / floor <= most)
