"""What leaves the project is put in place whole, over nothing but an earlier export, and only when asked."""

import json
import signal
import subprocess
import sys

import pytest

from fitcode.errors import FitcodeError
from fitcode.workflow.sharing import put_in_place
from fitcode.workflow.sharing.put_in_place import new_file, new_folder


def export(out, *, force=False, says="new"):
    with new_folder(out, force=force) as draft:
        (draft / "codings.csv").write_text(says)
        manifest = {"made_by": "fitcode export", "files": {"codings.csv": {}}}
        (draft / "manifest.json").write_text(json.dumps(manifest))


def names(folder):
    return sorted(path.name for path in folder.iterdir())


class TestFolders:
    def test_a_new_one_is_for_its_owner_only(self, tmp_path):
        export(tmp_path / "a/out")

        assert (tmp_path / "a/out").stat().st_mode & 0o777 == 0o700
        assert (tmp_path / "a/out/codings.csv").stat().st_mode & 0o777 == 0o600

    def test_an_empty_one_is_filled(self, tmp_path):
        (tmp_path / "out").mkdir()

        export(tmp_path / "out")

        assert names(tmp_path / "out") == ["codings.csv", "manifest.json"]

    def test_an_earlier_export_stays_unless_forced(self, tmp_path):
        export(tmp_path / "out", says="old")

        with pytest.raises(FitcodeError) as told:
            export(tmp_path / "out")

        assert "--force" in told.value.remedy
        assert (tmp_path / "out/codings.csv").read_text() == "old"

    @pytest.mark.parametrize("swaps", [True, False], ids=["in one step", "in two steps"])
    def test_an_earlier_export_is_replaced_when_forced(self, tmp_path, monkeypatch, swaps):
        export(tmp_path / "out", says="old")
        (tmp_path / "out/.DS_Store").write_text("")
        if not swaps:
            monkeypatch.setattr(put_in_place, "_swapped", lambda *_: False)

        export(tmp_path / "out", force=True)

        assert (tmp_path / "out/codings.csv").read_text() == "new"
        assert names(tmp_path) == ["out"]

    @pytest.mark.parametrize("file", ["analysis.R", "plots/one.svg", ".git/config"])
    def test_not_even_force_replaces_one_that_holds_what_no_export_wrote(self, tmp_path, file):
        export(tmp_path / "out")
        (tmp_path / "out" / file).parent.mkdir(exist_ok=True)
        (tmp_path / "out" / file).write_text("months of work")

        with pytest.raises(FitcodeError, match="no export wrote"):
            export(tmp_path / "out", force=True)

        assert (tmp_path / "out" / file).read_text() == "months of work"

    def test_a_link_to_a_folder_is_what_no_export_wrote(self, tmp_path):
        export(tmp_path / "out")
        (tmp_path / "out/mine").symlink_to(tmp_path)

        with pytest.raises(FitcodeError, match=r"no export wrote \(mine\)"):
            export(tmp_path / "out", force=True)

    def test_not_even_force_replaces_a_folder_that_is_no_export(self, tmp_path):
        (tmp_path / "notes.txt").write_text("months of work")

        with pytest.raises(FitcodeError, match="not a fitcode export"):
            export(tmp_path, force=True)

    def test_a_failure_leaves_the_old_one_and_no_draft(self, tmp_path):
        export(tmp_path / "out", says="old")

        with pytest.raises(FitcodeError, match="No space left"), new_folder(tmp_path / "out", force=True):
            raise OSError(28, "No space left on device")

        assert (tmp_path / "out/codings.csv").read_text() == "old"
        assert names(tmp_path) == ["out"]

    def test_what_arrives_meanwhile_stays(self, tmp_path):
        def interrupted():
            with new_folder(tmp_path / "out", force=True):
                (tmp_path / "out").mkdir()
                (tmp_path / "out/thesis.txt").write_text("months of work")

        with pytest.raises(FitcodeError, match="not a fitcode export"):
            interrupted()

        assert names(tmp_path / "out") == ["thesis.txt"]

    def test_the_old_one_comes_back_after_a_kill_between_two_steps(self, tmp_path, monkeypatch):
        export(tmp_path / "out", says="old")
        (tmp_path / "out").rename(tmp_path / ".out.fitcode-1.old")

        with pytest.raises(FitcodeError, match="earlier export"):
            export(tmp_path / "out")

        assert (tmp_path / "out/codings.csv").read_text() == "old"


class TestFiles:
    def test_a_new_one_is_for_its_owner_only(self, tmp_path):
        with new_file(tmp_path / "one.svg", force=False) as draft:
            draft.write_text("new")

        assert (tmp_path / "one.svg").read_text() == "new"
        assert (tmp_path / "one.svg").stat().st_mode & 0o777 == 0o600

    def test_one_that_is_there_stays_unless_forced(self, tmp_path):
        (tmp_path / "one.svg").write_text("old")

        with pytest.raises(FitcodeError, match="there already"), new_file(tmp_path / "one.svg", force=False):
            pass
        assert (tmp_path / "one.svg").read_text() == "old"

        with new_file(tmp_path / "one.svg", force=True) as draft:
            draft.write_text("new")
        assert (tmp_path / "one.svg").read_text() == "new"

    def test_a_failure_leaves_the_old_one_and_no_draft(self, tmp_path):
        (tmp_path / "one.svg").write_text("old")

        def full():
            with new_file(tmp_path / "one.svg", force=True) as draft:
                draft.write_text("half of the n")
                raise OSError(28, "No space left on device")

        with pytest.raises(FitcodeError, match="No space left"):
            full()

        assert names(tmp_path) == ["one.svg"]
        assert (tmp_path / "one.svg").read_text() == "old"

    def test_a_project_is_never_overwritten(self, tmp_path):
        (tmp_path / "fitcode.db").write_text("months of work")

        with (
            pytest.raises(FitcodeError, match="belongs to a project"),
            new_file(tmp_path / "fitcode.db", force=True),
        ):
            pass


KILLED = """
import os, pathlib, signal
from fitcode.workflow.sharing.put_in_place import new_file, new_folder
out = pathlib.Path("out")
with {maker}(out, force=True) as draft:
    ({file}).write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


class TestKilled:
    @pytest.mark.parametrize("maker", ["new_folder", "new_file"])
    def test_its_draft_is_swept_by_the_next_one(self, tmp_path, maker):
        script = KILLED.format(maker=maker, file="draft / 'x'" if maker == "new_folder" else "draft")
        killed = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=False)
        assert killed.returncode == -signal.SIGKILL
        assert len(names(tmp_path)) == 1

        export(tmp_path / "out")

        assert names(tmp_path) == ["out"]

    def test_a_draft_that_somebody_works_on_is_left_alone(self, tmp_path):
        with new_folder(tmp_path / "out", force=True) as slow:
            export(tmp_path / "out", says="quick")
            assert slow.is_dir()
            (slow / "codings.csv").write_text("slow")

        assert (tmp_path / "out/codings.csv").read_text() == "slow"
