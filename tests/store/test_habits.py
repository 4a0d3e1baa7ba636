"""Habits: what a screen remembers of a person, without a trace in the history."""

import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from fitcode.errors import FitcodeError, ProjectBusy
from fitcode.store import coders, habits
from fitcode.store.project import Project, open_project
from fitcode.store.search_index import rebuild_search_index
from fitcode.workflow.coding.undo_acts import undo_acts
from fitcode.workflow.sitting.open_sitting import Sitting
from fitcode.workflow.workspace import open_workspace
from tests.support.projects import new_project


@pytest.fixture
def project(tmp_path: Path):
    with new_project(tmp_path / "study") as opened:
        yield opened


def events(project: Project) -> int:
    (count,) = project.connection.execute("SELECT count(*) FROM history").fetchone()
    (deeds,) = project.connection.execute("SELECT count(*) FROM deeds").fetchone()
    return int(count + deeds)


def test_what_is_kept_is_read_again_when_the_project_is_opened_anew(project: Project):
    habits.keep_habits(project, "ines", {"place u1": "40", "favourite 1": "fit/fuel"})
    with open_project(project.folder) as again:
        assert habits.read_habits(again, "ines") == {"place u1": "40", "favourite 1": "fit/fuel"}


def test_what_is_kept_again_takes_the_place_of_what_was_and_leaves_the_rest(project: Project):
    habits.keep_habits(project, "ines", {"place u1": "40", "favourite 1": "fit/fuel"})
    habits.keep_habits(project, "ines", {"place u1": "90"})
    assert habits.read_habits(project, "ines") == {"place u1": "90", "favourite 1": "fit/fuel"}


def test_everybody_has_their_own(project: Project):
    habits.keep_habits(project, "إيناس", {"place u1": "40"})
    assert habits.read_habits(project, "ines") == {}
    assert habits.read_habits(project, "إيناس") == {"place u1": "40"}


def test_keeping_leaves_no_trace_in_the_history(project: Project):
    before = events(project)
    habits.keep_habits(project, "ines", {"place u1": "40"})
    assert events(project) == before


def test_nothing_else_can_be_jotted_down(project: Project):
    before = events(project)
    with pytest.raises(FitcodeError), project.jotting():
        project.connection.execute("UPDATE coders SET name = 'x'")
    assert events(project) == before
    assert [row["coder"] for row in coders.list_coders(project).records()] == ["ines"]


def test_what_fails_half_way_is_not_kept(project: Project):
    with pytest.raises(FitcodeError), project.jotting():
        project.connection.executemany("INSERT INTO habits VALUES ('ines', 'place', ?)", [("1",), ("2",)])
    habits.keep_habits(project, "ines", {"favourite 1": "fit/fuel"})
    assert habits.read_habits(project, "ines") == {"favourite 1": "fit/fuel"}


def test_nothing_is_jotted_down_inside_a_deed(project: Project):
    with pytest.raises(RuntimeError), project.writing("test", coder="ines"), project.jotting():
        pass


def test_nothing_is_jotted_down_where_nothing_can_be_written(project: Project):
    with (
        open_project(project.folder, read_only=True) as reader,
        pytest.raises(RuntimeError),
        reader.jotting(),
    ):
        pass


def test_a_deed_waits_for_the_disk_again_after_something_was_jotted_down(project: Project):
    habits.keep_habits(project, "ines", {"place": "1"})
    assert project.connection.execute("PRAGMA synchronous").fetchone() == (2,)


def _connect(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, isolation_level=None, check_same_thread=False)


@pytest.fixture
def held(project: Project):
    """Another program is writing to the project."""
    with closing(_connect(project.folder / "fitcode.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def test_keeping_does_not_wait_for_another_program(project: Project, held: sqlite3.Connection):
    began = time.perf_counter()
    with pytest.raises(ProjectBusy):
        habits.keep_habits(project, "ines", {"place": "1"})
    assert time.perf_counter() - began < 1


def test_a_screen_keeps_later_what_it_could_not_keep_while_another_program_wrote(
    project: Project, held: sqlite3.Connection
):
    with open_workspace(project.folder, coder="ines") as workspace:
        sitting = Sitting(workspace)
        sitting.remember({"place": "1"})
        held.execute("ROLLBACK")
        sitting.remember({"transcript": "u1"})
    assert habits.read_habits(project, "ines") == {"place": "1", "transcript": "u1"}


def test_a_deed_waits_for_another_program_again_after_something_was_jotted_down(
    project: Project, held: sqlite3.Connection
):
    with pytest.raises(ProjectBusy):
        habits.keep_habits(project, "ines", {"place": "1"})
    assert project.connection.execute("PRAGMA busy_timeout").fetchone() == (30_000,)


def test_the_index_is_made_anew_after_another_program_let_go(project: Project, held: sqlite3.Connection):
    threading.Timer(0.2, held.execute, ["ROLLBACK"]).start()
    rebuild_search_index(project)


def test_a_renamed_coder_keeps_habits_and_their_own_win(project: Project):
    habits.keep_habits(project, "ines", {"place": "1", "recent": "fit/fuel"})
    habits.keep_habits(project, "inés", {"place": "7", "transcript": "u2"})
    with project.writing("coders rename", coder="ines"):
        coders.rename_coder(project, "ines", "inés")
    kept = {"place": "1", "recent": "fit/fuel", "transcript": "u2"}
    assert habits.read_habits(project, "inés") == kept


def test_a_renaming_that_is_undone_loses_no_habits(project: Project):
    habits.keep_habits(project, "ines", {"place": "1"})
    with open_workspace(project.folder, coder="ines") as workspace:
        with workspace.writing("coders rename"):
            coders.rename_coder(workspace.project, "ines", "inés")
        undo_acts(workspace, everybody=True)
        assert habits.read_habits(workspace.project, "ines") == {"place": "1"}
