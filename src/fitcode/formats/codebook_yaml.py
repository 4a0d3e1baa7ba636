"""codebooks/<id>.yaml: a tree of codes, read with every mistake named at its line.

Codes keep the file's order, parents before children, and inherit the dimension of their parent.
Ids are taken as written: ``no`` and ``007`` are ids like any other.
"""

import re

from fitcode.domain.choices import Dimension, Part
from fitcode.domain.codebook import Code, Codebook
from fitcode.formats.codebook_patterns import read_patterns
from fitcode.formats.fault_list import FaultList
from fitcode.formats.written_words import as_slug, shown
from fitcode.formats.yaml_fields import Fields
from fitcode.formats.yaml_lines import YamlMapping, load_yaml

DEEPEST = 30
"""Levels of codes below each other, at most."""

_CODEBOOK_KEYS = ("id", "name", "version", "language", "source", "uncoded_examples", "codes")
_CODE_KEYS = (
    *("id", "name", "dimension", "definition", "use_when", "do_not_use_when", "examples", "counter_examples"),
    *("more_examples", "patterns", "colour", "source", "choose_one", "part", "codes"),
)
_COLOUR = re.compile(r"#([0-9A-Fa-f]{3}){1,2}")


def parse_codebook(text: str, *, file: str) -> Codebook:
    """The codebook that a file states; raises InvalidFile with every mistake."""
    faults = FaultList(file)
    root = load_yaml(text, faults=faults)
    fields = Fields(root, thing="a codebook", known=_CODEBOOK_KEYS, faults=faults)
    identity = fields.slug("id", proposed=as_slug(fields.line("name")) or "fit")
    if fields.get("codes") is None:
        fields.fault("The codebook has no `codes`: add a list of them.", fields.place("codes"))
    reader = _CodeReader(faults)
    reader.read(fields, parent=None, dimension=None, depth=1)
    codebook = Codebook(
        id=identity,
        name=fields.line("name") or identity,
        version=fields.line("version") or "1",
        language=fields.language("language") or "en",
        source=fields.text("source"),
        uncoded_examples=fields.texts("uncoded_examples"),
        codes=tuple(reader.codes),
    )
    faults.raise_any()
    return codebook


class _CodeReader:
    """Walks the tree of codes and gathers them in order."""

    def __init__(self, faults: FaultList) -> None:
        self.codes: list[Code] = []
        self._faults = faults
        self._lines: dict[str, int] = {}

    def read(self, above: Fields, *, parent: str | None, dimension: Dimension | None, depth: int) -> None:
        """Read the codes that stand under `codes:` of a codebook or code."""
        nodes = above.mappings("codes", example="- id: spare-parts")
        if nodes and depth > DEEPEST:
            above.fault(f"Codes are nested more than {DEEPEST} deep.", nodes[0])
            return
        for node in nodes:
            self._read_one(node, parent=parent, dimension=dimension, depth=depth)

    def _read_one(
        self, node: YamlMapping, *, parent: str | None, dimension: Dimension | None, depth: int
    ) -> None:
        fields = Fields(node, thing="a code", known=_CODE_KEYS, faults=self._faults)
        name = fields.line("name")
        identity = fields.slug("id", proposed=as_slug(name))
        self._keep_unique(identity, fields)
        own = fields.choice("dimension", Dimension) or dimension
        self.codes.append(
            Code(
                id=identity,
                name=name or _name_from(identity),
                parent=parent,
                dimension=own,
                definition=fields.text("definition"),
                use_when=fields.text("use_when"),
                do_not_use_when=fields.text("do_not_use_when"),
                examples=fields.texts("examples"),
                counter_examples=fields.texts("counter_examples"),
                more_examples=fields.texts("more_examples"),
                patterns=read_patterns(fields, faults=self._faults),
                colour=_colour(fields),
                source=fields.text("source") or None,
                choose_one=fields.flag("choose_one"),
                part=fields.choice("part", Part),
            )
        )
        self.read(fields, parent=identity, dimension=own, depth=depth + 1)

    def _keep_unique(self, identity: str, fields: Fields) -> None:
        if not identity:
            return
        place = fields.get("id") or fields.node
        first = self._lines.get(identity)
        if first is not None:
            fields.fault(
                f"Two codes have the id {shown(identity)}, the first on line {first}: rename one.", place
            )
        self._lines.setdefault(identity, place.line)


def _name_from(identity: str) -> str:
    words = re.sub("[-_]+", " ", identity).strip()
    return words[:1].upper() + words[1:] if words else identity


def _colour(fields: Fields) -> str | None:
    if "colour" not in fields:
        return None
    written = fields.text("colour")
    if _COLOUR.fullmatch(written):
        return written
    if not written:
        message = '`colour` is empty: a colour begins with #, so it needs quotes, as in "#b5651d".'
    else:
        message = f'`colour` should be like "#b5651d", not {shown(written)}.'
    fields.fault(message, fields.get("colour") or fields.place("colour"))
    return None
