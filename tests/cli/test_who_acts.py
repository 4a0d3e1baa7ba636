"""Who acts: a name that cannot be a coder's is refused before any work is done under it."""

import pytest

from fitcode.cli import screens
from fitcode.tui import app
from tests.support.projects import add_transcript, run_pass, suggestion
from tests.support.projects import new_project as make


@pytest.mark.parametrize("words", [("--as", "", "codings", "list"), ("codings", "list", "--as", "  ")])
def test_nobody_is_refused_and_no_other_name_taken_instead(study, run, words):
    assert "--as names nobody" in run(*words, code=2).stderr


def test_a_name_beside_the_command_goes_before_one_in_front_of_it(study, run):
    run("--as", "tomas", "memos", "add", "project", "--text", "x", "--as", "berta")
    assert "berta" in run("memos", "list").stdout


@pytest.fixture
def at_a_terminal(monkeypatch):
    """As at a terminal, but for the screen."""
    monkeypatch.setattr(screens, "require_terminal", lambda *_: None)
    monkeypatch.setattr(app, "run_screens", lambda *_, **__: pytest.fail("the screen was opened"))


@pytest.mark.parametrize("command", ["code", "review"])
@pytest.mark.parametrize("name", ["a,b", " x", "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{ROCKET}"])
def test_a_screen_does_not_open_under_a_name_that_cannot_be_kept(study, run, at_a_terminal, command, name):
    assert "cannot be a coder's name" in run(command, "--as", name, code=1).stderr


@pytest.mark.parametrize("command", ["code", "review"])
def test_a_screen_does_not_open_under_a_suggesters_name(tmp_path, run, at_a_terminal, command):
    with make(tmp_path / "one") as project:
        add_transcript(project, "ANA: They let me go.")
        run_pass(project, {"ana": [suggestion(project, "ana", "They let me go.")]})
        (suggester,) = project.connection.execute("SELECT name FROM coders WHERE kind = 'machine'").fetchone()
    said = run(command, "-C", str(tmp_path / "one"), "--as", suggester, code=1).stderr
    assert "kind machine" in said
