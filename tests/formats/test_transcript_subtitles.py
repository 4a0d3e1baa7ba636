import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.domain.reading import BlockKind, Reading
from fitcode.errors import UnreadableFile
from fitcode.formats.cues import parse_cues
from fitcode.formats.transcript_subtitles import read_subtitles


def read(tmp_path, text: str, name: str = "a.vtt") -> Reading:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="")
    return read_subtitles(path)


def turns(reading: Reading) -> list[tuple[str | None, str, int | None, int | None]]:
    assert all(block.kind is BlockKind.turn for block in reading.blocks)
    return [(block.label, block.text, block.start_ms, block.end_ms) for block in reading.blocks]


def test_captions_of_a_voice_are_one_turn_with_its_times(tmp_path):
    reading = read(
        tmp_path,
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.500\n<v Jane Doe>We had no fuel\n\n"
        "2\n00:00:02.500 --> 00:00:04.000\n<v.loud Jane Doe>and no parts.</v>\n\n"
        "3\n00:04.000 --> 1:02:07.5\n<v Dan>Why?\n",
    )

    assert turns(reading) == [
        ("Jane Doe", "We had no fuel and no parts.", 1_000, 4_000),
        ("Dan", "Why?", 4_000, 3_727_500),
    ]
    assert reading.format == "vtt"


def test_two_voices_in_one_caption_are_two_turns(tmp_path):
    reading = read(tmp_path, "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Hi.</v>\n<v Ben>Hello.</v>\n")

    assert turns(reading) == [("Ann", "Hi.", 1_000, 2_000), ("Ben", "Hello.", 1_000, 2_000)]


def test_names_at_the_head_of_captions_are_voices(tmp_path):
    reading = read(
        tmp_path,
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nJane Doe: So: how was it?\n\n"
        "2\n00:00:02.000 --> 00:00:03.000\nDr. van Dam: Fine.\n\n"
        "3\n00:00:03.000 --> 00:00:04.000\nVery fine.\n\n"
        "4\n00:00:05.000 --> 00:00:06.000\nJane Doe: Good.\n",
    )

    assert [(label, text) for label, text, _, _ in turns(reading)] == [
        ("Jane Doe", "So: how was it?"),
        ("Dr. van Dam", "Fine. Very fine."),
        ("Jane Doe", "Good."),
    ]


def test_one_colon_among_many_captions_is_no_voice(tmp_path):
    cues = "".join(f"\n{n}\n00:00:0{n},000 --> 00:00:0{n},900\nwe went on {n} times\n" for n in range(1, 7))

    reading = read(tmp_path, f"{cues}\n7\n00:00:07,000 --> 00:00:08,000\nGao: too hot.\n", "a.srt")

    assert [(label, text) for label, text, _, _ in turns(reading)] == [
        (None, " ".join([*(f"we went on {n} times" for n in range(1, 7)), "Gao: too hot."]))
    ]


def test_marks_part_voices_without_names(tmp_path):
    reading = read(
        tmp_path,
        "1\n00:00:01,000 --> 00:00:02,000\n- Tea?\n- Yes.\n\n2\n00:00:02,000 --> 00:00:03,000\n>> Good.\n",
        "a.srt",
    )

    assert [text for _, text, _, _ in turns(reading)] == ["Tea?", "Yes.", "Good."]
    assert any("No speaker is named" in note for note in reading.notes)


def test_pauses_and_full_stops_part_turns_without_voices(tmp_path):
    long = "This goes on for quite a while and says little. " * 13
    reading = read(
        tmp_path,
        f"1\n00:00:01,000 --> 00:00:02,000\nFirst words,\n\n2\n00:00:02,100 --> 00:00:03,000\nand more.\n\n"
        f"3\n00:00:05,000 --> 00:00:09,000\n{long.strip()}\n\n4\n00:00:09,000 --> 00:00:10,000\nNext.\n",
        "a.srt",
    )

    assert [text for _, text, _, _ in turns(reading)] == ["First words, and more.", long.strip(), "Next."]


def test_both_lines_of_a_bilingual_caption_are_kept(tmp_path):
    reading = read(
        tmp_path,
        "1\n00:00:04,640 --> 00:00:06,460\nAn bɛ baro de la.\nOn est en causerie.\n\n\n"
        "2\n00:00:06,560 --> 00:00:07,000\nUnhun.\nOK.\n",
        "a.srt",
    )

    assert turns(reading)[0][1] == "An bɛ baro de la.\nOn est en causerie.\nUnhun.\nOK."


