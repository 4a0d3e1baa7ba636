import codecs
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.errors import UnreadableFile
from fitcode.formats import encoding
from fitcode.formats.encoding import decode_text, read_bounded

FRENCH = (
    "Interviewer : Où étiez-vous déployé ?\n"
    "Capitaine : À Gao, près de la piste d’atterrissage. L’été y est chaud.\n"
)
ENGLISH = "Dan: It’s the mission’s mandate – “robust” they said.\nParticipant: We didn’t get spare parts.\n"
POLISH = "Pytanie: Jak było? Odpowiedź: Trudno, brakowało części zamiennych i żołnierze źle spali.\n"
RUSSIAN = "Интервьюер: Как прошла миссия? Офицер: Нормально, но топлива не хватало.\n"
ARABIC = "المحاور: كيف كانت المهمة؟ الضابط: كانت صعبة ولم يكن لدينا وقود.\n"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        *((FRENCH, page) for page in ("cp1252", "mac_roman")),
        (FRENCH.replace("’", "'"), "latin_1"),
        (FRENCH.replace("’", "'"), "cp850"),
        (ENGLISH, "cp1252"),
        (ENGLISH, "mac_roman"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859_2"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (RUSSIAN, "iso8859_5"),
        (ARABIC, "cp1256"),
    ],
)
@pytest.mark.parametrize("times", [1, 20])
def test_code_pages_come_out_right_and_the_guess_is_owned_up_to(text, written, times):
    decoded = decode_text((text * times).encode(written), name="a.txt")

    assert decoded.text == text * times
    assert len(decoded.notes) == 1
    assert decoded.notes[0].startswith("The encoding was guessed: ")
    assert "save the file as UTF-8" in decoded.notes[0]


