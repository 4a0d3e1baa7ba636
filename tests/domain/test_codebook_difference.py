"""What changed from one codebook to the next."""

from hypothesis import given
from hypothesis import strategies as st

from fitcode.domain.choices import Dimension
from fitcode.domain.codebook import Code, Codebook, Pattern
from fitcode.domain.codebook_difference import Change, ChangeKind, compare_codebooks

SPARE = Pattern(id="p1", phrase="spare part")
FUEL = Pattern(id="p2", phrase="out of fuel")
PARTS = Code(
    id="parts",
    name="Spare parts",
    parent="operational",
    dimension=Dimension.operational,
    patterns=(SPARE, FUEL),
)
FIT = Codebook(
    id="fit",
    name="Fit",
    codes=(
        Code(id="operational", name="Operational fit", dimension=Dimension.operational),
        PARTS,
        Code(id="cultural", name="Cultural fit", dimension=Dimension.cultural),
    ),
)


def with_parts(**changes: object) -> Codebook:
    changed = PARTS.model_copy(update=changes)
    return FIT.model_copy(update={"codes": tuple(changed if code is PARTS else code for code in FIT.codes)})


def told(old: Codebook | None, new: Codebook) -> list[str]:
    return [str(change) for change in compare_codebooks(old, new)]


def test_a_first_codebook_is_all_new():
    assert told(None, FIT) == [
        "added operational: Operational fit",
        "added parts: Operational fit / Spare parts, with 2 patterns",
        "added cultural: Cultural fit",
    ]


def test_the_same_codebook_has_no_changes():
    assert told(FIT, FIT) == []


def test_a_code_that_leaves_comes_last_and_one_that_comes_stands_in_its_place():
    new = FIT.model_copy(update={"codes": (Code(id="new", name="New"), FIT.codes[0], FIT.codes[2])})

    assert told(FIT, new) == ["added new: New", "removed parts: Operational fit / Spare parts"]


def test_a_new_name_is_a_rename_because_the_id_stays():
    assert told(FIT, with_parts(name="Parts")) == ["renamed parts: from 'Spare parts' to 'Parts'"]


def test_a_new_parent_is_a_move():
    assert told(FIT, with_parts(parent="cultural")) == [
        "moved parts: from 'Operational fit' to 'Cultural fit'"
    ]
    assert told(FIT, with_parts(parent=None)) == ["moved parts: from 'Operational fit' to the top"]


def test_what_a_code_means_changes_field_by_field():
    new = with_parts(definition="Parts.", dimension=Dimension.cultural, examples=("One.",), choose_one=True)

    (change,) = compare_codebooks(FIT, new)

    assert (change.kind, change.code) == (ChangeKind.changed, "parts")
    assert change.detail.split("; ") == [
        "dimension from 'operational' to 'cultural'",
        "definition added",
        "examples (0 to 1)",
        "choose_one added",
    ]


def test_a_long_text_is_named_and_not_repeated():
    old, new = with_parts(definition="a" * 100), with_parts(definition="b" * 100)

    assert told(old, new) == ["changed parts: definition"]


def test_patterns_are_told_apart_from_meaning():
    light = FUEL.model_copy(update={"weight": 0.1})
    near = Pattern(id="p3", near=(("fuel", "diesel"), ("lend",)))

    assert told(FIT, with_parts(patterns=(light, near))) == [
        "patterns parts: 1 added (near fuel + lend); 1 removed ('spare part'); 1 changed ('out of fuel')"
    ]
    assert told(FIT, with_parts(patterns=(FUEL, SPARE))) == ["patterns parts: another order"]


def test_a_pattern_of_many_phrases_shows_its_first_ones():
    some, many = (Pattern(id=f"p{n}", any_of=("fuel", "diesel", "tyre", "pump")[:n]) for n in (3, 4))

    assert told(with_parts(patterns=()), with_parts(patterns=(some, many))) == [
        "patterns parts: 2 added (any of fuel, diesel, tyre, any of fuel, diesel, tyre, ...)"
    ]


def test_the_codebook_itself_may_change():
    new = FIT.model_copy(update={"version": "2", "codes": (FIT.codes[2], FIT.codes[0], FIT.codes[1])})

    assert compare_codebooks(FIT, new) == [
        Change(kind=ChangeKind.changed, code=None, detail="version from '1' to '2'; order of the codes")
    ]
    assert told(FIT, new) == ["changed the codebook: version from '1' to '2'; order of the codes"]


CODES = st.builds(
    Code,
    id=st.sampled_from(["a", "b", "c"]),
    name=st.sampled_from(["A", "B"]),
    parent=st.sampled_from([None, "a"]),
    definition=st.sampled_from(["", "x"]),
    examples=st.sampled_from([(), ("x",), ("y",)]),
    patterns=st.sampled_from([(), (SPARE,), (FUEL,), (SPARE, FUEL)]),
)
CODEBOOKS = st.lists(CODES, unique_by=lambda code: code.id, max_size=3).map(
    lambda codes: Codebook(id="fit", name="Fit", codes=tuple(codes))
)


@given(CODEBOOKS, CODEBOOKS)
def test_there_are_changes_exactly_when_the_content_differs(old, new):
    assert (compare_codebooks(old, new) == []) == (old.hash == new.hash)
