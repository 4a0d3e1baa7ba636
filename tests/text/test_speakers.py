import pytest

from fitcode.domain.reading import Block, BlockKind
from tests.text.composing import compose, labels, outside, told


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Dan: Hi.\nEva: Hello.", (None, None)),
        ("DAN: Hi.\nEVA: Hello.", (None, None)),
        ("**Dan:** Hi.\n**Eva:** Hello.", (None, None)),
        ("**Dan**: Hi.\n**Eva**: Hello.", (None, None)),
        ("[00:01:23] Dan: Hi.\n[00:02:00] Eva: Hello.", (83_000, 120_000)),
        ("(00:01:23) Dan: Hi.\n(00:02:00) Eva: Hello.", (83_000, 120_000)),
        ("Dan (00:01:23): Hi.\nEva (00:02:00): Hello.", (83_000, 120_000)),
        ("00:01:23 Dan: Hi.\n00:02:00 Eva: Hello.", (83_000, 120_000)),
        ("[00:01:23.5] Dan: Hi.\n[00:02:00] Eva: Hello.", (83_500, 120_000)),
        ("Dan  01:23\nHi.\n\nEva  02:00\nHello.", (83_000, 120_000)),
        ("Dan 00:01:23\nHi.\n\nEva 00:02:00\nHello.", (83_000, 120_000)),
        ("[Dan] 00:01:23\nHi.\n\n[Eva] 00:02:00\nHello.", (83_000, 120_000)),
        ("00:01:23 Dan\nHi.\n\n00:02:00 Eva\nHello.", (83_000, 120_000)),
        ("[00:01:23]\nDan: Hi.\n[00:02:00]\nEva: Hello.", (83_000, 120_000)),
        ("0:1:23.0 --> 0:1:25.10\nDan\nHi.\n0:2:0.0 --> 0:2:3.1\nEva\nHello.", (83_000, 120_000)),
        ("Dan：Hi.\nEva：Hello.", (None, None)),
    ],
)
def test_labels_are_recognised_in_every_form(text, times):
    draft = compose(text)

    assert [(label.title(), talk) for label, talk in told(draft)] == [("Dan", "Hi."), ("Eva", "Hello.")]
    assert tuple(turn.start_ms for turn in draft.turns) == times


@pytest.mark.parametrize(
    ("asking", "answering"),
    [
        ("Q:", "A:"),
        ("Q.", "A."),
        ("Interviewer:", "Participant 3:"),
        ("INT:", "R01:"),
        ("INT\t", "P1\t"),
        ("Interviewer :", "Répondant :"),
        ("المحاور:", "المشارك:"),
        ("采访者：", "受访者："),
        ("Интервьюер:", "Респондент:"),
    ],
)
def test_role_labels_are_recognised(asking, answering):
    draft = compose(f"{asking} How was it?\n{answering} Fine.\n{asking} And then?\n{answering} Well.")

    assert [talk for _, talk in told(draft)] == ["How was it?", "Fine.", "And then?", "Well."]
    assert [speaker.kind.value for speaker in draft.speakers] == ["interviewer", "respondent"]


@pytest.mark.parametrize(
    "prose",
    [
        "Note: the fuel had run out.",
        "The reason is this: nobody lent us any.",
        "https://example.org/page was down.",
        "10:30 we met at the gate: two of us.",
        "Date: 2024",
        "Paris: we went there once.",
        "There were three units: ours, theirs and the reserve.",
        "He said: no.",
    ],
)
def test_prose_with_a_colon_opens_no_turn(prose):
    draft = compose(f"Interviewer: How was it?\nRespondent: It began badly.\n{prose}\nInterviewer: I see.")

    assert labels(draft) == ["Interviewer", "Respondent"]
    assert told(draft)[1][1].endswith(prose)


def test_wrapped_lines_and_blank_lines_carry_a_turn_on():
    draft = compose("Dan: First line\nsecond line.\n\nAnother paragraph.\n\nEva: Yes.\n\nDan: Good.")

    assert told(draft)[0] == ("Dan", "First line\nsecond line.\n\nAnother paragraph.")


def test_a_one_off_speaker_named_like_the_others_is_one():
    draft = compose("ANNA: Hello.\n\nBOB: Hi.\n\nANNA: Well.\n\nBOB: So.\n\nCARL: I agree.\n\nParis: no.")

    assert labels(draft) == ["ANNA", "BOB", "CARL"]


def test_a_name_that_stands_once_answers_where_only_an_interviewer_was_found():
    text = "Interviewer: Hello? How is it here?\nMaria Gonzalez: It is bad here. Nobody comes.\n"

    draft = compose(text)

    assert [(one.label, one.kind.value) for one in draft.speakers] == [
        ("Interviewer", "interviewer"),
        ("Maria Gonzalez", "respondent"),
    ]


def test_a_text_in_which_only_interviewers_speak_says_so():
    draft = compose("Interviewer: Hello?\nInterviewer: Is anybody there?\n")

    assert any("Nobody but interviewers" in note for note in draft.notes)


