"""Find related codes: which activities, consequences and remedies go with a dimension.

An activity, consequence or remedy goes with a dimension where it shares a turn with one of its codings: it is
told in the same breath. A consequence or remedy also does where a link leads to it from one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fitcode.analysis.numbers.numbering import Flags, Integers, as_integers, count_distinct
from fitcode.domain.choices import Dimension, Part
from fitcode.domain.findings import RelatedCode
from fitcode.domain.frame import VALENCES
from fitcode.workflow.finding.finding_ground import CodeFacts, Ground, Links

_MOST_COMPONENTS = 3
"""Components named with a related code."""


@dataclass(frozen=True, slots=True)
class _Shared:
    """What each code shares with a dimension, and which codings do."""

    turns: Integers
    """``codes x (all, misfit, fit)``."""

    segments: Integers
    meets: Flags
    """Whether each coding stands in a turn of the dimension."""


class RelatedCodes:
    """What goes with each dimension."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        frame = ground.selection.frame
        self._code = as_integers(frame.codings.code)
        self._transcript = as_integers(frame.codings.transcript)
        self._valence = as_integers(frame.codings.valence)
        self._component = ground.selection.features.group("component").of_codings
        labels = ground.selection.features.group("dimension").labels
        self._dimension = ground.selection.features.group("dimension").of_codings
        self._key = {str(label): key for key, label in enumerate(labels)}
        self._shared: dict[Dimension, _Shared] = {}

    def activities(self, dimension: Dimension) -> tuple[RelatedCode, ...]:
        """What is done where the dimension is spoken of."""
        return self._related(dimension, Part.activity, links=None)

    def consequences(self, dimension: Dimension) -> tuple[RelatedCode, ...]:
        """What came of it: a code of another dimension is an influence between dimensions, no consequence."""
        plain = np.array([code.dimension is None for code in self._ground.codes], dtype=np.bool_)
        return self._related(dimension, Part.consequence, links=self._ground.leads_to, linked=plain)

    def remedies(self, dimension: Dimension) -> tuple[RelatedCode, ...]:
        """What was done or is proposed about it: any code may be what a link names as the remedy."""
        every = np.ones(len(self._ground.codes), dtype=np.bool_)
        return self._related(dimension, Part.remedy, links=self._ground.remedied_by, linked=every)

    def _related(
        self, dimension: Dimension, part: Part, *, links: Links | None, linked: Flags | None = None
    ) -> tuple[RelatedCode, ...]:
        ground, n_codes = self._ground, len(self._ground.codes)
        shared = self._share(dimension)
        plays = np.array([code.part is part for code in ground.codes], dtype=np.bool_)
        source = target = np.zeros(0, dtype=np.int64)
        if links is not None and linked is not None:
            own = (self._dimension[links.source] == self._key[dimension]) & linked[self._code[links.target]]
            source, target = links.source[own], links.target[own]
        n_links = np.bincount(self._code[target], minlength=n_codes)
        evidence = shared.meets & plays[self._code]
        evidence[target] = True
        found = np.flatnonzero(n_links + shared.turns[:, 0] * plays)
        quotations = ground.quoter.quote_each(self._code, evidence, most=ground.one)
        transcripts = self._transcripts(evidence, n_codes)
        related = [
            RelatedCode(
                code=code.display,
                name=code.name,
                turns=int(shared.turns[place, 0]) if plays[place] else None,
                misfit_turns=int(shared.turns[place, 1]) if plays[place] else None,
                fit_turns=int(shared.turns[place, 2]) if plays[place] else None,
                segments=int(shared.segments[place]) if plays[place] else None,
                links=int(n_links[place]),
                transcripts=int(transcripts[place]),
                components=self._components(evidence & (self._code == place)),
                quotations=quotations.get(place, ()),
                pairs=ground.quoter.quote_pairs(
                    source[self._code[target] == place], target[self._code[target] == place], most=ground.one
                ),
            )
            for place, code in ((place, ground.codes[place]) for place in found.tolist())
        ]
        return tuple(sorted(related, key=lambda one: (-(one.turns or 0) - one.links, -one.links)))

    def _share(self, dimension: Dimension) -> _Shared:
        if dimension not in self._shared:
            turns, segments, n_codes = (
                self._ground.in_turns,
                self._ground.in_segments,
                len(self._ground.codes),
            )
            own = self._ground.selection.counting & (self._dimension == self._key[dimension])
            stated = [own & (self._valence == VALENCES.index(valence)) for valence in ("misfit", "fit")]
            carrying = [turns.carrying(those) for those in (own, *stated)]
            in_segments = segments.count(self._code, n_labels=n_codes, within=[segments.carrying(own)])
            self._shared[dimension] = _Shared(
                turns=turns.count(self._code, n_labels=n_codes, within=carrying),
                segments=in_segments[:, 0],
                meets=turns.meeting(carrying[0]),
            )
        return self._shared[dimension]

    def _transcripts(self, evidence: Flags, n_codes: int) -> Integers:
        n_transcripts = len(self._ground.selection.frame.transcripts.name)
        return count_distinct(
            self._code[evidence], self._transcript[evidence], n_rows=n_codes, n_things=n_transcripts
        )

    def _components(self, evidence: Flags) -> tuple[tuple[str, int], ...]:
        labels = [str(label) for label in self._ground.selection.features.group("component").labels]
        return most_frequent(self._component[evidence], labels, most=_MOST_COMPONENTS)


def most_frequent(keys: Integers, labels: Sequence[str], *, most: int) -> tuple[tuple[str, int], ...]:
    """The labels that occur most often and how often, the first in order where as often; -1 is none."""
    counts = np.bincount(keys[keys >= 0], minlength=len(labels))
    order = np.argsort(-counts, kind="stable")[:most]
    return tuple((labels[key], int(counts[key])) for key in order.tolist() if counts[key])


def names_of(codes: Sequence[CodeFacts]) -> list[str]:
    """The names of codes, in their order."""
    return [code.name for code in codes]
