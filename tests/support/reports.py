"""Reports for tests: a small study whose every text tries to break a page, and what a page holds.

``Page.of(html)`` reads a report as a browser would: its buttons, its data, its policy.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from fitcode.domain.case import CaseRow
from fitcode.domain.choices import Dimension
from fitcode.domain.codebook import Code, Codebook
from fitcode.store import cases, codebooks
from fitcode.store.project import Project
from fitcode.workflow.reporting.write_report import write_report
from fitcode.workflow.workspace import open_workspace
from tests.support.projects import add_transcript, apply_components, code, new_project

HOSTILE = """</script><script>alert(1)</script> & "quoted" 'too' <b>bold</b> \u2028 {{ 7 * 7 }} \U0001f600"""
RTL = "\u202e\u0634\u0643\u0631\u0627 \u0644\u0643\u0645"
NAME = "Zacharias"
"""A speaker's label: somebody's name."""

TALK = f"""{NAME} writes a heading here

Q: How is it {HOSTILE} going?
{NAME}: \U0001f680 We share [trust about=force to=police fit 3]one radio \U0001f680[/]. {HOSTILE} {RTL}
Q: And then?
{NAME}: [fuel about=force to=police misfit]No fuel {HOSTILE} came[/]. [trust about=police mixed]It varies[/].
"""
MORE = """Q: You?
B: [fuel misfit]We wait[/] and [fuel about=force misfit 2]wait[/]. [other]Nobody says why[/]. \
[trust fit]Still, we talk[/].
"""


def hostile_project(folder: Path) -> Project:
    """Two transcripts, two dimensions and none, and a name that must not leave."""
    project = new_project(folder, codes=())
    codes = (
        Code(id="trust", name=f"Trust {HOSTILE}", definition=HOSTILE, dimension=Dimension.cultural),
        Code(
            id="fuel", name="Fuel", dimension=Dimension.operational, use_when=HOSTILE, examples=(HOSTILE, RTL)
        ),
        Code(id="other", name="Other", parent="fuel"),
    )
    with project.writing("test", coder="ines"):
        book = Codebook(id="fit", name=f"Fit {HOSTILE}", codes=codes)
        codebooks.apply_codebook(project, book, file_text="")
    apply_components(project, "force", "police")
    add_transcript(project, TALK, name="first")
    add_transcript(project, MORE, name="second")
    with project.writing("test", coder="ines"):
        cases.apply_cases(
            project,
            [
                CaseRow(
                    case="R01",
                    transcript="first",
                    component="force",
                    role=f"pilot {HOSTILE}",
                    attributes={"interview_date": "2019-05-14"},
                )
            ],
            types={},
        )
    code(project, "second", "we talk", "fuel", memo=HOSTILE)
    return project


def page_of(folder: Path, *, where: Sequence[str] = (), coders: Sequence[str] = ()) -> str:
    """The report of the project in a folder."""
    with open_workspace(folder, read_only=True) as workspace:
        written = write_report(
            workspace, folder.parent / "report.html", force=True, where=where, coders=coders
        )
    return written.read_text(encoding="utf-8")


@dataclass
class Page:
    """What is in a report."""

    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    buttons: list[tuple[dict[str, int], str, str]] = field(default_factory=list)
    """What a button opens, its text, and the caption of the matrix that it stands in."""

    contents: dict[str, str] = field(default_factory=dict)
    """The text of each script and style, by id; ``script`` and ``style`` for those without one."""

    text: str = ""

    @classmethod
    def of(cls, html: str) -> "Page":
        """Read a page."""
        reader = _Reader()
        reader.feed(html)
        reader.close()
        return reader.page

    def data(self, id: str) -> dict[str, list[Any]]:
        """A block of data."""
        return dict(json.loads(self.contents[id]))

    def opened_by(self, opens: dict[str, int]) -> list[int]:
        """The codings whose columns have these values."""
        columns = self.data("codings")
        return [
            coding
            for coding in range(len(columns["code"]))
            if all(columns[name][coding] == value for name, value in opens.items())
        ]

    def quote(self, coding: int) -> str:
        """A coding's words, its positions counted as a browser counts them."""
        columns = self.data("codings")
        turns = self.data(f"talk-{columns['transcript'][coding]}")["turns"]
        units = "\n".join(map(str, turns)).encode("utf-16-le")
        return units[columns["start"][coding] * 2 : columns["end"][coding] * 2].decode("utf-16-le")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._inside: list[str] = []
        self._id = ""
        self._opens: str | None = None
        self._button = self._caption = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.page.tags.append((tag, attributes))
        self._inside.append(tag)
        if tag in ("script", "style"):
            self._id = attributes.get("id", tag)
            self.page.contents[self._id] = ""
        elif tag == "caption":
            self._caption = ""
        elif tag == "button":
            self._button, self._opens = "", attributes.get("data-opens")

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass
        if tag == "button" and self._opens is not None:
            pairs = (pair.partition("=") for pair in self._opens.split())
            opens = {name: int(value) for name, _, value in pairs}
            self.page.buttons.append((opens, " ".join(self._button.split()), self._caption.strip()))

    def handle_data(self, data: str) -> None:
        if self._inside and self._inside[-1] in ("script", "style"):
            self.page.contents[self._id] += data
            return
        self.page.text += data
        if "button" in self._inside:
            self._button += data
        if "caption" in self._inside:
            self._caption += data
