"""Adjudicate: what a person rules on a question, made into codings of the consensus.

Everything that one ruling does is one act; a question that is decided anew loses what was made of it before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fitcode.domain.adjudication import Question, QuestionCoding, joined_memo
from fitcode.domain.choices import AdjudicationRule, Origin, Ruling
from fitcode.domain.coding import NewCoding
from fitcode.errors import DuplicateCoding, FitcodeError, InvalidFile
from fitcode.store import codings
from fitcode.store.adjudications import add_adjudication, remove_superseded
from fitcode.store.coders import ensure_consensus
from fitcode.store.consensus_links import copy_links
from fitcode.store.weighed_codings import WeighedCodings, contents_now
from fitcode.workflow.coding.warn_of_choices import warn_of_choices
from fitcode.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Agreed:
    """A coding that the consensus is to have."""

    coding: NewCoding
    sources: tuple[str, ...]
    """The uids of the codings that it stands for."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A question and what is ruled on it."""

    question: Question
    ruling: Ruling
    agreed: tuple[Agreed, ...] = ()
    reason: str = ""
    rule: AdjudicationRule | None = None


def adjudicate(
    workspace: Workspace,
    question: Question,
    *,
    take: Sequence[str] = (),
    neither: bool = False,
    new: NewCoding | None = None,
    reason: str = "",
) -> str:
    """Take some of the codings of a question, or neither, or a new one; the adjudication's uid.

    Raises FitcodeError where a coding is no longer as the question shows it, DuplicateCoding where the
    consensus has a coding there already that says something else.
    """
    if sum(map(bool, (take, neither, new))) != 1:
        raise FitcodeError(
            "It was not said what to rule on this question.", remedy="Take codings, or neither, or a new one."
        )
    if take:
        verdict = Verdict(question, Ruling.took, tuple(_taken(question, take)), reason)
    elif new is not None:
        _require_transcript(question, new)
        stands_for = tuple(coding.uid for coding in question.codings)
        verdict = Verdict(question, Ruling.new, (Agreed(_of_consensus(new), stands_for),), reason)
    else:
        verdict = Verdict(question, Ruling.neither, reason=reason)
    with workspace.writing("adjudicate"):
        (uid,), made = carry_out(workspace, [verdict])
    warn_of_choices(workspace, made)
    return uid


def carry_out(workspace: Workspace, verdicts: Sequence[Verdict]) -> tuple[list[str], list[str]]:
    """Store verdicts inside a deed; the uids of the adjudications, and those of the codings made.

    Raises as ``adjudicate`` does.
    """
    project = workspace.project
    consensus = ensure_consensus(project)
    _refuse_consensus(verdicts, consensus)
    _require_as_shown(workspace, verdicts)
    weighed: dict[int, set[str]] = {}
    for one in verdicts:
        uids = weighed.setdefault(one.question.version_id, set())
        uids.update(coding.uid for coding in one.question.codings)
    for version, uids in weighed.items():
        remove_superseded(project, version, uids)
    wanted = [agreed.coding for one in verdicts for agreed in one.agreed]
    transcripts = {one.question.version_id: one.question.transcript for one in verdicts}
    made = iter(_add(workspace, wanted, transcripts=transcripts, consensus=consensus))
    adjudications: list[str] = []
    all_made: list[str] = []
    for one in verdicts:
        stands_for: dict[str, set[str]] = {}
        for agreed in one.agreed:
            stands_for.setdefault(next(made), set()).update(agreed.sources)
        all_made += stands_for
        adjudications.append(
            add_adjudication(
                project,
                one.question,
                ruling=one.ruling,
                made={uid: sorted(sources) for uid, sources in stands_for.items()},
                reason=one.reason,
                coder=workspace.coder,
                consensus=consensus,
                rule=one.rule,
            )
        )
    copy_links(project, {uid for uids in weighed.values() for uid in uids}, consensus=consensus)
    return adjudications, all_made


