"""Elements of WordprocessingML: runs, fields, bookmarks. Text is only ever text in them."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 does not know."""
PIECES = re.compile("(\n|\t)")
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def known(text: str) -> str:
    """Text that XML can hold: a character that it does not know becomes the sign of a lost one."""
    return NO_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def element(tag: str, *children: Any, **attributes: object) -> Any:
    """An element like ``w:p`` with its children; attributes are of the same namespace."""
    made, space = OxmlElement(tag), tag.partition(":")[0]
    for name, value in attributes.items():
        made.set(qn(f"{space}:{name}"), str(value))
    made.extend(children)
    return made


def words(tag: str, text: str) -> Any:
    """An element that holds text, its blanks kept."""
    made = OxmlElement(tag)
    made.text = known(text)
    made.set(SPACE, "preserve")
    return made


def run(text: str, *, bold: bool = False) -> Any:
    """A run of text; its new lines and tabs are breaks and tabs."""
    made = element("w:r", *([element("w:rPr", element("w:b"))] if bold else []))
    for piece in PIECES.split(known(text)):
        if piece == "\n":
            made.append(element("w:br"))
        elif piece == "\t":
            made.append(element("w:tab"))
        elif piece:
            made.append(words("w:t", piece))
    return made


def field(instruction: str, shown: str, *, bold: bool = False) -> list[Any]:
    """A field and what it shows until it is updated. The instruction never holds words of a study."""

    def part(inner: Any) -> Any:
        made = run("", bold=bold)
        made.append(inner)
        return made

    begin, middle, end = (part(element("w:fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end"))
    return [begin, part(words("w:instrText", f" {instruction} ")), middle, run(shown, bold=bold), end]


def bookmarked(name: str, number: int, content: list[Any]) -> list[Any]:
    """Elements within a bookmark; its number must be its own."""
    start = element("w:bookmarkStart", id=number, name=name)
    return [start, *content, element("w:bookmarkEnd", id=number)]


def paragraph(
    style: str,
    *content: Any,
    keep: bool = False,
    on_new_page: bool = False,
    align: str = "",
    before: int = 0,
    indent: int = 0,
) -> Any:
    """A paragraph in a style by its id.

    Parameters
    ----------
    keep : on the page of the next
    on_new_page : whether a page begins with it
    align : left, right or center, where it is not the style's
    before, indent : twentieths of a point above and left of it, where they are not the style's
    """
    looks = element("w:pPr", element("w:pStyle", val=style))
    if keep:
        looks.append(element("w:keepNext"))
    if on_new_page:
        looks.append(element("w:pageBreakBefore"))
    if before:
        looks.append(element("w:spacing", before=before))
    if indent:
        looks.append(element("w:ind", left=indent))
    if align:
        looks.append(element("w:jc", val=align))
    return element("w:p", looks, *content)
