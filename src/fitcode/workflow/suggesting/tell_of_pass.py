"""Tell of a pass: what somebody should know who reads its counts, in a line each.

Nothing is decided here; a line says what was done, why, and the command that leads elsewhere.
"""

from collections.abc import Sequence

from fitcode.domain.settings import SuggestSettings
from fitcode.domain.suggestion import Run
from fitcode.store.runs import get_run, latest_run
from fitcode.suggest.reading.pipeline_names import normal_language
from fitcode.suggest.reading.readings import language_of
from fitcode.suggest.suggester import Recipe
from fitcode.workflow.suggesting.plan_pass import Task
from fitcode.workflow.workspace import Workspace

_RULES = "rules"
_SHOWN = 3
"""Transcripts of a language that are named."""


def languages_without_patterns(recipe: Recipe, tasks: Sequence[Task]) -> list[str]:
    """A line for each language of these transcripts in which no code has a pattern."""
    settings = recipe.settings
    if _RULES not in settings.suggesters:
        return []
    known = {
        normal_language(pattern.language or book.language)
        for book in recipe.codebooks
        for code in book.codes
        for pattern in code.patterns
    }
    without: dict[str, list[str]] = {}
    for task in tasks:
        language = language_of(task.input.language, project_language=settings.language)
        if language not in known:
            without.setdefault(language, []).append(task.input.transcript)
    others = "only meaning was used" if settings.suggesters != (_RULES,) else "nothing was looked for"
    return [f"No patterns for {language}: {_named(names)}; {others}." for language, names in without.items()]


def run_before(workspace: Workspace) -> Run | None:
    """The latest run, to be asked for before a pass begins."""
    uid = latest_run(workspace.project)
    return None if uid is None else get_run(workspace.project, uid)


def why_so_few(workspace: Workspace, before: Run | None, uid: str) -> str | None:
    """Why this run withdrew suggestions of the run before, and how to have them again.

    None where it asked no fewer suggesters and for no higher score.
    """
    run = get_run(workspace.project, uid)
    if before is None or before.uid == run.uid:
        return None
    left_out = [name for name in before.suggesters if name not in run.suggesters]
    was, least = (float(one.settings.get("min_score", 0)) for one in (before, run))
    reasons = [f"{' and '.join(left_out)} took no part"] if left_out else []
    reasons += [f"scores below {least:g} were left out ({was:g} before)"] if least > was else []
    if not reasons:
        return None
    return (
        f"Pending suggestions are those of the latest pass: {', and '.join(reasons)}. "
        f"To have the others again: {_command(before, workspace.settings.suggest)}"
    )


def _command(run: Run, settings: SuggestSettings) -> str:
    """The command that asks what this run asked."""
    words = ["fitcode suggest"]
    if run.suggesters != settings.suggesters:
        words += [f"-s {name}" for name in run.suggesters]
    least = float(run.settings.get("min_score", settings.min_score))
    if least != settings.min_score:
        words.append(f"--min-score {least:g}")
    return " ".join(words)


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
