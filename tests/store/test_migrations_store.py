"""Migrations: from the first schema on, with a backup before and the history whole after."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Migrations
from typer.testing import CliRunner

from fitcode.cli.app import app
from fitcode.errors import FitcodeError
from fitcode.store import migrations, schema_changes
from fitcode.store import project as projects
from fitcode.store.checks import check_project
from fitcode.store.coders import ensure_coder
from fitcode.store.history import list_history
from fitcode.store.project import open_project
from fitcode.store.triggers import noun_tables
from tests.support.projects import add_transcript, codings_of

FIRST_SCHEMA = Path(__file__).parent / "first_schema.sql"
"""What the first release made, as SQLite tells it. It never changes."""


def add_colour(connection):
    connection.execute("ALTER TABLE coders ADD COLUMN colour TEXT")
    connection.execute("UPDATE coders SET colour = 'red'")


@pytest.fixture
def newer(monkeypatch):
    """The next release, which knows one more migration."""
    known = [*migrations.MIGRATIONS, ("0002_coder_colour", add_colour)]
    monkeypatch.setattr(migrations, "MIGRATIONS", known)


def schema_of(connection):
    """Tables and indices as SQLite tells them, less the record of migrations."""
    rows = connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type <> 'trigger' AND sql IS NOT NULL"
    )
    return {name: " ".join(sql.split()) for name, sql in rows if "_sqlite" not in name}


@pytest.fixture
def released():
    """A database as the first release made it."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.executescript(FIRST_SCHEMA.read_text(encoding="utf-8"))
        yield connection


def test_the_first_migration_makes_what_the_first_release_made(released):
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrations.first_schema(connection)

        assert schema_of(connection) == schema_of(released)


def test_the_cases_of_a_transcript_are_found_without_reading_all(released):
    query = "EXPLAIN QUERY PLAN SELECT id FROM case_transcripts WHERE transcript_id = 1"
    (plan,) = released.execute(query).fetchall()

    assert "case_transcripts_transcript" in plan[3]


def test_a_project_of_the_first_release_becomes_as_a_new_one(project, released):
    released.execute("INSERT INTO acting (id) VALUES (1)")
    released.execute(
        "CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set, name, applied_at)"
    )
    released.execute("INSERT INTO _sqlite_migrations VALUES (1, 'fitcode', '0001_first_schema', '')")

    migrations.migrate(released)

    assert schema_of(released) == schema_of(project.connection)
    assert migrations.pending_migrations(released) == []


def test_an_older_project_is_brought_up_to_date_after_a_backup(project, newer):
    add_transcript(project, "ANA: [layoff]Hello.[/]")
    project.close()

    with open_project(project.folder) as opened:
        assert codings_of(opened) == ["layoff: Hello."]
        assert opened.connection.execute("SELECT colour FROM coders").fetchall() == [("red",)]
        assert check_project(opened) == []

    (copy,) = (project.folder / "backups").iterdir()
    with closing(sqlite3.connect(copy)) as connection:
        assert "colour" not in str(schema_of(connection))


def test_what_a_migration_changes_is_a_deed_and_new_columns_enter_the_history(project, newer):
    project.close()

    with open_project(project.folder) as opened:
        with opened.writing("coders add", coder="ines"):
            ensure_coder(opened, "omar")
        (event,) = opened.connection.execute("SELECT after FROM history ORDER BY id DESC LIMIT 1").fetchone()

        assert '"colour":null' in event
        assert list_history(opened, noun="coders").column("deed") == ["coders add", "upgrade", "test"]


def test_a_project_that_another_process_migrates_first_is_opened(project, newer, monkeypatch):
    project.close()
    pending = Migrations.pending
    looks = []

    def overtaken(self, database):
        """What was pending just before another process migrated the same project."""
        found = pending(self, database)
        looks.append(found)
        if len(looks) == 1:
            open_project(project.folder).close()
        return found

    monkeypatch.setattr(Migrations, "pending", overtaken)

    with open_project(project.folder) as opened:
        assert len(looks) == 2
        assert check_project(opened) == []
        assert list_history(opened).column("deed").count("upgrade") == 1


