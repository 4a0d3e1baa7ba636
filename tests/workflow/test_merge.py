"""Projects merged: what comes, what follows it, what somebody has to decide, and what is refused."""

import sqlite3
from contextlib import ExitStack
from pathlib import Path

import pytest

from fitcode.domain.choices import CoderKind, LinkKind, MemoTarget, Valence
from fitcode.domain.coding import CodingChange, NewCoding
from fitcode.domain.table import Cell
from fitcode.errors import FitcodeError, NoProject, ProjectDamaged, ProjectTooNew
from fitcode.store import codebooks, coders, codings, conflicts, decisions, links, memos, transcripts
from fitcode.store.checks import check_project
from fitcode.store.coding_reads import list_codings
from fitcode.store.merging import CodersClash
from fitcode.store.project import Project, create_project, open_project
from fitcode.workflow.coding.undo_acts import redo_acts, undo_acts
from fitcode.workflow.merging.decide_conflicts import decide_conflicts
from fitcode.workflow.merging.merge_project import merge_project
from fitcode.workflow.sharing.export_text import export_text
from fitcode.workflow.starting.import_text import import_text
from fitcode.workflow.workspace import open_workspace
from tests.support.merging import copies, merge, state_of, study, tick
from tests.support.projects import add_coder, add_transcript, code, codebook_of, finish, new_project


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    return study(tmp_path_factory.mktemp("base") / "study")


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    tick(monkeypatch)


@pytest.fixture
def two(base, tmp_path):
    """Two copies of one project, made by hand."""
    with ExitStack() as stack:
        yield tuple(stack.enter_context(one) for one in copies(base, tmp_path / "a", tmp_path / "b"))


@pytest.fixture
def apart(tmp_path):
    """Makes projects that know nothing of each other."""
    with ExitStack() as stack:
        yield lambda name: stack.enter_context(new_project(tmp_path / name))


def first_coding(project: Project) -> str:
    return str(list_codings(project, code="layoff").column("uid")[0])


def change(project: Project, uid: str, coder: str = "ines", **fields: object) -> None:
    with project.writing("change", coder=coder, act=f"act {fields}"):
        codings.change_coding(project, uid, CodingChange.model_validate(fields))


def remove(project: Project, *uids: str) -> None:
    with project.writing("remove", coder="ines"):
        codings.remove_codings(project, uids)


def note(project: Project, target: str, text: str = "Why?", coder: str = "tomas") -> str:
    with project.writing("memo", coder=coder):
        return memos.add_memo(project, target=MemoTarget.coding, target_name=target, text=text, coder=coder)


def decide(project: Project, option: int) -> None:
    (uid,) = set(conflicts.list_conflicts(project).column("conflict"))
    with project.writing("conflicts decide", coder="ines", act=f"decide {option}"):
        conflicts.decide_conflict(project, str(uid), option)


def said(project: Project, column: str) -> list[Cell]:
    return list_codings(project).column(column)


def assert_same_in_both_orders(one: Project, other: Project, scratch: Path) -> dict[str, list[str]]:
    """Merge each into a copy of the other; both then say the same."""
    states = []
    for name, into, of in (("one", one, other), ("other", other, one)):
        (target,) = copies(into.folder, scratch / name)
        with target:
            merge(target, of)
            states.append(state_of(target))
            assert check_project(target) == []
    for table, rows in states[0].items():
        assert rows == states[1][table], table
    return states[0]


