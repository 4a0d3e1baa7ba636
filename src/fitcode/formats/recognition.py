"""Recognition: what a file is, by what stands in it; its name is only believed where content is silent.

A file that can never be a transcript is refused here, by what it is and with what would help.
"""

import re
import zipfile
from pathlib import Path

from fitcode.errors import UnreadableFile
from fitcode.formats.archive import OLE_MAGIC, ZIP_MAGIC
from fitcode.formats.encoding import refuse_binary
from fitcode.formats.refusals import DAMAGED, PASSWORD, refusal

_HEAD = 1 << 13
_UTF16 = (b"\xff\xfe", b"\xfe\xff")

_SRT = re.compile(rb"(?:\xef\xbb\xbf)?\s*\d+\s*\r?\n\d{1,2}:\d{2}:\d{2}[,.]\d{3}\s*-->")
_HTML = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html\b)", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\b", re.IGNORECASE)

_RECORDING = ("is a recording, not a transcript", "Ingest its transcript instead (txt, docx, vtt, srt ...).")
_PICTURE = ("is a picture, not a transcript", "Run text recognition on it and ingest the text.")
_ARCHIVE = ("is an archive", "Unpack it and ingest the files in it.")
_SPREADSHEET = ("is a spreadsheet of a kind that is not read", "Save it as .xlsx or .csv.")
_DOCUMENT = ("is a document of a kind that is not read", "Save it as .docx, .odt or .txt.")
_PROJECT = (
    "is another program's project file, not a transcript",
    "Export the transcripts from that program.",
)
_WEB_PAGE = ("is a web page", "Save its text as .txt or .docx.")

_APPLIED = (
    "is a YAML file, not a transcript",
    "Codebooks go to 'fitcode codebook apply', components to 'fitcode components apply'.",
)
_CODINGS = (
    "holds JSON lines, not a transcript",
    "Codings go to 'fitcode codings add --stdin'; a transcript in JSON is named .json.",
)
_TTML = ("is a TTML caption file, which is not read", "Convert it to SRT or WebVTT.")

_UNREAD = {
    "mp3 wav m4a aac ogg oga flac wma opus aiff amr": _RECORDING,
    "mp4 mov avi mkv webm wmv m4v mpg mpeg": _RECORDING,
    "png jpg jpeg gif tif tiff bmp heic webp svg psd": _PICTURE,
    "zip 7z rar gz tar tgz bz2 xz": _ARCHIVE,
    "xls xlsb ods numbers sav dta sas7bdat rda rds parquet": _SPREADSHEET,
    "doc dot wpd wps sxw pages tex epub fodt ppt pptx odp key": _DOCUMENT,
    "qdpx qde nvp nvpx atlproj atlproj9 hpr7 hpr8 mx18 mx20 mx22 mx24 mex22 qda": _PROJECT,
    "html htm xhtml mht mhtml": _WEB_PAGE,
    "eaf": ("is an ELAN file; ELAN .eaf files are not read", "Export it as text or SRT from ELAN."),
    "textgrid": ("is a Praat TextGrid, which is not read", "Save its tier as text."),
    "cha": ("is a CHAT transcript of CLAN, which is not read", "Convert it to SRT or text."),
    "trs": ("is a Transcriber file, which is not read", "Export it as text."),
    "exb": ("is an EXMARaLDA file, which is not read", "Export it as text."),
    "xml": ("is an XML file, which is not read", "Export it as text, docx or SRT from its program."),
    "yaml yml": _APPLIED,
    "jsonl": _CODINGS,
    "toml": ("holds settings, not a transcript", ""),
    "db sqlite": ("is a database, not a transcript", ""),
    "ttml dfxp": _TTML,
    "ass ssa sub": ("is a caption file of a kind that is not read", "Convert it to SRT or WebVTT."),
}
_BY_EXTENSION = {extension: why for extensions, why in _UNREAD.items() for extension in extensions.split()}
"""Extensions that are not read, with what such a file is and what helps."""


