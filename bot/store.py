"""Conversations kept: turns with their answers, citations, calculations and feedback. SQLite by default, any SQLAlchemy database by URL.

An answer is stored in the contract's JSON, which holds its citations, the inputs of its calculations and the context it depended on.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import DateTime, ForeignKey, String, Text, create_engine, delete, event, inspect, make_url, select, text, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from bot.answer import Answer
from calculators.errors import InputError

SCHEMA = 2  # 1 had no `promoted` and no table of facts


class _Base(DeclarativeBase):
    pass


class _Fact(_Base):
    """What the database says of itself: its schema."""

    __tablename__ = "askcondor"
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(String(64))


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
    promoted: Mapped[str | None] = mapped_column(String(120))


class _Preference(_Base):
    """What a person has set: JSON by name."""

    __tablename__ = "preferences"
    owner: Mapped[str] = mapped_column(String(200), primary_key=True)
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    id: str
    title: str
    created: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and the stored answer in the contract's form; `answer_json` is None while it is being made.

    `feedback` is 1 for helpful and 0 for not, with its `reason`; `promoted` is the page an operator made of the answer.
    """

    id: str
    question: str
    answer_json: dict[str, Any] | None
    created: datetime
    feedback: int | None
    reason: str | None = None
    promoted: str | None = None


class Store:
    """What people asked and were told. A person sees only the conversations of which they are the owner."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
            Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
        self._engine = create_engine(url)
        if parsed.get_backend_name() == "sqlite":
            event.listen(self._engine, "connect", _sqlite_settings)
        _upgrade(self._engine)

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
            return [_turn(held) for held in session.scalars(wanted)]

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

    def set_feedback(self, turn: str, value: int | None, reason: str | None = None, owner: str | None = None) -> None:
        """1 for helpful, 0 for not, None to take it back. With an owner named, only on that person's turns."""
        if value not in (None, 0, 1):
            raise InputError(f"feedback must be 1 for helpful, 0 for not, or nothing; got {value!r}")
        change = update(_Turn).where(_Turn.id == turn)
        if owner is not None:
            change = change.where(_Turn.conversation.in_(select(_Conversation.id).where(_Conversation.owner == owner)))
        with Session(self._engine) as session, session.begin():
            session.execute(change.values(feedback=value, reason=reason))

    def turn(self, turn: str) -> Turn:
        """One turn, for the operator. Raises InputError when there is none of that id; its beginning is enough where it is unique."""
        with Session(self._engine) as session:
            found = list(session.scalars(select(_Turn).where(_Turn.id.startswith(turn, autoescape=True)).limit(2)))
        if len(found) != 1 or not turn:
            raise InputError(f"a turn is named by its id or a beginning of it that is no other's; got {turn!r}; `askcondor promote` lists them")
        return _turn(found[0])

    def marked_good(self) -> list[Turn]:
        """Answers marked helpful and not promoted yet, oldest first: what an operator may make a page of."""
        wanted = select(_Turn).where(_Turn.feedback == 1, _Turn.answer.is_not(None), _Turn.promoted.is_(None)).order_by(_Turn.created)
        with Session(self._engine) as session:
            return [_turn(found) for found in session.scalars(wanted)]

    def set_promoted(self, turn: str, page_id: str) -> None:
        """Note the page that was made of an answer."""
        with Session(self._engine) as session, session.begin():
            session.execute(update(_Turn).where(_Turn.id == turn).values(promoted=page_id))

    def export(self, owner: str) -> dict[str, Any]:
        """All that is kept of one person, ready for json.dumps."""
        wanted = select(_Conversation).where(_Conversation.owner == owner).order_by(_Conversation.created)
        with Session(self._engine) as session:
            held = list(session.scalars(wanted))
        return {
            "owner": owner,
            "preferences": self.preferences(owner),
            "conversations": [
                {
                    "id": one.id,
                    "title": one.title,
                    "created": one.created.isoformat(),
                    "updated": one.updated.isoformat(),
                    "turns": [
                        {
                            "id": turn.id,
                            "question": turn.question,
                            "answer": turn.answer_json,
                            "created": turn.created.isoformat(),
                            "feedback": turn.feedback,
                            "reason": turn.reason,
                        }
                        for turn in self.turns(one.id, owner)
                    ],
                }
                for one in held
            ],
        }

    def delete_all(self, owner: str) -> int:
        """Delete every conversation and setting of one person, and say how many conversations there were.

        Pages promoted from them stay: they name nobody.
        """
        mine = select(_Conversation.id).where(_Conversation.owner == owner)
        with Session(self._engine) as session, session.begin():
            count = len(session.scalars(mine).all())
            session.execute(delete(_Turn).where(_Turn.conversation.in_(mine)).execution_options(synchronize_session=False))
            session.execute(delete(_Conversation).where(_Conversation.owner == owner).execution_options(synchronize_session=False))
            session.execute(delete(_Preference).where(_Preference.owner == owner))
        return count

    def ask_anew(self, turn: str, owner: str, question: str) -> None:
        """Put another question into a turn: its answer and what was thought of it go with the one before."""
        mine = _Turn.conversation.in_(select(_Conversation.id).where(_Conversation.owner == owner))
        change = update(_Turn).where(_Turn.id == turn, mine).values(question=question, answer=None, feedback=None, reason=None)
        with Session(self._engine) as session, session.begin():
            session.execute(change.execution_options(synchronize_session=False))

    def preferences(self, owner: str) -> dict[str, Any]:
        """What a person has set, by name."""
        with Session(self._engine) as session:
            return {held.name: json.loads(held.value) for held in session.scalars(select(_Preference).where(_Preference.owner == owner))}

    def set_preference(self, owner: str, name: str, value: Any) -> None:
        """Keep what a person has set, ready for json.dumps; None takes it back."""
        with Session(self._engine) as session, session.begin():
            if value is None:
                session.execute(delete(_Preference).where(_Preference.owner == owner, _Preference.name == name))
            else:
                session.merge(_Preference(owner=owner, name=name, value=json.dumps(value)))

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


def _turn(held: _Turn) -> Turn:
    stored = json.loads(held.answer) if held.answer is not None else None
    return Turn(held.id, held.question, stored, held.created, held.feedback, held.reason, held.promoted)


def _upgrade(engine: Engine) -> None:
    """Make the tables, and add to older ones the columns they lack. Nothing is ever taken away or rewritten.

    Every column added since the first schema may be null, so an older row needs nothing said of it.
    """
    there = inspect(engine)
    held = {table: {column["name"] for column in there.get_columns(table)} for table in there.get_table_names()}
    if _Fact.__tablename__ in held:
        with Session(engine) as session:
            fact = session.get(_Fact, "schema")
        if fact is not None and int(fact.value) > SCHEMA:
            raise InputError(
                f"the conversations must be of schema {SCHEMA} or older; these are of {fact.value}, written by a newer AskCondor; "
                "update this one, or keep conversations elsewhere with ASKCONDOR_DATABASE_URL"
            )
    _Base.metadata.create_all(engine)
    with engine.begin() as connection:
        for table in _Base.metadata.sorted_tables:
            for column in table.columns:
                if table.name in held and column.name not in held[table.name]:
                    name, kind = engine.dialect.identifier_preparer.format_column(column), column.type.compile(engine.dialect)
                    connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {name} {kind}"))
    with Session(engine) as session, session.begin():
        session.merge(_Fact(name="schema", value=str(SCHEMA)))
