"""Projects merged in which names, numbers or places clash: what is refused or kept, and the way back."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from fitcode.domain.choices import LinkKind, TranscriptKind
from fitcode.domain.coding import CodingChange
from fitcode.domain.identity import new_uid
from fitcode.errors import ProjectDamaged
from fitcode.store import codebooks, coders, codings, conflicts, links, transcripts
from fitcode.store.checks import check_project
from fitcode.store.merging import CodersClash
from fitcode.store.project import Project
from fitcode.workflow.coding.undo_acts import redo_acts, undo_acts
from fitcode.workflow.merging.merge_project import merge_project
from fitcode.workflow.workspace import open_workspace
from tests.support.merging import copies, merge, state_of, study
from tests.support.projects import add_draft, code, codebook_of, draft_of


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    return study(tmp_path_factory.mktemp("base") / "study")


@pytest.fixture
def three(base, tmp_path):
    """Three copies of one project, made by hand."""
    with ExitStack() as stack:
        places = [tmp_path / name for name in "abc"]
        yield tuple(stack.enter_context(one) for one in copies(base, *places))


def rename(project: Project, *names: tuple[str, str]) -> None:
    with project.writing("coders rename", coder="ines", act=new_uid()):
        for old, new in names:
            coders.rename_coder(project, old, new)


def undo_and_redo(project: Project) -> None:
    """Take the latest merge back and bring it again; nothing is lost on the way."""
    after = state_of(project)
    with open_workspace(project.folder, coder="ines") as workspace:
        undo_acts(workspace)
        assert check_project(workspace.project) == []
        redo_acts(workspace.gesture())
        assert state_of(workspace.project) == after


def test_three_versions_that_went_on_from_one_can_be_undone(three):
    one, two, last = three
    for project, extra in zip((last, one, two), ("water", "food", "roads"), strict=True):
        with project.writing("codebook apply", coder="ines"):
            codebooks.apply_codebook(
                project, codebook_of("layoff", "redundancy", "fuel", extra), file_text="x"
            )
    merge(one, two)

    merge(one, last)

    assert codebooks.codebook_versions(one) == {"fit": 4}
    undo_and_redo(one)


def test_codings_that_took_each_others_place_can_be_undone(three):
    one, two, _ = three
    first, second = (code(one, "ana", quote, "layoff", coder="tomas") for quote in ("fuel", "no more"))
    with one.writing("links add", coder="tomas"):
        links.add_link(one, first, second, kind=LinkKind.leads_to, coder="tomas")
    merge(two, one)
    spans = dict(two.connection.execute("""SELECT uid, start || ':' || "end" FROM codings""").fetchall())
    for uid, span in ((first, "0:1"), (second, spans[first]), (first, spans[second])):
        start, end = map(int, span.split(":"))
        with two.writing("codings change", coder="tomas"):
            codings.change_coding(two, uid, CodingChange(start=start, end=end))

    merge(one, two)

    assert state_of(one)["codings"] == state_of(two)["codings"]
    undo_and_redo(one)


def test_coders_who_took_each_others_name_keep_their_work(three):
    one, two, _ = three
    code(one, "ana", "fuel", "fuel", coder="tomas")
    merge(two, one)
    rename(two, ("ines", "x"), ("tomas", "ines"), ("x", "tomas"))

    merge(one, two)

    assert state_of(one)["codings"] == state_of(two)["codings"]
    undo_and_redo(one)


def test_two_coders_who_were_given_one_name_are_refused(three):
    one, two, _ = three
    rename(one, ("ines", "zoe"))
    rename(two, ("tomas", "zoe"))
    before = state_of(one)

    with pytest.raises(CodersClash, match="Two coders would be named 'zoe'") as refused:
        merge(one, two)

    assert "fitcode coders rename zoe NEW" in refused.value.remedy
    assert state_of(one) == before
    rename(one, ("zoe", "zara"))
    merge(one, two)
    assert {"zara", "zoe"} <= set(coders.list_coders(one).column("coder"))


def test_a_removal_of_a_transcript_never_goes_before_a_change_of_it(three):
    one, two, last = three
    with last.writing("transcripts kind", coder="tomas"):
        transcripts.set_transcript_kind(last, "ana", TranscriptKind.field_note)
    with two.writing("transcripts remove", coder="ines"):
        transcripts.remove_transcript(two, "ana")
    code(one, "ana", "No fuel", "layoff")
    merge(one, two)
    merge(one, last)

    assert transcripts.list_transcripts(one).column("kind") == ["field-note"]
    assert not merge(one, two).counts
    assert not merge(one, last).counts

    (uid,) = set(conflicts.list_conflicts(one).column("conflict"))
    with one.writing("conflicts decide", coder="ines"):
        conflicts.decide_conflict(one, str(uid), 2)
    assert transcripts.transcript_names(one) == []
    assert check_project(one) == []


def test_a_conflict_follows_its_transcript_to_the_uid_that_stands_for_it(three):
    one, two, last = three
    for project, texts in ((one, "b"), (two, "ab"), (last, "b")):
        for text in texts:
            with project.writing("ingest", coder="ines"):
                add_draft(
                    project, draft_of(f"Q: So?\nBEN: {text}."), name="ben" if text == texts[0] else "ben-2"
                )
    merge(last, two)

    merge(last, one)

    rows = last.connection.execute("SELECT \"row\" FROM conflicts WHERE noun = 'transcripts'").fetchall()
    uids = last.connection.execute("SELECT uid FROM transcripts").fetchall()
    assert rows
    assert set(rows) <= set(uids)


def test_a_project_whose_schema_is_no_text_is_named_as_the_damaged_one(three):
    one, two, _ = three
    with two.connection as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_schema SET name = CAST(X'97' AS TEXT), sql = 'x' WHERE name = 'codings'"
        )

    with (
        open_workspace(one.folder, coder="ines") as workspace,
        pytest.raises(ProjectDamaged, match="its schema cannot be read") as refused,
    ):
        merge_project(workspace, two.folder)
    assert f"-C {two.folder} check" in refused.value.remedy
