"""A project: made whole, opened safely, written in deeds."""

import os
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from fitcode.errors import (
    FitcodeError,
    NoProject,
    ProjectBusy,
    ProjectDamaged,
    ProjectTooNew,
)
from fitcode.store import connection as connections
from fitcode.store.backups import KEPT, backup
from fitcode.store.coders import ensure_coder, list_coders
from fitcode.store.coding_reads import list_codings
from fitcode.store.history import list_history
from fitcode.store.project import create_project, find_project, open_project
from fitcode.store.transcripts import transcript_names
from tests.support.projects import add_transcript, codings_of, new_project


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_project_is_found_from_any_folder_below_it(project):
    deep = project.folder / "interviews" / "2026"
    deep.mkdir(parents=True)

    assert find_project(deep) == project.folder


def test_without_a_project_the_error_says_how_to_make_one(tmp_path):
    with pytest.raises(NoProject) as raised:
        find_project(tmp_path)

    assert "fitcode init" in raised.value.remedy


def test_everything_in_a_project_is_its_owners_whatever_the_umask(tmp_path):
    old = os.umask(0)
    try:
        with new_project(tmp_path / "study") as project:
            add_transcript(project, "ANA: Hello.")
            copy = backup(project)
            modes = {path.name: mode(path) for path in project.folder.iterdir()}
    finally:
        os.umask(old)

    assert mode(tmp_path / "study") == 0o700
    assert modes.pop("backups") == 0o700
    assert set(modes) >= {"fitcode.db", "fitcode.db-wal", "fitcode.toml"}
    assert set(modes.values()) | {mode(copy)} == {0o600}


def test_a_second_project_is_not_made_over_the_first(project):
    add_transcript(project, "ANA: Hello.")

    with pytest.raises(FitcodeError, match="already"):
        create_project(project.folder, settings_text="")

    assert transcript_names(project) == ["ana"]


def test_what_a_killed_init_left_is_no_project_and_in_nobodys_way(tmp_path):
    with new_project(tmp_path, codes=()) as project:
        (project.folder / "fitcode.toml").unlink()
        leftover = tmp_path / ".fitcode.db.new"
        leftover.write_bytes(b"half a database")
    with closing(sqlite3.connect(tmp_path / "fitcode.db")) as connection:
        connection.execute("DROP TRIGGER keep_history_from_delete")
        connection.execute("DELETE FROM history WHERE noun <> 'facts'")
        connection.commit()

    with create_project(tmp_path, settings_text="") as again:
        assert transcript_names(again) == []

    assert not leftover.exists()


def test_work_without_its_settings_is_not_overwritten(project):
    add_transcript(project, "ANA: Hello.")
    project.close()
    (project.folder / "fitcode.toml").unlink()

    with pytest.raises(FitcodeError, match="holds work") as raised:
        create_project(project.folder, settings_text="")

    assert "Put fitcode.toml back" in raised.value.remedy


def test_settings_without_a_database_are_no_empty_project(tmp_path):
    (tmp_path / "fitcode.toml").write_text("")

    with pytest.raises(FitcodeError, match=r"no fitcode\.db"):
        open_project(tmp_path)


def test_a_deed_is_stored_whole_or_not_at_all(project):
    with suppress(ZeroDivisionError), project.writing("coders add", coder="ines"):
        ensure_coder(project, "omar")
        _ = 1 / 0

    assert list_coders(project).column("coder") == ["ines"]
    assert "coders add" not in list_history(project).column("deed")


def test_a_deed_that_changes_nothing_leaves_no_trace(project):
    deeds = "SELECT count(*) FROM deeds"
    before = project.connection.execute(deeds).fetchone()

    with project.writing("coders add", coder="ines"):
        ensure_coder(project, "ines")

    assert project.connection.execute(deeds).fetchone() == before


def test_a_deed_inside_a_deed_is_a_mistake_of_the_program(project):
    with (
        project.writing("one", coder="ines"),
        pytest.raises(RuntimeError, match="one deed"),
        project.writing("two", coder="ines"),
    ):
        pass


def test_half_a_character_is_refused_in_words(project):
    with pytest.raises(FitcodeError, match="half of a character"), project.writing("test", coder="ines"):
        project.connection.execute("INSERT INTO facts (key, value) VALUES ('x', ?)", ("\ud800",))


