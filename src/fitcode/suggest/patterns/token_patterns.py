"""spaCy token patterns: what may stand in them, how they are tidied, and by which word they are found.

A token pattern is slow to search for, so the texts it runs on are picked by a word that it cannot do
without; where it has none, it runs on everything.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from fitcode.domain.codebook import Codebook
from fitcode.errors import nearest
from fitcode.suggest.patterns.cost import (
    MOST_REGEX_WAYS,
    MOST_TOKENS,
    MOST_WAYS,
    MOST_WAYS_EVERYWHERE,
    regex_ways,
    token_ways,
)
from fitcode.suggest.reading.clean import CleanText
from fitcode.suggest.reading.pipeline_names import NEEDS_MODEL

TokenPattern = Sequence[dict[str, Any]]

_FORMS = {"ORTH", "TEXT", "LOWER", "NORM", "LEMMA"}
_FLAGS = {
    *{"IS_ALPHA", "IS_ASCII", "IS_DIGIT", "IS_LOWER", "IS_UPPER", "IS_TITLE", "IS_PUNCT", "IS_SPACE"},
    *{"IS_BRACKET", "IS_QUOTE", "IS_LEFT_PUNCT", "IS_RIGHT_PUNCT", "IS_CURRENCY", "IS_STOP", "LIKE_NUM"},
    *{"LIKE_URL", "LIKE_EMAIL", "SPACY", "SENT_START", "IS_SENT_START"},
}
_KEYS = {*_FORMS, *_FLAGS, *NEEDS_MODEL, "SHAPE", "LENGTH", "OP"}
_REQUIRED_OPERATOR = re.compile(r"1|\+|\{[1-9]\d*(,\d*)?\}")


class Anchor(NamedTuple):
    """The words of which one token of a pattern needs one."""

    attribute: str
    """``LEMMA``, or ``LOWER`` for a form."""

    values: tuple[str, ...]


def attributes_of(tokens: TokenPattern) -> set[str]:
    """The attributes that a pattern reads, in capitals."""
    return {str(key).upper() for token in tokens for key in token}


def attributes_read(codebooks: Iterable[Codebook]) -> set[str]:
    """Every token attribute that a pattern of these codebooks reads, so that no model runs in vain."""
    return {
        attribute
        for codebook in codebooks
        for code in codebook.codes
        for pattern in code.patterns
        for attribute in attributes_of(pattern.tokens or ())
    }


def token_problems(tokens: TokenPattern) -> list[str]:
    """What is wrong with a pattern, as far as it shows without spaCy; the cost of running it included."""
    if not tokens or len(tokens) > MOST_TOKENS:
        return [f"a token pattern has 1 to {MOST_TOKENS} tokens, not {len(tokens)}"]
    problems = [problem for token in tokens for problem in _key_problems(token)]
    problems += [problem for token in tokens for problem in _regex_problems(token)]
    return problems or list(_cost_problems(tokens))


def _cost_problems(tokens: TokenPattern) -> Iterator[str]:
    ways = token_ways(tokens)
    if ways > MOST_WAYS:
        yield (
            f"could be matched in {_counted(ways)} ways in one segment and would run for ever: "
            "use fewer of the operators *, +, ? and {n,m} (two unbounded ones at most)"
        )
    elif ways > MOST_WAYS_EVERYWHERE and not any(map(_token_anchor, tidied(tokens, str))):
        yield (
            f"could be matched in {_counted(ways)} ways in every segment: "
            "name a word (LEMMA or LOWER) that it cannot do without, or use fewer operators"
        )


def _key_problems(token: dict[str, Any]) -> Iterator[str]:
    for key in token:
        name = str(key).upper()
        if name == "_":
            yield "extension attributes (_) cannot be used"
        elif name not in _KEYS:
            yield f"no token attribute is named {key!r}. {nearest(name, _KEYS)}".rstrip()


def _regex_problems(token: dict[str, Any]) -> Iterator[str]:
    for value in token.values():
        expression = value.get("REGEX") if isinstance(value, dict) else None
        for source in _strings(expression):
            try:
                ways = regex_ways(source)
            except (re.error, OverflowError, RecursionError) as error:
                yield f"the regular expression {source!r} cannot be read: {error}"
                continue
            if ways > MOST_REGEX_WAYS:
                yield (
                    f"the regular expression {source!r} could be tried in {_counted(ways)} ways and would "
                    "run for ever: avoid repeats inside repeats and back-references, and use fewer of * and +"
                )


def _strings(value: object) -> list[str]:
    """The string, or the strings inside ``IN`` and ``NOT_IN`` (spaCy allows REGEX over lists)."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _strings(inner)]
    if isinstance(value, list | tuple):
        return [text for text in value if isinstance(text, str)]
    return []


def _counted(ways: float) -> str:
    return f"{ways:,.0f}" if ways < 1e12 else "countless"


def tidied(tokens: TokenPattern, lemma: Callable[[str], str]) -> list[dict[str, Any]]:
    """The pattern as pipelines need it: keys in capitals, plain apostrophes, lemmas as in the dictionary."""
    return [
        {str(key).upper(): _tidy(str(key).upper(), value, lemma) for key, value in token.items()}
        for token in tokens
    ]


def _tidy(key: str, value: Any, lemma: Callable[[str], str]) -> Any:
    if key not in _FORMS:
        return value
    if isinstance(value, str):
        written = _plain(key, value)
        if key != "LEMMA" or lemma(written) == written:
            return written
        return {"IN": sorted({written, lemma(written)})}
    if isinstance(value, dict):
        return {
            name: _tidy_list(key, inner, lemma)
            if name in ("IN", "NOT_IN") and isinstance(inner, list | tuple)
            else inner
            for name, inner in value.items()
        }
    return value


def _tidy_list(key: str, values: Sequence[Any], lemma: Callable[[str], str]) -> list[Any]:
    written = [_plain(key, value) if isinstance(value, str) else value for value in values]
    lemmas = [lemma(value) for value in written if isinstance(value, str)] if key == "LEMMA" else []
    return list(dict.fromkeys([*written, *lemmas]))


def _plain(key: str, value: str) -> str:
    plain = CleanText(value).text
    return plain.lower() if key in ("LOWER", "LEMMA") else plain


def anchors(tokens: TokenPattern, is_common: Callable[[str], bool]) -> list[Anchor]:
    """The words that a tidied pattern cannot do without, one entry per token, the rarest first."""
    found = [anchor for token in tokens if (anchor := _token_anchor(token))]
    return sorted(found, key=lambda anchor: (any(map(is_common, anchor.values)), len(anchor.values)))


def _token_anchor(token: dict[str, Any]) -> Anchor | None:
    if not _REQUIRED_OPERATOR.fullmatch(str(token.get("OP", "1"))):
        return None
    for key in ("LEMMA", "LOWER", "ORTH", "TEXT"):
        value = token.get(key)
        values = value.get("IN") if isinstance(value, dict) else [value]
        strings = [text for text in values or () if isinstance(text, str)]
        if values and strings == list(values):
            return Anchor("LEMMA" if key == "LEMMA" else "LOWER", tuple(strings))
    return None
