"""A suggestion pass: transcripts in, suggestions with evidence out, the same whenever it is run.

A pass is prepared from a recipe of plain values, so that every worker process can prepare the same one for
itself; nothing here knows the database. A suggester that raises is named, and the others go on.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from fitcode.domain.suggestion import NewSuggestion, TranscriptText
from fitcode.errors import FitcodeError, InvalidFile, UnknownCode
from fitcode.suggest.combine import Combiner, Graded
from fitcode.suggest.meaning.kept_grades import Grades, grades_from_bytes, grades_of
from fitcode.suggest.pass_fingerprints import chosen_codes
from fitcode.suggest.pass_io import MadeSuggestions, PassOrder
from fitcode.suggest.patterns.checks import check_patterns
from fitcode.suggest.patterns.token_patterns import attributes_read
from fitcode.suggest.reading.annotation import Annotation, annotate
from fitcode.suggest.reading.pipelines import Pipelines
from fitcode.suggest.reading.read_transcript import ReadTranscript
from fitcode.suggest.reading.readings import encoder_of
from fitcode.suggest.reading.vectors import decode_vectors, encode_transcript
from fitcode.suggest.registry import find_suggester
from fitcode.suggest.statements.statements import Statements
from fitcode.suggest.suggester import Grader, Proposal, Recipe, Suggester

if TYPE_CHECKING:
    from fitcode.suggest.reading.vectors import TranscriptVectors


class SuggestionPass:
    """A pass made ready: patterns compiled, models at hand.

    A suggester that raises while it is made ready is left out where its fault goes into ``unready``; without
    such a list it is heard.
    """

    def __init__(self, recipe: Recipe, *, unready: list[str] | None = None) -> None:
        self._recipe = recipe
        self._pipelines = Pipelines(
            pipeline=recipe.settings.pipeline,
            language=recipe.settings.language,
            # Who did what to whom is asked of a model besides, where one is named.
            attributes=attributes_read(recipe.codebooks) | {"DEP", "POS"},
        )
        kinds = [find_suggester(name) for name in recipe.settings.suggesters]
        # Codes by meaning are rivals for a segment: they are told apart among all, whichever are looked for.
        whole = replace(recipe, settings=recipe.settings.model_copy(update={"only": None}))
        self.suggesters: list[Suggester] = []
        for kind in kinds:
            try:
                made = kind.prepare(whole if kind.needs_vectors else recipe, self._pipelines)
            except FitcodeError:
                raise
            except Exception as error:  # anybody's suggester may raise anything
                if unready is None:
                    raise
                unready.append(_fault(kind.name, error))
            else:
                self.suggesters.append(made)
        self.unready = tuple(unready or ())
        self._needs_vectors = any(kind.needs_vectors for kind in kinds)
        self._codes = chosen_codes(recipe.codebooks, recipe.settings.only)
        self.statements = Statements(recipe, self._pipelines)
        self._combiner = Combiner(recipe, self.statements)

    @property
    def notes(self) -> list[str]:
        """What people should know, such as patterns that this pipeline cannot run; complete after the run."""
        return list(dict.fromkeys(note for suggester in self.suggesters for note in suggester.notes))

    def run(
        self, transcripts: Iterable[TranscriptText]
    ) -> Iterator[tuple[TranscriptText, list[NewSuggestion]]]:
        """Each transcript with its suggestions by position and code, read anew."""
        for transcript in transcripts:
            order = PassOrder(transcript, "", None, None, None)
            read = self.read(order)
            yield transcript, self._combine(read, self._asked(read, order, faults=None))

    def carry_out(self, order: PassOrder) -> MadeSuggestions:
        """What comes of one transcript, from what was kept of it."""
        faults: list[str] = []
        read = self.read(order)
        said = self._asked(read, order, faults=faults)
        grades = {one.suggester: one.to_keep for one in said if one.to_keep is not None}
        made = self._combine(read, said)
        return MadeSuggestions(made, tuple(faults), grades, tuple(self.notes), self.unready)

    def _combine(self, read: ReadTranscript, said: list[_Said]) -> list[NewSuggestion]:
        proposals: dict[str, Sequence[Proposal]] = {one.suggester: one.proposals for one in said}
        graded = {one.suggester: one.graded for one in said if one.graded is not None}
        # Handed over: of a very long transcript, they and its suggestions would not fit beside each other.
        said.clear()
        read.kept_vectors = None
        return self._combiner.combine(read, proposals, graded=graded, codes=self._codes)

    def read(self, order: PassOrder) -> ReadTranscript:
        """The transcript as suggesters are shown it."""
        language = self._pipelines.language_of(order.transcript)
        read = ReadTranscript(
            order.transcript, _annotation(order, self._pipelines, language), self._pipelines
        )
        if self._needs_vectors:
            read.kept_vectors = self._vectors(order)
        return read

    def _vectors(self, order: PassOrder) -> TranscriptVectors:
        if order.vectors is not None:
            with suppress(ValueError):  # what was kept is damaged: it is made again
                return decode_vectors(order.vectors, order.transcript)
        made = encode_transcript(order.transcript, encoder_of(self._recipe.settings.encoder))
        return decode_vectors(made, order.transcript)

    def _asked(self, read: ReadTranscript, order: PassOrder, *, faults: list[str] | None) -> list[_Said]:
        """What each suggester says; one that raises is a fault, or raises where nobody collects faults."""
        said: list[_Said] = []
        for suggester in self.suggesters:
            try:
                if suggester.reads(read.language):
                    said.append(_kept(suggester, read, order) or _say(suggester, read))
            except FitcodeError:
                raise
            except Exception as error:  # anybody's suggester may raise anything
                if faults is None:
                    raise
                faults.append(_fault(suggester.name, error))
        return said


def _fault(suggester: str, error: Exception) -> str:
    return f"the suggester {suggester!r} raised {type(error).__name__}: {error}"


class _Said(NamedTuple):
    """What one suggester says of a transcript."""

    suggester: str
    proposals: list[Proposal]
    graded: Graded | None = None
    to_keep: bytes | None = None


def _kept(suggester: Suggester, read: ReadTranscript, order: PassOrder) -> _Said | None:
    """What a suggester said of this transcript before, where it is kept and whole."""
    content = order.grades.get(suggester.name)
    if content is None or not isinstance(suggester, Grader):
        return None
    with suppress(ValueError):
        grades = grades_from_bytes(content)
        if grades.chances.shape == (len(read.segments), len(suggester.codes)):
            return _Said(suggester.name, grades.proposals, _graded(suggester, grades))
    return None


def _say(suggester: Suggester, read: ReadTranscript) -> _Said:
    proposals = list(suggester.propose(read))
    for one in proposals:
        if not (0 <= one.segment < len(read.segments) and 0 <= one.score <= 1):
            raise ValueError(f"segment {one.segment} with a score of {one.score} cannot be")
    if not isinstance(suggester, Grader):
        return _Said(suggester.name, proposals)
    grades, content = grades_of(proposals, suggester.probabilities(read))
    return _Said(suggester.name, grades.proposals, _graded(suggester, grades), content)


def _graded(suggester: Grader, grades: Grades) -> Graded:
    return Graded({code: column for column, code in enumerate(suggester.codes)}, grades.chances)


def prepare_pass(recipe: Recipe) -> SuggestionPass:
    """Load what the pass needs and compile what it looks for; all faults of a codebook are raised at once."""
    check_recipe(recipe)
    return SuggestionPass(recipe)


_PREPARED: dict[tuple[str, frozenset[str] | None], SuggestionPass] = {}
"""The passes of this process by fingerprint and codes: made once, used for every shard."""

_MOST_PREPARED = 4


def carry_out_orders(
    orders: Sequence[PassOrder], recipe: Recipe, *, fingerprint: str
) -> list[MadeSuggestions]:
    """Suggest for some transcripts in this process; ``fingerprint`` is the pass's."""
    made = [_prepared(recipe, fingerprint, order.codes).carry_out(order) for order in orders]
    for key in [key for key, one in _PREPARED.items() if one.unready]:
        del _PREPARED[key]  # what failed may work the next time
    return made


