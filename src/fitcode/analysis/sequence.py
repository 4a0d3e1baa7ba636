"""Sequence: codes along a transcript, part by part, or along the dates on which cases were spoken to.

The parts of a transcript hold equal numbers of respondents' words. A coding stands in the part, or in the
period, in which it begins: once, so that the codings of all parts are those of the transcript.
"""

from dataclasses import dataclass, replace

import numpy as np

from fitcode.analysis.measuring.counting import Counted, count_groups, groups_of
from fitcode.analysis.measuring.rows import Group
from fitcode.analysis.numbers.numbering import Integers, as_integers, each_once, quotient
from fitcode.analysis.selecting.dates import period
from fitcode.analysis.selecting.features import Feature
from fitcode.analysis.selecting.selection import Selection, select
from fitcode.analysis.selecting.terms import Terms
from fitcode.analysis.tally import long_table
from fitcode.domain.counting import Every
from fitcode.domain.frame import CountingFrame
from fitcode.domain.table import Table
from fitcode.errors import UsageError

MOST_PARTS = 1000
"""More parts than this have hardly a word each."""


def codes_along_text(frame: CountingFrame, terms: Terms, *, parts: int = 10, together: bool = False) -> Table:
    """Count codings by part of each transcript, or by part of all of them taken together."""
    if not 1 <= parts <= MOST_PARTS:
        raise UsageError(
            f"A transcript is not cut into {parts:,} parts.", remedy=f"Say --parts 1 to {MOST_PARTS}."
        )
    if "transcript" in terms.by:
        raise UsageError("'transcript' is named twice.", remedy="Each transcript has its own parts already.")
    selection = select(frame, terms)
    if narrowing := [feature.name for feature in selection.by if feature.of_voices is not None]:
        raise UsageError(
            f"Parts are not counted by {narrowing[0]}, which narrows whose words are counted.",
            remedy=f"Choose one: --where {narrowing[0]}=VALUE.",
        )
    line = _Line.of(selection, parts)
    part = Feature(name="part", labels=range(1, parts + 1), of_codings=line.part)
    groups = [Group(feature=part, expected=np.arange(parts)), *groups_of(selection)]
    if not together:
        transcript = selection.features.group("transcript")
        groups.insert(0, Group(feature=transcript, expected=selection.expected(transcript)))
    counted = count_groups(selection, groups)
    words = _words_of_rows(counted, line, together=together)
    measures = {**counted.measures, "per_1000_words": quotient(counted.measures["codings"] * 1000, words)}
    table = long_table(
        replace(counted, measures=measures),
        attribution=terms.component_from if terms.names_component else None,
    )
    # One transcript is one cluster, of which nobody expects an interval.
    return table if together else replace(table, notes=counted.notes)


def codes_along_dates(frame: CountingFrame, terms: Terms, *, attribute: str, every: Every = "month") -> Table:
    """Count codings by the year, quarter, month or day of an attribute of their cases."""
    selection = select(frame, terms)
    date = periods_of(selection, attribute, every)
    in_scope = date.of_voices[selection.scope] if date.of_voices is not None else date.of_codings
    groups = [Group(feature=date, expected=each_once(in_scope[in_scope >= 0])), *groups_of(selection)]
    return long_table(
        count_groups(selection, groups), attribution=terms.component_from if terms.names_component else None
    )


def parts_of(selection: Selection, parts: int) -> Integers:
    """The part of its transcript in which each coding of the frame begins, from 0; -1 for none."""
    return _Line.of(selection, parts).part


def periods_of(selection: Selection, attribute: str, every: Every) -> Feature:
    """The period of a date of its case in which each coding stands."""
    values = selection.frame.cases.attributes[attribute]
    periods = [period(value, every) if isinstance(value, str) else None for value in values]
    return selection.features.of_cases(f"case.{attribute}", periods)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """Respondents' words of all transcripts, end to end, cut into parts."""

    part: Integers
    """The part in which each coding begins; -1 outside turns, and where no respondent says a word."""

    words: Integers
    """Words in scope, ``transcripts x parts``."""

    @classmethod
    def of(cls, selection: Selection, parts: int) -> "_Line":
        """Cut the transcripts of a selection."""
        frame, turns, speech = selection.frame, selection.turns, selection.speech
        first_word = as_integers(frame.turns.first_word)
        size = np.where(turns.is_respondent, as_integers(frame.turns.end_word) - first_word, 0)
        ends = np.concatenate([[0], np.cumsum(size)])
        # Where each transcript begins and ends on the line; its turns are neighbours.
        begin = ends[np.append(turns.first, len(size))]
        length = np.diff(begin)

        transcript = as_integers(frame.codings.transcript)
        part = np.full(len(transcript), -1)
        placed = np.flatnonzero((speech.first_turn >= 0) & (length[transcript] > 0))
        turn = speech.first_turn[placed]
        into = np.clip(as_integers(frame.codings.first_word)[placed] - first_word[turn], 0, size[turn])
        own = transcript[placed]
        part[placed] = np.minimum((ends[turn] + into - begin[own]) * parts // length[own], parts - 1)
        return cls(part=part, words=_words_of_parts(selection, size, ends, begin[:-1], length, parts))


def _words_of_parts(
    selection: Selection, size: Integers, ends: Integers, begin: Integers, length: Integers, parts: int
) -> Integers:
    """How many words of voices in scope lie in each part of each transcript."""
    turns, voices = selection.turns, selection.voices
    base = int(voices.case.max(initial=-1)) + 2
    keys = voices.transcript * base + voices.case + 1
    counted = np.flatnonzero(turns.is_respondent)
    voice = np.searchsorted(keys, turns.transcript[counted] * base + turns.case[counted] + 1)
    in_scope = np.zeros_like(size)
    in_scope[counted] = size[counted] * selection.scope[voice]
    # The first word of part p is the first whose place times parts is p lengths or more.
    steps = -(-np.arange(parts + 1) * length[:, None] // parts)
    reached = np.interp(begin[:, None] + steps, ends, np.concatenate([[0], np.cumsum(in_scope)]))
    words: Integers = np.diff(np.rint(reached).astype(np.int64), axis=1)
    return words


def _words_of_rows(counted: Counted, line: _Line, *, together: bool) -> Integers:
    """Words in each row's part; none for what has no part."""
    words = np.column_stack([line.words, np.zeros(len(line.words), dtype=np.int64)])
    keys = counted.rows.keys
    of_rows: Integers = words.sum(axis=0)[keys[:, 0]] if together else words[keys[:, 0], keys[:, 1]]
    return of_rows
