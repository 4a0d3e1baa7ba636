import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.domain.suggestion import TranscriptText
from fitcode.suggest.reading.annotation import Annotation, annotate, annotation_key
from fitcode.suggest.reading.pipelines import Pipelines
from tests.suggest.examples import transcript

ENGLISH = Pipelines().of("en")


def of(*turns: str) -> Annotation:
    return annotate(transcript(*turns), ENGLISH)


def plain(annotation: Annotation) -> list[object]:
    """All that it holds, as plain values."""
    return [
        annotation.starts.tolist(),
        annotation.ends.tolist(),
        annotation.forms.tolist(),
        annotation.lemma_of.tolist(),
        list(annotation.vocabulary),
    ]


def test_tokens_stand_where_the_transcript_has_them():
    text = "I: So? R: We lent\u00ad  two."

    made = annotate(transcript("I: So?", "R: We len\u00adt  two."), ENGLISH)

    text = "I: So?\nR: We len\u00adt  two."
    assert [text[start:end] for start, end in zip(made.starts, made.ends, strict=True)] == [
        *["We", "len\u00adt", "two", "."]
    ]
    assert [made.vocabulary[lemma] for lemma in made.lemmas] == ["we", "lend", "two", "."]


@given(st.lists(st.text(max_size=30), max_size=4))
def test_an_annotation_comes_back_from_its_bytes(turns):
    made = of(*(f"R: {turn}" for turn in turns))

    assert plain(Annotation.from_bytes(made.to_bytes())) == plain(made)


def test_an_annotation_takes_few_bytes():
    made = of("R: " + "We lent them fuel, and they never gave any of it back to us. " * 200)

    assert len(made.to_bytes()) < 2 * len(made)


@pytest.mark.parametrize("cut", [0, 5, 30, -1])
def test_bytes_that_hold_none_are_refused(cut):
    with pytest.raises(ValueError, match="no annotation"):
        Annotation.from_bytes(of("R: We lent fuel.").to_bytes()[:cut])


@given(st.binary(max_size=60))
def test_broken_bytes_are_refused_whatever_they_are(noise):
    whole = of("R: We lent fuel.").to_bytes()

    for broken in (noise, whole[:21] + noise, whole[:-4] + noise + b"x"):
        with pytest.raises(ValueError, match="no annotation"):
            Annotation.from_bytes(broken)


def test_a_transcript_in_which_no_respondent_speaks_has_no_tokens():
    for made in (of("I: So?"), annotate(TranscriptText("ana", "", None, ()), ENGLISH)):
        assert len(made) == len(Annotation.from_bytes(made.to_bytes())) == 0


def test_the_same_text_makes_the_same_bytes_whatever_was_read_before():
    before = Pipelines().of("en")
    annotate(transcript("R: Zebras and apples."), before)

    assert annotate(transcript("R: We lent fuel."), before).to_bytes() == of("R: We lent fuel.").to_bytes()


def test_its_key_names_language_and_versions_without_loading_them():
    code = (
        "import sys\n"
        "from fitcode.suggest.reading.annotation import annotation_key\n"
        "print(annotation_key('fr'))\n"
        "print(sorted({'spacy', 'simplemma', 'numpy'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    key, loaded = done.stdout.splitlines()
    assert key == annotation_key("fr") != annotation_key("en")
    assert "spacy 3." in key
    assert loaded == "[]"
