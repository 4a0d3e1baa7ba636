"""A text export, imported and exported again, is the same to the byte, and so is the project."""

import filecmp
import json
import random
import shutil
from pathlib import Path

import pytest

from fitcode.store.acts import standing_acts
from fitcode.store.checks import check_project
from fitcode.store.project import open_project
from fitcode.store.row_names import IDENTITY
from fitcode.store.triggers import WITHOUT_HISTORY, noun_tables
from fitcode.workflow.counting.tally_codings import tally_codings
from fitcode.workflow.sharing.export_text import export_text
from fitcode.workflow.starting.import_text import Imported, import_text
from fitcode.workflow.workspace import open_workspace
from tests.support.projects import add_transcript, new_project
from tests.workflow.test_undo import Deeds, state_of


def export(project: Path, out: Path) -> Path:
    with open_workspace(project, coder="ines", read_only=True) as workspace:
        export_text(workspace, out)
    return out


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def round_trip(project: Path, scratch: Path) -> Path:
    """The project that comes back; what is exported of it is what was exported before."""
    one = export(project, scratch / "one")
    made = import_text(one, scratch / "again")
    other = export(scratch / "again", scratch / "other")
    assert files_of(one) == files_of(other)
    assert (made.edited, made.written_by_hand) == ([], 0)
    with open_project(scratch / "again") as again:
        assert check_project(again) == []
    return scratch / "again"


def done_acts(project: Path) -> int:
    with open_project(project, read_only=True) as opened:
        return len(standing_acts(opened).done)


def rows_without_keys(project: Path) -> dict[str, int]:
    return {table: len(rows) for table, rows in state_of(project).items()}


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    """The shipped demo with every suggester but those that take long to learn."""
    from fitcode.workflow.narrator import SilentNarrator
    from fitcode.workflow.starting.run_demo import run_demo
    from fitcode.workflow.suggesting.plan_pass import Asked

    folder: Path = tmp_path_factory.mktemp("demo") / "study"
    run_demo(folder, narrator=SilentNarrator(), asked=Asked(suggesters=("rules",)))
    return folder


def test_the_demo_comes_back_to_the_byte_with_the_same_tally(demo, tmp_path):
    again = round_trip(demo, tmp_path)

    with (
        open_workspace(demo, read_only=True, coder="ines") as workspace,
        open_workspace(again, read_only=True, coder="ines") as other,
    ):
        assert tally_codings(workspace) == tally_codings(other)
        assert workspace.settings == other.settings
    assert rows_without_keys(demo) == rows_without_keys(again)
    for name in ("codebooks/fit.yaml", "components/demo.yaml", "fitcode.toml"):
        assert filecmp.cmp(demo / name, again / name, shallow=False)


@pytest.mark.parametrize("seed", [3, 4])
def test_whatever_was_done_comes_back(run, study, tmp_path, seed):
    deeds = Deeds(run, study, random.Random(seed))
    drawn = random.Random(seed)
    for _ in range(60):
        deeds.one()()
        if drawn.random() < 0.15 and done_acts(study) > 5:
            run("undo", drawn.choice([1, 2]), "--everybody")
        if drawn.random() < 0.1:
            run("redo", "--everybody", code=None)

    again = round_trip(study, tmp_path)

    assert rows_without_keys(again) == rows_without_keys(study)


def test_what_was_done_before_can_be_undone_and_redone_afterwards(run, study, tmp_path):
    deeds = Deeds(run, study, random.Random(11))
    for _ in range(40):
        deeds.one()()
    again = round_trip(study, tmp_path)
    count = done_acts(study)

    for folder in (study, again):
        run("-C", folder, "undo", count, "--everybody")

    assert_alike(study, again, tmp_path / "undone")
    for folder in (study, again):
        run("-C", folder, "redo", count, "--everybody")
        run("-C", folder, "check")
    assert_alike(study, again, tmp_path / "redone")


def assert_alike(one: Path, other: Path, scratch: Path) -> None:
    """Two projects with the same rows; what their last deeds wrote of times and uids is their own."""
    left, right = (files_of(export(folder, scratch / folder.name)) for folder in (one, other))
    for name in left:
        if name != "manifest.json" and not name.startswith("history/2"):
            assert left[name] == right[name], name


def test_a_transcript_that_was_taken_back_can_be_brought_back_after_the_import(run, study, tmp_path):
    before = rows_without_keys(study)
    run("undo")  # the study's own ingest

    again = round_trip(study, tmp_path)
    run("-C", again, "redo")

    assert rows_without_keys(again) == before
    run("-C", again, "check")


@pytest.mark.parametrize(
    "name", ["مقابلة/أ", "🙂 *?:", "..", "../../etc/passwd", "con", "x" * 200, "a\tb\\c"]
)
def test_any_name_of_a_transcript_is_kept_and_never_a_path(tmp_path, name):
    with new_project(tmp_path / "study") as project:
        add_transcript(project, "ANA: [layoff]They let me go.[/]", name=name)

    again = round_trip(tmp_path / "study", tmp_path)

    with open_project(again) as project:
        found = project.connection.execute("SELECT name FROM transcripts").fetchall()
    assert found == [(name,)]
    assert len(list((tmp_path / "one" / "transcripts").iterdir())) == 1


