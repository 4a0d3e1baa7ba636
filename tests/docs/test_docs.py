"""The documentation: what it shows is what the program does, and what it points at is there."""

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from fitcode.cli.app import app
from tests.docs.examples import Keys, Uids, examples_of, steps_of
from tests.docs.page_runs import run_page
from tools.command_reference import reference
from tools.screen_session import HAS_TMUX
from tools.terminal import Terminal

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
TUTORIAL = DOCS / "tutorial.md"
WITH_FILES_OF_THEIR_OWN = [TUTORIAL, DOCS / "new-mission.md"]
"""Pages that write the files they work on; the other guides are shown on the demo."""

COMMANDS = DOCS / "commands.md"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
PROSE = [page for page in PAGES if page != COMMANDS and page.exists()]
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def names_of_commands() -> list[str]:
    """Every command, as in `fitcode codebook apply`."""
    return list(_walk(get_command(app), "fitcode"))


def _walk(command: Any, name: str) -> Iterator[str]:
    if not hasattr(command, "commands"):
        yield name
        return
    for child, inner in command.commands.items():
        yield from _walk(inner, f"{name} {child}")


def write_files_of_the_tutorial(terminal: Terminal) -> None:
    """The three short interviews that the tutorial begins with."""
    for example in examples_of(TUTORIAL):
        if example.command.startswith(("mkdir ", "cat >")):
            assert terminal.run(example.command).code == 0


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    folder = tmp_path / "folder"
    folder.mkdir()
    return Terminal(folder, tools=tmp_path / "tools")


def test_the_command_reference_is_up_to_date():
    assert COMMANDS.read_text(encoding="utf-8") == reference(), "run make docs"


def test_every_command_is_explained_somewhere_beside_the_reference():
    written = " ".join(page.read_text(encoding="utf-8") for page in PROSE)

    assert [name for name in names_of_commands() if not re.search(rf"{name}\b", written)] == []


def test_the_examples_of_the_readme_run_and_show_what_they_say(terminal):
    write_files_of_the_tutorial(terminal)

    assert run_page(ROOT / "README.md", terminal) == []


@pytest.mark.parametrize("page", WITH_FILES_OF_THEIR_OWN, ids=lambda page: page.stem)
def test_a_page_with_files_of_its_own_runs_and_shows_what_it_says(page, terminal):
    assert run_page(page, terminal) == []


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo project made once; a page works on a copy."""
    folder = tmp_path_factory.mktemp("shown")
    assert Terminal(folder, tools=folder / "tools").run("fitcode demo demo").code == 0
    return folder / "demo"


@pytest.mark.parametrize(
    "page",
    [
        page
        for page in PROSE
        if page not in (ROOT / "README.md", *WITH_FILES_OF_THEIR_OWN) and examples_of(page)
    ],
    ids=lambda page: page.stem,
)
def test_the_examples_of_a_guide_run_on_the_demo(page, terminal, demo):
    if not HAS_TMUX and any(isinstance(step, Keys) for step in steps_of(page)):
        pytest.skip("tmux, in which the screens of this page run, is not installed")
    shutil.copytree(demo, terminal.folder / "demo")
    terminal.run("cd demo")

    assert "\n".join(run_page(page, terminal)) == ""


def anchors_of(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = _HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PROSE, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page):
    broken = []
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        place = (page.parent / name).resolve() if name else page
        if not place.exists() or (anchor and anchor not in anchors_of(place)):
            broken.append(target)

    assert broken == []


def test_pages_load_nothing_from_elsewhere():
    pictures = "".join(path.read_text(encoding="utf-8") for path in (DOCS / "pictures").glob("*.svg"))

    assert re.findall(r"(?:href|src|url)\s*[=(]\s*[\"']?https?:[^\"')]+", pictures) == []


def test_every_module_says_what_it_is_for():
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "src").rglob("*.py"))
        if (source := path.read_text(encoding="utf-8")).strip() and not ast.get_docstring(ast.parse(source))
    ]

    assert silent == []


class TestExamples:
    """The reading of examples itself: a test that cannot fail proves nothing."""

    def test_a_line_that_differs_is_a_difference(self):
        assert not Uids().match("one\ntwo\n", "one\nthree\n")

    def test_dots_stand_for_anything_on_a_line_and_alone_for_any_lines(self):
        assert Uids().match("a ... z\n...\nend\n", "a b c z\nmore\nand more\nend\n")
        assert not Uids().match("a ... z\nend\n", "a b c z\nmore\nend\n")

    def test_a_uid_stands_for_the_one_that_was_there_and_for_no_other_afterwards(self):
        uids = Uids()

        assert uids.match("uid 3f762f9f\n", "uid 00aa11bb\n")
        assert uids.translate("fitcode suggestions accept 3f762f9f") == "fitcode suggestions accept 00aa11bb"
        assert not uids.match("uid 3f762f9f\n", "uid 3f762f9f\n")

    def test_a_here_document_belongs_to_its_command(self, tmp_path):
        page = tmp_path / "page.md"
        page.write_text(
            "```console\n$ cat > a <<'END'\n> one\n> END\n$ cat a  # exit 3\none\n```\n", encoding="utf-8"
        )

        first, second = examples_of(page)

        assert first.command == "cat > a <<'END'\none\nEND"
        assert (second.line, second.code, second.expected) == (5, 3, "one\n")
