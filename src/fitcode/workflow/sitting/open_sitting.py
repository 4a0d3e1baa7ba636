"""Open a sitting: the project as a screen works on it, and what other processes did to it meanwhile.

Every deed is a gesture of its own, stored before the screen says so; what a sitting remembers for the next
one (the place in each text, favourites) is kept beside the study, without history.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from fitcode.domain.codebook import Code
from fitcode.errors import FitcodeError, UnknownCode, shortened
from fitcode.store import habits
from fitcode.store.acts import Act, Passage, passage_of
from fitcode.store.codebooks import current_codebooks
from fitcode.store.components import list_components
from fitcode.store.screen_reads import (
    ProjectState,
    ShownTranscript,
    data_version,
    last_deed,
    read_names,
    read_state,
    shown_transcripts,
)
from fitcode.workflow.coding.undo_acts import next_acts, next_redos, redo_acts, said_changes, undo_acts
from fitcode.workflow.sitting.name_components import ComponentFinder
from fitcode.workflow.workspace import Workspace

MOST_RECENT = 12
_PATIENCE = 2.0
"""Seconds for which a deed waits for another program: a screen stands still meanwhile."""

_SHORT = 40
"""Characters of a passage that an act is told by."""

FAVOURITES = tuple("123456789")


@dataclass(frozen=True, slots=True)
class CodeCard:
    """A code as a screen shows it."""

    name: str
    """As people name it: its id, with its codebook's where the id alone is not unique."""

    full: str
    """``codebook/id``."""

    path: str
    depth: int
    dimension: str | None
    colour: str | None
    code: Code


@dataclass(frozen=True, slots=True)
class ComponentCard:
    """A component as a screen shows it."""

    name: str
    title: str
    mission: str
    aliases: tuple[str, ...]


class NextAct(NamedTuple):
    """What an undo would take back, or a redo bring back."""

    act: str
    said: str
    at: str
    is_own_gesture: bool
    """Whether it was done in this sitting, or undone in it; anything else is asked about first."""


