"""Nothing but loopback is ever contacted: watched from inside the interpreter, where every socket call passes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

WATCHED = """
import json, sys
strangers = []
def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if isinstance(address, tuple) and str(address[0]) not in ("127.0.0.1", "::1", "localhost"):
            strangers.append([event, str(address)])
    elif event == "socket.getaddrinfo" and str(arguments[0]) not in ("127.0.0.1", "::1", "localhost", "None", ""):
        strangers.append([event, str(arguments[0])])
sys.addaudithook(watch)
from bot.wiring import build_assistant
assistant = build_assistant()
said = assistant.ask("What is an iron condor?").text
priced = assistant.ask("Price a 45 DTE SPX iron condor at 7140 with 16 delta shorts, 50 wide wings and VIX at 18").text
why = assistant.ask("Why do condors lose when volatility rises?").text
print(json.dumps({"strangers": strangers, "answered": [bool(said), bool(priced), bool(why)], "torch": "torch" in sys.modules}))
"""


def _watched(shared_home: Path) -> dict[str, object]:
    environment = {**os.environ, "ASKCONDOR_HOME": str(shared_home)}
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "ANONYMIZED_TELEMETRY"):
        environment.pop(name, None)
    ran = subprocess.run(
        [sys.executable, "-c", WATCHED], capture_output=True, text=True, env=environment, cwd=Path(__file__).parent.parent, timeout=300, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return dict(json.loads(ran.stdout.splitlines()[-1]))


def test_building_the_index_and_answering_contacts_no_one(tmp_path: Path) -> None:
    seen = _watched(tmp_path)
    assert seen["strangers"] == []
    assert seen["answered"] == [True, True, True]


def test_answering_with_an_index_in_place_contacts_no_one_and_imports_no_torch(shared_home: Path) -> None:
    _watched(shared_home)
    seen = _watched(shared_home)
    assert seen["strangers"] == []
    assert seen["torch"] is False
