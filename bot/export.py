"""A conversation as a document: Markdown, a web page, or PDF, with its references and the first chart of each calculation.

The calculators and what draws and sets pages are imported where they are used: the chat must stand before they are loaded.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, Literal

from calculators.errors import InputError

Form = Literal["md", "html", "pdf"]
FORMS: dict[Form, str] = {"md": "text/markdown", "html": "text/html", "pdf": "application/pdf"}
Asked = tuple[str, Mapping[str, Any] | None]  # a question, and its answer in the contract's JSON unless there is none yet

_MARK = re.compile(r"([\\`*_\[\]<>#|~$])")
_INK = (29, 39, 48)
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1d2730}"
    "table{border-collapse:collapse}td,th{border:1px solid #c9d1d8;padding:.3rem .6rem}img{max-width:100%}h2{margin-top:2.5rem}"
)


def answer_markdown(answer: Mapping[str, Any]) -> str:
    """The answer's text with its figures and references: what is copied, and what an export holds of it."""
    parts = [answer["text"].strip()]
    parts += [_calculation(one) for one in answer["calculations"]]
    if answer["citations"]:
        parts.append(_references(answer["citations"]))
    parts.append(f"*{answer['disclaimer']}*")
    return "\n\n".join(parts)


def conversation(title: str, asked: Sequence[Asked], form: Form) -> bytes:
    """The whole conversation as the bytes of a file."""
    if form == "md":
        return _markdown(title, asked).encode()
    if form == "html":
        return _page(title, asked).encode()
    if form == "pdf":
        return _pdf(title, asked)
    raise InputError(f"a conversation is exported as md, html or pdf; got {form!r}")


def _markdown(title: str, asked: Sequence[Asked]) -> str:
    blocks = [f"# {_plain(title)}"]
    for question, answer in asked:
        blocks += [f"## {_plain(question)}", answer_markdown(answer) if answer is not None else "*Not answered.*"]
    return "\n\n".join(blocks) + "\n"


def _plain(text: str) -> str:
    """What a person typed, as one line of Markdown that shows its characters."""
    return _MARK.sub(r"\\\1", " ".join(text.split()))


def _calculation(calculation: Mapping[str, Any]) -> str:
    from bot.say import say_inputs
    from calculators.catalogue import BY_NAME

    rows = "\n".join(f"| {figure['label'].replace('|', '/')} | {figure['text'].replace('|', '/')} |" for figure in calculation["figures"])
    name = calculation["calculator"]
    inputs = say_inputs(name, calculation["inputs"]) if name in BY_NAME else json.dumps(calculation["inputs"])
    title = BY_NAME[name].title if name in BY_NAME else name
    return f"**[{calculation['key']}] {title}**: {inputs}\n\n| figure | value |\n| --- | --- |\n{rows}"


def _references(citations: Sequence[Mapping[str, Any]]) -> str:
    """What each key names, then every source once."""
    numbers: dict[str, int] = {}
    keys = []
    for citation in citations:
        cited = [str(numbers.setdefault(source["apa"], len(numbers) + 1)) for source in citation["sources"]]
        rests = f": {', '.join(cited)}" if cited else ""
        keys.append(f"- [{citation['key']}] {citation['title']}, {citation['section']} ({citation['standing']}){rests}")
    return "\n".join(["**References**\n", *keys, "", *(f"{number}. {apa}" for apa, number in numbers.items())])


def _charts(answer: Mapping[str, Any]) -> Iterator[tuple[str, str, bytes]]:
    """The first chart of each calculation as title, summary and PNG: drawn again from the stored inputs."""
    from bot.charting.files import to_file
    from calculators.catalogue import BY_NAME

    for calculation in answer["calculations"]:
        if calculation["charts"] and calculation["calculator"] in BY_NAME:
            try:
                chart = BY_NAME[calculation["calculator"]].run(calculation["inputs"]).presentation.charts[0]
            except InputError:
                continue  # an older program took these inputs; the figures stand in the text
            yield chart.title, chart.summary, to_file(chart, "png")


def _html(markdown: str) -> str:
    from markdown_it import MarkdownIt

    return str(MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "link", "autolink"]).render(markdown))


def _body(asked: Sequence[Asked]) -> Iterator[str]:
    for question, answer in asked:
        yield f"<h2>{escape(' '.join(question.split()))}</h2>"
        if answer is None:
            yield "<p><i>Not answered.</i></p>"
            continue
        text, *rest = answer_markdown(answer).partition("\n\n**[C")
        yield _html(text)
        for title, summary, png in _charts(answer):
            yield f'<p><img src="data:image/png;base64,{base64.b64encode(png).decode()}" alt="{escape(f"{title}. {summary}")}" width="500"></p>'
        yield _html("".join(rest).strip())


def _page(title: str, asked: Sequence[Asked]) -> str:
    """A page that stands alone: no script, nothing fetched."""
    heading = escape(" ".join(title.split()))
    body = "\n".join(_body(asked))
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{heading}</title><style>{_STYLE}</style></head><body><h1>{heading}</h1>\n{body}\n</body></html>\n"
    )


def _pdf(title: str, asked: Sequence[Asked]) -> bytes:
    from fpdf import FPDF, TextStyle
    from matplotlib import get_data_path

    paper = FPDF(format="A4")
    fonts = Path(get_data_path()) / "fonts" / "ttf"  # a font that has the field's letters
    for style, file in (("", "DejaVuSans"), ("B", "DejaVuSans-Bold"), ("I", "DejaVuSans-Oblique"), ("BI", "DejaVuSans-BoldOblique")):
        paper.add_font("DejaVu", style, fonts / f"{file}.ttf")
    paper.set_font("DejaVu", size=10)
    paper.set_title(title)
    paper.add_page()
    headings = {f"h{level}": TextStyle("DejaVu", "B", size, _INK, b_margin=2, t_margin=6) for level, size in ((1, 16), (2, 12))}
    body = "".join(_body(asked))
    paper.write_html(f"<h1>{escape(' '.join(title.split()))}</h1>{body}", font_family="DejaVu", tag_styles=headings, li_prefix_color=_INK)
    return bytes(paper.output())
