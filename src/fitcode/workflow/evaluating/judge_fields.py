"""Judge fields: how right valence, about and counterpart are where the pass found what people coded."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from fitcode.domain.suggestion import NewSuggestion
from fitcode.store.judged_transcripts import JudgedCoding
from fitcode.suggest.statements.field_quality import Field, field_quality

FIELDS = ("valence", "about", "counterpart")


class Met(NamedTuple):
    """A coding and the suggestion that found it."""

    coding: JudgedCoding
    suggestion: NewSuggestion


def met_codings(codings: Sequence[JudgedCoding], suggestions: Sequence[NewSuggestion]) -> Iterator[Met]:
    """Each coding with the suggestion of its code that shares most with it, at least half of either."""
    by_code: dict[str, list[NewSuggestion]] = {}
    for suggestion in suggestions:
        by_code.setdefault(suggestion.code, []).append(suggestion)
    for coding in codings:
        shares = [(_shared(coding, one), one) for one in by_code.get(coding.code, ())]
        share, best = max(shares, key=lambda pair: pair[0], default=(0, None))
        if best is not None and 2 * share >= min(coding.end - coding.start, best.end - best.start) > 0:
            yield Met(coding, best)


def field_lines(met: Iterable[Met]) -> list[str]:
    """A line a field that people filled; those who never fill one are not measured by it."""
    found = list(met)
    lines = []
    for name in FIELDS:
        pairs: list[tuple[Field, Field]] = [
            (getattr(one.coding, name), getattr(one.suggestion, name)) for one in found
        ]
        quality = field_quality(pairs)
        if quality.coded:
            precision = "none stated" if quality.precision is None else f"precision {quality.precision:.2f}"
            lines.append(
                f"{name}: {precision}, coverage {quality.coverage:.2f}, of {quality.coded} codings that state"
                f" it ({quality.passages} found by the pass)."
            )
    return lines


def _shared(coding: JudgedCoding, suggestion: NewSuggestion) -> int:
    return min(coding.end, suggestion.end) - max(coding.start, suggestion.start)
