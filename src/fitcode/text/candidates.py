"""Candidates: every place in a text where a speaker's label could stand, before any is believed.

Only line starts count. All patterns begin with a line end and use bounded or possessive
repetition, so that a text costs the same per character whatever it holds.
"""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import NamedTuple

from fitcode.text.labels import MAX_LABEL, Shape, clean_label, label_key, label_shape, states_role

_SPACE = r"[ \t\xa0]"
_TIME = r"\d{1,3}:\d{1,2}(?::\d{1,2})?(?:[.,]\d{1,3}|-\d{1,3}(?=#))?"
_RANGE = rf"{_TIME}(?:{_SPACE}{{0,4}}(?:-->|[-–—]){_SPACE}{{0,4}}{_TIME})?"
_SIGN = rf"(?:[-–—|]{_SPACE}{{1,4}})?"
_NUMBER = r"(?:[\[(]?\d{1,4}[\])]?\.?[ \t\xa0]{1,16}+(?![-–—]))?+"
"""The number of a line or paragraph, as lawyers and archives put before each."""

_INDENT = r"[ \t\xa0\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]{0,16}+"

_INLINE = re.compile(
    rf"\n{_INDENT}"
    rf"(?P<number>{_NUMBER})"
    rf"(?P<stamp>[*_]{{0,2}}[\[(<{{#]?{_RANGE}[\])>}}#]?[*_]{{0,2}}{_SPACE}{{0,4}}[-–—|]?{_SPACE}{{0,4}}"
    rf"(?P<sent>From{_SPACE}{{1,4}})?)?+"
    rf"(?P<head>[^\n:：]{{1,{MAX_LABEL + 8}}}+)[:：]"
)
"""``Name:``, ``**Name:**``, ``[00:01:23] Name:``, ``12. Name:``; ``10:02:15 From Name:`` in saved chats."""

_STAMP_AFTER = re.compile(rf"{_SPACE}{{0,8}}[\[(<#]{_RANGE}[\])>#]{_SPACE}{{1,8}}(?=\S)")
"""``Name: [00:01:23] text``: a time in brackets straight after the label is no talk."""

_TIMES_AFTER = re.compile(rf"(?:[\[(]?{_TIME}[\])]?{_SPACE}{{0,3}}\t[ \t]{{0,8}}){{1,3}}+(?=\S)")
"""``INT<tab>00:00:01<tab>00:00:04<tab>text``: a table exported as text."""

_STAMPED = re.compile(
    rf"\n{_INDENT}(?P<head>[^\n:：]{{1,{MAX_LABEL}}}?){_SPACE}{{0,4}}[\[(<]{_RANGE}[\])>][*_]{{0,3}}{_SPACE}{{0,4}}[:：]"
)
"""``Name (00:01:23):``"""

_TIME_AT_END = re.compile(r":\d{2}(?:[.,]\d{1,3})?[\])>]?[*_]{0,2}[ \t\xa0]{0,8}\n")
_ALONE_AFTER = re.compile(
    rf"\n{_INDENT}(?P<head>[^\n:：]{{1,{MAX_LABEL}}}?){_SPACE}{{1,12}}{_SIGN}[\[(<]?(?P<time>{_RANGE})[\])>]?[*_]{{0,3}}"
    rf"{_SPACE}{{0,8}}(?=\n)"
)
"""``Name  00:01``, ``Name (00:01 - 00:04)`` or ``Name | 00:01`` on a line of its own."""

_ALONE_BEFORE = re.compile(
    rf"\n{_INDENT}[\[(<]?(?P<time>{_RANGE})[\])>]?{_SPACE}{{1,8}}{_SIGN}(?P<head>[^\n:：]{{1,{MAX_LABEL}}}){_SPACE}{{0,8}}(?=\n)"
)
"""``00:01:23 Name`` or ``[00:01:23] - Name`` on a line of its own."""

_ALONE_BELOW = re.compile(
    rf"\n{_INDENT}(?P<time>{_TIME}){_SPACE}{{0,4}}-->{_SPACE}{{0,4}}{_TIME}[^\n]{{0,40}}\n"
    rf"(?P<head>[^\n:：]{{1,{MAX_LABEL}}})(?=\n)"
)
"""A line of two times, the name on the next: how meeting programs exported to Word."""

