"""The peer's project: the codings of one of ours in the database of qualitative-coding (``qc``), by lines.

Each segment becomes a line and each turn a paragraph, so that ``qc codes crosstab`` counts what ours counts.
The peer makes its own files; only the coded lines are written here.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

SETTING = "FITCODE_BENCH_QC"
"""Environment variable: where ``qc`` is, which needs a virtual environment of its own."""


def peer() -> str | None:
    """The peer's command, where it is installed."""
    return os.environ.get(SETTING) or shutil.which("qc")


def make_peer_project(command: str, project: str, folder: str) -> dict[str, Any]:
    """A project of the peer with the texts, codes and codings of ours."""
    target = Path(folder)
    with closing(sqlite3.connect(f"file:{project}/fitcode.db?mode=ro", uri=True)) as ours:
        texts = target / "texts"
        texts.mkdir(parents=True)
        lines = {}
        for name, version, text in ours.execute(
            """SELECT t.name, v.id, x.text FROM transcripts t
               JOIN transcript_versions v ON v.transcript_id = t.id JOIN texts x ON x.sha256 = v.sha256"""
        ):
            written: list[str] = []
            for segment, line in _lines(ours, version, text):
                if segment is not None:
                    lines[version, segment] = (f"{name}.txt", len(written))
                written.append(line)
            (texts / f"{name}.txt").write_text("\n".join([*written, ""]), encoding="utf-8")
        # It asks for settings first, and makes the rest when it is called again.
        for arguments in (["init"], ["init"], ["corpus", "import", "texts", "-r", "-i", "verbatim"]):
            subprocess.run([command, *arguments], cwd=target, check=True, capture_output=True)
        codings = ours.execute(
            "SELECT c.version_id, c.first_segment, k.slug FROM codings c JOIN codes k ON k.id = c.code_id"
        )
        rows = [(*lines[version, segment], code) for version, segment, code in codings]
    codes = sorted({code for *_, code in rows})
    _write_coded_lines(target, rows, codes)
    (target / "codebook.yaml").write_text("".join(f"- {code}\n" for code in codes), encoding="utf-8")
    return {"codings": len(rows), "codes": codes}


def _lines(ours: sqlite3.Connection, version: int, text: str) -> Iterator[tuple[int | None, str]]:
    """The lines of a text, each with its segment; an empty one, of no segment, between two turns."""
    before = None
    for segment, turn, start, end in ours.execute(
        'SELECT ordinal, turn, start, "end" FROM segments WHERE version_id = ? ORDER BY ordinal', (version,)
    ):
        if before is not None and turn != before:
            yield None, ""
        before = turn
        yield segment, text[start:end].replace("\n", " ")


def _write_coded_lines(target: Path, rows: list[tuple[str, int, str]], codes: list[str]) -> None:
    with closing(sqlite3.connect(target / "qualitative_coding.sqlite3")) as theirs:
        paragraphs = {
            (file, line): key
            for key, file, start, end in theirs.execute(
                """SELECT l.id, i.document_id, l.start_line, l.end_line FROM location l
                   JOIN document_index i ON i.id = l.document_index_id"""
            )
            for line in range(start, end + 1)
        }
        theirs.execute("INSERT INTO coder (name) VALUES ('bench')")
        theirs.executemany("INSERT INTO code (name) VALUES (?)", [(code,) for code in codes])
        theirs.executemany(
            "INSERT INTO coded_line (id, line, coder_id, code_id) VALUES (?, ?, 'bench', ?)",
            [(key, line, code) for key, (_, line, code) in enumerate(rows, 1)],
        )
        theirs.executemany(
            "INSERT INTO coded_line_location_association (coded_line_id, location_id) VALUES (?, ?)",
            [(key, paragraphs[file, line]) for key, (file, line, _) in enumerate(rows, 1)],
        )
        theirs.commit()
