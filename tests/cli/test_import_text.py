"""fitcode import: every kind of damage is named with file and line, and leaves nothing behind."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from fitcode.domain.choices import LinkKind
from fitcode.store.coding_reads import list_codings
from fitcode.store.links import add_link
from fitcode.workflow.sharing.export_text import export_text
from fitcode.workflow.workspace import open_workspace
from tests.support.projects import add_transcript, apply_components, new_project, run_pass, suggestion
from tests.support.studies import Run

Damage = Callable[[Path], None]


@pytest.fixture(scope="module")
def saved(tmp_path_factory) -> Path:
    """A small project and its text export, made once."""
    folder: Path = tmp_path_factory.mktemp("saved")
    with new_project(folder / "study") as project:
        apply_components(project, "force", "force>recce", mission="mistral")
        add_transcript(
            project,
            "Q: Well?\nA: [layoff about=force misfit]They let me go.[/] [fuel about=recce]No fuel came.[/]",
        )
        one, other = (str(row["uid"]) for row in list_codings(project).records())
        with project.writing("links add", coder="ines"):
            add_link(project, one, other, kind=LinkKind.leads_to, coder="ines")
        run_pass(project, {"ana": [suggestion(project, "ana", "No fuel")]})
    for kind in ("codebooks", "components"):
        (folder / "study" / kind).mkdir()
        (folder / "study" / kind / "mine.yaml").write_text("# mine\n")
    with open_workspace(folder / "study", coder="ines", read_only=True) as workspace:
        export_text(workspace, folder / "text")
    return folder


@pytest.fixture
def text(saved, tmp_path, monkeypatch) -> Path:
    """The export, to be damaged; the working directory holds it and the project."""
    shutil.copytree(saved, tmp_path / "work", symlinks=True)
    monkeypatch.chdir(tmp_path / "work")
    return Path(tmp_path / "work" / "text")


def refused(run: Run, *words: object, code: int = 1) -> str:
    """What is said of an import that leaves nothing."""
    told = run("import", "text", "again", *words, code=code).stderr
    assert not Path("again").exists()
    return told


def edit(name: str, **fields: object) -> Damage:
    """Another value for fields of a file's first record; without one where it is None."""

    def damage(folder: Path) -> None:
        first, *rest = (folder / name).read_text("utf-8").splitlines()
        record = {key: value for key, value in {**json.loads(first), **fields}.items() if value is not None}
        (folder / name).write_text("\n".join([json.dumps(record), *rest]) + "\n", encoding="utf-8")

    return damage


def append(name: str, line: str) -> Damage:
    def damage(folder: Path) -> None:
        with (folder / name).open("a", encoding="utf-8") as stream:
            stream.write(line + "\n")

    return damage


def twice(name: str) -> Damage:
    def damage(folder: Path) -> None:
        first = (folder / name).read_text("utf-8").splitlines()[0]
        append(name, first)(folder)

    return damage


def test_an_import_brings_the_project_back_with_its_uids(run, text):
    told = run("import", "text", "again").stderr

    assert "2 codings" in told
    listed = (run("-C", place, "codings", "list", "--format", "csv").stdout for place in ("study", "again"))
    assert len(set(listed)) == 1
    run("-C", "again", "check")


