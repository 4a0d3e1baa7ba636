"""400 speeches that are no interviews go through ingest and suggest, and the page says what came of it."""

import pytest

from tools.marked_sections import is_current
from tools.pattern_rates import load_codebook
from tools.speeches_profile import NAME, PAGE, Profile, measure, section


@pytest.fixture(scope="module")
def profile(shared_data) -> Profile:
    return measure(shared_data)


@pytest.mark.real_data
def test_every_speech_is_read_and_the_words_of_the_house_lead(profile):
    assert len(profile.words) == 400
    assert sum(profile.words.values()) > 1_000_000
    assert len(profile.by_code) > 60
    assert len(profile.by_code["coordination-bodies"]) > 200
    assert len(profile.by_code["mandate-reading"]) > 200


@pytest.mark.real_data
def test_the_page_is_current(profile):
    assert is_current(PAGE, NAME, section(profile, load_codebook("fit"))), (
        "run: python -m tools.speeches_profile"
    )
