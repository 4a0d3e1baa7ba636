"""Deeds drawn at random in copies of one project, and what two projects must have in common when merged."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest

from fitcode.domain.choices import CoderKind, LinkKind, MemoTarget, Valence
from fitcode.domain.coding import CodingChange, NewCoding
from fitcode.domain.identity import new_uid
from fitcode.errors import FitcodeError
from fitcode.store import (
    codebooks,
    coders,
    codings,
    conflicts,
    decisions,
    finished,
    links,
    memos,
    merging,
    transcripts,
)
from fitcode.store.acts import done_acts
from fitcode.store.merge_sides import MergeSide
from fitcode.store.merge_writing import Merged
from fitcode.store.project import Project, Reversal, open_project
from fitcode.store.row_names import IDENTITY
from fitcode.store.text_dump import dump_table
from fitcode.store.undo import take_back
from tests.support.projects import (
    add_draft,
    add_transcript,
    apply_components,
    codebook_of,
    draft_of,
    new_project,
    run_pass,
    suggestion,
)

OF_ONE_PROJECT = frozenset(
    {
        *("facts", "habits", "models", "pass_codes", "merges", "learned"),
        *("run_suggestions", "run_transcripts"),
    }
)
"""Tables that each project has for itself."""

CODES = ("layoff", "redundancy", "fuel")
SPANS = ((12, 27), (12, 20), (28, 36), (37, 49))
PEOPLE = ("ines", "tomas")


def tick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that shows every deed another millisecond: what was done later is later."""
    begin, ticks = datetime.now(UTC), count()

    def now() -> str:
        at = begin + timedelta(milliseconds=next(ticks))
        return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    for module in ("project", "codebooks", "coders", "codings", "decisions", "finished", "memos"):
        monkeypatch.setattr(f"fitcode.store.{module}.now", now)


class Deed(NamedTuple):
    """Something that somebody does; numbers pick what it is done to."""

    kind: str
    coder: str
    one: int
    two: int


KINDS = (
    *("code", "code", "change", "move", "delete", "memo", "rewrite", "forget", "link", "unlink"),
    *("finish", "reopen", "accept", "reject", "undo", "settle", "adjudicate", "apply", "remove", "read in"),
)


def study(folder: Path) -> Path:
    """A project with a transcript, codings of two people and pending suggestions."""
    with new_project(folder, codes=CODES) as project:
        apply_components(project, "force", "force>asifu")
        marked = "Q: Eh?\nANA: [layoff about=force]They let me go.[/] [fuel]No fuel.[/] And no more."
        ana = add_transcript(project, marked)
        with project.writing("test", coder="tomas"):
            coders.ensure_coder(project, "tomas")
        made = [suggestion(project, ana, quote, "fit/fuel") for quote in ("No fuel", "no more", "let me")]
        run_pass(project, {ana: made})
    return folder


def copies(base: Path, *targets: Path) -> Iterator[Project]:
    """Copies of a project's folder, as somebody makes them by hand, opened."""
    for target in targets:
        shutil.copytree(base, target)
        yield open_project(target)


def do(project: Project, deed: Deed) -> None:
    """Do something, as far as the project allows it."""
    try:
        if deed.kind == "undo":
            _undo(project, deed)
            return
        with project.writing(deed.kind, coder=deed.coder, act=new_uid()):
            _DEEDS[deed.kind](project, deed)
    except FitcodeError:
        pass  # there is nothing of the kind, or it is there already


def merge(project: Project, other: Project, *, same_coders: Sequence[str] = ()) -> Merged:
    """Merge another project into this one."""
    with project.writing("merge", coder="ines", act=new_uid()):
        return merging.merge_project(project, other, called="other", same_coders=same_coders)


def state_of(project: Project) -> dict[str, list[str]]:
    """All that the project says, by names; keys and the order of rows are each project's own."""
    return {
        table: sorted(repr(sorted(record.items())) for record in dump_table(project, table))
        for table in sorted(IDENTITY.keys() - OF_ONE_PROJECT)
    }


def surviving(projects: Sequence[Project]) -> set[str]:
    """The codings that somebody made in one of these projects and nobody took out in any."""
    made: set[str] = set()
    gone: set[str] = set()
    for project in projects:
        for action, uid in project.connection.execute(
            """SELECT action, json_extract(coalesce(after, before), '$.uid') FROM history
               WHERE noun = 'codings' AND action <> 'update'
                 AND deed_id NOT IN (SELECT deed_id FROM history WHERE noun = 'merges')"""
        ):
            (made if action == "insert" else gone).add(uid)
    return made - gone


def there(project: Project) -> set[str]:
    """The codings of a project, those that stand behind an equal one included."""
    uids = {uid for (uid,) in project.connection.execute("SELECT uid FROM codings")}
    return uids | set(MergeSide(project, same={}).noun("codings").folded())


