"""Round frame: what a round of coding may be drawn from, each with its stratum.

Transcripts by name in their current version, or the segments of respondents in them: interviewers' speech is
no part of what agreement is measured on.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from fitcode.domain.choices import CASE_FIELDS, RoundUnit, SpeakerKind
from fitcode.domain.sampling import Unit
from fitcode.domain.table import AttributeValue
from fitcode.errors import UnknownTranscript, UsageError, nearest
from fitcode.store.case_facts import case_facts
from fitcode.store.names import CURRENT_VERSIONS
from fitcode.store.project import Project
from fitcode.store.rounds import Passage

NO_STRATUM = "(none)"
"""Of units for which nothing is stated."""


class _Text(NamedTuple):
    name: str
    version_id: int
    transcript_id: int
    kind: str


def round_frame(
    project: Project, *, unit: RoundUnit, transcripts: Sequence[str] = (), stratify_by: str | None = None
) -> list[tuple[Unit, Passage]]:
    """All units, or those of some transcripts, in the order of the texts.

    Raises UnknownTranscript, and UsageError for something to stratify by that no case has. A transcript of
    several cases is of the stratum of all their values, a segment of that of who speaks in it.
    """
    value_of = _values(project, stratify_by)
    texts = _texts(project, transcripts)
    if unit is RoundUnit.transcript:
        cases = _cases_of(project)
        return [
            (
                Unit(text.name, _stratum(text, cases.get(text.transcript_id, ()), value_of, stratify_by)),
                Passage(text.version_id),
            )
            for text in texts
        ]
    return [
        (
            Unit(f"{text.name}:{start}", _stratum(text, (case,), value_of, stratify_by)),
            Passage(text.version_id, start, end),
        )
        for text in texts
        for start, end, case in _segments(project, text.version_id)
    ]


def _texts(project: Project, wanted: Sequence[str]) -> list[_Text]:
    rows = project.connection.execute(
        f"""SELECT c.name, c.version_id, c.transcript_id, t.kind FROM ({CURRENT_VERSIONS}) c
            JOIN transcripts t ON t.id = c.transcript_id ORDER BY c.name"""
    )
    texts = {text.name: text for text in map(_Text._make, rows)}
    for name in wanted:
        if name not in texts:
            raise UnknownTranscript(name, known=texts)
    return [text for text in texts.values() if not wanted or text.name in wanted]


def _values(project: Project, by: str | None) -> Mapping[int, AttributeValue]:
    """Key of each case to what it says of what is stratified by."""
    if by is None or by == "kind":
        return {}
    facts = case_facts(project)
    fields = (*CASE_FIELDS, *facts.attributes)
    name = by.removeprefix("case.")
    if name not in fields:
        known = ("kind", *fields)
        raise UsageError(
            f"Nothing can be stratified by {by!r}.",
            remedy=nearest(by, known) or f"Known: {', '.join(known)}.",
        )
    return {key: row[1 + fields.index(name)] for key, row in facts.rows.items()}


def _stratum(
    text: _Text, cases: Iterable[int | None], values: Mapping[int, AttributeValue], by: str | None
) -> str:
    if by is None:
        return ""
    if by == "kind":
        return text.kind
    said = {str(value) for case in cases if case is not None and (value := values[case]) is not None}
    return " + ".join(sorted(said)) or NO_STRATUM


def _cases_of(project: Project) -> dict[int, list[int]]:
    cases: dict[int, list[int]] = {}
    for transcript, case in project.connection.execute(
        "SELECT DISTINCT transcript_id, case_id FROM case_transcripts ORDER BY transcript_id, case_id"
    ):
        cases.setdefault(transcript, []).append(case)
    return cases


def _segments(project: Project, version_id: int) -> list[tuple[int, int, int | None]]:
    """Start, end and case of each segment of a respondent."""
    kinds = [kind.value for kind in SpeakerKind if kind.is_counted]
    return project.connection.execute(
        f"""SELECT s.start, s."end", c.case_id FROM segments s
            JOIN turns t ON t.version_id = s.version_id AND t.ordinal = s.turn
            JOIN speakers p ON p.id = t.speaker_id
            LEFT JOIN case_transcripts c ON c.transcript_id = p.transcript_id AND c.speaker_id = p.id
            WHERE s.version_id = ? AND p.kind IN ({", ".join("?" * len(kinds))}) ORDER BY s.ordinal""",
        (version_id, *kinds),
    ).fetchall()
