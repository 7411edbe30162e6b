"""Displayed formulas, LaTeX as the report has it, in the mathematics of Typst."""

from __future__ import annotations

import re

SYMBOLS = {
    **{"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ"},
    **{"nu": "ν", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ"},
    **{"varepsilon": "ε", "phi": "ϕ", "varphi": "φ", "Phi": "Φ", "Sigma": "Σ"},
    **{"le": "≤", "ge": "≥", "in": "∈", "sim": "∼", "times": "×", "cdot": "⋅", "pm": "±"},
    **{"ldots": "…", "prime": "′", "top": "⊤", "lfloor": "⌊", "rfloor": "⌋", "sum": "∑", "prod": "∏"},
    **{"max": "max", "min": "min", "ln": "ln", "mid": 'class("relation", "∣")'},
    **{",": "thin", " ": "space", "quad": "quad", "qquad": "wide"},
}
"""Command -> what Typst has for it."""
ACCENTS = {"hat": "hat", "widehat": "hat", "bar": "macron", "overline": "overline", "sqrt": "sqrt"}
"""Commands over one argument."""
SIGNS = {**{c: c for c in "+-=<>:"}, **{c: f"\\{c}" for c in ",;()[]/!'"}, "*": "∗", "|": 'class("normal", |)'}
"""Signs, kept from meaning more to Typst than they do."""
FENCES = {c: f"\\{c}" for c in "()[]|"}
"""Signs that grow with what stands between them."""
RIGHT = r"\right"
TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\s+|.", re.DOTALL)


def typst_math(latex: str) -> list[str]:
    """The parts of a formula between its wide spaces, each in Typst's mathematics.

    Raises
    ------
    ValueError
        a command or a sign that is not known here
    """
    tokens = [token for token in TOKEN.findall(latex) if not token.isspace()]
    reader = _Reader(latex, tokens[::-1])
    parts: list[list[str]] = [[]]
    while reader.rest:
        if reader.rest[-1] in (r"\qquad", r"\quad"):
            reader.rest.pop()
            parts.append([])
        else:
            parts[-1].append(reader.attached())
    return [" ".join(part) for part in parts if part]


class _Reader:
    """Reads tokens, the next one last in ``rest``."""

    def __init__(self, latex: str, rest: list[str]) -> None:
        self.latex, self.rest = latex, rest

    def attached(self) -> str:
        """An atom with what stands below and above it."""
        if self.rest[-1] == r"\underbrace":
            return self._underbrace()
        out = self._atom()
        while self.rest and self.rest[-1] in "_^":
            out += f"{self.rest.pop()}({self._argument()})"
        return out

    def _until(self, end: str) -> str:
        out = []
        while self._next(end) != end:
            out.append(self.attached())
        self.rest.pop()
        return " ".join(out)

    def _next(self, wanted: str) -> str:
        if not self.rest:
            raise ValueError(f"{wanted} is missing in the formula {self.latex}")
        return self.rest[-1]

    def _argument(self) -> str:
        if self._next("{") != "{":
            return self._atom()
        self.rest.pop()
        return self._until("}")

    def _underbrace(self) -> str:
        self.rest.pop()
        above = self._argument()
        if self.rest and self.rest[-1] == "_":
            self.rest.pop()
            return f"underbrace({above}, {self._argument()})"
        return f"underbrace({above})"

    def _atom(self) -> str:
        if self._next("{") == "{":
            return self._argument()
        token = self.rest.pop()
        if token.startswith("\\"):
            return self._command(token[1:])
        if token in SIGNS:
            return SIGNS[token]
        if token.isascii() and token.replace(".", "").isalnum():
            return token
        raise ValueError(f"{token} is not known in the formula {self.latex}")

    def _command(self, name: str) -> str:
        if name in SYMBOLS:
            return SYMBOLS[name]
        if name in ACCENTS:
            return f"{ACCENTS[name]}({self._argument()})"
        if name == "frac":
            return f"frac({self._argument()}, {self._argument()})"
        if name in ("mathrm", "text"):
            return self._words()
        if name == "left":
            return f"lr({self._fence()} {self._until(RIGHT)} {self._fence()})"
        raise ValueError(f"\\{name} is not known in the formula {self.latex}")

    def _fence(self) -> str:
        sign = self.rest.pop() if self.rest else ""
        if sign not in FENCES:
            raise ValueError(f"{sign} is no fence in the formula {self.latex}")
        return FENCES[sign]

    def _words(self) -> str:
        letters = []
        self._next("{")
        self.rest.pop()
        while self._next("}") != "}":
            letters.append(self.rest.pop())
        self.rest.pop()
        words = "".join(letters)
        if not re.fullmatch(r"[A-Za-z.+ ]+", words):
            raise ValueError(f"{words} is not known in the formula {self.latex}")
        return f'op("{words}")'
