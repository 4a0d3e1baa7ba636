"""The unit line: the units of a level one after another, and the stretch of them that each coding takes.

Units are those in scope, uncoded ones included, and those that a counted coding touches. Interviewers' are
among them only where their speech is counted.
"""

from dataclasses import dataclass

import numpy as np

from fitcode.analysis.numbers.numbering import Flags, Integers, as_integers
from fitcode.analysis.selecting.selection import Selection
from fitcode.domain.counting import CooccurrenceLevel
from fitcode.domain.frame import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """Units in the order of transcripts and of the text; cases in the order of their names."""

    size: int
    start: Integers
    """First unit of each counted coding."""

    end: Integers
    """One past its last unit; its first unit where it touches none."""

    has_next: Flags
    """Whether the unit after each stands right beside it in the text, and in the same transcript."""


def unit_line(selection: Selection, level: CooccurrenceLevel) -> UnitLine:
    """The units of a level, and where the codings that count lie among them."""
    if level == "case":
        return _cases(selection)
    turns, codings = selection.frame.turns, selection.frame.codings
    if level == "turn":
        place = np.arange(len(selection.turns.start))
        return _stretches(
            selection,
            coded=(selection.speech.first_turn, selection.speech.last_turn + 1),
            said=(place, place + 1),
            coded_offset=np.zeros(len(selection.frame.transcripts.name), dtype=np.int64),
        )
    if level == "overlap":
        return _in_transcripts(
            selection, (codings.first_word, codings.end_word), (turns.first_word, turns.end_word)
        )
    return _in_transcripts(
        selection,
        (codings.first_segment, codings.end_segment),
        (turns.first_segment, turns.end_segment),
    )


def _cases(selection: Selection) -> UnitLine:
    """Cases in scope; a coding takes the case of whoever says it."""
    voices = selection.voices
    case = voices.case[voices.of_codings[selection.codings]]
    in_scope = np.zeros(len(selection.frame.cases.name) + 1, dtype=np.bool_)
    in_scope[voices.case[selection.scope]] = True
    in_scope[-1] = False
    before = _before(in_scope)
    size = int(np.count_nonzero(in_scope))
    return UnitLine(
        size=size,
        start=before[case],
        end=before[case] + in_scope[case].astype(np.int64),
        has_next=np.zeros(size, dtype=np.bool_),
    )


def _in_transcripts(
    selection: Selection, coded: tuple[Column, Column], said: tuple[Column, Column]
) -> UnitLine:
    """Units that are numbered in each transcript anew, laid end to end with a gap between transcripts."""
    coded_first, coded_end = (as_integers(column) for column in coded)
    said_first, said_end = (as_integers(column) for column in said)
    of_coding = as_integers(selection.frame.codings.transcript)
    sizes = np.zeros(len(selection.frame.transcripts.name), dtype=np.int64)
    np.maximum.at(sizes, of_coding, coded_end)
    np.maximum.at(sizes, selection.turns.transcript, said_end)
    offset = np.cumsum(sizes + 1) - sizes - 1
    of_turn = offset[selection.turns.transcript]
    return _stretches(
        selection,
        coded=(coded_first, coded_end),
        said=(of_turn + said_first, of_turn + said_end),
        coded_offset=offset,
    )


def _stretches(
    selection: Selection,
    *,
    coded: tuple[Integers, Integers],
    said: tuple[Integers, Integers],
    coded_offset: Integers,
) -> UnitLine:
    """Units out of what codings touch and what turns hold; a range of codings that begins at -1 is empty."""
    codings = selection.codings
    touched = coded[0][codings] >= 0
    offset = coded_offset[as_integers(selection.frame.codings.transcript)[codings]]
    start = np.where(touched, coded[0][codings] + offset, 0)
    end = np.where(touched, coded[1][codings] + offset, 0)
    length = int(max(end.max(initial=0), said[1].max(initial=0))) + 1

    own_voices = selection.scope
    spoken = np.ones(length, dtype=np.bool_)
    if selection.terms.include_interviewer:
        own_voices = selection.left.voices
    else:
        respondents = np.flatnonzero(selection.turns.is_respondent)
        spoken = _covered(said[0][respondents], said[1][respondents], length=length)
    in_scope = np.flatnonzero(own_voices[_voice_of_turns(selection)])
    is_unit = _covered(said[0][in_scope], said[1][in_scope], length=length)
    is_unit |= _covered(start, end, length=length)
    is_unit &= spoken

    before = _before(is_unit)
    place = np.flatnonzero(is_unit)
    has_next = np.zeros(len(place), dtype=np.bool_)
    has_next[:-1] = np.diff(place) == 1
    return UnitLine(size=len(place), start=before[start], end=before[end], has_next=has_next)


def _covered(start: Integers, end: Integers, *, length: int) -> Flags:
    """Which places lie in any of the ranges."""
    opened = np.bincount(start, minlength=length) - np.bincount(end, minlength=length)
    flags: Flags = np.cumsum(opened) > 0
    return flags


def _before(flags: Flags) -> Integers:
    """How many are flagged before each place."""
    before: Integers = np.cumsum(flags) - flags.astype(np.int64)
    return before


def _voice_of_turns(selection: Selection) -> Integers:
    """The voice that each turn belongs to; every turn has one."""
    voices, turns = selection.voices, selection.turns
    base = len(selection.frame.cases.name) + 1
    keys = voices.transcript * base + voices.case + 1
    return np.searchsorted(keys, turns.transcript * base + turns.case + 1)
