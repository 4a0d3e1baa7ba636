"""Codings that turn out to be one are merged, one that turns out to be two is split; nothing is lost."""

import pytest

from fitcode.domain.choices import LinkKind, MemoTarget, Valence
from fitcode.domain.coding import CodingChange
from fitcode.errors import DuplicateCoding, FitcodeError, UnknownCoding
from fitcode.store.checks import check_project
from fitcode.store.coding_reads import get_coding, list_codings
from fitcode.store.links import list_links
from fitcode.store.memos import list_memos
from fitcode.store.suggestions import get_suggestion, list_suggestions
from fitcode.workflow.coding.change_codings import change_coding
from fitcode.workflow.coding.link_codings import add_link
from fitcode.workflow.coding.merge_codings import merge_codings, split_coding
from fitcode.workflow.coding.undo_acts import redo_acts, undo_acts
from fitcode.workflow.coding.write_memos import add_memo
from fitcode.workflow.suggesting.decide_suggestions import accept_suggestions
from fitcode.workflow.workspace import open_workspace
from tests.support.projects import (
    add_transcript,
    apply_components,
    code,
    codings_of,
    new_project,
    run_pass,
    suggestion,
)
from tests.workflow.test_undo import state_of

TEXT = "ANA: They let me go. \u00c9t\u00e9 \U0001f642, and again they let me go. Nobody wrote to us."


@pytest.fixture
def folder(tmp_path):
    with new_project(tmp_path / "study") as project:
        apply_components(project, "force", "force>asifu")
        add_transcript(project, TEXT)
    return tmp_path / "study"


@pytest.fixture
def workspace(folder):
    with open_workspace(folder, coder="ines") as opened:
        yield opened


@pytest.fixture
def pair(workspace):
    """Two codings that touch but for a space."""
    return [
        code(workspace.project, "ana", quote, "layoff") for quote in ("They let me go.", "Été 🙂, and again")
    ]


def place(quote: str) -> int:
    return TEXT.index(quote)


def merge(workspace, *uids, **options):
    return merge_codings(workspace.gesture(), uids, **options)


def split(workspace, uid, at):
    return split_coding(workspace.gesture(), uid, at)


def change(workspace, uid, **fields):
    change_coding(workspace.gesture(), uid, CodingChange.model_validate(fields))


def require_sound(workspace):
    assert [problem for problem in check_project(workspace.project) if "search" not in str(problem)] == []


def test_codings_that_touch_become_the_first(workspace, pair):
    assert merge(workspace, *reversed(pair)) == pair[0]

    assert codings_of(workspace.project) == ["layoff: They let me go. Été 🙂, and again"]
    require_sound(workspace)


def test_codings_that_overlap_or_hold_each_other_become_one(workspace):
    uids = [
        code(workspace.project, "ana", quote, "layoff")
        for quote in ("let me go", "They let me go. Été", "go. Été 🙂, and")
    ]

    assert merge(workspace, *uids) == uids[1]
    assert codings_of(workspace.project) == ["layoff: They let me go. Été 🙂, and"]
    require_sound(workspace)


@pytest.mark.parametrize("others", [["let me"], ["let me", "Été 🙂"], ["let me", "go", "Été 🙂"]])
def test_codings_inside_another_one_leave_its_end(workspace, others):
    quotes = ["They let me go. Été 🙂", *others]
    uids = [code(workspace.project, "ana", quote, "layoff") for quote in quotes]

    merge(workspace, *uids)

    assert codings_of(workspace.project) == ["layoff: They let me go. Été 🙂"]


def test_words_between_are_not_coded_unasked(workspace, pair):
    far = code(workspace.project, "ana", "Nobody wrote", "layoff")

    with pytest.raises(FitcodeError, match=r"'they let me go\.'") as caught:
        merge(workspace, *pair, far)

    assert "--span" in caught.value.remedy
    assert len(codings_of(workspace.project)) == 3


def test_what_the_first_leaves_open_the_others_say(workspace, pair):
    change(workspace, pair[0], valence="fit", memo="one")
    change(workspace, pair[1], about="force", counterpart="asifu", strength=2, memo="two")

    merged = get_coding(workspace.project, merge(workspace, *pair))

    assert (merged.about, merged.counterpart) == ("force", "asifu")
    assert (merged.valence, merged.strength, merged.memo) == (Valence.fit, 2, "one\ntwo")


@pytest.mark.parametrize(
    ("field", "values", "told"),
    [
        ("valence", ("fit", "misfit"), "valence is fit and misfit"),
        ("about", ("force", "asifu"), "about is force and asifu"),
        ("strength", (1, 3), "strength is 1 and 3"),
    ],
)
def test_facts_that_contradict_each_other_need_a_preference(workspace, pair, field, values, told):
    for uid, value in zip(pair, values, strict=True):
        change(workspace, uid, **{field: value})

    with pytest.raises(FitcodeError, match=told):
        merge(workspace, *pair)
    merged = merge(workspace, *pair, prefer=pair[1])

    assert getattr(get_coding(workspace.project, merged), field) == values[1]


def test_a_preference_for_another_coding_is_refused(workspace, pair):
    other = code(workspace.project, "ana", "Nobody wrote", "layoff")

    with pytest.raises(FitcodeError, match="none of the codings"):
        merge(workspace, *pair, prefer=other)


def test_codings_of_several_codes_coders_or_transcripts_stay_apart(workspace, pair):
    add_transcript(workspace.project, TEXT.replace("Nobody", "No one"), name="ben")
    project = workspace.project
    for other, told in (
        (code(project, "ana", "Nobody wrote", "fuel"), r"one code \(fuel, layoff\)"),
        (code(project, "ana", "Été", "layoff", coder="ben"), "one coder"),
        (code(project, "ben", "Été", "layoff"), "one transcript"),
    ):
        with pytest.raises(FitcodeError, match=told):
            merge(workspace, pair[0], other)


