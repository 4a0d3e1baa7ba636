"""Words for lives: what happened to a coding, a suggestion or a memo, as a person would say it.

Each event is told from the two states of its row, with names for the keys in them.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from fitcode.domain.choices import Origin, SuggestionStatus
from fitcode.store.suggestions import proposers
from fitcode.store.told_rows import RowWords, shown

SHORT = 8
"""So many characters of a uid are told."""

_NOT_TOLD = (
    *("updated_at", "evidence", "fingerprint", "run_id", "codebook_version_id", "decided_at", "coding_uid"),
    *("first_word", "end_word", "first_segment", "end_segment", "first_turn", "end_turn", "quote", "reason"),
    *("suggestion_uid", "decided_by", "status", "target_uid", "number", "position"),
)
"""Columns that follow from others, or that only the program reads."""

Row = dict[str, Any]


class LifeEvent(NamedTuple):
    """One row that changed."""

    number: int
    at: str
    coder: str
    deed: str
    direction: str | None
    noun: str
    row_id: int
    action: str
    old: Row
    new: Row

    @property
    def row(self) -> Row:
        """What it says of the row; as it was, where it is gone."""
        return self.new or self.old


class LifeWords:
    """Events in words, as part of one thing's life."""

    def __init__(self, words: RowWords, *, noun: str, row_ids: set[int]) -> None:
        self._words = words
        self._noun = noun
        self._row_ids = row_ids

    def say(self, event: LifeEvent) -> str:
        """What happened, in words; empty where it means nothing to a person."""
        prefix = _REVERSED.get((event.direction, event.action), "")
        if event.direction == "back" and event.action == "delete":
            event = event._replace(action="insert")  # it is told what is taken back
        old, new = self._words.named(event.old), self._words.named(event.new)
        special = self._special.get(event.noun)
        said = special(self, event, old, new) if special else self._plain(event, old, new)
        return prefix + said if said else ""

    def _plain(self, event: LifeEvent, old: Row, new: Row) -> str:
        own = event.noun == self._noun
        thing = event.noun.replace("_", " ").removesuffix("s")
        if event.action == "update":
            changes = self._words.changes(old, new, less=_NOT_TOLD)
            return changes if own or not changes else f"{thing}: {changes}"
        row = new or old
        name = next((shown(row[key]) for key in ("name", "slug", "label") if row.get(key)), "")
        verb = "added" if event.action == "insert" else "removed"
        return f"{verb} {name}".strip() if own else f"{thing} {verb}: {name}"

    def _coding(self, event: LifeEvent, old: Row, new: Row) -> str:
        if event.action == "update":
            return self._words.changes(_with_span(old), _with_span(new), less=(*_NOT_TOLD, "start", "end"))
        row = new or old
        verb = "coded" if event.action == "insert" else "removed"
        return f"{verb} {_passage(row)}{_facets(row)}{_origin(row)}"

    def _suggestion(self, event: LifeEvent, old: Row, new: Row) -> str:
        if event.action == "update":
            changes = self._words.changes(_with_span(old), _with_span(new), less=(*_NOT_TOLD, "start", "end"))
            return "; ".join(filter(None, [_decision(old, new), changes]))
        row = new or old
        if event.action == "delete":
            return f"suggestion removed: {_passage(row)}"
        evidence = json.loads(row["evidence"])
        by = proposers(str(row["coder"]), evidence, evidence.get("parts", {}))
        said = f"suggested by {by}, score {row['score']:.2f}: {_passage(row)}{_facets(row)}"
        return f"{said} ({shown(row['reason'])})"

    def _memo(self, event: LifeEvent, old: Row, new: Row) -> str:
        if event.action == "update":
            return f"memo changed: {self._words.changes(old, new, less=_NOT_TOLD)}"
        row = new or old
        verb = "written" if event.action == "insert" else "removed"
        on = f" on {self._words.target(row['target'], row['target_uid'])}" if self._noun == "memos" else ""
        title = f"{shown(row['title'])}: " if row["title"] else ""
        return f'memo {verb}{on}: {title}"{shown(row["text"])}"'

    def _link(self, event: LifeEvent, old: Row, new: Row) -> str:
        if event.action == "update":
            return f"link: {self._words.changes(old, new, less=_NOT_TOLD)}"
        row = new or old
        verb = "linked" if event.action == "insert" else "link removed"
        if self._noun == "links":
            ends = (self._words.coding(row[key]) for key in ("source_id", "target_id"))
            said = f" {row['kind']} ".join(ends)
        elif row["source_id"] in self._row_ids:
            said = f"{row['kind']} {self._words.coding(row['target_id'])}"
        else:
            said = f"{self._words.coding(row['source_id'])} {row['kind']} this"
        memo = f' ("{shown(row["memo"])}")' if row["memo"] else ""
        return f"{verb}: {said}{memo}"

    def _transcript(self, event: LifeEvent, old: Row, new: Row) -> str:
        if event.action == "update" and (old["removed_at"] is None) != (new["removed_at"] is None):
            return "removed" if new["removed_at"] else f"there again: {new['name']}"
        return self._plain(event, old, new)

    def _version(self, event: LifeEvent, old: Row, new: Row) -> str:
        if event.action == "update":
            return self._words.changes(old, new, less=_NOT_TOLD)
        row = new or old
        verb = "text stored" if event.action == "insert" else "text removed"
        return f"{verb}: {row['words']} words, from {row['file_name']}"

    def _speaker(self, event: LifeEvent, old: Row, new: Row) -> str:
        row = new or old
        changed = f"{old['kind']} > " if event.action == "update" else ""
        gone = " removed" if event.action == "delete" else ""
        return f"speaker {row['label']}{gone}: {changed}{row['kind']}"

    def _case_transcript(self, event: LifeEvent, old: Row, new: Row) -> str:
        row = new or old
        verb = "no longer of" if event.action == "delete" else "of"
        other = f"case {row['case']}" if self._noun == "transcripts" else f"transcript {row['transcript']}"
        return f"{verb} {other}" + (f", speaker {row['speaker']}" if row["speaker"] else "")

    def _attribute(self, event: LifeEvent, old: Row, new: Row) -> str:
        row = new or old
        values = [shown(state["value"]) for state in (old, new) if state]
        return f"{row['attribute']}: {' > '.join(values)}" + (" > none" if event.action == "delete" else "")

    def _finished(self, event: LifeEvent, old: Row, new: Row) -> str:
        verb = {"insert": "finished", "delete": "opened again"}.get(event.action, "finished again")
        return f"{verb} by {(new or old)['coder']}"

    def _adjudication(self, _event: LifeEvent, old: Row, new: Row) -> str:
        row = new or old
        weighed = json.loads(row["weighed"])
        reason = f' ("{shown(row["reason"])}")' if row["reason"] else ""
        rule = f" by the rule {row['rule']}" if row["rule"] else ""
        return f"adjudicated by {row['coder']}: {row['ruling']}{rule}, of {len(weighed)} weighed{reason}"

    _special: Mapping[str, Callable[["LifeWords", LifeEvent, Row, Row], str]] = {
        "adjudications": _adjudication,
        "codings": _coding,
        "suggestions": _suggestion,
        "memos": _memo,
        "links": _link,
        "transcripts": _transcript,
        "transcript_versions": _version,
        "speakers": _speaker,
        "case_transcripts": _case_transcript,
        "case_attributes": _attribute,
        "finished": _finished,
    }


