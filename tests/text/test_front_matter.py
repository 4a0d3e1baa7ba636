import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from fitcode.domain.reading import Block, BlockKind
from fitcode.text.compose import compose_transcript
from fitcode.text.front_matter import read_front_matter
from tests.text.composing import compose, outside, reading, told


def test_yaml_front_matter_gives_metadata_and_no_turn():
    draft = compose(
        "---\ntitle: An interview\nlanguage: fr\ncase: R017\nInterview Date: 2015-03-01\n---\n\n"
        "Q: Alors ?\nA: Bien."
    )

    assert draft.metadata == {
        "title": "An interview",
        "language": "fr",
        "case": "R017",
        "interview_date": "2015-03-01",
    }
    assert (draft.title, draft.language) == ("An interview", "fr")
    assert told(draft) == [("Q", "Alors ?"), ("A", "Bien.")]
    assert draft.text.startswith("---\ntitle: An interview")


def test_yaml_lists_quotes_and_attributes_are_flattened():
    draft = compose(
        '---\ntitle: "A: B"\ntags: [a, b]\nattributes:\n  rank: major\n  age: 41\ndeep: {a: {b: c}}\n---\n'
        "Q: x\nA: y"
    )

    assert draft.metadata == {"title": "A: B", "tags": "a, b", "rank": "major", "age": "41"}


@pytest.mark.parametrize("broken", ["x: [1,", "- just\n- a list", "x: *unknown", "\tx: 1", "x: 'a'\nx: 'b'"])
def test_yaml_that_cannot_be_read_is_text(broken):
    draft = compose(f"---\n{broken}\n---\nQ: How?\nA: Well.")

    assert draft.metadata == {}
    assert told(draft)[-1] == ("A", "Well.")


def test_lists_inside_lists_without_end_are_text_where_the_stack_is_small():
    """Some systems give a program 1 MB or less, where a reader that recurses in C takes Python down."""
    front = f"---\nx: {'[' * 9_000}{']' * 9_000}\n---\nQ: How?"
    before = threading.stack_size(512 * 1024)
    try:
        with ThreadPoolExecutor(1) as pool:
            found = pool.submit(read_front_matter, front, counts={}).result()
    finally:
        threading.stack_size(before)

    assert found.metadata == {}


def test_talk_between_rules_is_no_front_matter():
    draft = compose("---\nDan: Hi.\nEva: Hello.\nDan: Well.\n---\n")

    assert draft.metadata == {}
    assert told(draft)[:2] == [("Dan", "Hi."), ("Eva", "Hello.")]


def test_key_lines_before_the_first_turn_give_metadata():
    draft = compose(
        "Interview with an officer\n\nComponent: ASIFU\nMission: minusma\nRank: Major\nBlood group: A\n\n"
        "Interviewer: How was it?\nR017: Good."
    )

    assert draft.metadata == {"component": "ASIFU", "mission": "minusma", "rank": "Major", "blood_group": "A"}
    assert told(draft) == [("Interviewer", "How was it?"), ("R017", "Good.")]
    assert outside(draft) == [
        "Interview with an officer",
        "Component: ASIFU",
        "Mission: minusma",
        "Rank: Major",
        "Blood group: A",
    ]


def test_role_words_in_a_header_are_no_turns():
    draft = compose(
        "Date: 1 March 2015\nInterviewer: J. de Vries\nRespondent: Major K.\nPlace: Gao\n\n"
        "Interviewer: How was it?\n\nRespondent: Good."
    )

    assert [talk for _, talk in told(draft)] == ["How was it?", "Good."]
    assert draft.metadata["respondent"] == "Major K."


def test_the_first_question_ends_a_header_without_a_blank_line():
    draft = compose("Date: 2015\nInterviewer: How was it?\nR1: Good.\nInterviewer: I see.")

    assert draft.metadata == {"date": "2015"}
    assert told(draft)[0] == ("Interviewer", "How was it?")


def test_markdown_key_lines_count_too():
    draft = compose("**Date:** 2015\n- Place: Gao\n\n**Q:** How?\n\n**A:** Well.")

    assert draft.metadata == {"date": "2015", "place": "Gao"}


def test_prose_and_turns_give_no_metadata():
    draft = compose(
        "We had a motto: never alone.\n\nAnna: Date: I forgot.\nBen: Yes.\nAnna: No.\nNote: laughs."
    )

    assert draft.metadata == {}


def test_talk_that_a_format_states_is_no_front_matter():
    draft = compose(
        Block(text="none", kind=BlockKind.turn, label="Note"), Block(text="ok", kind=BlockKind.turn)
    )

    assert draft.metadata == {}


def test_front_matter_of_a_format_is_kept_beside_that_of_the_text():
    draft = compose_transcript(reading("Place: Gao\n\nQ: a\nA: b", metadata={"case": "R1", "place": "-"}))

    assert draft.metadata == {"case": "R1", "place": "Gao"}
