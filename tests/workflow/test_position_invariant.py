"""For every stored coding and suggestion ``text[start:end]`` is its quote, whatever characters a text has.

Files of arbitrary Unicode go the whole way: ingest, codings by hand, suggestions, accepting, export.
"""

import csv
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from fitcode.domain.coding import CodingChange, NewCoding
from fitcode.errors import FitcodeError
from fitcode.formats.codings_jsonl import read_codings
from fitcode.formats.table_csv import restore_text
from fitcode.store import coding_reads, suggestions, transcripts
from fitcode.store.checks import check_project
from fitcode.text.normalize import normalize_text
from fitcode.workflow.coding.add_codings import add_codings
from fitcode.workflow.ingesting.ingest_files import ingest_files
from fitcode.workflow.sharing.export_project import export_project
from fitcode.workflow.sharing.gather_tables import Wanted
from fitcode.workflow.starting.create_project import create_project
from fitcode.workflow.suggesting.decide_suggestions import accept_suggestions
from fitcode.workflow.suggesting.suggest_codes import suggest_codes
from fitcode.workflow.workspace import Workspace, open_workspace
from tests.support.studies import suggest_with

CODEBOOK = """\
id: mini
codes:
  - {id: trust, dimension: cultural, patterns: [trust, confiance]}
  - {id: parts, dimension: operational, patterns: [spare part, {near: [[fuel], [none, no]], within: 6}]}
"""

# What has broken other programs: marks that combine, pairs outside the first plane, ends of lines of every
# kind, invisible signs, spreadsheet formulas, and words that the patterns look for.
FRAGMENTS = (
    *("e\u0301", "n\u0303o", "\u1e69\u0307", "क्षि", "한국어", "가", "مقابِلة", "שָׁלוֹם"),
    *("🙂", "👩‍👩‍👧‍👦", "🇲🇱", "🏴\U000e0067\U000e0062\U000e007f", "\U0001d518", "\U0010fffd", "✊🏿"),
    *("\r\n", "\r", "\n\n", "\x85", "\u2028", "\u2029", "\x0b", "\x0c", "\t"),
    *("\ufeff", "\u200b", "\u200d", "\u202e", "\xa0", "\xad", "\x00", "\x1b[31m", "\x1b"),
    *("=1+1", "+33", "-5", "@x", "'=x", "''", "|", '"', "\\", "<b>", "{", "--", "..."),
    *("We have no spare parts.", "Nobody can trust them.", "No fuel came!", "trust", "Q: ", "A: "),
)

said = st.lists(
    st.one_of(st.sampled_from(FRAGMENTS), st.text(st.characters(codec="utf-8"), max_size=12), st.just(" ")),
    min_size=1,
    max_size=12,
).map("".join)

