"""Bounded time: how many ways a token pattern or a regular expression could be tried, at worst.

A pattern that could run for ever is refused before it meets a text: neither spaCy's matcher nor Python's
``re`` can be stopped half-way. The figure is an upper bound worked out from the pattern alone.
"""

import re
from collections.abc import Iterable, Sequence
from math import inf, log2, prod
from typing import Any

WINDOW = 120
"""Tokens that a token pattern is shown at a time."""

LONGEST_TOKEN = 200
"""Characters; a longer token is no word, and token patterns do not see it."""

MOST_WAYS = 15_000
"""What a pattern may cost: two unbounded parts, or a dozen optional ones (0.2 s in the worst window)."""

MOST_WAYS_EVERYWHERE = 1_000
"""The same for a token pattern without a word that says where to try it."""

MOST_REGEX_WAYS = 50_000
"""What a regular expression may cost: two unbounded repeats (0.1 s on the longest token)."""

MOST_TOKENS = 50

_BRACES = re.compile(r"\{(\d*)(?:(,)(\d*))?\}")


def token_ways(tokens: Sequence[dict[str, Any]]) -> float:
    """How many ways a token pattern could be laid over a window."""
    return prod(_operator_ways(_value(token, "OP")) for token in tokens)


def _value(token: dict[str, Any], key: str) -> Any:
    return next((value for name, value in token.items() if str(name).upper() == key), None)


def _operator_ways(operator: object) -> float:
    if operator is None or operator in ("1", "!"):
        return 1
    if operator == "?":
        return 2
    if operator in ("*", "+"):
        return WINDOW
    braces = _BRACES.fullmatch(str(operator))
    if not braces:
        return 1  # spaCy's own check refuses it
    low = int(braces[1] or 0)
    high = low if not braces[2] else int(braces[3]) if braces[3] else None
    if low > MOST_TOKENS:
        return inf
    # spaCy writes {n,m} out as n tokens and m - n optional ones.
    return WINDOW if high is None else 2.0 ** min(max(0, high - low), 1000)


def regex_ways(source: str) -> float:
    """How many ways a regular expression could be tried at one place of a token; raises ``re.error``."""
    re.compile(source)
    parse = re._parser.parse  # type: ignore[attr-defined]  # the one way to see an expression's parts
    return _sequence_ways(parse(source))


def _sequence_ways(items: Iterable[tuple[Any, Any]]) -> float:
    return prod(_item_ways(str(kind), value) for kind, value in items)


def _item_ways(kind: str, value: Any) -> float:
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        low, high, body = value
        most = min(int(high), LONGEST_TOKEN)
        inner = _sequence_ways(body)
        # A body that can itself be matched in several ways multiplies with every round.
        return (most - min(int(low), most) + 1) * _power(inner, most)
    if kind == "BRANCH":
        return sum(_sequence_ways(branch) for branch in value[1])
    if kind == "SUBPATTERN":
        return _sequence_ways(value[-1])
    if kind in ("ASSERT", "ASSERT_NOT"):
        return _sequence_ways(value[1])
    if kind == "ATOMIC_GROUP":
        return _sequence_ways(value)
    if kind in ("GROUPREF", "GROUPREF_EXISTS"):
        return inf
    return 1


def _power(ways: float, rounds: int) -> float:
    if ways <= 1 or rounds == 0:
        return 1
    return ways**rounds if rounds * log2(ways) < 100 else inf
