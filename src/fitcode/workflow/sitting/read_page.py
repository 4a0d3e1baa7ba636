"""Read a page: a transcript on the screen, what is selected in it, and what is shown under a filter.

What a filter hides is counted, so that hidden never looks like lost; nothing here changes the project.
"""

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter
from typing import TypeVar

from fitcode.domain.searching import SearchMode
from fitcode.domain.transcript import Transcript
from fitcode.domain.words import count_words
from fitcode.store import spans
from fitcode.store.acts import Act, page_uids
from fitcode.store.screen_reads import (
    Queued,
    QueueFilters,
    ShownCoding,
    ShownMemo,
    ShownNames,
    ShownSuggestion,
    pending_queue,
    shown_codings,
    shown_memos,
    shown_suggestions,
    shown_transcripts,
)
from fitcode.store.transcripts import get_transcript
from fitcode.text.text_matches import find_in_text
from fitcode.workflow.searching.ready_searches import language_of, lemma_of
from fitcode.workflow.sitting.move_through_text import Selection, TextMap
from fitcode.workflow.sitting.open_sitting import Sitting
from fitcode.workflow.sitting.show_on_page import LIKELY, Cover, Shown
from fitcode.workflow.workspace import Workspace

_MOST_READ_ALONE = 50
"""From so many changes on the whole page is read again."""

_READY_AT_ONCE = 1_000_000
"""Characters that are cut into words within 0.1 seconds."""

_SEARCH_SECONDS = 2.0
"""How long an expression may look: somebody waits at the screen."""

_ANY_FORM = "~"

_NEAR = 1_500
"""Characters on each side of a selection in which components are looked for."""


