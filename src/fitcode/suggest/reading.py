"""Reading: respondents' turns as spaCy Docs, with the way back to the transcript's positions.

One Doc per turn (whole transcripts cost three times the memory, segments lose the context). What a matcher
finds is given back as code points of the transcript, never of the Doc.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import tee
from typing import TYPE_CHECKING

from fitcode.domain.suggestion import SegmentText, TranscriptText, TurnText

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from fitcode.suggest.language import Pipeline

LONGEST_PIECE = 20_000
"""Characters of a Doc; a longer turn is cut at the end of a segment."""

_INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufeff"
_PLAIN = [
    *[(apostrophe, "'") for apostrophe in "\u2019\u2018\u02bc"],
    *[(hyphen, "-") for hyphen in "\u2010\u2011"],
    *[(space, " ") for space in "\n\t\u00a0\u202f"],
]
_ASCII_RUN = re.compile(" {2,}")
_ANY_RUN = re.compile(rf"[\s{_INVISIBLE}]{{2,}}|[^\S ]|[{_INVISIBLE}]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class CleanText:
    """A text as patterns see it: one kind of apostrophe and hyphen, single spaces, nothing invisible."""

    __slots__ = ("_cleaned", "_origin", "_shift", "text")

    def __init__(self, text: str) -> None:
        for odd, plain in _PLAIN:
            text = text.replace(odd, plain)
        # Where runs shrank: from the clean position on, the original is further right by the shift.
        self._cleaned, self._origin, self._shift = [0], [0], [0]
        if text.isascii():
            self.text = self._collapse(text, _ASCII_RUN) if "  " in text else text
        else:
            self.text = self._collapse(_SURROGATE.sub("\ufffd", text), _ANY_RUN)

    def _collapse(self, text: str, run: re.Pattern[str]) -> str:
        pieces, done, removed = [], 0, 0
        for match in run.finditer(text):
            start, end = match.span()
            kept = " " if any(map(str.isspace, match[0])) else ""
            pieces += [text[done:start], kept]
            if end - start != len(kept):
                removed += end - start - len(kept)
                self._cleaned.append(end - removed)
                self._origin.append(end)
                self._shift.append(removed)
            done = end
        return "".join([*pieces, text[done:]]) if pieces else text

    def back(self, position: int) -> int:
        """The original position of a clean character."""
        if len(self._shift) == 1:
            return position
        return position + self._shift[bisect_right(self._cleaned, position) - 1]

    def forth(self, position: int) -> int:
        """The clean position of an original one; inside a run that shrank, the run's end."""
        if len(self._shift) == 1:
            return position
        index = bisect_right(self._origin, position) - 1
        clean = position - self._shift[index]
        return min(clean, self._cleaned[index + 1]) if index + 1 < len(self._cleaned) else clean


class Piece:
    """A turn's text, or a run of whole segments of a very long turn, before it is tokenised."""

    __slots__ = ("clean", "segments", "start", "text", "turn", "turn_ordinal")

    def __init__(self, turn: TurnText, *, turn_ordinal: int, segments: tuple[SegmentText, ...]) -> None:
        self.turn = turn
        self.turn_ordinal = turn_ordinal
        self.segments = segments
        self.start = segments[0].start
        self.text = turn.text[self.start - turn.start : segments[-1].end - turn.start]
        self.clean = CleanText(self.text)


