"""spaCy token patterns as a codebook writes them, checked without loading spaCy.

Values take the type that their attribute has (``LOWER: no`` is a word, ``IS_TITLE: true`` a truth
value), so that YAML's own guesses never reach a matcher.
"""

import re
import warnings
from typing import Any

from fitcode.errors import nearest
from fitcode.formats.fault_list import FaultList
from fitcode.formats.written_words import shown
from fitcode.formats.yaml_fields import Fields
from fitcode.formats.yaml_lines import YamlList, YamlMapping, YamlNode, YamlText, what

_WORDS = frozenset(
    [
        *("ORTH", "TEXT", "NORM", "LOWER", "SHAPE", "LEMMA", "POS", "TAG", "DEP", "MORPH"),
        *("ENT_TYPE", "ENT_IOB", "ENT_ID", "ENT_KB_ID"),
    ]
)
_FLAGS = frozenset(
    [
        *(
            "IS_ALPHA",
            "IS_ASCII",
            "IS_DIGIT",
            "IS_LOWER",
            "IS_UPPER",
            "IS_TITLE",
            "IS_PUNCT",
            "IS_SPACE",
            "IS_STOP",
        ),
        *("IS_SENT_START", "SENT_START", "SPACY", "LIKE_NUM", "LIKE_URL", "LIKE_EMAIL"),
    ]
)
_COUNTS = frozenset(["LENGTH"])
_ATTRIBUTES = _WORDS | _FLAGS | _COUNTS | {"OP"}

_LISTS = frozenset(["IN", "NOT_IN", "IS_SUBSET", "IS_SUPERSET", "INTERSECTS"])
_COMPARISONS = frozenset(["==", "!=", ">=", "<=", ">", "<"])
_FUZZY = frozenset(["FUZZY", *(f"FUZZY{number}" for number in range(1, 10))])
_WORD_PREDICATES = _LISTS | _FUZZY | {"REGEX"}
_COUNT_PREDICATES = _COMPARISONS | {"IN", "NOT_IN"}

_OPERATOR = re.compile(r"[!?+*]|\{\d{1,3}(,\d{0,3})?\}|\{,\d{1,3}\}")
_WHOLE = re.compile(r"\d{1,9}")


def read_tokens(pattern: Fields, *, faults: FaultList) -> tuple[dict[str, Any], ...]:
    """The tokens of a pattern; mistakes are noted where they stand."""
    node = pattern.get("tokens")
    if not isinstance(node, YamlList) or not node.items:
        found = what(node) if node else "empty"
        found = "an empty list" if isinstance(node, YamlList) else found
        message = f"`tokens` should be a list of tokens, not {found}: write `tokens: [{{LEMMA: arrive}}]`."
        pattern.fault(message, pattern.place("tokens"))
        return ()
    reader = _TokenReader(faults)
    return tuple(reader.token(item) for item in node.items)


