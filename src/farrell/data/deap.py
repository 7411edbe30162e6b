"""Files of DEAP 2.1 (Coelli 1996): an instruction file and its data file become a Panel and what was asked of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from farrell.data.build import panel_of
from farrell.data.encodings import decoded
from farrell.data.intake import refuse
from farrell.data.numbers import NUMBER
from farrell.data.panel import Panel
from farrell.data.readers import RawTable, clean
from farrell.data.roles import Roles
from farrell.errors import DataError, Finding, OptionError, Place, finding

Kind = Literal["dea", "cost", "malmquist"]
Slacks = Literal["multi-stage", "one-stage", "two-stage"]
MODELS: dict[int, tuple[Kind, Slacks]] = {
    0: ("dea", "multi-stage"),
    1: ("cost", "multi-stage"),
    2: ("malmquist", "multi-stage"),
    3: ("dea", "one-stage"),
    4: ("dea", "two-stage"),
}
"""The last line of an instruction file: 0 multi-stage DEA, 1 cost DEA, 2 Malmquist, 3 one-stage, 4 two-stage DEA."""
LINES = (
    *("DATA FILE NAME", "OUTPUT FILE NAME", "NUMBER OF FIRMS", "NUMBER OF TIME PERIODS", "NUMBER OF OUTPUTS"),
    *("NUMBER OF INPUTS", "0=INPUT AND 1=OUTPUT ORIENTATED", "0=CRS AND 1=VRS", "0=DEA, 1=COST-DEA, 2=MALMQUIST-DEA"),
)
"""What the nine lines of an instruction file hold, as their comments call it."""
MOST = {6: 1, 7: 1, 8: max(MODELS)}
"""Of a line (from 0): the largest number it may hold, from 0 on; the others hold 1 or more."""
INSTRUCTIONS = (".ins", "-ins.txt")
"""Endings of instruction files, DOS's and Windows'."""
END_OF_FILE = "\x1a"
"""DOS ends text with it."""
UNIT, PERIOD = "firm", "year"


@dataclass(frozen=True, slots=True)
class DeapStudy:
    """What DEAP was asked.

    Attributes
    ----------
    panel : units ``1`` to ``N`` and periods 1 to T where no names are given
    model : ``dea``, ``cost`` (the panel has input prices) or ``malmquist``
    orientation : ``input`` or ``output``
    rts : ``crs`` or ``vrs``; of a Malmquist index it says nothing, as DEAP takes both for its parts
    slacks : how DEAP looks for slacks. Farrell's are those of two stages
    """

    panel: Panel
    model: Kind
    orientation: Literal["input", "output"]
    rts: Literal["crs", "vrs"]
    slacks: Slacks

    def to_frame(self) -> Any:
        """A tidy pandas DataFrame with a header: firm, year where there are several, outputs, inputs, prices."""
        roles = self.panel.roles
        frame = self.panel.to_frame().rename(columns={"unit": UNIT, "period": PERIOD})
        keys = [UNIT, PERIOD] if len(self.panel.periods) > 1 else [UNIT]
        return frame[[*keys, *roles.outputs, *roles.inputs, *roles.input_prices]]


def is_deap(path: Path) -> bool:
    """Whether a file is called as instruction files of DEAP are: ``eg1.ins``, ``eg1-ins.txt``."""
    return path.name.lower().endswith(INSTRUCTIONS)


def read_deap(
    path: str | Path,
    *,
    units: Sequence[str] | None = None,
    periods: Sequence[str | int] | None = None,
    outputs: Sequence[str] | None = None,
    inputs: Sequence[str] | None = None,
) -> DeapStudy:
    """Read an instruction file of DEAP 2.1 and the data file that it names, which lies beside it.

    The data file has a row of numbers for each firm, with blanks between: outputs, inputs, then input prices where
    costs are asked for; of several periods first all firms of the first. A row too long or too short, a word, rows
    too many or too few are refused, each with its line; DEAP reads over some of them in silence.

    Parameters
    ----------
    path : the instruction file
    units, periods, outputs, inputs : names in the order of the file; by default ``1``, 1, ``y1``, ``x1`` and so on

    Raises
    ------
    DataError
        every fault with file and line: codes ``deap-line``, ``deap-value``, ``deap-periods``, ``deap-cells``,
        ``non-numeric``, ``deap-rows``, ``file-missing``, ``empty-file``; what a panel refuses
    OptionError
        ``deap-names``: other names than there are firms, periods, outputs or inputs

    References
    ----------
    Coelli, T. J. (1996). A Guide to DEAP Version 2.1. CEPA Working Paper 96/08, University of New England.

    Examples
    --------
    >>> from farrell.data import read_deap
    >>> study = read_deap("eg4-ins.txt")  # doctest: +SKIP
    """
    path = Path(path)
    lines, _ = _lines(path)
    name, numbers = _instructions(path.name, lines)
    firms, years, s, m, orientation, rts, kind = numbers
    model, slacks = MODELS[kind]
    names = [
        _names("units", units, firms, [str(i + 1) for i in range(firms)]),
        _names("periods", periods, years, [i + 1 for i in range(years)]),
        _names("outputs", outputs, s, [f"y{r + 1}" for r in range(s)]),
        _names("inputs", inputs, m, [f"x{i + 1}" for i in range(m)]),
    ]
    prices = [f"price of {column}" for column in names[3]] if model == "cost" else []
    columns = [*map(str, names[2]), *map(str, names[3]), *prices]
    data = _beside(path, name)
    content, digest = _lines(data)
    rows, cells = _rows(data.name, content, len(columns), firms * years)
    keys = {UNIT: names[0] * years, PERIOD: [year for year in names[1] for _ in range(firms)]}
    table = RawTable(data.name, {**keys, **dict(zip(columns, cells, strict=True))}, rows, digest)
    roles = Roles.of(inputs=columns[s : s + m], outputs=columns[:s], input_prices=prices)
    panel = panel_of(table, UNIT, PERIOD if years > 1 or periods else None, roles)
    return DeapStudy(panel, model, "output" if orientation else "input", "vrs" if rts else "crs", slacks)


def _lines(path: Path) -> tuple[list[tuple[int, str]], str]:
    """Number (from 1) and text of every line that is not blank, and the hash of the file."""
    if not path.is_file():
        raise DataError("file-missing", file=path)
    data = path.read_bytes()
    text = decoded(path.name, data, None, [])[0].partition(END_OF_FILE)[0]
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not lines:
        raise DataError("empty-file", file=path.name)
    return lines, hashlib.sha256(data).hexdigest()


def _instructions(name: str, lines: list[tuple[int, str]]) -> tuple[str, list[int]]:
    """The name of the data file, and the seven numbers from that of firms to the model."""
    if len(lines) < len(LINES):
        place = Place(name, lines[-1][0])
        refuse([finding("deap-line", "error", place, lines=len(lines), needed=len(LINES), what=LINES[len(lines)])])
    found, numbers = [], []
    for position, (row, line) in enumerate(lines[2 : len(LINES)], start=2):
        word, least, most = line.split()[0], 0 if position in MOST else 1, MOST.get(position)
        known = word.isascii() and word.isdigit() and int(word) >= least and (most is None or int(word) <= most)
        if not known:
            allowed = f"≥ {least}" if most is None else f"{least}–{most}"
            place = Place(name, row)
            found.append(finding("deap-value", "error", place, what=LINES[position], value=word, allowed=allowed))
        numbers.append(int(word) if known else 1)
    refuse(found)
    if (MODELS[numbers[-1]][0] == "malmquist") != (numbers[1] > 1):
        refuse([finding("deap-periods", "error", Place(name, lines[3][0]), periods=numbers[1])])
    return lines[0][1].split()[0], numbers


def _names(option: str, given: Sequence[str | int] | None, count: int, usual: list[str] | list[int]) -> list[str | int]:
    names = list(usual if given is None else given)
    if len(names) != count or len(set(names)) != count:
        raise OptionError("deap-names", option=option, given=len(set(names)), needed=count)
    return names


def _beside(path: Path, name: str) -> Path:
    """The data file; DOS does not tell small letters from large ones."""
    data = path.parent / name.replace("\\", "/")
    if not data.is_file() and data.parent.is_dir():
        alike = [p for p in sorted(data.parent.iterdir()) if p.name.lower() == data.name.lower()]
        data = alike[0] if alike else data
    return data


def _rows(name: str, lines: list[tuple[int, str]], columns: int, wanted: int) -> tuple[list[int], list[list[str]]]:
    """The lines of the rows, and the columns' cells; every fault of the file is refused at once."""
    found: list[Finding] = []
    for row, line in lines:
        words = line.split()
        strange = [word for word in words if NUMBER.fullmatch(_number(word)) is None]
        found += [finding("non-numeric", "error", Place(name, row), cell=clean(word)) for word in strange]
        if len(words) != columns:
            found.append(finding("deap-cells", "error", Place(name, row), cells=len(words), columns=columns))
    if len(lines) != wanted:
        place = Place(name, lines[min(wanted, len(lines) - 1)][0])
        found.append(finding("deap-rows", "error", place, rows=len(lines), wanted=wanted))
    refuse(found)
    cells = [[_number(word) for word in line.split()] for _, line in lines]
    return [row for row, _ in lines], [list(column) for column in zip(*cells, strict=True)]


def _number(word: str) -> str:
    """A number as Fortran writes it, with D for the power of ten too."""
    return word.replace("D", "E").replace("d", "e")
