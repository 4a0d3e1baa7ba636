"""Moving through text: whatever the text, a selection stays inside it and comes back the way it went."""

import time
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fitcode.domain.choices import TranscriptKind
from fitcode.domain.transcript import Segment, Transcript
from fitcode.domain.words import word_spans
from fitcode.workflow.sitting.move_through_text import Selection, TextMap
from tests.support.projects import draft_of

TALK = "A heading\nQ: And you? Tell me.\nANA: We trust the force. Fuel came late!\nBEN: No."

WORDS = st.sampled_from(
    [
        "fuel",
        "don't",
        "x",
        "力",
        "补给",
        "e\u0301te\u0301",
        "السَّلام",
        "सेना",
        "🙂",
        "👩‍🚀",
        "—",
        "«",
        "1,5",
        "a-b",
    ]
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
TURNS = st.tuples(st.sampled_from(["Q: ", "ANA: ", "BEN: ", ""]), st.lists(SENTENCES, max_size=3))
TEXTS = st.lists(
    st.tuples(TURNS, st.sampled_from(["\n", "\n\n  ", "\r\n"])).map(
        lambda made: made[0][0] + ". ".join(made[0][1]) + made[1]
    ),
    max_size=6,
).map("".join)


def transcript_of(text: str) -> Transcript:
    draft = draft_of(text)
    return Transcript(
        name="ana",
        uid="u",
        title=None,
        kind=TranscriptKind.interview,
        version=1,
        sha256=draft.sha256,
        text=text,
        language=None,
        speakers=draft.speakers,
        turns=draft.turns,
        segments=draft.segments,
    )


def without_turns(text: str) -> Transcript:
    """Lines as segments, nobody who talks."""
    segments, at = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            start = at + len(line) - len(line.lstrip())
            segments.append(Segment(-1, start, at + len(line.rstrip()), 0, 0))
        at += len(line)
    return transcript_of(text).model_copy(update={"speakers": (), "turns": (), "segments": tuple(segments)})


def map_of(text: str) -> TextMap:
    return TextMap(transcript_of(text))


def at(text_map: TextMap, quote: str) -> Selection:
    start = text_map.text.index(quote)
    return Selection(start, start + len(quote))


def said(text_map: TextMap, selection: Selection | None) -> str | None:
    return text_map.text[slice(*selection)] if selection else None


MAPS = st.one_of(TEXTS.map(transcript_of), TEXTS.map(without_turns)).map(TextMap)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["by_segment", "by_turn", "end_by_word", "start_by_word", "end_by_segment"]),
        st.integers(-3, 3),
    ),
    max_size=12,
)


@given(MAPS, STEPS)
def test_a_selection_stays_inside_the_text_and_holds_something(text_map: TextMap, steps):
    selection = text_map.whole_segment(0)
    for name, count in steps:
        selection = getattr(text_map, name)(selection, count)
        assert 0 <= selection.start <= selection.end <= len(text_map.text)
        assert selection.start < selection.end or not text_map.segments


@given(MAPS, st.integers(1, 5), st.data())
def test_so_many_segments_on_and_back_is_where_one_was(text_map: TextMap, count: int, data):
    assume(len(text_map.segments) > count)
    here = data.draw(st.integers(0, len(text_map.segments) - 1 - count))
    there = text_map.by_segment(text_map.whole_segment(here), count)
    assert there == text_map.whole_segment(here + count)
    assert text_map.by_segment(there, -count) == text_map.whole_segment(here)


def is_said(text_map: TextMap, position: int) -> bool:
    """Whether a position is in no label."""
    return not text_map.segments or any(one.start <= position < one.end for one in text_map.segments)


def test_a_speakers_label_is_never_a_word_more():
    text_map = TextMap(transcript_of("ANA: We trust the force.\nBEN: No."))
    force = text_map.text.index("force")

    longer = text_map.end_by_word(Selection(force, force + 5), 1)

    assert text_map.text[slice(*longer)].endswith("BEN: No")
    assert text_map.start_by_word(longer, 1).start == text_map.text.index("No")


