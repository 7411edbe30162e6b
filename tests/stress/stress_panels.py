"""Random and degenerate panels by seed."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from farrell.data import Panel
from farrell.data.checks import CODES

KINDS = ("lognormal", "ties", "duplicates", "zeros", "scales", "one", "wide")
"""How data are drawn; ``scales`` has columns of 1e-6 beside 1e9, ``wide`` more columns than units."""
PREFIXES = {
    "inputs": "x", "outputs": "y", "undesirable": "b", "intermediates": "z", "carry_overs": "c", "input_prices": "w",
    "output_prices": "p", "companions": "k",
}  # fmt: skip


@dataclass(frozen=True)
class Draw:
    """A panel with the generator that drew it, from which a check draws its options."""

    panel: Panel
    kind: str
    rng: np.random.Generator

    @property
    def periods(self) -> np.ndarray:
        return np.asarray(self.panel.period_labels)

    def points(self, most: int = 4) -> Iterator[tuple[int, np.ndarray]]:
        """Some rows, each with the rows of its period."""
        n = len(self.panel)
        for o in self.rng.choice(n, min(most, n), replace=False):
            yield int(o), np.flatnonzero(self.periods == self.periods[o])

    def choose(self, *options: object) -> object:
        return options[int(self.rng.integers(len(options)))]


def values(rng: np.random.Generator, kind: str, n: int, columns: int) -> np.ndarray:
    """(n, columns) non-negative data of a kind, no row all zero."""
    data = np.exp(rng.normal(0, 0.6, (n, columns)))
    if kind == "ties":
        data = rng.integers(1, 4, (n, columns)).astype(float)
    if kind == "zeros":
        data = np.ceil(2 * data) * (rng.random((n, columns)) > 0.2)
        data[data.sum(1) == 0, 0] = 1
        data[0] = 1
    if kind == "scales":
        data *= 10.0 ** rng.choice([-6, 0, 9], columns)
    if kind == "duplicates":
        data[n // 2 :] = data[: n - n // 2]
    return data


def drawn(
    seed: int, *, kinds: tuple[str, ...] = KINDS, periods: int | None = None, units: int | None = None, **columns: int
) -> Draw:
    """The panel of a seed; ``columns`` are numbers of columns by role, 0 for as many as are drawn."""
    rng = np.random.default_rng(seed)
    kind = kinds[seed % len(kinds)]
    n = {"one": 1, "wide": 2}.get(kind, int(rng.integers(3, 8))) if units is None else units
    several = int(rng.integers(1, 4)) if periods is None else periods
    unit, period = np.tile(np.arange(n), several), np.repeat(np.arange(several), n)
    kept = np.ones(n * several, bool)
    if periods is None and several > 1 and n > 1:  # a unit is missing in a period
        kept[rng.integers(n * several)] = False
    frame = pd.DataFrame({"unit": [f"U{i:02d}" for i in unit], "period": 2000 + period})
    names: dict[str, list[str]] = {}
    for role, given in {"inputs": 0, "outputs": 0, **columns}.items():
        count = given or (int(rng.integers(2, 5)) if kind == "wide" else int(rng.integers(1, 4)))
        count = len(names[role.replace("_prices", "s")]) if role.endswith("prices") else count
        names[role] = [f"{PREFIXES[role]}{i}" for i in range(count)]
        drawn_as = "lognormal" if role.endswith("prices") else kind
        frame[names[role]] = values(rng, drawn_as, len(frame), count)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole = names["inputs"] + names["outputs"] if kinds == ("ties",) else []
        panel = Panel.from_frame(frame[kept], unit="unit", period="period", integer=whole, allow=CODES, **names)
    return Draw(panel, kind, rng)
