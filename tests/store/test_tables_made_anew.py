"""Tables made anew: a project of any release keeps its rows, whatever stops the migration on its way."""

import sqlite3
from contextlib import closing

import pytest

from fitcode.domain.choices import LinkKind, MemoTarget
from fitcode.errors import FitcodeError
from fitcode.store import migrations, schema_changes
from fitcode.store.checks import check_project
from fitcode.store.coding_reads import list_codings
from fitcode.store.connection import trust_schema
from fitcode.store.links import add_link
from fitcode.store.memos import add_memo
from fitcode.store.project import open_project
from fitcode.store.schema import TABLES
from fitcode.store.search_index import index_all_texts
from fitcode.store.triggers import columns_of, noun_tables, row_json
from tests.support.projects import add_transcript, apply_components, new_project, run_pass, suggestion

KEPT_BY_CONTENT = ("texts", "turns", "segments")


@pytest.fixture
def study(project):
    """A project with rows in many tables."""
    apply_components(project, "force")
    ana = add_transcript(project, "Q: Eh?\nANA: [layoff about=force]They let me go.[/] [fuel]No fuel.[/]")
    run_pass(project, {ana: [suggestion(project, ana, "me go", "fit/fuel")]})
    first, second = (str(uid) for uid in list_codings(project).column("uid"))
    with project.writing("test", coder="ines"):
        add_link(project, first, second, kind=LinkKind.leads_to, coder="ines")
        add_memo(project, target=MemoTarget.coding, target_name=first, text="Why?", coder="ines")
    return project


def made_older(project, monkeypatch, migrations_known):
    """Write the project's rows into a database as an earlier release made it, and let it take its place."""
    older = project.folder / "older.db"
    with (
        monkeypatch.context() as patched,
        closing(sqlite3.connect(older, isolation_level=None)) as connection,
    ):
        patched.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:migrations_known])
        migrations.migrate(connection)
        trust_schema(connection, True)
        connection.execute("ATTACH ? AS newest", (str(project.folder / "fitcode.db"),))
        connection.execute("INSERT INTO deeds (deed, coder, at) VALUES ('test', 'ines', '')")
        connection.execute("UPDATE acting SET deed_id = (SELECT max(id) FROM main.deeds)")
        for table in (*KEPT_BY_CONTENT, *noun_tables(connection)):
            columns = ", ".join(f'"{name}"' for name in columns_of(connection, table))
            connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM newest.{table}")
        connection.execute("UPDATE acting SET deed_id = NULL")
        if migrations_known >= 5:
            index_all_texts(connection)
    project.close()
    older.replace(project.folder / "fitcode.db")


def told(file):
    """Every row of every table with a history, its indices, and how many events there are."""
    with closing(sqlite3.connect(file)) as connection:
        rows = {
            table: connection.execute(
                f"SELECT {row_json(FIRST_COLUMNS[table], row='t')} FROM {table} t ORDER BY id"
            ).fetchall()
            for table in FIRST_COLUMNS
        }
        indices = connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name NOT GLOB '_*'"
        ).fetchall()
        (events,) = connection.execute("SELECT count(*) FROM history").fetchone()
    return rows, indices, events


def first_columns():
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for statement in TABLES:
            connection.execute(statement)
        return {table: columns_of(connection, table) for table in noun_tables(connection)}


FIRST_COLUMNS = first_columns()


@pytest.mark.parametrize("migrations_known", range(1, len(migrations.MIGRATIONS)))
def test_a_project_of_any_release_keeps_every_row_and_every_promise(study, monkeypatch, migrations_known):
    made_older(study, monkeypatch, migrations_known)
    before = told(study.folder / "fitcode.db")

    with open_project(study.folder) as opened:
        rows, indices, events = told(study.folder / "fitcode.db")
        assert (rows, events) == (before[0], before[2])
        assert set(indices) >= set(before[1])
        assert check_project(opened) == []
        assert opened.connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert sum(len(rows) for rows in before[0].values()) > 20


def test_tables_that_were_half_made_anew_are_as_before(study, monkeypatch):
    made_older(study, monkeypatch, 5)
    before = told(study.folder / "fitcode.db")
    make_anew = schema_changes._make_anew

    def killed_at_memos(connection, table, *words):
        make_anew(connection, table, *words)
        if table == "memos":
            raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(schema_changes, "_make_anew", killed_at_memos)
        with pytest.raises(RuntimeError):
            open_project(study.folder)
    assert told(study.folder / "fitcode.db") == before

    with open_project(study.folder) as opened:
        assert check_project(opened) == []


def test_a_view_of_strangers_does_not_keep_a_project_from_being_opened(study, monkeypatch):
    made_older(study, monkeypatch, 5)
    with closing(sqlite3.connect(study.folder / "fitcode.db")) as connection:
        connection.execute("CREATE VIEW strange AS SELECT quote FROM codings")

    with open_project(study.folder) as opened:
        (problem,) = check_project(opened)

    assert "strange" in problem.what


def test_a_project_that_lost_a_table_is_still_brought_up_to_date(study, monkeypatch):
    made_older(study, monkeypatch, 5)
    with closing(sqlite3.connect(study.folder / "fitcode.db", isolation_level=None)) as connection:
        connection.execute("DROP TABLE memos")

    with open_project(study.folder) as opened:
        assert "no such table: memos" in check_project(opened)[0].what


def test_a_migration_that_would_leave_references_to_nothing_changes_nothing(study, monkeypatch):
    def lose(connection):
        connection.execute("DELETE FROM components")

    study.close()
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "MIGRATIONS", [*migrations.MIGRATIONS, ("0007_loses", lose)])
        with pytest.raises(FitcodeError, match="rows that are not there"):
            open_project(study.folder)

    with open_project(study.folder) as opened:
        assert check_project(opened) == []


def test_a_project_with_references_to_nothing_is_still_brought_up_to_date(study, monkeypatch):
    made_older(study, monkeypatch, 5)
    with closing(sqlite3.connect(study.folder / "fitcode.db", isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER history_delete_components")
        connection.execute("DELETE FROM components")

    with open_project(study.folder) as opened:
        assert "Rows refer to rows that are not there" in check_project(opened)[0].what


def test_a_project_is_made_and_brought_up_to_date_where_sqlite_guards_its_schema(
    study, monkeypatch, defensive, tmp_path
):
    made_older(study, monkeypatch, 1)

    new_project(tmp_path / "new").close()
    with open_project(study.folder) as opened:
        assert check_project(opened) == []
