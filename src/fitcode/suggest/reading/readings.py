"""Readings: what a pass keeps of a transcript before anything is suggested, made in worker processes.

Tokens and vectors come and go as bytes; each process loads its pipelines and its encoder once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from fitcode.domain.suggestion import TranscriptText
from fitcode.suggest.reading.annotation import annotate, annotation_key
from fitcode.suggest.reading.encoders import Encoder, find_encoder
from fitcode.suggest.reading.pipeline_names import normal_language
from fitcode.suggest.reading.vectors import VECTORS_VERSION, encode_transcript

if TYPE_CHECKING:
    from fitcode.suggest.reading.pipelines import Pipelines


class ReadingOrder(NamedTuple):
    """A transcript that is to be read, and for what."""

    transcript: TranscriptText
    language: str
    wants_tokens: bool
    wants_vectors: bool


class KeptReading(NamedTuple):
    """What was read of one transcript; None where it was not asked for."""

    tokens: bytes | None
    vectors: bytes | None


def language_of(stated: str | None, *, project_language: str) -> str:
    """The language that a transcript is read in: its own, or the project's where it names none."""
    return normal_language(stated or project_language)


def tokens_maker(language: str) -> str:
    """What makes tokens of a language, with versions."""
    return f"tokens: {annotation_key(language)}"


def vectors_maker(encoder: str) -> str:
    """What makes vectors, with versions; raises FitcodeError for an encoder that is not there."""
    return f"vectors: {find_encoder(encoder).version()}, layout {VECTORS_VERSION}"


def read_orders(orders: Sequence[ReadingOrder], *, encoder: str) -> list[KeptReading]:
    """Read transcripts in this process."""
    made: list[KeptReading] = []
    for order in orders:
        tokens = vectors = None
        if order.wants_tokens:
            pipeline = pipelines_of("blank", order.language).of(order.language)
            tokens = annotate(order.transcript, pipeline).to_bytes()
        if order.wants_vectors:
            vectors = encode_transcript(order.transcript, encoder_of(encoder))
        made.append(KeptReading(tokens, vectors))
    return made


@cache
def encoder_of(name: str) -> Encoder:
    """The encoder of this process."""
    return find_encoder(name)


@cache
def pipelines_of(pipeline: str, language: str) -> Pipelines:
    """Pipelines of this process, as settings name them."""
    from fitcode.suggest.reading.pipelines import Pipelines

    return Pipelines(pipeline=pipeline, language=language)
