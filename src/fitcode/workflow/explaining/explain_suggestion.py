"""Explain a suggestion: the passage and what fired, by what it was made, and whether it still stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fitcode.domain.suggestion import Run
from fitcode.errors import FitcodeError
from fitcode.store import runs, suggestions
from fitcode.store.suggestion_past import further_decisions_of
from fitcode.suggest.reading.pipelines import stop_words
from fitcode.suggest.reading.readings import language_of
from fitcode.workflow.explaining.compare_with_then import (
    Withdrawn,
    code_in_force,
    comparison_lines,
    verdict,
    withdrawn,
)
from fitcode.workflow.explaining.lay_out_page import in_quotes, is_right_to_left, underlined, wrapped
from fitcode.workflow.explaining.make_again import MadeAgain, make_again, words_of_meaning
from fitcode.workflow.explaining.say_evidence import (
    mention_line,
    reason_lines,
    score_lines,
    stated_line,
    took_part,
)
from fitcode.workflow.suggesting.read_for_suggesting import pass_inputs
from fitcode.workflow.workspace import Workspace

_STATED = ("about", "counterpart", "valence")
_DECIDED = ("decided_by", "decided_at", "memo")
_PASSAGE_WIDTH = 78
"""Cells of a passage's line, on a wider terminal too."""

_SHOWN = 12
"""Characters of a model's fingerprint that are shown."""


def explain_suggestion(workspace: Workspace, uid: str, *, width: int | None = None) -> str:
    """A page of plain text, its lines wrapped at ``width`` cells where given; raises UnknownSuggestion."""
    project = workspace.project
    found = suggestions.get_suggestion(project, uid)
    run = runs.get_run(project, found["run"])
    again = _again(workspace, found, run)
    gone = withdrawn(workspace, found, run)
    head = [
        f"{found['code']}  (score {float(found['score']):.2f}, {found['status']})",
        f"{found['transcript']} {found['start']}:{found['end']}",
        *([gone.line] if gone else ()),
        "",
    ]
    rest = [
        "",
        *_why(workspace, found, again),
        "",
        *_made_with(found, run),
        "",
        *_now_lines(workspace, found, run, again, gone),
    ]
    passage = _passage(found, again, width=min(width or _PASSAGE_WIDTH, _PASSAGE_WIDTH))
    return "\n".join([*_wrapped(head, width), *passage, *_wrapped(rest, width)])


def _wrapped(lines: Iterable[str], width: int | None) -> Iterator[str]:
    return (part for line in lines for part in wrapped(line, width))


def _passage(found: Mapping[str, Any], again: MadeAgain | FitcodeError, *, width: int) -> list[str]:
    """The passage with carets under what fired; where it runs from the right, those words again below."""
    quote, start = str(found["quote"]), int(found["start"])
    rules = found["evidence"].get("rules", ())
    spans = [(int(first) - start, int(last) - start) for rule in rules for first, last in rule["spans"]]
    likeness: list[tuple[int, int]] = []
    if "semantic" in found["evidence"] and isinstance(again, MadeAgain):
        likeness = words_of_meaning(again, quote)
    lines = underlined(quote, [*spans, *likeness], width=width)
    if likeness and is_right_to_left(quote):
        words = ", ".join(in_quotes(quote[first:last]) for first, last in likeness)
        lines += ["", *wrapped(f"words that carry the likeness: {words}", width)]
    return lines


def _why(workspace: Workspace, found: Mapping[str, Any], again: MadeAgain | FitcodeError) -> Iterator[str]:
    evidence: Mapping[str, Any] = found["evidence"]
    start, end = int(found["start"]), int(found["end"])
    yield from reason_lines(
        found,
        code_in_force(workspace, found["code"]),
        common=common_words(_language(workspace, found["transcript"])),
        has_examples=isinstance(again, MadeAgain) and _has_examples(again),
    )
    yield from (mention_line(one, start, end) for one in evidence.get("components", ()))
    yield from (stated_line(name, found[name], evidence) for name in _STATED if found.get(name))
    yield from score_lines(evidence, float(found["score"]))
    yield from (f"{name.replace('_', ' ')}: {found[name]}" for name in _DECIDED if found.get(name))
    for one in further_decisions_of(workspace.project, found["uid"]):
        yield f"also decided by: {one.coder} ({one.status}), {one.decided_at}"


def _language(workspace: Workspace, transcript: str) -> str:
    stated = next(one.language for one in pass_inputs(workspace.project) if one.transcript == transcript)
    return language_of(stated, project_language=workspace.settings.project.language)


def common_words(language: str) -> frozenset[str]:
    """Stop words as the learned suggester cuts words: ``qu'`` and ``'ve`` lose their apostrophe."""
    return frozenset(word.strip("'’") for word in stop_words(language))


def _has_examples(again: MadeAgain) -> bool:
    """Whether the code was learned from examples of its own."""
    state = again.recipe.models.get("learned")
    if state is None or state.facts.get("refused"):
        return False
    codes = state.facts["semantic"]["codes"]
    return again.code in {codes[number] for number in state.facts["learned"]}


def _made_with(found: Mapping[str, Any], run: Run) -> Iterator[str]:
    books = ", ".join(f"{book} version {number}" for book, number in sorted(run.codebook_versions.items()))
    yield f"suggester {found['suggester']}, run {run.uid}, seed {run.seed}"
    yield f"pipeline {run.pipeline} {run.pipeline_version}, {books}"
    models = ", ".join(
        f"{name} {fingerprint[:_SHOWN]}"
        for name, fingerprint in run.models.items()
        if took_part(name, found["evidence"], score=float(found["score"]), valence=found["valence"])
    )
    if models:
        yield f"models {models}"


def _again(workspace: Workspace, found: Mapping[str, Any], run: Run) -> MadeAgain | FitcodeError:
    try:
        return make_again(workspace, found, run)
    except FitcodeError as error:  # its codebook or model has gone: what is stored is shown all the same
        return error


def _now_lines(
    workspace: Workspace,
    found: Mapping[str, Any],
    run: Run,
    again: MadeAgain | FitcodeError,
    gone: Withdrawn | None,
) -> Iterator[str]:
    """What the same suggesters say now, and what has moved since."""
    if isinstance(again, FitcodeError):
        yield f"Made again now: this cannot be done. {again.problem} {again.remedy}".rstrip()
        return
    yield f"Made again now: {verdict(workspace, found, run, again, gone)}"
    yield from comparison_lines(workspace, found, run, again)
