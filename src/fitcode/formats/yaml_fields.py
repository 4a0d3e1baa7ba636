"""Fields: the keys of one YAML mapping read by name, every mistake noted at its own place.

A field that is absent, empty or mistaken gives the default; a mistake is never passed over in
silence. A bare text where a list of texts belongs is a list of one (``texts``), nothing else is bent.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

from fitcode.errors import nearest
from fitcode.formats.fault_list import FaultList
from fitcode.formats.written_words import as_language, language_trouble, one_line, shown, slug_trouble
from fitcode.formats.yaml_lines import YamlList, YamlMapping, YamlNode, YamlText, what

Choice = TypeVar("Choice", bound=StrEnum)

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_WHOLE = re.compile(r"[+-]?\d{1,12}")
_TRUTH = {"true": True, "false": False}


class Fields:
    """One mapping; ``thing`` is what messages call it ("a code")."""

    def __init__(self, node: YamlMapping, *, thing: str, known: Sequence[str], faults: FaultList) -> None:
        self.node = node
        self.thing = thing
        self._faults = faults
        for name, (key, _) in node.entries.items():
            if name not in known:
                hint = nearest(name, known)
                if name == "<<":
                    hint = "Merged mappings are not read: write the keys out."
                self.fault(f"Unknown key {shown(name)} in {thing}. {hint}", key)

    def fault(self, message: str, node: YamlNode) -> None:
        """Note a mistake at a value's place."""
        self._faults.add(message.strip(), line=node.line, column=node.column)

    def __contains__(self, name: str) -> bool:
        return name in self.node.entries

    def get(self, name: str) -> YamlNode | None:
        """The value of a key; None when it is absent or empty."""
        entry = self.node.entries.get(name)
        if entry is None or (isinstance(entry[1], YamlText) and entry[1].is_null):
            return None
        return entry[1]

    def place(self, name: str) -> YamlNode:
        """Where a key stands; the mapping's beginning when it is absent."""
        entry = self.node.entries.get(name)
        return entry[0] if entry else self.node

    def text(self, name: str) -> str:
        """A text, trimmed; empty when absent."""
        node = self.get(name)
        if node is None:
            return ""
        if not isinstance(node, YamlText):
            self.fault(f"`{name}` should be text, not {what(node)}.", node)
            return ""
        return node.text.strip()

    def line(self, name: str) -> str:
        """A text that belongs on one line."""
        return one_line(self.text(name))

    def slug(self, name: str, *, proposed: str = "") -> str:
        """A required id; ``proposed`` is what the message suggests when it is missing."""
        written = self.text(name)
        node = self.get(name)
        if node is None or (isinstance(node, YamlText) and not written):
            such = f" Add `{name}: {proposed}`." if proposed else ""
            self.fault(f"{self.thing[0].upper()}{self.thing[1:]} has no `{name}`.{such}", self.place(name))
        elif written:
            trouble = slug_trouble(written)
            if trouble:
                self.fault(trouble, node)
        return written

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, each trimmed; a bare text is a list of one."""
        node = self.get(name)
        if node is None:
            return ()
        if isinstance(node, YamlText):
            return (node.text.strip(),) if node.text.strip() else ()
        if isinstance(node, YamlMapping):
            self.fault(
                f"`{name}` should be a list of texts, not {what(node)}; put text that holds ': ' in quotes.",
                node,
            )
            return ()
        return tuple(text for item in node.items if (text := self.item_text(item, name=name)))

    def item_text(self, item: YamlNode, *, name: str) -> str:
        """One text of a list."""
        if not isinstance(item, YamlText):
            more = "; put text that holds ': ' in quotes" if isinstance(item, YamlMapping) else ""
            self.fault(f"An entry of `{name}` should be text, not {what(item)}{more}.", item)
            return ""
        text = item.text.strip()
        if not text or (item.plain and text == "~"):
            self.fault(f"An entry of `{name}` is empty.", item)
            return ""
        return text

    def lines(self, name: str) -> tuple[str, ...]:
        """A list of texts that each belong on one line, once each."""
        return tuple(dict.fromkeys(one_line(text) for text in self.texts(name)))

    def choice(self, name: str, choices: type[Choice]) -> Choice | None:
        """One of a few words; None when absent."""
        written = self.text(name)
        if not written:
            return None
        known = [str(choice.value) for choice in choices]
        if written.lower() in known:
            return choices(written.lower())
        hint = nearest(written, known)
        one_of = "" if hint.startswith("Known") else f" It is one of {', '.join(known)}."
        self.fault(f"`{name}` cannot be {shown(written)}. {hint}{one_of}", self.node.entries[name][1])
        return None

    def language(self, name: str) -> str | None:
        """A language code; None when absent."""
        written = self.text(name)
        if not written:
            return None
        trouble = language_trouble(written)
        if trouble:
            self.fault(f"`{name}`: {trouble}", self.node.entries[name][1])
            return None
        return as_language(written)

    def flag(self, name: str) -> bool:
        """A truth value; false when absent."""
        written = self.text(name)
        if written and written.lower() not in _TRUTH:
            self.fault(f"`{name}` should be true or false, not {shown(written)}.", self.node.entries[name][1])
        return _TRUTH.get(written.lower(), False)

    def number(self, name: str, *, default: float, low: float, high: float) -> float:
        """A number within bounds."""
        written = self.text(name)
        if not written:
            return default
        value = float(written) if _NUMBER.fullmatch(written) else None
        if value is None or not low <= value <= high:
            hint = (
                " Write a point, not a comma."
                if _NUMBER.fullmatch(written.replace(",", ".", 1)) and "," in written
                else ""
            )
            message = f"`{name}` should be a number from {low:g} to {high:g}, not {shown(written)}.{hint}"
            self.fault(message, self.node.entries[name][1])
            return default
        return value

    def whole(self, name: str, *, default: int, low: int, high: int) -> int:
        """A whole number within bounds."""
        written = self.text(name)
        if not written:
            return default
        if not _WHOLE.fullmatch(written) or not low <= int(written) <= high:
            message = f"`{name}` should be a whole number from {low} to {high}, not {shown(written)}."
            self.fault(message, self.node.entries[name][1])
            return default
        return int(written)

    def mappings(self, name: str, *, example: str) -> list[YamlMapping]:
        """A list of mappings; ``example`` shows how one begins."""
        node = self.get(name)
        if node is None:
            return []
        if not isinstance(node, YamlList):
            self.fault(
                f"`{name}` should be a list, not {what(node)}: begin each entry with `{example}`.", node
            )
            return []
        for item in node.items:
            if not isinstance(item, YamlMapping):
                self.fault(f"An entry of `{name}` is {what(item)}: begin it with `{example}`.", item)
        return [item for item in node.items if isinstance(item, YamlMapping)]
