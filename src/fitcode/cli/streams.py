"""The three standard streams, made fit to use before anything runs.

Data are UTF-8 whatever the locale says, and a stream that the caller closed becomes one that takes
everything, so that no file of the project is ever opened in its place.
"""

import io
import os
import sys
from pathlib import Path
from typing import TextIO


def prepare_streams() -> None:
    """Open what is closed, and settle the encodings."""
    _fill_closed()
    if sys.stdin is None:
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8", errors="backslashreplace")  # noqa: SIM115
    _read_any_bytes(sys.stdin)
    _write_any_text(sys.stdout)


def _fill_closed() -> None:
    """Take the numbers 0 to 2 where they are free: the next file opened would get them."""
    while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(handle, True)
    os.close(handle)


def _read_any_bytes(stream: TextIO) -> None:
    # Bytes that are no text reach the checks of what is read, which name their line.
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="surrogateescape")


def _write_any_text(stream: TextIO) -> None:
    # A terminal is told in its own encoding, with escapes for what it cannot show.
    if isinstance(stream, io.TextIOWrapper):
        if stream.isatty():
            stream.reconfigure(errors="backslashreplace")
        else:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
