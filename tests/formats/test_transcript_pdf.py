import re
from pathlib import Path

import pytest

from fitcode.domain.reading import Reading
from fitcode.errors import UnreadableFile
from fitcode.formats.transcript_pdf import read_pdf
from fitcode.formats.transcript_plain import read_plain
from fitcode.text.compose import compose_transcript
from tests.formats.samples import page_of, pdf_of, texts

TALK = [
    f"R01: This is turn number {word}." for word in ("one", "two", "three", "four", "five", "six", "seven")
]


def read(tmp_path: Path, data: bytes) -> Reading:
    path = tmp_path / "interview.pdf"
    path.write_bytes(data)
    return read_pdf(path)


def test_pages_are_one_block_of_lines(tmp_path):
    reading = read(tmp_path, pdf_of([page_of(TALK[:4]), page_of(TALK[4:])]))
    assert texts(reading) == ["\n".join(TALK)]
    assert reading.notes == ()


def test_a_wider_gap_is_a_blank_line(tmp_path):
    page = [*page_of(TALK[:4]), *page_of(TALK[4:], top=600)]
    assert texts(read(tmp_path, pdf_of([page]))) == ["\n".join([*TALK[:4], "", *TALK[4:]])]


def test_running_heads_and_page_numbers_are_left_out_with_a_note(tmp_path):
    pages = []
    for number in range(1, 6):
        furniture = [(72, 780, f"Draft of {number} May, confidential"), (300, 20, f"Page {number} of 5")]
        pages.append([furniture[0], *page_of([f"R0{number}: said this on its page."]), furniture[1]])

    reading = read(tmp_path, pdf_of(pages))

    assert texts(reading) == ["\n".join(f"R0{n}: said this on its page." for n in range(1, 6))]
    assert reading.notes == (
        "Left out: 5 page numbers.",
        "Left out: 5 running heads and feet, such as 'Draft of 1 May, confidential'.",
    )


def test_what_is_said_again_on_few_pages_stays(tmp_path):
    pages = [
        page_of([f"INT: Question {n}.", "R01: Yes." if n < 3 else "R01: No."], top=760) for n in range(6)
    ]
    assert texts(read(tmp_path, pdf_of(pages)))[0].count("R01: Yes.") == 3


def test_line_numbers_are_left_out_in_the_margin_and_before_lines(tmp_path):
    numbers = [(30, 700 - 14 * i, str(i + 1)) for i in range(len(TALK))]
    apart = read(tmp_path, pdf_of([[*page_of(TALK), *numbers]]))
    assert texts(apart) == ["\n".join(TALK)]
    assert apart.notes == ("Left out: 7 line numbers in the margin.",)

    joined = [f"{i + 1}  {line}" for i, line in enumerate(TALK * 2)]
    together = read(tmp_path, pdf_of([page_of(joined)]))
    assert texts(together) == ["\n".join(TALK * 2)]


def test_a_hyphen_at_the_end_of_a_line_is_kept(tmp_path):
    assert texts(read(tmp_path, pdf_of([page_of(["R01: co-ordi-", "nation of fuel"])]))) == [
        "R01: co-ordi-\nnation of fuel"
    ]


def test_a_scan_is_refused_and_a_page_without_text_is_noted(tmp_path):
    with pytest.raises(UnreadableFile, match="has no text layer"):
        read(tmp_path, pdf_of([[], []]))
    assert read(tmp_path, pdf_of([page_of(TALK), []])).notes == (
        "No text on page 2: a picture, a scan or an empty page.",
    )


def test_a_password_is_said_to_be_one(tmp_path):
    with pytest.raises(UnreadableFile, match="is password-protected"):
        read(tmp_path, pdf_of([page_of(TALK)], password="xyz"))


@pytest.mark.parametrize("cut", [20, 200, 600])
def test_a_file_cut_off_is_refused_or_read_but_never_crashes(tmp_path, cut):
    data = pdf_of([page_of(TALK)])
    with pytest.raises(UnreadableFile, match=r"damaged|no text layer"):
        read(tmp_path, data[:cut])


@pytest.mark.real_data
class TestInterviewsOfPDPilot:
    @pytest.mark.parametrize("number", range(1, 8))
    def test_every_word_of_the_gold_text_comes_in_its_order(self, shared_data, number):
        gold = (shared_data / "gold" / "pdpilot" / f"P{number}.txt").read_text(encoding="utf-8")
        # The gold texts kept the line numbers that a browser printed beside the page.
        gold = re.sub(r"(?m)^\d+$", "", gold)
        reading = read_pdf(shared_data / "transcripts" / "pdpilot-pdf" / "transcripts" / f"P{number}.pdf")
        assert reading.blocks[0].text.split() == gold.split()

    @pytest.mark.parametrize("number", range(1, 8))
    def test_the_turns_are_those_of_the_gold_text(self, shared_data, number):
        def turns(reading: Reading) -> list[tuple[str, list[str]]]:
            draft = compose_transcript(reading)
            spoken = [
                (draft.speakers[turn.speaker].label, draft.text[turn.start : turn.end])
                for turn in draft.turns
            ]
            return [
                (label, [word for word in text.split() if not word.isdecimal()]) for label, text in spoken
            ]

        printed = shared_data / "transcripts" / "pdpilot-pdf" / "transcripts" / f"P{number}.pdf"
        assert turns(read_pdf(printed)) == turns(
            read_plain(shared_data / "gold" / "pdpilot" / f"P{number}.txt")
        )

    @pytest.mark.parametrize(
        ("name", "reason"),
        [
            ("code-system.pdf", "is a printed list of codes, not a transcript"),
            ("coded-segments.pdf", "is a printed list of coded segments, not a transcript"),
        ],
    )
    def test_lists_that_a_coding_program_printed_are_refused(self, shared_data, name, reason):
        with pytest.raises(UnreadableFile, match=reason):
            read_pdf(shared_data / "transcripts" / "pdpilot-pdf" / name)
