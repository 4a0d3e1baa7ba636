"""PDF reports: what programs for coding print is not a transcript, though talk stands in it.

MAXQDA puts its lists beside the transcripts when a project is printed. Read as talk, a list of coded
segments would count every coded word a second time; it is known by its title and the head of its table.
"""

import re
from pathlib import Path

from fitcode.formats.refusals import refusal

_REPORTS = (
    (
        re.compile(r"Coded Segments\n+(?=[^\n]*\bCode\b)[^\n]*\bSegment\b"),
        "is a printed list of coded segments, not a transcript: its talk is excerpts",
        "Ingest the transcripts that the segments were taken from.",
    ),
    (
        re.compile(r"Code System\n+(?=[^\n]*\bCode System\b)[^\n]*\b(?:Memo|Frequency)\b"),
        "is a printed list of codes, not a transcript",
        "Write the codes into a codebook file; see: fitcode codebook --help",
    ),
)


def refuse_report(path: Path, text: str) -> None:
    """Refuse a list that a program for coding printed."""
    head = text[:2_000].lstrip()
    for pattern, reason, remedy in _REPORTS:
        if pattern.match(head):
            raise refusal(path, reason, remedy=remedy)
