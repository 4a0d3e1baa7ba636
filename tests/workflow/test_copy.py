"""A copy for another coder: what is needed to code, nothing of what others did, and it comes back."""

from contextlib import closing
from pathlib import Path

import pytest

from fitcode.domain.choices import CoderKind, MemoTarget, RoundUnit
from fitcode.errors import FitcodeError
from fitcode.store import decisions, memos, rounds, transcripts
from fitcode.store.checks import check_project
from fitcode.store.coding_reads import list_codings
from fitcode.store.project import Project, open_project
from fitcode.store.suggestions import list_suggestions
from fitcode.workflow.coding.undo_acts import undo_acts
from fitcode.workflow.merging.copy_project import copy_project
from fitcode.workflow.workspace import open_workspace
from tests.support.merging import merge, state_of, study, tick
from tests.support.projects import add_coder, add_transcript, code, finish

SECRET = "Tomas thinks this is about the radio"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    tick(monkeypatch)


@pytest.fixture
def project(tmp_path):
    with open_project(study(tmp_path / "study")) as project:
        yield project


def uid_of_suggestion(project: Project, number: int = 0) -> str:
    return str(project.connection.execute("SELECT uid FROM suggestions ORDER BY uid").fetchall()[number][0])


def copy(project: Project, coder: str = "zoe") -> Project:
    with open_workspace(project.folder, coder="ines") as workspace:
        copy_project(workspace, coder, project.folder / "copy")
    return open_project(project.folder / "copy")


