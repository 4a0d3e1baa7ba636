"""The patterns of a code, in each form that people write them.

A bare text is a phrase. A pattern without an id gets one from what it looks for, so that reordering a file
changes no id and looking for something else makes it another pattern. Weight and valence may be edited: what
was decided and learned of a pattern is filed under its id.
"""

from collections import Counter
from collections.abc import Mapping

from fitcode.domain.choices import Valence
from fitcode.domain.codebook import Pattern
from fitcode.domain.identity import content_hash
from fitcode.formats.fault_list import FaultList
from fitcode.formats.token_patterns import read_tokens
from fitcode.formats.written_words import one_line, shown
from fitcode.formats.yaml_fields import Fields
from fitcode.formats.yaml_lines import YamlList, YamlMapping, YamlNode, YamlText, what

_KEYS = ("id", "phrase", "any_of", "near", "tokens", "within", "unless", "valence", "weight", "language")
_FORMS = ("phrase", "any_of", "near", "tokens")
_ONE_OF = "`phrase`, `any_of`, `near` or `tokens`"
_DERIVED_DIGITS = 8


def read_patterns(code: Fields, *, faults: FaultList) -> tuple[Pattern, ...]:
    """The patterns of a code; those with mistakes are left out."""
    node = code.get("patterns")
    if node is None:
        return ()
    if isinstance(node, YamlMapping):
        code.fault("`patterns` should be a list: put `- ` before each pattern.", node)
        return ()
    read = [
        (item, pattern)
        for item in ([node] if isinstance(node, YamlText) else node.items)
        if (pattern := _read_one(item, code=code, faults=faults)) is not None
    ]
    alike = Counter(derived_pattern_id(pattern) for _, pattern in read if not pattern.id)
    patterns: list[Pattern] = []
    lines: dict[str, int] = {}
    for item, stated in read:
        pattern = stated if stated.id else _with_id(stated, alike=alike)
        first = lines.get(pattern.id)
        if first is not None:
            code.fault(f"Pattern {shown(pattern.id)} stands twice in this code, first on line {first}.", item)
            continue
        lines[pattern.id] = item.line
        patterns.append(pattern)
    return tuple(patterns)


def derived_pattern_id(pattern: Pattern, *, with_weight: bool = False) -> str:
    """The id of a pattern that states none: a short hash of what it looks for, defaults left out.

    ``with_weight`` tells two patterns of a code apart that differ in weight or valence alone.
    """
    left_out = {"id"} if with_weight else {"id", "weight", "valence"}
    content = pattern.model_dump(mode="json", exclude=left_out, exclude_defaults=True)
    return content_hash(content)[:_DERIVED_DIGITS]


def _read_one(item: YamlNode, *, code: Fields, faults: FaultList) -> Pattern | None:
    if isinstance(item, YamlText):
        phrase = one_line(code.item_text(item, name="patterns"))
        return Pattern(id="", phrase=phrase) if phrase else None
    if isinstance(item, YamlList):
        code.fault(f"A pattern is a phrase, or keys and values with {_ONE_OF}; not a list.", item)
        return None
    return _read_keyed(Fields(item, thing="a pattern", known=_KEYS, faults=faults), faults=faults)


def _read_keyed(fields: Fields, *, faults: FaultList) -> Pattern | None:
    before = len(faults)
    stated = [form for form in _FORMS if form in fields]
    if len(stated) != 1:
        said = (
            f"has {' and '.join(f'`{form}`' for form in stated)}: keep one" if stated else "has none of them"
        )
        fields.fault(f"A pattern has exactly one of {_ONE_OF}; this one {said}.", fields.node)
    identity = fields.slug("id") if "id" in fields else ""
    phrase = any_of = tokens = near = None
    if "phrase" in fields:
        phrase = _phrase(fields)
    if "any_of" in fields:
        any_of = _any_of(fields)
    if "tokens" in fields:
        tokens = read_tokens(fields, faults=faults)
    if "near" in fields:
        near = _near(fields)
    elif "within" in fields:
        fields.fault("`within` belongs to `near`: this pattern has none.", fields.place("within"))
    within = fields.whole("within", default=8, low=1, high=100)
    unless = tuple(one_line(text) for text in fields.texts("unless"))
    valence = fields.choice("valence", Valence)
    weight = fields.number("weight", default=0.5, low=0, high=1)
    language = fields.language("language")
    if len(faults) > before:
        return None
    return Pattern(
        id=identity,
        phrase=phrase,
        any_of=any_of,
        tokens=tokens,
        near=near,
        within=within,
        unless=unless,
        valence=valence,
        weight=weight,
        language=language,
    )


def _with_id(pattern: Pattern, *, alike: Mapping[str, int]) -> Pattern:
    """The pattern with its derived id; ``alike`` counts the code's patterns that look for the same."""
    derived = derived_pattern_id(pattern)
    if alike[derived] > 1:
        # Both get the longer one, whichever stands first in the file.
        derived = derived_pattern_id(pattern, with_weight=True)
    return pattern.model_copy(update={"id": derived})


def _phrase(fields: Fields) -> str:
    phrase = fields.line("phrase")
    node = fields.get("phrase")
    if not phrase and (node is None or isinstance(node, YamlText)):
        fields.fault("`phrase` is empty.", fields.place("phrase"))
    return phrase


def _any_of(fields: Fields) -> tuple[str, ...]:
    """One phrase at least."""
    texts = tuple(dict.fromkeys(one_line(text) for text in fields.texts("any_of")))
    node = fields.get("any_of")
    is_empty = not (node.items if isinstance(node, YamlList) else texts)
    if node is None or (is_empty and not isinstance(node, YamlMapping)):
        example = "write `any_of: [fuel, diesel]`"
        fields.fault(f"`any_of` should be a list of phrases: {example}.", fields.place("any_of"))
    return texts


def _near(fields: Fields) -> tuple[tuple[str, ...], ...]:
    """At least two lists of phrases."""
    node = fields.get("near")
    example = "write `near: [[fuel, diesel], [lend, borrow]]`"
    if not isinstance(node, YamlList):
        found = what(node) if node else "empty"
        fields.fault(
            f"`near` should be at least two lists of phrases, not {found}: {example}.", fields.place("near")
        )
        return ()
    if len(node.items) < 2:
        fields.fault(f"`near` needs at least two lists of phrases: {example}.", node)
    groups: list[tuple[str, ...]] = []
    for item in node.items:
        if not isinstance(item, YamlList):
            fields.fault(
                f"Each entry of `near` should be a list of phrases, not {what(item)}: {example}.", item
            )
            continue
        if not item.items:
            fields.fault("A list of `near` is empty.", item)
        texts = [one_line(fields.item_text(entry, name="near")) for entry in item.items]
        groups.append(tuple(dict.fromkeys(texts)))
    return tuple(groups)
