"""Text files: encodings, marks of order, line ends, quotes, sizes, and other files called CSV."""

from __future__ import annotations

from hostile_case import PLAIN, Accepted, Hostile, Refused, accepted, made
from hostile_makers import ROWS, csv_of, quoted, with_unit, with_x, xlsx_of

NAMES = ["北京", "天津", "河北", "山西", "辽宁", "吉林"]
CHINESE = csv_of([ROWS[0], *([name, *row[1:]] for name, row in zip(NAMES, ROWS[1:], strict=True))])
IN_CHINESE = dict(zip(NAMES, PLAIN.values(), strict=True))
TRADITIONAL = csv_of(with_unit("臺灣"))
WESTERN = csv_of(with_unit("Région"))
PLAIN_TEXT = csv_of()
WIDE = 1_000_000


def renamed(unit: str, said: str = "") -> Accepted:
    """Unit C under another name."""
    return Accepted({unit if u == "C" else u: v for u, v in PLAIN.items()}, frozenset(said.split()))


ENCODINGS = [
    Hostile("utf-8", CHINESE, Accepted(IN_CHINESE)),
    Hostile("utf-8-mark", CHINESE.encode("utf-8-sig"), Accepted(IN_CHINESE)),
    Hostile("utf-8-two-marks", b"\xef\xbb\xbf" + CHINESE.encode("utf-8-sig"), Accepted(IN_CHINESE)),
    Hostile("utf-16", CHINESE.encode("utf-16"), Accepted(IN_CHINESE)),
    Hostile("utf-16-big", b"\xfe\xff" + CHINESE.encode("utf-16-be"), Accepted(IN_CHINESE)),
    Hostile("utf-16-no-mark", CHINESE.encode("utf-16-le"), Refused("encoding")),
    Hostile("utf-16-odd-byte", CHINESE.encode("utf-16") + b"\x01", Refused("encoding")),
    Hostile("utf-32", PLAIN_TEXT.encode("utf-32"), Refused("damaged-file", ("NUL",))),
    Hostile("gbk", CHINESE.encode("gbk"), Accepted(IN_CHINESE, frozenset({"encoding-gb18030"}))),
    Hostile("gb18030", CHINESE.encode("gb18030"), Accepted(IN_CHINESE, frozenset({"encoding-gb18030"}))),
    Hostile("gb18030-rare", csv_of(with_unit("㐀")).encode("gb18030"), Refused("encoding-doubtful", ("row 4",))),
    Hostile("big5", TRADITIONAL.encode("big5"), Refused("encoding-doubtful", ("row 4",))),
    Hostile("big5-declared", TRADITIONAL.encode("big5"), renamed("臺灣"), options={"encoding": "big5"}),
    Hostile("latin-1", WESTERN.encode("latin-1"), Refused("encoding-doubtful", ("row 4",))),
    Hostile("latin-1-declared", WESTERN.encode("latin-1"), renamed("Région"), options={"encoding": "latin-1"}),
    Hostile("declared-gbk-is-utf-8", CHINESE, Refused("encoding-declared"), options={"encoding": "gbk"}),
    Hostile("declared-latin-1-is-utf-8", CHINESE, Refused("encoding-declared"), options={"encoding": "latin-1"}),
    Hostile("declared-utf-8-is-gbk", CHINESE.encode("gbk"), Refused("encoding"), options={"encoding": "utf-8"}),
    Hostile("declared-unknown", CHINESE, Refused("encoding-unknown"), options={"encoding": "klingon"}),
    Hostile("declared-no-text", CHINESE, Refused("encoding-unknown"), options={"encoding": "zlib"}),
    Hostile("one-bad-byte-in-utf-8", CHINESE.encode() + b"\xff,9,9\n", Refused("encoding", ("row 8",))),
    Hostile("half-a-character", (CHINESE + "沪").encode()[:-1], Refused("encoding", ("row 8",))),
    Hostile("surrogates", csv_of(with_unit("C")).encode() + b"\xed\xa0\x80,9,9\n", Refused("encoding")),
    Hostile("overlong-or-gbk", csv_of().encode() + b"\xc0\xaf,9,9\n", accepted("encoding-gb18030", 蜡=(9.0, 9.0))),
]
BYTES = [
    Hostile("empty", b"", Refused("empty-file")),
    Hostile("blanks", b" \n \t \n", Refused("empty-file")),
    Hostile("mark-only", b"\xef\xbb\xbf", Refused("empty-file")),
    Hostile("commas-only", ",,,\n,,,\n", Refused("empty-file")),
    Hostile("header-only", "u,x,y\n", Refused("no-rows")),
    Hostile("nul-in-name", csv_of(with_unit("C\x00D")), Refused("damaged-file", ("NUL",))),
    Hostile("nul-in-number", csv_of(with_x("3\x000")), Refused("damaged-file", ("NUL",))),
    Hostile("nul-padding", PLAIN_TEXT.encode() + bytes(4096), Refused("damaged-file", ("NUL",))),
    Hostile("line-ends-cr", csv_of(end="\r"), accepted()),
    Hostile("line-ends-crlf", csv_of(end="\r\n"), accepted()),
    Hostile("line-ends-mixed", "u,x,y\r\nA,1,2\nB,2,3\rC,3,4\nD,4,6\r\nE,5,5\nF,6,7", accepted()),
    Hostile("line-ends-doubled", csv_of(end="\r\r\n"), accepted()),
    Hostile("end-of-file-of-dos", PLAIN_TEXT + "\x1a", accepted()),
    Hostile("separator-tab", csv_of(mark="\t"), accepted()),
    Hostile("separator-semicolon", csv_of(mark=";"), accepted()),
    Hostile("separator-bar", csv_of(mark="|"), accepted()),
    Hostile("separator-line", "sep=;\n" + csv_of(mark=";"), accepted("header-row")),
    Hostile("separator-chinese", csv_of(mark="，"), Refused("missing-column")),
    Hostile("quote-not-closed", PLAIN_TEXT + '"G,7,8\nH,8,9\n', Refused("damaged-file")),
    Hostile("quote-not-opened", csv_of(with_unit('C"')), renamed('C"')),
    Hostile("quote-swallows-rows", csv_of(with_unit('"C')) + 'G,7,"8\n', Refused("damaged-file")),
    Hostile("quotes-everywhere", csv_of([[quoted(str(c)) for c in row] for row in ROWS]), accepted()),
    Hostile("line-break-in-name", csv_of(with_unit('"C\nC"')), renamed("C C")),
    Hostile("short-row", PLAIN_TEXT + "G,7\n", Refused("missing", ("row 8", "unit G", "column y"))),
    Hostile("long-row", PLAIN_TEXT + "G,7,8,9\n", Refused("ragged-row", ("row 8",))),
    Hostile("long-row-of-blanks", PLAIN_TEXT + "G,7,8,,,\n", accepted(G=(7.0, 8.0))),
    Hostile("blank-rows", "\n\nu,x,y\n\n,,\n" + csv_of(ROWS[1:]) + ",,\n\n", accepted()),
    Hostile("blank-columns", csv_of([row[0], "", row[1], "", row[2], ""] for row in ROWS), accepted()),
    Hostile("long-cell", csv_of(with_unit("C" * 1_000_000)), renamed("C" * 1_000_000)),
    Hostile("longest-cell", made(lambda: csv_of(with_unit("C" * 11_000_000))), Refused("damaged-file", ("field",))),
    Hostile("long-number", csv_of(with_x("3" + "0" * 100_000)), Refused("not-finite", ("row 4", "column x"))),
    Hostile("long-fraction", csv_of(with_x("3." + "0" * 100_000 + "1")), accepted()),
    Hostile(
        "million-columns",
        made(lambda: f"u,x,y{',z' * WIDE}\nA,1,2{',' * WIDE}\n" + csv_of(ROWS[2:])),
        accepted(),
    ),
    Hostile("million-columns-none-wanted", made(lambda: "a" + ",b" * WIDE + "\n1\n"), Refused("missing-column")),
    Hostile(
        "many-rows-of-one-unit",
        made(lambda: "u,x,y\n" + "A,1,2\n" * 100_000),
        Refused("duplicate", ("row 3", "unit A")),
    ),
]
OTHERS = [
    Hostile("html", b"<html><body><table><tr><td>u</td></tr></table></body></html>", Refused("missing-column")),
    Hostile("json", b'[{"u": "A", "x": 1, "y": 2}]', Refused("missing-column")),
    Hostile("pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\n", Refused("missing-column")),
    Hostile("gzip", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" + bytes(20), Refused("encoding")),
    Hostile("executable", b"\x7fELF\x02\x01\x01" + bytes(57), Refused("damaged-file")),
    Hostile("picture", b"\x89PNG\r\n\x1a\n" + bytes(30), Refused("encoding-doubtful")),
    Hostile("script", "#!/bin/sh\nrm -rf /\n", Refused("missing-column")),
    Hostile("workbook-called-csv", xlsx_of(), accepted()),
]
TEXT_FILES = [*ENCODINGS, *BYTES, *OTHERS]
