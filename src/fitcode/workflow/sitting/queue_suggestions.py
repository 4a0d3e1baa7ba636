"""Queue suggestions: which one is looked at, which are ahead, and which were passed over.

Uids only, in the order they are given; whatever joins or leaves the queue, what is looked at stays there
while it waits.
"""

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from itertools import chain


class ReviewQueue:
    """A line of suggestions with a place in it."""

    def __init__(self) -> None:
        self.current: str | None = None
        self.skipped: list[str] = []
        """Passed over and still waiting, the latest last."""
        self._ahead: deque[str] = deque()
        self._done: set[str] = set()

    @property
    def number(self) -> int:
        """The place of the current one among all that were in this queue, from 1."""
        return len(self._done) + len(self.skipped) + 1

    @property
    def total(self) -> int:
        """All that were in this queue: decided, passed over, current and ahead."""
        return self.number - 1 + self.left

    @property
    def left(self) -> int:
        """The current one and those ahead."""
        return len(self._ahead) + (self.current is not None)

    @property
    def next(self) -> str | None:
        """The one that comes after the current one."""
        return self._ahead[0] if self._ahead else None

    def start(self, uids: Iterable[str], *, at: str | None = None) -> None:
        """Begin anew with these, at one of them if it is there."""
        self.current, self.skipped, self._done = None, [], set()
        self._ahead = deque(uids)
        if at is None or not self.go_to(at):
            self._advance()

    def renew(self, uids: Sequence[str]) -> None:
        """Take these for all that wait: the current one and those passed over stay what they are."""
        waiting = set(uids)
        self._done -= waiting
        self.skipped = [uid for uid in self.skipped if uid in waiting]
        if self.current not in waiting:
            self.current = None
        placed = {self.current, *self.skipped}
        self._ahead = deque(uid for uid in uids if uid not in placed)
        if self.current is None:
            self._advance()

    def skip(self) -> bool:
        """Pass over the current one; whether there was one."""
        if self.current is None:
            return False
        self.skipped.append(self.current)
        self._advance()
        return True

    def back(self) -> bool:
        """Return to what was passed over last; whether there is any."""
        if not self.skipped:
            return False
        return self.go_to(self.skipped[-1])

    def go_to(self, uid: str) -> bool:
        """Look at this one now and at the current one after it; whether it waits."""
        if uid == self.current:
            return True
        if uid in self.skipped:
            self.skipped.remove(uid)
        elif uid in self._ahead:
            self._ahead.remove(uid)
        else:
            return False
        if self.current is not None:
            self._ahead.appendleft(self.current)
        self.current = uid
        return True

    def first_of(self, uids: Collection[str]) -> str | None:
        """Whichever of these comes first, the current one and those passed over before those ahead."""
        waiting = chain(() if self.current is None else (self.current,), self.skipped, self._ahead)
        return next((uid for uid in waiting if uid in uids), None)

    def put_back(self, uid: str) -> None:
        """This one waits again: it comes next."""
        self._done.discard(uid)
        if self.current is None:
            self.current = uid
        else:
            self._ahead.appendleft(uid)

    def take_out(self, uids: Collection[str]) -> None:
        """These are decided; the next one is current if the current one is among them."""
        gone = set(uids)
        self._done |= gone
        self.skipped = [uid for uid in self.skipped if uid not in gone]
        if len(gone) > 1 or self.current not in gone:
            self._ahead = deque(uid for uid in self._ahead if uid not in gone)
        if self.current in gone:
            self._advance()

    def _advance(self) -> None:
        self.current = self._ahead.popleft() if self._ahead else None
