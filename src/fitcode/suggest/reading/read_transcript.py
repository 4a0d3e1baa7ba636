"""Reading: what a suggester is shown of one transcript.

Tokens are known by their place in the annotation; what is found is given back as code points of the
transcript. Docs are made again only for what asks for them: a model runs on candidates, not on everything.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from fitcode.domain.suggestion import SegmentText, TranscriptText
from fitcode.suggest.reading.annotation import Annotation, Piece, annotate, pieces_of
from fitcode.suggest.reading.clean import CleanText

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from spacy.tokens import Doc

    from fitcode.suggest.reading.arrays import Integers
    from fitcode.suggest.reading.pipelines import Pipelines
    from fitcode.suggest.reading.vectors import TranscriptVectors

_LONGEST_PART = 120_000
"""Characters after which a part ends: some 20,000 words, more than two interviews."""


class ReadSegment(NamedTuple):
    """A respondent's segment, by its place in the transcript."""

    turn: int
    """Index into ``transcript.turns``."""

    ordinal: int
    start: int
    end: int


class ReadTranscript:
    """A transcript with its respondents' segments, their tokens, and vectors where a suggester needs them."""

    def __init__(self, transcript: TranscriptText, annotation: Annotation, pipelines: Pipelines) -> None:
        self.transcript = transcript
        self.annotation = annotation
        self._pipelines = pipelines
        self.language = pipelines.language_of(transcript)
        self.pipeline = pipelines.of(self.language)
        self.segments: Sequence[ReadSegment] = [
            ReadSegment(number, *segment)
            for number, turn in enumerate(transcript.turns)
            if turn.is_respondent
            for segment in turn.segments
        ]
        """Respondents' segments, in order."""
        self.kept_vectors: TranscriptVectors | None = None
        """Read a stretch at a time; set by the pass when a suggester needs them."""
        self._docs: dict[tuple[int, bool], Doc] = {}

    @cached_property
    def vectors(self) -> NDArray[np.float32] | None:
        """A row of unit length per segment, all at once; None when no suggester of the pass needs them."""
        return None if self.kept_vectors is None else self.kept_vectors.segments

    @cached_property
    def questions(self) -> NDArray[np.float32] | None:
        """The vector of the interviewer's turn before each segment; zeros where there is none."""
        return None if self.kept_vectors is None else self.kept_vectors.questions

    def parts(self) -> Iterator[tuple[int, ReadTranscript]]:
        """The transcript piece by piece for whoever looks at segments alone; most are one part.

        Each with the number of its first segment; what is found there does not depend on where it was cut.
        """
        if sum(len(turn.text) for turn in self.transcript.turns) <= _LONGEST_PART:
            yield 0, self
            return
        first, gathered, size = 0, list[Piece](), 0
        for piece in pieces_of(self.transcript):
            if gathered and size + len(piece.text) > _LONGEST_PART:
                yield first, self._part(gathered)
                first += sum(len(one.segments) for one in gathered)
                gathered, size = [], 0
            gathered.append(piece)
            size += len(piece.text)
        if gathered:
            yield first, self._part(gathered)

    def _part(self, pieces: Sequence[Piece]) -> ReadTranscript:
        segments: dict[int, tuple[SegmentText, ...]] = {}
        for piece in pieces:
            segments[piece.turn] = (*segments.get(piece.turn, ()), *piece.segments)
        turns = tuple(self.transcript.turns[turn]._replace(segments=own) for turn, own in segments.items())
        annotation = self.annotation.part(pieces[0].start, pieces[-1].segments[-1].end)
        return ReadTranscript(self.transcript._replace(turns=turns), annotation, self._pipelines)

    @cached_property
    def edges(self) -> tuple[Integers, Integers]:
        """``bounds`` as two arrays."""
        import numpy as np

        starts = np.array([segment.start for segment in self.segments], dtype=np.int64)
        ends = np.array([segment.end for segment in self.segments], dtype=np.int64)
        firsts = np.searchsorted(self.annotation.starts, starts, side="left")
        lasts = np.searchsorted(self.annotation.ends, ends, side="right")
        return firsts, np.maximum(firsts, lasts)

    @cached_property
    def bounds(self) -> list[tuple[int, int]]:
        """First and past-the-last token of each segment; a token across a border belongs to none."""
        firsts, ends = self.edges
        return list(zip(firsts.tolist(), ends.tolist(), strict=True))

    @cached_property
    def owners(self) -> Integers:
        """The segment of each token; -1 for one that belongs to none."""
        import numpy as np

        firsts, ends = self.edges
        counts = ends - firsts
        owned = np.repeat(np.arange(len(firsts)), counts)
        owners = np.full(len(self.annotation), -1, dtype=np.int64)
        owners[np.arange(len(owned)) + np.repeat(firsts - np.cumsum(counts) + counts, counts)] = owned
        return owners

    def place(self, first: int, end: int) -> tuple[int, int]:
        """Where the tokens ``[first, end)`` stand in the transcript."""
        return self._starts[first], self._ends[end - 1]

    def quote(self, start: int, end: int) -> str:
        """The transcript's text between two of its positions inside one turn."""
        turn = self.transcript.turns[self.turn_at(start)]
        return turn.text[start - turn.start : end - turn.start]

    def turn_at(self, position: int) -> int:
        """The turn that holds a position of the transcript."""
        return bisect_right(self._turn_starts, position) - 1

    @cached_property
    def _starts(self) -> memoryview[int]:
        # Nearly as fast as a list, which would hold a Python number for every token.
        return self.annotation.starts.data

    @cached_property
    def _ends(self) -> memoryview[int]:
        return self.annotation.ends.data

    @cached_property
    def _turn_starts(self) -> list[int]:
        return [turn.start for turn in self.transcript.turns]

    def doc(self, turn: int) -> Doc:
        """The tokens of a respondent's turn, read by the named model if there is one."""
        from spacy.tokens import Doc

        numbers = [number for number, (piece, _) in enumerate(self._pieces) if piece.turn == turn]
        docs = [self._doc(number, model=True) for number in numbers]
        return docs[0] if len(docs) == 1 else Doc.from_docs(docs, ensure_whitespace=False)

    def doc_of(self, segment: int, *, model: bool = True) -> tuple[Doc, int]:
        """A Doc that holds a segment, and the place of its first token among the annotation's.

        It is the segment's turn, of a very long turn a part. The named model reads it unless told not to.
        """
        number = bisect_right(self._first_segments, segment) - 1
        return self._doc(number, model=model), self._pieces[number][1]

    @cached_property
    def _pieces(self) -> list[tuple[Piece, int]]:
        """What was tokenised at a time, with the place of its first token."""
        import numpy as np

        pieces = list(pieces_of(self.transcript))
        firsts = np.searchsorted(self.annotation.starts, [piece.start for piece in pieces])
        return list(zip(pieces, firsts.tolist(), strict=True))

    @cached_property
    def _first_segments(self) -> list[int]:
        firsts, done = [], 0
        for piece, _ in self._pieces:
            firsts.append(done)
            done += len(piece.segments)
        return firsts

    def _doc(self, number: int, *, model: bool) -> Doc:
        asks = model and self.pipeline.model is not None
        if (number, asks) not in self._docs:
            plain = self._doc(number, model=False) if asks else self._plain_doc(number)
            self._docs[number, asks] = self.pipeline.ask_model(plain) if asks else plain
        return self._docs[number, asks]

    def _plain_doc(self, number: int) -> Doc:
        piece, first = self._pieces[number]
        bounds = self.bounds[self._first_segments[number] :][: len(piece.segments)]
        # A token across a border belongs to no segment, but to the Doc.
        following = self._pieces[number + 1][1] if number + 1 < len(self._pieces) else len(self.annotation)
        clean = CleanText(piece.text)
        places = [
            (clean.forth(start - piece.start), clean.forth(end - 1 - piece.start) + 1)
            for start, end in zip(self._starts[first:following], self._ends[first:following], strict=True)
        ]
        words = [clean.text[start:end] for start, end in places]
        followed = [*(start for start, _ in places[1:]), len(clean.text)]
        vocabulary = self.annotation.vocabulary
        return self.pipeline.make_doc(
            words,
            spaces=[after > end for (_, end), after in zip(places, followed, strict=False)],
            lemmas=[vocabulary[lemma] for lemma in self.annotation.lemmas[first:following].tolist()],
            starts={begin - first for begin, end in bounds if begin < end},
        )


def read_each(transcripts: Iterable[TranscriptText], pipelines: Pipelines) -> Iterable[ReadTranscript]:
    """Transcripts that nothing is stored of yet, annotated one at a time."""
    for transcript in transcripts:
        pipeline = pipelines.of(pipelines.language_of(transcript))
        yield ReadTranscript(transcript, annotate(transcript, pipeline), pipelines)
