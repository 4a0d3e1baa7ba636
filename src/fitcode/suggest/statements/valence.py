"""Valence: whether a statement tells of fit, of misfit, of both, or takes no side, and how sure that is.

Three things speak: what valence the code usually has, the patterns that fired, and words of praise, blame,
joint and separate ways. Below a fixed chance nothing is stated: an empty field costs a reader a second, a
wrong one may go into the results.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache, partial
from math import exp, log, prod, sqrt
from typing import Any, NamedTuple

from fitcode.domain.choices import Valence
from fitcode.domain.codebook import Code
from fitcode.suggest.statements.valence_model import DEFAULT_VALENCE_MODEL, OUTCOMES, UNSTATED, ValenceModel
from fitcode.suggest.statements.valence_words import VALENCE_WORDS, ValenceWords

LEAST_VALENCE_CONFIDENCE = 0.65
"""Chosen on development material: of what is stated, 86 % is right on the interviews that the patterns were
tried out on, and 62 % on sentences that they were not (patterns alone: 86 % and 50 %)."""

NEGATION_REACH = 4
"""Tokens that a negation reaches forward."""

_MOST = 4
"""Clues of one kind that count."""

_PATTERN_COUNT = 4.0
"""Decisions that a code's patterns are worth when decisions say what valence the code usually has."""

_MOST_WEIGHED = 20_000
"""Sets of facts whose chances are remembered: most statements are like one before."""

_CLUES = ("joined", "parted", "change", "waiting", "wish", "rule", "contrasts", "negations")


class Stated(NamedTuple):
    """What is said beyond the code, or nothing, and why."""

    value: str | None
    confidence: float
    """The chance that the value is right; of an empty one, the highest chance of those not stated."""

    evidence: dict[str, Any]
    """Plain JSON values; spans are those that the caller's positions give."""


class FiredPattern(NamedTuple):
    """A pattern that fired in the segment, as far as valence goes."""

    valence: str | None
    weight: float


class Clues(NamedTuple):
    """Valence words of one segment, each kind with its places as tokens ``[first, end)``."""

    places: Mapping[str, tuple[tuple[int, int], ...]]
    """By kind: the lists of ``ValenceWords``, and ``not good`` and ``not bad`` for what is turned."""

    def counts(self) -> tuple[tuple[str, int], ...]:
        """How many there are of each kind."""
        return tuple(sorted((kind, len(places)) for kind, places in self.places.items()))


class UsualValence(NamedTuple):
    """How often a code has had each valence, patterns counted in."""

    fit: float = 0.0
    misfit: float = 0.0
    mixed: float = 0.0
    unstated: float = 0.0

    def plus(self, other: Sequence[float]) -> UsualValence:
        """Both counts together."""
        return UsualValence(*(mine + more for mine, more in zip(self, other, strict=True)))


NO_CLUES = Clues({})


def usual_valence(code: Code) -> UsualValence:
    """What a code's patterns say of its valence before anybody decided; zeros without patterns."""
    sums = dict.fromkeys(OUTCOMES, 0.0)
    for pattern in code.patterns:
        sums[pattern.valence.value if pattern.valence else UNSTATED] += pattern.weight
    total = sum(sums.values())
    return UsualValence(*(_PATTERN_COUNT * sums[outcome] / total if total else 0.0 for outcome in OUTCOMES))


def find_clues(
    forms: Sequence[str],
    lemmas: Sequence[str],
    *,
    language: str,
    first: int = 0,
    negated: Iterable[int] | None = None,
) -> Clues:
    """The valence words among a segment's tokens, given in lower case; ``first`` is the first token's number.

    ``negated`` are the tokens (numbered in the same way) that a parser takes for negated; without it a
    negation turns praise and blame within a few tokens after it, up to the end of the clause.
    """
    words = _index(language)
    if words is None:
        return NO_CLUES
    found: dict[str, list[tuple[int, int]]] = {}
    taken: dict[str, int] = {}
    for place, (form, lemma) in enumerate(zip(forms, lemmas, strict=True)):
        if form not in words and lemma not in words:
            continue  # as nearly always
        for entry, kinds in _entries(words, form, lemma):
            end = place + len(entry)
            if len(entry) > 1 and not _stands(entry, forms, lemmas, place):
                continue
            for kind in kinds:
                if taken.get(kind, 0) <= place:  # of two entries that overlap, the earlier, then the longer
                    taken[kind] = end
                    found.setdefault(kind, []).append((place, end))
    turned = set(_reached(found)) if negated is None else {number - first for number in negated}
    for kind in ("good", "bad"):
        here = found.pop(kind, [])
        found[kind] = [one for one in here if one[0] not in turned]
        found[f"not {kind}"] = [one for one in here if one[0] in turned]
    shared = found.pop("joined", [])  # who never share go separate ways
    found["joined"] = [one for one in shared if one[0] not in turned]
    found["parted"] = sorted([*found.get("parted", []), *(one for one in shared if one[0] in turned)])
    found.pop("borders", None)
    return Clues(
        {
            kind: tuple((first + start, first + end) for start, end in places)
            for kind, places in found.items()
            if places
        }
    )


def _reached(found: Mapping[str, list[tuple[int, int]]]) -> Iterable[int]:
    """The tokens that a negation reaches."""
    borders = {start for start, _ in found.get("borders", [])} | {
        start for start, _ in found.get("contrasts", [])
    }
    for _, end in found.get("negations", []):
        for place in range(end, end + NEGATION_REACH):
            if place in borders:
                break
            yield place


