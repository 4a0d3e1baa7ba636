"""Compiled rules: a codebook's patterns as what is looked for in one language.

Cheap things look everywhere and dear ones where they matter: a rule is called by the rarest of its lists of
phrases, and only where it was called are the common words of its other lists looked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from fitcode.domain.codebook import Codebook, Pattern
from fitcode.errors import FitcodeError
from fitcode.suggest.patterns.phrases import PhraseBook
from fitcode.suggest.patterns.rule_score import Weights
from fitcode.suggest.patterns.token_patterns import Anchor, anchors, attributes_of, tidied
from fitcode.suggest.reading.pipeline_names import NEEDS_MODEL, normal_language

if TYPE_CHECKING:
    from spacy.matcher import Matcher
    from spacy.vocab import Vocab

    from fitcode.suggest.reading.arrays import Integers
    from fitcode.suggest.reading.pipelines import Pipeline


class Rule(NamedTuple):
    """One pattern of one code, ready to be tried on a segment."""

    code: str
    """``codebook/id``."""

    stated: dict[str, Any]
    """What evidence says of the pattern: id, form, weight and valence."""

    within: int | None
    """Words of the window of a ``near`` pattern; None for other forms."""

    lists: tuple[frozenset[int], ...]
    """Phrase numbers of which a segment must hold one per list, the rarest list first."""

    unless: frozenset[int]
    """Phrase numbers of which it must hold none."""

    matcher: Matcher | None = None
    needs_model: bool = False
    """Whether the matcher reads what only a model tells."""


class CompiledRules:
    """All rules of one language, with the searches that find where to try them."""

    def __init__(
        self, codebooks: Sequence[Codebook], pipeline: Pipeline, *, weights: Weights | None = None
    ) -> None:
        self.book = PhraseBook(pipeline)
        self._pipeline = pipeline
        self._weights = weights or {}
        self.rules: list[Rule] = []
        self.notes: list[str] = []
        for code, pattern in patterns_of(codebooks, pipeline.language):
            self._compile(code, pattern)
        numbered = list(enumerate(self.rules))
        self.everywhere = [index for index, rule in numbered if rule.matcher is not None and not rule.lists]
        """Token patterns without a word to find them by."""
        calling = [(number, index) for index, rule in numbered if rule.lists for number in rule.lists[0]]
        called = {number for number, _ in calling}
        self.called = Lists(calling, size=len(self.book))
        """Phrase number to the rules that its presence calls for."""
        self.groups = _Groups(self.rules, size=len(self.book))
        self.shapes = Shapes(self.rules, self.groups)
        self.calls = self.book.search(called)
        """Looked for everywhere."""
        self.answers = self.book.search(set(range(len(self.book))) - called)
        """The other phrases, many of them common words: looked for where a rule was called."""

    def _compile(self, code: str, pattern: Pattern) -> None:
        unless = frozenset(self._numbers(pattern.unless))
        if pattern.tokens is not None:
            self._compile_tokens(code, pattern, unless)
            return
        own = [pattern.phrase] if pattern.phrase is not None else pattern.any_of
        written = [own] if own is not None else pattern.near or ()
        # The list of the rarest words calls for the rule: fewer segments are looked at.
        lists = tuple(frozenset(self._numbers(phrases)) for phrases in sorted(written, key=self._commonness))
        if lists and all(lists):
            within = None if pattern.near is None else pattern.within
            self.rules.append(Rule(code, self._stated(code, pattern), within, lists, unless))

    def _compile_tokens(self, code: str, pattern: Pattern, unless: frozenset[int]) -> None:
        tokens = tidied(pattern.tokens or (), self._pipeline.lemma)
        attributes = attributes_of(tokens)
        if missing := self._pipeline.unfilled(attributes):
            self.notes.append(
                f"Pattern {pattern.id!r} of {code} needs {', '.join(missing)}, which the pipeline "
                f"{self._pipeline.name} does not give: it was not run. [suggest] can name one that does."
            )
            return
        model = self._pipeline.model if attributes & NEEDS_MODEL else None
        vocab = (model or self._pipeline.nlp).vocab
        matcher = token_matcher(tokens, vocab=vocab, name=f"{pattern.id!r} of {code}")
        found = anchors(tokens, is_common=self._pipeline.is_common)
        lists = tuple(frozenset(self._anchor_numbers(anchor)) for anchor in found)
        stated = self._stated(code, pattern)
        self.rules.append(Rule(code, stated, None, lists, unless, matcher, model is not None))

    def _stated(self, code: str, pattern: Pattern) -> dict[str, Any]:
        return {
            "id": pattern.id,
            "form": pattern.form,
            "weight": self._weights.get((code, pattern.id), pattern.weight),
            "valence": pattern.valence.value if pattern.valence else None,
        }

    def _commonness(self, phrases: Sequence[str]) -> tuple[int, int]:
        return sum(map(self._pipeline.is_common, phrases)), len(phrases)

    def _numbers(self, phrases: Sequence[str]) -> list[int]:
        numbers = [self.book.add(phrase) for phrase in phrases]
        return [number for number in numbers if number is not None]

    def _anchor_numbers(self, anchor: Anchor) -> Iterator[int]:
        for value in anchor.values:
            yield self.book.add_lemma(value) if anchor.attribute == "LEMMA" else self.book.add_form(value)


class Lists:
    """Lists of numbers by number, laid end to end in one array."""

    def __init__(self, pairs: Iterable[tuple[int, int]], *, size: int) -> None:
        import numpy as np

        ordered = np.array(sorted(set(pairs)), dtype=np.int64).reshape(-1, 2)
        self.starts: Integers = np.searchsorted(ordered[:, 0], np.arange(size + 1)).astype(np.int64)
        self.elements: Integers = ordered[:, 1].copy()


class _Groups:
    """The lists of all rules, each group of phrases once."""

    def __init__(self, rules: Sequence[Rule], *, size: int) -> None:
        numbers: dict[frozenset[int], int] = {}

        def pairs(wanted: Callable[[Rule], Iterable[frozenset[int]]]) -> list[tuple[int, int]]:
            return [
                (index, numbers.setdefault(group, len(numbers)))
                for index, rule in enumerate(rules)
                for group in wanted(rule)
            ]

        self.asked = Lists(pairs(lambda rule: rule.lists), size=len(rules))
        """Rule to the groups of its lists."""
        self.needed = Lists(pairs(lambda rule: rule.lists[1:]), size=len(rules))
        """Rule to the groups of which a segment must hold a phrase each, besides the one that called it."""
        self.forbidden = Lists(pairs(lambda rule: [rule.unless] if rule.unless else []), size=len(rules))
        """Rule to the group of which a segment must hold none."""
        self.count = len(numbers)
        self.of_rule = [tuple(numbers[group] for group in rule.lists) for rule in rules]
        """Rule to the groups of its lists, in their order."""
        members = [(phrase, number) for group, number in numbers.items() for phrase in group]
        self.of_phrase = Lists(members, size=size)
        """Phrase number to the groups that it is in."""


class Shapes:
    """What of the rules is needed as arrays to try many at once."""

    def __init__(self, rules: Sequence[Rule], groups: _Groups) -> None:
        import numpy as np

        def array(values: Iterable[int]) -> Integers:
            return np.array(list(values), dtype=np.int64)

        self.is_list = array(len(rule.lists) == 1 and rule.matcher is None for rule in rules) > 0
        """Rules that fire by each place of their only list."""
        self.is_near = array(rule.within is not None and len(rule.lists) > 1 for rule in rules) > 0
        """Rules that fire by a place of each list, near one another."""
        self.is_pair = array(rule.within is not None and len(rule.lists) == 2 for rule in rules) > 0
        """Those of them with two lists."""
        self.is_tokens = array(rule.matcher is not None for rule in rules) > 0
        self.within = array(rule.within or 0 for rule in rules)
        self.first = array(lists[0] if lists else -1 for lists in groups.of_rule)
        """The group of the first list."""
        self.second = array(lists[1] if len(lists) > 1 else -1 for lists in groups.of_rule)


def patterns_of(codebooks: Sequence[Codebook], language: str) -> Iterator[tuple[str, Pattern]]:
    """Every pattern worded in this language, with its code, in the codebooks' order."""
    for codebook in codebooks:
        for code in codebook.codes:
            for pattern in code.patterns:
                if normal_language(pattern.language or codebook.language) == language:
                    yield f"{codebook.id}/{code.id}", pattern


def token_matcher(tokens: list[dict[str, Any]], *, vocab: Vocab, name: str) -> Matcher:
    """A spaCy Matcher of one token pattern; what spaCy refuses is an error that names the pattern."""
    from spacy.errors import MatchPatternError
    from spacy.matcher import Matcher

    matcher = Matcher(vocab, validate=True)
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
