"""Several processes on one project, interruptions, full disks, closed folders and damaged files.

Every command here is a real process: what a person sees is its exit code and a line or two on stderr.
"""

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from fitcode.domain.table import Cell
from fitcode.store import coding_reads, suggestions, transcripts
from fitcode.store.checks import check_project
from fitcode.store.project import open_project
from tests.faults.bad_files import permissions_bind
from tests.faults.conftest import command, fitcode
from tests.support.studies import suggest_with

OPEN_TO_US = not permissions_bind()

CODEBOOK = """\
id: mini
codes:
  - {id: trust, dimension: cultural, patterns: [trust, {phrase: liaison officer, valence: fit}]}
  - {id: spare-parts, dimension: operational, patterns: [{phrase: spare part, valence: misfit}, radio]}
"""


TRANSCRIPTS = 24


@pytest.fixture(scope="session")
def interviews(corpus, tmp_path_factory):
    """Some of the corpus: enough for the work to take a while."""
    folder = tmp_path_factory.mktemp("interviews")
    for path in sorted(corpus.iterdir())[:TRANSCRIPTS]:
        shutil.copy(path, folder)
    return folder


@pytest.fixture(scope="session")
def empty_project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("empty") / "study"
    book = folder.parent / "mini.yaml"
    book.write_text(CODEBOOK)
    fitcode("init", folder, "--codebook", book, folder=folder)
    suggest_with(folder, "rules")
    return folder


@pytest.fixture(scope="session")
def filled_project(interviews, empty_project, tmp_path_factory):
    """The interviews, ingested, with one coding."""
    folder = tmp_path_factory.mktemp("filled") / "study"
    shutil.copytree(empty_project, folder)
    fitcode("ingest", interviews, folder=folder)
    fitcode("codings", "add", "interview-00", "0:9", "--code", "trust", folder=folder)
    return folder


@pytest.fixture
def empty(empty_project, tmp_path) -> Path:
    return Path(shutil.copytree(empty_project, tmp_path / "study"))


@pytest.fixture
def filled(filled_project, tmp_path) -> Path:
    return Path(shutil.copytree(filled_project, tmp_path / "study"))


def start(*arguments: object, folder: Path, **how) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(*arguments, folder=folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **how
    )


def contents(folder: Path) -> dict[str, list[dict[str, Cell]]]:
    """What the project holds, which keeps every promise."""
    with open_project(folder) as project:
        assert check_project(project) == []
        return {
            "transcripts": list(transcripts.list_transcripts(project).records()),
            "codings": list(coding_reads.list_codings(project).records()),
            "suggestions": list(suggestions.list_suggestions(project).records()),
        }


def names(folder: Path) -> list[str]:
    """The transcripts, each of which is whole."""
    rows = contents(folder)["transcripts"]
    assert all(row["turns"] == 60 for row in rows)
    return [str(row["transcript"]) for row in rows]


def suggested(folder: Path) -> set[Cell]:
    return {row["transcript"] for row in contents(folder)["suggestions"]}


