"""A project for every test of the store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fitcode.store.project import Project
from tests.support.projects import new_project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path / "study") as made:
        yield made
