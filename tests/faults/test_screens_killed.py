"""The screens in a real terminal when things go wrong: kills, other processes, odd terminals and texts.

What stood on the screen when the program died is compared with what the project holds.
"""

import os
import random
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fitcode.store.checks import check_project
from fitcode.store.coding_reads import list_codings
from fitcode.store.memos import list_memos
from fitcode.store.project import open_project
from tests.faults.conftest import command, fitcode
from tests.support.projects import add_transcript
from tests.support.studies import suggest_with
from tools.screen_session import HAS_TMUX, ScreenSession, screen_session
from tools.terminal import SOURCE

pytestmark = pytest.mark.skipif(not HAS_TMUX, reason="tmux is not installed")

CODEBOOK = """\
id: mini
codes:
  - {id: trust, name: Trust, dimension: cultural, patterns: [trust]}
  - {id: spare-parts, name: Spare parts, dimension: operational, patterns: [radio, spare part]}
"""
COMPONENTS = """\
mission: mistral
components:
  - {id: force, name: Force Headquarters, branch: military}
"""
OWN = re.compile(r"(\d+) of \d+ codings yours")
SHARE = re.compile(r"interview-00\s+(\d+)%")
SHORT = [pytest.param(seed, id=f"kill-{seed}") for seed in range(3)]
LONG = [pytest.param(seed, id=f"kill-{seed}", marks=pytest.mark.hammer) for seed in range(3, 53)]


