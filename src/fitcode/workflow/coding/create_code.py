"""Create a code in vivo: it goes into the codebook's file and into force, as a new version, in one act.

The file is replaced before the version is stored: whoever is killed between the two finds the code among the
edits that are not in force yet, and never a code in force that the file does not have.
"""

from dataclasses import dataclass
from pathlib import Path

from fitcode.domain.codebook import Code, Codebook
from fitcode.errors import FitcodeError, UnknownCode
from fitcode.formats.codebook_insertion import insert_code
from fitcode.formats.codebook_yaml import DEEPEST
from fitcode.formats.written_words import as_slug, character_trouble, one_line, shown, slug_trouble
from fitcode.store import codebooks
from fitcode.store.editable_texts import codebook_texts
from fitcode.store.names import code_index
from fitcode.workflow.coding.replace_file import Replacement, as_read, replace_file
from fitcode.workflow.workspace import Workspace

_LONGEST_MADE = 60
"""Characters of an id that is made from a name: a passage may have been taken for one."""


@dataclass(frozen=True, slots=True)
class CodeDraft:
    """A code as somebody thinks of it while reading."""

    name: str
    id: str = ""
    """Made from the name when empty."""

    parent: str | None = None
    """The code above it, or None for one at the top."""

    definition: str = ""
    example: str = ""
    """The passage that asked for it."""

    codebook: str | None = None
    """Its id; the parent's, or the only one, when None."""


def create_code(workspace: Workspace, draft: CodeDraft) -> str:
    """Write the code into its codebook's file and put it into force; the code's full name.

    Raises FitcodeError that says what is wrong with the draft or in the way; nothing is changed then.
    """
    _refuse_unwritable(draft)
    replacement: Replacement | None = None
    book_id, text = "", ""
    try:
        # The file is read and replaced while nobody else can write: of two who create, the second waits.
        with workspace.writing("codebook add"):
            book, parent = _find_place(workspace, draft)
            book_id = book.id
            code = _drafted(workspace, draft, book, parent)
            path = workspace.project.folder / "codebooks" / f"{book.id}.yaml"
            written = insert_code(_text_in_force(workspace, book.id, path), code)
            text = as_read(written)
            codebooks.apply_codebook(
                workspace.project, _with_code(book, code), file_text=text, coder=workspace.coder
            )
            replacement = replace_file(path, written.encode("utf-8"))
    except BaseException:
        if replacement is not None and codebook_texts(workspace.project).get(book_id) != text:
            replacement.put_back()
        raise
    replacement.keep()
    return f"{book.id}/{code.id}"


def made_id(name: str) -> str:
    """The id that a code of this name gets where none is given; empty where no letter of it can be used."""
    return as_slug(name)[:_LONGEST_MADE].strip("-_")


def _refuse_unwritable(draft: CodeDraft) -> None:
    if not one_line(draft.name):
        raise FitcodeError("A code needs a name.", remedy="For example: fitcode codebook add 'Spare parts'")
    for field in ("name", "definition", "example"):
        trouble = character_trouble(getattr(draft, field))
        if trouble:
            raise FitcodeError(f"The {field} of the code holds {trouble}.")


def _find_place(workspace: Workspace, draft: CodeDraft) -> tuple[Codebook, Code | None]:
    """The codebook that takes the code, and the code above it."""
    if draft.parent is None:
        return codebooks.get_codebook(workspace.project, draft.codebook or _only_codebook(workspace)), None
    codes = code_index(workspace.project)
    name = draft.parent
    if draft.codebook is not None and "/" not in name:
        name = f"{draft.codebook}/{name}"
    owner, _, slug = codes.full[codes.resolve(name)].partition("/")
    if draft.codebook not in (None, owner):
        raise UnknownCode(draft.parent, remedy=f"It belongs to the codebook {owner!r}.")
    book = codebooks.get_codebook(workspace.project, owner)
    return book, book.code(slug)


def _only_codebook(workspace: Workspace) -> str:
    known = list(codebooks.codebook_versions(workspace.project))
    if len(known) == 1:
        return known[0]
    if not known:
        raise FitcodeError(
            "This project has no codebook yet.",
            remedy="Put one into codebooks/ and run: fitcode codebook apply",
        )
    raise FitcodeError(
        f"The project has {len(known)} codebooks: {', '.join(known)}.",
        remedy="Say which takes the code: --codebook ID",
    )


def _drafted(workspace: Workspace, draft: CodeDraft, book: Codebook, parent: Code | None) -> Code:
    depth = 1 + (1 + sum(1 for _ in book.ancestors(parent.id)) if parent else 0)
    if depth > DEEPEST:
        raise FitcodeError(
            f"Codes are nested at most {DEEPEST} deep.", remedy="Put it under a code further up."
        )
    return Code(
        id=_free_id(workspace, draft, book),
        name=one_line(draft.name),
        parent=parent.id if parent else None,
        dimension=parent.dimension if parent else None,
        definition=draft.definition.strip(),
        examples=(draft.example.strip(),) if draft.example.strip() else (),
    )


def _free_id(workspace: Workspace, draft: CodeDraft, book: Codebook) -> str:
    taken = codebooks.every_code(workspace.project, book.id)
    wanted = draft.id.strip() or made_id(draft.name)
    if not wanted:
        number = 1
        while f"code-{number}" in taken:
            number += 1
        return f"code-{number}"
    trouble = slug_trouble(wanted)
    if trouble:
        raise FitcodeError(trouble)
    if wanted in taken:
        since = "has" if book.code(wanted) else "once had"
        raise FitcodeError(
            f"The codebook {book.id!r} {since} a code with the id {shown(wanted)}.",
            remedy="Give the new one another name, or an id of its own: --id ID",
        )
    return wanted


def _text_in_force(workspace: Workspace, book_id: str, path: Path) -> str:
    """The file's text, every character of it; raises FitcodeError unless it is what is in force."""
    shown_path = f"{path.parent.name}/{path.name}"
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        raise FitcodeError(
            f"{shown_path} is not there, and the code would be written into it.",
            remedy="Put it back from a copy; fitcode codebook show prints what is in force.",
        ) from error
    except UnicodeDecodeError as error:
        raise FitcodeError(
            f"{shown_path} is not UTF-8 text (byte {error.start}).", remedy="Save it as UTF-8 in your editor."
        ) from error
    except OSError as error:
        raise FitcodeError(f"Cannot read {shown_path}: {error.strerror or error}.") from error
    if as_read(text) != codebook_texts(workspace.project)[book_id]:
        raise FitcodeError(
            f"{shown_path} has edits that are not in force yet.",
            remedy=f"Apply them first: fitcode codebook apply {book_id}",
        )
    return text


def _with_code(book: Codebook, code: Code) -> Codebook:
    """The codebook with the code after everything below its parent, as in the file."""
    place = len(book.codes)
    if code.parent is not None:
        below = {code.parent}
        for number, one in enumerate(book.codes):
            if one.id == code.parent or one.parent in below:
                below.add(one.id)
                place = number + 1
    return book.model_copy(update={"codes": (*book.codes[:place], code, *book.codes[place:])})
