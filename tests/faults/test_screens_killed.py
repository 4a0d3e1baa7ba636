"""The screens in a real terminal when things go wrong: kills, other processes, odd terminals and texts.

What stood on the screen when the program died is compared with what the project holds.
"""

import os
import random
import re
import shutil
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
OWN = re.compile(r"(\d+) codings? of yours")
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
        session.wait_for(f"{transcript} ", "of yours", "Keys")
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
