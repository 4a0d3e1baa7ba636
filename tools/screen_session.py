"""A real terminal for the screens: a program runs inside tmux, keys go in, and the screen can be read.

Nothing sleeps and hopes: whoever wants to see something waits until it is there, up to a limit. tmux listens
on a socket in a folder of its own and reads no settings of this machine.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

HAS_TMUX = shutil.which("tmux") is not None
LIMIT = 20.0
"""Seconds after which something that should come on the screen is not coming."""

_STILL = 0.25
_LOOK_EVERY = 0.03
_NAMES = {
    **{name: name for name in ("Enter", "Tab", "Space", "Home", "End", *(f"F{one}" for one in range(1, 13)))},
    **dict(zip("↑↓←→", ("Up", "Down", "Left", "Right"), strict=True)),
    "Esc": "Escape",
    "Backspace": "BSpace",
    "Del": "DC",
    "PgUp": "PPage",
    "PgDn": "NPage",
}
"""Keys as the help screen writes them, and as tmux does."""

_MODIFIERS = {"Ctrl": "C", "Shift": "S", "Alt": "M"}
_SETTINGS = (
    ("-s", "escape-time", "0"),
    ("-s", "default-terminal", "screen-256color"),
    ("-g", "status", "off"),
    ("-g", "remain-on-exit", "on"),
    ("-gq", "remain-on-exit-format", ""),
    ("-g", "allow-rename", "on"),
    ("-g", "set-titles", "on"),
)


class NotOnScreen(AssertionError):
    """What was waited for did not come; the message holds what stood there instead."""


class ScreenSession:
    """A program in a terminal of a fixed size."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        folder: Path,
        environment: Mapping[str, str],
        columns: int = 80,
        rows: int = 24,
    ) -> None:
        self._place = Path(tempfile.mkdtemp(prefix="screen-"))
        self._environment = _of_a_terminal(environment)
        settings = [word for option in _SETTINGS for word in ("set-option", *option, ";")]
        size = ["-x", str(columns), "-y", str(rows)]
        self._tmux(*settings, "new-session", "-d", *size, "-c", str(folder), *map(_literal, command))
        self.pid = int(self._ask("pane_pid")[0])
        """The program's own: nothing stands between it and the terminal."""

    # Keys

    def press(self, *keys: str) -> None:
        """Press keys, named as the help screen names them: a character, Enter, ↓, Shift+→, Ctrl+z."""
        for key in keys:
            is_named = len(key) > 1 or key in _NAMES
            self._tmux("send-keys", *([tmux_name(key)] if is_named else ["-l", "--", _literal(key)]))
            if key == "Esc":
                # Whatever follows at once would be read as one key together with it.
                self.wait_until_still()

    def type(self, text: str) -> None:
        """Type characters, all at once, as fast fingers or a slow line would bring them."""
        self._tmux("send-keys", "-l", "--", _literal(text))

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        self._tmux("resize-window", "-x", str(columns), "-y", str(rows))

    # The screen

    def screen(self) -> str:
        """What stands on the screen now."""
        return self._tmux("capture-pane", "-p")

    def screen_with_colours(self) -> str:
        """What stands on the screen now, with the control sequences of its colours."""
        return self._tmux("capture-pane", "-p", "-e")

    def title(self) -> str:
        """The terminal's title, which a program may change."""
        return self._ask("pane_title")[0]

    def wait_for(self, *texts: str, seconds: float = LIMIT) -> str:
        """Wait until all of these stand on the screen; the screen. Raises NotOnScreen."""
        return self.wait_until(
            lambda screen: all(text in screen for text in texts),
            said=" and ".join(map(repr, texts)),
            seconds=seconds,
        )

    def wait_until_gone(self, text: str, *, seconds: float = LIMIT) -> str:
        """Wait until something no longer stands on the screen; the screen. Raises NotOnScreen."""
        return self.wait_until(lambda screen: text not in screen, said=f"no {text!r}", seconds=seconds)

    def wait_until(self, is_there: Callable[[str], bool], *, said: str, seconds: float = LIMIT) -> str:
        """Wait until the screen is as wanted; the screen. Raises NotOnScreen, telling what was wanted."""
        end = time.monotonic() + seconds
        while not is_there(screen := self.screen()):
            if time.monotonic() > end:
                raise NotOnScreen(f"After {seconds:g} seconds there was not {said} on the screen:\n{screen}")
            time.sleep(_LOOK_EVERY)
        return screen

    def wait_until_still(self, *, seconds: float = LIMIT) -> str:
        """Wait until the screen has not changed for a quarter of a second; the screen."""
        end = time.monotonic() + seconds
        screen, since = self.screen(), time.monotonic()
        while time.monotonic() - since < _STILL and time.monotonic() < end:
            time.sleep(_LOOK_EVERY)
            if (now := self.screen()) != screen:
                screen, since = now, time.monotonic()
        return screen

    # The end

    @property
    def is_running(self) -> bool:
        """Whether the program runs, with a terminal or without."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        try:  # in a container without an init nobody buries the dead
            stat = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8")
        except OSError:
            return True
        return stat.rpartition(")")[2].split()[0] != "Z"

    def exit_code(self) -> int | None:
        """How the program ended, negative for a signal as in ``subprocess``; None while it runs."""
        pid, is_dead, by_signal, status = self._ask(
            "pid", "pane_dead", "pane_dead_signal", "pane_dead_status"
        )
        if by_signal:
            return -int(by_signal)
        if is_dead == "1" and not status:
            os.kill(int(pid), signal.SIGCHLD)  # on some machines tmux misses that its child has died
        return int(status) if status else None

    def wait_for_exit(self, *, seconds: float = LIMIT) -> int:
        """Wait until the program has ended; how. Raises NotOnScreen."""
        end = time.monotonic() + seconds
        while (code := self.exit_code()) is None:
            if time.monotonic() > end:
                raise NotOnScreen(f"The program did not end:\n{self.screen()}")
            time.sleep(_LOOK_EVERY)
        return code

    def kill(self) -> None:
        """Kill the program, which cannot do anything about it; what it painted last stays on the screen."""
        os.kill(self.pid, signal.SIGKILL)
        self._wait_until_gone("The program outlives its death.")
        self.wait_until_still()

    def close_terminal(self) -> None:
        """Take the terminal away from the program, as when its window is closed; it has ended afterwards."""
        subprocess.run(self._words("kill-server"), capture_output=True, check=False)
        self._wait_until_gone("The program went on without a terminal.")

    def end(self) -> None:
        """Clear everything away, whatever is left of it."""
        subprocess.run(self._words("kill-server"), capture_output=True, check=False)
        if self.is_running:
            os.kill(self.pid, signal.SIGKILL)
        shutil.rmtree(self._place, ignore_errors=True)

    def _wait_until_gone(self, otherwise: str) -> None:
        end = time.monotonic() + LIMIT
        while self.is_running:
            if time.monotonic() > end:
                raise NotOnScreen(otherwise)
            time.sleep(_LOOK_EVERY)

    def _ask(self, *names: str) -> list[str]:
        """What tmux knows of the terminal, a line each."""
        asked = "\n".join(f"#{{{name}}}" for name in names)
        return self._tmux("display-message", "-p", asked).split("\n")[: len(names)]

    def _tmux(self, *words: str) -> str:
        done = subprocess.run(
            self._words(*words), env=self._environment, capture_output=True, encoding="utf-8", check=False
        )
        if done.returncode != 0:
            raise RuntimeError(f"tmux {words[0]}: {done.stderr.strip()}")
        return done.stdout

    def _words(self, *words: str) -> list[str]:
        return ["tmux", "-u", "-S", str(self._place / "socket"), "-f", os.devnull, *words]


@contextmanager
def screen_session(
    command: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    columns: int = 80,
    rows: int = 24,
) -> Iterator[ScreenSession]:
    """A program in a terminal, cleared away at the end."""
    session = ScreenSession(command, folder=folder, environment=environment, columns=columns, rows=rows)
    try:
        yield session
    finally:
        session.end()


def _of_a_terminal(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment as a terminal would give it: its size is asked for, and it has colours."""
    others = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TMUX", "TMUX_PANE", "LANG", "COLORTERM")
    kept = {name: value for name, value in environment.items() if name not in others}
    return {**kept, "TERM": "screen-256color", "LC_ALL": "C.UTF-8"}


def tmux_name(key: str) -> str:
    """What tmux calls a key; raises KeyError for one that there is not."""
    if key == "Shift+Tab":
        return "BTab"
    *modifiers, name = key.split("+")
    named = name if modifiers and len(name) == 1 and name not in _NAMES else _NAMES[name]
    return "-".join([*(_MODIFIERS[one] for one in modifiers), named])


def _literal(text: str) -> str:
    """A semicolon at the end of a word would end the command."""
    return text.removesuffix(";") + "\\;" if text.endswith(";") else text
