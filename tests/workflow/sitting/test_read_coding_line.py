"""One gesture of coding on one line."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fitcode.domain.choices import Valence
from fitcode.workflow.sitting.match_names import Choice
from fitcode.workflow.sitting.read_coding_line import (
    PartKind,
    put_valence,
    read_coding_line,
    take_candidate,
    write_coding_line,
)
from fitcode.workflow.sitting.resolve_coding_line import resolve

CODES = [
    Choice("role-clarity", "Role clarity and overlap", "Strategic fit / Role clarity and overlap"),
    Choice("staffing", "Staffing, posts and rotation", "Strategic fit / Staffing, posts and rotation"),
    Choice("stovepipes", "Separate hierarchies", "Strategic fit / Separate hierarchies"),
    Choice("phase-2", "Second phase", "Second phase"),
]
COMPONENTS = [
    Choice("recce-company", "Reconnaissance Company", "Reconnaissance Company", "ISR company"),
    Choice("force", "Force Headquarters", "Force Headquarters"),
]
SLUGS = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,9}", fullmatch=True)
IDS = SLUGS | st.builds("{}/{}".format, SLUGS, SLUGS)
MEMOS = st.text(st.sampled_from('a "\\\n⏎@>-+') | st.characters(), max_size=20)


def said(text: str) -> dict[str, object]:
    """What a line says, without what it leaves out."""
    values = read_coding_line(text)._asdict()
    return {name: value for name, value in values.items() if value and name not in ("text", "parts")}


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (
            'role cl -2 @isr >force "unsure about this',
            {
                "code": "role cl",
                "valence": Valence.misfit,
                "strength": 2,
                "about": "isr",
                "counterpart": "force",
                "memo": "unsure about this",
            },
        ),
        ("@isr -2 role >force cl", said("role cl -2 @isr >force")),
        ("role@isr>force", {"code": "role", "about": "isr", "counterpart": "force"}),
        ("rc +", {"code": "rc", "valence": Valence.fit}),
        ("rc ~3", {"code": "rc", "valence": Valence.mixed, "strength": 3}),
        ("role-clarity", {"code": "role-clarity"}),
        ("phase-2 -", {"code": "phase-2", "valence": Valence.misfit}),
        ("rc \N{MINUS SIGN}2", {"code": "rc", "valence": Valence.misfit, "strength": 2}),
        ("@- >-", {"cleared": {"about", "counterpart"}}),
        ("?", {"cleared": {"valence"}}),
        ("rc ?2", {"code": "rc", "strength": 2, "cleared": {"valence"}}),
        ('rc "', {"code": "rc", "cleared": {"memo"}}),
        ('rc "closed"', {"code": "rc", "memo": "closed"}),
        ('rc "he said "no"', {"code": "rc", "memo": 'he said "no"'}),
        ('rc "- @no >sign ~', {"code": "rc", "memo": "- @no >sign ~"}),
        ("", {}),
        ("  ", {}),
    ],
)
def test_a_line_says(text, meaning):
    assert said(text) == meaning


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("rc -4", "'-4': a strength is 1, 2 or 3."),
        ("rc -2 +", "Valence stands twice: -2 and +."),
        ("rc @isr @force", "About stands twice: @isr and @force."),
        ("rc+2", "'rc+2' holds a sign: put a space before the +."),
        ("-role", "'-role' cannot be read: put a space after the -."),
    ],
)
def test_what_cannot_be_read_is_said(text, fault):
    assert read_coding_line(text).faults == (fault,)


@given(
    code=IDS,
    valence=st.none() | st.sampled_from(Valence),
    strength=st.none() | st.integers(1, 3),
    about=st.none() | IDS,
    counterpart=st.none() | IDS,
    memo=st.none() | MEMOS,
)
@example(code="a", valence=None, strength=2, about=None, counterpart=None, memo='5"')
@example(code="a", valence=None, strength=None, about=None, counterpart=None, memo="\\\\⏎\\\n⏎")
def test_a_coding_written_as_a_line_reads_as_the_same_coding(
    code, valence, strength, about, counterpart, memo
):
    text = write_coding_line(
        code, valence=valence, strength=strength, about=about, counterpart=counterpart, memo=memo
    )

    line = read_coding_line(text)

    assert line.faults == ()
    assert (line.code, line.valence, line.strength) == (code, valence, strength)
    assert (line.about, line.counterpart) == (about, counterpart)
    assert line.memo == ((memo or "").strip() or None)
    assert "\n" not in text


@given(st.text(max_size=40), st.integers(0, 40))
def test_any_text_can_be_read_and_every_letter_belongs_somewhere(text, cursor):
    line = read_coding_line(text)

    inside = "".join(text[part.start : part.end] for part in line.parts)
    assert "".join(inside.split()) == "".join(text.split())
    assert all(part.end > part.start for part in line.parts)
    line.part_at(cursor)


@pytest.mark.parametrize(
    ("text", "kind", "looked_for"),
    [
        ("role cl|", PartKind.code, "role cl"),
        ("ro|le @isr cl", PartKind.code, "role cl"),
        ("role @is|r", PartKind.about, "isr"),
        ("role |@isr", PartKind.about, "isr"),
        ("role @|", PartKind.about, ""),
        ("role >fo|", PartKind.counterpart, "fo"),
        ("role -2|", PartKind.valence, "-2"),
        ("role -2 |", PartKind.code, "role"),
        ('role "why @isr|', PartKind.memo, "why @isr"),
        ("|", PartKind.code, ""),
    ],
)
def test_the_part_under_the_cursor(text, kind, looked_for):
    part = read_coding_line(text.replace("|", "")).part_at(text.index("|"))

    assert (part.kind, part.text) == (kind, looked_for)


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("rol|", "X |"),
        ("role cl| -2 @isr", "X |-2 @isr"),
        ("-2 role @isr cl|", "-2 X |@isr"),
        ("-2 |", "-2 X |"),
        ("rc @is| >f", "rc @X |>f"),
        ("rc @isr >|", "rc @isr >X |"),
        ('rc >f| "a  memo', 'rc >X |"a  memo'),
        ('rc "a me|mo', 'X |"a memo'),
        ("rc -2|", "X |-2"),
    ],
)
def test_taking_a_candidate_puts_its_id_in_place_of_what_was_typed(text, taken):
    edited = take_candidate(read_coding_line(text.replace("|", "")), text.index("|"), "X")

    assert f"{edited.text[: edited.cursor]}|{edited.text[edited.cursor :]}" == taken


@pytest.mark.parametrize(
    ("text", "valence", "changed"),
    [
        ("rc|", Valence.misfit, "rc - |"),
        ("rc -2| @isr", Valence.fit, "rc +2| @isr"),
        ("rc @isr |", Valence.fit, "rc + @isr |"),
        ("ro|le cl", Valence.fit, "ro|le cl + "),
        ("rc @is|r", Valence.mixed, "rc ~ @is|r"),
        ('rc -2 "a memo|', Valence.fit, 'rc +2 "a memo|'),
        ("rc -2|", None, "rc |"),
    ],
)
def test_setting_the_valence_by_a_key_keeps_the_strength_and_the_place(text, valence, changed):
    edited = put_valence(read_coding_line(text.replace("|", "")), text.index("|"), valence)

    assert f"{edited.text[: edited.cursor]}|{edited.text[edited.cursor :]}" == changed


def test_a_line_is_resolved_to_codes_and_components():
    line = read_coding_line('role cl -2 @isr >force "unsure')

    resolved = resolve(line, CODES, COMPONENTS)

    assert resolved.is_complete
    assert resolved.code == CODES[0]
    assert (resolved.about, resolved.counterpart) == (COMPONENTS[0], COMPONENTS[1])
    assert (resolved.valence, resolved.strength, resolved.memo) == (Valence.misfit, 2, "unsure")
    assert resolved.notes == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("-2", "No code yet: type a few letters of its name."),
        ("zzz", "No code goes by 'zzz'."),
        ("rc @zzz", "No component goes by 'zzz'."),
        ("rc @", "Nothing follows the @: type a component, or - for none."),
        ("rc-", "'rc-' ends in a sign: put a space before the -."),
        ("rc -5", "'-5': a strength is 1, 2 or 3."),
    ],
)
def test_a_line_that_names_nothing_is_not_complete(text, fault):
    resolved = resolve(read_coding_line(text), CODES, COMPONENTS)

    assert resolved.faults == (fault,)
    assert not resolved.is_complete


def test_a_project_without_components_says_so():
    assert resolve(read_coding_line("rc @isr"), CODES, []).faults == (
        "@isr: this project has no components.",
    )


def test_another_equally_good_code_is_named():
    assert resolve(read_coding_line("st"), CODES, []).notes == ("'st' may also be stovepipes.",)


def test_a_recent_code_is_taken_without_a_note():
    resolved = resolve(read_coding_line("st"), CODES, [], recent=["stovepipes"])

    assert resolved.code == CODES[2]
    assert resolved.notes == ()


def test_a_forgiven_slip_is_said():
    assert resolve(read_coding_line("staffnig"), CODES, []).notes == ("'staffnig' is taken for staffing.",)
