"""tables.tex: every table of a report in LaTeX, ready to compile, and to be copied into a paper table by table.

No package beyond what a small TeX installation has: booktabs, caption, float, longtable, pdflscape and, where there is
Chinese, ctex. A table of more rows than a page is long, a wide one lies across the page; headers stand on every page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from farrell.report.document import Document
from farrell.report.names import Names
from farrell.report.parts import Part, Table

ROWS_OF_A_PAGE = {False: 38, True: 22}
"""Rows that a page holds, upright and across."""
UPRIGHT, ACROSS = 96, 146
"""Characters of a line in small type, upright and across."""
SIZES = (("small", 1.0), ("footnotesize", 1.12), ("scriptsize", 1.28), ("tiny", 1.6))
"""Sizes of type -> how many times the characters of small type."""
LONGEST_WORD, LEAST_WORDS, LEAST_NUMBER = 26, 18, 7
"""Characters: a cell of words longer than the first is broken into lines; columns of words and of numbers are never
narrower than the others, unless all they hold is."""
EM = 0.52
"""Ems of a character in a column, with something to spare."""

SPECIAL = {
    **{character: f"\\{character}" for character in "#$%&_{}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
    "\n": " ",
    "\t": " ",
    "\u00a0": "~",
    "\u2009": r"\,",
    "\u202f": r"\,",
    "\u2212": "$-$",
    "–": r"\textendash{}",
    "°": r"\textdegree{}",
    "‰": r"\textperthousand{}",
    "§": r"\textsection{}",
}
"""Characters that TeX reads as something else or, in some engine, not at all; brackets and stars change ``\\\\``."""
PUNCTUATION = {
    "“": r"\textquotedblleft{}",
    "”": r"\textquotedblright{}",
    "‘": r"\textquoteleft{}",
    "’": r"\textquoteright{}",
    "—": r"\textemdash{}",
    "…": r"\ldots{}",
    "·": r"\textperiodcentered{}",
}
"""The same of punctuation, which in Chinese is set as it stands."""
LETTERS = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu"),
    *("xi", "o", "pi", "rho", "varsigma", "sigma", "tau", "upsilon", "varphi", "chi", "psi", "omega"),
)
"""Greek letters in the order of Unicode from U+03B1."""
CAPITALS = {
    "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Φ": "Phi",
    "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip
SIGNS = {
    "×": "times", "÷": "div", "±": "pm", "≤": "le", "≥": "ge", "≠": "ne", "≈": "approx", "→": "to", "←": "leftarrow",
    "∞": "infty", "√": "surd", "∑": "sum", "∏": "prod", "∈": "in", "⋅": "cdot", "µ": "mu", "∩": "cap", "●": "bullet",
    "○": "circ",
}  # fmt: skip
MATHS = {
    **{chr(0x3B1 + i): f"${name if name == 'o' else chr(92) + name}$" for i, name in enumerate(LETTERS)},
    **{sign: f"$\\{name}$" for sign, name in (CAPITALS | SIGNS).items()},
    **{sign: f"$^{{{power}}}$" for sign, power in zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True)},
    **{sign: f"$_{{{index}}}$" for sign, index in zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True)},
}
LIGATURES = re.compile(r"([-,'!?])(?=\1)")
"""Marks that TeX would join; those with a mark of another kind are spelled out anyway."""
CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
LATIN = re.compile(r"[\u0000-\u017f]*")
"""Characters that every engine has in its ordinary fonts."""
OPENING = r"""\documentclass[a4paper,10pt{chinese}]{{article}}
\usepackage[margin=20mm]{{geometry}}
{fonts}
\usepackage{{array,booktabs,float,longtable,pdflscape}}
\floatplacement{{table}}{{H}}
\usepackage[font=small,labelfont=bf,justification=raggedright,singlelinecheck=false]{{caption}}
\setlength{{\tabcolsep}}{{0.4em}}
\setlength{{\LTleft}}{{0pt}}
\begin{{document}}
"""
PLAIN = r"""\usepackage{iftex}
\ifPDFTeX\usepackage[utf8]{inputenc}\usepackage[T1]{fontenc}\fi
\usepackage{textcomp}
\IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}"""
WIDE = "\\usepackage[UTF8,scheme={scheme}]{{ctex}}\n\\usepackage{{textcomp}}"


def render_latex(document: Document) -> str:
    """All tables, in reading order, each labelled ``tab:SECTION`` (then ``tab:SECTION-2`` and so on)."""
    names = document.names
    tables = [shown for section in document.sections for shown in _labelled(section.id, section.parts, names)]
    title, subtitle = (escape(words, names.language) for words in (document.title, document.subtitle))
    body = "\n".join([f"\\section*{{{title}}}", *([f"\\noindent {subtitle}\n"] if subtitle else []), *tables])
    wide = names.language == "zh" or not LATIN.fullmatch(body)
    fonts = WIDE.format(scheme="chinese" if names.language == "zh" else "plain") if wide else PLAIN
    engine = names.say("tex-engine-unicode" if wide else "tex-engine-any")
    comments = [
        f"% !TeX program = {'xelatex' if wide else 'pdflatex'}",
        *(f"% {s}" for s in (engine, names.say("tex-use"))),
    ]
    opening = OPENING.format(chinese=",fontset=fandol" if wide else "", fonts=fonts)
    return "\n".join([*comments, opening + body, "\\end{document}", ""])


def escape(words: str, language: str = "en") -> str:
    """Text that TeX sets as it stands, in one line; what cannot be printed is left out."""
    known = SPECIAL | MATHS | ({} if language == "zh" else PUNCTUATION)
    plain = unicodedata.normalize("NFC", words)
    shown = (known.get(c, "" if unicodedata.category(c)[0] == "C" else c) for c in plain)
    return LIGATURES.sub(r"\1{}", "".join(shown))


def _labelled(section: str, parts: Sequence[Part], names: Names) -> list[str]:
    numbers = count(1)
    found = []
    for part in parts:
        if isinstance(part, Table):
            number = next(numbers)
            found.append(_table(part, f"tab:{section}" + (f"-{number}" if number > 1 else ""), names))
    return found


@dataclass(frozen=True, slots=True)
class _Column:
    """How wide a column is in characters, whether its text is broken into lines, whether it holds words."""

    width: float
    broken: bool
    words: bool

    @property
    def spec(self) -> str:
        if not self.broken:
            return "l" if self.words else "r"
        way = "raggedright" if self.words else "raggedleft"
        return rf">{{\{way}\arraybackslash}}p{{{EM * self.width:.1f}em}}"


def _table(table: Table, label: str, names: Names) -> str:
    columns, across, size = _layout(table)
    lines = sum(max(_lines(cell, column) for cell, column in zip(row, columns, strict=True)) for row in table.rows)
    made = _long if lines > ROWS_OF_A_PAGE[across] else _floating
    body = made(table, label, columns, size, names)
    return f"\\begin{{landscape}}\n{body}\n\\end{{landscape}}\n" if across else f"{body}\n"


def _lines(cell: str, column: _Column) -> int:
    return sum(max(1, -(-_width(line) // max(1, int(column.width)))) for line in cell.split("\n"))


def _width(words: str) -> int:
    """Characters of a text; those of Chinese count double."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in words)


