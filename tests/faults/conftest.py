"""A corpus long enough that a kill lands in the middle of the work, and the command as a real process."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

TALK = (
    "the radio was broken and nobody in the sector knew who should mend it so we waited for spare parts",
    "while the report went to the force headquarters where they did not read it because the format was new",
    "and the liaison officer who spoke both languages had left so trust was low between the two units",
)
WORDS = " ".join(TALK).split()

TRANSCRIPTS = 40


@pytest.fixture(scope="session")
def corpus(tmp_path_factory) -> Path:
    """Text interviews, the same on every run."""
    folder: Path = tmp_path_factory.mktemp("corpus")
    chance = random.Random(7)
    for number in range(TRANSCRIPTS):
        lines = [f"Interview {number}, synthetic"]
        for _turn in range(30):
            words = [chance.choice(WORDS) for _word in range(90)]
            sentences = [" ".join(words[start : start + 12]).capitalize() + "." for start in range(0, 90, 12)]
            lines += ["Interviewer: What happened then?", f"Respondent: {' '.join(sentences)}"]
        (folder / f"interview-{number:02}.txt").write_text("\n".join(lines), encoding="utf-8")
    return folder


def fitcode(*arguments: object, folder: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    done = subprocess.run(
        command(*arguments, folder=folder), capture_output=True, text=True, timeout=120, check=False
    )
    if check and done.returncode != 0:
        raise AssertionError(f"{arguments} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done


def command(*arguments: object, folder: Path) -> list[str]:
    """The command line as a list of words."""
    return [sys.executable, "-m", "fitcode", "-C", str(folder), "--as", "ana", *map(str, arguments)]
