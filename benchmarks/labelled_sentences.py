"""How well the shipped codebook ``fit`` tells the three dimensions apart on labelled sentences.

Every sentence is a transcript of its own, so nothing around it helps. A sentence gets the dimension of its
best suggestion, or none where nothing is suggested. Then 30 sentences of each dimension from the *other* half
are decided on as a person would (the right dimension accepted, others rejected, what is missing coded),
and the pass runs again; this several times over, with other sentences.

    python -m benchmarks.labelled_sentences                # the half for development
    python -m benchmarks.labelled_sentences --half test    # the half to measure on, never to tune on
    python -m benchmarks.labelled_sentences --write        # both, into docs/quality.md
"""

import argparse
import csv
import random
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.measuring import ROOT
from fitcode.domain.coding import NewCoding
from fitcode.store.codebooks import current_codebooks
from fitcode.store.codings import add_codings
from fitcode.store.decisions import accept_suggestion, reject_suggestion
from fitcode.store.suggestions import list_suggestions
from fitcode.workflow.ingesting.ingest_files import ingest_files
from fitcode.workflow.starting.create_project import create_project
from fitcode.workflow.suggesting.plan_pass import Asked
from fitcode.workflow.suggesting.suggest_codes import suggest_codes
from fitcode.workflow.workspace import Workspace, open_workspace
from tools.marked_sections import QUALITY_PAGE, markdown_table, write_part

NAME = "labelled sentences"
FOLDER = ROOT / "tests" / "data" / "labelled"
DIMENSIONS = ("strategic", "cultural", "operational")
NONE = "none"
GOALS = {"without a label": 0.70, "with decisions": 0.76}
DECIDED = 30
"""Sentences of each dimension that a person decides on."""

DRAWS = 5


class Sentence(NamedTuple):
    """One labelled sentence."""

    name: str
    """Its transcript's."""

    dimension: str
    valence: str
    text: str


class Judged(NamedTuple):
    """How far predictions agree with labels."""

    f1: Mapping[str, float]
    silent: float
    """Share of the sentences without dimension that get no suggestion of one."""

    @property
    def macro_f1(self) -> float:
        """The mean over the three dimensions."""
        return statistics.mean(self.f1.values())


def read_half(half: str) -> list[Sentence]:
    """The sentences of a half, in the file's (shuffled) order."""
    with (FOLDER / f"{half}.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Sentence(f"{half}-{number:03}", row["dimension"], row["valence"], row["sentence"])
        for number, row in enumerate(rows)
    ]


def judge(labels: Mapping[str, str], predicted: Mapping[str, str]) -> Judged:
    """F1 of each dimension, and what becomes of sentences without one."""
    f1: dict[str, float] = {}
    for dimension in DIMENSIONS:
        right = sum(labels[name] == dimension == predicted[name] for name in labels)
        said = sum(predicted[name] == dimension for name in labels)
        there = sum(label == dimension for label in labels.values())
        f1[dimension] = 2 * right / (said + there) if said + there else 0.0
    without = [name for name, label in labels.items() if label == NONE]
    return Judged(
        f1,
        sum(predicted[name] == NONE for name in without) / len(without) if without else 0.0,
    )


def predictions(workspace: Workspace, names: Iterable[str]) -> dict[str, str]:
    """Sentence to the dimension of its best suggestion."""
    dimensions = _dimensions(workspace)
    best: dict[str, tuple[float, str]] = {}
    for row in list_suggestions(workspace.project, status=["pending", "accepted", "rejected"]).records():
        dimension = dimensions.get(str(row["code"]))
        if dimension is not None:
            found = (float(str(row["score"])), dimension)
            best[str(row["transcript"])] = max(best.get(str(row["transcript"]), (0.0, "")), found)
    return {name: best[name][1] if name in best else NONE for name in names}


def new_project(folder: Path, sentences: Sequence[Sentence], *, suggesters: Sequence[str]) -> None:
    """A project with each sentence as a transcript, and a first pass."""
    create_project(folder, codebook_names=["fit"], component_names=[], coder="reader")
    texts = folder / "texts"
    texts.mkdir()
    for sentence in sentences:
        (texts / f"{sentence.name}.txt").write_text(f"Respondent: {sentence.text}\n", encoding="utf-8")
    with open_workspace(folder) as workspace:
        ingest_files(workspace, [texts])
        suggest_codes(workspace, Asked(suggesters=suggesters))


