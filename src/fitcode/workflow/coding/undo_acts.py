"""Undo and redo: what the acting coder did last, taken back and brought back, one act a time.

A codebook or registry file is put back with its version where it still says what was taken back; a file that
somebody has edited since is left alone, and told of.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from fitcode.domain.identity import new_uid
from fitcode.domain.table import Table
from fitcode.errors import FitcodeError
from fitcode.store import acts as store_acts
from fitcode.store.acts import Act, changes_of, done_acts, standing_acts, undone_acts
from fitcode.store.editable_texts import codebook_texts, registry_texts
from fitcode.store.project import Reversal
from fitcode.store.undo import InTheWay, bring_back, take_back
from fitcode.workflow.coding.replace_file import as_read, replace_file, written_like
from fitcode.workflow.workspace import Workspace

_IN_FILES = ("codebook_versions", "missions")
"""Tables whose rows people edit in files."""

FileTexts = dict[Path, str]
"""Editable file to the text of its version in force."""

COLUMNS = ("at", "coder", "deed", "changes", "state", "act")


def list_acts(workspace: Workspace, *, everybody: bool = False, limit: int | None = None) -> Table:
    """What can be undone, the latest first, under what can be redone; the nearest so many of each."""
    with _own_whole(workspace, everybody=everybody):
        standing = standing_acts(workspace.project, _whose(workspace, everybody=everybody), limit=limit)
    acts = [*reversed(standing.undone), *standing.done]
    return Table.of(
        COLUMNS,
        (
            (one.at, one.coder, one.deed, said_changes(workspace, one), one.state.value, one.name)
            for one in acts
        ),
    )


def said_changes(workspace: Workspace, act: Act) -> str:
    """What an act wrote, in words: ``3 codings added, 1 suggestion changed``."""
    return store_acts.said_changes(changes_of(workspace.project, act))


def next_acts(workspace: Workspace, count: int = 1, *, everybody: bool = False) -> list[Act]:
    """The acts that would be undone; raises FitcodeError when there are none."""
    with _own_whole(workspace, everybody=everybody):
        done = done_acts(workspace.project, _whose(workspace, everybody=everybody), limit=count)
    if not done:
        raise FitcodeError(
            "There is nothing to undo." if everybody else f"There is nothing of {workspace.coder}'s to undo.",
            remedy="fitcode undo --list --everybody shows what others did.",
        )
    return done


def next_redos(workspace: Workspace, count: int = 1, *, everybody: bool = False) -> list[Act]:
    """The acts that would be brought back; raises FitcodeError when there are none."""
    with _own_whole(workspace, everybody=everybody):
        undone = undone_acts(workspace.project, _whose(workspace, everybody=everybody), limit=count)
    if not undone:
        raise FitcodeError(
            "There is nothing to redo.", remedy="What was undone can be redone until something new is done."
        )
    return undone


def undo_acts(
    workspace: Workspace, count: int = 1, *, everybody: bool = False, expected: str | None = None
) -> list[Act]:
    """Take back the latest acts, the last first; raises FitcodeError when there is nothing left.

    ``expected`` is the act that somebody was asked about: where it is not the latest any more, FitcodeError.
    """
    acts = next_acts(workspace, count, everybody=everybody)
    if expected is not None and acts[0].name != expected:
        raise FitcodeError(
            f"Something else was done meanwhile ({acts[0].deed}); nothing was undone.",
            remedy="Look at what is the latest now, then undo again.",
        )
    return _reverse(workspace, acts, "undo", Reversal("", "back"))


def redo_acts(
    workspace: Workspace, count: int = 1, *, everybody: bool = False, expected: str | None = None
) -> list[Act]:
    """Bring back what was taken back last; raises FitcodeError when there is nothing to bring back.

    ``expected`` is the act that somebody was asked about: where another would be brought back, FitcodeError.
    """
    undone = next_redos(workspace, count, everybody=everybody)
    if expected is not None and undone[0].name != expected:
        raise FitcodeError(
            f"Something else was undone meanwhile ({undone[0].deed}); nothing was redone.",
            remedy="Look at what would be redone now, then redo again.",
        )
    return _reverse(workspace, undone, "redo", Reversal("", "forth"))


def _own_whole(workspace: Workspace, *, everybody: bool) -> AbstractContextManager[None]:
    """Own acts are all there to undo, also those on other coders' work, which a blind round hides."""
    return nullcontext() if everybody else workspace.project.shown_whole()


def _whose(workspace: Workspace, *, everybody: bool) -> str | None:
    return None if everybody else workspace.coder


def _reverse(workspace: Workspace, acts: list[Act], deed: str, reversal: Reversal) -> list[Act]:
    replay: Callable[..., None] = take_back if reversal.direction == "back" else bring_back
    for number, act in enumerate(acts):
        has_files = any(noun in _IN_FILES for noun, _ in changes_of(workspace.project, act))
        before = _texts_in_force(workspace) if has_files else {}
        try:
            # Not workspace.writing: whoever comes and goes with the act must not be added by its reversal.
            with workspace.project.writing(
                deed, coder=workspace.coder, act=new_uid(), reverses=reversal._replace(act=act.name)
            ):
                replay(workspace.project, act)
        except InTheWay as error:
            if not number:
                raise
            raise InTheWay(
                f"After {number} of {len(acts)}: {error.problem}",
                remedy=error.remedy.replace("Nothing was changed.", f"{number} stay as they are now."),
            ) from error
        if has_files:
            _put_files_back(workspace, before, _texts_in_force(workspace))
    return acts


def _texts_in_force(workspace: Workspace) -> FileTexts:
    folder = workspace.project.folder
    texts = {"codebooks": codebook_texts(workspace.project), "components": registry_texts(workspace.project)}
    return {
        folder / kind / f"{name}.yaml": text for kind, named in texts.items() for name, text in named.items()
    }


def _put_files_back(workspace: Workspace, before: FileTexts, after: FileTexts) -> None:
    for path, text in before.items():
        now = after.get(path)
        if now is None or now == text or not path.is_file():
            continue
        try:
            stands = path.read_bytes()
            is_unchanged = as_read(stands.decode("utf-8")) == text
        except (OSError, UnicodeDecodeError):
            is_unchanged = False
        if not is_unchanged:
            workspace.narrator.warn(f"{path.name} was edited since and is left as it is.")
            continue
        try:
            replace_file(path, written_like(stands, now)).keep()
        except FitcodeError as error:
            workspace.narrator.warn(f"{path.name} still says what was in force before: {error.problem}")
        else:
            workspace.narrator.note(f"{path.name} was put back with its version.")
