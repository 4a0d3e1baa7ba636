"""Run comparison: what stood after one run and not after another.

After a run stands, for each transcript, what the latest pass up to then had left there, so that a run which
read three new transcripts is compared as the whole project that it left behind.
"""

import json

from fitcode.domain.table import Table
from fitcode.errors import UnknownRun
from fitcode.store.names import by_uid, code_index, component_index
from fitcode.store.project import Project
from fitcode.store.suggestions import EVIDENCE_OF, proposers

COLUMNS = (
    *("only_in", "transcript", "start", "end", "quote", "code", "about", "counterpart", "valence", "score"),
    *("suggester", "status", "reason", "uid"),
)


def compare_runs(project: Project, first: str, second: str) -> Table:
    """Every suggestion that stood after one of two runs only, by transcript and position.

    ``only_in`` is the run's uid. Score and status are today's. Raises UnknownRun.
    """
    runs = [by_uid(project, "runs", uid, error=UnknownRun) for uid in (first, second)]
    standing = [_standing(project, run) for run in runs]
    uids = [_uid(project, run) for run in runs]
    only = dict.fromkeys(standing[0] - standing[1], uids[0])
    only |= dict.fromkeys(standing[1] - standing[0], uids[1])
    codes, components = code_index(project).display, component_index(project).display
    rows = project.connection.execute(
        f"""SELECT s.id, t.name, s.start, s."end", s.quote, s.code_id, s.about_id, s.counterpart_id,
                  s.valence, s.score, s.status, s.reason, s.uid, c.name, {EVIDENCE_OF}
           FROM suggestions s JOIN transcript_versions v ON v.id = s.version_id
           JOIN transcripts t ON t.id = v.transcript_id JOIN coders c ON c.id = s.coder_id
           WHERE s.id IN (SELECT value FROM json_each(?))
           ORDER BY t.name, s.start, s."end", s.code_id, s.uid""",
        (json.dumps(sorted(only)),),
    )
    return Table.of(
        COLUMNS,
        (
            (
                *(only[row[0]], *row[1:5], codes[row[5]], components.get(row[6]), components.get(row[7])),
                *(*row[8:10], proposers(row[13], json.loads(row[14]), json.loads(row[15])), *row[10:13]),
            )
            for row in rows
        ),
    )


def _standing(project: Project, run: int) -> set[int]:
    rows = project.connection.execute(
        """SELECT j.value FROM run_suggestions r, json_each(r.suggestions) j
           WHERE r.run_id = (SELECT max(run_id) FROM run_suggestions
                             WHERE version_id = r.version_id AND run_id <= ?)""",
        (run,),
    )
    return {key for (key,) in rows}


def _uid(project: Project, run: int) -> str:
    return str(project.connection.execute("SELECT uid FROM runs WHERE id = ?", (run,)).fetchone()[0])
