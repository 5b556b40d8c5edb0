"""The chat: ask, watch the steps, read the cited answer, go on from there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from types import ModuleType

import streamlit as st

from bot import export
from bot.store import ConversationSummary, Turn
from bot.ui import copying, escape, shared
from calculators.errors import InputError

EXAMPLES = {
    "What is an iron condor?": "Define",
    "Iron condor vs iron butterfly at 7140": "Compare",
    "Price a 45 DTE SPX iron condor at 7140 with 16 delta shorts, 50 wide wings and VIX at 18": "Price",
    "What does a layered VIX call hedge cost for 10 condors?": "Hedge",
    "Does the second engine really widen breakevens by 8-12 %?": "Test a claim",
    "How many contracts fit a $100,000 account at 2 % risk if one can lose $385?": "Plan",
}
EXPORTS: dict[export.Form, str] = {"md": "Markdown", "html": "Web page", "pdf": "PDF"}
FEW = 6  # conversations seen at a glance, with no need of a search
LISTED = 15  # conversations in the list: every one of them costs time whenever the page changes
FEWEST, BLOCK = 6, 10  # turns of a long conversation shown at first, and how many come or go at once
RECENT = 3  # turns whose charts stand open
MOST_CHARACTERS = 1000
_PIECE = 60


def show() -> None:
    """Draw the chat. The conversation is named in the address, so a reload or a shared link finds it again."""
    shared.style()
    conversation, turns = _conversation()
    _sidebar(conversation)
    asked = st.chat_input("Ask a question", key="question", max_chars=MOST_CHARACTERS, submit_mode="stop")
    asked = asked if asked is not None else st.session_state.pop("ask", None)
    again = st.session_state.pop("again", None)
    turns = [turn for turn in turns if turn.id != again]
    if not turns and asked is None:
        _welcome()
    recent = len(turns) + (asked is not None) - RECENT
    for place in range(_earlier(turns), len(turns)):
        _turn(turns[place], last=turns[place] is turns[-1] and asked is None, recent=place >= recent)
    if turns:
        answers = {turn.id: turn.answer_json for turn in turns if turn.answer_json is not None}
        answer_view().open_clicked(answers, st.session_state.pop("fresh", None))
    if isinstance(asked, str) and asked.strip():
        _answer(asked.strip()[:MOST_CHARACTERS], conversation, [turn.question for turn in turns], again)
    shared.footer()
    shared.assistant()  # starts to load once the page stands


def answer_view() -> ModuleType:
    """The module that shows answers; with the calculators it brings, it is loaded at the first answer."""
    from bot.ui import answer_view

    return answer_view


def _conversation() -> tuple[str | None, list[Turn]]:
    """The conversation of the address, or the one left open when this person went to another page, and its turns."""
    named = st.query_params.get("c", st.session_state.get("conversation"))
    turns = shared.store().turns(named, shared.owner()) if named is not None else []
    _open(named if turns else None)  # an address may name what is deleted, or another person's
    return (named if turns else None), turns


def _welcome() -> None:
    st.title("AskCondor", anchor=False)
    st.markdown(
        "Ask about SPX iron condors and VIX hedges. Answers are computed and cited, and keep apart what theory says, "
        "what the method prescribes and what is merely claimed."
    )
    st.pills(
        "Try one of these",
        EXAMPLES,
        key="example",
        format_func=lambda question: f"**{EXAMPLES[question]}:** {escape.plain(question)}",
        on_change=_ask_selected,
        args=("example",),
        wrap=True,
    )


def _earlier(turns: Sequence[Turn]) -> int:
    """How many turns are left out until they are asked for: a long conversation opens as fast as a short one.

    They go in blocks, for each change of what comes first draws the whole page anew.
    """
    shown: int = st.session_state.get("earlier", 0)
    hidden = max(0, (len(turns) - FEWEST) // BLOCK * BLOCK - shown)
    if hidden:
        st.button(f"Show earlier questions ({hidden})", key="show-earlier", icon=":material/history:", type="tertiary", on_click=_show_earlier)
    return hidden


def _show_earlier() -> None:
    st.session_state["earlier"] = st.session_state.get("earlier", 0) + BLOCK


def _ask_selected(key: str) -> None:
    st.session_state["ask"] = st.session_state[key]
    st.session_state[key] = None


def _turn(turn: Turn, last: bool, recent: bool) -> None:
    _question(turn.question, turn if last else None)
    with st.chat_message("assistant", avatar=shared.ICON):
        if turn.answer_json is None:
            st.markdown("*This question was left before its answer was ready.*")
            st.button("Ask it again", key=f"again:{turn.id}", on_click=_ask_again, args=(turn,), icon=":material/refresh:")
            return
        answer_view().show(turn.answer_json, turn.id, last=last, recent=recent)
        with st.container(horizontal=True, vertical_alignment="center", gap="medium", key=f"after-{turn.id}"):
            _feedback(turn)
            copying.button("Copy with references", export.answer_markdown(turn.answer_json), turn.id)
            if last and shared.settings().model is not None:
                _other_composer(turn, turn.answer_json["composer"] == "model")
        if shared.settings().model is not None:
            st.caption(escape.plain(f"Written by {turn.answer_json['composer']}: {turn.answer_json.get('composer_reason', '')}"))
        if last and turn.answer_json["follow_ups"]:
            st.pills(
                "Go on with",
                turn.answer_json["follow_ups"],
                key=f"next:{turn.id}",
                format_func=escape.plain,
                on_change=_ask_selected,
                args=(f"next:{turn.id}",),
                wrap=True,
            )


def _question(question: str, editable: Turn | None = None) -> None:
    """The question as it was put; the last one may be put differently."""
    with st.chat_message("user", avatar=":material/person:"), st.container(horizontal=True, vertical_alignment="center", wrap=False):
        st.text(question)
        if editable is not None:
            with st.popover(
                "Edit the question", icon=":material/edit:", type="tertiary", help="Edit the question and ask again", key=f"icon-edit-{editable.id}"
            ):
                key = f"edited:{editable.id}"
                st.text_area("Question", value=question, key=key, max_chars=MOST_CHARACTERS)
                st.caption("The answer below is replaced.")
                st.button("Ask this instead", key=f"ask:{editable.id}", type="primary", on_click=_ask_instead, args=(editable, key))


def _ask_instead(turn: Turn, key: str) -> None:
    question = " ".join(st.session_state[key].split())
    if question:
        shared.store().ask_anew(turn.id, shared.owner(), question)
        st.session_state["ask"], st.session_state["again"] = question, turn.id


def _other_composer(turn: Turn, by_model: bool) -> None:
    words = "Write it plainly" if by_model else "Let the model write it"
    st.button(words, key=f"other:{turn.id}", type="tertiary", icon=":material/refresh:", on_click=_write_again, args=(turn, by_model))


def _write_again(turn: Turn, plain: bool) -> None:
    shared.store().ask_anew(turn.id, shared.owner(), turn.question)
    st.session_state["ask"], st.session_state["again"], st.session_state["plain"] = turn.question, turn.id, plain


def _ask_again(turn: Turn) -> None:
    st.session_state["ask"], st.session_state["again"] = turn.question, turn.id


def _answer(question: str, conversation: str | None, history: Sequence[str], turn: str | None) -> None:
    """Write the question down, answer it in view, write the answer down, and draw everything again from the store.

    `turn` is the one that waits for its answer, when the question has been written down before.
    """
    store, owner = shared.store(), shared.owner()
    if conversation is None:
        conversation = store.create_conversation(owner)
        _open(conversation)
    if turn is None:
        turn = store.add_turn(conversation, owner, question)
    _question(question)
    with st.chat_message("assistant", avatar=shared.ICON):
        with st.status("Working", type="compact") as status:
            building = shared.assistant()
            if not (building.done() and building.result().ready):
                status.write("Loading the library and its index (the first question waits for it)")

            drafted = st.empty()  # a model's sentences, each shown once it is checked
            draft = drafted.container()

            def step(said: str) -> None:
                status.update(label=escape.plain(said))
                status.write(escape.plain(said))

            def sentence(said: str, _layer: str) -> None:
                draft.markdown(escape.prose(said), anchors=False)

            try:
                answering = shared.assistant_at(shared.market(), st.session_state.pop("plain", False))
                answer = answering.ask(question, history, on_step=step, on_sentence=sentence)
            except InputError as error:  # a setting that names nothing usable
                status.update(label="Failed", state="error", expanded=True)
                st.error(escape.plain(error.message))
                return
            except Exception:
                status.update(label="Failed", state="error", expanded=True)
                st.error("The answer could not be made. The question is kept; ask it again, and see the log if it fails again.")
                raise
            status.update(label="Done", state="complete")
        drafted.empty()
        store.set_answer(turn, answer)
        st.session_state["fresh"] = turn
        answer_view().show(answer.to_json(), turn, write=lambda text: st.write_stream(_pieces(text)))
    st.rerun()


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that end at a space, so that no mark is cut in two."""
    start = 0
    while start < len(text):
        end = text.find(" ", start + _PIECE)
        end = len(text) if end < 0 else end + 1
        yield text[start:end]
        start = end


