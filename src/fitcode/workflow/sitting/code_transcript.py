"""Code a transcript: every deed of a sitting at the coding screen.

Each deed is stored before it returns, and raises FitcodeError with nothing changed where it cannot be done.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

from fitcode.domain.choices import MemoTarget, Valence
from fitcode.domain.coding import CodingChange, NewCoding
from fitcode.errors import FitcodeError
from fitcode.store.codings import known_uids
from fitcode.store.screen_reads import ShownCoding, ShownMemo, ShownSuggestion
from fitcode.workflow.coding.add_codings import add_coding
from fitcode.workflow.coding.change_codings import change_coding, remove_coding
from fitcode.workflow.coding.create_code import CodeDraft, create_code
from fitcode.workflow.coding.keep_coders import finish_transcripts
from fitcode.workflow.coding.merge_codings import merge_codings, split_coding
from fitcode.workflow.coding.write_memos import add_memo, change_memo
from fitcode.workflow.sitting.check_shown import require_as_shown
from fitcode.workflow.sitting.move_on_page import MovingSitting
from fitcode.workflow.sitting.move_through_text import Selection
from fitcode.workflow.sitting.read_page import touching
from fitcode.workflow.sitting.tell_mistakes import gone_told, mistakes_told
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
_NOTHING_MORE: Mapping[str, str] = MappingProxyType({})


class Asked(NamedTuple):
    """A passage that somebody is asked about; it is coded as it was then, or not at all."""

    transcript: str
    """The uid of the transcript."""

    selection: Selection
    quote: str


class Applied(NamedTuple):
    """What was coded in this sitting."""

    uid: str
    code: str
    statement: Statement


class CodedAlready(FitcodeError):
    """This coder has this code here already, about the same components; that coding is in focus now."""

    def __init__(self, coding: ShownCoding) -> None:
        super().__init__(f"You have {coding.code} here already.", remedy="e changes it.")
        self.coding = coding


class CodingSitting(MovingSitting):
    """Somebody codes a transcript."""

    def __init__(self, workspace: Workspace) -> None:
        self._applied: list[Applied] = []
        super().__init__(workspace)

    def asked(self) -> Asked:
        """The passage that is selected now, for what is answered later."""
        uid = self.transcript.uid if self.transcript is not None else ""
        return Asked(uid, self.selection, self.selected_text)

    def return_to(self, asked: Asked) -> None:
        """Select a passage again; raises FitcodeError where its text is no longer what it was."""
        transcript = self.transcript
        if (
            transcript is None
            or transcript.uid != asked.transcript
            or transcript.text[slice(*asked.selection)] != asked.quote
        ):
            raise FitcodeError(
                "The passage was changed or removed elsewhere meanwhile.", remedy="Nothing was coded."
            )
        self.select(asked.selection)

    def apply(self, code: str, statement: Statement = NOTHING_STATED) -> str:
        """Code the selection; the new coding's uid. Raises FitcodeError, as for one that is there."""
        self._require_selection()
        self._refuse_twin(code, statement)
        gesture = self.page_gesture(undone="nothing was coded")
        uid = add_coding(gesture, self._new_coding(code, statement))
        self._coded(Applied(uid, code, statement))
        return uid

    def code_in_vivo(self, draft: CodeDraft, statement: Statement = NOTHING_STATED) -> str:
        """Make a new code and code the selection with it, in one act; the new coding's uid.

        Raises FitcodeError, which says so where the code was made all the same.
        """
        self._require_selection()
        gesture = self.page_gesture(undone="nothing was coded")
        full = create_code(gesture, draft)
        try:
            uid = add_coding(gesture, self._new_coding(full, statement))
        except FitcodeError as error:
            self.after_deed(is_wide=True)
            told = f"Code {self._called(full)} is in the codebook now; the passage was not coded:"
            raise FitcodeError(f"{told} {error.problem}", remedy=error.remedy) from error
        self.after_deed(is_wide=True)
        self._coded(Applied(uid, self._called(full), statement))
        return uid

    def _coded(self, applied: Applied) -> None:
        self._applied.append(applied)
        self._done(applied.uid, remembered=self.use_of(applied.code))

    def apply_favourite(self, digit: str) -> str:
        """Code the selection with the favourite on a digit; raises FitcodeError where there is none."""
        code = self.favourites.get(digit)
        if code is None:
            raise FitcodeError(f"No code is on {digit} yet.", remedy="Put one there with f.")
        return self.apply(code)

    def repeat(self) -> str:
        """Code the selection like the last coding of this sitting that stands, with all but its memo."""
        for uid, code, statement in reversed(self._applied):
            if known_uids(self.workspace.project, [uid]):
                return self.apply(code, replace(statement, memo=None))
        raise FitcodeError("Nothing was coded in this sitting that stands.", remedy="Code a passage with c.")

    def change(self, seen: ShownCoding | None = None, /, **values: Any) -> None:
        """Change facts of the coding in focus, named as in ``CodingChange``, or of one that was seen before.

        Raises FitcodeError where that has been changed or removed since.
        """
        coding = self._own_coding(seen)
        with mistakes_told():
            wanted = CodingChange(**values)
        with gone_told():
            change_coding(self.page_gesture(), coding.uid, wanted, seen=coding.updated_at)
        self._done(coding.uid)

    def remove(self) -> None:
        """Remove the coding in focus."""
        coding = self._own_coding()
        with gone_told():
            remove_coding(self.page_gesture(), coding.uid, seen=coding.updated_at)
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
        with gone_told():
            merged = merge_codings(self.page_gesture(), alike, prefer=coding.uid)
        # What is repeated after it is what was coded last all the same.
        self._applied = [one._replace(uid=merged) if one.uid in alike else one for one in self._applied]
        self._done(merged, changed=alike)

    def split(self) -> None:
        """Cut the coding in focus where the selection begins."""
        coding = self._own_coding()
        with gone_told():
            first, second = split_coding(self.page_gesture(), coding.uid, self.selection.start)
        self._done(first, changed=[second])

    def write_memo(self, target: MemoTarget, text: str, *, on: str | None = None) -> None:
        """Write a memo on what is in focus, on its code, on the transcript or on the project.

        ``on`` names what somebody was asked about before: raises FitcodeError where it is gone since.
        """
        focused = self.focused_coding or self.focused_suggestion
        kind = MemoTarget.coding if self.focused_coding else MemoTarget.suggestion
        match target:
            case _ if on is not None:
                name: str | None = on
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
        if target is MemoTarget.transcript:
            opened, gesture = self._open_name, self.page_gesture()
            name = self._name() if name == opened else name
        else:
            gesture = self.gesture()
        with gone_told():
            add_memo(gesture, target, name, text=text)
        is_mark = target in (MemoTarget.coding, MemoTarget.suggestion)
        self._done(self.focused, changed=[name] if is_mark and name else [])

    def change_memo(self, memo: ShownMemo, text: str) -> None:
        """Give a memo that was seen before another text; raises FitcodeError where it is another since."""
        gesture = self.gesture()
        with gone_told():
            change_memo(gesture, memo.uid, text=text, seen=memo.text)
        self._done(self.focused)

    def accept(self) -> str:
        """Make a coding of the suggestion in focus."""
        suggestion = self._suggestion()
        gesture = self.page_gesture(undone="nothing was decided")
        require_as_shown(self.workspace.project, [suggestion])
        (uid,) = accept_suggestions(gesture, [suggestion.uid])
        self._done(uid, changed=[suggestion.uid])
        return uid

    def reject(self, memo: str | None = None) -> None:
        """Reject the suggestion in focus."""
        suggestion = self._suggestion()
        gesture = self.page_gesture(undone="nothing was decided")
        require_as_shown(self.workspace.project, [suggestion])
        reject_suggestions(gesture, [suggestion.uid], memo=memo)
        self._done(None, changed=[suggestion.uid])

    def toggle_finished(self) -> bool:
        """Mark the transcript as finished by this coder, or take the mark back; whether it is now."""
        gesture = self.page_gesture()
        name = self._name()
        was = any(one.is_finished for one in self.transcripts if one.name == name)
        finish_transcripts(gesture, [name], reopen=was)
        self._done(self.focused)
        return not was

    def undo(self, expected: str | None = None) -> str:
        """Take back the latest act and go to what it had changed, in whichever transcript that is."""
        return self._going(partial(super().undo, expected))

    def redo(self, expected: str | None = None) -> str:
        """Bring back what was taken back last and go there."""
        return self._going(partial(super().redo, expected))

    def _going(self, reverse: Callable[[], str]) -> str:
        self.take_in_news()  # what others did is not where to go
        before = self._by_uid()
        said = reverse()
        after = self._by_uid()
        changed = [one for uid, one in (before | after).items() if before.get(uid) != after.get(uid)]
        if changed:
            self.select(Selection(changed[0].start, changed[0].end))
            self.focused = changed[0].uid if changed[0].uid in after else self.focused
        elif self.reversed_at is not None and self.reversed_at.transcript != self._open_name:
            self.open(self.reversed_at.transcript, self.reversed_at.start)
        return said

    def _by_uid(self) -> dict[str, ShownCoding | ShownSuggestion]:
        everything: list[ShownCoding | ShownSuggestion] = [*self.all_codings, *self.all_suggestions]
        return {one.uid: one for one in everything}

    def _called(self, full: str) -> str:
        return next((name for name, card in self.codes.items() if card.full == full), full)

    def _require_selection(self) -> None:
        if self.selection.start == self.selection.end:
            raise FitcodeError("Nothing is selected.", remedy="Go to a passage first.")

    def _refuse_twin(self, code: str, statement: Statement) -> None:
        wanted = (*self.selection, code, self.coder, statement.about, statement.counterpart)
        for one in self.all_codings:
            if (one.start, one.end, one.code, one.coder, one.about, one.counterpart) == wanted:
                self.focused = one.uid
                raise CodedAlready(one)

    def _new_coding(self, code: str, statement: Statement) -> NewCoding:
        (start, end), quote = self.selection, self.selected_text
        with mistakes_told():
            return NewCoding(
                transcript=self._name(), start=start, end=end, quote=quote, code=code, **asdict(statement)
            )

    def _done(
        self, uid: str | None, *, changed: Sequence[str] = (), remembered: Mapping[str, str] = _NOTHING_MORE
    ) -> None:
        self.focused = uid
        self.take_in_deed(*changed, *([uid] if uid else []))
        if uid in {one.uid for one in self.all_codings} - {one.uid for one in self.codings}:
            self.focused = None  # hidden by the filter: nothing else is meant instead
        self.remember({**self.place_kept(), **remembered})

    @property
    def _open_name(self) -> str | None:
        return self.transcript.name if self.transcript is not None else None

    def _name(self) -> str:
        if self.transcript is None:
            raise FitcodeError("No transcript is open.", remedy="Open one with t.")
        return self.transcript.name

    def _own_coding(self, seen: ShownCoding | None = None) -> ShownCoding:
        coding = seen or self.focused_coding
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
