"""search: keyword in context, and codes put on what is found."""

import shutil
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command
from fitcode.cli.options import (
    AboutOption,
    CounterpartOption,
    DryRunOption,
    FormatOption,
    MemoOption,
    OutOption,
    StrengthOption,
    TranscriptFilter,
    ValenceOption,
    WhereOption,
    YesOption,
    stated,
)
from fitcode.domain.amounts import counted
from fitcode.domain.choices import SpeakerKind
from fitcode.domain.searching import CodedSpan, SearchIn, SearchMode
from fitcode.errors import UsageError

if TYPE_CHECKING:
    from fitcode.domain.table import Table
    from fitcode.workflow.searching.code_hits import HitCodings, PutCode
    from fitcode.workflow.searching.find_passages import Search


def register(app: typer.Typer, *, step: str) -> None:
    """Put this command on the app."""
    command(app, "search", step=step)(search_command)


def search_command(
    here: Here,
    text: Annotated[str, typer.Argument(metavar="TEXT", show_default=False, help="Words, or an expression.")],
    regex: Annotated[
        bool, typer.Option("--regex", show_default=False, help="TEXT is a regular expression.")
    ] = False,
    lemma: Annotated[
        bool, typer.Option("--lemma", show_default=False, help="Any form of each word: go finds went.")
    ] = False,
    place: Annotated[SearchIn, typer.Option("--in", help="What is searched.")] = SearchIn.texts,
    context: Annotated[
        int | None,
        typer.Option(
            "--context",
            metavar="N",
            min=0,
            max=1000,
            show_default=False,
            help="Words on each side; default: 8, on a terminal as many as have room.",
        ),
    ] = None,
    seconds: Annotated[
        float, typer.Option("--seconds", min=0.01, help="How long a regular expression may take.")
    ] = 10.0,
    transcript: TranscriptFilter = None,
    speaker: Annotated[
        list[SpeakerKind] | None,
        typer.Option("--speaker", show_default=False, help="Only what such a speaker says; may be repeated."),
    ] = None,
    where: WhereOption = None,
    coded: Annotated[
        str | None,
        typer.Option(
            "--coded", metavar="CODE", show_default=False, help="Only in codings of it or of codes below it."
        ),
    ] = None,
    uncoded: Annotated[
        bool, typer.Option("--uncoded", show_default=False, help="Only where nobody has coded anything.")
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option("--limit", "-n", min=0, show_default=False, help="So many, the first."),
    ] = None,
    code: Annotated[
        str | None, typer.Option("--code", "-c", metavar="CODE", show_default=False, help="Code the hits.")
    ] = None,
    about: AboutOption = None,
    counterpart: CounterpartOption = None,
    valence: ValenceOption = None,
    strength: StrengthOption = None,
    memo: MemoOption = None,
    span: Annotated[
        CodedSpan | None,
        typer.Option("--span", show_default=False, help="What --code codes; default: the segment."),
    ] = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Find passages, each with the words around it and who speaks; or memos.

    Words are found whole and in their order, whatever their case and the space between them; a * at a word's
    end stands for any ending. A regular expression heeds case, unless it begins with (?i). --where asks for
    transcript, kind, case, mission, role, component or case.<attribute> of whoever speaks.

    --code codes what is found, after showing it: respondents' speech only, unless --speaker says whose. Hits
    in one segment make one coding; what you have coded so already is left out. fitcode undo takes it back.

    Example: fitcode search "spare part*" --where role=commander --code spare-parts --dry-run
    """
    from fitcode.workflow.searching.code_hits import PutCode
    from fitcode.workflow.searching.find_passages import Search

    if regex and lemma:
        raise UsageError("--regex and --lemma exclude each other.")
    if coded is not None and uncoded:
        raise UsageError("--coded and --uncoded exclude each other.")
    search = Search(
        query=text,
        mode=SearchMode.regex if regex else SearchMode.lemma if lemma else SearchMode.text,
        seconds=seconds,
        transcript=transcript,
        speakers=frozenset(speaker) if speaker else None,
        where=tuple(where or ()),
        coded=coded,
        is_uncoded=uncoded,
        limit=limit,
    )
    facts: dict[str, Any] = stated(
        about=about, counterpart=counterpart, valence=valence, strength=strength, memo=memo, span=span
    )
    show = partial(console.write, output=output, out=out)
    words = context if context is not None else _room(is_screen=out is None and console.is_for_eyes(output))
    if code is None and (facts or dry_run or yes):
        raise UsageError(
            "--about, --counterpart, --valence, --strength, --memo, --span, --dry-run, --yes are for coding.",
            remedy="Say with which code: --code CODE",
        )
    if place is SearchIn.memos and code is not None:
        raise UsageError("A memo cannot be coded.", remedy="Leave out --code, or --in memos.")
    if place is SearchIn.memos:
        _show_memos(here, search, words, show)
    elif code is None:
        _show_passages(here, search, words, show)
    else:
        put = PutCode(code=code, **facts)
        _code(here, search, put, words, show, dry_run=dry_run, yes=yes)


def _room(*, is_screen: bool) -> int:
    """Words of context on each side: on a screen, so few that they stand in one line with the hit."""
    columns = shutil.get_terminal_size((100, 24)).columns if is_screen else 1000
    return max(2, min(_CONTEXT, (columns - 50) // 13))


_CONTEXT = 8
"""Words of context on each side where there is room."""

Show = Callable[["Table"], None]


def _show_passages(here: Here, search: "Search", context: int, show: Show) -> None:
    from fitcode.workflow.searching.find_passages import find_passages

    with here.reading() as workspace:
        show(find_passages(workspace, search, context=context))


def _show_memos(here: Here, search: "Search", context: int, show: Show) -> None:
    from fitcode.workflow.searching.find_memos import find_memos

    with here.reading() as workspace:
        show(find_memos(workspace, search, context=context))


def _code(
    here: Here, search: "Search", put: "PutCode", context: int, show: Show, *, dry_run: bool, yes: bool
) -> None:
    from fitcode.workflow.searching.code_hits import code_hits, plan_hit_codings

    with here.reading() if dry_run else here.working() as workspace:
        planned = plan_hit_codings(workspace, search, put, context=context)
        show(planned.hits)
        console.narrate(_said(planned))
        if dry_run or not planned.new:
            return
        console.confirm(f"Add {counted(len(planned.new), 'coding')}?", yes=yes)
        uids = code_hits(workspace, planned)
    console.narrate(f"Added {counted(len(uids), 'coding')}; fitcode undo takes them back.")


def _said(planned: "HitCodings") -> str:
    """What coding the hits comes to, in a line."""
    hits = counted(len(planned.hits.rows), "hit")
    new, where = counted(len(planned.new), "coding"), counted(planned.n_transcripts, "transcript")
    said = [f"{hits}: {new} of {planned.put.code} to add on {where}"]
    if planned.n_known:
        said.append(f"{planned.n_known} there already")
    if planned.n_unheard:
        said.append(f"{counted(planned.n_unheard, 'hit')} in interviewers' speech left out (--speaker)")
    return "; ".join(said) + "."
