"""Component registries: what they state, and every mistake at its line."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.domain.choices import Branch, Level
from fitcode.domain.component import Component, Registry
from fitcode.errors import InvalidFile
from fitcode.formats.components_yaml import parse_registry

MINUSMA = """\
mission: minusma
name: United Nations mission in Mali
components:
  - {id: asifu, name: Information Fusion Unit, parent: force, branch: Military, aliases: ASIFU}
  - {id: force, branch: military, level: force, place: Bamako, aliases: [FHQ, force  headquarters, FHQ]}
  - {id: mandate, branch: reference, country: no}
"""


def parse(text: str) -> Registry:
    return parse_registry(text, file="c.yaml")


def faults_of(text: str) -> list[str]:
    with pytest.raises(InvalidFile) as caught:
        parse(text)
    return [str(fault) for fault in caught.value.faults]


def with_components(*components: str) -> str:
    return "mission: m\ncomponents:\n" + "".join(f"  - {{{component}}}\n" for component in components)


def test_a_registry_is_read_in_the_order_of_the_file():
    registry = parse(MINUSMA)

    assert (registry.mission, registry.name) == ("minusma", "United Nations mission in Mali")
    assert registry.components == (
        Component(
            id="asifu",
            name="Information Fusion Unit",
            parent="force",
            branch=Branch.military,
            aliases=("ASIFU",),
        ),
        Component(
            id="force",
            name="force",
            branch=Branch.military,
            level=Level.force,
            place="Bamako",
            aliases=("FHQ", "force headquarters"),
        ),
        Component(id="mandate", name="mandate", branch=Branch.reference, country="no"),
    )


def test_two_components_may_share_an_alias():
    registry = parse(with_components("id: a, aliases: [the battalion]", "id: b, aliases: [the battalion]"))

    assert [component.aliases for component in registry.components] == [("the battalion",)] * 2


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("components: []\n", "c.yaml:1:1: A components file has no `mission`."),
        ("mission: m\n", "c.yaml:1:1: The file has no `components`"),
        ("mission: UN Mali\ncomponents: []\n", "c.yaml:1:10: The id 'UN Mali' may hold only"),
        (
            "mission: m\ncomponents: []\nsorce: x\n",
            "Unknown key 'sorce' in a components file. Did you mean 'source'?",
        ),
        (with_components("name: Force HQ"), "c.yaml:3:5: A component has no `id`. Add `id: force-hq`."),
        (
            with_components("id: a, alias: x"),
            "c.yaml:3:13: Unknown key 'alias' in a component. Did you mean 'aliases'?",
        ),
        (
            with_components("id: a, branch: militry"),
            "c.yaml:3:21: `branch` cannot be 'militry'. Did you mean 'military'?",
        ),
        (
            with_components("id: a, level: batalion"),
            "`level` cannot be 'batalion'. Known: force, mission, sector, unit.",
        ),
        (
            with_components("id: a", "id: b", "id: a"),
            "c.yaml:5:10: Two components have the id 'a', the first on line 3.",
        ),
        (
            with_components("id: force", "id: b, parent: forc"),
            "c.yaml:4:21: No component 'forc' for a parent. Did you mean 'force'?",
        ),
        (with_components("id: a, parent: a"), "c.yaml:3:21: Parents lead in a circle: a > a."),
        (
            with_components("id: a, parent: b", "id: b, parent: c", "id: c, parent: b"),
            "c.yaml:4:21: Parents lead in a circle: b > c > b.",
        ),
        (
            with_components("id: a, aliases: 'FHQ, force'"),
            "`aliases` is one text with commas: write a list, [FHQ, force].",
        ),
        (with_components("id: a, aliases: [x, [y]]"), "An entry of `aliases` should be text, not a list."),
        (
            "mission: m\ncomponents: [force]\n",
            "An entry of `components` is text: begin it with `- id: force`.",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line_and_the_nearest_right_name(text, fault):
    assert any(fault in found for found in faults_of(text)), faults_of(text)


def test_a_circle_is_told_once_however_many_lead_into_it():
    found = faults_of(
        with_components("id: a, parent: b", "id: b, parent: a", "id: c, parent: a", "id: d, parent: b")
    )

    assert found == ["c.yaml:3:21: Parents lead in a circle: a > b > a."]


def test_every_mistake_is_reported_at_once():
    found = faults_of("mission: M\ncomponents:\n- {id: A}\n- {id: b, parent: x}\n- {branch: y}\n")

    assert [text.split(":")[1] for text in found] == ["1", "3", "4", "5", "5"]


@given(
    st.integers(0, len(MINUSMA)), st.integers(0, 12), st.text(alphabet="abc:-[]{},'\"#&*!|\n \t", max_size=6)
)
def test_a_spoilt_file_is_a_registry_or_an_invalid_file(place, dropped, inserted):
    with suppress(InvalidFile):
        parse(MINUSMA[:place] + inserted + MINUSMA[place + dropped :])
