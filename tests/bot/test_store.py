import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_mock_engine
from sqlalchemy.engine.mock import MockConnection

from bot.answer import Answer
from bot.store import Store, _Base
from calculators.errors import InputError


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path / 'deep' / 'conversations.sqlite'}")


def test_a_question_is_kept_before_its_answer_exists_and_the_answer_joins_it(store: Store) -> None:
    talk = store.create_conversation("ann")
    turn = store.add_turn(talk, "ann", "What is a condor?")
    assert [(t.question, t.answer_json) for t in store.turns(talk, "ann")] == [("What is a condor?", None)]
    store.set_answer(turn, Answer("What is a condor?", "Four legs. [S1]", "explain"))
    answer = store.turns(talk, "ann")[0].answer_json
    assert answer is not None
    assert answer["text"] == "Four legs. [S1]"


def test_nobody_sees_or_changes_another_owners_conversation(store: Store) -> None:
    talk = store.create_conversation("ann")
    store.add_turn(talk, "ann", "mine")
    assert store.turns(talk, "bob") == []
    assert store.conversations("bob") == []
    with pytest.raises(KeyError):
        store.add_turn(talk, "bob", "intruding")
    store.delete(talk, "bob")
    store.rename(talk, "bob", "taken")
    assert [c.title for c in store.conversations("ann")] == ["mine"]


def test_conversations_come_latest_first_titled_by_their_first_question_and_empty_ones_are_not_listed(store: Store) -> None:
    first, second, _ = (store.create_conversation("ann") for _ in range(3))
    store.add_turn(first, "ann", "one")
    store.add_turn(second, "ann", "two")
    store.add_turn(first, "ann", "again")
    assert [c.title for c in store.conversations("ann")] == ["one", "two"]
    assert [t.question for t in store.turns(first, "ann")] == ["one", "again"]


def test_renaming_deleting_and_feedback_last(store: Store) -> None:
    talk = store.create_conversation("ann")
    turn = store.add_turn(talk, "ann", "one")
    store.rename(talk, "ann", "My condor")
    store.set_feedback(turn, 0, "too long")
    assert store.conversations("ann")[0].title == "My condor"
    assert store.turns(talk, "ann")[0].feedback == 0
    store.set_feedback(turn, None)
    assert store.turns(talk, "ann")[0].feedback is None
    store.delete(talk, "ann")
    assert store.conversations("ann") == []
    assert store.turns(talk, "ann") == []


def test_feedback_keeps_its_reason_and_only_ones_own_turns_can_be_marked(store: Store) -> None:
    talk = store.create_conversation("ann")
    turn = store.add_turn(talk, "ann", "one", Answer("one", "text", "explain"))
    store.set_feedback(turn, 1, owner="bob")
    assert store.turns(talk, "ann")[0].feedback is None
    store.set_feedback(turn, 0, "no numbers", owner="ann")
    held = store.turns(talk, "ann")[0]
    assert (held.feedback, held.reason) == (0, "no numbers")
    with pytest.raises(InputError, match="feedback must be"):
        store.set_feedback(turn, 5)


def test_a_person_takes_everything_along_and_leaves_nothing_behind(store: Store) -> None:
    for owner in ("ann", "bob"):
        talk = store.create_conversation(owner)
        store.set_feedback(store.add_turn(talk, owner, f"{owner}'s", Answer("q", "text", "explain")), 0, "too long")
    export = json.loads(json.dumps(store.export("ann")))
    [conversation] = export["conversations"]
    [turn] = conversation["turns"]
    assert (turn["question"], turn["answer"]["text"], turn["feedback"], turn["reason"]) == ("ann's", "text", 0, "too long")
    assert store.delete_all("ann") == 1
    assert store.export("ann")["conversations"] == []
    assert [one["turns"][0]["question"] for one in store.export("bob")["conversations"]] == ["bob's"]
    with pytest.raises(InputError, match="a turn is named by its id"):
        store.turn(turn["id"])


def test_answers_marked_good_wait_for_an_operator_until_they_are_promoted(store: Store) -> None:
    talk = store.create_conversation("ann")
    good, bad = (store.add_turn(talk, "ann", words, Answer(words, "text", "explain")) for words in ("good", "bad"))
    store.set_feedback(good, 1)
    store.set_feedback(bad, 0)
    assert [one.question for one in store.marked_good()] == ["good"]
    store.set_promoted(good, "asked-good")
    assert store.marked_good() == []
    assert store.turn(good[:8]).promoted == "asked-good"


OLD = """
CREATE TABLE conversations (id VARCHAR(32) PRIMARY KEY, owner VARCHAR(200), title VARCHAR(200), created DATETIME, updated DATETIME);
CREATE TABLE turns (id VARCHAR(32) PRIMARY KEY, conversation VARCHAR(32) REFERENCES conversations (id) ON DELETE CASCADE, place INTEGER NOT NULL,
  question TEXT NOT NULL, answer TEXT, created DATETIME, feedback INTEGER, reason TEXT);
INSERT INTO conversations VALUES ('c1', 'ann', 'Old talk', '2026-01-02 03:04:05', '2026-01-02 03:04:05');
INSERT INTO turns VALUES ('t1', 'c1', 0, 'old question', '{"text": "old answer"}', '2026-01-02 03:04:05', 1, NULL);
"""


def test_a_file_of_the_first_schema_is_opened_with_all_that_is_in_it(tmp_path: Path) -> None:
    file = tmp_path / "old.sqlite"
    with closing(sqlite3.connect(file)) as old:
        old.executescript(OLD)
    for _ in range(2):  # the second opening finds nothing to do
        store = Store(f"sqlite:///{file}")
        [turn] = store.turns("c1", "ann")
        assert (turn.question, turn.answer_json, turn.feedback, turn.promoted) == ("old question", {"text": "old answer"}, 1, None)
    store.set_promoted("t1", "asked-old")
    assert store.turn("t1").promoted == "asked-old"


def test_a_file_of_a_later_schema_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "new.sqlite"
    Store(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as new:
        new.execute("UPDATE askcondor SET value = '99'")
        new.commit()
    with pytest.raises(InputError, match=r"these are of 99.*update this one"):
        Store(f"sqlite:///{file}")


def test_nothing_the_store_says_is_of_one_database_alone() -> None:
    said: list[str] = []

    def say(statement: Any, *_: Any, **__: Any) -> None:
        said.append(str(statement.compile(dialect=engine.dialect)))

    engine: MockConnection = create_mock_engine("postgresql+psycopg://", say)
    _Base.metadata.create_all(engine, checkfirst=False)
    assert sum("CREATE TABLE" in one for one in said) == len(_Base.metadata.sorted_tables)
