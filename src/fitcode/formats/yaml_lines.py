"""YAML with places: every key and value keeps its line and column, and nothing is guessed.

A value stays the text that was written (``no``, ``1.0`` and ``007`` are themselves); what it means
is for the reader of the file to say. Tags, cycles and bombs are refused, never built.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from fitcode.errors import nearest
from fitcode.formats.fault_list import FaultList
from fitcode.formats.written_words import character_trouble
from fitcode.formats.yaml_mistakes import explain, refuse_characters

MOST_CHARACTERS = 5_000_000
"""The longest YAML file that is read."""

_DEEPEST = 100
_MOST_ALIASED = 100_000
"""Values that aliases may stand for, all together: a small file must not unfold into a huge one."""

_NULLS = frozenset(["", "~", "null", "Null", "NULL"])
_CORE_TAG = re.compile(r"!|tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)")


@dataclass(slots=True)
class YamlText:
    """A value that is no list and no mapping, as written."""

    line: int
    column: int
    text: str
    plain: bool = True
    """Written without quotes, so that a reader may take it for a number or a truth value."""

    size: int = 1

    @property
    def is_null(self) -> bool:
        """Whether nothing stands here (or an unquoted ``null`` or ``~``)."""
        return self.plain and self.text in _NULLS


@dataclass(slots=True)
class YamlList:
    """A list."""

    line: int
    column: int
    items: list["YamlNode"] = field(default_factory=list)
    size: int = 1


@dataclass(slots=True)
class YamlMapping:
    """Keys and values; a key that stands twice has its first value."""

    line: int
    column: int
    entries: dict[str, tuple[YamlText, "YamlNode"]] = field(default_factory=dict)
    """Key to the key's own place, and the value."""

    size: int = 1
    key: "YamlNode | None" = None
    """A key that waits for its value while the file is read."""


YamlNode = YamlText | YamlList | YamlMapping


def load_yaml(text: str, *, faults: FaultList) -> YamlMapping:
    """The mapping that a file holds.

    Mistakes after which reading makes no sense are raised; others (a key that stands twice) are
    added to the list and the file is read on.
    """
    text = text.removeprefix("\ufeff")
    if len(text) > MOST_CHARACTERS:
        faults.add(f"The file has {len(text):,} characters; at most {MOST_CHARACTERS:,} are read.")
        raise faults.as_error()
    refuse_characters(text, faults=faults)
    root = _compose(text, faults=faults)
    if root is None or (isinstance(root, YamlText) and root.is_null):
        faults.add("The file is empty.", line=1)
        raise faults.as_error()
    if not isinstance(root, YamlMapping):
        faults.add("The file should hold keys and values (`id: ...`) at its top.", line=root.line)
        raise faults.as_error()
    return root


def what(node: YamlNode) -> str:
    """A value's kind, in words."""
    if isinstance(node, YamlList):
        return "a list"
    if isinstance(node, YamlMapping):
        return "keys and values"
    return "empty" if node.is_null else "text"


class _Broken(Exception):
    """The rest of the file cannot be read; the reason is among the faults."""


def _compose(text: str, *, faults: FaultList) -> YamlNode | None:
    """Read with the parser in C; where it refuses, with the one in Python, which says better why."""
    import yaml

    error: Exception | None = None
    for loader in (getattr(yaml, "CLoader", None), yaml.Loader):
        try:
            if loader is not None:
                return _Composer(faults).compose(text, loader)
        except yaml.YAMLError as found:
            error = found
    explain(error, text=text, faults=faults)
    raise faults.as_error()


