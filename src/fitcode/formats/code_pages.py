"""Code pages of the Latin alphabet, told apart by what each makes of the bytes past ASCII.

A wrong page puts symbols or capitals inside words; the right one gives letters that languages use and
quotation marks that open and close. Texts in Latin letters have few such bytes, which is why general
statistics guess them badly.
"""

from typing import NamedTuple

_PAGES = (
    *("cp1252", "iso8859_15", "mac_roman", "cp850", "cp437", "cp1250", "iso8859_2", "cp852", "cp1254"),
    *("iso8859_9", "cp857", "cp1257", "iso8859_13", "cp775", "mac_latin2"),
)
"""Commonest first, which decides between pages that read a text alike."""

_SAMPLE = 400_000
_DENSE = 0.35
"""With more bytes past ASCII among its letters, a text is not in Latin letters."""

_LETTERS = {
    **dict.fromkeys("éèàçêôûîâäöüßåæøñáíóúãõïëùœÉÈÀÇÊÔÛÎÂÄÖÜÅÆØÑÁÍÓÚÃÕÏËÙŒ", 3.0),
    **dict.fromkeys("ąćęłńśźżčďěňřšťůžýőűğışășțđĄĆĘŁŃŚŹŻČĎĚŇŘŠŤŮŽÝŐŰĞİŞĂȘȚĐìòÿ", 2.0),
    **dict.fromkeys("āēīūģķļņėįųĀĒĪŪĢĶĻŅĖĮŲ", 1.0),
}
"""How much a letter speaks for a page: letters of many languages most."""

_OPENING = "“‘«„‚‹¿¡"
_CLOSING = "”»…›"
_DASHES = "–—\xa0"
_LOOSE = "•€£§°™®©"


class LatinGuess(NamedTuple):
    """A code page, and how far it is ahead."""

    encoding: str
    rival: str | None
    """The next best page that reads the text otherwise."""

    margin: float


def guess_latin(data: bytes) -> LatinGuess | None:
    """The code page of a text in Latin letters, or None when it seems to be in other letters."""
    sample = data[:_SAMPLE]
    high = sum(sample.count(byte) for byte in range(128, 256))
    letters = sum(sample.count(byte) for byte in (*range(65, 91), *range(97, 123)))
    if high > _DENSE * (letters + high):
        return None
    scores: dict[str, tuple[float, str]] = {}
    for page in _PAGES:
        try:
            text = sample.decode(page)
        except UnicodeDecodeError:
            continue
        scores[page] = (_score(text), text)
    ranked = sorted(scores, key=lambda page: -scores[page][0])
    if not ranked or scores[ranked[0]][0] < 1:
        return None
    best, reading = ranked[0], scores[ranked[0]][1]
    rival = next((page for page in ranked if scores[page][1] != reading), None)
    margin = _margin(reading, scores[rival][1]) if rival else 4.0
    return LatinGuess(best, rival, margin)


def _margin(reading: str, other: str) -> float:
    """How much better one reading fits where the two differ: -7 to 8 a character, halved for a single one."""
    places = [index for index, pair in enumerate(zip(reading, other, strict=True)) if pair[0] != pair[1]]
    ahead = sum(_fit_at(reading, index) - _fit_at(other, index) for index in places)
    return ahead / max(2, len(places))


def guess_cyrillic(data: bytes) -> str | None:
    """The Cyrillic code page that makes letters of nearly all bytes past ASCII, capitals at heads only."""
    sample = data[:_SAMPLE]
    for page in ("koi8_r", "cp1251", "cp866", "iso8859_5", "mac_cyrillic"):
        text = sample.decode(page, errors="replace")
        past = [index for index, character in enumerate(text) if character > "\x7f"]
        fitting = sum(
            "\u0400" <= text[index] <= "\u04ff" and not (text[index].isupper() and text[index - 1].islower())
            for index in past
        )
        if fitting > 0.97 * len(past):
            return page
    return None


def _score(text: str) -> float:
    """How well the characters past ASCII fit where they stand, on average: from -4 to 4."""
    fits = [_fit_at(text, index) for index, character in enumerate(text) if character > "\x7f"]
    return sum(fits) / len(fits) if fits else 0.0


def _fit_at(text: str, index: int) -> float:
    before = text[index - 1] if index else " "
    after = text[index + 1] if index + 1 < len(text) else " "
    return _fit(text[index], before, after)


def _fit(character: str, before: str, after: str) -> float:
    if character.isalpha():
        weight = _LETTERS.get(character, -2.0 if character > "\u024f" else 0.0)
        is_odd = character.isupper() and before.islower()
        return -4.0 if is_odd else weight
    inside = before.isalpha() and after.isalpha()
    if character == "’":
        return 4.0 if before.isalpha() else 0.0
    if character in _OPENING:
        return -4.0 if before.isalpha() else 4.0
    if character in _CLOSING:
        return -4.0 if inside else 4.0
    if character in _DASHES:
        return 4.0 if before == " " == after else 1.0
    if character in _LOOSE:
        return -3.0 if inside else 1.0
    return -4.0