def rows(project: Project, table: str) -> int:
    return int(project.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


class TestWhatItHolds:
    def test_texts_codes_components_and_suggestions_under_their_uids(self, project):
        with copy(project) as made:
            mine, theirs = state_of(project), state_of(made)
            for table in (
                *("transcripts", "transcript_versions", "speakers", "turns", "segments", "components"),
                *("component_aliases", "codebooks", "codebook_versions", "codes", "code_versions"),
                *("suggestions", "runs", "cases"),
            ):
                assert theirs[table] == mine[table], table
            assert check_project(made) == []

    def test_nothing_of_what_others_did(self, project):
        uid = str(list_codings(project).column("uid")[0])
        with project.writing("test", coder="tomas"):
            memos.add_memo(project, target=MemoTarget.coding, target_name=uid, text=SECRET, coder="tomas")
            decisions.reject_suggestion(project, uid_of_suggestion(project), coder="tomas", memo=SECRET)
            decisions.accept_suggestion(project, uid_of_suggestion(project, 1), coder="tomas")
        finish(project, "ana", coder="tomas")

        with copy(project) as made:
            for table in ("codings", "memos", "links", "finished", "adjudications", "further_decisions"):
                assert rows(made, table) == 0, table
            assert set(list_suggestions(made).column("status")) == {"pending"}
            assert len(list_suggestions(made).rows) == 2
            names = {name for (name,) in made.connection.execute("SELECT name FROM coders")}
            assert names == {"zoe", "rules"}
        for file in (project.folder / "copy").rglob("*.*"):
            assert SECRET.encode() not in file.read_bytes(), file

    def test_a_suggestion_that_quotes_a_coding_stays_here(self, project):
        with project.writing("test", coder="ines"):
            project.connection.execute(
                """UPDATE suggestions SET evidence = '{"learned":{"nearest":{"text":"No fuel.","uid":"x"}}}'
                   WHERE uid = ?""",
                (uid_of_suggestion(project),),
            )
        with open_workspace(project.folder, coder="ines") as workspace:
            copied = copy_project(workspace, "zoe", project.folder / "copy")

        assert copied.table.notes == ("Left out: 1 suggestion that quotes what somebody coded.",)
        with open_project(copied.folder) as made:
            assert uid_of_suggestion(project) not in list_suggestions(made).column("uid")

    def test_the_coders_rounds_and_no_other_coders_names(self, project):
        add_coder(project, "zoe")
        for name, people in (("pilot", ["tomas", "zoe"]), ("other", ["ines", "tomas"])):
            with project.writing("rounds open", coder="ines"):
                rounds.open_round(
                    project,
                    rounds.NewRound(
                        *(name, RoundUnit.transcript, True, people, [rounds.Passage(1, None, None)], None, 0)
                    ),
                )

        with copy(project) as made:
            (record,) = rounds.list_rounds(made).records()
            assert (record["round"], record["coders"]) == ("pilot", ["zoe"])
            merge(project, made)
        shown = {record["round"]: record["coders"] for record in rounds.list_rounds(project).records()}
        assert shown == {"pilot": ["tomas", "zoe"], "other": ["ines", "tomas"]}

    def test_a_removed_transcript_stays_here(self, project):
        add_transcript(project, "Q: Eh?\nBEN: He said so.", name="ben")
        with project.writing("transcripts remove", coder="ines"):
            transcripts.remove_transcript(project, "ben")

        with copy(project) as made:
            assert rows(made, "transcripts") == rows(made, "texts") == 1

    def test_the_settings_name_the_coder_and_keep_the_rest(self, project):
        settings = project.folder / "fitcode.toml"
        settings.write_text(
            '[project]\nname = "s"  # ours\ncoder = "ines"\n\n[tally]\ncoder = [\n  "ines",\n]\n',
            encoding="utf-8",
        )

        with copy(project) as made:
            with open_workspace(made.folder) as workspace:
                assert workspace.coder == "zoe"
                assert not workspace.settings.tally.coder
            assert 'name = "s"  # ours' in made.settings_text

    def test_the_files_that_people_edit(self, project):
        with closing(copy(project)):
            pass

        assert (project.folder / "copy" / "codebooks" / "fit.yaml").is_file()
        assert (project.folder / "copy" / "components" / "minusma.yaml").is_file()

    def test_its_making_cannot_be_undone_in_it(self, project):
        with (
            copy(project) as made,
            open_workspace(made.folder) as workspace,
            pytest.raises(FitcodeError, match="nothing"),
        ):
            undo_acts(workspace)


class TestComingBack:
    def test_the_work_is_that_coders(self, project):
        with copy(project) as made:
            code(made, "ana", "And no", "redundancy", coder="zoe")
            with made.writing("test", coder="zoe"):
                decisions.accept_suggestion(made, uid_of_suggestion(made), coder="zoe")
            finish(made, "ana", coder="zoe")
            before = list_codings(project).rows

            counts = merge(project, made).counts

        assert counts["codings", "zoe", "added"] == 2
        assert set(before) <= set(list_codings(project).rows)
        assert len(list_codings(project, coder="zoe").rows) == 2
        assert check_project(project) == []

    def test_what_others_did_meanwhile_stays_and_first_decisions_stand(self, project):
        uid = uid_of_suggestion(project)
        with copy(project) as made:
            with project.writing("test", coder="tomas"):
                decisions.reject_suggestion(project, uid, coder="tomas")
            with made.writing("test", coder="zoe"):
                decisions.accept_suggestion(made, uid, coder="zoe")

            merge(project, made)

        (record,) = (one for one in list_suggestions(project).records() if one["uid"] == uid)
        assert (record["status"], record["decided_by"]) == ("rejected", "tomas")
        assert rows(project, "further_decisions") == 1

    def test_merging_what_nobody_touched_brings_nothing(self, project):
        with copy(project) as made:
            assert not merge(project, made).counts

    def test_afterwards_the_copy_can_be_given_everything(self, project):
        with copy(project) as made:
            code(made, "ana", "And no", "redundancy", coder="zoe")
            merge(project, made)
            merge(made, project)

            assert state_of(made) == state_of(project)


class TestRefused:
    def test_a_folder_that_holds_something(self, project):
        (project.folder / "copy").mkdir()
        (project.folder / "copy" / "notes.txt").write_text("mine")

        with pytest.raises(FitcodeError, match=r"holds something \(notes.txt\)") as refused:
            copy(project)
        assert "fitcode copy" in refused.value.remedy

    def test_a_project_that_is_there(self, project):
        copy(project).close()
        with pytest.raises(FitcodeError, match="is a fitcode project already"):
            copy(project)

    def test_a_suggester(self, project):
        with pytest.raises(FitcodeError, match="kind machine"):
            copy(project, coder="rules")

    def test_the_consensus(self, project):
        add_coder(project, "consensus", CoderKind.consensus)

        with pytest.raises(FitcodeError, match="kind consensus"):
            copy(project, coder="consensus")
        assert not (project.folder / "copy").exists()


def test_a_copy_that_fails_leaves_no_folder(project, monkeypatch):
    monkeypatch.setattr("fitcode.workflow.merging.copy_project.hand_out", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        copy(project)

    assert not Path(project.folder / "copy").exists()
