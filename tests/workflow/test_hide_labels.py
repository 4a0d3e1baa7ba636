"""Labels of speakers are taken out between turns, and nowhere inside what was said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.domain.table import Table
from fitcode.store.project import open_project
from fitcode.workflow.sharing.hide_labels import LabelHider
from tests.support.projects import add_transcript, new_project

TALK = """\
ANA BELL: We trust ANA BELL. Ana Bell said so.
BEN: Ben says no.
RESPONDENT: Never.
"""
HIDDEN = """\
[respondent]: We trust ANA BELL. Ana Bell said so.
[respondent]: Ben says no.
RESPONDENT: Never.
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("labels") / "study"
    with new_project(folder) as made:
        add_transcript(made, TALK, name="talk")
    with open_project(folder) as project:
        yield project


def shown(project, start, end):
    """A passage as it leaves."""
    row = ("u1", "talk", start, end, TALK[start:end])
    return LabelHider(project).in_quotes(Table.of(("uid", "transcript", "start", "end", "quote"), [row]))


def quote(project, passage):
    start = TALK.index(passage)
    return shown(project, start, start + len(passage)).column("quote")[0]


def test_the_whole_text_loses_every_label_that_is_not_a_role(project):
    assert shown(project, 0, len(TALK)).column("quote") == [HIDDEN]


def test_a_passage_inside_a_turn_keeps_the_names_that_were_said(project):
    assert quote(project, "We trust ANA BELL. Ana Bell said so.") == "We trust ANA BELL. Ana Bell said so."
    assert shown(project, 10, 20).notes == ()


@pytest.mark.parametrize("passage", ["BELL: We trust", "ANA BELL: We trust", "NA BELL: We trust"])
def test_a_passage_that_begins_in_a_label_shows_no_rest_of_it(project, passage):
    assert quote(project, passage) == "[respondent]: We trust"


def test_a_passage_that_ends_in_a_label_shows_no_beginning_of_it(project):
    assert quote(project, "said so.\nBE") == "said so.\n[respondent]"


@given(st.integers(0, len(TALK)), st.integers(0, len(TALK)))
def test_any_two_halves_of_a_passage_hide_the_same_as_the_whole(project, one, other):
    """Cut anywhere outside labels, the pieces put together are the whole."""
    start, end = sorted((one, other))
    labels = [(0, 8), (TALK.index("BEN"), TALK.index("BEN") + 3)]
    inside = [cut for cut in (start, end) if any(first < cut < last for first, last in labels)]
    if not inside and 0 < start < end < len(TALK):
        pieces = [
            shown(project, *span).column("quote")[0] for span in ((0, start), (start, end), (end, len(TALK)))
        ]
        assert "".join(map(str, pieces)) == HIDDEN


def test_a_title_loses_names_too(project):
    titles = Table.of(("transcript", "title"), [("talk", "Ben and Ana Bell, Bentham"), ("talk", None)])

    hidden = LabelHider(project).in_column(titles, "title")

    assert hidden.column("title") == ["[respondent] and [respondent], Bentham", None]


def test_links_are_not_shown_before_their_codings_were_gone_through(project):
    hider = LabelHider(project)
    columns, row = ("uid", "transcript", "start", "end", "quote"), ("u1", "talk", 10, len(TALK), TALK[10:])
    codings = hider.in_parts(Table.of(columns, [row]))
    links = Table.of(("source", "source_quote", "target", "target_quote"), [("u1", TALK[10:], "u2", "No.")])

    with pytest.raises(RuntimeError, match="after those of their codings"):
        hider.in_links(links)
    assert (codings.whole().column("quote"), len(hider.notes())) == ([HIDDEN[len("[respondent]: ") :]], 1)
    assert hider.in_links(links).column("source_quote") == codings.column("quote")


def test_a_link_quotes_its_codings_as_they_leave(project):
    hider = LabelHider(project)
    row = ("u1", "talk", 10, len(TALK), TALK[10:])
    hider.in_quotes(Table.of(("uid", "transcript", "start", "end", "quote"), [row]))
    links = Table.of(
        ("source", "source_quote", "target", "target_quote"), [("u1", TALK[10:], "u2", "Never.")]
    )

    ((_, source, _, target),) = hider.in_links(links).rows

    assert (source, target) == (HIDDEN[len("[respondent]: ") :], "Never.")
