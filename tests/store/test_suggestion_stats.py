"""Statistics of suggestions: what became of them, by whom and by which rule, and what still waits."""

from typing import Any

import pytest

from fitcode.domain.choices import ReviewOrder, StatsBy
from fitcode.domain.coding import CodingChange, NewCoding
from fitcode.domain.proportion import wilson
from fitcode.domain.review_order import in_review_order, review_order
from fitcode.store.coders import ensure_coder
from fitcode.store.codings import add_codings
from fitcode.store.decisions import accept_suggestion, reject_suggestion
from fitcode.store.suggestion_stats import COUNTS, EXPECTED, suggestion_stats
from fitcode.store.suggestions import list_suggestions
from fitcode.store.transcripts import read_text
from tests.support.projects import add_transcript, run_pass, suggestion

WORDS = [f"w{place:03}" for place in range(400)]


def decide(project, *, accept=(), amend=(), reject=()):
    with project.writing("suggestions decide", coder="ines"):
        for uid in accept:
            accept_suggestion(project, uid, coder="ines")
        for uid in amend:
            accept_suggestion(project, uid, coder="ines", changes=CodingChange(strength=3))
        for uid in reject:
            reject_suggestion(project, uid, coder="ines")


def suggest(project, words, *, score=lambda place: 0.5, code="fit/layoff", **fields):
    """A suggestion on each of the words; their uids in that order."""
    ana = add_transcript(project, f"ANA: {' '.join(words)}.")
    run_pass(
        project,
        {
            ana: [
                suggestion(project, ana, word, code, score=score(place), **fields)
                for place, word in enumerate(words)
            ]
        },
    )
    return [str(uid) for uid in list_suggestions(project).column("uid")]


def record(project, **options) -> dict[str, Any]:
    (found,) = suggestion_stats(project, **options).records()
    return found


def interval(successes, trials):
    return wilson(successes, trials) or ()


def estimate(found):
    return tuple(found[name] for name in EXPECTED)


def test_what_became_of_suggestions_is_counted_with_how_sure_the_share_is(project):
    first, second, third, _fourth = suggest(project, WORDS[:4])
    decide(project, accept=[first], amend=[second], reject=[third])

    table = suggestion_stats(project)

    assert table.columns == ("code", "suggester", *COUNTS, *EXPECTED)
    assert table.rows[0][:9] == ("layoff", "rules", 1, 1, 1, 1, 2 / 3, *interval(2, 3))


def test_undecided_codes_have_no_share(project):
    suggest(project, WORDS[:1])

    assert [record(project)[name] for name in COUNTS] == [1, 0, 0, 0, None, None, None]


class TestByRule:
    def test_a_rule_counts_for_each_suggestion_that_it_took_part_in_and_once(self, project):
        ana = add_transcript(project, "ANA: Let go. No fuel. Six of us.")
        fired = {"Let go": ["r1", "r2"], "No fuel": ["r2", "r2"], "Six": ["r1"]}
        run_pass(
            project,
            {
                ana: [
                    suggestion(project, ana, quote, evidence={"rules": [{"id": rule} for rule in rules]})
                    for quote, rules in fired.items()
                ]
            },
        )
        first, second, _third = list_suggestions(project).column("uid")
        decide(project, accept=[first], reject=[second])

        table = suggestion_stats(project, by=StatsBy.rule)

        assert table.columns == ("code", "rule", *COUNTS)
        assert table.rows == [
            ("layoff", "r1", 1, 1, 0, 0, 1.0, *interval(1, 1)),
            ("layoff", "r2", 0, 1, 0, 1, 0.5, *interval(1, 2)),
        ]

    def test_rules_of_two_codes_are_two_and_suggestions_without_rules_are_in_none(self, project):
        ana = add_transcript(project, "ANA: Let go. No fuel. Six of us.")
        rule = {"rules": [{"id": "r1"}]}
        run_pass(
            project,
            {
                ana: [
                    suggestion(project, ana, "Let go", "fit/layoff", evidence=rule),
                    suggestion(project, ana, "No fuel", "fit/fuel", evidence=rule),
                    suggestion(project, ana, "Six", "fit/fuel", evidence={"semantic": {}}),
                ]
            },
        )

        table = suggestion_stats(project, by=StatsBy.rule)

        assert [row[:3] for row in table.rows] == [("fuel", "r1", 1), ("layoff", "r1", 1)]


def test_by_suggester_a_suggestion_counts_for_each_that_took_part_else_for_its_maker(project):
    ana = add_transcript(project, "ANA: Let go. No fuel. Six of us.")
    parts = [{"rules": 0.4, "semantic": 0.7}, {"semantic": 0.6}, None]
    evidence = [{} if part is None else {"parts": part, "rules": []} for part in parts]
    quotes = ("Let go", "No fuel", "Six")
    run_pass(
        project,
        {
            ana: [
                suggestion(project, ana, quote, evidence=one)
                for quote, one in zip(quotes, evidence, strict=True)
            ]
        },
    )
    decide(project, accept=[str(list_suggestions(project).column("uid")[0])])

    table = suggestion_stats(project, by=StatsBy.suggester)

    assert table.columns == ("suggester", *COUNTS)
    assert [row[:3] for row in table.rows] == [("rules", 1, 1), ("semantic", 1, 1)]


