"""Features: what a segment looks like to the semantic and the learned suggester.

Vectors are centred and blended with the segment's surroundings; words are compared by character 4-grams,
which know abbreviations and names that no sentence encoder has met. They are hashed, without a vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fitcode.suggest.reading.read_transcript import ReadTranscript
    from fitcode.suggest.reading.vectors import TranscriptVectors

    Floats = NDArray[np.float64]

NEIGHBOUR = 0.5
"""Weight of each neighbouring segment beside the segment's own vector."""

QUESTION = 0.4
"""Weight of the interviewer's question."""

BUCKETS = 1 << 15
"""Into which character 4-grams are hashed."""

STRETCH = 2_000
"""Segments that are scored together: some 20 MB where they are floats of 1,000 numbers each."""


class Shown(NamedTuple):
    """Segments as they are scored, whether they come from a transcript or from training material."""

    texts: Sequence[str]
    vectors: NDArray[np.float32]
    questions: NDArray[np.float32]
    previous: NDArray[np.int64]
    following: NDArray[np.int64]


class Stretch(NamedTuple):
    """Neighbouring segments of a transcript that are scored together."""

    first: int
    """The number of the first in the transcript."""

    shown: Shown
    """They, with the segment before and the one after: their neighbours count in."""

    own: slice
    """Which rows of ``shown`` they are."""


def stretches_of(read: ReadTranscript) -> Iterator[Stretch]:
    """A transcript's segments, some thousands at a time; nothing when its vectors were not made.

    As tables of floats, all segments of a very long transcript would take gigabytes.
    """
    if read.kept_vectors is None:
        return
    count = len(read.segments)
    # A small rest joins the stretch before it: a matrix product adds up few rows in another order.
    starts = range(0, max(1, count - STRETCH // 2 + 1), STRETCH)
    for first in starts:
        end = first + STRETCH if first + STRETCH in starts else count
        before, after = max(0, first - 1), min(count, end + 1)
        shown = _shown(read, read.kept_vectors, slice(before, after))
        yield Stretch(first, shown, slice(first - before, end - before))


def _shown(read: ReadTranscript, vectors: TranscriptVectors, rows: slice) -> Shown:
    import numpy as np

    segments = read.segments[rows]
    turns = np.array([segment.turn for segment in segments], dtype=np.int64)
    here = np.arange(len(turns))
    is_same = turns[1:] == turns[:-1]
    previous, following = np.full(len(turns), -1), np.full(len(turns), -1)
    previous[1:] = np.where(is_same, here[:-1], -1)
    following[:-1] = np.where(is_same, here[1:], -1)
    return Shown(
        [read.quote(segment.start, segment.end) for segment in segments],
        vectors.segments_of(rows),
        vectors.questions_of(rows),
        previous,
        following,
    )


def unit(vectors: Floats) -> Floats:
    """Rows of unit length; rows of zeros stay so."""
    import numpy as np

    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return cast("Floats", vectors / np.maximum(lengths, 1e-9))


def beside(values: Floats, shown: Shown) -> Floats:
    """The sum of what stands in the rows of the two neighbours."""
    import numpy as np

    if not len(values):
        return values
    total = np.zeros_like(values)
    for rows in (shown.previous, shown.following):
        total += np.where(rows[:, None] >= 0, values[np.maximum(rows, 0)], 0)
    return total


def centred(shown: Shown, centre: Floats, question_centre: Floats) -> tuple[Floats, Floats]:
    """The segments' and the questions' vectors around their centres; no question is a row of zeros."""
    import numpy as np

    own = unit(shown.vectors.astype("float64") - centre)
    asked = np.abs(shown.questions).max(axis=1, keepdims=True, initial=0) > 0
    return own, unit(shown.questions.astype("float64") - question_centre) * asked


def blended(own: Floats, questions: Floats, shown: Shown) -> Floats:
    """One vector per segment, with its neighbours and the question mixed in."""
    return unit(own + NEIGHBOUR * beside(own, shown) + QUESTION * questions)


def joined(own: Floats, questions: Floats, shown: Shown) -> Floats:
    """The segment with its neighbours, beside the question: a classifier weighs the two for itself."""
    import numpy as np

    return np.hstack([unit(own + NEIGHBOUR * beside(own, shown)), 0.5 * questions])


def gram_counts(texts: Sequence[str]) -> Any:
    """Damped counts of the texts' character 4-grams: a sparse matrix of texts by buckets."""
    import numpy as np
    from sklearn.feature_extraction.text import HashingVectorizer

    hasher = HashingVectorizer(
        analyzer="char_wb", ngram_range=(4, 4), n_features=BUCKETS, norm=None, alternate_sign=False
    )
    counts = hasher.transform(texts) if len(texts) else hasher.transform([""])[:0]
    counts.data = 1 + np.log(np.maximum(counts.data, 1))
    return counts


def rarity(counts: Any) -> Floats:
    """The inverse document frequency of each bucket, smoothed."""
    import numpy as np

    documents = np.bincount(counts.indices, minlength=BUCKETS)
    return cast("Floats", np.log((1 + counts.shape[0]) / (1 + documents)) + 1)


def weighed(counts: Any, idf: Floats) -> Any:
    """Rows of unit length, rare grams counting more."""
    import numpy as np

    rows = counts.copy()
    rows.data = rows.data * idf[rows.indices]
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1))).ravel()
    rows.data /= np.repeat(np.maximum(lengths, 1e-9), np.diff(rows.indptr))
    return rows
