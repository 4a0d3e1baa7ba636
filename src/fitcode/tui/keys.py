"""Keys: what each key does on each screen, in one table.

The bindings of the screens, their footers, the help screen and `docs/keys.md` are all made from here, so
none of them can say another thing. Keys that tmux or a terminal may swallow are never the only way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from textual.binding import Binding

_KEY = "{key}"
"""Stands in an action for the key that was pressed."""

_NAMES = {
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "tab": "Tab",
    "delete": "Del",
    "slash": "/",
    "full_stop": ".",
    "question_mark": "?",
    "exclamation_mark": "!",
    "plus": "+",
    "minus": "-",
    "tilde": "~",
    "home": "Home",
    "end": "End",
}


class Key(NamedTuple):
    """One row of the table: some keys that do the same."""

    keys: str
    """As Textual names them, separated by commas; the first one stands in the footer."""

    action: str
    label: str
    """At most 12 characters, for the footer and the palette."""

    help: str
    """One sentence for the help screen, the palette and the guide; it needs no other one beside it."""

    group: str
    """Under which heading the help screen shows it."""

    shown: bool = False
    """Whether it stands in the footer."""

    changes: bool = False
    """Whether it changes the project; in one that is open for reading only it stays and says why not."""

    @property
    def is_for_each_key(self) -> bool:
        """Whether what it does hangs on which of its keys was pressed."""
        return _KEY in self.action

    @property
    def bound(self) -> str:
        """The action that is bound: what changes the project asks first whether anything can be changed."""
        return f"change({self.action!r})" if self.changes else self.action

    @property
    def title(self) -> str:
        """What the palette calls it, to be found and understood alone."""
        return f"{self.group}: {self.label[0].lower()}{self.label[1:]} ({self.written})"

    @property
    def written(self) -> str:
        """The keys as a person reads them."""
        keys = self.keys.split(",")
        if _KEY in self.action:
            return f"{written_key(keys[0])} to {written_key(keys[-1])}"
        return "  ".join(written_key(key) for key in keys)


def written_key(key: str) -> str:
    """One key as a person reads it: `shift+right` is Shift+→."""
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    return "+".join([*(modifier.capitalize() for modifier in modifiers), _NAMES.get(last, last)])


def bindings(table: Iterable[Key]) -> list[Binding]:
    """The table as a Textual screen binds it."""
    return list(_bindings(table))


def _bindings(table: Iterable[Key]) -> Iterator[Binding]:
    for row in table:
        first = row.keys.split(",")[0]
        ways = row.keys.split(",") if _KEY in row.action else [row.keys]
        for keys in ways:
            yield Binding(
                keys,
                row.bound.replace(_KEY, keys),
                row.label,
                show=row.shown and keys.startswith(first),
                key_display=written_key(first),
                tooltip=row.help,
            )


_MOVE, _SELECT, _CODE = "Moving", "Selecting", "Coding the selection"
_CHANGE, _SUGGESTED, _SCREEN = "The coding in focus", "The suggestion in focus", "The screen"
_DECIDE, _GO, _LOOK = "Deciding", "Going on", "Looking"

_EVERYWHERE: tuple[Key, ...] = (
    Key("z,ctrl+z", "undo", "Undo", "Take back what was done last.", _SCREEN, shown=True, changes=True),
    Key("Z,ctrl+y", "redo", "Redo", "Bring back what was taken back last.", _SCREEN, changes=True),
    Key("T", "theme", "Theme", "Choose the colours; one theme needs none.", _SCREEN),
    Key("ctrl+p", "app.command_palette", "Palette", "Find what a key does by its name.", _SCREEN),
    Key("question_mark", "help", "Keys", "Show these keys.", _SCREEN, shown=True),
    Key("q", "leave", "Quit", "Leave this screen; everything is stored already.", _SCREEN, shown=True),
)

_SELECTING: tuple[Key, ...] = (
    Key("right", "extend('word', 1)", "Word more", "Take one word more at the end.", _SELECT),
    Key("left", "extend('word', -1)", "Word less", "Take one word less at the end.", _SELECT),
    Key("shift+right", "extend('first word', 1)", "Start later", "Begin one word later.", _SELECT),
    Key("shift+left", "extend('first word', -1)", "Start sooner", "Begin one word earlier.", _SELECT),
    Key("shift+down", "extend('segment', 1)", "Segment more", "Take one segment more at the end.", _SELECT),
    Key("shift+up", "extend('segment', -1)", "Segment less", "Take one segment less at the end.", _SELECT),
)
_READING: tuple[Key, ...] = (
    Key("j,down", "scroll(1)", "Down", "Read on in the transcript.", _LOOK),
    Key("k,up", "scroll(-1)", "Up", "Read back in the transcript.", _LOOK),
    Key("pagedown", "page(1)", "Page down", "Read a page on in the transcript.", _LOOK),
    Key("pageup", "page(-1)", "Page up", "Read a page back in the transcript.", _LOOK),
)
_DEFINITION = Key("D", "definition", "Definition", "Show what the code means, and when to use it.", _LOOK)
_IN_TEXT = Key("c", "open_in_transcript", "In text", "Go to the passage on the coding screen.", _LOOK)

CODE_KEYS: tuple[Key, ...] = (
    Key("j,down", "move('segment', 1)", "Next", "Go to the next segment.", _MOVE),
    Key("k,up", "move('segment', -1)", "Previous", "Go to the segment before.", _MOVE),
    Key("J", "move('turn', 1)", "Next turn", "Go to the next turn.", _MOVE),
    Key("K", "move('turn', -1)", "Turn before", "Go to the turn before.", _MOVE),
    Key("space,pagedown", "page(1)", "Page down", "Go a page on.", _MOVE),
    Key("b,pageup", "page(-1)", "Page up", "Go a page back.", _MOVE),
    Key("g,home", "edge(-1)", "Start", "Go to the start of the transcript.", _MOVE),
    Key("G,end", "edge(1)", "End", "Go to the end of the transcript.", _MOVE),
    Key(
        "u",
        "next_uncoded(1)",
        "Uncoded",
        "Go to the next segment that you have not coded.",
        _MOVE,
        shown=True,
    ),
    Key("U", "next_uncoded(-1)", "Uncoded up", "Go back to a segment that you have not coded.", _MOVE),
    Key("s", "next_suggestion(1)", "Suggested", "Go to the next suggestion that waits.", _MOVE, shown=True),
    Key("S", "next_suggestion(-1)", "Suggested up", "Go to the suggestion before.", _MOVE),
    Key("h", "suggestions", "Suggestions", "Show likely suggestions, then all, then none.", _MOVE),
    Key("slash", "search", "Search", "Search this transcript for words.", _MOVE, shown=True),
    Key("n", "next_hit(1)", "Next hit", "Go to the next hit of the search.", _MOVE),
    Key("N", "next_hit(-1)", "Hit before", "Go to the hit before.", _MOVE),
    *_SELECTING,
    Key("escape", "collapse", "One segment", "Select one segment again, and go back to the text.", _SELECT),
    Key(
        "c,enter",
        "code",
        "Code",
        "Code the selection: type a few letters of a code.",
        _CODE,
        shown=True,
        changes=True,
    ),
    Key(
        "1,2,3,4,5,6,7,8,9",
        "favourite('{key}')",
        "Favourite",
        "Code the selection with a favourite code.",
        _CODE,
        changes=True,
    ),
    Key("f", "set_favourite", "Set digit", "Put a favourite code on a digit.", _CODE, changes=True),
    Key("full_stop", "repeat", "Repeat", "Code the selection as you coded last.", _CODE, changes=True),
    Key("i", "code_in_vivo", "In vivo", "Make a new code, named by the selected words.", _CODE, changes=True),
    Key(
        "O",
        "transcript_memo",
        "Memo on text",
        "Write a memo on the transcript, or change yours.",
        _CODE,
        changes=True,
    ),
    Key(
        "tab", "focus_mark(1)", "Next coding", "Take the next coding or suggestion here into focus.", _CHANGE
    ),
    Key(
        "shift+tab",
        "focus_mark(-1)",
        "Coding up",
        "Take the coding or suggestion before into focus.",
        _CHANGE,
    ),
    Key(
        "plus",
        "valence('fit')",
        "Fit",
        "Say that the coding speaks of fit; again: it does not say.",
        _CHANGE,
        changes=True,
    ),
    Key(
        "minus", "valence('misfit')", "Misfit", "Say that the coding speaks of misfit.", _CHANGE, changes=True
    ),
    Key(
        "tilde",
        "valence('mixed')",
        "Mixed",
        "Say that the coding speaks of both, fit and misfit.",
        _CHANGE,
        changes=True,
    ),
    Key(
        "e", "edit", "Edit", "Change code, valence, components or memo of the coding.", _CHANGE, changes=True
    ),
    Key("x,delete", "remove", "Remove", "Remove the coding; z brings it back.", _CHANGE, changes=True),
    Key(
        "p",
        "place_again",
        "Place again",
        "Put the coding on the selection as it stands now.",
        _CHANGE,
        changes=True,
    ),
    Key("m", "merge", "Merge", "Make one coding of all of yours with its code here.", _CHANGE, changes=True),
    Key("M", "split", "Split", "Cut the coding in two where the selection begins.", _CHANGE, changes=True),
    Key("o", "memo", "Memo", "Write a memo on what is in focus, or change yours.", _CHANGE, changes=True),
    Key("a", "accept", "Accept", "Accept the suggestion in focus.", _SUGGESTED, changes=True),
    Key("r", "reject", "Reject", "Reject the suggestion in focus.", _SUGGESTED, changes=True),
    Key("v", "review", "Review", "Review all suggestions of this transcript.", _SUGGESTED),
    Key("F", "filter", "Filter", "Show codings of one coder, code or component only.", _SCREEN, shown=True),
    Key("t", "transcripts", "Transcripts", "Go to another transcript.", _SCREEN),
    Key("B", "panel", "Codebook", "Go to the panel of transcripts and codes, and back.", _SCREEN),
    Key("d", "detail", "Details", "Show more or less of the coding in focus and its code.", _SCREEN),
    Key(
        "exclamation_mark",
        "finish",
        "Finished",
        "Mark the transcript as finished, or reopen it.",
        _SCREEN,
        changes=True,
    ),
    *_EVERYWHERE,
)

REVIEW_KEYS: tuple[Key, ...] = (
    Key("a", "accept", "Accept", "Accept the suggestion.", _DECIDE, shown=True, changes=True),
    Key(
        "e",
        "amend",
        "Amend",
        "Accept the suggestion with another code, valence or components.",
        _DECIDE,
        shown=True,
        changes=True,
    ),
    Key("r", "reject", "Reject", "Reject the suggestion.", _DECIDE, shown=True, changes=True),
    Key(
        "R", "reject_with_reason", "With reason", "Reject the suggestion and say why.", _DECIDE, changes=True
    ),
    Key("space,s", "skip", "Skip", "Leave the suggestion for later.", _DECIDE, shown=True),
    Key("p", "previous", "Previous", "Go back to the suggestion that was left last.", _DECIDE),
    Key(
        "A",
        "accept_rule",
        "All of rule",
        "Accept all suggestions of its rule, after a look at them.",
        _DECIDE,
        changes=True,
    ),
    Key(
        "X",
        "reject_rule",
        "None of rule",
        "Reject all suggestions of its rule, after a look at them.",
        _DECIDE,
        changes=True,
    ),
    *_SELECTING,
    Key("escape", "reset_span", "As suggested", "Take the passage as it was suggested again.", _SELECT),
    *_READING,
    Key("J", "scroll_card(3)", "Card down", "Read on in what is said of the suggestion.", _LOOK),
    Key("K", "scroll_card(-3)", "Card up", "Read back in what is said of the suggestion.", _LOOK),
    Key("w", "evidence", "Evidence", "Show what fired, and how sure it is.", _LOOK),
    _DEFINITION,
    _IN_TEXT,
    Key("o", "order", "Order", "Choose the order: by place, certainty or at random.", _LOOK, shown=True),
    Key("slash", "search", "Search", "Show only passages that hold some words.", _LOOK),
    Key(
        "F",
        "filter",
        "Filter",
        "Show one transcript, code or rule only, or the likelier ones.",
        _LOOK,
        shown=True,
    ),
    *_EVERYWHERE,
)

WORKLIST_KEYS: tuple[Key, ...] = (
    Key(
        "a",
        "confirm",
        "Confirm",
        "The coding holds under what its code says now.",
        _DECIDE,
        shown=True,
        changes=True,
    ),
    Key(
        "e",
        "recode",
        "Recode",
        "Change code, valence, components or memo; a code that is kept is confirmed.",
        _DECIDE,
        shown=True,
        changes=True,
    ),
    Key(
        "x,delete",
        "remove",
        "Remove",
        "Remove the coding; z brings it back.",
        _DECIDE,
        shown=True,
        changes=True,
    ),
    Key("space,s", "skip", "Skip", "Leave the coding for later.", _DECIDE, shown=True),
    Key("p", "previous", "Previous", "Go back to the coding that was left last.", _DECIDE),
    *_READING,
    Key("J", "scroll_card(3)", "Card down", "Read on in what the code said and says.", _LOOK),
    Key("K", "scroll_card(-3)", "Card up", "Read back in what the code said and says.", _LOOK),
    _DEFINITION._replace(shown=True),
    _IN_TEXT,
    *_EVERYWHERE,
)

ADJUDICATION_KEYS: tuple[Key, ...] = (
    Key(
        "1,2,3,4,5,6,7,8,9",
        "take('{key}')",
        "Take",
        "Take what this coder coded.",
        _DECIDE,
        shown=True,
        changes=True,
    ),
    Key("b", "take_all", "Both", "Take what each of the coders coded.", _DECIDE, shown=True, changes=True),
    Key("n", "take_neither", "Neither", "Take none of the codings.", _DECIDE, shown=True, changes=True),
    Key("e", "make", "New", "Code the passage as none of the coders did.", _DECIDE, shown=True, changes=True),
    Key(
        "r",
        "reason",
        "Reason",
        "Say why, before the ruling that it is kept with.",
        _DECIDE,
        shown=True,
        changes=True,
    ),
    Key(
        "f",
        "finish",
        "Finish",
        "Finish the transcript: from then on the consensus counts.",
        _DECIDE,
        shown=True,
        changes=True,
    ),
    Key("space,s", "skip", "Skip", "Go on to the next open question.", _GO, shown=True),
    Key("tab", "next", "Next", "Go to the next question, decided or not.", _GO),
    Key("p,shift+tab", "previous", "Previous", "Go to the question before, decided or not.", _GO),
    Key("t", "transcripts", "Transcripts", "Go to another transcript.", _GO),
    *_SELECTING,
    Key("escape", "reset_span", "As coded", "Take the passage as it was coded again.", _SELECT),
    *_READING,
    Key("J", "scroll_card(3)", "Card down", "Read on in what was coded and what the codes mean.", _LOOK),
    Key("K", "scroll_card(-3)", "Card up", "Read back in what was coded and what the codes mean.", _LOOK),
    Key("h", "around", "Around", "Show all that the coders coded around the passage, or hide it.", _LOOK),
    _DEFINITION,
    _IN_TEXT,
    *_EVERYWHERE,
)
