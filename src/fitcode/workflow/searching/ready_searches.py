"""Ready searches: a query made ready for every language that the texts are in, and the texts worth reading.

Only a search by lemma differs between languages; its forms are those that the texts hold.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fitcode.domain.searching import SearchMode
from fitcode.store.passages import TextFound, find_texts
from fitcode.store.search_index import known_words
from fitcode.text.search_terms import LemmaForms, ReadyQuery, forms_among, ready_query, words_of
from fitcode.text.text_matches import TimedMatcher, matcher
from fitcode.workflow.workspace import Workspace

_MOST_FORMS = 12
"""How many forms of a word a note tells."""


@dataclass(frozen=True, slots=True)
class ReadySearch:
    """A query ready for the texts that are in one language, or for all."""

    ready: ReadyQuery
    matcher: TimedMatcher
    language: str | None = None
    """Only texts in this language; None for all."""


@dataclass(frozen=True, slots=True)
class ReadySearches:
    """What to look for in which text."""

    searches: tuple[ReadySearch, ...]
    notes: tuple[str, ...] = ()
    """What the forms of the words are, where that was asked."""


def ready_searches(
    workspace: Workspace, query: str, mode: SearchMode, *, seconds: float, transcript: str | None = None
) -> ReadySearches:
    """Make a query ready; raises UsageError for what cannot be looked for, and UnknownTranscript."""
    if mode is not SearchMode.lemma:
        ready = ready_query(query, mode)
        return ReadySearches((ReadySearch(ready, matcher(ready.pattern, mode, seconds=seconds)),))
    texts = find_texts(workspace.project, transcript=transcript)
    known = list(known_words(workspace.project.connection))
    languages = sorted({language_of(workspace, one.language) for one in texts})
    forms = {language: forms_among(known, lemma_of(language)) for language in languages}
    searches = []
    for language in languages:
        ready = ready_query(query, mode, forms=forms[language])
        searches.append(ReadySearch(ready, matcher(ready.pattern, mode), language))
    return ReadySearches(tuple(searches), tuple(_said(words_of(query), forms)))


def texts_worth_reading(
    workspace: Workspace, searches: ReadySearches, *, transcript: str | None
) -> Iterator[tuple[TextFound, TimedMatcher]]:
    """The texts that may hold it, in the order of their transcripts' names, and what finds it in each."""
    found = [
        (one, search.matcher)
        for search in searches.searches
        for one in find_texts(workspace.project, search.ready.terms, transcript=transcript)
        if search.language in (None, language_of(workspace, one.language))
    ]
    yield from sorted(found, key=lambda pair: pair[0].transcript)


def language_of(workspace: Workspace, stated: str | None) -> str:
    """The language that a text is read in: its own, or the project's where it names none."""
    from fitcode.suggest.reading.readings import language_of as read_in

    return read_in(stated, project_language=workspace.settings.project.language)


def lemma_of(language: str) -> Callable[[str], str]:
    """A function from a word to its lemma."""
    from fitcode.suggest.reading.lemmas import dictionary_lemma

    return dictionary_lemma(language)


def _said(words: Sequence[str], forms: Mapping[str, LemmaForms]) -> Iterator[str]:
    """The forms of each word, language by language where they have others than the word itself."""
    for word in dict.fromkeys(one.casefold() for one in words):
        known = {language: sorted({*of(word)} - {word}) for language, of in forms.items()}
        if not any(known.values()):
            yield f"The texts hold no other form of {word!r}."
        for language, others in known.items():
            if others:
                more = f" and {len(others) - _MOST_FORMS} more" if len(others) > _MOST_FORMS else ""
                yield f"Forms of {word!r} ({language}): {', '.join([word, *others[:_MOST_FORMS]])}{more}."
