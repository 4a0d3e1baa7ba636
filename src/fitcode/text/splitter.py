"""The sentence splitter: rules that any reader can check, the same on every machine.

It ends sentences at stops, blank lines and list items, and cuts what is too long at word ends. It
never looks past the span it is given, and never cuts inside what a reader sees as one character.
"""

import re
import unicodedata

SPLITTER = "rules/1"
"""Name and version, stored with every transcript; a change that moves any boundary counts up."""

MAX_SENTENCE = 600
"""Characters of the longest segment: what shows on a screen at once, and what a person codes at once."""

_CLOSERS = r"[\"'”’»›)\]}*_」』）】〉》]"

_END = re.compile(
    rf"[.!?…。！？｡．।॥؟۔\n]"
    rf"(?:(?:(?<=[a-z]{{6}}\.)(?<!approx\.)|(?<=[!?]))(?= [A-Z])()"  # nothing to ask: a long word, a capital
    rf"|(?<=\n)[ \t\xa0]*+\n"  # a blank line
    rf"|(?<=\n)(?=[ \t]*+(?:[-*+•‣◦–—][ \t]|\(?\d{{1,3}}[.)][ \t]))"  # a list item
    rf"|(?<=[.!?…])[.!?…]*+(?:{_CLOSERS}|\\[nrt])*+"
    rf"|(?<=[。！？｡．।॥؟۔])[。！？｡．।॥؟۔.!?…]*+{_CLOSERS}*+)"
)
"""Where a sentence may end. A literal ``\\n`` is what some exports leave of a line end.

Whether space follows is asked afterwards: a lookahead would read a long run of stops again from each.
"""


def _words(lines: str) -> frozenset[str]:
    return frozenset(lines.split())


_TITLES = _words(
    """
    mr mrs ms dr prof rev hon messrs st ste mt ft lt ltc col cpl sgt ssgt maj gen brig capt cpt cdr cmdr
    adm pvt pte wo adj amb gov sen rep pres min sec dir supt insp det lieut comdr mlle mme mm mgr sr sra
    srta dra hr fr jhr ir ing drs
    """
)
"""Stand, with a capital, before a name: a stop after them never ends a sentence."""

_NUMBERING = _words(
    """
    no nos nr num art arts para paras pp p vol vols ch chap fig figs sect ann res ref tel ext approx ca
    circa c
    """
)
"""End no sentence before a number."""

_WITHIN = _words(
    """
    eg ie cf vs viz al incl excl resp esp approx ca bzw zb dh bijv bv dwz evt ex misc
    """
)
"""End no sentence, except before a word that usually begins one."""

_OPEN_ENDED = _words(
    """
    etc jr am pm us un uk eu au dc ngo usa usw enz inc ltd co corp dept avg est no
    """
)

_STARTERS = _words(
    """
    the this that these those there then they we he she it i you and but so or in on at if when what why
    how because after before now well yes no my our his her their some all most many one also however for
    as to from with le la les un une et mais il elle ils elles nous vous je on ce c'est dans pour der die
    das ein eine und aber wir sie er es ich el los las un una y pero
    """
)
"""Capitalised after an abbreviation, these begin a sentence."""

_ABBREVIATIONS = _TITLES | _NUMBERING | _WITHIN | _OPEN_ENDED

