"""The command line. JSON goes to stdout and nothing else does; logs and messages go to stderr.

Exit status: 0 fine, 2 bad input, 1 anything else. Heavy modules load inside the command that needs them.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.settings import stay_offline
from bot.surfaces import conversations
from bot.surfaces.texts import answer_text, catalogue_json, day_of, error_json, page_of, result_text
from calculators.errors import FieldError, InputError

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from calculators.spec import Calculator, Chart, ToolResult

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
app.add_typer(conversations.app, name="conversations")
app.command("replay")(conversations.replay)
app.command("promote")(conversations.promote)
history_app = typer.Typer(help="Measure what the defaults lean on.", no_args_is_help=True)
app.add_typer(history_app, name="history")

_UNREADABLE = (ValueError, RecursionError)  # what json.loads raises: for no JSON, for numbers too long, for brackets too deep
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
        answer = _assistant(connect=False).ask(question, as_of=day_of(as_of))
    print(json.dumps(answer.to_json(), ensure_ascii=False) if as_json else answer_text(answer))


@app.command()
def calc(
    name: Annotated[str | None, typer.Argument(help="A calculator's name; see --list.")] = None,
    inputs: Annotated[list[str] | None, typer.Argument(help="A JSON object, or name=value pairs.")] = None,
    as_json: AsJson = False,
    listing: Annotated[bool, typer.Option("--list", help="List every calculator with its inputs.")] = False,
    chart: Annotated[
        Path | None, typer.Option(help="Write the chart to this file: .png, .svg or .csv (its numbers). Several charts are numbered.")
    ] = None,
    sensitivity: Annotated[str | None, typer.Option(help="Write instead how this figure answers each input; `default` picks the figure.")] = None,
) -> None:
    """Run one calculator."""
    from bot.answer import result_json
    from calculators.catalogue import CATALOGUE, find

    with _bad_input(as_json):
        if listing:
            print(json.dumps(catalogue_json(), ensure_ascii=False) if as_json else _catalogue_text(CATALOGUE))
            return
        if name is None:
            raise InputError("a calculator's name is required; `askcondor calc --list` names them")
        calculator, given = find(name), _given(inputs if inputs is not None else [])
        result = calculator.run(given)
        saved = _draw(calculator, given, result, chart, sensitivity)
    for path in saved:
        print(f"saved {path}", file=sys.stderr)
    print(json.dumps(result_json(result), ensure_ascii=False) if as_json else result_text(result))


@app.command()
def sweep(
    name: Annotated[str, typer.Argument(help="A calculator's name.")],
    over: Annotated[list[str], typer.Option(help="field=from:to:count, or field=value,value; again for another field.")],
    inputs: Annotated[str, typer.Option("--json", help="The inputs that stay, as a JSON object.")] = "{}",
    out: Annotated[Path | None, typer.Option(help="A CSV file to write. Default: stdout.")] = None,
    scheduler: Annotated[str | None, typer.Option(help="The address of a Dask scheduler; without it, every core of this machine.")] = None,
) -> None:
    """Run one calculator at every combination of some inputs, and write a table."""
    from calculators.sweep import grid, sweep, values_of, write_csv

    with _bad_input(False), _progress_bar() as progress:
        fields = [item.partition("=") for item in over]
        unreadable = [field + equals + values for field, equals, values in fields if not (field and equals)]
        if unreadable:
            raise InputError(f"--over must be field=from:to:count or field=value,value; got {unreadable[0]!r}")
        points = grid({field: values_of(values) for field, _, values in fields})
        rows = sweep(name, points, _given([inputs]), scheduler=scheduler, progress=lambda done, of: progress(f"Computed {done} of {of} points"))
        refused = [row.error for row in rows if row.error is not None]
        if len(refused) == len(rows):
            raise InputError(f"every point is refused; the first says: {refused[0]}")
        try:
            with out.open("w", encoding="utf-8", newline="") if out is not None else nullcontext(sys.stdout) as text:
                write_csv(rows, text)
        except OSError as error:
            raise InputError(f"--out must name a file that can be written; {out} cannot: {error.strerror}") from None
    if refused:
        print(f"{len(refused)} of {len(rows)} points are refused; the column `error` says why", file=sys.stderr)


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
        page = page_of(library, term)
        print(json.dumps(entry_json(page, library, bibliography), ensure_ascii=False) if as_json else entry_text(page, bibliography))


@app.command()
def mcp(
    http: Annotated[bool, typer.Option("--http", help="Serve streamable HTTP at /mcp. Default: stdin and stdout.")] = False,
    host: Annotated[str, typer.Option(help="The address to listen on with --http.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on with --http.", min=0, max=65535)] = 8502,
) -> None:
    """Serve the calculators, the glossary and answers to other agents (Model Context Protocol)."""
    with _serving("mcp"):
        from bot.surfaces.mcp import serve_http, serve_stdio

        if http:
            _say_address(f"http://{host}:{port}/mcp", host)
            serve_http(_assistant, host, port)
        else:
            serve_stdio(_assistant)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=0, max=65535)] = 8503,
    per_minute: Annotated[int, typer.Option(help="Requests a minute that one address may make.", min=1)] = 120,
) -> None:
    """Serve answers, calculators and the glossary over HTTP; /openapi.json describes it."""
    with _serving("fastapi"):
        from bot.surfaces.api import serve as serve_api

        _say_address(f"http://{host}:{port}", host)
        serve_api(_assistant, host, port, per_minute)


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
        ids = [term] if bibliography.get(term) is not None else references(page_of(library, term))
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


@history_app.command("report")
def history_report(
    spx: Annotated[Path | None, typer.Option(help="Daily index closes, CSV with Date and Close. Default: the S&P 500 of the package arch.")] = None,
    vix: Annotated[Path | None, typer.Option(help="Daily VIX closes, CSV with Date and Close. Default: the VIX of the package arch.")] = None,
    futures: Annotated[Path | None, typer.Option(help="VIX futures: CSV with date, expiration and settle, or a folder. Default: none.")] = None,
    charts: Annotated[Path | None, typer.Option(help="A folder to save the charts in, as PNG.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure expected moves, implied against realised vol, the VIX's answer to the index, and its futures, beside the defaults."""
    from calculators.history.files import read_daily, read_futures, shipped
    from calculators.history.report import history_report as measured

    with _bad_input(as_json):
        index = shipped("sp500") if spx is None else read_daily(spx)
        levels = shipped("vix") if vix is None else read_daily(vix)
        report = measured(index, levels, None if futures is None else read_futures(futures))
        saved = [] if charts is None else _save_charts(report.charts, charts)
    print(
        json.dumps(report.to_json(), ensure_ascii=False)
        if as_json
        else "\n\n\n".join(["\n".join(report.sources), *(t.to_text() for t in report.tables)])
    )
    for path in saved:
        print(f"saved {path}", file=sys.stderr)


