"""Take the pictures of a report in docs/pictures: the page of a fresh demo project in a real browser.

Run it when the page has changed, and look at what it took:

    python tools/report_pictures.py
"""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tools.terminal import Terminal

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
DESKTOP, PHONE = (1200, 760), (390, 844)
CELL = "#heat-map tr:has(th:text-matches('^Reconnaissance Company')) td:nth-of-type(2) button"
QUOTATION = "#quotations li:has-text('isr-officer') >> nth=0 >> [data-coding]"


class View(NamedTuple):
    """A picture and what is done before it is taken."""

    name: str
    size: tuple[int, int] = DESKTOP
    is_dark: bool = False
    section: str = ""
    pressed: tuple[str, ...] = ()


VIEWS = (
    View("report-overview"),
    View("report-heat-map-dark", is_dark=True, section="#heat-map"),
    View("report-quotations", section="#heat-map", pressed=(CELL,)),
    View(
        "report-transcript",
        pressed=(CELL, "#quotations li:has-text('isr-officer') >> nth=0 >> [data-coding]"),
    ),
    View("report-phone", size=PHONE, section="#heat-map"),
    View("report-phone-quotations", size=PHONE, is_dark=True, section="#heat-map", pressed=(CELL,)),
)


def take(browser: Browser, report: Path, view: View) -> None:
    """Take one picture, without a network."""
    width, height = view.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if view.is_dark else "light",
        offline=True,
    )
    page = context.new_page()
    page.goto(report.as_uri())
    _make_ready(page, view)
    page.screenshot(path=PICTURES / f"{view.name}.png")
    context.close()


def _make_ready(page: Page, view: View) -> None:
    if view.section:
        page.locator(view.section).evaluate("section => section.scrollIntoView()")
    for pressed in view.pressed:
        page.locator(pressed).click()


def main() -> int:
    """Take the pictures."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as place, sync_playwright() as driver:
        terminal = Terminal(Path(place), tools=Path(place) / "tools")
        for command in ("fitcode demo fitcode-demo", "fitcode -C fitcode-demo report"):
            made = terminal.run(command)
            if made.code:
                raise SystemExit(made.text)
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for view in VIEWS:
            take(browser, Path(place) / "report.html", view)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
