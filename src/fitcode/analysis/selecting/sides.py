"""Sides: the two groups of a comparison, as conditions on one thing that voices decide.

A side is written as the values of a condition (``commander,analyst``, ``>=35``); without any, each value
stands against the others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from fitcode.analysis.crosstab import text_of
from fitcode.analysis.numbers.numbering import Flags
from fitcode.analysis.selecting.conditions import Condition, parse_condition
from fitcode.analysis.selecting.features import Feature, Features
from fitcode.analysis.selecting.filters import add_descendants
from fitcode.analysis.selecting.selection import Selection
from fitcode.domain.choices import ComponentFrom
from fitcode.errors import UsageError

OTHERS = "(others)"
"""The side of every value but those of the first; what has no value is on neither side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Two groups of voices."""

    a: str
    b: str
    voices_a: Flags
    voices_b: Flags

    @property
    def either(self) -> Flags:
        """The voices of both groups."""
        return self.voices_a | self.voices_b


def compared_feature(selection: Selection, group: str) -> Feature:
    """What voices are compared by; a component is always that of the voice.

    Raises UsageError for a group that a voice does not decide, such as a code.
    """
    if group in selection.terms.by:
        raise UsageError(f"{group!r} is compared and cannot be the rows too.", remedy="Choose another --by.")
    features = Features(selection.frame, selection.voices, component_from=ComponentFrom.voice)
    feature = features.group(group)
    if feature.of_voices is None:
        raise UsageError(
            f"{group!r} says nothing of who speaks, so it makes no groups of cases.",
            remedy="Compare transcript, kind, case, mission, role, component or case.ATTRIBUTE.",
        )
    return feature


def sides_of(selection: Selection, feature: Feature, written: Sequence[str]) -> Iterator[Sides]:
    """The pairs of groups to compare: the two written, one against the others, or each against the others."""
    assert feature.of_voices is not None
    if len(written) > 2:
        raise UsageError(f"{len(written)} groups are too many.", remedy="Name two groups at most.")
    of_voices, scope = feature.of_voices, selection.scope
    stated = scope & (of_voices >= 0)
    if written:
        a, *rest = (_voices(selection, feature, text) for text in written)
        b = rest[0] if rest else stated & ~a
        yield Sides(a=written[0], b=written[1] if rest else OTHERS, voices_a=a, voices_b=b)
        return
    each = [(name, a) for name, a in _each(selection, feature, stated) if (stated & ~a).any()]
    if len(each) == 2 and not (each[0][1] & each[1][1]).any():
        (name, a), (other, _) = each
        yield Sides(a=name, b=other, voices_a=a, voices_b=stated & ~a)
        return
    for name, a in each:
        yield Sides(a=name, b=OTHERS, voices_a=a, voices_b=stated & ~a)


def _each(selection: Selection, feature: Feature, stated: Flags) -> Iterator[tuple[str, Flags]]:
    """Every label that voices have, as text, and its voices; rolled up, with those of the labels below."""
    assert feature.of_voices is not None
    for key, label in enumerate(feature.labels):
        allowed = np.zeros(len(feature.labels) + 1, dtype=np.bool_)
        allowed[key] = True
        if feature.parents is not None and selection.terms.rollup:
            add_descendants(allowed, feature.parents)
        voices = stated & allowed[feature.of_voices]
        if voices.any():
            yield text_of(label), voices


def _voices(selection: Selection, feature: Feature, written: str) -> Flags:
    """The voices in scope that a side's values are said of."""
    allowed = selection.narrowed.labels_left(_condition(feature.name, written), feature)
    assert feature.of_voices is not None
    voices: Flags = selection.scope & allowed[feature.of_voices]
    return voices


def _condition(group: str, written: str) -> Condition:
    operator = "" if written.lstrip().startswith(("=", "!=", "<", ">")) else "="
    return parse_condition(f"{group}{operator}{written}")