def test_names_inside_a_paragraph_are_prose_where_turns_stand_after_blank_lines():
    draft = compose(
        "Anna: Hello.\n\nBob: We had two bases.\nGao: too hot.\nGao: too far.\n\nAnna: So.\n\nBob: Yes."
    )

    assert labels(draft) == ["Anna", "Bob"]


def test_two_names_that_stand_once_are_a_conversation_when_the_first_opens_the_text():
    assert labels(compose("Anna: Hello.\nBen: Hi.")) == ["Anna", "Ben"]
    assert labels(compose("It was in 2015.\nGao: hot.\nKidal: hotter.")) == ["Respondent"]


def test_a_recurring_word_alone_in_running_text_is_no_speaker():
    text = "We saw much.\n\nGao: hot.\n\nMore prose.\n\nGao: hot again."

    assert labels(compose(text)) == ["Respondent"]


def test_one_label_in_different_case_is_one_speaker():
    assert labels(compose("Dan: a\nEVA: b\nDAN: c\nEva: d")) == ["Dan", "EVA"]


def test_a_typing_error_in_a_label_is_the_speaker_meant_and_is_noted():
    draft = compose("Dan: A?\nParticipant: B.\n" * 5 + "Particpant: C.")

    assert labels(draft) == ["Dan", "Participant"]
    assert any("'particpant'" in note for note in draft.notes)


def test_interviewee_is_no_typing_error_for_interviewer():
    draft = compose("Interviewer: a?\nR1: b\n" * 5 + "Interviewee: c")

    assert labels(draft) == ["Interviewer", "R1", "Interviewee"]


def test_headings_are_text_and_end_a_turn():
    draft = compose("# Interview\n\nDan: Hi.\n\n## Part 2\n\nNobody says this.\n\nEva: Hello.\n\nDan: Bye.")

    assert told(draft) == [("Dan", "Hi."), ("Eva", "Hello."), ("Dan", "Bye.")]
    assert outside(draft) == ["# Interview", "## Part 2", "Nobody says this."]
    assert draft.title == "Interview"
    assert any("1 heading" in note for note in draft.notes)


def test_a_label_without_talk_gives_no_turn():
    draft = compose("Interviewer:\n\nRespondent: Fine.\n\nInterviewer: \n")

    assert told(draft) == [("Respondent", "Fine.")]


def test_stage_directions_stay_in_the_talk():
    assert told(compose("Q: [laughs] How?\nA: (pause) Well. [End of tape]"))[1] == (
        "A",
        "(pause) Well. [End of tape]",
    )


def test_a_text_without_speakers_is_a_respondents_turn_for_each_paragraph():
    draft = compose("# Field notes\n\nThe camp was full.\nVery full.\n\n---\n\nNo fuel.")

    assert told(draft) == [("Respondent", "The camp was full.\nVery full."), ("Respondent", "No fuel.")]
    assert draft.speakers[0].kind.value == "respondent"
    assert any("No speaker was recognised" in note for note in draft.notes)


def test_a_label_that_the_user_names_is_believed():
    draft = compose("We talked.\nthe boss: no.\nand so on", roles={"The Boss": "moderator"})

    assert told(draft) == [("the boss", "no.\nand so on")]


def test_paragraphs_of_a_format_carry_a_turn_on_and_may_hold_labels():
    draft = compose("Interviewer: How?", "R1: Good.", "More of it.", "Gao: too hot", "Interviewer: I see.")

    assert told(draft) == [
        ("Interviewer", "How?"),
        ("R1", "Good.\nMore of it.\nGao: too hot"),
        ("Interviewer", "I see."),
    ]


def test_turns_that_a_format_states_keep_what_looks_like_a_label():
    draft = compose(
        Block(text="Table", kind=BlockKind.heading),
        Block(text="How?", kind=BlockKind.turn, label="I", start_ms=5, end_ms=9),
        Block(text="Note: well.\nDan: no.", kind=BlockKind.turn, label="R"),
        "Between the tables.",
    )

    assert told(draft) == [("I", "How?"), ("R", "Note: well.\nDan: no.")]
    assert draft.text == "Table\nI: How?\nR: Note: well.\nDan: no.\nBetween the tables."
    assert (draft.turns[0].start_ms, draft.turns[0].end_ms) == (5, 9)
    assert outside(draft) == ["Table", "Between the tables."]


def test_a_role_word_that_stands_once_far_into_a_text_is_prose():
    description = "\n\n".join(f"Paragraph {number} of a project's description." for number in range(80))

    draft = compose(f"{description}\n\nPrincipal Investigator: Somebody, of some institute\n")

    assert {speaker.label for speaker in draft.speakers} == {"Respondent"}


def test_a_first_name_with_a_hyphen_or_a_combining_mark_is_a_label():
    for name in ("Ana-Maria", "O'Connor", "Ngo\u0323c"):
        draft = compose(f"Interviewer: How?\n{name}: Fine.\nInterviewer: And you?\n{name}: As well.")
        assert [speaker.label for speaker in draft.speakers] == ["Interviewer", name]