class _Composer:
    """Events of the YAML parser to nodes, without recursion and within bounds."""

    def __init__(self, faults: FaultList) -> None:
        self._faults = faults
        self._open: list[YamlList | YamlMapping] = []
        self._open_anchors: dict[int, str] = {}
        self._anchors: dict[str, YamlNode] = {}
        self._aliased = 0
        self._root: YamlNode | None = None
        self._documents = 0
        self._is_broken = False

    def compose(self, text: str, loader: type[Any]) -> YamlNode | None:
        """The root node; the parser's own error is raised as it is."""
        import yaml

        try:
            for event in yaml.parse(text, Loader=loader):
                self._take(event)
        except _Broken:
            raise self._faults.as_error() from None
        except (
            ArithmeticError,
            AssertionError,
            AttributeError,
            LookupError,
            RuntimeError,
            TypeError,
            ValueError,
        ):
            # The parser stumbles over some malformed files with errors that are none of its own.
            self._faults.add("The file is not YAML that can be read.")
            raise self._faults.as_error() from None
        if self._is_broken:
            raise self._faults.as_error()
        return self._root

    def _take(self, event: Any) -> None:
        kind = type(event).__name__
        if kind == "ScalarEvent":
            self._place(self._scalar(event), anchor=event.anchor)
        elif kind in ("SequenceStartEvent", "MappingStartEvent"):
            self._begin(event, YamlList if kind == "SequenceStartEvent" else YamlMapping)
        elif kind in ("SequenceEndEvent", "MappingEndEvent"):
            node = self._open.pop()
            self._place(node, anchor=self._open_anchors.pop(id(node), None))
        elif kind == "AliasEvent":
            self._place(self._aliased_node(event), anchor=None)
        elif kind == "DocumentStartEvent":
            self._documents += 1
            if self._documents > 1:
                self._break("A second document begins here (`---`): a file holds one.", event)

    def _scalar(self, event: Any) -> YamlText:
        self._check_tag(event)
        text = _joined_halves(str(event.value))
        trouble = character_trouble(text)
        if trouble:
            self._add(f"The text holds {trouble}.", event)
        is_plain = bool(event.implicit[0])
        return YamlText(event.start_mark.line + 1, event.start_mark.column + 1, text, is_plain)

    def _begin(self, event: Any, kind: type[YamlList] | type[YamlMapping]) -> None:
        self._check_tag(event)
        if len(self._open) >= _DEEPEST:
            self._break(f"Lists and mappings are nested more than {_DEEPEST} deep.", event)
        node = kind(event.start_mark.line + 1, event.start_mark.column + 1)
        self._open.append(node)
        if event.anchor:
            self._open_anchors[id(node)] = event.anchor

    def _place(self, node: YamlNode, *, anchor: str | None) -> None:
        """Hang a finished node where it belongs."""
        if anchor:
            self._anchors[anchor] = node
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        parent.size += node.size
        if isinstance(parent, YamlList):
            parent.items.append(node)
        elif parent.key is None:
            parent.key = node
        else:
            key, parent.key = parent.key, None
            self._enter(parent, key, node)

    def _enter(self, parent: YamlMapping, key: YamlNode, value: YamlNode) -> None:
        if not isinstance(key, YamlText):
            self._faults.add(f"A key should be a word, not {what(key)}.", line=key.line, column=key.column)
        elif key.text == "":
            self._faults.add("A key is missing before ':'.", line=key.line, column=key.column)
        elif key.text in parent.entries:
            first = parent.entries[key.text][0].line
            message = f"The key {key.text!r} stands twice, first on line {first}: remove one."
            self._faults.add(message, line=key.line, column=key.column)
        else:
            parent.entries[key.text] = (key, value)

    def _aliased_node(self, event: Any) -> YamlNode:
        name = str(event.anchor)
        node = self._anchors.get(name)
        if node is None:
            self._is_broken = True
            if name in self._open_anchors.values():
                self._add(f"The alias *{name} stands inside what it stands for: a circle.", event)
            else:
                hint = nearest(name, self._anchors)
                message = f"The alias *{name} has no anchor above it; put text that begins with * in quotes."
                self._add(f"{message} {hint}".strip(), event)
            return YamlText(event.start_mark.line + 1, event.start_mark.column + 1, name)
        self._aliased += node.size
        if self._aliased > _MOST_ALIASED:
            self._break(f"Aliases stand for more than {_MOST_ALIASED:,} values: write them out.", event)
        return node

    def _check_tag(self, event: Any) -> None:
        tag = str(event.tag or "")
        if tag and not _CORE_TAG.fullmatch(tag):
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            self._add(f"The tag {shown} is not read; put text that begins with ! in quotes.", event)

    def _add(self, message: str, event: Any) -> None:
        self._faults.add(message, line=event.start_mark.line + 1, column=event.start_mark.column + 1)

    def _break(self, message: str, event: Any) -> None:
        self._add(message, event)
        raise _Broken


def _joined_halves(text: str) -> str:
    """JSON writes a character past U+FFFF as two escapes; joined here where both are there."""
    if not any("\ud800" <= character <= "\udbff" for character in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
