"""Contents: the hash of a part is that of what a reader would read, whatever was done in between."""

import pytest

from fitcode.domain.coding import CodingChange
from fitcode.domain.recipe import Part
from fitcode.store import codings
from fitcode.store.contents import content_of, ingested_files
from tests.support.projects import add_transcript, code, new_project

PARTS: tuple[Part, ...] = (
    "counted",
    "codings",
    "transcripts",
    "cases",
    "codebooks",
    "suggestions",
    "memos",
    "history",
)


@pytest.fixture
def project(tmp_path):
    with new_project(tmp_path) as project:
        add_transcript(project, "ANA: [layoff]They let me go.[/] Six of us.")
        yield project


def hashes(project):
    return {part: content_of(project, part) for part in PARTS}


def changed(project, before):
    return {part for part, value in hashes(project).items() if value != before[part]}


def test_a_coding_changes_what_is_read_of_codings_and_nothing_else(project):
    before = hashes(project)

    code(project, "ana", "Six", "fuel")

    assert changed(project, before) == {"counted", "codings", "history"}


def test_a_memo_on_a_coding_is_not_counted(project):
    uid = code(project, "ana", "Six", "fuel")
    before = hashes(project)

    with project.writing("test", coder="ines"):
        codings.change_coding(project, uid, CodingChange(memo="Hm."))

    assert changed(project, before) == {"codings", "history"}


def test_every_part_is_read(project):
    assert len(set(hashes(project).values())) == len(PARTS)


def test_files_are_known_by_their_hash(project):
    (known,) = project.connection.execute("SELECT file_sha256 FROM transcript_versions").fetchone()

    assert ingested_files(project, ["nowhere", known]) == [known]
