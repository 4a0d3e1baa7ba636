"""Plain text and Markdown: the whole file is one block, verbatim.

So positions in the transcript are the file's own code points; speakers, headings and front matter
are found later, in the text.
"""

from pathlib import Path

from fitcode.domain.reading import Block, Reading
from fitcode.errors import UnreadableFile
from fitcode.formats.encoding import decode_text, read_bounded

_MARKDOWN = (".md", ".markdown", ".mdown")
_UNSEEN = "\ufeff\u200b\x00\x1a"
"""Marks and fillers that are no text even where nothing else stands."""


def read_plain(path: Path) -> Reading:
    """Read a .txt or .md file."""
    data = read_bounded(path)
    if data.startswith(b"{\\rtf"):
        raise UnreadableFile(
            f"{path.name} is an RTF document, not plain text.", remedy="Rename it to end in .rtf."
        )
    decoded = decode_text(data, name=path.name)
    if not decoded.text.strip().strip(_UNSEEN).strip():
        raise UnreadableFile(f"{path.name} holds no text, only white space.")
    return Reading(
        blocks=(Block(text=decoded.text),),
        format="md" if path.suffix.lower() in _MARKDOWN else "txt",
        reader="plain",
        encoding=decoded.encoding,
        notes=decoded.notes,
    )