def test_a_full_disk_changes_nothing_and_is_said(project):
    add_transcript(project, "ANA: [layoff]Hello.[/]")
    (pages,) = project.connection.execute("PRAGMA page_count").fetchone()
    project.connection.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(FitcodeError, match="disk is full"):
        add_transcript(project, "BEN: " + "Nothing fits " * 20_000 + ".", name="ben")

    assert codings_of(project) == ["layoff: Hello."]
    assert transcript_names(project) == ["ana"]


def test_a_file_that_is_no_database_is_called_damaged(project):
    project.close()
    for name in ("fitcode.db-wal", "fitcode.db-shm"):
        (project.folder / name).unlink(missing_ok=True)
    (project.folder / "fitcode.db").write_bytes(b"not a database" * 1000)

    with pytest.raises(ProjectDamaged):
        open_project(project.folder)


def test_another_programs_database_is_not_taken_for_a_project(project):
    project.close()
    (project.folder / "fitcode.db").unlink()
    with closing(sqlite3.connect(project.folder / "fitcode.db")) as other:
        other.execute("CREATE TABLE notes (text)")

    with pytest.raises(ProjectDamaged, match="not the database of a fitcode project"):
        open_project(project.folder)


def test_a_project_from_a_newer_program_is_refused(project):
    project.connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('fitcode', '9999_new', '')"
    )

    with pytest.raises(ProjectTooNew, match="9999_new"):
        open_project(project.folder)


def test_a_reader_works_while_a_writer_holds_the_project(project):
    add_transcript(project, "ANA: [layoff]Hello.[/]")
    code = (
        "import sys, pathlib\n"
        "from fitcode.store.project import open_project\n"
        "from fitcode.store.coding_reads import list_codings\n"
        "with open_project(pathlib.Path(sys.argv[1])) as project:\n"
        "    print(len(list_codings(project).rows))\n"
    )

    with project.writing("test", coder="ines"):
        ensure_coder(project, "omar")
        done = subprocess.run(
            [sys.executable, "-c", code, str(project.folder)],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )

    assert done.stdout == "1\n"


def test_a_second_writer_waits_and_then_says_that_the_project_is_busy(project, monkeypatch):
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.1)

    with open_project(project.folder) as other, other.writing("test", coder="omar"):
        ensure_coder(other, "omar")
        with (
            open_project(project.folder) as third,
            pytest.raises(ProjectBusy) as raised,
            third.writing("test", coder="ines"),
        ):
            pass

    assert raised.value.exit_code == 4


def test_a_project_opened_for_reading_refuses_to_write(project):
    with open_project(project.folder, read_only=True) as reader:
        assert list_codings(reader).rows == []
        with pytest.raises(FitcodeError, match="only be read"), reader.writing("test", coder="ines"):
            pass


def test_a_project_in_a_write_protected_folder_can_be_read(project, monkeypatch):
    add_transcript(project, "ANA: [layoff]Hello.[/]")
    project.close()
    # Tests may run as root, who may write anything: refuse the side files in SQLite's stead.
    configured = connections._configured
    attempts = []

    def refuse_first(connection, *, read_only):
        attempts.append(read_only)
        if len(attempts) == 1:
            raise sqlite3.OperationalError("unable to open database file")
        return configured(connection, read_only=read_only)

    monkeypatch.setattr(connections, "_configured", refuse_first)

    with open_project(project.folder, read_only=True) as reader:
        assert codings_of(reader) == ["layoff: Hello."]

    assert attempts == [True, True]


def test_backups_are_whole_and_the_last_ten_are_kept(project):
    add_transcript(project, "ANA: [layoff]Hello.[/]")

    copies = [backup(project) for _ in range(KEPT + 2)]

    assert [copy.exists() for copy in copies] == [False, False] + [True] * KEPT
    with closing(sqlite3.connect(copies[-1])) as connection:
        assert connection.execute("SELECT quote FROM codings").fetchall() == [("Hello.",)]
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_what_a_killed_backup_left_goes_with_the_next_one(project):
    folder = backup(project).parent
    old, recent = (folder / f".fitcode-2026{name}.db.part" for name in ("old", "recent"))
    journal, note = folder / f"{old.name}-journal", folder / ".note.part"
    for file in (old, recent, journal, note):
        file.write_bytes(b"half a copy")
    for file in (old, journal, note):
        os.utime(file, (time.time() - 3700,) * 2)

    copy = backup(project)

    assert [file.exists() for file in (old, journal, recent, note, copy)] == [False, False, True, True, True]


def test_errors_of_the_database_leave_a_project_as_ours(project):
    with pytest.raises(ProjectDamaged), open_project(project.folder) as opened:
        opened.connection.execute("SELECT * FROM nothing")
