"""Keep readings: tokens and vectors of transcripts, each made once and kept beside the project."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import NamedTuple

from fitcode.batch.crew import Executor
from fitcode.batch.executors import in_batches
from fitcode.batch.outcomes import Done, Outcome
from fitcode.batch.shards import run_shards
from fitcode.errors import UnknownTranscript
from fitcode.store.annotations import Annotation, Annotations
from fitcode.suggest.reading.readings import (
    KeptReading,
    ReadingOrder,
    language_of,
    read_orders,
    tokens_maker,
    vectors_maker,
)
from fitcode.suggest.suggester import PassSettings
from fitcode.workflow.suggesting.read_for_suggesting import PassInput, read_for_suggesting
from fitcode.workflow.workspace import Workspace

_WORDS_A_SHARD = 12_000
"""Words that go to a worker together: about a second of its time with vectors."""

_SECONDS_A_TRANSACTION = 2.0


@dataclass(frozen=True)
class Makers:
    """What makes the readings of a pass; versions of packages are looked up once, which takes its time."""

    settings: PassSettings
    needs_vectors: bool

    def tokens(self, one: PassInput) -> str:
        """What makes the tokens of this transcript."""
        return self._tokens(self.language(one))

    @cached_property
    def _tokens(self) -> Callable[[str], str]:
        return cache(tokens_maker)

    @cached_property
    def vectors(self) -> str | None:
        """What makes vectors; None where no suggester reads them."""
        return vectors_maker(self.settings.encoder) if self.needs_vectors else None

    def language(self, one: PassInput) -> str:
        """The language that this transcript is read in."""
        return language_of(one.language, project_language=self.settings.language)


def texts_maker(vectors: str) -> str:
    """What makes vectors of codebooks' own texts, each by itself; ``vectors`` makes those of transcripts."""
    return f"codebook, one by one, {vectors}"


class _Shard(NamedTuple):
    inputs: tuple[PassInput, ...]
    orders: tuple[ReadingOrder, ...]


def keep_readings(
    workspace: Workspace,
    annotations: Annotations,
    inputs: Sequence[PassInput],
    *,
    makers: Makers,
    executor: Executor,
) -> list[str]:
    """Read what has not been read yet; gives back what failed, a line each."""
    missing = _missing(annotations, inputs, makers=makers)
    if not missing:
        return []
    faults: list[str] = []
    words = 0
    read = partial(_read_shard, encoder=makers.settings.encoder)
    shards = _shards(workspace, missing, makers=makers)
    total = sum(wanted.input.words for wanted in missing)
    with (
        workspace.narrator.progress("Reading", total, unit="words") as advance,
        closing(run_shards(read, shards, executor=executor, split=_split)) as outcomes,
    ):
        for batch in in_batches(outcomes, seconds=_SECONDS_A_TRANSACTION):
            annotations.keep(one for outcome in batch for one in _annotations(outcome, makers))
            for outcome in batch:
                names = [one.transcript for one in outcome.item.inputs]
                words += sum(one.words for one in outcome.item.inputs)
                if not isinstance(outcome, Done):
                    faults += [f"{name} could not be read: {outcome.reason}" for name in names]
            advance(words)
    return faults


class _Wanted(NamedTuple):
    input: PassInput
    tokens: bool
    vectors: bool


def _missing(annotations: Annotations, inputs: Sequence[PassInput], *, makers: Makers) -> list[_Wanted]:
    kept = {maker: annotations.kept(maker) for maker in {makers.tokens(one) for one in inputs}}
    vectors = annotations.kept(makers.vectors) if makers.vectors else None
    wanted = [
        _Wanted(
            one,
            tokens=one.said_hash not in kept[makers.tokens(one)],
            vectors=vectors is not None and one.said_hash not in vectors,
        )
        for one in inputs
    ]
    return [one for one in wanted if one.tokens or one.vectors]


def _shards(workspace: Workspace, missing: Sequence[_Wanted], *, makers: Makers) -> Iterator[_Shard]:
    gathered: list[tuple[PassInput, ReadingOrder]] = []
    for wanted in missing:
        try:
            transcript = read_for_suggesting(workspace.project, wanted.input.transcript)
        except UnknownTranscript:
            continue  # removed meanwhile; the pass itself will say so
        language = makers.language(wanted.input)
        gathered.append((wanted.input, ReadingOrder(transcript, language, wanted.tokens, wanted.vectors)))
        if sum(one.words for one, _ in gathered) >= _WORDS_A_SHARD:
            yield _shard(gathered)
            gathered = []
    if gathered:
        yield _shard(gathered)


def _shard(gathered: Sequence[tuple[PassInput, ReadingOrder]]) -> _Shard:
    return _Shard(tuple(one for one, _ in gathered), tuple(order for _, order in gathered))


def _split(shard: _Shard) -> list[_Shard]:
    return [_shard([pair]) for pair in zip(shard.inputs, shard.orders, strict=True)]


def _read_shard(shard: _Shard, *, encoder: str) -> list[KeptReading]:
    return read_orders(shard.orders, encoder=encoder)


def _annotations(outcome: Outcome[_Shard, list[KeptReading]], makers: Makers) -> Iterator[Annotation]:
    if not isinstance(outcome, Done):
        return
    for one, reading in zip(outcome.item.inputs, outcome.result, strict=True):
        if reading.tokens is not None:
            yield Annotation(one.said_hash, makers.tokens(one), one.text_hash, "tokens", reading.tokens)
        if reading.vectors is not None:
            vectors = makers.vectors or ""
            yield Annotation(one.said_hash, vectors, one.text_hash, "vectors", reading.vectors)
