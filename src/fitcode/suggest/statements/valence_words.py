"""Valence words: how people word praise, blame, joint and separate ways, negation and contrast, per language.

Short lists of our own, in dictionary forms or as written; a phrase is tokens with single spaces. A word is
here for what it says in nearly every sentence about working together, not for what often goes wrong (radio).
"""

from typing import NamedTuple


class ValenceWords(NamedTuple):
    """The lists of one language, all in lower case."""

    good: frozenset[str]
    bad: frozenset[str]
    joined: frozenset[str]
    """One thing for both sides."""

    parted: frozenset[str]
    """Each side for itself."""

    change: frozenset[str]
    """It has become otherwise."""

    waiting: frozenset[str]
    """It took long, or needed many."""

    wish: frozenset[str]
    """What should be, and therefore is not said to be."""

    rule: frozenset[str]
    """What is laid down, described or asked, without taking a side."""

    negations: frozenset[str]
    """They turn the praise or blame that follows them."""

    contrasts: frozenset[str]
    """They part what is granted from what is objected."""

    borders: frozenset[str]
    """No negation reaches past them."""


def _list(text: str) -> frozenset[str]:
    return frozenset(" ".join(entry.split()) for entry in text.replace("\n", ",").split(",") if entry.strip())


_ENGLISH = ValenceWords(
    good=_list("""
        good, better, best, well, excellent, great, perfect, perfectly, fine, nice, correct, proper,
        properly, smooth, smoothly, easy, easily, fast, quick, quickly, fruitful, useful, helpful,
        valuable, successful, success, succeed, effective, efficient, reliable, professional, decent,
        polite, friendly, friendship, friend, warm, kind, generous, patient, fair, honestly, happy, glad,
        proud, pleased, satisfied, grateful, lucky, trust, trusted, respect, appreciate, admire, love,
        enjoy, praise, thank, welcome, help, support, understand, improve, improvement, solve, settle,
        overcome, save, benefit, gain, brother, sister, family, at once, immediately, straight away,
        right away, within the hour, inside the hour, in time, on time, in advance, smile, laugh, joke,
        celebrate, volunteer, willing, gladly, adapt, listen, apologise, apologize, clear, clearly,
        simple, asset, impressive, remarkable, faultless, without question, at ease, never refuse, calm,
        rescue, pay off, function, it works, it worked, no problem, no problems, without trouble,
        any time, honour, honor, curious, neat, overnight, in full
    """),
    bad=_list("""
        bad, badly, worse, worst, poor, poorly, terrible, awful, wrong, wrongly, difficult, difficulty,
        impossible, weak, weakness, slow, slowly, late, useless, pointless, worthless, waste, wasted,
        fail, failure, break down, collapse, broken, problem, trouble, obstacle, barrier, hinder, hamper,
        obstruct, stuck, conflict, clash, quarrel, argue, fight, friction, tension, rivalry, rival,
        compete, dispute, complain, complaint, blame, accuse, angry, anger, furious, upset, annoy,
        annoyed, annoying, frustrate, frustrated, frustrating, frustration, disappoint, disappointed,
        ashamed, shame, insult, insulted, offend, offended, humiliate, humiliated, mistrust, distrust,
        suspicion, suspicious, fear, afraid, doubt, despise, arrogant, arrogance, look down, look past,
        rude, bitterly, ignore, ignored, forget, forgotten, exclude, excluded, exclusion, refuse, refusal,
        reject, turn down, deny, forbid, forbidden, hide, hidden, withhold, secret, lie, steal, lack,
        missing, shortage, insufficient, inadequate, unable, unclear, confuse, confused, confusion,
        misunderstand, misunderstanding, chaos, chaotic, mess, duplicate, duplication, contradict,
        contradictory, incompatible, inconsistent, mismatch, gap, bureaucracy, bureaucratic, overload,
        overloaded, overstretch, overstretched, exhausted, burden, too much, too many, too few,
        too little, too big, too small, too long, too far, too late, unfortunately, sadly, instead of,
        behind our back, cannot, unfair, unequal, unwilling, reluctant, reluctantly, superfluous, unused,
        unread, unanswered, drawer, on paper, pretend, lose, lost, injure, injured, wound, wounded, kill,
        killed, dead, danger, dangerous, harm, suffer, unreliable, absurd, nonsense, regret, crisis,
        undermine, stall, resent, resentment, bypass, gossip, museum, shabby, not allowed, no answer,
        no reply, no idea, no clue, nothing came
    """),
    joined=_list("""
        same, the same, shared, share, common, joint, jointly, mutual, together, each other, one another,
        both, both of us, all of us, identical, single, agree, agreed, agreement, side by side,
        hand in hand, shoulder to shoulder, one team, like us, with us, alongside, match, complement,
        compatible, interoperable, alone
    """),
    parted=_list("""
        own, separate, separately, apart, isolated, different, differently, another, somebody else,
        someone else, themselves, their own, neither of, no one 's, nobody 's, theirs, ours, others,
        elsewhere, stovepipe, silo, fence, behind the fence, wall, twice
    """),
    change=_list("""
        since, since then, now, nowadays, today, from then on, from that week, after that, any more,
        anymore, no longer, finally, in the end, by now, until, became, become
    """),
    waiting=_list("""
        wait, week, month, delay, hour, day, signature, stamp, form, paperwork, annex, request,
        afterwards, then, only then, already, never came, not yet, still
    """),
    wish=_list("""
        would, should, could, ought, wish, hope, would like, 'd like, need to, must, had to, have to,
        supposed to, if
    """),
    rule=_list("""
        shall, may, answer to, consist, comprise, describe, ask, asked, varied, differ, tend, tended,
        is to, are to, responsible for, submit, weekly, daily, each evening, each day, every day, monday,
        tuesday, wednesday, thursday, friday, saturday, sunday, usually, mostly, normally
    """),
    negations=_list("""
        not, n't, never, no, nobody, nothing, none, neither, nor, hardly, barely, scarcely, seldom,
        rarely, without, lack, lack of, little, no one, cannot, zero, absence of, less, nowhere
    """),
    contrasts=_list("""
        but, although, though, however, yet, nevertheless, nonetheless, whereas, while, despite,
        in spite of, on the other hand, even so, all the same, only, otherwise, except, instead
    """),
    borders=_list("., ;, :, !, ?, ..., …, and, or, so, because, that, which, who, when, if").union({","}),
)