def test_tags_entities_comments_and_styles_go(tmp_path):
    reading = read(
        tmp_path,
        "WEBVTT - A talk\nKind: captions\nLanguage: fr\n\nSTYLE\n::cue { color: red; }\n\nREGION\nid:fred\n\n"
        "NOTE Confidence: 0.91\n\nNOTE a person's remark\nof two lines\n\n"
        "00:00:01.000 --> 00:00:02.000 align:start\n"
        "<i>A</i> &lt; <c.red>B</c> &amp; <00:00:01.500>C{\\an8}\n",
    )

    assert turns(reading) == [(None, "A < B & C", 1_000, 2_000)]
    assert (reading.language, reading.title) == ("fr", "A talk")
    assert "1 comment (NOTE) left out." in reading.notes


def test_notes_of_meeting_programs_go_and_give_the_language(tmp_path):
    reading = read(
        tmp_path,
        'WEBVTT\n\nNOTE duration:"00:01:02"\n\nNOTE language:en-us\n\nNOTE Confidence: 0.8\n\n'
        "6e2b1f0c-0d3a-4c1e-9a7b-2f5d8e1c4a90\n00:00:01.000 --> 00:00:02.000\nHello there.\n",
    )

    assert turns(reading) == [(None, "Hello there.", 1_000, 2_000)]
    assert reading.language == "en-us"
    assert not any("comment" in note for note in reading.notes)


def test_rolling_captions_are_shown_once(tmp_path):
    reading = read(
        tmp_path,
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n \nso<00:00:01.500><c> we went</c>\n\n"
        "00:00:02.000 --> 00:00:02.010\nso we went\n \n\n"
        "00:00:02.010 --> 00:00:03.000\nso we went\nto<00:00:02.500><c> Gao</c>\n\n"
        "00:00:03.000 --> 00:00:03.010\nto Gao\n \n",
    )

    assert turns(reading) == [(None, "so we went to Gao", 1_000, 3_000)]
    assert any("Rolling captions" in note for note in reading.notes)


def test_a_person_who_says_the_same_twice_is_heard_twice(tmp_path):
    reading = read(
        tmp_path, "1\n00:00:01,000 --> 00:00:02,000\nNo.\n\n2\n00:00:02,000 --> 00:00:03,000\nNo.\n", "a.srt"
    )

    assert turns(reading)[0][1] == "No. No."


def test_forgotten_headers_and_blank_lines_are_borne(tmp_path):
    reading = read(
        tmp_path,
        "\ufeff1\r\n0:0:1,5 --> 0:0:2\r\nOne\r\n2\r\n00:00:02.000 -> 00:00:03.000\r\nTwo\r\n",
        "a.vtt",
    )

    assert [block.text for block in reading.blocks] == ["One Two"]
    assert any("WEBVTT header is missing" in note for note in reading.notes)


def test_broken_times_cost_no_words(tmp_path):
    reading = read(
        tmp_path,
        "1\n00:00:01,000 --> 00:00:02,000\nOne.\n\n2\n00:00:0x,000 --> nowhere\nTwo.\n\n3\nThree.\n",
        "a.srt",
    )

    assert " ".join(block.text for block in reading.blocks) == "One. Two. Three."
    assert "1 caption has a time that cannot be read; the text was kept." in reading.notes
    assert any(note.startswith("1 piece of text stands outside") for note in reading.notes)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.vtt", "", "is empty"),
        ("a.vtt", "WEBVTT\n", "has no captions: no line states times"),
        ("a.srt", "some text", "has no captions: no line states times"),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\n\n", "has no captions: no caption in it has text"),
    ],
)
def test_a_file_without_captions_is_refused_with_the_reason(tmp_path, name, content, reason):
    with pytest.raises(UnreadableFile, match=rf"{name} {reason}"):
        read(tmp_path, content, name)


@given(
    st.text(st.sampled_from("0123:.,->\n <v/>WEBTNOaé&;"), max_size=300),
    st.sampled_from([".vtt", ".srt", ".sbv"]),
)
def test_any_text_is_parsed_without_losing_words(text, suffix):
    found = parse_cues(text, suffix=suffix)

    kept = sum(len(line) for cue in found.cues for line in cue.lines)
    assert kept <= len(text)
    assert all(cue.start_ms is None or cue.end_ms is None or cue.start_ms <= cue.end_ms for cue in found.cues)


