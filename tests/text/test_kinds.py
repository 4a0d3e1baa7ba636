from fitcode.domain.choices import SpeakerKind
from tests.text.composing import compose, kinds


def test_beside_a_known_respondent_the_only_other_speaker_interviews():
    draft = compose("Dan: How?\nParticipant: Well.\nDan: Why?\nParticipant: So.")

    assert kinds(draft) == {"Dan": "interviewer", "Participant": "respondent"}
    assert any("Dan taken as the interviewer" in note and "--speakers" in note for note in draft.notes)


def test_beside_a_known_interviewer_the_others_are_respondents():
    draft = compose("Interviewer: How?\nISR officer: Well.\nInterviewer: Why?\nISR officer: So.")

    assert kinds(draft) == {"Interviewer": "interviewer", "ISR officer": "respondent"}


def test_who_introduces_the_interview_and_says_less_interviews():
    draft = compose(
        "Rebecca Wright: This interview with Scott Horowitz is recorded in Houston.\n\n"
        "Scott Horowitz: " + "I flew for a long time and then I did not. " * 9 + "\n\n"
        "Rebecca Wright: I see.\n\nScott Horowitz: Yes."
    )

    assert kinds(draft) == {"Rebecca Wright": "interviewer", "Scott Horowitz": "respondent"}


def test_of_two_who_only_asks_interviews():
    draft = compose("Ann: How?\n\nBen: Well, it went on for long.\n\n" * 3)

    assert kinds(draft) == {"Ann": "interviewer", "Ben": "respondent"}


def test_of_many_voices_those_who_ask_are_not_taken_for_interviewers():
    draft = compose("Teacher: Long words about many things.\n\nEva: Why?\n\nLea: How?\n\n" * 3)

    assert set(kinds(draft).values()) == {"unknown"}
    assert any("could not be guessed" in note for note in draft.notes)


def test_front_matter_names_the_interviewer():
    draft = compose(
        "Date: 2015\nInterviewer: Jan de Vries\n\nJan: Go on.\n\nMary: I did.\n\nJan: Right.\n\nMary: So."
    )

    assert kinds(draft) == {"Jan": "interviewer", "Mary": "respondent"}


def test_what_the_user_states_wins_over_every_rule():
    draft = compose(
        "Interviewer: How?\nDan: Well.",
        interviewers=["DAN"],
        roles={"interviewer": SpeakerKind.respondent},
    )

    assert kinds(draft) == {"Interviewer": "respondent", "Dan": "interviewer"}


def test_a_stated_unknown_stays_unknown():
    draft = compose("Q: How?\nA: Well.\nTranslator: He says well.", roles={"Translator": SpeakerKind.unknown})

    assert kinds(draft)["Translator"] == "unknown"
