"""Variable names: what SPSS and Stata accept as the name of a column, made from any name, and unique."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NameRules:
    """How long a name may be, and which words the program keeps for itself, in lower case."""

    longest: int
    reserved: frozenset[str]


SPSS_NAMES = NameRules(
    64, frozenset({"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"})
)
STATA_NAMES = NameRules(
    32,
    frozenset(
        {
            *(
                "_all",
                "_b",
                "_coef",
                "_cons",
                "_n",
                "_pi",
                "_pred",
                "_rc",
                "_skip",
                "byte",
                "double",
                "float",
            ),
            *("if", "in", "int", "long", "strl", "using", "with"),
            *(f"str{length}" for length in range(1, 2046)),
        }
    ),
)

_OTHERS = re.compile(r"[^A-Za-z0-9_]+")


def variable_names(names: Sequence[str], rules: NameRules) -> list[str]:
    """A valid name for each, in their order: letters, digits and underscores, told apart without case."""
    taken: set[str] = set()
    made = []
    for name in names:
        base = _valid(name, rules)
        candidate, number = base, 1
        while candidate.lower() in taken:
            number += 1
            candidate = f"{base[: rules.longest - len(str(number)) - 1]}_{number}"
        taken.add(candidate.lower())
        made.append(candidate)
    return made


def _valid(name: str, rules: NameRules) -> str:
    # Letters lose their accents rather than their place.
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    word = _OTHERS.sub("_", plain).strip("_") or "v"
    if not word[0].isalpha() or word.lower() in rules.reserved:
        word = f"v_{word}"
    return word[: rules.longest].rstrip("_")
