"""Read a page: a transcript on the screen, what is selected in it, and what is shown under a filter.

What a filter hides is counted, so that hidden never looks like lost; nothing here changes the project.
"""

from collections.abc import Sequence
from typing import TypeVar

from fitcode.domain.transcript import Transcript
from fitcode.domain.words import count_words
from fitcode.errors import FitcodeError
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
from fitcode.workflow.sitting.move_through_text import Selection, TextMap
from fitcode.workflow.sitting.open_sitting import Sitting
from fitcode.workflow.sitting.show_on_page import LIKELY, Shown
from fitcode.workflow.sitting.tell_codings import KnownCodings
from fitcode.workflow.workspace import Workspace

_MOST_READ_ALONE = 50
"""From so many changes on the whole page is read again."""

_READY_AT_ONCE = 1_000_000
"""Characters that are cut into words within 0.1 seconds."""


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
        self._known = KnownCodings()
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
        self._known.learn(self.all_codings)
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
        self.remember(self.place_kept())

    def place_kept(self) -> dict[str, str]:
        """The place in the text as it is remembered."""
        if self.transcript is None:
            return {}
        uid = self.transcript.uid
        furthest = max(self.how_far, self.furthest_in(uid))
        return {f"place {uid}": str(self.selection.start), f"progress {uid}": f"{furthest:.3f}"}

    @property
    def how_far(self) -> float:
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

    # What is on the page

    def show_only(self, shown: Shown) -> None:
        """Put a filter in force."""
        self.shown = shown
        self._filter()

    def show_suggestions(self, least_score: float) -> None:
        """Put the suggestions with this score or more on the page."""
        self.least_score = least_score
        self._filter()

    def notice(self) -> list[str] | None:
        """Take in what other processes wrote: what a person should know of it; None where nothing was."""
        told = super().notice()
        if told is not None:
            told += self._news_here()
        return told

    def gesture(self) -> Workspace:
        """A workspace for one deed of this sitting; raises FitcodeError where nothing can be written."""
        made = super().gesture()
        self.take_in_news()
        return made

    def page_gesture(self, *, undone: str = "nothing was changed") -> Workspace:
        """A workspace for a deed on the open page; raises FitcodeError where the transcript has gone."""
        opened = self.transcript
        if opened is None:
            raise FitcodeError("No transcript is open.", remedy="Open one with t.")
        made = self.gesture()
        if self.transcript is None:
            raise FitcodeError(
                f"Transcript {opened.name} was removed elsewhere meanwhile; {undone}.",
                remedy="Open another one with t.",
            )
        return made

    def take_in_news(self) -> None:
        """Read again what others changed, before a deed: their doing is then not taken for the deed's."""
        self.meet_news()
        if self._is_behind:
            self.take_in()
            self._is_behind = False
            self._news += self._news_here()

    def _news_here(self) -> list[str]:
        """What others did to the codings of this page, in few words; it is known from now on."""
        told = list(self._known.tell(self.all_codings, own=self.coder))
        self._known.learn(self.all_codings)
        return told

    def after_deed(self, *, is_wide: bool = False) -> None:
        """Read again what a deed of this sitting changed; wide ones may have changed anything."""
        super().after_deed(is_wide=is_wide)
        self._known.learn(self.all_codings)

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
            if self.transcript is None or self.meet_news() or self._name_now() is None:
                self.take_in()
                self._known.learn(self.all_codings, only=uids)
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
        self._known.learn(self.all_codings, only=uids)
        self._filter()

    def after_reversal(self, act: Act) -> None:
        """Read the few things again that a gesture wrote, or everything."""
        uids = page_uids(self.workspace.project, act, most=_MOST_READ_ALONE)
        if uids is None:
            super().after_reversal(act)
        else:
            self.take_in_deed(*uids)
            self.read_transcripts()  # it may have been in another one

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
        self._known = KnownCodings()

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


_OnPage = TypeVar("_OnPage", ShownCoding, ShownSuggestion)


def touching(found: Sequence[_OnPage], start: int, end: int) -> list[_OnPage]:
    """Those that share a character with a span."""
    return [one for one in found if one.start < end and start < one.end]
