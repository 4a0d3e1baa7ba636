"""History: every write is in it by construction, and nothing gets out of it."""

import json
import sqlite3
from contextlib import closing

import pytest

from fitcode.domain.choices import SpeakerKind
from fitcode.domain.history import Event
from fitcode.errors import ProjectDamaged
from fitcode.store.coders import ensure_coder, rename_coder
from fitcode.store.history import COLUMNS, list_history
from fitcode.store.project import open_project
from fitcode.store.transcripts import remove_transcript, set_speaker_kind
from fitcode.store.triggers import noun_tables, trigger_statements
from tests.support.projects import add_transcript, code


@pytest.fixture
def intruder(project):
    """A connection that knows nothing of deeds, as the sqlite3 shell has."""
    with closing(sqlite3.connect(project.folder / "fitcode.db", isolation_level=None)) as connection:
        yield connection


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO coders (uid, name, kind, created_at) VALUES ('u', 'eve', 'person', '')",
        "UPDATE coders SET name = 'eve'",
        "UPDATE codings SET code_id = 2",
        "DELETE FROM codings",
        "DELETE FROM transcript_versions",
    ],
)
def test_a_write_outside_a_deed_is_refused_by_the_database(project, intruder, statement):
    add_transcript(project, "ANA: [layoff]Hello.[/]")

    with pytest.raises(sqlite3.IntegrityError, match="outside a deed"):
        intruder.execute(statement)


@pytest.mark.parametrize("table", ["history", "deeds", "texts"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET id = id + 1"])
def test_what_was_appended_is_never_changed(project, intruder, table, change):
    add_transcript(project, "ANA: Hello.")

    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        intruder.execute(change.format(table))


def test_every_noun_has_its_three_triggers(project):
    wanted = {
        f"history_{action}_{table}"
        for table in noun_tables(project.connection)
        for action in ("insert", "update", "delete")
    }

    assert wanted <= trigger_statements(project.connection).keys()
    assert {"codings", "suggestions", "cases", "codes", "memos", "runs", "finished"} <= set(
        noun_tables(project.connection)
    )


def test_a_project_whose_triggers_were_dropped_is_not_written(project, intruder):
    intruder.execute("DROP TRIGGER history_insert_coders")

    with (
        open_project(project.folder) as opened,
        pytest.raises(ProjectDamaged, match="history_insert_coders"),
        opened.writing("test", coder="ines"),
    ):
        ensure_coder(opened, "omar")


def test_the_history_tells_who_changed_what_the_latest_first(project):
    with project.writing("coders add", coder="ines"):
        ensure_coder(project, "omar")
    with project.writing("coders rename", coder="omar"):
        rename_coder(project, "omar", "noor")

    table = list_history(project, limit=2)

    assert table.columns == COLUMNS
    told = [(row[2], row[3], row[4], row[5], row[7]) for row in table.rows]
    assert told == [
        ("omar", "coders rename", "update", "coders", "name: omar > noor"),
        ("ines", "coders add", "insert", "coders", "omar person"),
    ]


def test_the_history_is_filtered_by_noun_coder_and_uid(project):
    ana = add_transcript(project, "ANA: [layoff]Hello there.[/]")
    uid = code(project, ana, "there", "fuel", coder="omar")

    assert list_history(project, noun="codings", coder="omar").column("uid") == [uid]
    assert [row[7] for row in list_history(project, uid=uid[:20]).rows] == ["ana 11:16 fuel there"]


def test_an_event_holds_the_row_before_and_after(project):
    add_transcript(project, "ANA: Hello.")
    with project.writing("transcripts speaker", coder="ines"):
        set_speaker_kind(project, "ana", "ANA", SpeakerKind.moderator)

    row = project.connection.execute(
        """SELECT h.id, d.at, d.coder, d.deed, h.action, h.noun, h.row_id, h.before, h.after
           FROM history h JOIN deeds d ON d.id = h.deed_id ORDER BY h.id DESC LIMIT 1"""
    ).fetchone()
    event = Event.model_validate(
        dict(zip(Event.model_fields, [*row[:6], str(row[6]), *map(json.loads, row[7:])], strict=True))
    )

    assert event.before is not None
    assert event.after == event.before | {"kind": "moderator"}


def test_a_removed_transcript_keeps_its_text_turns_and_events(project):
    add_transcript(project, "ANA: [layoff]Hello.[/]")

    with project.writing("transcripts remove", coder="ines"):
        remove_transcript(project, "ana")

    kept = "SELECT (SELECT count(*) FROM texts), (SELECT count(*) FROM turns), (SELECT count(*) FROM codings)"
    assert project.connection.execute(kept).fetchone() == (1, 1, 0)
    assert list_history(project, noun="codings").column("action") == ["delete", "insert"]