_DOTTED = re.compile(r"\n[ \t]{0,16}+(?:\d{1,3}[ \t]{1,24}+)?+(?P<head>[QAR])\.[ \t]{1,8}(?=\S)")
"""``Q.`` and ``A.``, as court and parliament have it, with numbered lines or without."""

_TABBED = re.compile(rf"\n(?P<head>[^\n\t:：]{{1,{MAX_LABEL}}}+)\t[ \t]{{0,4}}(?=\S)")
"""``INT<tab>text``"""

_WITHIN = re.compile(
    rf"\n{_INDENT}(?P<head>[^\n:：\[(]{{1,{MAX_LABEL}}}+)"
    rf"(?P<time>\[{_RANGE}\]|\(\d{{1,2}}:\d\d:\d\d(?:\.\d{{1,3}})?\)){_SPACE}{{1,4}}(?=\S)"
)
"""``Name [00:01:23] text``, without a colon; ``Gao (12:30)`` is a time of day."""

_TIME_IN_BRACKETS = re.compile(r"\[\d{1,3}:\d|\(\d{1,2}:\d\d:\d\d")

_BRACKETED = re.compile(rf"\n{_INDENT}[\[<](?P<head>[^\n:：\[\]<>]{{1,32}}+)[\]>]{_SPACE}{{0,8}}")
"""``[Speaker 1] text``, or the label alone on its line."""

_OWN_LINE = re.compile(rf"\n{_INDENT}[*_]{{0,2}}(?P<head>[^\W\d][^\n:：]{{1,32}}+)(?=\n)")
"""``Interviewer`` on a line of its own."""

_EMPHATIC = re.compile(rf"\n\*\*(?P<head>[^\n:：*]{{1,{MAX_LABEL}}}+)\*\*{_SPACE}{{1,8}}(?=\S)")
"""``**Name** text``"""

_FIRST_TIME = re.compile(_TIME)
_TRAILING_STAMP = re.compile(r"[ \t\xa0\[(<]\d{1,3}$")
_BOLD = re.compile(r"\*{1,3}|_{1,3}")
_TIME_ALONE = re.compile(rf"{_SPACE}{{0,8}}[\[(<]?{_RANGE}[\])>]?{_SPACE}{{0,8}}")


class Candidate(NamedTuple):
    """A place where a label could stand."""

    start: int
    """Where its line begins (or the line of its time above it)."""

    text_start: int
    """Where the talk begins."""

    label: str
    key: str
    shape: Shape
    form: str
    """``colon``, ``tight`` (no space after the colon), ``numbered``, ``alone``, ``dotted``, ``tabbed``,
    ``within`` (a time for a colon), ``emphatic``, ``bracketed`` or ``own-line``."""

    start_ms: int | None = None
    is_bold: bool = False

    @property
    def is_stamped(self) -> bool:
        """Whether a time stands beside the label, which prose hardly ever has."""
        return self.start_ms is not None


def find_candidates(text: str, *, named: Collection[str] = ()) -> list[Candidate]:
    """Every candidate in order, one for each line at most; ``named`` keys need not look like labels."""
    padded = f"\n{text}\n"
    found = {candidate.start: candidate for candidate in _inline(padded)}
    for candidate in _alone(padded):
        found[candidate.start] = candidate
    for candidate in _uncommon(padded):
        found.setdefault(candidate.start, candidate)
    ordered = [found[start] for start in sorted(found)]
    likely = [one for one in ordered if one.shape is not Shape.none or one.key in named]
    return [_with_time_above(text, candidate) for candidate in likely]


# Positions in the padded text are one too high; a match begins one before its line. The two cancel
# out for starts: the line after the padded line end at n begins at n in the text.


def _inline(padded: str) -> Iterator[Candidate]:
    for match in _INLINE.finditer(padded):
        head = match["head"].partition(" to ")[0] if match["sent"] else match["head"]
        end = match.end()
        if padded[end].isdigit() and _TRAILING_STAMP.search(head):
            stamped = _STAMPED.match(padded, match.start())
            if stamped:
                yield _candidate(stamped["head"], match=stamped, form="colon", stamp=stamped[0])
            continue
        after = padded[end]
        opening = _BOLD.match(head.lstrip()) or (match["stamp"] and _BOLD.match(match["stamp"]))
        if after in "*_" and opening:
            marks = _BOLD.match(padded, end)
            end = marks.end() if marks else end
            after = padded[end]
        if after.isspace() or after in "\"'“”„«‘’([*_-–—…\u200e\u200f" or padded[match.end() - 1] == "：":
            form = "colon"
        elif after == "/" or (after.isdigit() and head[-1].isdigit()):
            continue
        else:
            form = "tight"
        stamp = match["stamp"] or ""
        may_be_stamped = not stamp and after in " \t\xa0" and padded[end + 1] in "[(<# \t\xa0"
        stamped_after = _STAMP_AFTER.match(padded, end) if may_be_stamped else None
        if stamped_after:
            stamp, end = stamped_after[0], stamped_after.end()
        if match["number"] and form == "colon":
            form = "numbered"
        yield _candidate(head, match=match, form=form, end=end, stamp=stamp, bold=bool(opening))


