"""Code a transcript: every deed of a sitting at the coding screen.

Each deed is stored before it returns, and raises FitcodeError with nothing changed where it cannot be done.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

from pydantic import ValidationError

from fitcode.domain.choices import MemoTarget, Valence
from fitcode.domain.coding import CodingChange, NewCoding
from fitcode.errors import FitcodeError
from fitcode.store.screen_reads import ShownCoding, ShownSuggestion
from fitcode.workflow.coding.add_codings import add_coding
from fitcode.workflow.coding.change_codings import change_coding, remove_coding
from fitcode.workflow.coding.create_code import CodeDraft, create_code
from fitcode.workflow.coding.keep_coders import finish_transcripts
from fitcode.workflow.coding.merge_codings import merge_codings, split_coding
from fitcode.workflow.coding.write_memos import add_memo
from fitcode.workflow.sitting.move_through_text import Selection
from fitcode.workflow.sitting.read_page import PageSitting, touching
from fitcode.workflow.suggesting.decide_suggestions import accept_suggestions, reject_suggestions
from fitcode.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Statement:
    """What a coding states beside its span and code."""

    about: str | None = None
    counterpart: str | None = None
    valence: Valence | None = None
    strength: int | None = None
    memo: str | None = None


NOTHING_STATED = Statement()


@contextmanager
def _mistakes_told() -> Iterator[None]:
    """What a value cannot be, said as one of our errors."""
    try:
        yield
    except ValidationError as error:
        mistake = error.errors()[0]
        named = " ".join(map(str, mistake["loc"]))
        raise FitcodeError(f"{named}: {mistake['msg']}.".removeprefix(": ")) from error


class CodingSitting(PageSitting):
    """Somebody codes a transcript."""

    def __init__(self, workspace: Workspace) -> None:
        self._last: tuple[str, Statement] | None = None
        super().__init__(workspace)

    def apply(self, code: str, statement: Statement = NOTHING_STATED) -> str:
        """Code the selection; the new coding's uid. Raises FitcodeError, as for one that is there."""
        start, end = self.selection
        if start == end:
            raise FitcodeError("Nothing is selected.", remedy="Go to a passage first.")
        gesture = self.gesture()
        with _mistakes_told():
            new = NewCoding(transcript=self._name(), start=start, end=end, code=code, **asdict(statement))
        uid = add_coding(gesture, new)
        self._last = (code, statement)
        self._done(uid)
        self.note_use(code)
        return uid

    def apply_favourite(self, digit: str) -> str:
        """Code the selection with the favourite on a digit; raises FitcodeError where there is none."""
        code = self.favourites.get(digit)
        if code is None:
            raise FitcodeError(f"No code is on {digit} yet.", remedy="Put one there with f.")
        return self.apply(code)

    def repeat(self) -> str:
        """Code the selection like the last coding of this sitting: code, components, valence, strength."""
        if self._last is None:
            raise FitcodeError("Nothing was coded yet in this sitting.", remedy="Code a passage with c.")
        code, statement = self._last
        return self.apply(code, replace(statement, memo=None))

    def change(self, **values: Any) -> None:
        """Change facts of the coding in focus, named as in ``CodingChange``."""
        coding = self._own_coding()
        with _mistakes_told():
            wanted = CodingChange(**values)
        change_coding(self.gesture(), coding.uid, wanted, seen=coding.updated_at)
        self._done(coding.uid)

    def remove(self) -> None:
        """Remove the coding in focus."""
        coding = self._own_coding()
        remove_coding(self.gesture(), coding.uid, seen=coding.updated_at)
        self._done(None, changed=[coding.uid])

    def merge(self) -> None:
        """Join this coder's codings of the focused one's code that the selection touches.

        Where they contradict each other, what the focused one says holds.
        """
        coding = self._own_coding()
        alike = [
            one.uid
            for one in touching(self.codings, *self.selection)
            if one.code == coding.code and one.coder == self.coder
        ]
        if len(alike) < 2:
            raise FitcodeError(
                f"Only one of your codings of {coding.code} is in the selection.",
                remedy="Select over both that are to be one: extend the selection first.",
            )
        self._done(merge_codings(self.gesture(), alike, prefer=coding.uid), changed=alike)

    def split(self) -> None:
        """Cut the coding in focus where the selection begins."""
        coding = self._own_coding()
        first, second = split_coding(self.gesture(), coding.uid, self.selection.start)
        self._done(first, changed=[second])

    def create_code(self, draft: CodeDraft) -> str:
        """Make a new code in the codebook's file and a version of it; its name."""
        full = create_code(self.gesture(), draft)
        self.after_deed(is_wide=True)
        return next(name for name, card in self.codes.items() if card.full == full)

    def write_memo(self, target: MemoTarget, text: str) -> None:
        """Write a memo on what is in focus, on its code, on the transcript or on the project."""
        focused = self.focused_coding or self.focused_suggestion
        kind = MemoTarget.coding if self.focused_coding else MemoTarget.suggestion
        match target:
            case MemoTarget.project:
                name = None
            case MemoTarget.transcript:
                name = self._name()
            case MemoTarget.code if focused is not None:
                name = focused.code
            case MemoTarget.coding | MemoTarget.suggestion if focused is not None and target is kind:
                name = focused.uid
            case _:
                raise FitcodeError(f"No {target.value} is in focus.", remedy="Move to one with tab.")
        add_memo(self.gesture(), target, name, text=text)
        self._done(self.focused)

    def accept(self) -> str:
        """Make a coding of the suggestion in focus."""
        suggestion = self._suggestion()
        (uid,) = accept_suggestions(self.gesture(), [suggestion.uid])
        self._done(uid, changed=[suggestion.uid])
        return uid

    def reject(self, memo: str | None = None) -> None:
        """Reject the suggestion in focus."""
        suggestion = self._suggestion()
        reject_suggestions(self.gesture(), [suggestion.uid], memo=memo)
        self._done(None, changed=[suggestion.uid])

    def toggle_finished(self) -> bool:
        """Mark the transcript as finished by this coder, or take the mark back; whether it is now."""
        name, gesture = self._name(), self.gesture()
        was = any(one.is_finished for one in self.transcripts if one.name == name)
        finish_transcripts(gesture, [name], reopen=was)
        self._done(self.focused)
        return not was

    def undo(self, expected: str | None = None) -> str:
        """Take back the latest act and go to what it had changed, in whichever transcript that is."""
        return self._going(partial(super().undo, expected))

    def redo(self) -> str:
        """Bring back what was taken back last and go there."""
        return self._going(super().redo)

    def _going(self, reverse: Callable[[], str]) -> str:
        if self.meet_news():  # what others did is not where to go
            self.take_in()
        before = self._by_uid()
        said = reverse()
        after = self._by_uid()
        changed = [one for uid, one in (before | after).items() if before.get(uid) != after.get(uid)]
        if changed:
            self.select(Selection(changed[0].start, changed[0].end))
            self.focused = changed[0].uid if changed[0].uid in after else self.focused
        elif self.reversed_at is not None and self.reversed_at.transcript != self._open_name:
            self.open(*self.reversed_at)
        return said

    def _by_uid(self) -> dict[str, ShownCoding | ShownSuggestion]:
        everything: list[ShownCoding | ShownSuggestion] = [*self.all_codings, *self.all_suggestions]
        return {one.uid: one for one in everything}

    def _done(self, uid: str | None, *, changed: Sequence[str] = ()) -> None:
        self.focused = uid
        self.take_in_deed(*changed, *([uid] if uid else []))
        self.keep_place()

    @property
    def _open_name(self) -> str | None:
        return self.transcript.name if self.transcript is not None else None

    def _name(self) -> str:
        if self.transcript is None:
            raise FitcodeError("No transcript is open.", remedy="Open one with t.")
        return self.transcript.name

    def _own_coding(self) -> ShownCoding:
        coding = self.focused_coding
        if coding is None:
            raise FitcodeError("No coding is in focus.", remedy="Move to one, or code the selection with c.")
        if coding.coder != self.coder:
            raise FitcodeError(
                f"This coding is {coding.coder}'s, and you act as {self.coder}.",
                remedy="Code the passage yourself with c; both codings stand.",
            )
        return coding

    def _suggestion(self) -> ShownSuggestion:
        if self.focused_suggestion is None:
            raise FitcodeError("No suggestion is in focus.", remedy="Go to the next one with s.")
        return self.focused_suggestion
