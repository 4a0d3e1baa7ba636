"""run: the project's own pipeline, as far as something in it has changed."""

import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command
from fitcode.cli.exits import Exit
from fitcode.cli.options import DryRunOption, FormatOption, OutOption
from fitcode.domain.table import Table
from fitcode.errors import FitcodeError, UsageError, nearest

if TYPE_CHECKING:
    from fitcode.domain.recipe import Step
    from fitcode.workflow.running.plan_steps import Pipeline

_EXAMPLE = 'steps = ["suggest", "tally --out tally.csv", "export csv --out exports"]'


def register(app: typer.Typer, *, step: str) -> None:
    """Put these commands on the app."""
    command(app, "run", step=step)(run_command)


def run_command(
    here: Here,
    steps: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[STEP]...", show_default=False, help="Only these: numbers, or commands such as tally."
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", show_default=False, help="Run what is up to date as well.")
    ] = False,
    force: Annotated[
        bool,
        typer.Option("--force", show_default=False, help="Replace files that it did not make."),
    ] = False,
    dry_run: DryRunOption = False,
    listing: Annotated[
        bool, typer.Option("--list", show_default=False, help="List the steps and how they ended last.")
    ] = False,
    output: FormatOption = None,
    out: OutOption = None,
) -> Exit:
    """Run the steps in [pipeline] of fitcode.toml that something has changed for.

    Paths in steps start at the project's folder. It stops at the first step that fails, and goes on there
    the next time.

    Example: fitcode run --dry-run
    """
    from fitcode.cli.app import app
    from fitcode.cli.recipe import read_recipe
    from fitcode.workflow.running.keep_state import running_alone
    from fitcode.workflow.running.plan_steps import Pipeline

    with here.reading() as workspace:
        folder = workspace.project.folder
        recipe = read_recipe(app, workspace.settings.pipeline.steps, text=workspace.project.settings_text)
        if not recipe:
            raise FitcodeError(
                "fitcode.toml lists no steps.", remedy=f"Write them under [pipeline], such as: {_EXAMPLE}"
            )
        chosen = _chosen(recipe, steps or [])
        with contextlib.ExitStack() as stack:
            if not (dry_run or listing):
                stack.enter_context(running_alone(folder))
            pipeline = Pipeline(workspace)
            if listing or dry_run:
                table = _listed(pipeline, chosen) if listing else _planned(pipeline, chosen, everything)
                console.write(table, output, out)
                return Exit.done
            stack.enter_context(contextlib.chdir(folder))
            return _run_steps(here, pipeline, chosen, everything=everything, force=force)


def _chosen(recipe: Sequence["Step"], wanted: Sequence[str]) -> list["Step"]:
    """The steps that are meant, in the order of the pipeline."""
    if not wanted:
        return list(recipe)
    numbers: set[int] = set()
    for word in wanted:
        found = {step.number for step in recipe if word in (str(step.number), step.command)}
        found |= {step.number for step in recipe if step.command.split()[: len(word.split())] == word.split()}
        if not found:
            known = [step.command.split()[0] for step in recipe]
            raise UsageError(
                f"No step {word!r} in fitcode.toml, which lists {len(recipe)}.",
                remedy=nearest(word, known) or "See them with: fitcode run --list",
            )
        numbers |= found
    return [step for step in recipe if step.number in numbers]


def _listed(pipeline: "Pipeline", steps: Sequence["Step"]) -> Table:
    return Table.of(
        ("step", "command", "writes", "status"),
        (
            (step.number, step.command, str(step.output) if step.output else None, pipeline.status(step))
            for step in steps
        ),
    )


def _planned(pipeline: "Pipeline", steps: Sequence["Step"], everything: bool) -> Table:
    """What would be run and why; what steps that change the project would leave is not known before."""
    rows: list[tuple[int, str, str, str]] = []
    changed_by: int | None = None
    for step in steps:
        reason = "--all asks for it" if everything else pipeline.reason(step)
        if reason is not None:
            rows.append((step.number, step.command, "yes", reason))
            changed_by = step.number if step.kind.changes_project else changed_by
        elif changed_by is not None and step.kind.reads:
            rows.append((step.number, step.command, "perhaps", f"step {changed_by} may change what it reads"))
        else:
            rows.append((step.number, step.command, "no", "it is up to date"))
    return Table.of(("step", "command", "runs", "why"), rows)


def _run_steps(
    here: Here, pipeline: "Pipeline", steps: Sequence["Step"], *, everything: bool, force: bool
) -> Exit:
    from fitcode.domain.recipe import StepStatus

    ended, count = Exit.done, 0
    for place, step in enumerate(steps):
        reason = "--all asks for it" if everything else pipeline.reason(step)
        if reason is None:
            console.narrate(f"Step {step.number}, {step.command}: up to date.")
            continue
        words = pipeline.begin(step, force=force)
        console.narrate(f"Step {step.number}, {step.command}: {reason}.")
        code = _call(here, words)
        if code not in (Exit.done, Exit.partly):
            left = len(steps) - place - 1
            after = f" {left} after it {'was' if left == 1 else 'were'} not looked at." if left else ""
            console.complain(f"Step {step.number}, {step.command}, ended with exit code {int(code)}.{after}")
            return code
        count += 1
        pipeline.end(step, status=StepStatus.done if code is Exit.done else StepStatus.partly)
        ended = max(ended, code)
    console.narrate(f"Ran {count} of {len(steps)} steps.")
    return ended


def _call(here: Here, words: Sequence[str]) -> Exit:
    """Run a command in this process, as the shell would, and hand back how it ended."""
    from fitcode.cli.app import app

    before = ["--project", "."]
    before += ["--as", here.coder] if here.coder is not None else []
    before += ["--quiet"] if here.quiet else []
    ended = typer.main.get_command(app).main([*before, *words], prog_name="fitcode", standalone_mode=False)
    return Exit(ended) if isinstance(ended, int) else Exit.done