_LEADING = " \t\n\xa0\"'“”‘’«»‹›([{*_¿¡-–—"
_BLANK_LINES = re.compile(r"\n\s*\n")
_OPENERS = "\"'“”‘’«‹([{*_-–—/.…"
_CLAUSE_END = re.compile(r"[,;:–—、，；،؛\n](?=\s)|\s[-–—](?=\s)|[、，；]|\n")


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of the sentences in ``text[start:end]``: trimmed, never empty, holding all that is not space."""
    spans: list[tuple[int, int]] = []
    begin = start
    for match in _END.finditer(text, start, end):
        stop, cut = match.span()
        if match.lastindex is None and not _is_end(text, begin, stop, cut, end):
            continue
        if cut - begin > MAX_SENTENCE or text[stop] == "\n" or text[begin].isspace():
            _add(spans, text, begin, cut)
        else:
            spans.append((begin, cut))
        begin = cut + 1 if cut < end and text[cut] == " " else cut
    if begin < end:
        _add(spans, text, begin, end)
    return spans


def _is_end(text: str, begin: int, stop: int, cut: int, end: int) -> bool:
    """Whether a sentence ends here, where the pattern alone cannot tell."""
    mark = text[stop]
    if cut == end or mark not in ".!?…":
        return True
    if not text[cut].isspace():
        return False
    if mark != ".":
        return _ends_exclamation(text, stop, cut, end)
    if cut == stop + 1 and text[cut + 1 : cut + 2].isupper():
        # The common case, at a third of the cost: a plain word, a stop, one space, a capital.
        head = text.rfind(" ", max(begin, stop - 16), stop) + 1
        word = text[head:stop]
        if head and len(word) > 1 and word.isalpha() and word.casefold() not in _ABBREVIATIONS:
            return True
    return _ends_sentence(text, begin, stop, cut, end)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the white space at its edges; empty when there is nothing else."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _next_letter(text: str, position: int, end: int) -> str:
    """The first character of what follows, past spaces, quotes and brackets."""
    for character in text[position : min(end, position + 12)]:
        if character not in _LEADING:
            return character
    return ""


def _ends_exclamation(text: str, stop: int, cut: int, end: int) -> bool:
    """Whether a question mark or dots end a sentence, unlike in ``"Why?" he asked`` and ``and ... then``."""
    if not _next_letter(text, cut, end).islower():
        return True
    return text[stop] != "…" and text[cut - 1] in "!?"


def _ends_sentence(text: str, begin: int, stop: int, cut: int, end: int) -> bool:
    """Whether the full stop at ``stop`` ends a sentence."""
    goes_lower = _next_letter(text, cut, end).islower()
    if cut - stop > 1 and text[stop + 1] in ".…":
        return not goes_lower
    word = _word_before(text, begin, stop)
    letters = word.replace(".", "").casefold()
    if letters.isdigit():
        # '12. Text' at the head of a line is a number in a list.
        return not _is_line_head(text, begin, stop - len(word))
    if letters in _TITLES and word[0].isupper():
        return False
    if letters in _NUMBERING and _next_letter(text, cut, end).isdigit():
        return False
    is_abbreviation = len(letters) == 1 or "." in word or letters in _WITHIN or letters in _OPEN_ENDED
    if goes_lower:
        # Speech recognition may write no capitals at all, so a whole word before the stop is enough.
        return not is_abbreviation and len(letters) >= 4 and cut - stop == 1
    if not is_abbreviation or word in ("I", "i") or (letters in _OPEN_ENDED and "." not in word):
        return True
    return _next_word(text, cut, end) in _STARTERS


def _word_before(text: str, begin: int, stop: int) -> str:
    lowest = max(begin, stop - 24)
    head = max(lowest, text.rfind(" ", lowest, stop) + 1, text.rfind("\n", lowest, stop) + 1)
    return text[head:stop].lstrip(_OPENERS)


def _is_line_head(text: str, begin: int, position: int) -> bool:
    while position > begin and text[position - 1] in " \t(":
        position -= 1
    return position == begin or text[position - 1] == "\n"


_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def _next_word(text: str, position: int, end: int) -> str:
    match = _WORD.search(text, position, min(end, position + 32))
    return match[0].replace("’", "'").casefold() if match else ""


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    """Add a sentence, or what a sentence that is too long is cut into."""
    start, end = trimmed(text, start, end)
    while end - start > MAX_SENTENCE:
        rest = end - start
        # The last two pieces share what is left, so that no scrap remains.
        longest = min(MAX_SENTENCE, rest // 2 + MAX_SENTENCE // 10)
        cut = _cut(text, start, start + longest, end)
        spans.append(trimmed(text, start, cut))
        start, end = trimmed(text, cut, end)
    if start < end:
        spans.append((start, end))


def _cut(text: str, start: int, limit: int, end: int) -> int:
    """Where to cut before ``limit``: after the last clause, else the last word, else between characters."""
    best = -1
    for match in _CLAUSE_END.finditer(text, start + (limit - start) // 2, limit):
        best = match.end()
    if best > 0:
        return best
    for position in range(limit, start, -1):
        if text[position].isspace():
            return position
    return _between_characters(text, start, limit, end)


def _between_characters(text: str, start: int, limit: int, end: int) -> int:
    """The nearest place, first backwards, that divides no accent from its letter and no joined emoji."""
    for position in range(limit, start, -1):
        if not _is_joined(text, start, position):
            return position
    for position in range(limit, end):
        if not _is_joined(text, start, position):
            return position
    return end


def _is_joined(text: str, start: int, position: int) -> bool:
    before, after = text[position - 1], text[position]
    if before in "\u200d\u200c" or after in "\u200d\u200c" or unicodedata.category(after).startswith("M"):
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":  # skin tones, tags
        return True
    if _is_flag_half(before) and _is_flag_half(after):
        run = position - 1
        while run > start and _is_flag_half(text[run - 1]):
            run -= 1
        return (position - run) % 2 == 1
    return False


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def paragraphs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of the paragraphs in ``text[start:end]``, which blank lines part: trimmed and never empty."""
    spans: list[tuple[int, int]] = []
    begin = start
    for match in _BLANK_LINES.finditer(text, start, end):
        spans.append(trimmed(text, begin, match.start()))
        begin = match.end()
    spans.append(trimmed(text, begin, end))
    return [span for span in spans if span[0] < span[1]]
