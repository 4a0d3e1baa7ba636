import json
from pathlib import Path

import pytest

from fitcode.domain.reading import BlockKind, Reading
from fitcode.errors import UnreadableFile
from fitcode.formats.transcript_json import read_json
from tests.formats.samples import told


def read(tmp_path: Path, content: object) -> Reading:
    path = tmp_path / "talk.json"
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8")
    return read_json(path)


def test_the_simple_form_is_read_whole(tmp_path):
    reading = read(
        tmp_path,
        {
            "title": "Interview R01",
            "kind": "focus-group",
            "language": "en",
            "metadata": {"Rank at time": "major", "age": 41, "pilot": True, "list": [1]},
            "turns": [
                {"speaker": "INT", "text": "How was it?", "start_ms": 1500, "end_ms": 2500.4},
                {"speaker": "R01", "text": "Slow.\nVery."},
                {"speaker": None, "text": "(laughter)"},
                {"speaker": "R01", "text": " "},
            ],
        },
    )
    assert told(reading) == [("INT", "How was it?"), ("R01", "Slow.\nVery."), (None, "(laughter)")]
    assert (reading.blocks[0].start_ms, reading.blocks[0].end_ms) == (1500, 2500)
    assert {block.kind for block in reading.blocks} == {BlockKind.turn}
    assert (reading.title, reading.language) == ("Interview R01", "en")
    assert reading.metadata == {
        "rank_at_time": "major", "age": "41", "pilot": "true", "kind": "focus-group",
    }  # fmt: skip
    assert reading.notes == ("Metadata 'list' holds a list and was left out.",)


def test_a_bare_list_of_turns_is_enough(tmp_path):
    assert told(read(tmp_path, [{"speaker": "R01", "text": "We waited."}])) == [("R01", "We waited.")]


def test_every_turn_that_is_off_is_named(tmp_path):
    turns = [{"speaker": "R01"}, {"text": 7}, "x", {"text": "ok", "speaker": {}}, {"text": "ok"}]
    with pytest.raises(UnreadableFile) as refused:
        read(tmp_path, {"turns": turns})
    assert (
        "turn 1 has no 'text' but 'speaker'; turn 2 has a number as its text; turn 3 is a text; and 1 more"
        in (refused.value.problem)
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(
            {
                "text": "all",
                "language": "fr",
                "segments": [
                    {"start": 0.0, "end": 2.5, "text": " We waited", "speaker": "SPEAKER_00"},
                    {"start": 2.5, "end": 4, "text": " for fuel.", "speaker": "SPEAKER_00"},
                    {"start": 4, "end": 6, "text": " Why?", "speaker": "SPEAKER_01"},
                ],
            },
            [("SPEAKER_00", "We waited for fuel.", 0, 4000), ("SPEAKER_01", "Why?", 4000, 6000)],
            id="WhisperX",
        ),
        pytest.param(
            {"segments": [{"start": 0.0, "end": 1.0, "text": "We waited"},
                          {"start": 1, "end": 2.0, "text": "long."},
                          {"start": 5.0, "end": 6.0, "text": "Then not."}]},
            [(None, "We waited long.", 0, 2000), (None, "Then not.", 5000, 6000)],
            id="Whisper",
        ),
        pytest.param(
            {"utterances": [{"speaker": "A", "text": "Hello there.", "start": 250, "end": 1750}]},
            [("A", "Hello there.", 250, 1750)],
            id="AssemblyAI",
        ),
        pytest.param(
            {"results": {"utterances": [{"speaker": 0, "transcript": "Hello.", "start": 0.25, "end": 1.5}]}},
            [("Speaker 0", "Hello.", 250, 1500)],
            id="Deepgram",
        ),
        pytest.param(
            {"results": {"audio_segments": [
                {"transcript": "Hello.", "speaker_label": "spk_0",
                 "start_time": "0.25", "end_time": "1.5"}]}},
            [("spk_0", "Hello.", 250, 1500)],
            id="AWS",
        ),
        pytest.param(
            {"monologues": [{"speaker": 1, "elements": [
                {"type": "text", "value": "Hello"}, {"type": "punct", "value": "."}]}]},
            [("Speaker 1", "Hello.", None, None)],
            id="Rev",
        ),
        pytest.param(
            {"results": [{"alternatives": [{"transcript": "Hello."}]}]},
            [(None, "Hello.", None, None)],
            id="Google",
        ),
        pytest.param({"text": "All of it."}, [(None, "All of it.", None, None)], id="text alone"),
    ],
)  # fmt: skip
def test_exports_of_recognisers_are_read(tmp_path, content, expected):
    reading = read(tmp_path, content)
    assert [(b.label, b.text, b.start_ms, b.end_ms) for b in reading.blocks] == expected


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"turns": [}', "is not JSON: line 1, column 12"),
        ("[" * 100_000, "nested too deeply"),
        ("7", "holds a number where turns were expected"),
        ('{"turns": {}}', "has an object under 'turns'"),
        ('{"turns": []}', "no turn in which anything is said"),
        ('{"chat_logs": [1], "id": 2}', "has no list of turns: it holds 'chat_logs', 'id'"),
        ("[1" + "0" * 9000 + "]", "is not JSON that can be read"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, content, reason):
    with pytest.raises(UnreadableFile, match=reason):
        read(tmp_path, content)


def test_numbers_that_are_none_are_no_times(tmp_path):
    reading = read(tmp_path, '[{"text": "x", "start_ms": NaN, "end_ms": Infinity}]')
    assert (reading.blocks[0].start_ms, reading.blocks[0].end_ms) == (None, None)


@pytest.mark.real_data
def test_the_negotiations_of_casino_are_refused_by_what_they_lack(shared_data):
    with pytest.raises(UnreadableFile, match="turn 1 has no 'text' but 'dialogue_id', 'chat_logs'"):
        read_json(shared_data / "gold" / "casino" / "casino_valid.json")
