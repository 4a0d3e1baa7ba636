"""Find what other codebooks report: coherence matrices, inventories of issues, and codes that are neither.

What no other section shows is listed as further codes, so that nothing coded is lost from sight.
"""

from collections.abc import Sequence, Set

import numpy as np

from fitcode.analysis.coherence_matrix import coherence_matrix
from fitcode.analysis.numbers.numbering import Integers, as_integers
from fitcode.domain.choices import Part
from fitcode.domain.codebook import Codebook
from fitcode.domain.findings import CoherenceMatrix, Inventory, MatrixCell, OtherCodes, Theme
from fitcode.workflow.finding.find_codes import CodeFindings
from fitcode.workflow.finding.finding_ground import CodeFacts, Ground


def find_matrices(ground: Ground) -> tuple[CoherenceMatrix, ...]:
    """The matrix of each codebook that has levels and relationships."""
    found = (_matrix(ground, book) for book in ground.books)
    return tuple(matrix for matrix in found if matrix is not None)


def find_inventories(ground: Ground, codes: CodeFindings) -> tuple[Inventory, ...]:
    """The issues of each codebook that has any, under their themes."""
    inventories = []
    for book in ground.books:
        issues = _with_part(ground, book, Part.issue)
        tops = [code for code in issues if code.top == code.id]
        themes = [
            Theme(
                code=top.display,
                name=top.name,
                issues=tuple(codes.of(code, quotes=ground.quotes) for code in issues if code.top == top.id),
            )
            for top in tops
        ]
        if themes:
            inventories.append(Inventory(codebook=book.id, name=book.name, themes=tuple(themes)))
    return tuple(inventories)


def find_others(ground: Ground, codes: CodeFindings, *, shown: Set[str]) -> tuple[OtherCodes, ...]:
    """The codes that something was coded with and no other section shows."""
    others = []
    for book in ground.books:
        own = [code for code in ground.codes if code.codebook == book.id]
        rest = codes.ordered(code for code in own if code.dimension is None and code.display not in shown)
        if rest:
            others.append(
                OtherCodes(
                    codebook=book.id,
                    name=book.name,
                    is_whole=not any(code.dimension or code.display in shown for code in own),
                    codes=tuple(codes.of(code, quotes=ground.one) for code in rest),
                )
            )
    return tuple(others)


def _with_part(ground: Ground, book: Codebook, part: Part) -> list[CodeFacts]:
    return [code for code in ground.codes if code.codebook == book.id and code.part is part]


def _matrix(ground: Ground, book: Codebook) -> CoherenceMatrix | None:
    sides = [_side(_with_part(ground, book, part)) for part in (Part.level, Part.relationship)]
    (levels, level_of), (relationships, relationship_of) = sides
    if not levels or not relationships:
        return None
    selection = ground.selection
    code = as_integers(selection.frame.codings.code)
    down, across = (
        _places(places, code, n_codes=len(ground.codes)) for places in (level_of, relationship_of)
    )
    counted = coherence_matrix(
        ground.in_segments,
        levels=down,
        n_levels=len(levels),
        relationships=across,
        n_relationships=len(relationships),
    )
    cells = []
    for column, relationship in enumerate(relationships):
        met = selection.counting & (down >= 0) & ground.in_segments.meeting(counted.carrying[column])
        quotations = ground.quoter.quote_each(down, met, most=ground.one)
        cells += [
            MatrixCell(
                level=level.display,
                relationship=relationship.display,
                segments=int(counted.segments[row, column]),
                quotations=quotations.get(row, ()),
            )
            for row, level in enumerate(levels)
        ]
    return CoherenceMatrix(
        codebook=book.id,
        name=book.name,
        levels=tuple((code.display, code.name) for code in levels),
        relationships=tuple((code.display, code.name) for code in relationships),
        cells=tuple(
            cells[column * len(levels) + row] for row, column in np.ndindex(len(levels), len(relationships))
        ),
        only_level=counted.only_level,
        only_relationship=counted.only_relationship,
        several=counted.several,
    )


def _side(codes: Sequence[CodeFacts]) -> tuple[list[CodeFacts], dict[int, int]]:
    """Rows or columns: the codes directly below the topmost one; and the place of each code among them."""
    tops = [code for code in codes if code.top == code.id]
    shown = [code for code in codes if any(code.parent == top.id for top in tops)] or tops
    place = {code.id: number for number, code in enumerate(shown)}
    of_codes: dict[int, int] = {}
    for code in codes:  # parents before children: what lies deeper counts for its row
        if code.id not in place and code.parent in place:
            place[code.id] = place[code.parent]
        if code.id in place:
            of_codes[code.place] = place[code.id]
    return shown, of_codes


def _places(places: dict[int, int], code: Integers, *, n_codes: int) -> Integers:
    """The place of each coding among the rows or columns, -1 for none."""
    of_codes = np.full(n_codes, -1, dtype=np.int64)
    of_codes[list(places)] = list(places.values())
    return of_codes[code]
