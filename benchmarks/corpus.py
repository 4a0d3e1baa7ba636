"""A corpus of interviews made by a seeded script, with the word frequencies of natural English.

The words are common ones in order of frequency, drawn by Zipf's law; one in fifty comes from a long tail
of rarer forms, as in any text, and some sentences hold what people say in interviews about working together.

Example: python -m benchmarks.corpus --out /tmp/corpus --count 120 --words 8000
"""

import argparse
import random
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

SEED = 20190704

_WORDS = """
the to and of that a in it you was like for I is on have be with this they at as were but there what are
think not all do or had would just our if can about by which from one then an people when them some out
how has your more really because will very know time up those other lot see did their my going been any
its work get could also no way us go now me got where these first into years development make things two
good use look kind much plots say he back should new countries through maybe model most great here able
want feature over than human something who need said between must data only come being working useful
doing take sure important different after made thing came mean features many process part down support
find done his even trying why little question too put community actually help mission today wanted
country engineering went such point job before still efforts long understand off again every problem end
both same last talk system used next day probably thought suits worked flight analysis political area
course service looking information bit plot whole problems change using set anything fire history order
everything year call give ways interesting each importance three always may does military technical
building together better particular session might basically fact progress own big tool future questions
place team launch example especially another record developing under global try project tell value
called within started number suit hope once start real remember getting since points test role keep
enough thank during having side around few against based vehicle almost sense best couple special sort
social situation learned needed continue never experience operations case conflict high level without
already thinking found design feel resources view solution major management idea believe interactions
took impact towards show making action approach issues answer terms second challenges given everybody
full past public top possible ground hard move crew paint values interested reason weapons person
involved training interaction members mentioned far quite knew four issue non build areas told open
additional five line taken trade changes her operation programs unit looked bring coming become whatever
clear leadership several obviously concern means else current including him among effort talking makes
needs deal permanent further therefore itself least effective agreement small law business provide
somebody cannot particularly water conflicts environment resolution opportunity files ones sometimes
various lessons cases regional concerned position basic highlighting taking present comes huge ever
months common goes commitment challenge later step early stability developed technology learn large mind
happy rule measures certain established difference wish decisions forward life days seen am eventually
preservation report explain nothing everyone basis decision fully send yet successful ensure filter
individual difficult meeting less ask staff welcome old keeping doors hours collection recent brought
rest field happened policy felt necessary exploration interest often either matter week understanding
ago share helpful name career climate period regard beginning saying control cost definitely term
personnel financial serious attention vision floor fly whether research talked easy money organizations
fundamental beyond instances usually wonderful helped certainly add women rather ended cause pay type
models section learning saw appreciate held across themselves delegation meet light hand groups free
figure sorry turn became foreign close address absolutely upon lost until budget framework develop true
health amount inside comprehensive half create code seeing tasks sent application times capabilities
scatter low tried left biggest spent agencies per play task above strong result looks relationship away
main distribution lead finding obvious allow projects easier responsible materials positive accident
decided along million moving contribute requirements average greater hold longer context analyze third
institutions earlier variables engineers ideas legal applied soon super actual background critical jobs
access living built someone tough capture seems face independent putting search authority takes rankings
strengthen increase success heard conditions improve pressure ready activities complete determination
weeks promote tend highlight final mostly nation gave source goal document fifty kept enable follow fine
universal recovered solve heavy run correlation changed quality century love consider function separate
rules recently reasons specific series happen limited post places morning six tests contribution bad
highlighted focus actions procedures aspects plan damage range review heat objectives minutes
reliability structure feedback flying normal clean single lines components culture seemed similar threat
results risk touch care apply designed generation higher civil surface throughout achieved economy
limitations immediately material knowledge live agreed provided instead required aware storage benefits
room senior election solutions ourselves dry self population apart fit hands society stop related
perform significant product hopefully personal shape continued check paper majority tremendous deep form
total leading instance events honestly handle whose gets pain reference anybody former color analyzing
active sample entire fast objective essential lasting scope unable moment diversity ahead supports
planning perfect led capacity created ought purpose walls asked concept complex family says trust
aircraft mention subject hear decade benefit totally resolve custody fantastic screen size others key
cargo served confidence purposes available internal helping integrity cold policies truth advantage
affairs appropriate overall agree cut though forget complicated missions fall myself parts medical fair
operational completely date moved contract steps forth cultural sixth turned participate standard nature
teams effect response selected worry conclusion failure protect except energy computer select governance
awful objects flew anymore science dangerous directly typically coat amazing month balance determine
convinced gone increasing services offered lives potential perspective twenty constant outside providing
imagine differences happens essentially practice direct display behind performance priority necessarily
due story company request concerns growing shall limit fix truly destruction burned hearing improvements
boy base correct seem attitude determined employee painting offer stage entry realize immediate
happening sides actively companies supported lack words existing realized following forum asking spread
existence manner rate options describe investigation joint cover anniversary thousands unless influence
dealing methods millions leaders expensive expect literally surprised handled prediction facing list
speak exciting oversight target sounds retired standards unclear documentation pad short regions works
unique note reports conservation consensus awareness prevent difficulties highly structures running
requires education trained establish statement effectively simple proud discussions frankly showing
study natural body scale findings details territory preserve gives fairly distance partners promotion
affected struggle wrong piece fight shows believes allowed award night functions transition talks error
haven input unusual credibility known primarily hardware circumstances historic mass roll watching
architecture billion wide greatest pick positions generally slow begin honest variable calculate late
resource implement expertise faced strategy ideal aspect shared documents weight break levels poor
identify path reach explore enjoy bringing challenging relevant items observations reality represent
wants careful considered home activity effects numbers met engine previous bottom creating recognized
commercial serve physical death opinion stand recall historical reduction finish humanity decide
personally investment schedule calling easily processes pull safe advanced calls require chance examples
communication primary landing accordance promoting meant standing noticed experienced men hypothesis
ranking collections rolling alone weaknesses civilian multi meetings emphasize initial accept prevention
continuing acts ability deliver negotiation extent failures maintain familiar accomplish assume solid
include forms consequences stable ensuring track extend notice twice anxious instrument handling near
causing atmosphere memory uses operate decades telling quickly paid opposed shield outcome paying desire
sources front strongly residual demonstrate worth party writing focused road establishing documented
testing respond glad opportunities score tree expected production land original bare account
participating status reconstructed sitting starting upper composite character capability secure gotten
wore somewhere lose industry approaches constantly received root consistent matters speaking fear hit
detail showed prior nor views manage technological exist efficient signed remarkable seriously dream won
layer wait helps larger contact shown sign read requests addition direction transfer duty originally
initially watch missing flow recovery leave media refer forty square bigger separation generations
advance tools chain lesson occasionally trend pursue concepts closely emergency bin predictions curious
black remove realistic fail changing era skin assignment orbit negative attempt overcome flights rank
minute driven supplies stands contributions layers filed airplanes orbital specifically powerful
realities includes plans grateful opening presence ongoing holding industrial avoid possibly spending
confident pass eight method female tension charge location began foundation criteria demands predecessor
willing sensitive functional represented laid individuals prepared seven experts tomorrow highest mixed
miss priorities pieces normally investigate beings discussion tragic pattern stay compensation largest
fifth demonstrated followed alternative setting condition friendly techniques competing feet verify
marginal physically worried launched depends hundreds added enjoyed mix pulled depending percent
stakeholders leaving affect technically reading classified societies communicate suppose boards opened
stabilize involvement predicted brightest husband save trends equally feeling instruments component
broken assigned neighborhood astronauts robots validation print excited technicians addressing persons
faith consideration relief politics assist pre experiences placed occasion successfully possibility
danger doubt motivated zone organized markets privilege sending sharing driving losing associated
improvement inter extremely practical grave occurred units loss realization discipline gather provisions
entered currently volume giving destroyed assure brilliant mistakes choice carry tackle joined skills
eye catch promise risks cross adding chemical operating drawing shocked safely submitted option stress
turns errors harder table market fuel kinds efficiency loved knowing presented attack innovative
maintaining vast invented suddenly segment transferred chart simply external substantial draft stood
yourself pure segments plane art hidden tells talent precisely brief carefully busy hang sorts pilot
smart null impacts awesome stepped excellence satellite export thirty decisive addressed eyes suggest
push online pulling book engines mile scores preparation curve mover charts painted offices homes
reaction preserving robust stages extreme fascinating programming plastics burnt rolled disciplines
probability email appraised descriptions ran extraction registry accepted becoming adequate multiple
structural improved friends participated draw funds cycle mechanism contributing acceptable rivalry
closer carried connection thoughts waiting age treatment entirely dependent safer satisfied shift
answers detailed elected populations proposed income regular prove protocols local fresh meaning green
reduce cutting failed significantly removed fourth meaningful lift medium necessity inclusive
implemented summer concluded gap compliance language intention impossible healthy overwhelming joining
regulations deterioration expand equipment prices spots closed institutional courage gross generating
dollar compromise fiftieth assumed duties cultures sad correctly neither suffered conducted briefly
engaged negotiated stated signing covered gun dedicated resolved spend supposed solving becomes properly
lacking knows extra referred virtue ends sake traditional onto compare buy separated presentation brings
strength finished hide title map traffic mainly minority improving starts machine comfortable shelf
exploring throw somehow straight lived double procedure devoted conclude branches walk loan wanting
buildings theme verification wise factors balanced walked summary wound wood load listening box
monitoring studies succeed exposure evening behavior median bought luck operators axis dismissed surgery
daily amounts hundred capable employees cleaning ascent radius tasked analysts powder kin dimensional
label stored intuition figured kids turning maintained sessions object news anyone door sixty greatly
complexity born otherwise reasonable word serving construction factor launching advancing stabilization
believed below shortly heritage defined ultimately contacts partial gravity saved valuable expanded
inevitably credible frame founding obstacles timely reducing witnessed limitation transport weakness
managing pursuit measure abuse remind fitting controlled types welcomed guidance declared prepare caught
returned quick marked negotiating sufficient outer depend emphasis discuss count slowly forest sit zero
transparent restrictions requirement integrated dynamic property proof occasions funding worst relate
wealth element strategies lay notion appraisal mistake adjust flag identifying practices obligation
strive raise goods virtually tied perfectly understands somewhat vehicles claim according speed
facilities whereas automatically reporting dimensions severe discharge weak killed anywhere standpoint
concentration proved possibilities receive choose technologies wake concentrate responding wipe
blueprint cuts empty listen strange undertaking rates ours thousand gift temperature impressed
dedication appear pride promising exists demonstration realizing generate preserved considering output
wind navigation miles unknown thinks partially guide absolute replace depth outcomes houses pockets
harassment products scientific solved exception worthy oldest version sat impacted reconstruct honorable
convey latest repeat largely recommended understood competence text definition aftermath marks rationale
write funded walking estimate pictures predict decreasing discrepancies conversations elsewhere sub
variety ownership bulk dispose drives slightly hospital injury spot collect cleaner directives exact
windows rays liked scientists proper reflects competition picture attached frequently raw variance
calculations switch comparing staffing brush tremendously odd bar names awards summarize wear remaining
win fragile assuming struck colleague feels picking soliloquy smell rear edges bell technique workforce
film spraying knife alternate
"""