def _layout(table: Table) -> tuple[list[_Column], bool, str]:
    """The columns, whether the table lies across the page, and the size of its type: the first that fits."""
    natural = [_natural(table, j) for j in range(len(table.header))]
    gaps = 1.6 * len(natural)
    for across, line in ((False, UPRIGHT), (True, ACROSS)):
        for size, times in SIZES[:2] if not across else SIZES:
            free = line * times - gaps - sum(least for least, _, _ in natural)
            if free >= 0:
                return [_column(table, j, n, free, natural) for j, n in enumerate(natural)], across, size
    return [_column(table, j, n, 0.0, natural) for j, n in enumerate(natural)], True, SIZES[-1][0]


def _natural(table: Table, j: int) -> tuple[int, int, bool]:
    """The least and the greatest width that a column makes use of, and whether it holds words."""
    words = j < table.names_in or j in table.words
    cells = [_width(line) for row in table.rows for line in row[j].split("\n")] or [1]
    head = _width(table.header[j])
    if not words:
        least = max(*cells, min(head, max(LEAST_NUMBER, _longest(table.header[j]))))
        return least, max(least, head), False
    greatest = max(*cells, head)
    apart = any("\n" in row[j] for row in table.rows)
    if greatest <= LONGEST_WORD and not apart:
        return max(*cells, min(head, LEAST_NUMBER, greatest), _longest(table.header[j])), greatest, True
    longest = max([_longest(row[j]) for row in table.rows] + [_longest(table.header[j])])
    return min(greatest, max(LEAST_WORDS, min(longest, LONGEST_WORD))), greatest, True


