"""Displayed formulas as equations of Word (OMML), from LaTeX by way of MathML.

The elements are those of ECMA-376, part 1, section 22.1. What is not known stays as its text.
"""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from typing import Any

from latex2mathml.converter import convert

from farrell.report.word_xml import element, words

MATHML = "{http://www.w3.org/1998/Math/MathML}"
FONT = "Cambria Math"
LONGEST = 64
"""Characters of a line of formulas; what has more stands on several."""
SUMS = ("∑", "∏")
FUNCTIONS = ("min", "max", "ln")
BEGINS, ENDS = ("(", "[", "{", "⌊", "|"), (")", "]", "}", "⌋", "|")
"""Brackets; a stroke is both."""
STOPS = ("=", "≤", "≥", "+", "−", ",", "×", "⋅", "·", "±", "∼", "~", "→", "∈", "∣")
"""Where what is summed ends."""
HAT, BAR, BRACE = ("^", "\u0302"), ("¯", "―", "‾", "_"), "⏟"
SPACES = {"2em": "\u2003\u2003", "1em": "\u2003"}
"""Wide spaces; of narrow ones Word makes its own."""
SCRIPTS = {"msub": ("m:sub",), "msup": ("m:sup",), "msubsup": ("m:sub", "m:sup")}
SCRIPTED = {"msub": "m:sSub", "msup": "m:sSup", "msubsup": "m:sSubSup"}


def equations(latex: str) -> list[Any]:
    """Elements ``m:oMathPara``, one a line, of a formula.

    It is broken only after its wide spaces, and there only where a line would be too long.
    """
    lines: list[list[ET.Element]] = [[]]
    for clause in _clauses(latex):
        if lines[-1] and _length([*lines[-1], *clause]) > LONGEST:
            lines.append([])
        lines[-1] += clause
    return [
        element(
            "m:oMathPara",
            element("m:oMathParaPr", element("m:jc", val="left")),
            element("m:oMath", *_row(_trim(line))),
        )
        for line in lines
    ]


def longest_line(latex: str) -> int:
    """About how many characters the longest line of a formula has."""
    return math.ceil(max(map(_length, _clauses(latex))))


def _name(node: ET.Element) -> str:
    return node.tag.removeprefix(MATHML)


def _text(node: ET.Element) -> str:
    return "".join(node.itertext())


def _clauses(latex: str) -> list[list[ET.Element]]:
    """The nodes of a formula up to each wide space, it with them."""
    nodes = list(ET.fromstring(convert(latex, display="block")))
    while len(nodes) == 1 and _name(nodes[0]) == "mrow":
        nodes = list(nodes[0])
    found: list[list[ET.Element]] = [[]]
    for node in nodes:
        found[-1].append(node)
        if _is_wide(node):
            found.append([])
    return [clause for clause in found if clause]


def _is_wide(node: ET.Element) -> bool:
    return _name(node) == "mspace" and node.get("width") in ("1em", "2em")


def _trim(nodes: list[ET.Element]) -> list[ET.Element]:
    return nodes[:-1] if nodes and _is_wide(nodes[-1]) else nodes


def _length(nodes: list[ET.Element]) -> float:
    return sum(map(_width, nodes))


def _width(node: ET.Element) -> float:
    """About how many characters wide it is set."""
    name, children = _name(node), list(node)
    if name == "mfrac":
        return max(map(_width, children)) + 0.5
    if name in ("munder", "mover", "munderover"):
        return max([_width(children[0]), *(0.7 * _width(child) for child in children[1:])])
    if name in ("msub", "msup"):
        return _width(children[0]) + 0.7 * _width(children[1])
    if name == "msubsup":
        return _width(children[0]) + 0.7 * max(map(_width, children[1:]))
    if name == "mspace":
        return 4.0 if node.get("width") == "2em" else 2.0 if node.get("width") == "1em" else 0.4
    if children:
        return _length(children) + (1.5 if name == "msqrt" else 0.0)
    return len(_text(node)) * (2.0 if name == "mo" and _text(node) in (*STOPS, *SUMS) else 1.0)


def _row(nodes: list[ET.Element]) -> list[Any]:
    out, at = [], 0
    while at < len(nodes):
        made, at = _next(nodes, at)
        out += made
    return out


def _next(nodes: list[ET.Element], at: int) -> tuple[list[Any], int]:
    """The element at a place, with what it takes of those behind it, and the place after both."""
    node = nodes[at]
    closing = _closing(nodes, at)
    if closing is not None:
        return [_bracketed(node, nodes[at + 1 : closing], nodes[closing])], closing + 1
    if _head(node) in SUMS:
        end = _operand_end(nodes, at + 1)
        return [_sum(node, nodes[at + 1 : end])], end
    if _head(node) in FUNCTIONS:
        behind = at + 1
        while behind < len(nodes) and _is_blank(nodes[behind]):
            behind += 1
        if behind < len(nodes) and (_name(nodes[behind]) != "mo" or _head(nodes[behind]) in SUMS):
            inner, end = _next(nodes, behind)
            return [element("m:func", element("m:fName", *_function(node)), element("m:e", *inner))], end
        return _function(node), at + 1
    if _is_upright(node):
        end = at + 1
        while end < len(nodes) and _is_upright(nodes[end]):
            end += 1
        word = "".join(map(_text, nodes[at:end]))
        return [_run(word, plain=True, spoken=len(word) > 1)], end
    return _single(node), at + 1


def _is_upright(node: ET.Element) -> bool:
    return _name(node) == "mi" and node.get("mathvariant") == "normal"


def _is_blank(node: ET.Element) -> bool:
    return not _text(node).strip() and not len(node) and _name(node) in ("mspace", "mtext")


