"""Components named nearby: what a plain reading of aliases finds, and how fast."""

import time
from collections.abc import Mapping, Sequence

import pytest

from fitcode.workflow.sitting.name_components import ComponentFinder

CALLED = {
    "force": ["Force Headquarters", "FHQ"],
    "recce": ["Reconnaissance Company", "RECCE"],
    "police": ["Mission Police", "MPOL"],
}


def found(
    text: str, *, called: Mapping[str, Sequence[str]] = CALLED, near: str = "", low: int = 0, high: int = 0
) -> list[str]:
    start = text.index(near)
    return ComponentFinder(called).find(text, start, start + len(near), low=low, high=high or len(text))


def test_what_stands_nearest_to_the_selection_comes_first():
    text = "MPOL came. The FHQ slept. >Here.< And RECCE was far, far away."
    assert found(text, near=">Here.<") == ["recce", "force", "police"]


def test_what_the_selection_itself_names_comes_first_in_the_order_of_the_text():
    assert found("FHQ. RECCE told MPOL.", near="RECCE told MPOL") == ["recce", "police", "force"]


def test_a_component_named_twice_counts_by_its_nearest_place():
    assert found("FHQ far away, RECCE, and FHQ here", near="here") == ["force", "recce"]


@pytest.mark.parametrize("text", ["a recce was made", "Fhq", "the fhq"])
def test_capitals_count_as_they_are_written(text: str):
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    ["force headquarters", "FORCE HEADQUARTERS", "Force\n  Headquarters", "the Force Headquarters' fuel"],
)
def test_other_names_count_in_any_case_and_across_lines(text: str):
    assert found(text) == ["force"]


@pytest.mark.parametrize("text", ["two RECCEs", "Reconnaissance Companys", "RECCE's", "RECCE’s", "RECCE-led"])
def test_a_plural_a_possessive_and_a_compound_name_the_component(text: str):
    assert found(text) == ["recce"]


@pytest.mark.parametrize("text", ["xRECCE", "RECCE2", "RECCEx", "policemission", "Mission of Police"])
def test_a_name_inside_another_word_or_apart_is_none(text: str):
    assert found(text) == []


def test_a_shared_alias_names_every_component_that_bears_it():
    called = {"east": ["Sector HQ"], "west": ["Sector HQ"]}
    assert found("at Sector HQ", called=called) == ["east", "west"]


def test_of_two_names_that_begin_alike_the_longer_one_is_meant():
    called = {"force": ["Force"], "commander": ["Force Commander"], "chief": ["Commander"]}
    assert found("the Force Commander", called=called) == ["commander"]


@pytest.mark.parametrize("alias", ["C++", "(G3)", "S.3", "a|b", "[x]", r"\d+", "G*", "M&S", "J-3", "U.N."])
def test_signs_in_an_alias_mean_themselves(alias: str):
    called = {"one": [alias]}
    assert found(f"the {alias} cell", called=called) == ["one"]
    assert found("the C cell of 33, ab, x and G with S 3 or U N", called=called) == []


@pytest.mark.parametrize(
    ("alias", "text"),
    [
        ("بعثة الأمم المتحدة", "قالت بعثة الأمم المتحدة ذلك"),
        ("القوة", "في (القوة) أمس"),
        ("Straße", "in der STRAßE"),
        ("Général Koné", "le ge\u0301ne\u0301ral kone\u0301"),
        ("l’État-major", "à l'État-major"),
        ("सेना", "यह सेना है"),
    ],
)
def test_names_of_any_script_are_found_however_they_are_composed(alias: str, text: str):
    assert found(text, called={"one": [alias]}) == ["one"]


def test_a_mark_belongs_to_its_word():
    assert found("resume\u0301 सेनापति", called={"a": ["resume"], "b": ["सेना"]}) == []


def test_a_name_cut_by_the_border_of_the_stretch_is_not_read_as_a_shorter_one():
    text = "xFHQ says RECCEx"
    assert found(text, low=1, high=len(text) - 1) == []


@pytest.mark.parametrize("called", [{}, {"one": []}, {"one": ["", "  "]}])
def test_without_names_nothing_is_found(called: Mapping[str, Sequence[str]]):
    assert found("FHQ and more", called=called) == []


def test_two_thousand_aliases_cost_a_key_press_nothing():
    called = {f"c{n}": [f"{n}th Battalion", f"BAT{n}"] for n in range(1000)}
    text = "BAT7 spoke with the 999th Battalion of the mission. " * 60
    finder = ComponentFinder(called)
    began = time.perf_counter()
    assert finder.find(text, 0, 0, low=0, high=len(text)) == ["c7", "c999"]
    assert time.perf_counter() - began < 0.05
