import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fitcode.domain.words import count_words, word_mask, word_spans

NEAR_WORDS = st.text(st.sampled_from("aB1 _-'’ʼ\u2011\u0301\u0bcd.é\n你🇲Ⅷ²"), max_size=60)


@given(NEAR_WORDS | st.text(max_size=60))
@example("a-a-a-a-'a a--b -c- d' _e_ 'f' g’h")
def test_the_mask_shows_the_words_that_the_pattern_finds(text):
    mask = word_mask(text)

    assert len(mask) == len(text)
    assert set(mask) <= set(b"a ")
    starts = [
        index
        for index in range(len(text))
        if mask[index : index + 1] == b"a" and mask[index - 1 : index] != b"a"
    ]
    if mask[:2] == b"aa" or mask[:1] == b"a":
        starts = sorted({0, *starts})
    assert starts == [start for start, _ in word_spans(text)]


@given(NEAR_WORDS)
def test_text_without_marks_has_the_words_that_the_general_pattern_finds(text):
    # One mark far away makes the general pattern apply.
    assert count_words(text) == count_words(f"{text} \u0bcd") - 1


@pytest.mark.parametrize("text", ["", " ", "one", "l'été", "a" * 10_000])
def test_counting_starts_in_the_mask_counts_words(text):
    assert (b" " + word_mask(text)).count(b" a") == count_words(text)
