"""Adjudicate passages: every ruling of a sitting at the adjudication screen.

A ruling is stored before it returns, and is refused where a coding is no longer what was shown.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from fitcode.domain.adjudication import Question, QuestionCoding
from fitcode.domain.amounts import counted
from fitcode.domain.coding import NewCoding
from fitcode.errors import FitcodeError
from fitcode.store.acts import Act
from fitcode.workflow.adjudicating.adjudicate import adjudicate
from fitcode.workflow.adjudicating.finish_adjudication import finish_adjudication
from fitcode.workflow.sitting.move_through_text import Selection
from fitcode.workflow.sitting.read_questions import AdjudicationFilters, QuestionSitting
from fitcode.workflow.sitting.tell_mistakes import mistakes_told
from fitcode.workflow.workspace import Workspace


class _Ruled(NamedTuple):
    """Where an act of this sitting ruled."""

    transcript: str
    key: str | None
    """Of the question; None where the transcript was finished."""

    reason: str = ""


class AdjudicationSitting(QuestionSitting):
    """Somebody decides between coders."""

    def __init__(
        self,
        workspace: Workspace,
        filters: AdjudicationFilters = AdjudicationFilters(),  # noqa: B008
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open as ``QuestionSitting`` does; raises what it raises."""
        self._reasons: dict[str, str] = {}
        self._drafts: dict[str, Selection] = {}
        """Passages as they were extended or shortened, by question."""
        self._ruled: dict[str, _Ruled] = {}
        super().__init__(workspace, filters, clock=clock)

    # Rulings

    def take(self, number: int) -> str:
        """Take what the coder with this number coded; what was done, in words."""
        coders = self._asked().coders
        if number > len(coders):
            listed = ", ".join(f"{place} {name}" for place, name in enumerate(coders, start=1))
            raise FitcodeError(f"{number} is nobody here.", remedy=f"Take {listed}.")
        own = [coding for coding in self._asked().codings if coding.coder == coders[number - 1]]
        if not own:
            raise FitcodeError(
                f"{coders[number - 1]} coded nothing here.", remedy="n rules that nothing is coded here."
            )
        self._rule(take=[coding.uid for coding in own])
        return f"Took {coders[number - 1]}'s: {_named(own)}."

    def take_all(self) -> str:
        """Take what each of the coders coded; what was done, in words."""
        codings = self._asked().codings
        self._rule(take=[coding.uid for coding in codings])
        return f"Took all: {_named(codings)}."

    def take_neither(self) -> str:
        """Take nothing; what was done, in words."""
        self._rule(neither=True)
        return "Took none of them."

    def make(self, **stated: Any) -> str:
        """Code the passage as it stands now, as nobody had; what was done, in words."""
        question, span, page = self._asked(), self.span, self.page
        quote = page.transcript.text[span.start : span.end] if page is not None else None
        with mistakes_told():
            new = NewCoding(
                transcript=question.transcript, start=span.start, end=span.end, quote=quote, **stated
            )
        self._rule(new=new)
        return f"Coded anew: {new.code}."

    def finish(self) -> str:
        """Finish the transcript and go on to the next one; what was done, in words."""
        name = self.transcript
        if name is None:
            raise FitcodeError(
                "No transcript was finished by two coders.", remedy="fitcode finish TRANSCRIPT --as CODER"
            )
        if self.n_open:
            are = counted(self.n_open, "question is", "questions are")
            raise FitcodeError(f"{are} open in {name}.", remedy="s goes to the next one.")
        gesture = self.gesture()
        n_agreed = finish_adjudication(gesture, name)
        self._ruled[gesture.act] = _Ruled(name, None)
        self.after_deed()
        self.open_next()
        agreed = f", with {counted(n_agreed, 'passage')} on which all agree" if n_agreed else ""
        return f"{name} is adjudicated{agreed}."

    # Before a ruling

    @property
    def reason(self) -> str:
        """What will be kept as the reason of the next ruling on the current question."""
        return self._reasons.get(self.key or "", "")

    def give_reason(self, reason: str) -> None:
        """Keep a reason for the next ruling on the current question."""
        self._asked()
        self._reasons[self.key or ""] = reason

    @property
    def span(self) -> Selection:
        """The passage that a new coding would have: the question's, or what it was changed to."""
        return self._drafts.get(self.key or "", super().span)

    @property
    def is_span_changed(self) -> bool:
        """Whether the passage is no longer the question's."""
        return self.span != super().span

    def extend(self, steps: int, *, by: str) -> None:
        """Move the end of the passage by ``word`` or ``segment``, or its start by ``first word``."""
        page, key = self.page, self.key
        if page is not None and key is not None:
            change = {
                "word": page.map.end_by_word,
                "first word": page.map.start_by_word,
                "segment": page.map.end_by_segment,
            }[by]
            self._drafts[key] = change(self.span, steps)

    def reset_span(self) -> None:
        """Back to the question's passage."""
        self._drafts.pop(self.key or "", None)

    # Undo

    def redo(self, expected: str | None = None) -> str:
        """Bring back what was taken back last, and go on behind it."""
        said = super().redo(expected)
        if self._at is not None and self.questions[self._at].decided is not None:
            self._look_at(self._next_open(self._at + 1))
        return said

    def after_reversal(self, act: Act) -> None:
        """Read again, and go to the question that the act ruled on."""
        super().after_reversal(act)
        known, passage = self._ruled.get(act.name), self.reversed_at
        name = known.transcript if known else passage.transcript if passage else None
        if name is not None and name != self.transcript and name in self.names_compared:
            self.open(name)
        if known is not None and name == self.transcript:
            self._look_at(self._place_of(known.key))
            if known.reason and self.current is not None and self.current.decided is None:
                self._reasons[known.key or ""] = known.reason

    # How

    def _asked(self) -> Question:
        question = self.current
        if question is None:
            raise FitcodeError("No question is asked here.", remedy="s goes on to what is open.")
        return question

    def _rule(self, **ruling: Any) -> None:
        question, key, gesture = self._asked(), self.key or "", self.gesture()
        adjudicate(gesture, question, reason=self.reason, **ruling)
        self._ruled[gesture.act] = _Ruled(question.transcript, key, self.reason)
        self._pace.note_decision()
        self._reasons.pop(key, None)
        self._drafts.pop(key, None)
        with self.workspace.project.reading():
            self.meet_news()
            self._pages.forget_codings()
            self._read_again()
            self.read_transcripts()
        if self.key == key and self._at is not None:
            self._look_at(self._next_open(self._at + 1))


def _named(codings: Sequence[QuestionCoding]) -> str:
    return ", ".join(dict.fromkeys(coding.code for coding in codings))
