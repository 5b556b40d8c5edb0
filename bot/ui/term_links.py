"""Terms named in an answer lead to their glossary entries: a link at the first mention, its summary shown on hover or focus."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.ui import escape
from knowledge.page import Page

ANCHOR = "term-"
SHORTEST = 3  # "IV" and "be" are too easily part of something else
# What a link may not stand in: links, formulas, code, titles and the heads of tables.
_CLOSED = re.compile(
    r"(\[[^\]\n]*\]\([^)\n]*\)|\$\$.+?\$\$|(?<!\\)\$[^$\n]+\$|`[^`\n]*`|^\*\*[^*\n]+\*\*$|^#+ .*$|^\|.*\|\n(?=\| ?:?-))", re.M | re.S
)


def link(text: str, pages: Sequence[Page], linked: set[str] | None = None) -> str:
    """Return an answer's Markdown with the first mention of each page's name as a link to `#term-ID`.

    `linked` holds the ids already linked in an earlier part of the same answer, and is added to.
    """
    done = linked if linked is not None else set()
    # An abbreviation is one only as written: SETS is a signal, sets is a verb.
    named = {
        name if name.isupper() else name.casefold(): page for page in reversed(pages) for name in (*page.aliases, page.title) if len(name) >= SHORTEST
    }
    if not named:
        return text
    spelled = sorted((re.escape(escape.prose(name)) for name in named), key=len, reverse=True)
    mention = re.compile(rf"(?<![\w/\\-])(?:{'|'.join(spelled)})(?:s|es)?(?![\w/-])", re.I)

    def one(found: re.Match[str]) -> str:
        written = found[0]
        typed = written.replace("\\", "")
        spellings = [one.removesuffix(ending) for one in (typed, typed.casefold()) for ending in ("", "s", "es")]
        page = next((named[name] for name in spellings if name in named), None)
        if page is None or page.id in done:
            return written
        done.add(page.id)
        summary = " ".join(page.summary.split()).replace("\\", "").replace('"', "'")
        return f'[{written}](#{ANCHOR}{page.id} "{escape.plain(summary)}")'

    return "".join(part if index % 2 else mention.sub(one, part) for index, part in enumerate(_CLOSED.split(text)))
