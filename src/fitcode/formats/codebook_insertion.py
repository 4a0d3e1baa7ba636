"""One more code in a codebook's YAML file, everything else byte for byte as its people wrote it.

The place is found through the marks of the YAML parser, and what came out is parsed again: it must hold
what it held and the one code, or nothing is given back and people are asked to write it in by hand.
"""

import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from fitcode.domain.codebook import Code
from fitcode.errors import FitcodeError

_BOM = "\ufeff"
_BREAK = re.compile(r"\r\n|\n|\r")
_PLAIN = re.compile(r"[^\W\d_][\w-]*(?: [\w-]+)*")
_TAKEN_FOR_OTHERS = frozenset(["null", "true", "false", "yes", "no", "on", "off", "y", "n"])
"""Words that some reader of YAML takes for a value of another kind."""

_LINES_TO_YAML = {0x85: "\\N", 0x2028: "\\L", 0x2029: "\\P", 0xFEFF: "\\uFEFF", 0x7F: "\\x7F"}
"""What JSON leaves as it is and YAML would take for the end of a line or refuse."""


def insert_code(text: str, code: Code) -> str:
    """The file with the code as the last one below its parent, or as the last of all.

    Of the code only id, name, definition and examples are written. Raises FitcodeError where the file is
    written in a way that leaves no safe place.
    """
    mark = _BOM if text.startswith(_BOM) else ""
    body = text.removeprefix(_BOM)
    before = _outline(body)
    gap = _find_gap(body, before, code.parent)
    lines, said = _written_code(code, gap)
    at = _line_end(body, gap)
    ending = _BREAK.search(body)
    newline = ending[0] if ending else "\n"
    result = body[:at] + newline + newline.join(lines) + body[at:]
    if _outline(result).said != before.said[: gap.first] + said + before.said[gap.end :]:
        raise _by_hand("the file would not hold the same and the one code")
    return mark + result


@dataclass(slots=True)
class _Node:
    """A list or mapping of the file."""

    first: int
    """Its first event."""

    start: int
    """The position of its first character."""

    column: int
    is_flow: bool
    is_list: bool
    last: int = 0
    """Its last event."""


@dataclass(slots=True)
class _Outline:
    """The parser's events: what they say, and where."""

    said: list[object] = field(default_factory=list)
    """What two files have in common that say the same; a block of text counts trimmed, as it is read."""

    ends: list[int] = field(default_factory=list)
    """The position after each event's last character."""

    nodes: dict[int, _Node] = field(default_factory=dict)
    """First event to the list or mapping."""

    blocks: set[int] = field(default_factory=set)
    """Texts after `|` or `>`: their ends lie past the blank lines that follow them."""

    def node(self, event: int | None, *, is_list: bool) -> _Node | None:
        """The list or mapping that begins at an event."""
        found = self.nodes.get(event) if event is not None else None
        return found if found and found.is_list is is_list else None

    def after(self, event: int) -> int:
        """The event that follows the value that begins at one."""
        node = self.nodes.get(event)
        return event + 1 if node is None else node.last + 1

    def items(self, node: _Node) -> list[int]:
        """The events at which the items of a list begin, or the keys and values of a mapping in turn."""
        found = []
        event = node.first + 1
        while event < node.last:
            found.append(event)
            event = self.after(event)
        return found

    def value(self, mapping: _Node, key: str) -> int | None:
        """The event at which a key's value begins."""
        found = self.items(mapping)
        pairs = zip(found[::2], found[1::2], strict=False)
        return next((value for name, value in pairs if self.said[name] in (key, ('"', key))), None)


@dataclass(frozen=True, slots=True)
class _Gap:
    """Where a code comes in, and in which hand."""

    first: int
    """The events from here ..."""

    end: int
    """... up to here give way to the code's."""

    end_of_text: int
    """The position after what stands before it."""

    dash: int
    """The column of the dash."""

    key: int
    """The column of the code's keys."""

    offset: int
    """How far lists stand in from their keys."""

    opens: int | None = None
    """The column of `codes:`, where the parent has none yet."""

    is_new_list: bool = False
    has_blank_line: bool = False


@lru_cache(maxsize=1)
def _outline(text: str) -> _Outline:
    """The outline; the last one is kept, since in a sitting a code comes into what the last one made."""
    import yaml

    found = _Outline()
    said, ends = found.said, found.ends
    opened: list[_Node] = []
    event: Any
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CLoader", yaml.Loader)):
            kind = event.__class__
            ends.append(event.end_mark.index)
            if kind is yaml.ScalarEvent:
                if event.style and event.style in "|>":
                    found.blocks.add(len(said))
                said.append(_said_by(event) if event.style or event.anchor or event.tag else event.value)
                continue
            if kind is yaml.SequenceStartEvent or kind is yaml.MappingStartEvent:
                mark = event.start_mark
                is_list = kind is yaml.SequenceStartEvent
                opened.append(_Node(len(said), mark.index, mark.column, bool(event.flow_style), is_list))
                found.nodes[len(said)] = opened[-1]
            elif kind is yaml.SequenceEndEvent or kind is yaml.MappingEndEvent:
                opened.pop().last = len(said)
            marked = getattr(event, "anchor", None), getattr(event, "tag", None)
            said.append(kind if marked == (None, None) else (kind, *marked))
    except (yaml.YAMLError, ValueError, IndexError) as error:
        raise _by_hand("the file is not YAML that can be read") from error
    return found


def _said_by(scalar: Any) -> tuple[object, ...]:
    """What a text says that is quoted, marked or written as a block."""
    if not scalar.style:
        return ("", scalar.value, scalar.anchor, scalar.tag)
    value = scalar.value.strip() if scalar.style in "|>" else scalar.value
    return ('"', value, scalar.anchor, scalar.tag) if scalar.anchor or scalar.tag else ('"', value)


