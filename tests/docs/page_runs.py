"""A page run from top to bottom: its commands in a folder, its screens in a real terminal.

What differs from the page is told with its line. Where a screen differs the page ends: everything after it
would differ too.
"""

from pathlib import Path

from tests.docs.examples import Example, Keys, Picture, Step, Uids, steps_of
from tools.screen_session import NotOnScreen, ScreenSession
from tools.terminal import Terminal


def run_page(page: Path, terminal: Terminal) -> list[str]:
    """Run a page's steps in order; what differs, each with its line."""
    run = _PageRun(page, terminal)
    try:
        for step in steps_of(page):
            run.take(step)
        run.leave_screen()
    except NotOnScreen as error:
        run.differ(step.line, str(error))
    finally:
        run.clear_away()
    return run.differences


COMES_WITHIN = 10.0
"""Seconds within which a screen must be as the page says."""


class _PageRun:
    def __init__(self, page: Path, terminal: Terminal) -> None:
        self.differences: list[str] = []
        self._page = page
        self._terminal = terminal
        self._uids = Uids()
        self._session: ScreenSession | None = None
        self._code = 0

    def take(self, step: Step) -> None:
        match step:
            case Keys():
                self._press(step)
            case Picture():
                self._look(step)
            case Example(size=None):
                self.leave_screen()
                self._run(step)
            case Example():
                self.leave_screen()
                self._open(step)

    def differ(self, line: int, what: str) -> None:
        self.differences.append(f"{self._page.name}:{line}: {what}")

    def leave_screen(self) -> None:
        """Wait until the screen that is open has been left."""
        session, self._session = self._session, None
        if session is None:
            return
        try:
            code = session.wait_for_exit()
            if code != self._code:
                raise NotOnScreen(f"The screen ended with {code}:\n{session.screen()}")
        finally:
            session.end()

    def clear_away(self) -> None:
        if self._session is not None:
            self._session.end()

    def _run(self, example: Example) -> None:
        screen = self._terminal.run(self._uids.translate(example.command))
        is_right = screen.code == example.code and (
            example.expected is None or self._uids.match(example.expected, screen.text)
        )
        if not is_right:
            self.differ(example.line, f"$ {example.command} (exit {screen.code})\n{screen.text}")

    def _open(self, example: Example) -> None:
        assert example.size is not None
        columns, rows = example.size
        self._code = example.code
        self._session = ScreenSession(
            ["/bin/sh", "-c", f"exec {self._uids.translate(example.command)}"],
            folder=self._terminal.folder,
            environment=self._terminal.environment,
            columns=columns,
            rows=rows,
        )
        self._session.wait_until(lambda screen: bool(screen.strip()), said="a screen")

    def _press(self, keys: Keys) -> None:
        assert self._session is not None, f"{self._page.name}:{keys.line}: keys without a screen"
        for stroke in keys.strokes:
            if stroke.is_typed:
                self._session.type(stroke.text)
            else:
                self._session.press(stroke.text)
        self._session.wait_until_still()

    def _look(self, picture: Picture) -> None:
        assert self._session is not None, f"{self._page.name}:{picture.line}: a picture without a screen"
        self._session.wait_until(
            lambda screen: self._uids.find(picture.expected, screen),
            said=f"\n{picture.expected}",
            seconds=COMES_WITHIN,
        )
