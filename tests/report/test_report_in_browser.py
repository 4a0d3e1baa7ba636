"""The report in a real browser without a network: what opens, what narrows, what the keyboard reaches."""

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from fitcode.domain.choices import Part
from fitcode.domain.codebook import Code, Codebook
from fitcode.report.contents import Quotations, Report, TranscriptText
from fitcode.report.render import render
from fitcode.store import codebooks
from fitcode.workflow.reporting.gather_report import gather_report
from fitcode.workflow.workspace import open_workspace
from tests.support.projects import add_transcript, new_project
from tests.support.reports import HOSTILE, NAME, hostile_project, page_of

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed here")

HEAT_MAP = "table:has(caption span:text-is('Net fit of each component in each dimension'))"
OPENS_WITHIN = 2.0
"""Seconds for a page of 20,000 codings, of the browser's own time."""


@dataclass
class Tab:
    """A page in the browser, and everything that it said or asked for."""

    page: Page
    told: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study") / "project"
    hostile_project(folder).close()
    return folder


@pytest.fixture(scope="module")
def report(folder: Path) -> Path:
    page_of(folder)
    return folder.parent / "report.html"


def open_page(browser: Browser, file: Path, **options: Any) -> Tab:
    """A page in a context of its own, cut off from every network."""
    context = browser.new_context(offline=True, reduced_motion="reduce", **options)
    tab = Tab(context.new_page())
    tab.page.on("console", lambda message: tab.told.append(message.text))
    tab.page.on("pageerror", lambda error: tab.told.append(str(error)))
    tab.page.on("dialog", lambda dialog: tab.told.append(dialog.message))
    tab.page.on("request", lambda request: tab.asked.append(request.url))
    tab.page.goto(file.as_uri())
    return tab


@pytest.fixture
def tab(browser: Browser, report: Path) -> Iterator[Tab]:
    """The report; in the end it has complained of nothing and asked for nothing but itself."""
    tab = open_page(browser, report)
    yield tab
    tab.page.context.close()
    assert tab.told == []
    assert tab.asked == [report.as_uri()]


def open_cell(page: Page, row: str, column: int) -> None:
    page.locator(f"{HEAT_MAP} tr:has(th:text-matches('^{row}')) td").nth(column).locator("button").click()


def test_a_cell_opens_its_quotations_attributed_by_role_and_component(tab):
    open_cell(tab.page, "POLICE", 0)

    assert tab.page.locator("#reader-title").inner_text() == "POLICE · cultural"
    assert tab.page.locator("#reader-status").inner_text() == "1 quotation"
    assert tab.page.locator("#quotations blockquote mark").inner_text() == "It varies"
    assert tab.page.locator("#quotations .attributed").inner_text() == f"pilot {HOSTILE}, force · R01 · first"
    assert NAME not in tab.page.content()


def test_what_somebody_said_and_noted_is_shown_as_text(tab):
    tab.page.get_by_role("button", name="Browse all quotations").click()

    shown = tab.page.locator("#quotations").inner_text()
    assert HOSTILE.replace("\u2028", "\n") in shown.replace("\u2028", "\n")
    assert f"Memo: {HOSTILE}".replace("\u2028", "\n") in shown.replace("\u2028", "\n")
    assert tab.page.locator("#quotations script, #quotations bdi b, #quotations blockquote b").count() == 0


def test_filters_narrow_what_is_listed_and_say_so(tab):
    tab.page.get_by_role("button", name="Browse all quotations").click()
    status = tab.page.locator("#reader-status")

    tab.page.get_by_label("Valence").select_option(label="misfit")
    by_valence = status.inner_text()
    tab.page.get_by_label("Words").fill("WAIT")
    by_words = status.inner_text()
    tab.page.get_by_label("Words").fill("nobody said this")
    nothing = status.inner_text()

    assert (by_valence, by_words, nothing) == (
        "3 of 8 quotations",
        "2 of 8 quotations",
        "0 of 8 quotations",
    )


def test_a_pair_of_codes_opens_both_from_the_turns_that_they_share(tab):
    tab.page.get_by_role("button", name="Fuel and Other").click()

    assert tab.page.locator("#reader-title").inner_text() == "Fuel · beside Other"
    quotes = tab.page.locator("#quotations mark").all_inner_texts()
    assert quotes == ["We wait", "wait", "Nobody says why", "we talk"]
    assert tab.page.locator("#reader-status").inner_text() == "4 quotations in the one turn that holds both"


def test_a_cell_of_the_coherence_matrix_opens_what_stands_in_one_segment(browser, tmp_path):
    project = new_project(tmp_path / "project", codes=())
    codes = (
        Code(id="unity", name="Unity", part=Part.level),
        Code(id="inter-agency", name="Between organisations", part=Part.relationship),
    )
    with project.writing("test", coder="ines"):
        book = Codebook(id="coherence", name="Coherence", codes=codes)
        codebooks.apply_codebook(project, book, file_text="")
    said = "[unity]We are one[/] [inter-agency]with them[/]. [inter-agency]They rang[/]."
    add_transcript(project, f"ANA: {said}")
    project.close()
    page_of(tmp_path / "project")
    tab = open_page(browser, tmp_path / "report.html")

    tab.page.locator("#findings .matrix button").click()

    assert tab.page.locator("#reader-title").inner_text() == "Unity · beside Between organisations"
    assert tab.page.locator("#quotations mark").all_inner_texts() == ["We are one", "with them"]
    told = tab.page.locator("#reader-status").inner_text()
    assert told == "2 quotations in the one segment that holds both"
    tab.page.context.close()


