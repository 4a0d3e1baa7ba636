"""cases: list, import, set."""

from pathlib import Path
from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command, new_group
from fitcode.cli.exits import Exit
from fitcode.cli.options import FormatOption, OutOption
from fitcode.errors import UsageError

group = new_group("Cases: whom the study compares.")


@command(group, "list")
def list_command(here: Here, output: FormatOption = None, out: OutOption = None) -> None:
    """List cases with their transcripts, fields and attributes.

    Example: fitcode cases list
    """
    from fitcode.store.cases import list_cases

    with here.reading() as workspace:
        console.write(list_cases(workspace.project), output, out)


@command(group, "import")
def import_command(
    here: Here, file: Annotated[Path, typer.Argument(metavar="FILE.csv", show_default=False)]
) -> Exit:
    """Import a cases file.

    Its columns are case and transcript, then speaker, component, mission, role and any attribute.

    Example: fitcode cases import cases.csv
    """
    from fitcode.workflow.ingesting.import_cases import import_cases, read_cases

    rows = read_cases(file)
    with here.working() as workspace:
        count, left_out = import_cases(workspace, rows, file=file.name)
    for row in left_out:
        console.complain(f"{file.name}:{row.line}: no transcript {row.transcript!r}; the line was left out.")
    console.narrate(f"Imported {count} cases.")
    return Exit.partly if left_out else Exit.done


@command(group, "set")
def set_command(
    here: Here,
    case: Annotated[str, typer.Argument(metavar="CASE", show_default=False)],
    facts: Annotated[list[str], typer.Argument(metavar="NAME=VALUE", show_default=False)],
) -> None:
    """Set a case's component, mission, role or attributes.

    An empty value clears.

    Example: fitcode cases set R017 component=asifu rank=captain
    """
    from fitcode.workflow.ingesting.set_case import set_case

    stated: dict[str, str] = {}
    for fact in facts:
        name, equals, value = fact.partition("=")
        if not equals or not name.strip():
            raise UsageError(f"{fact!r} is not NAME=VALUE.", remedy="Write, for example, role=analyst.")
        stated[name.strip()] = value.strip()
    with here.working() as workspace:
        set_case(workspace, case, stated)
    console.narrate(f"Set {', '.join(facts)} of {case}.")
