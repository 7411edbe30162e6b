"""report.docx: what Word asks for and other readers forgive: elements in the order of the schema, names used once."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx.oxml.ns import qn
from lxml import etree

from farrell.report.parts import Paragraph, Section, Table, numbered
from farrell.report.profiles import PROFILES, Document, composed
from farrell.report.word import write_word
from farrell.study import load_results

pytestmark = pytest.mark.filterwarnings("ignore::farrell.errors.DataWarning", "ignore::farrell.errors.SolveWarning")
SIDES = "top start left bottom end right insideH insideV"
LOOKS = "pPr rPr tblPr trPr tcPr"
ORDER: dict[str, str] = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs"
    " suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd"
    " snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment"
    " textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid"
    " vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em"
    " lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing"
    " tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "trPr": "cnfStyle divId gridBefore gridAfter wBefore wAfter cantSplit trHeight tblHeader tblCellSpacing jc hidden",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType"
    " pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "tbl": "tblPr tblGrid tr",
    "tblBorders": SIDES,
    "tcBorders": f"{SIDES} tl2br tr2bl",
    "tblCellMar": SIDES,
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked"
    f" personal personalCompose personalReply rsid {LOOKS} tblStylePr",
    "tblStylePr": LOOKS,
    "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
}
"""Children in the order of ISO/IEC 29500-1 (wml.xsd)."""
MANY = {"tr", "headerReference", "footerReference", "tblStylePr", "lvl", "abstractNum", "num"}
"""Children that may occur more than once."""


def parts(path: Path) -> dict[str, etree._Element]:
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.startswith("word/") and name.endswith(".xml")]
        return {name: etree.fromstring(archive.read(name)) for name in names}


def faults(root: etree._Element) -> Iterator[str]:
    """What the schema does not allow."""
    for item in root.iter(*(qn(f"w:{name}") for name in ORDER)):
        name, known = etree.QName(item).localname, ORDER[etree.QName(item).localname].split()
        found = [etree.QName(child).localname for child in item]
        if not set(found) <= set(known):
            yield f"{name} holds {set(found) - set(known)}"
        elif [known.index(child) for child in found] != sorted(known.index(child) for child in found):
            yield f"{name} in this order: {found}"
        if any(found.count(child) > 1 for child in set(found) - MANY):
            yield f"{name} holds something twice: {found}"
    for row in root.iter(qn("w:tr")):
        columns = len(row.getparent().find(qn("w:tblGrid")))
        spans = [cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}") for cell in row.findall(qn("w:tc"))]
        if sum(1 if span is None else int(span.get(qn("w:val"))) for span in spans) != columns:
            yield "a row of another number of columns than its grid"
    for table in root.iter(qn("w:tbl")):
        after = table.getnext()
        if after is None or after.tag != qn("w:p"):
            yield "a table without a paragraph after it"
    yield from (f"a cell ends in {cell[-1].tag}" for cell in root.iter(qn("w:tc")) if cell[-1].tag != qn("w:p"))


def check(path: Path) -> etree._Element:
    """The body of a file without faults."""
    held = parts(path)
    assert [f"{name}: {fault}" for name, root in held.items() for fault in faults(root)] == []
    styles = {item.get(qn("w:styleId")) for item in held["word/styles.xml"].iter(qn("w:style"))}
    body = held["word/document.xml"][0]
    used = {item.get(qn("w:val")) for tag in ("w:pStyle", "w:rStyle", "w:tblStyle") for item in body.iter(qn(tag))}
    assert used <= styles
    assert body[-1].tag == qn("w:sectPr")
    starts = list(body.iter(qn("w:bookmarkStart")))
    ids = [item.get(qn("w:id")) for item in starts]
    names = [item.get(qn("w:name")) for item in starts]
    assert sorted(ids) == sorted(item.get(qn("w:id")) for item in body.iter(qn("w:bookmarkEnd")))
    assert len(set(ids)) == len(ids)
    assert len({name.lower() for name in names}) == len(names)
    assert all(len(name) <= 40 and (name[0].isalpha() or name[0] == "_") for name in names)
    assert {item.get(qn("w:anchor")) for item in body.iter(qn("w:hyperlink"))} <= set(names)
    assert {item.text.split()[1] for item in body.iter(qn("w:instrText")) if "REF" in item.text.split()} <= set(names)
    drawn = [item.get("id") for item in body.iter(qn("wp:docPr"))]
    assert len(set(drawn)) == len(drawn)
    marks = [item.get(qn("w:fldCharType")) for item in body.iter(qn("w:fldChar"))]
    assert marks == ["begin", "separate", "end"] * (len(marks) // 3)
    return body


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_profile_keeps_to_the_schema(run, frame, tmp_path, language):
    results = load_results(run(frame(12, 3), language=language, extra="[benchmarks]\n"))
    for profile, document in composed(results, language, PROFILES).items():
        path = tmp_path / f"{profile}.docx"
        write_word(document, path)
        check(path)


def numbers(body: etree._Element, word: str) -> list[tuple[str, str]]:
    """What the fields of a kind name, and what they show."""
    found = []
    for item in body.iter(qn("w:instrText")):
        asked = item.text.split()
        if asked[0] == word:
            shown = item.getparent().getnext().getnext()
            found.append((asked[1], "".join(shown.itertext())))
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
def test_where_a_paper_names_its_tables_the_numbers_are_references(run, frame, tmp_path, language):
    paper = composed(load_results(run(frame(20, 3), language=language)), language, ["paper"])["paper"]
    said = [part for section in paper.sections for part in section.parts if isinstance(part, Paragraph) and part.tables]
    write_word(paper, tmp_path / "paper.docx")
    body = check(tmp_path / "paper.docx")
    named = [number for part in said for number in part.tables]
    assert len(named) > 2
    assert numbers(body, "REF") == [(f"table_{number}_number", str(number)) for number in named]
    counted = [shown for _, shown in numbers(body, "SEQ")]
    tables = [part.number for section in paper.sections for part in section.parts if isinstance(part, Table)]
    assert set(named) <= set(tables)
    assert len(counted) == len(tables) + len(paper.figures)
    texts = ["".join(t.text for t in p.iter(qn("w:t"))) for p in body.findall(qn("w:p"))]
    assert all(part.text in texts for part in said), "the sentence reads as it did"


def test_a_table_that_ends_a_document_has_a_paragraph_after_it(run, frame, tmp_path):
    results = load_results(run(frame(8, 2)))
    made = composed(results, "en", ["full"])["full"]
    table = Table("Last", ["a", "b"], [["x", "1"]])
    write_word(Document(results, made.names, numbered([Section("a", "One", [table])])), tmp_path / "a.docx")
    assert check(tmp_path / "a.docx")[-2].tag == qn("w:p")


def test_captions_stay_on_one_page(run, frame, tmp_path):
    write_word(composed(load_results(run(frame(8, 2))), "en", ["brief"])["brief"], tmp_path / "a.docx")
    styles = {item.get(qn("w:styleId")): item for item in parts(tmp_path / "a.docx")["word/styles.xml"]}
    for name in ("Caption", "FigureCaption"):
        kept = styles[name].find(f"{qn('w:pPr')}/{qn('w:keepLines')}")
        assert kept is not None
        assert kept.get(qn("w:val"), "1") in ("1", "true", "on")


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ("<w:pPr><w:jc/><w:keepNext/></w:pPr>", "order"),
        ("<w:rPr><w:b/><w:b/></w:rPr>", "twice"),
        ("<w:tcPr><w:jc/></w:tcPr>", "holds"),
        ("<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p/>", "columns"),
        ("<w:tbl><w:tblPr/><w:tblGrid/></w:tbl><w:tbl><w:tblPr/><w:tblGrid/></w:tbl><w:p/>", "without a paragraph"),
    ],
)
def test_faults_are_found(wrong, fault):
    space = qn("w:p")[1:].partition("}")[0]
    body = etree.fromstring(f'<w:body xmlns:w="{space}">{wrong}</w:body>')
    assert [fault in found for found in faults(body)] == [True]
