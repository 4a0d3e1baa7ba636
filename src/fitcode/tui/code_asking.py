"""What the coding screen asks for: a code, a memo, a word to search, a filter, a transcript, a theme.

Each asks in a dialog and does nothing when it is left with escape.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from rich.text import Text

from fitcode.domain.choices import Dimension, MemoTarget, Valence
from fitcode.tui.detail_panel import said_facts, tell_code
from fitcode.tui.dialogs.choice_dialog import ChoiceDialog
from fitcode.tui.dialogs.coding_dialog import CodingAnswer, CodingDialog
from fitcode.tui.dialogs.line_dialog import LineDialog
from fitcode.tui.dialogs.memo_dialog import MemoDialog
from fitcode.tui.dialogs.new_code_dialog import NewCodeDialog
from fitcode.tui.sitting_screen import SittingScreen
from fitcode.workflow.coding.create_code import CodeDraft
from fitcode.workflow.sitting.code_transcript import CodingSitting, Statement
from fitcode.workflow.sitting.match_names import Choice
from fitcode.workflow.sitting.open_sitting import FAVOURITES, Sitting
from fitcode.workflow.sitting.read_coding_line import write_coding_line
from fitcode.workflow.sitting.show_on_page import Shown

if TYPE_CHECKING:
    from fitcode.store.screen_reads import ShownCoding, ShownTranscript
    from fitcode.tui.app import FitcodeApp

_EVERYTHING = "everything"


class CodeAsking(SittingScreen[CodingSitting]):
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

    def told(self, _uid: str) -> str:
        """What was just coded, for the status line."""
        return f"Coded: {self.said(self.sitting.focused_coding)}. z takes it back."

    def said(self, coding: ShownCoding | None) -> str:
        """A coding in a few words."""
        return f"{coding.code}, {said_facts(coding)}" if coding is not None else ""

    # Coding

    def action_code(self, line: str = "") -> None:
        """Code the selection: a few letters, and what they state; a line may be begun already."""
        self._ask_line(line, self._apply, quote=self.sitting.selected_text)

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
        text = self.sitting.transcript.text if self.sitting.transcript else ""
        self._ask_line(line, self._change, quote=text[coding.start : coding.end])

    def _ask_line(self, line: str, then: Callable[[CodingAnswer], str], *, quote: str) -> None:
        sitting = self.sitting
        if sitting.transcript is None:
            self.say("No transcript is open: t opens one.", is_error=True)
            return

        def answered(answer: CodingAnswer | None) -> None:
            if answer is None:
                return
            if answer.new_code is not None:
                self._ask_new_code(answer.new_code)
            else:
                self.attempt(lambda: then(answer))

        self.app.push_screen(
            CodingDialog(
                quote,
                code_choices(sitting),
                component_choices(sitting),
                recent=sitting.recent_codes,
                nearby=sitting.components_nearby(),
                line=line,
                describe=self._describe,
            ),
            answered,
        )

    def _apply(self, answer: CodingAnswer) -> str:
        statement = Statement(
            about=answer.about,
            counterpart=answer.counterpart,
            valence=answer.valence,
            strength=answer.strength,
            memo=answer.memo,
        )
        return self.told(self.sitting.apply(answer.code, statement))

    def _change(self, answer: CodingAnswer) -> str:
        self.sitting.change(
            code=answer.code,
            about=answer.about,
            counterpart=answer.counterpart,
            valence=answer.valence,
            strength=answer.strength,
            memo=answer.memo,
        )
        return f"Changed: {self.said(self.sitting.focused_coding)}. z takes it back."

    def _describe(self, code: str) -> Text:
        text = Text()
        tell_code(text, self.sitting.codes[code])
        return text

    def action_code_in_vivo(self) -> None:
        """A new code from the selected words."""
        self._ask_new_code(self.sitting.selected_text)

    def _ask_new_code(self, name: str) -> None:
        codes = code_choices(self.sitting)
        books = sorted({card.full.partition("/")[0] for card in self.sitting.codes.values()})
        self.app.push_screen(
            NewCodeDialog(name, codes, codebooks=books, example=self.sitting.selected_text), self._create
        )

    def _create(self, draft: CodeDraft | None) -> None:
        if draft is not None:
            self.attempt(lambda: self._created(draft))

    def _created(self, draft: CodeDraft) -> str:
        code = self.sitting.create_code(draft)
        said = self.told(self.sitting.apply(code))
        return f"New code {code}, a new version of its codebook. {said}"

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
        """A memo on what is in focus."""
        coding, suggestion = self.sitting.focused_coding, self.sitting.focused_suggestion
        if coding is not None:
            self._ask_memo(f"Memo on the coding {coding.code}", MemoTarget.coding)
        elif suggestion is not None:
            self._ask_memo(f"Memo on the suggestion {suggestion.code}", MemoTarget.suggestion)
        else:
            self.say("Nothing is in focus: tab moves to a coding, O writes on the transcript.", is_error=True)

    def action_transcript_memo(self) -> None:
        """A memo on the transcript."""
        if self.sitting.transcript is not None:
            self._ask_memo(f"Memo on the transcript {self.sitting.transcript.name}", MemoTarget.transcript)

    def _ask_memo(self, title: str, target: MemoTarget) -> None:
        def written(text: str | None) -> None:
            if text is not None:
                self.attempt(lambda: self._write_memo(target, text))

        self.app.push_screen(MemoDialog(title), written)

    def _write_memo(self, target: MemoTarget, text: str) -> str:
        self.sitting.write_memo(target, text)
        return "The memo is written; fitcode memos list shows them all."

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


def code_choices(sitting: Sitting) -> list[Choice]:
    """The codes in force, for a picker."""
    return [Choice(card.name, card.code.name, card.path) for card in sitting.codes.values()]


def component_choices(sitting: Sitting) -> list[Choice]:
    """The components, for a picker."""
    return [
        Choice(card.name, card.title, card.mission, " ".join(card.aliases))
        for card in sitting.components.values()
    ]


def _how_far(one: ShownTranscript) -> str:
    state = "finished, " if one.is_finished else ""
    return f"{state}{one.own_codings} of your codings, {one.pending} suggestions"
