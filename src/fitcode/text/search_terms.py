"""Search terms: a query as somebody types it, made into a pattern and into the words to look up first.

A pattern made here from words takes time in proportion to the text; one that somebody wrote may take forever,
so that only a regular expression needs a limit.
"""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import regex

from fitcode.domain.searching import UNSPACED, IndexTerm, SearchMode
from fitcode.errors import UsageError, shortened

MOST_CHARACTERS = 10_000
"""A longer query is refused: nobody typed it."""

Pattern = regex.Pattern[str]
LemmaForms = Callable[[str], Iterable[str]]
"""A word to all forms of the same word, its own among them."""

_APOSTROPHES = "'’‘ʼ`´"
_HYPHENS = "-‐‑‒–—−"
_QUOTES = '"“”„‟«»'
_LIKE = {char: f"[{regex.escape(kind)}]" for kind in (_APOSTROPHES, _HYPHENS, _QUOTES) for char in kind}

_WORD_CHARACTER = rf"[[\p{{L}}\p{{M}}\p{{N}}]--[{UNSPACED}]]"
_NOT_INSIDE_BEFORE = f"(?<!{_WORD_CHARACTER})"
_NOT_INSIDE_AFTER = f"(?!{_WORD_CHARACTER})"
_WORD = regex.compile(f"{_WORD_CHARACTER}+", regex.VERSION1)
_BETWEEN_FORMS = rf"(?:\s+|[{regex.escape(_APOSTROPHES + _HYPHENS)}])"

_FLAGS = regex.IGNORECASE | regex.FULLCASE | regex.VERSION1


@dataclass(frozen=True, slots=True)
class ReadyQuery:
    """A query made ready to be looked for."""

    pattern: Pattern
    terms: tuple[IndexTerm, ...] = ()
    """What a text must hold to be worth reading; every text is read where there is none."""


def ready_query(query: str, mode: SearchMode, *, forms: LemmaForms | None = None) -> ReadyQuery:
    """Make a query ready; lemmas need the forms of words. Raises UsageError for what cannot be looked for."""
    if not query.strip():
        raise UsageError("There is nothing to search for.", remedy="Give a word: fitcode search trust")
    if len(query) > MOST_CHARACTERS:
        raise UsageError(
            f"The search has {len(query):,} characters; {MOST_CHARACTERS:,} are the most.",
            remedy="Search for a few words of it.",
        )
    if mode is SearchMode.regex:
        return ReadyQuery(_compiled(query))
    if mode is SearchMode.lemma:
        if forms is None:
            raise RuntimeError("a search by lemma needs the forms of words")
        return _query_of_forms(query, forms)
    return _query_of_words(query)


def words_of(query: str) -> list[str]:
    """The words of a query by lemma, in order."""
    return _WORD.findall(query)


def forms_among(words: Iterable[str], lemma: Callable[[str], str]) -> LemmaForms:
    """The forms of a word among these words, by lemma; worked out when first asked for."""
    by_lemma: dict[str, list[str]] = {}

    def forms(word: str) -> Iterable[str]:
        if not by_lemma:
            for form in {one.casefold() for one in words}:
                by_lemma.setdefault(lemma(form), []).append(form)
        return by_lemma.get(lemma(word.casefold()), ())

    return forms


def _query_of_words(query: str) -> ReadyQuery:
    chunks = query.split()
    parts: list[str] = []
    terms: list[IndexTerm] = []
    has_star = any(map(_is_open, chunks))
    for chunk in chunks:
        is_open = _is_open(chunk)
        written = chunk[:-1] if is_open else chunk
        spelt = _spelt(written)
        if not parts and has_star and _is_word(written[0]):
            spelt = _not_inside(spelt)
        parts.append(f"{spelt}{_WORD_CHARACTER}*" if is_open else spelt)
        words = _WORD.findall(written)
        terms += [IndexTerm((word,)) for word in words[:-1]]
        terms += [IndexTerm((word,), is_prefix=is_open) for word in words[-1:]]
    pattern = r"\s+".join(parts)
    if not has_star and _is_word(chunks[0][0]):
        pattern = _not_inside(pattern)
    if _is_open(chunks[-1]) or _is_word(chunks[-1][-1]):
        pattern += _NOT_INSIDE_AFTER
    return ReadyQuery(regex.compile(pattern, _FLAGS), tuple(dict.fromkeys(terms)))


def _query_of_forms(query: str, forms: LemmaForms) -> ReadyQuery:
    words = words_of(query)
    if not words:
        raise UsageError(
            f"{shortened(query.strip())!r} holds no word that could have other forms.",
            remedy="Leave out --lemma to search for it as it is written.",
        )
    parts: list[str] = []
    terms: list[IndexTerm] = []
    for word in words:
        known = sorted({word, *forms(word)}, key=lambda form: (-len(form), form))
        parts.append(f"(?:{'|'.join(map(_spelt, known))})")
        terms.append(IndexTerm(tuple(known)))
    pattern = _NOT_INSIDE_BEFORE + _joined(parts) + _NOT_INSIDE_AFTER
    return ReadyQuery(regex.compile(pattern, _FLAGS), tuple(dict.fromkeys(terms)))


def _is_open(chunk: str) -> bool:
    """Whether a star at the end of a word stands for any ending."""
    return len(chunk) > 1 and chunk.endswith("*") and _is_word(chunk[-2])


def _not_inside(pattern: str) -> str:
    """A pattern of fixed letters that begins at a word's beginning.

    What stands before is looked at last: letters are found several times as fast as a border.
    """
    return f"{pattern}(?<!{_WORD_CHARACTER}{pattern})"


def _joined(parts: Sequence[str]) -> str:
    """Words that follow each other; each ends before the next begins."""
    return f"{_NOT_INSIDE_AFTER}{_BETWEEN_FORMS}".join(parts)


def _compiled(query: str) -> Pattern:
    try:
        # As grep reads it: a line's ends are ^ and $, and capitals differ from small letters.
        return regex.compile(query, regex.MULTILINE | regex.VERSION0)
    except regex.error as error:
        # The library's types do not tell where its errors keep their place.
        raise UsageError(
            f"{shortened(query)!r} is no regular expression: {error}.",
            remedy="A character that is meant as itself stands after a backslash, as in \\( or \\?.",
        ) from None
    except (RecursionError, OverflowError, MemoryError, ValueError):
        raise UsageError(
            f"{shortened(query)!r} is too deep or too large for a regular expression.",
            remedy="Make it simpler.",
        ) from None


def _is_word(character: str) -> bool:
    return _WORD.fullmatch(character) is not None


def _spelt(word: str) -> str:
    """A pattern for a word with typewriter and typographic marks alike, composed or decomposed."""
    return "".join(_LIKE.get(char) or _character(char) for char in unicodedata.normalize("NFC", word))


def _character(char: str) -> str:
    decomposed = unicodedata.normalize("NFD", char)
    if decomposed == char:
        return regex.escape(char, literal_spaces=True)
    return f"(?:{regex.escape(char)}|{regex.escape(decomposed)})"
