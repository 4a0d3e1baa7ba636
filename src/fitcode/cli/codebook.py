"""codebook: list, check, show, diff, apply, add."""

from typing import TYPE_CHECKING, Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command, new_group
from fitcode.cli.options import FormatOption, OutOption
from fitcode.domain.table import Table

if TYPE_CHECKING:
    from fitcode.domain.codebook_difference import Change

group = new_group("Codebooks: files that you edit, versions that are frozen.")

FileArgument = Annotated[
    str | None,
    typer.Argument(metavar="CODEBOOK|FILE", show_default=False, help="Default: every file in codebooks/."),
]


@command(group, "list")
def list_command(here: Here, output: FormatOption = None, out: OutOption = None) -> None:
    """List the codebooks applied in the project with their versions.

    Example: fitcode codebook list
    """
    from fitcode.store.codebooks import list_codebooks

    with here.reading() as workspace:
        console.write(list_codebooks(workspace.project), output, out)


@command(group, "check")
def check_command(here: Here, file: FileArgument = None) -> None:
    """Check codebook files, patterns included.

    Every mistake is told with its line, and so is every example that no pattern of its code finds.

    Example: fitcode codebook check codebooks/fit.yaml
    """
    from fitcode.workflow.coding.apply_codebook import check_codebooks

    for checked in check_codebooks(here.folder, file):
        for doubt in checked.doubts:
            console.narrate(f"{checked.name}: {doubt}")
        console.narrate(f"{checked.name}: {checked.n_codes} codes, no mistakes.")


@command(group, "show")
def show_command(
    here: Here,
    name: Annotated[
        str | None,
        typer.Argument(metavar="CODEBOOK|CODE", show_default=False, help="A codebook, or one of its codes."),
    ] = None,
    version: Annotated[
        int | None,
        typer.Option("--version", min=1, max=999_999_999, show_default=False, help="An earlier version."),
    ] = None,
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Show a codebook, a row per code, or one code.

    With definitions, rules of use, examples and patterns; one code also with what coders confuse it with.

    Example: fitcode codebook show fit --format md
    """
    from fitcode.workflow.coding.show_codebook import applied_codebook_table, code_table, is_code

    with here.reading() as workspace:
        if name is not None and version is None and is_code(workspace, name):
            console.write(code_table(workspace, name), output, out)
        else:
            console.write(applied_codebook_table(workspace, name, version=version), output, out)


@command(group, "diff")
def diff_command(
    here: Here, file: FileArgument = None, output: FormatOption = None, out: OutOption = None
) -> None:
    """Show what applying the edited codebook would change.

    Example: fitcode codebook diff fit
    """
    from fitcode.workflow.coding.apply_codebook import (
        compare_with_project,
        find_codebook_files,
        parse_codebook_file,
    )

    with here.reading() as workspace:
        rows = []
        for path in find_codebook_files(workspace, file):
            book = parse_codebook_file(path)
            changes = compare_with_project(workspace, book.codebook)
            rows += [(book.codebook.id, change.code, change.kind.value, change.detail) for change in changes]
    console.write(Table.of(("codebook", "code", "change", "detail"), rows), output, out)
    if not rows:
        console.narrate("No changes.")


@command(group, "apply")
def apply_command(here: Here, file: FileArgument = None) -> None:
    """Freeze the edited codebook as a new version.

    Codings keep the version they were made under.

    Example: fitcode codebook apply
    """
    from fitcode.workflow.coding.apply_codebook import (
        apply_codebook,
        compare_with_project,
        find_codebook_files,
        read_codebook,
    )

    with here.working() as workspace:
        for book in [read_codebook(path) for path in find_codebook_files(workspace, file)]:
            changes = compare_with_project(workspace, book.codebook)
            number = apply_codebook(workspace, book)
            _tell_changes(changes)
            told = f"{len(changes)} change{'s' if len(changes) != 1 else ''}" if changes else "unchanged"
            console.narrate(f"{book.codebook.id}: version {number}, {told}.")


@command(group, "add")
def add_command(
    here: Here,
    name: Annotated[str, typer.Argument(metavar="NAME", show_default=False)],
    id: Annotated[
        str | None,
        typer.Option("--id", metavar="ID", show_default=False, help="Its id; made from the name otherwise."),
    ] = None,
    under: Annotated[
        str | None,
        typer.Option("--under", metavar="CODE", show_default=False, help="The code above it."),
    ] = None,
    codebook: Annotated[
        str | None,
        typer.Option(
            "--codebook", metavar="CODEBOOK", show_default=False, help="Which one, where there are several."
        ),
    ] = None,
    definition: Annotated[
        str, typer.Option("--definition", metavar="TEXT", show_default=False, help="What it means.")
    ] = "",
    example: Annotated[
        str, typer.Option("--example", metavar="TEXT", show_default=False, help="A passage that has it.")
    ] = "",
) -> None:
    """Add a code to a codebook's file and put it into force, as a new version.

    Prints its full id. Edits of the file that are not in force yet have to be applied first.

    Example: fitcode codebook add "Waiting for fuel" --under spare-parts
    """
    from fitcode.workflow.coding.create_code import CodeDraft, create_code

    draft = CodeDraft(
        name=name, id=id or "", parent=under, definition=definition, example=example, codebook=codebook
    )
    with here.working() as workspace:
        console.write_text(create_code(workspace, draft))


def _tell_changes(changes: "list[Change]") -> None:
    for change in changes[:40]:
        console.narrate(f"  {change.kind.value} {change.code}: {change.detail}")
    if len(changes) > 40:
        console.narrate(
            f"  ... and {len(changes) - 40} more (fitcode codebook diff lists them before you apply)."
        )
