"""adjudicate: what the consensus makes of where coders part ways."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from fitcode.cli import console
from fitcode.cli.codings import positions
from fitcode.cli.command import Here, command
from fitcode.cli.options import (
    AboutOption,
    CodeFilter,
    ComparedOption,
    CounterpartOption,
    DryRunOption,
    FormatOption,
    MemoOption,
    OutOption,
    StrengthOption,
    ValenceOption,
    names,
    stated,
)
from fitcode.cli.screens import ThemeOption, require_terminal
from fitcode.domain.amounts import counted
from fitcode.domain.choices import AdjudicationRule, Boundaries
from fitcode.errors import UsageError

if TYPE_CHECKING:
    from fitcode.domain.adjudication import Question
    from fitcode.domain.coding import NewCoding
    from fitcode.workflow.workspace import Workspace

_SHARE = 0.8

_GOES_WITH = {
    "--dry-run": ("rule",),
    "--share": ("rule",),
    "--boundaries": ("rule",),
    "--reason": ("take", "neither", "new", "rule"),
    "--code": ("", "rule"),
    "--coders": ("", "take", "neither", "new", "rule"),
    "TRANSCRIPT": ("", "list", "rule"),
}
"""What each option is heard by; the screen is no deed. Elsewhere it would be passed over in silence."""

_SEE = "Uids and transcripts: fitcode disagreements lists them."


def register(app: typer.Typer, *, step: str) -> None:
    """Put this command on the app."""
    command(app, "adjudicate", step=step)(adjudicate_command)


def adjudicate_command(
    here: Here,
    transcript: Annotated[
        str | None, typer.Argument(metavar="TRANSCRIPT", show_default=False, help="Only this one's.")
    ] = None,
    take: Annotated[
        str | None,
        typer.Option(
            "--take",
            metavar="UID[,UID]",
            show_default=False,
            help="Take this coding, or each of several that answer each other.",
        ),
    ] = None,
    neither: Annotated[
        bool, typer.Option("--neither", show_default=False, help="Take none of the codings at --of.")
    ] = False,
    new: Annotated[
        str | None,
        typer.Option("--new", metavar="CODE", show_default=False, help="Another coding in place of those."),
    ] = None,
    of: Annotated[
        str | None,
        typer.Option(
            "--of",
            metavar="UID[,UID]",
            show_default=False,
            help="A coding of the question that --neither or --new decides.",
        ),
    ] = None,
    span: Annotated[
        str | None,
        typer.Option(
            "--span",
            metavar="START:END",
            show_default=False,
            help="The passage of --new; else all that any of the codings marks.",
        ),
    ] = None,
    about: AboutOption = None,
    counterpart: CounterpartOption = None,
    valence: ValenceOption = None,
    strength: StrengthOption = None,
    memo: MemoOption = None,
    rule: Annotated[
        AdjudicationRule | None,
        typer.Option(
            "--rule",
            show_default=False,
            help="Take every open question on which all agree; overlap: or whose boundaries alone differ.",
        ),
    ] = None,
    share: Annotated[
        float,
        typer.Option("--share", min=0, max=1, help="How much overlap asks to be shared."),
    ] = _SHARE,
    boundaries: Annotated[
        Boundaries, typer.Option("--boundaries", help="Which passage is taken where they differ.")
    ] = Boundaries.union,
    dry_run: DryRunOption = False,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", show_default=False, help="Why, kept with the decision.")
    ] = "",
    finish: Annotated[
        str | None,
        typer.Option(
            "--finish",
            metavar="TRANSCRIPT[,...]",
            show_default=False,
            help="Mark as adjudicated: the consensus counts from now on.",
        ),
    ] = None,
    listed: Annotated[
        bool, typer.Option("--list", show_default=False, help="List what was decided, by whom and why.")
    ] = False,
    code: CodeFilter = None,
    coders: ComparedOption = None,
    theme: ThemeOption = None,
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Decide between coders; what is taken becomes a coding of the consensus.

    Alone it opens a screen on which each question is decided with one key; ? shows every key there.
    Who decided, why, and what was weighed is kept. A question is asked again only when a coding of it was
    changed or added since.

    Example: fitcode adjudicate --rule identical --dry-run
    """
    facts = stated(about=about, counterpart=counterpart, valence=valence, strength=strength, memo=memo)
    deeds = stated(take=take, neither=neither or None, new=new, rule=rule, finish=finish, list=listed or None)
    _refuse_mixed(list(deeds), is_of=of is not None, has_facts=bool(facts) or span is not None)
    _refuse_idle(
        next(iter(deeds), ""),
        {
            "--dry-run": dry_run,
            "--share": share != _SHARE,
            "--boundaries": boundaries is not Boundaries.union,
            "--reason": bool(reason),
            "--code": code is not None,
            "--coders": coders is not None,
            "TRANSCRIPT": transcript is not None,
        },
    )
    for named in (take, of, finish):
        if named is not None and not names(named):
            raise UsageError("Nothing was named to decide on.", remedy=_SEE)
    asked = names(take) or names(of)
    if listed:
        from fitcode.store.adjudications import list_adjudications

        with here.reading() as workspace:
            console.write(list_adjudications(workspace.project, transcript=transcript), output, out)
    elif rule is not None:
        from fitcode.workflow.adjudicating.adjudicate_by_rule import adjudicate_by_rule

        with here.reading() if dry_run else here.working() as workspace:
            ruled = adjudicate_by_rule(
                workspace,
                rule=rule,
                share=share,
                boundaries=boundaries,
                transcript=transcript,
                code=code,
                coders=names(coders),
                reason=reason,
                preview=dry_run,
            )
        console.write(ruled.table, output, out)
        console.narrate(f"{'Would take' if dry_run else 'Took'} {counted(len(ruled.verdicts), 'coding')}.")
    elif finish is not None:
        _finish(here, names(finish))
    elif asked:
        from fitcode.workflow.adjudicating.list_questions import find_question

        with here.working() as workspace:
            question = find_question(workspace, asked, coders=names(coders))
            made = None if new is None else _new_coding(question, new, span=span, facts=facts)
            _decide(workspace, question, take=names(take), new=made, reason=reason)
    else:
        _open_screen(here, transcript=transcript, code=code, coders=names(coders), theme=theme)


