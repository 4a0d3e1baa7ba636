"""Blind rounds by command: no command that reads tells a coder what another did, whatever it shows.

Two copies of one study, in one of which ines works while tomas is blind: for tomas they must look the same.
"""

import re
import shutil
from pathlib import Path

import pytest
from typer.main import get_command

from fitcode.cli.app import app
from tests.support.studies import Run

SECRETS = ("inesmemo", "inestitle", "ineslink", "ineswhy")
"""Words that ines alone has written."""

READING = {
    "agree": ["--coders", "ines,tomas", "--bootstrap", "0"],
    "annotations list": [],
    "cases list": [],
    "codebook list": [],
    "codebook show": [],
    "coders list": [],
    "codings list": [],
    "compare": ["role"],
    "conflicts": [],
    "conflicts list": [],
    "components list": [],
    "cooccur": [],
    "crosstab": ["component", "code"],
    "disagreements": [],
    "dyads": [],
    "evaluate": ["--suggester", "rules", "--folds", "2"],
    "export": ["csv", "--out", "OUT"],
    "findings": [],
    "history": ["--rows"],
    "links list": [],
    "links matrix": [],
    "links quotes": [],
    "memos list": [],
    "plot": ["netfit", "--out", "OUT.svg"],
    "presence": [],
    "quotes": [],
    "report": ["--out", "OUT.html"],
    "runs list": [],
    "saturation": [],
    "search": ["spare", "--format", "csv"],
    "sequence": [],
    "suggestions explain": ["UID"],
    "suggestions list": ["--status", "all"],
    "suggestions stats": [],
    "tally": ["--by", "code,transcript"],
    "transcripts list": [],
    "transcripts show": ["ana"],
    "undo": ["--list", "--everybody"],
    "worklist": [],
}
"""Every command that shows what people did, with what it is asked here."""

ALSO = [("history",), ("export", "jsonl", "--out", "OUT"), ("codings", "list", "--coder", "ines")]
ALSO += [
    ("tally", "--coder", "ines"),
    ("history", "--transcript", "ana"),
    ("memos", "list", "--on", "coding"),
]

TOLD_ALL_THE_SAME = {"rounds list", "rounds show"}
"""They tell who has finished, which is no secret."""

NOT_READING = """
adjudicate, annotations prune, cases import, cases set, check, code, codebook add, codebook apply, codebook
check, codebook diff, coders add, coders rename, codings add, codings change, codings merge, codings remove,
codings split, components apply, components check, components new, conflicts decide, copy, demo, finish,
import, ingest, init, links add, links remove, memos add, memos change, memos remove, memos show, merge,
redo, review, rounds close, rounds open, run, runs show, suggest, suggestions accept, suggestions reject,
transcripts kind, transcripts language, transcripts remove, transcripts speaker
"""
"""Screens, which have tests of their own; what changes the project; what shows files or one named row."""

_TIMES = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00:00)?")


