from pathlib import Path

import pytest

from fitcode.formats.folders import find_files, skip_reason


def laid_out(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("R01: We waited.")
    return folder


@pytest.mark.parametrize(
    "name",
    ["._a.txt", ".DS_Store", "Thumbs.db", "desktop.ini", "~$interview.docx", ".~lock.interview.odt#", "a.tmp",
     ".hidden.txt", "interview.txt~", "a.docx.part"],
)  # fmt: skip
def test_junk_is_known_by_its_name(name):
    assert skip_reason(Path("folder") / name)


@pytest.mark.parametrize("name", ["interview.txt", "P1 (2).docx", "a.png", "thumbs.txt"])
def test_what_may_be_a_transcript_is_not_junk(name):
    assert skip_reason(Path(name)) is None


def test_a_folder_is_searched_through_and_sorted_by_path(tmp_path):
    laid_out(
        tmp_path, "b.txt", "a/z.txt", "a/b/c.docx", "picture.png", ".DS_Store", "a/._z.txt", ".git/x.txt"
    )
    laid_out(tmp_path, "__MACOSX/b.txt", "fitcode.toml", "fitcode.db", "codebooks/fit.yaml", "codings.jsonl")

    found = find_files([tmp_path])

    assert [str(path.relative_to(tmp_path)) for path in found.files] == [
        "a/b/c.docx", "a/z.txt", "b.txt", "picture.png",
    ]  # fmt: skip
    assert {path.name: reason for path, reason in found.skipped} == {
        ".DS_Store": "a folder view of macOS",
        "._z.txt": "a resource file of macOS",
        ".git": "a hidden folder",
        "__MACOSX": "a resource folder of macOS",
        "fitcode.toml": "a settings file",
        "fitcode.db": "a database",
        "fit.yaml": "a YAML file: codebooks and components are applied, not ingested",
        "codings.jsonl": "JSON lines: codings are added with 'fitcode codings add --stdin'",
    }
    assert found.missing == ()


def test_a_cases_file_is_passed_over_in_a_folder_and_read_when_named(tmp_path):
    laid_out(tmp_path, "a.txt")
    cases = tmp_path / "cases.csv"
    cases.write_text("case,transcript,component\nR01,a,asifu\n")
    assert find_files([tmp_path]).skipped == ((cases, "looks like a cases file: pass it with --cases"),)
    assert find_files([cases]).files == (cases,)


def test_a_file_named_twice_is_found_once(tmp_path):
    laid_out(tmp_path, "a.txt", "b.txt")
    assert len(find_files([tmp_path, tmp_path / "a.txt", tmp_path / "." / "b.txt"]).files) == 2


def test_links_do_not_lead_out_of_the_folder(tmp_path):
    outside = laid_out(tmp_path / "outside", "secret.txt")
    inside = laid_out(tmp_path / "inside", "a.txt")
    (inside / "out.txt").symlink_to(outside / "secret.txt")
    (inside / "folder").symlink_to(outside)
    (inside / "dead.txt").symlink_to(outside / "nothing.txt")
    (inside / "loop").symlink_to(inside)
    (inside / "same.txt").symlink_to(inside / "a.txt")

    found = find_files([inside])

    assert [path.name for path in found.files] == ["a.txt"]
    assert {path.name: reason for path, reason in found.skipped} == {
        "out.txt": "a symbolic link that leads out of the folder",
        "dead.txt": "a symbolic link that leads nowhere",
        "folder": "a symbolic link to a folder",
        "loop": "a symbolic link to a folder",
    }


def test_what_is_not_there_is_said_to_be_missing(tmp_path):
    gone = tmp_path / "gone"
    found = find_files([gone, Path("a\0b")])
    assert found.files == ()
    assert (gone, "there is no such file or folder") in found.missing
    assert len(found.missing) == 2
