"""The command line. JSON goes to stdout and nothing else does; logs and messages go to stderr.

Exit status: 0 fine, 2 bad input, 1 anything else. Heavy modules load inside the command that needs them.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.settings import stay_offline
from calculators.errors import FieldError, InputError

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.assistant import Assistant
    from calculators.spec import Calculator, ToolResult

app = typer.Typer(
    help="Ask about SPX iron condors and the volatility hedges over them. Education, not advice.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
index_app = typer.Typer(help="The search index: a cache that can be rebuilt at any time.", no_args_is_help=True)
eval_app = typer.Typer(help="Measure retrieval.", no_args_is_help=True)
app.add_typer(index_app, name="index")
app.add_typer(eval_app, name="eval")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def main() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s", stream=sys.stderr)
    stay_offline()
    app()


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in quotes.")] = None,
    as_json: AsJson = False,
    batch: Annotated[Path | None, typer.Option(help="A JSON-lines file of {id, question, history, as_of}.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where the batch's answers go, one JSON line each, in the same order.")] = None,
    as_of: Annotated[str | None, typer.Option(help='The day "tomorrow" is counted from, as 2026-05-07. Default: today.')] = None,
) -> None:
    """Answer a question from the pages and the calculators."""
    with _bad_input(as_json):
        if batch is not None:
            _ask_batch(batch, out)
            return
        if question is None:
            raise InputError("a question is required; give it in quotes, or --batch FILE --out FILE")
        answer = _assistant(connect=False).ask(question, as_of=_day(as_of))
    print(json.dumps(answer.to_json(), ensure_ascii=False) if as_json else _answer_text(answer))


@app.command()
def calc(
    name: Annotated[str | None, typer.Argument(help="A calculator's name; see --list.")] = None,
    inputs: Annotated[list[str] | None, typer.Argument(help="A JSON object, or name=value pairs.")] = None,
    as_json: AsJson = False,
    listing: Annotated[bool, typer.Option("--list", help="List every calculator with its inputs.")] = False,
) -> None:
    """Run one calculator."""
    from bot.answer import result_json
    from calculators.catalogue import CATALOGUE, find

    with _bad_input(as_json):
        if listing:
            print(_catalogue_json(CATALOGUE) if as_json else _catalogue_text(CATALOGUE))
            return
        if name is None:
            raise InputError("a calculator's name is required; `askcondor calc --list` names them")
        result = find(name).run(_given(inputs if inputs is not None else []))
    print(json.dumps(result_json(result), ensure_ascii=False) if as_json else _result_text(result))


@app.command()
def glossary(term: Annotated[str | None, typer.Argument(help="A term, its id or an alias.")] = None, as_json: AsJson = False) -> None:
    """Show a glossary term, or list them all."""
    from bot.glossary import entry_json, entry_text, listing_json
    from bot.wiring import load_pages

    library, bibliography = load_pages()
    with _bad_input(as_json):
        if term is None:
            terms = listing_json(library)
            print(json.dumps(terms, ensure_ascii=False) if as_json else "\n".join(f"{item['id']:34} {item['summary']}" for item in terms))
            return
        page = _page(library, term)
        print(json.dumps(entry_json(page, library, bibliography), ensure_ascii=False) if as_json else entry_text(page, bibliography))


@app.command()
def cite(
    term: Annotated[str, typer.Argument(help="A term or a source id.")],
    style: Annotated[str, typer.Option(help="apa or bibtex.")] = "apa",
    as_json: AsJson = False,
) -> None:
    """Print the references of a term."""
    from bot.glossary import references
    from bot.wiring import load_pages

    library, bibliography = load_pages()
    with _bad_input(as_json):
        if style not in ("apa", "bibtex"):
            raise InputError(f"style must be apa or bibtex; got {style!r}", (FieldError("style", "must be apa or bibtex"),))
        ids = [term] if bibliography.get(term) is not None else references(_page(library, term))
        entries = [{"id": name, "text": bibliography.apa(name) if style == "apa" else bibliography.bibtex(name)} for name in ids]
    print(json.dumps(entries, ensure_ascii=False) if as_json else "\n\n".join(entry["text"] for entry in entries))


@index_app.command("build")
def index_build(force: Annotated[bool, typer.Option(help="Build even if the index is fresh.")] = False) -> None:
    """Build the search index if it is missing, stale or damaged."""
    from bot.settings import Settings
    from bot.wiring import embedder_of, index_of

    settings = Settings()
    with _progress_bar() as progress:
        index = index_of(settings, embedder_of(settings, progress), progress, rebuild=force)
    status = index.status()
    print(f"{index.notice} " if index.notice else "The index is fresh. ", end="", file=sys.stderr)
    print(f"{status['passages']} passages, model {status['model']}, in {status['folder']}", file=sys.stderr)


@index_app.command("status")
def index_status(as_json: AsJson = False) -> None:
    """Say whether the index is there, fresh and whole."""
    from bot.settings import Settings
    from bot.wiring import index_state

    status = index_state(Settings())
    if as_json:
        print(json.dumps(status, ensure_ascii=False))
        return
    documents = status.pop("documents")
    print("\n".join(f"{key}: {value}" for key, value in status.items()))
    print("documents:" + "".join(f"\n  {_document_line(document)}" for document in documents) if documents else "documents: none")


@index_app.command("add")
def index_add(paths: Annotated[list[Path], typer.Argument(help="Markdown, text, HTML or PDF files.")], as_json: AsJson = False) -> None:
    """Add documents of your own. Answers cite them as claims; a running app sees them at its next start."""
    from bot.settings import Settings
    from bot.wiring import add_documents

    with _bad_input(as_json), _progress_bar() as progress:
        added = add_documents(Settings(), paths, progress)
    print(json.dumps(added, ensure_ascii=False) if as_json else "\n".join(_document_line(document) for document in added))


@index_app.command("remove")
def index_remove(id: Annotated[str, typer.Argument(help="A document's id; `askcondor index status` lists them.")]) -> None:
    """Remove one of your documents: the file kept, its text, and every index that holds it."""
    from bot.settings import Settings
    from bot.wiring import remove_document

    with _bad_input(False), _progress_bar() as progress:
        remove_document(Settings(), id, progress)
    print(f"{id} is removed. Conversations that quoted it keep their answers.", file=sys.stderr)


@eval_app.command("retrieval")
def eval_retrieval(folder: Annotated[Path | None, typer.Argument(help="A BEIR-layout folder. Default: the project's own questions.")] = None) -> None:
    """Print nDCG@10, recall@10 and MRR."""
    from bot.settings import Settings
    from bot.wiring import evaluate_retrieval

    with _bad_input(False), _progress_bar() as progress:
        print(evaluate_retrieval(Settings(), folder, progress))


# --- helpers of the commands -------------------------------------------------------------------------------------------


@contextmanager
def _bad_input(as_json: bool) -> Iterator[None]:
    try:
        yield
    except InputError as error:
        if as_json:
            fields = [{"field": fault.field, "message": fault.message} for fault in error.fields]
            print(json.dumps({"error": {"message": error.message, "fields": fields}}, ensure_ascii=False))
        print(error.message, file=sys.stderr)
        raise typer.Exit(2) from None


def _assistant(connect: bool = True) -> Assistant:
    from bot.wiring import build_assistant

    return build_assistant(connect=connect)


def _ask_batch(batch: Path, out: Path | None) -> None:
    if out is None:
        raise InputError("--batch needs --out FILE to write the answers to")
    if not batch.is_file():
        raise InputError(f"--batch must name a file; there is none at {batch}")
    assistant = _assistant()
    with batch.open(encoding="utf-8") as lines, out.open("w", encoding="utf-8") as answers:
        for number, line in enumerate(lines, 1):
            if line.strip():
                asked = _batch_line(line, number)
                answer = assistant.ask(asked["question"], history=asked.get("history", []), as_of=_day(asked.get("as_of")))
                answers.write(json.dumps({"id": asked.get("id"), "answer": answer.to_json()}, ensure_ascii=False) + "\n")


def _batch_line(line: str, number: int) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"line {number} of the batch must be JSON; {error}") from None
    if not isinstance(asked, dict) or not isinstance(asked.get("question"), str):
        raise InputError(f"line {number} of the batch must be an object with a question; got {line.strip()[:60]}")
    return asked


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(
            f"as_of must be a date such as 2026-05-07; got {text!r}", (FieldError("as_of", "must be a date such as 2026-05-07"),)
        ) from None


def _given(arguments: list[str]) -> dict[str, Any]:
    if len(arguments) == 1 and arguments[0].lstrip().startswith("{"):
        try:
            given = json.loads(arguments[0])
        except json.JSONDecodeError as error:
            raise InputError(f"inputs must be a JSON object; {error}") from None
        return dict(given)
    pairs = [argument.partition("=") for argument in arguments]
    for name, equals, value in pairs:
        if not (name and equals and value):
            raise InputError(f"inputs must be one JSON object or name=value pairs; got {name!r}")
    return {name: _value(value) for name, _, value in pairs}


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def _page(library: Any, term: str) -> Any:
    page = library.resolve(term)
    if page is None:
        near = [library.pages[name].title for name in library.suggest(term)]
        hint = f"did you mean {' or '.join(near)}?" if near else "`askcondor glossary` lists them all"
        raise InputError(f"the glossary has no term {term!r}; {hint}", (FieldError("term", f"no term {term!r}"),))
    return page


@contextmanager
def _progress_bar() -> Iterator[Callable[[str], None]]:
    """A bar on stderr that follows messages such as `Indexed 128 of 640 passages`, shown once there is work to report."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=Console(stderr=True))
    task = bar.add_task("Building the index", total=None)

    def report(message: str) -> None:
        bar.start()
        done = re.search(r"(\d+) of (\d+)", message)
        if done:
            bar.update(task, description=message, completed=int(done[1]), total=int(done[2]))
        else:
            bar.update(task, description=message)

    try:
        yield report
    finally:
        if bar.live.is_started:
            bar.stop()


