"""report.pdf: the document as pages, set by Typst. What it says goes to the template as data, never as markup."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import tempfile
from collections.abc import Collection
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

import matplotlib as mpl

from farrell.errors import OptionError, RenderWarning, warn
from farrell.report.document import Document
from farrell.report.figures.style import CHINESE, FONTS, READERS_FONTS
from farrell.report.typst_content import UNKNOWN, content_of

if TYPE_CHECKING:
    import typst

SERIFS = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Songti SC", "STSong", "SimSun", "NSimSun")
"""Fonts of Chinese text; those of figures stand in for them."""
OWN = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
"""Files of matplotlib: figures are measured in this font, and it has signs that fonts of text lack."""
SCRIPTS = re.compile(r"Noto (?:Sans|Serif)(?! (?:Mono )?CJK| (?:SC|TC|HK|JP|KR)\b)")
"""Fonts of all other scripts, where the system has them."""
NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
TAGGED: Final = "ua-1"
"""The standard of accessible documents. Under it a character without a glyph is an error."""
PROBE = b"""#set document(title: "-")
#set text(font: json(bytes(sys.inputs.fonts)), fallback: false)
#for sign in json(bytes(sys.inputs.signs)) [#sign #parbreak()]"""


def write_pdf(document: Document, path: Path) -> None:
    """Write the document as PDF: A4, tagged, the same bytes from the same results.

    Parameters
    ----------
    document : its figures are set as they are; what is folded on a page is open here
    path : of the file

    Raises
    ------
    OptionError
        codes ``extra-missing`` (``farrell[pdf]`` is not installed), ``pdf-no-chinese-font``

    Warns
    -----
    RenderWarning
        code ``pdf-no-glyph``: characters that no font here has; U+FFFD stands in their place
    """
    try:
        import typst
    except ImportError as error:
        raise OptionError("extra-missing", extra="pdf", what="report.pdf") from error
    content, pictures = content_of(document)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "fonts").mkdir()
        for font in OWN:
            shutil.copy(Path(mpl.get_data_path()) / "fonts" / "ttf" / font, folder / "fonts")
        fonts = typst.Fonts(font_paths=[folder / "fonts"])
        signs = set().union(json.dumps(content, ensure_ascii=False), *pictures.values())
        content["fonts"], drawn = _families(fonts.families(), signs)
        lost = _without_glyph(signs, ["Libertinus Serif", *content["fonts"]], fonts)
        if lost:
            warn(RenderWarning("pdf-no-glyph", signs=sorted(lost)), depth=6)
        table = dict.fromkeys(map(ord, lost), UNKNOWN)
        (folder / "content.json").write_text(json.dumps(content, ensure_ascii=False).translate(table), "utf-8")
        for file, svg in pictures.items():
            (folder / file).write_text(svg.replace(READERS_FONTS, drawn).translate(table), "utf-8")
        template = files("farrell.report") / "templates" / "report.typ"
        (folder / "report.typ").write_bytes(template.read_bytes())
        compiler = typst.Compiler(input=folder / "report.typ", root=folder, font_paths=fonts)
        started = dt.datetime.fromisoformat(document.results.meta["started"])
        compiler.compile(output=path, format="pdf", pdf_standards=[TAGGED], timestamp=started)


def _families(known: Collection[str], signs: Collection[str]) -> tuple[list[str], str]:
    """The fonts of text after its own, and those of figures as SVG names them."""
    chinese = [family for family in (*SERIFS, *FONTS) if family in known]
    if not chinese and any(map(CHINESE.match, signs)):
        raise OptionError("pdf-no-chinese-font")
    drawn = [family for family in FONTS if family in known] or chinese
    scripts = sorted(family for family in known if SCRIPTS.match(family))
    return [*chinese, "DejaVu Sans", *scripts], ", ".join(f"'{family}'" for family in ["DejaVu Sans", *drawn[:1]])


def _without_glyph(signs: Collection[str], families: list[str], fonts: typst.Fonts) -> set[str]:
    """The characters that none of the fonts has, found by setting each."""
    import typst

    left = {sign for sign in signs if not sign.isascii() and not sign.isspace()}
    lost: set[str] = set()
    while left:
        inputs = {"fonts": json.dumps(families), "signs": json.dumps(sorted(left))}
        try:
            typst.Compiler(PROBE, font_paths=fonts).compile(format="pdf", sys_inputs=inputs, pdf_standards=[TAGGED])
        except typst.TypstError as error:
            found = NO_GLYPH.search(error.message)
            if found is None:
                raise
            text = re.sub(r"\\u\{([0-9a-f]+)\}", lambda m: chr(int(m[1], 16)), found[1])
            lost |= left & set(text)
            left -= set(text)
        else:
            break
    return lost
