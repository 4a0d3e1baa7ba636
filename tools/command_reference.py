"""Write docs/commands.md, the reference of every command, from the command line itself.

The page is never edited by hand: what `fitcode COMMAND --help` knows is what it says.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent.parent / "docs" / "commands.md"
PROLOGUE = """\
# Commands

Written by `make docs` from the command line's own help; edit the help, not this page.

`-C`, `--as` and `-q` go with every command, before or after its name; they are listed once, under `fitcode`.
"""
COMMON = {"project", "acting", "quiet"}
"""Parameters of every command, told once."""


def reference() -> str:
    """The whole page as Markdown."""
    from typer.main import get_command

    from fitcode.cli.app import app

    root = get_command(app)
    return "\n".join([PROLOGUE, *_sections(root, _context(root, "fitcode", parent=None))]).rstrip() + "\n"


# Typer carries its own copy of click, whose types are private: hence Any below.
def _context(command: Any, name: str, *, parent: Any) -> Any:
    return command.context_class(command, info_name=name, parent=parent)


def _sections(command: Any, context: Any) -> Iterator[str]:
    """One section for the command, then those of its subcommands in the order of `--help`."""
    yield from _section(command, context)
    if not hasattr(command, "list_commands"):
        return
    # Asked by name, because a lazily loaded command does not exist before that.
    for name in command.list_commands(context):
        child = command.get_command(context, name)
        if child is not None and not child.hidden:
            yield from _sections(child, _context(child, name, parent=context))


def _section(command: Any, context: Any) -> Iterator[str]:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    yield f"## {context.command_path}\n"
    yield f"```\n{usage}\n```\n"
    if command.help:
        yield _prose(command.help) + "\n"
    records = [
        record for parameter in _own_parameters(command, context) if (record := _record(parameter, context))
    ]
    if records:
        yield "| option | what it does |\n| --- | --- |"
        yield from (f"| `{_cell(names)}` | {_cell(words)} |" for names, words in records)
        yield ""


def _own_parameters(command: Any, context: Any) -> list[Any]:
    """The parameters of a command, those that all have left out below the root."""
    common = COMMON if context.parent is not None else set()
    return [parameter for parameter in command.get_params(context) if parameter.name not in common]


def _record(parameter: Any, context: Any) -> tuple[str, str] | None:
    """An argument's or option's row, or nothing when it is hidden or the ever-present --help."""
    if parameter.name in {"help", "install_completion", "show_completion"}:
        return None
    record: tuple[str, str] | None = parameter.get_help_record(context)
    return record


def _prose(help_text: str) -> str:
    """A docstring as Markdown: an `Example:` line becomes a code block."""
    lines = help_text.replace("\f", "").replace("\b", "").strip().splitlines()
    return "\n".join(_line(line.strip()) for line in lines)


def _line(line: str) -> str:
    command = line.removeprefix("Example:").strip()
    return f"```\n{command}\n```" if command and command != line else line


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main() -> int:
    """Write the page, or with --check say whether it is up to date."""
    parser = argparse.ArgumentParser(description="Write docs/commands.md from the command line's own help.")
    parser.add_argument("--check", action="store_true", help="change nothing; fail when it is out of date")
    page = reference()
    if parser.parse_args().check:
        current = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        if current != page:
            print("docs/commands.md is out of date: run make docs", file=sys.stderr)
            return 1
        return 0
    PAGE.write_text(page, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
