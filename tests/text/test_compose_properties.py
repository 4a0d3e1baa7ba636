"""What holds for every text, however odd."""

from hypothesis import given
from hypothesis import strategies as st

from fitcode.domain.choices import SegmentUnit
from fitcode.domain.identity import text_hash
from fitcode.domain.placement import Placer
from fitcode.domain.reading import Block, BlockKind
from fitcode.domain.transcript import TranscriptDraft
from fitcode.domain.words import count_words
from fitcode.text.normalize import normalize_text
from tests.text.composing import compose

LINES = st.lists(
    st.sampled_from(
        [
            "Dan:",
            "Eva: ",
            "Q. ",
            "**R1:** ",
            "[00:01] Dan: ",
            "Dan  0:05",
            "# H",
            "---",
            "Date: 1",
            "  ",
            "\t",
        ]
    )
    | st.text(max_size=30),
    max_size=12,
).flatmap(lambda parts: st.sampled_from(["\n", " ", "\r\n", "\n\n", ". "]).map(lambda join: join.join(parts)))
TEXTS = LINES | st.text(st.characters(codec=None), max_size=300)
UNITS = st.sampled_from(list(SegmentUnit))
BLOCKS = st.lists(
    st.builds(
        Block,
        text=TEXTS,
        kind=st.sampled_from(list(BlockKind)),
        label=st.none() | st.sampled_from(["Dan", "Eva", " Q ", "a\nb", "*", ""]),
    ),
    max_size=6,
)


def check(draft: TranscriptDraft) -> None:
    text = draft.text
    position = 0
    for turn in draft.turns:
        assert position <= turn.start < turn.end <= len(text)
        assert not text[turn.start].isspace()
        assert not text[turn.end - 1].isspace()
        assert 0 <= turn.speaker < len(draft.speakers)
        position = turn.end
    position = 0
    for segment in draft.segments:
        assert position <= segment.start < segment.end <= len(text)
        assert not text[segment.start].isspace()
        assert not text[segment.end - 1].isspace()
        position = segment.end
    for ordinal, turn in enumerate(draft.turns):
        own = draft.segments[turn.first_segment : turn.end_segment]
        assert own
        assert all(segment.turn == ordinal for segment in own)
        covered = "".join(text[segment.start : segment.end] for segment in own)
        assert "".join(covered.split()) == "".join(text[turn.start : turn.end].split())
    assert sum(segment.turn >= 0 for segment in draft.segments) == sum(
        turn.end_segment - turn.first_segment for turn in draft.turns
    )
    assert {turn.speaker for turn in draft.turns} == set(range(len(draft.speakers)))
    assert draft.words == count_words(text)
    assert draft.sha256 == text_hash(text)


def check_ordinals(draft: TranscriptDraft) -> None:
    placer = Placer(draft.text, turns=draft.turns, segments=draft.segments)
    for ordinal, segment in enumerate(draft.segments):
        place = placer.place(segment.start, segment.end)
        if segment.first_word == segment.end_word:
            assert place.first_word == -1
        else:
            assert (place.first_word, place.end_word) == (segment.first_word, segment.end_word)
        assert (place.first_segment, place.end_segment) == (ordinal, ordinal + 1)
        turns = (-1, -1) if segment.turn == -1 else (segment.turn, segment.turn + 1)
        assert (place.first_turn, place.end_turn) == turns
    for turn in draft.turns:
        place = placer.place(turn.start, turn.end)
        assert (place.first_segment, place.end_segment) == (turn.first_segment, turn.end_segment)
        if turn.first_word != turn.end_word:
            assert (place.first_word, place.end_word) == (turn.first_word, turn.end_word)


@given(TEXTS, UNITS)
def test_a_plain_text_keeps_its_characters_and_every_span_holds(text, unit):
    draft = compose(text, unit=unit)

    assert draft.text == normalize_text(text)
    check(draft)
    check_ordinals(draft)


@given(BLOCKS, UNITS)
def test_blocks_of_every_kind_give_spans_that_hold(blocks, unit):
    draft = compose(*blocks, unit=unit)

    check(draft)
    check_ordinals(draft)


@given(st.text(st.sampled_from("aé-'’ \u0301👍"), min_size=600, max_size=2_500))
def test_ordinals_hold_where_words_had_to_be_cut(text):
    draft = compose(f"Q: {text}\nA: b")

    check(draft)
    check_ordinals(draft)


@given(TEXTS)
def test_composing_what_was_composed_finds_the_same(text):
    draft = compose(text)

    assert compose(draft.text) == draft
