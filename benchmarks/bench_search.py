"""Searching: queries of the index, whole searches, making the index, and coding every hit of a common word.

The floor of the index is bare FTS5 with its defaults; the floor of coding is a plain pattern and one table
without history.
"""

from benchmarks.measuring import Bench, Finding, Run, deed, interleaved, median, told
from benchmarks.projects import copied, make_project

TRANSCRIPTS = 2000
CODED = 120
WORD = "the"

MILLISECONDS = 20
MB_PER_SECOND = 15
TIMES_THE_FLOOR = 2


def measure(bench: Bench) -> list[Finding]:
    """Queries and the index at 2,000 transcripts, coding at 120."""
    bench.tell(f"a project of {TRANSCRIPTS:,} transcripts")
    large = make_project(bench.scratch, transcripts=TRANSCRIPTS)
    bench.tell("queries and the index")
    asked = [told(deed("search-queries", large, 5)) for _ in range(bench.rounds)]
    made = [told(deed("index-texts", large)) for _ in range(bench.rounds)]
    bench.tell(f"every {WORD!r} of {CODED} transcripts coded, beside the floor")
    return [*_queries(asked), _index(made), _coding(bench)]


def _queries(asked: list[dict[str, dict[str, float]]]) -> list[Finding]:
    slowest = {name: median(one["queries"][name] for one in asked) for name in asked[0]["queries"]}
    worst = max(slowest, key=slowest.__getitem__)
    whole = {name: median(one["searches"][name] for one in asked) for name in asked[0]["searches"]}
    findings = [
        Finding(
            f"which of {TRANSCRIPTS:,} transcripts hold it: slowest of {len(slowest)} queries ({worst!r})",
            f"{slowest[worst]:.1f} ms",
            goal=f"{MILLISECONDS} ms",
            is_met=slowest[worst] <= MILLISECONDS,
        )
    ]
    return findings + [
        Finding(
            f"the whole search for {name!r} ({asked[0]['hits'][name]:,} hits in context)", f"{took:.0f} ms"
        )
        for name, took in whole.items()
    ]


def _index(made: list[dict[str, float]]) -> Finding:
    rate, floor = (median(one["megabytes"] / one[name] for one in made) for name in ("seconds", "floor"))
    return Finding(
        f"making the index of {TRANSCRIPTS:,} transcripts ({made[0]['megabytes']:.0f} MB)",
        f"{rate:.0f} MB/s",
        f"bare FTS5: {floor:.0f} MB/s",
        f"{floor / rate:.2f}x",
        f"{MB_PER_SECOND} MB/s",
        rate >= MB_PER_SECOND,
    )


def _coding(bench: Bench) -> Finding:
    project = make_project(bench.scratch, transcripts=CODED)

    def ours() -> Run:
        return deed("code-every", copied(project, bench.scratch), WORD)

    def floor() -> Run:
        for file in bench.scratch.glob("floor.db*"):
            file.unlink()
        return deed("code-every-floor", project, bench.scratch / "floor.db", WORD)

    done = interleaved({"ours": ours, "floor": floor}, rounds=bench.rounds)
    results = {name: [told(one) for one in runs] for name, runs in done.items()}
    took = {name: median(one["seconds"] for one in runs) for name, runs in results.items()}
    ratio = median(
        own["seconds"] / one["seconds"] for own, one in zip(results["ours"], results["floor"], strict=True)
    )
    return Finding(
        f"every {WORD!r} of {CODED} transcripts coded ({results['ours'][0]['codings']:,} codings)",
        f"{took['ours']:.2f} s, {median(one['finding'] for one in results['ours']):.2f} s of it finding",
        f"floor: {took['floor']:.2f} s",
        f"{ratio:.1f}x",
        f"{TIMES_THE_FLOOR}x",
        ratio <= TIMES_THE_FLOOR,
    )