class TestWhatComes:
    def test_what_was_added_changed_and_removed_in_a_copy(self, two):
        one, other = two
        uid = first_coding(other)
        code(other, "ana", "And no", "redundancy", coder="tomas")
        change(other, uid, valence=Valence.misfit)
        remove(other, str(list_codings(other, code="fuel").column("uid")[0]))

        counts = merge(one, other).counts

        assert state_of(one) == state_of(other)
        assert counts["codings", "tomas", "added"] == counts["codings", "ines", "changed"] == 1
        assert counts["codings", "ines", "removed"] == 1
        assert check_project(one) == []

    def test_merging_again_changes_nothing(self, two):
        one, other = two
        code(other, "ana", "And no", "redundancy", coder="tomas")
        merge(one, other)
        deeds = one.connection.execute("SELECT count(*) FROM deeds").fetchone()

        assert not merge(one, other).counts
        assert one.connection.execute("SELECT count(*) FROM deeds").fetchone() == deeds

    def test_what_only_the_other_forgot_to_do_stays(self, two):
        one, other = two
        code(one, "ana", "And no", "redundancy", coder="ines")
        before = state_of(one)

        merge(one, other)

        assert state_of(one) == before

    def test_a_transcript_comes_with_turns_segments_and_its_case(self, two):
        one, other = two
        add_transcript(other, "Q: Eh?\nBEN: [fuel]We had none.[/]", name="ben")

        merge(one, other)

        assert transcripts.get_transcript(one, "ben") == transcripts.get_transcript(other, "ben")
        assert check_project(one) == []

    def test_one_undo_takes_it_back_and_it_can_be_merged_again(self, two):
        one, other = two
        code(other, "ana", "And no", "redundancy", coder="tomas")
        add_transcript(other, "Q: Eh?\nBEN: [fuel]We had none.[/]", name="ben")
        before = state_of(one)
        with open_workspace(one.folder, coder="ines") as workspace:
            merge_project(workspace, other.folder)
            merged = state_of(workspace.project)

            undo_acts(workspace)
            assert state_of(workspace.project) == before
            redo_acts(workspace)
            assert state_of(workspace.project) == merged
            undo_acts(workspace)
            merge_project(workspace, other.folder)
            assert state_of(workspace.project) == merged
            assert check_project(workspace.project) == []

    def test_a_dry_run_tells_the_same_and_writes_nothing(self, two):
        one, other = two
        code(other, "ana", "And no", "redundancy", coder="tomas")
        with open_workspace(one.folder, coder="ines") as workspace:
            before = state_of(workspace.project)
            tried = merge_project(workspace, other.folder, dry_run=True)

            assert state_of(workspace.project) == before
            assert not (one.folder / "backups").exists()
            assert merge_project(workspace, other.folder).table == tried.table

    def test_a_merged_project_comes_back_from_text(self, two, tmp_path):
        one, other = two
        uid = first_coding(one)
        change(one, uid, valence=Valence.fit)
        change(other, uid, valence=Valence.misfit)
        merge(one, other)
        with open_workspace(one.folder, coder="ines", read_only=True) as workspace:
            export_text(workspace, tmp_path / "text")

        import_text(tmp_path / "text", tmp_path / "again")

        with open_project(tmp_path / "again") as again:
            assert state_of(again) == state_of(one)
            assert not merge(again, other).counts


