import time

from fitcode.suggest.near import WordHit, nearest_hits, word_hit


def hits(*words: int) -> list[WordHit]:
    return [WordHit(word, word, word * 10, word * 10 + 5) for word in words]


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


def test_a_contraction_counts_as_one_word():
    starts = [0, 6, 12]  # "don't share it"

    assert word_hit(3, 5, word_starts=starts)[:2] == (0, 0)
    assert word_hit(6, 14, word_starts=starts)[:2] == (1, 2)


def test_countless_choices_end():
    started = time.perf_counter()

    assert nearest_hits([hits(*range(14))] * 15, within=100) is None
    assert time.perf_counter() - started < 5
