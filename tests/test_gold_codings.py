"""A published study goes through the commands: its interviews, its codebook, its authors' 259 codings.

Seven interviews about PDPilot with the codings that the study's authors made; every quote comes back as
the text that stands at the published position.
"""

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.gold_projects import INTERVIEWS, code_system, codebook_of, published_codings, slug

pytestmark = pytest.mark.real_data


@pytest.fixture
def gold(shared_data: Path) -> Path:
    return shared_data / "gold" / "pdpilot"


@pytest.fixture
def names(gold) -> dict[str, tuple[str, str]]:
    """Names and memos of the study's codes by slug, from the printed list of them."""
    return code_system(gold / "code-system.txt")


@pytest.fixture
def published(gold, names) -> list[dict[str, str]]:
    """The codings that have a position in the text."""
    with (gold / "codings.csv").open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == 262
    rows = published_codings(gold / "codings.csv", names)
    assert len({row["code_path"] for row in rows}) == 76
    return rows


@pytest.fixture
def coded(gold, published, names, run, tmp_path):
    """A project with the interviews, the codebook and the codings; gives the command in it."""
    codebook = tmp_path / "pdpilot.yaml"
    written = codebook_of(published, names)
    assert written.count("- id: ") == 90
    codebook.write_text(written, encoding="utf-8")
    folder = tmp_path / "study"
    run("init", folder, "--codebook", codebook)

    def run_here(*words, **how):
        return run("-C", folder, *words, **how)

    run_here("ingest", *(gold / f"{name}.txt" for name in INTERVIEWS))
    lines = [
        json.dumps(
            {
                "transcript": row["document"],
                "start": int(row["start"]),
                "end": int(row["end"]),
                "code": slug(row["code_path"].split(" > ")[-1]),
                "coder": "authors",
            }
        )
        for row in published
    ]
    run_here("codings", "add", "--stdin", input="\n".join(lines) + "\n")
    return run_here


def test_each_coding_gives_back_the_text_at_its_position(coded, gold, published):
    listed = json.loads(coded("codings", "list", "--format", "json").stdout)

    assert len(listed) == len(published) == 259
    texts = {name: (gold / f"{name}.txt").read_text(encoding="utf-8") for name in INTERVIEWS}
    told = Counter((row["transcript"], row["start"], row["end"], row["code_path"]) for row in listed)
    meant = Counter(
        (row["document"], int(row["start"]), int(row["end"]), row["code_path"].replace(" > ", " / "))
        for row in published
    )
    assert told == meant
    for row in listed:
        assert row["quote"] == texts[row["transcript"]][row["start"] : row["end"]]
        assert row["coder"] == "authors"
    # As printed, all but one differ in nothing but spaces and the numbers of pages and lines.
    printed = {(row["document"], int(row["start"]), int(row["end"])): row["segment"] for row in published}
    same = [
        letters(row["quote"]) == letters(printed[row["transcript"], row["start"], row["end"]])
        for row in listed
    ]
    assert sum(same) == 258


def test_codes_are_counted_over_the_interviews(coded, published):
    table = json.loads(coded("tally", "--by", "code", "--format", "json").stdout)

    assert sum(row["codings"] for row in table) == respondents_codings(coded) == 239
    everything = json.loads(
        coded("tally", "--by", "code", "--include-interviewer", "--format", "json").stdout
    )
    assert {row["code"]: row["codings"] for row in everything} == Counter(
        slug(row["code_path"].split(" > ")[-1]) for row in published
    )


def test_the_project_keeps_every_promise_and_a_second_ingest_stores_nothing(coded, gold):
    coded("check")
    again = coded("ingest", *(gold / f"{name}.txt" for name in INTERVIEWS))

    assert "7 known" in again.stderr
    assert "stored" not in again.stderr
    assert len(rows_of(coded("transcripts", "list"))) == 7


def test_a_wrong_line_refuses_the_whole_batch_and_every_fault_is_listed(coded):
    lines = [
        {"transcript": "P1", "start": 0, "end": 9, "code": "interaction"},
        {"transcript": "P9", "start": 0, "end": 9, "code": "interaction"},
        {"transcript": "P1", "start": 0, "end": 10_000_000, "code": "interaction"},
        {"transcript": "P1", "start": 0, "end": 9, "code": "interactoin"},
    ]
    result = coded("codings", "add", "--stdin", input="\n".join(map(json.dumps, lines)), code=1)

    assert [number for number in (1, 2, 3, 4) if f":{number}:" in result.stderr] == [2, 3, 4]
    assert "'interaction'" in result.stderr
    assert len(json.loads(coded("codings", "list", "--format", "json").stdout)) == 259


def test_the_same_interviews_as_pdf_give_the_same_turns(gold, shared_data):
    """Word for word: the text files alone carry the line numbers of the printed pages, as lines of digits."""
    from fitcode.formats.registry import read_transcript
    from fitcode.text.compose import compose_transcript

    for name in INTERVIEWS:
        text = compose_transcript(read_transcript(gold / f"{name}.txt"))
        pdf = compose_transcript(
            read_transcript(shared_data / "transcripts/pdpilot-pdf/transcripts" / f"{name}.pdf")
        )
        assert text.speakers == pdf.speakers, name
        assert turns_of(text) == turns_of(pdf), name


def turns_of(draft) -> list[tuple[int, str]]:
    return [(turn.speaker, without_numbers(draft.text[turn.start : turn.end])) for turn in draft.turns]


def without_numbers(text: str) -> str:
    """The words, without lines that are nothing but a number."""
    return " ".join(re.sub(r"(?m)^\d+$", "", text).split())


def respondents_codings(coded) -> int:
    """Codings of whose characters inside turns a respondent said more than half."""
    listed = json.loads(coded("codings", "list", "--format", "json").stdout)
    count = 0
    for name in INTERVIEWS:
        turns = json.loads(coded("transcripts", "show", name, "--format", "json").stdout)
        for row in (row for row in listed if row["transcript"] == name):
            said = {"interviewer": 0, "respondent": 0}
            for turn in turns:
                shared = min(row["end"], turn["end"]) - max(row["start"], turn["start"])
                said[turn["kind"]] += max(0, shared)
            count += said["respondent"] > said["interviewer"]
    return count


def letters(text: str) -> str:
    return re.sub(r"[^A-Za-z]", "", text)


def rows_of(result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(result.stdout)))