def _prepared(recipe: Recipe, fingerprint: str, codes: frozenset[str] | None) -> SuggestionPass:
    """The pass for these codes alone: where one code changed, no other code's patterns are compiled."""
    key = (fingerprint, codes)
    if key not in _PREPARED:
        while len(_PREPARED) >= _MOST_PREPARED:
            del _PREPARED[next(iter(_PREPARED))]
        only = recipe.settings.only if codes is None else tuple(sorted(codes))
        settings = recipe.settings.model_copy(update={"only": only})
        _PREPARED[key] = SuggestionPass(replace(recipe, settings=settings), unready=[])
        gc.freeze()  # compiled patterns are looked through for cycles at every turn otherwise
    return _PREPARED[key]


def _annotation(order: PassOrder, pipelines: Pipelines, language: str) -> Annotation:
    if order.tokens is not None:
        with suppress(ValueError):  # what was kept is damaged: it is made again
            return Annotation.from_bytes(order.tokens)
    return annotate(order.transcript, pipelines.of(language))


def check_recipe(recipe: Recipe) -> None:
    """Refuse what cannot run: patterns that would run for ever, codes that no codebook has."""
    for codebook in recipe.codebooks:
        if faults := check_patterns(codebook):
            raise InvalidFile(f"The codebook {codebook.id!r}", faults)
    known = {codebook.id for codebook in recipe.codebooks}
    known |= chosen_codes(recipe.codebooks, None)
    for name in recipe.settings.only or ():
        if name not in known:
            raise UnknownCode(name, known=known)
