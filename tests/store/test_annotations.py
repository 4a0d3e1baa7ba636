"""Annotations: read once, kept beside the project, and never missed when they are gone."""

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing

import pytest

from fitcode.errors import FitcodeError
from fitcode.store.annotations import ANNOTATIONS_FILE, Annotation, open_annotations
from fitcode.store.project import open_project
from tests.faults.bad_files import permissions_bind

TOKENS = Annotation("input 1", "tokens: en 1", "text 1", "tokens", b"\x00some tokens")
VECTORS = Annotation("input 1", "vectors: small 1", "text 1", "vectors", b"some vectors")
OTHER = Annotation("input 2", "tokens: en 1", "text 2", "tokens", b"other tokens")


def file_of(project):
    return project.folder / ANNOTATIONS_FILE


def keep(project, *made):
    with open_annotations(project) as annotations:
        annotations.keep(made)


def kept(project):
    """What can be read back of the three."""
    with open_annotations(project) as annotations:
        wanted = (TOKENS, VECTORS, OTHER)
        return [one for one in wanted if annotations.get(one.input_hash, one.maker) == one.content]


def test_what_is_kept_is_read_back_the_next_time(project):
    with open_annotations(project) as annotations:
        assert annotations.get("input 1", "tokens: en 1") is None
        annotations.keep([TOKENS, VECTORS, OTHER])

    with open_annotations(project) as annotations:
        assert annotations.is_lasting
        assert annotations.get("input 1", "tokens: en 1") == TOKENS.content
        assert annotations.get("input 1", "tokens: en 2") is None
        assert annotations.kept("tokens: en 1") == {"input 1", "input 2"}
        assert annotations.kept("nobody") == set()
        some = annotations.get_many(["input 2", "input 3"], "tokens: en 1")
        assert some == {"input 2": OTHER.content}


def test_what_is_made_again_takes_the_place_of_what_was(project):
    keep(project, TOKENS)
    keep(project, TOKENS._replace(content=b"better"))

    with open_annotations(project) as annotations:
        assert annotations.get("input 1", "tokens: en 1") == b"better"


def test_all_that_is_made_together_is_kept_or_none_of_it(project):
    def failing():
        yield TOKENS
        raise RuntimeError("the worker's answer was no answer")

    with open_annotations(project) as annotations, pytest.raises(RuntimeError):
        annotations.keep(failing())

    assert kept(project) == []


def test_they_are_counted_by_kind_and_maker(project):
    keep(project, TOKENS, VECTORS, OTHER)

    with open_annotations(project) as annotations:
        table = annotations.summary()

    assert table.columns == ("kind", "maker", "texts", "megabytes", "first_made", "last_made")
    assert [row[:4] for row in table.rows] == [
        ("tokens", "tokens: en 1", 2, 24e-6),
        ("vectors", "vectors: small 1", 1, 12e-6),
    ]


def test_what_belongs_to_texts_that_left_can_go(project):
    keep(project, TOKENS, VECTORS, OTHER)

    with open_annotations(project) as annotations:
        assert annotations.prune(keep_texts=["text 1"]) == 1
        assert annotations.prune(keep_texts=["text 1"]) == 0

    assert kept(project) == [TOKENS, VECTORS]


def test_what_other_versions_made_can_go(project):
    keep(project, TOKENS, VECTORS, OTHER)

    with open_annotations(project) as annotations:
        assert annotations.prune(keep_texts=["text 1", "text 2"], keep_makers=["tokens: en 1"]) == 1

    assert kept(project) == [TOKENS, OTHER]


def test_what_was_read_of_codebooks_stays_while_its_maker_does(project):
    text = Annotation("text 9", "codebook vectors: small 1", "text 9", "codebook", b"a definition's vector")
    keep(project, TOKENS, text)

    with open_annotations(project) as annotations:
        assert annotations.prune(keep_texts=[]) == 1
        assert annotations.get("text 9", "codebook vectors: small 1") == text.content
        assert annotations.prune(keep_texts=[], keep_makers=["codebook vectors: small 2"]) == 1


def test_all_of_it_can_go_and_the_file_shrinks(project):
    keep(project, TOKENS._replace(content=os.urandom(200_000)), OTHER)
    before = file_of(project).stat().st_size

    with open_annotations(project) as annotations:
        assert annotations.prune(keep_texts=[]) == 2

    assert file_of(project).stat().st_size < before / 2


