import pytest

from fitcode.domain.component import Component, Registry
from fitcode.suggest.statements.mentions import ComponentFinder, Mention, is_in_capitals, mention_evidence
from tests.suggest.examples import MINUSMA, read

ASIFU, FORCE = "minusma/asifu", "minusma/force"


def mentions(*turns: str, registry: Registry = MINUSMA) -> list[tuple[str, str]]:
    """What is named, in the words of the text, all turns in order."""
    said = read(*turns)
    found = ComponentFinder(said.pipeline, [registry]).mentions(said)
    return [(one.components[0], said.quote(one.start, one.end)) for turn in found.values() for one in turn]


@pytest.mark.parametrize("alias", ["ASIFU", "ASIFU's", "ASIFUs", "ASIFU-led", "FHQ/ASIFU"])
def test_an_alias_in_capitals_is_found_as_written(alias):
    assert (ASIFU, "ASIFUs" if alias == "ASIFUs" else "ASIFU") in mentions(f"The {alias} fuel was gone.")


@pytest.mark.parametrize("alias", ["asifu", "Asifu", "ASIFUX", "fhq"])
def test_an_alias_in_capitals_is_not_found_in_other_letters(alias):
    assert mentions(f"The {alias} fuel was gone.") == []


@pytest.mark.parametrize(
    "alias", ["force headquarters", "Force Headquarters", "FORCE-HEADQUARTERS", "force\u00ad  headquarters"]
)
def test_other_aliases_and_names_are_found_in_any_case(alias):
    assert mentions(f"The {alias} had fuel.") == [(FORCE, alias)]


def test_an_alias_is_found_in_its_plural():
    assert mentions("The engineers had fuel.") == [("minusma/engineers", "engineers")]


def test_an_id_in_capitals_is_an_alias():
    registry = Registry(mission="unifil", components=(Component(id="MTF", name="Maritime Task Force"),))

    assert mentions("The MTF had fuel.", registry=registry) == [("unifil/MTF", "MTF")]


def test_the_longest_mention_wins():
    assert mentions("The Engineer Company had fuel.") == [("minusma/engineers", "Engineer Company")]


def test_a_name_may_reach_across_segments_but_not_across_turns():
    assert mentions("R: The Engineer. Company.", "R: Sector", "R: North.") == [
        ("minusma/engineers", "Engineer")
    ]


def test_a_mention_knows_its_turn_its_tokens_and_its_place():
    said = read("I: ASIFU?", "R: No.", "R: Sector North and ASIFU.")

    found = ComponentFinder(said.pipeline, [MINUSMA]).mentions(said)

    assert found == {2: [Mention(2, 2, 4, 20, 32, ("minusma/north",)), Mention(2, 5, 6, 37, 42, (ASIFU,))]}


def test_the_evidence_has_the_words_and_their_places():
    said = read("So ASIFU lent fuel to the battalion.")
    [found] = ComponentFinder(said.pipeline, [MINUSMA]).mentions(said).values()

    assert mention_evidence(said, found) == [
        {"component": ASIFU, "alias": "ASIFU", "span": [3, 8]},
        {
            "component": None,
            "alias": "the battalion",
            "span": [22, 35],
            "candidates": ["minusma/infantry", "minusma/police"],
        },
    ]


@pytest.mark.parametrize(
    ("name", "capitals"), [("ASIFU", True), ("J2", True), ("UN POL", True), ("Asifu", False), ("2", False)]
)
def test_capitals_are_letters_none_of_which_is_small(name, capitals):
    assert is_in_capitals(name) is capitals
