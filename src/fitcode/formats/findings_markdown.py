"""Findings as Markdown: a section a dimension, in the order of a findings section of a paper.

Every number stands with what it is a number of, every quotation with role and component and never a name. The
page is for people to write on: it says what was counted, not what it means.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

from fitcode.domain.amounts import counted
from fitcode.domain.findings import (
    CodeFinding,
    CoherenceMatrix,
    ComponentFinding,
    DimensionFindings,
    DyadFinding,
    Findings,
    Influence,
    Inventory,
    OtherCodes,
    Quotation,
    RelatedCode,
    Statements,
)
from fitcode.formats import finding_words as tell
from fitcode.formats.markdown_words import table, words

_MOST_ROWS = 12
"""Components and dyads that a table shows; what is left out is told."""

_FIGURES = ("codings", "cases", "fit", "misfit", "mixed", "net fit")

Lines = list[str]
Names = Mapping[str, str]


def write_findings_markdown(findings: Findings, stream: TextIO) -> None:
    """Write the page."""
    blocks = [
        [f"# Findings: {words(findings.basis.project)}"],
        [tell.basis(findings.basis)],
        *_overview(findings),
        *(block for one in findings.dimensions for block in _dimension(one, findings.component_names)),
        *_influences(findings.influences),
        *(block for matrix in findings.matrices for block in _matrix(matrix)),
        *(block for one in findings.inventories for block in _inventory(one, findings.component_names)),
        *(block for one in findings.others for block in _others(one, findings.component_names)),
        *_nothing(findings),
    ]
    stream.write("\n\n".join("\n".join(block) for block in blocks if block) + "\n")


def _overview(findings: Findings) -> list[Lines]:
    if not findings.dimensions:
        return []
    how = (
        "Net fit is (fit − misfit) / (fit + misfit + mixed), from −1 to +1, with a 95 % interval in brackets "
        "where there is one. It describes statements, not respondents. An interval of no width says that all "
        "statements point one way, not that the number is certain. The strongest quotations stand first; "
        "no interview is quoted twice before another is."
    )
    rows = [(words(one.name), *_figures(one.statements)) for one in findings.dimensions]
    return [[how], table(("dimension", *_FIGURES), rows)]


def _dimension(found: DimensionFindings, names: Names) -> list[Lines]:
    blocks = [
        [f"## {words(found.name)}"],
        [tell.lead(found.statements)],
        _quotes(found.quotations),
        ["### Actors and activities"],
        *_components(found.components, names),
        *_related(found.activities, names, "Activities told of in the same turn:"),
        ["### Manifestations"],
        *_codes(found.manifestations, names, first="manifestation"),
        _unused(found.without_codings),
        *_dyads(found.dyads, names),
    ]
    for title, related, kind, joined in (
        ("Consequences", found.consequences, "leads-to", "leads to"),
        ("Remedies", found.remedies, "remedied-by", "is remedied by"),
    ):
        how = f"Told in the same turn as a statement of this dimension, or linked from one ({kind}):"
        none = f"No {title.lower()} were coded with this dimension."
        blocks += [[f"### {title}"], *(_related(related, names, how, joined=joined) or [[none]])]
    against = found.counter_evidence
    return [
        *blocks,
        ["### Counter-evidence"],
        [tell.counter(against, names, statements=found.statements)],
        _turned(found),
        _quotes(against.quotations),
    ]


def _components(found: Sequence[ComponentFinding], names: Names) -> list[Lines]:
    rows = [(tell.component_name(one.component, names), *_figures(one.statements)) for one in found]
    return [
        table(("component", *_FIGURES), rows[:_MOST_ROWS]),
        _rest([one.statements for one in found], "component"),
    ]


def _dyads(found: Sequence[DyadFinding], names: Names) -> list[Lines]:
    if not found:
        return []
    rows = [
        (
            tell.component_name(one.about, names),
            tell.component_name(one.counterpart, names),
            *_figures(one.statements),
        )
        for one in found
    ]
    return [
        ["### Between whom"],
        table(("about", "towards", *_FIGURES), rows[:_MOST_ROWS], texts=2),
        _rest([one.statements for one in found], "pair"),
    ]


def _rest(statements: Sequence[Statements], noun: str) -> Lines:
    rest = statements[_MOST_ROWS:]
    codings = sum(one.codings for one in rest)
    more = f"{counted(len(rest), 'more ' + noun)} with {counted(codings, 'coding')}"
    return [f"And {more} together."] if rest else []


def _codes(found: Sequence[CodeFinding], names: Names, *, first: str) -> list[Lines]:
    """A table of codes without the columns that would be empty, and the quotations of each."""
    chiefly = [_chiefly(one.components, names) for one in found]
    mostly = [_mostly(one.dyads, names) for one in found]
    columns, texts = [first], [[words(one.name) for one in found]]
    for column, cells in (("most often of", chiefly), ("most often between", mostly)):
        if any(cells):
            columns.append(column)
            texts.append(cells)
    is_stated = any(one.statements.net_fit is not None for one in found)
    shown = _FIGURES if is_stated else _FIGURES[:2]
    rows = [
        (*row, *_figures(one.statements)[: len(shown)])
        for row, one in zip(zip(*texts, strict=True), found, strict=True)
    ]
    quoted = [
        f"- {words(one.name)}: {tell.quotation(quotation)}" for one in found for quotation in one.quotations
    ]
    return [table((*columns, *shown), rows, texts=len(columns)), quoted]


def _chiefly(found: Sequence[ComponentFinding], names: Names) -> str:
    known = [(one.component, one.statements.codings) for one in found if one.component is not None]
    return tell.named(known[:2], names)


def _mostly(found: Sequence[DyadFinding], names: Names) -> str:
    one = next(iter(found), None)
    if one is None or one.statements.codings == 1:
        return ""
    sides = [tell.component_name(side, names) for side in (one.about, one.counterpart)]
    return f"{' → '.join(sides)} ({one.statements.codings:,})"


def _unused(names: Sequence[str]) -> Lines:
    return [f"Nothing was coded as {tell.listed([words(name) for name in names])}."] if names else []


def _turned(found: DimensionFindings) -> Lines:
    """Manifestations that point the other way than their dimension."""
    against = [
        f"{words(one.name)} ({one.statements.fit:,} fit, {one.statements.misfit:,} misfit)"
        for one in found.manifestations
        if one.statements.direction is not None
        and one.statements.direction == found.counter_evidence.direction
    ]
    return [f"Against the main direction as a whole stand {tell.listed(against)}."] if against else []


def _related(found: Sequence[RelatedCode], names: Names, how: str, *, joined: str = "") -> list[Lines]:
    lines = []
    for one in found:
        lines.append(f"- {tell.related(one, names)}")
        lines += [f"  > {tell.pair(*pair, joined=joined)}" for pair in one.pairs]
        lines += [f"  > {tell.quotation(quotation)}" for quotation in one.quotations if not one.pairs]
    return [[how], lines] if lines else []


def _influences(found: Sequence[Influence]) -> list[Lines]:
    if not found:
        return []
    sides = list(dict.fromkeys([*(one.source for one in found), *(one.target for one in found)]))
    numbers = {(one.source, one.target): one.links for one in found}
    rows = [(side.value, *(numbers.get((side, other), 0) for other in sides)) for side in sides]
    lines = []
    for one in found:
        lines += [
            f"- {one.source.value} → {one.target.value}: {tell.pair(*pair, joined='leads to')}"
            for pair in one.pairs
        ]
    return [
        ["## Between the dimensions"],
        ["Links (leads-to) from a statement of the dimension on the left to one of the dimension above:"],
        table(("", *(side.value for side in sides)), rows),
        lines,
    ]


def _matrix(found: CoherenceMatrix) -> list[Lines]:
    names = dict((*found.levels, *found.relationships))
    rows: list[tuple[str | int, ...]] = [
        (words(name), *(found.segments(level, across) for across, _ in found.relationships))
        for level, name in found.levels
    ]
    beside = (
        f"Segments with a level and no relationship: {found.only_level:,}; with a relationship and no level: "
        f"{found.only_relationship:,}; in several cells: {found.several:,}."
    )
    quoted = [
        f"- {words(names[cell.level])}, {words(names[cell.relationship])}: {tell.quotation(quotation)}"
        for cell in found.cells
        for quotation in cell.quotations
    ]
    return [
        [f"## {words(found.name)}"],
        ["Segments that carry one level of coherence (left) and one type of relationship (above):"],
        table(("", *(words(name) for _, name in found.relationships)), rows),
        [beside],
        quoted,
    ]


def _inventory(found: Inventory, names: Names) -> list[Lines]:
    blocks = [[f"## {words(found.name)}"], ["An inventory of issues by theme, with the evidence for each."]]
    for theme in found.themes:
        rows = [
            (
                words(one.name),
                _chiefly(one.components, names),
                *(one.statements.codings, one.statements.transcripts, one.statements.cases),
            )
            for one in theme.issues
        ]
        quoted = [
            f"- {words(one.name)}: {tell.quotation(quotation)}"
            for one in theme.issues
            for quotation in one.quotations
        ]
        columns = ("issue", "most often of", "codings", "transcripts", "cases")
        blocks += [[f"### {words(theme.name)}"], table(columns, rows, texts=2), quoted]
    return blocks


def _others(found: OtherCodes, names: Names) -> list[Lines]:
    title = words(found.name) if found.is_whole else f"Further codes: {words(found.name)}"
    return [[f"## {title}"], *_codes(found.codes, names, first="code")]


def _nothing(findings: Findings) -> list[Lines]:
    parts = (findings.dimensions, findings.matrices, findings.inventories, findings.others)
    return [] if any(parts) else [["Nothing was found: no coding counts here."]]


def _figures(statements: Statements) -> tuple[str | int, ...]:
    counts = (statements.codings, statements.cases, statements.fit, statements.misfit, statements.mixed)
    return (*counts, tell.net_fit(statements))


def _quotes(found: Iterable[Quotation]) -> Lines:
    """Quotations one under the other, each a paragraph of its own."""
    lines: Lines = []
    for quotation in found:
        lines += [">", f"> {tell.quotation(quotation)}"] if lines else [f"> {tell.quotation(quotation)}"]
    return lines