@given(MAPS, st.data())
def test_a_word_taken_in_is_let_go_again(text_map: TextMap, data):
    words = [word for word in word_spans(text_map.text) if is_said(text_map, word[0])]
    assume(words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    selection = Selection(words[first][0], words[last][1])
    longer = text_map.end_by_word(selection, 1)
    assert longer == selection or text_map.end_by_word(longer, -1) == selection
    earlier = text_map.start_by_word(selection, -1)
    assert text_map.start_by_word(earlier, 1) == selection or earlier == selection


@given(MAPS, st.integers(1, 40), st.data())
def test_what_shrinks_never_grows_and_never_empties(text_map: TextMap, count: int, data):
    assume(text_map.text)
    start = data.draw(st.integers(0, len(text_map.text) - 1))
    selection = Selection(start, data.draw(st.integers(start + 1, len(text_map.text))))
    for shrunk in (
        text_map.end_by_word(selection, -count),
        text_map.start_by_word(selection, count),
        text_map.end_by_segment(selection, -count),
    ):
        assert selection.start <= shrunk.start < shrunk.end <= selection.end


@given(MAPS, st.data())
def test_a_drag_selects_whole_words_or_nothing(text_map: TextMap, data):
    start = data.draw(st.integers(0, len(text_map.text)))
    end = data.draw(st.integers(start, len(text_map.text)))
    found = text_map.words_around(start, end)
    if not text_map.text[start : max(end, start + 1)].strip():
        assert found is None
        return
    assert found is not None
    held = said(text_map, found)
    assert held
    assert held == held.strip()
    for low, high in word_spans(text_map.text):
        touches = low < found.end and found.start < high
        assert not touches or (found.start <= low and high <= found.end)


@given(MAPS)
def test_going_back_by_turns_comes_to_the_first_turn(text_map: TextMap):
    assume(text_map.turns)
    selection = text_map.whole_segment(len(text_map.segments) - 1)
    assume(text_map.segments and selection.start >= text_map.turns[0].start)
    for _ in range(2 * len(text_map.turns) + 1):
        selection = text_map.by_turn(selection, -1)
    assert selection == text_map.whole_segment(text_map.turns[0].first_segment)


def test_going_back_by_turn_comes_to_the_beginning_of_the_turn_first():
    text_map = map_of(TALK)
    first = text_map.by_turn(at(text_map, "Fuel came late!"), -1)
    assert said(text_map, first) == "We trust the force."
    assert said(text_map, text_map.by_turn(first, -1)) == "And you?"


def test_going_on_by_turn_comes_to_the_first_segment_of_the_next():
    text_map = map_of(TALK)
    assert said(text_map, text_map.by_turn(at(text_map, "And you?"), 1)) == "We trust the force."
    assert said(text_map, text_map.by_turn(at(text_map, "And you?"), 9)) == "No."


@pytest.mark.parametrize("move", ["by_segment", "by_turn"])
def test_from_before_the_first_turn_one_comes_to_the_first_one(move: str):
    text_map = map_of(TALK)
    assert said(text_map, getattr(text_map, move)(at(text_map, "heading"), 1)) == "And you?"


def test_from_between_two_segments_one_comes_to_either():
    text_map = map_of(TALK)
    label = at(text_map, "ANA")
    assert said(text_map, text_map.by_segment(label, 1)) == "We trust the force."
    assert said(text_map, text_map.by_segment(label, -1)) == "Tell me."


def test_without_turns_one_moves_by_segments_and_all_of_it_is_for_coding():
    text_map = TextMap(without_turns("One line.\nAnother line.\n"))
    assert said(text_map, text_map.by_turn(text_map.whole_segment(0), 1)) == "Another line."
    assert text_map.is_respondents(0)


def test_interviewers_and_what_stands_outside_turns_are_not_for_coding():
    transcript = transcript_of(TALK)
    heading = Segment(-1, 0, len("A heading"), 0, 2)
    text_map = TextMap(transcript.model_copy(update={"segments": (heading, *transcript.segments)}))
    assert [text_map.is_respondents(number) for number in range(6)] == [False, False, False, True, True, True]


def test_extending_by_segment_first_fills_the_one_begun():
    text_map = map_of(TALK)
    filled = text_map.end_by_segment(at(text_map, "We trust"), 1)
    assert said(text_map, filled) == "We trust the force."
    assert said(text_map, text_map.end_by_segment(filled, 1)) == "We trust the force. Fuel came late!"


def test_shrinking_inside_one_segment_changes_nothing():
    text_map = map_of(TALK)
    part = at(text_map, "trust the")
    assert text_map.end_by_segment(part, -1) == part


def test_a_word_more_and_a_word_less_at_either_edge():
    text_map = map_of(TALK)
    part = at(text_map, "the force")
    assert said(text_map, text_map.start_by_word(part, -2)) == "We trust the force"
    assert said(text_map, text_map.start_by_word(part, 1)) == "force"
    assert said(text_map, text_map.end_by_word(part, -1)) == "the"
    assert said(text_map, text_map.end_by_word(part, 1)) == "the force. Fuel"


def test_a_drag_that_begins_and_ends_inside_words_takes_them_whole():
    text_map = map_of(TALK)
    start = text_map.text.index("rust")
    assert said(text_map, text_map.words_around(start, text_map.text.index("orce"))) == "trust the force"
    assert said(text_map, text_map.words_around(start, start)) == "trust"


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_a_text_without_anything_can_be_moved_through(text: str):
    text_map = map_of(text)
    here = text_map.whole_segment(0)
    assert here == Selection(0, len(text))
    assert text_map.by_turn(text_map.by_segment(here, 3), -3) == here
    assert text_map.words_around(0, len(text)) is None


LONG = 3_000_000
LONG_TEXTS = {
    "one word": "Q: Yes.\nANA: " + "x" * LONG,
    "one word of many scripts": "Q: Yes.\nANA: " + "e\u0301" * (LONG // 2),
    "one segment": "Q: Yes.\nANA: " + "word " * (LONG // 5),
    "spaces": "Q: Yes.\nANA: a" + " " * LONG + "b",
    "signs": "Q: Yes.\nANA: a " + "- " * (LONG // 2),
}
KEYS: dict[str, Callable[[TextMap, Selection], object]] = {
    "a segment on": lambda text_map, here: text_map.by_segment(here, 1),
    "a turn back": lambda text_map, here: text_map.by_turn(here, -1),
    "a word more": lambda text_map, here: text_map.end_by_word(here, 1),
    "a word less": lambda text_map, here: text_map.end_by_word(here, -1),
    "begin a word earlier": lambda text_map, here: text_map.start_by_word(here, -1),
    "begin a word later": lambda text_map, here: text_map.start_by_word(here, 1),
    "a segment more": lambda text_map, here: text_map.end_by_segment(here, 1),
    "a segment less": lambda text_map, here: text_map.end_by_segment(here, -1),
    "a drag": lambda text_map, here: text_map.words_around(*here),
}


@pytest.mark.parametrize("kind", LONG_TEXTS)
def test_no_key_waits_for_a_long_text(kind: str):
    text = LONG_TEXTS[kind]
    text_map = map_of(text)
    places = [
        text_map.whole_segment(1),
        Selection(13, LONG // 2),
        Selection(LONG // 2, len(text)),
        Selection(LONG // 2, LONG // 2 + 7),
    ]
    for name, press in KEYS.items():
        for place in places:
            began = time.perf_counter()
            press(text_map, place)
            assert time.perf_counter() - began < 0.02, (name, place)


def test_a_word_longer_than_any_language_has_is_passed_at_the_border_of_its_segment():
    text_map = map_of("ANA: Then " + "x" * 5_000 + " it. No.")
    then, whole = at(text_map, "Then"), text_map.whole_segment(0)
    assert text_map.end_by_word(then, 1) == whole
    assert text_map.start_by_word(Selection(whole.end - 1, whole.end), -2).start == whole.start
