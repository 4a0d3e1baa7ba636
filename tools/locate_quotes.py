"""Give the demo codings their positions: from quotes to code-point spans.

Run it when a demo transcript, a reader or the text room has changed what the plain text is. A quote
must occur exactly once in its transcript; every quote that does not is named, and nothing is written.

    python tools/locate_quotes.py
"""

import json
import sys
from pathlib import Path
from typing import Any

from fitcode.formats.registry import read_transcript
from fitcode.text.compose import compose_transcript

DEMO = Path(__file__).parents[1] / "corpora" / "demo"
INTERVIEWS = {".txt", ".md", ".docx", ".vtt"}


def load_texts() -> dict[str, str]:
    """The plain text of each demo transcript by its id."""
    return {
        path.stem: compose_transcript(read_transcript(path)).text
        for path in sorted(DEMO.iterdir())
        if path.suffix in INTERVIEWS
    }


def located(coding: dict[str, Any], texts: dict[str, str]) -> dict[str, Any]:
    """The coding with the positions of its quote; raises ValueError when it has none or several."""
    text, quote = texts[coding["transcript"]], coding["quote"]
    times = text.count(quote)
    if times != 1:
        raise ValueError(f"found {times} times in {coding['transcript']}: {quote!r}")
    start = text.index(quote)
    rest = {key: value for key, value in coding.items() if key not in ("transcript", "start", "end", "quote")}
    return {
        "transcript": coding["transcript"],
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        **rest,
    }


def main() -> int:
    """Rewrite every coder's file, or none and say why."""
    texts = load_texts()
    results: dict[Path, list[dict[str, Any]]] = {}
    faults = []
    for path in sorted((DEMO / "codings").glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                results.setdefault(path, []).append(located(json.loads(line), texts))
            except ValueError as error:
                faults.append(f"{path.name}:{number}: {error}")
    if faults:
        print(*faults, sep="\n", file=sys.stderr)
        return 1
    for path, codings in results.items():
        codings.sort(
            key=lambda coding: (coding["transcript"], coding["start"], coding["end"], coding["code"])
        )
        path.write_text(
            "".join(json.dumps(coding, ensure_ascii=False) + "\n" for coding in codings), encoding="utf-8"
        )
        print(f"{path.name}: {len(codings)} codings", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
