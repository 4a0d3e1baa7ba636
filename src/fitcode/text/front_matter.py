"""Front matter: what stands before the talk and describes it, YAML or ``Key: value`` lines.

It gives metadata and stays in the transcript's text; none of it is ever a turn.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from fitcode.text.labels import Shape, label_key, label_shape
from fitcode.text.vocabulary import METADATA_KEYS

_YAML_BLOCK = re.compile(
    r"\s{0,40}---[ \t]{0,8}\n(?P<body>(?:(?!---|\.\.\.)[^\n]*\n)*?)"
    r"(?:---|\.\.\.)[ \t]{0,8}(?:\n|\Z)"
)
_PLAIN_YAML = re.compile(
    r"""([A-Za-z_][\w .-]*?)[ \t]*:[ \t]+([^\s\[\]{}&*!|>'"%@`#,?:-][^#:\n]*|\d[^#\n]*)"""
)
_KEY_LINE = re.compile(
    r"[ \t]*(?:[-+•*][ \t]+)?(?:\*\*|__)?(?P<key>[^\W\d_][^\n:：*|]{0,39}?)(?:\*\*|__)?"
    r"[ \t]*[:：](?:\*\*|__)?[ \t]*(?P<value>[^\n]*)"
)

_FRONT_CHARACTERS = 20_000
_FRONT_LINES = 120
"""Front matter is looked for this far."""

_LONGEST_VALUE = 300
_LONGEST_NAME = 60
"""A longer value is talk, if its key could be a speaker."""


class FrontMatter(NamedTuple):
    """What describes a transcript at its head."""

    end: int
    """Nothing before this position is a turn."""

    metadata: dict[str, str]
    breaks: tuple[int, ...]
    """Where its lines begin: no segment runs across."""


class _Line(NamedTuple):
    start: int
    end: int
    key: str
    value: str
    is_pair: bool
    is_known: bool


def read_front_matter(text: str, *, counts: Mapping[str, int]) -> FrontMatter:
    """The front matter of a text; ``counts`` says how often each label's key stands in the whole text."""
    block = _YAML_BLOCK.match(text, 0, _FRONT_CHARACTERS) if text.lstrip()[:3] == "---" else None
    metadata = _read_yaml(block["body"]) if block else None
    if block and metadata is not None:
        inside = _line_starts(text, block.start("body"), block.end())
        rest = _read_key_lines(text, start=block.end(), counts=counts)
        return FrontMatter(
            max(block.end(), rest.end), rest.metadata | metadata, (*inside, block.end(), *rest.breaks)
        )
    return _read_key_lines(text, start=0, counts=counts)


def _line_starts(text: str, start: int, end: int) -> Iterator[int]:
    while start < end:
        yield start
        start = text.find("\n", start, end) + 1 or end


def _read_yaml(body: str) -> dict[str, str] | None:
    """A mapping of scalars, or None when the block is no such thing."""
    pairs: dict[str, str] = {}
    for line in body.splitlines():
        plain = _PLAIN_YAML.fullmatch(line.rstrip())
        if plain is None:
            if line.strip():
                break
            continue
        key = _metadata_key(plain[1])
        if key in pairs:
            return None
        pairs[key] = plain[2].strip()
    else:
        return pairs or None
    # Loading the YAML library and one use of it cost more than cutting the rest of the transcript.
    import yaml

    try:
        # In Python, where lists inside lists without end are an error; libyaml's loader overflows the stack.
        loader = yaml.BaseLoader(body)
        node = loader.get_single_node()
        loaded: Any = loader.construct_document(node) if node is not None else None
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    if node is None or not isinstance(loaded, dict) or len(loaded) < len(node.value):  # a key stands twice
        return None
    attributes = loaded.get("attributes")
    pairs = {**(attributes if isinstance(attributes, dict) else {}), **loaded}
    flat = {_metadata_key(str(key)): _flat(value) for key, value in pairs.items()}
    return {key: value for key, value in flat.items() if key and value}


def _flat(value: Any) -> str:
    """A scalar as written, a list of scalars with commas; deeper things are not metadata."""
    if isinstance(value, list):
        return ", ".join(str(part) for part in value if not isinstance(part, list | dict))
    return "" if value is None or isinstance(value, dict) else " ".join(str(value).split())


def _metadata_key(key: str) -> str:
    return "_".join(re.findall(r"\w+", key.casefold()))


def _read_key_lines(text: str, *, start: int, counts: Mapping[str, int]) -> FrontMatter:
    metadata: dict[str, str] = {}
    breaks: list[int] = []
    end = 0
    for paragraph, is_last in _paragraphs(text, start):
        taken, goes_on = _header_of(paragraph, is_last=is_last, counts=counts)
        for line in taken:
            breaks += [line.start, line.end]
            end = line.end
            if line.is_pair and 0 < len(line.value) <= _LONGEST_VALUE:
                metadata.setdefault(_metadata_key(line.key), line.value)
        if not goes_on:
            break
    return FrontMatter(end, metadata, tuple(breaks))


def _paragraphs(text: str, start: int) -> Iterator[tuple[list[_Line], bool]]:
    """The first paragraphs, each with whether nothing but space follows it."""
    paragraph: list[_Line] = []
    limit = min(len(text), start + _FRONT_CHARACTERS)
    for _ in range(_FRONT_LINES):
        if start >= limit:
            break
        end = text.find("\n", start, limit)
        end = limit if end < 0 else end
        line = text[start:end]
        if line.strip():
            paragraph.append(_line_of(line, start=start, end=end))
        elif paragraph:
            yield paragraph, not text[end : end + 1000].strip()
            paragraph = []
        start = end + 1
    if paragraph:
        yield paragraph, True


def _line_of(line: str, *, start: int, end: int) -> _Line:
    has_colon = ":" in line[:64] or "：" in line[:64]
    match = _KEY_LINE.fullmatch(line) if has_colon else None
    if match is None or match["value"].startswith("//"):
        return _Line(start, end, "", "", is_pair=False, is_known=False)
    key = label_key(match["key"])
    return _Line(start, end, key, match["value"].strip(" \t*_"), is_pair=True, is_known=key in METADATA_KEYS)


def _header_of(
    paragraph: list[_Line], *, is_last: bool, counts: Mapping[str, int]
) -> tuple[list[_Line], bool]:
    """The lines of a paragraph that are header, and whether a further paragraph can be.

    A paragraph whose lines are all distinct pairs, one key at least a known one, is header as a whole;
    else its first lines are, up to the last known key. A pair whose key could be a speaker and whose value
    reads like talk ends the header.
    """
    lead = 0
    while lead < min(2, len(paragraph)) and not paragraph[lead].is_pair:
        lead += 1
    pairs: list[_Line] = []
    seen: set[str] = set()
    for line in paragraph[lead:]:
        if not line.is_pair or line.key in seen or _is_talk(line, counts=counts):
            break
        seen.add(line.key)
        pairs.append(line)
    known = [index for index, line in enumerate(pairs) if line.is_known]
    if not known:
        # Headings and prose may come before the header; the first label ends the search.
        return [], not any(line.is_pair and label_shape(line.key) >= Shape.phrase for line in paragraph)
    is_whole = lead + len(pairs) == len(paragraph)
    taken = pairs if is_whole and not is_last else pairs[: known[-1] + 1]
    return paragraph[:lead] + taken, is_whole


def _is_talk(line: _Line, *, counts: Mapping[str, int]) -> bool:
    if line.is_known:
        return False
    if counts.get(line.key, 0) < 2 and label_shape(line.key) is not Shape.role:
        return len(line.value) > _LONGEST_VALUE
    if len(line.value) > _LONGEST_NAME or line.value.endswith(("?", "؟", "？")):
        return True
    return line.value.endswith((".", "!", "…", "。")) and len(line.value.split()) > 2
