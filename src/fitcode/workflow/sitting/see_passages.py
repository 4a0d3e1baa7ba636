"""See passages: one passage after the other in its transcript, with what is coded around it.

Whatever is decided about a passage, at whichever screen, it is looked at through this; nothing here changes
the project.
"""

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from fitcode.errors import UnknownTranscript
from fitcode.store.screen_reads import ShownCoding, ShownSuggestion
from fitcode.workflow.sitting.keep_pages import Page, Pages
from fitcode.workflow.sitting.move_through_text import Selection
from fitcode.workflow.sitting.open_sitting import Sitting
from fitcode.workflow.workspace import Workspace

_NEAR = 1_500
"""Characters on each side of a passage in which components are looked for."""


class Passage(Protocol):
    """What is looked at: a place in a transcript."""

    @property
    def transcript(self) -> str:
        """The name of the transcript."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """One past its last character."""


P = TypeVar("P", bound=Passage)


class PassageSitting(Sitting, Generic[P]):
    """Somebody looks at passages."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._pages = Pages(workspace.project)

    @property
    def current(self) -> P | None:
        """What is looked at; None where nothing is left."""
        raise NotImplementedError

    @property
    def key(self) -> str | None:
        """What tells the current one from the others; None where nothing is left."""
        raise NotImplementedError

    @property
    def page(self) -> Page | None:
        """The current one's transcript; None where nothing is left."""
        while (one := self.current) is not None:
            try:
                return self._pages.page(one.transcript)
            except UnknownTranscript:  # removed a moment ago
                self.take_in()
        return None

    @property
    def codings(self) -> list[ShownCoding]:
        """Everybody's codings of the current one's transcript."""
        while (one := self.current) is not None and self.page is not None:
            try:
                return self._codings_of(one.transcript)
            except UnknownTranscript:  # removed a moment ago
                self.take_in()
        return []

    def codings_within(self, low: int, high: int) -> list[ShownCoding]:
        """Those of them that touch a stretch of the text."""
        return [one for one in self.codings if one.start < high and low < one.end]

    @property
    def span(self) -> Selection:
        """The passage; empty where nothing is left."""
        one = self.current
        return Selection(0, 0) if one is None else Selection(one.start, one.end)

    @property
    def suggestions(self) -> Sequence[ShownSuggestion]:
        """The suggestions that are marked on the page."""
        return ()

    @property
    def marked(self) -> str | None:
        """The uid of the coding or suggestion that stands out on the page."""
        return None

    @property
    def emphasis(self) -> Sequence[tuple[int, int]]:
        """Spans of words that stand out on the page."""
        return ()

    @property
    def unnamed_coder(self) -> str:
        """The coder whose codings need no name on the page: who looks."""
        return self.coder

    def components_nearby(self) -> list[str]:
        """Components named around the passage, the nearest first."""
        page = self.page
        if page is None:
            return []
        start, end = self.span
        low, high = max(start - _NEAR, 0), min(end + _NEAR, len(page.map.text))
        return self.finder.find(page.map.text, start, end, low=low, high=high)

    def skip(self) -> bool:
        """Leave the current one for later; whether there was one."""
        raise NotImplementedError

    def back(self) -> bool:
        """Return to what was passed over last; whether there is any."""
        raise NotImplementedError

    def start_again(self) -> bool:
        """Begin again with what was passed over; whether anything is left."""
        raise NotImplementedError

    def prefetch(self) -> None:
        """Read the text that comes next, while nobody waits for it."""

    def forget_pages(self) -> None:
        """Let go of codings that others may have changed, and of transcripts that have gone."""
        self._pages.keep_only({one.name: one.uid for one in self.transcripts})
        self._pages.forget_codings()

    def _codings_of(self, name: str) -> list[ShownCoding]:
        with self.workspace.project.reading():
            self.meet_news()  # a coding may bear a code that was not there before
            return self._pages.codings(name, self.names)
