"""A second, slow tally: sets of (transcript, word) and plain loops, written from the definitions alone.

It shares no code with ``fitcode.analysis`` but the Condition it is handed, so that the two can be compared.
"""

import itertools
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from fitcode.analysis.selecting.conditions import Condition
from fitcode.domain.frame import VALENCES, CountingFrame

RESPONDENTS = {0, 3}  # respondent, unknown
DIMENSIONS = ["strategic", "cultural", "operational"]
BRANCHES = ["civilian", "military", "police", "external", "reference"]
LEVELS = ["mission", "force", "sector", "unit"]
KINDS = ["interview", "focus-group", "consultation", "roundtable", "workshop-record", "field-note"]
COUNTED = ["codings", "segments", "transcripts", "cases", "words", "per_1000_words", "case_share"]
SAID = ["fit", "misfit", "mixed", "unstated", "strength_mean", "net_fit"]

Voice = tuple[int, int]
Row = tuple[Any, ...]

SIDES = ("component", "about", "counterpart")
"""What is a component."""


class Reference:
    """One tally."""

    def __init__(
        self,
        frame: CountingFrame,
        *,
        by: Sequence[str],
        where: Sequence[Condition] = (),
        component_from: str = "about-or-voice",
        rollup: bool = False,
        include_interviewer: bool = False,
        complete: bool = False,
        weight: str = "coding",
    ) -> None:
        self.frame, self.by, self.where = frame, list(by), list(where)
        self.component_from, self.rollup, self.everybody = component_from, rollup, include_interviewer
        self.complete, self.weight = complete, weight
        self.codings = [
            coding
            for coding in range(len(frame.codings.code))
            if all(self.holds(condition, coding, self.voice(coding)) for condition in self.where)
            and (include_interviewer or self.is_respondents(coding))
        ]
        self.voices = sorted(
            voice
            for voice in self.heard() | {self.voice(coding) for coding in self.codings}
            if all(self.holds(condition, None, voice) for condition in self.where)
        )

    # Whose speech

    def turns(self, transcript: int) -> list[int]:
        return [turn for turn, of in enumerate(self.frame.turns.transcript) if of == transcript]

    def characters(self, coding: int) -> dict[int, int]:
        """Turn to how many of the coding's characters lie in it."""
        frame, codings = self.frame, self.frame.codings
        if codings.first_turn[coding] < 0:
            return {}
        touched = self.turns(codings.transcript[coding])[
            codings.first_turn[coding] : codings.end_turn[coding]
        ]
        positions = set(range(codings.start[coding], codings.end[coding]))
        return {
            turn: len(positions & set(range(frame.turns.start[turn], frame.turns.end[turn])))
            for turn in touched
        }

    def speaks_for_itself(self, turn: int) -> bool:
        return self.frame.speakers.kind[self.frame.turns.speaker[turn]] in RESPONDENTS

    def is_respondents(self, coding: int) -> bool:
        characters = self.characters(coding)
        theirs = sum(number for turn, number in characters.items() if self.speaks_for_itself(turn))
        return bool(characters) and theirs > sum(characters.values()) / 2

    def voice(self, coding: int) -> Voice:
        """Transcript and case of the one who says most of it."""
        by_speaker: Counter[int] = Counter()
        for turn, number in sorted(self.characters(coding).items()):
            by_speaker[self.frame.turns.speaker[turn]] += number
        speakers = list(by_speaker)  # in the order of their first turns
        main = max(
            speakers, key=lambda speaker: (by_speaker[speaker], -speakers.index(speaker)), default=None
        )
        return self.frame.codings.transcript[coding], -1 if main is None else self.frame.speakers.case[main]

    def heard(self) -> set[Voice]:
        frame = self.frame
        voices = {(transcript, case) for case, transcript in frame.cases.in_transcripts}
        for turn, transcript in enumerate(frame.turns.transcript):
            if self.speaks_for_itself(turn):
                voices.add((transcript, frame.speakers.case[frame.turns.speaker[turn]]))
        silent = set(range(len(frame.transcripts.name))) - {transcript for transcript, _ in voices}
        return voices | {(transcript, -1) for transcript in silent}

    # What a name says

    def narrows(self, name: str) -> bool:
        if name.startswith("component"):
            return self.component_from == "voice"
        return name in ("transcript", "kind", "case", "mission", "role") or name.startswith("case.")

    def fact(self, name: str, coding: int | None, voice: Voice) -> Any:
        frame, (transcript, case) = self.frame, voice
        if name == "transcript":
            return frame.transcripts.name[transcript]
        if name == "kind":
            return frame.transcripts.kind[transcript]
        if name.startswith("component"):
            component = self.component(coding, case)
            if component < 0:
                return None
            field = name.partition(".")[2] or "name"
            return getattr(frame.components, field)[component]
        if name == "case" or self.narrows(name):
            if case < 0:
                return None
            attribute = name.partition(".")[2]
            values = (
                frame.cases.attributes[attribute]
                if attribute
                else getattr(frame.cases, name.replace("case", "name"))
            )
            return values[case]
        assert coding is not None
        codings = frame.codings
        side, _, field = name.partition(".")
        if side in ("about", "counterpart"):
            component = getattr(codings, side)[coding]
            return None if component < 0 else getattr(frame.components, field or "name")[component]
        if name == "strength":
            return codings.strength[coding] if codings.strength[coding] > 0 else None
        if name == "codebook":
            return frame.codes.codebook[codings.code[coding]]
        if name == "valence":
            return None if codings.valence[coding] < 0 else VALENCES[codings.valence[coding]]
        if name == "coder":
            return frame.coders[codings.coder[coding]]
        return {"code": frame.codes.name, "dimension": frame.codes.dimension}[name][codings.code[coding]]

    def component(self, coding: int | None, case: int) -> int:
        voice = self.frame.cases.component[case] if case >= 0 else -1
        if self.component_from == "voice":
            return voice
        assert coding is not None
        about = self.frame.codings.about[coding]
        return voice if about < 0 and self.component_from == "about-or-voice" else about

    def line(self, name: str, names: Sequence[str], parents: Sequence[int]) -> list[str]:
        """A name and the names above it."""
        place = names.index(name)
        return [name] + (self.line(names[parents[place]], names, parents) if parents[place] >= 0 else [])

    def holds(self, condition: Condition, coding: int | None, voice: Voice) -> bool:
        if coding is None and not self.narrows(condition.name):
            return True
        fact = self.fact(condition.name, coding, voice)
        return self.accepts(condition, fact)

    def accepts(self, condition: Condition, fact: Any) -> bool:
        if condition.operator in ("=", "!="):
            facts = [fact]
            if fact is not None and condition.name == "code":
                facts = self.line(fact, self.frame.codes.name, self.frame.codes.parent)
            elif fact is not None and self.rollup and condition.name in SIDES:
                facts = self.line(fact, self.frame.components.name, self.frame.components.parent)
            written = [None if fact is None else str(fact) for fact in facts]
            return any(fact in condition.values for fact in written) == (condition.operator == "=")
        if fact is None:
            return False
        value = float(condition.values[0] or "")
        compared = {"<": fact < value, "<=": fact <= value, ">": fact > value, ">=": fact >= value}
        return bool(compared[condition.operator])

    # Rows

    def labels(self, coding: int | None, voice: Voice, names: Sequence[str]) -> Iterator[Row]:
        """Every row that a coding (or a voice) stands in."""
        facts = []
        for name in names:
            fact = self.fact(name, coding, voice)
            rolled = name in SIDES and self.rollup and fact is not None
            facts.append(
                self.line(fact, self.frame.components.name, self.frame.components.parent)
                if rolled
                else [fact]
            )
        return itertools.product(*facts)

    def universe(self, name: str) -> list[Any]:
        """All labels of a group in their order."""
        frame = self.frame
        if name in SIDES:
            return list(frame.components.name)
        if name == "code":
            return list(frame.codes.name)
        fixed = {
            "dimension": DIMENSIONS,
            "valence": VALENCES,
            "strength": [1, 2, 3],
            "codebook": sorted(set(frame.codes.codebook)),
            "kind": KINDS,
            "coder": sorted(frame.coders),
        }
        if name in fixed:
            return list(fixed[name])
        if name.partition(".")[0] in SIDES:
            present = getattr(frame.components, name.partition(".")[2])
            listed = {"branch": BRANCHES, "level": LEVELS, "country": sorted({*present} - {None})}
            return [value for value in listed[name.partition(".")[2]] if value in present]
        return sorted({fact for voice in self.heard() if (fact := self.fact(name, None, voice)) is not None})

    def expected(self, name: str) -> list[Any]:
        """The labels that a complete table shows."""
        shown = []
        for label in self.universe(name):
            accepted = True
            for condition in self.where:
                if condition.name == name:
                    accepted &= self.accepts(condition, label)
                elif (name, condition.name) == ("code", "dimension"):
                    accepted &= self.accepts(
                        condition, self.frame.codes.dimension[self.universe(name).index(label)]
                    )
                elif name in SIDES and condition.name.startswith(f"{name}."):
                    values = getattr(self.frame.components, condition.name.partition(".")[2])
                    accepted &= self.accepts(condition, values[self.universe(name).index(label)])
            if self.narrows(name) and not name.startswith("component"):
                accepted &= label in {self.fact(name, None, voice) for voice in self.voices}
            if accepted:
                shown.append(label)
        return shown

    def rows(self) -> dict[Row, list[int]]:
        """Row to its codings, in order."""
        rows: dict[Row, list[int]] = defaultdict(list)
        if self.complete:
            for row in itertools.product(*(self.expected(name) for name in self.by)):
                rows[row] = []
        for coding in self.codings:
            for row in self.labels(coding, self.voice(coding), self.by):
                rows[row].append(coding)
        universes = [self.universe(name) for name in self.by]

        def order(row: Row) -> list[int]:
            return [
                len(labels) if label is None else labels.index(label)
                for label, labels in zip(row, universes, strict=True)
            ]

        return {row: rows[row] for row in sorted(rows, key=order)}

    # Numbers

    def units(self, codings: Sequence[int], unit: str) -> set[tuple[int, int]]:
        columns = self.frame.codings
        first, end = getattr(columns, f"first_{unit}"), getattr(columns, f"end_{unit}")
        touched = {
            (columns.transcript[coding], place)
            for coding in codings
            for place in range(first[coding], end[coding])
        }
        return touched if self.everybody else touched & {place for place, _ in self.spoken(unit)}

    def spoken(self, unit: str) -> list[tuple[tuple[int, int], Voice]]:
        """Respondents' words or segments, each with its voice."""
        turns, speakers = self.frame.turns, self.frame.speakers
        first, end = getattr(turns, f"first_{unit}"), getattr(turns, f"end_{unit}")
        return [
            ((transcript, place), (transcript, speakers.case[turns.speaker[turn]]))
            for turn, transcript in enumerate(turns.transcript)
            if self.speaks_for_itself(turn)
            for place in range(first[turn], end[turn])
        ]

    def scope(self, row: Row) -> tuple[int, int]:
        """Respondents' words and cases in a row's scope."""
        names = [name for name in self.by if self.narrows(name)]
        labels = tuple(label for name, label in zip(self.by, row, strict=True) if self.narrows(name))
        voices = {voice for voice in self.voices if labels in list(self.labels(None, voice, names))}
        words = sum(voice in voices for _, voice in self.spoken("word"))
        return words, len({case for _, case in voices if case >= 0})

    def net_fit(self, codings: Sequence[int]) -> float | None:
        """Net fit; a coding may be listed several times, as a bootstrap draws it."""
        valence = self.frame.codings.valence
        sign = {0: 1, 1: -1, 2: 0}
        stated = [coding for coding in codings if valence[coding] >= 0]
        if self.weight == "coding":
            return sum(sign[valence[coding]] for coding in stated) / len(stated) if stated else None
        by_case: dict[int, list[int]] = defaultdict(list)
        for coding in stated:
            if self.voice(coding)[1] >= 0:
                by_case[self.voice(coding)[1]].append(sign[valence[coding]])
        means = [sum(signs) / len(signs) for signs in by_case.values()]
        return sum(means) / len(means) if means else None

    def tally(self) -> list[dict[str, Any]]:
        return [
            dict(zip(self.by, row, strict=True)) | self.measures(row, own) for row, own in self.rows().items()
        ]

    def measures(self, row: Row, own: Sequence[int]) -> dict[str, Any]:
        codings = self.frame.codings
        words, cases = self.scope(row)
        said = Counter(codings.valence[coding] for coding in own)
        strengths = [codings.strength[coding] for coding in own if codings.strength[coding] > 0]
        own_cases = {case for coding in own if (case := self.voice(coding)[1]) >= 0}
        return {
            "codings": len(own),
            "segments": len(self.units(own, "segment")),
            "transcripts": len({codings.transcript[coding] for coding in own}),
            "cases": len(own_cases),
            "words": len(self.units(own, "word")),
            "per_1000_words": len(own) / words * 1000 if words else None,
            "case_share": len(own_cases) / cases if cases else None,
            "fit": said[0],
            "misfit": said[1],
            "mixed": said[2],
            "unstated": said[-1],
            "strength_mean": sum(strengths) / len(strengths) if strengths else None,
            "net_fit": self.net_fit(own),
        }

    # The bootstrap

    def clusters(self) -> list[set[int]]:
        """Transcripts in scope, joined by shared cases, in the order of their first."""
        clusters: list[set[int]] = [
            {transcript} for transcript in sorted({voice[0] for voice in self.voices})
        ]
        for case in {case for _, case in self.voices if case >= 0}:
            together = {transcript for transcript, other in self.voices if other == case}
            joined = [cluster for cluster in clusters if cluster & together]
            clusters = [cluster for cluster in clusters if cluster not in joined] + [set().union(*joined)]
        return sorted(clusters, key=min)

    def interval(self, own: Sequence[int], draws: Sequence[Sequence[int]]) -> tuple[float, float] | None:
        """The 95 % interval of a row from stated draws of clusters."""
        transcript = self.frame.codings.transcript
        parts = [[coding for coding in own if transcript[coding] in cluster] for cluster in self.clusters()]
        if sum(self.net_fit(part) is not None for part in parts) < 5:
            return None
        replicates = [self.resampled(parts, draw) for draw in draws]
        said = sorted(replicate for replicate in replicates if replicate is not None)
        if len(replicates) - len(said) > 0.05 * len(replicates):
            return None
        return _percentile(said, 2.5), _percentile(said, 97.5)

    def resampled(self, parts: Sequence[Sequence[int]], draw: Sequence[int]) -> float | None:
        if self.weight == "coding":
            return self.net_fit([coding for cluster in draw for coding in parts[cluster]])
        # A case drawn twice counts twice.
        means = []
        for cluster in draw:
            cases = {self.voice(coding)[1] for coding in parts[cluster]} - {-1}
            own = [
                self.net_fit([c for c in parts[cluster] if self.voice(c)[1] == case])
                for case in sorted(cases)
            ]
            means += [mean for mean in own if mean is not None]
        return sum(means) / len(means) if means else None


def _percentile(ordered: Sequence[float], percent: float) -> float:
    position = percent / 100 * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


def shuffled(frame: CountingFrame, seed: int) -> CountingFrame:
    """The same frame with its codings in another order."""
    from dataclasses import fields, replace

    order = list(range(len(frame.codings.code)))
    random.Random(seed).shuffle(order)
    columns = {
        each.name: [getattr(frame.codings, each.name)[place] for place in order]
        for each in fields(frame.codings)
        if getattr(frame.codings, each.name) is not None
    }
    return replace(frame, codings=type(frame.codings)(**columns))
