"""Statements: what suggestions say beyond their code, worked out once for each segment that has one.

Whom a statement is about hangs on the segment alone; its valence on the code's patterns too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from fitcode.suggest.statements.mentions import ComponentFinder, Mention, mention_evidence
from fitcode.suggest.statements.roles import QuestionNames, Roles, parse_of, read_roles
from fitcode.suggest.statements.valence import (
    Clues,
    FiredPattern,
    Stated,
    UsualValence,
    ValenceJudge,
    find_clues,
    usual_valence,
)
from fitcode.suggest.statements.valence_model import DEFAULT_VALENCE_MODEL, model_of
from fitcode.suggest.statements.valence_training import ValenceExample, example_of
from fitcode.suggest.suggester import Recipe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fitcode.suggest.reading.pipelines import Pipelines
    from fitcode.suggest.reading.read_transcript import ReadTranscript

VALENCE = "valence"
"""The name under which the valence model's state is kept."""


class Statements:
    """What all transcripts of a pass share: registries, and what codes usually say."""

    def __init__(self, recipe: Recipe, pipelines: Pipelines) -> None:
        self._recipe = recipe
        self._pipelines = pipelines
        self._finders: dict[str, ComponentFinder] = {}
        self._questions: dict[str, QuestionNames] = {}
        self.usual: dict[str, UsualValence] = {
            f"{book.id}/{code.id}": usual_valence(code) for book in recipe.codebooks for code in book.codes
        }
        state = recipe.models.get(VALENCE)
        self.judge = ValenceJudge(model_of(state.facts) if state else DEFAULT_VALENCE_MODEL)

    def of(self, read: ReadTranscript) -> SegmentStatements:
        """The statements of one transcript."""
        language = read.language
        if language not in self._finders:
            pipeline = self._pipelines.of(language)
            self._finders[language] = ComponentFinder(pipeline, self._recipe.registries)
            self._questions[language] = QuestionNames(self._recipe.registries, lemma=cache(pipeline.lemma))
        return SegmentStatements(read, self, self._finders[language], self._questions[language])


class SegmentStatements:
    """What the segments of one transcript say of components and of fit."""

    def __init__(
        self,
        read: ReadTranscript,
        shared: Statements,
        finder: ComponentFinder,
        questions: QuestionNames,
    ) -> None:
        self._read = read
        self._shared = shared
        self._questions = questions
        self._mentions: Mapping[int, Sequence[Mention]] = (
            finder.mentions(read) if shared.usual and read.segments else {}
        )
        self._asked: dict[int, list[tuple[str, ...]]] = {}
        self._roles: dict[int, Roles] = {}
        self._clues: dict[tuple[int, int], Clues] = {}

    def roles(self, segment: int) -> Roles:
        """Whom a segment is about, and opposite whom."""
        if segment not in self._roles:
            self._roles[segment] = self._read_roles(segment)
        return self._roles[segment]

    def names(self, segment: int) -> tuple[str | None, str | None]:
        """The same as two names."""
        roles = self.roles(segment)
        return roles.about.value, roles.counterpart.value

    def components(self, first: int, last: int) -> list[dict[str, Any]]:
        """The mentions in these segments; where they have none, the turn's."""
        turn = self._mentions.get(self._read.segments[first].turn, ())
        inside = self._inside(first, last)
        return mention_evidence(self._read, inside or turn)

    def valence(self, first: int, last: int, code: str, rules: Sequence[Mapping[str, Any]]) -> Stated:
        """Which side a code takes in these segments; ``rules`` is the evidence of those that fired."""
        own = [FiredPattern(rule.get("valence"), rule["weight"]) for rule in rules]
        return self._shared.judge.state(
            code=code,
            usual=self._shared.usual[code],
            own=own,
            clues=self._clues_of(first, last),
            place=self._read.place,
        )

    def knows(self, code: str) -> bool:
        """Whether a codebook of the pass has this code."""
        return code in self._shared.usual

    def example(
        self, first: int, last: int, code: str, *, rules: Sequence[Mapping[str, Any]], valence: str | None
    ) -> ValenceExample:
        """What ``valence`` would weigh of these segments, with the valence that a person gave them."""
        return example_of(
            code=code,
            usual=self._shared.usual[code],
            rules=rules,
            clues=self._clues_of(first, last),
            valence=valence,
        )

    def _inside(self, first: int, last: int) -> list[Mention]:
        read = self._read
        begin, past = read.bounds[first][0], read.bounds[last][1]
        turn = self._mentions.get(read.segments[first].turn, ())
        return [one for one in turn if begin <= one.first and one.past <= past]

    def _read_roles(self, segment: int) -> Roles:
        read = self._read
        place = read.segments[segment]
        begin, past = read.bounds[segment]
        words = [
            "US" if form == "us" and read.quote(*read.place(number, number + 1)) == "US" else form
            for number, form in enumerate(self._words(read.annotation.forms[begin:past]), start=begin)
        ]
        return read_roles(
            segment=self._inside(segment, segment),
            turn=self._mentions.get(place.turn, ()),
            own=read.transcript.turns[place.turn].components,
            words=words,
            first=begin,
            language=read.language,
            question=self._question(place.turn),
            parse=self._parse(segment),
            place=read.place,
        )

    def _parse(self, segment: int) -> Any:
        """The dependency parse, where the settings name a pipeline and the segment names somebody."""
        read = self._read
        if read.pipeline.model is None or not self._inside(segment, segment):
            return None
        doc, offset = read.doc_of(segment)
        begin, past = read.bounds[segment]
        return parse_of(doc, first=begin - offset, past=past - offset)

    def _question(self, turn: int) -> list[tuple[str, ...]]:
        if turn not in self._asked:
            before = self._read.transcript.turns[turn - 1] if turn else None
            is_asked = before is not None and not before.is_respondent
            self._asked[turn] = self._questions.find(before.text) if before and is_asked else []
        return self._asked[turn]

    def _words(self, numbers: NDArray[np.int64]) -> list[str]:
        vocabulary = self._read.annotation.vocabulary
        return [vocabulary[number] for number in numbers.tolist()]

    def _clues_of(self, first: int, last: int) -> Clues:
        if (first, last) not in self._clues:
            begin, past = self._read.bounds[first][0], self._read.bounds[last][1]
            annotation = self._read.annotation
            self._clues[first, last] = find_clues(
                self._words(annotation.forms[begin:past]),
                self._words(annotation.lemmas[begin:past]),
                language=self._read.language,
                first=begin,
            )
        return self._clues[first, last]
