"""Searching: what a search can be, and the form in which words are looked up.

The index holds words in one form whatever their case and composition; scripts that are written without spaces
have no words that an index could know, so their text is read instead.
"""

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u312f\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Body of a character class: Thai, Lao, Burmese, Khmer, Chinese and Japanese, written without spaces."""

# Not every release of SQLite knows every sign of Unicode, and one that it does not know would join two words.
_PLAIN = "\x00-\u024f\u0391-\u03a1\u03a3-\u03ce\u0400-\u0481\u048a-\u0523\u2010-\u2027\u20ac"
"""Body of a character class: what any release knows and no composition changes, most of European texts."""

_OTHER = re.compile(f"[^{_PLAIN}]")

_SIGNS = re.compile(rf"(?:[{UNSPACED}]|[^{_PLAIN}\w])+")

_LETTER_APOSTROPHE = "\u02bc"


class SearchMode(StrEnum):
    """How the words of a search are understood."""

    text = "text"
    """The words as they are written, in their order."""

    lemma = "lemma"
    """Any form of each word."""

    regex = "regex"
    """A regular expression."""


class SearchIn(StrEnum):
    """What is searched."""

    texts = "texts"
    memos = "memos"


class CodedSpan(StrEnum):
    """What a hit makes of the text when it is coded."""

    segment = "segment"
    hit = "hit"
    turn = "turn"


class IndexTerm(NamedTuple):
    """What the index is asked for: any text that holds one of these words."""

    words: tuple[str, ...]
    """Any of them will do; a word may be several to the index, and then all of them must be there."""

    is_prefix: bool = False
    """Whether the word may go on."""


def index_form(text: str) -> str:
    """The text as the index reads it: folded, without marks, signs and what is written without spaces."""
    folded = text.casefold()
    if folded.isascii() or not _OTHER.search(folded):
        return folded
    return _SIGNS.sub(" ", unicodedata.normalize("NFC", folded).replace(_LETTER_APOSTROPHE, "'"))
