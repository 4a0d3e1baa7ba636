"""Voices: each case in each transcript, and in each transcript those whose case nobody stated.

Scope is a set of voices. Whatever narrows it (transcript, kind, case, case fields and attributes,
component under ``voice``) is a fact about a voice; every coding lies in exactly one.
"""

from dataclasses import dataclass

import numpy as np

from fitcode.analysis.numbers.numbering import Flags, Integers, as_integers, distinct, sum_by
from fitcode.analysis.selecting.speech import Speech, Turns
from fitcode.domain.frame import CountingFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """One entry a voice, ordered by transcript, then case."""

    transcript: Integers
    case: Integers
    """-1 for speech without a case, and for what lies outside turns."""

    words: Integers
    """Words of respondents."""

    is_heard: Flags
    """Whether a respondent speaks, a case is said to, or the transcript has no other voice.

    The remaining voices exist only for interviewers' speech, coded or not, and for codings outside turns.
    """

    of_codings: Integers
    """The voice of each coding."""

    @classmethod
    def of(cls, frame: CountingFrame, *, turns: Turns, speech: Speech) -> "Voices":
        """The voices of a frame."""
        n_transcripts, base = len(frame.transcripts.name), len(frame.cases.name) + 1
        speaking = np.flatnonzero(turns.is_respondent)
        spoken = turns.transcript[speaking] * base + turns.case[speaking] + 1
        stated = np.array(
            [pair[1] * base + pair[0] + 1 for pair in frame.cases.in_transcripts], dtype=np.int64
        )
        known = np.concatenate([spoken, stated])
        is_silent = np.ones(n_transcripts, dtype=np.bool_)
        is_silent[known // base] = False
        silent = np.flatnonzero(is_silent) * base
        asking = np.flatnonzero(~turns.is_respondent)
        asked = turns.transcript[asking] * base + turns.case[asking] + 1
        coded = as_integers(frame.codings.transcript) * base + speech.case + 1

        size = n_transcripts * base
        keys, ranks = distinct(np.concatenate([known, silent, asked, coded]), size=size)
        is_heard = np.zeros(len(keys), dtype=np.bool_)
        is_heard[ranks[: len(known) + len(silent)]] = True
        turn_words = as_integers(frame.turns.end_word) - as_integers(frame.turns.first_word)
        words = sum_by(ranks[: len(spoken)], turn_words[speaking], size=len(keys))
        return cls(
            transcript=keys // base,
            case=keys % base - 1,
            words=words.astype(np.int64),
            is_heard=is_heard,
            of_codings=ranks[len(ranks) - len(coded) :],
        )

    def clusters(self, in_scope: Flags) -> tuple[Integers, int]:
        """The cluster of each transcript, -1 out of scope, and how many clusters there are.

        Transcripts in scope are joined by the cases they share, and numbered by their first transcript.
        """
        joined = _Joined()
        scope = np.flatnonzero(in_scope)
        by_case: dict[int, int] = {}
        for transcript, case in zip(self.transcript[scope].tolist(), self.case[scope].tolist(), strict=True):
            joined.add(transcript)
            if case >= 0:
                joined.join(by_case.setdefault(case, transcript), transcript)
        cluster = np.full(int(self.transcript.max(initial=-1)) + 1, -1)
        numbers: dict[int, int] = {}
        for transcript in joined.members():
            cluster[transcript] = numbers.setdefault(joined.root(transcript), len(numbers))
        return cluster, len(numbers)


class _Joined:
    """Sets that grow together (union-find); the smallest member stands for its set."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}

    def add(self, member: int) -> None:
        self._parent.setdefault(member, member)

    def root(self, member: int) -> int:
        while self._parent[member] != member:
            self._parent[member] = self._parent[self._parent[member]]
            member = self._parent[member]
        return member

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.root(one), self.root(other)))
        self._parent[high] = low

    def members(self) -> list[int]:
        return sorted(self._parent)
