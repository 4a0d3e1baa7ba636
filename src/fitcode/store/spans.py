"""Spans: the one place that lets a span into the database.

Whatever is stored with a quote passes ``VersionText.quote``: the text at the position is the quote,
always; nothing else makes quotes or ordinals.
"""

from collections import OrderedDict
from weakref import WeakKeyDictionary

from fitcode.domain.placement import Placement, Placer
from fitcode.domain.transcript import Segment, Turn
from fitcode.errors import QuoteMismatch
from fitcode.store.integer_columns import IntegerColumns
from fitcode.store.names import CURRENT_VERSIONS, resolve_transcript
from fitcode.store.project import Project

KEPT_TEXTS = 32
"""How many texts a batch keeps at hand; batches go transcript by transcript."""

_SEGMENTS = IntegerColumns(
    [f'"{name}"' for name in Segment._fields], "FROM segments WHERE version_id = ? ORDER BY ordinal"
)


class VersionText:
    """The text of one transcript version, ready to check and place spans."""

    def __init__(self, project: Project, version_id: int, *, transcript: str, sha256: str) -> None:
        self.version_id = version_id
        self.transcript = transcript
        self.sha256 = sha256
        query = "SELECT text FROM texts WHERE sha256 = ?"
        self.text: str = project.connection.execute(query, (sha256,)).fetchone()[0]
        self._project = project
        self._placer: Placer | None = None
        self._placed: dict[tuple[int, int], Placement] = {}

    def quote(self, start: int, end: int, *, expected: str | None = None) -> str:
        """The text that the span holds; refuses a span past the end, or one that holds something else."""
        if not 0 <= start < end:
            raise QuoteMismatch(
                f"[{start}, {end}) is no span: it must begin at 0 or later and hold something."
            )
        if end > len(self.text):
            raise QuoteMismatch(
                f"[{start}, {end}) ends past the {len(self.text)} characters of {self.transcript!r}.",
                remedy="Positions are code points, from 0, the end not included.",
            )
        held = self.text[start:end]
        if expected is not None and held != expected:
            raise QuoteMismatch(
                f"At [{start}, {end}) {self.transcript!r} reads {shortened(held)!r},"
                f" not {shortened(expected)!r}.",
                remedy="Positions are code points, from 0, the end not included.",
            )
        return held

    def place(self, start: int, end: int) -> Placement:
        """Which words, segments and turns the span touches."""
        # The same segment carries many codes, and codes of many coders.
        found = self._placed.get((start, end))
        if found is not None:
            return found
        if self._placer is None:
            self._placer = _placer(self._project, self)
        found = self._placed[start, end] = self._placer.place(start, end)
        return found


class Texts:
    """Texts by transcript name, the last few kept at hand."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._kept: OrderedDict[str, VersionText] = OrderedDict()

    def current(self, transcript: str) -> VersionText:
        """The current version of the transcript with this name."""
        found = self._kept.get(transcript)
        if found is None:
            found = self._kept[transcript] = current_text(self._project, transcript)
            if len(self._kept) > KEPT_TEXTS:
                self._kept.popitem(last=False)
        return found


_PLACERS: WeakKeyDictionary[Project, tuple[int, str, Placer]] = WeakKeyDictionary()
"""The placer made last for a project: who codes a long transcript on a screen waits for it once."""


def _placer(project: Project, text: VersionText) -> Placer:
    version_id, sha256, placer = _PLACERS.get(project, (0, "", None))
    # A version's text, turns and segments never change.
    if placer is None or (version_id, sha256) != (text.version_id, text.sha256):
        placer = Placer(
            text.text,
            turns=turns_of(project, text.version_id),
            segments=segments_of(project, text.version_id),
        )
        _PLACERS[project] = (text.version_id, text.sha256, placer)
    return placer


def make_ready(project: Project, transcript: str) -> None:
    """Cut a transcript into words now, so that the first coding on it does not wait for that."""
    _placer(project, current_text(project, transcript))


def current_text(project: Project, transcript: str) -> VersionText:
    """The current version of a transcript."""
    key = resolve_transcript(project, transcript)
    version_id, sha256 = project.connection.execute(
        f"SELECT version_id, sha256 FROM ({CURRENT_VERSIONS}) WHERE transcript_id = ?", (key,)
    ).fetchone()
    return VersionText(project, version_id, transcript=transcript, sha256=sha256)


def version_text(project: Project, version_id: int) -> VersionText:
    """Any version by its key."""
    name, sha256 = project.connection.execute(
        "SELECT t.name, v.sha256 FROM transcript_versions v JOIN transcripts t ON t.id = v.transcript_id"
        " WHERE v.id = ?",
        (version_id,),
    ).fetchone()
    return VersionText(project, version_id, transcript=name, sha256=sha256)


def turns_of(project: Project, version_id: int) -> list[Turn]:
    """The turns of a version; a speaker is their place among the transcript's speakers."""
    rows = project.connection.execute(
        """SELECT s.position, t.start, t."end", t.start_ms, t.end_ms, t.first_segment, t.end_segment,
                  t.first_word, t.end_word
           FROM turns t JOIN speakers s ON s.id = t.speaker_id WHERE t.version_id = ? ORDER BY t.ordinal""",
        (version_id,),
    )
    return [Turn._make(row) for row in rows]


def segments_of(project: Project, version_id: int) -> list[Segment]:
    """The segments of a version."""
    rows = project.connection.execute(
        'SELECT turn, start, "end", first_word, end_word FROM segments WHERE version_id = ? ORDER BY ordinal',
        (version_id,),
    )
    return [Segment._make(row) for row in rows]


def segment_columns(project: Project, version_id: int) -> dict[str, list[int]]:
    """The segments of a version, the same as columns: what to read where there are many."""
    rows = _SEGMENTS.rows(project.connection, (version_id,))
    return {name: column.tolist() for name, column in zip(Segment._fields, rows.T, strict=True)}


def shortened(text: str, *, width: int = 60) -> str:
    """A text cut to a width, for messages."""
    return text if len(text) <= width else text[: width - 1] + "\u2026"