class _TokenReader:
    """Reads one token after another."""

    def __init__(self, faults: FaultList) -> None:
        self._faults = faults

    def token(self, node: YamlNode) -> dict[str, Any]:
        if not isinstance(node, YamlMapping):
            self._fault(f"A token should be like {{LEMMA: arrive}}, not {what(node)}.", node)
            return {}
        token: dict[str, Any] = {}
        for name, (key, value) in node.entries.items():
            attribute = name.upper()
            if attribute not in _ATTRIBUTES:
                self._fault(f"Unknown token attribute {shown(name)}. {nearest(name, _ATTRIBUTES)}", key)
            elif attribute in token:
                self._fault(f"The token has {attribute} twice.", key)
            else:
                token[attribute] = self._value(value, attribute=attribute)
        return token

    def _value(self, node: YamlNode, *, attribute: str) -> Any:
        if attribute == "OP":
            return self._operator(node)
        if attribute in _FLAGS:
            return self._flag(node, attribute=attribute)
        if isinstance(node, YamlMapping):
            return self._predicates(node, attribute=attribute)
        return self._single(node, attribute=attribute)

    def _single(self, node: YamlNode, *, attribute: str) -> str | int:
        """A word or a count."""
        if not isinstance(node, YamlText):
            hint = f": write {attribute}: {{IN: [...]}}" if isinstance(node, YamlList) else ""
            self._fault(f"{attribute} cannot be {what(node)}{hint}.", node)
            return ""
        if attribute in _COUNTS:
            if not _WHOLE.fullmatch(node.text):
                self._fault(f"{attribute} should be a whole number, not {shown(node.text)}.", node)
                return 0
            return int(node.text)
        if not node.text.strip():
            self._fault(f"{attribute} is empty.", node)
        if attribute == "LOWER" and node.text != node.text.lower():
            self._fault(f"LOWER never holds capitals: write {shown(node.text.lower())}.", node)
        if attribute == "ENT_IOB" and node.text not in ("I", "O", "B"):
            self._fault(f"ENT_IOB should be I, O or B, not {shown(node.text)}.", node)
        return node.text

    def _operator(self, node: YamlNode) -> str:
        if isinstance(node, YamlText) and _OPERATOR.fullmatch(node.text):
            return node.text
        found = shown(node.text) if isinstance(node, YamlText) else what(node)
        self._fault(f'OP should be "!", "?", "+", "*" or like "{{2,3}}", not {found}.', node)
        return ""

    def _flag(self, node: YamlNode, *, attribute: str) -> bool:
        if isinstance(node, YamlText) and node.text.lower() in ("true", "false"):
            return node.text.lower() == "true"
        found = shown(node.text) if isinstance(node, YamlText) else what(node)
        self._fault(f"{attribute} should be true or false, not {found}.", node)
        return False

    def _predicates(self, node: YamlMapping, *, attribute: str) -> dict[str, Any]:
        known = _COUNT_PREDICATES if attribute in _COUNTS else _WORD_PREDICATES
        if not node.entries:
            self._fault(f"{attribute} is empty.", node)
        read: dict[str, Any] = {}
        for name, (key, value) in node.entries.items():
            if name not in known:
                self._fault(f"{attribute} knows no {shown(name)}. {nearest(name, known)}", key)
            elif name in _LISTS:
                read[name] = self._list(value, name=name, attribute=attribute)
            elif name in _FUZZY and isinstance(value, YamlMapping):
                read[name] = self._predicates(value, attribute=attribute)
            elif name == "REGEX":
                read[name] = self._regex(value, attribute=attribute)
            else:
                read[name] = self._single(value, attribute=attribute)
        return read

    def _list(self, node: YamlNode, *, name: str, attribute: str) -> list[str | int]:
        if not isinstance(node, YamlList) or not node.items:
            self._fault(
                f"{name} should be a list with something in it, as in {name}: [deliver, arrive].", node
            )
            return []
        return [self._single(item, attribute=attribute) for item in node.items]

    def _regex(self, node: YamlNode, *, attribute: str) -> Any:
        """An expression, or lists of expressions under IN and NOT_IN."""
        if isinstance(node, YamlMapping):
            read: Any = self._predicates(node, attribute=attribute)
            for name in set(read) - {"IN", "NOT_IN"}:
                self._fault(f"REGEX takes a text, or IN or NOT_IN with texts, not {name}.", node)
            written = [text for value in read.values() if isinstance(value, list) for text in value]
        else:
            read = self._single(node, attribute="REGEX")
            written = [read]
        for expression in written:
            self._check_regex(str(expression), node)
        return read

    def _check_regex(self, expression: str, node: YamlNode) -> None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                re.compile(expression)
        except (re.error, OverflowError, RecursionError) as error:
            self._fault(f"The regular expression {shown(expression)} cannot be read: {error}.", node)

    def _fault(self, message: str, node: YamlNode) -> None:
        self._faults.add(message.strip(), line=node.line, column=node.column)