def test_a_project_that_another_process_still_migrates_is_waited_for(project, monkeypatch):
    project.close()
    is_begun, has_failed = threading.Event(), threading.Event()

    def slow(connection):
        add_colour(connection)
        is_begun.set()
        has_failed.wait(20)

    def told(connection):
        try:
            migrations.migrate(connection)
        finally:
            has_failed.set()

    monkeypatch.setattr(migrations, "MIGRATIONS", [*migrations.MIGRATIONS, ("0002_coder_colour", slow)])
    monkeypatch.setattr(projects, "migrate", told)
    other = threading.Thread(target=lambda: open_project(project.folder).close())
    other.start()
    try:
        assert is_begun.wait(20)
        with open_project(project.folder) as opened:
            assert check_project(opened) == []
    finally:
        has_failed.set()
        other.join()


def test_an_older_project_that_can_only_be_read_says_what_to_do(project, newer):
    with pytest.raises(FitcodeError, match="older fitcode"):
        open_project(project.folder, read_only=True)


def test_a_migration_that_fails_changes_nothing(project, monkeypatch):
    def fail(connection):
        connection.execute("DROP TABLE memos")
        connection.execute("SELECT nonsense")

    monkeypatch.setattr(migrations, "MIGRATIONS", [*migrations.MIGRATIONS, ("0002_fails", fail)])
    project.close()
    with pytest.raises(FitcodeError):
        open_project(project.folder)
    monkeypatch.undo()

    with open_project(project.folder) as opened:
        assert check_project(opened) == []


def test_checking_brings_an_older_project_up_to_date_as_its_error_says(project, newer):
    project.close()
    at_project = ("--project", str(project.folder))
    refused = CliRunner().invoke(app, ["history", *at_project])
    assert "fitcode check" in refused.stderr

    CliRunner().invoke(app, ["check", *at_project, "--as", "ines"])

    assert CliRunner().invoke(app, ["history", *at_project]).exit_code == 0


def test_no_key_of_a_row_that_is_gone_is_given_to_another(project):
    for name in ("omar", "zoe"):
        with project.writing("coders add", coder="ines"):
            ensure_coder(project, name)
            project.connection.execute("DELETE FROM coders WHERE name = 'omar'")

    keys = project.connection.execute(
        "SELECT row_id FROM history WHERE noun = 'coders' AND action = 'insert'"
    )
    assert keys.fetchall() == [(1,), (2,), (3,)]


def test_keys_that_were_given_before_they_were_kept_are_not_given_again(released):
    released.execute("INSERT INTO acting (id) VALUES (1)")
    released.execute("INSERT INTO deeds VALUES (1, 'coders add', 'ines', '')")
    released.execute("INSERT INTO history VALUES (1, 1, 'delete', 'coders', 7, '{}', NULL)")
    schema_changes.keys_used_once(released)
    released.execute("UPDATE acting SET deed_id = 1")

    released.execute("INSERT INTO coders (uid, name, kind, created_at) VALUES ('u', 'omar', 'person', '')")

    assert released.execute("SELECT id FROM coders").fetchall() == [(8,)]


def test_a_note_of_keys_that_was_there_is_replaced(released):
    released.execute("CREATE TABLE other (id INTEGER PRIMARY KEY AUTOINCREMENT)")
    released.execute("INSERT INTO sqlite_sequence VALUES ('coders', 2)")
    released.execute("INSERT INTO deeds VALUES (1, 'coders add', 'ines', '')")
    released.execute("INSERT INTO history VALUES (1, 1, 'delete', 'coders', 7, '{}', NULL)")

    schema_changes.keys_used_once(released)

    assert released.execute("SELECT * FROM sqlite_sequence WHERE name = 'coders'").fetchall() == [
        ("coders", 7)
    ]


def test_every_table_with_a_history_keeps_its_keys(project):
    tables = dict(project.connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'"))

    assert [name for name in noun_tables(project.connection) if "AUTOINCREMENT" not in tables[name]] == []
