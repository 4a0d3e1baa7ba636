"""The report as a file: what it says, what it never says, and what a browser is allowed to do with it."""

import hashlib
import os
import re
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fitcode.cli.app import app
from fitcode.domain.table import Cell
from fitcode.errors import SeveralCoders, UsageError
from fitcode.report.chart_words import signed
from fitcode.store.coding_reads import list_codings
from fitcode.store.project import open_project
from fitcode.workflow.counting.count_dyads import count_dyads
from fitcode.workflow.counting.tally_codings import tally_codings
from fitcode.workflow.workspace import open_workspace
from tests.support.projects import add_transcript, apply_components, code, finish, new_project
from tests.support.reports import HOSTILE, NAME, RTL, Page, hostile_project, page_of

ROOT = Path(__file__).resolve().parents[2]
HEAT_MAP = "Net fit of each component in each dimension"
DYADS = "Net fit between components: about down, counterpart across"


def figure_of(net_fit: Cell) -> str:
    """A net fit as a cell shows it."""
    return signed(net_fit) if isinstance(net_fit, int | float) else "–"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study") / "project"
    hostile_project(folder).close()
    return folder


@pytest.fixture(scope="module")
def html(folder: Path) -> str:
    return page_of(folder)


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page.of(html)


class TestWhatAPageMayDo:
    def test_its_policy_names_its_own_style_and_script_and_allows_nothing_else(self, page):
        (policy,) = [
            attributes["content"]
            for tag, attributes in page.tags
            if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
        ]
        hashes = {
            kind: b64encode(hashlib.sha256(page.contents[kind].encode()).digest()).decode()
            for kind in ("script", "style")
        }

        assert set(policy.split("; ")) == {
            "default-src 'none'",
            f"script-src 'sha256-{hashes['script']}'",
            f"style-src 'sha256-{hashes['style']}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        }

    def test_nothing_in_it_points_anywhere_but_into_the_page(self, page):
        pointing = [
            attributes[name]
            for _, attributes in page.tags
            for name in ("href", "src", "srcset", "action", "xlink:href", "data", "poster")
            if name in attributes
        ]

        assert [target for target in pointing if not target.startswith("#")] == []
        assert not re.search(r"url\((?!#)", page.contents["style"])

    def test_no_element_has_a_style_or_a_handler_of_its_own(self, page):
        names = {name for _, attributes in page.tags for name in attributes}

        assert [name for name in names if name == "style" or name.startswith("on")] == []

    def test_what_people_said_and_wrote_stays_text(self, page):
        scripts = [attributes for tag, attributes in page.tags if tag == "script"]

        assert len(scripts) == len(page.contents) - len(["style"])
        assert "alert(1)" not in page.contents["script"]
        assert HOSTILE in page.text
        assert RTL in page.text
        said = [str(turn) for turn in page.data("talk-0")["turns"]]
        assert any(HOSTILE in turn and RTL in turn for turn in said)
        assert page.data("names")["memos"] == [HOSTILE]

    def test_every_id_is_there_once(self, page):
        ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]

        assert sorted(ids) == sorted(set(ids))


