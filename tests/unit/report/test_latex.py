"""tables.tex is well-formed LaTeX, and each of its cells reads back as the report's."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hostile_study import CELLS, document

from farrell import render_study
from farrell.report import compose
from farrell.report.latex import escape, render_latex
from farrell.report.parts import Table
from farrell.study import load_results

READ = {
    "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textless": "<", "textgreater": ">",
    "textbar": "|", "textquotedbl": '"', "textasciigrave": "`", "textendash": "–", "textemdash": "—",
    "textdegree": "°", "textquotedblleft": "“", "textquotedblright": "”", "textquoteleft": "‘", "textquoteright": "’",
    "ldots": "…", "textperiodcentered": "·", "alpha": "α", "beta": "β", "lambda": "λ", "rho": "ρ", "sigma": "σ",
    "times": "×", "le": "≤", "ge": "≥", "surd": "√", "pm": "±", "infty": "∞", "cap": "∩", "bullet": "●",
    "circ": "○",
}  # fmt: skip
"""Commands of text -> the character that LaTeX prints."""
LAYOUT = {
    *(
        "addlinespace",
        "begin",
        "bottomrule",
        "caption",
        "centering",
        "cmidrule",
        "documentclass",
        "end",
        "endfirsthead",
    ),
    *(
        "endfoot",
        "endhead",
        "fi",
        "footnotesize",
        "IfFileExists",
        "ifPDFTeX",
        "label",
        "midrule",
        "multicolumn",
        "newline",
        "noindent",
    ),
    *("par", "raggedleft", "raggedright", "arraybackslash", "scriptsize", "section", "floatplacement"),
    *("setlength", "small", "smallskip", "tabcolsep", "LTleft", "textbf", "tiny"),
    *("toprule", "usepackage"),
}
ENVIRONMENTS = {"document", "table", "tabular", "longtable", "landscape"}
TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\$\^\{\d\}\$|\$_\{\d\}\$|[{}&$#^_~%\n]|[^\\{}&$#^_~%\n]+")


def check(tex: str) -> None:
    """Refuse what is not balanced, not known, or special and bare."""
    depth, stack, maths = 0, [], False
    tex = "\n".join(line for line in tex.split("\n") if not line.startswith("%"))
    tokens = TOKEN.findall(tex)
    assert "".join(tokens) == tex
    for i, token in enumerate(tokens):
        if token == "{":
            depth += 1
        elif token == "}":
            depth -= 1
            assert depth >= 0
        elif token == "$":
            maths = not maths
        elif token in ("#", "^", "_", "%"):
            raise AssertionError(f"bare {token} after {''.join(tokens[max(0, i - 5) : i])}")
        elif token == "&":
            assert stack[-1][0] in ("tabular", "longtable")
        elif token in (r"\begin", r"\end"):
            name = tokens[i + 2]
            assert name in ENVIRONMENTS
            if token == r"\begin":
                stack.append((name, depth))
            else:
                assert stack.pop() == (name, depth)
        elif token.startswith("\\") and token[1:].isalpha():
            assert token[1:] in LAYOUT | set(READ), token
        elif token.startswith("\\"):
            assert token[1] in r"#$%&_{}\,", token
    assert depth == 0
    assert stack == []
    assert not maths


def plain(tex: str) -> str:
    """What LaTeX prints for a cell."""
    tex = re.sub(r"\\textbf\{(.*)\}$", r"\1", tex.strip())
    tex = tex.replace(r"\newline ", "\n").replace("$-$", "−").replace("~", "\u00a0")
    tex = re.sub(r"\$\^\{(\d)\}\$", lambda m: "⁰¹²³⁴⁵⁶⁷⁸⁹"[int(m[1])], tex)
    tex = re.sub(r"\$?\\([A-Za-z]+)(?:\{\}|\$)", lambda m: READ[m[1]], tex)
    tex = re.sub(r"(?<!\\)\{([\[\]*])\}", r"\1", tex)
    tex = re.sub(r"(?<!\\)\{\}", "", tex)
    return re.sub(r"\\([#$%&_{}])", r"\1", tex)


def expected(words: str) -> str:
    kept = (c if c == "\n" or unicodedata.category(c)[0] != "C" else "" for c in unicodedata.normalize("NFC", words))
    return "".join(kept).strip()


def tables(tex: str) -> list[tuple[str, list[list[str]]]]:
    """The columns and the rows of each table, header and rows of spans left out."""
    found = []
    pattern = r"\\begin\{(tabular|longtable)\}\{(@\{\}[^\n]*@\{\})\}\n(.*?)\\end\{\1\}"
    for _, spec, body in re.findall(pattern, tex, re.DOTALL):
        columns = re.sub(r">\{\\ragged(?:left|right)\\arraybackslash\}p\{[\d.]+em\}", "p", spec[3:-3])
        lines = [line for line in body.split("\\midrule\n")[-1].split("\n") if line.endswith(r" \\")]
        found.append((columns, [re.split(r"(?<!\\)&", line[:-3]) for line in lines]))
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    import numpy as np
    import pandas as pd

    import farrell

    place = tmp_path_factory.mktemp("latex")
    rng = np.random.default_rng(0)
    names = [*CELLS[:10], "北京一院", "Ünïcödé α"]
    frame = pd.DataFrame({"unit": names * 2, "year": [2020] * 12 + [2021] * 12})
    frame = frame.assign(beds=rng.uniform(50, 90, 24), visits=rng.uniform(50, 90, 24))
    frame.to_csv(place / "data.csv", index=False)
    (place / "study.toml").write_text(
        'schema = 1\n[data]\nfile = "data.csv"\nunit = "unit"\nperiod = "year"\n'
        'inputs = ["beds"]\noutputs = ["visits"]\n'
        '[outputs]\nfigures = []\ndocuments = []\n[[model]]\nkind = "efficiency"\n[[model]]\nkind = "malmquist"\n',
        encoding="utf-8",
    )
    return farrell.run_study(place / "study.toml", place / "out").folder


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("hostile", [False, True])
def test_every_cell_reads_back(folder, language, hostile):
    made = document(folder, language) if hostile else compose(load_results(folder), language)
    tex = render_latex(made)
    check(tex)
    read = tables(tex)
    asked = [part for section in made.sections for part in section.parts if isinstance(part, Table)]
    assert len(read) == len(asked) >= 4
    for (columns, rows), table in zip(read, asked, strict=True):
        assert len(columns) == len(table.header)
        assert all((column == "r") <= (j >= table.names_in) for j, column in enumerate(columns))
        assert [len(row) for row in rows] == [len(columns)] * len(table.rows)
        for row, cells in zip(rows, table.rows, strict=True):
            assert [plain(cell) for cell in row] == [expected(cell) for cell in cells]


def test_long_and_wide_tables_keep_their_headers_and_lie_across(folder):
    tex = render_latex(document(folder, "en"))
    long = tex[tex.index("tab:hostile-2") :]
    assert long.index(r"\endhead") < long.index(r"\end{longtable}") < long.index("tab:hostile-3")
    assert tex.index(r"\begin{landscape}") < tex.index(r"\label{tab:hostile-3}") < tex.index(r"\end{landscape}")
    assert r"\multicolumn{11}{c}{A\_b \& c}" in tex
    assert r"\cmidrule(lr){2-12}" in tex
    labels = re.findall(r"\\label\{(.*?)\}", tex)
    assert labels == ["tab:hostile", "tab:hostile-2", "tab:hostile-3", "tab:hostile-4"]


def test_it_says_which_engine_it_needs(folder):
    assert "% !TeX program = xelatex" in render_latex(compose(load_results(folder), "zh"))
    assert r"{ctex}" in render_latex(document(folder, "en"))


def test_latin_letters_need_no_special_engine(run, frame):
    tex = render_latex(
        compose(load_results(run(frame(6, 2), group=False, outputs="figures = []\ndocuments = []")), "en")
    )
    assert tex.startswith("% !TeX program = pdflatex")
    assert r"\usepackage[T1]{fontenc}" in tex
    check(tex)


def test_line_ends_are_never_followed_by_an_option():
    assert escape("[x] *y") == "{[}x{]} {*}y"


def test_the_format_is_written(folder, tmp_path):
    render_study(folder, tmp_path / "out", formats=["tables.tex"], language="zh")
    check((tmp_path / "out" / "tables.tex").read_text(encoding="utf-8"))