def commands_of(group, before=""):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands_of(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def test_every_command_that_reads_is_walked_over():
    known = {*READING, *TOLD_ALL_THE_SAME, *" ".join(NOT_READING.split()).split(", ")}

    assert set(commands_of(get_command(app))) - known == set()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which what takes long to make is kept for the next test."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def blind(run: Run, kept: Path, tmp_path: Path, monkeypatch, request) -> Path:
    """A study in which a blind round for ines and tomas covers ana, and tomas has coded."""
    if not (kept / "blind").exists():
        study = request.getfixturevalue("study")
        run("suggest")
        for name in ("ines", "tomas", "anna"):
            run("coders", "add", name)
        run("rounds", "open", "pilot", "--coders", "ines,tomas", "--transcripts", "ana")
        work(run, "tomas", "ana", "trust", note="tomas")
        work(run, "ines", "ben", "trust", note="shared")
        study.rename(kept / "blind")
    return opened_copy(kept / "blind", tmp_path / "blind", monkeypatch)


def opened_copy(folder: Path, copy: Path, monkeypatch) -> Path:
    """A copy of a project; the working directory is in it."""
    shutil.copytree(folder, copy)
    monkeypatch.chdir(copy)
    return copy


def work(run: Run, coder: str, transcript: str, code: str, *, note: str) -> None:
    """Codings with memos and a link, memos on all around them, and a finished transcript."""
    who = ("--as", coder)
    spans = ["0:9", "12:20"]
    uids = [
        run("codings", "add", transcript, span, "--code", code, "--memo", f"{note}memo", *who).stdout.strip()
        for span in spans
    ]
    run("links", "add", uids[0], "leads-to", uids[1], "--memo", f"{note}link", *who)
    for target in (("coding", uids[0]), ("transcript", transcript)):
        run("memos", "add", *target, "--text", f"{note}memo", "--title", f"{note}title", *who)
    run("finish", transcript, *who)


def suggested(run: Run, coder: str) -> list[str]:
    listed = run("suggestions", "list", "-t", "ana", "-f", "csv", "--as", coder).stdout.splitlines()[1:]
    return [line.split(",")[0] for line in listed]


@pytest.fixture
def twins(blind: Path, run: Run, kept: Path, tmp_path: Path, monkeypatch) -> tuple[Path, Path]:
    """The study as it is, and one in which ines has worked meanwhile, in everything that the round covers."""
    if not (kept / "busy").exists():
        ines_works(run)
        blind.rename(kept / "busy")
        shutil.copytree(kept / "blind", blind)
    return blind, opened_copy(kept / "busy", tmp_path / "busy", monkeypatch)


def ines_works(run: Run) -> None:
    first, second, *_ = suggested(run, "ines")
    work(run, "ines", "ana", "spare-parts", note="ines")
    run("memos", "add", "case", "R01", "--text", "inesmemo", "--as", "ines")
    run("memos", "add", "suggestion", first, "--text", "inesmemo", "--as", "ines")
    run("suggestions", "accept", first, "--valence", "misfit", "--as", "ines")
    run("suggestions", "reject", second, "--memo", "ineswhy", "--as", "ines")


def shown(run: Run, folder: Path, words: tuple[str, ...], *, coder: str) -> str:
    """What a command shows somebody of a project: its data, its notes, and what it writes."""
    out = folder.parent / "out"
    uid = suggested(run, "tomas")[0] if "UID" in words else ""
    said = [word.replace("OUT", str(out)).replace("UID", uid) for word in words]
    result = run("-C", folder, *said, "--as", coder, code=None)
    assert result.exit_code != 2, f"{words} is asked wrongly: {result.output}"
    written = ""
    for path in sorted(out.parent.glob("out*")):
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        written += "".join(one.read_text(encoding="utf-8") for one in files if one.is_file())
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    told = result.output.replace(str(folder), "FOLDER") + written.replace(str(folder), "FOLDER")
    return _TIMES.sub("TIME", told)


def walked() -> list[tuple[str, ...]]:
    there = set(commands_of(get_command(app)))
    return [(*name.split(), *words) for name, words in READING.items() if name in there] + ALSO


def test_no_command_lets_a_blind_coder_see_that_another_has_worked(twins, run):
    quiet, busy = twins

    for words in walked():
        seen = shown(run, busy, words, coder="tomas")

        assert not [secret for secret in SECRETS if secret in seen], words
        assert seen == shown(run, quiet, words, coder="tomas"), words


def test_whoever_is_outside_the_round_sees_it_all(twins, run):
    _, busy = twins

    seen = "".join(shown(run, busy, words, coder="anna") for words in (("memos", "list"), ("links", "list")))

    assert [secret for secret in SECRETS if secret not in seen] == []


def test_a_coder_of_the_round_is_told_once_that_others_are_hidden(blind, run):
    told = run("codings", "list", "--as", "tomas").stderr

    assert told.count("Round pilot, blind: in 1 transcript tomas is shown no other coder's work") == 1
    assert "blind" not in run("codings", "list", "--as", "anna").stderr


def test_closing_the_round_shows_everything_again_and_undo_hides_it(twins, run):
    run("rounds", "close", "pilot", "--yes", "--as", "anna")
    assert "inesmemo" in run("codings", "list", "--as", "tomas").stdout

    run("undo", "--as", "anna")
    assert "inesmemo" not in run("codings", "list", "--as", "tomas").stdout


def test_an_open_round_hides_nothing(study, run):
    run("coders", "add", "tomas")
    run("rounds", "open", "pilot", "--coders", "ines,tomas", "--open")
    work(run, "ines", "ana", "trust", note="ines")

    assert "inesmemo" in run("codings", "list", "--as", "tomas").stdout


def test_what_would_use_everybodys_work_is_refused_with_the_way_out(blind, run):
    for words in (("suggest",), ("export", "text", "--out", "text")):
        refused = run(*words, "--as", "tomas", code=1).stderr

        assert "tomas works blind (pilot)" in refused
        assert "fitcode rounds close pilot" in refused


@pytest.mark.parametrize(
    "words",
    [
        ("codings", "change", "UID", "--memo", "x"),
        ("codings", "remove", "UID", "--yes"),
        ("memos", "add", "coding", "UID", "--text", "x"),
        ("links", "add", "UID", "leads-to", "UID"),
    ],
)
def test_a_hidden_coding_cannot_be_named(twins, run, words):
    (line, *_) = run("codings", "list", "--coder", "ines", "-t", "ana", "--as", "anna").stdout.splitlines()[
        1:
    ]
    uid = line.split(",")[0]

    refused = run(*(word.replace("UID", uid) for word in words), "--as", "tomas", code=1).stderr

    assert "No coding named" in refused


def test_a_blind_coder_can_take_back_what_he_did_himself(twins, run):
    run("suggestions", "reject", suggested(run, "tomas")[0], "--as", "tomas")
    before = len(suggested(run, "tomas"))

    assert "Undone: suggestions reject" in run("undo", "--as", "tomas").stderr
    assert len(suggested(run, "tomas")) == before + 1


def test_both_decisions_are_explained_to_whoever_sees_both(twins, run):
    uid = suggested(run, "tomas")[0]
    run("suggestions", "reject", uid, "--as", "tomas")

    assert "also decided by: tomas (rejected)" in run("suggestions", "explain", uid, "--as", "anna").stdout
    seen = run("suggestions", "explain", uid, "--as", "tomas").stdout
    assert "decided by: tomas" in seen
    assert "also decided" not in seen


def test_what_he_brought_in_of_another_is_his_own_deed_and_can_be_taken_back(twins, run):
    line = '{"transcript": "ana", "start": 0, "end": 4, "code": "trust", "coder": "ines"}'
    run("codings", "add", "--stdin", "--as", "tomas", input=line)

    assert "Undone: codings add" in run("undo", "--as", "tomas").stderr
    assert "0,4," not in run("codings", "list", "--as", "anna").stdout


def test_the_project_is_checked_whole_whoever_asks(twins, run):
    run("suggestions", "reject", suggested(run, "tomas")[0], "--as", "tomas")

    assert "No problems found" in run("check", "--as", "tomas").stderr


def test_a_round_is_closed_without_asking_only_when_all_have_finished(blind, run):
    refused = run("rounds", "close", "pilot", code=1)
    assert "ines has not finished 1" in refused.stderr
    assert "tomas" not in refused.stderr.split("Of its transcripts")[1]

    run("finish", "ana", "--as", "ines")
    assert "Closed pilot" in run("rounds", "close", "pilot").stderr
    assert "was closed already" in run("rounds", "close", "pilot", code=1).stderr


def test_rounds_are_listed_with_what_they_were_opened_under(blind, run):
    (line,) = run("rounds", "list", "-f", "jsonl").stdout.splitlines()

    assert '"round": "pilot", "unit": "transcript", "blind": true, "coders": ["ines", "tomas"]' in line
    assert '"finished": ["ines 0", "tomas 1"], "codebook_versions": ["mini 1"]' in line


def test_a_change_of_the_codebook_since_then_is_said(blind, run):
    book = blind / "codebooks" / "mini.yaml"
    book.write_text(book.read_text(encoding="utf-8").replace("Fuel and parts", "Parts"), encoding="utf-8")
    run("codebook", "apply")

    assert "pilot was opened under mini 1; version 2 is in force now." in run("rounds", "list").stderr
    assert "version 2 is in force now" in run("rounds", "show", "pilot").stderr


def test_a_round_shows_its_passages_and_who_has_finished_them(blind, run):
    (line,) = run("rounds", "show", "pilot", "-f", "csv").stdout.splitlines()[1:]

    assert line == "ana,,,,tomas,ines"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--coders", "ines,nobody"), "No coder named 'nobody'"),
        (("--coders", "ines", "--transcripts", "anna"), "No transcript named 'anna'"),
        (("--coders", "ines", "--sample", "9"), "there are 2 to draw from"),
        (("--coders", "ines", "--sample", "none"), "'none' is no sample"),
        (("--coders", "ines", "--sample", "1", "--stratify-by", "colour"), "stratified by 'colour'"),
        (("--coders", "ines", "--stratify-by", "rank"), "--stratify-by says how a sample is drawn"),
        (("--coders", ","), "A round has coders"),
    ],
)
def test_a_round_that_cannot_be_is_refused_and_nothing_is_opened(study, run, words, problem):
    run("coders", "add", "ines")

    assert problem in run("rounds", "open", "pilot", *words, code=None).stderr
    assert run("rounds", "list", "-f", "csv").stdout.count("\n") == 1