class TestWhatAPageSays:
    def test_the_heat_map_shows_the_numbers_of_the_tally(self, folder, page):
        names = page.data("names")
        shown = {
            (opens["component"], opens["dimension"]): text
            for opens, text, caption in page.buttons
            if caption == HEAT_MAP
        }

        with open_workspace(folder, read_only=True) as workspace:
            records = list(tally_codings(workspace).records())

        assert len(shown) == len(records)
        components = [name for name, _ in names["components"]]
        for record in records:
            place = components.index(record["component"]) if record["component"] else -1
            dimension = names["dimensions"].index(record["dimension"]) if record["dimension"] else -1
            figure = figure_of(record["net_fit"])
            assert shown[place, dimension].startswith(f"{figure}n {record['codings']} codings")

    def test_the_matrix_of_dyads_shows_the_numbers_of_dyads(self, folder, page):
        components = [name for name, _ in page.data("names")["components"]]
        shown = {
            (components[opens["about"]], components[opens["counterpart"]], text.split(" codings")[0])
            for opens, text, caption in page.buttons
            if caption == DYADS
        }

        with open_workspace(folder, read_only=True) as workspace:
            expected = {
                (
                    record["about"],
                    record["counterpart"],
                    f"{figure_of(record['net_fit'])}n {record['codings']}",
                )
                for record in count_dyads(workspace).records()
            }

        assert shown == expected

    def test_a_cell_opens_as_many_quotations_as_it_counts(self, page):
        counted = [
            (page.opened_by(opens), int(re.findall(r"n (\d+) codings", text)[0]))
            for opens, text, caption in page.buttons
            if caption.startswith("Net fit")
        ]

        assert len(counted) > 10
        assert [len(codings) for codings, _ in counted] == [count for _, count in counted]

    def test_every_coding_shows_the_words_that_it_is_on(self, folder, page):
        with open_project(folder, read_only=True) as project:
            quotes = [str(quote) for quote in list_codings(project).column("quote")]

        assert sorted(page.quote(coding) for coding in range(len(quotes))) == sorted(quotes)

    def test_speakers_are_told_by_role_and_component_and_never_by_name(self, html, page):
        assert NAME not in html
        assert [label for label, case, _ in page.data("names")["voices"] if case == "R01"] == [
            f"pilot {HOSTILE}, force"
        ]

    def test_speakers_without_a_case_are_told_apart_by_number(self, tmp_path):
        project = new_project(tmp_path / "project")
        add_transcript(project, "MARA: [fuel]None.[/]\nQ: Why?\nJOHN: [fuel]No idea.[/]")
        project.close()

        page = Page.of(page_of(tmp_path / "project"))

        voices = [label for label, _, _ in page.data("names")["voices"]]
        assert [voices[voice] for voice in page.data("talk-0")["voices"]] == [
            "Respondent 1",
            "Interviewer",
            "Respondent 2",
        ]
        assert [voices[voice] for voice in page.data("codings")["voice"]] == ["Respondent 1", "Respondent 2"]
        assert not {"MARA", "JOHN"} & set(page.text.split())

    def test_a_quotation_over_several_turns_leaves_the_labels_between_them_out(self, tmp_path):
        project = new_project(tmp_path / "project")
        add_transcript(project, "MARA: We had [fuel]none.\nJOHN: None[/] at all.")
        project.close()

        page = Page.of(page_of(tmp_path / "project"))

        assert page.quote(0) == "none.\nNone"

    def test_what_stands_between_turns_is_left_out(self, html):
        assert "writes a heading" not in html

    def test_a_condition_narrows_every_number_and_every_transcript(self, folder):
        page = Page.of(page_of(folder, where=["transcript=second"]))

        assert [name for name, _ in page.data("names")["transcripts"]] == ["second"]
        assert "We share" not in page.contents["talk-0"]
        assert len(page.data("codings")["code"]) == 5
        assert "Not everything counts here: only what meets transcript=second." in page.text
        assert "the numbers of this page keep only what meets transcript=second" in page.text

    def test_beside_a_condition_the_size_of_the_project_is_told_as_such(self, folder, html):
        narrowed = page_of(folder, where=["transcript=second"])

        assert narrowed.count("in the whole project") == 3  # transcripts, cases, words
        assert "in the whole project" not in html

    def test_components_of_several_missions_stand_under_the_mission_they_are_of(self, tmp_path):
        project = new_project(tmp_path / "project")
        apply_components(project, "force", mission="minusma")
        apply_components(project, "bureau", mission="unmiss")
        add_transcript(project, "ANA: We had [fuel about=force]none[/] of [fuel about=bureau]that[/].")
        project.close()

        html = page_of(tmp_path / "project")

        headings = re.findall(r'<tr class="group">.*?<span>(.*?)</span>', html)
        assert headings == ["minusma", "unmiss"]

    def test_agreement_is_spoken_of_where_several_people_coded(self, page, tmp_path):
        project = new_project(tmp_path / "project")
        add_transcript(project, "ANA: [fuel]None.[/] They let me go.")
        code(project, "ana", "let me go", "layoff", coder="tomas")
        project.close()

        several = Page.of(page_of(tmp_path / "project", coders=["ines", "tomas"]))

        assert "2 people coded in this project: ines (1 coding), tomas (1 coding)" in several.text
        assert "people coded in this project" not in page.text

    def test_agreement_is_measured_where_several_people_finished(self, tmp_path):
        project = new_project(tmp_path / "project")
        add_transcript(project, "ANA: [fuel]None.[/] They let me go.")
        code(project, "ana", "let me go", "layoff", coder="tomas")
        for coder in ("ines", "tomas"):
            finish(project, "ana", coder=coder)
        project.close()

        several = Page.of(page_of(tmp_path / "project", coders=["ines", "tomas"]))

        assert "Agreement of ines and tomas on 2 segments" in several.text
        assert "Agreement by code: ines, tomas" in several.text

    def test_the_methods_speak_of_the_coders_who_count(self, tmp_path):
        project = new_project(tmp_path / "project")
        add_transcript(project, "ANA: [fuel]None.[/] They let me go.")
        code(project, "ana", "let me go", "layoff", coder="tomas")
        project.close()

        assert "of coder 2 (1 transcript)" in Page.of(page_of(tmp_path / "project", coders=["tomas"])).text


