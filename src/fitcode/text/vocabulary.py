"""The words that the rules for speakers know: role words, keys of headers, words that begin prose.

Lists only; what they mean for a line is decided in ``labels.py``. All are casefolded.
"""


def _words(lines: str) -> frozenset[str]:
    return frozenset(lines.split())


INTERVIEWER_WORDS = _words(
    """
    interviewer interviewers interviewer(s) int intv iv ir i q question researcher investigator enquêteur
    enquêtrice enqueteur enquetrice intervieweur intervieweuse chercheur chercheuse entrevistador
    entrevistadora investigador investigadora pregunta pergunta pesquisador pesquisadora interviewerin
    fragesteller fragestellerin forscher forscherin frage vraag onderzoeker onderzoekster interviewster
    intervjuer intervjuare haastattelija intervistatore intervistatrice domanda badacz pytanie görüşmeci
    soru интервьюер исследователь вопрос инт и в
    інтерв'юер дослідник питання المحاور المحاورة الباحث الباحثة سؤال
    السؤال س مصاحبه‌گر 采访者 采访人 访谈者 访谈员 问 採訪者 訪談者 問 聞き手 インタビュアー 질문 면담자 면접자
    """
)

MODERATOR_WORDS = _words(
    """
    moderator moderators mod facilitator facilitators fac chair chairman chairwoman chairperson host
    modérateur modératrice moderateur animateur animatrice facilitateur facilitatrice moderador moderadora
    facilitador facilitadora moderatorin gesprächsleiter gesprächsleiterin gespreksleider moderatore
    moderatrice модератор ведущий ведущая الميسر الميسرة المنسق 主持人 司会 사회자
    """
)

RESPONDENT_WORDS = _words(
    """
    respondent participant interviewee informant resp part a answer r p répondant répondante participante
    enquêté enquêtée interviewé interviewée réponse informateur informatrice entrevistado entrevistada
    participantes encuestado encuestada respuesta resposta informante befragter befragte interviewter
    interviewte teilnehmer teilnehmerin antwort auskunftsperson deelnemer deelneemster geïnterviewde
    antwoord respondente intervistato intervistata risposta partecipante badany badana odpowiedź katılımcı
    cevap респондент респондентка участник участница ответ респ р о
    респондентка учасник відповідь المشارك المشاركة
    المبحوث المبحوثة المستجيب المستجيبة جواب الجواب ج 受访者 被访者 被采访者 答 受訪者 回答者
    응답자 참가자 답변
    """
)

VOICE_WORDS = _words(
    """
    speaker unknown unidentified voice male female man woman spk everyone all group several both
    translator interpreter locuteur locutrice intervenant intervenante orateur inconnu interprète
    traducteur traductrice sprecher sprecherin unbekannt dolmetscher dolmetscherin spreker onbekend tolk
    hablante desconocido desconocida intérprete orador oradora falante спикер говорящий переводчик المتحدث
    المترجم المترجمة 说话人 发言人 翻译 話者 화자
    """
)
"""Labels that programs and typists give to voices without names: surely labels, of no kind."""

