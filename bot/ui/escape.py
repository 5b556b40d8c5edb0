"""Make text from pages, documents and people safe to hand to Streamlit's Markdown.

Streamlit reads more than Markdown: one pair of dollar signs turns mathematics on, `~x~` strikes out, `:red[x]` colours,
`:material/x:` and `:smile:` become pictures, and bare addresses become links. Some of that is matched after Markdown has
been parsed, where a backslash no longer helps; there an invisible word joiner breaks the pattern. A number and its per cent
sign are kept on one line.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_JOINER = "\u2060"
_AFTER_PARSING = (
    (re.compile(r"(?<=\d) (?=%)"), "\N{NO-BREAK SPACE}"),  # a number stays with its sign
    (re.compile(r":(?=[\w+-]+[/:])"), f":{_JOINER}"),  # :smile:  :material/home:  :streamlit:
    (re.compile(r"(?i)\b(https?|ftp|mailto):"), rf"\1:{_JOINER}"),
    (re.compile(r"(?i)\bwww\."), f"www{_JOINER}."),
    (re.compile(r"(?<=[\w.+-])@(?=\w)"), f"{_JOINER}@"),
)
_INLINE = re.compile(r"[\\`*_{}\[\]<>$~|&!#]|:(?=\S)")
_BLOCK_START = re.compile(r"^(\s*)([-+=](?=\s|$|[-=])|\d+(?=[.)](\s|$)))")
_IN_PROSE = re.compile(r"\\[!-/:-@\[-`{-~]|[\[\]<$~&\\]|:(?=[^\s-])")  # an escape already there stays; `:---` aligns a table's column
_IMAGE_OR_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*(?:\([^()]*\)[^()]*)*\)")
_FORMULA = r"(?:(?!\n\s*\n|\]\(|://|`|:[a-z])[^$])"  # whatever Markdown might read otherwise is no formula
_MATH = re.compile(rf"((?<![\\$])\$\${_FORMULA}+\$\$(?!\$)|(?<![\\$\w])\$(?![\s\d$]){_FORMULA}+(?<!\s)\$(?![\d\w$]))")
_KEY = re.compile(r"(?:(?<=\S) )?\\\[([SC]\d+)\\\]")


def plain(text: str) -> str:
    """Return `text` as one line that shows exactly its characters: for labels, titles and what a person typed."""
    line = _INLINE.sub(lambda mark: "\\" + mark[0], _break_patterns(" ".join(text.split())))
    return _BLOCK_START.sub(lambda start: f"{start[1]}\\{start[2]}" if not start[2].isdigit() else f"{start[1]}{start[2]}\\", line)


def prose(text: str, *, math: bool = False) -> str:
    """Return Markdown with its emphasis, lists, tables and code, but no link, image, HTML, directive, icon or strike-through.

    With `math`, LaTeX between dollar signs stays (our own pages); an amount such as $115 never opens it. Inside code an
    escaped mark shows its backslash.
    """
    if not math:
        return _prose(text)
    return "".join(part if index % 2 else _prose(part) for index, part in enumerate(_MATH.split(text)))


def answer(text: str, keys: Collection[str], anchor: str) -> str:
    """Return an answer's Markdown with each known [S1] or [C1] as a link to `#anchor-S1`, held to the word before it."""

    def link(key: re.Match[str]) -> str:
        space = "\N{NO-BREAK SPACE}" if key[0].startswith(" ") else ""
        return f"{space}[{key[1]}](#{anchor}-{key[1]})" if key[1] in keys else key[0]

    return _KEY.sub(link, prose(text, math=True))


def _prose(text: str) -> str:
    bare = _IMAGE_OR_LINK.sub(r"\1", text)
    return _IN_PROSE.sub(lambda mark: mark[0] if len(mark[0]) == 2 else "\\" + mark[0], _break_patterns(bare))


def _break_patterns(text: str) -> str:
    for pattern, replacement in _AFTER_PARSING:
        text = pattern.sub(replacement, text)
    return text
