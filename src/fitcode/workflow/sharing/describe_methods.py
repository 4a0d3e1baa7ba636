"""Describe methods: a paragraph to paste into a paper, every figure read from the project."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import fitcode
from fitcode.domain.amounts import counted
from fitcode.domain.choices import CoderKind, ComponentFrom, RoundUnit, StatsBy
from fitcode.domain.table import Cell
from fitcode.errors import SeveralCoders
from fitcode.store import cases, codebooks, coders, rounds, suggestion_stats, suggestions, transcripts
from fitcode.store.counted import counted_coders
from fitcode.store.project import Project
from fitcode.workflow.comparing.summarise_agreement import summarise_agreement, tell_agreement
from fitcode.workflow.workspace import Workspace

_Record = Mapping[str, Cell]

_ATTRIBUTION = {
    ComponentFrom.about_or_voice: "the component that it is about (where none is named, the speaker's own)",
    ComponentFrom.about: "the component that the passage is about",
    ComponentFrom.voice: "the speaker's own component",
}


def describe_methods(workspace: Workspace, *, coders_counted: Sequence[str] = ()) -> str:
    """What was coded, by whom, under which codebook, with which help, and how it is counted; as Markdown.

    The coders counted are those of the settings unless named.
    """
    project, settings = workspace.project, workspace.settings
    how = (
        f"The unit of segmentation is the {settings.segments.unit.value}; what interviewers say is left out. "
        f"A coding is counted for {_ATTRIBUTION[settings.tally.component_from]}. Net fit is "
        "(fit - misfit) / (fit + misfit + mixed), with a 95 % percentile bootstrap interval over transcripts "
        "joined by shared cases (2,000 replicates)."
    )
    worked = [record for record in coders.list_coders(project).records() if _has_worked(record)]
    sentences = [
        _corpus(project),
        _coders(project, worked, coders_counted or settings.tally.coder),
        *_rounds(project),
        *_agreement(workspace, worked),
        _decisions(project),
        how,
    ]
    return "\n".join(sentence for sentence in sentences if sentence) + "\n"


def _corpus(project: Project) -> str:
    listed = list(transcripts.list_transcripts(project).records())
    words = sum(int(str(record["words"])) for record in listed)
    kinds = Counter(str(record["kind"]).replace("-", " ") for record in listed)
    several = ", ".join(counted(count, kind) for kind, count in kinds.most_common()) if len(kinds) > 1 else ""
    books = "; ".join(
        f"{book.name} (version {book.version}, in this project version {number}, "
        f"{len(book.codes)} codes, {sha256[:12]}"
        + (f"; after {book.source.rstrip('. ')}" if book.source else "")
        + ")"
        for book, number, sha256 in codebooks.codebooks_in_force(project)
    )
    return (
        f"{counted(len(listed), 'transcript')} ({words:,} words, interviewers included"
        f"{several and f'; {several}'}) of {counted(len(cases.case_names(project)), 'case')} "
        f"were coded with fitcode {fitcode.__version__} "
        f"under the codebook {books or '(none)'}."
    )


def _coders(project: Project, worked: Sequence[_Record], wanted: Sequence[str]) -> str:
    """How many people coded and how much, and whose codings the figures count; nobody by name."""
    people = [record for record in worked if record["kind"] == CoderKind.person]
    called = _called_people(worked)
    shares = [f"{called[str(record['coder'])]} {_share(record)}" for record in people]
    match len(people):
        case 0:
            told = "Nobody has coded yet."
        case 1:
            told = f"One person coded: {shares[0]}."
        case number:
            told = f"{_spelled(number)} people coded: {'; '.join(shares)}."
    for record in worked:
        if record["kind"] == CoderKind.consensus:
            called[str(record["coder"])] = "the consensus"
            told += f" The consensus of those who adjudicated holds {_count(record['codings'], 'coding')}."
    return f"{told} {_whose_count(project, wanted, called)}" if called else told


def _called_people(worked: Sequence[_Record]) -> dict[str, str]:
    """What each person who worked is called: coder 1, coder 2 and so on."""
    people = [str(record["coder"]) for record in worked if record["kind"] == CoderKind.person]
    return {name: f"coder {number}" for number, name in enumerate(people, 1)}


def _rounds(project: Project) -> Iterator[str]:
    """Who coded what apart, and under which codebook; a round's name is the study's, its coders have none."""
    for record in rounds.list_rounds(project).records():
        coding = record["coders"]
        assert isinstance(coding, list)
        people = "one person" if len(coding) == 1 else f"{_spelled(len(coding)).lower()} people"
        what = _count(record["transcripts"], "transcript")
        if record["unit"] == RoundUnit.segment:
            what = f"{_count(record['passages'], 'segment')} of {what}"
        drawn = f", drawn by {record['stratified_by']}" if record["stratified_by"] else ""
        apart = "without sight of each other's work" if record["blind"] else "in sight of each other's work"
        versions = record["codebook_versions"]
        under = f", under {' and '.join(versions)}" if isinstance(versions, list) and versions else ""
        yield (
            f"In round {record['round']} {people} coded {what}{drawn}, {apart}"
            f"{under} (seed {record['seed']}){'' if record['closed_at'] else '; it is open'}."
        )


def _agreement(workspace: Workspace, worked: Sequence[_Record]) -> list[str]:
    """How far those agree who finished the same transcripts; nothing where nobody did."""
    called = _called_people(worked)
    return [tell_agreement(one, called) for one in summarise_agreement(workspace)]


_SPELLED = ("", "", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def _spelled(number: int) -> str:
    return _SPELLED[number] if number < len(_SPELLED) else f"{number:,}"


def _has_worked(record: _Record) -> bool:
    return record["kind"] != CoderKind.machine and bool(record["codings"] or record["finished"])


def _share(record: _Record) -> str:
    made = f"made {_count(record['codings'], 'coding')}"
    return f"{made} and finished {_count(record['finished'], 'transcript')}" if record["finished"] else made


def _count(number: Cell, noun: str) -> str:
    return counted(int(str(number)), noun)


def _whose_count(project: Project, wanted: Sequence[str], called: Mapping[str, str]) -> str:
    """The coders whose codings the figures count, each with the number of transcripts."""
    try:
        chosen, _ = counted_coders(project, coders=wanted)
    except SeveralCoders:
        return "Whose codings count where several people coded is not yet said, so there are no figures."
    read = Counter(name for names in chosen.values() for name in names)
    parts = [f"{who} ({counted(read[name], 'transcript')})" for name, who in called.items() if read[name]]
    if not parts:
        return "None of these codings count in the figures."
    pooled = any(len(names) > 1 for names in chosen.values())
    once = ", identical ones once" if pooled else ""
    return f"The figures count the codings of {' and of '.join(parts)}{once}."


_SUGGESTERS = {
    "rules": "codebook patterns",
    "semantic": "likeness of meaning",
    "learned": "a model of earlier codings",
}


def _decisions(project: Project) -> str:
    counts = suggestions.count_statuses(project)
    total = sum(counts[status] for status in ("pending", "accepted", "amended", "rejected"))
    if not total:
        return ""
    by = list(suggestion_stats.suggestion_stats(project, by=StatsBy.suggester).records())
    names = ", ".join(_called(record["suggester"]) for record in by)
    proposed = (
        f"Suggesters ({names}) proposed {total:,} codings, of which people accepted {counts['accepted']:,}, "
        f"amended {counts['amended']:,} and rejected {counts['rejected']:,}; none became a coding without a "
        "person."
    )
    rates = "; ".join(rate for record in by if (rate := _acceptance(record)))
    return proposed + (f" Accepted or amended among those decided: {rates}." if rates else "")


def _acceptance(record: _Record) -> str:
    """How often people agreed with a suggester, with the interval."""
    share, low, high = (record[name] for name in ("precision", "low", "high"))
    if not isinstance(share, float) or not isinstance(low, float) or not isinstance(high, float):
        return ""
    decided = sum(int(str(record[name])) for name in ("accepted", "amended", "rejected"))
    interval = f"{100 * low:.0f} to {100 * high:.0f} %"
    return f"{_called(record['suggester'])} {100 * share:.0f} % of {decided} ({interval})"


def _called(suggester: Cell) -> str:
    return _SUGGESTERS.get(str(suggester), str(suggester))
