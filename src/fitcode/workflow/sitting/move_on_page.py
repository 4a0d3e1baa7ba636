"""Move on a page: by segments, words and turns, to what is not coded yet, to suggestions and search hits.

Whatever seeks says whether there was anything to go to; nothing here changes the project.
"""

from bisect import bisect_left
from operator import attrgetter

from fitcode.domain.searching import SearchMode
from fitcode.text.text_matches import find_in_text
from fitcode.workflow.searching.ready_searches import language_of, lemma_of
from fitcode.workflow.sitting.move_through_text import Selection
from fitcode.workflow.sitting.read_page import PageSitting
from fitcode.workflow.sitting.show_on_page import Cover

_SEARCH_SECONDS = 2.0
"""How long an expression may look: somebody waits at the screen."""

_ANY_FORM = "~"

_NEAR = 1_500
"""Characters on each side of a selection in which components are looked for."""


class MovingSitting(PageSitting):
    """Somebody moves through a transcript."""

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

    def focus_next(self, direction: int) -> None:
        """Bring the next of what the selection touches into focus."""
        uids = [one.uid for one in self.here()]
        if uids:
            place = uids.index(self.focused) + direction if self.focused in uids else 0
            self.focused = uids[place % len(uids)]

    def go_to_uncoded(self, direction: int) -> bool:
        """Select the next respondents' segment on which this coder has nothing; whether there is one.

        What a filter hides is coded all the same.
        """
        own = [one for one in self.all_codings if one.coder == self.coder]
        covered = Cover((one.start, one.end) for one in own)
        for ordinal in self.map.ordinals_beyond(self.selection, direction):
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
        else:
            after = bisect_left(self.suggestions, self.selection.start, key=attrgetter("start"))
            place = after if direction > 0 else after - 1
        if not 0 <= place < len(here):
            return False
        found = self.suggestions[place]
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

    def search(self, query: str) -> int:
        """Find words in this transcript and go to the first hit from here; how many hits there are.

        ``~`` before the words finds any form of each, slashes around them make them an expression. Raises
        UsageError for what cannot be looked for, and SearchTooLong.
        """
        if self.transcript is None:
            return 0
        words, mode = _read_query(query)
        language = language_of(self.workspace, self.transcript.language)
        lemma = lemma_of(language) if mode is SearchMode.lemma else None
        found = find_in_text(self.transcript.text, words, mode, lemma=lemma, seconds=_SEARCH_SECONDS)
        self.hits = [hit for hit in found if self.map.is_speech(hit[0])]
        if self.hits:
            further = [hit for hit in self.hits if hit[0] >= self.selection.start]
            self.select(Selection(*(further or self.hits)[0]))
        return len(self.hits)

    def components_nearby(self) -> list[str]:
        """Components named around the selection, the nearest first."""
        start, end = self.selection
        low, high = max(start - _NEAR, 0), min(end + _NEAR, len(self.map.text))
        return self.finder.find(self.map.text, start, end, low=low, high=high)


def _read_query(query: str) -> tuple[str, SearchMode]:
    if len(query) > 2 and query.startswith("/") and query.endswith("/"):
        return query[1:-1], SearchMode.regex
    if query.startswith(_ANY_FORM):
        return query.removeprefix(_ANY_FORM), SearchMode.lemma
    return query, SearchMode.text
