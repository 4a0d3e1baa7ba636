"""Features: what a name such as ``role`` or ``component.branch`` says about every coding.

Groups and conditions mean the same by a name because both read it here. A feature of voices
narrows scope; a feature of codings alone does not.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np

from fitcode.analysis.numbers.numbering import Integers, as_integers
from fitcode.analysis.selecting.conditions import ATTRIBUTE_PREFIX, SIDES, known_name
from fitcode.analysis.selecting.voices import Voices
from fitcode.domain.choices import CASE_FIELDS, Branch, ComponentFrom, Dimension, Level, TranscriptKind
from fitcode.domain.frame import ORIGINS, VALENCES, CountingFrame
from fitcode.errors import UsageError, nearest

Label: TypeAlias = str | float | int | bool

# Sets of values that are fixed stand in the order in which the documentation lists them.
FIXED_VALUES: dict[str, tuple[str, ...]] = {
    "dimension": tuple(dimension.value for dimension in Dimension),
    "kind": tuple(kind.value for kind in TranscriptKind),
    **{f"{one}.branch": tuple(branch.value for branch in Branch) for one in ("component", *SIDES)},
    **{f"{one}.level": tuple(level.value for level in Level) for one in ("component", *SIDES)},
    "valence": VALENCES,
    "strength": ("1", "2", "3"),
    "origin": ORIGINS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A key for each coding: an index into the labels, -1 for absent."""

    name: str
    labels: Sequence[Label]
    """In their natural order, which is the order of rows."""

    of_codings: Integers
    of_voices: Integers | None = None
    """The same key for each voice, when the voice alone decides it: then the feature narrows scope."""

    parents: Integers | None = None
    """Index of each label's parent (-1 for none), where labels form a tree."""


