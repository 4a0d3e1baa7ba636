"""Amounts: numbers with their nouns, as sentences for people have them.

One is one: ``1 coding``, never ``1 codings`` or ``1 coding(s)``.
"""


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: ``1 case``, ``1,204 cases``; ``plural`` where it is more than an s."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
