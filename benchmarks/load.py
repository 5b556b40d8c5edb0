"""Ten people at once over the app's own websockets: whether anyone sees another's words, how long they wait, what memory remains.

Each person is a client that speaks Streamlit's protocol as its page in a browser does, and asks the next question as soon as the
answer to the last is complete: harder on the app than people, who read. The clients run on the same machine and take their share of it.
"""

from __future__ import annotations

import asyncio
import math
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks.served import Served, served
from benchmarks.timing import Row
from calculators.catalogue import BY_NAME

PEOPLE = 10
ROUNDS = 10  # conversations of each person, of five questions each
MOST_SECONDS = 2.5
MOST_GROWTH = 1.10
PATIENCE = 120.0  # seconds


@dataclass(frozen=True)
class Asked:
    question: str
    strikes: str | None
    """The strikes that only the answer to this person's question names."""


def conversation(person: int, place: int) -> tuple[Asked, ...]:
    """Five questions about an index level that is nobody else's, two of which lean on the one before."""
    spot = 5000 + 500 * person + 20 * place
    first, second = (_strikes(spot, wings) for wings in (50, 25))
    return (
        Asked(f"Price a 45 DTE SPX iron condor at {spot} with 16 delta shorts, 50 wide wings and VIX at 18", first),
        Asked("make the wings 25", second),
        Asked(f"What is vega, asked at {spot}?", None),
        Asked("go back to the first one", first),
        Asked("What does the method say about rolling?", None),
    )


def _strikes(spot: float, wings: float) -> str:
    title = BY_NAME["iron_condor"].run({"spot": spot, "dte": 45, "vol": 0.18, "short_delta": 0.16, "wing_width": wings}).presentation.charts[0].title
    return title.partition(" ")[0]


@dataclass
class Visitor:
    """A page of the app without the browser: what the last run of the script put on it."""

    line: ClientConnection
    query: str = ""
    elements: list[Element] = field(default_factory=list)

    async def run(self, *states: WidgetState) -> None:
        """Have the script run with these widgets changed, and wait until it and what it started anew are through."""
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.widget_states.widgets.extend(states)
        await self.line.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            while True:
                said = ForwardMsg()
                said.ParseFromString(await self.line.recv(decode=False))
                kind = said.WhichOneof("type")
                if kind == "new_session":
                    self.elements = []
                elif kind == "page_info_changed":
                    self.query = said.page_info_changed.query_string
                elif kind == "delta" and said.delta.WhichOneof("type") == "new_element":
                    self.elements.append(said.delta.new_element)
                elif kind == "script_finished" and said.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    return

    async def ask(self, question: str) -> None:
        box = next(element.chat_input.id for element in self.elements if element.WhichOneof("type") == "chat_input")
        typed = WidgetState(id=box)
        typed.chat_input_value.data = question
        await self.run(typed)

    @property
    def questions(self) -> list[str]:
        """What the page shows as asked."""
        return [element.text.body for element in self.elements if element.WhichOneof("type") == "text"]

    @property
    def words(self) -> str:
        return "\n".join(element.markdown.body for element in self.elements if element.WhichOneof("type") == "markdown")


@dataclass
class Seen:
    seconds: list[float] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    """What someone saw that they should not have, or did not see that they should."""


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder, served(f"sqlite:///{Path(folder) / 'load.sqlite'}") as app:
        # Warm: Streamlit keeps a page that was left for two minutes, in case its reader comes back, so memory is level only after those.
        asyncio.run(_everyone(app, ROUNDS))
        before = app.resident_mb
        seen = asyncio.run(_everyone(app, ROUNDS))
        after = app.resident_mb
    asked = len(seen.seconds)
    late = quantiles(seen.seconds, n=20)[-1] if asked > 1 else math.inf
    times = f"{late:.2f} s (median {median(seen.seconds):.2f} s, {asked} questions)"
    yield Row(f"{PEOPLE} people at once, 95 % answered in full within", times, f"at most {MOST_SECONDS:g} s", late <= MOST_SECONDS)
    said = "none" if not seen.strange else f"{len(seen.strange)}, such as: {seen.strange[0]}"
    yield Row("answers or questions of one person seen by another", said, "none", not seen.strange)
    memory = f"{after / before:.2f} ({before:.0f} MB to {after:.0f} MB)"
    yield Row(f"memory after {asked} questions / before", memory, f"at most {MOST_GROWTH:g}", after / before <= MOST_GROWTH)


async def _everyone(app: Served, rounds: int) -> Seen:
    seen = Seen()
    await asyncio.gather(*(_person(app, person, rounds, seen) for person in range(PEOPLE)))
    return seen


async def _person(app: Served, person: int, rounds: int, seen: Seen) -> None:
    for place in range(rounds):
        async with connect(f"ws://{app.host}/_stcore/stream", subprotocols=[Subprotocol("streamlit")], max_size=None) as line:
            visitor, mine = Visitor(line), conversation(person, place)
            await visitor.run()
            for number, asked in enumerate(mine, 1):
                began = time.perf_counter()
                await visitor.ask(asked.question)
                seen.seconds.append(time.perf_counter() - began)
                expected = [one.question for one in mine[:number]]
                if visitor.questions != expected:
                    seen.strange.append(f"person {person} sees {visitor.questions}, asked {expected}")
                if asked.strikes is not None and asked.strikes not in visitor.words:
                    seen.strange.append(f"person {person} asked {asked.question!r} and is not shown {asked.strikes}")


if __name__ == "__main__":
    for row in rows():
        print(row.what, "|", row.text, "|", row.bar, "|", "met" if row.met else "MISSED", flush=True)