def _find_gap(text: str, outline: _Outline, parent: str | None) -> _Gap:
    """The place for a child of this parent; raises FitcodeError when there is none that is safe."""
    root = next((node for node in outline.nodes.values()), None)
    top = root and outline.node(outline.value(root, "codes"), is_list=True)
    if root is None or top is None or root.is_flow or top.is_flow:
        raise _by_hand("its codes stand between brackets or are missing")
    offset = top.column - root.column
    owner = root if parent is None else _find_code(outline, top, parent)
    if owner is None:
        raise _by_hand(f"the code {parent!r} was not found in it")
    if owner.is_flow:
        raise _by_hand(f"the code {parent!r} stands between braces")
    event = outline.value(owner, "codes")
    children = outline.node(event, is_list=True)
    if children is not None:
        return _below_siblings(text, outline, children, offset)
    width = _item_width(text, outline, top)
    dash = owner.column + offset
    if event is None:
        end = _content_end(text, outline, owner.last)
        return _Gap(
            owner.last, owner.last, end, dash, dash + width, offset, opens=owner.column, is_new_list=True
        )
    if outline.said[event] != "":
        raise _by_hand(f"`codes` of {parent!r} is no list below it")
    return _Gap(event, event + 1, outline.ends[event], dash, dash + width, offset, is_new_list=True)


def _find_code(outline: _Outline, top: _Node, wanted: str) -> _Node | None:
    waiting = [top]
    while waiting:
        for item in outline.items(waiting.pop()):
            code = outline.node(item, is_list=False)
            if code is None:
                continue
            identity = outline.value(code, "id")
            if identity is not None and outline.said[identity] in (wanted, ('"', wanted)):
                return code
            below = outline.node(outline.value(code, "codes"), is_list=True)
            if below is not None:
                waiting.append(below)
    return None


def _below_siblings(text: str, outline: _Outline, children: _Node, offset: int) -> _Gap:
    if children.is_flow:
        raise _by_hand("the codes there stand between brackets")
    items = outline.items(children)
    last = outline.node(items[-1], is_list=False)
    lines = text[: last.start if last else children.start].splitlines()
    return _Gap(
        first=children.last,
        end=children.last,
        end_of_text=_content_end(text, outline, children.last),
        dash=children.column,
        key=children.column + _item_width(text, outline, children),
        offset=offset,
        has_blank_line=len(lines) > 1 and not lines[-2].strip(),
    )


def _item_width(text: str, outline: _Outline, sequence: _Node) -> int:
    """How far a code's keys stand in from its dash."""
    item = outline.node(outline.items(sequence)[-1], is_list=False)
    if item is None or _BREAK.search(text[text.rfind("-", 0, item.start) : item.start]):
        return 2
    return max(2, item.column - sequence.column)


def _content_end(text: str, outline: _Outline, event: int) -> int:
    """The position after the last thing written before an end that is not written itself."""
    said, nodes = outline.said, outline.nodes
    ends_of_blocks = {node.last for node in nodes.values() if not node.is_flow}
    event -= 1
    while event in ends_of_blocks:
        event -= 1
    end = outline.ends[event]
    if event in outline.blocks:
        return len(text[:end].rstrip(" \t\r\n"))
    assert said[event] is not None
    return end


def _line_end(text: str, gap: _Gap) -> int:
    """The end of the line, and of the comments below it that stand further in than the codes there."""
    found = _BREAK.search(text, gap.end_of_text)
    end = found.start() if found else len(text)
    deeper = re.compile(rf"(?:\r\n|\n|\r) {{{gap.dash + 1},}}#[^\r\n]*")
    while comment := deeper.match(text, end):
        end = comment.end()
    return end


def _written_code(code: Code, gap: _Gap) -> tuple[list[str], list[object]]:
    """The code's lines, and what the parser will say of them."""
    import yaml

    indent = " " * gap.key
    said: list[object] = [yaml.MappingStartEvent]
    lines = []
    for key, value in (("id", code.id), ("name", code.name), ("definition", code.definition)):
        if value:
            written = _written(value, is_word=key != "definition")
            lines.append(f"{indent}{key}: {written}")
            said += [key, value if written == value else ('"', value)]
    if code.examples:
        lines.append(f"{indent}examples:")
        lines += [f"{indent}{' ' * gap.offset}- {_written(one)}" for one in code.examples]
        said += ["examples", yaml.SequenceStartEvent, *(('"', one) for one in code.examples)]
        said.append(yaml.SequenceEndEvent)
    said.append(yaml.MappingEndEvent)
    lines[0] = f"{' ' * gap.dash}-{' ' * (gap.key - gap.dash - 1)}{lines[0][gap.key :]}"
    if gap.has_blank_line:
        lines.insert(0, "")
    if gap.is_new_list:
        said = [yaml.SequenceStartEvent, *said, yaml.SequenceEndEvent]
    if gap.opens is not None:
        lines.insert(0, f"{' ' * gap.opens}codes:")
        said.insert(0, "codes")
    return lines, said


def _written(text: str, *, is_word: bool = False) -> str:
    """Text as YAML has it: bare where it is a plain word or some, else in quotes."""
    if is_word and text.isascii() and _PLAIN.fullmatch(text) and text.lower() not in _TAKEN_FOR_OTHERS:
        return text
    return json.dumps(text, ensure_ascii=False).translate(_LINES_TO_YAML)


def _by_hand(reason: str) -> FitcodeError:
    return FitcodeError(
        f"The code cannot be written into this codebook file: {reason}.",
        remedy="Add it to the file by hand, then run: fitcode codebook apply",
    )
