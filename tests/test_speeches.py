"""400 speeches that are no interviews go through ingest and suggest, and the page says what came of it."""

import pytest

from tools.marked_sections import is_current
from tools.pattern_rates import load_codebook
from tools.speeches_profile import NAME, PAGE, Profile, measure, section


@pytest.fixture(scope="module")
def profile(shared_data) -> Profile:
    return measure(shared_data)


@pytest.mark.real_data
def test_every_speech_is_read_and_most_codes_are_suggested_somewhere(profile):
    assert len(profile.words) == 400
    assert sum(profile.words.values()) > 1_000_000
    assert len(profile.by_code) > 60
    assert all(0 < len(speeches) <= 400 for speeches in profile.by_code.values())


@pytest.mark.real_data
def test_the_page_is_current(profile):
    assert is_current(PAGE, NAME, section(profile, load_codebook("fit"))), (
        "run: python -m tools.speeches_profile"
    )
