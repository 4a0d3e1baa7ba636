"""Examples in the pages: blocks read as commands, keys and screens, with what should follow.

A `console` block holds commands. A command begins with `$ `, goes on after `> ` (a here-document), and may
end in `# exit N`. Where output follows it must be what the terminal shows; `...` stands for anything on a
line, and alone on a line for any lines. Eight hex digits are a uid, or the end of one: the first time they
stand for whatever is there, afterwards for that one.

A block `console 80x24` opens a screen of that size with its last command. Then `keys` blocks press keys, a
line a step: single characters and names as on the help screen (`j Shift+→ Enter`), text between quotation
marks (single ones around double ones) typed as it stands, and after two blanks and `#` what the step is for.
A `screen` block shows lines that stand on the screen one below the other, written as output is; the screen
has more above and below. The next command begins when the screen has been left.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple, TypeAlias

_BLOCK = re.compile(
    r"^```(?P<kind>console|keys|screen)(?: (?P<columns>\d+)x(?P<rows>\d+))?\n(?P<lines>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
_KEYS_COMMENT = re.compile(r"\s\s+# .*$")
_STROKE = re.compile(r"""\"([^\"]+)\"|'([^']+)'|(\S+)""")
_EXIT = re.compile(r"\s+# exit (\d+)$")
_UID = re.compile(r"\b(?=[0-9a-f]*\d)[0-9a-f]{8}\b")
_TAIL = "(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
"""What follows the first eight digits of a uid written in full: never compared."""


@dataclass(frozen=True)
class Example:
    """A command of a page and what should follow."""

    line: int
    command: str
    code: int
    expected: str | None
    """None where the page shows no output."""

    size: tuple[int, int] | None = None
    """Columns and rows of the screen that it opens; None for a command that ends by itself."""


class Stroke(NamedTuple):
    """A key pressed, or characters typed."""

    text: str
    is_typed: bool


@dataclass(frozen=True)
class Keys:
    """One line of keys on a screen."""

    line: int
    written: str
    strokes: tuple[Stroke, ...]


@dataclass(frozen=True)
class Picture:
    """Lines that should stand on a screen."""

    line: int
    expected: str


Step: TypeAlias = Example | Keys | Picture


@dataclass
class Uids:
    """Which real uid each uid of a page stands for."""

    real: dict[str, str] = field(default_factory=dict)

    def translate(self, command: str) -> str:
        """The command with the uids of this run."""
        return _UID.sub(lambda found: self.real.get(found[0], found[0]), command)

    def match(self, expected: str, actual: str) -> bool:
        """Whether the output is as expected; remembers the uids seen for the first time."""
        new: list[str] = []
        return self._take_in(re.fullmatch(self._pattern(expected, new), _tidied(actual)), new)

    def find(self, expected: str, screen: str) -> bool:
        """Whether the lines stand somewhere on the screen; remembers the uids seen for the first time."""
        new: list[str] = []
        return self._take_in(
            re.search(f"^{self._pattern(expected, new)}", _tidied(screen), re.MULTILINE), new
        )

    def _take_in(self, found: re.Match[str] | None, new: list[str]) -> bool:
        if found is None:
            return False
        self.real |= {uid: found[f"u{uid}"] for uid in new}
        return True

    def _pattern(self, expected: str, new: list[str]) -> str:
        return "".join(self._line_pattern(line, new) for line in _tidied(expected).splitlines())

    def _line_pattern(self, line: str, new: list[str]) -> str:
        if line.strip() == "...":
            return r"(?:[^\n]*\n)*?"
        pieces = []
        for piece in re.split(rf"({_UID.pattern}|{_TAIL}|\.\.\.)", line):
            if piece == "...":
                pieces.append(r"[^\n]*?")
            elif re.fullmatch(_TAIL, piece):
                pieces.append(_TAIL)
            elif not _UID.fullmatch(piece):
                pieces.append(re.escape(piece))
            elif piece in self.real:
                pieces.append(self.real[piece])
            elif piece in new:
                pieces.append(f"(?P=u{piece})")
            else:
                new.append(piece)
                pieces.append(f"(?P<u{piece}>[0-9a-f]{{8}})")
        return "".join(pieces) + r"\n"


def examples_of(page: Path) -> list[Example]:
    """The commands of a page in order."""
    return [step for step in steps_of(page) if isinstance(step, Example)]


def steps_of(page: Path) -> list[Step]:
    """What is done on a page, and what should be seen, in order."""
    text = page.read_text(encoding="utf-8")
    return [
        step
        for block in _BLOCK.finditer(text)
        for step in _steps(block, first_line=text.count("\n", 0, block.start("lines")) + 1)
    ]


def _steps(block: re.Match[str], *, first_line: int) -> Iterator[Step]:
    lines = block["lines"]
    if block["kind"] == "screen":
        yield Picture(first_line, lines)
    elif block["kind"] == "keys":
        for number, line in enumerate(lines.splitlines(), start=first_line):
            yield _keys(line, line=number)
    else:
        *others, last = _examples(lines, first_line=first_line)
        yield from others
        size = (int(block["columns"]), int(block["rows"])) if block["columns"] else None
        yield replace(last, size=size)


def _keys(written: str, *, line: int) -> Keys:
    found = _STROKE.findall(_KEYS_COMMENT.sub("", written))
    strokes = (Stroke(key or double or single, is_typed=not key) for double, single, key in found)
    return Keys(line, written, tuple(strokes))


def _examples(block: str, *, first_line: int) -> Iterator[Example]:
    command: list[str] = []
    output: list[str] = []
    begun = first_line
    for number, line in enumerate([*block.splitlines(), "$ "], start=first_line):
        if line.startswith("$ "):
            if command:
                yield _example(command, output, line=begun)
            command, output, begun = [line[2:]], [], number
        elif (line.startswith("> ") or line == ">") and not output:
            command.append(line[2:])
        else:
            output.append(line)


def _example(command: list[str], output: list[str], *, line: int) -> Example:
    ended = _EXIT.search(command[0])
    expected = "\n".join(output).strip("\n")
    return Example(
        line=line,
        command="\n".join(command),
        code=int(ended[1]) if ended else 0,
        expected=expected + "\n" if expected else None,
    )


def _tidied(text: str) -> str:
    return "".join(line.rstrip() + "\n" for line in text.strip("\n").splitlines())