class TestConflicts:
    def test_two_changes_of_one_coding_are_both_kept_until_somebody_decides(self, two, tmp_path):
        one, other = two
        uid = first_coding(one)
        change(one, uid, valence=Valence.fit)
        change(other, uid, valence=Valence.misfit)

        merge(one, other)

        table = conflicts.list_conflicts(one)
        assert table.column("says") == ["valence: misfit", "valence: fit"]
        assert table.column("by") == ["ines", "ines"]
        assert "misfit" in said(one, "valence")
        assert_same_in_both_orders(one, other, tmp_path)

    def test_a_decision_counts_in_every_project_that_is_merged_later(self, two):
        one, other = two
        uid = first_coding(one)
        change(one, uid, valence=Valence.fit)
        change(other, uid, valence=Valence.misfit)
        merge(one, other)
        decide(one, 2)

        merge(other, one)
        merge(one, other)

        assert "fit" in said(one, "valence")
        assert state_of(one) == state_of(other)
        assert conflicts.list_conflicts(one).rows == []

    def test_undo_takes_a_decision_back(self, two):
        one, other = two
        uid = first_coding(one)
        change(one, uid, valence=Valence.fit)
        change(other, uid, valence=Valence.misfit)
        merge(one, other)
        before = state_of(one)
        with open_workspace(one.folder, coder="ines") as workspace:
            (conflict,) = set(conflicts.list_conflicts(workspace.project).column("conflict"))
            decide_conflicts(workspace, [str(conflict)], 2)
            assert "fit" in said(workspace.project, "valence")

            undo_acts(workspace)

            assert state_of(workspace.project) == before

    def test_the_same_change_made_twice_is_none(self, two):
        one, other = two
        for project in two:
            change(project, first_coding(project), valence=Valence.fit)

        merge(one, other)

        assert conflicts.list_conflicts(one).rows == []

    @pytest.mark.parametrize(("option", "left"), [(1, ["layoff", "fuel"]), (2, ["fuel"])])
    def test_removed_in_one_and_changed_in_the_other(self, two, tmp_path, option, left):
        one, other = two
        uid = first_coding(one)
        remove(one, uid)
        change(other, uid, valence=Valence.fit)
        assert_same_in_both_orders(one, other, tmp_path)

        merge(one, other)
        assert conflicts.list_conflicts(one).column("says") == ["there", "removed"]
        decide(one, option)

        assert said(one, "code") == left
        assert check_project(one) == []

    def test_a_memo_on_what_the_other_removed_keeps_it(self, two, tmp_path):
        one, other = two
        uid = first_coding(one)
        remove(one, uid)
        note(other, uid)
        assert_same_in_both_orders(one, other, tmp_path)

        merge(one, other)
        assert conflicts.list_conflicts(one).column("kind") == ["removed", "removed"]
        decide(one, 2)

        assert (uid in said(one, "uid"), len(memos.list_memos(one).rows)) == (False, 0)

    def test_a_transcript_removed_in_one_stays_where_the_other_coded_in_it(self, two, tmp_path):
        one, other = two
        with one.writing("transcripts remove", coder="ines"):
            transcripts.remove_transcript(one, "ana")
        code(other, "ana", "And no", "redundancy", coder="tomas")
        assert_same_in_both_orders(one, other, tmp_path)

        merge(one, other)
        assert transcripts.transcript_names(one) == ["ana"]
        decide(one, 2)

        assert transcripts.transcript_names(one) == []
        assert check_project(one) == []

    def test_a_change_by_hand_is_no_decision(self, two):
        one, other = two
        uid = first_coding(one)
        change(one, uid, valence=Valence.fit)
        change(other, uid, valence=Valence.misfit)
        merge(one, other)
        change(one, uid, valence=Valence.mixed)

        merge(one, other)

        assert conflicts.list_conflicts(one).column("says") == ["valence: mixed", "valence: fit"]

    def test_an_option_that_there_is_not_is_refused(self, two):
        one, other = two
        change(one, first_coding(one), valence=Valence.fit)
        change(other, first_coding(one), valence=Valence.misfit)
        merge(one, other)

        with pytest.raises(FitcodeError, match="no option 3"):
            decide(one, 3)


