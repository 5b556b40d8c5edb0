"""Read a person's own file into headed plain text: Markdown, plain text, HTML or PDF.

Whatever a file holds is words and nothing else: scripts, styles, hidden text, pictures and the addresses of links are left out, and marks
that mean something in a page (citations, figure places, answer keys) are spelled so that they mean nothing.
"""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from knowledge.page import PASSAGE_WORDS, SUMMARY

MOST_BYTES = 5_000_000
MOST_PAGES = 300  # of a PDF
MOST_CHARACTERS = 1_000_000  # of text, a book's worth
HEADING_LENGTH = 120
OPENING = "Opening"  # the heading of what stands before a file's first heading
KINDS = {".md": "markdown", ".markdown": "markdown", ".txt": "text", ".html": "html", ".htm": "html", ".pdf": "pdf"}

Sections = tuple[tuple[str, str], ...]
_Block = tuple[bool, str]  # whether it is a heading, and its words

# Elements that say nothing to a reader of the text, belong to the site around it, or are not shown.
_LEFT_OUT = " | ".join(
    [
        "//script | //style | //template | //noscript | //svg | //math | //iframe | //object | //embed | //canvas | //audio | //video",
        "//nav | //footer | //aside | //form | //button | //select | //textarea",
        '//*[@hidden or contains(translate(@style, " ", ""), "display:none") or contains(translate(@style, " ", ""), "visibility:hidden")]',
    ]
)
_HEADING = re.compile(r"h[1-6]")
_BLOCK_TAG = re.compile(
    r"h[1-6r]|p|div|section|article|main|header|li|[uod]l|dt|dd|table|caption|thead|tbody|tr|blockquote|pre|figure|figcaption|address|details|summary|body"
)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


class DocumentError(Exception):
    """A document that is refused: the rule, what came, what to do."""


def read_document(name: str, content: bytes) -> tuple[str, Sections]:
    """The title of a file and its text by headings, in order; DocumentError if the file cannot be used."""
    suffix = Path(name).suffix.lower()
    if suffix not in KINDS:
        raise DocumentError(f"a document is one of {', '.join(KINDS)}; got {name!r}: save it as one of those")
    if not content.strip():
        raise DocumentError(f"a document holds text; {name!r} is empty")
    if len(content) > MOST_BYTES:
        raise DocumentError(f"a document has at most {MOST_BYTES:,} bytes; {name!r} has {len(content):,}: split it")
    match KINDS[suffix]:
        case "pdf":
            title, blocks = _of_pdf(name, content)
        case "html":
            title, blocks = _of_html(_decoded(name, content))
        case "markdown":
            title, blocks = _of_markdown(_decoded(name, content))
        case _:
            title, blocks = "", [(False, paragraph) for paragraph in re.split(r"\n\s*\n", _decoded(name, content))]
    sections = _sections(blocks)
    if not sections:
        hint = "a scanned file needs text recognition first" if suffix == ".pdf" else "it has only markup"
        raise DocumentError(f"a document holds text; none was found in {name!r}: {hint}")
    length = sum(len(text) for _, text in sections)
    if length > MOST_CHARACTERS:
        raise DocumentError(f"a document has at most {MOST_CHARACTERS:,} characters of text; {name!r} has {length:,}: split it")
    title = inert(title)[:HEADING_LENGTH].strip()
    return title if title else inert(Path(name).stem.replace("_", " ").replace("-", " ")) or "Document", sections