def _alone(padded: str) -> Iterator[Candidate]:
    patterns = [_ALONE_BEFORE]
    if _TIME_AT_END.search(padded):
        patterns.append(_ALONE_AFTER)
    if "-->" in padded:
        patterns.append(_ALONE_BELOW)
    for pattern in patterns:
        for match in pattern.finditer(padded):
            candidate = _candidate(match["head"], match=match, form="alone", stamp=match["time"])
            if candidate.shape is not Shape.none:
                yield candidate


def _uncommon(padded: str) -> Iterator[Candidate]:
    """Labels without a colon; whether the document uses them is for ``speakers.py``."""
    # Most texts show by one sign that they have none of a form; looking for it costs a tenth of the pattern.
    has_brackets = "[" in padded or "<" in padded
    for match in _DOTTED.finditer(padded) if "Q." in padded else ():
        yield _candidate(match["head"], match=match, form="dotted")
    for match in _TABBED.finditer(padded) if "\t" in padded else ():
        times = _TIMES_AFTER.match(padded, match.end())
        end, stamp = (times.end(), times[0]) if times else (match.end(), "")
        yield _candidate(match["head"], match=match, form="tabbed", end=end, stamp=stamp)
    has_times = (has_brackets or "(" in padded) and _TIME_IN_BRACKETS.search(padded)
    for match in _WITHIN.finditer(padded) if has_times else ():
        yield _candidate(match["head"], match=match, form="within", stamp=match["time"])
    for match in _EMPHATIC.finditer(padded) if "**" in padded else ():
        yield _candidate(match["head"], match=match, form="emphatic", bold=True)
    for form, pattern in (("bracketed", _BRACKETED), ("own-line", _OWN_LINE)):
        for match in pattern.finditer(padded) if has_brackets or form == "own-line" else ():
            if states_role(match["head"]):
                yield _candidate(match["head"], match=match, form=form)


def _candidate(
    head: str, *, match: re.Match[str], form: str, end: int | None = None, stamp: str = "", bold: bool = False
) -> Candidate:
    label, key, shape = _read_label(head)
    return Candidate(
        start=match.start(),
        text_start=(match.end() if end is None else end) - 1,
        label=label,
        key=key,
        shape=shape,
        form=form,
        start_ms=_milliseconds(stamp) if stamp else None,
        is_bold=bold,
    )


@lru_cache(maxsize=4096)
def _read_label(head: str) -> tuple[str, str, Shape]:
    """Label, key and shape; a few labels open thousands of turns."""
    label = clean_label(head)
    return label, label_key(label), label_shape(label)


def _milliseconds(stamp: str) -> int | None:
    """The first time in a stamp: hours may be absent, as in ``1:23``."""
    match = _FIRST_TIME.search(stamp)
    if match is None:
        return None
    whole, _, fraction = match[0].replace(",", ".").replace("-", ".").partition(".")
    seconds = 0
    for part in whole.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds * 1000 + int(fraction.ljust(3, "0") or 0)


def _with_time_above(text: str, candidate: Candidate) -> Candidate:
    """The candidate with the time that stands alone on the line above it or in the paragraph above it."""
    line_start = candidate.start
    if text[line_start - 2 : line_start] == "\n\n":
        line_start -= 1
    if candidate.is_stamped or line_start < 2 or text[line_start - 2] not in "0123456789])> ":
        return candidate
    above = text.rfind("\n", 0, line_start - 1) + 1
    if line_start < candidate.start and text[max(0, above - 2) : above].strip("\n"):
        return candidate
    if line_start - above > 48 or not _TIME_ALONE.fullmatch(text, above, line_start - 1):
        return candidate
    return candidate._replace(start=above, start_ms=_milliseconds(text[above:line_start]))
