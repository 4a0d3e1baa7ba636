"""The store says whose speech a coding is for its list, analysis for its counts: they must say the same."""

import random

from fitcode.analysis.selecting.speech import Speech, Turns
from fitcode.domain.case import CaseRow
from fitcode.domain.coding import NewCoding
from fitcode.store.cases import apply_cases
from fitcode.store.coding_reads import list_codings
from fitcode.store.detail import counting_frame
from fitcode.store.transcripts import read_text
from tests.support.projects import add_codings, add_transcript, new_project


def test_the_list_and_the_counts_give_every_coding_to_the_same_case(tmp_path):
    chance = random.Random(3)
    with new_project(tmp_path / "study") as project:
        for number in range(12):
            labels = ["ANA", "BEN", *chance.choices(["Q", "ANA", "BEN", "CEM"], k=6)]
            turns = [f"{label}: {'so ' * chance.randint(1, 6)}it is." for label in labels]
            group = add_transcript(project, "\n".join(turns), name=f"group{number}")
            cases = [CaseRow(case=f"R-{label}", transcript=group, speaker=label) for label in ("ANA", "BEN")]
            with project.writing("cases import", coder="ines"):
                apply_cases(project, cases, types={})
            length = len(read_text(project, group))
            spans = {tuple(sorted(chance.sample(range(length), 2))) for _ in range(30)}
            add_codings(
                project,
                *(NewCoding(transcript=group, start=start, end=end, code="fuel") for start, end in spans),
            )

        frame, _ = counting_frame(project)
        counted = [
            (frame.transcripts.name[place], start, end, frame.cases.name[case] if case >= 0 else None)
            for place, start, end, case in zip(
                *(frame.codings.transcript, frame.codings.start, frame.codings.end),
                Speech.of(frame, Turns.of(frame)).case.tolist(),
                strict=True,
            )
        ]
        listed = [
            tuple(record[column] for column in ("transcript", "start", "end", "case"))
            for record in list_codings(project).records()
        ]

    assert {case for *_, case in listed} == {"R-ANA", "R-BEN", None}
    assert counted == listed
