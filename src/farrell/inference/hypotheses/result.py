"""What every test of this package says: its null, its statistic, its p-value, what it assumes, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from farrell import show
from farrell.data.frozen import Frozen
from farrell.dea.frontier import Floats
from farrell.inference.groups import PairTest


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What is tested, and by what right.

    Attributes
    ----------
    name : of the test
    null, alternative : in words
    assumptions : what must hold beside the null
    source : who showed that it works, with DOI
    descriptive : whether the p-value describes only, because scores depend on each other
    """

    name: str
    null: str
    alternative: str
    assumptions: tuple[str, ...]
    source: str
    descriptive: bool = False


@dataclass(frozen=True, slots=True)
class HypothesisTest:
    """A test and all that its p-value rests on.

    Attributes
    ----------
    hypothesis : null, alternative, assumptions, source
    statistic, statistic_name : the value, and what it is; NaN where it is not defined
    p : of the statistic
    reference : where p comes from: the normal distribution, chi-square, a bootstrap
    parts : what the statistic is made of: means, biases, sizes
    pairs : of tests of more than two groups: each pair, corrected by Holm
    by_split : (S, 2) statistic and one-sided normal p of each random split, where there are several
    replicates : (B,) or (B, 2) bootstrap values of the statistics; empty without a bootstrap
    """

    hypothesis: Hypothesis
    statistic: float
    statistic_name: str
    p: float
    reference: str
    parts: Mapping[str, Any]
    settings: Mapping[str, Any]
    provenance: Mapping[str, str] = field(default_factory=lambda: Frozen({}))
    pairs: tuple[PairTest, ...] = ()
    by_split: Floats | None = None
    replicates: Floats | None = None

    @property
    def null(self) -> str:
        """What is tested."""
        return self.hypothesis.null

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What must hold beside the null."""
        return self.hypothesis.assumptions

    @property
    def source(self) -> str:
        """Who showed that it works."""
        return self.hypothesis.source

    def rejects(self, level: float = 0.05) -> bool:
        """Whether the null is rejected at this level."""
        return bool(self.p < level)

    def to_frame(self) -> Any:
        """A DataFrame of one row: test, null, statistic, value, p, reference, and the parts."""
        import pandas as pd

        row: dict[str, Any] = {"test": self.hypothesis.name, "null": self.null, "statistic": self.statistic_name}
        row |= {"value": self.statistic, "p": self.p, "reference": self.reference}
        return pd.DataFrame([{**row, **self.parts}])

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        lines: list[list[Any]] = [
            ["null", self.null],
            ["alternative", self.hypothesis.alternative],
            [self.statistic_name, show.cell(self.statistic, 4)],
            ["p", show.cell(self.p, 4) + (", descriptive only" if self.hypothesis.descriptive else "")],
            ["p from", self.reference],
            *([name, show.cell(value, 4)] for name, value in self.parts.items()),
            *([f"{pair.a} – {pair.b}", f"z {pair.z:.3f}, p {pair.p_holm:.4f} (Holm)"] for pair in self.pairs),
            *(["assumes", line] for line in self.assumptions),
            ["source", self.source],
        ]
        return [self.hypothesis.name, ""], lines

    def summary(self) -> str:
        """The null, the statistic and its p-value, what they are made of and what they assume."""
        return show.text_table(*self._table(), 4)

    def _repr_html_(self) -> str:
        header, rows = self._table()
        return show.html_table(["", ""], rows, 4, caption=header[0])

    def __repr__(self) -> str:
        return f"{self.hypothesis.name}: {self.statistic_name} {self.statistic:.3f}, p {self.p:.4f}; null: {self.null}"
