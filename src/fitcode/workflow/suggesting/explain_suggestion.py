"""Explain a suggestion: the passage and what fired, by what it was made, and whether it still stands."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fitcode.domain.suggestion import Run
from fitcode.errors import FitcodeError
from fitcode.store import codebooks, runs, suggestions
from fitcode.store.transcripts import read_text
from fitcode.workflow.suggesting.make_again import MadeAgain, make_again, words_of_meaning
from fitcode.workflow.workspace import Workspace

_STATED = ("about", "counterpart", "valence")
_DECIDED = ("decided_by", "decided_at")
_ROUNDING = 0.0001
"""Scores are kept to four digits."""

_SHOWN = 12
"""Characters of a model's fingerprint that are shown."""


def explain_suggestion(workspace: Workspace, uid: str) -> str:
    """A page of plain text; raises UnknownSuggestion."""
    project = workspace.project
    found = suggestions.get_suggestion(project, uid)
    run = runs.get_run(project, found["run"])
    text = read_text(project, found["transcript"])
    start, end = int(found["start"]), int(found["end"])
    evidence: dict[str, Any] = found["evidence"]
    again = _again(workspace, found, run)
    spans = [(first - start, last - start) for first, last in _fired(evidence)]
    if "semantic" in evidence and isinstance(again, MadeAgain):
        spans += words_of_meaning(again, text[start:end])
    lines = [
        f"{found['code']}  (score {float(found['score']):.2f}, {found['status']})",
        f"{found['transcript']} {start}:{end}",
        "",
        *_underlined(text[start:end], spans),
        "",
        *_reasons(evidence),
        *(_mention_line(one, start, end) for one in evidence.get("components", ())),
        *(_stated_line(name, found[name], evidence) for name in _STATED if found.get(name)),
        *_score_lines(evidence, float(found["score"])),
        *(f"{name.replace('_', ' ')}: {found[name]}" for name in _DECIDED if found.get(name)),
        "",
        *_made_with(found, run),
        "",
        *_now_lines(workspace, found, run, again),
    ]
    return "\n".join(lines)


def _fired(evidence: Mapping[str, Any]) -> list[tuple[int, int]]:
    spans = [span for rule in evidence.get("rules", ()) for span in rule["spans"]]
    return [(int(first), int(last)) for first, last in spans]


def _reasons(evidence: Mapping[str, Any]) -> Iterator[str]:
    for rule in evidence.get("rules", ()):
        words = ", ".join(repr(word) for word in rule["words"])
        valence = f", {rule['valence']}" if rule.get("valence") else ""
        yield f"rule {rule['id']} ({rule['form']}, weight {rule['weight']}{valence}): {words}"
    semantic = evidence.get("semantic")
    if semantic:
        nearest = semantic.get("nearest") or {}
        yield (
            f"near in meaning to {nearest.get('kind', 'the code')}: {nearest.get('text', '')!r} "
            f"({semantic.get('z', 0):.1f} standard deviations above the usual)"
        )
    learned = evidence.get("learned")
    if learned:
        features = ", ".join(f"{name!r} {weight:+.2f}" for name, weight in learned.get("features", ()))
        yield f"learned from what was coded and decided{': ' if features else ''}{features}"


def _mention_line(mention: Mapping[str, Any], start: int, end: int) -> str:
    first, last = mention["span"]
    place = "" if start <= first and last <= end else " (elsewhere in the turn)"
    return f"mentions {mention['component']}: {mention['alias']!r}{place}"


def _stated_line(name: str, value: str, evidence: Mapping[str, Any]) -> str:
    why = evidence.get(name, {})
    sure = f" (confidence {why['confidence']:.2f})" if "confidence" in why else ""
    return f"{name}: {value}{sure}"


def _score_lines(evidence: Mapping[str, Any], score: float) -> Iterator[str]:
    parts = evidence.get("parts", {})
    if parts:
        said = ", ".join(f"{name} {part:.2f}" for name, part in parts.items())
        raw = float(evidence["raw"])
        together = f"; together {raw:.2f}" if len(parts) > 1 else ""
        calibrated = f"; calibrated by decisions {score:.2f}" if abs(raw - score) > _ROUNDING else ""
        yield f"score: {said}{together}{calibrated}"


def _made_with(found: Mapping[str, Any], run: Run) -> Iterator[str]:
    books = ", ".join(f"{book} version {number}" for book, number in sorted(run.codebook_versions.items()))
    yield f"suggester {found['suggester']}, run {run.uid}, seed {run.seed}"
    yield f"pipeline {run.pipeline} {run.pipeline_version}, {books}"
    if run.models:
        models = ", ".join(f"{name} {fingerprint[:_SHOWN]}" for name, fingerprint in run.models.items())
        yield f"models {models}"


def _again(workspace: Workspace, found: Mapping[str, Any], run: Run) -> MadeAgain | FitcodeError:
    try:
        return make_again(workspace, found, run)
    except FitcodeError as error:  # its codebook or model has gone: what is stored is shown all the same
        return error


def _now_lines(
    workspace: Workspace, found: Mapping[str, Any], run: Run, again: MadeAgain | FitcodeError
) -> Iterator[str]:
    """What the same suggesters say now, and what has moved since."""
    if isinstance(again, FitcodeError):
        yield f"Made again now: this cannot be done. {again.problem} {again.remedy}".rstrip()
        return
    yield f"Made again now: {_verdict(found, again)}"
    moved = _moved(workspace, run, again)
    if moved:
        yield f"Since then changed: {', '.join(moved)}."


def _verdict(found: Mapping[str, Any], again: MadeAgain) -> str:
    now = again.now
    if now is None:
        return "nobody suggests it any more."
    differences = [
        f"{what} {before} then, {after} now"
        for what, before, after in (
            ("score", f"{float(found['score']):.2f}", f"{now.score:.2f}"),
            ("span", f"{found['start']}:{found['end']}", f"{now.start}:{now.end}"),
            ("valence", found["valence"], now.valence),
        )
        if before != after
    ]
    return f"it stands, with {'; '.join(differences)}." if differences else "it stands, as it was."


def _moved(workspace: Workspace, run: Run, again: MadeAgain) -> list[str]:
    versions = codebooks.codebook_versions(workspace.project)
    moved = [
        f"{book} is at version {number}"
        for book, number in versions.items()
        if run.codebook_versions.get(book) != number
    ]
    now = {name: state.fingerprint for name, state in again.recipe.models.items()}
    moved += [
        f"{name} was trained anew"
        for name in sorted(now.keys() | run.models.keys())
        if now.get(name) != run.models.get(name)
    ]
    return moved


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