def _feedback(turn: Turn) -> None:
    key = f"feedback:{turn.id}"
    if st.feedback("thumbs", key=key, default=turn.feedback, on_change=_save_feedback, args=(turn.id,)) == 0:
        st.text_input("What was wrong? (optional)", key=f"{key}:reason", max_chars=500, on_change=_save_feedback, args=(turn.id,))


def _save_feedback(turn: str) -> None:
    key = f"feedback:{turn}"
    reason = st.session_state.get(f"{key}:reason")
    shared.store().set_feedback(turn, st.session_state[key], reason if reason else None, shared.owner())


def _sidebar(current: str | None) -> None:
    with st.sidebar:
        st.caption(escape.plain(f"Market assumed: {shared.market().described(date.today())}"))
        st.button("New conversation", icon=":material/add:", width="stretch", on_click=_open, args=(None,))
        kept = shared.store().conversations(shared.owner())
        if not kept:
            return
        words = st.text_input("Search conversations", key="conversations:words", type="search", live=True) if len(kept) > FEW else None
        matching = [one for one in kept if words is None or shared.names(words, one.title)]
        st.caption("Conversations" if matching else "No conversation has these words in its title")
        with st.container(key="conversations", gap=None):
            for conversation in matching[:LISTED]:
                _entry(conversation, conversation.id == current)
        if len(matching) > LISTED:
            st.caption(f"{len(matching) - LISTED} older ones: search for words of their titles")