VOCABULARY = _WORDS.split()

# Two thirds hold what the shipped codebook looks for, one third nearly does.
PHRASES = [
    "we lent them fuel",
    "the spare parts never arrived",
    "they did not share any information with us",
    "our workshop repaired their vehicles",
    "nobody told us who was in charge",
    "the mandate was not clear to us",
    "we borrowed diesel from the engineers",
    "they have their own chain of command",
    "the reports were never read by ASIFU",
    "FHQ had another priority",
    "we trusted the officers of Sector North",
    "there was a real language barrier",
    "the rotation was every four months",
    "they refused to fly at night",
    "national caveats made it hard",
    "we had no common plan",
    "liaison officers solved most of it",
    "the civilians and the military never met",
    "the network was not compatible",
    "we shared one database",
    "our soldiers were well trained",
    "the force headquarters asked for the same thing twice",
    "they do not talk to each other",
    "good cooperation with the police",
    "we never left the camp",
    "the helicopters could not take off",
    "procurement took six months",
    "we ran out of water",
    "the food was good",
    "it was about the weather",
    "my family was at home",
    "I read the papers in the evening",
    "the tents were hot",
    "we shared a joke",
    "he lost his number",
    "the market was closed",
]

QUESTIONS = ["how", "what", "could you say", "why", "when", "and then", "who", "do you think"]

