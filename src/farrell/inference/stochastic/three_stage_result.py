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
from farrell.inference.stochastic.one_sided import CRITICAL
from farrell.inference.stochastic.separation import SlackRegression

SCORES = ("te_crs", "te_vrs", "se")
POOLED = "pooled"
"""The period of a regression of all periods, in tables."""


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
    for_environment : (N, c) the part of it that levels the environment; the rest levels luck
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
    for_environment: Floats
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
        """A tidy DataFrame: unit, period; te_crs, te_vrs, se, scale_status and rank of stages 1 and 3; places gained.

        Ranks are by te_crs; ``rank_vrs`` and ``gained_vrs`` by te_vrs.
        """
        import pandas as pd

        columns: dict[str, Any] = {"unit": self.panel.unit_labels, "period": self.panel.period_labels}
        for stage, scores in ((1, self.first), (3, self.third)):
            columns |= {f"{c}_{stage}": getattr(scores, c) for c in (*SCORES, "scale_status")}
            columns |= {f"rank_{stage}": self.rank(stage), f"rank_vrs_{stage}": self.rank(stage, "te_vrs")}
        gained = {"gained": columns["rank_1"] - columns["rank_3"]}
        gained["gained_vrs"] = columns["rank_vrs_1"] - columns["rank_vrs_3"]
        return pd.DataFrame({**columns, **gained})

    def means(self, group: str | None = None) -> Any:
        """Mean scores of both stages by period, of all units and of each group.

        Parameters
        ----------
        group : a column of groups of the panel

        Returns
        -------
        DataFrame
            ``by`` (all, region), ``name``, ``period``, te_crs, te_vrs, se of stages 1 and 3, ``n``, and of all units
            ``spearman``, the rank correlation of te_crs, and ``p``, that of Wilcoxon's signed ranks, two-sided, of
            te_crs (NaN where no score moves). Scores depend on each other, so p describes
        """
        import pandas as pd

        labels = np.full(len(self.slack), "all") if group is None else self.panel.labels[group]
        frame, rows = self.to_frame(), []
        blocks = [("all", "all", np.ones(len(labels), dtype=bool))]
        if group is not None:
            blocks += [("region", str(name), labels == name) for name in dict.fromkeys(labels.tolist())]
        for by, name, inside in blocks:
            for period in self.panel.periods:
                here = frame[inside & (frame["period"] == period).to_numpy()].dropna(subset=["te_crs_1", "te_crs_3"])
                if len(here):
                    row: dict[str, Any] = {"by": by, "name": name, "period": period}
                    row |= {f"{c}_{stage}": here[f"{c}_{stage}"].mean() for stage in (1, 3) for c in SCORES}
                    rows.append({**row, "n": len(here), **(_moved(here) if by == "all" else {})})
        return pd.DataFrame(rows)

    def adjustments(self) -> Any:
        """A tidy DataFrame, one row a unit-period and column: what it is, its slack in parts, and what was added.

        ``actual``, ``slack``, ``environment``, ``inefficiency``, ``noise``; ``for_environment`` and ``for_noise``, the
        two parts of the ``adjustment``; ``adjusted``.
        """
        import pandas as pd

        frames = []
        sides = (self.panel, self.adjusted)
        for j, column in enumerate(self.columns):
            actual, adjusted = (side.numbers[column] for side in sides)
            noise = self.adjustment[:, j] - self.for_environment[:, j]
            frames.append(
                pd.DataFrame(
                    {
                        "unit": self.panel.unit_labels, "period": self.panel.period_labels, "column": column,
                        "actual": actual, "slack": self.slack[:, j], "environment": self.environment[:, j],
                        "inefficiency": self.inefficiency[:, j], "noise": self.noise[:, j],
                        "for_environment": self.for_environment[:, j], "for_noise": noise,
                        "adjustment": self.adjustment[:, j], "adjusted": adjusted,
                    }
                )
            )  # fmt: skip
        return pd.concat(frames, ignore_index=True)

    def tests(self) -> Any:
        """A tidy DataFrame, one row a regression of stage 2, and what was made of it.

        ``column``, ``period`` (or ``pooled``), ``n``, ``sigma2``, ``gamma``, ``log_likelihood``,
        ``log_likelihood_ols``; of gamma = 0 the one-sided ``lr``, its ``p`` and critical values ``critical_10``,
        ``critical_5``, ``critical_1``; ``wrong_skewness``, ``boundary``, ``converged``, ``treatment``.
        """
        import pandas as pd

        rows = []
        for r in self.regressions:
            row: dict[str, Any] = {"column": r.column, "period": POOLED if r.period is None else r.period, "n": r.n}
            row |= {k: getattr(r, k) for k in ("sigma2", "gamma", "log_likelihood", "log_likelihood_ols")}
            row |= dict.fromkeys(("lr", "p", *CRITICAL), np.nan) if r.test is None else r.test.row()
            rows.append(row | {k: getattr(r, k) for k in ("wrong_skewness", "boundary", "converged", "treatment")})
        return pd.DataFrame(rows)

    def estimates(self) -> Any:
        """A tidy DataFrame of stage 2: column, period (or ``pooled``), name, estimate, se, t, p."""
        import pandas as pd

        parts = []
        for r in self.regressions:
            own = r.coefficients.assign(column=r.column, period=POOLED if r.period is None else r.period)
            parts.append(own[["column", "period", *r.coefficients.columns]])
        return pd.concat([p for p in parts if len(p)], ignore_index=True) if any(map(len, parts)) else parts[0]

    def table(self, period: Any = None, digits: int = 3) -> Any:
        """Stage 2 as papers print it: a row a variable, a column a slack, the t ratio in brackets below its estimate.

        Stars are of the one-sided test for LR, at 10 %, 5 % and 1 %, and of two-sided ones elsewhere. sigma2, gamma,
        the likelihood and LR are the frontier's, even where coefficients are of least squares.

        Parameters
        ----------
        period : of regressions period by period
        """
        import pandas as pd

        chosen = [r for r in self.regressions if r.period == period]
        names = list(dict.fromkeys([*(name for r in chosen for name in r.coefficients["name"]), "sigma2", "gamma"]))
        rows: dict[str, list[str]] = {}
        for name in names:
            rows[name], rows[f"({name})"] = [], []
            for r in chosen:
                at = r.coefficients[r.coefficients["name"] == name]
                known = len(at) == 1
                value, t, p = (float(at[c].iloc[0]) if known else np.nan for c in ("estimate", "t", "p"))
                value = getattr(r, name) if name in ("sigma2", "gamma") else value
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
            [label, *(float(np.nanmean(getattr(s, k))) for k in SCORES)]
            for label, s in (("stage 1", self.first), ("stage 3", self.third))
        ]
        shown = show.text_table(list(table.columns), table.to_numpy(dtype=object).tolist())
        return "\n".join([head, shown, show.text_table(["mean", *SCORES], means), *self.objections()])

    def _repr_html_(self) -> str:
        frame = self.to_frame().head(40)
        return show.html_table(list(frame.columns), frame.to_numpy(dtype=object).tolist(), caption="three-stage DEA")

    def __repr__(self) -> str:
        before, after = (float(np.nanmean(s.te_crs)) for s in (self.first, self.third))
        return f"ThreeStage: {len(self.slack)} unit-periods, mean te {before:.3f} before, {after:.3f} after"


def _moved(here: Any) -> dict[str, float]:
    """How alike both stages rank, and whether scores move one way."""
    a, b = (here[f"te_crs_{stage}"].round(8).to_numpy(dtype=float) for stage in (1, 3))
    ranked = np.ptp(a) > 0 and np.ptp(b) > 0
    return {
        "spearman": float(stats.spearmanr(a, b).statistic) if ranked else np.nan,
        "p": float(stats.wilcoxon(a, b).pvalue) if (a != b).any() else np.nan,
    }


def stars(p: float) -> str:
    """``***`` below 1 %, ``**`` below 5 %, ``*`` below 10 %."""
    return "" if np.isnan(p) else "*" * sum(p < level for level in (0.10, 0.05, 0.01))


def _name(regression: SlackRegression) -> str:
    return regression.column if regression.period is None else f"{regression.column} {regression.period}"
