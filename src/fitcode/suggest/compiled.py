"""Compiled rules: a codebook's patterns as matchers of one pipeline.

Cheap things look everywhere and dear ones where they matter: phrases are searched for once per text; a
``near`` or token pattern is tried only in segments that hold the words it cannot do without.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from fitcode.domain.codebook import Codebook, Pattern
from fitcode.errors import FitcodeError
from fitcode.suggest.phrases import PhraseBook
from fitcode.suggest.pipeline_names import normal_language
from fitcode.suggest.token_patterns import NEEDS_MODEL, Anchor, anchors, attributes_of, tidied

if TYPE_CHECKING:
    from spacy.matcher import Matcher

    from fitcode.suggest.language import Pipeline


class Rule(NamedTuple):
    """One pattern of one code, ready to be tried on a segment."""

    code: str
    """``codebook/id``."""

    pattern: Pattern
    lists: tuple[frozenset[int], ...]
    """Phrase numbers of which a segment must hold one per list, the rarest list first."""

    unless: frozenset[int]
    matcher: Matcher | None = None


class CompiledRules:
    """All rules of one language, with the phrase book that finds where to try them."""

    def __init__(self, codebooks: Sequence[Codebook], pipeline: Pipeline) -> None:
        self._book = PhraseBook(pipeline)
        self.rules: list[Rule] = []
        self.notes: list[str] = []
        self._pipeline = pipeline
        for code, pattern in patterns_of(codebooks, pipeline.language):
            self._compile(code, pattern)
        self.needs = [rule.lists[1:] for rule in self.rules]
        """Of each rule, the lists besides the one that calls for it."""
        self.unless = [rule.unless for rule in self.rules]
        self.by_phrase: dict[int, list[int]] = {}
        """Phrase number to the rules that its presence calls for."""
        self.everywhere = [
            index for index, rule in enumerate(self.rules) if rule.matcher is not None and not rule.lists
        ]
        """Token patterns without a word to find them by."""
        for index, rule in enumerate(self.rules):
            for number in rule.lists[0] if rule.lists else ():
                self.by_phrase.setdefault(number, []).append(index)
        self.calls = self._book.search(self.by_phrase)
        """Looked for everywhere."""
        self.answers = self._book.search(set(range(len(self._book))) - self.by_phrase.keys())
        """The other phrases, many of them common words: looked for where a rule was called."""

    def _compile(self, code: str, pattern: Pattern) -> None:
        unless = frozenset(self._numbers(pattern.unless))
        if pattern.phrase is not None:
            self._keep(Rule(code, pattern, (frozenset(self._numbers([pattern.phrase])),), unless))
        elif pattern.any_of is not None:
            self._keep(Rule(code, pattern, (frozenset(self._numbers(pattern.any_of)),), unless))
        elif pattern.near is not None:
            lists = [frozenset(self._numbers(phrases)) for phrases in pattern.near]
            # The list of the rarest words calls for the rule: fewer segments are looked at.
            rarest = sorted(zip(lists, pattern.near, strict=True), key=lambda pair: self._commonness(pair[1]))
            self._keep(Rule(code, pattern, tuple(numbers for numbers, _ in rarest), unless))
        elif pattern.tokens is not None:
            self._compile_tokens(code, pattern, unless)

    def _keep(self, rule: Rule) -> None:
        if rule.lists and all(rule.lists):
            self.rules.append(rule)

    def _compile_tokens(self, code: str, pattern: Pattern, unless: frozenset[int]) -> None:
        tokens = tidied(pattern.tokens or (), self._pipeline.lemma)
        missing = self._unfilled(attributes_of(tokens))
        if missing:
            self.notes.append(
                f"Pattern {pattern.id!r} of {code} needs {', '.join(missing)}, which the pipeline "
                f"{self._pipeline.name} does not give: it was not run. [suggest] can name one that does."
            )
            return
        matcher = token_matcher(tokens, pipeline=self._pipeline, name=f"{pattern.id!r} of {code}")
        found = anchors(tokens, is_common=self._is_common)
        lists = tuple(frozenset(self._anchor_numbers(anchor)) for anchor in found)
        self.rules.append(Rule(code, pattern, lists, unless, matcher))

    def _unfilled(self, attributes: set[str]) -> list[str]:
        needed = sorted(attributes & NEEDS_MODEL)
        if not needed or self._pipeline.is_dictionary:
            return needed
        sample = self._pipeline.annotate(self._pipeline.nlp.make_doc("One small sentence about Paris."))
        layers = {name: "ENT_IOB" if name.startswith("ENT_") else name for name in needed}
        return [name for name in needed if not sample.has_annotation(layers[name])]

    def _is_common(self, form: str) -> bool:
        return bool(self._pipeline.nlp.vocab[form].is_stop)

    def _commonness(self, phrases: Sequence[str]) -> tuple[int, int]:
        return sum(map(self._is_common, phrases)), len(phrases)

    def _numbers(self, phrases: Sequence[str]) -> list[int]:
        numbers = [self._book.add(phrase) for phrase in phrases]
        return [number for number in numbers if number is not None]

    def _anchor_numbers(self, anchor: Anchor) -> Iterator[int]:
        for value in anchor.values:
            yield self._book.add_lemma(value) if anchor.attribute == "LEMMA" else self._book.add_form(value)


def patterns_of(codebooks: Sequence[Codebook], language: str) -> Iterator[tuple[str, Pattern]]:
    """Every pattern worded in this language, with its code, in the codebooks' order."""
    for codebook in codebooks:
        for code in codebook.codes:
            for pattern in code.patterns:
                if normal_language(pattern.language or codebook.language) == language:
                    yield f"{codebook.id}/{code.id}", pattern


def token_matcher(tokens: list[dict[str, Any]], *, pipeline: Pipeline, name: str) -> Matcher:
    """A spaCy Matcher of one token pattern; what spaCy refuses is an error that names the pattern."""
    from spacy.errors import MatchPatternError
    from spacy.matcher import Matcher

    matcher = Matcher(pipeline.nlp.vocab, validate=True)
    try:
        matcher.add("pattern", [tokens])
    except (MatchPatternError, ValueError, TypeError) as error:
        raise FitcodeError(
            f"spaCy refuses the token pattern {name}: {spacy_says(error)}.",
            remedy="Mend the pattern and run `fitcode codebook check`.",
        ) from error
    return matcher


def spacy_says(error: Exception) -> str:
    """The lines of spaCy's complaint that say something, in one."""
    lines = [line.strip() for line in str(error).splitlines()]
    said = [line.removeprefix("- ") for line in lines if line.startswith("- ")]
    return "; ".join(said or [line for line in lines if line][:1]).rstrip(".")
