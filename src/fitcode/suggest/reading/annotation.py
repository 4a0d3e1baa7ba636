"""Annotations: the tokens of a transcript's respondents, with lemmas, as arrays that can be stored.

An annotation depends on the text, its turns and segments, the language and the versions named by
``annotation_key``; never on a codebook. Whoever has one need not tokenise again.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from fitcode.domain.suggestion import SegmentText, TranscriptText, TurnText
from fitcode.suggest.reading.clean import CleanText
from fitcode.suggest.reading.lemmas import corrections_hash
from fitcode.suggest.reading.pipeline_names import installed_version
from fitcode.suggest.reading.uncollected import uncollected

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fitcode.suggest.reading.pipelines import Pipeline

ANNOTATION_VERSION = 1
"""Raised when the same text would give other tokens, or the bytes another layout."""

LONGEST_PIECE = 20_000
"""Characters that are tokenised at a time; a longer turn is cut at the end of a segment."""

_MAGIC = b"fitcode annotation 1\n"


@dataclass(frozen=True, slots=False, eq=False)
class Annotation:
    """Tokens of respondents' turns, in the order of the transcript."""

    starts: NDArray[np.int64]
    """Of each token, its first character's code point in the transcript."""

    ends: NDArray[np.int64]
    """One past its last character's."""

    forms: NDArray[np.int64]
    """Of each token, its lower-case form as an index into ``vocabulary``."""

    lemma_of: NDArray[np.int64]
    """Of each form, its lemma as an index into ``vocabulary``."""

    vocabulary: Sequence[str]
    """The forms, then those lemmas that are no form."""

    def __len__(self) -> int:
        return len(self.starts)

    @cached_property
    def lemmas(self) -> NDArray[np.int64]:
        """Of each token, its lemma as an index into ``vocabulary``."""
        return self.lemma_of[self.forms]

    def part(self, start: int, end: int) -> Annotation:
        """The tokens that begin between two positions of the transcript."""
        import numpy as np

        first, past = np.searchsorted(self.starts, [start, end]).tolist()
        tokens = slice(first, past)
        return Annotation(
            self.starts[tokens], self.ends[tokens], self.forms[tokens], self.lemma_of, self.vocabulary
        )

    def to_bytes(self) -> bytes:
        """The annotation in as few bytes as come cheaply: some 2.5 a token."""
        import numpy as np

        before = np.concatenate([[0], self.ends[:-1]]) if len(self) else self.ends
        arrays = [self.starts - before, self.ends - self.starts, self.forms, self.lemma_of]
        small = [_smallest(array) for array in arrays]
        layout = [[array.dtype.str, len(array)] for array in small]
        words = "\n".join(self.vocabulary).encode("utf-8", "surrogatepass")
        head = json.dumps([layout, len(self.vocabulary)]).encode() + b"\n"
        return _MAGIC + zlib.compress(b"".join([head, *[one.tobytes() for one in small], words]), 1)

    @classmethod
    def from_bytes(cls, content: bytes) -> Annotation:
        """An annotation as it was written; raises ValueError for bytes that hold none."""
        try:
            return cls._read(content)
        except (zlib.error, ValueError, TypeError, IndexError, UnicodeDecodeError) as error:
            raise ValueError("these bytes hold no annotation") from error

    @classmethod
    def _read(cls, content: bytes) -> Annotation:
        import numpy as np

        if not content.startswith(_MAGIC):
            raise ValueError("another layout")
        head, _, body = zlib.decompress(content[len(_MAGIC) :]).partition(b"\n")
        layout, size = json.loads(head)
        arrays: list[NDArray[np.int64]] = []
        done = 0
        for kind, length in layout:
            stored = np.frombuffer(body, dtype=_kind(kind), count=length, offset=done)
            arrays.append(stored.astype(np.int64))
            done += stored.nbytes
        gaps, lengths, forms, lemma_of = arrays
        ends = np.cumsum(gaps + lengths)
        vocabulary = body[done:].decode("utf-8", "surrogatepass").split("\n") if size else []
        read = cls(ends - lengths, ends, forms, lemma_of, vocabulary)
        if not (
            len(vocabulary) == size
            and len(gaps) == len(lengths) == len(forms)
            and forms.max(initial=-1) < len(lemma_of) <= size
            and lemma_of.max(initial=-1) < size
        ):
            raise ValueError("parts that do not fit together")
        return read