class PageSitting(Sitting):
    """Somebody reads a transcript."""

    def __init__(self, workspace: Workspace) -> None:
        self.transcript: Transcript | None = None
        self.map = TextMap()
        self.selection = Selection(0, 0)
        self.codings: list[ShownCoding] = []
        """Those on the page, by place."""
        self.suggestions: list[ShownSuggestion] = []
        """The pending ones on the page, by place."""
        self.n_hidden = 0
        """Codings and suggestions that the filter keeps off the page."""
        self.n_unlikely = 0
        """Suggestions that the filter lets through and that are off the page for their score."""
        self.shown = Shown()
        self.least_score = LIKELY
        self.focused: str | None = None
        """Uid of the coding or suggestion that keys act on."""
        self.hits: list[tuple[int, int]] = []
        self.all_codings: list[ShownCoding] = []
        """Those that the filter hides included."""
        self.all_suggestions: list[ShownSuggestion] = []
        self._queued: set[Queued] = set()
        self._names_read: ShownNames | None = None
        """Those under which the suggestions were read."""
        self._below: frozenset[str] = frozenset()
        """Codes below the one that the filter names."""
        super().__init__(workspace)

    # Where one is

    def open(self, name: str, position: int | None = None) -> None:
        """Open a transcript at a position, or where this coder left it; raises UnknownTranscript."""
        transcript = get_transcript(self.workspace.project, name)
        self.keep_place()
        self._turn_to(transcript)
        self.take_in()
        kept = self.habit(f"place {transcript.uid}", "0")
        self.go_to(position if position is not None else int(kept) if kept.isdecimal() else 0)
        self._focus_here()
        self.remember({"transcript": transcript.uid})

    def open_last(self) -> bool:
        """Open the transcript that was open last, else the first one; whether there is any."""
        if not self.transcripts:
            return False
        last = self.habit("transcript")
        self.open(next((one.name for one in self.transcripts if one.uid == last), self.transcripts[0].name))
        return True

    def make_ready(self) -> None:
        """Do now what the first coding would wait for, unless that takes long itself."""
        if self.transcript is not None and len(self.transcript.text) <= _READY_AT_ONCE:
            spans.make_ready(self.workspace.project, self.transcript.name)

    def keep_place(self) -> None:
        """Remember the place in the text for the next sitting."""
        if self.transcript is not None:
            uid = self.transcript.uid
            self.remember(
                {f"place {uid}": str(self.selection.start), f"progress {uid}": f"{self.progress:.3f}"}
            )

    @property
    def progress(self) -> float:
        """How far down the text the selection is, from 0 to 1."""
        length = len(self.transcript.text) if self.transcript else 0
        return self.selection.start / length if length else 0.0

    @property
    def n_words(self) -> int:
        """How many words are selected."""
        return count_words(self.selected_text)

    @property
    def selected_text(self) -> str:
        """What is selected."""
        return self.transcript.text[slice(*self.selection)] if self.transcript else ""

    # Moving and selecting

    def select(self, selection: Selection | None) -> None:
        """Select a stretch of the text; the first of the codings there comes into focus."""
        if selection is None or selection == self.selection:
            return
        self.selection = selection
        self._focus_here()

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

    # What is on the page

    def show_only(self, shown: Shown) -> None:
        """Put a filter in force."""
        self.shown = shown
        self._filter()

    def show_suggestions(self, least_score: float) -> None:
        """Put the suggestions with this score or more on the page."""
        self.least_score = least_score
        self._filter()

    def take_in(self) -> None:
        """Read the page's codings and suggestions again; a removed transcript leaves the page empty."""
        if self.transcript is None:
            return
        project = self.workspace.project
        with project.reading():
            self.meet_news()  # a coding may bear a code that was not there before
            name = self._name_now()
            if name is None:
                self._news.insert(0, f"Transcript {self.transcript.name}, open here, was removed elsewhere.")
                self._turn_to(None)
            else:
                if name != self.transcript.name:
                    self.transcript = self.transcript.model_copy(update={"name": name})
                self.all_codings = shown_codings(project, name, self.names)
                self._read_suggestions(name)
        self._filter()

    def take_in_deed(self, *uids: str) -> None:
        """Read again the codings and suggestions with these uids, which are all that a deed changed."""
        with self.workspace.project.reading():
            if self.transcript is None or self.meet_news():
                self.take_in()
                return
            project, transcript = self.workspace.project, self.transcript
            codings = shown_codings(project, transcript.name, self.names, uids=uids)
            suggestions = shown_suggestions(project, uids, self.names)
            (now,) = shown_transcripts(project, self.coder, transcript=transcript.uid)
        self.transcripts = [now if one.uid == now.uid else one for one in self.transcripts]
        kept = [one for one in self.all_codings if one.uid not in uids]
        self.all_codings = sorted([*kept, *codings], key=lambda one: (one.start, -one.end, one.uid))
        waiting = [one for one in self.all_suggestions if one.uid not in uids]
        waiting += [one for one in suggestions if one.transcript == transcript.name]
        self.all_suggestions = sorted(waiting, key=lambda one: (one.start, one.end, -one.score, one.uid))
        self._filter()

    def after_reversal(self, act: Act) -> None:
        """Read the few things again that a gesture wrote, or everything."""
        uids = page_uids(self.workspace.project, act, most=_MOST_READ_ALONE)
        if uids is None:
            super().after_reversal(act)
        else:
            self.take_in_deed(*uids)

    def _read_suggestions(self, name: str) -> None:
        """Read the pending ones, and of them only what is new or says something else."""
        queue = pending_queue(self.workspace.project, QueueFilters(transcript=name))
        known = {one.uid: one for one in self.all_suggestions} if self.names is self._names_read else {}
        stale = [one.uid for one in queue if one not in self._queued or one.uid not in known]
        known |= {one.uid: one for one in shown_suggestions(self.workspace.project, stale, self.names)}
        self.all_suggestions = [known[one.uid] for one in queue]
        self._queued, self._names_read = set(queue), self.names

    def _name_now(self) -> str | None:
        """What the open transcript is called now, None where it was removed."""
        uid = self.transcript.uid if self.transcript else None
        return next((one.name for one in self.transcripts if one.uid == uid), None)

    def _turn_to(self, transcript: Transcript | None) -> None:
        self.transcript = transcript
        self.map = TextMap(transcript)
        self.selection, self.focused, self.hits = Selection(0, 0), None, []
        self.all_codings, self.all_suggestions = [], []

    def _filter(self) -> None:
        wanted = self.codes.get(self.shown.code) if self.shown.code is not None else None
        self._below = self.descendants(wanted.full) if wanted else frozenset()
        self.codings = [one for one in self.all_codings if self._is_shown(one)]
        suggestions = [one for one in self.all_suggestions if self._is_shown(one)]
        self.suggestions = [one for one in suggestions if one.score >= self.least_score]
        self.n_unlikely = len(suggestions) - len(self.suggestions)
        shown = len(self.codings) + len(suggestions)
        self.n_hidden = len(self.all_codings) + len(self.all_suggestions) - shown
        if self.focused is not None:
            self._focus_here()

    def _is_shown(self, one: ShownCoding | ShownSuggestion) -> bool:
        shown, card = self.shown, self.codes.get(one.code)
        if shown.coder is not None and isinstance(one, ShownCoding) and one.coder != shown.coder:
            return False
        if shown.dimension is not None and (card is None or card.dimension != shown.dimension):
            return False
        if shown.component is not None and shown.component not in (one.about, one.counterpart):
            return False
        return shown.code is None or one.code == shown.code or (card is not None and card.full in self._below)

    def descendants(self, full: str) -> frozenset[str]:
        """Full names of the codes below one."""
        book, _, root = full.partition("/")
        below = {root}
        for card in self.codes.values():  # parents stand before children
            owner, _, code = card.full.partition("/")
            if owner == book and card.code.parent in below:
                below.add(code)
        return frozenset(f"{book}/{code}" for code in below - {root})

    def _focus_here(self) -> None:
        """Keep in focus what the selection touches, or else bring the first of it into focus."""
        here = self.here()
        if self.focused not in {one.uid for one in here}:
            self.focused = here[0].uid if here else None

    def here(self) -> list[ShownCoding | ShownSuggestion]:
        """What the selection touches, codings first, the shortest first."""
        start, end = self.selection
        return [
            *sorted(touching(self.codings, start, end), key=lambda one: one.end - one.start),
            *sorted(touching(self.suggestions, start, end), key=lambda one: one.end - one.start),
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

    def describe(self, uid: str) -> ShownCoding | None:
        """A coding of the open transcript by its uid, one that the filter hides included."""
        return next((one for one in self.all_codings if one.uid == uid), None)

    def memos_in_focus(self) -> list[ShownMemo]:
        """The memos on the coding or suggestion in focus, the oldest first."""
        coding = self.focused_coding
        if self.focused is None or (coding is not None and not coding.n_memos):
            return []
        return self.memos_on(self.focused)

    def memos_on(self, uid: str) -> list[ShownMemo]:
        """The memos on the thing with this uid, the oldest first."""
        return shown_memos(self.workspace.project, uid)

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


_OnPage = TypeVar("_OnPage", ShownCoding, ShownSuggestion)


def touching(found: Sequence[_OnPage], start: int, end: int) -> list[_OnPage]:
    """Those that share a character with a span."""
    return [one for one in found if one.start < end and start < one.end]
