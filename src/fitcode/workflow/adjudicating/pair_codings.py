"""Pair codings: what one coder made of a passage, with what another made of it.

Coders are compared by the one rule of ``agreement.disagreements``; a pair may differ in several ways.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from fitcode.agreement.disagreements import Disagreement, Mark
from fitcode.domain.adjudication import DISAGREED, QuestionCoding
from fitcode.domain.amounts import counted
from fitcode.domain.choices import DisagreementKind
from fitcode.store.compared import compared_frame
from fitcode.store.compared_coders import ComparedCoders, compared_coders
from fitcode.store.rounds import Passage, round_passages
from fitcode.workflow.adjudicating.list_questions import Weighing, codes_shown, weigh
from fitcode.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Pair:
    """A coding of one coder and what answers it among another's."""

    transcript: str
    version_id: int
    coders: tuple[str, str]
    codings: tuple[QuestionCoding | None, QuestionCoding | None]
    kinds: tuple[DisagreementKind, ...]
    share: float

    @property
    def given(self) -> tuple[QuestionCoding, ...]:
        """The one coding that there is, or both."""
        return tuple(coding for coding in self.codings if coding is not None)

    @property
    def span(self) -> tuple[int, int]:
        """From where the first begins to where the last ends."""
        return min(one.start for one in self.given), max(one.end for one in self.given)

    @property
    def codes(self) -> tuple[str | None, str | None]:
        """The code of each coder."""
        first, second = self.codings
        return (first.code if first else None), (second.code if second else None)

    @property
    def confusion(self) -> tuple[DisagreementKind, frozenset[str]]:
        """What is confused with what, whoever of the two said which."""
        return self.kinds[0], frozenset(coding.code for coding in self.given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which disagreements are asked for."""

    coders: Sequence[str] = ()
    """All persons who finished a transcript, unless named."""

    kinds: Sequence[DisagreementKind] = ()
    """All but agreement, unless named."""

    code: str | None = None
    """Only pairs in which it or a code below it stands."""

    transcript: str | None = None
    where: Sequence[str] = ()
    """Conditions; each leaves a pair where one of its codings meets it."""

    round_name: str | None = None
    """Only what this round drew, by its coders unless others are named."""

    @property
    def wanted(self) -> set[DisagreementKind]:
        """The kinds that are asked for."""
        return set(self.kinds or DISAGREED)


def pair_codings(workspace: Workspace, asked: Asked) -> tuple[list[Pair], tuple[str, ...]]:
    """Every pair that is asked for, of whatever code and kind, and what to know of them.

    Raises UnknownTranscript, UnknownCoder, UnknownRound, UsageError for a condition.
    """
    project = workspace.project
    drawn = None if asked.round_name is None else round_passages(project, asked.round_name)
    coders = asked.coders or (drawn.coders if drawn else ())
    compared = compared_coders(project, transcript=asked.transcript, coders=coders)
    pairs = paired(weigh(project, compared))
    notes = (*_whose(compared), *compared.notes)
    if drawn is not None:
        pairs = _drawn(pairs, drawn.passages)
    if asked.where:
        meets, more = _condition(workspace, compared, asked.where)
        pairs = [pair for pair in pairs if any(meets(pair.transcript, one) for one in pair.given)]
        notes += more
    return pairs, notes


def _drawn(pairs: Iterable[Pair], passages: Iterable[Passage]) -> list[Pair]:
    """The pairs that share a character with what a round drew."""
    drawn: dict[int, list[Passage]] = {}
    for passage in passages:
        drawn.setdefault(passage.version_id, []).append(passage)

    def is_in(pair: Pair, passage: Passage) -> bool:
        if passage.start is None or passage.end is None:
            return True
        return any(one.start < passage.end and passage.start < one.end for one in pair.given)

    return [pair for pair in pairs if any(is_in(pair, one) for one in drawn.get(pair.version_id, ()))]


def paired(weighings: Iterable[Weighing]) -> list[Pair]:
    """Every pair of what was held against each other, in order of place."""
    return [_pair(weighing, found) for weighing in weighings for found in weighing.disagreements]


def _pair(weighing: Weighing, found: Disagreement) -> Pair:
    def coding(mark: Mark | None) -> QuestionCoding | None:
        return None if mark is None else weighing.of(mark)

    names, (first, second) = weighing.compared.coders, found.coders
    return Pair(
        weighing.compared.transcript,
        weighing.compared.version_id,
        (names[first], names[second]),
        (coding(found.marks[0]), coding(found.marks[1])),
        found.kinds,
        found.share,
    )


def _whose(compared: ComparedCoders) -> tuple[str, ...]:
    """Who is compared, and in how much."""
    number = len(compared.transcripts)
    if not number:
        return ("No two coders finished the same transcript: there is nothing to compare.",)
    names = list(dict.fromkeys(name for one in compared.transcripts for name in one.coders))
    who = "they" if len(names) == 2 else "two of them or more"
    return (f"{' and '.join(names)}: {counted(number, 'transcript')} that {who} finished",)


def _condition(
    workspace: Workspace, compared: ComparedCoders, where: Sequence[str]
) -> tuple[Callable[[str, QuestionCoding], bool], tuple[str, ...]]:
    """Whether a coding meets every condition, and what was noticed about them."""
    from fitcode.analysis.selecting.conditions import parse_condition
    from fitcode.analysis.selecting.selection import select
    from fitcode.analysis.selecting.terms import Terms

    conditions = [parse_condition(text) for text in where]
    names = list(dict.fromkeys(name for one in compared.transcripts for name in one.coders))
    frame = compared_frame(workspace.project, names)[0].frame
    terms = Terms(
        by=(),
        where=conditions,
        component_from=workspace.settings.tally.component_from,
        include_interviewer=True,
    )
    selection = select(frame, terms)
    said = frame.codings
    met = {
        (
            frame.transcripts.name[said.transcript[place]],
            frame.coders[said.coder[place]],
            *(said.start[place], said.end[place], frame.codes.name[said.code[place]]),
            _name(frame.components.name, said.about[place]),
            _name(frame.components.name, said.counterpart[place]),
        )
        for place in selection.codings.tolist()
    }

    def meets(transcript: str, one: QuestionCoding) -> bool:
        stated = (one.coder, one.start, one.end, one.code, one.about, one.counterpart)
        return (transcript, *stated) in met

    return meets, selection.notes


def _name(names: Sequence[str], place: int) -> str | None:
    return None if place < 0 else names[place]


def of_code(workspace: Workspace, pairs: list[Pair], code: str | None) -> list[Pair]:
    """The pairs in which a code or one below it stands, all without one; raises UnknownCode."""
    shown = codes_shown(workspace.project, code)
    return [pair for pair in pairs if shown is None or any(one.code in shown for one in pair.given)]
