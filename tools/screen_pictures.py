"""Draw the pictures of the two screens in docs/pictures: the program itself, on a fresh demo project.

The coder and the keys are always the same, so that nothing in a picture changes unless the screens do. Run it
when they have changed, and look at what it drew:

    python tools/screen_pictures.py
"""

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from fitcode.store.screen_reads import QueueFilters
from fitcode.tui.app import FitcodeApp
from fitcode.tui.themes import LIGHT, MONOCHROME
from fitcode.workflow.workspace import open_workspace
from tools.svg_pictures import tidied
from tools.terminal import Terminal

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
CODER = "maria"
TRANSCRIPT = "isr-officer"
CODING = (
    *("J", "J", "J", "J", "j", "j", "c", "tasking aut ~ @ifu >force", "enter"),
    *("J", "J", "J", "J", "j", "j", "c", "personal ch + @recce >sector-e", "enter"),
    *("J", "J", *"jjjjj", "c", "personal rel +3 @recce >aviation", "enter"),
)
REVIEWING = ("o", "most", "enter", "a", "a", "r", "a", "a")


class Sitting(NamedTuple):
    """A picture and how it comes about."""

    name: str
    is_review: bool
    size: tuple[int, int]
    theme: str | None
    keys: tuple[str, ...]


def sittings() -> Iterable[Sitting]:
    """Every picture."""
    for is_review, name, keys in ((False, "code", CODING), (True, "review", REVIEWING)):
        for size in ((80, 24), (140, 45)):
            yield Sitting(f"{name}-{size[0]}x{size[1]}", is_review, size, None, keys)
    yield Sitting("code-light", False, (110, 32), LIGHT, CODING)
    yield Sitting("code-monochrome", False, (110, 32), MONOCHROME, CODING)
    yield Sitting("code-line", False, (80, 24), None, CODING[:8])


def draw(demo: Path, sitting: Sitting) -> str:
    """One picture, drawn on a copy of the demo project."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(shutil.copytree(demo, Path(place) / "demo"))
        with open_workspace(folder, coder=CODER) as workspace:
            review = QueueFilters(transcript=TRANSCRIPT) if sitting.is_review else None
            app = FitcodeApp(workspace, transcript=TRANSCRIPT, review=review, theme=sitting.theme)
            return tidied(asyncio.run(_picture(app, sitting)))


async def _picture(app: FitcodeApp, sitting: Sitting) -> str:
    async with app.run_test(size=sitting.size) as pilot:
        await pilot.pause()
        for key in sitting.keys:
            is_named = len(key) == 1 or key in ("enter", "escape")
            await pilot.press(*([key] if is_named else key))
            await pilot.pause(0.2)
        await pilot.pause(0.5)
        return app.export_screenshot(title="fitcode")


def main() -> int:
    """Write the pictures."""
    os.environ.pop("NO_COLOR", None)
    with tempfile.TemporaryDirectory() as place:
        terminal = Terminal(Path(place), tools=Path(place) / "tools")
        made = terminal.run("fitcode demo demo")
        if made.code:
            raise SystemExit(made.text)
        for sitting in sittings():
            picture = draw(Path(place) / "demo", sitting)
            (PICTURES / f"{sitting.name}.svg").write_text(picture, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
