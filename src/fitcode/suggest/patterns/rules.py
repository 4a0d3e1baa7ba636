"""The rules suggester: codebook patterns over respondents' segments, with the words that fired as evidence.

A match lies inside one segment; all rules of a code that fire in a segment make one proposal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from sys import intern
from typing import TYPE_CHECKING, Any

from fitcode.domain.codebook import Codebook
from fitcode.domain.suggestion import TurnText
from fitcode.suggest.patterns.compiled import CompiledRules, patterns_of
from fitcode.suggest.patterns.fingerprint import rules_fingerprints
from fitcode.suggest.patterns.firing import Fired, fired_rules
from fitcode.suggest.patterns.rule_score import Weights, learned_weights, reason_line, rule_score
from fitcode.suggest.reading.uncollected import uncollected
from fitcode.suggest.suggester import Proposal, Recipe

if TYPE_CHECKING:
    from fitcode.suggest.reading.pipelines import Pipelines
    from fitcode.suggest.reading.read_transcript import ReadTranscript

NAME = "rules"
MOST_HITS = 20
"""Places kept as evidence of one rule in one segment."""


class RuleSuggester:
    """Rules of all codebooks, compiled per language when a transcript first needs them."""

    name = NAME

    def __init__(
        self, codebooks: Sequence[Codebook], pipelines: Pipelines, *, weights: Weights | None = None
    ) -> None:
        self.notes: list[str] = []
        self._codebooks = codebooks
        self._pipelines = pipelines
        self._weights = weights or {}
        self._compiled: dict[str, CompiledRules] = {}

    def reads(self, language: str) -> bool:
        """Whether any pattern is worded in this language."""
        return any(True for _ in patterns_of(self._codebooks, language))

    def compile(self, language: str) -> CompiledRules:
        """The rules of a language."""
        if language not in self._compiled:
            made = CompiledRules(self._codebooks, self._pipelines.of(language), weights=self._weights)
            self.notes.extend(made.notes)
            self._compiled[language] = made
        return self._compiled[language]

    def propose(self, read: ReadTranscript) -> list[Proposal]:
        """One proposal per segment and code for which a rule fires."""
        rules = self.compile(read.language)
        with uncollected():
            # What is laid against the text all at once would take a gigabyte of a very long transcript.
            return [one for first, part in read.parts() for one in _proposals(rules, part, first=first)]


def _proposals(rules: CompiledRules, read: ReadTranscript, *, first: int) -> Iterator[Proposal]:
    """By segment and code; ``first`` is the number of the first segment that was read."""
    by_place: dict[tuple[int, str], list[Fired]] = {}
    for fired in fired_rules(rules, read):
        by_place.setdefault((fired.segment, fired.rule.code), []).append(fired)
    for place in sorted(by_place):
        yield _proposal(read, *place, by_place.pop(place), first=first)


def _proposal(read: ReadTranscript, segment: int, code: str, fired: list[Fired], *, first: int) -> Proposal:
    turn = read.transcript.turns[read.segments[segment].turn]
    rules = [_rule_evidence(turn, one) for one in fired]
    if len(rules) > 1:
        rules.sort(key=lambda rule: (rule["spans"], rule["id"]))
    return Proposal(
        segment=first + segment,
        code=code,
        score=rule_score([(one.rule.stated["weight"], one.places[:MOST_HITS]) for one in fired]),
        reason=intern(reason_line([(rule["form"], rule["words"]) for rule in rules])),
        evidence={"rules": rules},
    )


def _rule_evidence(turn: TurnText, fired: Fired) -> dict[str, Any]:
    text, before, places = turn.text, turn.start, fired.places[:MOST_HITS]
    return {
        **fired.rule.stated,
        # The same few words over and over: each is held once.
        "words": [intern(text[start - before : end - before]) for start, end in places],
        "spans": [[start, end] for start, end in places],
    }


class _RuleKind:
    """What the name ``rules`` stands for."""

    name = NAME
    needs_vectors = False

    def fingerprints(self, recipe: Recipe) -> dict[str, str]:
        return rules_fingerprints(recipe)

    def prepare(self, recipe: Recipe, pipelines: Pipelines) -> RuleSuggester:
        codebooks = chosen_codes(recipe.codebooks, recipe.settings.only)
        suggester = RuleSuggester(codebooks, pipelines, weights=learned_weights(recipe))
        if suggester.reads(pipelines.default_language):
            suggester.compile(pipelines.default_language)
        return suggester


def chosen_codes(codebooks: Sequence[Codebook], only: Sequence[str] | None) -> list[Codebook]:
    """The codebooks with the chosen codes alone."""
    if only is None:
        return list(codebooks)
    chosen = set(only)
    return [
        book
        if book.id in chosen
        else book.model_copy(
            update={"codes": tuple(code for code in book.codes if f"{book.id}/{code.id}" in chosen)}
        )
        for book in codebooks
    ]


RULES = _RuleKind()