# --- helpers of the commands -------------------------------------------------------------------------------------------


@contextmanager
def _bad_input(as_json: bool) -> Iterator[None]:
    try:
        yield
    except InputError as error:
        if as_json:
            print(json.dumps(error_json(error), ensure_ascii=False))
        print(error.message, file=sys.stderr)
        raise typer.Exit(2) from None


@contextmanager
def _serving(package: str) -> Iterator[None]:
    """Name the extra to install when a server's packages are missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] not in (package, "uvicorn"):
            raise
        print(f"this needs the package {error.name}; install it with: pip install 'askcondor[serve]'", file=sys.stderr)
        raise typer.Exit(2) from None


def _say_address(address: str, host: str) -> None:
    print(f"Serving at {address}; stop with Ctrl-C", file=sys.stderr)
    if host not in ("127.0.0.1", "localhost", "::1"):
        print("Anyone who can reach this address can use it: there is no sign-in. Put a proxy that asks for one in front.", file=sys.stderr)


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
                answer = assistant.ask(asked["question"], history=asked["history"], as_of=day_of(asked.get("as_of")))
                answers.write(json.dumps({"id": asked.get("id"), "answer": answer.to_json()}, ensure_ascii=False) + "\n")


def _batch_line(line: str, number: int) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except _UNREADABLE as error:
        raise InputError(f"line {number} of the batch must be JSON; {error}") from None
    if not isinstance(asked, dict) or not isinstance(asked.get("question"), str):
        raise InputError(f"line {number} of the batch must be an object with a question; got {line.strip()[:60]}")
    history = asked.setdefault("history", [])
    if not isinstance(history, list) or not all(isinstance(question, str) for question in history):
        raise InputError(f"history in line {number} of the batch must be a list of questions; got {str(history)[:60]}")
    return asked


def _given(arguments: list[str]) -> dict[str, Any]:
    if len(arguments) == 1 and arguments[0].lstrip().startswith("{"):
        try:
            given = json.loads(arguments[0])
        except _UNREADABLE as error:
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
    except _UNREADABLE:
        return text


def _draw(calculator: Calculator[Any, Any], given: dict[str, Any], result: ToolResult, path: Path | None, sensitivity: str | None) -> list[Path]:
    """Write the result's charts, or the sensitivity asked for, to the file named; more than one as name.png, name-2.png and so on."""
    if path is None:
        if sensitivity is not None:
            raise InputError("--sensitivity draws a chart; name its file with --chart FILE.png")
        return []
    from bot.charting.files import form_of, to_file

    form = form_of(path)
    if sensitivity is not None:
        from calculators.sensitivity import tornado

        charts: tuple[Chart, ...] = (tornado(calculator, given, None if sensitivity == "default" else sensitivity),)
    else:
        charts = result.presentation.charts
    if not charts:
        raise InputError(f"{result.calculator} has no chart; --sensitivity FIGURE draws how a figure answers each input")
    saved = [path if place == 1 else path.with_stem(f"{path.stem}-{place}") for place in range(1, len(charts) + 1)]
    for target, drawn in zip(saved, charts, strict=True):
        try:
            target.write_bytes(to_file(drawn, form))
        except OSError as error:
            raise InputError(f"the chart's file must be one that can be written; got {target}: {error.strerror}") from None
    return saved


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


def _save_charts(charts: tuple[Chart, ...], folder: Path) -> list[Path]:
    from bot.charting.picture import picture

    paths = [folder / (re.sub(r"[^a-z0-9]+", "-", chart.title.lower()).strip("-") + ".png") for chart in charts]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for chart, path in zip(charts, paths, strict=True):
            path.write_bytes(picture(chart, "png"))
    except OSError as error:
        raise InputError(f"charts must go to a folder that can be written; {folder} cannot: {error.strerror}") from None
    return paths


def _document_line(document: dict[str, str]) -> str:
    return f"{document['id']}: {document['title']} ({document['file']}, added {document['added']})"


def _catalogue_text(catalogue: tuple[Calculator[Any, Any], ...]) -> str:
    width = max(len(calculator.name) for calculator in catalogue)
    return "\n".join(f"{calculator.name:{width}}  {calculator.description.splitlines()[0]}" for calculator in catalogue)


if __name__ == "__main__":
    main()
