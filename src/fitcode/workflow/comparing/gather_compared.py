"""Gather compared: the units that coders are compared on, and what each of them marked there.

The frame is respondents' units in transcripts that all coders of a group finished; what others finished
is missing for them, not uncoded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from fitcode.agreement.continuum import Continuum, Covered, continuum
from fitcode.agreement.observing import once_a_transcript, shared_stretches
from fitcode.agreement.ratings import Flags, Floats, Ints
from fitcode.analysis.numbers.intervals import resample
from fitcode.analysis.numbers.numbering import as_integers
from fitcode.analysis.selecting.conditions import parse_condition
from fitcode.analysis.selecting.selection import Selection, select
from fitcode.analysis.selecting.terms import Terms
from fitcode.domain.choices import ComponentFrom
from fitcode.domain.compared import ComparedFrame, PassageColumns, Unit
from fitcode.errors import UsageError
from fitcode.store.compared import compared_frame
from fitcode.workflow.workspace import Workspace

_RANGES: dict[str, tuple[str, str]] = {
    "character": ("start", "end"),
    "word": ("first_word", "end_word"),
    "segment": ("first_segment", "end_segment"),
    "turn": ("first_turn", "end_turn"),
}
"""The columns of a coding that say which units it touches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whom to compare, on what, and how sure to be of it."""

    coders: Sequence[str] = ()
    """All persons who finished anything, unless named."""

    round_name: str | None = None
    """Only what this round drew, by its coders unless others are named."""

    unit: Unit = "segment"
    where: Sequence[str] = ()
    component_from: ComponentFrom | None = None
    rollup: bool = False
    include_interviewer: bool = False
    min_score: float = 0.0
    """Suggestions below it are not compared."""

    replicates: int = 2000
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Group:
    """Coders who are compared, and the transcripts that all of them finished."""

    coders: tuple[int, ...]
    names: tuple[str, ...]
    transcripts: Ints
    """Places in the frame, ascending."""

    cluster: Ints
    """Of each of these transcripts: those that share a case are drawn together."""

    n_clusters: int
    draws: Floats | None
    """Clusters x replicates; none where no interval was asked for."""

    @property
    def label(self) -> str:
        """The coders as ``--coders`` takes them."""
        return ",".join(self.names)


class Gathered:
    """A frame of compared coders, narrowed by conditions."""

    def __init__(
        self, compared: ComparedFrame, selection: Selection, asked: Asked, notes: Sequence[str]
    ) -> None:
        self.compared = compared
        self.selection = selection
        self.asked = asked
        self.notes = (*notes, *selection.narrowed.notes)
        self.coders = tuple(compared.frame.coders)
        frame, turns = compared.frame, selection.turns
        self._turn_heard = self._heard()
        self._stretch_of_turn = {
            **{
                unit: (as_integers(getattr(frame.turns, first)), as_integers(getattr(frame.turns, end)))
                for unit, (first, end) in _RANGES.items()
                if unit != "turn"
            },
            "turn": _ordinals(turns.transcript, turns.first),
        }
        self.codings = np.flatnonzero(
            selection.left.codings & (as_integers(frame.codings.code) >= 0) & self._on_passages()
        )
        """The codings that are compared, by coder and transcript."""
        self.code = as_integers(frame.codings.code)[self.codings]
        self.coder = as_integers(frame.codings.coder)[self.codings]

    def _heard(self) -> Flags:
        """Which turns hold units: respondents', of voices that the conditions leave."""
        turns, voices = self.selection.turns, self.selection.voices
        base = len(self.compared.frame.cases.name) + 1
        # Voices come by transcript, then case, and every turn has one.
        voice = np.searchsorted(voices.transcript * base + voices.case, turns.transcript * base + turns.case)
        speaks = turns.is_respondent | self.asked.include_interviewer
        heard: Flags = speaks & self.selection.left.voices[voice]
        if self.compared.passages is not None:
            heard &= np.isin(turns.transcript, as_integers(self.compared.passages.transcript))
        return heard

    def _on_passages(self) -> Flags:
        """Which codings share anything with what a round drew; all where there is no round."""
        codings, drawn = self.compared.frame.codings, self.compared.passages
        start, end = as_integers(codings.start), as_integers(codings.end)
        if drawn is None:
            return np.ones(len(start), dtype=np.bool_)
        step = int(max(end.max(initial=0), as_integers(drawn.end).max(initial=0))) + 1
        place, of_drawn = as_integers(codings.transcript) * step, as_integers(drawn.transcript) * step
        is_whole = as_integers(drawn.end) < 0
        first, last = (np.where(is_whole, 0, drawn.start), np.where(is_whole, step, drawn.end))
        covered = Covered(of_drawn + first, of_drawn + last)
        shares: Flags = covered.before(place + end) > covered.before(place + start)
        return shares

    def everybody(self) -> list[Group]:
        """All coders together; nobody where there are not two."""
        everyone = tuple(range(len(self.coders)))
        return [self.group(everyone)] if len(everyone) > 1 else []

    def pairs(self) -> list[Group]:
        """Each two of the coders, in the order in which they were named."""
        return [self.group(pair) for pair in combinations(range(len(self.coders)), 2)]

    def group(self, coders: tuple[int, ...]) -> Group:
        """These coders, and what they have in common."""
        turns, voices = self.selection.turns, self.selection.voices
        common = set.intersection(*(set(self.compared.finished[coder]) for coder in coders))
        heard = np.unique(turns.transcript[self._turn_heard])
        transcripts = heard[np.isin(heard, sorted(common))]
        cluster, n_clusters = voices.clusters(
            self.selection.left.voices & np.isin(voices.transcript, transcripts)
        )
        replicates = self.asked.replicates
        return Group(
            coders=coders,
            names=tuple(self.coders[coder] for coder in coders),
            transcripts=transcripts,
            cluster=cluster[transcripts],
            n_clusters=n_clusters,
            draws=resample(n_clusters, replicates=replicates, seed=self.asked.seed)
            if replicates and n_clusters
            else None,
        )

    def lay(
        self,
        group: Group,
        label: Ints,
        *,
        n_labels: int,
        unit: Unit | None = None,
        only: Flags | None = None,
    ) -> Continuum:
        """What a group marked with each label, on the units they are compared on.

        ``label`` is of each coding (-1: none), ``only`` says which of them to lay.
        """
        unit = unit or self.asked.unit
        if unit == "transcript":
            return once_a_transcript(self.lay(group, label, n_labels=n_labels, unit="turn", only=only))
        first, end = (as_integers(getattr(self.compared.frame.codings, name)) for name in _RANGES[unit])
        first, end = first[self.codings], end[self.codings]
        place = _ranks(group.transcripts, size=len(self.compared.frame.transcripts.name))
        transcript = place[as_integers(self.compared.frame.codings.transcript)[self.codings]]
        coder = _ranks(np.array(group.coders), size=len(self.coders))[self.coder]
        chosen = (transcript >= 0) & (coder >= 0) & (label >= 0) & (first < end)
        if only is not None:
            chosen &= only
        turn_transcript = place[self.selection.turns.transcript]
        begins, ends = self._stretch_of_turn[unit]
        heard = self._turn_heard & (turn_transcript >= 0) & (begins < ends)
        lengths = np.zeros(len(group.transcripts), dtype=np.int64)
        np.maximum.at(lengths, transcript[chosen], end[chosen])
        np.maximum.at(lengths, turn_transcript[heard], ends[heard])
        kept = turn_transcript[heard], begins[heard], ends[heard]
        if self.compared.passages is not None:
            kept = shared_stretches(
                kept, self._drawn(self.compared.passages, unit, place=place, lengths=lengths), lengths
            )
        return continuum(
            transcript=transcript[chosen],
            coder=coder[chosen],
            category=label[chosen],
            start=first[chosen],
            end=end[chosen],
            lengths=lengths,
            n_coders=len(group.coders),
            n_categories=n_labels,
        ).keeping(*kept)

    def _drawn(
        self, drawn: PassageColumns, unit: Unit, *, place: Ints, lengths: Ints
    ) -> tuple[Ints, Ints, Ints]:
        """What a round drew, as stretches of the transcripts that a group has in common."""
        transcript = place[as_integers(drawn.transcript)]
        first, end = (as_integers(getattr(drawn, name)) for name in _RANGES[unit])
        is_whole = as_integers(drawn.end) < 0
        first, end = np.where(is_whole, 0, first), np.where(is_whole, lengths[transcript], end)
        chosen = (transcript >= 0) & (first >= 0) & (first < end)
        return transcript[chosen], first[chosen], end[chosen]


