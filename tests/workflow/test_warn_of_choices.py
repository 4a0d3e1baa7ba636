"""A second choice under a ``choose_one`` parent is stored and told, whichever way it came."""

import pytest

from fitcode.domain.coding import CodingChange, NewCoding
from fitcode.store.codebooks import apply_codebook
from fitcode.store.suggestions import list_suggestions
from fitcode.workflow.coding.add_codings import add_codings
from fitcode.workflow.coding.change_codings import change_coding
from fitcode.workflow.narrator import SilentNarrator
from fitcode.workflow.suggesting.decide_suggestions import accept_suggestions
from fitcode.workflow.workspace import open_workspace
from tests.store.test_choices_store import MATRIX
from tests.support.projects import add_transcript, codings_of, new_project, run_pass, suggestion


class Listener(SilentNarrator):
    """Remembers what it was warned of."""

    def __init__(self):
        self.warnings = []

    def warn(self, text):
        self.warnings.append(text)


@pytest.fixture
def workspace(tmp_path):
    with new_project(tmp_path / "study") as project:
        with project.writing("codebook apply", coder="ines"):
            apply_codebook(project, MATRIX, file_text="")
        add_transcript(project, "ANA: [unity]We are as one.[/] " + "We fight. " * 8)
        run_pass(project, {"ana": [suggestion(project, "ana", "as one", "matrix/rivalry")]})
    with open_workspace(tmp_path / "study", coder="ines", narrator=Listener()) as opened:
        yield opened


def test_a_batch_is_stored_and_its_second_choices_are_told(workspace):
    add_codings(workspace, [NewCoding(transcript="ana", start=5, end=11, code="rivalry")])

    (warning,) = workspace.narrator.warnings
    assert "ines chose rivalry and unity" in warning
    assert len(codings_of(workspace.project)) == 2


def test_an_accepted_suggestion_may_be_a_second_choice(workspace):
    (uid,) = list_suggestions(workspace.project).column("uid")

    accept_suggestions(workspace, [str(uid)])

    assert len(workspace.narrator.warnings) == 1


def test_a_changed_coding_may_be_a_second_choice(workspace):
    (uid,) = add_codings(workspace, [NewCoding(transcript="ana", start=5, end=11, code="fuel-topic")])
    assert workspace.narrator.warnings == []

    change_coding(workspace, uid, CodingChange(code="rivalry"))

    assert len(workspace.narrator.warnings) == 1


def test_of_many_second_choices_the_first_are_told_and_the_others_counted(workspace):
    choices = ("unity", "rivalry")
    add_codings(workspace, [NewCoding(transcript="ana", start=5, end=90, code=code) for code in choices])

    assert len(workspace.narrator.warnings) == 6
    assert workspace.narrator.warnings[-1].startswith("And ")
