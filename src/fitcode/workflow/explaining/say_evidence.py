"""Say evidence: why something was suggested, suggester by suggester, a line each for people."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from fitcode.domain.codebook import Code, Pattern
from fitcode.errors import shortened
from fitcode.workflow.explaining.lay_out_page import in_quotes

ROUNDING = 0.0001
"""Scores are kept to four digits."""

_LONGEST_PATTERN = 80
_MOST_ALONE, _MOST_OF_SEVERAL = 6, 3
"""Phrases of a list that are told, where it stands alone or beside others."""

_LONGEST_QUOTE = 200
"""As in a suggestion's reason, so that the same text is recognised."""

_LEAST_LETTERS = 2
_NO_PROPOSAL = "nothing of its own to show (it holds other codes likelier here)"
_BRANCH_ALONE = "nothing of its own to show (from the level of its branch)"


def took_part(name: str, evidence: Mapping[str, Any], *, score: float, valence: object) -> bool:
    """Whether what is known by this name had a part in a suggestion: a suggester, or what was learned."""
    if name == "rules":
        return bool(evidence.get("rules"))
    if name == "calibration":
        return "raw" in evidence and abs(float(evidence["raw"]) - score) > ROUNDING
    if name == "valence":
        return bool(valence)
    return name in evidence.get("parts", {})


def reason_lines(
    found: Mapping[str, Any], code: Code | None, *, common: Collection[str], has_examples: bool
) -> Iterator[str]:
    """What fired and what stood near; ``code`` is the one in force, None where it has left.

    ``common`` are words that say little by themselves; ``has_examples`` says that the code was learned from
    examples of its own.
    """
    evidence: Mapping[str, Any] = found["evidence"]
    place = evidence.get("scored")
    if place:  # of several segments the evidence below is the likeliest's; the reason names all
        yield f"reason: {found['reason']}"
    patterns = {pattern.id: pattern for pattern in code.patterns} if code else {}
    for rule in evidence.get("rules", ()):
        yield _rule_line(rule, patterns.get(str(rule["id"])))
    where = f", of {place[0]}:{place[1]}" if place else ""
    parts = evidence.get("parts", {})
    if semantic := evidence.get("semantic"):
        nearest = semantic.get("nearest") or {}
        yield (
            f"near in meaning to {nearest.get('kind', 'the code')}: {_quoted(nearest)} "
            f"({semantic.get('z', 0):.1f} standard deviations above the usual{where})"
        )
    elif "semantic" in parts:
        yield f"semantic: {_NO_PROPOSAL}"
    if learned := evidence.get("learned"):
        yield f"learned: {_learned(learned, common=common, where=where)}"
    elif "learned" in parts:
        yield f"learned: {_NO_PROPOSAL if has_examples else _BRANCH_ALONE}"


def _rule_line(rule: Mapping[str, Any], pattern: Pattern | None) -> str:
    words = ", ".join(in_quotes(word) for word in rule["words"])
    valence = f", {rule['valence']}" if rule.get("valence") else ""
    stated = f' "{shortened(_wording(pattern), _LONGEST_PATTERN)}"' if pattern else ""
    return f"rule {rule['id']} ({rule['form']}, weight {rule['weight']}{valence}){stated}: {words}"


def _wording(pattern: Pattern) -> str:
    """What a pattern looks for in one line; of a long list the first phrases, so that every list is there.

    What would have silenced it was not there, and is left out.
    """
    if pattern.phrase is not None:
        said = pattern.phrase
    elif pattern.any_of is not None:
        said = _either(pattern.any_of, most=_MOST_ALONE)
    elif pattern.near is not None:
        lists = [_either(phrases, most=_MOST_OF_SEVERAL) for phrases in pattern.near]
        said = f"{'; '.join(lists)} within {pattern.within}"
    else:
        said = " ".join(_token(one) for one in pattern.tokens or ())
    return " ".join(said.split())


def _either(phrases: Sequence[str], *, most: int) -> str:
    return "|".join(phrases) if len(phrases) <= most else "|".join([*phrases[: most - 1], "…"])


def _token(token: Mapping[str, Any]) -> str:
    return "&".join(f"{name}={_asked(value)}" for name, value in token.items()) or "*"


def _asked(value: object) -> str:
    """What a token pattern asks of an attribute, as short as it can be read."""
    if isinstance(value, Mapping):
        return ",".join(f"{name} {_asked(asked)}" for name, asked in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "|".join(str(one) for one in value)
    return str(value)


def _learned(learned: Mapping[str, Any], *, common: Collection[str], where: str) -> str:
    telling = [(name, weight) for name, weight in learned.get("features", ()) if _tells(name, common)]
    said = [f"words {', '.join(f'{in_quotes(name)} {weight:+.2f}' for name, weight in telling)}"]
    nearest = learned.get("nearest")
    if nearest:
        similar = f"similarity {nearest.get('similarity', 0):.2f}"
        said.append(f"nearest coded passage {_quoted(nearest)} ({similar}{where})")
    return "; ".join(said if telling else said[1:]) or _BRANCH_ALONE


def _tells(feature: str, common: Collection[str]) -> bool:
    """Whether a word, or one of a pair, has two letters and is not one of the language's commonest."""
    return any(
        sum(char.isalpha() for char in word) >= _LEAST_LETTERS and word.lower() not in common
        for word in feature.split()
    )


def _quoted(nearest: Mapping[str, Any]) -> str:
    return in_quotes(shortened(" ".join(str(nearest.get("text", "")).split()), _LONGEST_QUOTE))


def mention_line(mention: Mapping[str, Any], start: int, end: int) -> str:
    """A component that was read, and where."""
    first, last = mention["span"]
    place = "" if start <= first and last <= end else " (elsewhere in the turn)"
    return f"mentions {mention['component']}: {in_quotes(mention['alias'])}{place}"


def stated_line(name: str, value: str, evidence: Mapping[str, Any]) -> str:
    """A field beside the code, and how sure it is."""
    why = evidence.get(name, {})
    sure = f" (confidence {why['confidence']:.2f})" if "confidence" in why else ""
    return f"{name}: {value}{sure}"


def score_lines(evidence: Mapping[str, Any], score: float) -> Iterator[str]:
    """The score by its parts."""
    parts = evidence.get("parts", {})
    if parts:
        said = ", ".join(f"{name} {part:.2f}" for name, part in parts.items())
        raw = float(evidence["raw"])
        together = f"; together {raw:.2f}" if len(parts) > 1 else ""
        calibrated = f"; calibrated by decisions {score:.2f}" if abs(raw - score) > ROUNDING else ""
        yield f"score: {said}{together}{calibrated}"
