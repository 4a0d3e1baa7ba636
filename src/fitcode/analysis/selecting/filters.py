"""Filters: what conditions leave of a frame.

``!=`` leaves exactly what ``=`` does not, absent values included; ``<`` and its kin leave out what
is absent. A date is compared as far as the value says it: 2015 is any day of that year. A date that is
not written as exactly as that is left out where it may lie on either side. A code or dimension that does
not exist is an error; a role that nobody has is a note.
"""

import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from fitcode.analysis.numbers.numbering import Flags, Integers
from fitcode.analysis.selecting.conditions import ATTRIBUTE_PREFIX, Condition
from fitcode.analysis.selecting.dates import DATE, are_dates
from fitcode.analysis.selecting.features import FIXED_VALUES, Feature, Features, Label
from fitcode.analysis.selecting.voices import Voices
from fitcode.domain.frame import CountingFrame
from fitcode.errors import (
    AmbiguousName,
    UnknownCase,
    UnknownCode,
    UnknownCodebook,
    UnknownComponent,
    UnknownName,
    UnknownTranscript,
    UsageError,
    nearest,
)

_UNKNOWN: dict[str, type[UnknownName]] = {
    "code": UnknownCode,
    "codebook": UnknownCodebook,
    "component": UnknownComponent,
    "about": UnknownComponent,
    "counterpart": UnknownComponent,
    "transcript": UnknownTranscript,
    "case": UnknownCase,
}
_COMPARE: dict[str, Callable[[Label, Label], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True, slots=True)
class Left:
    """What the conditions leave."""

    codings: Flags
    voices: Flags
    notes: tuple[str, ...]


class Filter:
    """Applies conditions to a frame."""

    def __init__(self, frame: CountingFrame, features: Features, *, rollup: bool) -> None:
        self._frame = frame
        self._features = features
        self._rollup = rollup
        self._notes: list[str] = []
        self._allowed: dict[Condition, Flags] = {}

    def apply(self, conditions: Iterable[Condition], voices: Voices) -> Left:
        """The codings and voices of which every condition holds."""
        codings = np.ones(len(voices.of_codings), dtype=np.bool_)
        in_scope = np.ones(len(voices.case), dtype=np.bool_)
        for condition in conditions:
            feature = self._features.condition(condition.name)
            allowed = self._left(condition)
            if feature.of_voices is None:
                codings &= allowed[feature.of_codings]
            else:
                in_scope &= allowed[feature.of_voices]
        return Left(codings & in_scope[voices.of_codings], in_scope, self.notes)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was noticed so far: values that nothing here has."""
        return tuple(self._notes)

    def labels_left(self, condition: Condition, feature: Feature) -> Flags:
        """Which labels of a feature a condition leaves; the last entry, read by -1, is for absent."""
        allowed = np.zeros(len(feature.labels) + 1, dtype=np.bool_)
        if condition.operator not in ("=", "!="):
            allowed[:-1] = _compared(condition, feature.labels)
            return allowed
        for value in condition.values:
            allowed[-1 if value is None else self._places(value, condition, feature)] = True
        if feature.parents is not None and (feature.name == "code" or self._rollup):
            add_descendants(allowed, feature.parents)
        return ~allowed if condition.operator == "!=" else allowed

    def expected(self, group: Feature, conditions: Iterable[Condition], *, scope: Flags) -> Integers:
        """Keys of the labels that a complete table shows: all that neither conditions nor scope rule out."""
        shown = np.ones(len(group.labels), dtype=np.bool_)
        for condition in conditions:
            said = self._features.of_labels(group.name, condition.name)
            if said is not None:
                shown &= self._left(condition)[said]
        # The registry is shown whole, so that tables of different missions have the same shape.
        if group.of_voices is not None and not group.name.startswith("component"):
            shown &= np.isin(np.arange(len(shown)), group.of_voices[scope])
        return np.flatnonzero(shown)

    def _left(self, condition: Condition) -> Flags:
        """The labels that a condition leaves, decided once."""
        if condition not in self._allowed:
            feature = self._features.condition(condition.name)
            self._allowed[condition] = self.labels_left(condition, feature)
        return self._allowed[condition]

    def _places(self, value: str, condition: Condition, feature: Feature) -> list[int]:
        """Indices of the labels that a written value stands for."""
        name, labels = feature.name, feature.labels
        if name.startswith(ATTRIBUTE_PREFIX) and are_dates(labels) and DATE.fullmatch(value):
            places = [place for place, label in enumerate(labels) if str(label).startswith(value)]
        else:
            places = [place for place, label in enumerate(labels) if _is_written(label, value, condition)]
        if places:
            return places
        if name in ("code", "component", "about", "counterpart"):
            return [self._qualified(value, feature)]
        if unknown := _UNKNOWN.get(name):
            raise unknown(value, known=map(str, labels))
        if fixed := FIXED_VALUES.get(name):
            if value not in fixed:
                raise UsageError(f"No {name} is named {value!r}.", remedy=nearest(value, fixed))
            return []
        hint = nearest(value, map(str, labels))
        self._notes.append(f"Nothing here has the {name} {value!r}.{' ' * bool(hint)}{hint}")
        return []

    def _qualified(self, value: str, feature: Feature) -> int:
        """A name with its mission or codebook where a bare id would do; else an error that says what is."""
        labels = [str(label) for label in feature.labels]
        is_code = feature.name == "code"
        owners = self._frame.codes.codebook if is_code else self._frame.components.mission
        full = [f"{owner}/{label}" for owner, label in zip(owners, labels, strict=True)]
        if value in full:
            return full.index(value)
        several = [label for label in labels if label.endswith(f"/{value}")]
        if len(several) > 1:
            raise AmbiguousName(f"{value!r} may be any of several.", remedy=f"Write {' or '.join(several)}.")
        raise _UNKNOWN[feature.name](value, known=labels)


def _is_written(label: Label, value: str, condition: Condition) -> bool:
    """Whether a value as somebody wrote it stands for a label."""
    if isinstance(label, bool):
        if value.lower() not in _TRUTH:
            raise UsageError(f"{condition.name} is true or false, not {value!r}.")
        return label is _TRUTH[value.lower()]
    if isinstance(label, str):
        return label == value
    return label == _number(value, condition)


def _number(value: str, condition: Condition) -> float:
    try:
        return float(value)
    except ValueError:
        raise UsageError(
            f"{condition.name} is a number, {value!r} is not.", remedy=f"Write {condition.name}=NUMBER."
        ) from None


def _compared(condition: Condition, labels: Sequence[Label]) -> list[bool]:
    """Which labels stand in the stated order to the value; a date is compared as far as the value says it."""
    written = condition.values[0] or ""
    compare = _COMPARE[condition.operator]
    if are_dates(labels):
        if labels and not DATE.fullmatch(written):
            raise UsageError(
                f"{condition.name} is a date; {written!r} is none.", remedy="Write it as 2015-06-30."
            )
        return [_date_compared(compare, str(label), written) for label in labels]
    if any(isinstance(label, str | bool) for label in labels):
        raise UsageError(
            f"{condition.name} has no order that {condition.operator} could use.",
            remedy=f"Numbers and dates have one; write {condition.name}=VALUE.",
        )
    number = _number(written, condition)
    return [compare(label, number) for label in labels]


def _date_compared(compare: Callable[[Label, Label], bool], date: str, written: str) -> bool:
    """Whether a date stands in that order to the one written, whichever of its days it is."""
    known = len(date) - len("2015")
    days = (date + "-01-01"[known:], date + "-12-31"[known:])
    return all(compare(day[: len(written)], written) for day in days)


def add_descendants(allowed: Flags, parents: Integers) -> None:
    """Let every label in that has an allowed one above it."""
    while (gained := ~allowed[:-1] & (parents >= 0) & allowed[:-1][parents]).any():
        allowed[:-1] |= gained
