"""Gold projects: two corpora that people coded and published, as projects to measure suggesters on.

``python -m benchmarks.gold_projects pdpilot DIR`` makes seven interviews with their authors' codings,
``casino DIR`` 396 negotiations whose every utterance is coded; then ``fitcode -C DIR evaluate``. The data are
found under ``$FITCODE_SHARED_DATA/gold`` or in ``--data``.
"""

import argparse
import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

INTERVIEWS = [f"P{number}" for number in range(1, 8)]
"""The transcripts of PDPilot."""

STRATEGIES = {
    "small-talk": "Talk beside the negotiation, such as greetings, plans for the trip and good wishes.",
    "showing-empathy": "Understanding for what the other tells of themselves or needs.",
    "promote-coordination": "Working together towards a deal that suits both; offers of a trade.",
    "no-need": "Saying that one does not need an item, or has enough of it.",
    "elicit-pref": "Asking what the other needs or likes most.",
    "uv-part": "Doubting or making little of what the other says they need.",
    "vouch-fair": "Calling on fairness, or saying that a deal is fair or unfair.",
    "self-need": "Arguing from one's own need of an item.",
    "other-need": "Arguing from the need of somebody one takes care of, such as children or a group.",
    "non-strategic": "None of these: acceptances, refusals, plain offers.",
}
"""What the annotators of CaSiNo coded (after Chawla and others 2021, pp. 3167-3185), in our words."""


def make_pdpilot(data: Path, folder: Path) -> None:
    """Seven interviews about a program for data analysts, 259 codings, 76 codes."""
    names = code_system(data / "code-system.txt")
    rows = published_codings(data / "codings.csv", names)
    _new_project(folder, codebook_of(rows, names))
    _fitcode(folder, "ingest", *(str(data / f"{name}.txt") for name in INTERVIEWS))
    _add(
        folder,
        (
            {
                "transcript": row["document"],
                "start": int(row["start"]),
                "end": int(row["end"]),
                "code": slug(row["code_path"].split(" > ")[-1]),
            }
            for row in rows
        ),
        finished=INTERVIEWS,
    )


def code_system(file: Path) -> dict[str, tuple[str, str]]:
    """Names and memos of PDPilot's codes by slug, from the printed list of them."""
    lines = [" ".join(line.split()) for line in file.read_text("utf-8").splitlines()]
    return {slug(name): (name, memo) for name, memo in pairwise(lines) if slug(name)}


def published_codings(file: Path, names: Mapping[str, tuple[str, str]]) -> list[dict[str, str]]:
    """PDPilot's codings that have a position in the text, with whole names in their paths."""
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        row["code_path"] = " > ".join(name_of(part, names) for part in row["code_path"].split(" > "))
    return [row for row in rows if row["start"]]


def name_of(part: str, names: Mapping[str, tuple[str, str]]) -> str:
    """The code's own name: one lost its apostrophe, and to two the first words of the segment are glued."""
    words = slug(part).split("-")
    for count in range(len(words), 0, -1):
        found = names.get("-".join(words[:count]))
        if found:
            return found[0]
    raise ValueError(f"no code is named {part!r}")


def codebook_of(rows: Sequence[Mapping[str, str]], names: Mapping[str, tuple[str, str]]) -> str:
    """PDPilot's codebook as a file people write: the paths of the codings, the memos as definitions."""
    paths = {tuple(row["code_path"].split(" > ")) for row in rows}
    nodes = sorted({path[:depth] for path in paths for depth in range(1, len(path) + 1)})
    written = ["id: pdpilot", "codes:"]
    for path, following in zip(nodes, [*nodes[1:], ()], strict=True):
        indent = "    " * (len(path) - 1)
        written += [
            f"{indent}  - id: {slug(path[-1])}",
            f"{indent}    name: {json.dumps(path[-1])}",
            f"{indent}    definition: {json.dumps(names[slug(path[-1])][1])}",
        ]
        if len(following) > len(path):
            written.append(f"{indent}    codes:")
    return "\n".join(written) + "\n"


