"""Phrases by lemma: everything that patterns look for, each with its number.

A phrase gets one number, however many patterns ask for it, so that a text is searched for it once. A space
and a hyphen count as the same; a dash between spaces joins nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import product, repeat
from typing import TYPE_CHECKING

from fitcode.suggest.patterns.phrase_tree import Hits, PhraseTree
from fitcode.suggest.reading.clean import CleanText

if TYPE_CHECKING:
    from fitcode.suggest.reading.annotation import Annotation
    from fitcode.suggest.reading.arrays import Flags, Integers
    from fitcode.suggest.reading.pipelines import Pipeline
    from fitcode.suggest.reading.read_transcript import ReadTranscript

_GAP = re.compile(r"[\s-]+")
_LOOSE_HYPHEN = re.compile(r"\s-|-\s")
_MOST_GAPS = 3
"""Phrases with more words are tried as written and with spaces only."""


def spellings(phrase: str) -> list[str]:
    """The phrase with a space or a hyphen at each gap between its words."""
    clean = CleanText(phrase).text.strip()
    words = [word for word in _GAP.split(clean) if word]
    if len(words) < 2:
        return [clean] if clean else []
    if len(words) - 1 > _MOST_GAPS:
        return list(dict.fromkeys([clean, " ".join(words)]))
    gaps = product(" -", repeat=len(words) - 1)
    return ["".join(_joined(words, list(joints))) for joints in gaps]


def _joined(words: list[str], joints: list[str]) -> Iterator[str]:
    for word, joint in zip(words, [*joints, ""], strict=True):
        yield word
        yield joint


class PhraseBook:
    """Phrases of one language, numbered, each once."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._by_written: dict[str, int | None] = {}
        self._numbers: dict[tuple[tuple[int, ...], ...], int] = {}
        self._lemmas: dict[str, int] = {}
        """Lemma to its number, from 1 on."""

    def __len__(self) -> int:
        return len(self._numbers)

    def add(self, phrase: str) -> int | None:
        """The number of a phrase, or None when it holds nothing to look for."""
        if phrase not in self._by_written:
            written = spellings(phrase)
            number = self._number(map(self._pipeline.lemmas, written)) if written else None
            self._by_written[phrase] = number
        return self._by_written[phrase]

    def add_lemma(self, lemma: str) -> int:
        """The number of a single token with exactly this lemma."""
        return self._number([(lemma,)])

    def add_form(self, form: str) -> int:
        """The number of a single token with the lemma of this form."""
        return self.add_lemma(self._pipeline.lemma(form))

    def read(self, annotation: Annotation) -> Integers:
        """The lemmas of a text by their numbers here; 0 stands for those that no phrase has."""
        import numpy as np

        vocabulary = annotation.vocabulary
        known = np.fromiter(map(self._lemmas.get, vocabulary, repeat(0)), np.int64, len(vocabulary))
        return known[annotation.lemmas]

    def search(self, numbers: Collection[int] | None = None) -> PhraseSearch:
        """A search for these phrases; for all of them unless told."""
        by_number = {number: lemmas for lemmas, number in self._numbers.items()}
        chosen = by_number if numbers is None else {number: by_number[number] for number in sorted(numbers)}
        return PhraseSearch(PhraseTree(chosen, lemmas=len(self._lemmas)))

    def _number(self, phrases: Iterable[Sequence[str]]) -> int:
        known = self._lemmas
        sequences = [tuple(known.setdefault(lemma, len(known) + 1) for lemma in one) for one in phrases]
        # Phrases that would be found in the same places (share, shared) are one.
        return self._numbers.setdefault(tuple(dict.fromkeys(sequences)), len(self._numbers))


class PhraseSearch:
    """Finds numbered phrases in transcripts."""

    def __init__(self, tree: PhraseTree) -> None:
        self._tree = tree

    def find(self, read: ReadTranscript, lemmas: Integers, *, within: Flags | None = None) -> Hits:
        """Every phrase in a transcript, with its lemmas as the book reads them.

        Only those that begin at tokens ``within``, if told. A hit may reach across segments and turns:
        whoever asks knows inside what it must stay.
        """
        return _without_loose_hyphens(self._tree.find(lemmas, within=within), read)


def _without_loose_hyphens(hits: Hits, read: ReadTranscript) -> Hits:
    import numpy as np

    loose = [
        place
        for place in np.flatnonzero(hits.ends - hits.firsts >= 3).tolist()
        if _is_loose(read, int(hits.firsts[place]), int(hits.ends[place]))
    ]
    return hits.where(~np.isin(np.arange(len(hits.numbers)), loose)) if loose else hits


def _is_loose(read: ReadTranscript, first: int, end: int) -> bool:
    text = read.quote(*read.place(first, end))
    # Most are plain and hold no hyphen: they need not be cleaned.
    return ("-" in text or not text.isascii()) and bool(_LOOSE_HYPHEN.search(CleanText(text).text))
