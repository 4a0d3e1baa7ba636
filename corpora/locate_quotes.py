"""Give the demo codings their positions: from quotes to code-point spans.

A quote must occur exactly once in its transcript's plain text. Every quote that does not is
named, and then nothing is written.

    python corpora/locate_quotes.py [PROJECT]
"""

import json
import subprocess
import sys
from pathlib import Path

CODINGS = Path(__file__).parent / "demo" / "codings"
TRANSCRIPTS = ("isr-officer", "liaison-assistant", "police-adviser", "u3-operations-officer")


def load_texts(folder: Path) -> dict[str, str]:
    """The plain text of each demo transcript, as the project in `folder` stores it."""
    return {name: _show_text(folder, name) for name in TRANSCRIPTS}


def _show_text(folder: Path, name: str) -> str:
    command = ["fitcode", "-C", str(folder), "transcripts", "show", name, "--text"]
    shown = subprocess.run(command, check=True, capture_output=True)
    return shown.stdout.decode("utf-8")


def locate(lines: list[dict], texts: dict[str, str]) -> tuple[list[dict], list[str]]:
    """The codings with `start` and `end`, and a sentence for each that cannot be placed."""
    placed, faults = [], []
    for number, line in enumerate(lines, start=1):
        text, quote = texts[line["transcript"]], line["quote"]
        times = text.count(quote)
        if times != 1:
            faults.append(f"line {number}: found {times} times in {line['transcript']}: {quote!r}")
            continue
        start = text.index(quote)
        rest = {key: value for key, value in line.items() if key not in ("transcript", "quote")}
        placed.append({"transcript": line["transcript"], "start": start, "end": start + len(quote)} | rest)
    return placed, faults


def locate_all(texts: dict[str, str]) -> int:
    """Place every coder's quotes; write all files, or none and say why."""
    results, faults = {}, []
    for path in sorted(CODINGS.glob("*.quotes.jsonl")):
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        results[path], wrong = locate(lines, texts)
        faults += [f"{path.name}, {fault}" for fault in wrong]
    if faults:
        print(*faults, sep="\n", file=sys.stderr)
        return 1
    for path, placed in results.items():
        target = path.with_name(path.name.replace(".quotes.jsonl", ".jsonl"))
        target.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in placed), encoding="utf-8")
        print(f"{target.name}: {len(placed)} codings", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(locate_all(load_texts(Path(sys.argv[1] if len(sys.argv) > 1 else "."))))
