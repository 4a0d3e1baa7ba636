"""A code created in vivo is in the file and in force, or in neither, whatever happens on the way."""

import codecs
import errno
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from fitcode.domain.choices import Dimension
from fitcode.domain.codebook import Code
from fitcode.errors import FitcodeError, UnknownCode, UnknownCodebook
from fitcode.formats.codebook_yaml import parse_codebook
from fitcode.store.codebooks import apply_codebook, codebook_versions, get_codebook
from fitcode.store.project import Project
from fitcode.workflow.coding.add_codings import add_coding
from fitcode.workflow.coding.apply_codebook import apply_codebook as apply_file
from fitcode.workflow.coding.apply_codebook import parse_codebook_file
from fitcode.workflow.coding.create_code import CodeDraft, create_code
from fitcode.workflow.coding.unapplied_edits import unapplied_edits
from fitcode.workflow.coding.undo_acts import redo_acts, undo_acts
from fitcode.workflow.narrator import SilentNarrator
from fitcode.workflow.workspace import open_workspace
from tests.support.projects import codebook_of, coding
from tests.support.studies import CODEBOOK


@pytest.fixture
def workspace(study):
    with open_workspace(study, coder="ines") as opened:
        yield opened


@pytest.fixture
def file(study) -> Path:
    return Path(study, "codebooks", "mini.yaml")


def create(workspace, name, **draft):
    return create_code(workspace.gesture(), CodeDraft(name, **draft))


def created(workspace, identity) -> Code:
    """The code as it is in force."""
    found = get_codebook(workspace.project, "mini").code(identity)
    assert found is not None
    return found


def in_force(workspace):
    return [code.id for code in get_codebook(workspace.project, "mini").codes]


def require_in_step(workspace, file):
    """The file and the version in force say the same, and nothing is left beside the file."""
    assert unapplied_edits(workspace) == []
    text = file.read_text("utf-8-sig")
    assert parse_codebook(text, file="mini.yaml") == get_codebook(workspace.project, "mini")
    assert [path.name for path in file.parent.iterdir()] == ["mini.yaml"]


def test_a_code_is_in_the_file_and_in_force(workspace, file):
    full = create(
        workspace, "Waiting for  fuel", parent="spare-parts", definition=" So. ", example="We wait."
    )

    assert full == "mini/waiting-for-fuel"
    code = created(workspace, "waiting-for-fuel")
    assert (code.name, code.parent, code.dimension) == (
        "Waiting for fuel",
        "spare-parts",
        Dimension.operational,
    )
    assert (code.definition, code.examples) == ("So.", ("We wait.",))
    assert in_force(workspace) == ["operational", "spare-parts", "waiting-for-fuel", "cultural", "trust"]
    assert codebook_versions(workspace.project) == {"mini": 2}
    require_in_step(workspace, file)


def test_a_code_at_the_top_comes_last_and_has_no_dimension(workspace, file):
    create(workspace, "Rest")

    assert in_force(workspace)[-1] == "rest"
    assert created(workspace, "rest").dimension is None
    require_in_step(workspace, file)


def test_a_new_code_is_coded_with_at_once_and_both_are_one_act(workspace, file):
    gesture = workspace.gesture()
    full = create_code(gesture, CodeDraft("Waiting", parent="cultural"))
    add_coding(gesture, coding(workspace.project, "ana", "Nobody reads it", full))

    undo_acts(workspace)

    assert "waiting" not in in_force(workspace)
    assert file.read_text("utf-8") == CODEBOOK
    redo_acts(workspace)
    require_in_step(workspace, file)


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("Être là", "etre-la"),
        ("燃料を待つ", "code-1"),
        ("في انتظار", "code-1"),
        ("🙂", "code-1"),
        ("Ж 12!", "12"),
        ("no", "no"),
        ("null", "null"),
        ("x" * 300, "x" * 60),
    ],
)
def test_an_id_is_made_from_any_name(workspace, file, name, identity):
    assert create(workspace, name) == f"mini/{identity}"
    assert created(workspace, identity).name == name
    require_in_step(workspace, file)


def test_ids_without_letters_are_numbered(workspace):
    assert [create(workspace, name) for name in ("燃料", "道路")] == ["mini/code-1", "mini/code-2"]