class TestWriting:
    def test_the_same_project_gives_the_same_bytes_in_another_process(self, folder, html, tmp_path):
        out = tmp_path / "again.html"
        command = [sys.executable, "-m", "fitcode", "-C", str(folder), "report", "--out", str(out)]
        environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT / "src")}
        subprocess.run(command, check=True, capture_output=True, env=environment)

        assert out.read_text(encoding="utf-8") == html

    def test_a_project_without_codings_has_a_page(self, tmp_path):
        new_project(tmp_path / "project", codes=()).close()

        page = Page.of(page_of(tmp_path / "project"))

        assert "Overview" in page.text
        assert page.data("codings")["code"] == []
        assert "Where the parts fit" not in page.text
        assert "Browse all quotations" not in page.text

    def test_a_section_that_nothing_bears_on_says_so(self, tmp_path):
        project = new_project(tmp_path / "project")
        add_transcript(project, "ANA: We had [fuel]none[/].")
        project.close()

        page = Page.of(page_of(tmp_path / "project"))

        assert page.text.count("Nothing that was coded bears on this.") == 2, (
            "dyads, and what stands together"
        )

    def test_between_several_coders_nobody_guesses(self, tmp_path):
        project = new_project(tmp_path / "project")
        add_transcript(project, "ANA: [fuel]None.[/] They let me go.")
        code(project, "ana", "let me go", "layoff", coder="tomas")
        project.close()

        with pytest.raises(SeveralCoders):
            page_of(tmp_path / "project")

        assert not (tmp_path / "report.html").exists()

    def test_a_condition_that_nobody_can_meet_names_the_nearest(self, folder):
        with pytest.raises(UsageError, match="cultrual") as refused:
            page_of(folder, where=["dimension=cultrual"])

        assert "cultural" in str(refused.value.remedy)


class TestCommand:
    def test_a_report_that_is_there_stays_unless_forced(self, folder, tmp_path):
        out = tmp_path / "report.html"
        out.write_text("mine")

        refused = CliRunner().invoke(app, ["-C", str(folder), "report", "-o", str(out)])
        kept = out.read_text()
        forced = CliRunner().invoke(app, ["-C", str(folder), "report", "-o", str(out), "--force"])

        assert (refused.exit_code, kept) == (1, "mine")
        assert "--force" in refused.stderr
        assert forced.exit_code == 0
        assert forced.stdout == ""
        assert forced.stderr.splitlines()[-1] == f"Wrote {out}."
        assert out.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
