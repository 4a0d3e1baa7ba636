"""A whole study by two coders, from blind copies to a tally of the consensus, as they would do it.

Ines and Tomas of the demo corpus code two of its transcripts in copies of their own; what they dispute in
one is decided by commands, in the other at the screen.
"""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.screen_session import HAS_TMUX, screen_session
from tools.terminal import SOURCE

CORPUS = Path(__file__).resolve().parents[1] / "corpora" / "demo"
BY_COMMAND, AT_SCREEN = "pilot", "chef-operations-ouest"
CODED_UP_TO = 1_500
"""Characters of each transcript that the two have coded."""

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(SOURCE), "FITCODE_CODER": "lead", "COLUMNS": "120"}


class Study:
    """A project's folder, and commands in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *arguments: object, coder: str = "lead", stdin: str = "", code: int = 0) -> str:
        """What a command wrote to stdout."""
        words = ["-C", self.folder, "--as", coder, *arguments]
        done = subprocess.run(
            [sys.executable, "-m", "fitcode", *map(str, words)],
            input=stdin,
            capture_output=True,
            text=True,
            env=ENVIRONMENT,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout if code == 0 else done.stderr

    def rows(self, *arguments: object, coder: str = "lead") -> list[dict[str, str]]:
        """The rows of a table that a command wrote."""
        return list(csv.DictReader(io.StringIO(self.run(*arguments, "--format", "csv", coder=coder))))

    def state(self) -> list[dict[str, str]]:
        """Everybody's codings."""
        return self.rows("codings", "list")


def work_of(coder: str) -> list[str]:
    """What a coder of the demo corpus coded, a line each."""
    lines = (CORPUS / "codings" / f"{coder}.jsonl").read_text(encoding="utf-8").splitlines()
    chosen = (BY_COMMAND, AT_SCREEN)
    return [
        line
        for line in lines
        if (row := json.loads(line))["transcript"] in chosen and row["end"] <= CODED_UP_TO
    ]


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Two transcripts, their cases and codebook, and a blind round for two coders."""
    study = Study(tmp_path / "study")
    study.folder.mkdir()
    study.run("init", study.folder, "--codebook", "fit", "--components", "demo")
    files = [next(CORPUS.glob(f"{name}.*")) for name in (BY_COMMAND, AT_SCREEN)]
    cases = study.folder.parent / "cases.csv"
    header, *lines = (CORPUS / "cases.csv").read_text(encoding="utf-8").splitlines()
    theirs = [line for line in lines if line.split(",")[1] in (BY_COMMAND, AT_SCREEN)]
    cases.write_text("\n".join([header, *theirs]), encoding="utf-8")
    study.run("ingest", *files, "--cases", cases)
    for coder in ("ines", "tomas"):
        study.run("coders", "add", coder)
    study.run("rounds", "open", "first", "--coders", "ines,tomas")
    return study


@pytest.fixture
def copies(study: Study) -> dict[str, Study]:
    """Each coder's copy, coded to the end without sight of the other's."""
    copies = {}
    for coder in ("ines", "tomas"):
        copy = Study(study.folder.parent / coder)
        study.run("copy", "--for", coder, "--out", copy.folder)
        copy.run("codings", "add", "--stdin", coder=coder, stdin="\n".join(work_of(coder)))
        copy.run("finish", BY_COMMAND, AT_SCREEN, coder=coder)
        copies[coder] = copy
    return copies


@pytest.mark.skipif(not HAS_TMUX, reason="tmux is not installed")
def test_two_coders_go_from_blind_copies_to_a_tally_of_their_consensus(study, copies):
    made = {coder: {json.loads(line)["uid"] for line in work_of(coder)} for coder in copies}
    assert {row["uid"] for row in copies["tomas"].state()} == made["tomas"]

    for copy in copies.values():
        study.run("merge", copy.folder)
    study.run("rounds", "close", "first")
    assert {row["uid"] for row in study.state()} == made["ines"] | made["tomas"]

    measured = study.rows("agree", "--by", "dimension", "--coefficient", "krippendorff_alpha")
    assert {row["n_transcripts"] for row in measured} == {"2"}
    assert all(row["value"] or row["reason"] for row in measured)
    assert "nobody adjudicated" in study.run("tally", code=1)

    decide_by_command(study)
    decide_at_the_screen(study)

    consensus = [row for row in study.state() if row["coder"] == "consensus"]
    (counted,) = study.rows("tally", "--by", "coder", "--include-interviewer")
    assert (counted["coder"], int(counted["codings"])) == ("consensus", len(consensus))
    assert {row["transcript"] for row in consensus} == {BY_COMMAND, AT_SCREEN}

    before = study.state()
    for copy in copies.values():
        study.run("merge", copy.folder)
    assert study.state() == before
    assert study.run("check") == ""


def decide_by_command(study: Study) -> None:
    """Take what both coded alike by rule, then Ines's view where she has one."""
    study.run("adjudicate", BY_COMMAND, "--rule", "identical")
    study.run("adjudicate", BY_COMMAND, "--rule", "overlap", "--share", "0.3", "--reason", "cut elsewhere")
    while disputed := study.rows("disagreements", "--transcript", BY_COMMAND):
        undecided = [row for row in disputed if not row["decided"]]
        if not undecided:
            break
        first = undecided[0]
        ruling = (
            ("--take", first["uid"])
            if first["coder"] == "ines"
            else ("--neither", "--of", first["uid"] or first["other_uid"])
        )
        study.run("adjudicate", *ruling, "--reason", "hers")
    study.run("adjudicate", "--finish", BY_COMMAND)


def decide_at_the_screen(study: Study) -> None:
    """Take the first coder's side of every question, and finish."""
    words = [sys.executable, "-m", "fitcode", "-C", study.folder, "--as", "lead", "adjudicate", AT_SCREEN]
    with screen_session(
        list(map(str, words)), folder=study.folder.parent, environment=ENVIRONMENT, columns=110, rows=35
    ) as session:
        screen = session.wait_for(AT_SCREEN, " open", "ines", "tomas")
        while "Nothing is left open" not in screen:
            session.press("1")
            screen = session.wait_until_still()
        session.press("f")
        session.wait_until_still()
        session.press("q")
        assert session.wait_for_exit() == 0
