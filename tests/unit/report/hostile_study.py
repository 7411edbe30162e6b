"""A report of one study whose tables hold what a format could take for its own markup."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from farrell.catalogue import Language
from farrell.report import Document, compose
from farrell.report.parts import Section, Table, numbered
from farrell.study import load_results

CELLS = (
    r"\input{/etc/passwd} \write18{x} \end{table}",
    "100 % & more # of_all ^2 ~ {brace} }{",
    "$x$ $$y$$ \\(z\\) `code` ``",
    "[link](http://example.org) www.example.org a@example.org ![i](x)",
    "| pipe | *bold* **more** _it_ ~~gone~~ <b>html</b> &amp; &#35;",
    "* star",
    "[bracket]",
    "# heading",
    "- item -- and --- more ,, !! ?? ''quoted'' \"double\" << >>",
    '=HYPERLINK("http://example.org")',
    "+1 @SUM(A1) {=1}",
    "bell\x07 zero\x00 direction\u202e joined\u200d",
    "é ñ ß ø ł − – — × ≤ α β σ √2 ² … “so” ‘it’ °",
    "北京市；第一人民医院（总院）",
    "word " * 60,
    "x" * 300,
    "first line\nsecond line",
    "",
)


def document(folder: Path, language: Language) -> Document:
    """The report of finished results with a section of hostile tables instead of its own."""
    made = compose(load_results(folder), language)
    rows = [[cell, "1.000", "−0.5"] for cell in CELLS]
    wide = [f"h{j} " + CELLS[j % len(CELLS)][:12].replace("\x07", "") for j in range(24)]
    tables = [
        Table(
            "Plain: " + CELLS[1], ["Unit", "a & b", "50 % of #1"], rows, notes=CELLS[0] + CELLS[4], means=frozenset({3})
        ),
        Table("Long", ["Unit", "n"], [[f"U{i}", str(i)] for i in range(120)]),
        Table("Wide", wide, [[f"{j}.000" for j in range(24)]] * 3, spans=(("", 1), ("A_b & c", 11), ("", 12))),
        Table("Empty", ["Unit", "n"], []),
    ]
    return replace(made, sections=numbered([Section("hostile", "A | B_c", tables)]))