@pytest.fixture(scope="session")
def made_once(corpus, tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("screens") / "study"
    for name, text in (("mini.yaml", CODEBOOK), ("mistral.yaml", COMPONENTS)):
        (folder.parent / name).write_text(text, encoding="utf-8")
    books = ("--codebook", folder.parent / "mini.yaml", "--components", folder.parent / "mistral.yaml")
    fitcode("init", folder, *books, folder=folder)
    suggest_with(folder, "rules")
    fitcode("ingest", *sorted(corpus.iterdir())[:3], folder=folder)
    return folder


@pytest.fixture
def study(made_once, tmp_path) -> Path:
    return Path(shutil.copytree(made_once, tmp_path / "study"))


@contextmanager
def coding(
    study: Path,
    *,
    columns: int = 100,
    rows: int = 30,
    transcript: str = "interview-00",
    run: tuple[str, ...] = (),
) -> Iterator[ScreenSession]:
    """The coding screen in a terminal, ready for keys."""
    with screen_session(
        [*run, *command("code", transcript, folder=study)],
        folder=study.parent,
        environment={**os.environ, "PYTHONPATH": str(SOURCE)},
        columns=columns,
        rows=rows,
    ) as session:
        session.wait_for(f"{transcript} ", "codings yours", "Keys")
        yield session


def code(session: ScreenSession, line: str, *, said: str) -> None:
    """Code the selection by a coding line; the screen has confirmed it afterwards."""
    session.press("c")
    session.type(line)
    session.press("Enter")
    session.wait_for(f"Coded: {said}")


def stored(study: Path) -> list[str]:
    """The codings of a project that keeps every promise."""
    with open_project(study) as project:
        assert check_project(project) == []
        return [f"{row['code']} {row['valence']} {row['about']}" for row in list_codings(project).records()]


def own_codings(screen: str) -> int:
    """How many codings the screen says are one's own."""
    found = OWN.search(screen)
    assert found, screen
    return int(found[1])


class TestDeath:
    @pytest.mark.parametrize(
        "end", [ScreenSession.kill, ScreenSession.close_terminal], ids=lambda end: end.__name__
    )
    def test_a_coding_that_the_screen_confirmed_is_there_whatever_happens_next(self, study, end):
        with coding(study) as session:
            code(session, "trust -2 @force", said="trust")

            end(session)

        assert stored(study) == ["trust misfit force"]

    @pytest.mark.parametrize("seed", SHORT + LONG)
    def test_a_kill_amid_many_keys_loses_nothing_that_was_painted(self, study, seed):
        chance = random.Random(seed)
        with coding(study) as session:
            code(session, "trust", said="trust")
            until = time.monotonic() + chance.uniform(0.1, 1.5)
            while time.monotonic() < until:
                session.type(chance.choice(["j.", "j.j.", "J.", "j.+", "j.-"]))

            session.kill()
            painted = own_codings(session.screen())

        n_stored = len(stored(study))
        assert n_stored >= painted
        with coding(study) as session:
            assert own_codings(session.screen()) == n_stored

    def test_the_place_in_the_text_is_kept_but_for_the_last_second(self, study):
        with coding(study) as session:
            session.press(*"JJJJJJ")
            left = session.wait_until(lambda screen: (share(screen) or 0) > 5, said="a place further on")
            time.sleep(1)
            session.kill()

        with coding(study) as session:
            assert share(session.wait_until_still()) == share(left)


class TestKeys:
    def test_keys_typed_in_one_breath_reach_the_screens_that_they_are_typed_for(self, study):
        with coding(study) as session:
            session.type("ctrust -2 @force\rJ.J." + "q")
            assert session.wait_for_exit() == 0

        assert stored(study) == ["trust misfit force"] * 3

    def test_a_memo_saved_in_the_breath_in_which_it_was_written_is_saved_whole(self, study):
        with coding(study) as session:
            session.type("ONobody knew who should mend it.\x13q")  # Ctrl+s
            assert session.wait_for_exit() == 0

        with open_project(study) as project:
            assert [row["text"] for row in list_memos(project).records()] == [
                "Nobody knew who should mend it."
            ]


def share(screen: str) -> int | None:
    found = SHARE.search(screen)
    return int(found[1]) if found else None


class TestOtherProcesses:
    def test_suggestions_made_elsewhere_appear_while_one_codes(self, study):
        with coding(study) as session:
            code(session, "trust", said="trust")
            with subprocess.Popen(
                command("suggest", folder=study), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
            ) as suggesting:
                n_keys = 0
                while suggesting.poll() is None or n_keys < 5:
                    session.type("j.")
                    n_keys += 1
                    assert "locked" not in session.wait_until_still(seconds=0.2)
                assert suggesting.stderr is not None
                told = suggesting.stderr.read()

            session.wait_until(
                lambda screen: re.search(r"\b[1-9]\d* suggestions", screen) is not None, said="suggestions"
            )
            painted = own_codings(session.wait_until_still())
            session.press("q")
            assert session.wait_for_exit() == 0

        assert (suggesting.returncode, "locked" in told) == (0, False), told
        assert len(stored(study)) == painted

    def test_a_transcript_removed_elsewhere_leaves_the_screen_and_is_said(self, study):
        with coding(study) as session:
            fitcode("transcripts", "remove", "interview-00", "--yes", folder=study)

            session.wait_for("No transcript is open", "removed")
            session.press("c", "t")
            session.wait_for("interview-01")

        assert stored(study) == []

    @pytest.mark.skipif(shutil.which("setpriv") is None, reason="no way to be bound by permissions")
    def test_a_project_that_can_only_be_read_is_shown_and_says_so(self, study):
        for path in (*study.rglob("*"), study):
            path.chmod(path.stat().st_mode & ~0o222)
        bound = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
        try:
            with coding(study, run=bound) as session:
                session.wait_for("read-only")
                session.type("jctrust\r")
                session.wait_for("reading only")
                session.press("Esc", "q")
                assert session.wait_for_exit() == 0
        finally:
            for path in (study, *study.rglob("*")):
                path.chmod(path.stat().st_mode | 0o200)

        assert stored(study) == []


class TestTerminals:
    def test_ctrl_c_ends_nothing_and_loses_nothing(self, study):
        with coding(study) as session:
            code(session, "trust", said="trust")

            session.press("Ctrl+c")
            session.type("j.")
            session.wait_for("2 of 2 codings yours")
            session.press("q")
            assert session.wait_for_exit() == 0

        assert len(stored(study)) == 2

    def test_a_terminal_of_40_columns_and_10_lines_is_enough_to_code(self, study):
        with coding(study, columns=100) as session:
            session.resize(40, 10)
            session.wait_until(lambda screen: max(map(len, screen.splitlines())) <= 40, said="40 columns")
            session.type("jctrust -\r")
            session.wait_for("▸− trust")
            session.resize(140, 45)
            session.wait_for("1 of 1 codings yours", "Trust 1")

        assert stored(study) == ["trust misfit None"]

    def test_no_text_of_a_transcript_steers_the_terminal(self, study):
        steering = "\x1b]0;taken over\x07Red \x1b[31mcar\x1b[0m \x9b41mblue\u202e"
        with open_project(study) as project:  # a reader would have taken it out
            add_transcript(project, f"Q: Go on.\nANA: {steering}.", name="sly")
        with coding(study, transcript="sly") as session:
            session.press("J", "J", "c")
            session.wait_for("Red", "Trust")
            coloured = session.screen_with_colours()
            title = session.title()

        assert "taken over" not in title
        assert "\x1b[31m" not in coloured
        assert "\x1b[41m" not in coloured
        assert "\u202e" not in coloured
