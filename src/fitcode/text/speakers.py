"""Speakers: which candidates are labels, judged over the whole document, and the turns they open.

One line proves little: ``Paris: we went there`` looks like a label until the rest of the text is asked.
The rules stand in ``accept_labels``, from sure to unsure; what is doubtful stays text of the turn before it.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from fitcode.domain.choices import SpeakerKind
from fitcode.text.candidates import Candidate
from fitcode.text.labels import Shape, guess_kind

# With a line end put before the text, matches stand one too high in it: spans leave that character out.
_HEADINGS = (
    ("#", re.compile(r"\n#{1,6} [^\n]*")),
    ("=", re.compile(r"\n[^\n]{1,200}+\n={3,}[ \t]*+(?=\n|\Z)")),
)
_COMPLETE = ".!?…:;\"'”’»)]}*。！？؟।-–—"
"""What a line ends with when the next does not carry it on."""


_UNCOMMON = ("within", "emphatic", "bracketed", "own-line")
"""Forms without a colon, which headings, terms and stage directions have too."""

_FAR_INTO_THE_TEXT = 2_000

_MOST_SPEAKERS = 60
"""With more labels than a meeting has people, comparing each with each tells nothing."""


class FoundTurn(NamedTuple):
    """A label and its talk, which may still be empty."""

    label: str
    label_start: int
    start: int
    end: int
    start_ms: int | None = None
    end_ms: int | None = None


def heading_spans(text: str) -> list[tuple[int, int]]:
    """Lines that Markdown makes headings: ``# Heading``, or underlined with equals signs."""
    patterns = [pattern for mark, pattern in _HEADINGS if mark in text]
    if not patterns:
        return []
    padded = f"\n{text}"
    return sorted(
        (match.start(), match.end() - 1) for pattern in patterns for match in pattern.finditer(padded)
    )


def turns_of(text: str, labels: Sequence[Candidate], *, walls: Sequence[int] = ()) -> list[FoundTurn]:
    """The turns that labels open, each up to the next label or wall: a heading, a turn the format states."""
    turns: list[FoundTurn] = []
    ends = [label.start for label in labels[1:]] + [len(text)]
    for label, end in zip(labels, ends, strict=False):
        wall = bisect_left(walls, label.text_start)
        if wall < len(walls):
            end = min(end, walls[wall])
        turns.append(FoundTurn(label.label, label.start, label.text_start, end, label.start_ms))
    return turns


def accept_labels(
    candidates: Sequence[Candidate],
    *,
    text: str,
    body_start: int = 0,
    paragraphs: Collection[int] = (),
    named: Collection[str] = (),
) -> list[Candidate]:
    """The candidates that are labels.

    1. Nothing in the front matter is one. A label whose key the user ``named`` always is one.
    2. Role words and ids are (``Q``, ``Interviewer 2``, ``R01``); a single letter only where it recurs or
       meets another; ``Q.`` and ``A.`` only together. Forms without a colon, as ``[Speaker 1]`` or
       ``Ana [00:01]``, are where three lines have them, with two labels, and more lines than have a colon.
    3. A label with a time beside it is, when the document has two such lines.
    4. A name or phrase that recurs is, when a second label stands beside it or it opens the text.
    5. Where labels stand after blank lines (or open a format's ``paragraphs``), others that do not are prose.
    6. A name that stands once is, where other names recur, when it is written like them and the line before
       it is complete; where only interviewers were found so far, any name is. Where nothing recurs, two
       names are needed and the first must open the text.
    7. One or two labels that stand once are none when they stand far into the text:
       ``Principal Investigator:`` in a project's description.
    """
    judge = _Judge(candidates, text=text, body_start=body_start, paragraphs=paragraphs, named=named)
    return judge.labels()


