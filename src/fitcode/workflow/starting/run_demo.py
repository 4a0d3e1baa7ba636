"""Run the demo: the main road on the shipped, synthetic corpus, from files to a tally."""

from dataclasses import dataclass
from pathlib import Path

from fitcode.domain.table import Table
from fitcode.errors import FitcodeError
from fitcode.formats import shipped
from fitcode.store import finished, transcripts
from fitcode.workflow.coding.add_codings import add_codings_from_lines
from fitcode.workflow.coding.link_codings import add_links_from_lines
from fitcode.workflow.counting.tally_codings import tally_codings
from fitcode.workflow.ingesting.import_cases import import_cases, read_cases
from fitcode.workflow.ingesting.ingest_files import FileStatus, ingest_files
from fitcode.workflow.narrator import Narrator
from fitcode.workflow.sharing.export_project import export_project
from fitcode.workflow.starting.create_project import create_project
from fitcode.workflow.suggesting.plan_pass import Asked
from fitcode.workflow.suggesting.suggest_codes import suggest_codes
from fitcode.workflow.workspace import Workspace, open_workspace


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo made."""

    folder: Path
    exports: Path
    tally: Table


def run_demo(folder: Path, *, narrator: Narrator, asked: Asked | None = None) -> Demo:
    """Make a project from the shipped corpus and take it to a tally per component.

    ``asked`` is what the pass is asked for; usually nothing beyond the settings.

    Raises FitcodeError when the folder is there already: the demo never writes into somebody's work.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FitcodeError(
            f"{folder} is there already.", remedy="Name another folder: fitcode demo DIR, or remove this one."
        )
    corpus = shipped.shipped_corpus()
    coder_files = sorted((corpus / "codings").glob("*.jsonl"))
    first = coder_files[0].stem
    create_project(
        folder,
        codebook_names=["fit"],
        component_names=["demo"],
        coder=first,
        tally_coder=first,
        narrator=narrator,
    )
    exports = folder / "exports"
    with open_workspace(folder, coder=first, narrator=narrator) as workspace:
        _bring_in(workspace, corpus)
        # Before anybody has coded: what is suggested here rests on the codebook alone.
        made = suggest_codes(workspace, asked or Asked())
        narrator.note(
            f"Suggested {made.suggestions} codings; they wait for a person: fitcode suggestions list"
        )
        for file in coder_files:
            _code_as(workspace, file)
        export_project(workspace, "csv", out=exports)
        return Demo(folder, exports, tally_codings(workspace))


def _bring_in(workspace: Workspace, corpus: Path) -> None:
    outcomes = ingest_files(workspace, [corpus])
    stored = [outcome for outcome in outcomes if outcome.status is FileStatus.stored]
    words = sum(outcome.words for outcome in stored)
    formats = ", ".join(sorted({one.format or "" for one in stored}))
    workspace.narrator.note(f"Ingested {len(stored)} synthetic transcripts ({formats}; {words:,} words).")
    file = corpus / "cases.csv"
    count, _left_out = import_cases(workspace, read_cases(file), file=file.name)
    workspace.narrator.note(f"Imported {count} cases.")


def _code_as(workspace: Workspace, file: Path) -> None:
    """Add a shipped coder's codings and links, and mark every transcript as finished by that coder."""
    project = workspace.project
    added = add_codings_from_lines(workspace, file.read_text(encoding="utf-8").splitlines(), file=file.name)
    with workspace.writing("finish"):
        for name in transcripts.transcript_names(project):
            finished.finish(project, name, coder=file.stem)
    links = file.parent.parent / "links" / file.name
    made = add_links_from_lines(workspace, links.read_text(encoding="utf-8").splitlines(), file=links.name)
    workspace.narrator.note(f"Added {len(added.uids)} codings and {made.n_added} links by {file.stem}.")
