"""The wheel: what is installed finds the codebooks, registries, corpus and template that it ships."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

LOAD_EVERYTHING = """
import fitcode
from fitcode.formats import shipped
from fitcode.formats.cases_csv import parse_cases
from fitcode.formats.codebook_yaml import parse_codebook
from fitcode.formats.components_yaml import parse_registry
from fitcode.formats.registry import read_transcript

print(fitcode.__file__)
for name in shipped.shipped_codebook_names():
    path = shipped.shipped_codebook(name)
    print("codebook", name, len(parse_codebook(path.read_text(encoding="utf-8"), file=name).codes))
for name in shipped.shipped_registry_names():
    path = shipped.shipped_registry(name)
    print("registry", name, len(parse_registry(path.read_text(encoding="utf-8"), file=name).components))
template = shipped.registry_template()
parse_registry(template.read_text(encoding="utf-8"), file=template.name)
corpus = shipped.shipped_corpus()
print("cases", len(parse_cases(corpus / "cases.csv")))
for path in sorted(corpus.iterdir()):
    if path.is_file() and path.name != "cases.csv":
        print("transcript", path.name, len(read_transcript(path).blocks))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


def run(installed: Path, code: str) -> list[str]:
    """What a program prints that sees the wheel's fitcode and no checkout."""
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    done = subprocess.run(
        [sys.executable, "-B", "-c", code],  # the wheel stays as it was unpacked
        cwd=installed.parent,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.splitlines()


def test_every_shipped_file_loads_from_the_wheel(installed):
    package, *loaded = run(installed, LOAD_EVERYTHING)

    assert Path(package).is_relative_to(installed)
    assert loaded == run(ROOT / "src", LOAD_EVERYTHING)[1:]
    assert {line.split()[0] for line in loaded} == {"codebook", "registry", "cases", "transcript"}


def test_the_page_of_a_report_travels_in_the_wheel(installed):
    there, here = (folder / "fitcode" / "report" / "page" for folder in (installed, ROOT / "src"))

    assert sorted(path.name for path in there.iterdir()) == sorted(path.name for path in here.iterdir())
    assert any(path.suffix == ".js" for path in there.iterdir())


def test_the_wheel_holds_no_tests_and_nothing_of_the_workshop(installed):
    assert sorted(path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")) == [
        "fitcode"
    ]
    assert list(installed.rglob("__pycache__")) == []
