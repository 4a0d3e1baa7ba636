"""Examples in the pages: `console` blocks read as commands with the output that should follow.

A command begins with `$ `, goes on after `> ` (a here-document), and may end in `# exit N`. Where output
follows it must be what the terminal shows; `...` stands for anything on a line, and alone on a line for
any lines. Eight hex digits are a uid, or the end of one: the first time they stand for whatever is there,
afterwards for that one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
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
        found = re.fullmatch(self._pattern(expected, new), _tidied(actual))
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
    text = page.read_text(encoding="utf-8")
    return [
        example
        for block in _BLOCK.finditer(text)
        for example in _examples(block[1], first_line=text.count("\n", 0, block.start(1)) + 1)
    ]


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
