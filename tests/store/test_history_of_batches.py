"""The history of a large batch, told at its end: what the trigger would tell, which is there again."""

import json
import sqlite3
from contextlib import suppress

import pytest

from fitcode.errors import InvalidFile
from fitcode.store import codings
from fitcode.store.names import coder_ids
from fitcode.store.triggers import foreign_objects, inserts_told_together
from tests.support.projects import add_codings as store
from tests.support.projects import add_transcript, coding, codings_of

WORDS = ("They let me go.", "They", "let", "me", "go")


@pytest.fixture
def batch(project, monkeypatch):
    """Five codings, which are a large batch here."""
    monkeypatch.setattr(codings, "TOLD_TOGETHER", 5)
    ana = add_transcript(project, "ANA: They let me go.")
    return [coding(project, ana, word, "layoff") for word in WORDS]


def told(project, *, action="insert"):
    """Key, before and after of the codings in the history."""
    return project.connection.execute(
        "SELECT row_id, before, after FROM history WHERE noun = 'codings' AND action = ? ORDER BY id",
        (action,),
    ).fetchall()


def quotes_told(project):
    return [json.loads(after)["quote"] for _, _, after in told(project)]


def test_a_large_batch_is_in_the_history_row_by_row(project, batch):
    uids = store(project, *batch)

    rows = [(key, before, json.loads(after)) for key, before, after in told(project)]
    assert [(key, before, row["uid"], row["quote"]) for key, before, row in rows] == [
        (key, None, uid, word) for key, (uid, word) in enumerate(zip(uids, WORDS, strict=True), 1)
    ]


def test_what_is_told_at_the_end_is_what_the_trigger_tells(project, batch):
    store(project, *batch)

    with project.writing("test", coder="ines"):
        project.connection.execute("UPDATE codings SET origin = 'search'")

    by_trigger = [before for _, before, _ in told(project, action="update")]
    assert [after for _, _, after in told(project)] == by_trigger


def test_the_triggers_are_there_again(project, batch):
    store(project, *batch)

    assert foreign_objects(project.connection) == []


def test_a_batch_that_is_refused_leaves_the_triggers_and_no_history(project, batch):
    with pytest.raises(InvalidFile):
        store(project, *batch, batch[0])

    assert (foreign_objects(project.connection), told(project), codings_of(project)) == ([], [], [])


def test_the_deed_of_a_refused_batch_goes_on_with_its_history(project, batch):
    with project.writing("test", coder="ines"):
        with suppress(InvalidFile):
            codings.add_codings(project, [*batch, batch[0]], coder="ines")
        codings.add_codings(project, [batch[2]], coder="ines")

    assert quotes_told(project) == ["let"]


def test_only_what_is_new_is_told(project, batch):
    store(project, batch[0])

    store(project, *batch[1:], coding(project, batch[0].transcript, "go", "fuel"))

    assert quotes_told(project) == [*WORDS, "go"]


def test_outside_a_deed_nothing_is_stored(project):
    with (
        pytest.raises(sqlite3.IntegrityError),
        inserts_told_together(project.connection, "coders"),
    ):
        project.connection.execute(
            "INSERT INTO coders (uid, name, kind, created_at) VALUES ('u', 'eve', 'person', '')"
        )

    assert "eve" not in coder_ids(project)
    assert foreign_objects(project.connection) == []
