"""What a pass writes for one transcript, and what it takes back."""

import json

import pytest

from fitcode.domain.coding import CodingChange
from fitcode.domain.suggestion import DecidedAs, NewSuggestion
from fitcode.store.decisions import accept_suggestion, reject_suggestion
from fitcode.store.proposals import Stored, decided_suggestions, store_suggestions
from fitcode.store.runs import finish_run, start_run
from fitcode.store.suggestions import get_suggestion, list_suggestions
from tests.support.projects import add_transcript, run_start, suggestion

EVERY = {"fit/fuel": "fuel patterns", "fit/layoff": "layoff patterns"}


@pytest.fixture
def ana(project):
    return add_transcript(project, "ANA: They let me go. No fuel left. Six of us.")


@pytest.fixture
def fuel(project, ana):
    return suggestion(project, ana, "No fuel", "fit/fuel", score=0.5)


@pytest.fixture
def layoff(project, ana):
    return suggestion(project, ana, "let me go", "fit/layoff")


def store(project, *made: NewSuggestion, transcript="ana", fingerprints=None, **how) -> Stored:
    with project.writing("suggest", coder="ines"):
        run = start_run(project, run_start(project))
        done = store_suggestions(
            project,
            run_uid=run,
            transcript=transcript,
            suggestions=made,
            fingerprints=EVERY if fingerprints is None else fingerprints,
            **how,
        )
        finish_run(project, run)
    return done


def shown(project, *columns):
    return [tuple(row[name] for name in columns) for row in list_suggestions(project).records()]


def uids(project):
    return [str(uid) for uid in list_suggestions(project).column("uid")]


def decide(project, uid, *, reject=True, **changes):
    with project.writing("suggestions", coder="ines"):
        if reject:
            reject_suggestion(project, uid, coder="ines")
        else:
            accept_suggestion(
                project, uid, coder="ines", changes=CodingChange(**changes) if changes else None
            )


def test_a_score_that_was_learned_anew_is_updated_in_place(project, fuel):
    store(project, fuel)
    first = uids(project)

    again = store(
        project, with_rules(fuel, "r1")._replace(score=0.8, reason="another phrase", valence="misfit")
    )

    assert again.counts == (0, 1, 0)
    assert uids(project) == first
    assert shown(project, "score", "reason", "valence") == [(0.8, "another phrase", "misfit")]
    assert get_suggestion(project, first[0])["evidence"] == with_rules(fuel, "r1").evidence


def test_what_is_said_again_changes_nothing(project, fuel, layoff):
    store(project, fuel, layoff)
    runs = shown(project, "run")

    again = store(project, layoff, fuel, fuel)

    assert again.counts == (0, 0, 0)
    assert shown(project, "run") == runs


def test_what_is_no_longer_made_is_withdrawn_and_comes_back_as_itself(project, fuel, layoff):
    store(project, fuel, layoff)
    before = uids(project)

    assert store(project, layoff).counts == (0, 0, 1)
    assert shown(project, "code", "status") == [("layoff", "pending"), ("fuel", "withdrawn")]

    assert store(project, layoff, fuel._replace(score=0.9)).counts == (1, 0, 0)
    assert shown(project, "code", "status", "score") == [("layoff", "pending", 0.5), ("fuel", "pending", 0.9)]
    assert uids(project) == before


def test_only_the_codes_that_were_looked_for_are_withdrawn(project, fuel, layoff):
    store(project, fuel, layoff)

    assert store(project, only={"fit/fuel"}).counts.withdrawn == 1
    assert shown(project, "code", "status") == [("layoff", "pending"), ("fuel", "withdrawn")]
    assert store(project, only={"fit"}).counts.withdrawn == 1


def test_nothing_is_withdrawn_where_a_suggester_failed(project, fuel, layoff):
    store(project, fuel)

    assert store(project, layoff, is_whole=False).counts == (1, 0, 0)
    assert shown(project, "status") == [("pending",), ("pending",)]


@pytest.mark.parametrize("reject", [True, False])
def test_what_was_decided_is_never_touched(project, fuel, reject):
    store(project, fuel)
    (uid,) = uids(project)
    decide(project, uid, reject=reject)
    before = get_suggestion(project, uid)

    assert store(project, fuel._replace(score=0.9, reason="other")).counts == (0, 0, 0)
    assert store(project).counts == (0, 0, 0)
    assert get_suggestion(project, uid) == before


def with_rules(made, *ids):
    return made._replace(evidence={"rules": [{"id": one, "spans": [[made.start, made.end]]} for one in ids]})


def test_what_was_rejected_is_not_asked_again_by_another_version_of_its_rules(project, fuel):
    made = with_rules(fuel, "r1")
    store(project, made)
    decide(project, uids(project)[0])

    again = store(project, made, fingerprints={"fit/fuel": "other patterns"})

    assert again.counts == (0, 0, 0)
    assert shown(project, "status") == [("rejected",)]


def test_what_was_rejected_is_asked_again_for_a_new_reason(project, fuel):
    store(project, with_rules(fuel, "r1"))
    decide(project, uids(project)[0])

    again = store(project, with_rules(fuel, "r1", "r2"), fingerprints={"fit/fuel": "other patterns"})

    assert again.counts.stored == 1
    assert sorted(shown(project, "status")) == [("pending",), ("rejected",)]


