"""Finish adjudication: from here on the consensus is what counts in a transcript.

What all coders agree on needs no decision and is taken with it; what is open is decided first.
"""

from fitcode.domain.amounts import counted
from fitcode.domain.choices import AdjudicationRule
from fitcode.errors import FitcodeError
from fitcode.store.blindness import refuse_blind
from fitcode.store.coders import ensure_consensus
from fitcode.store.compared_coders import compared_coders
from fitcode.store.finished import finish
from fitcode.workflow.adjudicating.adjudicate import carry_out
from fitcode.workflow.adjudicating.adjudicate_by_rule import rule_verdicts
from fitcode.workflow.adjudicating.list_questions import questions_of
from fitcode.workflow.workspace import Workspace


def finish_adjudication(workspace: Workspace, transcript: str) -> int:
    """Mark a transcript as finished by the consensus; how many codings on which all agree came with that.

    Raises FitcodeError where questions are open, where fewer than two coders finished the transcript, or for
    who works blind in it.
    """
    refuse_blind(workspace.blindness, "Adjudication", transcript=transcript)
    project = workspace.project
    with workspace.writing("adjudicate --finish"):
        compared = compared_coders(project, transcript=transcript)
        if not compared.transcripts:
            raise FitcodeError(
                f"Fewer than two coders finished {transcript}: there is nothing to decide between.",
                remedy=f"Whoever read it to the end says so: fitcode finish {transcript} --as CODER",
            )
        questions = questions_of(project, compared)
        agreed = rule_verdicts(questions, rule=AdjudicationRule.identical)
        n_open = sum(question.decided is None for question in questions) - len(agreed)
        if n_open:
            raise FitcodeError(
                f"{transcript} has {counted(n_open, 'open question')}.",
                remedy=f"Decide them first: fitcode adjudicate {transcript}; fitcode disagreements"
                f" -t {transcript} lists them.",
            )
        carry_out(workspace, agreed)
        consensus = ensure_consensus(project)
        finish(project, transcript, coder=consensus)
    tallied = workspace.settings.tally.coder
    for note in compared.notes:
        workspace.narrator.note(note)
    if tallied and consensus not in tallied:
        workspace.narrator.note(
            f"fitcode.toml counts {', '.join(tallied)} ([tally] coder): {consensus} counts without that line."
        )
    return len(agreed)
