from pathlib import Path

import pytest
from striprtf.striprtf import rtf_to_text

from fitcode.domain.reading import BlockKind, Reading
from fitcode.errors import UnreadableFile
from fitcode.formats.transcript_rtf import read_rtf
from tests.formats.samples import texts, told

PROLOGUE = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil\fcharset0 Arial;}{\f1\fnil\fcharset204 Cyr;}"
    r"{\f2\fnil\fcharset128 MS Mincho;}}{\colortbl;\red0\green0\blue0;}"
    r"{\stylesheet{\s0 Normal;}{\s1 heading 1;}}{\info{\title Secret title}{\author Somebody}}"
)


def read(tmp_path: Path, body: str, *, prologue: str = PROLOGUE) -> Reading:
    path = tmp_path / "interview.rtf"
    path.write_bytes((prologue + body + "}").encode("latin-1"))
    return read_rtf(path)


def test_paragraphs_tabs_and_line_breaks_are_read(tmp_path):
    reading = read(tmp_path, "\\pard INT: How was it?\\par\r\n\\pard R01:\\tab It was\\line slow.\\par")
    assert texts(reading) == ["INT: How was it?", "R01:\tIt was\nslow."]
    assert reading.encoding == "cp1252"


def test_bytes_are_decoded_by_the_code_page_of_their_font(tmp_path):
    body = r"caf\'e9 \f1\'ef\'f0\'e8\'e2\'e5\'f2\f2 \'93\'fa\'96\'7b\f0  \ldblquote ok\rdblquote\par"
    assert texts(read(tmp_path, body)) == ["café привет日本 “ok”"]


def test_the_second_half_of_a_double_byte_may_be_a_letter(tmp_path):
    assert texts(read(tmp_path, "\\f2 \\'83A\\'83\\'6e\\par")) == ["アハ"]


def test_many_double_bytes_take_no_longer_than_their_number(tmp_path):
    assert texts(read(tmp_path, "\\f2 " + "\\'83A" * 100_000 + "\\par")) == ["ア" * 100_000]


def test_unicode_has_a_fallback_that_is_skipped_and_pairs_are_joined(tmp_path):
    body = r"\u8364?10 \uc2\u1055\'cf\'cfx {\uc0\u1055}y \uc1\u-10179?\u-8694?\par"
    assert texts(read(tmp_path, body)) == ["€10 Пx Пy 😊"]


def test_unpaired_halves_become_a_replacement_and_never_a_surrogate(tmp_path):
    text = texts(read(tmp_path, r"a\u-10179?b\par"))[0]
    assert text == "a\ufffdb"


def test_headings_are_told_by_style_and_by_outline_level(tmp_path):
    reading = read(tmp_path, r"\pard\s1 Part one\par\pard\outlinelevel2 Part two\par\pard talk\par")
    assert [block.kind for block in reading.blocks] == [BlockKind.heading, BlockKind.heading, BlockKind.text]


def test_a_table_with_a_turn_per_row_gives_turns(tmp_path):
    rows = [("Speaker", "Text"), ("INT", "How was it?"), ("R01", "Slow.\\par Very slow.")]
    body = "\\pard Before\\par" + "".join(
        rf"\trowd\cellx100\cellx200\pard\intbl {a}\cell {b}\cell\row" for a, b in rows
    )
    assert told(read(tmp_path, body + r"\pard After\par")) == [
        (None, "Before"),
        ("INT", "How was it?"),
        ("R01", "Slow.\nVery slow."),
        (None, "After"),
    ]


def test_what_is_not_talk_is_left_out_with_a_note(tmp_path):
    body = (
        r"{\header\pard CONFIDENTIAL\par}{\footer\par}Text{\footnote a note}{\*\annotation odd}"
        r"{\field{\*\fldinst HYPERLINK x}{\fldrslt  here}}{\deleted gone}{\v hidden}"
        r"{\pict\pngblip 89504e47}{\pict{\*\blipuid 00}\bin4 }{{}}{\listtext 1.\tab} end.\par"
    )
    reading = read(tmp_path, body)
    assert texts(reading) == ["Text here end."]
    assert reading.notes == ("Left out: 1 header, 1 footnote, 1 comment, 2 pictures.",)


def test_a_text_box_is_read_and_its_fallback_is_not(tmp_path):
    box = r"{\*\shpinst\shpleft1{\sp{\sn a}{\sv b}}{\shptxt\pard Boxed\par}}{\shprslt{\pard Boxed\par}}"
    body = r"{\shp" + box + r"}x\par"
    assert texts(read(tmp_path, body)) == ["Boxed", "x"]


def test_many_nested_groups_are_no_matter(tmp_path):
    assert texts(read(tmp_path, "{" * 100_000 + "deep" + "}" * 100_000)) == ["deep"]


@pytest.mark.parametrize("body", ["{", "{\\b cut off in the mid", "text\\"])
def test_a_document_that_was_cut_off_is_damaged(tmp_path, body):
    path = tmp_path / "cut.rtf"
    path.write_bytes((PROLOGUE + body).encode())
    with pytest.raises(UnreadableFile, match="damaged or incomplete"):
        read_rtf(path)


def test_a_document_without_text_is_refused(tmp_path):
    with pytest.raises(UnreadableFile, match="holds no text"):
        read(tmp_path, r"\pard\par")


def test_words_agree_with_another_reader(tmp_path):
    body = (
        r"{\b INT:} What \i happened\i0 ?\par R01: \'93Nothing\'94 \emdash  we waited\u8230?\par"
        r"{\b R02:} Yes.\par"
    )
    theirs = rtf_to_text(PROLOGUE + body + "}")
    assert " ".join(texts(read(tmp_path, body))).split() == theirs.split()