def copied(question: Question, coding: QuestionCoding, **changes: object) -> NewCoding:
    """A coding of the consensus that states what a coder's does, with the memos of all who used its code."""
    alike = [one for one in question.codings if one.code == coding.code]
    stated = {
        **{name: getattr(coding, name) for name in ("start", "end", "code", "about", "counterpart")},
        "valence": coding.valence,
        "strength": coding.strength,
        "memo": joined_memo(alike),
    }
    new = NewCoding.model_validate({"transcript": question.transcript, **stated, **changes})
    return _of_consensus(new)


def _of_consensus(new: NewCoding) -> NewCoding:
    return new.model_copy(update={"origin": Origin.adjudication, "coder": None, "uid": None})


def _taken(question: Question, take: Sequence[str]) -> list[Agreed]:
    by_uid = {coding.uid: coding for coding in question.codings}
    for uid in take:
        if uid not in by_uid:
            raise FitcodeError(
                f"The coding {uid} is not among those of this question.",
                remedy=f"Take one of {', '.join(by_uid)}.",
            )
    return [Agreed(copied(question, by_uid[uid]), (uid,)) for uid in dict.fromkeys(take)]


def _require_transcript(question: Question, new: NewCoding) -> None:
    if new.transcript != question.transcript:
        raise FitcodeError(
            f"The new coding is on {new.transcript}, the question on {question.transcript}.",
            remedy="Code a passage of the same transcript.",
        )


def _refuse_consensus(verdicts: Sequence[Verdict], consensus: str) -> None:
    if any(consensus in one.question.coders for one in verdicts):
        raise FitcodeError(
            f"What {consensus} holds is what was decided; it is not weighed itself.",
            remedy="Name persons with --coders, or nobody.",
        )


def _require_as_shown(workspace: Workspace, verdicts: Sequence[Verdict]) -> None:
    shown = {coding.uid: coding.content for one in verdicts for coding in one.question.codings}
    if contents_now(workspace.project, list(shown)) != shown:
        raise FitcodeError(
            "A coding of this question was changed or removed meanwhile; nothing was decided.",
            remedy="Look at the question as it is now, then decide it.",
        )


Key = tuple[str, int, int, str, str | None, str | None]
"""What one coder may have once: transcript, span, code and components."""

Rest = tuple[str | None, int | None]
"""What else a coding states: valence and strength."""


def _add(
    workspace: Workspace,
    wanted: Sequence[NewCoding],
    *,
    transcripts: Mapping[int, str],
    consensus: str,
) -> list[str]:
    """The uid of each coding that is wanted: of one that the consensus has already, or of a new one."""
    project = workspace.project
    read = WeighedCodings(project)
    there: dict[Key, str] = {}
    stated: dict[Key, Rest] = {}
    for version, transcript in transcripts.items():
        for one in read.of(version, [consensus]):
            key = (transcript, one.start, one.end, one.code, one.about, one.counterpart)
            there[key], stated[key] = one.uid, (one.valence, one.strength)
    missing: dict[Key, NewCoding] = {}
    keys = [_key(read, one) for one in wanted]
    for key, new in zip(keys, wanted, strict=True):
        rest = None if new.valence is None else new.valence.value, new.strength
        if stated.setdefault(key, rest) != rest:
            raise DuplicateCoding(
                f"The consensus would have {new.code} twice on [{new.start}, {new.end}) of {new.transcript},"
                " about the same components.",
                remedy="Take one of them, or make a new one that says what holds.",
            )
        if key not in there:
            missing[key] = new
    try:
        uids = codings.add_codings(project, list(missing.values()), coder=consensus)
    except InvalidFile as error:
        raise FitcodeError(" ".join(fault.message for fault in error.faults)) from error
    there |= dict(zip(missing, uids, strict=True))
    return [there[key] for key in keys]


def _key(read: WeighedCodings, one: NewCoding) -> Key:
    code, about, counterpart = read.names(one.code, one.about, one.counterpart)
    return one.transcript, one.start, one.end, code, about, counterpart
