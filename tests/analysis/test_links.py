"""Links counted: hand-computed, and what they leave out."""

from dataclasses import replace
from typing import Any

import pytest

from fitcode.analysis.links import LinkTerms, count_links_by, links_left
from fitcode.analysis.selecting.conditions import parse_condition
from fitcode.domain.choices import LinkKind
from fitcode.domain.frame import LinkedFrame
from fitcode.errors import UsageError
from tests.analysis.frames import K, Q, frame

TRANSCRIPTS = {
    "T1": ["I: Was it slow?", "ANA: Nobody spoke French. Orders came late. We hired a teacher."],
    "T2": ["BEN: They never asked us. So the plans differed."],
}
FRENCH = Q("T1", "Nobody spoke French", "language", "misfit", about="force")
LATE = Q("T1", "Orders came late", "radios", "misfit")
TEACHER = Q("T1", "hired a teacher", "actors")
ASKED = Q("T2", "never asked us", "trust", "misfit", about="police")
PLANS = Q("T2", "plans differed", "planning", "mixed")
SLOW = Q("T1", "Was it slow", "radios")


def linked(*links: tuple[Q, str, Q]) -> LinkedFrame:
    """Links between codings, as the store gives them."""
    ends = [source for source, _, _ in links] + [target for _, _, target in links]
    cases = [K(name="R1", speaks=[("T1", "ANA")], role="pilot"), K(name="R2", speaks=[("T2", "BEN")])]
    return LinkedFrame(
        frame=frame(TRANSCRIPTS, ends, cases=cases),
        uid=[f"link {number}" for number in range(len(links))],
        kind=[kind for _, kind, _ in links],
    )


LINKS = linked(
    (FRENCH, "leads-to", LATE),
    (FRENCH, "remedied-by", TEACHER),
    (ASKED, "leads-to", PLANS),
    (replace(ASKED, quote="They never asked"), "leads-to", PLANS),
    (LATE, "remedied-by", TEACHER),
)


def test_a_row_for_each_two_dimensions_and_kind_in_their_order():
    table = count_links_by(LINKS, LinkTerms(), by="dimension")

    assert table.columns == ("from", "to", "kind", "links", "transcripts", "cases")
    assert table.rows == [
        ("cultural", "strategic", "leads-to", 2, 1, 1),
        ("cultural", "operational", "leads-to", 1, 1, 1),
        ("cultural", None, "remedied-by", 1, 1, 1),
        ("operational", None, "remedied-by", 1, 1, 1),
    ]


def test_codes_instead_of_dimensions():
    table = count_links_by(LINKS, LinkTerms(kind=LinkKind.remedied_by), by="code")

    assert table.rows == [
        ("language", "actors", "remedied-by", 1, 1, 1),
        ("radios", "actors", "remedied-by", 1, 1, 1),
    ]


def test_a_matrix_has_a_row_for_what_links_start_from_and_their_kind():
    table = count_links_by(LINKS, LinkTerms(), by="dimension", measure="links")

    assert table.columns == ("from", "kind", "strategic", "operational", "(none)")
    assert table.rows == [
        ("cultural", "leads-to", 2, 1, 0),
        ("cultural", "remedied-by", 0, 0, 1),
        ("operational", "remedied-by", 0, 0, 1),
    ]


@pytest.mark.parametrize(
    ("terms", "left"),
    [
        ({"source": ["role=pilot"]}, [0, 1, 4]),
        ({"source": ["code=trust"]}, [0, 1, 2, 3]),
        ({"source": ["about=police"]}, [2, 3]),
        ({"source": ["valence=misfit"], "target": ["valence=misfit"]}, [0]),
        ({"target": ["dimension=strategic"]}, [2, 3]),
        ({"source": ["case=R2"], "target": ["case=R1"]}, []),
    ],
)
def test_conditions_are_asked_of_the_end_that_is_meant(terms: dict[str, list[str]], left: list[int]):
    conditions: dict[str, Any] = {
        end: [parse_condition(text) for text in texts] for end, texts in terms.items()
    }

    found, _ = links_left(LINKS, LinkTerms(**conditions))

    assert found == left


def test_an_end_on_an_interviewers_speech_leaves_the_link_out_unless_asked_for():
    links = linked((SLOW, "leads-to", LATE), (LATE, "leads-to", SLOW), (FRENCH, "leads-to", LATE))

    left, notes = links_left(links, LinkTerms())
    with_interviewers, no_notes = links_left(links, LinkTerms(include_interviewer=True))

    assert (left, with_interviewers, no_notes) == ([2], [0, 1, 2], ())
    assert notes == (
        (
            "2 links left out, an end of which is on interviewers' speech or outside every turn; "
            "--include-interviewer counts them."
        ),
    )


def test_without_links_there_is_a_header_and_a_note():
    table = count_links_by(linked(), LinkTerms(), by="code")

    assert (table.rows, table.notes) == ([], ("No link here counts.",))
    assert count_links_by(linked(), LinkTerms(), by="code", measure="cases").columns == ("from", "kind")


@pytest.mark.parametrize(
    ("choice", "problem"),
    [
        ({"by": "codes"}, "No kind of label is named 'codes'"),
        ({"measure": "link"}, "No measure is named 'link'"),
    ],
)
def test_a_wrong_choice_is_refused(choice: dict[str, Any], problem: str):
    with pytest.raises(UsageError, match=problem):
        count_links_by(LINKS, LinkTerms(), **{"by": "code", **choice})
