"""What the words of RTF mean: destinations that hold no talk, characters, and code pages.

From the Rich Text Format specification 1.9.1; only words that change the text are here.
"""

CHARACTERS = {
    "tab": "\t",
    "line": "\n",
    "lbr": "\n",
    "emdash": "\u2014",
    "endash": "\u2013",
    "emspace": "\u2003",
    "enspace": "\u2002",
    "qmspace": "\u2005",
    "bullet": "\u2022",
    "lquote": "\u2018",
    "rquote": "\u2019",
    "ldblquote": "\u201c",
    "rdblquote": "\u201d",
    "zwj": "\u200d",
    "zwnj": "\u200c",
    "ltrmark": "\u200e",
    "rtlmark": "\u200f",
}

SYMBOLS = {"~": "\u00a0", "_": "-", "-": "", "{": "{", "}": "}", "\\": "\\", ":": "", "|": ""}
"""Backslash and a sign; an optional hyphen shows only where a line breaks, so it is left out."""

COUNTED = {
    "header": "header", "headerl": "header", "headerr": "header", "headerf": "header",
    "footer": "footer", "footerl": "footer", "footerr": "footer", "footerf": "footer",
    "footnote": "footnote", "annotation": "comment", "pict": "picture",
}  # fmt: skip
"""Destinations that are left out, and the word under which a note counts them."""

_LEFT_OUT = """
    fonttbl colortbl stylesheet info listtable listoverridetable listtext pntext pntxta pntxtb
    filetbl revtbl rsidtbl fldinst nonshppict shprslt objdata objclass objname objalias objsect xe
    rxe tc ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn sp sn sv nonesttables formfield datafield
    bkmkstart bkmkend atnid atnauthor template themedata colorschememapping latentstyles datastore
    generator upr private fontemb falt panose title author operator company keywords subject doccomm
    manager category hlinkbase
"""
LEFT_OUT = frozenset(_LEFT_OUT.split())
"""Destinations without talk: tables of fonts and styles, field codes, list numbers, fallbacks."""

LOOKED_THROUGH = frozenset(("shpinst", "shptxt", "shppict", "do", "dptxbxtext", "ud", "fldrslt", "shpgrp"))
"""Starred destinations that hold text or pictures all the same."""

CODE_PAGES = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "cp936", 136: "cp950",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
"""``\\fcharset`` of a font to the code page of its bytes."""

DOUBLE_BYTE = frozenset(("cp932", "cp949", "johab", "cp936", "cp950"))
