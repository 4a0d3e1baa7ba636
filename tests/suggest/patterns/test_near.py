import re
import time
from bisect import bisect_right

from hypothesis import given
from hypothesis import strategies as st

from fitcode.domain.words import word_spans
from fitcode.suggest.patterns.near import WordHit, nearest_hits
from tests.suggest.examples import codebook, rules_find, transcript, words


def hits(*numbers: int) -> list[WordHit]:
    return [WordHit(word, word, word * 10, word * 10 + 5) for word in numbers]


def places(found: list[WordHit] | None) -> list[int]:
    return [hit.first_word for hit in found or []]


def test_the_first_choice_that_fits_is_taken():
    assert places(nearest_hits([hits(0, 20), hits(9, 22)], within=4)) == [20, 22]


def test_the_window_holds_both_ends():
    assert places(nearest_hits([hits(0), hits(7)], within=8)) == [0, 7]
    assert nearest_hits([hits(0), hits(8)], within=8) is None


def test_the_tightest_of_several_is_taken():
    assert places(nearest_hits([hits(3), hits(6, 4), hits(8, 5)], within=8)) == [3, 4, 5]


def test_a_window_too_small_for_a_phrase_finds_nothing():
    assert nearest_hits([[WordHit(0, 2, 0, 15)], [WordHit(3, 3, 16, 20)]], within=2) is None


def test_one_hit_cannot_serve_two_lists():
    assert nearest_hits([hits(1), hits(1)], within=8) is None
    assert places(nearest_hits([hits(1, 2), hits(1)], within=8)) == [1, 2]


def test_a_contraction_or_a_hyphenated_word_counts_as_one_word():
    near = {"near": (("do",), ("share",)), "within": 3}

    assert words(rules_find(codebook(near), "We don't ever-ever share it.")) == ["do", "share"]
    assert rules_find(codebook(near), "We don't ever ever share it.") == []


@given(st.lists(st.sampled_from(["f", "g", "h", "x", "f-g", "g h"]), max_size=30), st.integers(1, 6))
def test_two_lists_over_a_whole_transcript_find_what_they_find_one_by_one(said, within):
    text = " ".join(said)
    patterns = codebook({"near": (("f", "g", "g h"), ("g", "h", "f-g")), "within": within})

    found = rules_find(patterns, transcript(text, whole_turns=True))

    lists = [in_order(text, ["f", "g", "g[ -]h"]), in_order(text, ["g", "h", "f[ -]g"])]
    nearest = nearest_hits(lists, within=within)
    assert [rule["spans"] for one in found for rule in one.evidence["rules"]] == (
        [[[hit.start, hit.end] for hit in nearest]] if nearest else []
    )


def in_order(text: str, phrases: list[str]) -> list[WordHit]:
    """Every place of these phrases."""
    starts = [start for start, _ in word_spans(text)]
    places = {
        (match.start(1), match.end(1))
        for phrase in phrases
        for match in re.finditer(rf"(?=\b({phrase})\b)", text)
    }
    return [
        WordHit(bisect_right(starts, start) - 1, bisect_right(starts, end - 1) - 1, start, end)
        for start, end in sorted(places)
    ]


def test_countless_choices_end():
    started = time.perf_counter()

    assert nearest_hits([hits(*range(14))] * 15, within=100) is None
    assert time.perf_counter() - started < 5