class Features:
    """The features of one frame, made when first asked for."""

    def __init__(self, frame: CountingFrame, voices: Voices, *, component_from: ComponentFrom) -> None:
        self._frame = frame
        self._voices = voices
        self._component_from = component_from
        self._made: dict[str, Feature] = {}

    def group(self, name: str) -> Feature:
        """The feature that a group name stands for."""
        return self._get(name, noun="group")

    def condition(self, name: str) -> Feature:
        """The feature that a condition speaks of."""
        return self._get(name, noun="condition")

    def of_cases(self, name: str, values: Iterable[Label | None]) -> Feature:
        """A feature by any name of a value for each case."""
        labels, keys = _vocabulary(values, fixed=FIXED_VALUES.get(name, ()))
        return self._of_voices(name, labels=labels, keys=_lookup(keys, self._voices.case))

    def of_labels(self, group: str, condition: str) -> Integers | None:
        """What a condition's name says about each label of a group; None when it says nothing."""
        if group == condition:
            return np.arange(len(self.condition(group).labels))
        if group == "code" and condition == "dimension":
            return self._dimensions()[1]
        if group == "code" and condition == "codebook":
            return _vocabulary(self._frame.codes.codebook)[1]
        if group in ("component", *SIDES) and condition.startswith(f"{group}."):
            return self._properties(condition)[1]
        return None

    def _get(self, name: str, *, noun: str) -> Feature:
        known_name(name, noun=noun)
        attribute = name.removeprefix(ATTRIBUTE_PREFIX)
        if attribute != name and attribute not in self._frame.cases.attributes:
            remedy = nearest(attribute, self._frame.cases.attributes)
            if attribute in CASE_FIELDS:
                remedy = f"It is a field of every case: write {attribute}."
            raise UsageError(
                f"No case has an attribute {attribute!r}.",
                remedy=remedy or "See the columns of fitcode cases list.",
            )
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def _make(self, name: str) -> Feature:
        cases, transcripts = self._frame.cases, self._frame.transcripts
        if name.startswith(ATTRIBUTE_PREFIX):
            return self.of_cases(name, cases.attributes[name.removeprefix(ATTRIBUTE_PREFIX)])
        if name.partition(".")[0] in ("component", *SIDES):
            return self._of_components(name)
        makers: dict[str, Callable[[str], Feature]] = {
            "transcript": partial(self._of_voices, labels=transcripts.name, keys=self._voices.transcript),
            "kind": self._kind,
            "case": partial(self._of_voices, labels=cases.name, keys=self._voices.case),
            "mission": partial(self.of_cases, values=cases.mission),
            "role": partial(self.of_cases, values=cases.role),
            "code": self._code,
            "dimension": self._dimension,
            "coder": self._coder,
            "valence": self._valence,
            "strength": self._strength,
            "origin": self._origin,
            "codebook": self._codebook,
        }
        return makers[name](name)

    def _of_voices(self, name: str, *, labels: Sequence[Label], keys: Integers) -> Feature:
        return Feature(name=name, labels=labels, of_codings=keys[self._voices.of_codings], of_voices=keys)

    def _kind(self, name: str) -> Feature:
        labels, keys = _vocabulary(self._frame.transcripts.kind, fixed=FIXED_VALUES[name])
        return self._of_voices(name, labels=labels, keys=keys[self._voices.transcript])

    def _code(self, name: str) -> Feature:
        codes, keys = self._frame.codes, as_integers(self._frame.codings.code)
        return Feature(name=name, labels=codes.name, of_codings=keys, parents=as_integers(codes.parent))

    def _dimension(self, name: str) -> Feature:
        labels, of_codes = self._dimensions()
        return Feature(
            name=name, labels=labels, of_codings=_lookup(of_codes, as_integers(self._frame.codings.code))
        )

    def _coder(self, name: str) -> Feature:
        labels, of_coders = _vocabulary(self._frame.coders)
        coder = as_integers(self._frame.codings.coder)
        return Feature(name=name, labels=labels, of_codings=_lookup(of_coders, coder))

    def _valence(self, name: str) -> Feature:
        return Feature(name=name, labels=VALENCES, of_codings=as_integers(self._frame.codings.valence))

    def _strength(self, name: str) -> Feature:
        strength = as_integers(self._frame.codings.strength)
        return Feature(name=name, labels=(1, 2, 3), of_codings=np.where(strength > 0, strength - 1, -1))

    def _origin(self, name: str) -> Feature:
        origin = self._frame.codings.origin
        assert origin is not None, "the frame was read without origins"
        return Feature(name=name, labels=ORIGINS, of_codings=as_integers(origin))

    def _codebook(self, name: str) -> Feature:
        labels, of_codes = _vocabulary(self._frame.codes.codebook)
        return Feature(
            name=name, labels=labels, of_codings=_lookup(of_codes, as_integers(self._frame.codings.code))
        )

    def _of_components(self, name: str) -> Feature:
        components = self._frame.components
        of_codings, of_voices = self._attributed(name.partition(".")[0])
        if "." not in name:
            return Feature(
                name=name,
                labels=components.name,
                of_codings=of_codings,
                of_voices=of_voices,
                parents=as_integers(components.parent),
            )
        labels, keys = self._properties(name)
        return Feature(
            name=name,
            labels=labels,
            of_codings=_lookup(keys, of_codings),
            of_voices=None if of_voices is None else _lookup(keys, of_voices),
        )

    def _dimensions(self) -> tuple[Sequence[Label], Integers]:
        return _vocabulary(self._frame.codes.dimension, fixed=FIXED_VALUES["dimension"], every=True)

    def _properties(self, name: str) -> tuple[Sequence[Label], Integers]:
        components = self._frame.components
        field = {"branch": components.branch, "level": components.level, "country": components.country}
        return _vocabulary(field[name.partition(".")[2]], fixed=FIXED_VALUES.get(name, ()))

    def _attributed(self, name: str) -> tuple[Integers, Integers | None]:
        """The component of each coding under a name, and of each voice when the voice alone decides."""
        about = as_integers(self._frame.codings.about)
        if name == "counterpart":
            return as_integers(self._frame.codings.counterpart), None
        if name == "about" or self._component_from is ComponentFrom.about:
            return about, None
        voices = _lookup(as_integers(self._frame.cases.component), self._voices.case)
        voice = voices[self._voices.of_codings]
        if self._component_from is ComponentFrom.voice:
            return voice, voices
        return np.where(about >= 0, about, voice), None


def _lookup(values: Integers, index: Integers) -> Integers:
    """The value at each index, -1 where the index is -1."""
    return np.append(values, -1)[index]


def _vocabulary(
    values: Iterable[Label | None], *, fixed: Sequence[str] = (), every: bool = False
) -> tuple[Sequence[Label], Integers]:
    """The labels that occur (or every fixed one) in order, fixed ones first, and a key for each value."""
    stated = list(values)
    rank = {label: place for place, label in enumerate(fixed)}
    occurring = {value for value in stated if value is not None} | (set(fixed) if every else set())
    labels = sorted(
        occurring, key=lambda label: (rank.get(str(label), len(rank)), isinstance(label, str), label)
    )
    key_of = {label: key for key, label in enumerate(labels)}
    keys = [-1 if value is None else key_of[value] for value in stated]
    return labels, np.array(keys, dtype=np.int64)
