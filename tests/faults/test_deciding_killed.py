"""The adjudication screen in a real terminal: what it confirmed is there, and no key is lost."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fitcode.store.adjudications import list_adjudications
from fitcode.store.checks import check_project
from fitcode.store.coding_reads import list_codings
from fitcode.store.project import open_project
from tests.faults.conftest import command
from tests.support.two_coders import two_coders
from tools.screen_session import HAS_TMUX, ScreenSession, screen_session
from tools.terminal import SOURCE

pytestmark = pytest.mark.skipif(not HAS_TMUX, reason="tmux is not installed")


@pytest.fixture
def study(tmp_path) -> Path:
    return two_coders(tmp_path / "study")


@contextmanager
def adjudicating(study: Path, *, waits_for: str, columns: int = 80) -> Iterator[ScreenSession]:
    """The adjudication screen in a terminal, ready for keys."""
    with screen_session(
        command("adjudicate", "--as", "maria", folder=study),
        folder=study.parent,
        environment={**os.environ, "PYTHONPATH": str(SOURCE)},
        columns=columns,
        rows=24,
    ) as session:
        session.wait_for(waits_for, "Keys")
        yield session


def consensus(study: Path) -> list[str]:
    """What the consensus holds in a project that keeps every promise."""
    with open_project(study) as project:
        assert check_project(project) == []
        rows = list(list_codings(project).records())
    return [f"{one['code']}: {one['quote']}" for one in rows if one["coder"] == "consensus"]


def rulings(study: Path) -> list[tuple[object, ...]]:
    with open_project(study, read_only=True) as project:
        return [
            (one["ruling"], one["reason"], one["decided_by"]) for one in list_adjudications(project).records()
        ]


@pytest.mark.parametrize(
    "end", [ScreenSession.kill, ScreenSession.close_terminal], ids=lambda end: end.__name__
)
def test_a_ruling_that_the_screen_confirmed_is_there_and_the_rest_is_asked_next_time(study, end):
    with adjudicating(study, waits_for="1 of 3 · 3 open") as session:
        session.press("2")
        session.wait_for("Took tomas's: layoff.", "2 of 3 · 2 open")

        end(session)

    assert consensus(study) == ["layoff: Six of us left."]
    with adjudicating(study, waits_for="2 of 3 · 2 open") as session:
        session.press("q")
        assert session.wait_for_exit() == 0


def test_a_whole_transcript_decided_in_one_breath(study):
    with adjudicating(study, waits_for="1 of 3 · 3 open") as session:
        session.type('rthey say so\r2e"as both say\rnfq')
        assert session.wait_for_exit() == 0

    assert rulings(study) == [
        ("took", "", "maria"),  # what all agreed on came with the finished transcript
        ("took", "they say so", "maria"),
        ("new", "", "maria"),
        ("neither", "", "maria"),
    ]
    assert consensus(study) == [
        "layoff: They let me go.",
        "layoff: Six of us left.",
        "fuel: No fuel came.",
    ]


def test_a_terminal_that_shrinks_keeps_the_question_and_every_coder(study):
    with adjudicating(study, waits_for="1 of 3", columns=140) as session:
        session.resize(40, 18)
        session.wait_until(lambda screen: max(map(len, screen.splitlines())) <= 40, said="40 columns")
        session.wait_for("1  ines", "redundancy")
        session.press("J", "J")
        session.wait_for("2  tomas")
