"""Arbitrary small projects, for properties that hold of any."""

from hypothesis import strategies as st

from fitcode.domain.frame import VALENCES, CountingFrame
from tests.analysis.frames import CODES, MISSION, K, Q, frame

LABELS = ["ANA", "BEN", "U", "I", None]
COMPONENTS = [component.name for component in MISSION]
OPTIONAL_COMPONENT = st.none() | st.sampled_from(COMPONENTS)


@st.composite
def lines(draw: st.DrawFn) -> list[str]:
    """A small transcript: answers, questions and headings of a few short sentences."""
    words = st.lists(
        st.sampled_from(["we", "met", "them", "twice.", "Never!", "-", "o'er"]), min_size=1, max_size=7
    )
    said = draw(st.lists(st.tuples(st.sampled_from(LABELS), words), min_size=1, max_size=5))
    return [f"{label}: {' '.join(text)}" if label else " ".join(text) for label, text in said]


@st.composite
def projects(draw: st.DrawFn, *, most_transcripts: int = 4, most_codings: int = 14) -> CountingFrame:
    texts = draw(st.lists(lines(), min_size=3, max_size=most_transcripts))
    transcripts = {f"T{number}": text for number, text in enumerate(texts)}
    spoken = [
        (name, label)
        for name, text in transcripts.items()
        for label in ("ANA", "BEN")
        if any(line.startswith(f"{label}: ") for line in text)
    ]
    cases: dict[str, list[tuple[str, str]]] = {"R0": [], "R1": [], "R2": []}
    for speaker in spoken:
        case = draw(st.none() | st.sampled_from(["R0", "R1", "R2"]))
        if case:
            cases[case].append(speaker)
    stated = [
        K(
            name=name,
            speaks=speaks,
            component=draw(OPTIONAL_COMPONENT),
            mission=draw(st.sampled_from([None, "minusma", "unmiss"])),
            role=draw(st.sampled_from([None, "commander", "analyst"])),
            attributes={"rotation": draw(st.sampled_from([None, 1, 2, 3]))},
        )
        for name, speaks in cases.items()
    ]
    return frame(
        transcripts,
        draw(st.lists(codings(transcripts), max_size=most_codings)),
        cases=stated,
        kinds={name: draw(st.sampled_from(["interview", "focus-group"])) for name in transcripts},
    )


@st.composite
def codings(draw: st.DrawFn, transcripts: dict[str, list[str]]) -> Q:
    name = draw(st.sampled_from(sorted(transcripts)))
    length = sum(len(line) + 1 for line in transcripts[name]) - 1
    start = draw(st.integers(0, length - 1))
    return Q(
        name,
        (start, draw(st.integers(start + 1, length))),
        draw(st.sampled_from([code[0] for code in CODES])),
        draw(st.none() | st.sampled_from(VALENCES)),
        strength=draw(st.none() | st.integers(1, 3)),
        about=draw(OPTIONAL_COMPONENT),
        counterpart=draw(OPTIONAL_COMPONENT),
        coder=draw(st.sampled_from(["ana", "ben"])),
    )


@st.composite
def spread_out_projects(draw: st.DrawFn) -> CountingFrame:
    """Projects whose rows have intervals more often than not: a coded answer in each of many transcripts."""
    names = [f"T{number}" for number in range(draw(st.integers(6, 9)))]
    question = st.sampled_from([[], ["I: Were you?"]])
    transcripts = {name: [*draw(question), "ANA: We met.", "BEN: We met them."] for name in names}
    speaks: dict[str, list[tuple[str, str]]] = {f"R{place}": [] for place in range(9)}
    for place, name in enumerate(names):
        if draw(st.integers(0, 4)):
            speaks[f"R{place}"].append((name, "ANA"))
        if not draw(st.integers(0, 3)):
            speaks[draw(st.sampled_from(sorted(speaks)))].append((name, "BEN"))
    cases = [
        K(
            name=case,
            speaks=where,
            component="force",
            role=draw(st.sampled_from(["commander", "commander", None])),
            attributes={"rotation": draw(st.sampled_from([1, 2, None]))},
        )
        for case, where in speaks.items()
    ]
    quotes = st.sampled_from(["ANA: We", "We met them", "met.", "Were"])
    valences = st.sampled_from(["fit", "misfit", "mixed", "fit", "misfit", None])
    made = [
        Q(name, quote, "trust", draw(valences), about=draw(st.sampled_from([None, "force", "police"])))
        for name in names
        for quote in draw(st.lists(quotes, min_size=1, max_size=3))
        if "\n".join(transcripts[name]).count(quote) == 1
    ]
    return frame(transcripts, made, cases=cases)
