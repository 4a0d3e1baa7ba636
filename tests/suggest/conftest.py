"""Another package's suggesters and encoder, for tests that ask for them."""

import pytest

from tests.support.outside import install_outside


@pytest.fixture
def outside(tmp_path, monkeypatch) -> None:
    """Suggesters and an encoder that another package registers."""
    install_outside(tmp_path, monkeypatch)
