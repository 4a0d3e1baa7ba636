"""Read questions: what several coders dispute in a transcript, which question is looked at, and what is next.

One transcript is read at a time. What all coders agree on is no question here: it is taken when the
transcript is finished. Nothing here changes the project.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from fitcode.domain.adjudication import Question
from fitcode.domain.table import Cell
from fitcode.errors import UnknownTranscript
from fitcode.store.adjudications import list_adjudications
from fitcode.store.blindness import refuse_blind
from fitcode.store.coders import consensus_coder
from fitcode.store.compared_coders import ComparedCoders, compared_coders
from fitcode.store.screen_reads import ShownCoding, shown_transcripts
from fitcode.workflow.adjudicating.list_questions import codes_shown, questions_of
from fitcode.workflow.sitting.estimate_rest import Pace
from fitcode.workflow.sitting.see_passages import PassageSitting
from fitcode.workflow.workspace import Workspace


class AdjudicationFilters(NamedTuple):
    """Which questions are asked for."""

    transcript: str | None = None
    code: str | None = None
    """Only those in which it or a code below it stands."""

    coders: tuple[str, ...] = ()
    """Who is compared; else, in each transcript, all persons who finished it."""


class QuestionSitting(PassageSitting[Question]):
    """Somebody looks at what coders dispute."""

    def __init__(
        self,
        workspace: Workspace,
        filters: AdjudicationFilters = AdjudicationFilters(),  # noqa: B008
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open the first transcript with open questions, else the first that is not finished.

        Raises UnknownTranscript, UnknownCode, UnknownCoder, and FitcodeError for who works blind.
        """
        refuse_blind(workspace.blindness, "Adjudicating")
        super().__init__(workspace)
        self.filters = filters
        self.shows_all = False
        """Whether codings stand on the page that are no part of the question."""
        self.transcript: str | None = None
        """The name of the one that is open."""
        self.questions: list[Question] = []
        """What is disputed in it, by place, decided or not."""
        self.n_agreed = 0
        """Its passages on which all coders agree."""
        self.consensus: str | None = None
        """The name of the consensus coder; None before anything was decided."""
        self._at: int | None = None
        """The place of the current one; None at the end of the transcript."""
        self._compared = ComparedCoders((), ())
        self._finished: set[str] = set()
        self._settled: set[str] = set()
        """Transcripts that are known to have no open question."""
        self._codes: set[str] | None = None
        self._told: Mapping[str, Mapping[str, Cell]] = {}
        self._pace = Pace(clock)
        self.take_in()

    # What is looked at

    @property
    def current(self) -> Question | None:
        """The question that is asked; None at the end of the transcript."""
        return None if self._at is None else self.questions[self._at]

    @property
    def key(self) -> str | None:
        """The codings of the current question, by uid."""
        question = self.current
        return None if question is None else key_of(question)

    @property
    def codings(self) -> list[ShownCoding]:
        """The question's codings and the consensus'; or all that the coders made of the transcript."""
        question, found = self.current, super().codings
        if question is None:
            return []
        own = {coding.uid for coding in question.codings}
        shown = {*question.coders, self.consensus} if self.shows_all else {self.consensus}
        return [one for one in found if one.uid in own or one.coder in shown]

    @property
    def unnamed_coder(self) -> str:
        """Nobody: whoever adjudicates may be one of the coders."""
        return ""

    @property
    def decision(self) -> Mapping[str, Cell] | None:
        """What was ruled last on the current question, as ``list_adjudications`` tells it."""
        question = self.current
        return None if question is None else self._told.get(question.adjudication or "")

    def consensus_here(self) -> list[ShownCoding]:
        """What the last ruling on the current question made, as far as it is there."""
        made = (self.decision or {}).get("made")
        uids = set(made) if isinstance(made, list) else set()
        return [one for one in super().codings if one.uid in uids]

    # How far

    @property
    def number(self) -> int:
        """The place of the current question in its transcript, from 1."""
        return len(self.questions) if self._at is None else self._at + 1

    @property
    def n_open(self) -> int:
        """Open questions of this transcript."""
        return sum(one.decided is None for one in self.questions)

    @property
    def names_compared(self) -> list[str]:
        """Transcripts that several coders finished."""
        return [one.transcript for one in self._compared.transcripts]

    @property
    def notes(self) -> Sequence[str]:
        """What is left out because somebody has not finished."""
        return self._compared.notes

    @property
    def seconds_left(self) -> float | None:
        """How long the rest of the transcript will take; None as long as the pace is not known."""
        return self._pace.rest(self.n_open)

    def is_finished(self, transcript: str) -> bool:
        """Whether the consensus has finished a transcript."""
        return transcript in self._finished

    # Going on

    def skip(self) -> bool:
        """On to the next open question of the transcript; whether one was looked at."""
        if self._at is None:
            return False
        self._look_at(self._next_open(self._at + 1))
        return True

    def back(self) -> bool:
        """To the question before, decided or not; whether there is one."""
        at = len(self.questions) if self._at is None else self._at
        if at:
            self._look_at(at - 1)
        return at > 0

    def forth(self) -> bool:
        """To the question after, decided or not; whether there is one."""
        if self._at is None or self._at + 1 == len(self.questions):
            return False
        self._look_at(self._at + 1)
        return True

    def start_again(self) -> bool:
        """To the first open question, in this transcript or in the next one that has any; whether one has.

        Where none has, to a transcript that is not finished.
        """
        first = self._next_open(0)
        if first is None:
            return self.open_next()
        self._look_at(first)
        return True

    def open(self, transcript: str) -> None:
        """Go to a transcript, to its first open question; raises UnknownTranscript."""
        if transcript not in self.names_compared:
            raise UnknownTranscript(transcript, known=self.names_compared)
        self.transcript = transcript
        self._read_questions()
        self._look_at(self._next_open(0))

    def open_next(self) -> bool:
        """Go to the next transcript with open questions, else to one that is not finished; whether one is."""
        names = self.names_compared
        at = names.index(self.transcript) + 1 if self.transcript in names else 0
        others = [name for name in (*names[at:], *names[:at]) if name != self.transcript]
        unfinished = (name for name in others if name not in self._finished)
        found = next((name for name in others if self._has_open(name)), None) or next(unfinished, None)
        if found is not None:
            self.open(found)
        elif self.transcript is None and others:
            self.open(others[0])
        return found is not None

    def take_in(self) -> None:
        """Read again what is compared, and the questions of the transcript that is open."""
        project = self.workspace.project
        with project.reading():
            self._codes = codes_shown(project, self.filters.code)
            self._compared = self._compare(self.filters.transcript)
            self.consensus = consensus_coder(project)
            done = shown_transcripts(project, self.consensus or "")
            self._finished = {one.name for one in done if one.is_finished}
            self._settled = set()
            self.forget_pages()
            if self.transcript in self.names_compared:
                self._read_again()
            else:
                self.transcript, self.questions, self._at = None, [], None
                self.open_next()

    # How

    def _compare(self, transcript: str | None) -> ComparedCoders:
        return compared_coders(self.workspace.project, transcript=transcript, coders=self.filters.coders)

    def _has_open(self, transcript: str) -> bool:
        if transcript not in self._settled:
            found = questions_of(self.workspace.project, self._compare(transcript))
            if any(one.decided is None and self._is_asked(one) for one in found):
                return True
            self._settled.add(transcript)
        return False

    def _is_asked(self, question: Question) -> bool:
        if question.is_agreed:
            return False
        return self._codes is None or any(coding.code in self._codes for coding in question.codings)

    def _read_questions(self) -> None:
        project = self.workspace.project
        with project.reading():
            everything = questions_of(project, self._compare(self.transcript))
            is_decided = any(one.adjudication for one in everything)
            told = list_adjudications(project, transcript=self.transcript) if is_decided else None
            self.consensus = consensus_coder(project)
        self._told = {str(row["adjudication"]): row for row in told.records()} if told else {}
        self.n_agreed = sum(one.is_agreed for one in everything)
        self.questions = [one for one in everything if self._is_asked(one)]
        self._settled.discard(self.transcript or "")

    def _read_again(self) -> None:
        """Read the questions anew; what is looked at stays, or what comes next where it is gone."""
        before, key = self.current, self.key
        self._read_questions()
        if before is not None:
            later = (place for place, one in enumerate(self.questions) if one.start >= before.start)
            same = self._place_of(key)
            self._at = next(later, None) if same is None else same

    def _place_of(self, key: str | None) -> int | None:
        return next((place for place, one in enumerate(self.questions) if key_of(one) == key), None)

    def _next_open(self, first: int) -> int | None:
        """The first open question from a place on."""
        rest = range(first, len(self.questions))
        return next((place for place in rest if self.questions[place].decided is None), None)

    def _look_at(self, at: int | None) -> None:
        self._at = at
        self._pace.begin()


def key_of(question: Question) -> str:
    """What tells a question apart: its codings."""
    return " ".join(sorted(coding.uid for coding in question.codings))