@pytest.mark.parametrize("written", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_that_says_so_needs_no_note(written):
    decoded = decode_text((FRENCH + ARABIC).encode(written), name="a.txt")

    assert decoded == (FRENCH + ARABIC, written, ())


@pytest.mark.parametrize("written", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [FRENCH, ARABIC, "采访者：你好吗？\n受访者：我很好。\n"])
def test_unicode_without_a_mark_is_recognised_and_noted(written, text):
    decoded = decode_text(text.encode(written), name="a.txt")

    assert (decoded.text, decoded.encoding) == (text, written)
    assert "without a byte order mark" in decoded.notes[0]


def test_utf_8_needs_no_guessing_library():
    import subprocess
    import sys

    code = (
        "import sys; from fitcode.formats.encoding import decode_text; decode_text('été'.encode(), name='a');"
        "sys.exit('charset_normalizer' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_mixed_encodings_keep_every_line_with_a_note():
    data = "Où étiez-vous ?\nà Gao\n".encode() + "déployé là-bas".encode("cp1252")

    decoded = decode_text(data, name="a.txt")

    assert decoded.text == "Où étiez-vous ?\nà Gao\ndéployé là-bas"
    assert "Mixed encodings" in decoded.notes[0]
    assert "1 line " in decoded.notes[0]


def test_a_truncated_utf_16_file_says_that_it_is_damaged():
    decoded = decode_text("Où étiez-vous ?".encode("utf-16")[:-1], name="a.txt")

    assert decoded.text.startswith("Où étiez-vous")
    assert "damaged" in decoded.notes[0]


def test_a_few_stray_nuls_are_left_out_with_a_note():
    decoded = decode_text(b"Dan: hello\x00 there, how are you?\x00", name="a.txt")

    assert decoded.text == "Dan: hello there, how are you?"
    assert "2 NUL bytes" in decoded.notes[0]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (codecs.BOM_UTF8, "is empty"),
        (b"\x00" * 5_000, "nothing but NUL"),
        (b"a\x00\x01\x02\x00\x00\x05\x00b\x00\x00\x00" * 50, "is not text"),
        (bytes(range(1, 32)) * 20, "control characters"),
        (b"PK\x03\x04rest", "zip archive"),
        (b"%PDF-1.7 rest", "PDF"),
        (b"\x89PNG\r\n\x1a\nrest", "picture"),
        (b"\xff\xd8\xff\xe0rest", "picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "office document"),
        (b"\x00\x05\x16\x07\x00\x02", "macOS"),
        (b"\x00\x00\x00\x20ftypmp42", "MP4"),
        (b"\x1f\x8b\x08rest", "gzip"),
    ],
)
def test_what_is_no_text_is_refused_for_what_it_is(data, reason):
    with pytest.raises(UnreadableFile, match=reason) as refused:
        decode_text(data, name="odd.txt")

    assert refused.value.problem.startswith("odd.txt ")


def test_a_file_past_the_bound_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(encoding, "MAX_BYTES", 10)
    path = tmp_path / "long.txt"
    path.write_bytes(b"a" * 11)

    with pytest.raises(UnreadableFile, match=r"long\.txt has .* MB, more than"):
        read_bounded(path)
    with pytest.raises(UnreadableFile, match="more than"):
        decode_text(b"a" * 11, name="long.txt")


def test_a_file_that_is_gone_is_named_with_the_reason(tmp_path):
    with pytest.raises(UnreadableFile, match=r"gone\.txt cannot be opened: No such file"):
        read_bounded(tmp_path / "gone.txt")


@given(
    st.binary(min_size=1, max_size=600)
    | st.text(min_size=1).map(lambda text: text.encode("cp1252", "replace"))
)
def test_any_bytes_are_text_or_refused(data):
    try:
        decoded = decode_text(data, name="x.txt")
    except UnreadableFile:
        return
    try:
        is_utf_8 = data.decode("utf-8") is not None
    except UnicodeDecodeError:
        is_utf_8 = False
    assert is_utf_8 or decoded.notes or decoded.encoding.startswith("utf-")


@given(st.text(min_size=1, max_size=300).filter(lambda text: "\x00" not in text and text.strip()))
def test_utf_8_round_trips(text):
    data = text.encode()
    try:
        decoded = decode_text(data, name="x.txt")
    except UnreadableFile:
        return
    assert decoded.text == text.removeprefix("\ufeff") or "\x1b$" in text


EXPECTED_SAMPLES = {
    "sample-arabic-1.txt": ("cp1256", "بالموازاة مع ذلك"),
    "sample-arabic.txt": ("utf-8", "بالموازاة مع ذلك"),
    "sample-bulgarian.txt": ("utf-8", "има право на образование"),
    "sample-chinese.txt": ("big5", "維基大典"),
    "sample-english.bom.txt": ("utf-8-sig", "About 2 months ago"),
    "sample-french-1.txt": ("cp1252", "JEAN-BAPTISTE POQUELIN MOLIÈRE"),
    "sample-french.txt": ("utf-8", "JEAN-BAPTISTE POQUELIN MOLIÈRE"),
    "sample-greek-2.txt": ("cp1253", "Η ελληνική αποτελεί τη μητρική γλώσσα"),
    "sample-greek.txt": ("cp1253", "Η ελληνική αποτελεί τη μητρική γλώσσα"),
    "sample-hebrew-2.txt": ("cp1255", "אין כמעט ניבים אזוריים"),
    "sample-hebrew-3.txt": ("cp1255", "אין כמעט ניבים אזוריים"),
    "sample-korean.txt": ("cp949", "역사적 예수 연구자들은"),
    "sample-polish.txt": ("utf-8", "URZĄDZENIE: PANEL"),
    "sample-russian-2.txt": ("utf-8", "В гимназии он не был"),
    "sample-russian-3.txt": ("utf-8", "столица России"),
    "sample-russian.txt": ("mac_cyrillic", "В гимназии он не был"),
    "sample-spanish.txt": ("utf-8", "En el principio creó Dios los cielos"),
    "sample-turkish.txt": ("cp1254", "İstanbul, Türkiye'nin en kalabalık"),
}


@pytest.mark.real_data
def test_the_published_samples_come_out_in_their_own_script(shared_data):
    folder = shared_data / "formats" / "charset_samples"
    found = {path.name: decode_text(path.read_bytes(), name=path.name) for path in folder.glob("*.txt")}

    assert {name: decoded.encoding for name, decoded in found.items()} == {
        name: written for name, (written, _) in EXPECTED_SAMPLES.items()
    }
    assert [name for name, decoded in found.items() if EXPECTED_SAMPLES[name][1] not in decoded.text] == []
    assert {name for name, decoded in found.items() if not decoded.notes} == {
        name for name, (written, _) in EXPECTED_SAMPLES.items() if written.startswith("utf-8")
    }
    assert zlib.crc32(found["sample-french-1.txt"].text.encode()) == zlib.crc32(
        found["sample-french.txt"].text.encode()
    )
