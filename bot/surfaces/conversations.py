"""Commands about what was asked: list, export and delete a person's conversations, replay an answer, make a page of a good one."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from calculators.errors import InputError

app = typer.Typer(help="What was asked on this machine: list, export, delete.", no_args_is_help=True)

LOCAL = "local"  # the owner of what is asked where nobody signs in
Owner = Annotated[str, typer.Option(help="Whose: the subject of a sign-in, or `local` where nobody signs in.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def conversations_list(owner: Owner = LOCAL, as_json: AsJson = False) -> None:
    """List a person's conversations, latest first."""
    kept = _store().conversations(owner)
    if as_json:
        print(json.dumps([{"id": one.id, "title": one.title, "updated": one.updated.isoformat()} for one in kept], ensure_ascii=False))
    else:
        print("\n".join(f"{one.id}  {one.updated:%Y-%m-%d %H:%M}  {one.title}" for one in kept))


@app.command("export")
def conversations_export(
    owner: Owner = LOCAL, out: Annotated[Path | None, typer.Option(help="Where to write the JSON. Default: standard output.")] = None
) -> None:
    """Write all that is kept of one person as JSON: questions, answers, citations, calculations, feedback."""
    text = json.dumps(_store().export(owner), ensure_ascii=False, indent=2)
    if out is None:
        print(text)
        return
    out.write_text(text + "\n", encoding="utf-8")
    print(f"saved {out}", file=sys.stderr)


@app.command("delete")
def conversations_delete(owner: Owner = LOCAL, yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False) -> None:
    """Delete all conversations of one person for good."""
    if not yes:
        typer.confirm(f"Delete every conversation of {owner!r} for good?", abort=True, err=True)
    print(f"{_store().delete_all(owner)} conversations of {owner!r} are deleted", file=sys.stderr)


def replay(turn: Annotated[str, typer.Argument(help="A turn's id, or the beginning of it.")], as_json: AsJson = False) -> None:
    """Replay a stored answer from its stored inputs and say whether it comes out the same. Exit status 1 if it does not."""
    from bot.replay import market_of
    from bot.replay import replay as replayed
    from bot.settings import Settings
    from bot.wiring import build_assistant

    settings = Settings()
    try:
        answer = _answered(_store().turn(turn))
        plain = settings.model_copy(update={"model": None})
        result = replayed(answer, build_assistant(plain, connect=False, market=market_of(answer)))
    except InputError as error:
        print(error.message, file=sys.stderr)
        raise typer.Exit(2) from None
    if as_json:
        listed = [{"key": one.key, "calculator": one.calculator, "differences": list(one.differences)} for one in result.calculations]
        print(json.dumps({"same": result.same, "same_text": result.same_text, "calculations": listed, "text": result.text}, ensure_ascii=False))
    else:
        for one in result.calculations:
            print(f"{one.key} {one.calculator}: {'the same' if not one.differences else '; '.join(one.differences)}")
        print(
            {True: "text: the same", False: f"text: differs; now it is\n\n{result.text}", None: "text: a model wrote it, so it is not repeated"}[
                result.same_text
            ]
        )
    if not result.same:
        raise typer.Exit(1)


def promote(
    turn: Annotated[str | None, typer.Argument(help="A turn's id, or the beginning of it. Without one: list the answers marked good.")] = None,
    out: Annotated[Path, typer.Option(help="The folder the page is written to.")] = Path("knowledge/pages/asked"),
    title: Annotated[str | None, typer.Option(help="The question as the page shall put it. Default: as it was asked.")] = None,
) -> None:
    """Make a page of an answer marked good, as Markdown to review and commit."""
    from bot.promote import promoted
    from bot.wiring import load_pages

    store = _store()
    if turn is None:
        print("\n".join(f"{one.id}  {one.question}" for one in store.marked_good()))
        return
    try:
        held = store.turn(turn)
        library, _ = load_pages()
        page_id, text = promoted(_answered(held), held.id, library, title)
        file = out / f"{page_id}.md"
        if file.exists():
            raise InputError(f"a page is written once; {file} is there; give another --title or remove it")
    except InputError as error:
        print(error.message, file=sys.stderr)
        raise typer.Exit(2) from None
    out.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    store.set_promoted(held.id, page_id)
    print(f"saved {file}; read it, run the tests, commit it", file=sys.stderr)


def _answered(turn: Any) -> dict[str, Any]:
    if turn.answer_json is None:
        raise InputError("the turn must have an answer; this question was left before it was made; ask it again")
    return dict(turn.answer_json)


def _store() -> Any:
    from bot.settings import Settings
    from bot.wiring import open_store

    return open_store(Settings())
