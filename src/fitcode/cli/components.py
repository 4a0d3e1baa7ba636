"""components: new, list, check, apply."""

from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command, new_group
from fitcode.cli.options import FormatOption, OutOption

group = new_group("Components: the parts of a mission's organisation.")

FileArgument = Annotated[
    str | None,
    typer.Argument(metavar="MISSION|FILE", show_default=False, help="Default: every file in components/."),
]


@command(group, "new")
def new_command(
    here: Here,
    mission: Annotated[str, typer.Argument(metavar="MISSION", show_default=False, help="Its id, for good.")],
) -> None:
    """Write a skeleton for a mission of your own, every key explained.

    Into components/ in a project, else into the folder you are in.

    Example: fitcode components new harbour
    """
    from fitcode.workflow.coding.apply_registry import new_registry

    path = new_registry(here.folder, mission)
    console.narrate(f"Wrote {path}. Edit it, then: fitcode components check {path}")


@command(group, "list")
def list_command(here: Here, output: FormatOption = None, out: OutOption = None) -> None:
    """List the components that the project knows.

    Example: fitcode components list
    """
    from fitcode.store.components import list_components

    with here.reading() as workspace:
        console.write(list_components(workspace.project), output, out)


@command(group, "check")
def check_command(here: Here, file: FileArgument = None) -> None:
    """Check registry files; mistakes are told with their lines.

    Example: fitcode components check minusma
    """
    from fitcode.workflow.coding.apply_registry import check_registries

    for name, count in check_registries(here.folder, file):
        console.narrate(f"{name}: {count} components, no mistakes.")


@command(group, "apply")
def apply_command(here: Here, file: FileArgument = None) -> None:
    """Bring the components of a registry file into the project.

    Example: fitcode components apply components/my-mission.yaml
    """
    from fitcode.workflow.coding.apply_registry import apply_registry, find_registry_files, read_registry

    with here.working() as workspace:
        files = [(path, *read_registry(path)) for path in find_registry_files(workspace, file)]
        for path, registry, text in files:
            changed = apply_registry(workspace, registry, file_text=text)
            console.narrate(
                f"{path.name}: {len(registry.components)} components {'applied' if changed else 'unchanged'}."
            )