def _head(node: ET.Element) -> str:
    """The sign that scripts stand at, or the sign itself."""
    inner = node
    while _name(inner) in ("msub", "msup", "msubsup", "munder", "munderover"):
        inner = inner[0]
    return (inner.text or "").strip() if _name(inner) in ("mo", "mi") else ""


def _closing(nodes: list[ET.Element], at: int) -> int | None:
    """The place of the bracket, maybe with scripts, that closes the one at a place."""
    if len(nodes[at]) or _head(nodes[at]) not in BEGINS:
        return None
    stroke, depth = _head(nodes[at]) == "|", 0
    for place in range(at + 1, len(nodes)):
        head = _head(nodes[place])
        if depth == 0 and (head == "|" if stroke else head in ENDS and head != "|"):
            return place
        if head != "|":
            depth += (head in BEGINS) - (head in ENDS)
    return None


def _bracketed(begin: ET.Element, inner: list[ET.Element], end: ET.Element) -> Any:
    """What stands in brackets, and the scripts of the closing one at all of it."""
    made = _delimited(_head(begin), _row(inner), _head(end))
    return _scripted(_name(end), [made], list(end)[1:]) if len(end) else made


def _delimited(begin: str, inner: list[Any], end: str) -> Any:
    looks = element("m:dPr", element("m:begChr", val=begin), element("m:endChr", val=end))
    return element("m:d", looks, element("m:e", *inner))


def _scripted(name: str, base: list[Any], scripts: list[ET.Element]) -> Any:
    parts = (_part(tag, script) for tag, script in zip(SCRIPTS[name], scripts, strict=True))
    return element(SCRIPTED[name], element("m:e", *base), *parts)


def _operand_end(nodes: list[ET.Element], at: int) -> int:
    """Where what is summed ends: before the next sign that adds, compares or lists, not within brackets."""
    start = at
    while at < len(nodes):
        head, closing = _head(nodes[at]), _closing(nodes, at)
        if at > start and ((_name(nodes[at]) == "mo" and head in (*STOPS, *ENDS)) or _is_wide(nodes[at])):
            break
        at = at + 1 if closing is None else closing + 1
    return at


def _sum(node: ET.Element, summed: list[ET.Element]) -> Any:
    name, children = _name(node), list(node)
    low = children[1] if name in ("munder", "munderover", "msub", "msubsup") else None
    high = children[2] if name in ("munderover", "msubsup") else None
    looks = element("m:naryPr", element("m:chr", val=_head(node)), element("m:limLoc", val="undOvr"))
    looks.extend(element(f"m:{side}Hide", val=1) for side, part in (("sub", low), ("sup", high)) if part is None)
    return element("m:nary", looks, _part("m:sub", low), _part("m:sup", high), element("m:e", *_row(summed)))


def _function(node: ET.Element) -> list[Any]:
    """A function by name, what it ranges over below it."""
    named = _run(_head(node), spoken=True)
    if len(node) == 0:
        return [named]
    return [element("m:limLow", element("m:e", named), _part("m:lim", node[1]))]


def _part(tag: str, node: ET.Element | None) -> Any:
    """An element with one part of another, empty where there is none; a lone sign is a word, as it has no sides."""
    if node is None:
        return element(tag)
    lone = _text(node) in ("+", "−") and tag in ("m:sub", "m:sup")
    return element(tag, *([_run(_text(node), spoken=True)] if lone else _row([node])))


def _single(node: ET.Element) -> list[Any]:
    name, children = _name(node), list(node)
    if name == "mrow":
        return _fenced(children) or _row(children)
    if name == "mfrac":
        return [element("m:f", _part("m:num", children[0]), _part("m:den", children[1]))]
    if name == "msqrt":
        looks = element("m:radPr", element("m:degHide", val=1))
        return [element("m:rad", looks, element("m:deg"), element("m:e", *_row(children)))]
    if name in SCRIPTS:
        return [_scripted(name, _row(children[:1]), children[1:])]
    if name == "munder" and _text(children[1]).strip() == BRACE:
        looks = element("m:groupChrPr", element("m:chr", val=BRACE), element("m:pos", val="bot"))
        return [element("m:groupChr", looks, _part("m:e", children[0]))]
    if name == "munder":
        return [element("m:limLow", _part("m:e", children[0]), _part("m:lim", children[1]))]
    if name == "mover" and _text(children[1]).strip() in HAT:
        return [element("m:acc", element("m:accPr", element("m:chr", val="\u0302")), _part("m:e", children[0]))]
    if name == "mover" and _text(children[1]).strip() in BAR:
        return [element("m:bar", element("m:barPr", element("m:pos", val="top")), _part("m:e", children[0]))]
    if name == "mspace":
        space = SPACES.get(node.get("width", ""))
        return [_run(space, spoken=True)] if space else []
    if name == "mtext":
        return [_run(_text(node), spoken=True)]
    return [_run(_text(node), plain=name != "mi", spoken=name == "mi" and len(_text(node)) > 1)]


def _fenced(children: list[ET.Element]) -> list[Any]:
    """What stands between two brackets that grow with it; nothing where there are none."""
    if len(children) < 2 or children[0].get("form") != "prefix" or children[-1].get("form") != "postfix":
        return []
    return [_delimited(_text(children[0]).strip(), _row(children[1:-1]), _text(children[-1]).strip())]


def _run(text: str, *, plain: bool = False, spoken: bool = False) -> Any:
    """Letters and signs: slanted, upright, or words within a formula."""
    looks = element("m:rPr", *([element("m:nor")] if spoken else [element("m:sty", val="p")] if plain else []))
    font = element("w:rPr", element("w:rFonts", ascii=FONT, hAnsi=FONT))
    return element("m:r", looks, font, words("m:t", {"~": "∼", "*": "∗"}.get(text, text)))
