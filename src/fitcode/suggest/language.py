"""Pipelines: how text becomes tokens with lemmas, one per language, loaded on first use.

The default is a blank spaCy pipeline with dictionary lemmas; an installed pipeline serves its own language
and the blank one every other.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from fitcode.domain.suggestion import TranscriptText
from fitcode.errors import FitcodeError
from fitcode.suggest.lemmas import (
    DICTIONARY_LEMMAS,
    LOWER_LEMMAS,
    dictionary_lemma,
    register_components,
)
from fitcode.suggest.pipeline_names import installed_pipeline, normal_language

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# What patterns can do without. Sentence boundaries are ours: a model must not move them.
_NEVER = ["senter", "sentencizer", "textcat", "textcat_multilabel", "entity_linker"]
_ENTITIES = ["ner", "entity_ruler"]
_PARTS_BY_ATTRIBUTE = {
    "ENT_TYPE": _ENTITIES,
    "ENT_IOB": _ENTITIES,
    "ENT_ID": _ENTITIES,
    "ENT_KB_ID": _ENTITIES,
    "DEP": ["parser"],
}


class Pipeline(NamedTuple):
    """A spaCy pipeline as the suggesters use it."""

    name: str
    """``blank:en``, or the package."""

    language: str
    nlp: Language
    is_dictionary: bool
    """Whether lemmas depend on the word form alone."""

    lemma: Callable[[str], str]
    """The dictionary lemma of a word form."""

    def annotate(self, doc: Doc) -> Doc:
        """Run the components over one tokenised text; on short texts cheaper than ``Language.pipe``."""
        for _, component in self.nlp.pipeline:
            doc = component(doc)
        return doc


class Pipelines:
    """The pipelines of one pass, by language."""

    def __init__(self, *, pipeline: str, language: str, attributes: Iterable[str] = ()) -> None:
        self.default_language = normal_language(language)
        package = installed_pipeline(pipeline)
        self._by_language: dict[str, Pipeline] = {}
        if package:
            loaded = _load(package, attributes=set(attributes))
            self._by_language[loaded.language] = loaded

    def language_of(self, transcript: TranscriptText) -> str:
        """The language that a transcript is read in: its own, or the project's where it names none."""
        return normal_language(transcript.language) if transcript.language else self.default_language

    def of(self, language: str) -> Pipeline:
        """The pipeline for transcripts of this language."""
        if language not in self._by_language:
            self._by_language[language] = _blank(language)
        return self._by_language[language]


def _blank(language: str) -> Pipeline:
    import spacy

    register_components()
    try:
        nlp = spacy.blank(language)
    except ImportError:  # a language spaCy does not know, or whose tokenizer needs another package
        nlp = spacy.blank("xx")
    _cut_at_slashes(nlp)
    nlp.add_pipe(DICTIONARY_LEMMAS, config={"language": language})
    nlp.max_length = sys.maxsize
    return Pipeline(f"blank:{language}", language, nlp, True, dictionary_lemma(language))


def _load(package: str, *, attributes: set[str]) -> Pipeline:
    import spacy

    register_components()
    try:
        nlp = spacy.load(package, exclude=_unneeded(attributes))
    except (OSError, ValueError, ImportError) as error:
        first_line = str(error).strip().partition("\n")[0]
        raise FitcodeError(
            f"The spaCy pipeline {package!r} cannot be loaded: {first_line}",
            remedy=f"Install it again: python -m spacy download {package}",
        ) from error
    has_lemmas = any("token.lemma" in nlp.get_pipe_meta(name).assigns for name in nlp.pipe_names)
    language = nlp.lang or "xx"
    nlp.add_pipe(LOWER_LEMMAS if has_lemmas else DICTIONARY_LEMMAS, config={"language": language})
    nlp.max_length = sys.maxsize
    is_dictionary = nlp.pipe_names == [DICTIONARY_LEMMAS]
    return Pipeline(package, normal_language(language), nlp, is_dictionary, dictionary_lemma(language))


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
