"""A stand-in for the assistant: fixed words over real pages and a real calculation, made in an instant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from bot.answer import Answer, Calculation, Citation, CitedSource, Missing
from calculators.catalogue import BY_NAME

CONDOR = {"spot": 7140.0, "dte": 45.0, "vol": 0.18, "short_delta": 0.16, "wing_width": 50.0}
QUOTED = "Four options on one underlying; costs $5 and $6 [@hull-2018, ch. 12]."
HOSTILE_ANSWER = "It costs $5 and $6 :red[x] <b>bold</b> [click](https://evil.example)"


class FakeAssistant:
    """Answers every question alike and remembers what it was asked."""

    ready = True

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def warm_up(self) -> None:
        return None

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        as_of: date | None = None,
        on_step: Callable[[str], None] | None = None,
        on_sentence: Callable[[str, str], None] | None = None,
    ) -> Answer:
        self.asked.append((question, tuple(history)))
        for said in ("Understanding the question", "Pricing the condor", "Reading the pages"):
            if on_step is not None:
                on_step(said)
        return sample_answer(question)


def sample_answer(question: str) -> Answer:
    result = BY_NAME["iron_condor"].run(CONDOR)
    text = (
        f"An iron condor is a put spread and a call spread sold together [S1]. {HOSTILE_ANSWER}\n\n"
        f"**The numbers**\n\n{result.presentation.headline} [C1]\n\n- Net credit: {result.figure('net_credit').text} [C1]\n\n"
        "$$\\mathrm{BE}_{low} = K_{sp} - C$$\n\nThat is the formula [S2]."
    )
    hull = CitedSource("hull-2018", "Hull, J. C. (2018). Options, futures, and other derivatives (10th ed.). Pearson.", None)
    return Answer(
        question=question,
        text=text,
        route="calculate",
        citations=(
            Citation(
                "S1",
                "iron-condor#definition",
                "Iron condor",
                "Definition",
                "theory",
                "Four options on one underlying; costs $5 and $6 [@hull-2018, ch. 12].",
                (hull,),
            ),
            Citation("S2", "iron-condor#formula", "Iron condor", "Formula", "theory", "$$\\mathrm{BE}_{low} = K_{sp} - C$$", (hull,)),
        ),
        calculations=(Calculation("C1", result),),
        terms=("iron-condor", "vix"),
        follow_ups=("What if VIX goes to 30?", "What is a wing?"),
        missing=(Missing("iron_condor", "credit", "What credit was received?"),),
    )