@pytest.mark.real_data
class TestPublishedCaptions:
    """Every caption file of the shared data: read with these turns, or refused for this reason."""

    refused = {  # noqa: RUF012
        "empty.vtt": "is empty",
        "no_captions.vtt": "no line states times",
        "invalid_format.sbv": "no line states times",
        "invalid_format1.srt": "no line states times",
        "invalid_format2.srt": "no line states times",
        "invalid_format3.srt": "no line states times",
        "invalid_format4.srt": "no caption in it has text",
    }
    captions = {  # noqa: RUF012
        "captions_with_bom.vtt": 4,
        "invalid.vtt": 7,
        "invalid_timeframe.sbv": 5,
        "invalid_timeframe.srt": 5,
        "invalid_timeframe.vtt": 7,
        "invalid_timeframe_in_cue_text.vtt": 3,
        "metadata_headers.vtt": 2,
        "metadata_headers_multiline.vtt": 2,
        "missing_caption_text.sbv": 4,
        "missing_caption_text.srt": 4,
        "missing_caption_text.vtt": 4,
        "missing_timeframe.sbv": 5,
        "missing_timeframe.srt": 5,
        "missing_timeframe.vtt": 7,
        "one_caption.srt": 1,
        "one_caption.vtt": 1,
        "sample.sbv": 6,
        "sample.srt": 5,
        "sample.vtt": 16,
        "two_captions.sbv": 3,
        "using_identifiers.vtt": 6,
    }

    def test_files_without_captions_are_refused(self, shared_data):
        folder = shared_data / "formats" / "vtt_srt_edge"
        for name, reason in self.refused.items():
            with pytest.raises(UnreadableFile, match=reason):
                read_subtitles(folder / name)

    def test_every_other_file_is_read(self, shared_data):
        folder = shared_data / "formats" / "vtt_srt_edge"
        names = {path.name for path in folder.iterdir()} - set(self.refused)

        assert {name for name in names if not read_subtitles(folder / name).blocks} == set()

    def test_odd_files_keep_every_caption(self, shared_data):
        folder = shared_data / "formats" / "vtt_srt_edge"
        found = {
            name: sum(block.text.count("Caption text") for block in read_subtitles(folder / name).blocks)
            for name in self.captions
        }

        assert found == self.captions

    def test_rolling_captions_of_a_video_site_are_shown_once(self, shared_data):
        reading = read_subtitles(shared_data / "formats" / "vtt_srt_edge" / "youtube_dl.vtt")

        assert turns(reading) == [(None, "yeah what this will happen is I'm telling", 286_070, 305_069)]
        assert reading.language == "en"

    def test_voices_of_a_meeting_program(self, shared_data):
        reading = read_subtitles(shared_data / "formats" / "vtt_srt_edge" / "non_padded_timestamps.vtt")

        assert turns(reading) == [
            ("Jane Doe", "Good morning everyone.", 0, 3_540),
            ("John Smith", "Morning, let's get started.", 3_540, 7_230),
            ("Jane Doe", "Thanks for joining.", 65_200, 3_727_950),
        ]

    def test_two_languages_stay_side_by_side_and_not_normalised(self, shared_data):
        import unicodedata

        reading = read_subtitles(shared_data / "transcripts" / "bambara" / "griots_r13.srt")
        text = "\n".join(block.text for block in reading.blocks)

        assert "Ɛɛ n bɛ n balima bɛɛ fo.\nEh je salue tous mes frères et sœurs." in text
        assert text != unicodedata.normalize("NFC", text)


def srt_of(*said: str) -> str:
    return "\n".join(
        f"{n}\n00:00:{n:02d},000 --> 00:00:{n:02d},900\n{text}\n" for n, text in enumerate(said, 1)
    )


def test_a_role_of_several_words_that_recurs_at_the_head_of_captions_is_a_voice(tmp_path):
    said = ["Interviewer: Well?", "Deputy commander: I came in March,", "before the rain."] * 4

    labels = [label for label, *_ in turns(read(tmp_path, srt_of(*said), "a.srt"))]

    assert labels == ["Interviewer", "Deputy commander"] * 4


@pytest.mark.parametrize("role", ["UN police officer", "Officier secteur est"])
def test_a_role_may_hold_words_that_are_prose_elsewhere(tmp_path, role):
    said = ["Interviewer: Well?", f"{role}: I came in March,", "before the rain,", "and stayed."] * 4

    labels = [label for label, *_ in turns(read(tmp_path, srt_of(*said), "a.srt"))]

    assert labels == ["Interviewer", role] * 4


def test_prose_that_recurs_before_a_colon_is_no_voice(tmp_path):
    said = [
        "Interviewer: Well?",
        "He said: no.",
        "People said: no.",
        "Il a dit: non.",
        "Ils disent: oui.",
        "Une chose: le bruit.",
        "Sergeant: So I left.",
        "Then came the rain.",
    ] * 5

    labels = {label for label, *_ in turns(read(tmp_path, srt_of(*said), "a.srt"))}

    assert labels == {"Interviewer", "Sergeant"}
