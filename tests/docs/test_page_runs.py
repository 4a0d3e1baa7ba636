"""The running of pages itself, screens above all: a check that cannot fail proves nothing."""

import os
import sys

import pytest

from tests.docs.examples import Keys, Picture, Stroke, Uids, steps_of
from tests.docs.page_runs import run_page
from tools.screen_session import HAS_TMUX, NotOnScreen, screen_session, tmux_name
from tools.terminal import Terminal

in_tmux = pytest.mark.skipif(not HAS_TMUX, reason="tmux is not installed")

OPENED = "```console 40x8\n$ sh -c 'echo ready; cat'\n```\n"
"""A screen that shows what is typed; Ctrl+d leaves it."""


def keys(*lines: str) -> str:
    return "```keys\n" + "".join(f"{line}\n" for line in lines) + "```\n"


def screen(*lines: str) -> str:
    return "```screen\n" + "".join(f"{line}\n" for line in lines) + "```\n"


@pytest.fixture
def run(tmp_path):
    def run_(text: str) -> list[str]:
        page = tmp_path / "page.md"
        page.write_text(text, encoding="utf-8")
        return run_page(page, Terminal(tmp_path, tools=tmp_path / "tools"))

    return run_


class TestSteps:
    def test_keys_are_written_as_on_the_help_screen_and_text_between_quotation_marks(self, tmp_path):
        page = tmp_path / "page.md"
        coded = 'c "radio -2" Enter  # code it'
        page.write_text(keys(coded, """'a "memo' Shift+→ "B\"""") + screen("one", "two"), encoding="utf-8")

        first, second, picture = steps_of(page)

        assert first == Keys(2, coded, (Stroke("c", False), Stroke("radio -2", True), Stroke("Enter", False)))
        assert isinstance(second, Keys)
        assert second.strokes == (Stroke('a "memo', True), Stroke("Shift+→", False), Stroke("B", True))
        assert picture == Picture(6, "one\ntwo\n")

    @pytest.mark.parametrize(
        ("key", "named"),
        [
            ("Esc", "Escape"),
            ("Shift+→", "S-Right"),
            ("Ctrl+z", "C-z"),
            ("Shift+Tab", "BTab"),
            ("PgDn", "NPage"),
        ],
    )
    def test_a_key_has_its_name_in_tmux(self, key, named):
        assert tmux_name(key) == named

    def test_there_is_no_key_of_another_name(self):
        with pytest.raises(KeyError):
            tmux_name("Etner")

    def test_lines_are_found_one_below_the_other_anywhere_on_the_screen(self):
        uids = Uids()

        assert uids.find("two\nthree\n", "one\ntwo  \nthree\nfour\n")
        assert uids.find("one\n...\nfo...\n", "one\ntwo\nthree\nfour\n")
        assert not uids.find("one\nthree\n", "one\ntwo\nthree\n")
        assert not uids.find("wo\n", "one\ntwo\nthree\n")


@in_tmux
class TestScreens:
    def test_a_page_that_says_what_is_there_has_no_difference(self, run):
        told = run(
            OPENED
            + screen("ready")
            + keys('"once more" Enter')
            + screen("once more", "once more")
            + keys("Ctrl+d")
            + "```console\n$ echo after\nafter\n```\n"
        )

        assert told == []

    def test_a_screen_that_differs_is_told_with_its_line(self, run, monkeypatch):
        monkeypatch.setattr("tests.docs.page_runs.COMES_WITHIN", 0.3)

        (told,) = run(OPENED + keys("a Enter") + screen("b") + keys("Ctrl+d"))

        assert told.startswith("page.md:8: ")
        assert "ready\na\na" in told

    def test_a_screen_that_ends_badly_is_told(self, run):
        (told,) = run("```console 40x8\n$ sh -c 'echo ready; read line; exit 3'\n```\n" + keys("Enter"))

        assert "ended with 3" in told


@in_tmux
class TestSession:
    def test_what_is_typed_arrives_letter_by_letter_also_where_tmux_has_a_meaning_for_it(self, tmp_path):
        program = [sys.executable, "-c", "print('ready'); print(ascii(input()))"]
        with screen_session(program, folder=tmp_path, environment=os.environ) as session:
            session.wait_for("ready")

            session.type("-x é 日本 'a' $HOME;")
            session.press(";", "Enter")

            session.wait_for(r"\xe9 \u65e5\u672c 'a' $HOME;;")
            assert session.wait_for_exit() == 0

    def test_a_killed_program_is_gone(self, tmp_path):
        with screen_session(["sleep", "60"], folder=tmp_path, environment=os.environ) as session:
            session.kill()

            assert not session.is_running

    def test_a_closed_terminal_takes_its_program_along(self, tmp_path):
        with screen_session(["sleep", "60"], folder=tmp_path, environment=os.environ) as session:
            session.close_terminal()

            assert not session.is_running

    def test_what_does_not_come_is_not_waited_for_forever(self, tmp_path):
        with (
            screen_session(["sleep", "60"], folder=tmp_path, environment=os.environ) as session,
            pytest.raises(NotOnScreen, match="'tea'"),
        ):
            session.wait_for("tea", seconds=0.2)