def test_an_import_into_an_empty_folder_one_is_in(run, text, monkeypatch):
    Path("here").mkdir()
    monkeypatch.chdir("here")

    run("import", text)

    assert sorted(path.name for path in Path().iterdir()) == [
        *("codebooks", "components", "fitcode.db", "fitcode.toml")
    ]
    assert Path("fitcode.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("target", ["study", "text", "text/manifest.json"])
def test_nothing_that_is_there_is_overwritten(run, text, target):
    before = sorted(Path().rglob("*"))

    told = run("import", "text", target, code=1).stderr

    assert "Name a new" in told
    assert sorted(Path().rglob("*")) == before


def test_edited_files_are_named_and_taken_only_when_asked(run, text):
    edit("codings.jsonl", memo="by hand")(text)

    assert "codings.jsonl" in refused(run)
    told = run("import", "text", "again", "--edited").stderr

    assert "Edited since the export: codings.jsonl" in told
    assert "by hand" in run("-C", "again", "codings", "list", "--format", "csv").stdout


DAMAGES = [
    (append("memos.jsonl", '{"uid": '), "memos.jsonl:1: this is no JSON"),
    (append("memos.jsonl", "[1]"), "memos.jsonl:1: a record stands in braces"),
    (append("memos.jsonl", '{"x": "\\ud800"}'), "memos.jsonl:1: a text holds half of a character"),
    (append("memos.jsonl", '{"x": NaN}'), "memos.jsonl:1: this is no JSON"),
    (append("memos.jsonl", "[" * 100_000), "memos.jsonl:1: this is no JSON"),
    (edit("codings.jsonl", quote="something else"), "codings.jsonl:1: at [12, 27) the text reads"),
    (edit("codings.jsonl", end=10_000), "codings.jsonl:1: [12, 10000) is no span"),
    (edit("codings.jsonl", start=-1), "codings.jsonl:1: [-1, 27) is no span"),
    (edit("codings.jsonl", start="12"), "codings.jsonl:1: 'start' should be a whole number"),
    (edit("codings.jsonl", start=True), "codings.jsonl:1: 'start' should be a whole number"),
    (edit("codings.jsonl", created_at="yesterday"), "codings.jsonl:1: 'created_at' is 'yesterday', no time"),
    (edit("links.jsonl", created_at="2026-11-23T14:30:00.000"), "links.jsonl:1: 'created_at' is '2026"),
    (edit("codings.jsonl", start=2**70), "codings.jsonl:1: 'start' should be a whole number"),
    (edit("codings.jsonl", code="fit/layof"), "unknown code, 'fit/layof'. Did you mean 'fit/layoff'?"),
    (edit("codings.jsonl", code=["fit"]), "codings.jsonl:1: 'code' names an unknown code"),
    (edit("codings.jsonl", coder="inez"), "unknown coder, 'inez'. Did you mean 'ines'?"),
    (edit("codings.jsonl", about="mistral/reccce"), "Did you mean 'mistral/recce'?"),
    (edit("codings.jsonl", valence="misfitt"), "'valence' is 'misfitt'. Did you mean 'misfit'?"),
    (edit("codings.jsonl", uid=None), "codings.jsonl:1: 'uid' is missing"),
    (edit("codings.jsonl", uid="the first"), "codings.jsonl:1: 'uid' is 'the first', no uid such as "),
    (edit("codings.jsonl", suggestion_uid="{1}"), "codings.jsonl:1: 'suggestion_uid' is '{1}', no uid such"),
    (edit("codings.jsonl", strength=4), "codings.jsonl:1: 'strength' is 4, not from 1 to 3"),
    (edit("suggestions.jsonl", score=1.5), "suggestions.jsonl:1: 'score' is 1.5, not from 0 to 1"),
    (edit("codings.jsonl", valense="fit"), "unknown field 'valense'. Did you mean 'valence'?"),
    (twice("codings.jsonl"), "codings.jsonl:3: this is there already"),
    (twice("coders.jsonl"), "coders.jsonl:3: this is there already"),
    (edit("links.jsonl", source="nowhere"), "links.jsonl:1: 'source' names an unknown coding"),
    (edit("suggestions.jsonl", evidence="{"), "suggestions.jsonl:1: 'evidence' holds no JSON"),
    (edit("suggestions.jsonl", score="high"), "suggestions.jsonl:1: 'score' should be a number"),
    (edit("transcript-versions.jsonl", sha256="0" * 64), "no file in transcripts holds the text"),
    (lambda folder: shutil.rmtree(folder / "frozen"), "frozen/codebooks/fit-1.yaml: this file"),
    (edit("turns.jsonl", start=0), "does not hold together"),
    (edit("transcript-versions.jsonl", words=1), "does not hold together"),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "told"), DAMAGES, ids=range(len(DAMAGES)))
def test_what_is_wrong_is_told_with_file_and_line(run, text, damage, told):
    damage(text)

    assert told in refused(run, "--edited").replace("\n", " ")


def test_all_mistakes_are_told_at_once(run, text):
    edit("codings.jsonl", code="fit/layof")(text)
    edit("transcripts.jsonl", kind="talk")(text)
    append("memos.jsonl", "{")(text)

    told = refused(run, "--edited")

    assert all(name in told for name in ("codings.jsonl:1", "transcripts.jsonl:1", "memos.jsonl:1"))


def test_beyond_a_hundred_mistakes_they_are_counted(run, text):
    for _ in range(120):
        append("memos.jsonl", "{}")(text)

    told = refused(run, "--edited")

    assert "The export has 100 mistakes. " in told
    assert "more are not listed" in told


