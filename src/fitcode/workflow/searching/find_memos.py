"""Find memos: notes that hold something, and what they hang on.

The note that stands in a coding is a memo like any other here.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from fitcode.domain.choices import MemoTarget
from fitcode.domain.searching import SearchMode
from fitcode.domain.table import Cell, Table
from fitcode.errors import UsageError
from fitcode.store.memos import list_memos
from fitcode.store.passages import memos_in_codings
from fitcode.text.search_terms import forms_among, ready_query, words_of
from fitcode.text.surroundings import words_around
from fitcode.text.text_matches import SECONDS, matcher
from fitcode.workflow.searching.find_passages import CONTEXT, Search
from fitcode.workflow.searching.ready_searches import language_of, lemma_of
from fitcode.workflow.workspace import Workspace

COLUMNS = ("uid", "target", "target_name", "title", "before", "hit", "after", "coder", "updated_at")


class _Note(NamedTuple):
    uid: str | None
    target: str
    target_name: str | None
    title: str | None
    text: str
    coder: str
    updated_at: str


def find_memos(workspace: Workspace, search: Search, *, context: int = CONTEXT) -> Table:
    """A row for each place in a memo or its title, the oldest memo first.

    Raises UsageError for what cannot be looked for or asked of a memo, and SearchTooLong.
    """
    asked = replace(search, query="", mode=SearchMode.text, seconds=SECONDS, limit=None)
    if asked != Search(query=""):
        raise UsageError(
            "A memo has no speaker, case or codings that it could be asked for.",
            remedy="Memos are searched by --regex, --lemma, --seconds and --limit alone.",
        )
    with workspace.project.reading():
        notes = [*_notes(workspace)]
    forms = None
    if search.mode is SearchMode.lemma:
        words = (word for note in notes for word in words_of(f"{note.title or ''} {note.text}"))
        forms = forms_among(words, lemma_of(language_of(workspace, None)))
    ready = ready_query(search.query, search.mode, forms=forms)
    find = matcher(ready.pattern, search.mode, seconds=search.seconds).find
    rows = [*islice(_rows(notes, find, context=context), search.limit)]
    return Table.of(COLUMNS, rows, notes=() if rows else ["Nothing found."])


def _rows(
    notes: Sequence[_Note], find: Callable[[str], list[tuple[int, int]]], *, context: int
) -> Iterator[tuple[Cell, ...]]:
    for note in notes:
        for text in filter(None, (note.title, note.text)):
            for start, end in find(text):
                before, after = words_around(text, start, end, inside=(0, len(text)), words=context)
                yield (*note[:4], before, text[start:end], after, note.coder, note.updated_at)


def _notes(workspace: Workspace) -> Iterator[_Note]:
    for one in list_memos(workspace.project).records():
        yield _Note._make(one[name] for name in _Note._fields)
    for uid, memo, coder, updated_at in memos_in_codings(workspace.project):
        yield _Note(None, MemoTarget.coding.value, uid, None, memo, coder, updated_at)