class Sitting:
    """What the coding and the review screen share."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.is_read_only = workspace.project.is_read_only
        self.coder = workspace.coder
        self.transcripts: list[ShownTranscript] = []
        self.codes: dict[str, CodeCard] = {}
        """By the name people use, in codebook order."""
        self.components: dict[str, ComponentCard] = {}
        self.reversed_at: Passage | None = None
        """Where the act stands that was taken back or brought back last."""
        self._gestures: set[str] = set()
        self._undone_here: set[str] = set()
        """Acts that were taken back in this sitting."""
        self._news: list[str] = []
        """What others did, not told yet."""
        self._is_behind = False
        """Whether others wrote since what is shown was read."""
        self._unkept: dict[str, str] = {}
        workspace.project.wait_at_most(_PATIENCE)
        self._habits = habits.read_habits(workspace.project, workspace.coder)
        with workspace.project.reading():
            self._seen = data_version(workspace.project)
            self._last_deed = last_deed(workspace.project)
            self._state = read_state(workspace.project)
            self._read_names()
            self.read_transcripts()

    # What is remembered

    def habit(self, name: str, default: str = "") -> str:
        """What is remembered under a name."""
        return self._habits.get(name, default)

    def remember(self, values: Mapping[str, str]) -> None:
        """Keep habits for the next sitting; where they cannot be written, for this one."""
        changed = {name: value for name, value in values.items() if self._habits.get(name) != value}
        self._habits |= changed
        self._unkept |= changed
        if not self._unkept or self.is_read_only:
            return
        with suppress(FitcodeError):  # a full disk or a busy project: tried again with the next one
            habits.keep_habits(self.workspace.project, self.coder, self._unkept)
            self._unkept = {}

    def furthest_in(self, uid: str) -> float:
        """How far down the transcript with this uid this coder has ever been, from 0 to 1."""
        kept = self.habit(f"progress {uid}", "0")
        return min(float(kept), 1.0) if kept.replace(".", "", 1).isdecimal() else 0.0

    @property
    def recent_codes(self) -> list[str]:
        """Codes applied last, the latest first, of those in force."""
        named = {card.full: name for name, card in self.codes.items()}
        return [named[full] for full in self.habit("recent").split() if full in named]

    @property
    def favourites(self) -> dict[str, str]:
        """Digit to code, of those in force."""
        named = {card.full: name for name, card in self.codes.items()}
        kept = {digit: self.habit(f"favourite {digit}") for digit in FAVOURITES}
        return {digit: named[full] for digit, full in kept.items() if full in named}

    def set_favourite(self, digit: str, code: str) -> None:
        """Put a code on a digit; it leaves the digit it was on. Raises UnknownCode."""
        if digit not in FAVOURITES:
            raise FitcodeError(f"{digit!r} is no place for a favourite.", remedy="Take a digit from 1 to 9.")
        full = self._full(code)
        others = {
            f"favourite {other}": ""
            for other in FAVOURITES
            if other != digit and self.habit(f"favourite {other}") == full
        }
        self.remember({f"favourite {digit}": full, **others})

    def use_of(self, code: str) -> dict[str, str]:
        """The habit that a code was applied, to be remembered; raises UnknownCode."""
        full = self._full(code)
        kept = [one for one in self.habit("recent").split() if one != full]
        return {"recent": " ".join([full, *kept][:MOST_RECENT])}

    def _full(self, code: str) -> str:
        if code in self.codes:
            return self.codes[code].full
        if code not in {card.full for card in self.codes.values()}:
            raise UnknownCode(code, known=self.codes)
        return code

    # What is there

    def read_transcripts(self) -> None:
        """Read how far every transcript has come."""
        self.transcripts = shown_transcripts(self.workspace.project, self.coder)

    def notice(self) -> list[str] | None:
        """Take in what other processes wrote: what a person should know of it; None where nothing was."""
        with self.workspace.project.reading():
            self.meet_news()
            if not self._is_behind and not self._news:
                return None
            self.take_in()
        self._is_behind = False
        told, self._news = self._news, []
        return told

    def meet_news(self) -> bool:
        """Read names and counts again where others did something, and keep the news; whether they did."""
        project = self.workspace.project
        with project.reading():
            version, deed = data_version(project), last_deed(project)
            # Where nobody else wrote, the deeds since were done here. Where nobody did anything, somebody's
            # screen remembered its place.
            is_news = version != self._seen and deed != self._last_deed
            self._seen, self._last_deed = version, deed
            if not is_news:
                return False
            self._is_behind = True
            before, self._state = self._state, read_state(project)
            self._read_names_if_changed(before)
            self._follow_coder(before)
            pending = sum(one.pending for one in self.transcripts)
            self.read_transcripts()
        self._news += _told(before, self._state)
        more = sum(one.pending for one in self.transcripts) - pending
        if more:
            noun = "suggestion waits" if abs(more) == 1 else "suggestions wait"
            self._news.append(f"{abs(more)} {'more' if more > 0 else 'fewer'} {noun} than before.")
        return True

    def _follow_coder(self, before: ProjectState) -> None:
        """Act under the new name of a coder who was renamed: the old one would be somebody else's."""
        uid = next((uid for uid, name in before.coders.items() if name == self.coder), "")
        name = self._state.coders.get(uid, self.coder)
        if name != self.coder:
            self._news.append(f"Coder {self.coder} is called {name} now; you act under that name.")
            self.coder, self.workspace = name, replace(self.workspace, coder=name)

    def take_in(self) -> None:
        """Read again what this sitting shows; called whenever something may have changed."""

    # Deeds

    def gesture(self) -> Workspace:
        """A workspace for one deed of this sitting; raises FitcodeError where nothing can be written."""
        if self.is_read_only:
            raise FitcodeError(
                "The project is open for reading only: nothing can be changed here.",
                remedy="Check that you may write fitcode.db and its folder, then open it again.",
            )
        # Before the deed, so that what it does is not taken for what others did.
        self.meet_news()
        made = self.workspace.gesture()
        self._gestures.add(made.act)
        return made

    def next_undo(self) -> NextAct:
        """What ``undo`` would take back; raises FitcodeError where there is nothing."""
        (act,) = next_acts(self.workspace, 1)
        return NextAct(act.name, self._said(act), act.at, act.name in self._gestures)

    def next_redo(self) -> NextAct:
        """What ``redo`` would bring back; raises FitcodeError where there is nothing."""
        (act,) = next_redos(self.workspace, 1)
        return NextAct(act.name, self._said(act), act.at, act.name in self._undone_here)

    def undo(self, expected: str | None = None) -> str:
        """Take back this coder's latest act; what was taken back. Raises InTheWay and FitcodeError.

        ``expected`` is the act that ``next_undo`` told of; where it is not the latest, nothing is done.
        """
        act = self._reversed(partial(undo_acts, expected=expected))
        self._undone_here.add(act.name)
        return self._said(act)

    def redo(self, expected: str | None = None) -> str:
        """Bring back what was taken back last; what that was. Raises InTheWay and FitcodeError.

        ``expected`` is the act that ``next_redo`` told of; where another would come back, nothing is done.
        """
        act = self._reversed(partial(redo_acts, expected=expected))
        self._undone_here.discard(act.name)
        return self._said(act)

    def _reversed(self, reverse: Callable[[Workspace], list[Act]]) -> Act:
        (act,) = reverse(self.gesture())
        self.reversed_at = passage_of(self.workspace.project, act)
        self.after_reversal(act)
        return act

    def _said(self, act: Act) -> str:
        passage = passage_of(self.workspace.project, act)
        quote = f', "{shortened(" ".join(passage.quote.split()), _SHORT)}"' if passage is not None else ""
        return f"{act.deed}{quote} ({said_changes(self.workspace, act)})"

    def after_reversal(self, act: Act) -> None:  # noqa: ARG002  # a sitting with a page reads less
        """Read again what was changed by taking an act back or bringing it back."""
        self.after_deed(is_wide=True)

    def after_deed(self, *, is_wide: bool = False) -> None:
        """Read again what a deed of this sitting changed; wide ones may have changed anything."""
        with self.workspace.project.reading():
            self.meet_news()
            if is_wide:
                before, self._state = self._state, read_state(self.workspace.project)
                self._read_names_if_changed(before)
            self.read_transcripts()
            self.take_in()
        self._is_behind = False

    def _read_names_if_changed(self, before: ProjectState) -> None:
        # Most of what is undone is a coding, and the codebooks take longer to read than all the rest.
        if (before.codebooks, before.components) != (self._state.codebooks, self._state.components):
            self._read_names()

    def _read_names(self) -> None:
        project = self.workspace.project
        self.names = read_names(project)
        shown = {full: self.names.codes[key] for key, full in self.names.full_codes.items()}
        self.codes = {}
        for book in current_codebooks(project):
            for code in book.codes:
                full = f"{book.id}/{code.id}"
                depth = sum(1 for _ in book.ancestors(code.id))
                dimension = code.dimension.value if code.dimension else None
                card = CodeCard(
                    *(shown[full], full, book.path(code.id), depth, dimension, code.colour), code=code
                )
                self.codes[card.name] = card
        called: dict[str, list[str]] = {}
        self.components = {}
        for row in list_components(project).records():
            name, title, aliases = str(row["component"]), str(row["name"]), row["aliases"]
            others = tuple(map(str, aliases)) if isinstance(aliases, list) else ()
            self.components[name] = ComponentCard(name, title, str(row["mission"]), others)
            called[name] = [title, *others]
        self.finder = ComponentFinder(called)


def _told(before: ProjectState, after: ProjectState) -> Iterator[str]:
    versions = dict(before.codebooks)
    for book, number in after.codebooks:
        if versions.get(book) != number:
            yield f"Codebook {book} is now version {number}: somebody applied it elsewhere."
    for book in versions.keys() - dict(after.codebooks):
        yield f"Codebook {book} was taken back elsewhere."
    if before.components != after.components:
        yield "The components were changed elsewhere."
    gone, come = len(before.transcripts - after.transcripts), len(after.transcripts - before.transcripts)
    if come:
        yield f"{come} transcript{'s were' if come != 1 else ' was'} added elsewhere."
    if gone:
        yield f"{gone} transcript{'s were' if gone != 1 else ' was'} removed elsewhere."
