"""Explain a suggestion: the passage with the words that fired underlined, and under which versions."""

from collections.abc import Iterable
from typing import Any

from fitcode.store import runs, suggestions
from fitcode.store.transcripts import read_text
from fitcode.workflow.workspace import Workspace

_STATED = ("about", "counterpart", "valence", "decided_by", "decided_at")


def explain_suggestion(workspace: Workspace, uid: str) -> str:
    """A page of plain text; raises UnknownSuggestion."""
    project = workspace.project
    found = suggestions.get_suggestion(project, uid)
    evidence: dict[str, Any] = found["evidence"]
    run = runs.get_run(project, found["run"])
    text = read_text(project, found["transcript"])
    start, end = int(found["start"]), int(found["end"])
    spans = [span for rule in evidence.get("rules", ()) for span in rule["spans"]]
    lines = [
        f"{found['code']}  (score {float(found['score']):.2f}, {found['status']})",
        f"{found['transcript']} {start}:{end}",
        "",
        *_underlined(text[start:end], [(first - start, last - start) for first, last in spans]),
        "",
        *(_rule_line(rule) for rule in evidence.get("rules", ())),
        *(_mention_line(one, start, end) for one in evidence.get("components", ())),
        *(f"{name.replace('_', ' ')}: {found[name]}" for name in _STATED if found.get(name)),
    ]
    books = ", ".join(f"{book} version {number}" for book, number in sorted(run.codebook_versions.items()))
    lines += [
        f"suggester {found['suggester']}, run {run.uid}",
        f"pipeline {run.pipeline} {run.pipeline_version}, {books}",
    ]
    return "\n".join(lines)


def _mention_line(mention: dict[str, Any], start: int, end: int) -> str:
    first, last = mention["span"]
    place = "" if start <= first and last <= end else " (elsewhere in the turn)"
    return f"mentions {mention['component']}: {mention['alias']!r}{place}"


def _rule_line(rule: dict[str, Any]) -> str:
    words = ", ".join(repr(word) for word in rule["words"])
    valence = f", {rule['valence']}" if rule.get("valence") else ""
    return f"rule {rule['id']} ({rule['form']}, weight {rule['weight']}{valence}): {words}"


def _underlined(quote: str, spans: Iterable[tuple[int, int]], *, width: int = 78) -> list[str]:
    """The quote in lines, carets under the words that fired."""
    marks = [" "] * len(quote)
    for first, last in spans:
        marks[max(0, first) : last] = "^" * (min(last, len(quote)) - max(0, first))
    shown = "".join(" " if char.isspace() else char for char in quote)
    lines: list[str] = []
    start = 0
    while start < len(shown):
        end = min(len(shown), start + width)
        if end < len(shown) and " " in shown[start:end]:
            end = start + shown[start:end].rindex(" ") + 1
        lines.append(shown[start:end])
        under = "".join(marks[start:end]).rstrip()
        if under:
            lines.append(under)
        start = end
    return lines
