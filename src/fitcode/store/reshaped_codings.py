"""Reshaped codings: several made into one, and one cut in two.

What hangs on a coding (links, memos, the suggestion that it answers) goes over to the one that stays; each
quote and each ordinal comes from ``spans``.
"""

from collections.abc import Iterable, Mapping, Sequence

from fitcode.domain.identity import new_uid
from fitcode.domain.placement import Placement
from fitcode.domain.words import word_spans
from fitcode.errors import DuplicateCoding, FitcodeError, UnknownCoding
from fitcode.store.codings import equal_coding
from fitcode.store.names import by_uid, code_index, component_index
from fitcode.store.project import Project
from fitcode.store.removals import delete_codings
from fitcode.store.spans import VersionText, shortened, version_text
from fitcode.store.times import now

Row = dict[str, object]

_COLUMNS = (
    *("id", "uid", "version_id", "start", "end", "quote", "code_id", "coder_id", "about_id"),
    *("counterpart_id", "valence", "strength", "memo", "origin", "suggestion_uid", "codebook_version_id"),
    *(*Placement._fields, "created_at", "updated_at"),
)
_FACTS = ("about_id", "counterpart_id", "valence", "strength")


def merge_codings(project: Project, uids: Sequence[str], *, prefer: str | None = None) -> str:
    """Make codings of one coder, code and transcript into the one that begins first; its uid.

    What its facts leave open the others say; where they contradict each other those of ``prefer`` hold.
    Raises FitcodeError where they do not belong together, DuplicateCoding where the whole is coded already.
    """
    project.require_deed()
    keys = [by_uid(project, "codings", uid, error=UnknownCoding) for uid in uids]
    rows = sorted((_row(project, key) for key in dict.fromkeys(keys)), key=_place)
    if len(rows) < 2:
        raise FitcodeError("It takes two codings to merge.", remedy="Name another one of the same code.")
    _refuse_strangers(project, rows)
    text = version_text(project, _number(rows[0], "version_id"))
    _refuse_words_between(text, rows)
    preferred = None if prefer is None else by_uid(project, "codings", prefer, error=UnknownCoding)
    if preferred not in (None, *keys):
        raise FitcodeError(
            f"{prefer!r} is none of the codings that are merged.", remedy="Prefer one of them."
        )
    first, *others = rows
    end = max(_number(row, "end") for row in rows)
    values = {**_agreed_facts(project, rows, preferred), **_span(text, _number(first, "start"), end)}
    values["memo"] = _joined(row["memo"] for row in rows)
    values["suggestion_uid"] = next((row["suggestion_uid"] for row in rows if row["suggestion_uid"]), None)
    for other in others:
        _hand_over(project, other, to=first)
    leaving = [_number(other, "id") for other in others]
    delete_codings(project, f"id IN ({', '.join('?' * len(leaving))})", leaving)
    _refuse_equal(project, {**first, **values}, but=_number(first, "id"))
    _update(project, first, values)
    return str(first["uid"])


def split_coding(project: Project, uid: str, at: int) -> tuple[str, str]:
    """Cut a coding at a position, white space at the cut left out; the uids of both parts.

    Code and facts hold for both; links and memos stay with the first. Raises FitcodeError where a part would
    be empty, DuplicateCoding where it is coded already.
    """
    project.require_deed()
    row = _row(project, by_uid(project, "codings", uid, error=UnknownCoding))
    start, end = _number(row, "start"), _number(row, "end")
    text = version_text(project, _number(row, "version_id"))
    before, after = text.text[start : max(start, at)], text.text[at:end] if at > start else ""
    if not before.strip() or not after.strip():
        raise FitcodeError(
            f"Cut at {at}, one part of [{start}, {end}) would be empty.",
            remedy="Name a position inside, with something on both sides.",
        )
    shorter = _span(text, start, start + len(before.rstrip()))
    rest = {**row, **_span(text, end - len(after.lstrip()), end)}
    del rest["id"]
    rest |= {"uid": new_uid(), "memo": None, "created_at": now(), "updated_at": now()}
    _refuse_equal(project, {**row, **shorter})
    _refuse_equal(project, rest)
    _update(project, row, shorter)
    names = ", ".join(f'"{name}"' for name in rest)
    project.connection.execute(
        f"INSERT INTO codings ({names}) VALUES ({', '.join(f':{name}' for name in rest)})", rest
    )
    return str(row["uid"]), str(rest["uid"])


def _row(project: Project, key: int) -> Row:
    columns = ", ".join(f'"{name}"' for name in _COLUMNS)
    found = project.connection.execute(f"SELECT {columns} FROM codings WHERE id = ?", (key,)).fetchone()
    return dict(zip(_COLUMNS, found, strict=True))


