from hypothesis import given
from hypothesis import strategies as st

from fitcode.domain.choices import SpeakerKind
from fitcode.tui.transcript.blocks import LONGEST, Blocks, Heading, Voice
from tests.tui.transcript.talks import ODD_TEXT, all_blocks, talk

SMALL = """Date: today
Recorded in the rain.
Interviewer: How long?
Ana: Two years.

It felt longer.
"""

TALKS = st.lists(st.tuples(st.sampled_from(["Ana: ", "Interviewer: ", "", "\n"]), ODD_TEXT), max_size=12).map(
    lambda lines: talk("\n".join(label + words for label, words in lines))
)


def test_a_block_is_a_paragraph_and_labels_are_not_among_the_text():
    transcript = talk(SMALL.replace("Date: ", "date "))

    blocks = all_blocks(transcript)

    assert [transcript.text[block.start : block.end] for block in blocks] == [
        *("date today", "Recorded in the rain.", "How long?", "Two years.", "It felt longer."),
    ]
    assert [block.voice for block in blocks] == [
        *(Voice.outside, Voice.outside, Voice.interviewer, Voice.respondent, Voice.respondent),
    ]


def test_a_turn_has_its_heading_and_a_gap_once():
    blocks = all_blocks(talk("Interviewer: How long?\nAna: Two years.\nLonger.", times=(0, 9000)))

    assert [block.heading for block in blocks] == [
        Heading("Interviewer", SpeakerKind.interviewer, 0),
        Heading("Ana", SpeakerKind.respondent, 9000),
        None,
    ]
    assert [block.has_gap for block in blocks] == [False, True, False]


def test_an_empty_line_inside_a_turn_stays_a_gap():
    assert [block.has_gap for block in all_blocks(talk("Ana: One.\n\nTwo.\nThree."))] == [False, True, False]


@given(TALKS)
def test_blocks_cover_what_is_visible_of_every_segment(transcript):
    shown = set()
    for block in all_blocks(transcript):
        shown |= set(range(block.start, block.end))

    for segment in transcript.segments:
        said = range(segment.start, segment.end)
        assert {place for place in said if not transcript.text[place].isspace()} <= shown


@given(TALKS)
def test_the_way_back_is_the_way_there(transcript):
    blocks = Blocks(transcript)
    forth = all_blocks(transcript)

    block, back = blocks.at(len(transcript.text)), []
    while block is not None:
        back.append(block)
        block = blocks.before(block)

    assert back[::-1] == forth


@given(TALKS)
def test_a_position_lies_in_its_block_or_before_it(transcript):
    blocks, known = Blocks(transcript), all_blocks(transcript)

    for position in range(len(transcript.text)):
        expected = next((block for block in known if block.end > position), known[-1] if known else None)
        assert blocks.at(position) == expected


@given(st.integers(1, 5 * LONGEST), st.sampled_from(["x", "word ", "One two three. ", "中", "e\u0301"]))
def test_a_long_paragraph_is_cut_into_blocks_that_join(length, unit):
    transcript = talk("Ana: " + (unit * length)[:length])

    blocks = all_blocks(transcript)

    said = "".join(transcript.text[block.start : block.end] for block in blocks)
    assert said.replace(" ", "") == transcript.text[5:].replace(" ", "")
    assert all(block.end - block.start <= 2 * LONGEST for block in blocks)
    assert [block.heading is not None for block in blocks] == [True] + [False] * (len(blocks) - 1)


def test_a_long_paragraph_is_cut_where_sentences_begin():
    transcript = talk("Ana: " + "We go together now, ana. " * 777 + "We go. " * 999)

    blocks = all_blocks(transcript)

    assert len(blocks) > 3
    assert all(transcript.text.startswith("We go", block.start) for block in blocks)


def test_a_sentence_without_end_is_cut_where_words_begin():
    transcript = talk("Ana: " + "wording " * 1777)

    assert {transcript.text[block.start : block.start + 8] for block in all_blocks(transcript)} == {
        "wording "
    }


def test_a_transcript_without_turns_or_segments_is_shown_all_the_same():
    transcript = talk("only text").model_copy(update={"segments": ()})

    assert [(block.start, block.end) for block in all_blocks(transcript)] == [(0, 9)]


def test_an_empty_transcript_has_no_block():
    assert Blocks(talk("")).at(0) is None
