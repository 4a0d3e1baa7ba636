"""Pipelines: how text becomes tokens with lemmas, one per language, made on first use.

Tokens and lemmas always come from spaCy's blank tokeniser and the dictionary. An installed statistical
pipeline is asked besides, about single Docs of its own language, for what only a model can tell.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from fitcode.domain.suggestion import TranscriptText
from fitcode.errors import FitcodeError
from fitcode.suggest.reading.lemmas import dictionary_lemma
from fitcode.suggest.reading.pipeline_names import BLANK, NEEDS_MODEL, installed_pipeline, normal_language

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.strings import StringStore
    from spacy.tokens import Doc

# Lemmas are the dictionary's, and sentence boundaries ours: a model must not move them.
_NEVER = ["senter", "sentencizer", "lemmatizer", "textcat", "textcat_multilabel", "entity_linker"]
_ENTITIES = ["ner", "entity_ruler"]
_PARTS_BY_ATTRIBUTE = {
    "ENT_TYPE": _ENTITIES,
    "ENT_IOB": _ENTITIES,
    "ENT_ID": _ENTITIES,
    "ENT_KB_ID": _ENTITIES,
    "DEP": ["parser"],
}


_MOST_CACHED = 500_000
"""Stretches between spaces whose tokens the tokeniser remembers; 10,000, as in spaCy, are soon full."""


class Pipeline:
    """How texts of one language are read."""

    def __init__(self, language: str, *, package: str | None = None, attributes: Iterable[str] = ()) -> None:
        self.language = language
        self.name = package or f"{BLANK}:{language}"
        """``blank:en``, or the package whose model is asked besides."""
        self.nlp = _blank(language)
        self.lemma = dictionary_lemma(language)
        """The dictionary lemma of a word form."""
        self._package = package
        self._attributes = set(attributes)
        self._words = _Words(self.nlp.vocab.strings, self.lemma)

    @cached_property
    def model(self) -> Language | None:
        """The statistical pipeline that the settings name for this language, if anything asks for it."""
        if self._package is None or not self._attributes & NEEDS_MODEL:
            return None
        return _load(self._package, attributes=self._attributes)

    def words(self, forms: Iterable[int]) -> list[tuple[str, str]]:
        """The lower-case form and the lemma of each of spaCy's ids of forms."""
        return list(map(self._words.__getitem__, forms))

    def lemmas(self, text: str) -> tuple[str, ...]:
        """The lemmas of a short text's tokens."""
        return tuple(self._words[token.lower][1] for token in self.nlp.make_doc(text))

    def is_common(self, form: str) -> bool:
        """Whether a form is one of the language's commonest words."""
        return bool(self.nlp.vocab[form].is_stop)

    def make_doc(self, words: list[str], *, spaces: list[bool], lemmas: list[str], starts: set[int]) -> Doc:
        """A Doc of these tokens, with sentences that begin at ``starts``."""
        from spacy.tokens import Doc

        firsts: Any = [place in starts for place in range(len(words))]
        return Doc(self.nlp.vocab, words=words, spaces=spaces, lemmas=lemmas, sent_starts=firsts)

    def ask_model(self, doc: Doc) -> Doc:
        """The same tokens with what the model says of them; lemmas stay the dictionary's."""
        from spacy.tokens import Doc

        assert self.model is not None
        words, spaces = [token.text for token in doc], [bool(token.whitespace_) for token in doc]
        starts: Any = [token.is_sent_start for token in doc]
        asked = Doc(self.model.vocab, words=words, spaces=spaces, sent_starts=starts)
        for _, component in self.model.pipeline:
            asked = component(asked)
        for token, plain in zip(asked, doc, strict=True):
            token.lemma_ = plain.lemma_
        return asked

    def unfilled(self, attributes: Iterable[str]) -> list[str]:
        """Those of these token attributes that nothing here fills."""
        needed = sorted(NEEDS_MODEL.intersection(attributes))
        if not needed or self._sample is None:
            return needed
        layers = {name: "ENT_IOB" if name.startswith("ENT_") else name for name in needed}
        return [name for name in needed if not self._sample.has_annotation(layers[name])]

    @cached_property
    def _sample(self) -> Doc | None:
        return self.ask_model(self.nlp.make_doc("One small sentence about Paris.")) if self.model else None


