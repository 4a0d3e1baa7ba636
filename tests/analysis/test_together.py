"""What shares a segment, and the coherence matrix, against plain lines over the stored codings."""

import random
from collections import Counter
from itertools import product
from typing import NamedTuple

import pytest

from fitcode.domain.findings import CoherenceMatrix
from fitcode.formats.codebook_yaml import parse_codebook
from fitcode.formats.shipped import shipped_codebook
from fitcode.store.coding_reads import list_codings
from fitcode.store.spans import current_text, segments_of
from fitcode.workflow.finding.find_findings import find_findings
from fitcode.workflow.workspace import Workspace
from tests.support.projects import add_codings, add_transcript, coding
from tests.workflow.test_find_findings import made

LEVELS = ["unity", "integration", "cooperation", "coordination", "coexistence", "competition"]
RELATIONSHIPS = ["intra-agency", "whole-of-government", "inter-agency", "international-local"]


@pytest.fixture
def drawn(tmp_path) -> Workspace:
    """Thirty sentences of two people, coded at random over one to three of them."""
    path = shipped_codebook("coherence-matrix")
    assert path is not None
    workspace = made(tmp_path, parse_codebook(path.read_text(encoding="utf-8"), file="matrix"))
    draw = random.Random(7)
    for name in ("ana", "ben"):
        sentences = [f"Sentence {number} of {name}." for number in range(15)]
        turns = [f"{'QA'[place % 2]}: {' '.join(sentences[place * 3 : place * 3 + 3])}" for place in range(5)]
        add_transcript(workspace.project, "\n".join(turns) + "\n", name=name)
        drawn_codings = set()
        for _ in range(40):
            place = draw.randrange(5) * 3
            first = draw.randrange(3)
            quote = " ".join(sentences[place + first : place + draw.randint(first, 2) + 1])
            drawn_codings.add(
                coding(workspace.project, name, quote, draw.choice([*LEVELS, *RELATIONSHIPS, "level"]))
            )
        add_codings(workspace.project, *sorted(drawn_codings, key=str))
    return workspace


class Coded(NamedTuple):
    """What the list of codings says of one."""

    code: str
    transcript: str
    start: int
    end: int


def coded(workspace: Workspace) -> list[Coded]:
    table = list_codings(workspace.project).narrowed(Coded._fields)
    return [Coded(*row) for row in table.rows]  # type: ignore[arg-type]


def recounted(workspace: Workspace) -> tuple[Counter[tuple[str, str]], int, int, int]:
    """The cells; segments with a level only, with a relationship only, and in several cells."""
    cells: Counter[tuple[str, str]] = Counter()
    only_level = only_relationship = several = 0
    for name in ("ana", "ben"):
        version = current_text(workspace.project, name)
        for segment in segments_of(workspace.project, version.version_id):
            if segment.turn % 2 == 0:
                continue  # the interviewer's
            codes = {
                one.code
                for one in coded(workspace)
                if one.transcript == name and one.start < segment.end and one.end > segment.start
            }
            found = list(product(codes & set(LEVELS), codes & set(RELATIONSHIPS)))
            cells.update(found)
            only_level += bool(codes & set(LEVELS)) and not found
            only_relationship += bool(codes & set(RELATIONSHIPS)) and not found
            several += len(found) > 1
    return cells, only_level, only_relationship, several


def matrix_of(workspace: Workspace) -> CoherenceMatrix:
    (matrix,) = find_findings(workspace).matrices
    return matrix


def test_a_cell_counts_the_segments_that_carry_one_of_each(drawn):
    matrix = matrix_of(drawn)
    cells, *beside = recounted(drawn)

    assert {(cell.level, cell.relationship): cell.segments for cell in matrix.cells if cell.segments} == cells
    assert len(cells) > 10, "the drawn codings fill the matrix"
    assert [matrix.only_level, matrix.only_relationship, matrix.several] == beside


def test_every_row_and_column_is_there_from_unity_to_competition(drawn):
    matrix = matrix_of(drawn)

    assert [code for code, _ in matrix.levels] == LEVELS
    assert [code for code, _ in matrix.relationships] == RELATIONSHIPS
    assert [(cell.level, cell.relationship) for cell in matrix.cells] == list(product(LEVELS, RELATIONSHIPS))


def test_a_cell_is_quoted_by_a_level_that_stands_with_its_relationship(drawn):
    for cell in matrix_of(drawn).cells:
        assert bool(cell.quotations) == bool(cell.segments)
        for quotation in cell.quotations:
            beside = [
                one.code
                for one in coded(drawn)
                if one.transcript == quotation.transcript
                and one.start < quotation.end
                and one.end > quotation.start
            ]
            assert quotation.code == cell.level
            assert cell.relationship in beside


def test_a_project_with_the_codebook_and_no_codings_has_a_matrix_of_zeros(tmp_path):
    path = shipped_codebook("coherence-matrix")
    assert path is not None
    book = parse_codebook(path.read_text(encoding="utf-8"), file="matrix")

    matrix = matrix_of(made(tmp_path, book, ana="A: Nothing.\n"))

    assert [cell.segments for cell in matrix.cells] == [0] * 24
