"""Code a transcript: the state of a sitting at the coding screen, and every deed of it.

What is selected, what is shown under the filters and which coding is in focus are plain values; each deed
is stored before it returns, and raises FitcodeError with nothing changed where it cannot be done.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, TypeVar

from fitcode.domain.choices import MemoTarget, Valence
from fitcode.domain.coding import CodingChange, NewCoding
from fitcode.domain.transcript import Transcript
from fitcode.errors import FitcodeError, UnknownTranscript
from fitcode.store.screen_reads import (
    QueueFilters,
    ShownCoding,
    ShownSuggestion,
    pending_queue,
    shown_codings,
    shown_suggestions,
)
from fitcode.store.transcripts import get_transcript
from fitcode.workflow.coding.add_codings import add_coding
from fitcode.workflow.coding.change_codings import change_coding, remove_codings
from fitcode.workflow.coding.create_code import CodeDraft, create_code
from fitcode.workflow.coding.keep_coders import finish_transcripts
from fitcode.workflow.coding.merge_codings import merge_codings, split_coding
from fitcode.workflow.coding.write_memos import add_memo
from fitcode.workflow.sitting.move_through_text import Selection, TextMap
from fitcode.workflow.sitting.open_sitting import Sitting
from fitcode.workflow.suggesting.decide_suggestions import accept_suggestions, reject_suggestions
from fitcode.workflow.workspace import Workspace

_NEAR = 1_500
"""Characters on each side of a selection in which components are looked for."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Which codings and suggestions are on the page; None shows all. What it hides is counted, never gone."""

    coder: str | None = None
    code: str | None = None
    """Brings its descendants."""

    dimension: str | None = None
    component: str | None = None
    """As about or as counterpart."""

    def __str__(self) -> str:
        return ", ".join(
            f"{one.name} {getattr(self, one.name)}" for one in fields(self) if self._has(one.name)
        )

    def __bool__(self) -> bool:
        return any(self._has(one.name) for one in fields(self))

    def _has(self, name: str) -> bool:
        return getattr(self, name) is not None


@dataclass(frozen=True, slots=True)
class Statement:
    """What a coding states beside its span and code."""

    about: str | None = None
    counterpart: str | None = None
    valence: Valence | None = None
    strength: int | None = None
    memo: str | None = None


NOTHING_STATED = Statement()


