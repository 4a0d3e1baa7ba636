"""Settings of a copy: fitcode.toml as it is, but for who codes and whose codings are counted.

Everything else, comments included, stays as somebody wrote it.
"""

import json

from fitcode.errors import FitcodeError
from fitcode.formats.settings_toml import parse_settings
from fitcode.formats.toml_lines import key_lines


def settings_for(text: str, *, coder: str) -> str:
    """The settings with another coder; whose codings a tally counts is left to whoever has the copy."""
    lines = _without(text.split("\n"), ("tally", "coder"))
    lines = _without(lines, ("project", "coder"))
    table = key_lines("\n".join(lines)).get(("project",))
    # JSON's texts are TOML's, too.
    stated = f"coder = {json.dumps(coder, ensure_ascii=False)}"
    lines[table or 0 : table or 0] = [stated] if table else ["[project]", stated, ""]
    made = "\n".join(lines)
    parse_settings(made, file="fitcode.toml")
    return made


def _without(lines: list[str], key: tuple[str, ...]) -> list[str]:
    """The lines with one key, which may go on over several, made comments."""
    first = key_lines("\n".join(lines)).get(key)
    if first is None:
        return lines
    for last in range(first, len(lines) + 1):
        made = [
            f"# {line}" if first <= number <= last else line for number, line in enumerate(lines, start=1)
        ]
        try:
            parse_settings("\n".join(made), file="fitcode.toml")
        except FitcodeError:
            continue
        return made
    return lines
