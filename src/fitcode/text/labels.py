"""Labels: whether what stands before a colon can name a speaker, and of which kind.

A label is judged by its own shape here; how often it recurs and where it stands is for
``speakers.py``. Role words of ten languages are known (``vocabulary.py``).
"""

import re
import unicodedata
from enum import IntEnum
from functools import lru_cache

from fitcode.domain.choices import SpeakerKind
from fitcode.text.vocabulary import (
    FORENAMES,
    GIVEN_NAMES,
    INTERVIEWER_WORDS,
    METADATA_KEYS,
    MODERATOR_WORDS,
    NAME_PARTICLES,
    NOT_NAMES,
    OFFICES,
    PROSE_STARTERS,
    RESPONDENT_WORDS,
    SURNAME_PARTICLES,
    VOICE_WORDS,
)

MAX_LABEL = 64
"""Characters of the longest label: name, rank and a bracket with particulars."""

MAX_WORDS = 6
"""Words of the longest label, brackets aside."""

_DIRECTION_MARKS = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_ORNAMENT = " \t\xa0*_" + _DIRECTION_MARKS
_UNLABELLIKE = re.compile(r"[?!;\"“”„«»…=<>|\\@{}~^`,，。？！؟،]|\w\.\w{3}|https?$")
_ABBREVIATED = re.compile(r"(?:[^\W\d_]{1,4}\.)+(?:-[^\W\d_]{1,4}\.)*")
_BRACKETED = re.compile(r"[(\[（][^()\[\]（）]*[)\]）]")
_LETTERS = re.compile(r"[^\W\d_]+")
_NUMBERED = re.compile(r"[\s#№.°_-]*\d+[a-z]?$")
_RESPONDENT_ID = re.compile(
    r"(?:fgd?\d*[\s._-]*)?(?:[rp]|resp|part|pt|ptcpt|iee)[\s#._-]*\d+[a-z]?(?:[\s._-]\w{1,3})?"
    r"|(?:b|tn)[\s.]?\d{1,2}"
)
_ROLES = INTERVIEWER_WORDS | MODERATOR_WORDS | RESPONDENT_WORDS
_INTERVIEWER_ID = re.compile(r"(?:i|int|iv|ivr|ir|q)[\s#._-]*\d+")


class Shape(IntEnum):
    """How much a piece of text looks like a label, from not at all to surely."""

    none = 0
    """Prose, an address, a key of a header."""

    lower = 1
    """One or two words in lower case."""

    phrase = 2
    """A capital first, then words in lower case: ``ISR officer``."""

    proper = 3
    """Capitalised like a name, or in a script without capitals."""

    role = 4
    """A role word or a respondent's id: ``Q``, ``Interviewer 2``, ``R01``, ``Speaker 1``."""


def clean_label(label: str) -> str:
    """A label as people read it: without bold marks, brackets around it, and doubled spaces."""
    stripped = label.strip(_ORNAMENT)
    if stripped[:1] in ("[", "(", "<", "{") and stripped[-1:] in ("]", ")", ">", "}"):
        stripped = stripped[1:-1].strip(_ORNAMENT)
    return " ".join(stripped.split())


def label_key(label: str) -> str:
    """What two spellings of one label share; accents may be written as characters of their own."""
    return unicodedata.normalize("NFC", clean_label(label)).casefold()


@lru_cache(maxsize=4096)
def guess_kind(label: str) -> SpeakerKind:
    """The kind that a label states by a role word or an id; unknown when it states none.

    The whole label (numbers aside), its first or last word, or a word in its brackets may be the role.
    """
    key = label_key(label)
    if _RESPONDENT_ID.fullmatch(key):
        return SpeakerKind.respondent
    if _INTERVIEWER_ID.fullmatch(key):
        return SpeakerKind.interviewer
    for candidate in _role_candidates(key):
        for words, kind in (
            (INTERVIEWER_WORDS, SpeakerKind.interviewer),
            (MODERATOR_WORDS, SpeakerKind.moderator),
            (RESPONDENT_WORDS, SpeakerKind.respondent),
        ):
            if candidate in words:
                return kind
    return SpeakerKind.unknown


