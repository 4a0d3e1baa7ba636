"""Adjudicate by rule: what needs no person's eye on each passage, taken in one act after a look at it.

A rule takes open questions only, and only where every coder who is compared made the same of the passage.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fitcode.domain.adjudication import Question, QuestionCoding
from fitcode.domain.choices import AdjudicationRule, Boundaries, DisagreementKind, Ruling
from fitcode.domain.coding import NewCoding
from fitcode.domain.table import Table
from fitcode.store.spans import version_text
from fitcode.workflow.adjudicating.adjudicate import Agreed, Verdict, carry_out, copied
from fitcode.workflow.adjudicating.list_questions import list_questions
from fitcode.workflow.workspace import Workspace

COLUMNS = (
    *("transcript", "start", "end", "quote", "code", "about", "counterpart", "valence", "strength", "memo"),
    *("share", "weighed"),
)

_TAKEN = {
    AdjudicationRule.identical: {DisagreementKind.agreed},
    AdjudicationRule.overlap: {DisagreementKind.agreed, DisagreementKind.boundaries},
}
"""How the codings of a question may differ for a rule to take it."""

LEAST_SHARE = 0.8
"""The share from which on two passages are one, unless said otherwise."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """What a rule took, or would take."""

    verdicts: tuple[Verdict, ...]
    table: Table


def adjudicate_by_rule(
    workspace: Workspace,
    *,
    rule: AdjudicationRule,
    share: float = LEAST_SHARE,
    boundaries: Boundaries = Boundaries.union,
    transcript: str | None = None,
    code: str | None = None,
    coders: Sequence[str] = (),
    reason: str = "",
    preview: bool = False,
) -> Ruled:
    """Take every open question that a rule answers, or with ``preview`` only say which.

    ``overlap`` takes what differs in boundaries alone and shares at least ``share`` of its non-space
    characters. Raises as ``list_questions`` does.
    """
    questions = list_questions(workspace, transcript=transcript, code=code, coders=coders)
    verdicts = rule_verdicts(questions, rule=rule, share=share, boundaries=boundaries, reason=reason)
    if verdicts and not preview:
        with workspace.writing(f"adjudicate --rule {rule.value}"):
            carry_out(workspace, verdicts)
    return Ruled(tuple(verdicts), _table(workspace, verdicts))


def rule_verdicts(
    questions: Sequence[Question],
    *,
    rule: AdjudicationRule,
    share: float = LEAST_SHARE,
    boundaries: Boundaries = Boundaries.union,
    reason: str = "",
) -> list[Verdict]:
    """What a rule makes of those questions that are open and that it answers."""
    return [
        Verdict(
            question,
            Ruling.took,
            (Agreed(_one_of(question, boundaries), tuple(coding.uid for coding in question.codings)),),
            reason,
            rule,
        )
        for question in questions
        if question.decided is None and set(question.kinds) <= _TAKEN[rule] and question.share >= share
    ]


def _one_of(question: Question, boundaries: Boundaries) -> NewCoding:
    """The one coding that stands for all of a question's."""
    first = min(question.codings, key=lambda coding: (coding.created_at, coding.uid))
    start, end = _span(question, boundaries, first)
    return copied(question, first, start=start, end=end, strength=_strength(question))


def _span(question: Question, boundaries: Boundaries, first: QuestionCoding) -> tuple[int, int]:
    starts = [coding.start for coding in question.codings]
    ends = [coding.end for coding in question.codings]
    match boundaries:
        case Boundaries.union:
            return min(starts), max(ends)
        case Boundaries.shared:
            return max(starts), min(ends)
        case Boundaries.earliest:
            return first.start, first.end


def _strength(question: Question) -> int | None:
    """The strength on which all agree who state one; none where they do not, as nobody decided it."""
    stated = {coding.strength for coding in question.codings if coding.strength is not None}
    return stated.pop() if len(stated) == 1 else None


def _table(workspace: Workspace, verdicts: Sequence[Verdict]) -> Table:
    texts = {
        one.question.version_id: version_text(workspace.project, one.question.version_id) for one in verdicts
    }
    rows = []
    undecided = 0
    for one in verdicts:
        (agreed,) = one.agreed
        new, question = agreed.coding, one.question
        quote = texts[question.version_id].quote(new.start, new.end)
        valence = None if new.valence is None else new.valence.value
        undecided += new.strength is None and any(coding.strength for coding in question.codings)
        rows.append(
            (
                *(new.transcript, new.start, new.end, quote, new.code, new.about, new.counterpart),
                *(valence, new.strength, new.memo, question.share),
                [coding.uid for coding in question.codings],
            )
        )
    notes: tuple[str, ...] = ()
    if undecided:
        notes = (f"{undecided} of them state no strength, because the coders state different ones.",)
    return Table.of(COLUMNS, rows, notes=notes)
