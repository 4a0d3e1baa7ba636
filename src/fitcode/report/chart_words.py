"""Chart words: names and numbers as a chart writes them, and as a screen reader says them.

Names are data: control characters go, long names are wrapped and cut, and no two names become one label.
"""

import re
import textwrap
from collections.abc import Iterable

from fitcode.domain.amounts import counted
from fitcode.domain.table import Cell

NOTHING = "(none)"
"""How a group without a name is labelled: codings without a component or a dimension."""

_UNDRAWABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
"""What XML cannot hold, or what would break a line unasked."""


def plain(value: Cell) -> str:
    """A cell as one line of text."""
    if value is None or value == "":
        return NOTHING
    text = " | ".join(value) if isinstance(value, list) else str(value)
    return _UNDRAWABLE.sub(" ", text).strip() or NOTHING


def labels(names: Iterable[str], *, width: int, lines: int = 2) -> dict[str, str]:
    """A label for each name: wrapped, cut where it is too long, and never the label of another name."""
    made: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        wrapped = textwrap.wrap(name, width, max_lines=lines, placeholder="…") or [name]
        label, count = "\n".join(wrapped), 1
        while label in taken:
            count += 1
            label = "\n".join([*wrapped[:-1], f"{wrapped[-1]} ({count})"])
        taken.add(label)
        made[name] = label
    return made


def number(value: Cell) -> float | None:
    """A cell as a number; None where there is none."""
    return float(value) if isinstance(value, int | float) else None


def signed(value: float) -> str:
    """A net fit with its sign and two decimals; what rounds to nothing has no sign."""
    text = f"{value:+.2f}"
    return "0.00" if text in {"+0.00", "-0.00"} else text.replace("-", "\N{MINUS SIGN}")


def said(name: str, codings: int, net_fit: float | None, low: float | None, high: float | None) -> str:
    """What a mark shows, as a sentence."""
    if not codings:
        return f"{name}: no codings"
    if net_fit is None:
        return f"{name}: {counted(codings, 'coding')}, none of which states fit or misfit"
    interval = (
        f" (95 % interval {signed(low)} to {signed(high)})" if low is not None and high is not None else ""
    )
    return f"{name}: net fit {signed(net_fit)}{interval}, {counted(codings, 'coding')}"
