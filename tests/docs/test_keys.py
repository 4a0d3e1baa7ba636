"""The page of keys says what the screens do."""

from tools.key_reference import PAGE, reference


def test_the_key_reference_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == reference(), "run make docs"
