"""Phrases by lemma: everything that patterns look for, through spaCy's PhraseMatcher.

Each distinct phrase gets a number, however many patterns ask for it, so that a text is searched for it once.
A space and a hyphen count as the same; a dash between spaces joins nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from fitcode.suggest.reading import CleanText

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

    from fitcode.suggest.language import Pipeline

_GAP = re.compile(r"[\s-]+")
_LOOSE_HYPHEN = re.compile(r"\s-|-\s")
_MOST_GAPS = 3
"""Phrases with more words are tried as written and with spaces only."""


Hit = tuple[int, int, int]
"""A phrase found: its number and its tokens ``[first, end)``; a plain tuple, for there are millions."""


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
    """Phrases of one pipeline, numbered, each once."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._by_written: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self._entries: list[_Entry] = []

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, phrase: str) -> int | None:
        """The number of a phrase, or None when it holds nothing to look for."""
        written = spellings(phrase)
        if not written:
            return None
        if phrase not in self._by_written:
            docs = [doc for spelling in written for doc in self._pattern_docs(spelling)]
            # A model's lemmas hang on context: a phrase as written must be found all the same.
            forms = [] if self._pipeline.is_dictionary else docs
            self._by_written[phrase] = self._number(_Entry(docs, forms))
        return self._by_written[phrase]

    def add_lemma(self, lemma: str) -> int:
        """The number of a single token with exactly this lemma."""
        from spacy.tokens import Doc

        return self._number(_Entry([Doc(self._pipeline.nlp.vocab, words=[lemma], lemmas=[lemma])], []))

    def add_form(self, form: str) -> int:
        """The number of a single token with exactly this lower-case form."""
        from spacy.tokens import Doc

        if self._pipeline.is_dictionary:
            return self.add_lemma(self._pipeline.lemma(form))
        return self._number(_Entry([], [Doc(self._pipeline.nlp.vocab, words=[form.lower()])]))

    def search(self, numbers: Iterable[int] | None = None) -> PhraseSearch:
        """A search for these phrases; for all of them unless told."""
        chosen = range(len(self._entries)) if numbers is None else sorted(numbers)
        return PhraseSearch(self._pipeline, {number: self._entries[number] for number in chosen})

    def _number(self, entry: _Entry) -> int:
        # Phrases that would be found in the same places (share, shared) are one.
        number = self._numbers.setdefault(entry.name, len(self._entries))
        if number == len(self._entries):
            self._entries.append(entry)
        return number

    def _pattern_docs(self, spelling: str) -> Iterator[Doc]:
        from spacy.tokens import Doc

        pipeline = self._pipeline
        doc = pipeline.nlp.make_doc(spelling)
        if pipeline.is_dictionary:
            yield pipeline.annotate(doc)
            return
        words = [token.text for token in doc]
        yield Doc(doc.vocab, words=words, lemmas=[pipeline.lemma(word) for word in words])
        yield pipeline.annotate(doc)


class _Entry(NamedTuple):
    """What a phrase looks like to spaCy: in lemmas, and in forms."""

    lemmas: list[Doc]
    forms: list[Doc]

    @property
    def name(self) -> str:
        """The same for phrases that are found in the same places."""
        lemmas = dict.fromkeys(" ".join(token.lemma_ for token in doc) for doc in self.lemmas)
        forms = dict.fromkeys(" ".join(token.lower_ for token in doc) for doc in self.forms)
        return "|".join(lemmas) + "||" + "|".join(forms)


class PhraseSearch:
    """Finds numbered phrases in texts, all at once."""

    def __init__(self, pipeline: Pipeline, entries: Mapping[int, _Entry]) -> None:
        from spacy.matcher import PhraseMatcher

        vocab = pipeline.nlp.vocab
        self._by_lemma = PhraseMatcher(vocab, attr="LEMMA")
        self._by_form = PhraseMatcher(vocab, attr="LOWER")
        self._by_key: dict[int, int] = {}
        for number, entry in entries.items():
            self._by_key[vocab.strings.add(str(number))] = number
            if entry.lemmas:
                self._by_lemma.add(str(number), entry.lemmas)
            if entry.forms:
                self._by_form.add(str(number), entry.forms)
        self._has_forms = len(self._by_form) > 0

    def find(self, text: Doc | Span) -> list[Hit]:
        """Every phrase in a text, in the order of the text; tokens are counted from the Doc's first."""
        found = self._by_lemma(text)
        if self._has_forms:
            found = sorted({*found, *self._by_form(text)}, key=lambda match: match[1:])
        numbers = self._by_key
        return [
            (numbers[key], first, end)
            for key, first, end in found
            if end - first < 3 or not _LOOSE_HYPHEN.search(text.doc[first:end].text)
        ]
