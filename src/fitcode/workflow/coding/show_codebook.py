"""Show a codebook: a row per code, with everything that a coder reads before coding."""

from collections.abc import Iterable

from fitcode.domain.codebook import Code, Codebook, Pattern
from fitcode.domain.identity import canonical_json
from fitcode.domain.table import Cell, Table
from fitcode.errors import AmbiguousName, UnknownCodebook
from fitcode.store import codebooks
from fitcode.store.names import code_index
from fitcode.workflow.adjudicating.count_disagreements import confusions_by_code
from fitcode.workflow.workspace import Workspace

COLUMNS = (
    "code",
    "name",
    "code_path",
    "parent",
    "dimension",
    "definition",
    "use_when",
    "do_not_use_when",
    "examples",
    "patterns",
    "hash",
)


def codebook_table(codebook: Codebook) -> Table:
    """One codebook, codes in the file's order."""
    return Table.of(COLUMNS, (_row(codebook, code) for code in codebook.codes))


def codes_table(codebooks: Iterable[Codebook]) -> Table:
    """All codebooks of a project in one table, the codebook's id first."""
    return Table.of(
        ("codebook", *COLUMNS), ((book.id, *_row(book, code)) for book in codebooks for code in book.codes)
    )


def is_code(workspace: Workspace, name: str) -> bool:
    """Whether a name is a code's rather than a codebook's."""
    is_codebook = name in codebooks.codebook_versions(workspace.project)
    return not is_codebook and bool(code_index(workspace.project).owners(name))


def code_table(workspace: Workspace, name: str) -> Table:
    """One code as it is in force, and what coders who can be compared confuse it with; raises UnknownCode."""
    index = code_index(workspace.project)
    key = index.resolve(name)
    book, _, slug = index.full[key].partition("/")
    codebook = codebooks.get_codebook(workspace.project, book)
    code = next(code for code in codebook.codes if code.id == slug)
    confusions = confusions_by_code(workspace)
    if confusions is None:
        notes = ("No two coders finished the same transcript: what they confuse it with is not known.",)
        return Table.of((*COLUMNS, "confused_with"), [(*_row(codebook, code), None)], notes=notes)
    listed: list[str] = [str(one) for one in confusions.get(index.display[key], ())]
    # A screen cuts long cells; what a team talks about is told whole.
    said = f"Coders part ways on {name}: {'; '.join(listed)} pairs." if listed else f"All agree on {name}."
    return Table.of((*COLUMNS, "confused_with"), [(*_row(codebook, code), listed)], notes=(said,))


def _row(codebook: Codebook, code: Code) -> tuple[Cell, ...]:
    return (
        code.id,
        code.name,
        codebook.path(code.id),
        code.parent,
        code.dimension.value if code.dimension else None,
        code.definition or None,
        code.use_when or None,
        code.do_not_use_when or None,
        list(code.examples),
        [_pattern_text(pattern) for pattern in code.patterns],
        code.hash,
    )


def _pattern_text(pattern: Pattern) -> str:
    """A bare phrase as itself, anything else as JSON without its derived id."""
    stated = pattern.model_dump(mode="json", exclude_defaults=True, exclude={"id"})
    return pattern.phrase if set(stated) == {"phrase"} and pattern.phrase else canonical_json(stated)


def applied_codebook_table(workspace: Workspace, name: str | None, *, version: int | None = None) -> Table:
    """A codebook as it was applied, in its current version unless another is named.

    Without a name it is the project's only one.

    Raises UnknownCodebook, and AmbiguousName when there are several and none is named.
    """
    books = {book.id: book for book in codebooks.current_codebooks(workspace.project)}
    if name is None and len(books) > 1:
        raise AmbiguousName("This project has several codebooks.", remedy=f"Name one: {', '.join(books)}.")
    chosen = name if name is not None else next(iter(books), "")
    if chosen not in books:
        raise UnknownCodebook(chosen, known=books)
    return codebook_table(codebooks.get_codebook(workspace.project, chosen, version=version))
