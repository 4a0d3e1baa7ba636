"""What a model refuses, in plain words: no library's jargon reaches a person who edits a file."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from fitcode.errors import nearest
from fitcode.formats.written_words import shown

_KINDS = {
    "string_type": "text",
    "string_unicode": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "keys and values",
    "model_type": "keys and values",
    "model_attributes_type": "keys and values",
}
_BOUNDS = {
    "greater_than_equal": ("at least", "ge"),
    "greater_than": ("more than", "gt"),
    "less_than_equal": ("at most", "le"),
    "less_than": ("less than", "lt"),
}
_QUOTED = re.compile(r"'([^']*)'")


def key_of(location: Sequence[str | int]) -> str:
    """Where in a value a mistake is, as a person would write it: ``pipeline.steps[2]``."""
    written = ""
    for part in location:
        if isinstance(part, int):
            written += f"[{part + 1}]"
        else:
            written += f".{part}" if written else part
    return written


def plain_words(error: Mapping[str, Any], *, known: Sequence[str] = ()) -> str:
    """One error of a model's validation as a sentence; ``known`` are the keys that could have been meant."""
    kind = str(error["type"])
    location: Sequence[str | int] = error["loc"]
    key = key_of(location)
    context: Mapping[str, Any] = error.get("ctx") or {}
    value = shown(error.get("input"))
    if kind == "extra_forbidden":
        last = str(location[-1])
        return f"Unknown key {shown(last)}. {nearest(last, known)}".strip()
    if kind == "missing":
        return f"`{key}` is missing."
    if kind in ("enum", "literal_error"):
        choices = _QUOTED.findall(str(context.get("expected", "")))
        hint = nearest(str(error.get("input")), choices)
        one_of = "" if hint.startswith("Known") else f" It is one of {', '.join(choices)}."
        return f"`{key}` cannot be {value}. {hint}{one_of}"
    if kind in _BOUNDS:
        words, name = _BOUNDS[kind]
        return f"`{key}` should be {words} {context.get(name)}, not {value}."
    if kind in _KINDS:
        return f"`{key}` should be {_KINDS[kind]}, not {value}."
    if kind == "value_error":
        said = str(context.get("error", error.get("msg", "")))
        return f"{f'`{key}`: ' if key else ''}{said[:1].upper()}{said[1:]}."
    return f"`{key}` cannot be {value}: {error.get('msg')}."
