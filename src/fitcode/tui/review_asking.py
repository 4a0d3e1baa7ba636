"""What the review screen asks for: an amendment, a reason, a whole rule, an order, a filter, a theme.

Each asks in a dialog and does nothing when it is left with escape.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fitcode.domain.choices import ReviewBy, ReviewOrder, Valence
from fitcode.errors import FitcodeError
from fitcode.store.screen_reads import ShownSuggestion
from fitcode.tui.asking import UNDO, stated_in
from fitcode.tui.dialogs.choice_dialog import ChoiceDialog
from fitcode.tui.dialogs.coding_dialog import CodingAnswer
from fitcode.tui.dialogs.confirm_dialog import ConfirmDialog
from fitcode.tui.dialogs.line_dialog import LineDialog
from fitcode.tui.passage_screen import PassageScreen
from fitcode.tui.plain import shortened
from fitcode.tui.review.review_header import said_filter
from fitcode.tui.review.suggestion_card import preview_line
from fitcode.workflow.sitting.match_names import Choice
from fitcode.workflow.sitting.read_coding_line import write_coding_line
from fitcode.workflow.sitting.read_queue import EVERYTHING
from fitcode.workflow.sitting.review_suggestions import ReviewSitting
from fitcode.workflow.suggesting.show_rules import pattern_words

_SCORES = (0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
_WIDEST_RULE = 60

_Stated = dict[str, Any]
"""Fields of a filter; none lifts it."""

_ORDERS = (
    Choice("place", "As the passages stand in the transcripts", ""),
    Choice("certain", "The most certain first", ""),
    Choice("uncertain", "The least certain first: decisions teach most here", ""),
    Choice("mix", "One in ten at random, the others certain and uncertain in turn", ""),
    Choice("random", "At random: what is left can be estimated from it", ""),
    Choice("by-transcript", "One transcript after the other, each in this order", ""),
    Choice("by-code", "One code after the other, each in this order", ""),
    Choice("together", "All transcripts and codes together", ""),
)
_ORDER_OF = {order.value: order for order in ReviewOrder}
_GROUP_OF = {"by-transcript": ReviewBy.transcript, "by-code": ReviewBy.code, "together": ReviewBy.all}


class ReviewAsking(PassageScreen[ReviewSitting]):
    """The part of the review screen that asks."""

    def decidable(self) -> ShownSuggestion | None:
        """The current suggestion; where there is none, that is said."""
        one = self.sitting.current
        if one is None:
            self.say("No suggestion is left here: s starts again with what was skipped.", is_error=True)
        return one

    # Decisions that ask

    def action_amend(self) -> None:
        """Accept with another code, valence or components, on a line that says what is suggested."""
        sitting, one = self.sitting, self.decidable()
        if one is None or (page := sitting.page) is None:
            return
        line = write_coding_line(
            one.code,
            valence=None if one.valence is None else Valence(one.valence),
            about=one.about,
            counterpart=one.counterpart,
        )
        quote = page.transcript.text[sitting.span.start : sitting.span.end]
        self.ask_coding(
            sitting, line, lambda answer: self.trouble_with(lambda: self._amend(one.uid, answer)), quote=quote
        )

    def _amend(self, uid: str, answer: CodingAnswer) -> str:
        said = stated_in(answer)
        self._require_current(uid)
        return f"{self.sitting.amend(**said)} {UNDO}"

    def action_reject_with_reason(self) -> None:
        """Reject, and keep the reason as a memo."""
        one = self.decidable()
        if one is None:
            return

        def reject(reason: str) -> str:
            self._require_current(one.uid)
            return f"{self.sitting.reject(reason)} {UNDO}"

        self.app.push_screen(
            LineDialog(
                f"Why is {one.code} wrong here?",
                needed="No reason is written. Esc leaves; r rejects without one.",
                commit=lambda reason: self.trouble_with(lambda: reject(reason)),
            )
        )

    def _require_current(self, uid: str) -> None:
        """Refuse to act on what is no longer looked at: another process may have decided it meanwhile."""
        one = self.sitting.current
        if one is None or one.uid != uid:
            raise FitcodeError(
                "That suggestion was decided or withdrawn elsewhere meanwhile.", remedy="Nothing was changed."
            )

    # A whole rule

    def action_accept_rule(self) -> None:
        """Accept all of a rule, after a look at them."""
        self._ask_rule(is_right=True)

    def action_reject_rule(self) -> None:
        """Reject all of a rule, after a look at them."""
        self._ask_rule(is_right=False)

    def _ask_rule(self, *, is_right: bool) -> None:
        one = self.decidable()
        if one is None:
            return
        records = {record.rule: record for record in self.sitting.track_records() if record.rule}
        if not records:
            self.say(f"No rule proposed this one, only {one.proposers}.", is_error=True)
        elif len(records) == 1:
            self._confirm_rule(next(iter(records)), is_right=is_right)
        else:
            choices = [
                Choice(rule, f"{self._words_of(one.code, rule)} · {record.said}", "")
                for rule, record in records.items()
            ]
            self.app.push_screen(
                ChoiceDialog("Of which rule?", choices),
                lambda rule: self._confirm_rule(rule, is_right=is_right),
            )

    def _confirm_rule(self, rule: str | None, *, is_right: bool) -> None:
        one = self.sitting.current
        if rule is None or one is None:
            return
        found = self.sitting.of_rule(rule)
        verb = "Accept" if is_right else "Reject"
        many = f"all {len(found):,} suggestions" if len(found) != 1 else "the one suggestion"
        said = said_filter(self.sitting)
        under = f" under the filter ({said})" if said else ""
        words = self._words_of(one.code, rule)
        named = f"the rule “{shortened(words, _WIDEST_RULE)}” ({rule})" if words else f"rule {rule}"
        question = f"{verb} {many} of {one.code} by {named}{under}?"
        uids = [other.uid for other in found]
        self.app.push_screen(
            ConfirmDialog(question, [preview_line(other) for other in found], yes=f"{verb.lower()} them"),
            lambda wanted: self._decide_all(uids, is_right=is_right) if wanted else None,
        )

    def _words_of(self, code: str, rule: str) -> str:
        """What a rule of a code looks for; empty where the codebook in force has no such rule."""
        card = self.sitting.codes.get(code)
        patterns = card.code.patterns if card is not None else ()
        return next((pattern_words(pattern) for pattern in patterns if pattern.id == rule), "")

    def _decide_all(self, uids: Sequence[str], *, is_right: bool) -> None:
        deed = self.sitting.accept_all if is_right else self.sitting.reject_all
        self.say(f"Deciding {len(uids):,}…")
        # The line is painted first: several hundred take a second or two.
        self.call_after_refresh(self.attempt, lambda: f"{deed(uids)} z takes all of them back.")

    # Order and filters

    def action_order(self) -> None:
        """Choose the order, and what is reviewed together."""
        self.app.push_screen(ChoiceDialog("In which order?", _ORDERS), self._order)

    def _order(self, chosen: str | None) -> None:
        if chosen in _ORDER_OF:
            self.attempt(lambda: self.sitting.set_order(_ORDER_OF[chosen]))
        elif chosen in _GROUP_OF:
            self.attempt(lambda: self.sitting.set_by(_GROUP_OF[chosen]))

    def action_filter(self) -> None:
        """Show only some; the line above says so as long as it is in force."""
        filters = self._filters()
        choices = [choice for choice, _ in filters]
        stated = {choice.id: values for choice, values in filters}
        self.app.push_screen(
            ChoiceDialog("Show only", choices),
            lambda chosen: self._filtered(stated[chosen]) if chosen is not None else None,
        )

    def _filters(self) -> list[tuple[Choice, _Stated]]:
        """What can be asked for; what is looked at comes first."""
        sitting, one = self.sitting, self.sitting.current
        found: dict[str, tuple[Choice, _Stated]] = {}

        def offer(value: str, name: str, path: str = "", **stated: object) -> None:
            (field,) = stated or ("",)
            name_free = value if value not in found else f"{field} {value}"
            found.setdefault(name_free, (Choice(name_free, name, path), stated))

        if said_filter(sitting):
            offer("everything", "lift the filter")
        if one is not None:
            for rule in one.rules:
                offer(rule, f"this rule: {self._words_of(one.code, rule)}", rule=rule)
            offer(one.code, "this code", code=one.code)
            offer(one.transcript, "this transcript", transcript=one.transcript)
        for score in _SCORES:
            offer(f"{score:g}", f"a score of {score:g} or more", min_score=score)
        for name, count in sitting.counts_by("transcript").items():
            if one is None or name != one.transcript:
                offer(name, f"transcript, {count:,} wait", transcript=name)
        counts = sitting.counts_by("code")
        for name, card in sitting.codes.items():
            if one is None or name != one.code:
                offer(name, f"code, {counts.get(name, 0):,} wait", card.path, code=name)
        for (code, rule), count in sitting.waiting_rules().items():
            offer(rule, f"rule of {code}, {count:,} wait: {self._words_of(code, rule)}", rule=rule)
        return list(found.values())

    def _filtered(self, stated: _Stated) -> None:
        filters = self.sitting.filters._replace(**stated) if stated else EVERYTHING
        words = self.sitting.words if stated else ""
        self.attempt(lambda: self.sitting.show_only(filters, words=words))

    def action_search(self) -> None:
        """Only passages that hold some words."""
        self.app.push_screen(
            LineDialog("Only passages that hold (nothing lifts it):", self.sitting.words), self._searched
        )

    def _searched(self, words: str | None) -> None:
        if words is not None:
            self.attempt(lambda: self.sitting.show_only(self.sitting.filters, words=words))