def _role_candidates(key: str) -> list[str]:
    outside = _BRACKETED.sub(" ", key).strip()
    bare = _NUMBERED.sub("", outside).strip()
    found = [outside, bare]
    words = [word.strip("()[],-/") for word in bare.split()]
    inside = [word.strip("()[],;/（）") for part in _BRACKETED.findall(key) for word in part.split()]
    # Short role words ('i', 'part', 'host') are too common inside longer labels.
    edges = [words[0], words[-1]] if len(words) > 1 else []
    return found + [word for word in edges + inside if len(word) > 4 or not word.isascii()]


@lru_cache(maxsize=4096)
def label_shape(label: str) -> Shape:
    """How much this looks like a label."""
    label = clean_label(label)
    if not label or len(label) > MAX_LABEL:
        return Shape.none
    key = label_key(label)
    if key in METADATA_KEYS or _NUMBERED.sub("", key) in METADATA_KEYS:
        return Shape.none
    outside = _BRACKETED.sub(" ", label)
    words = outside.split()
    if (
        not words
        or len(words) > MAX_WORDS
        or _UNLABELLIKE.search(outside)
        or not any(map(str.isalpha, outside))
    ):
        return Shape.none
    if any("." in word and not _ABBREVIATED.fullmatch(word) for word in words):
        return Shape.none
    # Only a short label is a role by its first or last word: 'The interviewer asked me' is prose.
    is_short = len(words) <= 4 and not _begins_prose(words)
    if is_short and (guess_kind(label) is not SpeakerKind.unknown or _is_voice(key)):
        return Shape.role
    return _shape_of_words(words, label=outside)


@lru_cache(maxsize=4096)
def states_role(label: str) -> bool:
    """Whether the whole label is a role word of several letters, a numbered voice or an id.

    ``Interviewer laughs`` is none, nor is ``Female``, which stands in tables.
    """
    key = label_key(label)
    bare = _NUMBERED.sub("", key).strip()
    if len(key) < 2 or " " in bare:
        return False
    return bare in _ROLES or (bare in VOICE_WORDS and bare != key) or bool(_RESPONDENT_ID.fullmatch(key))


def _is_voice(key: str) -> bool:
    words = _NUMBERED.sub("", _BRACKETED.sub(" ", key)).split()
    return bool(words) and all(word in VOICE_WORDS for word in words)


def _begins_prose(words: list[str]) -> bool:
    first = words[0].casefold()
    if len(words) == 1 and (first in GIVEN_NAMES or (len(first) == 1 and words[0].isupper())):
        return False
    if len(words) == 2 and first == "the" and words[1].casefold() in OFFICES and _is_capitalised(words[1]):
        return False
    # 'Dan Mora' and 'Ben van der Berg' are names, 'Will they come' is not.
    names = [word for word in words if word.casefold() not in NAME_PARTICLES]
    is_full_name = first in FORENAMES and len(names) > 1 and all(map(_is_capitalised, names))
    return first in PROSE_STARTERS and not is_full_name


def _shape_of_words(words: list[str], *, label: str) -> Shape:
    first = words[0]
    if _begins_prose(words):
        # 'De Vries' and 'El Hadj Touré' are names, 'La raison' and 'The reason' are not.
        is_name = first.casefold() in SURNAME_PARTICLES and all(map(_is_capitalised, words))
        return Shape.proper if is_name and len(words) > 1 else Shape.none
    # 'Follow-up' is judged by its parts; in 'Ana-Maria' and 'Ngo\u0323c' none is a word of prose.
    plain = [word.casefold() for word in words if word.isalpha()] or _LETTERS.findall(label.casefold())
    if all(word in NOT_NAMES for word in plain):
        return Shape.none
    if all(_is_capitalised(word) or word.casefold() in NAME_PARTICLES for word in words):
        return Shape.proper if _is_capitalised(words[-1]) or not words[-1].islower() else Shape.phrase
    if _is_capitalised(first):
        return Shape.phrase
    return Shape.lower if len(words) <= 2 and words[0].islower() else Shape.none


def _is_capitalised(word: str) -> bool:
    """Whether the first letter is a capital or has no case; numbers pass."""
    letter = next((character for character in word if character.isalpha()), "")
    return not letter.islower()