class _Judge:
    """The evidence of one document."""

    def __init__(
        self,
        candidates: Sequence[Candidate],
        *,
        text: str,
        body_start: int,
        paragraphs: Collection[int],
        named: Collection[str],
    ) -> None:
        self._text = text
        self._body_start = body_start
        self._named = named
        self._paragraphs = paragraphs
        body = [candidate for candidate in candidates if candidate.start >= body_start]
        self._body = self._usable(body)

    def labels(self) -> list[Candidate]:
        counts = Counter(candidate.key for candidate in self._body)
        sure = self._sure(counts)
        leading = [one for one in self._body if one.key in sure or counts[one.key] > 1]
        wants_space = self._wants_space(leading)
        fitting = [
            one
            for one in self._body
            if one.key in sure or one.is_stamped or not wants_space or self._is_spaced(one)
        ]
        recurring = self._recurring(fitting, sure=sure)
        settled = [one for one in fitting if one.key in sure or one.key in recurring]
        once = self._once(fitting, settled=settled)
        found = sorted({*settled, *once})
        return [] if self._is_stray(found) else found

    def _is_stray(self, found: list[Candidate]) -> bool:
        if not 0 < len(found) <= 2 or len({one.key for one in found}) != len(found):
            return False
        if any(one.is_stamped or one.key in self._named for one in found):
            return False
        return found[0].start > _FAR_INTO_THE_TEXT

    def _usable(self, body: list[Candidate]) -> list[Candidate]:
        """Unusual forms count only where the document shows that it uses them."""
        forms = Counter((one.form, one.key) for one in body)
        alone = sum(one.form == "alone" for one in body)
        uncommon = {form: [one for one in body if one.form == form] for form in _UNCOMMON}
        common = [one for one in body if one.form not in _UNCOMMON and one.shape >= Shape.proper]
        often = sum(count for count in Counter(one.key for one in common).values() if count > 1)
        used = {form for form, found in uncommon.items() if len(found) > often and _is_used(found)}
        numbered_roles = any(one.form == "numbered" and one.shape is Shape.role for one in body)
        has_dotted_pair = ("dotted", "q") in forms and (("dotted", "a") in forms or ("dotted", "r") in forms)

        def is_usable(one: Candidate) -> bool:
            if one.form == "colon" or one.key in self._named:
                return True
            if one.form == "alone":
                return alone > 1 and one.shape >= Shape.phrase
            if one.form == "dotted":
                return has_dotted_pair
            if one.form in _UNCOMMON:
                return (
                    one.form in used
                    and one.shape >= Shape.proper
                    and (one.form != "emphatic" or forms[one.form, one.key] > 1)
                )
            if one.form == "numbered" and numbered_roles and one.shape is Shape.proper:
                return True
            recurs = forms[one.form, one.key] > (1 if one.is_stamped else 2)
            return one.shape is Shape.role or (one.shape is Shape.proper and recurs)

        return [one for one in body if is_usable(one)]

    def _sure(self, counts: Counter[str]) -> set[str]:
        roles = {one.key for one in self._body if one.shape is Shape.role}
        stamped = [one for one in self._body if one.is_stamped and one.shape >= Shape.phrase]
        sure = {key for key in roles if len(key) > 1 or counts[key] > 1 or len(roles) > 1}
        if len(stamped) > 1:
            sure |= {one.key for one in stamped}
        return sure | {one.key for one in self._body if one.key in self._named}

    def _wants_space(self, leading: list[Candidate]) -> bool:
        counts = Counter(one.key for one in leading)
        spaced = Counter(one.key for one in leading if self._is_spaced(one))
        always = [key for key, count in spaced.items() if count >= 0.9 * counts[key]]
        return len(always) > 1 and sum(counts[key] for key in always) >= 0.5 * len(leading)

    def _is_spaced(self, one: Candidate) -> bool:
        """Whether a blank line, the beginning of the text or of a format's paragraph stands before it."""
        if one.start in self._paragraphs or one.start <= self._body_start:
            return True
        line = self._text.rfind("\n", max(0, one.start - 80), one.start - 1) + 1
        return not self._text[line : one.start].strip()

    def _opens(self, one: Candidate) -> bool:
        """Whether nothing but headings and title lines stands before it."""
        if one.start - self._body_start > 1000:
            return False
        before = self._text[self._body_start : one.start]
        lines = [line.strip() for line in before.split("\n") if line.strip()]
        return len(lines) <= 5 and all(line.startswith("#") or line[-1] not in ".!?,;" for line in lines)

    def _recurring(self, fitting: list[Candidate], *, sure: set[str]) -> set[str]:
        counts = Counter(one.key for one in fitting)
        recurring = {
            one.key
            for one in fitting
            if one.key not in sure and counts[one.key] >= (2 if one.shape >= Shape.phrase else 3)
        }
        if len(sure) + len(recurring) > 1:
            return recurring
        return recurring if any(one.key in recurring and self._opens(one) for one in fitting[:1]) else set()

    def _once(self, fitting: list[Candidate], *, settled: list[Candidate]) -> list[Candidate]:
        keys = {one.key for one in settled}
        others = [one for one in fitting if one.key not in keys and one.shape is Shape.proper]
        names = [one for one in settled if one.shape in (Shape.proper, Shape.phrase)]
        if settled:
            in_capitals = bool(names) and all(one.label.isupper() for one in names)
            is_court = any(one.form == "dotted" for one in settled)
            in_bold = bool(names) and all(one.is_bold for one in names)
            return [
                one
                for one in others
                if (names or _nobody_answers(settled) or (is_court and one.label.isupper()))
                and one.label.isupper() >= in_capitals
                and one.is_bold >= in_bold
                and (self._is_spaced(one) or self._is_after_complete_line(one))
            ]
        if len({one.key for one in others}) > 1 and self._opens(others[0]):
            return [one for one in others if self._is_spaced(one) or self._is_after_complete_line(one)]
        return []

    def _is_after_complete_line(self, one: Candidate) -> bool:
        before = self._text[max(self._body_start, one.start - 200) : one.start].rstrip()
        return not before or before[-1] in _COMPLETE


