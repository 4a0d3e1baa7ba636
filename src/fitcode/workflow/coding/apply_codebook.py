"""Apply a codebook: show what changed, check it, and freeze a new version in the project."""

from dataclasses import dataclass
from pathlib import Path

from fitcode.domain.amounts import counted
from fitcode.domain.codebook import Codebook
from fitcode.domain.codebook_difference import Change, compare_codebooks
from fitcode.errors import InvalidFile
from fitcode.formats.codebook_yaml import parse_codebook
from fitcode.store import codebooks
from fitcode.store.worklist import count_outdated
from fitcode.workflow.coding.editable_files import editable_files, files_to_check, read_text_file
from fitcode.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class CodebookFile:
    """A codebook as it stands in a file."""

    path: Path
    text: str
    codebook: Codebook


def read_codebook(path: Path) -> CodebookFile:
    """Parse and check a codebook file, its patterns included.

    Raises InvalidFile with every mistake.
    """
    # Patterns are compiled by spaCy, which is slow to load: only after the file itself is right.
    file = parse_codebook_file(path)
    from fitcode.suggest.patterns.checks import check_patterns

    faults = check_patterns(file.codebook, file=path.name)
    if faults:
        raise InvalidFile(path.name, faults)
    return file


def parse_codebook_file(path: Path) -> CodebookFile:
    """Parse a codebook file without compiling its patterns, for looking at it; raises InvalidFile."""
    text = read_text_file(path)
    return CodebookFile(path, text, parse_codebook(text, file=path.name))


def find_codebook_files(workspace: Workspace, name: str | None) -> list[Path]:
    """The files meant: a path, the id of a project's codebook, or all of the project's."""
    return editable_files(workspace.project.folder, "codebooks", name)


def compare_with_project(workspace: Workspace, codebook: Codebook) -> list[Change]:
    """What applying this codebook would change."""
    current = next(
        (one for one in codebooks.current_codebooks(workspace.project) if one.id == codebook.id), None
    )
    return compare_codebooks(current, codebook)


def apply_codebook(workspace: Workspace, file: CodebookFile) -> int:
    """Freeze the codebook as a version of the project; the version's number.

    An unchanged codebook keeps its version. Codings made under what says something else now are told of.
    Raises CodesInUse when codes would leave that have codings.
    """
    n_outdated = count_outdated(workspace.project)
    with workspace.writing("codebook apply"):
        number = codebooks.apply_codebook(
            workspace.project, file.codebook, file_text=file.text, coder=workspace.coder
        )
    n_more = count_outdated(workspace.project) - n_outdated
    if n_more > 0:
        were = counted(n_more, "coding was", "codings were")
        workspace.narrator.note(f"{were} made under what is changed now: fitcode worklist")
    return number


@dataclass(frozen=True, slots=True)
class CheckedCodebook:
    """A codebook file without mistakes, and what its author should still look at."""

    name: str
    """The file's."""

    n_codes: int
    doubts: list[str]
    """Examples that no pattern of their code finds, and counter-examples that one does."""


def check_codebooks(folder: Path | None, name: str | None) -> list[CheckedCodebook]:
    """Check codebook files, the patterns against the examples as well.

    A file needs no project. Raises InvalidFile with the mistakes of the first file that has any.
    """
    return [_checked(read_codebook(path)) for path in files_to_check(folder, "codebooks", name)]


def _checked(file: CodebookFile) -> CheckedCodebook:
    from fitcode.suggest.worked_examples import work_examples

    doubts = []
    for example in work_examples(file.codebook):
        if example.is_as_meant:
            continue
        if example.is_counter_example:
            reasons = "; ".join(one.reason for one in example.own)
            doubts.append(f"{example.code}: a counter-example is found ({reasons}): {example.text!r}")
        else:
            doubts.append(f"{example.code}: no pattern finds the example {example.text!r}")
    return CheckedCodebook(file.path.name, len(file.codebook.codes), doubts)
