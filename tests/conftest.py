"""What every test may rely on: the shared material, and Hypothesis profiles that never flake."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.studies import run, study

__all__ = ["run", "study"]

SHARED_DATA = "FITCODE_SHARED_DATA"

# The same examples on every run and machine; HYPOTHESIS_PROFILE=thorough looks further.
settings.register_profile(
    "ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile("thorough", settings.get_profile("ci"), derandomize=False, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def _shared_data_folder() -> Path | None:
    named = os.environ.get(SHARED_DATA)
    folder = Path(named) if named else None
    return folder if folder and folder.is_dir() else None


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of published material: transcripts, REFI-QDA projects, gold codings."""
    folder = _shared_data_folder()
    if folder is None:
        pytest.skip(f"{SHARED_DATA} names no folder")
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip tests marked real_data where the material is not at hand."""
    if _shared_data_folder() is not None:
        return
    absent = pytest.mark.skip(reason=f"{SHARED_DATA} names no folder")
    for item in items:
        if "real_data" in item.keywords:
            item.add_marker(absent)
