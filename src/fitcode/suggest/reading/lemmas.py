"""Dictionary lemmas: every word form has one lemma in lower case, from simplemma.

A lemma depends on the lower-case word form and on nothing else, so it is looked up once per form, and a
phrase that stands in a text letter by letter is always found by its lemmas too.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from fitcode.domain.identity import content_hash

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


def corrections_hash() -> str:
    """Changes with what is corrected here, so that annotations made before are not taken for current."""
    return content_hash([_CORRECTIONS, sorted(_CAPITAL_NOUNS), sorted(_FRENCH_NOUNS)])[:8]


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