def content_kind(path: Path) -> str | None:
    """docx, xlsx, odt, pdf, rtf, vtt or srt by content; None for other text; refused when it is neither."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise refusal(path, "is empty")
    if head.startswith(ZIP_MAGIC):
        return _zip_kind(path)
    if head.startswith(OLE_MAGIC):
        raise _ole_refusal(path)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    refuse_binary(head, name=path.name)
    return _text_kind(path, head)


def _text_kind(path: Path, head: bytes) -> str | None:
    """Captions told from other text; web pages and XML refused."""
    marked = head.startswith(_UTF16)
    start = head.decode("utf-16", errors="ignore").encode("utf-8", "replace") if marked else head
    if start.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT"):
        return "vtt"
    if _SRT.match(start):
        return "srt"
    if _HTML.match(_COMMENT.sub(b"", start)):
        raise refusal(path, _WEB_PAGE[0], remedy=_WEB_PAGE[1])
    if b"<ANNOTATION_DOCUMENT" in start:
        raise refusal_by_extension(path, "eaf")
    if _XML.match(start):
        raise refusal_by_extension(path, "xml")
    return None


def _zip_kind(path: Path) -> str:
    """Which document a zip file is; anything else in a zip is refused by what it is."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            declared = archive.read("mimetype")[:200] if "mimetype" in names else b""
    except Exception as error:  # zipfile raises a dozen kinds for a damaged file
        raise refusal(path, DAMAGED, detail=str(error)) from error
    if declared.startswith(b"application/vnd.oasis.opendocument.text"):
        return "odt"
    for beginning, kind in (("word/", "docx"), ("xl/", "xlsx")):
        if "[Content_Types].xml" in names and any(name.startswith(beginning) for name in names):
            return kind
    if "content.xml" in names and not declared:
        return "odt"
    raise _archive_refusal(path, names, declared)


def _archive_refusal(path: Path, names: list[str], declared: bytes) -> UnreadableFile:
    if declared.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return refusal(path, "is an OpenDocument spreadsheet", remedy="Save it as .xlsx or .csv.")
    if declared.startswith((b"application/vnd.oasis", b"application/epub")) or "[Content_Types].xml" in names:
        return refusal(path, _DOCUMENT[0], remedy=_DOCUMENT[1])
    if any(name.lower().endswith(".qde") for name in names):
        return refusal(path, "is a REFI-QDA project, not a transcript", remedy=_PROJECT[1])
    if any(name.endswith(".iwa") for name in names):
        return refusal(path, "is an iWork document", remedy="Export it as .docx from Pages.")
    return refusal(path, "is a zip archive", remedy=_ARCHIVE[1])


def _ole_refusal(path: Path) -> UnreadableFile:
    """Old Office files and encrypted new ones share a container; its stream names tell them apart."""
    with path.open("rb") as file:
        data = file.read(20_000_000)
    streams = {
        "EncryptedPackage": (PASSWORD, ""),
        "WordDocument": (
            "is an old Word document (.doc)",
            "Open it in a word processor and save it as .docx.",
        ),
        "Workbook": ("is an old Excel workbook (.xls)", "Save it as .xlsx or .csv."),
        "PowerPoint Document": ("is a PowerPoint presentation", "Save its notes as text."),
        "__substg1.0_": ("is an Outlook message", "Save it as text."),
    }
    for stream, (reason, remedy) in streams.items():
        if stream.encode("utf-16-le") in data:
            return refusal(path, reason, remedy=remedy)
    return refusal(path, "is an old or damaged Office file", remedy="Save it as .docx or .xlsx.")


def refusal_by_extension(path: Path, extension: str) -> UnreadableFile:
    """Why files of this extension are not read."""
    reason, remedy = _BY_EXTENSION.get(
        extension,
        (
            f"has the extension .{extension}, which is not known" if extension else "has no extension",
            "If it is plain text, rename it to .txt or name its reader: --reader plain.",
        ),
    )
    return refusal(path, reason, remedy=remedy)
