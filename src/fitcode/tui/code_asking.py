"""What the coding screen asks for: a code, a memo, a word to search, a filter, a transcript, a theme.

Each asks in a dialog and does nothing when it is left with escape.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, cast

from fitcode.domain.choices import Dimension, MemoTarget, Valence
from fitcode.errors import FitcodeError
from fitcode.tui.asking import Asking, code_choices, component_choices
from fitcode.tui.detail_panel import said_facts
from fitcode.tui.dialogs.choice_dialog import ChoiceDialog
from fitcode.tui.dialogs.coding_dialog import CodingAnswer
from fitcode.tui.dialogs.line_dialog import LineDialog
from fitcode.tui.dialogs.memo_dialog import MemoDialog, Written
from fitcode.tui.dialogs.new_code_dialog import NewCodeDialog
from fitcode.tui.plain import plain_line
from fitcode.workflow.coding.create_code import CodeDraft
from fitcode.workflow.sitting.code_transcript import (
    NOTHING_STATED,
    Asked,
    CodedAlready,
    CodingSitting,
    Statement,
)
from fitcode.workflow.sitting.match_names import Choice
from fitcode.workflow.sitting.open_sitting import FAVOURITES
from fitcode.workflow.sitting.read_coding_line import write_coding_line
from fitcode.workflow.sitting.show_on_page import Shown

if TYPE_CHECKING:
    from fitcode.store.screen_reads import ShownCoding, ShownMemo, ShownTranscript
    from fitcode.tui.app import FitcodeApp

_EVERYTHING = "everything"
_NEW_MEMO = "new"


class CodeAsking(Asking[CodingSitting]):
    """The part of the coding screen that asks."""

    def refresh_place(self) -> None:
        """Show where the selection is."""
        raise NotImplementedError

    @property
    def fit_app(self) -> FitcodeApp:
        """The app, which opens other screens."""
        return cast("FitcodeApp", self.app)

    def open(self, name: str) -> None:
        """Open a transcript where this coder left it."""
        self.sitting.keep_place()
        self.attempt(lambda: self.sitting.open(name))

    def told(self, uid: str) -> str:
        """What was just coded, for the status line."""
        coding = self.sitting.describe(uid)
        hidden = " The filter hides it." if coding not in self.sitting.codings else ""
        return f"Coded: {self.said(coding)}. z takes it back.{hidden}"

    def said(self, coding: ShownCoding | None) -> str:
        """A coding in a few words."""
        return f"{coding.code}, {said_facts(coding)}" if coding is not None else ""

    # Coding

    def action_code(self, line: str = "") -> None:
        """Code the selection: a few letters, and what they state; a line may be begun already."""
        if self._has_page():
            asked, twin = self.sitting.asked(), _Twin()
            self._ask_line(line, lambda answer: self._apply(answer, asked, twin), asked)

    def action_edit(self) -> None:
        """Change the coding in focus on a line that says what it says."""
        coding = self.sitting.focused_coding
        if coding is None:
            self.say("No coding is in focus: tab moves to one, c codes the selection.", is_error=True)
            return
        line = write_coding_line(
            coding.code,
            valence=None if coding.valence is None else Valence(coding.valence),
            strength=coding.strength,
            about=coding.about,
            counterpart=coding.counterpart,
            memo=coding.memo,
        )
        if self._has_page():
            asked = self.sitting.asked()
            text = self.sitting.transcript.text if self.sitting.transcript else ""
            shown = asked._replace(quote=text[coding.start : coding.end])
            self._ask_line(line, lambda answer: self._change(coding, answer), shown)

    def _ask_line(self, line: str, deed: Callable[[CodingAnswer], str], asked: Asked) -> None:
        """Ask for a coding, and for a new code where the person wants one."""

        def commit(answer: CodingAnswer) -> str | None:
            # A new code has a form of its own, after this one.
            return None if answer.new_code is not None else self.trouble_with(lambda: deed(answer))

        def then(answer: CodingAnswer | None) -> None:
            if answer is not None and answer.new_code is not None:
                self._ask_new_code(answer.new_code, asked, _stated(answer))

        self.ask_coding(self.sitting, line, commit, quote=asked.quote, then=then)

    def _has_page(self) -> bool:
        if self.sitting.transcript is None:
            self.say("No transcript is open: t opens one.", is_error=True)
        return self.sitting.transcript is not None

    def _apply(self, answer: CodingAnswer, asked: Asked, twin: _Twin) -> str:
        """Code the passage; one that has the code is changed where the person says so a second time."""
        self.sitting.return_to(asked)
        try:
            return self.told(self.sitting.apply(answer.code, _stated(answer)))
        except CodedAlready as error:
            other = _other_facts(error.coding, answer)
            if not other:
                raise
            if twin.answer != answer:
                twin.answer = answer
                raise FitcodeError(
                    f"You have {self.said(error.coding)} here already.",
                    remedy="Enter once more changes it to what the line says.",
                ) from error
            self.sitting.change(error.coding, **other)
        return self._told_change()

    def _change(self, coding: ShownCoding, answer: CodingAnswer) -> str:
        self.sitting.change(coding, code=answer.code, **asdict(_stated(answer)))
        return self._told_change()

    def _told_change(self) -> str:
        return f"Changed: {self.said(self.sitting.focused_coding)}. z takes it back."

    def action_code_in_vivo(self) -> None:
        """A new code from the selected words."""
        if self._has_page():
            asked = self.sitting.asked()
            self._ask_new_code(asked.quote, asked, NOTHING_STATED)

    def _ask_new_code(self, name: str, asked: Asked, statement: Statement) -> None:
        def created(draft: CodeDraft) -> str:
            self.sitting.return_to(asked)
            said = self.told(self.sitting.code_in_vivo(draft, statement))
            return f"A new code, and a new version of its codebook. {said}"

        codes = code_choices(self.sitting)
        books = sorted({card.full.partition("/")[0] for card in self.sitting.codes.values()})
        self.app.push_screen(
            NewCodeDialog(
                name,
                codes,
                codebooks=books,
                example=asked.quote,
                commit=lambda draft: self.trouble_with(lambda: created(draft)),
            )
        )

    def action_set_favourite(self) -> None:
        """Put a code on a digit."""
        focused = self.sitting.focused_coding
        first = [focused.code] if focused is not None else []

        def chosen(code: str | None) -> None:
            if code is not None:
                title = f"Which digit for {code}?"
                taken = self.sitting.favourites
                digits = [Choice(digit, taken.get(digit, "free"), "") for digit in FAVOURITES]
                self.app.push_screen(ChoiceDialog(title, digits), lambda digit: self._favour(code, digit))

        dialog = ChoiceDialog("Favourite code", code_choices(self.sitting), first=first)
        self.app.push_screen(dialog, chosen)

    def _favour(self, code: str, digit: str | None) -> None:
        if digit is not None:
            self.sitting.set_favourite(digit, code)
            self.refresh_all()
            self.say(f"{digit} codes with {code} from now on.")

    # Memos

    def action_memo(self) -> None:
        """A memo on what is in focus, or the one that it has."""
        coding, suggestion = self.sitting.focused_coding, self.sitting.focused_suggestion
        if coding is not None:
            self._ask_memo(f"Memo on the coding {coding.code}", MemoTarget.coding, coding.uid)
        elif suggestion is not None:
            self._ask_memo(f"Memo on the suggestion {suggestion.code}", MemoTarget.suggestion, suggestion.uid)
        else:
            self.say("Nothing is in focus: tab moves to a coding, O writes on the transcript.", is_error=True)

    def action_transcript_memo(self) -> None:
        """A memo on the transcript, or the one that it has."""
        one = self.sitting.transcript
        if one is not None:
            title = f"Memo on the transcript {one.name}"
            self._ask_memo(title, MemoTarget.transcript, one.uid, name=one.name)

    def _ask_memo(self, title: str, target: MemoTarget, uid: str, *, name: str | None = None) -> None:
        own = [memo for memo in self.sitting.memos_on(uid) if memo.coder == self.sitting.coder]

        def write(memo: ShownMemo | None) -> None:
            def commit(written: Written) -> str | None:
                return self.trouble_with(lambda: self._write_memo(target, name or uid, memo, written))

            self.app.push_screen(MemoDialog(title, memo.text if memo else "", commit=commit))

        if len(own) < 2:
            write(own[0] if own else None)
            return
        known = {memo.uid: memo for memo in own}
        choices = [
            *(Choice(str(place), plain_line(memo.text), "") for place, memo in enumerate(own, start=1)),
            Choice(_NEW_MEMO, "another memo beside these", ""),
        ]
        by_choice = dict(zip((choice.id for choice in choices), [*known.values(), None], strict=True))
        self.app.push_screen(
            ChoiceDialog(f"Which {title[0].lower()}{title[1:]}?", choices),
            lambda chosen: write(by_choice[chosen]) if chosen is not None else None,
        )

    def _write_memo(self, target: MemoTarget, on: str, memo: ShownMemo | None, written: Written) -> str:
        if memo is None or written.is_new:
            self.sitting.write_memo(target, written.text, on=on)
            return "The memo is written; fitcode memos list shows them all. z takes it back."
        self.sitting.change_memo(memo, written.text)
        return "The memo is changed. z takes it back."

    # Finding

    def action_search(self) -> None:
        """Search this transcript."""
        if self.sitting.transcript is not None:
            title = "Search: words, word* for any ending, ~words in any form, /expression/"
            self.app.push_screen(LineDialog(title), self._search)

    def _search(self, query: str | None) -> None:
        if query:
            self.attempt(lambda: self._found(query))

    def _found(self, query: str) -> str:
        n_hits = self.sitting.search(query)
        if not n_hits:
            return f"Nothing here holds {query!r}."
        return f"{n_hits:,} hit{'' if n_hits == 1 else 's'}; n and N go from one to the next."

    def action_transcripts(self) -> None:
        """To another transcript."""
        choices = [Choice(one.name, one.title or "", _how_far(one)) for one in self.sitting.transcripts]
        self.app.push_screen(ChoiceDialog("Transcript", choices), self._opened)

    def _opened(self, name: str | None) -> None:
        if name is not None:
            self.open(name)

    def action_filter(self) -> None:
        """Show only some codings; the header says what is hidden."""
        coders = sorted({one.coder for one in self.sitting.all_codings})
        choices = [
            *([Choice(_EVERYTHING, "lift the filter", "")] if self.sitting.shown else []),
            *(Choice(f"coder {name}", "", "coder") for name in coders),
            *(Choice(f"dimension {one.value}", "", "dimension") for one in Dimension),
            *(Choice(f"code {one.id}", one.name, one.path) for one in code_choices(self.sitting)),
            *(Choice(f"component {one.id}", one.name, "") for one in component_choices(self.sitting)),
        ]
        self.app.push_screen(ChoiceDialog("Show only", choices), self._filtered)

    def _filtered(self, chosen: str | None) -> None:
        if chosen is None:
            return
        field, _, value = chosen.partition(" ")
        shown = Shown() if chosen == _EVERYTHING else replace(self.sitting.shown, **{field: value})
        self.sitting.show_only(shown)
        self.refresh_all()
        hidden = self.sitting.n_hidden
        self.say(f"Showing only {shown}; {hidden} hidden." if shown else "Everything is shown.")


class _Twin:
    """What was answered when it was said that the passage has the code already."""

    answer: CodingAnswer | None = None


def _stated(answer: CodingAnswer) -> Statement:
    return Statement(
        about=answer.about,
        counterpart=answer.counterpart,
        valence=answer.valence,
        strength=answer.strength,
        memo=answer.memo,
    )


def _other_facts(coding: ShownCoding, answer: CodingAnswer) -> dict[str, object]:
    """What a line says that the coding does not."""
    said = {"valence": answer.valence, "strength": answer.strength, "memo": answer.memo}
    return {
        field: value for field, value in said.items() if value is not None and value != getattr(coding, field)
    }


def _how_far(one: ShownTranscript) -> str:
    state = "finished, " if one.is_finished else ""
    return f"{state}{one.own_codings} of your codings, {one.pending} suggestions"
