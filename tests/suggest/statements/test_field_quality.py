from fitcode.suggest.statements.field_quality import confusion, dyad_pairs, field_quality, majority_quality

FIT, MISFIT = "fit", "misfit"
PAIRS = [
    (FIT, FIT),
    (FIT, MISFIT),
    (MISFIT, None),
    (MISFIT, MISFIT),
    (None, FIT),
    (None, None),
    (MISFIT, MISFIT),
]


def test_precision_is_over_what_was_stated_and_coverage_over_what_was_coded():
    found = field_quality(PAIRS)

    assert (found.passages, found.coded, found.stated, found.right, found.same) == (7, 5, 5, 3, 4)
    assert (found.precision, found.coverage, found.accuracy) == (0.6, 0.6, 4 / 7)


def test_nothing_stated_has_no_precision():
    found = field_quality([(FIT, None)])

    assert (found.precision, found.coverage, found.accuracy) == (None, 0.0, 0.0)
    assert field_quality([]).accuracy is None


def test_the_baseline_always_says_what_was_coded_most():
    assert majority_quality(PAIRS).right == 3
    assert majority_quality([(None, FIT)]).stated == 0


def test_confusion_counts_empty_values_too():
    assert confusion(PAIRS)[MISFIT, MISFIT] == 2
    assert confusion(PAIRS)[None, FIT] == 1


def test_a_dyad_is_the_same_either_way_round_and_needs_both_sides():
    pairs = dyad_pairs([(("a", "b"), ("b", "a")), (("a", "b"), ("a", None)), ((None, None), ("a", "b"))])

    assert pairs == [("a - b", "a - b"), ("a - b", None), (None, "a - b")]