def decide(workspace: Workspace, drawn: Sequence[Sentence]) -> None:
    """Decide on these sentences' suggestions as somebody who knows their dimension."""
    dimensions = _dimensions(workspace)
    pending: dict[str, list[tuple[float, str, str | None]]] = defaultdict(list)
    for row in list_suggestions(workspace.project, status="pending").records():
        found = (float(str(row["score"])), str(row["uid"]), dimensions.get(str(row["code"])))
        pending[str(row["transcript"])].append(found)
    with workspace.writing("decide"):
        for sentence in drawn:
            is_coded = False
            for _, uid, dimension in sorted(pending[sentence.name], reverse=True):
                if dimension == sentence.dimension and not is_coded:
                    accept_suggestion(workspace.project, uid, coder=workspace.coder)
                    is_coded = True
                elif dimension not in (None, sentence.dimension):
                    reject_suggestion(workspace.project, uid, coder=workspace.coder)
            if not is_coded and sentence.dimension != NONE:
                place = len("Respondent: ")
                coding = NewCoding(
                    transcript=sentence.name,
                    start=place,
                    end=place + len(sentence.text),
                    code=f"fit/{sentence.dimension}",
                )
                add_codings(workspace.project, [coding], coder=workspace.coder)


def measure(half: str, *, suggesters: Sequence[str] = (), draws: int = DRAWS) -> tuple[Judged, list[Judged]]:
    """Without a label, and with decisions on the other half, draw by draw."""
    own, other = read_half(half), read_half({"development": "test", "test": "development"}[half])
    labels = {sentence.name: sentence.dimension for sentence in own}
    by_dimension = {
        dimension: [sentence for sentence in other if sentence.dimension == dimension]
        for dimension in DIMENSIONS
    }
    decided: list[Judged] = []
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain"
        new_project(plain, own, suggesters=suggesters)
        with open_workspace(plain) as workspace:
            first = judge(labels, predictions(workspace, labels))
        for draw in range(draws):
            folder = Path(scratch) / f"draw-{draw}"
            rng = random.Random(draw)
            drawn = [one for group in by_dimension.values() for one in rng.sample(group, DECIDED)]
            new_project(folder, [*own, *drawn], suggesters=suggesters)
            with open_workspace(folder) as workspace:
                decide(workspace, drawn)
                suggest_codes(workspace, Asked(suggesters=suggesters))
                decided.append(judge(labels, predictions(workspace, labels)))
    return first, decided


def _dimensions(workspace: Workspace) -> dict[str, str | None]:
    return {
        code.id: code.dimension.value if code.dimension else None
        for book in current_codebooks(workspace.project)
        for code in book.codes
    }


def tables() -> str:
    """Both halves, as Markdown."""
    rows = []
    for half in ("development", "test"):
        first, decided = measure(half)
        macro = [one.macro_f1 for one in decided]
        for what, goal, value, spread in (
            ("without a label", GOALS["without a label"], first.macro_f1, ""),
            (
                f"with {DECIDED} decisions a dimension",
                GOALS["with decisions"],
                statistics.mean(macro),
                f" ({min(macro):.2f} to {max(macro):.2f})",
            ),
        ):
            shown = first if what == "without a label" else decided[0]
            f1 = ", ".join(f"{shown.f1[dimension]:.2f}" for dimension in DIMENSIONS)
            rows.append([half, what, f"{goal:.2f}", f"{value:.3f}{spread}", f1, f"{shown.silent:.0%}"])
    heads = ["half", "what", "goal", "macro-F1", "strategic, cultural, operational", "none left alone"]
    return "\n".join(markdown_table(heads, rows))


def main() -> None:
    parser = argparse.ArgumentParser(description="The three dimensions on labelled sentences.")
    parser.add_argument("--half", choices=["development", "test"], default="development")
    parser.add_argument("--suggester", action="append", default=[])
    parser.add_argument("--draws", type=int, default=DRAWS)
    parser.add_argument("--write", action="store_true", help="both halves, into docs/quality.md")
    options = parser.parse_args()
    if options.write:
        write_part(QUALITY_PAGE, NAME, tables())
        return
    first, decided = measure(options.half, suggesters=options.suggester, draws=options.draws)
    for what, judged in (("without a label", first), *((f"draw {n}", one) for n, one in enumerate(decided))):
        f1 = " ".join(f"{value:.3f}" for value in judged.f1.values())
        print(f"{what:16} macro-F1 {judged.macro_f1:.3f} ({f1})  none left alone {judged.silent:.0%}")


if __name__ == "__main__":
    main()
