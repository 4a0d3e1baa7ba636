"""transcripts: list, show, remove, and say who somebody is."""

from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command, new_group
from fitcode.cli.options import DryRunOption, FormatOption, OutOption, YesOption
from fitcode.domain.choices import SpeakerKind, TranscriptKind

group = new_group("The transcripts of the project.")

TranscriptArgument = Annotated[str, typer.Argument(metavar="TRANSCRIPT", show_default=False)]


@command(group, "list")
def list_command(here: Here, output: FormatOption = None, out: OutOption = None) -> None:
    """List transcripts.

    With their size, speakers, codings and pending suggestions.

    Example: fitcode transcripts list --format csv
    """
    from fitcode.store.transcripts import list_transcripts

    with here.reading() as workspace:
        console.write(list_transcripts(workspace.project), output, out)


@command(group, "show")
def show_command(
    here: Here,
    transcript: TranscriptArgument,
    text: Annotated[
        bool, typer.Option("--text", show_default=False, help="The plain text alone: positions count in it.")
    ] = False,
    segments: Annotated[
        bool, typer.Option("--segments", show_default=False, help="A row per segment instead of per turn.")
    ] = False,
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Show the turns of a transcript.

    With speakers, times and positions in code points.

    Example: fitcode transcripts show isr-officer
    """
    from fitcode.store.transcripts import get_transcript, transcript_details
    from fitcode.workflow.ingesting.show_transcript import how_it_was_read, segments_table, turns_table

    with here.reading() as workspace:
        found = get_transcript(workspace.project, transcript)
        details = transcript_details(workspace.project, transcript)
    if text:
        console.write_text(found.text)
    else:
        console.narrate(how_it_was_read(found, details))
        console.write(segments_table(found) if segments else turns_table(found), output, out)


@command(group, "speaker")
def speaker_command(
    here: Here,
    transcript: TranscriptArgument,
    label: Annotated[str, typer.Argument(metavar="LABEL", show_default=False)],
    kind: Annotated[SpeakerKind, typer.Argument(metavar="KIND", show_default=False)],
) -> None:
    """Say who is a respondent, interviewer or moderator.

    Example: fitcode transcripts speaker interview-07 "Anna B." interviewer
    """
    from fitcode.workflow.ingesting.change_transcripts import set_speaker_kind

    with here.working() as workspace:
        set_speaker_kind(workspace, transcript, label, kind)
    console.narrate(f"{label} in {transcript} is {kind.value}.")


@command(group, "kind")
def kind_command(
    here: Here,
    transcript: TranscriptArgument,
    kind: Annotated[TranscriptKind, typer.Argument(metavar="KIND", show_default=False)],
) -> None:
    """Say what kind of source a transcript is.

    Example: fitcode transcripts kind notes-gao field-note
    """
    from fitcode.workflow.ingesting.change_transcripts import set_transcript_kind

    with here.working() as workspace:
        set_transcript_kind(workspace, transcript, kind)
    console.narrate(f"{transcript} is a {kind.value}.")


@command(group, "language")
def language_command(
    here: Here,
    transcript: TranscriptArgument,
    language: Annotated[str, typer.Argument(metavar="LANGUAGE", show_default=False)],
) -> None:
    """Say which language a transcript is in.

    A code such as fr or pt-BR; none for the project's language.

    Example: fitcode transcripts language interview-07 fr
    """
    from fitcode.workflow.ingesting.change_transcripts import set_language

    stated = None if language.strip().lower() in ("", "none") else language
    with here.working() as workspace:
        language = set_language(workspace, transcript, stated) or "the project's language"
    console.narrate(f"{transcript} is in {language}.")


@command(group, "remove")
def remove_command(
    here: Here, transcript: TranscriptArgument, dry_run: DryRunOption = False, yes: YesOption = False
) -> None:
    """Remove a transcript and what hangs on it.

    Its codings, suggestions and memos go as well; a backup is made first.

    Example: fitcode transcripts remove interview-07 --dry-run
    """
    from fitcode.errors import UnknownTranscript
    from fitcode.store.transcripts import list_transcripts
    from fitcode.workflow.ingesting.change_transcripts import remove_transcript

    with here.working() as workspace:
        listed = {
            str(record["transcript"]): record for record in list_transcripts(workspace.project).records()
        }
        if transcript not in listed:
            raise UnknownTranscript(transcript, known=listed)
        goes = (
            f"{transcript} with {listed[transcript]['codings']} codings and "
            f"{listed[transcript]['suggestions_pending']} pending suggestions"
        )
        if dry_run:
            console.narrate(f"Would remove {goes}.")
            return
        console.confirm(f"Remove {goes}?", yes=yes)
        remove_transcript(workspace, transcript)
    console.narrate(f"Removed {goes}. A backup is in backups/.")
