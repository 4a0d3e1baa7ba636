import pytest

from fitcode.domain.component import Component, Registry
from fitcode.suggest.statements.mentions import is_in_capitals
from tests.suggest.examples import MINUSMA, codebook, suggest, transcript

FUEL = codebook("fuel", "truck")
ASIFU, FORCE, NORTH = "minusma/asifu", "minusma/force", "minusma/north"


def roles(*turns: str, own: str | None = None, registry: Registry = MINUSMA) -> tuple[str | None, str | None]:
    """About and counterpart of the one suggestion."""
    said = transcript(*turns, components=[own] if own else [])
    [found] = suggest(FUEL, said, registries=[registry])
    return found.about, found.counterpart


def mentioned(*turns: str) -> list[tuple[str | None, str]]:
    [found] = suggest(FUEL, transcript(*turns), registries=[MINUSMA])
    return [(mention["component"], mention["alias"]) for mention in found.evidence["components"]]


@pytest.mark.parametrize("alias", ["ASIFU", "ASIFU's", "ASIFUs", "ASIFU-led", "FHQ/ASIFU"])
def test_an_alias_in_capitals_is_found_as_written(alias):
    assert (ASIFU, "ASIFUs" if alias == "ASIFUs" else "ASIFU") in mentioned(f"The {alias} fuel was gone.")


@pytest.mark.parametrize("alias", ["asifu", "Asifu", "ASIFUX", "fhq"])
def test_an_alias_in_capitals_is_not_found_in_other_letters(alias):
    assert mentioned(f"The {alias} fuel was gone.") == []


@pytest.mark.parametrize("alias", ["force headquarters", "Force Headquarters", "FORCE-HEADQUARTERS"])
def test_other_aliases_and_names_are_found_in_any_case(alias):
    assert mentioned(f"The {alias} had fuel.") == [(FORCE, alias)]


def test_an_alias_is_found_in_its_plural():
    assert mentioned("The engineers had fuel.") == [("minusma/engineers", "engineers")]


def test_an_id_in_capitals_is_an_alias():
    registry = Registry(mission="unifil", components=(Component(id="MTF", name="Maritime Task Force"),))

    assert roles("The MTF had fuel.", registry=registry) == ("unifil/MTF", None)


def test_the_longest_mention_wins():
    assert mentioned("The Engineer Company had fuel.") == [("minusma/engineers", "Engineer Company")]


def test_an_alias_of_two_components_names_none():
    assert mentioned("We gave the battalion fuel.") == [(None, "the battalion")]
    assert roles("We gave the battalion and ASIFU fuel.", own=FORCE) == (None, None)


def test_of_two_components_the_first_is_what_it_is_about():
    assert roles("ASIFU got its fuel from FHQ, so ASIFU drove.") == (ASIFU, FORCE)


def test_three_components_leave_it_open():
    assert roles("ASIFU, FHQ and Sector North had fuel.") == (None, None)


def test_one_component_is_what_it_is_about():
    assert roles("ASIFU had fuel.") == (ASIFU, None)
    assert roles("ASIFU had fuel.", own=FORCE) == (ASIFU, None)


def test_after_we_a_name_is_the_other_side():
    assert roles("We lent ASIFU fuel.", own=FORCE) == (FORCE, ASIFU)


@pytest.mark.parametrize("said", ["ASIFU lent us fuel.", "ASIFU used our fuel."])
def test_a_name_before_we_is_what_it_is_about(said):
    assert roles(said, own=FORCE) == (ASIFU, FORCE)


def test_we_of_somebody_with_no_component_leaves_the_other_side_alone():
    assert roles("We lent ASIFU fuel.") == (None, ASIFU)


def test_a_country_in_capitals_is_no_pronoun():
    assert roles("ASIFU had US fuel.", own=FORCE) == (ASIFU, None)


def test_ones_own_component_needs_no_counterpart():
    assert roles("We at ASIFU had fuel.", own=ASIFU) == (ASIFU, None)


def test_where_the_segment_names_none_they_are_the_only_one_of_the_turn():
    assert roles("ASIFU was late. They had fuel.") == (ASIFU, None)
    assert roles("ASIFU was late. They lent us fuel.", own=FORCE) == (ASIFU, FORCE)


def test_what_speakers_say_of_themselves_is_left_to_them():
    assert roles("ASIFU was late. We had fuel.", own=FORCE) == (None, None)


def test_two_components_elsewhere_in_the_turn_leave_it_open():
    assert roles("ASIFU and FHQ were late. The fuel was gone.") == (None, None)


def test_another_turn_and_the_question_say_nothing():
    assert roles("I: And ASIFU?", "R: FHQ came.", "R: The fuel was gone.") == (None, None)


def test_mentions_stand_in_the_evidence_with_their_places():
    text = "So ASIFU lent fuel."

    [found] = suggest(FUEL, transcript("R: Hello.", text), registries=[MINUSMA])

    assert found.evidence["components"] == [{"component": ASIFU, "alias": "ASIFU", "span": [13, 18]}]


def test_an_ambiguous_mention_names_its_candidates():
    [found] = suggest(FUEL, transcript("The battalion had fuel."), registries=[MINUSMA])

    assert found.evidence["components"][0]["candidates"] == ["minusma/infantry", "minusma/police"]


@pytest.mark.parametrize(
    ("name", "capitals"), [("ASIFU", True), ("J2", True), ("UN POL", True), ("Asifu", False), ("2", False)]
)
def test_capitals_are_letters_none_of_which_is_small(name, capitals):
    assert is_in_capitals(name) is capitals