def _entry(conversation: ConversationSummary, current: bool) -> None:
    title = conversation.title if len(conversation.title) <= 60 else conversation.title[:57] + "…"
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center", wrap=False):
        st.button(
            escape.plain(title),
            key=f"open:{conversation.id}",
            type="tertiary",
            width="stretch",
            wrap=False,
            icon=":material/chat:" if current else None,
            on_click=_open,
            args=(conversation.id,),
        )
        menu = st.popover(
            "Rename, export or delete",
            icon=":material/more_horiz:",
            type="tertiary",
            help="Rename, export or delete",
            key=f"icon-manage-{conversation.id}",
            on_change="rerun",
        )
        if menu.open:  # every page change would pay for what stands in closed menus
            with menu:
                _manage(conversation, current)


def _manage(conversation: ConversationSummary, current: bool) -> None:
    key = f"rename:{conversation.id}"
    st.text_input("Title", value=conversation.title, key=key, max_chars=200, on_change=_rename, args=(conversation.id, key))
    st.caption("Export as")
    for form, words in EXPORTS.items():
        st.download_button(
            words,
            partial(_exported, conversation, form, shared.owner()),
            file_name=f"askcondor-{conversation.id[:8]}.{form}",
            mime=export.FORMS[form],
            key=f"export:{form}:{conversation.id}",
            icon=":material/download:",
            width="stretch",
            on_click="ignore",
        )
    st.button("Delete for good", key=f"delete:{conversation.id}", icon=":material/delete:", on_click=_delete, args=(conversation.id, current))


def _exported(conversation: ConversationSummary, form: export.Form, owner: str) -> bytes:
    """Made when asked for, outside the page's run, where nobody is signed in: so the owner is named."""
    turns = shared.store().turns(conversation.id, owner)
    return export.conversation(conversation.title, [(turn.question, turn.answer_json) for turn in turns], form)


def _open(conversation: str | None) -> None:
    if st.session_state.get("conversation") != conversation:
        st.session_state.pop("earlier", None)
    st.session_state["conversation"] = conversation
    if conversation is None:
        st.query_params.pop("c", None)
    elif st.query_params.get("c") != conversation:
        st.query_params["c"] = conversation


def _rename(conversation: str, key: str) -> None:
    if title := st.session_state[key].strip():
        shared.store().rename(conversation, shared.owner(), title)


def _delete(conversation: str, current: bool) -> None:
    shared.store().delete(conversation, shared.owner())
    if current:
        _open(None)