def test_it_takes_two_that_are_there(workspace, pair):
    with pytest.raises(FitcodeError, match="takes two"):
        merge(workspace, pair[0], pair[0])
    with pytest.raises(UnknownCoding):
        merge(workspace, pair[0], "not-a-coding")


def test_a_whole_that_is_coded_already_is_refused(workspace, pair):
    whole = code(workspace.project, "ana", "They let me go. Été 🙂, and again", "layoff")

    with pytest.raises(DuplicateCoding, match=whole):
        merge(workspace, *pair)
    assert len(codings_of(workspace.project)) == 3
    merge(workspace, *pair, whole)
    assert len(codings_of(workspace.project)) == 1


def test_links_and_memos_go_over_to_the_one_that_stays(workspace, pair):
    other, third = (code(workspace.project, "ana", quote, "fuel") for quote in ("Nobody", "wrote"))
    join = [
        (pair[0], other, "one"),
        (pair[1], other, "two"),
        (third, pair[1], None),
        (pair[0], pair[1], None),
    ]
    for source, target, memo in join:
        add_link(workspace.gesture(), source, target, kind=LinkKind.leads_to, memo=memo)
    add_memo(workspace.gesture(), MemoTarget.coding, pair[1], text="why?")

    merge(workspace, *pair)

    links = {
        (link["source"], link["target"]): link["memo"] for link in list_links(workspace.project).records()
    }
    assert links == {(pair[0], other): "one\ntwo", (third, pair[0]): None}
    assert list_memos(workspace.project).column("target_name") == [pair[0]]
    require_sound(workspace)


def test_the_suggestion_that_a_coding_answers_is_answered_by_the_whole(workspace):
    first = code(workspace.project, "ana", "They let me go.", "layoff")
    run_pass(workspace.project, {"ana": [suggestion(workspace.project, "ana", "Été 🙂, and again")]})
    [suggested] = map(str, list_suggestions(workspace.project).column("uid"))
    [accepted] = accept_suggestions(workspace.gesture(), [suggested])

    merge(workspace, first, accepted)

    assert get_coding(workspace.project, first).suggestion_uid == suggested
    assert get_suggestion(workspace.project, suggested)["coding_uid"] == first


def test_a_coding_is_cut_in_two_without_the_space_between(workspace):
    uid = code(
        workspace.project,
        "ana",
        "They let me go. Été 🙂,",
        "layoff",
        about="force",
        valence="misfit",
        memo="m",
    )

    parts = split(workspace, uid, place(" Été"))

    first, second = (get_coding(workspace.project, part) for part in parts)
    assert (first.quote, second.quote) == ("They let me go.", "Été 🙂,")
    assert first.uid == uid
    assert (second.code, second.about, second.valence, second.coder) == (
        "layoff",
        "force",
        Valence.misfit,
        "ines",
    )
    assert (first.memo, second.memo) == ("m", None)
    require_sound(workspace)


def test_links_and_memos_stay_with_the_first_part(workspace, pair):
    add_link(workspace.gesture(), pair[0], pair[1], kind=LinkKind.leads_to)
    add_memo(workspace.gesture(), MemoTarget.coding, pair[0], text="why?")

    split(workspace, pair[0], place("let"))

    assert list_links(workspace.project).column("source") == [pair[0]]
    assert list_memos(workspace.project).column("target_name") == [pair[0]]


@pytest.mark.parametrize("offset", [-1, 0, 1, 5, 6, 10**9])
def test_a_part_that_would_be_empty_is_refused(workspace, offset):
    uid = code(workspace.project, "ana", " they", "layoff")

    with pytest.raises(FitcodeError, match="would be empty"):
        split(workspace, uid, place(" they") + offset)

    assert codings_of(workspace.project) == ["layoff:  they"]


@pytest.mark.parametrize("there", ["They let me go.", "Été 🙂,"])
def test_a_part_that_is_coded_already_is_refused(workspace, there):
    whole = code(workspace.project, "ana", "They let me go. Été 🙂,", "layoff")
    code(workspace.project, "ana", there, "layoff")

    with pytest.raises(DuplicateCoding):
        split(workspace, whole, place("Été"))

    assert len(codings_of(workspace.project)) == 2


def test_what_was_split_is_merged_to_what_it_was(workspace, pair):
    change(workspace, pair[0], valence="fit", about="force", memo="m")
    [before, _] = list_codings(workspace.project).records()

    merge(workspace, *split(workspace, pair[0], place("me go")))

    [after, _] = list_codings(workspace.project).records()
    assert {**after, "updated_at": None} == {**before, "updated_at": None}


def test_merging_and_splitting_are_undone_and_redone_to_the_row(workspace, folder, pair):
    other = code(workspace.project, "ana", "Nobody", "fuel")
    for uid in pair:
        add_link(workspace.gesture(), uid, other, kind=LinkKind.leads_to, memo=uid)
        add_memo(workspace.gesture(), MemoTarget.coding, uid, text="why?")
    states = [state_of(folder)]
    merge(workspace, *pair)
    states.append(state_of(folder))
    split(workspace, pair[0], place("again"))
    states.append(state_of(folder))

    undo_acts(workspace)
    assert state_of(folder) == states[1]
    undo_acts(workspace)
    assert state_of(folder) == states[0]
    redo_acts(workspace, 2)
    assert state_of(folder) == states[2]
