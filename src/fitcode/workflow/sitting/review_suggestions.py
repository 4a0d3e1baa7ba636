"""Review suggestions: every decision of a sitting at the review screen.

A decision is stored before it returns, and is refused where the suggestion is no longer what the reviewer
saw.
"""

from bisect import insort
from collections.abc import Callable, Sequence
from typing import Any

from fitcode.domain.choices import SuggestionStatus
from fitcode.domain.coding import CodingChange
from fitcode.errors import FitcodeError
from fitcode.store.acts import Act, page_uids
from fitcode.store.screen_reads import Queued, ShownSuggestion, pending_queue, shown_suggestions
from fitcode.workflow.sitting.check_shown import LOOK_AGAIN, require_as_shown
from fitcode.workflow.sitting.look_closer import LookingSitting
from fitcode.workflow.sitting.tell_mistakes import mistakes_told
from fitcode.workflow.suggesting.decide_suggestions import accept_suggestions, reject_suggestions
from fitcode.workflow.workspace import Workspace

_MOST_REVERSED = 100_000
"""Rows of an act in which its suggestions are looked for: it may have decided all of a rule's."""


class ReviewSitting(LookingSitting):
    """Somebody decides suggestions one by one."""

    _reversed_uids: frozenset[str] = frozenset()
    """What the act wrote that was taken back or brought back last."""

    def accept(self) -> str:
        """Make a coding of the current one, its passage as it stands now; what was done, in words."""
        one = self._shown()
        if self.is_span_changed:
            return self.amend()
        self._decide(
            [one], lambda deed: accept_suggestions(deed, [one.uid]), status=SuggestionStatus.accepted
        )
        return f"Accepted: {one.code}."

    def amend(self, **changes: Any) -> str:
        """Make a coding of the current one but for what is named as in ``CodingChange``."""
        one = self._shown()
        span = {"start": self.span.start, "end": self.span.end} if self.is_span_changed else {}
        with mistakes_told():
            changed = CodingChange(**{**span, **changes})
        self._decide(
            [one],
            lambda deed: accept_suggestions(deed, [one.uid], changes=changed),
            status=SuggestionStatus.amended,
        )
        return f"Amended and accepted: {changes.get('code') or one.code}."

    def reject(self, memo: str | None = None) -> str:
        """Reject the current one, with a reason if there is one; what was done, in words."""
        one = self._shown()
        self._decide(
            [one],
            self._rejecting([one.uid], memo),
            status=SuggestionStatus.rejected,
        )
        return f"Rejected: {one.code}{', with your reason' if memo else ''}."

    def of_rule(self, rule: str) -> list[ShownSuggestion]:
        """Those in the queue of the current one's code on which a rule fired, by transcript and place."""
        code = self._shown().code
        return [one for one in self.queued() if one.code == code and rule in one.rules]

    def accept_all(self, uids: Sequence[str]) -> str:
        """Make codings of these as they stand, in one act; what was done, in words."""
        ones = self._those(uids)
        self._decide(ones, lambda deed: accept_suggestions(deed, uids), status=SuggestionStatus.accepted)
        return f"Accepted all {len(ones)}."

    def reject_all(self, uids: Sequence[str], memo: str | None = None) -> str:
        """Reject these in one act; what was done, in words."""
        ones = self._those(uids)
        self._decide(ones, self._rejecting(uids, memo), status=SuggestionStatus.rejected)
        return f"Rejected all {len(ones)}."

    def undo(self, expected: str | None = None) -> str:
        """Take back the latest act and go to the suggestion that waits again, of several to the first."""
        said = super().undo(expected)
        again = self.queue.first_of(self._reversed_uids)
        if again is not None:
            self.queue.go_to(again)
        self._moved(True)
        return said

    def redo(self, expected: str | None = None) -> str:
        """Bring back what was taken back last."""
        said = super().redo(expected)
        again = {uid for uid in self._undone if uid in self._reversed_uids and uid not in self._pending}
        self._decided_here |= {uid: self._undone.pop(uid) for uid in again}
        self.queue.take_out(again)  # it counts as passed, as it did before it was undone
        self._moved(True)
        return said

    def after_reversal(self, act: Act) -> None:
        """Keep in mind what the act was about, and read again no more than it may have changed."""
        self._reversed_uids = frozenset(page_uids(self.workspace.project, act, most=_MOST_REVERSED) or ())
        if not self._is_own_decision_reversed():
            super().after_reversal(act)

    def _is_own_decision_reversed(self) -> bool:
        """Take in that one decision of this sitting was taken or brought back; whether it was no more.

        Everything that waits is read again otherwise, and that takes longer than a key may.
        """
        project = self.workspace.project
        decided = self._reversed_uids & (self._decided_here.keys() | self._undone.keys())
        with project.reading():
            self.meet_news()
            if len(decided) != 1 or self._is_behind:
                return False
            (uid,) = decided
            waiting = shown_suggestions(project, [uid], self.names)
            if waiting and uid in self._decided_here:
                (one,) = waiting
                self._wait_again(one)
            elif not waiting and uid in self._pending:
                one = self._pending[uid]
                self._decided([one], self._undone.pop(uid))
            else:  # decided otherwise since then
                return False
            self._pages.read_again(one.transcript, self.names, tuple(self._reversed_uids))
            self.read_transcripts()
        return True

    def _wait_again(self, one: ShownSuggestion) -> None:
        """Count a decision that was taken back no longer; the suggestion takes its place in the line."""
        project, status = self.workspace.project, self._decided_here.pop(one.uid)
        self._undone[one.uid] = status
        self._records.note(one, is_right=status is not SuggestionStatus.rejected, is_undone=True)
        self._decided_in_all -= 1
        self._pending[one.uid] = one
        (self._brief[one.uid],) = pending_queue(project, uids=[one.uid])
        for brief in pending_queue(project, self.filters, uids=[one.uid]):
            insort(self._picked, brief, key=self._place)
            if self.holds_words(one):
                self.queue.put_back(one.uid)

    def _place(self, brief: Queued) -> tuple[str, int, int, float, int, str]:
        """Where a suggestion stands in ``pending_queue``."""
        one = self._pending[brief.uid]
        return one.transcript, one.start, one.end, -brief.score, brief.code, brief.uid

    def _decide(
        self,
        ones: Sequence[ShownSuggestion],
        deed: Callable[[Workspace], Sequence[str]],
        *,
        status: SuggestionStatus,
    ) -> None:
        workspace = self.gesture()
        require_as_shown(self.workspace.project, ones)
        try:
            made = deed(workspace)
        except FitcodeError:
            require_as_shown(self.workspace.project, ones)  # says better what somebody else did in between
            raise
        if len(ones) == 1:
            self._pace.note_decision()
        self._decided(ones, status)
        for name in {one.transcript for one in ones} if made else ():
            self._pages.read_again(name, self.names, made)
        self.read_transcripts()
        self._pace.begin()

    def _decided(self, ones: Sequence[ShownSuggestion], status: SuggestionStatus) -> None:
        """Count decisions; these wait no longer."""
        uids = {one.uid for one in ones}
        for one in ones:
            self._records.note(one, is_right=status is not SuggestionStatus.rejected)
            del self._pending[one.uid], self._brief[one.uid]
            self._drafts.pop(one.uid, None)
        self._picked = [one for one in self._picked if one.uid not in uids]
        self._decided_here |= dict.fromkeys(uids, status)
        self._decided_in_all += len(uids)
        self.queue.take_out(uids)

    def _rejecting(self, uids: Sequence[str], memo: str | None) -> Callable[[Workspace], Sequence[str]]:
        """The deed that rejects these; no coding comes of it."""

        def reject(workspace: Workspace) -> Sequence[str]:
            reject_suggestions(workspace, uids, memo=memo)
            return ()

        return reject

    def _those(self, uids: Sequence[str]) -> list[ShownSuggestion]:
        found = [self._pending[uid] for uid in uids if uid in self._pending]
        if len(found) < len(uids) or not found:
            raise FitcodeError("Some of these no longer wait.", remedy=LOOK_AGAIN)
        return found
