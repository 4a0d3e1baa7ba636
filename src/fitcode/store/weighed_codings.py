"""Weighed codings: coders' codings as they are held against each other, and what each of them states.

What a coding states has one spelling, whatever the keys of its rows: two copies of a project agree on
whether a coding was changed.
"""

import json
from collections.abc import Collection

from fitcode.domain.adjudication import QuestionCoding
from fitcode.store.names import code_index, component_index
from fitcode.store.project import Project


class WeighedCodings:
    """Codings as they are weighed, names joined once for all of them."""

    def __init__(self, project: Project) -> None:
        self._project = project
        codes, components = code_index(project), component_index(project)
        self._code_index, self._component_index = codes, components
        self._codes, self._components = codes.display, components.display
        self._full_codes, self._full_components = codes.full, components.full

    def of(self, version_id: int, coders: Collection[str]) -> list[QuestionCoding]:
        """The codings of these coders on a version, in the order of the text, then of names."""
        rows = self._project.connection.execute(
            f"""{_CODING} WHERE k.version_id = ? AND c.name IN (SELECT value FROM json_each(?))
                ORDER BY k.start, k."end", c.name, k.uid""",
            (version_id, json.dumps(list(coders))),
        )
        return [self._coding(*row) for row in rows]

    def names(
        self, code: str, about: str | None, counterpart: str | None
    ) -> tuple[str, str | None, str | None]:
        """The names under which codings show a code and two components; raises for unknown ones."""
        components = self._component_index
        return (
            self._codes[self._code_index.resolve(code)],
            None if about is None else self._components[components.resolve(about)],
            None if counterpart is None else self._components[components.resolve(counterpart)],
        )

    def _coding(
        self,
        uid: str,
        coder: str,
        start: int,
        end: int,
        code: int,
        about: int | None,
        counterpart: int | None,
        valence: str | None,
        strength: int | None,
        quote: str,
        memo: str | None,
        created_at: str,
    ) -> QuestionCoding:
        return QuestionCoding(
            uid=uid,
            coder=coder,
            code=self._codes[code],
            start=start,
            end=end,
            quote=quote,
            about=None if about is None else self._components[about],
            counterpart=None if counterpart is None else self._components[counterpart],
            valence=valence,
            strength=strength,
            memo=memo,
            created_at=created_at,
            content=self.content(start, end, code, about, counterpart, valence, strength),
        )

    def content(
        self,
        start: int,
        end: int,
        code: int,
        about: int | None,
        counterpart: int | None,
        valence: str | None,
        strength: int | None,
    ) -> str:
        """What a coding states, as ``604:665 fit/trust about=demo/asifu fit 2``; memos are no part of it."""
        stated = [f"{start}:{end}", self._full_codes[code]]
        for name, key in (("about", about), ("to", counterpart)):
            if key is not None:
                stated.append(f"{name}={self._full_components[key]}")
        stated += [str(one) for one in (valence, strength) if one is not None]
        return " ".join(stated)


_CODING = """SELECT k.uid, c.name, k.start, k."end", k.code_id, k.about_id, k.counterpart_id, k.valence,
    k.strength, k.quote, k.memo, k.created_at FROM codings k JOIN coders c ON c.id = k.coder_id"""


def contents_now(project: Project, uids: Collection[str]) -> dict[str, str]:
    """The uid of each of these codings that is still there to what it states now."""
    names = WeighedCodings(project)
    rows = project.connection.execute(
        """SELECT uid, start, "end", code_id, about_id, counterpart_id, valence, strength FROM codings
           WHERE uid IN (SELECT value FROM json_each(?))""",
        (json.dumps(list(uids)),),
    )
    return {uid: names.content(*stated) for uid, *stated in rows}
