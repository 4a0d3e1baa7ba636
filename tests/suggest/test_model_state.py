"""Model states: written and read again without pickle."""

import numpy as np
import pytest

from fitcode.suggest.model_state import state_from_bytes, state_of, state_to_bytes


def test_a_state_comes_back_as_it_was_written():
    state = state_of("learned", facts={"codes": ["é"]}, arrays={"a.b": np.eye(2)}, trained_on="x")

    again = state_from_bytes(state_to_bytes(state))

    assert again[:3] == state[:3]
    assert np.array_equal(again.arrays["a.b"], np.eye(2))


def test_the_fingerprint_follows_from_what_it_was_trained_on():
    first, second = (
        state_of("semantic", facts={}, arrays={}, trained_on=trained_on) for trained_on in ("x", "y")
    )

    assert first.fingerprint != second.fingerprint


def test_other_bytes_are_refused():
    with pytest.raises(ValueError, match="no model state"):
        state_from_bytes(b"something else")
