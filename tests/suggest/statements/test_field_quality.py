from fitcode.suggest.statements.field_quality import field_quality

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

    assert (found.passages, found.coded, found.stated, found.right) == (7, 5, 5, 3)
    assert (found.precision, found.coverage) == (0.6, 0.6)


def test_nothing_stated_has_no_precision_and_nothing_coded_no_coverage():
    assert (field_quality([(FIT, None)]).precision, field_quality([(FIT, None)]).coverage) == (None, 0.0)
    assert field_quality([]).coverage is None
