"""Undo of two: coders whose deeds, undos and redos come in any order never spoil each other's work."""

import random
from pathlib import Path

import pytest

from fitcode.errors import FitcodeError
from fitcode.store.acts import done_acts, undone_acts
from fitcode.store.checks import check_project
from fitcode.store.project import open_project
from fitcode.store.undo import InTheWay
from fitcode.workflow.coding.undo_acts import redo_acts, undo_acts
from fitcode.workflow.coding.write_memos import change_memo
from fitcode.workflow.ingesting.change_transcripts import remove_transcript
from fitcode.workflow.workspace import open_workspace
from tests.support.studies import Run
from tests.workflow.test_undo import Deeds, records, state_of


class TwoCoders(Deeds):
    """Deeds of ines and ben, and now and then an undo or a redo by one of them."""

    def __init__(self, run: Run, folder: Path, drawn: random.Random) -> None:
        super().__init__(run, folder, drawn)
        with open_project(folder, read_only=True) as project:
            self.begun = {act.name for act in done_acts(project)}
        self.counts = {"undo": 0, "redo": 0, "in the way": 0}

    def coder(self) -> str:
        return self.drawn.choice(["ines", "ben"])

    def turn_back(self, deed: str) -> None:
        """One undo or redo; nothing but what stands in the way may refuse it."""
        turn = undo_acts if deed == "undo" else redo_acts
        coder = self.coder()
        acts = done_acts if deed == "undo" else undone_acts
        with open_workspace(self.folder, coder=coder) as workspace:
            found = acts(workspace.project, coder, limit=1)
            if not found or found[0].name in self.begun:
                return
            before = state_of(self.folder)
            try:
                turn(workspace)
                self.counts[deed] += 1
            except InTheWay:
                self.counts["in the way"] += 1
                assert state_of(self.folder) == before

    def one_of_two(self) -> None:
        drawn = self.drawn.random()
        if drawn < 0.25:
            self.turn_back("undo")
        elif drawn < 0.45:
            self.turn_back("redo")
        else:
            self.one()()


def undo_everything(folder: Path, *, until: int) -> None:
    """Take back what both did, until so many acts are left."""
    with open_workspace(folder, coder="ines") as workspace:
        while (left := len(done_acts(workspace.project))) > until:
            undo_acts(workspace, left - until, everybody=True)


@pytest.mark.parametrize("seed", [1, 2])
def test_what_two_coders_do_and_undo_in_any_order_all_comes_back(run, study, seed):
    deeds = TwoCoders(run, study, random.Random(seed))
    start = state_of(study)
    for _ in range(120):
        deeds.one_of_two()
    with open_project(study, read_only=True) as project:
        assert check_project(project) == []
    assert min(deeds.counts["undo"], deeds.counts["redo"]) >= 3

    undo_everything(study, until=len(deeds.begun))

    assert state_of(study) == start
    with open_project(study, read_only=True) as project:
        assert check_project(project) == []


def test_an_act_is_redone_though_somebody_added_a_row_of_its_kind_meanwhile(run, study):
    run("codings", "add", "ana", "40:60", "--code", "trust")
    run("undo")
    run("codings", "add", "ana", "61:70", "--code", "trust", "--as", "ben")

    run("redo")

    assert sorted(str(one["coder"]) for one in records(run, "codings", "list")) == ["ben", "ines"]
    run("check")


def test_what_contradicts_is_not_redone(run, study):
    run("transcripts", "kind", "ben", "field-note")
    run("undo")
    run("transcripts", "kind", "ben", "focus-group", "--as", "ben")

    assert "changed since" in run("redo", code=1).stderr


def test_a_renamed_coder_undoes_what_was_done_under_the_old_name(run, study):
    run("codings", "add", "ana", "40:60", "--code", "trust", "--as", "ben")
    run("coders", "rename", "ben", "benoît")

    told = run("undo", "--as", "benoît").stderr

    assert "codings add" in told
    assert "by benoît" in told
    assert records(run, "codings", "list") == []


def test_a_removed_transcript_comes_back_with_what_runs_left_of_it(run, study):
    run("suggest")
    before = records(run, "runs", "list")
    with open_workspace(study, coder="ines") as workspace:
        remove_transcript(workspace, "ana")
    assert records(run, "runs", "list") != before

    run("undo")

    assert records(run, "runs", "list") == before


