"""Screens driven through a pseudo-terminal, as a person's terminal drives them.

A key's time runs from the byte that is sent to the last byte of the repaint that it brings about.
"""

import fcntl
import os
import pty
import random
import select
import signal
import struct
import sys
import termios
import time
from pathlib import Path
from typing import Any

COLUMNS, LINES = 140, 45
_QUIET = 0.06
"""Seconds without a byte after which a repaint is over; they are not counted."""

_LONGEST = 20.0
_SEED = 20190704


class Screen:
    """A command on a terminal of its own."""

    def __init__(self, command: list[str], *, folder: Path) -> None:
        self._began = time.perf_counter()
        self._pid, self._terminal = pty.fork()
        if self._pid == 0:
            os.chdir(folder)
            os.execvpe(
                command[0], command, {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
            )
        size = struct.pack("HHHH", LINES, COLUMNS, 0, 0)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, size)
        self.opened, _ = self._painted(self._began, awaited=b"\xe2\x96\x8c")
        """Seconds from the start of the process to its first whole page, the mark of the selection on it."""

    def press(self, keys: str) -> float:
        """Send keys; seconds until what they bring about is painted."""
        began = time.perf_counter()
        os.write(self._terminal, keys.encode())
        return self._painted(began)[0]

    def leave(self) -> None:
        """End the command."""
        os.kill(self._pid, signal.SIGKILL)
        os.close(self._terminal)
        os.waitpid(self._pid, 0)

    def _painted(self, began: float, *, awaited: bytes = b"") -> tuple[float, bytes]:
        last, output = began, b""
        while time.perf_counter() - began < _LONGEST:
            is_there = bool(output) and awaited in output
            ready, _, _ = select.select([self._terminal], [], [], _QUIET if is_there else _LONGEST)
            if not ready:
                return last - began, output
            output += os.read(self._terminal, 65536)
            last = time.perf_counter()
        raise RuntimeError(f"the screen did not come to rest within {_LONGEST:.0f} seconds")


def long_page(project: str, characters: str, codings: str) -> dict[str, Any]:
    """A transcript of so many characters and codings, and three codes on favourite keys."""
    from benchmarks.corpus import each_transcript
    from fitcode.domain.coding import NewCoding
    from fitcode.store.habits import keep_habits
    from fitcode.store.transcripts import get_transcript
    from fitcode.workflow.coding.add_codings import add_codings
    from fitcode.workflow.ingesting.ingest_files import ingest_files
    from fitcode.workflow.workspace import open_workspace

    name, text = next(iter(each_transcript(1, int(characters) // 5)))
    folder = Path(project) / "texts"
    folder.mkdir()
    (folder / f"{name}.txt").write_text(text[: int(characters)], encoding="utf-8")
    draw = random.Random(_SEED)
    with open_workspace(Path(project), coder="ines") as workspace:
        ingest_files(workspace, [folder])
        segments = get_transcript(workspace.project, name).segments
        codes = ["trust", "role-clarity", "information-sharing", "joint-planning", "activities"]
        drawn = {
            (draw.randrange(len(segments)), draw.randint(0, 2), draw.choice(codes))
            for _ in range(2 * int(codings))
        }
        new = [
            NewCoding(
                transcript=name,
                start=segments[place].start,
                end=segments[min(place + longer, len(segments) - 1)].end,
                code=code,
            )
            for place, longer, code in sorted(drawn)[: int(codings)]
        ]
        draw.shuffle(new)
        add_codings(workspace, new)
        keep_habits(workspace.project, "ines", {"favourite 1": "fit/stovepipes"})
    return {"transcript": name, "characters": len(text[: int(characters)]), "codings": len(new)}


def press_keys(project: str, command: str, keys: str, rounds: str) -> dict[str, Any]:
    """Open a screen and press these keys in turn; seconds to open, and of each key."""
    screen = Screen([sys.executable, "-m", "fitcode", *command.split()], folder=Path(project))
    taken: dict[str, list[float]] = {}
    try:
        for _ in range(int(rounds)):
            for key in keys.split():
                taken.setdefault(key, []).append(screen.press(key))
    finally:
        screen.leave()
    return {"opened": screen.opened, "keys": taken}
