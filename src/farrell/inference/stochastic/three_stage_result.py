"""Three-stage DEA: scores before and after, and what was taken out between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from farrell import show
from farrell.catalogue import Language, listing, text
from farrell.data import Panel
from farrell.data.panel import frozen
from farrell.dea import ScaleResult
from farrell.inference.stochastic.design import Floats
from farrell.inference.stochastic.separation import SlackRegression


@dataclass(frozen=True, slots=True)
class ThreeStage:
    """Efficiency before and after environment and luck are levelled; arrays in the panel's row order.

    Attributes
    ----------
    panel, adjusted : the data as they are, and with adjusted inputs (or outputs)
    first, third : te_crs, te_vrs (pure technical efficiency), se of stages 1 and 3
    columns : the c inputs, or outputs, that have slacks
    slack : (N, c) total slacks of stage 1, radial and other
    environment, inefficiency, noise : (N, c) z beta, E[u | e], E[v | e]; they sum to a slack that was separated
    adjustment : (N, c) what was added to each input, or output
    regressions : one a column, or one a column and period
    """

    panel: Panel
    adjusted: Panel
    first: ScaleResult
    third: ScaleResult
    columns: tuple[str, ...]
    slack: Floats
    environment: Floats
    inefficiency: Floats
    noise: Floats
    adjustment: Floats
    regressions: tuple[SlackRegression, ...]
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    def rank(self, stage: int, score: str = "te_crs") -> Floats:
        """(N,) rank of a score within its period, 1 the highest; ties share the better."""
        values = np.round(getattr(self.first if stage == 1 else self.third, score), 8)
        out = np.full(len(values), np.nan)
        for t in range(len(self.panel.periods)):
            rows = np.nonzero((self.panel.period_index == t) & np.isfinite(values))[0]
            out[rows] = stats.rankdata(-values[rows], method="min")
        ranks: Floats = frozen(out)
        return ranks

    def to_frame(self) -> Any:
        """A tidy DataFrame: unit, period; te, pte, se and rank of stages 1 and 3, and places gained."""
        import pandas as pd

        columns: dict[str, Any] = {"unit": self.panel.unit_labels, "period": self.panel.period_labels}
        for stage, scores in ((1, self.first), (3, self.third)):
            columns |= {f"te_{stage}": scores.te_crs, f"pte_{stage}": scores.te_vrs, f"se_{stage}": scores.se}
            columns[f"rank_{stage}"] = self.rank(stage)
        return pd.DataFrame({**columns, "gained": columns["rank_1"] - columns["rank_3"]})

    def estimates(self) -> Any:
        """A tidy DataFrame of stage 2: column, period, name, estimate, se, t, p."""
        import pandas as pd

        parts = [
            r.coefficients.assign(column=r.column, period=r.period)[["column", "period", *r.coefficients.columns]]
            for r in self.regressions
        ]
        return pd.concat([p for p in parts if len(p)], ignore_index=True) if any(map(len, parts)) else parts[0]

    def table(self, period: Any = None, digits: int = 3) -> Any:
        """Stage 2 as papers print it: a row a variable, a column a slack, the t ratio in brackets below its estimate.

        Stars are of the one-sided test for LR, at 10 %, 5 % and 1 %, and of two-sided ones elsewhere.

        Parameters
        ----------
        period : of regressions period by period
        """
        import pandas as pd

        chosen = [r for r in self.regressions if r.period == period]
        names = list(dict.fromkeys(name for r in chosen for name in r.coefficients["name"]))
        rows: dict[str, list[str]] = {}
        for name in names:
            rows[name], rows[f"({name})"] = [], []
            for r in chosen:
                at = r.coefficients[r.coefficients["name"] == name]
                known = len(at) == 1
                value, t, p = (float(at[c].iloc[0]) if known else np.nan for c in ("estimate", "t", "p"))
                rows[name].append(show.cell(value, digits) + stars(p))
                rows[f"({name})"].append(f"({show.cell(t, digits)})")
        rows["log-likelihood"] = [show.cell(r.log_likelihood, digits) for r in chosen]
        rows["LR"] = ["–" if r.test is None else show.cell(r.test.statistic, digits) + stars(r.test.p) for r in chosen]
        return pd.DataFrame(rows, index=[r.column for r in chosen]).T

    def objections(self, language: Language = "en") -> tuple[str, ...]:
        """What speaks against these adjustments, in words."""
        named = {
            "three-stage.wrong-skewness": [r for r in self.regressions if r.wrong_skewness],
            "three-stage.no-inefficiency": [r for r in self.regressions if r.boundary == "no inefficiency"],
            "three-stage.no-noise": [r for r in self.regressions if r.boundary == "no noise" or r.gamma > 0.999],
            "three-stage.not-converged": [r for r in self.regressions if not r.converged and not r.boundary],
            "three-stage.not-significant": [r for r in self.regressions if r.test is not None and r.test.p > 0.05],
        }
        said = {k: [_name(r) for r in v] for k, v in named.items() if v}
        return tuple(
            [text(key, language, columns=listing(columns, language)) for key, columns in said.items()]
            + [text("three-stage.two", language)]
        )

    def summary(self) -> str:
        """Stage 2 as papers print it, mean scores of both stages, and what speaks against them."""
        said = self.settings
        head = (
            f"Three-stage DEA, {said['orientation']} orientation, {said['regression']} regressions, "
            f"{said['inefficiency']} inefficiency, separation by the {said['separation']} formula"
        )
        first = self.regressions[0].period
        table = self.table(first).reset_index(names="stage 2" if first is None else f"stage 2, {first}")
        means = [
            [label, *(float(np.nanmean(getattr(s, k))) for k in ("te_crs", "te_vrs", "se"))]
            for label, s in (("stage 1", self.first), ("stage 3", self.third))
        ]
        shown = show.text_table(list(table.columns), table.to_numpy(dtype=object).tolist())
        return "\n".join([head, shown, show.text_table(["mean", "te", "pte", "se"], means), *self.objections()])

    def _repr_html_(self) -> str:
        frame = self.to_frame().head(40)
        return show.html_table(list(frame.columns), frame.to_numpy(dtype=object).tolist(), caption="three-stage DEA")

    def __repr__(self) -> str:
        before, after = (float(np.nanmean(s.te_crs)) for s in (self.first, self.third))
        return f"ThreeStage: {len(self.slack)} unit-periods, mean te {before:.3f} before, {after:.3f} after"


def stars(p: float) -> str:
    """``***`` below 1 %, ``**`` below 5 %, ``*`` below 10 %."""
    return "" if np.isnan(p) else "*" * sum(p < level for level in (0.10, 0.05, 0.01))


def _name(regression: SlackRegression) -> str:
    return regression.column if regression.period is None else f"{regression.column} {regression.period}"
