"""Dictionary lemmas: a pipeline component that gives every token a lower-case lemma from simplemma.

A lemma depends on the lower-case word form and on nothing else, so it is looked up once per form, and a
phrase that stands in a text letter by letter is always found by its lemmas too.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.strings import StringStore
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

DICTIONARY_LEMMAS = "fitcode_dictionary_lemmas"
LOWER_LEMMAS = "fitcode_lower_lemmas"

# What the dictionary has wrong or does not have, by lemma: the ends that the tokenizer cuts off contractions,
# and the verbs of 28,700 words of speeches and interviews on which it and a statistical model differ.
_CORRECTIONS = {
    "en": {
        "act": "acting",
        "ai": "ai",
        "be": "'re 'm",
        "begin": "beginning",
        "belong": "belonging",
        "borrow": "borrowing",
        "build": "building",
        "buy": "buying",
        "can": "ca",
        "cross": "crossing crosses crossed",
        "determine": "determining",
        "develop": "developed",
        "elder": "elder",
        "feel": "felt",
        "fill": "filling",
        "find": "finding",
        "fix": "fixed fixes fixing",
        "follow": "following",
        "fund": "funding",
        "gather": "gathering",
        "go": "gone",
        "grow": "growing",
        "guard": "guarded",
        "handle": "handling",
        "have": "'ve",
        "leave": "left",
        "live": "living",
        "mix": "mixed",
        "not": "n't nt",
        "play": "playing",
        "prefer": "preferred",
        "remain": "remains",
        "serve": "serving",
        "shall": "sha",
        "sit": "sitting",
        "stranger": "stranger",
        "strive": "striving",
        "think": "thinking thought",
        "traffic": "trafficking",
        "travel": "travelling",
        "undertake": "undertaking",
        "unfold": "unfolded",
        "will": "wo 'll",
        "win": "won",
        "write": "writing",
    }
}


_CAPITAL_NOUNS = {"de", "lb"}
"""Languages whose dictionaries hold nouns with their capital."""

# The French dictionary has participles as adjectives of their own (prêtées > prêté); these are nouns.
_FRENCH_NOUNS = {"cité", "comité", "côté", "marché", "pâté", "thé"}


def dictionary_lemma(language: str) -> Callable[[str], str]:
    """A function from a word form to its lemma, which without a dictionary is the form in lower case."""
    import simplemma

    corrections = {
        form: lemma for lemma, forms in _CORRECTIONS.get(language, {}).items() for form in forms.split()
    }
    known = _has_dictionary(language)

    def look_up(form: str) -> str:
        if form in corrections or not known:
            return corrections.get(form, form)
        found = simplemma.lemmatize(form, lang=language).lower()
        if found == form and language in _CAPITAL_NOUNS:
            found = simplemma.lemmatize(form.capitalize(), lang=language).lower()
        return found

    def infinitive(participle: str) -> str:
        verb = f"{participle[:-1]}er"
        return verb if simplemma.is_known(verb, lang=language) and look_up(verb) == verb else participle

    def lemma(form: str) -> str:
        lower = unicodedata.normalize("NFC", form).lower()
        if not any(map(str.isalpha, lower)) or any(map(str.isdigit, lower)):
            return lower
        found = look_up(lower)
        if language == "en" and found.endswith("ing"):
            return look_up(found)  # meetings > meeting > meet: the plural must not part from the singular
        if language == "fr" and found.endswith("é") and found not in _FRENCH_NOUNS:
            return infinitive(found)
        return found

    return lemma


def _has_dictionary(language: str) -> bool:
    import simplemma

    try:
        simplemma.lemmatize("a", lang=language)
    except ValueError:
        return False
    return True


class _LemmaIds(dict[int, int]):
    """Id of a lower-case form to id of its lemma, filled on first sight."""

    def __init__(self, strings: StringStore, lemma: Callable[[str], str]) -> None:
        super().__init__()
        self._strings = strings
        self._lemma = lemma

    def __missing__(self, form: int) -> int:
        found = self[form] = self._strings.add(self._lemma(self._strings[form]))
        return found


class DictionaryLemmas:
    """The component: sets ``token.lemma`` of every token in one stroke."""

    def __init__(self, vocab: Vocab, language: str) -> None:
        self.lemma = dictionary_lemma(language)
        self._ids = _LemmaIds(vocab.strings, self.lemma)

    def __call__(self, doc: Doc) -> Doc:
        import numpy as np

        if len(doc):
            forms = doc.to_array("LOWER").tolist()
            lemmas: Any = np.array(list(map(self._ids.__getitem__, forms)), dtype=np.uint64)
            doc.from_array(["LEMMA"], lemmas)
        return doc


class LowerLemmas:
    """The component for a pipeline with lemmas of its own: in lower case, the dictionary's where none is."""

    def __init__(self, vocab: Vocab, language: str) -> None:
        self._by_form = DictionaryLemmas(vocab, language)
        self._lower = _LemmaIds(vocab.strings, str.lower)

    def __call__(self, doc: Doc) -> Doc:
        own = [token.lemma for token in doc]
        self._by_form(doc)
        for token, lemma in zip(doc, own, strict=True):
            if lemma:
                token.lemma = self._lower[lemma]
        return doc


def register_components() -> None:
    """Make both components known to spaCy by name; done once per process."""
    from spacy.language import Language

    components: dict[str, type[DictionaryLemmas] | type[LowerLemmas]] = {
        DICTIONARY_LEMMAS: DictionaryLemmas,
        LOWER_LEMMAS: LowerLemmas,
    }
    for name, component in components.items():
        if not Language.has_factory(name):
            Language.factory(
                name,
                default_config={"language": "en"},
                assigns=["token.lemma"],
                func=_factory_of(component),
            )


def _factory_of(
    component: type[DictionaryLemmas] | type[LowerLemmas],
) -> Callable[[Language, str, str], Callable[[Doc], Doc]]:
    # spaCy reads the arguments' names and annotations of a factory.
    def factory(nlp, name, language):  # type: ignore[no-untyped-def]  # noqa: ARG001
        return component(nlp.vocab, language)

    factory.__annotations__ = {"name": str, "language": str}
    return factory