def _document_line(document: dict[str, str]) -> str:
    return f"{document['id']}: {document['title']} ({document['file']}, added {document['added']})"


def _answer_text(answer: Answer) -> str:
    blocks = [answer.text]
    if answer.citations:
        lines = [f"[{c.key}] {c.title}: {c.section}" + "".join(f"\n     {s.apa}" for s in c.sources) for c in answer.citations]
        blocks.append("Sources\n" + "\n".join(lines))
    if answer.follow_ups:
        blocks.append("Ask next\n" + "\n".join(f"- {offer}" for offer in answer.follow_ups))
    return "\n\n".join([*blocks, answer.disclaimer])


def _result_text(result: ToolResult) -> str:
    presentation = result.presentation
    width = max(len(figure.label) for figure in presentation.figures)
    lines = [presentation.headline, "", *(f"{figure.label:{width}}  {figure.text}" for figure in presentation.figures)]
    if result.assumed:
        from bot.say import say_inputs

        assumed = say_inputs(result.calculator, {name: result.inputs[name] for name in result.assumed})
        lines += ["", f"Assumed: {assumed}"]
    return "\n".join([*lines, "", *presentation.notes])


def _catalogue_json(catalogue: tuple[Calculator[Any, Any], ...]) -> str:
    return json.dumps(
        [{"name": c.name, "title": c.title, "task": c.task, "description": c.description, "schema": c.inputs.model_json_schema()} for c in catalogue],
        ensure_ascii=False,
    )


def _catalogue_text(catalogue: tuple[Calculator[Any, Any], ...]) -> str:
    width = max(len(calculator.name) for calculator in catalogue)
    return "\n".join(f"{calculator.name:{width}}  {calculator.description.splitlines()[0]}" for calculator in catalogue)


if __name__ == "__main__":
    main()