class TestWhatStillWaits:
    def test_from_scores_it_is_the_sum_of_the_chances(self, project):
        first, second, *_rest = suggest(project, WORDS[:12], score=lambda place: 0.8 if place < 7 else 0.2)
        decide(project, accept=[first], reject=[second])

        found = record(project)

        # Five at 0.8 and five at 0.2 are pending: 5 expected, variance 10 x 0.16.
        value, low, high, source, share = estimate(found)
        reach = 1.959963984540054 * 1.6**0.5
        assert (value, low, high) == pytest.approx((5, 5 - reach, 5 + reach))
        assert (source, share) == ("scores", pytest.approx(1 / 6))

    def test_with_nothing_pending_everything_is_found(self, project):
        (uid,) = suggest(project, WORDS[:1])
        decide(project, accept=[uid])

        assert estimate(record(project)) == (0, 0, 0, None, 1)
        assert suggestion_stats(project).notes == ()

    def test_from_a_random_sample_it_is_what_the_sample_found_right(self, project):
        uids = suggest(project, WORDS[:200])
        order = [uids[place] for place in review_order([(uid, 0.5) for uid in uids], ReviewOrder.random)]
        decide(project, accept=order[:10], reject=order[10:40])

        value, low, high, source, share = estimate(record(project))

        # A quarter of the 40 drawn were right, so 40 of the 160 that wait; the scores promise 80.
        assert (source, value) == ("sample", pytest.approx(40))
        assert low < 40 < high < 80
        assert share == pytest.approx(10 / 50)

    def test_another_seed_has_another_sample(self, project):
        uids = suggest(project, WORDS[:200])
        order = [uids[place] for place in review_order([(uid, 0.5) for uid in uids], ReviewOrder.random)]
        decide(project, reject=order[:40])

        assert record(project, seed=0)["expected_from"] == "sample"
        assert record(project, seed=1)["expected_from"] == "scores"

    def test_decisions_in_another_order_are_no_sample(self, project):
        uids = suggest(project, WORDS[:200], score=lambda place: 1 - place / 200)
        decide(project, accept=uids[:100])

        assert record(project)["expected_from"] == "scores"

    def test_a_mix_leaves_a_random_sample_behind(self, project):
        suggest(project, WORDS, score=lambda place: place / 400)
        table = in_review_order(list_suggestions(project), ReviewOrder.mix, limit=330)
        right = {str(uid) for uid, score in table.narrowed(("uid", "score")).rows if float(str(score)) > 0.75}
        decide(
            project, accept=right, reject=[str(uid) for uid in table.column("uid") if str(uid) not in right]
        )

        _value, low, high, source, _share = estimate(record(project))

        # All 99 above 0.75 came up as most certain, so none is left of the 70 that wait.
        assert len(right) == 99
        assert (source, low) == ("sample", 0)
        assert high < 70

    def test_in_all_is_said_in_words(self, project):
        first, *_rest = suggest(project, WORDS[:9])
        decide(project, accept=[first])

        assert suggestion_stats(project).notes == (
            "8 pending, of which 4 (1 to 7) are right by their scores; 1 found so far, 20% of those.",
        )

    def test_scores_that_decisions_belie_are_said_to_be_no_chances(self, project):
        uids = suggest(project, WORDS[:60], score=lambda place: 0.8)
        decide(project, reject=uids[:30])

        note = suggestion_stats(project).notes[1]

        assert "of 30 decided they promised 24 right, and 0 were" in note


def code_by_hand(project, *words, coder="ines"):
    """The layoff code on each of these words."""
    text = read_text(project, "ana")
    starts = [text.index(word) for word in words]
    codings = [
        NewCoding(transcript="ana", start=start, end=start + len(word), code="layoff")
        for start, word in zip(starts, words, strict=True)
    ]
    with project.writing("code", coder=coder):
        ensure_coder(project, coder)
        add_codings(project, codings, coder=coder)


class TestCodedByHand:
    def test_it_is_found_and_waits_no_more(self, project):
        first, *_rest = suggest(project, WORDS[:9])
        decide(project, accept=[first])
        code_by_hand(project, WORDS[1], WORDS[2])
        code_by_hand(project, WORDS[2], coder="ben")

        found = record(project)

        assert (found["pending"], found["expected_pending"]) == (6, 3)
        assert found["found_share"] == 3 / 6
        assert suggestion_stats(project).notes == (
            "6 pending, of which 3 (1 to 5) are right by their scores; 3 found so far, 50% of those.",
        )

    def test_what_nobody_suggested_is_found_too(self, project):
        suggest(project, WORDS[:2])
        code_by_hand(project, WORDS[1], "ANA")

        assert record(project)["found_share"] == pytest.approx(2 / 2.5)

    def test_other_tables_count_the_same_as_pending(self, project):
        evidence = {"parts": {"rules": 0.5}, "rules": [{"id": "r1"}]}
        suggest(project, WORDS[:3], evidence=evidence)
        code_by_hand(project, WORDS[1])

        assert [record(project, by=by)["pending"] for by in StatsBy] == [2, 2, 2]


def test_withdrawn_suggestions_are_in_no_figure(project):
    suggest(project, WORDS[:1])
    evidence = {"parts": {"rules": 0.5}, "rules": [{"id": "r1"}]}
    made = suggestion(project, "ana", WORDS[0], "fit/fuel", evidence=evidence)
    run_pass(project, {"ana": [made]})
    run_pass(project, {"ana": []})

    assert [suggestion_stats(project, by=by).rows for by in StatsBy] == [[], [], []]