class TestIdenticalWork:
    def test_a_coding_made_in_both_is_one_and_what_hangs_on_it_follows(self, two, tmp_path):
        one, other = two
        uids = [code(project, "ana", "And no", "redundancy", coder="tomas") for project in two]
        also = code(other, "ana", "more", "fuel", coder="tomas")
        note(other, uids[1])
        with other.writing("link", coder="tomas"):
            links.add_link(other, uids[1], also, kind=LinkKind.leads_to, coder="tomas")
        assert_same_in_both_orders(one, other, tmp_path)

        merge(one, other)

        assert sorted({*uids} & {*said(one, "uid")}) == [min(uids)]
        assert memos.list_memos(one).column("target_name") == [min(uids)]
        assert links.list_links(one).column("source") == [min(uids)]
        assert conflicts.list_conflicts(one).rows == []

    def test_an_adjudication_names_the_coding_that_is_shown(self, two):
        one, other = two
        uids = [code(project, "ana", "And no", "redundancy", coder="tomas") for project in two]
        with other.writing("test", coder="ines"):
            other.connection.execute(
                """INSERT INTO adjudications (uid, version_id, start, "end", weighed, ruling, made, rule,
                       reason, coder_id, consensus_id, created_at)
                   SELECT '01900000-0000-7000-8000-000000000001', version_id, start, "end",
                          json_object(uid, 'x'), 'took', '{}', NULL, '', coder_id, coder_id, created_at
                   FROM codings WHERE uid = ?""",
                (uids[1],),
            )

        merge(one, other)

        assert one.connection.execute("SELECT weighed FROM adjudications").fetchone() == (
            f'{{"{min(uids)}":"x"}}',
        )

    def test_the_consensus_is_one(self, two):
        one, other = two
        for project in two:
            add_coder(project, "consensus", CoderKind.consensus)
            code(project, "ana", "And no", "redundancy", coder="consensus")

        merge(one, other)

        kinds = [kind for (kind,) in one.connection.execute("SELECT kind FROM coders")]
        assert kinds.count("consensus") == 1
        assert len(list_codings(one, coder="consensus").rows) == 1
        assert check_project(one) == []

    def test_where_they_differ_somebody_decides(self, two, tmp_path):
        one, other = two
        code(one, "ana", "And no", "redundancy", coder="tomas", valence="fit")
        code(other, "ana", "And no", "redundancy", coder="tomas", valence="misfit")
        assert_same_in_both_orders(one, other, tmp_path)

        merge(one, other)
        assert conflicts.list_conflicts(one).column("says") == ["valence: fit", "valence: misfit"]
        decide(one, 2)
        merge(one, other)

        assert said(one, "valence").count("misfit") == 1
        assert conflicts.list_conflicts(one).rows == []

    def test_once_removed_it_does_not_come_again(self, two):
        one, other = two
        uids = [code(project, "ana", "And no", "redundancy", coder="tomas") for project in two]
        merge(one, other)
        remove(one, min(uids))

        merge(one, other)

        assert not {*uids} & {*said(one, "uid")}

    def test_two_decisions_on_one_suggestion_the_first_stands(self, two, tmp_path):
        one, other = two
        uid = str(one.connection.execute("SELECT uid FROM suggestions ORDER BY uid").fetchone()[0])
        with one.writing("reject", coder="ines"):
            decisions.reject_suggestion(one, uid, coder="ines")
        with other.writing("accept", coder="tomas"):
            decisions.accept_suggestion(other, uid, coder="tomas")
        assert_same_in_both_orders(one, other, tmp_path)

        merge(one, other)

        decided = one.connection.execute(
            "SELECT status, decided_by_id FROM suggestions WHERE uid = ?", (uid,)
        ).fetchone()
        further = one.connection.execute("SELECT status, coder_id FROM further_decisions").fetchall()
        people = dict(one.connection.execute("SELECT id, name FROM coders").fetchall())
        assert (decided[0], people[decided[1]]) == ("rejected", "ines")
        assert [(status, people[coder]) for status, coder in further] == [("accepted", "tomas")]


