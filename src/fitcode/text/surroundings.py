"""Surroundings: what stands before and after a passage, without leaving the talk that it stands in.

Past a turn stands a label, which may be somebody's name.
"""


def characters_around(
    text: str, start: int, end: int, *, inside: tuple[int, int], characters: int
) -> tuple[str, str]:
    """So many characters on each side, cut at word ends, on one line each."""
    first, last = inside
    before = text[max(first, start - characters) : start]
    if start - characters > first and " " in before:
        before = before[before.index(" ") + 1 :]
    after = text[end : min(last, end + characters)]
    if end + characters < last and " " in after:
        after = after[: after.rindex(" ")]
    return " ".join(before.split()), " ".join(after.split())


_LONGEST_WORD = 24
"""Characters a word of context may take on average: where nothing is set apart by spaces, it ends there."""


def words_around(text: str, start: int, end: int, *, inside: tuple[int, int], words: int) -> tuple[str, str]:
    """So many words on each side, on one line each; a part of a word that the passage cuts counts as one."""
    before, after = characters_around(text, start, end, inside=inside, characters=words * _LONGEST_WORD)
    return " ".join(before.split()[-words:]), " ".join(after.split()[:words])
