"""Work through the worklist: passages coded under an earlier definition, each confirmed, recoded or removed.

A decision is stored before it returns, and is refused where the coding is no longer what was shown.
"""

import time
from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from fitcode.domain.coding import CodingChange
from fitcode.errors import FitcodeError
from fitcode.store.worklist import OutdatedCoding, outdated_codings
from fitcode.workflow.coding.change_codings import change_coding, remove_coding
from fitcode.workflow.sitting.estimate_rest import Pace
from fitcode.workflow.sitting.queue_suggestions import ReviewQueue
from fitcode.workflow.sitting.see_passages import PassageSitting
from fitcode.workflow.sitting.tell_mistakes import gone_told, mistakes_told
from fitcode.workflow.worklist.confirm_codings import confirm_codings
from fitcode.workflow.workspace import Workspace


class WorklistFilters(NamedTuple):
    """Which part of the worklist is asked for; None is all."""

    transcript: str | None = None
    code: str | None = None
    """Brings its descendants."""


class Outcome(StrEnum):
    """What became of a coding on the worklist."""

    confirmed = "confirmed"
    recoded = "recoded"
    removed = "removed"


class WorklistSitting(PassageSitting[OutdatedCoding]):
    """Somebody looks again at codings of his or her own."""

    def __init__(
        self,
        workspace: Workspace,
        filters: WorklistFilters = WorklistFilters(),  # noqa: B008
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open the worklist of whoever acts; raises UnknownTranscript and UnknownCode."""
        super().__init__(workspace)
        self.filters = filters
        self.queue = ReviewQueue()
        self._waiting: dict[str, OutdatedCoding] = {}
        self._done: dict[str, Outcome] = {}
        self._undone: dict[str, Outcome] = {}
        """What was done here and taken back."""
        self._pace = Pace(clock)
        self.take_in()

    @property
    def current(self) -> OutdatedCoding | None:
        """The coding that is to be looked at."""
        uid = self.queue.current
        return None if uid is None else self._waiting[uid]

    @property
    def key(self) -> str | None:
        """The current one's uid."""
        return self.queue.current

    @property
    def marked(self) -> str | None:
        """The current one's uid."""
        return self.queue.current

    @property
    def done_here(self) -> Counter[Outcome]:
        """How many of this sitting's decisions, not taken back, were of each kind."""
        return Counter(self._done.values())

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take; None as long as the pace is not known."""
        return self._pace.rest(self.queue.left)

    # Going on

    def skip(self) -> bool:
        """Leave the current one for later; whether there was one."""
        return self._moved(self.queue.skip())

    def back(self) -> bool:
        """Return to what was passed over last; whether there is any."""
        return self._moved(self.queue.back())

    def start_again(self) -> bool:
        """Begin again with what was passed over; whether anything waits."""
        self.queue.start(self._waiting)
        return self._moved(self.queue.current is not None)

    def take_in(self) -> None:
        """Read the worklist again."""
        project = self.workspace.project
        with project.reading():
            found = outdated_codings(project, coders=[self.coder], **self.filters._asdict())
        self._waiting = {one.uid: one for one in found}
        self._undone |= {uid: self._done.pop(uid) for uid in self._done.keys() & self._waiting.keys()}
        self.forget_pages()
        before = self.queue.current
        self.queue.renew(list(self._waiting))
        self._moved(self.queue.current != before)

    # Decisions

    def confirm(self) -> str:
        """The coding holds under the definition in force; what was done, in words."""
        one = self._shown()
        gesture = self.gesture()
        with gone_told():
            confirm_codings(gesture, [one.uid], seen=one.updated_at)
        self._decided(one, Outcome.confirmed)
        return f"Confirmed: {one.code}."

    def recode(self, **changes: object) -> str:
        """Change what is named as in ``CodingChange``; with its code kept, it is confirmed too."""
        one = self._shown()
        with mistakes_told():
            change = CodingChange.model_validate(changes)
        gesture = self.gesture()
        with gone_told():
            changed = change_coding(gesture, one.uid, change, seen=one.updated_at)
            if changed.code == one.code:
                confirm_codings(gesture, [one.uid])
        self._decided(one, Outcome.recoded)
        kept = " It keeps its code and is confirmed." if changed.code == one.code else ""
        return f"Recoded: {changed.code}.{kept}"

    def remove(self) -> str:
        """Remove the coding; what was done, in words."""
        one = self._shown()
        gesture = self.gesture()
        with gone_told():
            remove_coding(gesture, one.uid, seen=one.updated_at)
        self._decided(one, Outcome.removed)
        return f"Removed: {one.code}."

    def undo(self, expected: str | None = None) -> str:
        """Take back the latest act and go to the coding that waits again."""
        before = self._waiting.keys()
        said = super().undo(expected)
        again = self.queue.first_of(self._waiting.keys() - before)
        if again is not None:
            self.queue.go_to(again)
        self._moved(True)
        return said

    def redo(self, expected: str | None = None) -> str:
        """Bring back what was taken back last."""
        said = super().redo(expected)
        again = self._undone.keys() - self._waiting.keys()
        self._done |= {uid: self._undone.pop(uid) for uid in again}
        self.queue.take_out(again)
        self._moved(True)
        return said

    def _shown(self) -> OutdatedCoding:
        one = self.current
        if one is None:
            raise FitcodeError("No coding is left here.", remedy="s starts again with what was skipped.")
        return one

    def _decided(self, one: OutdatedCoding, outcome: Outcome) -> None:
        self._pace.note_decision()
        del self._waiting[one.uid]
        self._done[one.uid] = outcome
        self.queue.take_out([one.uid])
        self._pages.read_again(one.transcript, self.names, [one.uid])
        self.read_transcripts()
        self._pace.begin()

    def _moved(self, is_moved: bool) -> bool:
        if is_moved:
            self._pace.begin()
        return is_moved
