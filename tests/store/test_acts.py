"""Acts and the history of them: what stands, what was taken back, and whose it is."""

import pytest

from fitcode.domain.choices import LinkKind
from fitcode.errors import UnknownCoder, UnknownTranscript, UsageError
from fitcode.store.acts import (
    PAGE_UIDS,
    PASSAGE,
    done_acts,
    page_uids,
    passage_of,
    standing_acts,
    undone_acts,
)
from fitcode.store.coder_names import CoderNames
from fitcode.store.coders import ensure_coder, rename_coder
from fitcode.store.codings import remove_codings
from fitcode.store.history import HistoryFilter, list_acts, list_history
from fitcode.store.links import add_link
from fitcode.store.project import Reversal
from fitcode.store.times import moment
from fitcode.store.transcripts import remove_transcript
from fitcode.store.undo import bring_back, take_back
from tests.support.projects import add_transcript, code, run_pass, suggestion


@pytest.fixture
def ana(project):
    return add_transcript(project, "ANA: We trust the fuel. They let me go. Nobody asked.")


def rename(project, old, new):
    with project.writing("coders rename", coder=old):
        rename_coder(project, old, new)


def undo(project, coder=None):
    (act,) = done_acts(project, coder, limit=1)
    with project.writing("undo", coder=coder or "ines", reverses=Reversal(act.name, "back")):
        take_back(project, act)


def redo(project, coder=None):
    (act,) = undone_acts(project, coder, limit=1)
    with project.writing("redo", coder=coder or "ines", reverses=Reversal(act.name, "forth")):
        bring_back(project, act)


def deeds(acts):
    return [(act.coder, act.deed) for act in acts]


def test_the_latest_act_is_the_coders_own(project, ana):
    code(project, ana, "fuel", "fuel")
    code(project, ana, "Nobody", "fuel", coder="omar")

    (own,), (anybodys,) = done_acts(project, "ines", limit=1), done_acts(project, limit=1)

    assert (own.coder, anybodys.coder) == ("ines", "omar")
    assert done_acts(project, "zoe") == []


@pytest.mark.parametrize(("query", "values"), [(PAGE_UIDS, ("[1]", 5)), (PASSAGE, ("[1]",))])
def test_what_an_act_wrote_is_found_without_reading_the_history(project, query, values):
    plan = [row[3] for row in project.connection.execute(f"EXPLAIN QUERY PLAN {query}", values)]

    assert "SEARCH h USING INDEX history_deed (deed_id=?)" in plan
    assert [step for step in plan if step in ("SCAN h", "SCAN d")] == []


def test_an_act_tells_what_it_wrote_and_where_also_when_an_older_release_did_it(project, ana):
    uid = code(project, ana, "fuel", "fuel")
    project.connection.execute("DROP TRIGGER keep_deeds_from_update")
    project.connection.execute("UPDATE deeds SET act = ''")
    (act,) = done_acts(project, limit=1)

    assert act.name.startswith("deed ")
    assert page_uids(project, act, most=1) == [uid]
    assert page_uids(project, act, most=0) is None
    assert passage_of(project, act) == ("ana", "ANA: We trust the fuel.".index("fuel"), "fuel")


def test_what_was_redone_is_the_next_to_be_undone(project, ana):
    code(project, ana, "fuel", "fuel", coder="omar")
    code(project, ana, "Nobody", "layoff")
    undo(project, "omar")
    redo(project, "omar")

    assert deeds(done_acts(project, limit=1)) == [("omar", "codings add")]


def test_something_new_ends_what_its_coder_could_redo_and_nobody_else(project, ana):
    code(project, ana, "fuel", "fuel")
    code(project, ana, "Nobody", "fuel", coder="omar")
    undo(project, "omar")
    undo(project, "ines")

    code(project, ana, "trust", "fuel")

    assert deeds(undone_acts(project)) == [("omar", "codings add")]


def test_acts_in_many_deeds_stand_where_their_first_deed_does(project):
    for name, act in (("ana", "long"), ("ben", "short"), ("eva", "long")):
        with project.writing(act, coder="ines", act=act):
            ensure_coder(project, name)

    assert [act.deed for act in done_acts(project, limit=2)] == ["short", "long"]


def test_only_the_nearest_acts_are_read_where_no_more_are_wanted(project, ana):
    for quote in ("fuel", "trust", "Nobody"):
        code(project, ana, quote, "fuel")
    undo(project)

    standing = standing_acts(project, limit=1)

    assert standing.done == standing_acts(project).done[:1]
    assert deeds(standing.undone) == [("ines", "codings add")]


