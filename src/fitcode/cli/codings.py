"""codings: list, add, change, merge, split, remove."""

import re
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command, new_group
from fitcode.cli.options import (
    AboutOption,
    CodeFilter,
    CoderOption,
    ComponentFilter,
    CounterpartOption,
    DryRunOption,
    FormatOption,
    MemoOption,
    OutOption,
    StrengthOption,
    TranscriptFilter,
    ValenceFilter,
    ValenceOption,
    YesOption,
    names,
    stated,
)
from fitcode.errors import UsageError

if TYPE_CHECKING:
    from fitcode.domain.coding import NewCoding

group = new_group("Codings: one code, on one span, by one coder.")

_SPAN = re.compile(r"(\d{1,12}):(\d{1,12})\Z", re.ASCII)


@command(group, "list")
def list_command(
    here: Here,
    transcript: TranscriptFilter = None,
    code: CodeFilter = None,
    component: ComponentFilter = None,
    valence: ValenceFilter = None,
    coder: CoderOption = None,
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """List every coder's codings with their quotes and cases.

    Example: fitcode codings list --code operational --format csv > codings.csv
    """
    from fitcode.store.coding_reads import list_codings

    with here.reading() as workspace:
        table = list_codings(
            workspace.project,
            transcript=transcript,
            code=code,
            component=component,
            valence=valence,
            coder=names(coder) or None,
        )
        console.write(table, output, out)


@command(group, "add")
def add_command(
    here: Here,
    transcript: Annotated[str | None, typer.Argument(metavar="TRANSCRIPT", show_default=False)] = None,
    span: Annotated[
        str | None, typer.Argument(metavar="START:END", show_default=False, help="Code points, half-open.")
    ] = None,
    code: Annotated[
        str | None, typer.Option("--code", "-c", metavar="CODE", show_default=False, help="The code.")
    ] = None,
    about: AboutOption = None,
    counterpart: CounterpartOption = None,
    valence: ValenceOption = None,
    strength: StrengthOption = None,
    memo: MemoOption = None,
    stdin: Annotated[
        bool, typer.Option("--stdin", show_default=False, help="Read JSON lines from stdin, all or nothing.")
    ] = False,
) -> None:
    """Code a span, or many from JSON lines on stdin.

    Prints the new uids. A batch is stored whole or not at all.

    Example: fitcode codings add isr-officer 1204:1311 --code role-clarity --valence misfit
    """
    from fitcode.workflow.coding.add_codings import add_coding, add_codings_from_lines

    if stdin and (transcript or span or code):
        raise UsageError(
            "--stdin takes everything from its lines.", remedy="Leave out TRANSCRIPT, START:END and --code."
        )
    facts = stated(about=about, counterpart=counterpart, valence=valence, strength=strength, memo=memo)
    new = None if stdin else _one(transcript, span, code, facts)
    n_known = 0
    with here.working() as workspace:
        if new is None:
            added = add_codings_from_lines(workspace, sys.stdin, file="<stdin>")
            uids, n_known = added.uids, added.n_known
        else:
            uids = [add_coding(workspace, new)]
    if uids:
        console.write_text("\n".join(uids))
    n_added = len(uids) - n_known
    there = f" {n_known} {'was' if n_known == 1 else 'were'} there already." if n_known else ""
    console.narrate(f"Added {n_added} coding{'s' if n_added != 1 else ''}.{there}")


@command(group, "change")
def change_command(
    here: Here,
    uids: Annotated[list[str], typer.Argument(metavar="UID", show_default=False)],
    code: Annotated[
        str | None, typer.Option("--code", "-c", metavar="CODE", show_default=False, help="Another code.")
    ] = None,
    span: Annotated[
        str | None, typer.Option("--span", metavar="START:END", show_default=False, help="Another span.")
    ] = None,
    about: AboutOption = None,
    counterpart: CounterpartOption = None,
    valence: ValenceOption = None,
    strength: StrengthOption = None,
    memo: MemoOption = None,
    clear: Annotated[
        str | None,
        typer.Option(
            "--clear",
            metavar="FIELD[,...]",
            show_default=False,
            help="Empty these: about, counterpart, valence, strength, memo.",
        ),
    ] = None,
) -> None:
    """Change codings; what is not named stays as it is.

    Several are changed alike, all of them or none.

    Example: fitcode codings change 018f6b2c --valence mixed --clear counterpart
    """
    from fitcode.domain.coding import CodingChange
    from fitcode.workflow.coding.change_codings import change_codings

    given = stated(
        code=code, about=about, counterpart=counterpart, valence=valence, strength=strength, memo=memo
    )
    if span is not None:
        if len(uids) > 1:
            raise UsageError("--span is of one coding.", remedy="Name one UID, or merge them into one.")
        given["start"], given["end"] = positions(span)
    for field in names(clear):
        if field not in {"about", "counterpart", "valence", "strength", "memo"}:
            raise UsageError(
                f"--clear {field}: no such field.", remedy="about, counterpart, valence, strength or memo."
            )
        given[field] = None
    if not given:
        raise UsageError("Nothing to change was named.", remedy="For example: --valence misfit")
    with here.working() as workspace:
        changed = change_codings(workspace, uids, CodingChange.model_validate(given))
    for one in changed:
        console.narrate(f"Changed {one.uid}: {one.code} on {one.transcript} {one.start}:{one.end}.")


@command(group, "merge")
def merge_command(
    here: Here,
    uids: Annotated[list[str], typer.Argument(metavar="UID", show_default=False)],
    prefer: Annotated[
        str | None,
        typer.Option(
            "--prefer",
            metavar="UID",
            show_default=False,
            help="Whose about, counterpart, valence and strength hold where they contradict each other.",
        ),
    ] = None,
) -> None:
    """Make codings of one coder, code and transcript into one.

    The one that begins first is widened to the end of the last; no word may stand between them. Its memos,
    links and open facts are completed from the others. Prints its uid.

    Example: fitcode codings merge 018f6b2c 018f6b31
    """
    from fitcode.workflow.coding.merge_codings import merge_codings

    with here.working() as workspace:
        merged = merge_codings(workspace, uids, prefer=prefer)
    console.write_text(merged)
    console.narrate(f"Merged {len(uids)} codings.")


@command(group, "split")
def split_command(
    here: Here,
    uid: Annotated[str, typer.Argument(metavar="UID", show_default=False)],
    at: Annotated[
        int,
        typer.Option(
            "--at",
            metavar="POSITION",
            min=0,
            max=999_999_999_999,
            show_default=False,
            help="Where the second part begins, in code points of the text.",
        ),
    ],
) -> None:
    """Cut a coding in two; both parts keep its code and facts.

    Links and memos stay with the first. Prints the uids of both.

    Example: fitcode codings split 018f6b2c --at 1771
    """
    from fitcode.workflow.coding.merge_codings import split_coding

    with here.working() as workspace:
        parts = split_coding(workspace, uid, at)
    console.write_text("\n".join(parts))


@command(group, "remove")
def remove_command(
    here: Here,
    uids: Annotated[list[str], typer.Argument(metavar="UID", show_default=False)],
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Remove codings; the history keeps them.

    Example: fitcode codings remove 018f6b2c --yes
    """
    from fitcode.store.coding_reads import get_coding
    from fitcode.workflow.coding.change_codings import remove_codings

    with here.working() as workspace:
        going = [get_coding(workspace.project, uid) for uid in uids]
        for coding in going:
            console.narrate(f"{coding.transcript} {coding.start}:{coding.end} {coding.code} ({coding.coder})")
        if dry_run:
            return
        console.confirm(f"Remove {len(going)} coding{'s' if len(going) != 1 else ''}?", yes=yes)
        count = remove_codings(workspace, [coding.uid for coding in going])
    console.narrate(f"Removed {count}.")


def _one(transcript: str | None, span: str | None, code: str | None, facts: dict[str, object]) -> "NewCoding":
    from fitcode.domain.coding import NewCoding

    if transcript is None or span is None or code is None:
        raise UsageError(
            "A coding needs TRANSCRIPT, START:END and --code.",
            remedy="Or give JSON lines on stdin with --stdin.",
        )
    start, end = positions(span)
    place = {"transcript": transcript, "start": start, "end": end, "code": code}
    return NewCoding.model_validate({**place, **facts})


def positions(span: str) -> tuple[int, int]:
    """The two positions of ``START:END``; raises UsageError."""
    match = _SPAN.match(span)
    if match is None or int(match[2]) <= int(match[1]):
        raise UsageError(
            f"{span!r} is not START:END.", remedy="Two code point positions, END past START, as in 120:180."
        )
    return int(match[1]), int(match[2])