class TestProjectsMadeApart:
    def test_one_text_read_in_twice_is_one_transcript(self, apart, tmp_path):
        one, other = apart("a"), apart("b")
        add_transcript(one, "Q: Eh?\nANA: [layoff]They let me go.[/] No fuel.", name="ana")
        add_transcript(other, "Q: Eh?\nANA: They let me go. [fuel]No fuel.[/]", name="r017", coder="tomas")
        with other.writing("memo", coder="tomas"):
            memos.add_memo(
                other, target=MemoTarget.transcript, target_name="r017", text="Cold room.", coder="tomas"
            )

        merge(one, other)

        assert len(transcripts.transcript_names(one)) == 1
        assert sorted(map(str, said(one, "code"))) == ["fuel", "layoff"]
        assert len(memos.list_memos(one).rows) == 1
        assert check_project(one) == []

    def test_another_text_under_the_same_name_gets_another_name_whichever_comes_in(self, apart, tmp_path):
        one, other = apart("a"), apart("b")
        add_transcript(one, "Q: Eh?\nANA: [layoff]They let me go.[/]", name="ana")
        add_transcript(other, "Q: Eh?\nANA: [fuel]No fuel.[/]", name="ana", coder="tomas")
        assert_same_in_both_orders(one, other, tmp_path)

        merged = merge(one, other)

        assert transcripts.transcript_names(one) == ["ana", "ana-2"]
        assert merged.notes == ["Another text is called 'ana' already: this one is now 'ana-2'."]

    def test_components_and_codebooks_meet_by_name(self, apart, tmp_path):
        one, other = apart("a"), apart("b")
        add_transcript(one, "Q: Eh?\nANA: [layoff]They let me go.[/]", name="ana")
        add_transcript(other, "Q: Eh?\nBEN: [fuel]No fuel.[/]", name="ben", coder="tomas")
        with other.writing("memo", coder="tomas"):
            memos.add_memo(other, target=MemoTarget.code, target_name="fuel", text="Narrow.", coder="tomas")

        assert_same_in_both_orders(one, other, tmp_path)

    def test_one_name_with_work_in_both_is_refused_unless_it_is_one_person(self, apart):
        one, other = apart("a"), apart("b")
        add_transcript(one, "Q: Eh?\nANA: [layoff]They let me go.[/]", name="ana")
        add_transcript(other, "Q: Eh?\nBEN: [fuel]No fuel.[/]", name="ben")

        with pytest.raises(CodersClash, match="'ines'") as refused:
            merge(one, other)
        assert "--same-coder ines" in refused.value.remedy
        merge(one, other, same_coders=["ines"])

        assert said(one, "coder") == ["ines", "ines"]
        assert check_project(one) == []

    def test_who_was_found_to_be_one_person_need_not_be_told_again(self, apart):
        one, other = apart("a"), apart("b")
        add_transcript(one, "Q: Eh?\nANA: [layoff]They let me go.[/] No fuel.", name="ana")
        add_transcript(other, "Q: Eh?\nBEN: [fuel]No fuel.[/]", name="ben")
        merge(one, other, same_coders=["ines"])

        assert not merge(one, other).counts
        code(other, "ben", "Eh", "layoff")
        merge(one, other)

        assert said(one, "coder") == ["ines"] * 3

    def test_a_person_and_a_suggester_of_one_name_are_refused(self, two):
        one, other = two
        with one.writing("test", coder="ines"):
            coders.rename_coder(one, "tomas", "tom")
        add_coder(other, "tom")
        with other.writing("test", coder="ines"):
            other.connection.execute("UPDATE coders SET kind = 'machine' WHERE name = 'tom'")

        with pytest.raises(CodersClash, match="of kind person here and of kind machine there"):
            merge(one, other)


class TestCodebooks:
    def apply(self, project: Project, *codes: str) -> None:
        with project.writing("codebook apply", coder="ines"):
            codebooks.apply_codebook(project, codebook_of(*codes), file_text=" ".join(codes))

    def test_a_newer_version_comes_and_codings_keep_theirs(self, two):
        one, other = two
        self.apply(other, "layoff", "redundancy", "fuel", "water")
        code(other, "ana", "And no", "water", coder="tomas")

        merge(one, other)

        assert codebooks.codebook_versions(one) == {"fit": 2}
        assert state_of(one) == state_of(other)

    def test_two_that_went_on_from_one_stand_behind_each_other(self, two, tmp_path):
        one, other = two
        self.apply(other, "layoff", "redundancy", "fuel", "water")
        self.apply(one, "layoff", "redundancy", "fuel", "food")
        for coder, project in (("ines", other), ("tomas", other), ("tomas", one)):
            finish(project, "ana", coder=coder)
        assert_same_in_both_orders(one, other, tmp_path)

        merged = merge(one, other)

        assert codebooks.codebook_versions(one) == {"fit": 3}
        finished = dict(
            one.connection.execute(
                "SELECT c.name, f.codebook_versions FROM finished f JOIN coders c ON c.id = f.coder_id"
            ).fetchall()
        )
        assert finished == {"ines": '{"fit":2}', "tomas": '{"fit":3}'}
        assert len(merged.notes) == 1
        assert {code.id for code in codebooks.get_codebook(one, "fit", version=3).codes} >= {"food"}


