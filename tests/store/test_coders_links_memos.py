"""Coders, finished marks, links and memos."""

import pytest

from fitcode.domain.choices import CoderKind, LinkKind, MemoTarget
from fitcode.errors import FitcodeError, UnknownMemo
from fitcode.store.codebooks import apply_codebook
from fitcode.store.coders import ensure_coder, list_coders, rename_coder
from fitcode.store.coding_reads import list_codings
from fitcode.store.finished import finish, reopen
from fitcode.store.history import list_history
from fitcode.store.links import UnknownLink, add_link, list_links, remove_link
from fitcode.store.memos import add_memo, get_memo, list_memos, remove_memo
from tests.support.projects import add_coder, add_transcript, apply_components, code, codebook_of


def test_a_coder_is_new_once(project):
    with project.writing("test", coder="ines"):
        assert ensure_coder(project, "omar")
        assert not ensure_coder(project, "omar")

    assert list_coders(project).column("coder") == ["ines", "omar"]


def test_the_list_counts_codings_and_finished_transcripts(project):
    add_coder(project, "consensus", CoderKind.consensus)
    ana = add_transcript(project, "ANA: [layoff]A.[/] [fuel]B.[/]")
    with project.writing("finish", coder="ines"):
        finish(project, ana, coder="ines")
        finish(project, ana, coder="ines")

    assert list_coders(project).rows == [("consensus", "consensus", 0, 0), ("ines", "person", 2, 1)]

    with project.writing("finish --reopen", coder="ines"):
        reopen(project, ana, coder="ines")
    assert list_coders(project).column("finished") == [0, 0]


def test_finishing_again_under_a_newer_codebook_says_so(project):
    ana = add_transcript(project, "ANA: Hello.")
    marks = "SELECT codebook_versions FROM finished"
    for book in (codebook_of("layoff", "fuel"), codebook_of("fuel")):
        with project.writing("finish", coder="ines"):
            finish(project, ana, coder="ines")
            apply_codebook(project, book, file_text="")
    assert project.connection.execute(marks).fetchall() == [('{"fit":2}',)]


def test_a_memo_says_something(project):
    with pytest.raises(FitcodeError, match="needs a text"), project.writing("memos add", coder="ines"):
        add_memo(project, target=MemoTarget.project, target_name=None, text=" \n", coder="ines")


def test_a_renamed_coder_keeps_the_codings(project):
    add_transcript(project, "ANA: [layoff]A.[/]")

    with project.writing("coders rename", coder="ines"):
        rename_coder(project, "ines", "inés")

    assert list_codings(project).column("coder") == ["inés"]


def test_a_comma_joins_names_and_stands_in_none(project):
    with pytest.raises(FitcodeError) as raised, project.writing("coders rename", coder="ines"):
        rename_coder(project, "ines", "a,b")

    assert "no comma" in raised.value.remedy


def test_two_coders_cannot_become_one_by_a_new_name(project):
    add_coder(project, "omar")

    with pytest.raises(FitcodeError, match="already"), project.writing("coders rename", coder="ines"):
        rename_coder(project, "omar", "ines")


def test_a_link_joins_two_codings_of_one_coder(project):
    ana = add_transcript(project, "ANA: [layoff]A.[/] [fuel]B.[/]")
    first, second = (str(uid) for uid in list_codings(project).column("uid"))
    other = code(project, ana, "B.", "layoff", coder="omar")

    with project.writing("links add", coder="ines"):
        uid = add_link(project, first, second, kind=LinkKind.leads_to, coder="ines", memo="so")
        assert add_link(project, first, second, kind=LinkKind.leads_to, coder="ines") == uid

    (record,) = list_links(project).records()
    assert [record[key] for key in ("source_code", "kind", "target_code", "memo")] == [
        *("layoff", "leads-to", "fuel", "so")
    ]
    for target in (other, first):
        with pytest.raises(FitcodeError), project.writing("links add", coder="ines"):
            add_link(project, first, target, kind=LinkKind.leads_to, coder="ines")
    with project.writing("links remove", coder="ines"):
        remove_link(project, uid)
    with pytest.raises(UnknownLink), project.writing("links remove", coder="ines"):
        remove_link(project, uid)


def test_the_same_link_with_another_memo_changes_the_memo(project):
    add_transcript(project, "ANA: [layoff]A.[/] [fuel]B.[/]")
    first, second = (str(uid) for uid in list_codings(project).column("uid"))

    def link(memo):
        with project.writing("links add", coder="ines"):
            return add_link(project, first, second, kind=LinkKind.leads_to, coder="ines", memo=memo)

    assert len({link(memo) for memo in ("so", "so", "because", None)}) == 1

    assert list_links(project).column("memo") == ["because"]
    assert list_history(project, noun="links").column("action") == ["update", "insert"]


def test_a_memo_hangs_on_anything(project):
    apply_components(project, "force")
    add_transcript(project, "ANA: [layoff]A.[/]")
    uid = str(list_codings(project).column("uid")[0])
    targets = [
        (MemoTarget.project, None),
        (MemoTarget.transcript, "ana"),
        (MemoTarget.code, "layoff"),
        (MemoTarget.component, "force"),
        (MemoTarget.coding, uid),
    ]

    with project.writing("memos add", coder="ines"):
        for target, name in targets:
            add_memo(project, target=target, target_name=name, text=f"On {name}.", coder="ines")

    memos = list_memos(project)
    assert list(zip(memos.column("target"), memos.column("target_name"), strict=True)) == targets
    assert list_memos(project, target=MemoTarget.code, target_name="layoff").column("text") == ["On layoff."]
    assert list_memos(project, target=MemoTarget.code, target_name="fuel").rows == []


def test_a_memo_is_shown_and_removed_by_its_uid(project):
    with project.writing("memos add", coder="ines"):
        uid = add_memo(
            project, target=MemoTarget.project, target_name=None, text="Note.", title="T", coder="ines"
        )

    assert (get_memo(project, uid[:20]).title, get_memo(project, uid).coder) == ("T", "ines")
    with project.writing("memos remove", coder="ines"):
        remove_memo(project, uid)
    with pytest.raises(UnknownMemo):
        get_memo(project, uid)