class ReadPart:
    """What a suggester is shown: a Doc, its segments, and the transcript around them."""

    __slots__ = ("_bounds", "_ends", "_longest", "_piece", "_starts", "doc", "pipeline", "transcript")

    def __init__(self, transcript: TranscriptText, piece: Piece, doc: Doc, pipeline: Pipeline) -> None:
        self.transcript = transcript
        """The whole transcript: ``transcript.turns[part.turn_ordinal - 1]`` is the question before."""
        self.doc = doc
        self.pipeline = pipeline
        self._piece = piece
        self._bounds: list[tuple[int, int]] | None = None

    @property
    def turn(self) -> TurnText:
        """The turn that this is, or is a piece of."""
        return self._piece.turn

    @property
    def turn_ordinal(self) -> int:
        """Its place among the transcript's turns."""
        return self._piece.turn_ordinal

    @property
    def segments(self) -> tuple[SegmentText, ...]:
        """Its segments, in order."""
        return self._piece.segments

    @property
    def bounds(self) -> list[tuple[int, int]]:
        """First and past-the-last token of each segment; a token across a border belongs to none."""
        if self._bounds is None:
            self._bounds = self._align()
        return self._bounds

    def _align(self) -> list[tuple[int, int]]:
        piece = self._piece
        places = self.doc.to_array(["IDX", "LENGTH"])
        starts = places[:, 0].astype("int64")
        lengths = places[:, 1].astype("int64")
        ends = starts + lengths
        self._longest = int(lengths.max(initial=0))
        firsts = [piece.clean.forth(segment.start - piece.start) for segment in piece.segments]
        lasts = [piece.clean.forth(segment.end - piece.start) for segment in piece.segments]
        begin = starts.searchsorted(firsts, side="left").tolist()
        end = ends.searchsorted(lasts, side="right").tolist()
        # Lists, for places are asked for one at a time.
        self._starts, self._ends = starts.tolist(), ends.tolist()
        bounds = [(first, max(first, last)) for first, last in zip(begin, end, strict=True)]
        _set_sentences(self.doc, bounds)
        return bounds

    @property
    def longest_token(self) -> int:
        """Characters of its longest token."""
        if self._bounds is None:
            self._bounds = self._align()
        return self._longest

    def place(self, first: int, end: int) -> tuple[int, int]:
        """Where the tokens ``[first, end)`` stand in the transcript."""
        if self._bounds is None:
            self._bounds = self._align()
        clean, offset = self._piece.clean, self._piece.start
        start = clean.back(self._starts[first])
        return start + offset, clean.back(self._ends[end - 1] - 1) + 1 + offset

    def quote(self, start: int, end: int) -> str:
        """The transcript's text between two of its positions inside this part."""
        offset = self._piece.start
        return self._piece.text[start - offset : end - offset]


def _set_sentences(doc: Doc, bounds: list[tuple[int, int]]) -> None:
    """Let segments be the Doc's sentences."""
    for first, end in bounds:
        if first < end:
            doc[first].is_sent_start = True


def read_parts(transcript: TranscriptText, pipeline: Pipeline) -> Iterator[ReadPart]:
    """The respondents' turns of a transcript, in order, one at a time."""
    make_doc = pipeline.nlp.make_doc
    parts: Iterator[ReadPart] = (
        ReadPart(transcript, piece, make_doc(piece.clean.text), pipeline) for piece in _pieces(transcript)
    )
    if pipeline.is_dictionary:
        for part in parts:
            part.doc = pipeline.annotate(part.doc)
            yield part
        return
    # Models read sentence boundaries, so the segments are marked before they run.
    parts, ready = tee(parts)
    for part, doc in zip(ready, pipeline.nlp.pipe(map(_marked, parts), batch_size=64), strict=True):
        part.doc = doc
        yield part


def _marked(part: ReadPart) -> Doc:
    starts = {first for first, end in part.bounds if first < end}
    for token in part.doc:
        token.is_sent_start = token.i in starts
    return part.doc


def _pieces(transcript: TranscriptText) -> Iterator[Piece]:
    for ordinal, turn in enumerate(transcript.turns):
        if not turn.is_respondent or not turn.segments:
            continue
        if len(turn.text) <= LONGEST_PIECE:
            yield Piece(turn, turn_ordinal=ordinal, segments=turn.segments)
        else:
            for segments in _runs(turn.segments):
                yield Piece(turn, turn_ordinal=ordinal, segments=segments)


def _runs(segments: tuple[SegmentText, ...]) -> Iterator[tuple[SegmentText, ...]]:
    """Runs of neighbouring segments, each as long as a piece may be; one long segment stays whole."""
    first = 0
    for index, segment in enumerate(segments):
        if index > first and segment.end - segments[first].start > LONGEST_PIECE:
            yield segments[first:index]
            first = index
    yield segments[first:]
