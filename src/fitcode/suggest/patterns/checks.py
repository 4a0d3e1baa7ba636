"""Checks of patterns before they run: what a codebook's parser cannot know, because only spaCy does.

Every fault is reported at once and names code and pattern.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fitcode.domain.codebook import Codebook, Pattern
from fitcode.errors import Fault
from fitcode.suggest.patterns.compiled import spacy_says
from fitcode.suggest.patterns.phrases import spellings
from fitcode.suggest.patterns.token_patterns import tidied, token_problems

if TYPE_CHECKING:
    from spacy.vocab import Vocab


def check_patterns(codebook: Codebook, *, file: str = "") -> list[Fault]:
    """Every fault of the codebook's patterns; spaCy is loaded only where there are token patterns."""
    vocab: Vocab | None = None
    faults: list[Fault] = []
    for code in codebook.codes:
        for pattern in code.patterns:
            problems = list(_empty_phrases(pattern))
            if pattern.tokens is not None:
                problems = token_problems(pattern.tokens)
                if not problems:
                    vocab = vocab or _empty_vocab()
                    problems = _spacy_problems(pattern, vocab)
            faults += [
                Fault(f"pattern {pattern.id!r} of code {code.id!r}: {problem}", file=file)
                for problem in problems
            ]
    return faults


def _empty_phrases(pattern: Pattern) -> Iterator[str]:
    own = [pattern.phrase] if pattern.phrase is not None else pattern.any_of or ()
    phrases = [*own, *pattern.unless]
    lists = pattern.near or ()
    for phrase in [*phrases, *(phrase for phrases in lists for phrase in phrases)]:
        if not any(any(map(str.isalnum, spelling)) for spelling in spellings(phrase)):
            yield f"the phrase {phrase!r} holds no word"
    if pattern.any_of == ():
        yield "any_of has no phrase"
    if pattern.near is not None and (len(lists) < 2 or not all(lists)):
        yield "near needs two lists or more, each with a phrase"


def _empty_vocab() -> Vocab:
    from spacy.vocab import Vocab

    return Vocab()


def _spacy_problems(pattern: Pattern, vocab: Vocab) -> list[str]:
    from spacy.errors import MatchPatternError
    from spacy.matcher import Matcher

    tokens = tidied(pattern.tokens or (), str)
    try:
        Matcher(vocab, validate=True).add("pattern", [tokens])
    except (MatchPatternError, ValueError, TypeError) as error:
        return [f"spaCy refuses the token pattern: {spacy_says(error)}"]
    return []
