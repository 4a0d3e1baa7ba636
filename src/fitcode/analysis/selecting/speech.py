"""Speech: whose words each coding is on.

A coding belongs to the speaker who has most of its characters, the earlier one where two have as
many. It is a respondent's when more than half of its characters that lie in turns are respondents'.
What lies outside every turn is nobody's.
"""

from dataclasses import dataclass

import numpy as np

from fitcode.analysis.numbers.numbering import Flags, Integers, as_integers, distinct, spread, sum_by
from fitcode.domain.choices import SpeakerKind
from fitcode.domain.frame import SPEAKER_KINDS, CountingFrame

_COUNTED_KINDS = np.array([SpeakerKind(kind).is_counted for kind in SPEAKER_KINDS], dtype=np.bool_)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """The turns of all transcripts, each with what its speaker makes of it."""

    transcript: Integers
    start: Integers
    end: Integers
    speaker: Integers
    case: Integers
    """-1 when nobody said whose speech it is."""

    is_respondent: Flags
    first: Integers
    """Index of each transcript's first turn."""

    @classmethod
    def of(cls, frame: CountingFrame) -> "Turns":
        """The turns of a frame."""
        turns, speakers = frame.turns, frame.speakers
        transcript, speaker = as_integers(turns.transcript), as_integers(turns.speaker)
        # The last entry answers for a turn without a speaker (-1): somebody unknown, without a case.
        kind = np.append(as_integers(speakers.kind), SPEAKER_KINDS.index(SpeakerKind.unknown))
        case = np.append(as_integers(speakers.case), -1)
        return cls(
            transcript=transcript,
            start=as_integers(turns.start),
            end=as_integers(turns.end),
            speaker=speaker,
            case=case[speaker],
            is_respondent=_COUNTED_KINDS[kind[speaker]],
            first=np.searchsorted(transcript, np.arange(len(frame.transcripts.name))),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """What is known of each coding from the turns that it touches."""

    first_turn: Integers
    """Index into all turns of the first one touched; -1 for none."""

    last_turn: Integers
    case: Integers
    is_respondent: Flags

    @property
    def in_turns(self) -> Flags:
        """Whether any of it was said by anybody."""
        return self.first_turn >= 0

    @classmethod
    def of(cls, frame: CountingFrame, turns: Turns) -> "Speech":
        """Whose speech the codings of a frame are on."""
        codings = frame.codings
        ordinal, end = as_integers(codings.first_turn), as_integers(codings.end_turn)
        somewhere = ordinal >= 0
        offset = turns.first[as_integers(codings.transcript)]
        first = np.where(somewhere, offset + ordinal, -1)
        last = np.where(somewhere, offset + end - 1, -1)
        # One turn says all there is to say; -1 reads the entry appended for nobody.
        case = np.append(turns.case, -1)[first]
        is_respondent = np.append(turns.is_respondent, False)[first]
        several = np.flatnonzero(last > first)
        if len(several):
            case[several], is_respondent[several] = _weigh(
                turns,
                start=as_integers(codings.start)[several],
                end=as_integers(codings.end)[several],
                first=first[several],
                last=last[several],
            )
        return cls(first_turn=first, last_turn=last, case=case, is_respondent=is_respondent)


def _weigh(
    turns: Turns, *, start: Integers, end: Integers, first: Integers, last: Integers
) -> tuple[Integers, Flags]:
    """Of codings over several turns: the main speaker's case; whether respondents have more than half."""
    coding, turn = spread(first, last - first + 1)
    shared = np.minimum(end[coding], turns.end[turn]) - np.maximum(start[coding], turns.start[turn])
    characters = np.maximum(shared, 0)
    whole = sum_by(coding, characters, size=len(first))
    respondents = sum_by(coding, characters * turns.is_respondent[turn], size=len(first))

    n_speakers = int(turns.speaker.max()) + 2
    keys, part = distinct(coding * n_speakers + turns.speaker[turn] + 1, size=len(first) * n_speakers)
    shares = sum_by(part, characters, size=len(keys))
    earliest = np.full(len(keys), len(turns.start))
    np.minimum.at(earliest, part, turn)
    owner = keys // n_speakers
    order = np.lexsort((earliest, -shares, owner))
    # The first of each coding in that order is its main speaker, whose case any of the speaker's turns tells.
    best = order[np.searchsorted(owner[order], np.arange(len(first)))]
    return turns.case[earliest[best]], respondents * 2 > whole