def is_plain(stderr: str) -> bool:
    """Whether a person can read it: no traceback, no library's jargon."""
    jargon = ("Traceback", "sqlite3", "OperationalError", "database is locked", "EOFError")
    return not any(word in stderr for word in jargon)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Another program writes to the project, and takes its time."""
    with closing(sqlite3.connect(folder / "fitcode.db", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        yield
        holder.execute("ROLLBACK")


class TestTwoProcesses:
    def test_codings_are_added_listed_and_tallied_while_suggestions_are_made(self, filled):
        suggesting = start("suggest", "--all", folder=filled)
        failures: list[str] = []
        added = 0
        while suggesting.poll() is None or added < 3:
            for words in (
                ("codings", "add", "interview-01", f"{added}:{added + 9}", "--code", "trust"),
                (("tally", "--by", "code"), ("codings", "list"), ("suggestions", "list"))[added % 3],
            ):
                done = fitcode(*words, folder=filled, check=False)
                if done.returncode != 0 or not is_plain(done.stderr):
                    failures.append(f"{words}: {done.returncode}\n{done.stderr}")
            added += 1
        _out, told = suggesting.communicate(timeout=120)

        assert (suggesting.returncode, is_plain(told)) == (0, True), told
        assert not failures, "\n".join(failures)
        assert len(contents(filled)["codings"]) == 1 + added
        assert len(suggested(filled)) == TRANSCRIPTS

    def test_two_ingests_of_one_folder_store_each_transcript_once(self, interviews, empty):
        with held(empty):  # until each has read what is there and wants to store
            both = [start("ingest", interviews, folder=empty) for _ in range(2)]
            time.sleep(2)
        told = [process.communicate(timeout=120)[1] for process in both]

        assert [process.returncode for process in both] == [0, 0], told
        assert all(map(is_plain, told)), told
        assert names(empty) == sorted(path.stem for path in interviews.iterdir())

    def test_a_project_that_another_program_holds_is_waited_for(self, filled):
        with held(filled):
            adding = start("codings", "add", "interview-01", "0:9", "--code", "trust", folder=filled)
            reading = fitcode("codings", "list", folder=filled)
            time.sleep(1)
            assert adding.poll() is None
        _out, told = adding.communicate(timeout=60)
        assert (reading.returncode, adding.returncode, is_plain(told)) == (0, 0, True)
        assert len(contents(filled)["codings"]) == 2


class TestInterrupted:
    """Ctrl-C at a terminal reaches the program and its workers alike."""

    @pytest.mark.parametrize(("seconds", "jobs"), [(0.2, 1), (0.6, 1), (0.9, 1), (0.6, 2), (1.1, 2)])
    def test_ingest_leaves_whole_transcripts(self, interviews, empty, seconds, jobs):
        process = start("ingest", interviews, "--jobs", jobs, folder=empty, start_new_session=True)
        told = _interrupt(process, after=seconds)

        assert process.returncode in (0, 130), told
        assert is_plain(told)
        before = names(empty)
        fitcode("ingest", interviews, folder=empty)
        assert len(names(empty)) == TRANSCRIPTS >= len(before)

    def test_suggest_goes_on_afterwards(self, filled):
        process = start("suggest", folder=filled, start_new_session=True)
        told = _interrupt(process, after=1.2)

        assert (process.returncode in (0, 130), is_plain(told)) == (True, True), told
        contents(filled)
        fitcode("suggest", folder=filled)
        assert len(suggested(filled)) == TRANSCRIPTS

    def test_it_is_said_that_nothing_is_half_written(self, interviews, empty):
        with held(empty):  # the ingest stands still at its first write
            process = start("ingest", interviews, folder=empty)
            time.sleep(2)
            process.send_signal(signal.SIGINT)
            time.sleep(0.2)
        _out, told = process.communicate(timeout=60)
        assert process.returncode == 130, told
        assert "nothing is half-written" in told
        assert is_plain(told)
        assert names(empty) == []


def _interrupt(process: subprocess.Popen[str], *, after: float) -> str:
    """Ctrl-C some time after the start; what the program said to it."""
    time.sleep(after)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    return process.communicate(timeout=60)[1]


class TestDisks:
    def test_a_full_disk_gives_one_clear_line_and_no_change(self, interviews, empty):
        full = _with_room(200_000, "ingest", interviews, folder=empty)

        assert full.returncode == 1, full.stderr
        assert len(_errors(full.stderr)) == 1, full.stderr
        assert is_plain(full.stderr)
        assert names(empty) == []
        fitcode("ingest", interviews, folder=empty)
        assert len(names(empty)) == TRANSCRIPTS

    @pytest.mark.parametrize(
        "words",
        [
            ("suggest",),
            ("codings", "add", "interview-02", "0:9", "--code", "trust"),
            ("export", "csv", "--out", "exports"),
            ("codings", "list", "--out", "codings.csv"),
        ],
        ids=" ".join,
    )
    def test_so_it_does_for_every_kind_of_writing(self, filled, words, tmp_path):
        before = contents(filled)
        full = _with_room(100, *words, folder=filled, cwd=tmp_path)

        assert full.returncode == 1, (full.stdout, full.stderr)
        assert is_plain(full.stderr)
        assert len(_errors(full.stderr)) == 1, full.stderr
        assert contents(filled) == before
        assert [path.name for path in tmp_path.iterdir()] == ["study"]

    def test_a_disk_that_is_really_full(self, interviews, empty_project, tmp_path):
        """A file system of a megabyte, where the machine lets us make one."""
        disk = tmp_path / "disk"
        disk.mkdir()
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True, check=False
        )
        if made.returncode != 0:
            pytest.skip("file systems cannot be mounted here")
        try:
            folder = Path(shutil.copytree(empty_project, disk / "study"))
            full = fitcode("ingest", interviews, folder=folder, check=False)
            assert full.returncode == 1, full.stderr
            assert "disk is full" in full.stderr
            assert is_plain(full.stderr)
            names(folder)
        finally:
            subprocess.run(["umount", str(disk)], check=False)

    @pytest.mark.skipif(OPEN_TO_US, reason="root writes everywhere")
    def test_in_a_read_only_folder_reading_works_and_writing_says_why_not(self, filled):
        _close(filled)
        try:
            fitcode("transcripts", "list", folder=filled)
            fitcode("tally", "--by", "code", folder=filled)
            fitcode("check", folder=filled)
            refused = fitcode(
                "codings", "add", "interview-01", "0:9", "--code", "trust", folder=filled, check=False
            )
            assert refused.returncode == 1
            assert "can only be read" in refused.stderr
            assert is_plain(refused.stderr)
        finally:
            _open(filled)


def _with_room(
    bytes_: int, *words: object, folder: Path, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command that can make no file longer than this: what a full disk is to it."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, bytes_))

    return subprocess.run(
        command(*words, folder=folder),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=cwd,
        preexec_fn=limit,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )


def _errors(stderr: str) -> list[str]:
    return [line for line in stderr.splitlines() if line.startswith("Error")]


def _close(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        path.chmod(path.stat().st_mode & ~0o222)


def _open(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(path.stat().st_mode | 0o200)


class TestOtherFiles:
    def test_a_project_of_a_newer_program_is_refused(self, filled):
        with closing(sqlite3.connect(filled / "fitcode.db")) as connection, connection:
            connection.execute(
                "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
                " VALUES ('fitcode', '9999_more', '')"
            )
        for words in (("transcripts", "list"), ("suggest",), ("check",)):
            refused = fitcode(*words, folder=filled, check=False)
            assert refused.returncode == 4, refused.stderr
            assert "newer" in refused.stderr
            assert is_plain(refused.stderr)

    def test_a_damaged_database_is_told_with_exit_5(self, filled):
        database = filled / "fitcode.db"
        data = bytearray(database.read_bytes())
        for place in range(len(data) // 4, len(data), 40_960):
            data[place : place + 64] = bytes(64)
        database.write_bytes(data)

        checked = fitcode("check", folder=filled, check=False)

        assert checked.returncode == 5, checked.stderr
        assert "damaged" in checked.stderr
        assert "backups/" in checked.stderr
        assert is_plain(checked.stderr)

    def test_a_flipped_letter_in_a_text_is_found(self, filled):
        database = filled / "fitcode.db"
        with closing(sqlite3.connect(database)) as connection:
            (found,) = connection.execute("SELECT count(*) FROM texts").fetchone()
        assert found == TRANSCRIPTS
        data = database.read_bytes()
        assert data.count(b"Interview 13, synthetic") >= 1
        database.write_bytes(data.replace(b"Interview 13, synthetic", b"Interview 13, sinthetic"))

        checked = fitcode("check", folder=filled, check=False)

        assert checked.returncode == 5
        assert "interview-13" in checked.stderr

    @pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00", b"not a database at all" * 100])
    def test_a_file_that_is_no_database_is_told_with_exit_5(self, filled, content):
        (filled / "fitcode.db").write_bytes(content)
        for words in (("transcripts", "list"), ("check",), ("codings", "add", "a", "0:1", "--code", "trust")):
            refused = fitcode(*words, folder=filled, check=False)
            assert refused.returncode == 5, (words, refused.stdout, refused.stderr)
            assert is_plain(refused.stderr)

    def test_a_missing_database_is_told_and_nothing_is_made_in_its_place(self, filled):
        (filled / "fitcode.db").unlink()
        refused = fitcode("transcripts", "list", folder=filled, check=False)
        assert refused.returncode == 1
        assert "backups/" in refused.stderr
        assert not (filled / "fitcode.db").exists()

    def test_a_reader_that_goes_away_is_no_error(self, filled):
        process = start("transcripts", "show", "interview-00", "--format", "json", folder=filled)
        assert process.stdout is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr is not None
        told = process.stderr.read()
        assert process.wait(60) in (0, 141)
        assert is_plain(told)