def _kind(name: str) -> np.dtype[Any]:
    import numpy as np

    kind = np.dtype(name)
    if kind.kind != "u":
        raise ValueError("no unsigned numbers")
    return kind


def _smallest(array: NDArray[np.int64]) -> NDArray[Any]:
    import numpy as np

    most = array.max(initial=0)
    return array.astype("u1" if most < 1 << 8 else "<u2" if most < 1 << 16 else np.dtype("<u4"))


def annotation_key(language: str) -> str:
    """What besides a transcript decides its annotation: language, tokeniser and dictionary, with versions."""
    versions = ", ".join(f"{name} {installed_version(name)}" for name in ("spacy", "simplemma"))
    return f"{language}, {versions}, lemmas {corrections_hash()}, layout {ANNOTATION_VERSION}"


class Piece(NamedTuple):
    """A turn's text, or a run of whole segments of a very long turn: what is tokenised at a time."""

    turn: int
    """Its turn's place among the transcript's."""

    start: int
    """Of its first segment, in the transcript."""

    text: str
    segments: tuple[SegmentText, ...]


def pieces_of(transcript: TranscriptText) -> Iterator[Piece]:
    """What respondents said, in order."""
    for number, turn in enumerate(transcript.turns):
        if not turn.is_respondent or not turn.segments:
            continue
        runs = [turn.segments] if len(turn.text) <= LONGEST_PIECE else _runs(turn.segments)
        for segments in runs:
            yield _piece(number, turn, segments)


def _piece(number: int, turn: TurnText, segments: tuple[SegmentText, ...]) -> Piece:
    start = segments[0].start
    return Piece(number, start, turn.text[start - turn.start : segments[-1].end - turn.start], segments)


def _runs(segments: tuple[SegmentText, ...]) -> Iterator[tuple[SegmentText, ...]]:
    """Runs of neighbouring segments, each as long as a piece may be; one long segment stays whole."""
    first = 0
    for index, segment in enumerate(segments):
        if index > first and segment.end - segments[first].start > LONGEST_PIECE:
            yield segments[first:index]
            first = index
    yield segments[first:]


def annotate(transcript: TranscriptText, pipeline: Pipeline) -> Annotation:
    """The tokens of what respondents said."""
    import numpy as np

    with uncollected():
        tables = [_tokens(piece, pipeline) for piece in pieces_of(transcript)]
    none: Any = np.zeros((0, 3), dtype=np.uint64)
    table = np.concatenate([none, *tables])
    distinct, forms = np.unique(table[:, 2], return_inverse=True)
    words = pipeline.words(distinct.tolist())
    numbers = {form: number for number, (form, _) in enumerate(words)}
    lemma_of = [numbers.setdefault(lemma, len(numbers)) for _, lemma in words]
    return Annotation(
        starts=table[:, 0].astype(np.int64),
        ends=table[:, 1].astype(np.int64),
        forms=forms.reshape(-1).astype(np.int64),
        lemma_of=np.array(lemma_of, dtype=np.int64),
        vocabulary=list(numbers),
    )


def _tokens(piece: Piece, pipeline: Pipeline) -> Any:
    """A row per token: start and end in the transcript, and spaCy's id of its lower-case form."""
    import numpy as np

    clean = CleanText(piece.text)
    table: Any = pipeline.nlp.make_doc(clean.text).to_array(["IDX", "LENGTH", "LOWER"])
    table = table.reshape(-1, 3)
    table[:, 1] += table[:, 0]
    if clean.is_shifted:
        places = table[:, :2].astype(np.int64)
        table[:, 0] = clean.back_all(places[:, 0])
        table[:, 1] = clean.back_all(places[:, 1] - 1) + 1
    table[:, :2] += np.uint64(piece.start)
    return table
