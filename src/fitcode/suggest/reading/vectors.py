"""Vectors of a transcript: one for each respondents' segment, and one for the question before a turn.

They are kept as whole numbers from -127 to 127 with a scale for each row: half the size of the smallest
floats, and the same similarity to two decimals. What a pass reads is always what would be kept, so that a
first pass and a later one see the same numbers.
"""

from __future__ import annotations

import struct
import zlib
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


class TranscriptVectors(NamedTuple):
    """Unit vectors of one transcript."""

    segments: NDArray[np.float32]
    """Of shape (respondents' segments, dimensions)."""

    questions: NDArray[np.float32]
    """Of the same shape: what somebody else said just before the segment's turn; zeros where nobody did."""


class _Texts(NamedTuple):
    segments: list[str]
    questions: list[str]
    question_of: list[int]
    """For each segment the number of its question, or -1."""


def encode_transcript(transcript: TranscriptText, encoder: Encoder) -> bytes:
    """The transcript's vectors, as they are kept."""
    import numpy as np

    texts = _texts(transcript)
    made = encoder.encode([*texts.segments, *texts.questions])
    highest = np.abs(made).max(axis=1, initial=1e-12)
    scales = (highest / 127).astype(np.float32)
    whole = np.rint(made / scales[:, None]).astype(np.int8)
    head = _HEAD.pack(_MAGIC, len(texts.segments), len(texts.questions), made.shape[1])
    return head + zlib.compress(scales.tobytes() + whole.tobytes(), 1)


def decode_vectors(content: bytes, transcript: TranscriptText) -> TranscriptVectors:
    """Kept vectors as unit rows; raises ValueError where they are not this transcript's."""
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
    vectors = unit(whole.astype(np.float32) * scales[:, None])
    # The last row stands for no question.
    asked = np.concatenate([vectors[segments:], np.zeros((1, width), dtype=np.float32)])
    return TranscriptVectors(vectors[:segments], asked[np.array(texts.question_of, dtype=np.int64)])


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows divided by their length; a row of zeros stays one."""
    import numpy as np

    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    return cast("NDArray[np.float32]", (vectors / np.maximum(lengths, 1e-12)[:, None]).astype(np.float32))


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
