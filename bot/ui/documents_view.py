"""A person's own documents: add them with their progress in view, read what was taken from them, remove them without trace."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from bot.ui import escape, shared
from calculators.errors import InputError
from knowledge.ingest import KINDS, MOST_BYTES

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from knowledge.page import Page

MOST_FILES = 20


def show() -> None:
    st.markdown(
        "Notes, articles or statements of yours. Answers may then quote them, cited as yours and marked as claims that nothing here has checked; "
        "they stay on this machine, and everyone who uses this installation can read them."
    )
    uploads = st.file_uploader(
        f"Markdown, text, HTML or PDF, at most {MOST_BYTES // 1_000_000} MB each",
        type=[suffix.removeprefix(".") for suffix in KINDS],
        accept_multiple_files=True,
        max_upload_size=MOST_BYTES // 1_000_000,
        key=f"uploads:{st.session_state.get('uploads', 0)}",
    )
    if st.button("Add to the library", type="primary", disabled=not uploads, icon=":material/library_add:"):
        _add(uploads)
    documents = [page for page in shared.library().pages.values() if page.kind == "document"]
    if not documents:
        st.caption("None yet.")
    for page in sorted(documents, key=lambda page: page.title.casefold()):
        _document(page)


def _add(uploads: Sequence[UploadedFile]) -> None:
    """Add all or none, and say how far it is: indexing a long document takes a while."""
    from bot.wiring import add_documents

    if len(uploads) > MOST_FILES:
        st.error(f"At most {MOST_FILES} documents can be added at once; got {len(uploads)}; add them in turns.", icon=":material/error:")
        return
    with st.status("Reading", type="compact") as status, tempfile.TemporaryDirectory() as folder:
        paths = []
        for place, upload in enumerate(uploads):
            path = Path(folder) / str(place) / Path(upload.name).name
            path.parent.mkdir()
            path.write_bytes(upload.getvalue())
            paths.append(path)

        def say(done: str) -> None:
            status.update(label=escape.plain(done))

        try:
            added = add_documents(shared.settings(), paths, say)
        except InputError as error:
            status.update(label="Nothing was added", state="error", expanded=True)  # what follows says why
            st.error(escape.plain(error.message), icon=":material/error:")
            return
        status.update(label="Done", state="complete")
    st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1  # an uploader is emptied by becoming another one
    st.toast(f"Added {len(added)} {'document' if len(added) == 1 else 'documents'}.")
    st.rerun()


def _document(page: Page) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**{escape.plain(page.title)}**", anchors=False, width="content")
            with st.popover("Remove", type="tertiary", icon=":material/delete:", key=f"removing:{page.id}"):
                st.markdown("The file, what was read from it and its place in the index are deleted.")
                if st.button("Remove for good", key=f"remove:{page.id}"):
                    _remove(page)
        st.caption(escape.plain(page.summary))
        preview = st.expander(
            f"What was read: {len(page.sections)} {'section' if len(page.sections) == 1 else 'sections'}",
            type="compact",
            key=f"preview:{page.id}",
            on_change="rerun",
        )
        if preview.open:
            with preview:
                for section in page.sections:
                    st.markdown(f"**{escape.plain(section.heading)}**\n\n{escape.prose(shared.numbered(section.text, {}))}", anchors=False)


def _remove(page: Page) -> None:
    from bot.wiring import remove_document

    with st.spinner("Removing"):
        try:
            remove_document(shared.settings(), page.id)
        except InputError as error:
            st.error(escape.plain(error.message), icon=":material/error:")
            return
    st.rerun()
