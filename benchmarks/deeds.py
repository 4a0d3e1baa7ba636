"""Deeds: what the benchmarks run in a process of its own; each writes one JSON object to stdout.

The timed part begins after the imports, so that a deed tells what the work costs after start-up.
"""

import hashlib
import json
import random
import re
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.agree_deeds import agree_floor, code_by_several
from benchmarks.pass_deeds import model, suggest_phases, train
from benchmarks.peer_project import make_peer_project
from benchmarks.screen_deeds import long_page, press_keys
from benchmarks.search_deeds import code_every, code_every_floor, index_texts, search_queries

SEED = 20190704
COMPONENTS = ("minusma/asifu", "minusma/force", "minusma/jmac", "minusma/sector-north", None, None)
VALENCES = ("fit", "misfit", "mixed", None)

_TURN = re.compile(r"^([A-Z][a-z]+): (.*)$", re.MULTILINE)


def corpus(folder: str, count: str) -> dict[str, Any]:
    """Interviews of 8,000 words as text files."""
    from benchmarks.corpus import each_transcript

    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, text in each_transcript(int(count), 8000):
        (Path(folder) / f"{name}.txt").write_text(text, encoding="utf-8")
    return {"transcripts": int(count)}


def ingest(project: str, folder: str) -> dict[str, Any]:
    """``fitcode ingest`` without its start-up, in which the model that tells languages is unpacked."""
    from fitcode.text.language import load_identifier
    from fitcode.workflow.ingesting.ingest_files import ingest_files
    from fitcode.workflow.workspace import open_workspace

    load_identifier()
    with open_workspace(Path(project)) as workspace:
        began, cpu = time.perf_counter(), time.process_time()
        outcomes = ingest_files(workspace, [Path(folder)])
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    stored = sum(outcome.status == "stored" for outcome in outcomes)
    return {"seconds": seconds, "cpu": cpu, "stored": stored, "is_spacy_loaded": "spacy" in sys.modules}


def suggest(project: str) -> dict[str, Any]:
    """``fitcode suggest``."""
    from fitcode.workflow.suggesting.suggest_codes import suggest_codes
    from fitcode.workflow.workspace import open_workspace

    with open_workspace(Path(project)) as workspace:
        outcome = suggest_codes(workspace)
    return {"read": outcome.transcripts, "is_spacy_loaded": "spacy" in sys.modules}


def ingest_floor(database: str, folder: str) -> dict[str, Any]:
    """Read, hash, decode, cut into turns by one pattern, and insert: what no ingest avoids."""
    files = sorted(Path(folder).iterdir())
    began = time.perf_counter()
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE texts (sha256 TEXT PRIMARY KEY, text TEXT)")
        connection.execute("CREATE TABLE turns (text_id INTEGER, speaker TEXT, start INTEGER, end INTEGER)")
        connection.execute("BEGIN")
        for number, file in enumerate(files):
            content = file.read_bytes()
            text = content.decode("utf-8")
            connection.execute("INSERT INTO texts VALUES (?, ?)", (hashlib.sha256(content).hexdigest(), text))
            connection.executemany(
                "INSERT INTO turns VALUES (?, ?, ?, ?)",
                ((number, turn[1], turn.start(2), turn.end(2)) for turn in _TURN.finditer(text)),
            )
        connection.execute("COMMIT")
    return {"seconds": time.perf_counter() - began}


def code(project: str, count: str, codes: str = "") -> dict[str, Any]:
    """Give a project's transcripts this many codings, through the store's bulk path; a case each.

    Of the first so many codes of the codebook, where that is said.
    """
    from fitcode.domain.case import CaseRow
    from fitcode.store import cases, codings, transcripts
    from fitcode.workflow.workspace import open_workspace

    with open_workspace(Path(project), coder="bench") as workspace:
        names = transcripts.transcript_names(workspace.project)
        rows = [
            CaseRow(
                case=f"R{number:03}",
                transcript=name,
                speaker="Respondent",
                component=COMPONENTS[number % len(COMPONENTS)],
                role=("commander", "analyst")[number % 2],
            )
            for number, name in enumerate(names)
        ]
        with workspace.writing("bench"):
            cases.apply_cases(workspace.project, rows, types={})
        new = _drawn_codings(
            workspace.project, names, count=int(count), n_codes=int(codes) if codes else None
        )
        began = time.perf_counter()
        with workspace.writing("bench"):
            codings.add_codings(workspace.project, new, coder="bench")
        seconds = time.perf_counter() - began
    return {"codings": len(new), "seconds": seconds}


