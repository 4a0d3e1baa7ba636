"""Gather a report: what every reading command says of a project, in one place and of one moment.

Every number comes from a workflow that a command shows too; none is counted here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import fitcode
from fitcode.analysis.counted_codings import counted_codings
from fitcode.analysis.selecting.conditions import parse_condition
from fitcode.analysis.selecting.dates import ANY_DATE, date_attribute
from fitcode.analysis.selecting.terms import Terms
from fitcode.domain import amounts
from fitcode.domain.choices import CoderKind
from fitcode.domain.codebook import Code, Codebook
from fitcode.domain.findings import Findings
from fitcode.domain.frame import CountingFrame
from fitcode.domain.table import Cell
from fitcode.errors import UsageError
from fitcode.report.contents import (
    Agreement,
    CodebookEntry,
    CodeEntry,
    Fact,
    Figures,
    Matter,
    Quotations,
    Report,
)
from fitcode.store import cases, codebooks, coders, transcripts
from fitcode.workflow.adjudicating.count_disagreements import confusions_by_code
from fitcode.workflow.comparing.summarise_agreement import summarise_agreement, tell_agreement
from fitcode.workflow.counting.follow_codes import EVERY, PARTS
from fitcode.workflow.counting.read_frame import read_frame
from fitcode.workflow.counting.tally_codings import tally_codings
from fitcode.workflow.finding.find_findings import find_findings
from fitcode.workflow.reporting.gather_matters import Asked, gather_matters
from fitcode.workflow.reporting.gather_quotations import gather_quotations
from fitcode.workflow.reporting.lay_out_matrices import figures_of
from fitcode.workflow.sharing.describe_methods import describe_methods
from fitcode.workflow.workspace import Workspace

_ATTRIBUTION = {
    "about-or-voice": "the component that it is about; where none is named, the speaker's own",
    "about": "the component that it is about",
    "voice": "the speaker's own component",
}


def gather_report(workspace: Workspace, *, coders: Sequence[str] = (), where: Sequence[str] = ()) -> Report:
    """Everything that a report says; raises SeveralCoders, and UsageError for a condition nobody can meet."""
    with workspace.project.reading():
        conditions = [parse_condition(text) for text in where]
        frame, notes = read_frame(workspace, coders, conditions=conditions)
        terms = Terms(by=(), where=tuple(conditions), component_from=workspace.settings.tally.component_from)
        date = _only_date(frame)
        counted = counted_codings(frame, terms, parts=PARTS, date=date, every=EVERY)
        asked = Asked(tuple(coders), tuple(where), date)
        quotations = gather_quotations(workspace, frame, counted, is_narrowed=bool(where))
        whole = tally_codings(workspace, by=(), coders=coders, where=where, complete=True)
        told = tuple(dict.fromkeys((*notes, *whole.notes)))
        matters = gather_matters(workspace, asked, quotations, code_names=frame.codes.name)
        return Report(
            title=workspace.settings.project.name,
            made_with=f"fitcode {fitcode.__version__}",
            conditions=list(where),
            facts=_facts(workspace, next(whole.records()), is_narrowed=bool(where)),
            provenance=_provenance(workspace, frame, notes=told, where=where),
            dimensions=_dimensions(workspace, asked, quotations),
            matters=[_without_notes(matter, told) for matter in matters],
            findings=_findings(workspace, asked, told) if quotations.columns["code"] else None,
            places=_places(frame, quotations),
            codebooks=_codebooks(workspace, asked, frame),
            agreement=_agreement(workspace),
            methods=describe_methods(workspace, coders_counted=coders),
            quotations=quotations,
        )


def _without_notes(matter: Matter, known: Sequence[str]) -> Matter:
    """A section without what the overview says of every count."""
    return replace(matter, notes=[note for note in matter.notes if note not in known])


def _only_date(frame: CountingFrame) -> str | None:
    """The one attribute of cases that is a date; of several, nobody knows which is meant."""
    try:
        return date_attribute(frame.cases, ANY_DATE)
    except UsageError:
        return None


def _facts(workspace: Workspace, whole: Mapping[str, Cell], *, is_narrowed: bool) -> list[Fact]:
    listed = transcripts.list_transcripts(workspace.project)
    words = sum(int(str(count)) for count in listed.column("words"))
    figures = figures_of(whole)
    # What a condition leaves of these is not counted here: the large figure must not be taken for it.
    of_all = "in the whole project; " if is_narrowed else ""
    return [
        Fact(
            label="transcripts",
            value=len(listed.rows),
            note=f"{of_all}{whole['transcripts']} with counted codings",
        ),
        Fact(
            label="cases",
            value=len(cases.case_names(workspace.project)),
            note=f"{of_all}{whole['cases']} with counted codings",
        ),
        Fact(label="words", value=words, note=f"{of_all}interviewers included"),
        Fact(label="codings counted", value=figures.codings, note=f"on {whole['segments']:,} segments"),
    ]


def _provenance(
    workspace: Workspace, frame: CountingFrame, *, notes: Sequence[str], where: Sequence[str]
) -> list[tuple[str, Sequence[str]]]:
    books = [
        f"{book.name}: version {number} of this project (the author's {book.version}), "
        f"{len(book.codes)} codes, content {sha256[:12]}"
        for book, number, sha256 in codebooks.codebooks_in_force(workspace.project)
    ]
    told: list[tuple[str, Sequence[str]]] = [("Codebooks", books), ("Coders who count", list(frame.coders))]
    if where:
        told.append(("Only what meets", list(where)))
    attribution = workspace.settings.tally.component_from.value
    told.append(("A coding stands under", [f"{_ATTRIBUTION[attribution]} ({attribution})"]))
    told.append(("Notes", list(notes)))
    return [(heading, lines) for heading, lines in told if lines]


def _dimensions(
    workspace: Workspace, asked: Asked, quotations: Quotations
) -> list[tuple[str, Figures, Mapping[str, int]]]:
    table = tally_codings(workspace, by=("dimension",), coders=asked.coders, where=asked.where)
    cards: list[tuple[str, Figures, Mapping[str, int]]] = []
    for record in table.records():
        name = record["dimension"]
        place = -1 if name is None else list(quotations.dimensions).index(str(name))
        cards.append((str(name or "no dimension"), figures_of(record), {"dimension": place}))
    return cards


def _findings(workspace: Workspace, asked: Asked, known: Sequence[str]) -> Findings:
    found = find_findings(workspace, coders=asked.coders, where=asked.where)
    return replace(found, notes=tuple(note for note in found.notes if note not in known))


def _places(frame: CountingFrame, quotations: Quotations) -> dict[str, dict[str, int]]:
    names = {
        "code": frame.codes.name,
        "component": frame.components.name,
        "dimension": quotations.dimensions,
    }
    return {kind: {name: place for place, name in enumerate(listed)} for kind, listed in names.items()}


def _codebooks(workspace: Workspace, asked: Asked, frame: CountingFrame) -> list[CodebookEntry]:
    table = tally_codings(workspace, by=("code",), coders=asked.coders, where=asked.where)
    figures = {str(record["code"]): figures_of(record) for record in table.records()}
    places = {
        f"{book}/{name.rpartition('/')[2]}": place
        for place, (book, name) in enumerate(zip(frame.codes.codebook, frame.codes.name, strict=True))
    }
    confused = confusions_by_code(workspace) or {}

    def entry(book: Codebook, code: Code) -> CodeEntry:
        place = places[f"{book.id}/{code.id}"]
        name = frame.codes.name[place]
        return CodeEntry(
            code=code,
            depth=len(list(book.ancestors(code.id))),
            figures=figures.get(name),
            place=place,
            confusions=[str(one) for one in confused.get(name, ())],
        )

    return [
        CodebookEntry(
            name=book.name,
            version=str(number),
            hash=sha256,
            source=book.source,
            codes=[entry(book, code) for code in book.codes],
        )
        for book, number, sha256 in codebooks.codebooks_in_force(workspace.project)
    ]


def _agreement(workspace: Workspace) -> Agreement | None:
    """Said only where several people coded: one alone agrees with nobody."""
    people = [
        f"{record['coder']} ({amounts.counted(int(str(record['codings'])), 'coding')})"
        for record in coders.list_coders(workspace.project).records()
        if record["kind"] == CoderKind.person and record["codings"]
    ]
    if len(people) < 2:
        return None
    who = f"{len(people)} people coded in this project: {', '.join(people)}."
    measured = summarise_agreement(workspace)
    if not measured:
        unsaid = "How far they agree can be said of transcripts that two of them finished; there is none."
        return Agreement(paragraphs=[f"{who} {unsaid}"])
    return Agreement(
        paragraphs=[who, *(tell_agreement(one, {name: name for name in one.coders}) for one in measured)],
        tables=[
            (f"{caption}: {', '.join(one.coders)}", one.table(of))
            for one in measured
            for of, caption in (("dimension", "Agreement by dimension"), ("code", "Agreement by code"))
            if one.labels(of)
        ],
    )
