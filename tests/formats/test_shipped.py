"""What comes with fitcode is found and has no mistakes."""

import pytest

from fitcode.errors import FitcodeError
from fitcode.formats.cases_csv import parse_cases
from fitcode.formats.codebook_yaml import parse_codebook
from fitcode.formats.components_yaml import parse_registry
from fitcode.formats.shipped import (
    shipped_codebook,
    shipped_codebook_names,
    shipped_corpus,
    shipped_registry,
    shipped_registry_names,
)


@pytest.mark.parametrize("name", shipped_codebook_names())
def test_a_shipped_codebook_has_no_mistakes(name):
    path = shipped_codebook(name)
    assert path is not None

    codebook = parse_codebook(path.read_text(encoding="utf-8"), file=path.name)

    assert codebook.id == name
    assert codebook.codes


@pytest.mark.parametrize("name", shipped_registry_names())
def test_a_shipped_registry_has_no_mistakes(name):
    path = shipped_registry(name)
    assert path is not None

    registry = parse_registry(path.read_text(encoding="utf-8"), file=path.name)

    assert registry.mission == name
    assert registry.components


def test_the_demo_corpus_has_cases_of_components_that_the_demo_registry_knows():
    path = shipped_registry("demo")
    assert path is not None
    registry = parse_registry(path.read_text(encoding="utf-8"), file=path.name)

    rows = parse_cases(shipped_corpus() / "cases.csv")

    known = {component.id for component in registry.components}
    assert {row.component for row in rows if row.component} <= known
    assert all(list(shipped_corpus().rglob(f"{row.transcript}.*")) for row in rows)


def test_the_codebook_and_registries_that_the_commands_name_are_there():
    assert "fit" in shipped_codebook_names()
    assert {"demo", "minusma"} <= set(shipped_registry_names())


@pytest.mark.parametrize("name", ["", "nothing", "../fit", "components/demo", "fit.yaml"])
def test_a_name_that_nothing_shipped_has_finds_nothing(name):
    assert shipped_codebook(name) is None
    assert shipped_registry(name) is None


def test_an_unknown_corpus_is_refused_with_the_nearest_name():
    with pytest.raises(FitcodeError) as caught:
        shipped_corpus("demos")

    assert caught.value.remedy == "Did you mean 'demo'?"
