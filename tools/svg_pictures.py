"""Pictures of a terminal as SVG that load nothing from elsewhere and are the same on every run."""

import html
import re

_FONT = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"
_FACES = re.compile(r"@font-face\s*\{.*?\}\s*", re.DOTALL)
_FAMILY = re.compile(r"font-family: [^;]+;")
_ID = re.compile(r"terminal-\d+")
_INDENTED = re.compile(
    r'x="(?P<x>[\d.]+)"(?P<y> y="[\d.]+" )textLength="(?P<length>[\d.]+)"(?P<rest>[^>]*)>'
    r"(?P<spaces>(?:&#160;)+)(?P<text>[^<]+)</text>"
)


def tidied(svg: str) -> str:
    """What Rich drew, with fonts of the reader's machine, its parts named alike on every run."""
    svg = _FAMILY.sub(f"font-family: {_FONT};", _FACES.sub("", svg))
    svg = _INDENTED.sub(_moved, _ID.sub("fitcode", svg))
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def _moved(found: re.Match[str]) -> str:
    """Text that begins with spaces, begun where they end: some programs swallow them."""
    spaces = found["spaces"].count("&#160;")
    columns = spaces + len(html.unescape(found["text"]))
    cell = float(found["length"]) / columns
    x, length = float(found["x"]) + spaces * cell, (columns - spaces) * cell
    return f'x="{x:g}"{found["y"]}textLength="{length:g}"{found["rest"]}>{found["text"]}</text>'
