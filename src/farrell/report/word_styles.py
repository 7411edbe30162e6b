"""How documents for Word look: styles that an author can change in one place."""

from __future__ import annotations

from typing import Any

from docx.document import Document as Book
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from farrell.report.figures.style import INK, QUIET
from farrell.report.word_xml import element

LATIN, CHINESE, MONO = "Times New Roman", "宋体", "Courier New"
SIZES = (9, 8, 7, 6, 5)
"""Points of the text of tables, the usual first."""
TEXT = 10.5
"""Points of running text."""
TABLE = "FarrellTable"
PORTRAIT, LANDSCAPE = (210, 297), (297, 210)
"""Millimetres of A4."""
SIDE, ABOVE, BELOW = 15, 20, 18
"""Millimetres of margins: figures of 180 mm fit between them."""
GAPS, PADDING = (50, 80), 15
"""Twentieths of a point to the left and right of what stands in a cell, and above and below it."""
THICK, THIN, HAIR = 12, 6, 4
"""Eighths of a point."""
RULE = INK.removeprefix("#")


def style_book(book: Book, *, counted: bool, close: bool = False) -> None:
    """Set page, fonts, language and all styles of a new document.

    Parameters
    ----------
    counted : whether headings of the first level count themselves
    close : whether lines and headings stand closer, as all is said on two pages
    """
    _languages(book)
    _page(book.sections[0], PORTRAIT)
    styled = {
        "Normal": {"size": TEXT, "after": 6, "line": 1.1 if close else 1.2},
        "Title": {"size": 18, "bold": True, "after": 4, "keep": True},
        "Subtitle": {"size": 11.5, "after": 4, "keep": True, "colour": QUIET},
        "Heading 1": {
            "size": 14,
            "bold": True,
            "before": 12 if close else 20,
            "after": 4 if close else 6,
            "keep": True,
        },
        "Heading 2": {"size": 11.5, "bold": True, "before": 12, "after": 4, "keep": True},
        "Heading 3": {"size": 10.5, "bold": True, "before": 8, "after": 3, "keep": True},
        "Caption": {"size": 9.5, "bold": True, "before": 10, "after": 4, "line": 1.1, "whole": True},
        "List Bullet": {"after": 3},
        "Footer": {"size": 9},
    }
    own = {
        "Kicker": {"size": 9, "after": 0, "colour": QUIET},
        "TOC Heading": {"size": 11.5, "bold": True, "before": 14, "after": 4, "keep": True},
        "TOC 1": {"after": 1, "line": 1.1},
        "Figure": {"before": 10, "after": 2, "keep": True, "line": 1.0},
        "Figure Caption": {
            **{"base": "Caption", "size": 9.5, "bold": False, "before": 2, "after": 12, "line": 1.1, "whole": True},
        },
        "Formula": {"before": 2, "after": 4, "indent": 6},
        "Code": {"size": 8, "line": 1.1, "font": MONO},
        "Table Notes": {"size": 8.5, "before": 3, "after": 10, "line": 1.1, "colour": QUIET},
        **{f"Table {size} pt": {"size": size, "exact": 1.25 * size} for size in SIZES},
    }
    for name, looks in styled.items():
        _style(book.styles[name], **looks)  # type: ignore[arg-type]
    present = {style.name for style in book.styles}
    for name, looks in own.items():
        made = book.styles[name] if name in present else book.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = book.styles[str(looks.pop("base", "Normal"))]  # type: ignore[attr-defined]
        _style(made, **looks)  # type: ignore[arg-type]
    if counted:
        _count_headings(book)
    _rule_tables(book)


def turned(book: Book, lying: bool) -> None:
    """Begin a page that stands or lies; the last paragraph ends the page before, or a small one after a table."""
    body = book.element.body
    section = book.add_section()
    mark: Any = body.findall(qn("w:p"))[-1]
    before = mark.getprevious()
    if before is not None and before.tag == qn("w:p") and before.pPr.find(qn("w:sectPr")) is None:
        before.pPr.append(mark.pPr.find(qn("w:sectPr")))
        body.remove(mark)
    else:
        mark.style = f"Table{SIZES[-1]}pt"
    section.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT
    _page(section, LANDSCAPE if lying else PORTRAIT)


def _page(section: Any, size: tuple[int, int]) -> None:
    section.page_width, section.page_height = map(Mm, size)
    section.left_margin = section.right_margin = Mm(SIDE)
    section.top_margin, section.bottom_margin = Mm(ABOVE), Mm(BELOW)
    section.header_distance = section.footer_distance = Mm(9)