def test_acts_follow_a_coder_who_was_renamed(project, ana):
    code(project, ana, "fuel", "fuel", coder="omar")
    rename(project, "omar", "umar")
    code(project, ana, "Nobody", "fuel", coder="umar")

    assert deeds(done_acts(project, "umar")) == [
        ("umar", "codings add"),
        ("umar", "coders rename"),
        ("umar", "codings add"),
    ]
    assert done_acts(project, "omar") == []


def test_a_renaming_that_was_undone_renames_nobody(project, ana):
    code(project, ana, "fuel", "fuel", coder="omar")
    rename(project, "omar", "umar")
    undo(project)

    assert deeds(done_acts(project, "omar")) == [("omar", "codings add")]
    assert deeds(undone_acts(project, "omar")) == [("omar", "coders rename")]


def test_a_name_that_was_given_up_may_be_somebody_elses(project, ana):
    code(project, ana, "fuel", "fuel", coder="omar")
    rename(project, "omar", "umar")
    code(project, ana, "Nobody", "fuel", coder="omar")
    rename(project, "omar", "third")

    assert deeds(done_acts(project, "third")) == [("third", "coders rename"), ("third", "codings add")]
    assert deeds(done_acts(project, "umar")) == [("umar", "coders rename"), ("umar", "codings add")]


def test_the_history_follows_a_coder_by_any_name(project, ana):
    code(project, ana, "fuel", "fuel", coder="omar")
    rename(project, "omar", "umar")

    assert CoderNames(project).resolve("omar") == "umar"
    for name in ("omar", "umar"):
        only = HistoryFilter(coder=name)
        assert set(list_acts(project, only=only).column("coder")) == {"umar"}
        assert set(list_history(project, only=only).column("coder")) == {"omar"}
    with pytest.raises(UnknownCoder):
        list_acts(project, only=HistoryFilter(coder="nobody"))


def test_the_history_says_what_an_act_did_and_what_was_undone(project, ana):
    code(project, ana, "fuel", "fuel")
    undo(project)

    rows = [row[1:5] for row in list_acts(project, limit=2).rows]

    assert rows == [
        ("ines", "undo", "took back codings add: 1 coding removed", "done"),
        ("ines", "codings add", "1 coding added", "undone"),
    ]
    redo(project)
    assert list_acts(project, limit=3).column("state") == ["done", "done", "done"]


def test_the_history_is_narrowed_by_deed_table_and_time(project, ana):
    code(project, ana, "fuel", "fuel")

    def listed(**only):
        return list_acts(project, only=HistoryFilter(**only)).column("deed")

    assert listed(deed="codings") == listed(noun="codings") == ["codings add"]
    assert listed(since=moment("2999-01-01")) == listed(until=moment("2001-01-01", is_end=True)) == []
    assert len(listed(since=moment("2001-01-01"))) == len(listed(until=moment("2999-01-01")))


def test_a_day_has_a_beginning_and_an_end():
    assert moment("2026-11-22") == "2026-11-22T00:00:00.000Z"
    assert moment("2026-11-22", is_end=True) == "2026-11-23T00:00:00.000Z"
    assert moment("2026-11-22T14:30+02:00") == "2026-11-22T12:30:00.000Z"
    for wrong in ("yesterday", "9999-12-31"):
        with pytest.raises(UsageError, match=wrong):
            moment(wrong, is_end=True)


def test_what_touched_a_transcript_is_found_also_when_it_is_gone(project, ana):
    add_transcript(project, "BEN: [fuel]None.[/]", name="ben")
    ends = [code(project, ana, quote, "fuel") for quote in ("fuel", "trust")]
    with project.writing("links add", coder="ines"):
        add_link(project, *ends, kind=LinkKind.leads_to, coder="ines")
    run_pass(project, {"ana": [suggestion(project, "ana", "Nobody")]})
    with project.writing("codings remove", coder="ines"):
        remove_codings(project, ends[:1])
    with project.writing("transcripts remove", coder="ines"):
        remove_transcript(project, "ana")

    found = list_acts(project, transcript="ana").column("deed")

    assert found == [
        *("transcripts remove", "codings remove", "suggest", "links add", "codings add", "codings add"),
        "test",
    ]
    with pytest.raises(UnknownTranscript):
        list_acts(project, transcript="nobody")
