"""Which suggestion found a coding, and what is said of the fields that both state."""

from fitcode.domain.suggestion import NewSuggestion
from fitcode.store.judged_transcripts import JudgedCoding
from fitcode.workflow.evaluating.judge_fields import field_lines, met_codings


def coding(start, end, code="fit/fuel", *, valence=None, about=None):
    return JudgedCoding(start, end, code, valence, about, None)


def suggestion(start, end, code="fit/fuel", *, valence=None, about=None):
    return NewSuggestion(start, end, "", code, about, None, valence, 0.5, "rules", "", {})


def met(codings, suggestions):
    return [(one.suggestion.start, one.suggestion.end) for one in met_codings(codings, suggestions)]


def test_half_of_either_has_to_be_shared_and_the_code_has_to_be_the_same():
    assert met([coding(0, 10)], [suggestion(5, 20)]) == [(5, 20)]
    assert met([coding(0, 10)], [suggestion(6, 20)]) == []
    assert met([coding(0, 100)], [suggestion(90, 110)]) == [(90, 110)]
    assert met([coding(0, 10)], [suggestion(0, 10, "fit/trust")]) == []
    assert met([coding(0, 10)], []) == []


def test_the_suggestion_that_shares_most_is_taken_once_for_each_coding():
    assert met(
        [coding(0, 10), coding(20, 30)], [suggestion(0, 6), suggestion(3, 10), suggestion(19, 29)]
    ) == [*((3, 10), (19, 29))]


def test_a_field_that_people_never_fill_is_not_measured():
    found = met_codings(
        [coding(0, 10, valence="misfit"), coding(20, 30, valence="fit"), coding(40, 50)],
        [
            suggestion(0, 10, valence="misfit", about="m/force"),
            suggestion(20, 30),
            suggestion(40, 50, valence="fit"),
        ],
    )

    assert field_lines(found) == [
        "valence: precision 0.50, coverage 0.50, of 2 codings that state it (3 found by the pass)."
    ]


def test_a_field_that_is_never_stated_says_so():
    found = met_codings([coding(0, 10, about="m/force")], [suggestion(0, 10)])

    assert field_lines(found) == [
        "about: none stated, coverage 0.00, of 1 codings that state it (1 found by the pass)."
    ]