def test_a_quotation_leads_into_its_transcript_where_its_note_lights_its_words(tab):
    open_cell(tab.page, "POLICE", 0)

    tab.page.get_by_role("button", name="In the transcript").click()

    assert tab.page.locator("#reader").is_hidden()
    assert tab.page.locator("#transcript-title").inner_text() == "first"
    assert tab.page.locator("#turns mark.lit").all_inner_texts() == ["It varies"]
    assert tab.page.locator("#turns .voice").all_inner_texts()[:2] == [
        "Interviewer",
        f"pilot {HOSTILE}, force · R01",
    ]
    assert "± mixed · police" in tab.page.locator(":focus").inner_text()


def test_the_keyboard_alone_opens_a_cell_and_comes_back_to_it(tab):
    keys = tab.page.keyboard
    tab.page.locator(f"{HEAT_MAP} button").first.focus()
    keys.press("Shift+Tab")
    keys.press("Tab")
    cell = tab.page.locator(":focus").inner_text()

    keys.press("Enter")
    inside = tab.page.evaluate("document.querySelector('#reader').contains(document.activeElement)")
    for _ in range(30):
        keys.press("Tab")
    kept = tab.page.evaluate("document.querySelector('main').contains(document.activeElement)")
    keys.press("Escape")

    assert (inside, kept) == (True, False)
    assert tab.page.locator("#reader").is_hidden()
    assert tab.page.locator(":focus").inner_text() == cell


def test_closing_a_transcript_goes_back_to_its_line_in_the_list(tab):
    tab.page.locator("#transcripts").get_by_role("button", name="second").click()
    shown = tab.page.locator("#turns .turn").count()

    tab.page.get_by_role("button", name="Close").click()

    assert shown == 2
    assert tab.page.locator("#transcript").is_hidden()
    assert tab.page.locator(":focus").inner_text() == "second"


def test_the_first_key_offers_to_skip_to_the_report(tab):
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.press("Enter")

    assert tab.page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_but_a_table_is_wider_than_the_screen(browser, report, width):
    tab = open_page(browser, report, viewport={"width": width, "height": 844})

    assert tab.page.evaluate("document.documentElement.scrollWidth") == width
    tab.page.context.close()


def test_printed_a_button_that_names_its_row_is_read_and_one_that_only_opens_is_gone(tab):
    tab.page.emulate_media(media="print")

    names = tab.page.locator("#findings .dimension .found tbody th, #together .listing tbody th")
    assert names.count() > 0
    assert all(name.inner_text().strip() for name in names.all())
    assert tab.page.get_by_role("button", name="Browse all quotations").count() == 0


def test_all_definitions_and_numbers_are_unfolded_for_printing(tab):
    folded = tab.page.locator("details:not([open])").count()

    tab.page.pdf()

    assert folded > 0
    assert tab.page.locator("details:not([open])").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser, report, scheme):
    axe = Axe()
    tab = open_page(browser, report, color_scheme=scheme)

    on_page = axe.run(tab.page)
    tab.page.get_by_role("button", name="Browse all quotations").click()
    in_reader = axe.run(tab.page)
    tab.page.get_by_role("button", name="In the transcript").first.click()
    for details in tab.page.locator("details").all():
        details.evaluate("folded => { folded.open = true; }")
    all_open = axe.run(tab.page)

    found = [
        (violation["id"], violation["impact"], violation["nodes"][0]["html"])
        for results in (on_page, in_reader, all_open)
        for violation in results.response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
    assert found == []
    tab.page.context.close()


def grown(report: Report, *, codings: int, transcripts: int) -> Report:
    """The same report with many transcripts of 8,000 words and codings spread over them."""
    words = "We waited for the fuel and nobody said why it did not come. " * 13
    turns = tuple((turn % 2, words) for turn in range(50))
    texts = tuple(
        TranscriptText(
            name=f"t{number}", kind="interview", language="en", words=8000, codings=0, voices=(), turns=turns
        )
        for number in range(transcripts)
    )
    each = codings // transcripts
    old: Quotations = report.quotations
    columns = {name: [column[0]] * codings for name, column in old.columns.items()}
    columns["transcript"] = [number for number in range(transcripts) for _ in range(each)]
    columns["start"] = [place * 200 for _ in range(transcripts) for place in range(each)]
    columns["end"] = [start + 60 for start in columns["start"]]
    columns["dimension"] = [coding % 3 - 1 for coding in range(codings)]
    return replace(report, quotations=replace(old, transcripts=texts, columns=columns))


def test_a_page_with_20_000_codings_opens_in_two_seconds_and_a_cell_at_once(browser, folder, tmp_path):
    with open_workspace(folder, read_only=True) as workspace:
        report = gather_report(workspace)
    file = tmp_path / "large.html"
    file.write_text(render(grown(report, codings=20_040, transcripts=120)), encoding="utf-8")
    assert file.stat().st_size > 5_000_000

    tab = open_page(browser, file)
    opened = tab.page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd") / 1000
    clicked = time.perf_counter()
    tab.page.get_by_role("button", name="Browse all quotations").click()
    tab.page.get_by_text("20,040 quotations").wait_for()
    shown = time.perf_counter() - clicked

    assert opened < OPENS_WITHIN
    assert shown < OPENS_WITHIN
    assert tab.page.locator("#quotations > li").count() == 40
    assert tab.told == []
    tab.page.context.close()