class TestRefused:
    @pytest.fixture
    def workspace(self, two):
        with open_workspace(two[0].folder, coder="ines") as workspace:
            yield workspace

    def test_the_very_project_also_through_a_link(self, workspace, tmp_path):
        link = tmp_path / "link"
        link.symlink_to(workspace.project.folder)

        for folder in (workspace.project.folder, link):
            with pytest.raises(FitcodeError, match="this very project"):
                merge_project(workspace, folder)

    def test_a_folder_that_holds_none(self, workspace, tmp_path):
        with pytest.raises(NoProject):
            merge_project(workspace, tmp_path)

    def test_a_database_of_another_program(self, workspace, two):
        other = two[1].folder
        two[1].close()
        (other / "fitcode.db").unlink()
        with sqlite3.connect(other / "fitcode.db") as connection:
            connection.execute("CREATE TABLE codings (id INTEGER)")

        with pytest.raises(ProjectDamaged):
            merge_project(workspace, other)

    def test_a_newer_project(self, workspace, two):
        with two[1].connection as connection:
            connection.execute(
                "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
                " VALUES ('fitcode', '9999_later', '')"
            )

        with pytest.raises(ProjectTooNew):
            merge_project(workspace, two[1].folder)

    def test_a_damaged_project(self, workspace, two):
        before = state_of(workspace.project)
        with two[1].connection as connection:
            connection.execute("DROP TRIGGER history_update_codings")
            connection.execute("UPDATE codings SET valence = 'fit'")

        with pytest.raises(ProjectDamaged):
            merge_project(workspace, two[1].folder)
        assert state_of(workspace.project) == before

    def test_a_quote_that_is_not_in_the_text(self, two):
        one, other = two
        uid = code(other, "ana", "And no", "redundancy", coder="tomas")
        before = state_of(one)
        with other.writing("test", coder="tomas"):
            other.connection.execute("UPDATE codings SET quote = 'And yes' WHERE uid = ?", (uid,))

        with pytest.raises(ProjectDamaged, match="And yes"):
            merge(one, other)
        assert state_of(one) == before

    def test_the_other_is_never_changed(self, workspace, two):
        other = two[1]
        code(other, "ana", "And no", "redundancy", coder="tomas")
        other.close()
        content = (other.folder / "fitcode.db").read_bytes()

        merge_project(workspace, other.folder)

        assert (other.folder / "fitcode.db").read_bytes() == content


def test_an_older_project_is_brought_up_to_date_as_a_copy(tmp_path, monkeypatch):
    from fitcode.store import migrations

    known = [one for one in migrations.MIGRATIONS if one[0] < "0008"]
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "MIGRATIONS", known)
        create_project(tmp_path / "old", settings_text="").close()
    content = (tmp_path / "old" / "fitcode.db").read_bytes()
    with new_project(tmp_path / "new"):
        pass

    with open_workspace(tmp_path / "new", coder="ines") as workspace:
        merge_project(workspace, tmp_path / "old")

    assert (tmp_path / "old" / "fitcode.db").read_bytes() == content
    assert not (tmp_path / "old" / "backups").exists()


def test_what_a_made_coding_says_survives_any_number_of_merges(two):
    one, other = two
    with one.writing("codings add", coder="ines"):
        codings.add_codings(
            one, [NewCoding(transcript="ana", start=37, end=40, code="fuel", memo="Mine.")], coder="ines"
        )
    for _ in range(2):
        merge(other, one)
        merge(one, other)

    assert "Mine." in said(other, "memo")
