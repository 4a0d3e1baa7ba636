"""Projects that the benchmarks measure on: made by the program itself, from the seeded corpus."""

import shutil
from pathlib import Path

from benchmarks.measuring import FITCODE, deed, run


def make_corpus(scratch: Path, *, transcripts: int) -> Path:
    """A folder of text files, interviews of 8,000 words."""
    folder = scratch / f"corpus-{transcripts}"
    if not folder.exists():
        deed("corpus", folder, transcripts)
    return folder


def new_project(folder: Path) -> Path:
    """An empty project with the shipped codebook and components."""
    run([*FITCODE, "init", str(folder), "--codebook", "fit", "--components", "minusma"])
    return folder


def make_project(
    scratch: Path,
    *,
    transcripts: int,
    codings: int = 0,
    codes: int | None = None,
    is_suggested: bool = False,
) -> Path:
    """A project with this many transcripts and codings, and a suggestion pass if asked for.

    The codings are of all codes, or of the first so many. One that is asked for again is given again.
    """
    project = scratch / f"project-{transcripts}-{codings}-{codes or 'all'}"
    if project.exists():
        return project
    new_project(project)
    run([*FITCODE, "ingest", str(make_corpus(scratch, transcripts=transcripts))], folder=project)
    if is_suggested:
        run([*FITCODE, "suggest"], folder=project)
    if codings:
        deed("code", project, codings, *([] if codes is None else [codes]))
    return project


def copied(project: Path, scratch: Path) -> Path:
    """A fresh copy of a project, in the place of the last one."""
    copy = scratch / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(project, copy)
    return copy


def set_in(project: Path, section: str, line: str) -> None:
    """Put a line into a section of the project's settings, in the place of a line with the same name."""
    file = project / "fitcode.toml"
    name = line.partition("=")[0].strip()
    kept = [one for one in file.read_text(encoding="utf-8").splitlines() if not one.startswith(f"{name} =")]
    kept.insert(kept.index(f"[{section}]") + 1, line)
    file.write_text("\n".join([*kept, ""]), encoding="utf-8")


def edit_pattern(project: Path, *, number: int) -> None:
    """Give one pattern of the codebook another phrase, as somebody would at his desk."""
    file = project / "codebooks" / "fit.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("any_of: [", f"any_of: [benchmark {number}, ", 1), encoding="utf-8")
