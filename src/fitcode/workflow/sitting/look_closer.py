"""Look closer: the passage of the suggestion that is looked at, what else is there, and what speaks for it.

The passage may be made longer or shorter before it is decided; nothing here changes the project.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fitcode.store.screen_reads import QueueFilters, ShownCoding, ShownSuggestion
from fitcode.workflow.sitting.keep_track import TrackRecord
from fitcode.workflow.sitting.move_through_text import Selection
from fitcode.workflow.sitting.read_queue import EVERYTHING, QueueSitting
from fitcode.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class OthersHere:
    """What else is on the passage of a suggestion."""

    codings: Sequence[ShownCoding]
    suggestions: Sequence[ShownSuggestion]


class LookingSitting(QueueSitting):
    """Somebody looks at one suggestion after the other."""

    def __init__(
        self,
        workspace: Workspace,
        filters: QueueFilters = EVERYTHING,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open the queue that the filters pick; raises UnknownTranscript and UnknownCode."""
        self._drafts: dict[str, Selection] = {}
        """Passages as they were extended or shortened, by the uid of the suggestion."""
        super().__init__(workspace, filters, clock=clock)

    @property
    def span(self) -> Selection:
        """The passage as it would be coded: the current one's, or what it was extended or shortened to."""
        one = self._shown()
        return self._drafts.get(one.uid, Selection(one.start, one.end))

    @property
    def is_span_changed(self) -> bool:
        """Whether accepting would amend the passage."""
        one = self.current
        return one is not None and self.span != (one.start, one.end)

    def others_here(self) -> OthersHere:
        """Codings and other suggestions that touch the passage, whatever the filters say."""
        one = self._shown()
        start, end = self.span
        suggestions = [
            other
            for other in self._pending.values()
            if other.transcript == one.transcript
            and other.start < end
            and start < other.end
            and other is not one
        ]
        return OthersHere(self.codings_within(start, end), suggestions)

    @property
    def suggestions(self) -> list[ShownSuggestion]:
        """The current one and the others on its passage."""
        one = self.current
        return [one, *self.others_here().suggestions] if one and self.page else []

    @property
    def marked(self) -> str | None:
        """The current one's uid."""
        return self.queue.current

    @property
    def emphasis(self) -> Sequence[tuple[int, int]]:
        """The words for which the current one was suggested."""
        return () if self.current is None else self.current.fired

    def common_words(self) -> frozenset[str]:
        """Words of the passage's language that say little; loaded only for what was learned from words."""
        one, page = self.current, self.page
        if one is None or page is None or "learned" not in one.evidence:
            return frozenset()
        from fitcode.workflow.explaining.explain_suggestion import common_words

        return common_words(page.transcript.language or self.workspace.settings.project.language)

    def track_records(self) -> list[TrackRecord]:
        """How often what proposed the current one was right so far."""
        return list(self._records.of(self._shown()))

    def extend(self, steps: int, *, by: str) -> None:
        """Move the end of the passage by ``word`` or ``segment``, or its start by ``first word``."""
        one, page = self._shown(), self.page
        if page is not None:
            change = {
                "word": page.map.end_by_word,
                "first word": page.map.start_by_word,
                "segment": page.map.end_by_segment,
            }[by]
            self._drafts[one.uid] = change(self.span, steps)

    def reset_span(self) -> None:
        """Back to the passage as it was suggested."""
        self._drafts.pop(self._shown().uid, None)
