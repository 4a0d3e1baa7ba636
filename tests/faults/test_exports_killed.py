"""An export that is killed or finds the disk full leaves the earlier one whole; the next one sweeps up."""

import os
import resource
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.faults.conftest import command, fitcode
from tests.faults.test_two_processes import is_plain
from tests.support.studies import suggest_with

FORMATS = ("csv", "xlsx", "parquet", "sav")


@pytest.fixture(scope="session")
def exported_project(corpus, tmp_path_factory):
    """A project with exports in several formats, and a coding made since."""
    folder = tmp_path_factory.mktemp("exported") / "study"
    fitcode("init", folder, folder=folder)
    suggest_with(folder, "rules")
    for path in sorted(corpus.iterdir())[:4]:
        fitcode("ingest", path, folder=folder)
    fitcode("suggest", folder=folder)
    for format_ in FORMATS:
        fitcode("export", format_, "--out", folder / format_, folder=folder)
    fitcode("codings", "add", "interview-00", "0:9", "--code", "language-barrier", folder=folder)
    return folder


@pytest.fixture
def study(exported_project, tmp_path):
    return Path(shutil.copytree(exported_project, tmp_path / "study"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def drafts(folder: Path) -> list[Path]:
    return list(folder.glob(".*.part"))


@pytest.mark.parametrize("format_", FORMATS)
def test_a_killed_export_leaves_the_earlier_one(study, format_):
    before = contents(study / format_)

    _kill_in_the_middle(study, format_)

    assert contents(study / format_) == before
    fitcode("export", format_, "--out", study / format_, "--force", folder=study)
    assert contents(study / format_) != before
    assert drafts(study) == []


def _kill_in_the_middle(study: Path, format_: str) -> None:
    """Kill an export once it has begun to write its draft."""
    process = subprocess.Popen(
        command("export", format_, "--out", study / format_, "--force", folder=study),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    ends = time.monotonic() + 60
    while not any(draft.is_dir() and any(draft.iterdir()) for draft in drafts(study)):
        assert process.poll() is None, "the export ended before it could be killed"
        assert time.monotonic() < ends
        time.sleep(0.001)
    process.kill()
    process.wait()
    assert drafts(study), "the export was put in place before it could be killed"


@pytest.mark.parametrize("format_", FORMATS)
def test_a_full_disk_leaves_the_earlier_one_and_says_so_in_a_line(study, format_):
    before = contents(study / format_)

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000))

    full = subprocess.run(
        command("export", format_, "--out", study / format_, "--force", folder=study),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=limit,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )

    assert full.returncode == 1, full.stderr
    assert is_plain(full.stderr)
    assert len([line for line in full.stderr.splitlines() if line.startswith("Error")]) == 1, full.stderr
    assert contents(study / format_) == before
    assert drafts(study) == []
