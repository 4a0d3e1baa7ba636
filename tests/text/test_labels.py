import pytest

from fitcode.text.labels import Shape, clean_label, guess_kind, label_shape


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Interviewer", "interviewer"),
        ("INTERVIEWER 2", "interviewer"),
        ("Int.", "unknown"),
        ("INT", "interviewer"),
        ("Q", "interviewer"),
        ("I", "interviewer"),
        ("Enquêtrice", "interviewer"),
        ("Dan (interviewer)", "interviewer"),
        ("Interviewer Anna", "interviewer"),
        ("Интервьюер", "interviewer"),
        ("المحاور", "interviewer"),
        ("采访者", "interviewer"),
        ("Moderator", "moderator"),
        ("Facilitator 1", "moderator"),
        ("Animatrice", "moderator"),
        ("A", "respondent"),
        ("R01", "respondent"),
        ("P3", "respondent"),
        ("FG2-P4", "respondent"),
        ("Participant #12", "respondent"),
        ("P2 (female, 34)", "respondent"),
        ("Répondante", "respondent"),
        ("Entrevistado", "respondent"),
        ("المشارك", "respondent"),
        ("Speaker 1", "unknown"),
        ("Jennifer Ross-Nazzal", "unknown"),
        ("ISR officer", "unknown"),
    ],
)
def test_a_kind_is_guessed_from_role_words_and_ids(label, kind):
    assert guess_kind(label).value == kind


@pytest.mark.parametrize(
    ("label", "shape"),
    [
        ("Interviewer", Shape.role),
        ("R01", Shape.role),
        ("Speaker 2", Shape.role),
        ("Dan", Shape.proper),
        ("Dr. Scott J. Horowitz", Shape.proper),
        ("Lt. Col. Jean-Pierre van der Merwe", Shape.proper),
        ("ANNA SMITH", Shape.proper),
        ("Полковник Иванов", Shape.proper),
        ("أحمد", Shape.proper),
        ("王伟", Shape.proper),
        ("ISR officer", Shape.phrase),
        ("dan", Shape.lower),
        ("Note", Shape.none),
        ("Date", Shape.none),
        ("Step 2", Shape.none),
        ("The reason is this", Shape.none),
        ("For example", Shape.none),
        ("https", Shape.none),
        ("What did he say? He said", Shape.none),
        ("We went to Gao, and then", Shape.none),
        ("See www.example.org", Shape.none),
        ("One two three four five six seven", Shape.none),
        ("12", Shape.none),
        ("", Shape.none),
    ],
)
def test_a_label_is_known_by_its_shape(label, shape):
    assert label_shape(label) is shape


def test_a_label_is_shown_without_ornament():
    assert clean_label("**Dan  Smith**") == "Dan Smith"
    assert clean_label("[Jane Doe]") == "Jane Doe"
    assert clean_label("\u200fالمحاور ") == "المحاور"
