"""Score out of fold: what suggesters say of transcripts that they have learned nothing from.

The pass itself runs, trained anew for each fold on the transcripts of the others; nothing is scored by a
stand-in for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from fitcode.domain.suggestion import NewSuggestion
from fitcode.errors import FitcodeError
from fitcode.store.annotations import Annotations
from fitcode.store.judged_transcripts import JudgedTranscript
from fitcode.suggest.combine import combined_score
from fitcode.suggest.pass_io import PassOrder
from fitcode.suggest.registry import find_suggester
from fitcode.suggest.suggester import Grader, Recipe, Suggester, TrainedKind
from fitcode.workflow.suggesting.keep_readings import Makers
from fitcode.workflow.suggesting.read_for_suggesting import PassInput, read_for_suggesting
from fitcode.workflow.workspace import Workspace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fitcode.suggest.material import Example, Material
    from fitcode.suggest.passes import SuggestionPass
    from fitcode.suggest.reading.encoders import Encoder
    from fitcode.suggest.reading.read_transcript import ReadTranscript

    Scores = NDArray[np.float32]

TFIDF = "tfidf"
"""The baseline: words alone, no neighbours, no vectors."""


class Judged(NamedTuple):
    """A transcript that people coded, with what a pass needs to read it."""

    transcript: JudgedTranscript
    input: PassInput
    first: int
    """Number of its first unit."""

    @property
    def units(self) -> slice:
        """Where its units stand."""
        return slice(self.first, self.first + len(self.transcript.segments))


@dataclass(frozen=True)
class Jury:
    """All that scoring needs, the same for every fold."""

    workspace: Workspace
    annotations: Annotations
    makers: Makers
    recipe: Recipe
    """Of every suggester that is scored, with nothing learned."""

    together: Sequence[str]
    """The suggesters of the pass as it is set; empty where not all of them are scored."""

    codes: Sequence[str]
    """``codebook/code`` of each column."""

    judged: Sequence[Judged]
    material: Material
    encoder: Encoder

    @property
    def pass_name(self) -> str:
        """What the pass's suggestions are filed under."""
        return "+".join(self.together)

    @property
    def n_units(self) -> int:
        """Units of all transcripts."""
        return self.judged[-1].units.stop if self.judged else 0

    @cached_property
    def columns(self) -> Mapping[str, int]:
        """Code to its column."""
        return {code: column for column, code in enumerate(self.codes)}

    @cached_property
    def units_of_rows(self) -> NDArray[np.int64]:
        """The unit of each row of the material, -1 for those that are none."""
        import numpy as np

        first = {one.transcript.name: one.first for one in self.judged}
        units = np.full(len(self.material), -1)
        seen: Counter[str] = Counter()
        for row, name in enumerate(self.material.groups):
            if name in first:
                units[row] = first[name] + seen[name]
                seen[name] += 1
        return units

    def trained(self, examples: Sequence[Example]) -> Recipe:
        """The recipe with what its suggesters learn from these examples."""
        material = self.material.with_examples(examples)
        recipe = self.recipe
        for name in recipe.settings.suggesters:
            kind = find_suggester(name)
            if isinstance(kind, TrainedKind):
                state = kind.train(recipe, material, self.encoder)
                recipe = replace(recipe, models={**recipe.models, name: state})
        return recipe

    def examples_in(self, judged: Sequence[Judged]) -> tuple[Example, ...]:
        """What people said of the segments of these transcripts."""
        return self.material.examples_in({one.transcript.name for one in judged})

    def order(self, judged: Judged) -> PassOrder:
        """The transcript as if nothing had been decided in it."""
        one = judged.input
        return PassOrder(
            read_for_suggesting(self.workspace.project, one.transcript)._replace(decided=()),
            language=self.makers.language(one),
            tokens=self.annotations.get(one.said_hash, self.makers.tokens(one)),
            vectors=self.annotations.get(one.said_hash, self.makers.vectors) if self.makers.vectors else None,
            codes=None,
        )


class Scored(NamedTuple):
    """What all suggesters said of one transcript."""

    judged: Judged
    scores: Mapping[str, Scores]
    """Suggester to ``units x codes``, -inf where it proposes nothing."""

    suggestions: Sequence[NewSuggestion]
    """The pass's, as they would be filed."""


