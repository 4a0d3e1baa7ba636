"""Describe methods: a paragraph to paste into a paper, every figure read from the project."""

import fitcode
from fitcode.domain.choices import ComponentFrom, StatsBy
from fitcode.store import cases, codebooks, coders, suggestion_stats, transcripts
from fitcode.workflow.workspace import Workspace

_ATTRIBUTION = {
    ComponentFrom.about_or_voice: "the component that it is about (where none is named, the speaker's own)",
    ComponentFrom.about: "the component that the passage is about",
    ComponentFrom.voice: "the speaker's own component",
}


def describe_methods(workspace: Workspace) -> str:
    """What was coded, by whom, under which codebook, with which help, and how it is counted."""
    project = workspace.project
    listed = list(transcripts.list_transcripts(project).records())
    words = sum(int(str(record["words"])) for record in listed)
    people = [record for record in coders.list_coders(project).records() if record["kind"] == "person"]
    working = [str(record["coder"]) for record in people if record["codings"]]
    versions = codebooks.codebook_versions(project)
    books = "; ".join(
        f"{book.name} (version {book.version}, in this project version {versions[book.id]}, "
        f"{len(book.codes)} codes, {book.hash[:12]}" + (f"; after {book.source}" if book.source else "") + ")"
        for book in codebooks.current_codebooks(project)
    )
    read = (
        f"{len(listed)} transcripts ({words:,} words, interviewers included) of "
        f"{len(cases.case_names(project))} cases were coded with fitcode {fitcode.__version__} "
        f"under the codebook {books or '(none)'}."
    )
    coded = f"{len(working)} {'person' if len(working) == 1 else 'people'} coded."
    settings = workspace.settings
    counted = (
        f"The unit of segmentation is the {settings.segments.unit.value}; what interviewers say is left out. "
        f"A coding is counted for {_ATTRIBUTION[settings.tally.component_from]}. Net fit is "
        "(fit - misfit) / (fit + misfit + mixed), with a 95 % percentile bootstrap interval over transcripts "
        "joined by shared cases (2,000 replicates)."
    )
    sentences = [read, coded, _decisions(workspace), counted]
    return "\n".join(sentence for sentence in sentences if sentence) + "\n"


_SUGGESTERS = {
    "rules": "codebook patterns",
    "semantic": "likeness of meaning",
    "learned": "a model of earlier codings",
}


def _decisions(workspace: Workspace) -> str:
    counts: dict[str, int] = {}
    for record in suggestion_stats.suggestion_stats(workspace.project).records():
        for status in ("pending", "accepted", "amended", "rejected"):
            counts[status] = counts.get(status, 0) + int(str(record[status]))
    total = sum(counts.values())
    if not total:
        return ""
    by = suggestion_stats.suggestion_stats(workspace.project, by=StatsBy.suggester)
    names = ", ".join(_SUGGESTERS.get(str(name), str(name)) for name in by.column("suggester"))
    return (
        f"Suggesters ({names}) proposed {total} codings, of which people accepted {counts['accepted']}, "
        f"amended {counts['amended']} and rejected {counts['rejected']}; none became a coding without a "
        "person."
    )
