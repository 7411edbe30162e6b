"""What subsamples say of scores: bias and intervals, at any level and by size."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from farrell import show
from farrell.data import Panel
from farrell.dea.frontier import Bools, Floats, Ints
from farrell.inference.sizes import steadiest

Ends = Callable[[Floats, Floats, float, float], tuple[Floats, Floats]]
COLUMNS = ("score", "bias", "score_corrected", "low", "high", "worth_correcting", "size", "reached")


@dataclass(frozen=True, slots=True)
class Drawn:
    """Scores of some rows of a panel over subsamples of one frontier.

    Attributes
    ----------
    rows : (k,) rows of the panel
    sizes : (J,) m that were tried
    shares : (J,) (m / n)^rate
    score : (k,) over all units
    replicates : (J, B, k) over subsamples, infinite where out of reach
    ends : of the interval at one size
    """

    rows: Ints
    sizes: Ints
    shares: Floats
    score: Floats
    replicates: Floats
    ends: Ends

    def by_size(self, level: float) -> tuple[Floats, Floats]:
        """(J, k) low and high of each size."""
        each = [
            self.ends(drawn, self.score, part, level) for drawn, part in zip(self.replicates, self.shares, strict=True)
        ]
        return np.array([low for low, _ in each]), np.array([high for _, high in each])

    def interval(self, level: float) -> tuple[Floats, Floats, Ints]:
        """(k,) low and high of the steadiest size of each row, and its place."""
        low, high = self.by_size(level)
        place = steadiest(low, high)
        each = np.arange(len(self.rows))
        return low[place, each], high[place, each], place


@dataclass(frozen=True, slots=True)
class SubsampleResult:
    """Scores with their bias and intervals from subsamples; arrays in the panel's row order.

    Attributes
    ----------
    score : (N,) theta, phi, or beta
    bias : (N,) (m / n)^rate times mean of the replicates less the score
    score_corrected : (N,) score less bias
    low, high : (N,) interval of the true score
    worth_correcting : (N,) where bias^2 > 3 variances of the estimate
    size : (N,) m, the size of the subsamples that these are from
    reached : (N,) share of its subsamples whose frontier the point could reach; others count as infinite in the
        intervals and not in the bias. An interval that reaches 0, or infinity, is open on that side
    frontiers : of each frontier, by its name, what was drawn
    """

    panel: Panel
    score: Floats
    bias: Floats
    score_corrected: Floats
    low: Floats
    high: Floats
    worth_correcting: Bools
    size: Ints
    reached: Floats
    frontiers: Mapping[str, Drawn]
    settings: Mapping[str, Any]
    diagnostics: Mapping[str, int]
    provenance: Mapping[str, str]

    def interval(self, level: float) -> tuple[Floats, Floats]:
        """(N,) low and high at another level, each from the size that is steadiest there."""
        low, high = np.full((2, len(self.score)), np.nan)
        for drawn in self.frontiers.values():
            low[drawn.rows], high[drawn.rows], _ = drawn.interval(level)
        return low, high

    def sizes_to_frame(self) -> Any:
        """A tidy DataFrame, one row a score and size tried: unit, period, size, low, high, chosen."""
        import pandas as pd

        parts = []
        for drawn in self.frontiers.values():
            low, high = drawn.by_size(self.settings["level"])
            rows, sizes = np.repeat(drawn.rows, len(drawn.sizes)), np.tile(drawn.sizes, len(drawn.rows))
            names = {"unit": np.array(self.panel.unit_labels)[rows], "period": [self.panel.period_at(r) for r in rows]}
            ends = {"low": low.T.ravel(), "high": high.T.ravel(), "chosen": sizes == self.size[rows]}
            parts.append(pd.DataFrame({**names, "size": sizes, **ends}))
        return pd.concat(parts, ignore_index=True)

    def to_frame(self) -> Any:
        """A tidy DataFrame: unit, period, and the columns of :data:`COLUMNS`."""
        import pandas as pd

        columns = {name: getattr(self, name) for name in COLUMNS}
        return pd.DataFrame({"unit": self.panel.unit_labels, "period": self.panel.period_labels, **columns})

    def summary(self) -> str:
        """The settings and the first rows."""
        frame = self.to_frame()
        head = "{model}, {rts}, {replicates} subsamples of each size, seed {seed}, rate {rate:.3f}".format(
            **self.settings
        )
        cut = int((self.reached < 1).sum())
        if cut:
            head += f"\n{cut} of {len(self.score)} points lie beyond the frontier of some subsamples"
        return "\n".join([head, show.text_table(list(frame.columns), frame.head(40).to_numpy(dtype=object).tolist())])

    def _repr_html_(self) -> str:
        frame = self.to_frame().head(40)
        return show.html_table(list(frame.columns), frame.to_numpy(dtype=object).tolist(), caption="subsamples")

    def __repr__(self) -> str:
        return f"SubsampleResult: {len(self.score)} scores, sizes {self.size.min()} to {self.size.max()}"