def _style(
    style: Any,
    *,
    size: float | None = None,
    bold: bool | None = None,
    before: float = 0,
    after: float = 0,
    line: float | None = None,
    exact: float | None = None,
    keep: bool = False,
    whole: bool = False,
    indent: float = 0,
    colour: str = INK,
    font: str = LATIN,
) -> None:
    """Looks of one style; sizes and distances in points, the indent in millimetres.

    Paragraphs stand on the page of the next (``keep``), and on one page (``whole``).
    """
    style.font.size = Pt(size) if size else None
    style.font.bold = bold
    style.font.italic = False
    style.font.color.rgb = RGBColor.from_string(colour.removeprefix("#"))
    looks = style.element.get_or_add_rPr()
    for kind in ("w:rFonts", "w:spacing", "w:kern"):
        for old in looks.findall(qn(kind)):
            looks.remove(old)
    looks.insert(0, element("w:rFonts", ascii=font, hAnsi=font, cs=font, eastAsia=CHINESE))
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    shape.keep_with_next, shape.keep_together = keep, keep or whole
    if line:
        shape.line_spacing = line
    elif exact:  # so that Latin and Chinese text of a row stand on one line
        shape.line_spacing = Pt(exact)
    if indent:
        shape.left_indent = Mm(indent)
    for old in shape.element.pPr.findall(qn("w:pBdr")):
        shape.element.pPr.remove(old)
    style.hidden, style.quick_style = False, True


def _languages(book: Book) -> None:
    """Latin and Chinese text each in its language, so that lines break right; the newest layout; no thumbnail."""
    base = book.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for old in base.findall(qn("w:lang")):
        base.remove(old)
    base.append(element("w:lang", val="en-GB", eastAsia="zh-CN"))
    settings = book.settings.element
    settings.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    settings.find(f"{qn('w:compat')}/{qn('w:compatSetting')}").set(qn("w:val"), "15")
    package: Any = book.part.package
    for key in [key for key, relation in package.rels.items() if relation.reltype.endswith("/thumbnail")]:
        del package.rels[key]


def _count_headings(book: Book) -> None:
    """Headings of the first level count themselves: 1., 2., ..."""
    numbering = book.part.numbering_part.element
    level = element(
        "w:lvl",
        *(element("w:start", val=1), element("w:numFmt", val="decimal"), element("w:pStyle", val="Heading1")),
        *(element("w:suff", val="space"), element("w:lvlText", val="%1."), element("w:lvlJc", val="left")),
        ilvl=0,
    )
    kinds = [int(item.get(qn("w:abstractNumId"))) for item in numbering.findall(qn("w:abstractNum"))]
    last = numbering.findall(qn("w:abstractNum"))[-1]
    last.addnext(
        element("w:abstractNum", element("w:multiLevelType", val="multilevel"), level, abstractNumId=max(kinds) + 1)
    )
    counted = numbering.add_num(max(kinds) + 1)
    looks = book.styles["Heading 1"].element.get_or_add_pPr()
    looks.get_or_add_numPr().get_or_add_numId().val = counted.numId


def _rule_tables(book: Book) -> None:
    """The style of tables: a rule above, one under the header, one below, none upright."""

    def rule(side: str, size: int) -> Any:
        return element(f"w:{side}", val="single", sz=size, space=0, color=RULE)

    gaps = {"top": PADDING, "left": GAPS[0], "bottom": PADDING, "right": GAPS[1]}
    style = element(
        "w:style",
        element("w:name", val="Farrell Table"),
        element("w:basedOn", val="TableNormal"),
        element("w:uiPriority", val=59),
        element("w:qFormat"),
        element("w:pPr", element("w:spacing", before=0, after=0)),
        element(
            "w:tblPr",
            element("w:tblBorders", rule("top", THICK), rule("bottom", THICK)),
            element("w:tblCellMar", *(element(f"w:{side}", w=gap, type="dxa") for side, gap in gaps.items())),
        ),
        element(
            "w:tblStylePr",
            element("w:rPr", element("w:b")),
            element("w:tcPr", element("w:tcBorders", rule("bottom", THIN))),
            type="firstRow",
        ),
        type="table",
        customStyle=1,
        styleId=TABLE,
    )
    book.styles.element.append(style)
