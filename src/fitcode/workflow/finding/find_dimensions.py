"""Find per dimension: actors, manifestations, what goes with them, and what speaks against them.

Every count is of the codings of the dimension that a tally counts.
"""

from collections.abc import Iterable

import numpy as np

from fitcode.analysis.numbers.numbering import Flags, as_integers, each_once
from fitcode.domain.choices import Dimension, Valence
from fitcode.domain.findings import (
    DIMENSION_NAMES,
    CounterEvidence,
    DimensionFindings,
    Influence,
    Quotation,
)
from fitcode.domain.frame import VALENCES
from fitcode.workflow.finding.count_statements import by_first, statements_by
from fitcode.workflow.finding.find_codes import CodeFindings, components_of, dyads_of
from fitcode.workflow.finding.find_related import RelatedCodes, most_frequent, names_of
from fitcode.workflow.finding.finding_ground import Ground

_MOST_NAMED = 5
"""Components and codes that are named as where the counter-evidence comes from."""

_OPPOSITE = {Valence.fit: Valence.misfit, Valence.misfit: Valence.fit}


class DimensionCounts:
    """Statements under each dimension, and its strongest quotations, chosen before those of its codes."""

    def __init__(self, ground: Ground, wanted: Iterable[Dimension]) -> None:
        features = ground.selection.features
        dimension, component = features.group("dimension"), features.group("component")
        about, counterpart = (features.condition(side) for side in ("about", "counterpart"))
        named = ground.selection.only((about.of_codings >= 0) & (counterpart.of_codings >= 0), notes=())
        whole = statements_by(ground.selection, [dimension])
        self._ground = ground
        self._components = by_first(statements_by(ground.selection, [dimension, component]))
        self._dyads = by_first(statements_by(named, [dimension, about, counterpart]))
        self._statements = {one: whole[one.value,] for one in wanted if (one.value,) in whole}
        self._quotations: dict[Dimension, tuple[Quotation, ...]] = {}
        self._counter: dict[Dimension, CounterEvidence] = {}
        for one, statements in self._statements.items():
            stating = _stating(one, statements.direction, ground)
            self._quotations[one] = ground.quoter.quote(stating, most=ground.quotes)
            self._counter[one] = _counter(one, statements.direction, ground)

    def findings(self, codes: CodeFindings) -> tuple[DimensionFindings, ...]:
        """The findings of each dimension of which there are codings."""
        related = RelatedCodes(self._ground)
        return tuple(self._find(dimension, codes, related) for dimension in self._statements)

    def _find(self, dimension: Dimension, codes: CodeFindings, related: RelatedCodes) -> DimensionFindings:
        own = [code for code in self._ground.codes if code.dimension == dimension.value]
        used = codes.ordered(own)
        return DimensionFindings(
            dimension=dimension,
            name=DIMENSION_NAMES[dimension],
            statements=self._statements[dimension],
            components=components_of(self._components[dimension.value], self._ground),
            dyads=dyads_of(self._dyads.get(dimension.value, {})),
            activities=related.activities(dimension),
            manifestations=tuple(codes.of(code, quotes=self._ground.one) for code in used),
            without_codings=tuple(code.name for code in own if code not in used),
            consequences=related.consequences(dimension),
            remedies=related.remedies(dimension),
            quotations=self._quotations[dimension],
            counter_evidence=self._counter[dimension],
        )


def find_influences(ground: Ground, wanted: Iterable[Dimension]) -> tuple[Influence, ...]:
    """Which dimension leads to which, wherever one of those wanted is at either end."""
    feature, transcript = (
        ground.selection.features.group("dimension"),
        ground.selection.frame.codings.transcript,
    )
    source, target = (feature.of_codings[end] for end in (ground.leads_to.source, ground.leads_to.target))
    between = (source >= 0) & (target >= 0)
    kept = set(wanted)
    influences = []
    for pair in np.unique(np.stack([source, target])[:, between], axis=1).T.tolist():
        one, other = (Dimension(str(feature.labels[key])) for key in pair)
        if one in kept or other in kept:
            those = np.flatnonzero((source == pair[0]) & (target == pair[1]))
            ends = ground.leads_to.source[those], ground.leads_to.target[those]
            influences.append(
                Influence(
                    source=one,
                    target=other,
                    links=len(those),
                    transcripts=len(each_once(as_integers(transcript)[ends[0]])),
                    pairs=ground.quoter.quote_pairs(*ends, most=ground.one),
                )
            )
    return tuple(influences)


def _stating(dimension: Dimension, valence: Valence | None, ground: Ground) -> Flags:
    """Counted codings of a dimension that state this valence; any where None."""
    feature = ground.selection.features.group("dimension")
    key = [str(label) for label in feature.labels].index(dimension.value)
    those: Flags = ground.selection.counting & (feature.of_codings == key)
    if valence is not None:
        those &= as_integers(ground.selection.frame.codings.valence) == VALENCES.index(valence.value)
    return those


def _counter(dimension: Dimension, main: Valence | None, ground: Ground) -> CounterEvidence:
    if main is None:
        return CounterEvidence(direction=None)
    against = _OPPOSITE[main]
    those = _stating(dimension, against, ground)
    selection = ground.selection
    voice = selection.voices.of_codings[those]
    cases = selection.voices.case[voice]
    component = selection.features.group("component")
    return CounterEvidence(
        direction=against,
        codings=int(np.count_nonzero(those)),
        transcripts=len(each_once(selection.voices.transcript[voice])),
        cases=len(each_once(cases[cases >= 0])),
        components=most_frequent(
            component.of_codings[those], [str(label) for label in component.labels], most=_MOST_NAMED
        ),
        codes=most_frequent(
            as_integers(selection.frame.codings.code)[those], names_of(ground.codes), most=_MOST_NAMED
        ),
        quotations=ground.quoter.quote(those, most=ground.quotes),
    )
