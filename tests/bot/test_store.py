from pathlib import Path

import pytest

from bot.answer import Answer
from bot.store import Store


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