_REVERSED: Mapping[tuple[str | None, str], str] = {
    ("back", "insert"): "brought back by undo: ",
    ("back", "update"): "put back by undo: ",
    ("back", "delete"): "taken back by undo: ",
    ("forth", "insert"): "brought back by redo: ",
    ("forth", "update"): "done again by redo: ",
    ("forth", "delete"): "done again by redo: ",
}


def _with_span(row: Row) -> Row:
    return {"span": f"{row['start']}:{row['end']}", **row}


def _passage(row: Row) -> str:
    return f'{row["code"]} at {row["transcript"]} {row["start"]}:{row["end"]} "{shown(row["quote"])}"'


def _facets(row: Row) -> str:
    said = [f"about {row['about']}"] if row["about"] else []
    said += [f"towards {row['counterpart']}"] if row["counterpart"] else []
    said += [row["valence"]] if row["valence"] else []
    said += [f"strength {row['strength']}"] if row.get("strength") else []
    said += [f'memo "{shown(row["memo"])}"'] if row.get("memo") else []
    return "".join(f", {one}" for one in said)


def _origin(row: Row) -> str:
    if row["suggestion_uid"]:
        return f", from suggestion {row['suggestion_uid'][-SHORT:]}"
    return "" if row["origin"] == Origin.manual else f", from {row['origin']}"


def _decision(old: Row, new: Row) -> str:
    if old["status"] == new["status"]:
        return ""
    status = SuggestionStatus(new["status"])
    if status is SuggestionStatus.pending:
        return "waits again" if old["decided_by"] else "suggested again"
    if status is SuggestionStatus.withdrawn:
        return "withdrawn"
    coding = f" as coding {new['coding_uid'][-SHORT:]}" if new["coding_uid"] else ""
    said = "accepted with changes" if status is SuggestionStatus.amended else status.value
    return f"{said} by {new['decided_by']}{coding}"
