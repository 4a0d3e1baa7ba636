"""A pass that was killed goes on under its own run, so that its project ends like one left alone."""

from fitcode.store.project import open_project
from fitcode.store.runs import list_runs


def test_a_pass_killed_after_its_last_transcript_is_finished_by_the_next(study, run):
    run("suggest")
    with open_project(study) as project, project.writing("test", coder="ines"):
        project.connection.execute("UPDATE runs SET status = 'running', ended_at = NULL")

    run("suggest")

    with open_project(study) as project:
        assert list_runs(project).column("status") == ["finished"]