def test_many_undone_acts_are_told_in_few_lines(run, study):
    for start in range(40, 52):
        run("codings", "add", "ana", f"{start}:{start + 9}", "--code", "trust")

    told = run("undo", 12).stderr.splitlines()

    assert len(told) == 11
    assert told[-1] == "Undone: 2 more: 2 codings add."


def test_the_list_is_as_long_as_asked_for(run, study):
    for start in (40, 50, 60):
        run("codings", "add", "ana", f"{start}:{start + 9}", "--code", "trust")
    run("undo")

    assert [one["state"] for one in records(run, "undo", "--list", "--limit", "1")] == ["undone", "done"]


def test_the_history_is_told_by_acts_by_rows_or_as_a_life(run, study):
    uid = run("codings", "add", "ana", "40:60", "--code", "trust").stdout.strip()
    run("undo")

    assert [one["deed"] for one in records(run, "history", "--transcript", "ana", "-n", "2")] == [
        "undo",
        "codings add",
    ]
    assert [one["action"] for one in records(run, "history", "--rows", "--uid", uid[-8:])] == [
        "delete",
        "insert",
    ]
    assert [one["deed"] for one in records(run, "history", "--uid", uid[-8:])] == ["codings add", "undo"]
    assert records(run, "history", "--until", "2001-01-01") == []
    for wrong in (["--uid", uid, "--deed", "x"], ["--rows", "--transcript", "ana"], ["--since", "then"]):
        assert run("history", *wrong, code=2).stderr


def test_a_memo_is_changed_and_found(run, study):
    run("codings", "add", "ana", "40:60", "--code", "trust", "--memo", "Fuel, ÉTÉ")
    memo = run("memos", "add", "project", "--text", "Fuel?", "--title", "A").stdout.strip()
    run("memos", "change", memo[-8:], "--text", "No été.")
    run("memos", "change", memo[-8:], "--title", "")

    found = records(run, "memos", "list", "--matching", "Été", "--coder", "ines")

    assert [(one["uid"], one["target"], one["title"], one["text"]) for one in found] == [
        (memo, "project", None, "No été."),
        (None, "coding", None, "Fuel, ÉTÉ"),
    ]
    assert records(run, "memos", "list", "--matching", "Fuel", "--on", "project") == []
    run("undo", 2)
    assert records(run, "memos", "list", "--on", "project")[0]["text"] == "Fuel?"


def test_a_memo_cannot_be_emptied(run, study):
    memo = run("memos", "add", "project", "--text", "Fuel?").stdout.strip()

    run("memos", "change", memo, "--text", " ", code=2)
    with open_workspace(study, coder="ines") as workspace, pytest.raises(FitcodeError, match="needs a text"):
        change_memo(workspace, memo, text=" ")


def test_no_memo_hangs_on_nothing_when_what_it_hangs_on_is_removed(run, study):
    file = study / "codebooks" / "mini.yaml"
    run("suggest", "--only", "spare-parts")
    suggested = records(run, "suggestions", "list", "--transcript", "ana")[0]["uid"]
    coding = run("codings", "add", "ana", "40:60", "--code", "trust").stdout.strip()
    for on in (["transcript", "ana"], ["coding", coding], ["suggestion", suggested], ["code", "spare-parts"]):
        run("memos", "add", *on, "--text", "hm")
    head, _, tail = file.read_text("utf-8").partition("    codes:\n      - id: spare-parts")
    file.write_text(head + tail[tail.index("  - id: cultural") :], encoding="utf-8")

    run("codebook", "apply")
    run("transcripts", "remove", "ana", "--yes")

    assert [one["target_name"] for one in records(run, "memos", "list")] == ["spare-parts"]
    run("check")


def test_an_export_says_what_each_memo_hangs_on(run, study):
    coding = run("codings", "add", "ana", "40:60", "--code", "trust", "--memo", "own").stdout.strip()
    for on in (["transcript", "ana"], ["case", "R01"], ["coding", coding], ["project"]):
        run("memos", "add", *on, "--text", "hm")

    run("export", "csv", "--out", "out")

    lines = (study / "out" / "memos.csv").read_text("utf-8").splitlines()
    assert lines[0] == "uid,target,target_name,title,text,coder,created_at,updated_at"
    assert [line.split(",")[1:3] for line in lines[1:]] == [
        ["transcript", "ana"],
        ["case", "R01"],
        ["coding", coding],
        ["project", ""],
    ]
    assert ",own," in (study / "out" / "codings.csv").read_text("utf-8")