METADATA_KEYS = frozenset(
    key.replace("_", " ")
    for key in _words(
        """
        title subtitle kind type format language languages case case_id code id interview_id file filename
        file_name source component mission role function position rank unit branch post posting
        appointment contingent organisation organization institution affiliation employer department
        section sector battalion brigade company nationality country gender sex age birth_year
        year_of_birth education rotation tour deployment deployed period dates years_of_service experience
        date day time duration length start end start_time end_time place location venue site city camp
        setting context via medium channel interview interviews interview_with interview_number
        interview_no interview_date interview_place date_of_interview place_of_interview number no ref
        reference subject topic topics theme themes recording recorded recording_date recorded_by audio
        video tape transcript transcription transcribed transcribed_by transcriber transcription_date
        translated_by checked_by reviewed_by author authors editor present attendees attendance consent
        confidentiality anonymised anonymized pseudonym pseudonymised synthetic status version project
        study keywords key_words summary abstract description introduction background objective objectives
        purpose note notes nb n.b ps p.s remark remarks comment comments observation observations
        conclusion conclusions recommendation recommendations finding findings example examples e.g i.e
        step figure fig table box chart map photo appendix annex chapter part section_title page pages
        line lines see cf warning caution important attention reminder tip hint legend key agenda item
        items action actions decision decisions point points option options cc bcc to from re subject_line
        sent received dear email e-mail mail tel telephone phone fax mobile address website web url uri
        link http https ftp www mailto doi isbn copyright licence license total percentage result results
        update edit titre sous-titre langue cas code_cas fichier composante fonction grade unité
        nationalité pays genre sexe âge rotation lieu durée heure entretien entretien_avec numéro sujet
        thème enregistrement transcription_par projet étude mots-clés résumé remarque remarques exemple
        exemples étape tableau annexe chapitre objet adresse courriel téléphone pièce_jointe synthétique
        contexte titel sprache datei quelle funktion dienstgrad einheit nationalität land geschlecht alter
        ort dauer uhrzeit datum thema aufnahme transkription projekt studie hinweis anmerkung bemerkung
        beispiel kapitel tabelle abbildung taal bestand bron functie rang eenheid nationaliteit geslacht
        leeftijd plaats locatie duur tijd onderwerp opname opmerking noot voorbeeld hoofdstuk tabel título
        idioma archivo fuente función rango unidad nacionalidad país género sexo edad lugar duración hora
        fecha tema grabación proyecto estudio nota notas ejemplo capítulo tabla resumen дата место время
        тема примечание язык проект звание должность التاريخ المكان الموضوع ملاحظة اللغة
        日期 地点 时间 主题 备注 注 语言
        """
    )
)
"""Keys of headers, and words before a colon that prose uses: never speakers, whatever follows them."""

PROSE_STARTERS = _words(
    """
    the this that these those there here it its it's he she they we you i'm i've i'd i'll we're we've
    they're he's she's you're that's there's my our your his her their an and but or nor so yet then
    because since while although though if unless until when whenever where wherever why how what which
    who whom whose as at by for from in into of off on onto out over to under up upon with within without
    about above across after against along among around before behind below beneath beside between beyond
    during despite except near per regarding through throughout toward towards via first firstly second
    secondly third thirdly finally lastly next also again still just only even maybe perhaps however
    therefore thus hence moreover furthermore meanwhile otherwise instead indeed actually basically well
    yes no yeah okay ok oh ah um uh hmm like now today yesterday tomorrow once one two three four five six
    some any each every many much more most other another such same both all not never always often
    sometimes please thanks thank is are was were be been being am do does did have has had can could will
    would shall should must might say said says let let's remember imagine consider given regardless le la
    les un une des du de et mais ou donc or ni car si quand où pourquoi comment que qui quoi dont ce cet
    cette ces c'est il elle ils elles nous vous je j'ai on mon ma mes notre nos votre vos son sa ses leur
    leurs dans par pour sur sous avec sans entre vers chez puis alors ensuite enfin aussi voilà oui non
    bon bien ben der die das ein eine einer eines und aber oder denn weil wenn wann wo warum wie was wer
    ich du er sie es wir ihr mein unser also dann ja nein auch noch nur de het een en maar of want omdat
    als wanneer waar waarom hoe wat wie ik jij hij zij wij dus dan ook nog ja nee el los las unos unas y
    pero o porque cuando donde cómo qué quién yo tú él ella nosotros ellos sí entonces и а но или если
    когда где почему как что кто это я ты он она мы вы они да нет
    """
)
"""Words that no label begins with, unless it is a role or stands there again and again."""

NAME_PARTICLES = _words(
    """
    de da do dos das del della di du des la le les lo van von der den ten ter te zu zum zur af av el al ul
    ibn bin bint abu ould and und et en y e of the for & / - –
    """
)
"""Words that names and titles hold in lower case."""

SURNAME_PARTICLES = _words(
    """
    de da das do dos del della di du des la le les lo der den el al
    """
)
"""Of these, the ones that surnames begin with and prose does as well."""

GIVEN_NAMES = _words(
    """
    ben dan des jo les per sy will
    """
)
"""Names that would be prose if a second word followed them."""

FORENAMES = _words(
    """
    ben dan jo sy will
    """
)
"""Of these, the ones that are forenames when a second capital follows: ``Dan Mora``, not ``Les Causes``."""

OFFICES = _words(
    """
    witness court chair chairman chairwoman chairperson president clerk reporter judge
    """
)
"""Who is called by an office with an article before it: ``THE WITNESS``, ``The Chairman``."""

NOT_NAMES = _words(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march july september october
    november december
    """
)
"""Capitalised words that are not people."""
