"""A terminal of a fixed width for the documentation: what a reader would see, and nothing of this machine.

The picture in the README and the tests of the examples in the pages both run their commands here.
Commands run one after another in one folder; `cd` and `export` are remembered between them.
"""

import fcntl
import os
import pty
import re
import shlex
import stat
import struct
import subprocess
import sys
import termios
from dataclasses import dataclass, field
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src"
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\r(?!\n)")
_LINES = 50


@dataclass(frozen=True, slots=True)
class Screen:
    """What a command left on the terminal."""

    text: str
    """Notes and data in the order in which they came, without control sequences."""

    code: int


@dataclass(slots=True)
class Terminal:
    """A shell in a folder, with `fitcode` on its path."""

    folder: Path
    """Where the next command runs; `cd` changes it."""

    tools: Path
    """An empty folder for the `fitcode` that the commands find."""

    width: int = 100
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tools.mkdir(parents=True, exist_ok=True)
        script = self.tools / "fitcode"
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m fitcode "$@"\n', encoding="utf-8")
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("FITCODE_")}
        self.environment = {
            **kept,
            "PATH": f"{self.tools}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(SOURCE),
            "PYTHONWARNINGS": "ignore",
            "HOME": str(self.tools),
            "LOGNAME": "researcher",
            "USER": "researcher",
            "TERM": "dumb",
            "NO_COLOR": "1",
            "COLUMNS": str(self.width),
            "LINES": str(_LINES),
            **self.environment,
        }

    def run(self, command: str) -> Screen:
        """Run one command line (several lines for a here-document) as `sh` would."""
        if command.startswith("cd "):
            target = self.folder / shlex.split(command)[1]
            self.folder = target.resolve()
            return Screen("", 0 if target.is_dir() else 1)
        if command.startswith("export "):
            name, _, value = shlex.split(command)[1].partition("=")
            self.environment[name] = value
            return Screen("", 0)
        output, code = self._run_in_pty(command)
        return Screen(_CONTROL.sub("", output.replace("\r\n", "\n")).lstrip("\n"), code)

    def _run_in_pty(self, command: str) -> tuple[str, int]:
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", _LINES, self.width, 0, 0))
        with subprocess.Popen(
            ["/bin/sh", "-c", command],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=slave,
            stderr=slave,
        ) as process:
            os.close(slave)
            output = b"".join(iter(lambda: _read(master), b""))
            os.close(master)
        return output.decode("utf-8", errors="replace"), process.returncode


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65_536)
    except OSError:  # Linux says so when the last writer has gone
        return b""
