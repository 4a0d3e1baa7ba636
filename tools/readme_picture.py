"""Draw docs/pictures/demo.svg: real commands on a fresh demo project, with the output that they gave.

Nothing is drawn by hand, and the picture loads nothing from outside. Run it when the output of one of
its commands has changed:

    python tools/readme_picture.py
"""

import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tools.svg_pictures import tidied
from tools.terminal import Terminal

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "demo.svg"
WIDTH = 82
TALLY = "fitcode crosstab component dimension --measure net_fit --where component.branch=military"
PASSAGE = "our radio is not speaking"
CODE = "radio-communications"
"""The passage and the code whose suggestion the picture explains."""

_LIGHT = TerminalTheme(
    background=(252, 252, 250),
    foreground=(38, 42, 48),
    normal=[(38, 42, 48)] * 8,
    bright=[(38, 42, 48)] * 8,
)


def record_session(folder: Path) -> list[tuple[str, str]]:
    """The commands of the picture with what each put on the screen."""
    terminal = Terminal(folder, tools=folder / "tools", width=WIDTH)
    made = terminal.run("fitcode demo")
    if made.code:
        raise SystemExit(made.text)
    terminal.run("cd fitcode-demo")
    uid = _uid_of(terminal, PASSAGE, CODE)
    session = []
    for command in (TALLY, f"fitcode suggestions explain {uid}"):
        screen = terminal.run(command)
        if screen.code:
            raise SystemExit(screen.text)
        session.append((command, screen.text))
    return session


def _uid_of(terminal: Terminal, passage: str, code: str) -> str:
    """The end of a suggestion's uid, as tables on the screen show it."""
    listed = terminal.run(f"fitcode suggestions list --code {code} --format csv").text
    found = next((line for line in listed.splitlines() if passage in line), None)
    if found is None:
        raise SystemExit(f"No suggestion holds {passage!r}.")
    return found.partition(",")[0][-8:]


def draw(session: list[tuple[str, str]]) -> str:
    """The session as an SVG without anything that a reader's program would fetch."""
    console = Console(record=True, width=WIDTH, force_terminal=True, file=Path("/dev/null").open("w"))  # noqa: SIM115
    for number, (command, output) in enumerate(session):
        if number:
            console.print()
        console.print(Text.assemble(("$ ", "dim"), (_folded(command), "bold")))
        console.print(Text(output.rstrip("\n")))  # folded where a terminal of this width would
    svg = console.export_svg(title="fitcode", theme=_LIGHT, unique_id="fitcode")
    return tidied(svg)


def _folded(command: str) -> str:
    """A command too long for the picture, over two lines as a shell would take it."""
    if len(command) + 2 <= WIDTH:
        return command
    head, _, tail = command[: WIDTH - 4].rpartition(" --")
    return f"{head} \\\n    --{tail}{command[WIDTH - 4 :]}"


def main() -> int:
    """Write the picture."""
    with tempfile.TemporaryDirectory() as place:
        svg = draw(record_session(Path(place)))
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(svg, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