def gather_compared(workspace: Workspace, asked: Asked) -> Gathered:
    """Read what is compared.

    Raises UnknownCoder, and UsageError for a condition that nobody can meet or that speaks of coders.
    """
    conditions = [parse_condition(text) for text in asked.where]
    if any(condition.name == "coder" for condition in conditions):
        raise UsageError("A condition cannot choose coders here.", remedy="Name them: --coders A,B")
    compared, notes = compared_frame(
        workspace.project, asked.coders, round_name=asked.round_name, min_score=asked.min_score
    )
    terms = Terms(
        by=(),
        where=tuple(conditions),
        component_from=asked.component_from or workspace.settings.tally.component_from,
        rollup=asked.rollup,
        include_interviewer=asked.include_interviewer,
        replicates=asked.replicates,
        seed=asked.seed,
    )
    return Gathered(compared, select(compared.frame, terms), asked, notes)


def _ordinals(transcript: Ints, first: Ints) -> tuple[Ints, Ints]:
    """Each turn as a stretch of one turn within its transcript."""
    ordinal = np.arange(len(transcript)) - first[transcript]
    return ordinal, ordinal + 1


def _ranks(members: Ints, *, size: int) -> Ints:
    """The place of each number among the members, -1 for others."""
    ranks = np.full(size, -1, dtype=np.int64)
    ranks[members] = np.arange(len(members))
    return ranks