_FRENCH = ValenceWords(
    good=_list("""
        bon, bien, mieux, meilleur, excellent, parfait, parfaitement, formidable, magnifique, utile,
        précieux, efficace, fiable, professionnel, correct, poli, gentil, aimable, généreux, patient,
        juste, honnête, content, heureux, fier, ravi, satisfait, reconnaissant, confiance, respect,
        respecter, apprécier, admirer, aimer, remercier, aider, aide, soutenir, soutien, comprendre,
        marcher, fonctionner, réussir, réussite, succès, améliorer, résoudre, régler, ami, amitié, frère,
        famille, tout de suite, aussitôt, immédiatement, à temps, à l' avance, rapide, rapidement, facile,
        facilement, simple, clair, clairement, sourire, rire, volontaire, solide, fluide, chaleureux,
        sauver
    """),
    bad=_list("""
        mauvais, mal, pire, faible, difficile, difficulté, impossible, lent, lentement, tard, trop tard,
        retard, inutile, perdu, perdre, perte, échec, échouer, rater, problème, ennui, obstacle, bloquer,
        gêner, conflit, querelle, dispute, disputer, tension, rivalité, plainte, plaindre, reprocher,
        reproche, accuser, colère, fâché, énervé, frustrer, frustré, frustration, décevoir, déçu, honte,
        insulter, vexer, vexé, humilier, méfiance, méfier, soupçon, peur, craindre, douter, doute, mépris,
        mépriser, arrogant, arrogance, froidement, ignorer, oublier, exclure, exclusion, refuser, refus,
        rejeter, interdire, interdit, cacher, secret, mensonge, mentir, manque, manquer, pénurie,
        insuffisant, incapable, flou, confus, confusion, malentendu, chaos, désordre, doublon,
        contradictoire, incompatible, bureaucratie, paperasse, débordé, épuisé, trop, malheureusement,
        au lieu de, dans notre dos, tiroir, traîner, blessé, mort, danger, dangereux, souffrir, absurde,
        regretter, compliqué, bloqué, sur le papier
    """),
    joined=_list("""
        même, le même, la même, commun, conjoint, conjointement, mutuel, ensemble, l' un l' autre,
        les uns les autres, les deux, tous les deux, identique, unique, accord, d' accord, côte à côte,
        main dans la main, partager, avec nous, associer, compatible, complémentaire
    """),
    parted=_list("""
        propre, séparé, séparément, à part, isolé, différent, différemment, autre, quelqu'un d' autre,
        chacun, chacun pour soi, chez eux, ailleurs, seul, toute seule, tout seul
    """),
    change=_list(
        "depuis, maintenant, aujourd'hui, désormais, enfin, à la fin, ne plus, devenir, jusque, jusqu' à"
    ),
    waiting=_list("""
        attendre, attente, semaine, mois, délai, heure, jour, signature, tampon, formulaire, annexe,
        demande, ensuite, déjà, encore, toujours pas, pas encore, réunion
    """),
    wish=_list("falloir, il faudrait, devoir, pouvoir, souhaiter, espérer, si, aimerais, voudrais, faudrait"),
    rule=_list("""
        consister, comprendre, décrire, demander, varier, répondre de, chargé de, responsable de,
        hebdomadaire, quotidien, chaque jour, chaque semaine, lundi, mardi, mercredi, jeudi, vendredi,
        samedi, dimanche, généralement, normalement
    """),
    negations=_list(
        "ne, n', pas, jamais, rien, personne, aucun, aucune, ni, guère, non, sans, manque de, peu de, zéro"
    ),
    contrasts=_list("""
        mais, cependant, pourtant, toutefois, néanmoins, alors que, tandis que, bien que, quoique, malgré,
        par contre, en revanche, sauf, seulement, quand même, sinon, d' un autre côté
    """),
    borders=_list("., ;, :, !, ?, ..., …, et, ou, donc, parce, qui, que, quand, si").union({","}),
)

VALENCE_WORDS = {"en": _ENGLISH, "fr": _FRENCH}
"""By language; in any other, patterns and decisions alone speak."""
