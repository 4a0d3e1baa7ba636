"""Undo and redo: whatever was done, in any order, comes back to the row."""

import json
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from fitcode.domain.choices import TranscriptKind
from fitcode.store.acts import standing_acts
from fitcode.store.project import open_project
from fitcode.store.transcripts import set_transcript_kind
from fitcode.store.triggers import WITHOUT_HISTORY, noun_tables
from fitcode.store.undo import InTheWay
from fitcode.workflow.coding.undo_acts import redo_acts, undo_acts
from fitcode.workflow.workspace import open_workspace
from tests.support.studies import Run

HANG_ON_THEM = ("turns", "segments", "run_suggestions", "learned")
"""Tables without history that go and come with rows that have one."""

State = dict[str, list[tuple[object, ...]]]


def state_of(folder: Path) -> State:
    """Every row of the project but the history, and what is kept by content."""
    with open_project(folder, read_only=True) as project:
        tables = [*noun_tables(project.connection), *HANG_ON_THEM]
        return {
            table: sorted(project.connection.execute(f'SELECT * FROM "{table}"').fetchall(), key=repr)
            for table in tables
        }


def records(run: Run, *words: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(run(*words, "--format", "json").stdout)
    return found


def undo(run: Run, count: int = 1) -> None:
    run("undo", count, "--everybody")


class Deeds:
    """What researchers do, drawn by a seed; each draw is one command."""

    def __init__(self, run: Run, folder: Path, drawn: random.Random) -> None:
        self.run, self.folder, self.drawn = run, folder, drawn
        self.number = 0

    def attempt(self, *words: object) -> None:
        """What may be refused, such as the same coding twice; never a wrong use of the command line."""
        assert self.run(*words, code=None).exit_code in (0, 1)

    def any_uid(self, *words: str) -> str | None:
        found = records(self.run, *words)
        return str(self.drawn.choice(found)["uid"]) if found else None

    def add(self) -> None:
        start = self.drawn.randrange(40, 120)
        code = self.drawn.choice(["trust", "spare-parts", "cultural"])
        span = f"{start}:{start + self.drawn.randrange(3, 30)}"
        about = self.drawn.choice([(), ("--about", "recce"), ("--valence", "misfit"), ("--memo", "why 🙂")])
        self.attempt("codings", "add", "ana", span, "--code", code, *about, "--as", self.coder())

    def coder(self) -> str:
        return self.drawn.choice(["ines", "ines", "ben", "zoé"])

    def change(self) -> None:
        if uid := self.any_uid("codings", "list"):
            change = self.drawn.choice([("--valence", "fit"), ("--strength", "2"), ("--code", "trust")])
            self.attempt("codings", "change", uid, *change)

    def remove(self) -> None:
        if uid := self.any_uid("codings", "list"):
            self.run("codings", "remove", uid, "--yes")

    def link(self) -> None:
        codings = records(self.run, "codings", "list")
        if len(codings) > 1:
            one, other = self.drawn.sample(codings, 2)
            self.attempt("links", "add", one["uid"], "leads-to", other["uid"])

    def memo(self) -> None:
        self.number += 1
        self.run("memos", "add", *self.drawn.choice([("project",), ("transcript", "ana"), ("code", "trust")]),
                 "--text", f"memo {self.number}")  # fmt: skip

    def finish(self) -> None:
        back = self.drawn.choice([(), ("--reopen",)])
        self.attempt("finish", self.drawn.choice(["ana", "ben"]), *back, "--as", self.coder())

    def case(self) -> None:
        self.run("cases", "set", "R01", self.drawn.choice(["rank=major", "unit=b", "component=police"]))

    def kind(self) -> None:
        self.attempt("transcripts", "kind", "ben", self.drawn.choice(["field-note", "interview"]))

    def language(self) -> None:
        self.attempt("transcripts", "language", "ben", self.drawn.choice(["fr", "en"]))

    def speaker(self) -> None:
        self.attempt("transcripts", "speaker", "ben", "A", self.drawn.choice(["respondent", "interviewer"]))

    def rename(self) -> None:
        self.number += 1
        names = [one["coder"] for one in records(self.run, "coders", "list") if one["kind"] == "person"]
        others = [name for name in names if name not in ("ines", "ben", "zoé")]
        if others:
            self.run("coders", "rename", self.drawn.choice(others), f"c{self.number}")
        else:
            self.run("coders", "add", f"c{self.number}")

    def codebook(self) -> None:
        file = self.folder / "codebooks" / "mini.yaml"
        self.number += 1
        text = re.sub(r"definition: .*", f"definition: Parts, {self.number}.", file.read_text("utf-8"))
        file.write_text(text, encoding="utf-8")
        self.attempt("codebook", "apply")

    def create_code(self) -> None:
        self.number += 1
        under = self.drawn.choice([(), ("--under", "cultural"), ("--under", "spare-parts")])
        self.attempt("codebook", "add", f"New {self.number}", *under, "--example", "Nobody reads it.")

    def merge(self) -> None:
        """Two of one coder and code; most of them have words between, and are left as they are."""
        alike: dict[tuple[object, object], list[object]] = {}
        for coding in records(self.run, "codings", "list"):
            alike.setdefault((coding["coder"], coding["code"]), []).append(coding["uid"])
        if pairs := [uids for uids in alike.values() if len(uids) > 1]:
            one, other = self.drawn.sample(self.drawn.choice(pairs), 2)
            self.attempt("codings", "merge", one, other, "--prefer", one)

    def split(self) -> None:
        if codings := records(self.run, "codings", "list"):
            coding = self.drawn.choice(codings)
            at = self.drawn.randrange(int(str(coding["start"])), int(str(coding["end"])))
            self.attempt("codings", "split", coding["uid"], "--at", at)

    def components(self) -> None:
        file = self.folder / "components" / "mistral.yaml"
        self.number += 1
        text = re.sub(r"aliases: \[MPOL[^]]*\]", f"aliases: [MPOL, P{self.number}]", file.read_text("utf-8"))
        file.write_text(text, encoding="utf-8")
        self.attempt("components", "apply")

    def ingest(self) -> None:
        self.number += 1
        file = self.folder.parent / "inputs" / f"new-{self.number}.txt"
        file.write_text(f"Q: Number {self.number}?\nA: We trust nobody. No spare part.\n", encoding="utf-8")
        self.run("ingest", file)

    def remove_transcript(self) -> None:
        names = [str(one["transcript"]) for one in records(self.run, "transcripts", "list")]
        if others := [name for name in names if name.startswith("new-")]:
            self.run("transcripts", "remove", self.drawn.choice(others), "--yes")

    def suggest(self) -> None:
        self.attempt("suggest")

    def decide(self) -> None:
        if uid := self.any_uid("suggestions", "list", "--status", "pending"):
            self.attempt("suggestions", self.drawn.choice(["accept", "reject"]), uid)

    def one(self) -> Callable[[], None]:
        often = [self.add, self.change, self.remove, self.decide, self.link, self.memo, self.finish,
                 self.merge, self.split]  # fmt: skip
        seldom = [self.case, self.kind, self.language, self.speaker, self.rename, self.codebook,
                  self.create_code, self.components, self.ingest, self.remove_transcript,
                  self.suggest]  # fmt: skip
        return self.drawn.choice([*often, *often, *seldom])


@pytest.mark.parametrize("seed", [1, 2])
def test_any_200_deeds_are_undone_and_redone_to_the_row(run, study, seed):
    deeds = Deeds(run, study, random.Random(seed))
    states = [state_of(study)]
    with open_project(study, read_only=True) as project:
        begun = len(standing_acts(project).done)
    for _ in range(200):
        deeds.one()()
    with open_project(study, read_only=True) as project:
        count = len(standing_acts(project).done) - begun
    assert count > 100
    states.append(state_of(study))
    assert states[0] != states[1]

    undo(run, count)
    assert state_of(study) == states[0]
    run("redo", count, "--everybody")
    assert state_of(study) == states[1]
    undo(run, count)
    assert state_of(study) == states[0]
    run("check")


def test_every_state_on_the_way_comes_back(run, study):
    deeds = Deeds(run, study, random.Random(7))
    states = []
    for _ in range(40):
        before = state_of(study)
        deeds.one()()
        if state_of(study) != before:
            states.append(before)

    for state in reversed(states):
        undo(run)
        assert state_of(study) == state


def test_a_whole_command_is_one_act(run, study):
    before = state_of(study)
    lines = "\n".join(
        json.dumps({"transcript": "ana", "start": start, "end": start + 5, "code": "trust"})
        for start in range(40, 100, 6)
    )
    run("codings", "add", "--stdin", input=lines)

    run("undo")

    assert state_of(study) == before


def test_what_was_ingested_comes_back_with_its_turns(run, study):
    before = state_of(study)
    run("undo")  # the study's own ingest
    assert records(run, "transcripts", "list") == []
    run("check")

    run("redo")

    assert state_of(study) == before
    assert run("codings", "add", "ana", "40:60", "--code", "trust").exit_code == 0


def test_deeds_of_older_releases_name_no_act_and_are_undone_one_by_one(study):
    states = []
    for kind in ("field-note", "interview", "field-note"):
        states.append(state_of(study))
        with open_project(study) as project, project.writing("transcripts kind", coder="ines"):
            set_transcript_kind(project, "ben", TranscriptKind(kind))

    for state in reversed(states):
        with open_workspace(study, coder="ines") as workspace:
            undo_acts(workspace)
        assert state_of(study) == state


def test_only_ones_own_deeds_are_undone(run, study):
    run("codings", "add", "ana", "40:60", "--code", "trust")
    run("codings", "add", "ana", "61:70", "--code", "trust", "--as", "ben")

    run("undo")

    assert [one["coder"] for one in records(run, "codings", "list")] == ["ben"]
    assert "nothing of zoé" in run("undo", "--as", "zoé", code=1).stderr


def test_what_others_built_on_it_stands_in_the_way(run, study):
    run("codings", "add", "ben", "3:9", "--code", "trust", "--as", "ben")
    before = state_of(study)

    refused = run("undo", code=1)  # ines ingested what ben coded

    assert "undo" in refused.stderr
    assert state_of(study) == before


def test_a_memo_of_somebody_else_stands_in_the_way(run, study):
    run("codings", "add", "ana", "40:60", "--code", "trust")
    [coding] = records(run, "codings", "list")
    run("memos", "add", "coding", coding["uid"], "--text", "why?", "--as", "ben")

    assert "stands in the way" in run("undo", code=1).stderr
    assert len(records(run, "codings", "list")) == 1
    run("check")


def test_what_somebody_else_took_back_is_not_taken_back_twice(run, study):
    run("codings", "add", "ana", "40:60", "--code", "trust")
    run("codings", "add", "ana", "61:70", "--code", "trust")
    run("undo", "--everybody", "--as", "ben")

    run("undo")

    assert records(run, "codings", "list") == []


def test_acts_that_were_undone_before_one_stood_in_the_way_are_told(run, study):
    for start in (40, 61, 80):
        run("codings", "add", "ana", f"{start}:{start + 9}", "--code", "trust")
    run("codings", "change", records(run, "codings", "list")[0]["uid"], "--valence", "fit", "--as", "ben")

    told = run("undo", 3, code=1).stderr

    assert "After 2 of 3" in told
    assert "Nothing was changed" not in told
    assert len(records(run, "codings", "list")) == 1


def test_a_row_that_changed_since_stands_in_the_way(run, study):
    run("codings", "add", "ana", "40:60", "--code", "trust")
    [coding] = records(run, "codings", "list")
    run("codings", "change", coding["uid"], "--valence", "fit", "--as", "ben")

    with open_workspace(study, coder="ines") as workspace, pytest.raises(InTheWay, match="changed since"):
        undo_acts(workspace)


def test_something_new_ends_what_can_be_redone(run, study):
    run("codings", "add", "ana", "40:60", "--code", "trust")
    run("undo")
    run("codings", "add", "ana", "61:70", "--code", "trust")

    assert "nothing to redo" in run("redo", code=1).stderr


def test_nothing_older_than_the_project_is_undone(run, study):
    run("undo")

    assert "nothing" in run("undo", code=1).stderr.lower()


def test_a_codebook_file_goes_back_with_its_version(run, study):
    file = study / "codebooks" / "mini.yaml"
    original = file.read_text("utf-8")
    file.write_text(original.replace("Fuel and parts.", "Parts."), encoding="utf-8")
    run("codebook", "apply")

    run("undo")
    assert file.read_text("utf-8") == original
    run("redo")
    assert "Parts." in file.read_text("utf-8")


def test_a_codebook_file_that_was_edited_since_is_left_alone(run, study):
    file = study / "codebooks" / "mini.yaml"
    file.write_text(file.read_text("utf-8").replace("Fuel and parts.", "Parts."), encoding="utf-8")
    run("codebook", "apply")
    file.write_text(file.read_text("utf-8") + "# a note\n", encoding="utf-8")

    told = run("undo").stderr

    assert "left as it is" in told
    assert "# a note" in file.read_text("utf-8")


def test_undo_is_listed_and_tried_without_doing_it(run, study):
    run("codings", "add", "ana", "40:60", "--code", "trust")
    before = state_of(study)

    assert "1 coding added" in run("undo", "--dry-run").stderr
    assert [one["deed"] for one in records(run, "undo", "--list")] == ["codings add", "ingest"]
    assert state_of(study) == before


def test_a_failed_undo_changes_nothing(run, study, monkeypatch):
    run("codings", "add", "ana", "40:60", "--code", "trust")
    before = state_of(study)
    monkeypatch.setattr("fitcode.store.undo._write", lambda *_: 1 / 0)

    with open_workspace(study, coder="ines") as workspace, pytest.raises(ZeroDivisionError):
        undo_acts(workspace)

    assert state_of(study) == before


def test_every_table_has_a_history_or_hangs_on_one_that_has(study):
    with open_project(study, read_only=True) as project:
        tables = {name for (name,) in project.connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '_*'"
            " AND name NOT GLOB 'sqlite_*' AND name NOT GLOB 'search_index*'")}  # fmt: skip
        told = {*noun_tables(project.connection), *HANG_ON_THEM}

    kept_by_content = {"texts", "models", "pass_codes"}
    bookkeeping = {"acting", "deeds", "history", "taken_back", "habits"}
    assert tables - told == kept_by_content | bookkeeping
    assert set(HANG_ON_THEM) < WITHOUT_HISTORY


def test_redo_after_the_process_ended(study):
    with open_workspace(study, coder="ines") as workspace:
        undo_acts(workspace)
    with open_workspace(study, coder="ines") as workspace:
        assert [act.deed for act in redo_acts(workspace)] == ["ingest"]