def test_only_its_owner_reads_the_file(project):
    keep(project, TOKENS)

    assert stat.S_IMODE(file_of(project).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "damage",
    [
        b"This is no database at all, but long enough to be one. " * 40,
        b"",
        b"SQLite format 3\x00" + b"\xff" * 5000,
    ],
    ids=["text", "empty", "a good head and nothing else"],
)
def test_a_damaged_file_is_made_anew(project, damage):
    keep(project, TOKENS)
    for suffix in ("-wal", "-shm"):
        (project.folder / f"{ANNOTATIONS_FILE}{suffix}").unlink(missing_ok=True)
    file_of(project).write_bytes(damage)

    assert kept(project) == []
    keep(project, OTHER)
    assert kept(project) == [OTHER]


def test_a_file_that_is_damaged_inside_says_what_mends_it(project):
    keep(project, *(TOKENS._replace(input_hash=f"input {n}", content=bytes(9_000)) for n in range(40)))
    with closing(sqlite3.connect(file_of(project))) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(file_of(project).read_bytes())
    content[4096 * 2 : 4096 * 12] = b"\xa5" * (4096 * 10)
    file_of(project).write_bytes(content)

    with pytest.raises(FitcodeError, match=r"annotations\.db is damaged") as caught:
        read_everything(project)

    assert caught.value.remedy.startswith("Delete annotations.db and run the command again")


def read_everything(project):
    with open_annotations(project) as annotations:
        for number in range(40):
            annotations.get(f"input {number}", "tokens: en 1")
        annotations.kept("tokens: en 1")


def test_a_file_of_another_layout_is_made_anew(project):
    keep(project, TOKENS)
    with closing(sqlite3.connect(file_of(project))) as opened:
        opened.execute("PRAGMA user_version = 99")

    assert kept(project) == []
    keep(project, TOKENS)
    assert kept(project) == [TOKENS]


def test_a_file_without_its_table_is_made_anew(project):
    keep(project, TOKENS)
    with closing(sqlite3.connect(file_of(project))) as opened:
        opened.execute("DROP TABLE annotations")

    assert kept(project) == []
    keep(project, TOKENS)
    assert kept(project) == [TOKENS]


def test_somebody_elses_folder_in_its_place_is_left_alone(project):
    (file_of(project) / "notes").mkdir(parents=True)

    with open_annotations(project) as annotations:
        assert not annotations.is_lasting
        annotations.keep([TOKENS])
        assert annotations.get("input 1", "tokens: en 1") == TOKENS.content

    assert (file_of(project) / "notes").is_dir()


@pytest.mark.skipif(not permissions_bind(), reason="the superuser may write anywhere")
@pytest.mark.parametrize("closed", ["folder", "file"])
def test_where_nothing_can_be_written_they_last_as_long_as_the_command(project, closed):
    keep(project, OTHER)
    path = project.folder if closed == "folder" else file_of(project)
    mode = path.stat().st_mode
    path.chmod(0o555 if closed == "folder" else 0o444)
    try:
        with open_annotations(project) as annotations:
            assert not annotations.is_lasting
            annotations.keep([TOKENS])
            assert annotations.get("input 1", "tokens: en 1") == TOKENS.content
        assert kept(project) == []
    finally:
        path.chmod(mode)
    assert kept(project) == [OTHER]


KEEPER = """\
import sys
from pathlib import Path
from fitcode.store.annotations import Annotation, open_annotations
from fitcode.store.project import open_project
with open_project(Path(sys.argv[1])) as project:
    for number in range(30):
        with open_annotations(project) as annotations:
            assert annotations.is_lasting
            made = Annotation(f"{sys.argv[2]} {number}", "m", "text", "tokens", bytes(2000))
            annotations.keep([made])
"""


def test_processes_that_begin_at_once_lose_nothing_of_each_other(project):
    folder = str(project.folder)
    started = [
        subprocess.Popen([sys.executable, "-c", KEEPER, folder, f"process {number}"]) for number in range(3)
    ]

    assert [one.wait(60) for one in started] == [0, 0, 0]

    with open_annotations(project) as annotations:
        assert len(annotations.kept("m")) == 90


def test_a_project_opened_to_be_read_has_them_too(project):
    keep(project, TOKENS)

    with open_project(project.folder, read_only=True) as reader:
        assert kept(reader) == [TOKENS]
