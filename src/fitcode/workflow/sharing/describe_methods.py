"""Describe methods: a paragraph to paste into a paper, every figure read from the project."""

from collections import Counter
from collections.abc import Mapping

import fitcode
from fitcode.domain.choices import ComponentFrom, StatsBy
from fitcode.domain.table import Cell
from fitcode.store import cases, codebooks, coders, suggestion_stats, suggestions, transcripts
from fitcode.store.project import Project
from fitcode.workflow.workspace import Workspace

_ATTRIBUTION = {
    ComponentFrom.about_or_voice: "the component that it is about (where none is named, the speaker's own)",
    ComponentFrom.about: "the component that the passage is about",
    ComponentFrom.voice: "the speaker's own component",
}


def describe_methods(workspace: Workspace) -> str:
    """What was coded, by whom, under which codebook, with which help, and how it is counted; as Markdown."""
    project, settings = workspace.project, workspace.settings
    counted = (
        f"The unit of segmentation is the {settings.segments.unit.value}; what interviewers say is left out. "
        f"A coding is counted for {_ATTRIBUTION[settings.tally.component_from]}. Net fit is "
        "(fit - misfit) / (fit + misfit + mixed), with a 95 % percentile bootstrap interval over transcripts "
        "joined by shared cases (2,000 replicates)."
    )
    sentences = [_corpus(project), _coders(project), _decisions(project), counted]
    return "\n".join(sentence for sentence in sentences if sentence) + "\n"


def _corpus(project: Project) -> str:
    listed = list(transcripts.list_transcripts(project).records())
    words = sum(int(str(record["words"])) for record in listed)
    kinds = Counter(str(record["kind"]).replace("-", " ") for record in listed)
    several = (
        ", ".join(_several(count, kind) for kind, count in kinds.most_common()) if len(kinds) > 1 else ""
    )
    versions = codebooks.codebook_versions(project)
    books = "; ".join(
        f"{book.name} (version {book.version}, in this project version {versions[book.id]}, "
        f"{len(book.codes)} codes, {book.hash[:12]}" + (f"; after {book.source}" if book.source else "") + ")"
        for book in codebooks.current_codebooks(project)
    )
    return (
        f"{_several(len(listed), 'transcript')} ({words:,} words, interviewers included{several and f'; {several}'}) of "
        f"{_several(len(cases.case_names(project)), 'case')} were coded with fitcode {fitcode.__version__} "
        f"under the codebook {books or '(none)'}."
    )


def _several(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _coders(project: Project) -> str:
    """How many people coded, and how much; their names are nobody's business."""
    people = [record for record in coders.list_coders(project).records() if record["kind"] == "person"]
    working = [record for record in people if record["codings"]]
    told = f"{len(working)} {'person' if len(working) == 1 else 'people'} coded"
    shares = "; ".join(
        _several(int(str(record["codings"])), "coding")
        + (f", {_several(int(str(record['finished'])), 'transcript')} finished" if record["finished"] else "")
        for record in working
    )
    return f"{told} ({shares})." if shares else f"{told}."


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
        f"Suggesters ({names}) proposed {total} codings, of which people accepted {counts['accepted']}, "
        f"amended {counts['amended']} and rejected {counts['rejected']}; none became a coding without a "
        "person."
    )
    rates = "; ".join(rate for record in by if (rate := _acceptance(record)))
    return proposed + (f" Accepted or amended among those decided: {rates}." if rates else "")


def _acceptance(record: Mapping[str, Cell]) -> str:
    """How often people agreed with a suggester, with the interval."""
    share, low, high = (record[name] for name in ("precision", "low", "high"))
    if not isinstance(share, float) or not isinstance(low, float) or not isinstance(high, float):
        return ""
    decided = sum(int(str(record[name])) for name in ("accepted", "amended", "rejected"))
    interval = f"{100 * low:.0f} to {100 * high:.0f} %"
    return f"{_called(record['suggester'])} {100 * share:.0f} % of {decided} ({interval})"


def _called(suggester: Cell) -> str:
    return _SUGGESTERS.get(str(suggester), str(suggester))