def test_arabic_and_emoji_come_back_in_every_field(run, study, tmp_path):
    run("codings", "add", "ana", "40:60", "--code", "trust", "--memo", 'ثقة 🙂\u2028\x85 "\\n" \r')
    run("cases", "set", "R01", "rank=رائد 🎖")
    run("memos", "add", "project", "--text", "line one\nline two\u2029🙂", "--title", "ملاحظة")
    run("coders", "add", "زوي")

    again = round_trip(study, tmp_path)

    listed = (run("-C", folder, "codings", "list", "--format", "json").stdout for folder in (study, again))
    assert len(set(listed)) == 1


def test_one_changed_coding_changes_one_line_of_its_file(run, study, tmp_path):
    for start in (40, 61, 80):
        run("codings", "add", "ana", f"{start}:{start + 9}", "--code", "trust")
    before = files_of(export(study, tmp_path / "before"))
    uid = json.loads(run("codings", "list", "--format", "json").stdout)[1]["uid"]
    run("codings", "change", uid, "--valence", "misfit")

    after = files_of(export(study, tmp_path / "after"))

    changed = {name for name in before if before[name] != after[name]}
    assert {name.split("/")[0] for name in changed} == {"codings.jsonl", "history", "manifest.json"}
    lines = [files["codings.jsonl"].splitlines() for files in (before, after)]
    assert sum(one != other for one, other in zip(*lines, strict=True)) == 1


def test_no_key_of_the_database_leaves(run, study, tmp_path):
    """The same deeds under other keys give the same lines: here, a transcript that came and went."""
    run("codings", "add", "ana", "40:60", "--code", "trust", "--about", "recce")
    out = export(study, tmp_path / "out")

    for path in out.glob("*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            assert not [name for name in json.loads(line) if name == "id" or name.endswith("_id")]


def test_every_table_is_exported_or_made_again(study):
    made_again = {"acting", "deeds", "history", "taken_back", "texts"}
    with open_project(study, read_only=True) as project:
        tables = {name for (name,) in project.connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '_*'"
            " AND name NOT GLOB 'sqlite_*' AND name NOT GLOB 'search_index*'")}  # fmt: skip
        nouns = set(noun_tables(project.connection))

    assert tables - made_again == set(IDENTITY)
    assert nouns < set(IDENTITY)
    assert made_again < WITHOUT_HISTORY


def test_what_a_person_wrote_in_lines_becomes_a_deed_that_can_be_undone(run, study, tmp_path):
    run("codings", "add", "ana", "40:60", "--code", "trust")
    out = export(study, tmp_path / "out")
    line = json.loads((out / "codings.jsonl").read_text("utf-8"))
    written = line | {"uid": "01900000-0000-7000-8000-000000000001", "code": "mini/spare-parts"}
    (out / "codings.jsonl").write_text(
        "\n".join(json.dumps(one, ensure_ascii=False) for one in (line | {"valence": "fit"}, written)) + "\n",
        encoding="utf-8",
    )

    made = import_text(out, tmp_path / "again", coder="ben", edited=True)

    assert made.edited == ["codings.jsonl"]
    assert made.written_by_hand == 1
    listed = json.loads(run("-C", tmp_path / "again", "codings", "list", "--format", "json").stdout)
    assert {(one["code"], one["valence"]) for one in listed} == {("trust", "fit"), ("spare-parts", None)}
    run("-C", tmp_path / "again", "check")
    run("-C", tmp_path / "again", "undo", "--as", "ben")
    run("-C", tmp_path / "again", "check")


def test_a_line_that_a_person_took_out_is_gone_and_the_rest_holds(run, study, tmp_path):
    for start in (40, 61):
        run("codings", "add", "ana", f"{start}:{start + 9}", "--code", "trust")
    out = export(study, tmp_path / "out")
    lines = (out / "codings.jsonl").read_text("utf-8").splitlines(keepends=True)
    (out / "codings.jsonl").write_text(lines[1], encoding="utf-8")

    import_text(out, tmp_path / "again", edited=True)

    run("-C", tmp_path / "again", "check")
    assert len(json.loads(run("-C", tmp_path / "again", "codings", "list", "--format", "json").stdout)) == 1


def test_without_its_history_a_project_begins_with_the_import(run, study, tmp_path):
    run("codings", "add", "ana", "40:60", "--code", "trust")
    out = export(study, tmp_path / "out")
    shutil.rmtree(out / "history")
    forget(out, "history/")

    made: Imported = import_text(out, tmp_path / "again")

    run("-C", tmp_path / "again", "check")
    assert made.written_by_hand > 10
    assert rows_without_keys(tmp_path / "again") == rows_without_keys(study)


def forget(out: Path, start: str) -> None:
    """Take files out of the manifest."""
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    manifest["files"] = {name: told for name, told in manifest["files"].items() if not name.startswith(start)}
    (out / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_a_transcript_of_a_million_words_comes_back(run, study, tmp_path):
    spoken = "ANA: " + "We let them go again and again. " * 1000 + "\n"
    (tmp_path / "long.txt").write_text("Q: Well?\n" + spoken * 143, encoding="utf-8")
    run("ingest", tmp_path / "long.txt")

    round_trip(study, tmp_path)


def test_what_a_screen_remembers_comes_back(study, tmp_path):
    from fitcode.store.habits import keep_habits, read_habits

    with open_project(study) as project:
        keep_habits(project, "ines", {"place in ana": "17", "favourites": '["trust"]'})

    with open_project(round_trip(study, tmp_path)) as project:
        assert read_habits(project, "ines") == {"place in ana": "17", "favourites": '["trust"]'}