def test_a_missing_file_is_named(run, text):
    (text / "codings.jsonl").unlink()

    assert "codings.jsonl: this file of the export is missing" in refused(run)


def test_an_edited_transcript_is_no_longer_what_was_coded(run, text):
    [file] = (text / "transcripts").glob("ana-*.txt")
    file.write_text(file.read_text("utf-8").replace("They", "We"), encoding="utf-8")

    assert "no file in transcripts holds the text" in refused(run, "--edited")


def history(text: Path, change: Callable[[list[dict[str, object]]], None]) -> None:
    [file] = (text / "history").glob("2*.jsonl")
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    change(lines)
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ({"action": "insert", "noun": "sqlite_schema", "row": "x"}, "an event says what was done"),
        ({"action": "drop", "noun": "codings", "row": "x"}, "an event says what was done"),
        ({"action": "update", "noun": "codings", "row": "x", "after": {}}, "is not there, before"),
        ({"action": "insert", "noun": "codings", "row": "x", "after": {"rowid": 1}}, "have no 'rowid'"),
        ({"action": "insert", "noun": "codings", "row": "x", "after": {"uid": [1]}}, "'uid' should be"),
        ({"deed": "codings add", "at": "2026"}, "a deed has a name"),
        ({"deed": "undo", "coder": "ines", "at": "2026", "act": "x"}, "the time of a deed is written such"),
    ],
)
def test_a_history_that_cannot_be_is_refused(run, text, line, told):
    history(text, lambda lines: lines.append(line))

    assert told in refused(run, "--edited")


def test_an_export_of_a_newer_fitcode_is_refused(run, text):
    manifest = json.loads((text / "manifest.json").read_text("utf-8"))
    for change in (
        {"text_format": 99},
        {"project": {"schema": "0999_later"}},
        {"project": {"schema": [1]}},
    ):
        (text / "manifest.json").write_text(json.dumps(manifest | change), encoding="utf-8")

        assert "newer fitcode" in refused(run, code=4)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"text_format": 1, "files": []}', "[" * 100_000])
def test_what_is_no_export_is_refused(run, text, content):
    (text / "manifest.json").write_text(content, encoding="utf-8")

    assert "no text export" in refused(run)


def test_a_link_is_not_followed(run, text, tmp_path):
    secret = tmp_path / "secret"
    shutil.move(text / "memos.jsonl", secret)
    (text / "memos.jsonl").symlink_to(secret)

    assert "memos.jsonl: this file of the export is missing or no plain file" in refused(run, "--edited")


def test_a_folder_that_is_a_link_is_not_entered(run, text, tmp_path):
    shutil.move(text / "transcripts", tmp_path / "elsewhere")
    (text / "transcripts").symlink_to(tmp_path / "elsewhere")

    assert "missing or no plain file" in refused(run, "--edited")


def test_a_pipe_does_not_hold_the_import_up(run, text):
    (text / "memos.jsonl").unlink()
    os.mkfifo(text / "memos.jsonl")

    assert "memos.jsonl" in refused(run, "--edited")


def test_a_manifest_names_no_file_outside(run, text, tmp_path):
    (tmp_path / "secret").write_text("x")
    manifest = json.loads((text / "manifest.json").read_text("utf-8"))
    manifest["files"]["../secret"] = {"sha256": "0"}
    (text / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    assert "../secret: this file of the export is missing" in refused(run, "--edited")


def test_a_codebook_called_like_a_path_reads_no_file_outside(run, text):
    for file in ("codebooks.jsonl", "codebook-versions.jsonl", "codes.jsonl", "code-versions.jsonl"):
        name = "slug" if file == "codebooks.jsonl" else "codebook"
        edit(file, **{name: "../../study/codebooks/mine"})(text)

    assert "the file that belongs to it is missing" in refused(run, "--edited")


def test_what_belongs_to_nobody_else_may_lie_in_the_folder(run, text):
    (text / ".git").mkdir()
    (text / ".git" / "config").write_text("x")
    (text / "README").write_text("ours")

    run("import", "text", "again")


def test_a_text_export_takes_no_choice_of_coders(run, text):
    assert "--coder" in run("-C", "study", "export", "text", "--out", "x", "--coder", "ines", code=2).stderr