def lines(project: str, file: str, count: str) -> dict[str, Any]:
    """JSON lines for ``codings add --stdin``."""
    from fitcode.store import transcripts
    from fitcode.store.project import open_project

    with open_project(Path(project)) as opened, Path(file).open("w", encoding="utf-8") as stream:
        new = _drawn_codings(opened, transcripts.transcript_names(opened), count=int(count))
        stream.writelines(
            coding.model_dump_json(exclude_none=True, exclude={"origin"}) + "\n" for coding in new
        )
    return {"codings": len(new)}


def codings_floor(project: str, database: str) -> dict[str, Any]:
    """The rows of a project's codings copied to a bare table with two indices: inserting, and no more."""
    with closing(sqlite3.connect(f"file:{project}/fitcode.db?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT * FROM codings").fetchall()
    marks = ", ".join("?" * len(rows[0]))
    began = time.perf_counter()
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(
            f"CREATE TABLE codings ({', '.join(f'c{place}' for place in range(len(rows[0])))})"
        )
        connection.execute("CREATE INDEX by_version ON codings (c2, c3)")
        connection.execute("CREATE INDEX by_code ON codings (c5)")
        connection.execute("BEGIN")
        connection.executemany(f"INSERT INTO codings VALUES ({marks})", rows)
        connection.execute("COMMIT")
    return {"codings": len(rows), "seconds": time.perf_counter() - began}


def csv_floor(project: str, file: str) -> dict[str, Any]:
    """The codings with their quotes and names of codes, by one query into one csv writer."""
    import csv

    with (
        closing(sqlite3.connect(f"file:{project}/fitcode.db?mode=ro", uri=True)) as connection,
        Path(file).open("w", encoding="utf-8", newline="") as stream,
    ):
        rows = connection.execute(
            """SELECT c.uid, t.name, c.start, c."end", c.quote, k.code_id, c.valence, c.strength, c.created_at
               FROM codings c JOIN transcript_versions v ON v.id = c.version_id
               JOIN transcripts t ON t.id = v.transcript_id
               JOIN code_versions k ON k.code_id = c.code_id AND k.version_id = c.codebook_version_id
               ORDER BY t.name, c.start"""
        )
        csv.writer(stream).writerows(rows)
    return {}


def _drawn_codings(project: Any, names: list[str], *, count: int, n_codes: int | None = None) -> list[Any]:
    """Codes drawn over the segments of the respondents, evenly over the transcripts."""
    from fitcode.domain.choices import Valence
    from fitcode.domain.coding import NewCoding
    from fitcode.store import codebooks, transcripts

    draw = random.Random(SEED)
    codes = [code.id for book in codebooks.current_codebooks(project) for code in book.codes][:n_codes]
    drawn: list[NewCoding] = []
    for number, name in enumerate(names):
        share = count // len(names) + (number < count % len(names))
        transcript = transcripts.get_transcript(project, name)
        segments = [
            segment
            for segment in transcript.segments
            if segment.turn >= 0
            and transcript.speakers[transcript.turns[segment.turn].speaker].kind == "respondent"
        ]
        pairs = draw.sample(range(len(segments) * len(codes)), k=share)
        for pair in pairs:
            segment, code_id = segments[pair // len(codes)], codes[pair % len(codes)]
            valence = draw.choice(VALENCES)
            drawn.append(
                NewCoding(
                    transcript=name,
                    start=segment.start,
                    end=segment.end,
                    code=code_id,
                    about=draw.choice(COMPONENTS),
                    counterpart=draw.choice(COMPONENTS),
                    valence=Valence(valence) if valence else None,
                    strength=draw.choice((1, 2, 3, None)),
                )
            )
    return drawn


DEEDS: dict[str, Callable[..., dict[str, Any]]] = {
    "corpus": corpus,
    "ingest": ingest,
    "ingest-floor": ingest_floor,
    "suggest": suggest,
    "suggest-phases": suggest_phases,
    "model": model,
    "train": train,
    "code": code,
    "lines": lines,
    "codings-floor": codings_floor,
    "csv-floor": csv_floor,
    "peer-project": make_peer_project,
    "long-page": long_page,
    "press-keys": press_keys,
    "search-queries": search_queries,
    "index-texts": index_texts,
    "code-every": code_every,
    "code-every-floor": code_every_floor,
    "code-by-several": code_by_several,
    "agree-floor": agree_floor,
}

if __name__ == "__main__":
    print(json.dumps(DEEDS[sys.argv[1]](*sys.argv[2:])))