def slug(name: str) -> str:
    """A name as an id."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


_CASINO_SETTINGS = """
[segments]
unit = "turn"

[speakers]
roles = { "Camper 1" = "respondent", "Camper 2" = "respondent" }
"""


def make_casino(data: Path, folder: Path) -> None:
    """396 negotiations over camping supplies between two people, every utterance coded; a turn is a unit."""
    lines = ["id: casino", "codes:"]
    for code, definition in STRATEGIES.items():
        lines.append(f"  - {{id: {code}, name: {json.dumps(code)}, definition: {json.dumps(definition)}}}")
    _new_project(folder, "\n".join(lines) + "\n", settings=_CASINO_SETTINGS)
    texts = folder / "texts"
    texts.mkdir()
    codings: list[dict[str, Any]] = []
    names = []
    for dialogue in _dialogues(data):
        name = f"dialogue-{dialogue['dialogue_id']:04}"
        names.append(name)
        text, coded = _written(dialogue)
        (texts / f"{name}.txt").write_text(text, encoding="utf-8")
        codings += [{"transcript": name, **coding} for coding in coded]
    _fitcode(folder, "ingest", str(texts))
    _add(folder, codings, finished=names)


def _dialogues(data: Path) -> Iterator[dict[str, Any]]:
    for part in ("train", "valid", "test"):
        for dialogue in json.loads((data / f"casino_{part}.json").read_text(encoding="utf-8")):
            if dialogue.get("annotations"):
                yield dialogue


def _written(dialogue: Mapping[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """The dialogue as a transcript, and a coding for each strategy of each utterance."""
    speakers = {
        " ".join(line["text"].split()): line["id"].removeprefix("mturk_agent_")
        for line in dialogue["chat_logs"]
    }
    text = ""
    codings: list[dict[str, Any]] = []
    for said, strategies in dialogue["annotations"]:
        utterance = " ".join(said.split())
        text += f"Camper {speakers[utterance]}: "
        start = len(text)
        text += utterance + "\n"
        codings += [
            {"start": start, "end": start + len(utterance), "code": strategy}
            for strategy in strategies.split(",")
            if strategy
        ]
    return text, codings


def _new_project(folder: Path, codebook: str, *, settings: str = "") -> None:
    folder.mkdir(parents=True)
    file = folder / "gold.yaml"
    file.write_text(codebook, encoding="utf-8")
    _fitcode(None, "init", str(folder / "."), "--codebook", str(file))
    if settings:
        written = (folder / "fitcode.toml").read_text(encoding="utf-8")
        for table in re.findall(r"(?m)^\[\w+\]$", settings):
            written = written.replace(f"{table}\n", f"# {table}\n")
        (folder / "fitcode.toml").write_text(written + settings, encoding="utf-8")


def _add(folder: Path, codings: Iterable[Mapping[str, Any]], *, finished: Sequence[str]) -> None:
    lines = "".join(json.dumps({**coding, "coder": "gold"}) + "\n" for coding in codings)
    _fitcode(folder, "codings", "add", "--stdin", stdin=lines)
    _fitcode(folder, "--as", "gold", "finish", *finished)


def _fitcode(folder: Path | None, *words: str, stdin: str | None = None) -> None:
    place = ("-C", str(folder)) if folder else ()
    command = [sys.executable, "-m", "fitcode", "--quiet", *place, *words]
    environment = {**os.environ, "FITCODE_CODER": "gold"}
    subprocess.run(
        command, input=stdin, check=True, env=environment, encoding="utf-8", stdout=subprocess.DEVNULL
    )


def main() -> None:
    """Make one of the projects."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("corpus", choices=["pdpilot", "casino"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path, default=os.environ.get("FITCODE_SHARED_DATA"))
    options = parser.parse_args()
    if options.data is None:
        parser.error("say where the data are: --data, or FITCODE_SHARED_DATA")
    make = {"pdpilot": make_pdpilot, "casino": make_casino}[options.corpus]
    make(Path(options.data) / "gold" / options.corpus, options.folder)


if __name__ == "__main__":
    main()