def score_fold(jury: Jury, recipe: Recipe, judged: Sequence[Judged]) -> Iterator[Scored]:
    """Every suggester of a trained recipe on some transcripts, and the pass where it is scored."""
    from fitcode.suggest.passes import SuggestionPass

    everybody = SuggestionPass(recipe)
    alone = everybody if recipe.settings.suggesters == tuple(jury.together) else None
    if alone is None and jury.together:
        settings = recipe.settings.model_copy(update={"suggesters": tuple(jury.together)})
        alone = SuggestionPass(replace(recipe, settings=settings))
    for one in judged:
        order = jury.order(one)
        scores = _scores(jury, everybody, order, n_units=len(one.transcript.segments))
        if len(jury.together) > 1:
            scores[jury.pass_name] = _combined(jury, scores)
        yield Scored(one, scores, alone.carry_out(order).suggestions if alone else ())


def _scores(jury: Jury, made: SuggestionPass, order: PassOrder, *, n_units: int) -> dict[str, Scores]:
    import numpy as np

    read = made.read(order)
    scores: dict[str, Scores] = {}
    for suggester in made.suggesters:
        table = scores[suggester.name] = np.full((n_units, len(jury.codes)), -np.inf, dtype=np.float32)
        try:
            if suggester.reads(read.language):
                _fill(table, jury, suggester, read)
        except FitcodeError:
            raise
        except Exception as error:  # noqa: BLE001  # anybody's suggester may raise anything
            table[:] = -np.inf
            jury.workspace.narrator.warn(
                f"{order.transcript.name}: the suggester {suggester.name!r} raised {type(error).__name__}:"
                f" {error}; it counts as proposing nothing there."
            )
    return scores


def _fill(table: Scores, jury: Jury, suggester: Suggester, read: ReadTranscript) -> None:
    """Its chances of every code that it knows; of a suggester that grades nothing, what it proposes."""
    graded = suggester.probabilities(read) if isinstance(suggester, Grader) else None
    if isinstance(suggester, Grader) and graded is not None:
        known = [column for column, code in enumerate(suggester.codes) if code in jury.columns]
        table[:, [jury.columns[suggester.codes[column]] for column in known]] = graded[:, known]
    for proposal in suggester.propose(read):
        if proposal.code in jury.columns:
            table[proposal.segment, jury.columns[proposal.code]] = proposal.score


def _combined(jury: Jury, scores: Mapping[str, Scores]) -> Scores:
    """The score of every pair that any suggester of the pass knows, whether it would propose it or not."""
    import numpy as np

    parts = {name: scores[name] for name in jury.together}
    combined = np.full((next(iter(parts.values()))).shape, -np.inf, dtype=np.float32)
    known = np.logical_or.reduce([table > -np.inf for table in parts.values()])
    for unit, code in np.argwhere(known).tolist():
        said = {name: float(table[unit, code]) for name, table in parts.items()}
        combined[unit, code] = combined_score({name: one for name, one in said.items() if one > -np.inf})
    return combined


def score_words(jury: Jury, examples: Sequence[Example]) -> Scores:
    """What a model of words alone says of all units, having learned from these examples."""
    import numpy as np

    from fitcode.suggest.learning.word_baseline import tfidf_scores
    from fitcode.suggest.meaning.code_texts import code_tree

    made = tfidf_scores(jury.recipe, jury.material.with_examples(examples))
    known = [
        (column, jury.columns[code])
        for column, code in enumerate(code_tree(jury.recipe.codebooks).codes)
        if code in jury.columns
    ]
    scores = np.full((jury.n_units, len(jury.codes)), -np.inf, dtype=np.float32)
    rows = np.flatnonzero(jury.units_of_rows >= 0)
    for column, code in known:
        scores[jury.units_of_rows[rows], code] = made[rows, column]
    return scores


class RememberedTexts:
    """An encoder that encodes no text twice: codebooks are read again for every fold."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._made: dict[str, NDArray[np.float32]] = {}

    def version(self) -> str:
        """The encoder's own."""
        return self._encoder.version()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of unit length per text."""
        import numpy as np

        new = [text for text in dict.fromkeys(texts) if text not in self._made]
        if new:
            self._made |= dict(zip(new, self._encoder.encode(new), strict=True))
        return np.array([self._made[text] for text in texts], dtype=np.float32)
