"""Every formula of the report in the mathematics of Typst, with the letters that its MathML has."""

from __future__ import annotations

import importlib
import io
import json
import pkgutil
import unicodedata
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree

import pypdf
import pytest
import typst
from latex2mathml.converter import convert

from farrell.report import sections
from farrell.report.sections.determinants.methods import DISTANCES, RATIO, SECOND
from farrell.report.typst_math import typst_math

SET = b"""#set page(height: auto, width: auto)
#let math-of(parts) = math.display(parts.map(it => eval(it, mode: "math")).join(h(2em)))
#for parts in json(bytes(sys.inputs.formulas)) { page(math-of(parts)) }"""


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)


def formulas() -> list[str]:
    """All constants in LaTeX of the report's sections."""
    found: dict[str, None] = {}
    for info in pkgutil.walk_packages(sections.__path__, f"{sections.__name__}."):
        for name, value in vars(importlib.import_module(info.name)).items():
            if name.isupper():
                found |= dict.fromkeys(text for text in strings(value) if "\\" in text)
    del found[RATIO], found[SECOND]
    spelled = [SECOND.replace("{distance}", distance) for distance in DISTANCES.values()]
    return [*found, RATIO.format(m=25), *spelled]


def signs(text: str) -> Counter[str]:
    """Letters and digits, whatever their shape."""
    return Counter(c for c in unicodedata.normalize("NFKD", text) if c.isalnum())


def test_each_formula_keeps_its_letters_and_digits():
    known = formulas()
    assert len(known) > 50
    made = json.dumps([typst_math(latex) for latex in known])
    pdf, warnings = typst.Compiler(SET).compile_with_warnings(format="pdf", sys_inputs={"formulas": made})
    assert not warnings
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == len(known)
    for latex, page in zip(known, pages, strict=True):
        meant = "".join(ElementTree.fromstring(convert(latex)).itertext())
        assert signs(page.extract_text()) == signs(meant), latex


def test_wide_spaces_part_a_formula():
    assert typst_math(r"a=\frac{1}{b},\qquad b_{i}^{2}\le c") == [r"a = frac(1, b) \,", "b_(i)^(2) ≤ c"]
    assert typst_math(r"\left|x\right|/\mathrm{var}(y)") == [r'lr(\| x \|) \/ op("var") \( y \)']


@pytest.mark.parametrize(
    ("latex", "named"),
    [
        (r"\iint x", r"\iint"),
        (r"\frac{a}", "{"),
        (r"\mathrm{a", "}"),
        (r"\left<x\right>", "<"),
        ("a # b", "#"),
        ("a}", "}"),
    ],
)
def test_what_is_not_known_is_named(latex, named):
    with pytest.raises(ValueError, match="formula") as caught:
        typst_math(latex)
    assert named in str(caught.value)


@pytest.mark.parametrize("text", ['#panic("x")', "$x$", '\\mathrm{#panic("x")}', '\\text{a"b}', "a@b", "`x`"])
def test_no_text_becomes_code(text):
    with pytest.raises(ValueError, match="not known"):
        typst_math(text)
