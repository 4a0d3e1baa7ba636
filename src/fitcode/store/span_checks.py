"""Span checks: every span against its text, and every ordinal computed again.

One version at a time, so that memory does not grow with the project.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from fitcode.domain.identity import text_hash
from fitcode.domain.placement import Placer
from fitcode.domain.transcript import Segment, Turn
from fitcode.domain.words import count_words
from fitcode.store.project import Project
from fitcode.store.spans import segments_of, shortened, turns_of

_HASH = "Texts are not what their hash says"
_SPANS = "Turns or segments are out of order or out of the text"
_QUOTES = "Quotes are not what stands at their position"
_ORDINALS = "Codings are not where their word, segment and turn numbers say"


def span_faults(project: Project) -> dict[str, list[str]]:
    """Kind of fault to the rows that have it."""
    faults: dict[str, list[str]] = {}
    versions = project.connection.execute(
        """SELECT v.id, t.name, v.number, v.sha256, v.words FROM transcript_versions v
           JOIN transcripts t ON t.id = v.transcript_id ORDER BY t.name, v.number"""
    ).fetchall()
    for version_id, name, number, sha256, words in versions:
        label = f"{name!r} version {number}"
        for kind, fault in _version_faults(project, version_id, label=label, sha256=sha256, words=words):
            faults.setdefault(kind, []).append(fault)
    return faults


def _version_faults(
    project: Project, version_id: int, *, label: str, sha256: str, words: int
) -> Iterator[tuple[str, str]]:
    found = project.connection.execute("SELECT text FROM texts WHERE sha256 = ?", (sha256,)).fetchone()
    if found is None:
        yield _HASH, f"the text of {label} is missing"
        return
    text: str = found[0]
    if text_hash(text) != sha256:
        yield _HASH, f"the text of {label} was changed"
    if count_words(text) != words:
        yield _HASH, f"{label} has another number of words than was stored"
    turns, segments = turns_of(project, version_id), segments_of(project, version_id)
    placer = Placer(text, turns=turns, segments=segments)
    fault = _order_fault(text, turns, segments) or _numbering_fault(turns, segments, placer)
    if fault:
        yield _SPANS, f"{label}: {fault}"
    for table in ("codings", "suggestions"):
        for uid, start, end, quote in project.connection.execute(
            f'SELECT uid, start, "end", quote FROM {table} WHERE version_id = ?', (version_id,)
        ):
            if end > len(text) or text[start:end] != quote:
                yield _QUOTES, f"{table[:-1]} {uid} in {label} ({shortened(quote, width=30)!r})"
    yield from _ordinal_faults(project, version_id, placer, label=label)


def _order_fault(text: str, turns: Sequence[Turn], segments: Sequence[Segment]) -> str:
    """What is wrong with the order of spans, or nothing."""
    for kind, spans in (
        ("turn", [(turn.start, turn.end) for turn in turns]),
        ("segment", [(segment.start, segment.end) for segment in segments]),
    ):
        for ordinal, (start, end) in enumerate(spans):
            if not 0 <= start < end <= len(text):
                return f"{kind} {ordinal} is [{start}, {end}) in {len(text)} characters"
        for ordinal, (one, other) in enumerate(pairwise(spans)):
            if one[1] > other[0]:
                return f"{kind}s {ordinal} and {ordinal + 1} overlap"
    for ordinal, segment in enumerate(segments):
        if not -1 <= segment.turn < len(turns):
            return f"segment {ordinal} names a missing turn"
        if segment.turn >= 0 and not _holds(turns[segment.turn], segment):
            return f"segment {ordinal} lies outside its turn"
    return ""


def _numbering_fault(turns: Sequence[Turn], segments: Sequence[Segment], placer: Placer) -> str:
    """What is wrong with the numbers by which turns know their segments, and both their words; or nothing."""
    units: list[tuple[str, Turn | Segment]] = [
        *((f"turn {ordinal}", turn) for ordinal, turn in enumerate(turns)),
        *((f"segment {ordinal}", segment) for ordinal, segment in enumerate(segments)),
    ]
    for name, unit in units:
        words = placer.place(unit.start, unit.end)[:2]
        is_empty = words == (-1, -1) and unit.first_word == unit.end_word
        if words != (unit.first_word, unit.end_word) and not is_empty:
            return f"{name} has other words than were stored"
    owned: dict[int, list[int]] = {}
    for place, segment in enumerate(segments):
        owned.setdefault(segment.turn, []).append(place)
    for ordinal, turn in enumerate(turns):
        if owned.get(ordinal, []) != [*range(turn.first_segment, turn.end_segment)]:
            return f"turn {ordinal} has other segments than were stored"
    return ""


def _holds(turn: Turn, segment: Segment) -> bool:
    return turn.start <= segment.start and segment.end <= turn.end


def _ordinal_faults(
    project: Project, version_id: int, placer: Placer, *, label: str
) -> Iterator[tuple[str, str]]:
    rows = project.connection.execute(
        """SELECT uid, start, "end", first_word, end_word, first_segment, end_segment, first_turn, end_turn
           FROM codings WHERE version_id = ?""",
        (version_id,),
    )
    for uid, start, end, *stored in rows:
        if tuple(stored) != placer.place(start, end):
            yield _ORDINALS, f"coding {uid} in {label}"
