"""Read the queue: the suggestions that wait, which one is looked at, and what others do to them meanwhile.

Everything that waits is in memory, so that going on never asks the database; nothing here changes the
project.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from fitcode.domain.choices import ReviewBy, ReviewOrder, SuggestionStatus
from fitcode.domain.review_order import review_order
from fitcode.errors import FitcodeError, UnknownCode, UnknownTranscript
from fitcode.store.screen_reads import (
    Queued,
    QueueFilters,
    ShownNames,
    ShownSuggestion,
    pending_queue,
    read_names,
    shown_suggestions,
)
from fitcode.store.suggestions import count_statuses
from fitcode.workflow.sitting.check_shown import what_became
from fitcode.workflow.sitting.estimate_rest import Pace
from fitcode.workflow.sitting.keep_track import TrackRecords
from fitcode.workflow.sitting.queue_suggestions import ReviewQueue
from fitcode.workflow.sitting.see_passages import PassageSitting
from fitcode.workflow.workspace import Workspace

EVERYTHING = QueueFilters()
_DECIDED = (SuggestionStatus.accepted, SuggestionStatus.amended, SuggestionStatus.rejected)
_ORDER_HABIT = "review order"


class Progress(NamedTuple):
    """How far a review has come."""

    number: int
    """The place of the current one in the queue, from 1."""

    total: int
    left: int
    skipped: int
    decided_here: int
    """In this sitting."""

    decided_in_all: int
    """By everybody, ever, in this project."""

    seconds_left: float | None
    """None as long as the pace is not known."""


class QueueSitting(PassageSitting[ShownSuggestion]):
    """Somebody looks through suggestions."""

    def __init__(
        self,
        workspace: Workspace,
        filters: QueueFilters = EVERYTHING,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open the queue that the filters pick; raises UnknownTranscript and UnknownCode."""
        self.filters = filters
        self.words = ""
        """Only passages that hold these words are in the queue; in any case of letters."""
        self.by = ReviewBy.all
        super().__init__(workspace)
        kept = self.habit(_ORDER_HABIT)
        self.order = ReviewOrder(kept) if kept in list(ReviewOrder) else ReviewOrder.place
        self.queue = ReviewQueue()
        self._pending: dict[str, ShownSuggestion] = {}
        """Every suggestion of the project that waits, by transcript and place."""
        self._brief: dict[str, Queued] = {}
        self._picked: list[Queued] = []
        """Those that the filters let through, by transcript and place."""
        self._decided_here: dict[str, SuggestionStatus] = {}
        self._undone: dict[str, SuggestionStatus] = {}
        """What was decided here and taken back, here or elsewhere."""
        self._read_under: tuple[ShownNames, dict[str, str]] | None = None
        """Names of codes, components and transcripts under which suggestions were read."""
        self._decided_in_all = -1
        self._records = TrackRecords()
        self._pace = Pace(clock)
        self._lifted: list[str] = []
        pending_queue(workspace.project, filters)  # a name that means nothing is told before the screen is on
        self.take_in()

    # What is looked at

    @property
    def current(self) -> ShownSuggestion | None:
        """The suggestion that is to be decided; None at the end of the queue."""
        uid = self.queue.current
        return None if uid is None else self._pending[uid]

    @property
    def key(self) -> str | None:
        """The current one's uid."""
        return self.queue.current

    @property
    def progress(self) -> Progress:
        """How far the review has come, and how long the rest will take."""
        queue = self.queue
        return Progress(
            number=queue.number,
            total=queue.total,
            left=queue.left,
            skipped=len(queue.skipped),
            decided_here=len(self._decided_here),
            decided_in_all=self._decided_in_all,
            seconds_left=self._pace.rest(queue.left),
        )

    @property
    def decided_here(self) -> Counter[SuggestionStatus]:
        """How many of this sitting's decisions, not taken back, were of each kind."""
        return Counter(self._decided_here.values())

    @property
    def n_pending(self) -> int:
        """Suggestions that wait, whatever the filters say."""
        return len(self._pending)

    def counts_by(self, field: str) -> dict[str, int]:
        """How many wait of each ``transcript`` or ``code``, whatever the filters say."""
        counts: dict[str, int] = {}
        for one in self._pending.values():
            name = getattr(one, field)
            counts[name] = counts.get(name, 0) + 1
        return counts

    def waiting_rules(self) -> dict[tuple[str, str], int]:
        """How many wait of each code and rule, the most first, whatever the filters say."""
        fired = ((one.code, rule) for one in self._pending.values() for rule in one.rules)
        return dict(Counter(fired).most_common())

    # Going on

    def skip(self) -> bool:
        """Leave the current one for later; whether there was one."""
        return self._moved(self.queue.skip())

    def back(self) -> bool:
        """Return to what was passed over last; whether there is any."""
        return self._moved(self.queue.back())

    def start_again(self) -> bool:
        """Begin again with what was passed over; whether anything waits."""
        self.queue.start(self._ordered())
        return self._moved(self.queue.current is not None)

    def prefetch(self) -> None:
        """Read the text that comes next, while nobody waits for it."""
        uid = self.queue.next
        if uid is not None:
            name = self._pending[uid].transcript
            try:
                self._pages.page(name)
                self._codings_of(name)
            except UnknownTranscript:  # told when it is its turn
                return

    def set_order(self, order: ReviewOrder) -> None:
        """Begin anew in another order; it is remembered."""
        self.order = order
        self.start_again()
        self.remember({_ORDER_HABIT: order.value})

    def set_by(self, by: ReviewBy) -> None:
        """Begin anew with one transcript or code at a time, or across them."""
        self.by = by
        self.start_again()

    def show_only(self, filters: QueueFilters, *, words: str = "") -> None:
        """Put filters in force; the current one stays if they let it through. Raises an UnknownName."""
        project = self.workspace.project
        with project.reading():  # what others have proposed by now is known before it is picked
            picked = pending_queue(project, filters)
            self.take_in()
        self.filters, self.words, self._picked = filters, " ".join(words.split()), picked
        self.queue.start(self._ordered(), at=self.queue.current)
        self._moved(True)

    # What others did

    def notice(self) -> list[str] | None:
        """Take in what other processes wrote: what a person should know of it; None where nothing was."""
        before = self.current
        lines = super().notice()
        if lines is None:
            return None
        if before is not None and before.uid not in self._pending:
            lines.insert(0, what_became(self.workspace.project, before))
        lines += self._lifted
        self._lifted = []
        return lines

    def take_in(self) -> None:
        """Read the queue again, and of what waits only what is new or says something else."""
        project = self.workspace.project
        with project.reading():
            self.meet_news()
            every = pending_queue(project)
            self.names = names = read_names(project)
            called = {one.name: one.uid for one in self.transcripts}
            if (names, called) != self._read_under:
                self._read_under = (names, called)
                self._brief = {}
            stale = [one.uid for one in every if self._brief.get(one.uid) != one]
            fresh = {one.uid: one for one in shown_suggestions(project, stale, names)}
            self._picked = self._pick(every)
            statuses = count_statuses(project)
            decided = sum(statuses[status] for status in _DECIDED)
            if decided != self._decided_in_all:
                self._records.read(project)
        self._decided_in_all = decided
        self._pending = {one.uid: fresh.get(one.uid) or self._pending[one.uid] for one in every}
        self._brief = {one.uid: one for one in every}
        for uid in self._decided_here.keys() & self._pending.keys():  # undone, here or elsewhere
            self._undone[uid] = self._decided_here.pop(uid)
        self.forget_pages()
        before = self.queue.current
        self.queue.renew(self._ordered())
        if self.queue.current != before:
            self._pace.begin()

    def _pick(self, every: list[Queued]) -> list[Queued]:
        """Those that the filters let through; one whose name has gone is lifted, and that is told."""
        while self.filters != EVERYTHING:
            try:
                return pending_queue(self.workspace.project, self.filters)
            except UnknownTranscript:
                gone, self.filters = self.filters.transcript, self.filters._replace(transcript=None)
                self._lifted.append(f"The filter on transcript {gone} was lifted: it is no longer there.")
            except UnknownCode:
                gone, self.filters = self.filters.code, self.filters._replace(code=None)
                self._lifted.append(f"The filter on code {gone} was lifted: it left the codebook.")
        return every

    # How

    def queued(self) -> list[ShownSuggestion]:
        """What the filters let through, by transcript and place."""
        found = [self._pending[one.uid] for one in self._picked]
        return [one for one in found if self.holds_words(one)] if self.words else found

    def holds_words(self, one: ShownSuggestion) -> bool:
        """Whether its passage holds the words that are asked for."""
        return self.words.casefold() in " ".join(one.quote.split()).casefold()

    def _ordered(self) -> list[str]:
        """The uids that the filters let through, in the order in which they are reviewed."""
        queued = self.queued()
        scored = [(one.uid, one.score) for one in queued]
        seed = self.workspace.settings.suggest.seed
        uids = [queued[place].uid for place in review_order(scored, self.order, seed=seed)]
        if self.by is ReviewBy.all:
            return uids
        group = {uid: getattr(self._pending[uid], self.by.value) for uid in uids}
        # What is looked at is brought to an end before the next transcript or code begins.
        begun = group.get(self.queue.current or "")
        rank = self._ranks(group.values())
        return sorted(uids, key=lambda uid: (group[uid] != begun, rank[group[uid]]))

    def _ranks(self, groups: Iterable[str]) -> Mapping[str, int]:
        """Codes stand as in the codebook, those that left it last; transcripts by name."""
        known = {name: place for place, name in enumerate(self.codes)} if self.by is ReviewBy.code else {}
        ordered = sorted(set(groups), key=lambda name: (known.get(name, len(known)), name))
        return {name: place for place, name in enumerate(ordered)}

    def _shown(self) -> ShownSuggestion:
        one = self.current
        if one is None:
            raise FitcodeError("No suggestion is left here.", remedy="Lift the filter, or start again.")
        return one

    def _moved(self, is_moved: bool) -> bool:
        if is_moved:
            self._pace.begin()
        return is_moved
