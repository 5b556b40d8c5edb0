"""How much of plain speech the rules router understands: `python benchmarks/spoken.py FOLDER` reads FOLDER/spoken.jsonl.

A line is `{"id", "question", "history", "as_of", "route", "calculators", "inputs"}`, with `accept` for other right routes,
calculators or values, `alt` for other complete sets of inputs, `absent` for fields that must be gone, `missing` for the
fields one of which must be asked back, and `expect_error` for input that must be asked back about, or refused by its calculator.
"""

from __future__ import annotations

import json
import math
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bot.market import Market
from bot.routing.plan import Plan, Request
from bot.routing.rules import RulesRouter
from calculators.catalogue import BY_NAME, CATALOGUE
from calculators.errors import InputError

AS_OF = date(2026, 5, 7)
MARKET = Market(7138.80, 17.95, AS_OF)
SAME = 1e-6


def main(folder: str) -> int:
    rows = [json.loads(line) for line in (Path(folder) / "spoken.jsonl").read_text(encoding="utf-8").splitlines() if line.strip()]
    router = RulesRouter(CATALOGUE, market=MARKET)
    router.plan("warm up: iron condor 16 delta 45 dte")
    groups: dict[str, list[bool]] = defaultdict(list)
    times: list[float] = []
    for row in rows:
        started = time.perf_counter()
        plan = router.plan(row["question"], row.get("history", ()), date.fromisoformat(row["as_of"]) if row.get("as_of") else None)
        times.append(1000 * (time.perf_counter() - started))
        faults = wrong(row, plan)
        groups[row.get("group", "all")].append(not faults)
        if faults:
            print(f"{row['id']}  {row['question']}\n      {'; '.join(faults)}")
    for group, passed in groups.items():
        print(f"{group:<12} {sum(passed)}/{len(passed)}")
    everything = [passed for group in groups.values() for passed in group]
    print(f"fully right {sum(everything)}/{len(everything)} = {sum(everything) / len(everything):.1%}")
    print(f"plan() median {statistics.median(times):.2f} ms, slowest {max(times):.1f} ms")
    return 0


def wrong(row: Mapping[str, Any], plan: Plan) -> list[str]:
    """What a plan gets wrong of a row; nothing when it is fully right."""
    accept = row.get("accept", {})
    faults = []
    if row.get("expect_error"):
        asked_back = plan.route == "clarify" and not plan.requests and (plan.missing or plan.conflicts)
        return [] if asked_back or any(_refused(request) for request in plan.requests) else [f"route {plan.route} with {plan.requests}, want clarify"]
    routes = [row["route"], *_listed(accept.get("route"))]
    if row["route"] == "unsupported":
        routes.append("explain")  # the pages decide that, not the router
    if plan.route not in routes:
        faults.append(f"route {plan.route}, want {row['route']}")
    wanted, names = row["calculators"], [request.calculator for request in plan.requests]
    others = _listed(accept.get("calculators"))
    if [name for name in wanted if name not in names and not set(names) & set(others)] or [
        name for name in names if name not in wanted and name not in others
    ]:
        faults.append(f"calculators {names}, want {wanted}")
    if row.get("missing") and plan.route == "clarify" and not any(item.field in row["missing"] for item in plan.missing):
        faults.append(f"asks {[item.field for item in plan.missing]}, want one of {row['missing']}")
    if plan.requests and wanted and not faults:
        given = plan.requests[0].inputs
        if not any(_fits(given, option, accept) for option in (row["inputs"], *row.get("alt", ()))):
            faults.append(f"inputs {given}, want {row['inputs']}")
        if over := [name for name in row.get("absent", ()) if name in given]:
            faults.append(f"still has {over}")
    return faults


def _refused(request: Request) -> bool:
    """Whether the calculator refuses the request, which the assistant then says."""
    calculator = BY_NAME[request.calculator]
    try:
        calculator.run({**request.inputs, **MARKET.fill(calculator, request.inputs)})
    except InputError:
        return True
    return False


def _fits(given: Mapping[str, Any], wanted: Mapping[str, Any], accept: Mapping[str, Any]) -> bool:
    """Whether the inputs are exactly those wanted; a VIX of 18 and a vol of 0.18 are one level."""
    if "vix" in wanted and "vol" in given and "vix" not in given and "vol" not in wanted:
        given = {**{name: value for name, value in given.items() if name != "vol"}, "vix": 100 * given["vol"]}
    elif "vol" in wanted and "vix" in given and "vol" not in given and "vix" not in wanted:
        given = {**{name: value for name, value in given.items() if name != "vix"}, "vol": given["vix"] / 100}
    if set(given) != set(wanted):
        return False
    return all(_same(given[name], value) or any(_same(given[name], other) for other in _listed(accept.get(name))) for name, value in wanted.items())


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return math.isclose(a, b, rel_tol=SAME, abs_tol=SAME)
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return set(a) == set(b) and all(_same(a[name], b[name]) for name in b)
    return bool(a == b)


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python benchmarks/spoken.py FOLDER (which holds spoken.jsonl)")
    sys.exit(main(sys.argv[1]))
