"""Keep pages: the latest transcripts of a review and what is coded in them, so that none is read twice.

A transcript's text never changes; its codings are let go of whenever somebody may have changed them.
"""

from bisect import insort
from collections import OrderedDict
from collections.abc import Sequence
from typing import NamedTuple

from fitcode.domain.transcript import Transcript
from fitcode.store.project import Project
from fitcode.store.screen_reads import ShownCoding, ShownNames, shown_codings
from fitcode.store.transcripts import get_transcript
from fitcode.workflow.sitting.move_through_text import TextMap

MOST = 12
"""Transcripts that are kept; a review by certainty goes to and fro between them."""


class Page(NamedTuple):
    """A transcript and where its words and segments stand."""

    transcript: Transcript
    map: TextMap


class Pages:
    """The pages looked at last."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._codings: dict[str, list[ShownCoding]] = {}

    def page(self, name: str) -> Page:
        """A transcript's page; raises UnknownTranscript."""
        if name not in self._pages:
            transcript = get_transcript(self._project, name)
            self._pages[name] = Page(transcript, TextMap(transcript))
            if len(self._pages) > MOST:
                oldest, _ = self._pages.popitem(last=False)
                self._codings.pop(oldest, None)
        self._pages.move_to_end(name)
        return self._pages[name]

    def codings(self, name: str, names: ShownNames) -> list[ShownCoding]:
        """Everybody's codings of a transcript, by place; raises UnknownTranscript."""
        if name not in self._codings:
            self._codings[name] = shown_codings(self._project, name, names)
        return self._codings[name]

    def forget_codings(self) -> None:
        """Anybody's codings may have changed."""
        self._codings.clear()

    def read_again(self, name: str, names: ShownNames, uids: Sequence[str]) -> None:
        """These codings of a transcript are new or changed; the others need not be read again."""
        if name in self._codings:
            fresh = shown_codings(self._project, name, names, uids=uids)
            kept = [one for one in self._codings[name] if one.uid not in uids]
            for one in fresh:
                insort(kept, one, key=lambda other: (other.start, -other.end, other.uid))
            self._codings[name] = kept

    def keep_only(self, uids: dict[str, str]) -> None:
        """Let go of transcripts that have gone or are others now; ``uids`` by name of those there are."""
        for name in [name for name, one in self._pages.items() if uids.get(name) != one.transcript.uid]:
            del self._pages[name]
