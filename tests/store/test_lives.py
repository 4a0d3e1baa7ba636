"""Lives: what happened to one thing, also where it is gone."""

import pytest

from fitcode.domain.choices import LinkKind, MemoTarget, SpeakerKind
from fitcode.domain.coding import CodingChange
from fitcode.errors import AmbiguousName, FitcodeError
from fitcode.store.acts import done_acts
from fitcode.store.codings import change_coding, remove_codings
from fitcode.store.decisions import accept_suggestion
from fitcode.store.links import add_link
from fitcode.store.lives import UnknownUid, life_of
from fitcode.store.memos import add_memo, change_memo
from fitcode.store.project import Reversal
from fitcode.store.suggestions import list_suggestions
from fitcode.store.transcripts import remove_transcript, set_speaker_kind
from fitcode.store.undo import take_back
from tests.support.projects import (
    add_codings,
    add_transcript,
    apply_components,
    code,
    coding,
    finish,
    run_pass,
    suggestion,
)


@pytest.fixture
def ana(project):
    apply_components(project, "force", "recce")
    return add_transcript(project, "ANA: We trust the fuel. They let me go. Nobody asked.")


def undo(project):
    (act,) = done_acts(project, limit=1)
    with project.writing("undo", coder="ines", reverses=Reversal(act.name, "back")):
        take_back(project, act)


def told(project, uid):
    return [(row[2], row[3]) for row in life_of(project, uid).rows]


def test_a_coding_is_told_from_its_making_to_its_coming_back(project, ana):
    uid = code(project, ana, "fuel", "fuel", about="force", valence="misfit", memo="hm")
    with project.writing("codings change", coder="ines"):
        change_coding(project, uid, CodingChange(code="layoff", end=25, valence=None))
    with project.writing("codings remove", coder="ines"):
        remove_codings(project, [uid])
    undo(project)

    assert told(project, uid) == [
        ("codings add", 'coded fuel at ana 18:22 "fuel", about force, misfit, memo "hm"'),
        ("codings change", "span: 18:22 > 18:25; code: fuel > layoff; valence: misfit > none"),
        ("codings remove", 'removed layoff at ana 18:25 "fuel. T", about force, memo "hm"'),
        ("undo", 'brought back by undo: coded layoff at ana 18:25 "fuel. T", about force, memo "hm"'),
    ]


def test_what_was_coded_and_taken_back_says_what_it_was(project, ana):
    uid = code(project, ana, "fuel", "fuel")
    undo(project)

    assert told(project, uid)[-1] == ("undo", 'taken back by undo: coded fuel at ana 18:22 "fuel"')


def test_memos_and_links_belong_to_the_life_of_a_coding(project, ana):
    uid, other = code(project, ana, "fuel", "fuel"), code(project, ana, "trust", "layoff")
    with project.writing("memos add", coder="omar"):
        memo = add_memo(project, target=MemoTarget.coding, target_name=uid, text="Why?", coder="ines")
    with project.writing("memos change", coder="omar"):
        change_memo(project, memo, text="Because.")
    with project.writing("links add", coder="ines"):
        link = add_link(project, uid, other, kind=LinkKind.leads_to, coder="ines", memo="so")

    assert told(project, uid)[1:] == [
        ("memos add", 'memo written: "Why?"'),
        ("memos change", "memo changed: text: Why? > Because."),
        ("links add", 'linked: leads-to layoff "trust" ("so")'),
    ]
    assert told(project, other)[1:] == [("links add", 'linked: fuel "fuel" leads-to this ("so")')]
    assert told(project, link) == [("links add", 'linked: fuel "fuel" leads-to layoff "trust" ("so")')]
    assert told(project, memo)[0] == ("memos add", f'memo written on coding {uid[-8:]}: "Why?"')


def test_a_link_is_no_part_of_a_coding_that_had_its_key_before(project, ana):
    other, uid = code(project, ana, "trust", "layoff"), code(project, ana, "fuel", "fuel")
    with project.writing("links add", coder="ines"):
        add_link(project, uid, other, kind=LinkKind.leads_to, coder="ines")
    with project.writing("codings remove", coder="ines"):
        remove_codings(project, [uid])
    project.connection.execute("DELETE FROM sqlite_sequence")  # as older releases gave keys
    later = code(project, ana, "Nobody", "fuel")

    assert [what for _, what in told(project, later)] == ['coded fuel at ana 40:46 "Nobody"']


def test_a_suggestion_is_told_with_its_score_and_who_decided(project, ana):
    run_pass(project, {"ana": [suggestion(project, "ana", "Nobody", score=0.75)]})
    uid = str(list_suggestions(project).column("uid")[0])
    with project.writing("suggestions accept", coder="ines"):
        made = accept_suggestion(project, uid, coder="ines")
    undo(project)

    by = ("suggest", 'suggested by rules, score 0.75: layoff at ana 40:46 "Nobody" (a phrase)')
    assert told(project, uid) == [
        by,
        ("suggestions accept", f"accepted by ines as coding {made[-8:]}"),
        ("undo", "put back by undo: waits again"),
    ]
    assert told(project, made)[:2] == [
        by,
        ("suggestions accept", f'coded layoff at ana 40:46 "Nobody", from suggestion {uid[-8:]}'),
    ]


def test_a_transcript_is_told_with_its_speakers_and_who_finished_it(project, ana):
    finish(project, ana, coder="ines")
    with project.writing("transcripts speaker", coder="ines"):
        set_speaker_kind(project, ana, "ANA", SpeakerKind.moderator)
    with project.writing("transcripts remove", coder="ines"):
        remove_transcript(project, ana)
    (uid,) = project.connection.execute("SELECT uid FROM transcripts").fetchone()

    assert [what for _, what in told(project, uid)] == [
        "added ana",
        "text stored: 11 words, from ana.txt",
        "speaker ANA: respondent",
        "finished by ines",
        "speaker ANA: respondent > moderator",
        "opened again by ines",
        "removed",
    ]


def test_codes_and_transcripts_that_are_gone_keep_their_names(project, ana):
    uid = code(project, ana, "fuel", "fuel", about="recce")
    for _ in range(3):  # the coding, the transcript and the components
        undo(project)

    assert told(project, uid)[0][1] == 'coded fuel at ana 18:22 "fuel", about recce'


def test_a_part_of_a_uid_will_do_unless_several_have_it(project, ana):
    first, second = (
        add_codings(project, coding(project, ana, quote, "fuel", uid=f"0000-{number}-same-end"))[0]
        for number, quote in enumerate(("fuel", "trust"))
    )

    assert told(project, first[:8]) == told(project, first)
    with pytest.raises(AmbiguousName):
        life_of(project, "same-end")
    with pytest.raises(UnknownUid):
        life_of(project, second[:7])
    with pytest.raises(FitcodeError, match="has or had"):
        life_of(project, "nothing-has-it")
