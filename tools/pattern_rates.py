"""How often the shipped patterns fire in interviews about other things, written into docs/quality.md.

Whatever a pattern proposes there is wrong, so its rate says how broad it is; it says nothing about what the
pattern misses. Interviewers' segments are read as well: the question is about words, not about voices.

    FITCODE_SHARED_DATA=... python -m tools.pattern_rates
"""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fitcode.domain.codebook import Codebook
from fitcode.formats.codebook_yaml import parse_codebook
from fitcode.formats.registry import read_transcript
from fitcode.formats.shipped import shipped_codebook, shipped_codebook_names
from fitcode.suggest.worked_examples import suggest_for_each
from fitcode.text.compose import compose_transcript
from tools.marked_sections import QUALITY_PAGE, markdown_table, write_part

NAME = "pattern rates"
SURE = 0.6
"""A score for what is said in nearly so many words."""

FOLDERS = ("transcripts/oral-history", "transcripts/pdpilot-pdf/transcripts")


@dataclass(frozen=True, slots=True)
class Rates:
    """Of how many segments out of ``segments`` a codebook's codes and patterns fire."""

    codebook: Codebook
    segments: int
    by_code: Counter[str]
    by_pattern: Counter[tuple[str, str]]
    """(code, pattern) to segments."""

    touched: int
    """Segments in which any code fires."""

    sure: int
    """Segments with a suggestion of ``SURE`` or more."""

    def percent(self, count: int) -> str:
        """A count as a share of all segments."""
        return f"{count / self.segments:.2%}"


def other_segments(shared_data: Path) -> list[str]:
    """Every segment of the published interviews about other things."""
    return [
        draft.text[segment.start : segment.end]
        for path in _files(shared_data)
        for draft in [compose_transcript(read_transcript(path))]
        for segment in draft.segments
    ]


def _files(shared_data: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        yield from sorted(path for path in (shared_data / folder).iterdir() if path.is_file())


def load_codebook(name: str) -> Codebook:
    """A shipped codebook."""
    path = shipped_codebook(name)
    assert path is not None
    return parse_codebook(path.read_text(encoding="utf-8"), file=path.name)


def measure(codebook: Codebook, segments: list[str]) -> Rates:
    """Fire the codebook's patterns at every segment."""
    by_code: Counter[str] = Counter()
    by_pattern: Counter[tuple[str, str]] = Counter()
    touched = sure = 0
    for found in suggest_for_each(segments, codebook, language=codebook.language):
        touched += bool(found)
        sure += any(one.score >= SURE for one in found)
        for one in found:
            code = one.code.partition("/")[2]
            by_code[code] += 1
            by_pattern.update({(code, str(rule["id"])) for rule in one.evidence["rules"]})
    return Rates(codebook, len(segments), by_code, by_pattern, touched, sure)


def section(shared_data: Path) -> str:
    """The tables of all shipped codebooks."""
    segments = other_segments(shared_data)
    rates = [measure(load_codebook(name), segments) for name in shipped_codebook_names()]
    lines = [f"{len(segments):,} segments.", "", *markdown_table(_TOTALS, map(_totals, rates), right=6)]
    for one in rates:
        fired = [(f"`{code}`", *map(one.percent, counts)) for code, *counts in _code_counts(one) if counts[1]]
        silent = [f"`{code}`" for code, *counts in _code_counts(one) if not counts[1]]
        header = ("code", "any of its patterns", "its broadest pattern")
        lines += ["", f"### {one.codebook.id}", "", *markdown_table(header, fired, right=2)]
        lines += ["", f"No pattern fires: {', '.join(silent)}."] if silent else []
    return "\n".join(lines)


_TOTALS = (
    *("codebook", "codes", "patterns", "segments with any suggestion", f"with one of {SURE} or more"),
    *("broadest code", "broadest pattern"),
)


def _totals(rates: Rates) -> tuple[object, ...]:
    codes = rates.codebook.codes
    highest = (max(counts.values(), default=0) for counts in (rates.by_code, rates.by_pattern))
    return (
        f"`{rates.codebook.id}`",
        len(codes),
        sum(len(code.patterns) for code in codes),
        rates.percent(rates.touched),
        rates.percent(rates.sure),
        *map(rates.percent, highest),
    )


def _code_counts(rates: Rates) -> Iterator[tuple[str, int, int]]:
    """Code, segments in which any of its patterns fires, segments in which its broadest one does."""
    for code in rates.codebook.codes:
        broadest = max((rates.by_pattern[code.id, pattern.id] for pattern in code.patterns), default=0)
        yield code.id, rates.by_code[code.id], broadest


def main() -> int:
    """Write the section."""
    named = os.environ.get("FITCODE_SHARED_DATA")
    if not named or not Path(named).is_dir():
        print("FITCODE_SHARED_DATA names no folder.", file=sys.stderr)
        return 1
    write_part(QUALITY_PAGE, NAME, section(Path(named)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
