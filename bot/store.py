"""Conversations kept: turns, answers, feedback. SQLite by default, any SQLAlchemy database by URL."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import DateTime, ForeignKey, String, Text, create_engine, delete, event, make_url, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from bot.answer import Answer


class _Base(DeclarativeBase):
    pass


class _Conversation(_Base):
    __tablename__ = "conversations"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(200), index=True)
    title: Mapped[str] = mapped_column(String(200))
    created: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    updated: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class _Turn(_Base):
    __tablename__ = "turns"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    place: Mapped[int]
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
    created: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    feedback: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    id: str
    title: str
    created: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and the stored answer in the contract's form; `answer_json` is None while it is being made."""

    id: str
    question: str
    answer_json: dict[str, Any] | None
    created: datetime
    feedback: int | None


class Store:
    """What people asked and were told. A person sees only the conversations of which they are the owner."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
            Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
        self._engine = create_engine(url)
        if parsed.get_backend_name() == "sqlite":
            event.listen(self._engine, "connect", _sqlite_settings)
        _Base.metadata.create_all(self._engine)

    def create_conversation(self, owner: str) -> str:
        now, name = datetime.now(UTC), uuid.uuid4().hex
        with Session(self._engine) as session, session.begin():
            session.add(_Conversation(id=name, owner=owner, title="New conversation", created=now, updated=now))
        return name

    def conversations(self, owner: str) -> list[ConversationSummary]:
        """The owner's conversations that hold at least one turn, latest first."""
        wanted = (
            select(_Conversation)
            .where(_Conversation.owner == owner, select(_Turn.id).where(_Turn.conversation == _Conversation.id).exists())
            .order_by(_Conversation.updated.desc())
        )
        with Session(self._engine) as session:
            return [ConversationSummary(c.id, c.title, c.created, c.updated) for c in session.scalars(wanted)]

    def turns(self, conversation: str, owner: str) -> list[Turn]:
        wanted = select(_Turn).join(_Conversation).where(_Turn.conversation == conversation, _Conversation.owner == owner).order_by(_Turn.place)
        with Session(self._engine) as session:
            return [
                Turn(t.id, t.question, json.loads(t.answer) if t.answer is not None else None, t.created, t.feedback) for t in session.scalars(wanted)
            ]

    def add_turn(self, conversation: str, owner: str, question: str, answer: Answer | None = None) -> str:
        """Write the question before its answer exists, so that a dropped connection loses nothing."""
        now, name = datetime.now(UTC), uuid.uuid4().hex
        with Session(self._engine) as session, session.begin():
            held = session.get(_Conversation, conversation)
            if held is None or held.owner != owner:
                raise KeyError(f"no conversation {conversation} of this owner")
            place = len(session.scalars(select(_Turn.id).where(_Turn.conversation == conversation)).all())
            if place == 0:
                held.title = question[:80]
            held.updated = now
            stored = json.dumps(answer.to_json()) if answer is not None else None
            session.add(_Turn(id=name, conversation=conversation, place=place, question=question, answer=stored, created=now))
        return name

    def set_answer(self, turn: str, answer: Answer) -> None:
        with Session(self._engine) as session, session.begin():
            session.execute(update(_Turn).where(_Turn.id == turn).values(answer=json.dumps(answer.to_json())))

    def set_feedback(self, turn: str, value: int | None, reason: str | None = None) -> None:
        """1 for helpful, 0 for not, None to take it back."""
        with Session(self._engine) as session, session.begin():
            session.execute(update(_Turn).where(_Turn.id == turn).values(feedback=value, reason=reason))

    def rename(self, conversation: str, owner: str, title: str) -> None:
        with Session(self._engine) as session, session.begin():
            session.execute(update(_Conversation).where(_Conversation.id == conversation, _Conversation.owner == owner).values(title=title[:200]))

    def delete(self, conversation: str, owner: str) -> None:
        with Session(self._engine) as session, session.begin():
            held = session.get(_Conversation, conversation)
            if held is not None and held.owner == owner:
                session.execute(delete(_Turn).where(_Turn.conversation == conversation))
                session.delete(held)


def _sqlite_settings(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