def _longest(words: str) -> int:
    """The longest piece that is not broken."""
    return max((_width(piece) for piece in re.split(r"[\s/]|(?<=[\u2e80-\u9fff])", words)), default=1)


def _column(
    table: Table, j: int, natural: tuple[int, int, bool], free: float, others: list[tuple[int, int, bool]]
) -> _Column:
    """A column with its share of the room that is left."""
    least, greatest, words = natural
    wanted = sum(most - low for low, most, _ in others)
    width = least + (free * (greatest - least) / wanted if wanted > free else greatest - least)
    broken = width < greatest or any("\n" in row[j] for row in table.rows)
    return _Column(width, broken, words)


def _floating(table: Table, label: str, columns: list[_Column], size: str, names: Names) -> str:
    caption = escape(table.caption, names.language)
    lines = [
        "\\begin{table}",
        f"\\{size}",
        f"\\caption{{{caption}}}\\label{{{label}}}",
        f"\\begin{{tabular}}{{{_spec(columns)}}}",
    ]
    lines += ["\\toprule", *_head(table, columns, names), "\\midrule", *_rows(table, columns, names), "\\bottomrule"]
    lines.append("\\end{tabular}")
    return "\n".join([*lines, *_notes(table, names), "\\end{table}"])


def _long(table: Table, label: str, columns: list[_Column], size: str, names: Names) -> str:
    caption, head = escape(table.caption, names.language), ["\\toprule", *_head(table, columns, names), "\\midrule"]
    again = f"\\caption[]{{{escape(names.say('table-continued', caption=table.caption), names.language)}}}\\\\"
    lines = [
        f"{{\\{size}",
        f"\\begin{{longtable}}{{{_spec(columns)}}}",
        f"\\caption{{{caption}}}\\label{{{label}}}\\\\",
    ]
    lines += [*head, "\\endfirsthead", again, *head, "\\endhead", "\\bottomrule", "\\endfoot"]
    return "\n".join([*lines, *_rows(table, columns, names), "\\end{longtable}", *_notes(table, names), "}"])


def _spec(columns: list[_Column]) -> str:
    return "@{}" + "".join(column.spec for column in columns) + "@{}"


def _head(table: Table, columns: list[_Column], names: Names) -> list[str]:
    """The row of spans with the rules beneath them, and the header."""
    lines = []
    if table.spans:
        cells, rules, start = [], [], 1
        for words, wide in table.spans:
            cells.append(f"\\multicolumn{{{wide}}}{{c}}{{{escape(words, names.language)}}}")
            rules += [f"\\cmidrule(lr){{{start}-{start + wide - 1}}}"] if words else []
            start += wide
        lines = [" & ".join(cells) + r" \\", "".join(rules)]
    return [*lines, " & ".join(_cell(name, c, names) for name, c in zip(table.header, columns, strict=True)) + r" \\"]


def _rows(table: Table, columns: list[_Column], names: Names) -> list[str]:
    lines = []
    for i, row in enumerate(table.rows):
        cells = [_cell(cell, column, names) for cell, column in zip(row, columns, strict=True)]
        cells = [f"\\textbf{{{cell}}}" if cell and i in table.means else cell for cell in cells]
        lines.append(" & ".join(cells) + r" \\")
    return lines


def _cell(words: str, column: _Column, names: Names) -> str:
    pieces = [escape(line, names.language) for line in words.split("\n")]
    return (r"\newline " if column.broken else " ").join(pieces)


def _notes(table: Table, names: Names) -> list[str]:
    if not table.notes:
        return []
    return [f"\\par\\smallskip\\noindent{{\\footnotesize {escape(table.notes, names.language)}\\par}}"]
