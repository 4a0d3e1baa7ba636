"""fitcode.toml: what it may say, and every mistake at its line."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.domain.choices import AttributeType, ComponentFrom, SegmentUnit, SpeakerKind
from fitcode.domain.settings import Settings
from fitcode.errors import InvalidFile
from fitcode.formats.settings_toml import initial_settings, parse_settings

FULL = """\
[project]
name = "MINUSMA"
language = "EN"
coder = "ana"

[segments]
unit = "turn"

[speakers]
interviewers = ["MK"]
roles = { ANA = "respondent", "Desk 2" = "moderator" }

[suggest]
pipeline = "en_core_web_sm"
suggesters = ["rules", "semantic"]
min_score = 1
jobs = 2

[tally]
component_from = "about"
coder = ["ana", "ben"]

[privacy]
attribution = "{role} ({mission})"

[pipeline]
steps = ["suggest"]

[attributes]
Rank = "category"
"interview date" = "date"
case.age = "number"
"""


def parse(text: str) -> Settings:
    return parse_settings(text, file="fitcode.toml")


def faults_of(text: str) -> list[str]:
    with pytest.raises(InvalidFile) as caught:
        parse(text)
    return [str(fault) for fault in caught.value.faults]


def test_every_setting_is_read():
    settings = parse(FULL)

    assert (settings.project.name, settings.project.language, settings.project.coder) == (
        "MINUSMA",
        "en",
        "ana",
    )
    assert settings.segments.unit is SegmentUnit.turn
    assert settings.speakers.interviewers == ("MK",)
    assert settings.speakers.roles == {"ANA": SpeakerKind.respondent, "Desk 2": SpeakerKind.moderator}
    assert settings.suggest.suggesters == ("rules", "semantic")
    assert (settings.suggest.min_score, settings.suggest.jobs) == (1.0, 2)
    assert settings.tally.component_from is ComponentFrom.about
    assert settings.tally.coder == ("ana", "ben")
    assert settings.attributes == {
        "rank": AttributeType.category,
        "interview_date": AttributeType.date,
        "age": AttributeType.number,
    }


def test_an_empty_file_means_the_defaults():
    assert parse("") == parse("# nothing\n") == Settings()


@pytest.mark.parametrize(
    ("written", "coders"),
    [('"ana"', ("ana",)), ('"ana, ben"', ("ana", "ben")), ("[]", ()), ('["ana"]', ("ana",))],
)
def test_whose_codings_count_is_a_name_or_several(written, coders):
    assert parse(f"[tally]\ncoder = {written}\n").tally.coder == coders


def test_a_single_text_is_a_list_of_one():
    settings = parse('[suggest]\nsuggesters = "rules"\n[speakers]\ninterviewers = "MK, red."\n')

    assert (settings.suggest.suggesters, settings.speakers.interviewers) == (("rules",), ("MK, red.",))


@given(st.text(max_size=30), st.sampled_from(["en", "fr", "nl", "pt-BR"]))
def test_the_first_settings_of_a_project_are_the_defaults_with_its_name_and_language(name, language):
    settings = parse(initial_settings(name=name, language=language))

    assert settings == Settings(project={"name": name, "language": language})  # type: ignore[arg-type]


def test_the_first_settings_may_say_whose_codings_count_and_survive_strange_names():
    settings = parse(initial_settings(name='@language@ "x"', language="en", tally_coder='in"es'))

    assert (settings.project.name, settings.tally.coder) == ('@language@ "x"', ('in"es',))


def test_every_default_that_the_first_settings_show_is_the_default():
    shown = initial_settings(name="fitcode project", language="en").splitlines()
    off = ['coder = "ana"', "rank = "]
    uncommented = "\n".join(
        line.removeprefix("# ")
        if line.startswith("# ") and " = " in line and not any(word in line for word in off)
        else line
        for line in shown
    )

    assert parse(uncommented) == Settings()
    assert uncommented.count(" = ") >= 14


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[projct]\n", "fitcode.toml:1: Unknown key 'projct'. Did you mean 'project'?"),
        ('[project]\n\nnmae = "x"\n', "fitcode.toml:3: Unknown key 'nmae'. Did you mean 'name'?"),
        ('[project]\n"nmae" = "x"\n', "fitcode.toml:2: Unknown key 'nmae'"),
        ("project.jobs = 3\n", "fitcode.toml:1: The key 'jobs' belongs under [suggest]."),
        ('coder = "ana"\n', "fitcode.toml:1: The key 'coder' belongs under [project] or [tally]."),
        ("project = 3\n", "fitcode.toml:1: `project` should be keys and values, not 3."),
        ("[project]\nname = 3\n", "fitcode.toml:2: `project.name` should be text, not 3."),
        (
            '[project]\nlanguage = "english"\n',
            "fitcode.toml:2: `project.language`: 'english' is no language code: write 'en'.",
        ),
        (
            '[segments]\nunit = "sentences"\n',
            "fitcode.toml:2: `segments.unit` cannot be 'sentences'. Did you mean 'sentence'?",
        ),
        ("[suggest]\njobs = 0\n", "fitcode.toml:2: `suggest.jobs` should be at least 1, not 0."),
        ("[suggest]\njobs = true\n", "fitcode.toml:2: `suggest.jobs` should be a whole number, not true."),
        ('[suggest]\njobs = "4"\n', "fitcode.toml:2: `suggest.jobs` should be a whole number, not '4'."),
        (
            "[suggest]\nmin_score = 1.5\n",
            "fitcode.toml:2: `suggest.min_score` should be at most 1.0, not 1.5.",
        ),
        ("[suggest]\nmin_score = nan\n", "fitcode.toml:2: `suggest.min_score` should be"),
        (
            "[speakers]\ninterviewers = [\n 'a',\n 3]\n",
            "fitcode.toml:2: `speakers.interviewers[2]` should be text, not 3.",
        ),
        (
            '[speakers.roles]\nANA = "respondant"\n',
            "fitcode.toml:2: `speakers.roles.ANA` cannot be 'respondant'. Did you mean 'respondent'?",
        ),
        (
            '[tally]\ncomponent_from = "abut"\n',
            "fitcode.toml:2: `tally.component_from` cannot be 'abut'. Did you mean 'about'?",
        ),
        (
            '[privacy]\nattribution = "{rol}"\n',
            "fitcode.toml:2: `privacy.attribution`: {rol} cannot be filled in. Did you mean 'role'?",
        ),
        ('[privacy]\nattribution = "{role.__class__}"\n', "cannot be filled in"),
        ('[privacy]\nattribution = "{role"\n', "A brace is open or closed without its other half."),
        (
            '[attributes]\nrank = "categry"\n',
            "fitcode.toml:2: `attributes.rank` cannot be 'categry'. Did you mean 'category'?",
        ),
        (
            '[attributes]\nrank = "text"\nRank = "text"\n',
            "fitcode.toml:3: The attribute 'rank' stands twice.",
        ),
        (
            "[project]\nname = minusma\n",
            "fitcode.toml:2:8: The value cannot be read: put text in double quotes.",
        ),
        (
            '[project]\nname = "minusma\nx = 1\n',
            "fitcode.toml:2:16: The quote that opens on this line is never closed.",
        ),
        ('[project]\nname = "a"\nname = "b"\n', "The key stands twice"),
        ("a b = 1\n", "fitcode.toml:1:3: An `=` should follow the key"),
        ("x = [1,\n", "fitcode.toml:1: The file ends too early"),
        ("x = " + "[" * 3000, "The file is nested too deep."),
        ("x = " + "9" * 5000, "A number is far too long."),
    ],
)
def test_a_mistake_is_named_with_its_line_and_the_nearest_right_name(text, fault):
    assert any(fault in found for found in faults_of(text)), faults_of(text)


def test_every_mistake_is_reported_at_once():
    found = faults_of('lang = 1\n[project]\nlanguage = "klingon"\nx = 1\n[suggest]\njobs = 0\nseed = "a"\n')

    assert [text.split(":")[1] for text in found] == ["1", "3", "4", "6", "7"]


def test_a_key_inside_a_text_of_several_lines_is_not_taken_for_a_key():
    found = faults_of('[project]\nname = """\nseed = 1\n"""\n[suggest]\nseed = "x"\n')

    assert found == ["fitcode.toml:6: `suggest.seed` should be a whole number, not 'x'."]


@given(
    st.integers(0, len(FULL)), st.integers(0, 8), st.text(alphabet="ab.=[]{}'\"#\\\n 01\ttrue", max_size=6)
)
def test_a_spoilt_file_is_settings_or_an_invalid_file(place, dropped, inserted):
    with suppress(InvalidFile):
        parse(FULL[:place] + inserted + FULL[place + dropped :])