def _is_used(found: Sequence[Candidate]) -> bool:
    """Whether a document marks its speakers in a form that could as well be something else.

    Three lines of it at least, two labels, and one of these twice.
    """
    keys = Counter(one.key for one in found if one.shape >= Shape.proper)
    return keys.total() > 2 and len(keys) > 1 and max(keys.values()) > 1


def _nobody_answers(settled: Sequence[Candidate]) -> bool:
    asking = (SpeakerKind.interviewer, SpeakerKind.moderator)
    return all(guess_kind(one.label) in asking for one in settled)


def misspelt_labels(counts: Mapping[str, int]) -> dict[str, str]:
    """Keys that stand once and are a typing error away from one that recurs, with the right one.

    ``particpant`` is ``participant``; ``interviewee`` is not ``interviewer``, nor ``Michaela`` ``Michael``:
    only one long word may differ, and not in its first or last letter.
    """
    recurring = [key for key, count in counts.items() if count > 4]
    found: dict[str, str] = {}
    if len(counts) > _MOST_SPEAKERS:
        return found
    for key, count in counts.items():
        right = next((other for other in recurring if count == 1 and _is_misspelt(key, other)), None)
        if right is not None:
            found[key] = right
    return found


def _is_misspelt(key: str, right: str) -> bool:
    written, meant = key.split(), right.split()
    differing = [pair for pair in zip(written, meant, strict=False) if pair[0] != pair[1]]
    if len(written) != len(meant) or len(differing) != 1:
        return False
    one, other = differing[0]
    if min(len(one), len(other)) < 6 or (one[0], one[-1]) != (other[0], other[-1]):
        return False
    return one.isalpha() and other.isalpha() and SequenceMatcher(None, one, other).ratio() >= 0.85