_STEMS = ["lar", "mon", "tri", "ves", "kor", "pal", "dun", "fer", "gos", "min", "tab", "sel", "rov", "hax"]
_ENDS = ["ation", "ed", "ing", "s", "er", "ity", "al", "ment", "ist", "o", "a", "i"]


def make_transcripts(count: int, words: int, seed: int = SEED) -> list[tuple[str, str]]:
    """Name and text of each transcript, about ``words`` words long; the same for the same seed."""
    return list(each_transcript(count, words, seed))


def each_transcript(count: int, words: int, seed: int = SEED) -> Iterator[tuple[str, str]]:
    """The same one at a time, for corpora larger than memory."""
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(VOCABULARY))))
    for number in range(count):
        rng = random.Random(f"{seed}/{number}")  # each transcript is the same however many are made
        yield f"interview-{number + 1:04d}", _transcript(rng, words, weights)


def _transcript(rng: random.Random, words: int, weights: list[float]) -> str:
    turns: list[str] = []
    written = 0
    while written < words:
        question = _sentence(rng, weights, start=rng.choice(QUESTIONS), end="?")
        answer = " ".join(_sentence(rng, weights) for _ in range(rng.choice([1, 2, 3, 4, 4, 5, 6, 8, 12])))
        turns += [f"Interviewer: {question}", f"Respondent: {answer}"]
        written += len(question.split()) + len(answer.split()) + 2
    return "\n\n".join(turns) + "\n"


def _sentence(rng: random.Random, weights: list[float], *, start: str = "", end: str = ".") -> str:
    words = rng.choices(VOCABULARY, cum_weights=weights, k=min(45, 4 + int(rng.expovariate(1 / 11))))
    for place in range(len(words)):
        if rng.random() < 0.02:
            words[place] = rng.choice(_STEMS) + rng.choice(_STEMS) + rng.choice(_ENDS)
        elif rng.random() < 0.06:
            words[place] += ","
    if rng.random() < 0.12:
        words.insert(rng.randrange(len(words)), rng.choice(PHRASES) + ",")
    text = " ".join([start, *words] if start else words)
    return text[0].upper() + text[1:].rstrip(",") + end


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a corpus of interviews as text files.")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--count", type=int, default=120)
    parser.add_argument("--words", type=int, default=8000)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for name, text in each_transcript(options.count, options.words, options.seed):
        (options.out / f"{name}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
