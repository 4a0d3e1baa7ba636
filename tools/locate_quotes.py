"""Give the demo codings their positions: from quotes to code-point spans.

Run it when a demo transcript, a reader or the text room has changed what the plain text is. A quote must
occur exactly once in what one speaker says, whatever space stands between its words (captions and pages break
lines anywhere). Every quote that does not is named, as is a link to a coding that is not there; then nothing
is written.

    python -m tools.locate_quotes
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

from fitcode.domain.identity import new_uid
from fitcode.domain.transcript import TranscriptDraft
from fitcode.formats.registry import read_transcript
from fitcode.text.compose import compose_transcript

DEMO = Path(__file__).resolve().parents[1] / "corpora" / "demo"
NOT_TRANSCRIPTS = {"cases.csv"}

Record = dict[str, Any]


def load_drafts(corpus: Path = DEMO) -> dict[str, TranscriptDraft]:
    """The demo transcripts by their ids, as they are read."""
    return {
        path.stem: compose_transcript(read_transcript(path))
        for path in sorted(corpus.iterdir())
        if path.is_file() and path.name not in NOT_TRANSCRIPTS
    }


def located(coding: Record, drafts: dict[str, TranscriptDraft]) -> Record:
    """The coding with the span of its quote; raises ValueError when that stands nowhere or in two places."""
    draft, quote = drafts[coding["transcript"]], coding["quote"]
    words = re.compile(r"\s+".join(map(re.escape, quote.split())))
    spans = [match.span() for match in words.finditer(draft.text)]
    if len(spans) != 1:
        raise ValueError(f"found {len(spans)} times in {coding['transcript']}: {quote!r}")
    ((start, end),) = spans
    if not any(turn.start <= start and end <= turn.end for turn in draft.turns):
        raise ValueError(f"not inside one turn of {coding['transcript']}: {quote!r}")
    named = {"uid": coding.get("uid") or new_uid(), "transcript": coding["transcript"]}
    rest = {key: value for key, value in coding.items() if key not in (*named, "start", "end", "quote")}
    return {**named, "start": start, "end": end, "quote": draft.text[start:end], **rest}


def read_lines(path: Path) -> list[Record]:
    """The objects of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write_lines(path: Path, records: list[Record]) -> None:
    """Write a file of JSON lines."""
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    path.write_text("".join(lines), encoding="utf-8")


def main() -> int:
    """Rewrite every coder's codings, or none and say why."""
    drafts = load_drafts()
    results: dict[Path, list[Record]] = {}
    faults = []
    for path in sorted((DEMO / "codings").glob("*.jsonl")):
        results[path] = []
        for number, coding in enumerate(read_lines(path), start=1):
            try:
                results[path].append(located(coding, drafts))
            except ValueError as error:
                faults.append(f"{path.name}:{number}: {error}")
        uids = {coding["uid"] for coding in results[path]}
        links = read_lines(DEMO / "links" / path.name)
        ends = [(n, link[end]) for n, link in enumerate(links, start=1) for end in ("source", "target")]
        faults += [f"links/{path.name}:{n}: no coding {uid!r}" for n, uid in ends if uid not in uids]
    if faults:
        print(*faults, sep="\n", file=sys.stderr)
        return 1
    for path, codings in results.items():
        codings.sort(key=lambda one: (one["transcript"], one["start"], one["end"], one["code"]))
        write_lines(path, codings)
        print(f"{path.name}: {len(codings)} codings", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
