"""The strings under the fields of a class, read from its source text.

Pydantic can do this too (`use_attribute_docstrings`), by finding and parsing each class's source anew; over all the input
models that costs more than importing them. One pass over the lines of a module is enough.
"""

from __future__ import annotations

import inspect
import linecache
import re
import sys
from functools import lru_cache

_FIELD = re.compile(r"    (\w+): ")
_OTHER = re.compile(r"    [@\w]")
_QUOTES = '"""'


def field_docs(cls: type) -> dict[str, str]:
    """For each field that a class declares itself, at the left of its body, the text in triple quotes under it.

    Empty for a class that is not at the left of its module, or whose source is not at hand.
    """
    return _docs_of_module(cls.__module__).get(cls.__qualname__, {})


@lru_cache(maxsize=256)
def _docs_of_module(name: str) -> dict[str, dict[str, str]]:
    path = getattr(sys.modules.get(name), "__file__", None)
    found: dict[str, dict[str, str]] = {}
    docs: dict[str, str] | None = None  # of the class that the line stands in
    field: str | None = None
    lines = iter(linecache.getlines(path) if path else ())
    for line in lines:
        if line[:1].strip() and not line.startswith(")"):
            docs = found.setdefault(re.split(r"\W", line[6:], maxsplit=1)[0], {}) if line.startswith("class ") else None
            field = None
        elif docs is None:
            continue
        elif (declared := _FIELD.match(line)) is not None:
            field = declared[1]
        elif field is not None and line.startswith(f"    {_QUOTES}"):
            text = line.strip().removeprefix(_QUOTES)
            while not text.rstrip().endswith(_QUOTES) and (following := next(lines, None)) is not None:
                text += f"\n{following.rstrip()}"
            docs[field] = inspect.cleandoc(text.rstrip().removesuffix(_QUOTES))
            field = None
        elif _OTHER.match(line):
            field = None
    return found