def _nth(project: Project, table: str, number: int) -> str:
    uids = [uid for (uid,) in project.connection.execute(f"SELECT uid FROM {table} ORDER BY uid")]
    if not uids:
        raise FitcodeError("There is none.")
    return str(uids[number % len(uids)])


def _code(project: Project, deed: Deed) -> None:
    start, end = SPANS[deed.one % len(SPANS)]
    made = NewCoding(transcript="ana", start=start, end=end, code=CODES[deed.two % 2])
    codings.add_codings(project, [made], coder=deed.coder)


def _change(project: Project, deed: Deed) -> None:
    valence = (None, *Valence)[deed.two % 3]
    codings.change_coding(project, _nth(project, "codings", deed.one), CodingChange(valence=valence))


def _move(project: Project, deed: Deed) -> None:
    start, end = SPANS[deed.two % len(SPANS)]
    codings.change_coding(project, _nth(project, "codings", deed.one), CodingChange(start=start, end=end))


def _delete(project: Project, deed: Deed) -> None:
    codings.remove_codings(project, [_nth(project, "codings", deed.one)])


def _memo(project: Project, deed: Deed) -> None:
    target = _nth(project, "codings", deed.one) if deed.two % 2 else "ana"
    kind = MemoTarget.coding if deed.two % 2 else MemoTarget.transcript
    memos.add_memo(project, target=kind, target_name=target, text=f"memo {deed.one}", coder=deed.coder)


def _rewrite(project: Project, deed: Deed) -> None:
    memos.change_memo(project, _nth(project, "memos", deed.one), text=f"again {deed.two}")


def _forget(project: Project, deed: Deed) -> None:
    memos.remove_memo(project, _nth(project, "memos", deed.one))


def _link(project: Project, deed: Deed) -> None:
    ends = [_nth(project, "codings", number) for number in (deed.one, deed.two)]
    links.add_link(project, *ends, kind=LinkKind.leads_to, coder=deed.coder, memo=str(deed.two % 2))


def _unlink(project: Project, deed: Deed) -> None:
    links.remove_link(project, _nth(project, "links", deed.one))


def _finish(project: Project, deed: Deed) -> None:
    finished.finish(project, "ana", coder=deed.coder)


def _reopen(project: Project, deed: Deed) -> None:
    finished.reopen(project, "ana", coder=deed.coder)


def _accept(project: Project, deed: Deed) -> None:
    decisions.accept_suggestion(project, _nth(project, "suggestions", deed.one), coder=deed.coder)


def _reject(project: Project, deed: Deed) -> None:
    decisions.reject_suggestion(project, _nth(project, "suggestions", deed.one), coder=deed.coder)


def _undo(project: Project, deed: Deed) -> None:
    acts = done_acts(project, deed.coder, limit=1)
    for act in acts:
        with project.writing("undo", coder=deed.coder, act=new_uid(), reverses=Reversal(act.name, "back")):
            take_back(project, act)


def _settle(project: Project, deed: Deed) -> None:
    conflicts.decide_conflict(project, _nth(project, "conflicts", deed.one), deed.two % 3 + 1)


def _adjudicate(project: Project, deed: Deed) -> None:
    uid = _nth(project, "codings", deed.one)
    ((start, end, code),) = project.connection.execute(
        """SELECT c.start, c."end", o.slug FROM codings c JOIN codes o ON o.id = c.code_id
           WHERE c.uid = ?""",
        (uid,),
    ).fetchall()
    coders.ensure_coder(project, "consensus", kind=CoderKind.consensus)
    made = NewCoding(transcript="ana", start=start, end=end, code=code)
    codings.add_codings(project, [made], coder="consensus")


def _apply(project: Project, deed: Deed) -> None:
    extra = ("water", "food", "roads")[deed.two % 3]
    codebooks.apply_codebook(project, codebook_of(*CODES, extra), file_text=extra)


def _remove(project: Project, deed: Deed) -> None:
    transcripts.remove_transcript(project, ("ana", "ben")[deed.two % 2])


def _read_in(project: Project, deed: Deed) -> None:
    text = ("Q: Eh?\nBEN: No fuel.", "Q: So?\nBEN: We had some.")[deed.two % 2]
    add_draft(project, draft_of(text), name="ben")


_DEEDS = {
    "settle": _settle,
    "adjudicate": _adjudicate,
    "apply": _apply,
    "remove": _remove,
    "read in": _read_in,
    "code": _code,
    "change": _change,
    "move": _move,
    "delete": _delete,
    "memo": _memo,
    "rewrite": _rewrite,
    "forget": _forget,
    "link": _link,
    "unlink": _unlink,
    "finish": _finish,
    "reopen": _reopen,
    "accept": _accept,
    "reject": _reject,
}


@contextmanager
def opened(projects: Sequence[Project]) -> Iterator[Sequence[Project]]:
    """Projects that are closed at the end."""
    try:
        yield projects
    finally:
        for project in projects:
            project.close()
