"""Three copies in which anything is done merge in any order to the same project, and nothing is lost."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fitcode.store.checks import check_project
from tests.support.merging import KINDS, PEOPLE, Deed, copies, do, merge, opened, state_of, study

DEEDS = st.tuples(
    st.integers(0, 2),
    st.builds(
        Deed, st.sampled_from(KINDS), st.sampled_from(PEOPLE), st.integers(0, 7), st.integers(0, 7)
    ),
)


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    return study(tmp_path_factory.mktemp("base") / "study")


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
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
        orders = {"a<b<c": (0, 1, 2), "a<c<b": (0, 2, 1), "b<a<c": (1, 0, 2), "c<b<a": (2, 1, 0)}
        states = {}
        for name, (first, second, third) in orders.items():
            target = Path(scratch, name)
            with opened([*copies(places[first], target), *copies(places[second], target / "2")]) as (one, two):
                third_copy = next(copies(places[third], target / "3"))
                merge(one, two)
                merge(one, third_copy)
                third_copy.close()
                states[name] = state_of(one)
                before = one.connection.execute("SELECT count(*) FROM deeds").fetchone()
                merge(one, two)
                assert one.connection.execute("SELECT count(*) FROM deeds").fetchone() == before
                if name == "a<b<c":
                    assert check_project(one) == []
        for name, state in states.items():
            for table, rows in state.items():
                assert rows == states["a<b<c"][table], (name, table)
