"""List questions: the codings of several coders that answer each other, and what was decided on them.

A question is decided where all of its codings were weighed and state what they stated then; the decision
outlives a later merge, because codings are known by uid.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from fitcode.agreement.disagreements import (
    Cluster,
    Disagreement,
    Mark,
    cluster_disagreements,
    find_disagreements,
)
from fitcode.domain.adjudication import Question, QuestionCoding
from fitcode.domain.choices import Ruling
from fitcode.errors import FitcodeError
from fitcode.store.adjudications import Decided, decided_codings
from fitcode.store.coding_reads import code_with_descendants, get_coding
from fitcode.store.compared_coders import ComparedCoders, ComparedTranscript, compared_coders
from fitcode.store.names import code_index
from fitcode.store.project import Project
from fitcode.store.spans import version_text
from fitcode.store.weighed_codings import WeighedCodings
from fitcode.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Weighing:
    """The codings of one transcript, held against each other."""

    compared: ComparedTranscript
    codings: Sequence[QuestionCoding]
    """A mark's number is the place of its coding here; coders are numbered as in ``compared``."""

    disagreements: Sequence[Disagreement]

    def of(self, mark: Mark) -> QuestionCoding:
        """The coding that a mark stands for."""
        return self.codings[mark.coding]


def list_questions(
    workspace: Workspace,
    *,
    transcript: str | None = None,
    code: str | None = None,
    coders: Sequence[str] = (),
) -> list[Question]:
    """Every question, decided ones and agreed ones too, in the order of transcripts and positions.

    ``code`` leaves those in which it or a code below it stands. Raises UnknownTranscript, UnknownCode,
    UnknownCoder.
    """
    project = workspace.project
    with project.reading():
        shown = codes_shown(project, code)
        compared = compared_coders(project, transcript=transcript, coders=coders)
        for note in compared.notes:
            workspace.narrator.note(note)
        return [
            question
            for question in questions_of(project, compared)
            if shown is None or any(coding.code in shown for coding in question.codings)
        ]


def questions_of(project: Project, compared: ComparedCoders) -> list[Question]:
    """The questions of transcripts that several coders finished."""
    decided = decided_codings(project, [one.version_id for one in compared.transcripts])
    return [
        _question(weighing, cluster, decided)
        for weighing in weigh(project, compared)
        for cluster in cluster_disagreements(weighing.disagreements)
    ]


def weigh(project: Project, compared: ComparedCoders) -> list[Weighing]:
    """What becomes of every coding between any two coders, transcript by transcript."""
    read = WeighedCodings(project)
    weighings = []
    for one in compared.transcripts:
        # Uids are the same in every copy of a project, whatever the order of its rows and names.
        codings = sorted(read.of(one.version_id, one.coders), key=lambda coding: coding.uid)
        solid = _solid_positions(version_text(project, one.version_id).text)
        marks = _marks(codings, one.coders, solid)
        found = find_disagreements(marks, coders=range(len(one.coders)))
        weighings.append(Weighing(one, codings, found))
    return weighings


def codes_shown(project: Project, code: str | None) -> set[str] | None:
    """The names of a code and of all below it; none where all are shown. Raises UnknownCode."""
    if code is None:
        return None
    display = code_index(project).display
    return {display[key] for key in code_with_descendants(project, code)}


def _solid_positions(text: str) -> list[int]:
    """For each position of a text, how many characters before it are no white space."""
    return list(accumulate((not character.isspace() for character in text), initial=0))


def _marks(codings: Sequence[QuestionCoding], coders: Sequence[str], solid: Sequence[int]) -> list[Mark]:
    code = _numbers(one.code for one in codings)
    valence = _numbers(one.valence for one in codings)
    component = _numbers(name for one in codings for name in (one.about, one.counterpart))
    return [
        Mark(
            coding=place,
            coder=coders.index(one.coder),
            code=code[one.code],
            start=solid[one.start],
            end=solid[one.end],
            valence=valence[one.valence],
            about=component[one.about],
            counterpart=component[one.counterpart],
        )
        for place, one in enumerate(codings)
    ]


def _numbers(names: Iterable[str | None]) -> dict[str | None, int]:
    """A number for each name, whatever the order in which they come; -1 for none."""
    known = sorted({name for name in names if name is not None})
    return {None: -1, **{name: number for number, name in enumerate(known)}}


def _question(weighing: Weighing, cluster: Cluster, decided: Mapping[str, Decided]) -> Question:
    codings = tuple(sorted(map(weighing.of, cluster.marks), key=_place))
    ruling, adjudication = ruled_on(codings, decided)
    return Question(
        transcript=weighing.compared.transcript,
        version_id=weighing.compared.version_id,
        start=min(coding.start for coding in codings),
        end=max(coding.end for coding in codings),
        kinds=cluster.kinds,
        codings=codings,
        coders=weighing.compared.coders,
        share=cluster.share,
        decided=ruling,
        adjudication=adjudication,
        is_changed=ruling is None and adjudication is not None,
    )


def ruled_on(
    codings: Iterable[QuestionCoding], decided: Mapping[str, Decided]
) -> tuple[Ruling | None, str | None]:
    """What was ruled on these codings, none where one is new or changed; and the latest adjudication."""
    found = [(decided.get(coding.uid), coding.content) for coding in codings]
    known = [one for one, _ in found if one is not None]
    if not known:
        return None, None
    latest = max(known, key=lambda one: (one.at, one.adjudication))
    is_decided = all(one is not None and one.content == content for one, content in found)
    return (latest.ruling if is_decided else None), latest.adjudication


def _place(coding: QuestionCoding) -> tuple[int, int, str, str]:
    return coding.start, coding.end, coding.coder, coding.uid


def find_question(workspace: Workspace, uids: Sequence[str], *, coders: Sequence[str] = ()) -> Question:
    """The question that holds all of these codings; raises FitcodeError where there is none."""
    wanted = [get_coding(workspace.project, uid) for uid in uids]
    transcripts = sorted({coding.transcript for coding in wanted})
    if len(transcripts) == 1:
        for question in list_questions(workspace, transcript=transcripts[0], coders=coders):
            held = {coding.uid for coding in question.codings}
            if held.issuperset(coding.uid for coding in wanted):
                return question
    if len(wanted) > 1:
        raise FitcodeError(
            f"These {len(wanted)} codings do not answer each other: they are no one question.",
            remedy="Decide them one by one; fitcode disagreements shows what answers what.",
        )
    (coding,) = wanted
    raise FitcodeError(
        f"{coding.coder}'s coding {coding.uid} is weighed against nothing: only persons who finished"
        f" {coding.transcript} are compared there.",
        remedy=f"fitcode disagreements -t {coding.transcript} shows what is compared.",
    )
