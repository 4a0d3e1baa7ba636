"""Write docs/keys.md, every key of every screen, from the one table of keys.

The page is never edited by hand: what `?` shows on a screen is what it says.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from fitcode.tui.dialogs.help_screen import grouped
from fitcode.tui.keys import ADJUDICATION_KEYS, CODE_KEYS, REVIEW_KEYS, WORKLIST_KEYS, Key

PAGE = Path(__file__).resolve().parent.parent / "docs" / "keys.md"
PROLOGUE = """\
# Keys

Written by `make docs` from the table that the screens read their keys from; edit the table, not this page.
On a screen `?` shows its keys, and `Ctrl+p` finds what they do by name.

In a project that is open for reading only, keys that change something say why they do not.
"""
CODING_LINE = """\
## The coding line

`c` on the coding screen and `e` on every screen ask for a coding on one line, such as
`role cl -2 @isr >force "unsure`.

| typed | what it says |
| --- | --- |
| a few letters | the code: of its id, its name or what it belongs to, in their order; a slip is forgiven |
| `+` `-` `~` | fit, misfit, mixed; `-2` gives the strength, from 1 to 3 |
| `@` | the component that it is about: `@isr`; `@-` for none |
| `>` | the counterpart: `>force`; `>-` for none |
| `"` | a memo, to the end of the line |

The signs may stand in any order, after a space.
`Tab` takes the candidate that `↑` and `↓` choose, `Enter` codes, `Esc` leaves.
`Alt+f`, `Alt+m` and `Alt+x` set fit, misfit and mixed; `Ctrl+n` makes a new code of what was typed.
`Alt+d` (or `F1`) shows the whole definition of the code, and the candidates again.

A memo of several lines is saved with `Ctrl+s`, or with `Tab` and `Enter` where a terminal keeps
`Ctrl+s` for itself.
"""


def reference() -> str:
    """The whole page as Markdown."""
    screens = [
        *_section("The coding screen", "fitcode code", CODE_KEYS),
        *_section("The review screen", "fitcode review", REVIEW_KEYS),
        *_section("The worklist screen", "fitcode worklist --screen", WORKLIST_KEYS),
        *_section("The adjudication screen", "fitcode adjudicate", ADJUDICATION_KEYS),
    ]
    return "\n".join([PROLOGUE, *screens, CODING_LINE])


def _section(title: str, command: str, keys: Sequence[Key]) -> Iterator[str]:
    yield f"## {title}\n\n`{command}`\n"
    for group, rows in grouped(keys):
        yield f"### {group}\n\n| key | what it does |\n| --- | --- |"
        yield from (f"| {_written(row)} | {row.help} |" for row in rows)
        yield ""


def _written(row: Key) -> str:
    """The keys of a row, each as code."""
    return " ".join(word if word == "to" else f"`{word}`" for word in row.written.replace("|", "\\|").split())


def main() -> int:
    """Write the page, or with --check say whether it is up to date."""
    parser = argparse.ArgumentParser(description="Write docs/keys.md from the table of keys.")
    parser.add_argument("--check", action="store_true", help="change nothing; fail when it is out of date")
    page = reference()
    if parser.parse_args().check:
        current = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        if current != page:
            print("docs/keys.md is out of date: run make docs", file=sys.stderr)
            return 1
        return 0
    PAGE.write_text(page, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