def _number(row: Row, column: str) -> int:
    value = row[column]
    assert isinstance(value, int)
    return value


def _place(row: Row) -> tuple[int, int, int]:
    return _number(row, "start"), _number(row, "end"), _number(row, "id")


def _refuse_strangers(project: Project, rows: Sequence[Row]) -> None:
    for column, what in (("version_id", "transcript"), ("coder_id", "coder"), ("code_id", "code")):
        if len({row[column] for row in rows}) > 1:
            named = ""
            if column == "code_id":
                codes = code_index(project).display
                named = " (" + ", ".join(sorted({codes[_number(row, column)] for row in rows})) + ")"
            raise FitcodeError(
                f"These codings are not of one {what}{named}: they cannot be one.",
                remedy=f"Merge those of one {what}"
                + (", or first give them one code: fitcode codings change UID --code CODE" if named else "."),
            )


def _refuse_words_between(text: VersionText, rows: Sequence[Row]) -> None:
    reached = _number(rows[0], "end")
    for row in rows[1:]:
        start = _number(row, "start")
        between = text.text[reached : max(reached, start)]
        if word_spans(between):
            raise FitcodeError(
                f"Between {reached} and {start} stand words that none of them has:"
                f" {shortened(between.strip())!r}.",
                remedy="If they belong to it, widen one first: fitcode codings change UID --span START:END",
            )
        reached = max(reached, _number(row, "end"))


def _agreed_facts(project: Project, rows: Sequence[Row], preferred: int | None) -> Row:
    facts: Row = {}
    for column in _FACTS:
        stated = list(dict.fromkeys(row[column] for row in rows if row[column] is not None))
        if len(stated) > 1 and preferred is None:
            raise _contradiction(project, column, stated)
        if len(stated) > 1:
            facts[column] = next(row[column] for row in rows if row["id"] == preferred)
        else:
            facts[column] = stated[0] if stated else None
    return facts


def _contradiction(project: Project, column: str, stated: Sequence[object]) -> FitcodeError:
    names = component_index(project).display if column.endswith("_id") else {}
    shown = " and ".join(names[one] if isinstance(one, int) and names else str(one) for one in stated)
    return FitcodeError(
        f"They contradict each other: {column.removesuffix('_id')} is {shown}.",
        remedy="Say whose holds with --prefer UID, or change one first.",
    )


def _span(text: VersionText, start: int, end: int) -> Row:
    placed = dict(zip(Placement._fields, text.place(start, end), strict=True))
    return {"start": start, "end": end, "quote": text.quote(start, end), **placed}


def _joined(memos: Iterable[object]) -> str | None:
    return "\n".join(dict.fromkeys(str(memo) for memo in memos if memo)) or None


def _hand_over(project: Project, row: Row, *, to: Row) -> None:
    """Let what hangs on a coding hang on another: its links and memos, and the suggestion it answered."""
    query = project.connection.execute
    for own, other in (("source_id", "target_id"), ("target_id", "source_id")):
        links = query(f"SELECT id, {other}, kind, memo FROM links WHERE {own} = ?", (row["id"],)).fetchall()
        for key, end, kind, memo in links:
            there = query(
                f"SELECT id, memo FROM links WHERE {own} = ? AND {other} = ? AND kind = ?",
                (to["id"], end, kind),
            ).fetchone()
            if end == to["id"]:
                query("DELETE FROM links WHERE id = ?", (key,))
            elif there is None:
                query(f"UPDATE links SET {own} = ? WHERE id = ?", (to["id"], key))
            else:
                query("DELETE FROM links WHERE id = ?", (key,))
                if memo and memo != there[1]:
                    query("UPDATE links SET memo = ? WHERE id = ?", (_joined((there[1], memo)), there[0]))
    query("UPDATE memos SET target_uid = ? WHERE target_uid = ?", (to["uid"], row["uid"]))
    query("UPDATE suggestions SET coding_uid = ? WHERE coding_uid = ?", (to["uid"], row["uid"]))


def _refuse_equal(project: Project, values: Mapping[str, object], *, but: int | None = None) -> None:
    found = equal_coding(project, values)
    if found and found[0] != but:
        raise DuplicateCoding(
            f"This coder has this code on [{values['start']}, {values['end']}) already, about the same"
            f" components ({found[1]}).",
            remedy="Merge it with that one, or remove one of the two.",
        )


def _update(project: Project, row: Row, values: Row) -> None:
    changed = {name: value for name, value in values.items() if row[name] != value} | {"updated_at": now()}
    assigned = ", ".join(f'"{name}" = :{name}' for name in changed)
    project.connection.execute(f"UPDATE codings SET {assigned} WHERE id = :id", {**changed, "id": row["id"]})