def _decoded(name: str, content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(f"a text is in UTF-8; {name!r} is not, from byte {error.start:,}: save it as UTF-8") from None
    if "\0" in text:
        raise DocumentError(f"a text holds no zero bytes; {name!r} does: it is some other kind of file")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _of_markdown(text: str) -> tuple[str, list[_Block]]:
    from markdown_it import MarkdownIt

    front = _FRONT_MATTER.match(text)
    body = text[front.end() :] if front is not None else text
    given = re.search(r"^title:\s*[\"']?(.+?)[\"']?\s*$", front[1], re.MULTILINE) if front is not None else None
    title, blocks = _of_html(MarkdownIt("commonmark", {"html": True}).enable("table").render(body))
    return given[1] if given is not None else title, blocks


def _of_html(text: str) -> tuple[str, list[_Block]]:
    from lxml import etree, html

    try:
        parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
        root = html.document_fromstring(text.encode(), parser=parser)
    except (etree.LxmlError, ValueError):
        return "", []  # nothing but markup
    title = root.findtext(".//head/title")
    for head in root.findall("head"):
        root.remove(head)
    for unread in root.xpath(_LEFT_OUT):
        if unread.getparent() is not None:
            unread.drop_tree()
    blocks = list(_blocks(etree.iterwalk(root, events=("start", "end"))))
    first = next((words for heading, words in blocks if heading), "")
    return title if title is not None and title.strip() else first, blocks


def _blocks(walk: Iterable[tuple[str, Any]]) -> Iterator[_Block]:
    """Headings, paragraphs, list items and table rows, in order. A walk and no recursion: nesting has no limit in HTML."""
    words: list[str] = []
    marker = ""

    def flush(heading: bool = False) -> Iterator[_Block]:
        nonlocal marker
        said = " ".join("".join(words).split()).removesuffix(";")
        words.clear()
        if said:
            yield heading, said if heading else marker + said
            marker = ""

    for event, element in walk:
        tag = element.tag
        if event == "start":
            if _BLOCK_TAG.fullmatch(tag):
                yield from flush()
            if tag in ("li", "tr"):
                marker = "- "
            elif tag == "br":
                words.append(" ")
            words.append(element.text if element.text is not None else "")
            continue
        if _BLOCK_TAG.fullmatch(tag):
            yield from flush(heading=_HEADING.fullmatch(tag) is not None)
        if tag in ("li", "tr"):
            marker = ""
        elif tag in ("td", "th"):
            words.append("; ")
        words.append(element.tail if element.tail is not None else "")
    yield from flush()


def _of_pdf(name: str, content: bytes) -> tuple[str, list[_Block]]:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns of every small irregularity of a file
    if not content.lstrip()[:5].startswith(b"%PDF-"):
        raise DocumentError(f"a PDF starts with %PDF-; {name!r} does not: it is some other kind of file")
    try:
        reader = PdfReader(io.BytesIO(content))
        encrypted = reader.is_encrypted
        count = 0 if encrypted else len(reader.pages)
    except Exception as error:  # on broken files pypdf raises bare classes of many kinds besides its own
        raise _broken(name, error) from error
    if encrypted:
        raise DocumentError(f"a PDF is not encrypted; {name!r} is: save a copy without a password")
    if count > MOST_PAGES:
        raise DocumentError(f"a PDF has at most {MOST_PAGES} pages; {name!r} has {count}: split it")
    blocks: list[_Block] = []
    try:
        title = reader.metadata.title if reader.metadata is not None else None
        for number, page in enumerate(reader.pages, start=1):
            text = re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", page.extract_text())  # a word divided at the end of a line
            blocks += [(True, f"Page {number}"), *((False, paragraph) for paragraph in re.split(r"\n\s*\n", text))]
    except Exception as error:  # the same, from the pages
        raise _broken(name, error) from error
    return str(title) if title is not None else "", blocks


def _broken(name: str, error: Exception) -> DocumentError:
    return DocumentError(f"a PDF can be read; {name!r} is broken ({type(error).__name__}: {str(error)[:120]}): print it to a new PDF")


def _sections(blocks: Iterable[_Block]) -> Sections:
    """Text by the heading it stands under, the paragraphs no longer than a passage; headings with nothing under them go."""
    sections: list[tuple[str, list[str]]] = [(OPENING, [])]
    for is_heading, words in blocks:
        said = inert(words)
        if is_heading:
            heading = said[:HEADING_LENGTH].strip()
            sections.append((f"{heading} (of the document)" if heading == SUMMARY else heading or OPENING, []))
        elif said:
            sections[-1][1].extend(_short(said))
    return tuple((heading, "\n\n".join(paragraphs)) for heading, paragraphs in sections if paragraphs)


def _short(paragraph: str) -> Iterator[str]:
    """Cut a paragraph that is longer than a passage, between sentences if it has them."""
    piece: list[str] = []
    for sentence in _SENTENCE_END.split(paragraph):
        said = sentence.split()
        if piece and len(piece) + len(said) > PASSAGE_WORDS:
            yield " ".join(piece)
            piece = []
        piece += said
        while len(piece) > PASSAGE_WORDS:
            yield " ".join(piece[:PASSAGE_WORDS])
            piece = piece[PASSAGE_WORDS:]
    if piece:
        yield " ".join(piece)


def inert(text: str) -> str:
    """One line of words: no control or invisible characters, and none of the marks that pages, answers and Markdown act on."""
    text = _LIGATURE.sub(lambda ligature: unicodedata.normalize("NFKC", ligature[0]), unicodedata.normalize("NFC", text))
    text = " ".join("".join(" " if character.isspace() else character for character in text if _seen(character)).split())
    text = re.sub(r"\[([SC]\d+)\]", r"(\1)", text)  # an answer's key
    text = text.replace("[@", "[ @").replace("{{", "{ {").replace("}}", "} }")  # a citation and a figure's place
    text = text.replace("](", "] (").replace("]:", "] :").replace("```", "'''")
    text = re.sub(r"\${2,}", "$", text)
    return re.sub(r"^(?:[#>|]+\s*|(?:\*\s*){3,}$)+", "", text)


def _seen(character: str) -> bool:
    """Whether a character is one a reader meets: no control, no text direction, no half of a pair, no private use."""
    return character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")