def _open_screen(
    here: Here, *, transcript: str | None, code: str | None, coders: Sequence[str], theme: str | None
) -> None:
    from fitcode.tui.app import run_screens
    from fitcode.workflow.coding.keep_coders import require_coder_name
    from fitcode.workflow.sitting.read_questions import AdjudicationFilters

    require_terminal("adjudicate", "fitcode adjudicate --take UID, or --rule; see --help")
    with here.working() as workspace:
        require_coder_name(workspace)
        filters = AdjudicationFilters(transcript, code, tuple(coders))
        run_screens(workspace, adjudicate=filters, theme=theme)


def _refuse_mixed(deeds: Sequence[str], *, is_of: bool, has_facts: bool) -> None:
    """Refuse options that do not go together."""
    if len(deeds) > 1:
        raise UsageError(
            f"--{' and --'.join(deeds)} are several deeds.", remedy="Do one of them, then the other."
        )
    (deed,) = deeds or ("",)
    if has_facts and deed != "new":
        raise UsageError(
            "A passage, components, valence, strength and memo are said of a new coding.",
            remedy="Add --new CODE; what is taken keeps its own.",
        )
    if is_of != (deed in ("neither", "new")):
        raise UsageError(
            "--of names the codings that --neither or --new decides.",
            remedy="For example: fitcode adjudicate --neither --of UID",
        )


def _refuse_idle(deed: str, said: Mapping[str, bool]) -> None:
    """Refuse an option that the deed would not heed, above all a dry run of what is stored at once."""
    for option, is_said in said.items():
        heeding = _GOES_WITH[option]
        if is_said and deed not in heeding:
            with_what = " or ".join(f"--{one}" for one in heeding if one)
            alone = " and with the screen" if "" in heeding else ""
            raise UsageError(
                f"{option} goes with {with_what}{alone}, not with {f'--{deed}' if deed else 'the screen'}.",
                remedy="Nothing was decided. Leave it out, or see fitcode adjudicate --help",
            )


def _new_coding(
    question: "Question", code: str, *, span: str | None, facts: Mapping[str, object]
) -> "NewCoding":
    """The coding that --new asks for; on all that any of the codings marks unless another span is named."""
    from fitcode.domain.coding import NewCoding

    start, end = positions(span) if span else (question.start, question.end)
    place = {"transcript": question.transcript, "start": start, "end": end, "code": code}
    return NewCoding.model_validate({**place, **facts})


def _decide(
    workspace: "Workspace",
    question: "Question",
    *,
    take: Sequence[str],
    new: "NewCoding | None",
    reason: str,
) -> None:
    """Decide a question, and print the uid of the adjudication."""
    from fitcode.store.coding_reads import get_coding
    from fitcode.workflow.adjudicating.adjudicate import adjudicate

    taken = [get_coding(workspace.project, uid).uid for uid in take]
    neither = not taken and new is None
    uid = adjudicate(workspace, question, take=taken, neither=neither, new=new, reason=reason)
    console.write_text(uid)
    before = " It was decided before; this takes the place of that." if question.decided else ""
    silent = f"; {', '.join(question.silent)} coded nothing there" if question.silent else ""
    console.narrate(
        f"Weighed {counted(len(question.codings), 'coding')} on {question.transcript}"
        f" {question.start}:{question.end}{silent}.{before}"
    )


def _finish(here: Here, transcripts: Sequence[str]) -> None:
    from fitcode.workflow.adjudicating.finish_adjudication import finish_adjudication

    with here.working() as workspace:
        for transcript in transcripts:
            taken = finish_adjudication(workspace, transcript)
            agreed = f", with {counted(taken, 'coding')} on which all agree" if taken else ""
            console.narrate(f"{transcript} is adjudicated{agreed}.")
