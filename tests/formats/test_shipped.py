"""What comes with fitcode is found and has no mistakes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fitcode.domain.component import Component, Registry
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
from fitcode.suggest.reading.pipelines import Pipelines
from fitcode.suggest.reading.read_transcript import read_each
from fitcode.suggest.statements.mentions import ComponentFinder
from tests.suggest.examples import transcript

TEMPLATE = Path(__file__).parents[2] / "codebooks" / "templates" / "my-mission.yaml"
REGISTRIES = [name for name in map(shipped_registry, shipped_registry_names()) if name] + [TEMPLATE]

SHARED = {
    "demo": {"the general"},
    "minusma": {
        *("DSRSG", "deputy SRSG", "deputy special representative", "représentant spécial adjoint"),
        *("chief of staff", "COS"),
        *("the sector", "sector headquarters", "sector HQ", "SHQ", "sector commander"),
        *("le secteur", "quartier général du secteur", "état-major du secteur", "commandant de secteur"),
        *("G1", "G2", "G3", "G4", "G5"),
        *("the Dutch", "Dutch contingent", "Dutch troops", "les Néerlandais", "les Hollandais"),
    },
}
"""Aliases that several components bear on purpose; the comment on top of the file says why."""

OF_THE_FIRST_CASE = {
    *("srsg", "dsrsg-political", "dsrsg-humanitarian", "chief-of-staff", "jmac", "joc", "undss", "jcb"),
    *("protection-of-civilians", "political-affairs", "civil-affairs", "human-rights"),
    *("stabilization-recovery", "police-commissioner", "unpol", "force-commander", "force"),
    *("u1", "u2", "u3", "u5", "s1", "s2", "s3", "s5", "battalions", "niger-battalion", "riverine-unit"),
    *(f"sector-{side}" for side in ("west", "east", "north")),
    *(f"g{branch}-{side}" for branch in (1, 2, 3, 5) for side in ("west", "east", "north")),
    *("asifu", "asifu-hq", "isr-company", "isr-task-force", "humint-team", "soltg", "helicopter-detachment"),
    *("unocha", "ngos", "fama", "french-force", "mandate", "doctrine", "host-society"),
}
"""What Rietjens and Ruffa (2019) name, and the staff branches that their letters and numbers make, by id."""

EVERY_REGISTRY = pytest.mark.parametrize("path", REGISTRIES, ids=lambda path: path.stem)


def registry_of(path: Path) -> Registry:
    return parse_registry(path.read_text(encoding="utf-8"), file=path.name)


def comment_of(path: Path) -> str:
    """The comment on top of a file, on one line."""
    above, _, _ = path.read_text(encoding="utf-8").partition("\nmission:")
    return " ".join(line.removeprefix("#").strip() for line in above.splitlines())


def calls(registry: Registry) -> Iterator[tuple[str, Component]]:
    """Every alias with the component that it is written for."""
    return ((alias, component) for component in registry.components for alias in component.aliases)


def bearers(registry: Registry, aliases: list[str], *, language: str) -> Iterator[tuple[str, set[str]]]:
    """Each alias, said alone, with the ids of the components that it is read as."""
    pipelines = Pipelines(language=language)
    [read] = read_each([transcript(*aliases)], pipelines)
    mentions = ComponentFinder(pipelines.of(language), [registry]).mentions(read)
    for turn, alias in enumerate(aliases):
        whole = [one for one in mentions.get(turn, ()) if read.quote(one.start, one.end) == alias]
        yield alias, {name.partition("/")[2] for one in whole for name in one.components}


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


@EVERY_REGISTRY
@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_alias_is_read_as_its_own_component_and_as_no_other_unless_that_is_meant(path, language):
    registry = registry_of(path)
    written = list(calls(registry))

    read = list(bearers(registry, [alias for alias, _ in written], language=language))

    assert [
        alias for (alias, component), (_, ids) in zip(written, read, strict=True) if component.id not in ids
    ] == []
    assert {alias for alias, ids in read if len(ids) > 1} == SHARED.get(path.stem, set())


@EVERY_REGISTRY
def test_the_comment_on_top_names_every_shared_alias(path):
    assert {alias for alias in SHARED.get(path.stem, set()) if alias not in comment_of(path)} == set()


@EVERY_REGISTRY
def test_no_alias_is_the_id_or_the_name_of_another_component(path):
    registry = registry_of(path)
    owners = [(called.lower(), one.id) for one in registry.components for called in (one.id, one.name)]

    taken = [
        (component.id, alias, owner)
        for alias, component in calls(registry)
        for called, owner in owners
        if called == alias.lower() and owner != component.id
    ]

    assert taken == []


@EVERY_REGISTRY
def test_every_parent_exists(path):
    components = registry_of(path).components

    assert {one.parent for one in components if one.parent} <= {one.id for one in components}


def test_minusma_has_every_component_of_the_first_case():
    path = shipped_registry("minusma")
    assert path is not None

    assert OF_THE_FIRST_CASE - {component.id for component in registry_of(path).components} == set()


def test_the_template_of_a_mission_explains_every_key_and_is_not_offered_as_a_mission():
    registry, comment = registry_of(TEMPLATE), comment_of(TEMPLATE)

    assert registry.mission == TEMPLATE.stem
    assert [key for key in Component.model_fields if f" {key} " not in comment] == []
    assert TEMPLATE.stem not in shipped_registry_names()


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
