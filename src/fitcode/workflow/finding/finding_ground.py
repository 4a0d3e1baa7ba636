"""Finding ground: what every section of the findings stands on, read and selected once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fitcode.analysis.measuring.together import Touched
from fitcode.analysis.numbers.numbering import Integers
from fitcode.analysis.selecting.selection import Selection
from fitcode.domain.choices import Part
from fitcode.domain.codebook import Codebook
from fitcode.workflow.finding.quote_passages import Quoter


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFacts:
    """What the findings need to know of a code."""

    place: int
    """Index among the frame's codes."""

    display: str
    """Bare id where unique, else ``codebook/id``."""

    id: str
    codebook: str
    name: str
    path: str
    parent: str | None
    dimension: str | None
    part: Part | None
    top: str
    """Id of the topmost code above it that plays the same part: itself where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Links between counted codings: an entry each, by their places in the frame."""

    source: Integers
    target: Integers


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One selection of codings, and what there is to say about them."""

    selection: Selection
    in_segments: Touched
    in_turns: Touched
    books: Sequence[Codebook]
    """The codebooks reported on."""

    codes: Sequence[CodeFacts]
    """All codes of the frame, those of other codebooks too."""

    leads_to: Links
    remedied_by: Links
    component_names: Mapping[str, str]
    quoter: Quoter
    quotes: int
    """Quotations of a finding at most."""

    @property
    def one(self) -> int:
        """Quotations where one is enough."""
        return min(self.quotes, 1)


def facts_of_codes(
    displays: Sequence[str], codebooks: Sequence[str], books: Sequence[Codebook]
) -> list[CodeFacts]:
    """The codes of a frame as their codebooks describe them."""
    by_id = {book.id: book for book in books}
    facts = []
    for place, (display, owner) in enumerate(zip(displays, codebooks, strict=True)):
        book, code_id = by_id[owner], display.rpartition("/")[2]
        code = book.code(code_id)
        assert code is not None, display
        part = book.part(code_id)
        top = code_id
        for above in book.ancestors(code_id):
            if part is None or book.part(above) is not part:
                break
            top = above
        facts.append(
            CodeFacts(
                place=place,
                display=display,
                id=code_id,
                codebook=owner,
                name=code.name,
                path=book.path(code_id),
                parent=code.parent,
                dimension=None if code.dimension is None else code.dimension.value,
                part=part,
                top=top,
            )
        )
    return facts
