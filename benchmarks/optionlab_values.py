"""Write what optionlab says of some condors, for the differential tests to compare with.

optionlab is GPL and asks for older pandas than ours, so it is no dependency: make an environment of its own and run

    python -m venv peer && peer/bin/pip install optionlab
    peer/bin/python benchmarks/optionlab_values.py tests/calculators/differential/optionlab.json
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import Any

START = dt.date(2026, 1, 1)
CONDOR = (("put", "buy"), ("put", "sell"), ("call", "sell"), ("call", "buy"))
SPX: dict[str, Any] = {"spot": 7140.0, "vol": 0.18, "rate": 0.04, "dividend_yield": 0.013, "dte": 45}
SPX |= {"strikes": (6690, 6740, 7640, 7690), "premiums": (20, 26, 24, 15.5)}
BARE: dict[str, Any] = {"spot": 5000.0, "vol": 0.30, "rate": 0.0, "dividend_yield": 0.0, "dte": 10}
BARE |= {"strikes": (4700, 4750, 5250, 5300), "premiums": (25, 33, 30, 22)}
WILD: dict[str, Any] = {"spot": 100.0, "vol": 0.60, "rate": 0.05, "dividend_yield": 0.03, "dte": 200}
WILD |= {"strikes": (50, 70, 130, 160), "premiums": (1, 5.5, 12, 6)}
FAR: dict[str, Any] = {"spot": 5000.0, "vol": 0.30, "rate": 0.02, "dividend_yield": 0.01, "dte": 60}
WIDE = FAR | {"strikes": (4400, 4500, 5500, 5700), "premiums": (40, 60, 70, 35), "horizon_days": 40}
NEAR = FAR | {"strikes": (4500, 4600, 5400, 5500), "premiums": (60, 85, 90, 62), "horizon_days": 30}
CASES: tuple[dict[str, Any], ...] = (SPX, BARE, WILD, SPX | {"horizon_days": 21}, WIDE, NEAR)
ASKED = (
    "probability_of_profit",
    "profit_ranges",
    "expected_profit_if_profitable",
    "expected_loss_if_unprofitable",
    "delta",
    "gamma",
    "theta",
    "vega",
)


def asked(case: dict[str, Any]) -> dict[str, Any]:
    from optionlab import Inputs, run_strategy

    horizon = case.get("horizon_days")
    expiration = START + dt.timedelta(days=case["dte"])
    legs = [
        {"type": right, "action": action, "strike": float(strike), "premium": float(premium), "n": 1}
        | ({"expiration": expiration} if horizon is not None else {})
        for (right, action), strike, premium in zip(CONDOR, case["strikes"], case["premiums"], strict=True)
    ]
    given = {
        "stock_price": case["spot"],
        "volatility": case["vol"],
        "interest_rate": case["rate"],
        "dividend_yield": case["dividend_yield"],
        "min_stock": 0.2 * case["spot"],
        "max_stock": 3.0 * case["spot"],
        "start_date": START,
        "target_date": START + dt.timedelta(days=case["dte"] if horizon is None else horizon),
        "discard_nonbusiness_days": False,
        "strategy": legs,
    }
    try:
        found = run_strategy(Inputs(**given))
    except RuntimeError as error:  # its own quadrature gives up on some horizons
        return {"error": str(error)}
    return {name: getattr(found, name) for name in ASKED}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    table = {"optionlab": version("optionlab"), "cases": [{"given": case, "said": asked(case)} for case in CASES]}
    Path(sys.argv[1]).write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