_Entry = tuple[str, ...]
_Index = dict[str, list[tuple[_Entry, tuple[str, ...]]]]


@cache
def _index(language: str) -> _Index | None:
    """First word to the entries that begin with it, longest first, each with the lists it is in."""
    lists = VALENCE_WORDS.get(language)
    if lists is None:
        return None
    kinds: dict[_Entry, list[str]] = {}
    for kind in ValenceWords._fields:
        for entry in sorted(getattr(lists, kind)):
            kinds.setdefault(tuple(entry.split(" ")), []).append(kind)
    index: _Index = {}
    for words in sorted(kinds, key=lambda words: (-len(words), words)):
        index.setdefault(words[0], []).append((words, tuple(kinds[words])))
    return index


def _entries(words: _Index, form: str, lemma: str) -> list[tuple[_Entry, tuple[str, ...]]]:
    here = words.get(form, [])
    more = words.get(lemma, []) if form != lemma else []
    return sorted(here + more, key=lambda entry: -len(entry[0])) if here and more else here or more


def _stands(entry: _Entry, forms: Sequence[str], lemmas: Sequence[str], place: int) -> bool:
    end = place + len(entry)
    return end <= len(forms) and all(
        word in (form, lemma)
        for word, form, lemma in zip(entry, forms[place:end], lemmas[place:end], strict=True)
    )


def valence_features(*, clues: Clues, own: Sequence[FiredPattern], usual: UsualValence) -> tuple[float, ...]:
    """What the model weighs; ``own`` are the patterns of the code that fired."""
    return _features(clues.counts(), own, usual)


def _features(
    clues: Iterable[tuple[str, int]], own: Sequence[FiredPattern], usual: UsualValence
) -> tuple[float, ...]:
    counts = dict(clues)
    praised = counts.get("good", 0) + counts.get("not bad", 0)
    blamed = counts.get("bad", 0) + counts.get("not good", 0)
    return (
        *usual_features(usual),
        _chance(own, Valence.fit),
        _chance(own, Valence.misfit),
        float(bool(own) and all(pattern.valence is None for pattern in own)),
        *(_size(count) for count in (praised, blamed, *(counts.get(kind, 0) for kind in _CLUES))),
    )


def _size(count: int) -> float:
    return sqrt(min(count, _MOST))


def usual_features(usual: UsualValence) -> tuple[float, float]:
    """Whether the code tells of fit rather than of misfit, and whether it tells of either."""
    stated = usual.fit + usual.misfit + usual.mixed
    return log((usual.fit + 0.5) / (usual.misfit + 0.5)), (stated + 0.5) / (stated + usual.unstated + 1)


def _chance(patterns: Sequence[FiredPattern], valence: Valence) -> float:
    return 1 - prod(1 - pattern.weight for pattern in patterns if pattern.valence == valence)


def valence_chances(
    features: Sequence[float], model: ValenceModel = DEFAULT_VALENCE_MODEL
) -> dict[str, float]:
    """The chance of each outcome: fit, misfit, mixed, unstated."""
    sums = [sum(w * x for w, x in zip(row, (1.0, *features), strict=True)) for row in model.weights]
    highest = max(0.0, *sums)
    raw = [*(exp(value - highest) for value in sums), exp(-highest)]
    return {outcome: value / sum(raw) for outcome, value in zip(OUTCOMES, raw, strict=True)}


class ValenceJudge:
    """States valences by one model; facts that were weighed before are not weighed again."""

    def __init__(
        self, model: ValenceModel = DEFAULT_VALENCE_MODEL, *, least: float = LEAST_VALENCE_CONFIDENCE
    ) -> None:
        self._least = least
        self._weigh = lru_cache(_MOST_WEIGHED)(partial(_rounded_chances, model))

    def state(
        self,
        *,
        code: str,
        usual: UsualValence,
        own: Sequence[FiredPattern],
        clues: Clues = NO_CLUES,
        place: Callable[[int, int], tuple[int, int]] | None = None,
    ) -> Stated:
        """The valence of a suggestion of ``code`` (``codebook/code``); ``place`` turns tokens into positions.

        Of what is not stated the evidence is the chances alone.
        """
        chances = self._weigh(code, usual, tuple(own), clues.counts())
        likeliest = max(OUTCOMES[:3], key=chances.__getitem__)
        confidence = chances[likeliest]
        evidence: dict[str, Any] = {"chances": dict(chances)}
        if confidence < self._least:
            return Stated(None, confidence, evidence)
        return Stated(likeliest, confidence, evidence | _seen(own, clues, place))


def _rounded_chances(
    model: ValenceModel,
    code: str,
    usual: UsualValence,
    own: Sequence[FiredPattern],
    clues: tuple[tuple[str, int], ...],
) -> dict[str, float]:
    decided = usual.plus(model.decided.get(code, UsualValence()))
    chances = valence_chances(_features(clues, own, decided), model)
    return {outcome: round(chance, 4) for outcome, chance in chances.items()}


def _seen(
    own: Sequence[FiredPattern], clues: Clues, place: Callable[[int, int], tuple[int, int]] | None
) -> dict[str, Any]:
    """What of the text and the patterns spoke."""
    where = place or (lambda first, end: (first, end))
    return {
        "patterns": sorted({str(pattern.valence) for pattern in own if pattern.valence}),
        "words": {
            kind: [list(where(*span)) for span in spans] for kind, spans in sorted(clues.places.items())
        },
    }