spans = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=6)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A project without transcripts; each example works in a copy of it."""
    folder = tmp_path_factory.mktemp("invariant")
    (folder / "mini.yaml").write_text(CODEBOOK)
    create_project(
        folder / "study",
        codebook_names=[str(folder / "mini.yaml")],
        component_names=["minusma"],
        coder="ines",
    )
    suggest_with(folder / "study", "rules")
    return folder / "study"


@contextmanager
def fresh(template: Path) -> Iterator[Workspace]:
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copytree(template, Path(folder) / "study")
        with open_workspace(copy, coder="ines") as workspace:
            yield workspace


bounded = settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@bounded
@given(
    turns=st.lists(said, min_size=1, max_size=5),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "json"]),
    places=spans,
    data=st.data(),
)
def test_every_quote_is_the_text_at_its_position(template, turns, line_end, encoding, places, data):
    with fresh(template) as workspace:
        name = ingested(workspace, turns, line_end=line_end, encoding=encoding)
        text = transcripts.read_text(workspace.project, name)
        stated = coded(workspace, name, text, places)
        suggest_codes(workspace)
        proposed = list(suggestions.list_suggestions(workspace.project).records())
        for row in proposed:
            assert row["quote"] == quoted(text, row)

        accepted = accept_suggestions(workspace, [str(row["uid"]) for row in proposed[::2]])
        for row in proposed[1::2]:
            # An amended suggestion may lie anywhere; the person's span counts.
            start = data.draw(st.integers(0, len(text) - 1))
            change = CodingChange(start=start, end=data.draw(st.integers(start + 1, len(text))))
            accepted += accept_suggestions(workspace, [str(row["uid"])], changes=change)

        held = {str(row["uid"]): row for row in coding_reads.list_codings(workspace.project).records()}
        assert {*stated, *accepted} == set(held)
        for uid, row in held.items():
            assert row["quote"] == quoted(text, row) != ""
            assert stated.get(uid, (row["start"], row["end"])) == (row["start"], row["end"])
        assert exported_quotes(workspace) == {uid: row["quote"] for uid, row in held.items()}
        assert check_project(workspace.project) == []


def ingested(workspace, turns, *, line_end="\n", encoding="utf-8") -> str:
    """Store the talk as a file; its name in the project."""
    speakers = ("Interviewer", "Respondent")
    path = workspace.project.folder / f"talk.{'json' if encoding == 'json' else 'txt'}"
    if encoding == "json":
        records = [{"speaker": speakers[n % 2], "text": said} for n, said in enumerate(turns)]
        path.write_text(json.dumps({"turns": records}), encoding="utf-8")
    else:
        lines = [f"{speakers[n % 2]}: {said}" for n, said in enumerate(turns)]
        content = line_end.join(["A talk, made up", "", *lines])
        path.write_bytes(content.encode(encoding))
    (outcome,) = ingest_files(workspace, [path])
    if outcome.status == "failed":
        assert any(words in outcome.reason for words in ("control characters", "no text", "no turn in which"))
    assume(outcome.status == "stored")
    assert outcome.transcript is not None
    if encoding != "json":
        assert transcripts.read_text(workspace.project, outcome.transcript) == normalize_text(content)
    return outcome.transcript


def quoted(text: str, row: dict[str, Any]) -> str:
    return text[row["start"] : row["end"]]


def coded(workspace, name, text, places) -> dict[str, tuple[int, int]]:
    """Code the places, given as shares of the text, the way `codings add --stdin` does; uid to span."""
    wanted = set()
    for one, other in places:
        start = min(int(min(one, other) * len(text)), len(text) - 1)
        wanted.add((start, max(start + 1, int(max(one, other) * len(text)))))
    ordered = sorted(wanted)
    lines = [
        json.dumps({"transcript": name, "start": start, "end": end, "code": "trust"})
        for start, end in ordered
    ]
    made = [coding for _line, coding in read_codings(lines, file="stdin")[0]]
    return dict(zip(add_codings(workspace, made), ordered, strict=True))


def exported_quotes(workspace) -> dict[str, str]:
    """The quotes of the csv export, read the way a spreadsheet or pandas reads them."""
    wanted = Wanted(with_names=True)  # or labels between turns are replaced
    export = export_project(workspace, "csv", out=workspace.project.folder / "exports", wanted=wanted)
    with (export.folder / "codings.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert not [row for row in rows if row["quote"][:1] in ("=", "+", "-", "@", "\t")]
    return {row["uid"]: restore_text(row["quote"]) for row in rows}


@bounded
@given(said=said, wrong=said)
def test_a_coding_whose_quote_is_not_the_text_is_refused_with_all_beside_it(template, said, wrong):
    with fresh(template) as workspace:
        name = ingested(workspace, [said, said])
        assume(transcripts.read_text(workspace.project, name)[:9] != wrong)

        with pytest.raises(FitcodeError):
            add_codings(
                workspace,
                [
                    NewCoding(transcript=name, start=0, end=4, code="trust"),
                    NewCoding(transcript=name, start=0, end=9, code="trust", quote=wrong),
                ],
            )

        assert coding_reads.list_codings(workspace.project).rows == []


@bounded
@given(said=said, beyond=st.integers(1, 10**6))
def test_a_position_past_the_end_is_refused(template, said, beyond):
    with fresh(template) as workspace:
        name = ingested(workspace, [said])
        length = len(transcripts.read_text(workspace.project, name))
        add_codings(workspace, [NewCoding(transcript=name, start=0, end=length, code="parts")])

        with pytest.raises(FitcodeError):
            add_codings(workspace, [NewCoding(transcript=name, start=0, end=length + beyond, code="trust")])
