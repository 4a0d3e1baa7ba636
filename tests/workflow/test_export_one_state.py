"""An export shows one state of the project, whatever another process stores while it is made."""

import csv

import pytest

from fitcode.store import memos
from fitcode.store.project import open_project
from fitcode.workflow.sharing import gather_tables
from fitcode.workflow.sharing.export_project import export_project
from fitcode.workflow.workspace import open_workspace
from tests.support.projects import add_transcript, code, new_project


def test_tables_agree_although_somebody_codes_meanwhile(tmp_path, monkeypatch):
    with new_project(tmp_path / "study") as project:
        add_transcript(project, "ANA: [layoff]They let me go.[/]")

    def list_memos(project):
        with open_project(project.folder) as other:
            code(other, "ana", "They", "fuel")
        return memos.list_memos(project)

    monkeypatch.setattr(gather_tables, "memos", type("Memos", (), {"list_memos": staticmethod(list_memos)}))
    with open_workspace(tmp_path / "study", coder="ines") as workspace:
        export_project(workspace, "csv", out=tmp_path / "out")

    def rows(name):
        with (tmp_path / "out" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    assert len(rows("codings")) == 1
    assert [row["codings"] for row in rows("coders")] == ["1"]
    assert [row["codings"] for row in rows("tally")] == ["1"]


def test_a_fault_of_what_is_counted_beside_leaves_nothing_behind(tmp_path, monkeypatch):
    with new_project(tmp_path / "study") as project:
        add_transcript(project, "ANA: [layoff]They let me go.[/]")
    monkeypatch.setattr("fitcode.analysis.presence.presence", lambda *_args, **_options: 1 / 0)

    with open_workspace(tmp_path / "study", coder="ines") as workspace, pytest.raises(ZeroDivisionError):
        export_project(workspace, "csv", out=tmp_path / "out")

    assert [path.name for path in tmp_path.iterdir()] == ["study"]