@pytest.mark.parametrize(
    ("draft", "told"),
    [
        (CodeDraft("  "), "needs a name"),
        (CodeDraft("a\x1b[31m"), "control character"),
        (CodeDraft("a", example="\ud800"), "half of a character"),
        (CodeDraft("Trust"), "has a code with the id 'trust'"),
        (CodeDraft("Other", id="Trust!"), "write 'trust'"),
        (CodeDraft("Other", id="a" * 101), "at most 100"),
    ],
)
def test_a_draft_that_cannot_be_is_refused_and_nothing_changes(workspace, file, draft, told):
    with pytest.raises(FitcodeError, match=told):
        create_code(workspace.gesture(), draft)

    assert file.read_text("utf-8") == CODEBOOK
    assert codebook_versions(workspace.project) == {"mini": 1}


def test_unknown_parents_and_codebooks_are_told(workspace):
    with pytest.raises(UnknownCode, match="trusty"):
        create(workspace, "A", parent="trusty")
    with pytest.raises(UnknownCodebook, match="fit"):
        create(workspace, "A", codebook="fit")


def test_the_id_of_a_code_that_left_stays_taken(workspace, file):
    create(workspace, "Rest")
    file.write_text(CODEBOOK, encoding="utf-8")
    apply_file(workspace.gesture(), parse_codebook_file(file))

    with pytest.raises(FitcodeError, match="once had"):
        create(workspace, "Rest")


def test_of_several_codebooks_the_parent_or_the_user_says_which(workspace, file):
    with workspace.writing("codebook apply"):
        apply_codebook(workspace.project, codebook_of("cultural", "other", id="second"), file_text="")

    with pytest.raises(FitcodeError, match="2 codebooks: mini, second"):
        create(workspace, "A")
    with pytest.raises(UnknownCode, match="other"):
        create(workspace, "B", parent="second/other", codebook="mini")
    assert create(workspace, "C", codebook="mini", parent="cultural") == "mini/c"


def test_edits_that_are_not_in_force_come_first(workspace, file):
    file.write_text(CODEBOOK + "# a note\n", encoding="utf-8")

    with pytest.raises(FitcodeError) as caught:
        create(workspace, "Rest")

    assert caught.value.remedy.endswith("fitcode codebook apply mini")
    assert file.read_text("utf-8") == CODEBOOK + "# a note\n"
    apply_file(workspace.gesture(), parse_codebook_file(file))
    create(workspace, "Rest")
    undo_acts(workspace)
    assert file.read_text("utf-8") == CODEBOOK + "# a note\n"


def test_line_ends_mark_and_rights_stay_also_when_undone(workspace, file):
    before = codecs.BOM_UTF8 + CODEBOOK.replace("\n", "\r\n").encode()
    file.write_bytes(before)
    file.chmod(0o640)

    create(workspace, "Rest")
    written = file.read_bytes()
    undo_acts(workspace)

    assert written == before + b"  - id: rest\r\n    name: Rest\r\n"
    assert file.read_bytes() == before
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_link_to_the_file_stays_a_link(workspace, file, tmp_path):
    shared = file.rename(tmp_path / "shared.yaml")
    file.symlink_to(shared)

    create(workspace, "Rest")

    assert file.is_symlink()
    assert "rest" in shared.read_text("utf-8")


def test_a_file_that_was_edited_since_is_left_alone_when_undone(workspace, file):
    create(workspace, "Rest")
    edited = file.read_text("utf-8") + "# a note\n"
    file.write_text(edited, encoding="utf-8")

    undo_acts(workspace)

    assert file.read_text("utf-8") == edited
    assert unapplied_edits(workspace) != []


def test_a_code_with_codings_of_others_is_not_undone(run, study, workspace, file):
    create(workspace, "Rest")
    run("codings", "add", "ana", "40:60", "--code", "rest", "--as", "ben")
    before = file.read_text("utf-8")

    with pytest.raises(FitcodeError, match="in the way"):
        undo_acts(workspace)

    assert file.read_text("utf-8") == before


def gone(file):
    file.unlink()


def protected(file):
    file.chmod(0o444)


def garbled(file):
    file.write_bytes(b"id: \xff")