def test_what_was_accepted_is_not_asked_again_beside_itself(project, ana, fuel):
    store(project, with_rules(fuel, "r1"))
    decide(project, uids(project)[0], reject=False)
    longer = suggestion(project, ana, "No fuel left. Six of us.", "fit/fuel")

    again = store(project, with_rules(longer, "r2"), fingerprints={"fit/fuel": "other patterns"})

    assert again.counts.stored == 0


def test_what_was_withdrawn_stays_so_where_somebody_decided_meanwhile(project, ana, fuel):
    longer = suggestion(project, ana, "No fuel left.", "fit/fuel")
    store(project, fuel)
    store(project, longer)
    decide(project, next(uid for uid, status in shown(project, "uid", "status") if status == "pending"))

    assert store(project, fuel).counts.stored == 0
    assert sorted(shown(project, "status")) == [("rejected",), ("withdrawn",)]


def test_a_pass_is_told_what_was_decided(project, ana, fuel, layoff):
    store(project, with_rules(fuel, "r2", "r1"), layoff._replace(evidence={"semantic": {}}))
    fuels, layoffs = (
        next(uid for uid, one in shown(project, "uid", "code") if one == code) for code in ("fuel", "layoff")
    )
    decide(project, fuels)
    decide(project, layoffs, reject=False, strength=2)

    place = (layoff.start, layoff.end, "fit/layoff")
    assert decided_suggestions(project, ana) == (
        (fuel.start, fuel.end, "fit/fuel", DecidedAs.rejected, ("r1", "r2"), fuels),
        (*place, DecidedAs.accepted, ("meaning",), layoffs),
        (*place, DecidedAs.by_hand, (), layoffs),
    )


def merged(ana_fuel, *parts):
    """A suggestion of several segments: what each says, and why."""
    spans = [(ana_fuel.start + first, ana_fuel.start + last) for first, last, *_ in parts]
    evidence = {
        "rules": [{"id": one, "spans": []} for *_, reasons in parts for one in reasons if one != "meaning"],
        "segments": [
            {"span": list(span), "reasons": part[2]} for span, part in zip(spans, parts, strict=True)
        ],
    }
    return ana_fuel._replace(evidence=evidence)


def test_why_each_segment_was_in_a_rejected_suggestion_counts_by_itself(project, ana):
    both = suggestion(project, ana, "No fuel left. Six of us.", "fit/fuel")
    store(project, merged(both, (0, 13, ["r1"]), (14, 24, ["meaning"])))
    decide(project, uids(project)[0])
    second = suggestion(project, ana, "Six of us.", "fit/fuel")

    assert store(project, second._replace(evidence={"semantic": {}})).counts.stored == 0
    assert store(project, with_rules(second, "r1")).counts.stored == 1


def test_evidence_of_several_segments_that_says_no_more_is_read_as_a_whole(project, ana):
    both = suggestion(project, ana, "No fuel left. Six of us.", "fit/fuel")
    store(project, with_rules(both, "r1")._replace(evidence={"scored": [1, 2], "rules": [{"id": "r1"}]}))
    decide(project, uids(project)[0])

    (decided,) = decided_suggestions(project, ana)
    assert (decided.start, decided.end, decided.reasons) == (both.start, both.end, ("r1",))


class TestUid:
    """A suggestion is known by its place, code, components and reasons."""

    def test_another_version_of_the_code_leaves_it(self, project, fuel):
        store(project, fuel)
        first = uids(project)

        assert store(project, fuel, fingerprints={"fit/fuel": "other patterns"}).counts == (0, 0, 0)
        assert uids(project) == first

    def test_a_new_rule_is_a_new_reason(self, project, fuel):
        store(project, with_rules(fuel, "r1"))

        assert store(project, with_rules(fuel, "r1", "r2")).counts == (1, 0, 1)
        assert sorted(shown(project, "status")) == [("pending",), ("withdrawn",)]

    def test_a_pass_of_other_suggesters_files_it_under_its_own_name(self, project, fuel):
        store(project, fuel)
        first = uids(project)
        coder = "SELECT c.name FROM suggestions s JOIN coders c ON c.id = s.coder_id"

        assert store(project, fuel._replace(suggester="rules+semantic")).counts == (0, 1, 0)
        assert uids(project) == first
        assert project.connection.execute(coder).fetchall() == [("rules+semantic",)]


def test_what_is_made_again_where_a_suggester_failed_takes_the_place_of_what_was_there(
    project, ana, fuel, layoff
):
    longer = suggestion(project, ana, "No fuel left.", "fit/fuel")
    store(project, with_rules(longer, "r1"), layoff)

    assert store(project, with_rules(fuel, "r2"), is_whole=False).counts == (1, 0, 1)
    assert shown(project, "quote", "status") == [
        ("let me go", "pending"),
        ("No fuel", "pending"),
        ("No fuel left.", "withdrawn"),
    ]


def test_what_stands_counts_what_was_decided_and_not_what_was_withdrawn(project, fuel, layoff):
    first = store(project, fuel, layoff)
    decide(project, uids(project)[0])
    second = store(project)

    assert len(first.standing) == 2
    assert len(second.standing) == 1
    assert set(second.standing) < set(first.standing)


def test_evidence_is_kept_as_plain_json(project, fuel):
    store(project, fuel._replace(evidence={"parts": {"rules": 0.5}, "raw": 0.5, "words": ["ü", "🙂"]}))

    ((text,),) = project.connection.execute("SELECT evidence FROM suggestions").fetchall()
    assert json.loads(text) == {"parts": {"rules": 0.5}, "raw": 0.5, "words": ["ü", "🙂"]}
