"""Language: told from the talk, never from labels or headings, and not at all where it is not clear."""

import pickle
import socket
import sys
from pathlib import Path

import pytest

from fitcode.domain.transcript import TranscriptDraft
from fitcode.errors import FitcodeError
from fitcode.formats.registry import read_transcript
from fitcode.formats.shipped import shipped_corpus
from fitcode.text import language
from fitcode.text.compose import compose_transcript
from fitcode.text.language import (
    Detected,
    detect_language,
    likeliest_language,
    spoken_language,
    with_language,
)
from tests.text.composing import compose

DEVELOPMENT = Path(__file__).resolve().parent.parent / "data" / "development"

FRENCH = (
    "Nous travaillons avec la police depuis deux ans. On se voit chaque matin, et cela va mieux qu'avant, "
    "parce que nous avons enfin les mêmes radios et les mêmes cartes."
)
ENGLISH = (
    "We have worked with the police for two years. We meet every morning, and it goes better than before, "
    "because at last we have the same radios and the same maps."
)


def file_draft(path: Path) -> TranscriptDraft:
    return compose_transcript(read_transcript(path))


def told(draft: TranscriptDraft) -> tuple[str | None, list[str]]:
    """The language that a draft gets, and the notes that come with it."""
    found = spoken_language(draft)
    made = with_language(draft, found) if found else draft
    return made.language, [note for note in made.notes if note not in draft.notes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FRENCH, "fr"),
        (ENGLISH, "en"),
        (ENGLISH.upper(), "en"),
        (
            "Vi har jobbet sammen med politiet i to år. Vi møtes hver morgen, og det går bedre enn før. " * 2,
            "nb",
        ),
        ("我们和警察一起工作了两年。我们每天早上见面，现在比以前好多了，因为我们有了同样的地图。" * 4, "zh"),
        ("نعمل مع الشرطة منذ سنتين. نلتقي كل صباح، والأمور أفضل من قبل لأن لدينا نفس الخرائط." * 2, "ar"),
    ],
)
def test_a_text_of_some_sentences_has_its_language(text, expected):
    assert detect_language(text) == expected


@pytest.mark.parametrize("text", ["", "Oui.", "Nous avons la radio.", "1 2 3 " * 100, "- ?! " * 100])
def test_too_little_talk_and_no_words_have_none(text):
    assert detect_language(text) is None


def test_talk_in_two_languages_has_none():
    text = " ".join(f"{french} {english}" for french, english in [(FRENCH, ENGLISH)] * 10)

    assert detect_language(text) is None
    assert likeliest_language(text, [(0, len(text))]) is not None


def test_labels_headings_and_front_matter_are_not_talk():
    header = "---\ntitle: What they said about the work of the two units in the sector\n---\n\n"
    turns = "\n\n".join(f"The interviewer from the office: {FRENCH}" for _ in range(2))

    assert told(compose(f"{header}# How the two of them work together\n\n{turns}"))[0] == "fr"


def test_a_stated_language_stands_without_a_note():
    draft = compose(f"---\nlanguage: en\n---\n\nANA: {FRENCH}\n\nBEN: {FRENCH}")

    assert told(draft) == ("en", [])


def test_a_note_says_how_sure_it_is_and_never_that_it_is_certain():
    assert told(compose(f"ANA: {FRENCH}")) == ("fr", ["Language detected: fr (0.99)."])


def test_a_note_says_that_a_language_is_not_clear():
    assert Detected("fr", 0.6).note == "Language not clear, at best fr (0.60): the project's is assumed."


def test_what_is_no_language_is_never_sure():
    assert not Detected("zxx", 0.99).is_sure


def test_the_same_talk_in_other_turns_has_the_same_language():
    whole = compose(f"ANA: {FRENCH * 20}")
    cut = compose("\n\n".join(f"{'AB'[number % 2]}NA: {FRENCH}" for number in range(20)))

    assert told(whole)[0] == told(cut)[0] == "fr"


@pytest.mark.parametrize("path", sorted(DEVELOPMENT.glob("*.txt")), ids=lambda path: path.stem)
def test_interviews_have_the_language_that_they_state_or_english(path):
    draft = file_draft(path)
    unstated = draft.model_copy(update={"language": None})

    assert told(unstated)[0] == (draft.language or "en")


@pytest.mark.parametrize("name", ["chef-operations-ouest.docx", "presidente-association.md"])
def test_a_french_demo_interview_that_does_not_say_so_is_french(name):
    draft = file_draft(shipped_corpus() / name).model_copy(update={"language": None})

    assert told(draft) == ("fr", ["Language detected: fr (0.99)."])


@pytest.mark.real_data
class TestPublishedTalk:
    def test_oral_histories_and_classes_are_english(self, shared_data):
        files = [
            *(shared_data / "transcripts/oral-history").glob("*.txt"),
            *(shared_data / "transcripts/zoom").glob("*.vtt"),
        ]

        assert {path.name for path in files if told(file_draft(path))[0] != "en"} == set()

    @pytest.mark.parametrize("name", ["griots_r1.srt", "griots_r4.srt", "griots_r13.srt"])
    def test_captions_in_bambara_and_french_have_none(self, shared_data, name):
        found, (note,) = told(file_draft(shared_data / "transcripts/bambara" / name))

        assert found is None
        assert note.startswith("Language not clear, at best fr")

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            *(("arabic", "ar"), ("bulgarian", "bg"), ("chinese", "zh"), ("french", "fr"), ("greek", "el")),
            *(("hebrew-2", "he"), ("korean", "ko"), ("russian", "ru"), ("spanish", "es"), ("turkish", "tr")),
        ],
    )
    def test_samples_of_ten_languages_have_theirs(self, shared_data, name, expected):
        path = shared_data / "formats/charset_samples" / f"sample-{name}.txt"

        assert told(file_draft(path))[0] == expected


def test_the_identifier_reads_neither_network_nor_pickles(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("it should not be asked")

    for owner, name in ((socket, "socket"), (pickle, "load"), (pickle, "loads"), (pickle, "Unpickler")):
        monkeypatch.setattr(owner, name, refuse)

    fresh = language.load_identifier.__wrapped__()

    assert fresh.classify(FRENCH)[0] == "fr"


def test_the_identifier_is_unpacked_once_a_process():
    assert language.load_identifier() is language.load_identifier()


def test_a_full_disk_is_told_with_a_way_round_it(monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    import py3langid.langid

    monkeypatch.setattr(py3langid.langid.LanguageIdentifier, "from_model_file", full)

    with pytest.raises(FitcodeError, match="No space left on device") as caught:
        language.load_identifier.__wrapped__()
    assert "detect_language = false" in str(caught.value.remedy)


def test_nothing_slow_is_loaded_for_a_stated_language_or_with_the_module():
    import subprocess

    code = "import sys, fitcode.text.language; print({'py3langid', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"
