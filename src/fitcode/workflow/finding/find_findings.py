"""Find findings: per dimension what the fit study reports, and what other codebooks are made for.

The project is read once, and everything is counted from one selection of codings.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from fitcode.analysis.measuring.together import Touched
from fitcode.analysis.numbers.numbering import each_once
from fitcode.analysis.selecting.conditions import Condition, parse_condition
from fitcode.analysis.selecting.selection import Selection, select
from fitcode.analysis.selecting.terms import Terms
from fitcode.domain.choices import Dimension, LinkKind, Part
from fitcode.domain.codebook import Codebook
from fitcode.domain.findings import Basis, Findings
from fitcode.errors import UnknownCodebook
from fitcode.store import codebooks as stored_codebooks
from fitcode.store.components import list_components
from fitcode.workflow.counting.read_frame import read_frame
from fitcode.workflow.finding.find_codes import CodeFindings
from fitcode.workflow.finding.find_dimensions import DimensionCounts, find_influences
from fitcode.workflow.finding.find_frameworks import find_inventories, find_matrices, find_others
from fitcode.workflow.finding.finding_ground import Ground, facts_of_codes
from fitcode.workflow.finding.place_links import place_links
from fitcode.workflow.finding.quote_passages import Quoter
from fitcode.workflow.workspace import Workspace


def find_findings(
    workspace: Workspace,
    *,
    coders: Sequence[str] = (),
    where: Sequence[str] = (),
    codebooks: Sequence[str] = (),
    dimensions: Sequence[Dimension] = (),
    quotes: int = 3,
) -> Findings:
    """What was found; with dimensions, of these only.

    Raises SeveralCoders when it is not said whose codings count, UnknownCodebook, and UsageError for a
    condition that nobody can meet.
    """
    with workspace.project.reading():
        ground, notes = _lay_ground(workspace, coders, where=where, codebooks=codebooks, quotes=quotes)
        counts = DimensionCounts(ground, dimensions or Dimension)
        codes = CodeFindings(ground)
        found = Findings(
            basis=_basis(workspace, ground.selection, where),
            dimensions=counts.findings(codes),
            influences=find_influences(ground, dimensions or Dimension),
            component_names=ground.component_names,
            notes=(*notes, *_on_parts(ground.books)),
        )
        if dimensions:
            return found
        whole = replace(found, matrices=find_matrices(ground), inventories=find_inventories(ground, codes))
        return replace(whole, others=find_others(ground, codes, shown=_shown(whole)))


def _shown(found: Findings) -> set[str]:
    """The codes that play their part somewhere; what only a link leads to is shown by other codes."""
    related = [
        code for one in found.dimensions for code in (*one.activities, *one.consequences, *one.remedies)
    ]
    sides = [side for matrix in found.matrices for side in (*matrix.levels, *matrix.relationships)]
    themes = [theme for inventory in found.inventories for theme in inventory.themes]
    return {
        *(code.code for code in related if code.turns is not None),
        *(code for code, _ in sides),
        *(issue.code for theme in themes for issue in theme.issues),
    }


def _lay_ground(
    workspace: Workspace,
    coders: Sequence[str],
    *,
    where: Sequence[str],
    codebooks: Sequence[str],
    quotes: int,
) -> tuple[Ground, tuple[str, ...]]:
    every_book = stored_codebooks.current_codebooks(workspace.project)
    books = _chosen(every_book, codebooks)
    conditions = [parse_condition(text) for text in where]
    frame, notes = read_frame(workspace, coders, conditions=conditions)
    facts = facts_of_codes(frame.codes.name, frame.codes.codebook, every_book)
    if codebooks:
        conditions.append(Condition("codebook", "=", tuple(book.id for book in books)))
    terms = Terms(by=(), where=conditions, component_from=workspace.settings.tally.component_from)
    selection = select(frame, terms)
    links = place_links(workspace, selection, coders=coders or workspace.settings.tally.coder)
    listed = list_components(workspace.project)
    ground = Ground(
        selection=selection,
        in_segments=Touched.of(selection, "segment"),
        in_turns=Touched.of(selection, "turn"),
        books=books,
        codes=facts,
        leads_to=links[LinkKind.leads_to],
        remedied_by=links[LinkKind.remedied_by],
        component_names=dict(
            zip(map(str, listed.column("component")), map(str, listed.column("name")), strict=True)
        ),
        quoter=Quoter(workspace, selection, code_names=[code.name for code in facts]),
        quotes=quotes,
    )
    return ground, (*notes, *selection.notes)


def _chosen(books: Sequence[Codebook], wanted: Sequence[str]) -> list[Codebook]:
    known = {book.id: book for book in books}
    for name in wanted:
        if name not in known:
            raise UnknownCodebook(name, known=known)
    return [book for book in books if not wanted or book.id in wanted]


def _basis(workspace: Workspace, selection: Selection, where: Sequence[str]) -> Basis:
    voices, scope = selection.voices, selection.scope
    cases = voices.case[scope]
    return Basis(
        project=workspace.settings.project.name,
        transcripts=len(each_once(voices.transcript[scope])),
        cases=len(each_once(cases[cases >= 0])),
        words=int(voices.words[scope].sum()),
        codings=len(selection.codings),
        coders=tuple(selection.frame.coders),
        component_from=selection.terms.component_from,
        where=tuple(where),
    )


def _on_parts(books: Iterable[Codebook]) -> list[str]:
    """Codebooks with dimensions that do not say which codes are consequences or remedies."""
    notes = []
    for book in books:
        parts = {code.part for code in book.codes}
        if any(code.dimension for code in book.codes) and not parts & {Part.consequence, Part.remedy}:
            notes.append(
                f"Codebook {book.id} says of no code that it is a consequence or a remedy: only links tell. "
                "Write part: consequence and part: remedy into its file and apply it."
            )
    return notes