def a_folder(file):
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize("spoil", [gone, protected, garbled, a_folder])
def test_a_file_that_cannot_be_written_is_told_and_nothing_changes(workspace, file, spoil):
    spoil(file)

    with pytest.raises(FitcodeError, match=r"mini\.yaml"):
        create(workspace, "Rest")

    assert codebook_versions(workspace.project) == {"mini": 1}
    assert {path.name for path in file.parent.iterdir()} <= {"mini.yaml"}


def test_a_full_disk_changes_neither_file_nor_database(workspace, file, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("fitcode.workflow.coding.replace_file.os.fsync", full)

    with pytest.raises(FitcodeError, match="No space left"):
        create(workspace, "Rest")

    assert file.read_text("utf-8") == CODEBOOK
    require_in_step(workspace, file)


def test_a_database_that_is_full_at_the_end_leaves_the_file_as_it_was(workspace, file, monkeypatch):
    def full(*_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Project, "_end", full)

    with pytest.raises(FitcodeError):
        create(workspace, "Rest")

    assert file.read_text("utf-8") == CODEBOOK
    require_in_step(workspace, file)


def test_what_fails_after_all_is_stored_takes_nothing_back(study, file):
    class Deaf(SilentNarrator):
        def note(self, _):
            raise BrokenPipeError

    with (
        open_workspace(study, coder="somebody-new", narrator=Deaf()) as workspace,
        pytest.raises(BrokenPipeError),
    ):
        create(workspace, "Rest")

    with open_workspace(study, coder="ines") as workspace:
        assert in_force(workspace)[-1] == "rest"
        assert unapplied_edits(workspace) == []


KILLED = """
import importlib, os, signal, sys
from pathlib import Path
from fitcode.workflow.coding.create_code import CodeDraft, create_code
from fitcode.workflow.narrator import SilentNarrator
from fitcode.workflow.workspace import open_workspace

def until(owner, name, *, is_done):
    original = getattr(owner, name)
    def last(*given, **named):
        if is_done:
            original(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(owner, name, last)

folder, owner, name, is_done = sys.argv[1:]
module, _, inner = owner.partition(":")
owner = importlib.import_module(module)
until(getattr(owner, inner) if inner else owner, name, is_done=is_done == "after")
with open_workspace(Path(folder), coder="ines") as workspace:
    create_code(workspace, CodeDraft("Rest"))
"""

REPLACING = "fitcode.workflow.coding.replace_file"
STEPS = {
    "stored and not committed": ("fitcode.store.codebooks", "apply_codebook", "after"),
    "written beside": (REPLACING, "_write_beside", "after"),
    "kept aside": ("os", "link", "after"),
    "replaced": ("pathlib:Path", "replace", "after"),
    "committed": (f"{REPLACING}:Replacement", "keep", "before"),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_leaves_a_state_that_is_told_and_mendable(study, file, run, step):
    done = subprocess.run([sys.executable, "-c", KILLED, study, *STEPS[step]], check=False)
    assert done.returncode == -signal.SIGKILL

    is_written, is_stored = step in ("replaced", "committed"), step == "committed"
    assert ("id: rest" in file.read_text("utf-8")) is is_written
    with open_workspace(study, coder="ines") as workspace:
        assert ("rest" in in_force(workspace)) is is_stored
        told = unapplied_edits(workspace)
    assert bool(told) is (is_written and not is_stored)
    if told:
        assert "fitcode codebook apply mini" in told[0]
        run("codebook", "apply", "mini")
    run("codebook", "add", "Rest of all")
    run("check")
    with open_workspace(study, coder="ines") as workspace:
        require_in_step(workspace, file)


def test_of_two_who_create_at_the_same_time_none_is_lost(study, file):
    environment = {**os.environ, "FITCODE_CODER": "ines"}
    words = [sys.executable, "-m", "fitcode", "-C", study, "codebook", "add"]
    working = [subprocess.Popen([*words, f"Rest {number}"], env=environment) for number in range(4)]

    assert [one.wait(timeout=60) for one in working] == [0, 0, 0, 0]

    with open_workspace(study, coder="ines") as workspace:
        assert sorted(in_force(workspace))[2:6] == ["rest-0", "rest-1", "rest-2", "rest-3"]
        require_in_step(workspace, file)
