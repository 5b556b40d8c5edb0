"""A library of a few pages, written to a folder, for tests that need pages but not the shipped ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.library import Library

SOURCES = """
[hull-2018]
type = "book"
title = "Options, futures, and other derivatives"
author = [{ family = "Hull", given = "John C." }]
edition = "10"
publisher = "Pearson"
issued = [2018]

[house-page]
type = "webpage"
title = "Iron condors"
author = [{ literal = "VixShield Research Team" }]
container-title = "VixShield Glossary"
issued = [2026]
URL = "https://www.vixshield.com/glossary/iron-condor"
"""

PAGES = {
    "iron-condor": """---
id: iron-condor
title: Iron condor
kind: glossary
summary: A put spread and a call spread sold together for a net credit.
aliases: [IC, condor, short iron condor]
tags: [structure]
related: [theta, breakeven]
calculators: [iron_condor]
---

## Definition

An iron condor is a put spread sold below the price and a call spread sold above it, on one underlying and one expiration [@hull-2018, ch. 12].

## Example

```calc
calculator: iron_condor
inputs: {spot: 7140, dte: 45, vol: 0.18, short_delta: 0.16, wing_width: 50}
```

With the index at 7,140 the condor brings in {{net_credit}} and can lose {{max_loss}}.

## What the method says

The method sells one every day and holds it without a stop [@house-page].
""",
    "theta": """---
id: theta
title: Theta
kind: glossary
summary: The change in an option's value as one day passes.
aliases: [time decay, decay]
tags: [greeks]
related: [iron-condor]
---

## Definition

Theta is the rate at which an option loses value as time passes while everything else stays the same [@hull-2018, ch. 19].

## Common mistakes

Taking the daily figure as constant: near expiration it changes quickly for options near the price [@hull-2018, ch. 19].
""",
    "breakeven": """---
id: breakeven
title: Break-even
kind: glossary
summary: The price at expiration where a position neither gains nor loses.
aliases: [BE, break-even point]
tags: [price]
related: [iron-condor]
---

## Definition

A break-even is a price of the underlying at expiration where profit is zero. A position may have one, two or more of them [@hull-2018, ch. 12].
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with pages/glossary/*.md and sources.toml; tests may spoil it."""
    glossary = tmp_path / "pages" / "glossary"
    glossary.mkdir(parents=True)
    for id, text in PAGES.items():
        (glossary / f"{id}.md").write_text(text, encoding="utf-8")
    (tmp_path / "sources.toml").write_text(SOURCES, encoding="utf-8")
    return tmp_path


@pytest.fixture
def library(folder: Path) -> Library:
    loaded, errors = Library.load(folder / "pages", folder / "sources.toml")
    assert errors == ()
    return loaded
