"""How a command is registered: common options are declared once, errors become exit codes once.

A command function takes a ``Here`` first (which project, who acts) and its own options after it.
"""

import inspect
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from fitcode.cli import console
from fitcode.cli.exits import Exit, report
from fitcode.errors import FitcodeError

if TYPE_CHECKING:
    from fitcode.workflow.workspace import Workspace

ProjectOption = Annotated[
    Path | None,
    typer.Option(
        "--project",
        "-C",
        metavar="DIR",
        show_default=False,
        help="The project's folder; else FITCODE_PROJECT, else the nearest fitcode.toml from here up.",
    ),
]
ActingOption = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="CODER",
        show_default=False,
        help="Who acts; else FITCODE_CODER, else the project's setting, else your system user name.",
    ),
]
QuietOption = Annotated[
    bool,
    typer.Option(
        "--quiet", "-q", show_default=False, help="Silence notes and progress; errors are still told."
    ),
]


@dataclass(frozen=True, slots=True)
class Here:
    """Where a command acts, and who does."""

    folder: Path | None = None
    coder: str | None = None
    quiet: bool = False

    def working(self) -> AbstractContextManager["Workspace"]:
        """The project, open for changes."""
        from fitcode.workflow.workspace import open_workspace

        return open_workspace(self.folder, coder=self.coder, narrator=console.TerminalNarrator())

    def reading(self) -> AbstractContextManager["Workspace"]:
        """The project, open for reading only."""
        from fitcode.workflow.workspace import open_workspace

        return open_workspace(
            self.folder, coder=self.coder, narrator=console.TerminalNarrator(), read_only=True
        )


_NOWHERE = Here()
_ROOT: ContextVar[Here] = ContextVar("_ROOT", default=_NOWHERE)
"""What stood before the command's name, as in ``fitcode -C DIR tally``."""


def set_root(here: Here) -> None:
    """Remember the options given before the command's name."""
    _ROOT.set(here)


class StepsGroup(TyperGroup):
    """A group whose help lists its commands under the steps of the work, in plain text."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  # the signature is Typer's
        """Commands in the order in which they were registered."""
        return list(self.commands)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write one section per step."""
        sections: dict[str, list[tuple[str, Any]]] = {}
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                step = getattr(command, "rich_help_panel", None)
                sections.setdefault(step if isinstance(step, str) else "Commands", []).append((name, command))
        names = [name for commands in sections.values() for name, _command in commands]
        limit = formatter.width - 6 - max((len(name) for name in names), default=0)
        for step, commands in sections.items():
            with formatter.section(step):
                formatter.write_dl([(name, command.get_short_help_str(limit)) for name, command in commands])


def new_group(
    help_text: str, *, has_completion: bool = False, kind: type[StepsGroup] = StepsGroup
) -> typer.Typer:
    """A Typer group in the house's style; the outermost one offers shell completion."""
    return typer.Typer(
        cls=kind,
        help=help_text,
        no_args_is_help=True,
        add_completion=has_completion,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )


def command(
    group: typer.Typer, name: str, *, step: str | None = None
) -> Callable[[Callable[..., Exit | None]], Callable[..., Exit | None]]:
    """Register a function as a command of a group, with the common options."""

    def register(function: Callable[..., Exit | None]) -> Callable[..., Exit | None]:
        group.command(name, rich_help_panel=step)(_with_common_options(function))
        return function

    return register


def _with_common_options(function: Callable[..., Exit | None]) -> Callable[..., None]:
    @wraps(function)
    def run(
        *, project: Path | None = None, acting: str | None = None, quiet: bool = False, **options: Any
    ) -> None:
        # An option beside the command goes before one in front of it, and that before the environment.
        root = _ROOT.get()
        stated = project or root.folder or os.environ.get("FITCODE_PROJECT")
        here = Here(
            folder=Path(stated) if stated else None,
            coder=_stated_coder(acting, root.coder),
            quiet=quiet or root.quiet,
        )
        console.configure(quiet=here.quiet)
        ended = _run(function, here, options)
        if ended:
            raise typer.Exit(int(ended))

    own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
    common = [
        inspect.Parameter("project", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=ProjectOption),
        inspect.Parameter("acting", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=ActingOption),
        inspect.Parameter("quiet", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=QuietOption),
    ]
    parameters = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own] + common
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    del run.__wrapped__  # or its signature would be read instead of ours
    return run


def _stated_coder(beside: str | None, before: str | None) -> str | None:
    """Who acts, as far as that was said; an empty name was said too, and is refused by whoever needs one."""
    if beside is not None:
        return beside
    return before if before is not None else os.environ.get("FITCODE_CODER") or None


def _run(function: Callable[..., Exit | None], here: Here, options: dict[str, Any]) -> Exit | None:
    try:
        return function(here, **options)
    except FitcodeError as error:
        return report(error)
    except KeyboardInterrupt:
        console.complain("Interrupted; nothing is half-written.")
        return Exit.interrupted
    except BrokenPipeError:
        # The reader of our stdout went away (`fitcode quotes | head`): not an error. Give the
        # interpreter's last flush a stream that still takes it.
        sys.stdout = None
        return Exit.done
    except OSError as error:
        return report(_refused(error))
    except UnicodeEncodeError as error:
        return report(
            FitcodeError(
                f"A name or text here is not in this system's encoding: {error.object[:80]!r}.",
                remedy="Give it as UTF-8 (in a UTF-8 locale, or with PYTHONUTF8=1); nothing was stored.",
            )
        )


def _refused(error: OSError) -> FitcodeError:
    try:
        Path.cwd()
    except OSError:
        return FitcodeError(
            "The folder you are in is no longer there.", remedy="Go to another one: cd FOLDER"
        )
    name = f" {error.filename}" if error.filename else ""
    return FitcodeError(
        f"The system refused{name}: {error.strerror or error}.",
        remedy="Check that the file or folder is there and that you may read and write it.",
    )