class CodingSitting(Sitting):
    """Somebody codes a transcript."""

    def __init__(self, workspace: Workspace) -> None:
        self.transcript: Transcript | None = None
        self.selection = Selection(0, 0)
        self.codings: list[ShownCoding] = []
        """Those on the page, by place."""
        self.suggestions: list[ShownSuggestion] = []
        """The pending ones on the page, by place."""
        self.n_hidden = 0
        """Codings and suggestions that the filter keeps off the page."""
        self.shown = Shown()
        self.focused: str | None = None
        """Uid of the coding or suggestion that keys act on."""
        self.hits: list[tuple[int, int]] = []
        self._all_codings: list[ShownCoding] = []
        self._all_suggestions: list[ShownSuggestion] = []
        self._last: tuple[str, Statement] | None = None
        super().__init__(workspace)

    # Where one is

    def open(self, name: str, position: int | None = None) -> None:
        """Open a transcript at a position, or where this coder left it; raises UnknownTranscript."""
        self.transcript = get_transcript(self.workspace.project, name)
        self.map = TextMap(self.transcript)
        self.hits = []
        self.take_in()
        kept = self.habit(f"place {self.transcript.uid}", "0")
        self.go_to(position if position is not None else int(kept) if kept.isdecimal() else 0)
        self.remember({"transcript": self.transcript.uid})

    def open_last(self) -> bool:
        """Open the transcript that was open last, else the first one; whether there is any."""
        if not self.transcripts:
            return False
        last = self.habit("transcript")
        self.open(next((one.name for one in self.transcripts if one.uid == last), self.transcripts[0].name))
        return True

    def keep_place(self) -> None:
        """Remember the place in the text for the next sitting."""
        if self.transcript is not None:
            self.remember({f"place {self.transcript.uid}": str(self.selection.start)})

    @property
    def progress(self) -> float:
        """How far down the text the selection is, from 0 to 1."""
        length = len(self.transcript.text) if self.transcript else 0
        return self.selection.start / length if length else 0.0

    # Moving and selecting

    def select(self, selection: Selection | None) -> None:
        """Select a stretch of the text; the first of the codings there comes into focus."""
        if selection is None or selection == self.selection:
            return
        self.selection = selection
        here = self.here()
        if self.focused not in {one.uid for one in here}:
            self.focused = here[0].uid if here else None

    def go_to(self, position: int) -> None:
        """Select the segment at a position."""
        self.select(self.map.whole_segment(self.map.segment_at(position)))

    def move(self, steps: int, *, by: str) -> None:
        """Select another segment or turn: ``by`` is ``segment`` or ``turn``."""
        move = self.map.by_turn if by == "turn" else self.map.by_segment
        self.select(move(self.selection, steps))

    def extend(self, steps: int, *, by: str) -> None:
        """Move the end of the selection by ``word`` or ``segment``, or its start by ``first word``."""
        change = {
            "word": self.map.end_by_word,
            "first word": self.map.start_by_word,
            "segment": self.map.end_by_segment,
        }[by]
        self.select(change(self.selection, steps))

    def collapse(self) -> None:
        """Back to the one segment that the selection begins in."""
        self.go_to(self.selection.start)

    def go_to_uncoded(self, direction: int) -> bool:
        """Select the next respondents' segment on which this coder has nothing; whether there is one."""
        own = [one for one in self._all_codings if one.coder == self.coder]
        covered = _Cover((one.start, one.end) for one in own)
        for ordinal in self._ordinals(direction):
            segment = self.map.segments[ordinal]
            if self.map.is_respondents(ordinal) and not covered.touches(segment.start, segment.end):
                self.select(self.map.whole_segment(ordinal))
                return True
        return False

    def go_to_suggestion(self, direction: int) -> bool:
        """Select the next pending suggestion on the page; whether there is one."""
        here = [one.uid for one in self.suggestions]
        if self.focused in here:
            place = here.index(self.focused) + direction
            found = self.suggestions[place] if 0 <= place < len(here) else None
        else:
            found = _next(self.suggestions, self.selection.start, direction)
        if found is None:
            return False
        self.focused = found.uid
        self.select(Selection(found.start, found.end))
        return True

    def go_to_hit(self, direction: int) -> bool:
        """Select the next search hit, from the end on again from the beginning; whether there is one."""
        after = [hit for hit in self.hits if hit[0] > self.selection.start]
        before = [hit for hit in self.hits if hit[0] < self.selection.start]
        found = (after or self.hits)[:1] if direction > 0 else (before or self.hits)[-1:]
        if not found:
            return False
        self.select(Selection(*found[0]))
        return True

    def _ordinals(self, direction: int) -> Iterable[int]:
        here = self.map.segment_at(self.selection.start)
        return range(here + 1, len(self.map.segments)) if direction > 0 else range(here - 1, -1, -1)

    # What is on the page

    def show_only(self, shown: Shown) -> None:
        """Put a filter in force."""
        self.shown = shown
        self._filter()

    def take_in(self) -> None:
        """Read the page's codings and suggestions again; a removed transcript leaves the page empty."""
        if self.transcript is None:
            return
        name = self.transcript.name
        project = self.workspace.project
        try:
            self._all_codings = shown_codings(project, name, self.names)
            queue = pending_queue(project, QueueFilters(transcript=name))
            self._all_suggestions = shown_suggestions(project, [one.uid for one in queue], self.names)
        except UnknownTranscript:
            self.transcript = None
            self._all_codings, self._all_suggestions = [], []
        self._filter()

    def _filter(self) -> None:
        self.codings = [one for one in self._all_codings if self._is_shown(one)]
        self.suggestions = [one for one in self._all_suggestions if self._is_shown(one)]
        shown = len(self.codings) + len(self.suggestions)
        self.n_hidden = len(self._all_codings) + len(self._all_suggestions) - shown
        if self.focused is not None and self.focused not in {one.uid for one in self.here()}:
            here = self.here()
            self.focused = here[0].uid if here else None

    def _is_shown(self, one: ShownCoding | ShownSuggestion) -> bool:
        shown, card = self.shown, self.codes.get(one.code)
        if shown.coder is not None and isinstance(one, ShownCoding) and one.coder != shown.coder:
            return False
        if shown.dimension is not None and (card is None or card.dimension != shown.dimension):
            return False
        if shown.component is not None and shown.component not in (one.about, one.counterpart):
            return False
        return shown.code is None or shown.code == one.code or self._is_below(one.code, shown.code)

    def _is_below(self, code: str, ancestor: str) -> bool:
        card, wanted = self.codes.get(code), self.codes.get(ancestor)
        return card is not None and wanted is not None and card.full in self.descendants(wanted.full)

    def descendants(self, full: str) -> frozenset[str]:
        """Full names of the codes below one."""
        book, _, root = full.partition("/")
        below = {root}
        for card in self.codes.values():  # parents stand before children
            owner, _, code = card.full.partition("/")
            if owner == book and card.code.parent in below:
                below.add(code)
        return frozenset(f"{book}/{code}" for code in below - {root})

    def here(self) -> list[ShownCoding | ShownSuggestion]:
        """What the selection touches, codings first, the shortest first."""
        start, end = self.selection
        return [
            *sorted(_touching(self.codings, start, end), key=lambda one: one.end - one.start),
            *sorted(_touching(self.suggestions, start, end), key=lambda one: one.end - one.start),
        ]

    def focus_next(self, direction: int) -> None:
        """Bring the next of what the selection touches into focus."""
        uids = [one.uid for one in self.here()]
        if uids:
            place = uids.index(self.focused) + direction if self.focused in uids else 0
            self.focused = uids[place % len(uids)]

    @property
    def focused_coding(self) -> ShownCoding | None:
        """The coding in focus, None where a suggestion or nothing is."""
        return next((one for one in self.codings if one.uid == self.focused), None)

    @property
    def focused_suggestion(self) -> ShownSuggestion | None:
        """The suggestion in focus, None where a coding or nothing is."""
        return next((one for one in self.suggestions if one.uid == self.focused), None)

    def components_nearby(self) -> list[str]:
        """Components named around the selection, the nearest first."""
        start, end = self.selection
        low, high = max(start - _NEAR, 0), min(end + _NEAR, len(self.map.text))
        return self.finder.find(self.map.text, start, end, low=low, high=high)

    # Deeds

    def apply(self, code: str, statement: Statement = NOTHING_STATED) -> str:
        """Code the selection; the new coding's uid. Raises FitcodeError, as for one that is there."""
        uid = add_coding(
            self.gesture(),
            NewCoding(
                transcript=self._name(),
                start=self.selection.start,
                end=self.selection.end,
                code=code,
                **_values(statement),
            ),
        )
        self._last = (code, statement)
        self.note_use(code)
        self._done(uid)
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
        return self.apply(code, Statement(**{**_values(statement), "memo": None}))

    def change(self, **values: Any) -> None:
        """Change facts of the coding in focus, named as in ``CodingChange``."""
        coding = self._own_coding()
        change_coding(self.gesture(), coding.uid, CodingChange(**values), seen=coding.updated_at)
        self._done(coding.uid)

    def remove(self) -> None:
        """Remove the coding in focus."""
        coding = self._own_coding()
        remove_codings(self.gesture(), [coding.uid])
        self._done(None)

    def merge(self) -> None:
        """Join this coder's codings of the focused one's code that the selection touches."""
        coding = self._own_coding()
        alike = [
            one.uid
            for one in _touching(self._all_codings, *self.selection)
            if one.code == coding.code and one.coder == self.coder
        ]
        if len(alike) < 2:
            raise FitcodeError(
                f"Only one of your codings of {coding.code} is in the selection.",
                remedy="Select over both that are to be one: extend the selection first.",
            )
        self._done(merge_codings(self.gesture(), alike))

    def split(self) -> None:
        """Cut the coding in focus where the selection begins."""
        coding = self._own_coding()
        first, _ = split_coding(self.gesture(), coding.uid, self.selection.start)
        self._done(first)

    def create_code(self, draft: CodeDraft) -> str:
        """Make a new code in the codebook's file and a version of it; its name."""
        full = create_code(self.gesture(), draft)
        self.after_deed(is_wide=True)
        return next(name for name, card in self.codes.items() if card.full == full)

    def write_memo(self, target: MemoTarget, text: str) -> None:
        """Write a memo on what is in focus, on its code, on the transcript or on the project."""
        focused = self.focused_coding or self.focused_suggestion
        match target:
            case MemoTarget.project:
                name = None
            case MemoTarget.transcript:
                name = self._name()
            case MemoTarget.code if focused is not None:
                name = focused.code
            case _ if focused is not None:
                name = focused.uid
            case _:
                raise FitcodeError(f"No {target.value} is in focus.", remedy="Move to one with tab.")
        add_memo(self.gesture(), target, name, text=text)
        self._done(self.focused)

    def accept(self) -> str:
        """Make a coding of the suggestion in focus."""
        (uid,) = accept_suggestions(self.gesture(), [self._suggestion().uid])
        self._done(uid)
        return uid

    def reject(self, memo: str | None = None) -> None:
        """Reject the suggestion in focus."""
        reject_suggestions(self.gesture(), [self._suggestion().uid], memo=memo)
        self._done(None)

    def toggle_finished(self) -> bool:
        """Mark the transcript as finished by this coder, or take the mark back; whether it is now."""
        name = self._name()
        was = next(one.is_finished for one in self.transcripts if one.name == name)
        finish_transcripts(self.gesture(), [name], reopen=was)
        self._done(self.focused)
        return not was

    def undo(self) -> str:
        """Take back the latest act and go to what it had changed on this page."""
        return self._going(super().undo)

    def redo(self) -> str:
        """Bring back what was taken back last and go there."""
        return self._going(super().redo)

    def _going(self, reverse: Callable[[], str]) -> str:
        before = {one.uid: one for one in (*self._all_codings, *self._all_suggestions)}
        said = reverse()
        after = {one.uid: one for one in (*self._all_codings, *self._all_suggestions)}
        changed = [one for uid, one in (before | after).items() if before.get(uid) != after.get(uid)]
        if changed:
            self.select(Selection(changed[0].start, changed[0].end))
            self.focused = changed[0].uid if changed[0].uid in after else self.focused
        return said

    def _done(self, uid: str | None) -> None:
        self.focused = uid
        self.after_deed()
        self.keep_place()

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


_OnPage = TypeVar("_OnPage", ShownCoding, ShownSuggestion)


def _touching(found: Sequence[_OnPage], start: int, end: int) -> list[_OnPage]:
    return [one for one in found if one.start < end and start < one.end]


def _next(found: Sequence[ShownSuggestion], start: int, direction: int) -> ShownSuggestion | None:
    if direction > 0:
        return next((one for one in found if one.start > start), None)
    return next((one for one in reversed(found) if one.start < start), None)


def _values(statement: Statement) -> dict[str, Any]:
    return asdict(statement)


class _Cover:
    """Stretches of a text, for asking whether one touches another."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def touches(self, start: int, end: int) -> bool:
        place = bisect_right(self._ends, start)
        return place < len(self._starts) and self._starts[place] < end
