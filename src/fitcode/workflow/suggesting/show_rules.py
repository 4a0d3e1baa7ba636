"""Show rules: the words of patterns beside their ids, from the codebooks in force."""

from fitcode.domain.codebook import Pattern
from fitcode.domain.identity import canonical_json
from fitcode.domain.table import Table
from fitcode.store.codebooks import current_codebooks
from fitcode.store.names import code_index
from fitcode.workflow.workspace import Workspace


def with_patterns(workspace: Workspace, table: Table) -> Table:
    """A table that begins with ``code`` and ``rule``, with a column ``pattern`` after them.

    Empty where the codebook in force has no such pattern.
    """
    codes = code_index(workspace.project)
    words = {
        (codes.display[codes.resolve(f"{book.id}/{code.id}")], pattern.id): pattern_words(pattern)
        for book in current_codebooks(workspace.project)
        for code in book.codes
        for pattern in code.patterns
    }
    rows = [(*row[:2], words.get((str(row[0]), str(row[1]))), *row[2:]) for row in table.rows]
    return Table((*table.columns[:2], "pattern", *table.columns[2:]), rows, table.notes)


def pattern_words(pattern: Pattern) -> str:
    """What a pattern looks for, in one line: ``radio / handset near not / never (8 words)``."""
    if pattern.phrase is not None:
        line = pattern.phrase
    elif pattern.any_of is not None:
        line = " / ".join(pattern.any_of)
    elif pattern.near is not None:
        line = " near ".join(" / ".join(group) for group in pattern.near) + f" ({pattern.within} words)"
    else:
        line = canonical_json(list(pattern.tokens or ()))
    return f"{line}, unless {' / '.join(pattern.unless)}" if pattern.unless else line
