"""The links that count: those between codings that count, identical ones once."""

import pytest

from fitcode.domain.choices import CoderKind, LinkKind
from fitcode.domain.frame import ORIGINS
from fitcode.errors import SeveralCoders
from fitcode.store.detail import linked_frame
from fitcode.store.links import add_link
from fitcode.store.transcripts import remove_transcript
from tests.support.projects import add_coder, add_transcript, apply_components, code, finish

TEXT = "ANA: They let me go. No fuel came. Then we had some."


@pytest.fixture
def link(project):
    """Link two quotes of a transcript, coded by a coder."""
    apply_components(project, "force")
    add_transcript(project, TEXT)

    def link_(source, target, *, coder="ines", transcript="ana", kind=LinkKind.leads_to):
        first = code(project, transcript, source, "layoff", coder=coder, about="force")
        second = code(project, transcript, target, "fuel", coder=coder, valence="misfit", strength=2)
        with project.writing("links add", coder=coder):
            return add_link(project, first, second, kind=kind, coder=coder)

    return link_


def test_its_ends_are_the_codings_of_a_frame_sources_first(project, link):
    uid = link("They let me go", "No fuel came")

    linked, notes = linked_frame(project)

    codings = linked.frame.codings
    assert (linked.uid, linked.kind, notes) == ([uid], ["leads-to"], ("1 transcript from ines",))
    assert [TEXT[start:end] for start, end in zip(codings.start, codings.end, strict=True)] == [
        "They let me go",
        "No fuel came",
    ]
    assert [linked.frame.codes.name[place] for place in codings.code] == ["layoff", "fuel"]
    assert (list(codings.about), list(codings.counterpart)) == ([0, -1], [-1, -1])
    assert (list(codings.valence), list(codings.strength)) == ([-1, 1], [-1, 2])
    assert (list(codings.first_segment), list(codings.end_segment)) == ([0, 1], [1, 2])


def test_links_come_in_the_order_of_transcripts_and_of_the_text(project, link):
    late = link("Then we had", "had some")
    early = link("They let me go", "No fuel came")
    add_transcript(project, TEXT + " Yes.", name="aaa")
    first = link("They let me go", "No fuel came", transcript="aaa")

    linked, _ = linked_frame(project)

    assert linked.uid == [first, early, late]


def test_between_several_coders_nobody_guesses(project, link):
    link("They let me go", "No fuel came")
    add_coder(project, "ben")
    link("They let me go", "No fuel came", coder="ben")

    with pytest.raises(SeveralCoders):
        linked_frame(project)


def test_identical_links_of_coders_who_are_pooled_count_once_as_the_first_ones(project, link):
    add_coder(project, "ben")
    link("They let me go", "No fuel came", coder="ben")
    hers = link("They let me go", "No fuel came", coder="ines")
    his = link("Then we had", "had some", coder="ben")

    linked, _ = linked_frame(project, coders=["ines", "ben"])

    assert linked.uid == [hers, his]
    frame = linked.frame
    assert [frame.coders[place] for place in frame.codings.coder] == ["ines", "ben"] * 2
    assert [ORIGINS[place] for place in frame.codings.origin or ()] == ["manual"] * 4


def test_links_of_the_consensus_take_the_place_of_those_of_persons(project, link):
    link("They let me go", "No fuel came")
    add_coder(project, "consensus", kind=CoderKind.consensus)
    agreed = link("Then we had", "had some", coder="consensus")
    finish(project, "ana", coder="consensus")

    linked, _ = linked_frame(project)

    assert linked.uid == [agreed]


def test_a_removed_transcript_takes_its_links_along(project, link):
    link("They let me go", "No fuel came")
    with project.writing("transcripts remove", coder="ines"):
        remove_transcript(project, "ana")

    linked, _ = linked_frame(project)

    assert linked.uid == []
