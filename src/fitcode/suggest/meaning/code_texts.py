"""Code texts: what a codebook says of its codes, as labelled sentences; and the branches that codes stand in.

A definition and an example are labelled data. A branch is a dimension where the codebook has dimensions, else
a top code with what stands below it: a level on which there is more to learn from than on a single code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fitcode.domain.codebook import Code, Codebook

SPEAKING = ("name", "definition", "use", "example", "coding")
"""Kinds of text that speak for a code."""

BORDERING = ("not", "counter-example")
"""Kinds of text that say where a code ends."""

NO_CODE = -1
"""The code of texts that no code fits."""

OUTSIDE = "outside"
"""The branch of all codes without a dimension, in a codebook that has dimensions."""


class CodeText(NamedTuple):
    """One text of one code."""

    code: int
    kind: str
    text: str
    uid: str = ""


class CodeTree(NamedTuple):
    """The codes that texts belong to."""

    codes: tuple[str, ...]
    """``codebook/code``."""

    branches: tuple[int, ...]
    """Number of each code's branch, -1 in a codebook without that level."""

    names: tuple[str, ...]
    """``codebook/branch``, by number."""

    books: tuple[int, ...]
    """Number of the codebook of each branch."""

    parents: tuple[int, ...]
    """Number of each code's parent, -1 for top codes."""


def is_chosen(code: str, only: Sequence[str] | None) -> bool:
    """Whether a code (``codebook/code``) is among the chosen codes and codebooks; None chooses all."""
    return only is None or code in only or code.partition("/")[0] in only


def code_tree(books: Sequence[Codebook]) -> CodeTree:
    """All codes of the codebooks, in their order."""
    codes: list[str] = []
    branches: list[int] = []
    parents: list[int] = []
    names: list[str] = []
    owners: list[int] = []
    for number, book in enumerate(books):
        first = len(codes)
        places = {code.id: first + place for place, code in enumerate(book.codes)}
        branch_of = _branches(book)
        has_level = 1 < len(set(branch_of)) < len(branch_of)
        known: dict[str, int] = {}
        for code, branch in zip(book.codes, branch_of, strict=True):
            codes.append(f"{book.id}/{code.id}")
            parents.append(places.get(code.parent, -1) if code.parent else -1)
            if has_level and branch not in known:
                known[branch] = len(names)
                names.append(f"{book.id}/{branch}")
                owners.append(number)
            branches.append(known[branch] if has_level else -1)
    return CodeTree(tuple(codes), tuple(branches), tuple(names), tuple(owners), tuple(parents))


def _branches(book: Codebook) -> list[str]:
    if any(code.dimension for code in book.codes):
        return [code.dimension.value if code.dimension else OUTSIDE for code in book.codes]
    return [[code.id, *book.ancestors(code.id)][-1] for code in book.codes]


def code_texts(books: Sequence[Codebook]) -> list[CodeText]:
    """What the codebooks say, code by code; a code without any wording has its name."""
    every = [code for book in books for code in book.codes]
    texts = [
        CodeText(number, kind, text) for number, code in enumerate(every) for kind, text in wording(code)
    ]
    return texts + [CodeText(NO_CODE, "uncoded", text) for book in books for text in book.uncoded_examples]


def wording(code: Code) -> Iterator[tuple[str, str]]:
    """Kind and text of everything that a code says of itself."""
    yield "name", code.name
    for kind, text in (
        ("definition", code.definition),
        ("use", code.use_when),
        ("not", code.do_not_use_when),
    ):
        if text.strip():
            yield kind, text
    for kind, texts in (
        ("example", (*code.examples, *code.more_examples)),
        ("counter-example", code.counter_examples),
    ):
        yield from ((kind, text) for text in texts if text.strip())
