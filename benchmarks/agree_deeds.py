"""Three coders: what they code in a project and finish, and their agreement by counting every character.

Each reads the same passages as the others, drops some, moves an end of others and takes another code for a
few, as coders do.
"""

import random
import sqlite3
from contextlib import closing
from itertools import combinations
from pathlib import Path
from typing import Any

CODERS = ("bench", "other", "third")
SEED = 19710101
_KEPT, _MOVED, _RECODED = 0.75, 0.3, 0.1


def code_by_several(project: str, count: str, codes: str) -> dict[str, Any]:
    """Give a project so many codings of each of three coders, of the first so many codes; all is finished."""
    from fitcode.domain.coding import NewCoding
    from fitcode.store import codebooks, coders, codings, finished, transcripts
    from fitcode.workflow.workspace import open_workspace

    draw = random.Random(SEED)
    with open_workspace(Path(project), coder=CODERS[0]) as workspace:
        opened = workspace.project
        books = codebooks.current_codebooks(opened)
        known = [code.id for book in books for code in book.codes][: int(codes)]
        names = transcripts.transcript_names(opened)
        passages = round(int(count) / len(names) / _KEPT)
        made: dict[str, list[NewCoding]] = {coder: [] for coder in CODERS}
        for name in names:
            segments = [
                (segment.start, segment.end)
                for segment in transcripts.get_transcript(opened, name).segments
                if segment.turn >= 0
            ]
            drawn = draw.sample(range(len(segments) * len(known)), k=passages)
            for coder in CODERS:
                seen = set()
                for pair in drawn:
                    if draw.random() > _KEPT:
                        continue
                    start, end = segments[pair // len(known)]
                    end -= draw.randrange((end - start) // 2 + 1) if draw.random() < _MOVED else 0
                    code = draw.choice(known) if draw.random() < _RECODED else known[pair % len(known)]
                    if (start, end, code) not in seen:
                        seen.add((start, end, code))
                        made[coder].append(NewCoding(transcript=name, start=start, end=end, code=code))
        with workspace.writing("bench"):
            for coder in CODERS:
                coders.ensure_coder(opened, coder)
                codings.add_codings(opened, made[coder], coder=coder)
                for name in names:
                    finished.finish(opened, name, coder=coder)
    return {"codings": sum(map(len, made.values()))}


def agree_floor(project: str) -> dict[str, Any]:
    """Cohen's kappa of each code and pair, over every character as a cell of an array, without intervals."""
    import numpy as np

    with closing(sqlite3.connect(f"file:{project}/fitcode.db?mode=ro", uri=True)) as connection:
        turns = connection.execute(
            """SELECT t.version_id, t.start, t."end" FROM turns t JOIN speakers s ON s.id = t.speaker_id
               WHERE s.kind IN ('respondent', 'unknown') ORDER BY t.version_id, t.start"""
        ).fetchall()
        rows = connection.execute(
            'SELECT code_id, coder_id, version_id, start, "end" FROM codings'
        ).fetchall()
    offset: dict[int, int] = {}
    length = 0
    for version, _, end in turns:
        offset.setdefault(version, length)
        length = max(length, offset[version] + end)
    heard = np.zeros(length, dtype=bool)
    for version, start, end in turns:
        heard[offset[version] + start : offset[version] + end] = True
    by_code: dict[int, list[tuple[int, int, int]]] = {}
    for code, coder, version, start, end in rows:
        by_code.setdefault(code, []).append((coder, offset[version] + start, offset[version] + end))
    coders = sorted({coder for _, coder, *_ in rows})
    kappas = 0
    for marks in by_code.values():
        coded = {coder: np.zeros(length, dtype=bool) for coder in coders}
        for coder, start, end in marks:
            coded[coder][start:end] = True
        for one, other in combinations(coders, 2):
            first, second = coded[one][heard], coded[other][heard]
            agreed = (first == second).mean()
            chance = first.mean() * second.mean() + (1 - first.mean()) * (1 - second.mean())
            kappas += bool((agreed - chance) / (1 - chance) > -1)
    return {"kappas": kappas, "characters": int(heard.sum())}
