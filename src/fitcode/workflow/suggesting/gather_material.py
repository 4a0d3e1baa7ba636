"""Gather material: what suggesters learn from, read from the project and the kept vectors.

All segments of coded transcripts are in it, up to a limit, and those of some others, so that what is coded
can be told from what people say anyway.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from fitcode.domain.suggestion import TranscriptText
from fitcode.store import training
from fitcode.store.annotations import Annotations
from fitcode.store.training import LabelledSpan
from fitcode.workflow.suggesting.keep_readings import Makers
from fitcode.workflow.suggesting.read_for_suggesting import PassInput, read_for_suggesting
from fitcode.workflow.workspace import Workspace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fitcode.suggest.material import Example, Material

MOST_ROWS = 30_000
"""Segments of coded transcripts: some 120 MB of vectors with their questions."""

MOST_WORDS = MOST_ROWS * 15
"""The same in words: a segment has some fifteen."""

OTHER_WORDS = 60_000
"""Words of transcripts that nobody coded."""


def gather_material(
    workspace: Workspace, annotations: Annotations, inputs: Sequence[PassInput], *, makers: Makers
) -> Material:
    """The material of a project; the same project and seed give the same."""
    from fitcode.suggest.material import Material, empty_material, neighbours
    from fitcode.suggest.reading.vectors import decode_vectors

    labelled: dict[str, list[LabelledSpan]] = defaultdict(list)
    for span in training.labelled_spans(workspace.project):
        labelled[span.transcript].append(span)
    finished = training.finished_transcripts(workspace.project)
    rows = _Rows()
    for one in _chosen(inputs, labelled.keys() | finished, seed=makers.settings.seed):
        content = annotations.get(one.said_hash, makers.vectors or "")
        if content is None:
            continue  # it could not be read, which has been said
        transcript = read_for_suggesting(workspace.project, one.transcript)
        try:
            vectors = decode_vectors(content, transcript)
        except ValueError:
            continue  # damaged; the pass itself encodes the transcript anew
        rows.add(
            transcript,
            vectors.segments,
            vectors.questions,
            labelled.get(one.transcript, []),
            is_finished=one.transcript in finished,
        )
    if not rows.texts:
        return empty_material()
    previous, following = neighbours(rows.groups, rows.turns)
    return Material(
        texts=tuple(rows.texts),
        vectors=_joined(rows.vectors),
        questions=_joined(rows.questions),
        previous=previous,
        following=following,
        groups=tuple(rows.groups),
        examples=tuple(rows.examples),
    )


def _joined(tables: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """One table of several, which are let go: those of a very long transcript fill half a gigabyte."""
    import numpy as np

    made = tables[0] if len(tables) == 1 else np.concatenate(tables)
    tables.clear()
    return made


def _chosen(inputs: Sequence[PassInput], coded: Collection[str], *, seed: int) -> Iterator[PassInput]:
    """Coded transcripts up to the limit, then some others."""
    for is_coded, most in ((True, MOST_WORDS), (False, OTHER_WORDS)):
        yield from drawn(
            [one for one in inputs if (one.transcript in coded) is is_coded], most_words=most, seed=seed
        )


def drawn(inputs: Sequence[PassInput], *, most_words: int, seed: int) -> Iterator[PassInput]:
    """Transcripts in an order that the seed draws, until they have more words than these."""

    def rank(one: PassInput) -> str:
        return hashlib.sha256(f"{seed} {one.text_hash}".encode()).hexdigest()

    words = 0
    for one in sorted(inputs, key=rank):
        words += one.words
        yield one
        if words > most_words:
            break


class _Rows:
    """The rows of the material, gathered transcript by transcript."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.groups: list[str] = []
        self.turns: list[int] = []
        self.vectors: list[NDArray[np.float32]] = []
        self.questions: list[NDArray[np.float32]] = []
        self.examples: list[Example] = []

    def add(
        self,
        transcript: TranscriptText,
        vectors: NDArray[np.float32],
        questions: NDArray[np.float32],
        labelled: Sequence[LabelledSpan],
        *,
        is_finished: bool,
    ) -> None:
        """Take in a transcript's segments, and what people said of them."""
        places = [
            (
                number,
                segment.start,
                segment.end,
                turn.text[segment.start - turn.start : segment.end - turn.start],
            )
            for number, turn in enumerate(transcript.turns)
            if turn.is_respondent
            for segment in turn.segments
        ]
        first = len(self.texts)
        self.texts += [text for *_, text in places]
        self.turns += [turn for turn, *_ in places]
        self.groups += [transcript.name] * len(places)
        self.vectors.append(vectors)
        self.questions.append(questions)
        spans = [(start, end) for _, start, end, _ in places]
        self.examples += examples_of(spans, labelled, first=first, is_finished=is_finished)


def examples_of(
    segments: Sequence[tuple[int, int]],
    labelled: Sequence[LabelledSpan],
    *,
    first: int,
    is_finished: bool,
) -> list[Example]:
    """What labelled spans say of segments: a span speaks for a segment that shares half of either.

    Segments that nobody coded are examples of nothing in a finished transcript; in another one they may not
    have been read.
    """
    from fitcode.suggest.decided_passages import touched_segments
    from fitcode.suggest.material import Example, Source

    examples: list[Example] = []
    touched: set[int] = set()
    for span in labelled:
        for row in touched_segments(segments, start=span.start, end=span.end):
            positive = span.source != Source.rejected.value
            touched.add(row)
            examples.append(
                Example(first + row, span.code, positive, source=Source(span.source), uid=span.uid)
            )
    if is_finished:
        examples += [
            Example(first + row, "", False, source=Source.uncoded)
            for row in range(len(segments))
            if row not in touched
        ]
    return examples