class _Words(dict[int, tuple[str, str]]):
    """spaCy's id of a lower-case form to the form and its lemma, filled on first sight."""

    def __init__(self, strings: StringStore, lemma: Callable[[str], str]) -> None:
        super().__init__()
        self._strings = strings
        self._lemma = lemma

    def __missing__(self, form: int) -> tuple[str, str]:
        lower = self._strings[form]
        found = self[form] = lower, self._lemma(lower)
        return found


class Pipelines:
    """The pipelines of one pass, by language."""

    def __init__(
        self, *, pipeline: str = BLANK, language: str = "en", attributes: Iterable[str] = ()
    ) -> None:
        self.default_language = normal_language(language)
        self._package = installed_pipeline(pipeline)
        self._attributes = set(attributes)
        self._by_language: dict[str, Pipeline] = {}

    def language_of(self, transcript: TranscriptText) -> str:
        """The language that a transcript is read in: its own, or the project's where it names none."""
        return normal_language(transcript.language) if transcript.language else self.default_language

    def of(self, language: str) -> Pipeline:
        """The pipeline for transcripts of this language."""
        if language not in self._by_language:
            package = self._package if self._package and model_language(self._package) == language else None
            self._by_language[language] = Pipeline(language, package=package, attributes=self._attributes)
        return self._by_language[language]


def model_language(package: str) -> str:
    """The language of an installed pipeline, with which spaCy begins every package's name."""
    return normal_language(package.partition("_")[0])


def stop_words(language: str) -> frozenset[str]:
    """Words that say little by themselves, in lower case; none where spaCy lists none."""
    from spacy.util import get_lang_class

    try:
        return frozenset(get_lang_class(language).Defaults.stop_words)
    except ImportError:  # a language that spaCy does not know
        return frozenset()


def _blank(language: str) -> Language:
    import spacy

    try:
        nlp = spacy.blank(language)
    except ImportError:  # a language spaCy does not know, or whose tokenizer needs another package
        nlp = spacy.blank("xx")
    _cut_at_slashes(nlp)
    tokenizer: Any = nlp.tokenizer
    if hasattr(tokenizer, "max_cache_size"):
        tokenizer.max_cache_size = _MOST_CACHED
    nlp.max_length = sys.maxsize
    return nlp


def _load(package: str, *, attributes: set[str]) -> Language:
    import spacy

    try:
        nlp = spacy.load(package, exclude=_unneeded(attributes))
    except (OSError, ValueError, ImportError) as error:
        first_line = str(error).strip().partition("\n")[0]
        raise FitcodeError(
            f"The spaCy pipeline {package!r} cannot be loaded: {first_line}",
            remedy=f"Install it again: python -m spacy download {package}",
        ) from error
    nlp.max_length = sys.maxsize
    return nlp


def _unneeded(attributes: set[str]) -> list[str]:
    needed = {part for attribute in attributes for part in _PARTS_BY_ATTRIBUTE.get(attribute, [])}
    optional = {part for parts in _PARTS_BY_ATTRIBUTE.values() for part in parts}
    return [*_NEVER, *sorted(optional - needed)]


def _cut_at_slashes(nlp: Language) -> None:
    """Let ``J2/J3`` be three tokens; spaCy cuts at a slash between letters only."""
    from spacy.util import compile_infix_regex

    tokenizer: Any = nlp.tokenizer
    if hasattr(tokenizer, "infix_finditer") and nlp.Defaults.infixes:
        infixes = [*nlp.Defaults.infixes, r"(?<=\w)/(?=\w)"]
        tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
