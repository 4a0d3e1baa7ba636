"""Three copies in which anything is done merge in any order to the same project, and nothing is lost."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fitcode.store.checks import check_project
from tests.support.merging import (
    KINDS,
    PEOPLE,
    Deed,
    copies,
    do,
    merge,
    opened,
    state_of,
    study,
    surviving,
    there,
)

ORDERS = ((0, 1, 2), (0, 2, 1), (1, 0, 2), (2, 1, 0))

DEEDS = st.tuples(
    st.integers(0, 2),
    st.builds(Deed, st.sampled_from(KINDS), st.sampled_from(PEOPLE), st.integers(0, 7), st.integers(0, 7)),
)


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    return study(tmp_path_factory.mktemp("base") / "study")


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(deeds=st.lists(DEEDS, max_size=14), later=st.lists(DEEDS, max_size=4))
def test_in_any_order_the_same(base, deeds, later):
    with tempfile.TemporaryDirectory() as scratch:
        places = [Path(scratch, name) for name in "abc"]
        with opened(list(copies(base, *places))) as (a, b, c):
            for number, deed in deeds:
                do((a, b, c)[number], deed)
            merge(b, c)
            for number, deed in later:
                do((a, b, c)[number], deed)
            lasting = surviving((a, b, c))
        states = {}
        for number, order in enumerate(ORDERS):
            targets = [Path(scratch, f"{number}-{place}") for place in order]
            made = [next(copies(places[place], target)) for place, target in zip(order, targets, strict=True)]
            with opened(made) as (one, two, three):
                merge(one, two)
                merge(one, three)
                assert not merge(one, two).counts
                states[order] = state_of(one)
                assert lasting <= there(one)
                if order == ORDERS[0]:
                    assert check_project(one) == []
        for order, state in states.items():
            for table, rows in state.items():
                assert rows == states[ORDERS[0]][table], (order, table)
