"""Vectors of a transcript: one for each respondents' segment, and one for the question before a turn.

They are kept as whole numbers from -127 to 127 with a scale for each row: half the size of the smallest
floats, and the same similarity to two decimals. What a pass reads is always what would be kept, so that a
first pass and a later one see the same numbers.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple, cast

from fitcode.domain.suggestion import TranscriptText

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fitcode.suggest.reading.encoders import Encoder

VECTORS_VERSION = 1
"""Raised when the same text and encoder would give other kept vectors."""

_HEAD = struct.Struct("<4sIII")
_MAGIC = b"fcv1"


_ROWS = 4_000
"""Rows that are made or read at once: as floats, all rows of a long transcript would fill a gigabyte."""


class TranscriptVectors:
    """Unit vectors of one transcript, held as they are kept and made floats where they are asked for."""

    def __init__(
        self, scales: NDArray[np.float32], whole: NDArray[np.int8], question_of: NDArray[np.int64]
    ) -> None:
        self._scales = scales
        self._whole = whole
        self._question_of = question_of
        """For each segment the number of its question, or -1."""

    def __len__(self) -> int:
        return len(self._question_of)

    @property
    def segments(self) -> NDArray[np.float32]:
        """A row for each of the respondents' segments."""
        return self._all(self.segments_of)

    @property
    def questions(self) -> NDArray[np.float32]:
        """For each segment what somebody else said just before its turn; zeros where nobody did."""
        return self._all(self.questions_of)

    def segments_of(self, rows: slice) -> NDArray[np.float32]:
        """The rows of some neighbouring segments."""
        first, end, _ = rows.indices(len(self))
        return self._floats(first, end)

    def questions_of(self, rows: slice) -> NDArray[np.float32]:
        """The questions of some neighbouring segments."""
        import numpy as np

        numbers = self._question_of[rows]
        asked = numbers[numbers >= 0]
        # Neighbours have neighbouring questions, most of them the same: each is made once.
        first, end = (int(asked[0]), int(asked[-1]) + 1) if len(asked) else (0, 0)
        made = self._floats(len(self) + first, len(self) + end)
        # The last row stands for no question.
        made = np.concatenate([made, np.zeros((1, made.shape[1]), dtype=np.float32)])
        return made[np.where(numbers >= 0, numbers - first, end - first)]

    def _floats(self, first: int, end: int) -> NDArray[np.float32]:
        return unit(self._whole[first:end] * self._scales[first:end, None])

    def _all(self, some: Callable[[slice], NDArray[np.float32]]) -> NDArray[np.float32]:
        import numpy as np

        made = np.empty((len(self), self._whole.shape[1]), dtype=np.float32)
        for rows in _stretches(len(self)):
            made[rows] = some(rows)
        return made


class _Texts(NamedTuple):
    segments: list[str]
    questions: list[str]
    question_of: list[int]
    """For each segment the number of its question, or -1."""


def encode_transcript(transcript: TranscriptText, encoder: Encoder) -> bytes:
    """The transcript's vectors, as they are kept."""
    import numpy as np

    texts = _texts(transcript)
    # All at once: a row's last bits may hang on the texts around it.
    made = encoder.encode([*texts.segments, *texts.questions])
    scales = np.empty(len(made), dtype=np.float32)
    whole = np.empty(made.shape, dtype=np.int8)
    for rows in _stretches(len(made)):
        highest = np.abs(made[rows]).max(axis=1, initial=1e-12)
        scales[rows] = highest / 127
        whole[rows] = np.rint(made[rows] / scales[rows, None])
    head = _HEAD.pack(_MAGIC, len(texts.segments), len(texts.questions), made.shape[1])
    return head + zlib.compress(scales.tobytes() + whole.tobytes(), 1)


def decode_vectors(content: bytes, transcript: TranscriptText) -> TranscriptVectors:
    """Kept vectors, to be read as unit rows; raises ValueError where they are not this transcript's."""
    import numpy as np

    texts = _texts(transcript)
    try:
        magic, segments, questions, width = _HEAD.unpack_from(content)
        packed = zlib.decompress(content[_HEAD.size :])
    except (struct.error, zlib.error) as error:
        raise ValueError("these bytes hold no vectors") from error
    rows = segments + questions
    if (magic, segments, questions) != (_MAGIC, len(texts.segments), len(texts.questions)) or len(
        packed
    ) != rows * (width + 4):
        raise ValueError("these vectors belong to another text")
    scales = np.frombuffer(packed, dtype=np.float32, count=rows)
    whole = np.frombuffer(packed, dtype=np.int8, offset=rows * 4).reshape(rows, width)
    return TranscriptVectors(scales, whole, np.array(texts.question_of, dtype=np.int64))


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows divided by their length; a row of zeros stays one."""
    import numpy as np

    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    return cast("NDArray[np.float32]", (vectors / np.maximum(lengths, 1e-12)[:, None]).astype(np.float32))


def _stretches(rows: int) -> Iterator[slice]:
    for start in range(0, rows, _ROWS):
        yield slice(start, min(start + _ROWS, rows))


def _texts(transcript: TranscriptText) -> _Texts:
    texts = _Texts([], [], [])
    question = -1
    for number, turn in enumerate(transcript.turns):
        if not turn.is_respondent:
            continue
        before = transcript.turns[number - 1] if number else None
        if before is None or before.is_respondent:
            question = -1
        else:
            question = len(texts.questions)
            texts.questions.append(before.text)
        for segment in turn.segments:
            texts.segments.append(turn.text[segment.start - turn.start : segment.end - turn.start])
            texts.question_of.append(question)
    return texts
