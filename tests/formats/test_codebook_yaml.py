"""Codebook files: what a tree of codes means, and every mistake at its line."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.domain.choices import Dimension, Part
from fitcode.domain.codebook import Code, Codebook
from fitcode.errors import InvalidFile
from fitcode.formats.codebook_yaml import parse_codebook

FIT = """\
id: fit
name: Fit between mission components
version: 1.0
language: EN
source: "Rietjens & Ruffa 2019"
codes:
  - id: operational
    name: Operational fit
    dimension: operational
    definition: >
      Do resources and ways of
      working align?
    examples: We had no fuel, ever.
    colour: "#b5651d"
    choose_one: true
    codes:
      - id: spare-parts
        definition: Fuel and parts.
        examples: ["One.", "Two."]
        patterns:
          - spare part
          - {phrase: run out of fuel, valence: misfit, weight: 0.8}
      - id: language-use
        dimension: cultural
  - id: no
"""


def parse(text: str) -> Codebook:
    return parse_codebook(text, file="fit.yaml")


def code_of(codebook: Codebook, code_id: str) -> Code:
    code = codebook.code(code_id)
    assert code is not None
    return code


def faults_of(text: str) -> list[str]:
    with pytest.raises(InvalidFile) as caught:
        parse(text)
    return [str(fault) for fault in caught.value.faults]


def one_code(*lines: str) -> str:
    return "id: fit\ncodes:\n  - id: a\n" + "".join(f"    {line}\n" for line in lines)


def test_codes_keep_the_order_of_the_file_with_parents_before_children():
    codebook = parse(FIT)

    assert [(code.id, code.parent) for code in codebook.codes] == [
        ("operational", None),
        ("spare-parts", "operational"),
        ("language-use", "operational"),
        ("no", None),
    ]


def test_a_child_inherits_the_dimension_unless_it_states_its_own():
    codebook = parse(FIT)

    assert code_of(codebook, "spare-parts").dimension is Dimension.operational
    assert code_of(codebook, "language-use").dimension is Dimension.cultural
    assert code_of(codebook, "no").dimension is None


def test_a_child_plays_the_part_of_its_parent_unless_it_states_its_own():
    codebook = parse(
        "id: fit\ncodes:\n"
        "  - {id: outcomes, part: consequence, codes: [{id: delay, codes: [{id: late}]},"
        " {id: advice, part: remedy}]}\n  - id: plain\n"
    )

    assert [codebook.part(code.id) for code in codebook.codes] == [
        *(Part.consequence, Part.consequence, Part.consequence, Part.remedy, None)
    ]
    assert code_of(codebook, "delay").part is None, "what a child inherits is not its own content"


def test_what_is_left_out_has_a_sensible_value():
    codebook = parse("id: coherence-matrix\ncodes:\n  - id: spare-parts_and-fuel\n")

    assert codebook.name == "coherence-matrix"
    assert (codebook.version, codebook.language, codebook.source) == ("1", "en", "")
    assert codebook.codes[0].name == "Spare parts and fuel"


def test_values_that_yaml_takes_for_numbers_or_truth_values_stay_as_written():
    codebook = parse("id: no\nversion: 1.10\nlanguage: no\ncodes:\n  - id: on\n  - id: 007\n    name: 12\n")

    assert (codebook.id, codebook.version, codebook.language) == ("no", "1.10", "no")
    assert [(code.id, code.name) for code in codebook.codes] == [("on", "On"), ("007", "12")]


def test_texts_over_several_lines_are_trimmed():
    operational = code_of(parse(FIT), "operational")

    assert operational.definition == "Do resources and ways of working align?"


def test_a_bare_text_is_a_list_of_one():
    operational = code_of(parse(FIT), "operational")

    assert operational.examples == ("We had no fuel, ever.",)


def test_a_codebook_may_have_no_codes_yet():
    assert parse("id: empty\ncodes: []\n").codes == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("codes: []\n", "fit.yaml:1:1: A codebook has no `id`."),
        ("name: Cultural fit\ncodes: []\n", "Add `id: cultural-fit`."),
        ("id: fit\n", "fit.yaml:1:1: The codebook has no `codes`"),
        ("id: fit\ncodes:\n", "fit.yaml:2:1: The codebook has no `codes`"),
        ("id: fit\ncodes: a\n", "fit.yaml:2:8: `codes` should be a list, not text"),
        ("id: fit\ncodes:\n  a: {name: A}\n", "fit.yaml:3:3: `codes` should be a list, not keys and values"),
        (
            "id: fit\ncodes:\n  - spare parts\n",
            "fit.yaml:3:5: An entry of `codes` is text: begin it with `- id:",
        ),
        (
            "id: fit\ncodes:\n  - name: Spare parts\n",
            "fit.yaml:3:5: A code has no `id`. Add `id: spare-parts`.",
        ),
        ("id: fit\ncodes:\n  - id: Spare Parts\n", "fit.yaml:3:9: The id 'Spare Parts' may hold only"),
        ("id: fit\ncodes:\n  - id: Spare Parts\n", "write 'spare-parts'"),
        ("id: fit\ncodes:\n  - id: Équipe\n", "write 'equipe'"),
        ("id: ../fit\ncodes: []\n", "fit.yaml:1:5: The id '../fit' may hold only"),
        ("id: [a]\ncodes: []\n", "fit.yaml:1:5: `id` should be text, not a list."),
        (
            "id: fit\nlanguage: english\ncodes: []\n",
            "fit.yaml:2:11: `language`: 'english' is no language code: write 'en'",
        ),
        (
            "id: fit\ncodes: []\ncods: []\n",
            "fit.yaml:3:1: Unknown key 'cods' in a codebook. Did you mean 'codes'?",
        ),
        (
            one_code("defintion: x"),
            "fit.yaml:4:5: Unknown key 'defintion' in a code. Did you mean 'definition'?",
        ),
        (one_code("use-when: x"), "Did you mean 'use_when'?"),
        (one_code("color: x"), "Did you mean 'colour'?"),
        (
            one_code("dimension: operatinal"),
            "fit.yaml:4:16: `dimension` cannot be 'operatinal'. Did you mean 'operational'?",
        ),
        (one_code("dimension: [cultural]"), "fit.yaml:4:16: `dimension` should be text, not a list."),
        (one_code("choose_one: maybe"), "fit.yaml:4:17: `choose_one` should be true or false, not 'maybe'."),
        (
            one_code("part: consequences"),
            "fit.yaml:4:11: `part` cannot be 'consequences'. Did you mean 'consequence'?",
        ),
        (
            one_code("colour: #b5651d"),
            "fit.yaml:4:5: `colour` is empty: a colour begins with #, so it needs quotes",
        ),
        (one_code("colour: brownish"), "fit.yaml:4:13: `colour` should be like"),
        (one_code("definition: {a: b}"), "fit.yaml:4:17: `definition` should be text, not keys and values."),
        (one_code("examples: {a: b}"), "fit.yaml:4:15: `examples` should be a list of texts"),
        (
            one_code("examples:", "  - fine", "  - he said: no"),
            "fit.yaml:6:9: An entry of `examples` should be text",
        ),
        (one_code("examples: [a, '', b]"), "fit.yaml:4:19: An entry of `examples` is empty."),
        (one_code("id: b"), "fit.yaml:4:5: The key 'id' stands twice, first on line 3"),
        (
            one_code("codes:", "  - id: b", "  - id: a"),
            "fit.yaml:6:13: Two codes have the id 'a', the first on line 3",
        ),
        ("id: fit\ncodes: [{id: a}, {id: a}]\n", "Two codes have the id 'a', the first on line 2"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_the_nearest_right_name(text, fault):
    assert any(fault in found for found in faults_of(text)), faults_of(text)


def test_every_mistake_is_reported_at_once_in_the_order_of_lines():
    found = faults_of(
        "id: Fit\nlanguage: klingon\ncodes:\n  - id: a\n    dimension: x\n    patterns: [{}, {phrase: ''}]\n"
        "  - id: a\n    nam: A\n"
    )

    assert [text.split(":")[1] for text in found] == ["1", "2", "5", "6", "6", "7", "8"]


def test_thirty_levels_of_codes_are_enough():
    def nested(levels: int) -> str:
        lines = [f"{'  ' * 2 * n}codes:\n{'  ' * 2 * n}  - id: c{n}\n" for n in range(levels)]
        return "id: deep\n" + "".join(lines)

    assert len(parse(nested(30)).codes) == 30
    assert "nested more than 30 deep" in faults_of(nested(31))[0]


def test_a_file_beyond_measure_is_refused_unread():
    assert "at most 5,000,000 are read" in faults_of("#" * 5_000_001)[0]


def test_a_hundred_codes_with_two_thousand_patterns_are_read_in_no_time():
    patterns = "".join(
        f"      - {{phrase: run out of fuel {n}, valence: misfit, weight: 0.8}}\n" for n in range(20)
    )
    text = "id: big\ncodes:\n" + "".join(f"  - id: c{n}\n    patterns:\n{patterns}" for n in range(100))

    begun = time.process_time()
    codebook = parse(text)

    assert len(codebook.codes) == 100
    # It takes a fifth of this; the bound only catches a reader that went quadratic.
    assert time.process_time() - begun < 5


class TestTheHash:
    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("name: Operational fit", "name: Operational"),
            ("version: 1.0", 'version: "1.1"'),
            ("Fuel and parts.", "Fuel, and parts."),
            ("weight: 0.8", "weight: 0.7"),
            ("choose_one: true", "choose_one: false"),
            ("choose_one: true", "choose_one: true\n    part: remedy"),
            ("dimension: operational", "dimension: strategic"),
            ("id: no\n", "id: yes\n"),
            ("- spare part\n", "- spare parts\n"),
        ],
    )
    def test_it_changes_when_the_content_changes(self, old, new):
        assert old in FIT
        assert parse(FIT.replace(old, new)).hash != parse(FIT).hash

    def test_it_is_what_earlier_releases_made_of_the_same_file(self):
        assert parse(FIT).hash.startswith("22d87959e2e3bf40")

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("id: fit\n", "# a remark\nid: fit\n\n"),
            ("language: EN", "language: 'en'"),
            ("name: Operational fit", 'name:   "Operational  fit"'),
            ("version: 1.0", "version: '1.0'"),
            ("examples: We had no fuel, ever.", 'examples: ["We had no fuel, ever."]'),
            (
                "{phrase: run out of fuel, valence: misfit, weight: 0.8}",
                "{weight: .8, valence: misfit, phrase: run out of fuel}",
            ),
        ],
    )
    def test_it_stays_when_only_the_writing_changes(self, old, new):
        assert old in FIT
        assert parse(FIT.replace(old, new)).hash == parse(FIT).hash


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """The valid file with a few lines dropped, doubled, shifted or spoilt."""
    lines = FIT.splitlines(keepends=True)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(lines) - 1))
        kind = draw(st.sampled_from(["drop", "double", "indent", "outdent", "insert", "swap"]))
        if kind == "drop":
            lines[place] = ""
        elif kind == "double":
            lines[place] *= 2
        elif kind == "indent":
            lines[place] = draw(st.sampled_from([" ", "  ", "\t"])) + lines[place]
        elif kind == "outdent":
            lines[place] = lines[place].removeprefix("  ")
        elif kind == "swap":
            lines[place], lines[-1] = lines[-1], lines[place]
        else:
            at = draw(st.integers(0, len(lines[place])))
            lines[place] = lines[place][:at] + draw(st.text(max_size=4)) + lines[place][at:]
    return "".join(lines)


@given(mutated() | st.text(max_size=80))
def test_any_text_is_a_codebook_or_an_invalid_file(text):
    with suppress(InvalidFile):
        codebook = parse(text)
        assert len({code.id for code in codebook.codes}) == len(codebook.codes)
        assert codebook.hash
