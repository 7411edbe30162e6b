"""Every specification solved, and what holds in it: the result of a specification curve."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from farrell import show
from farrell.data import Panel
from farrell.dea.frontier import Bools, Floats, Orientation
from farrell.dea.radial import EFFICIENT
from farrell.errors import FarrellError

CHOICES = ("inputs", "outputs", "drop", "model", "rts", "orientation", "reference")
"""What a specification decides, in the order of the columns."""
OF_CHANGE = ("inputs", "outputs", "drop", "orientation")
"""What of it decides productivity change."""


@dataclass(frozen=True, slots=True)
class SpecificationCurve:
    """Every specification solved, and whether each finding holds in it.

    Attributes
    ----------
    specifications : S mappings of what each one decides
    te : (S, N) efficiency in the panel's row order; NaN where there is none
    rank : (S, N) within periods, 1 for the best; ties share their mean rank
    mean : (S,) mean efficiency of all rows that have one
    findings : F findings as they were written
    of_change : F booleans, whether each is of productivity change, of which only inputs, outputs, units and orientation
        decide: every such index counts once
    holds : (S, F) 1 yes, 0 no, NaN where what it is about has no value
    refusal : (S,) why a specification has no result; "" where it has
    refused_for : the error of the first that has none, which can say it in either language; None where all have one
    """

    panel: Panel
    specifications: tuple[Mapping[str, Any], ...]
    te: Floats
    rank: Floats
    mean: Floats
    findings: tuple[str, ...]
    of_change: tuple[bool, ...]
    holds: Floats
    refusal: tuple[str, ...]
    refused_for: FarrellError | None
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    @property
    def solved(self) -> Bools:
        """(S,) specifications with a result."""
        return np.array([text == "" for text in self.refusal])

    def to_frame(self) -> Any:
        """One row a specification, the lowest mean first: what it decides, mean, units efficient (share; both NaN
        where the model has no efficiency), and each finding."""
        import pandas as pd

        frame = pd.DataFrame([{c: _words(spec[c]) for c in CHOICES} for spec in self.specifications])
        frame["mean"] = self.mean
        known = np.isfinite(self.te)
        frame["efficient"] = (self.te >= 1.0 - EFFICIENT).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
        frame.loc[~known.any(axis=1), "efficient"] = np.nan
        for f, text in enumerate(self.findings):
            frame[text] = self.holds[:, f]
        frame["refusal"] = self.refusal
        return frame.sort_values("mean", kind="stable", ignore_index=True)

    def shares(self) -> Any:
        """One row a finding: finding, specifications (in which it can be told; of change, the indices), holds,
        share, and against, the choices of the specifications in which it does not hold where they have one in common.
        """
        import pandas as pd

        rows = []
        for f, text in enumerate(self.findings):
            told = self._counted(f)
            kept = int((told == 1).sum())
            share = kept / len(told) if len(told) else np.nan
            common = ", ".join(f"{choice} {value}" for choice, value in self.against(f).items())
            rows.append([text, len(told), kept, share, common])
        return pd.DataFrame(rows, columns=["finding", "specifications", "holds", "share", "against"])

    def _counted(self, f: int, among: list[bool] | None = None) -> Floats:
        """Answers to finding ``f`` where it has one, among all specifications or some; of change one an index."""
        column = self.holds[:, f]
        told = np.isfinite(column) & (True if among is None else np.array(among))
        places = np.nonzero(told)[0]
        if self.of_change[f]:
            places = np.array(list({self._index(k): k for k in places[::-1]}.values()), dtype=np.int64)
        return np.asarray(column[places])

    def _index(self, k: int) -> tuple[Any, ...]:
        """What decides productivity change in specification ``k``."""
        spec = self.specifications[k]
        return spec["inputs"], spec["outputs"], spec["drop"], side(spec["orientation"])

    def by_choice(self) -> Any:
        """One row a finding and value of a choice that varies: finding, choice, value, specifications, share."""
        import pandas as pd

        rows = []
        for f, text in enumerate(self.findings):
            for choice, values in self.varying().items():
                for value in dict.fromkeys(values):
                    held = self._counted(f, [v == value for v in values])
                    rows.append([text, choice, value, len(held), float(held.mean()) if len(held) else np.nan])
        return pd.DataFrame(rows, columns=["finding", "choice", "value", "specifications", "share"])

    def units(self) -> Any:
        """One row a unit and period: unit, period, least, median, most efficiency, and best, median, worst rank."""
        import pandas as pd

        columns = {"unit": self.panel.unit_labels, "period": self.panel.period_labels}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # a unit that no specification scores
            for names, values in ((("least", "median", "most"), self.te), (("best", "middle", "worst"), self.rank)):
                for name, q in zip(names, (0.0, 0.5, 1.0), strict=True):
                    columns[name if values is self.te else f"rank_{name}"] = np.nanquantile(values, q, axis=0)
        return pd.DataFrame(columns)

    def varying(self) -> dict[str, list[str]]:
        """Choices that differ between specifications -> the value in each, in words."""
        found = {choice: [_words(spec[choice]) for spec in self.specifications] for choice in CHOICES}
        return {choice: values for choice, values in found.items() if len(set(values)) > 1}

    def against(self, f: int) -> dict[str, str]:
        """Choice -> value that all specifications have in common in which finding ``f`` does not hold."""
        lost = np.nonzero(self.holds[:, f] == 0)[0]
        if len(lost) == 0:
            return {}
        told = np.nonzero(np.isfinite(self.holds[:, f]))[0]
        deciding = OF_CHANGE if self.of_change[f] else CHOICES
        return {
            choice: values[lost[0]]
            for choice, values in self.varying().items()
            if choice in deciding and len({values[k] for k in told}) > 1 and len({values[k] for k in lost}) == 1
        }

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        frame = self.shares()
        return list(frame.columns), frame.to_numpy(dtype=object).tolist()

    def summary(self) -> str:
        """How many specifications, the span of the mean, and the share that keeps each finding."""
        mean = self.mean[np.isfinite(self.mean)]
        span = f", mean efficiency {mean.min():.3f} to {mean.max():.3f}" if len(mean) else ""
        refused = int((~self.solved).sum())
        lines = [f"{len(self.specifications)} specifications{span}" + (f"; {refused} refused" if refused else "")]
        return "\n".join([*lines, *([show.text_table(*self._table())] if self.findings else [])])

    def _repr_html_(self) -> str:
        return show.html_table(*self._table(), caption=self.summary().splitlines()[0])

    def __repr__(self) -> str:
        return f"SpecificationCurve: {self.summary().splitlines()[0]}"


def side(orientation: Any) -> Orientation:
    """The orientation of productivity change beside a model's; input for a model without one."""
    return "output" if orientation == "output" else "input"


def _words(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "–"
    return value.name if isinstance(value, Panel) else str(value)
