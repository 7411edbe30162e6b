"""What an index over time returns: every comparison with its parts, and how to read them together."""

from __future__ import annotations

import warnings
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from farrell import show
from farrell.data import Panel, mean
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.data.roles import Period
from farrell.errors import OptionError, SolveWarning, warn

Floats = NDArray[np.float64]
COMPONENTS = ("effch", "techch", "pech", "sech", "tfpch")
"""Those of the decomposition by Färe, Grosskopf, Norris & Zhang, which tables always have."""
OTHERS = ("techch_vrs", "scalech", "stech", "matech", "obtech", "ibtech", "bpc", "tgc", "allocch", "pricech")
"""Those of other decompositions, in reading order."""
MADE_OF = {"effch": ("pech", "sech"), "techch": ("matech", "obtech", "ibtech")}
"""Components that some decompositions split further."""
DIVISORS = ("inch",)
"""Components that the index is divided by: more input is less productivity."""
Grouping = Literal["interval", "unit", "overall"] | Sequence[Hashable]


def columns_of(present: Iterable[str]) -> list[str]:
    """Components as tables have them: the five, and the others that are present before the index."""
    here = set(present)
    return [*COMPONENTS[:-1], *(name for name in OTHERS if name in here), COMPONENTS[-1]]


@dataclass(frozen=True, slots=True)
class ChangeResult:
    """An index of every unit over every interval, K rows sorted by interval, then by unit.

    Attributes
    ----------
    units, period_from, period_to : (K,) what each row is
    parts : name -> (K,) the index and its components, in the order they are read; the last is the index itself. NaN
        where a score it needs is missing
    distances : name -> (K,): ``from_to`` is the efficiency of the period_from data against the period_to frontier, and
        so on; names that begin with ``vrs_`` are under variable returns
    status : (K,) of the index: optimal; infeasible or unbounded (a cross-period program has no solution); absent (the
        unit is not observed in both periods); undefined (a score of zero); unsolved
    is_sum : whether components add up to the index (0 is no change), not multiply (1 is)
    """

    panel: Panel
    units: tuple[str, ...]
    period_from: tuple[Period, ...]
    period_to: tuple[Period, ...]
    parts: Mapping[str, Floats]
    distances: Mapping[str, Floats]
    status: NDArray[np.str_]
    settings: Mapping[str, Any]
    diagnostics: Mapping[str, int]
    provenance: Mapping[str, str]
    is_sum: bool = False

    @property
    def components(self) -> tuple[str, ...]:
        """Names of the parts; the index is the last."""
        return tuple(self.parts)

    @property
    def index(self) -> Floats:
        """(K,) the index itself."""
        return self.parts[self.components[-1]]

    def part(self, name: str) -> Floats:
        """(K,) one component; NaN throughout where the decomposition does not have it."""
        return self.parts.get(name, np.full(len(self.units), np.nan))

    effch = property(lambda self: self.part("effch"), doc="(K,) technical efficiency change")
    techch = property(lambda self: self.part("techch"), doc="(K,) technical change")
    pech = property(lambda self: self.part("pech"), doc="(K,) pure technical efficiency change")
    sech = property(lambda self: self.part("sech"), doc="(K,) scale efficiency change")
    tfpch = property(lambda self: self.part("tfpch"), doc="(K,) total factor productivity change")

    @property
    def neutral(self) -> float:
        """The value that is no change."""
        return 0.0 if self.is_sum else 1.0

    @property
    def progress_is(self) -> Literal["above", "below"]:
        """On which side of :attr:`neutral` progress is."""
        return "below" if self.settings.get("convention") == "shephard" and self._flips else "above"

    @property
    def _flips(self) -> bool:
        return self.settings.get("orientation") == "input"

    def is_progress(self, values: Any) -> NDArray[np.bool_]:
        """Which values are progress beyond rounding."""
        ahead = np.asarray(values, dtype=np.float64) - self.neutral
        return np.asarray((-ahead if self.progress_is == "below" else ahead) > 1e-9)

    def to_frame(self, *, distances: bool = False) -> Any:
        """A tidy DataFrame: unit, period_from, period_to, every component, status."""
        import pandas as pd

        frame: dict[str, Any] = {"unit": self.units, "period_from": self.period_from, "period_to": self.period_to}
        frame |= dict(self.parts)
        frame["status"] = self.status.tolist()
        if distances:
            frame |= {f"d_{name}": values for name, values in self.distances.items()}
        return pd.DataFrame(frame)

    def rows(self) -> NDArray[np.bool_]:
        """(K,) rows with all components, which are those that means are over."""
        return np.asarray(np.isfinite(np.column_stack(list(self.parts.values()))).all(axis=1))

    def means(self, by: Grouping = "interval", *, weights: Any = None) -> Any:
        """Means of the rows that have all components: geometric (arithmetic of sums), so that they too multiply (add).

        Parameters
        ----------
        by : ``"interval"``, ``"unit"``, ``"overall"``, or one label a row (K,), such as each row's region
        weights : a column of the panel (of the earlier period), or (K,) sizes, not negative; equal by default. Rows
            without one, or of size zero, count as left out

        Returns
        -------
        DataFrame
            one row a group: every component, ``n`` rows used, ``left_out`` rows without one
        """
        import pandas as pd

        name, labels = self._labels(by)
        full = self.rows()
        size = self._sizes(weights)
        out = []
        for label in dict.fromkeys(labels):
            here = np.array([one == label for one in labels])
            used = here & full & (size > 0)
            row: dict[str, Any] = {name: label}
            kind: Literal["arithmetic", "geometric"] = "arithmetic" if self.is_sum else "geometric"
            row |= {c: mean(v[used], kind=kind, weights=size[used]) for c, v in self.parts.items()}
            out.append({**row, "n": int(used.sum()), "left_out": int(here.sum() - used.sum())})
        return pd.DataFrame(out, columns=[name, *self.components, "n", "left_out"])

    def _sizes(self, weights: Any) -> Floats:
        """(K,) what each row counts in a mean."""
        if weights is None:
            return np.ones(len(self.units))
        if not isinstance(weights, str):
            try:
                sizes = np.asarray(weights, dtype=np.float64)
            except (TypeError, ValueError) as error:
                raise OptionError.choice("weights", weights, self.panel.numbers) from error
            if sizes.shape != (len(self.units),):
                raise OptionError("group-length", column="weights", given=sizes.size, expected=len(self.units))
            return _not_negative(sizes, "weights")
        if weights not in self.panel.numbers:
            raise OptionError.choice("weights", weights, self.panel.numbers)
        row_of = {key: r for r, key in enumerate(zip(self.panel.unit_labels, self.panel.period_labels, strict=True))}
        rows = [row_of.get(key, -1) for key in zip(self.units, self.period_from, strict=True)]
        return _not_negative(np.where(np.array(rows) >= 0, self.panel.numbers[weights][rows], np.nan), weights)

    def _labels(self, by: Grouping) -> tuple[str, list[Any]]:
        intervals = [f"{a}–{b}" for a, b in zip(self.period_from, self.period_to, strict=True)]
        chosen = {"interval": intervals, "unit": list(self.units), "overall": ["overall"] * len(self.units)}
        if isinstance(by, str):
            if by not in chosen:
                raise OptionError.choice("by", by, chosen)
            return by, chosen[by]
        if not isinstance(by, (Sequence, np.ndarray)):
            raise OptionError.choice("by", by, chosen)
        labels = list(by)
        if len(labels) != len(self.units):
            raise OptionError("group-length", column="by", given=len(labels), expected=len(self.units))
        return "group", labels

    def contributions(self, by: Grouping = "overall") -> Any:
        """The share of each component in growth: its mean logarithm beside that of the index (of a sum, its mean).

        Shares sum to 1; NaN where the index hardly changed.
        """
        frame = self.means(by)
        parts = self.components[:-1]
        values = frame[list(self.components)].to_numpy(dtype=np.float64)
        values = values if self.is_sum else np.log(values)
        total = values[:, -1:]
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = np.where(np.abs(total) > 1e-9, values[:, :-1] / total, np.nan)
        frame = frame.drop(columns=list(self.components))
        for name in self.leaves():
            share = shares[:, parts.index(name)]
            frame[name] = -share if name in DIVISORS else share
        return frame

    def leaves(self) -> tuple[str, ...]:
        """Components that are not made of others of the result."""
        here = set(self.components)
        split = {whole for whole, parts in MADE_OF.items() if here.issuperset(parts)}
        return tuple(c for c in self.components[:-1] if c not in split)

    def factors(self) -> tuple[str, ...]:
        """The fewest components that make the index: those that are not part of another."""
        here = set(self.components)
        within = {part for whole, parts in MADE_OF.items() if whole in here for part in parts}
        return tuple(c for c in self.components[:-1] if c not in within)

    def group_labels(self, group: str) -> list[str]:
        """(K,) the group of each row's unit in the later period; where absent there, in the nearest, earlier first."""
        if not isinstance(group, str) or group not in self.panel.labels:
            raise OptionError.choice("group", group, self.panel.labels)
        grid, labels = self.panel.observed, self.panel.labels[group]
        unit_at = {u: i for i, u in enumerate(self.panel.units)}
        time_at = {p: t for t, p in enumerate(self.panel.periods)}
        out = []
        for unit, end in zip(self.units, self.period_to, strict=True):
            rows, t = grid[unit_at[unit]], time_at[end]
            nearest = min(np.nonzero(rows >= 0)[0], key=lambda s: (abs(s - t), s))
            out.append(str(labels[rows[nearest]]))
        return out

    def cumulative(self, base: Period | None = None) -> Any:
        """Each unit's chained index, 1 (of a sum 0) in the base period: unit, period, and every component.

        A link without a value breaks the chain: NaN on its far side. Before the base the chain runs backwards. A unit
        not observed in the base period has none.
        """
        import pandas as pd

        periods = list(self.panel.periods)
        at = 0 if base is None else periods.index(base) if base in periods else -1
        if at < 0:
            raise OptionError.choice("base", base, periods)
        links: dict[str, list[int]] = {}
        for i, unit in enumerate(self.units):
            links.setdefault(unit, []).append(i)
        observed = dict(zip(self.panel.units, self.panel.observed >= 0, strict=True))
        out = []
        for unit in self.panel.units:
            chain = self._chained(links.get(unit, []), periods, at) if observed[unit][at] else {}
            for t, period in enumerate(periods):
                values = chain.get(t, dict.fromkeys(self.components, np.nan))
                out.append({"unit": unit, "period": period, **values})
        return pd.DataFrame(out)

    def _chained(self, links: list[int], periods: list[Period], at: int) -> dict[int, dict[str, float]]:
        """The chain of one unit by place of the period."""
        full = {c: self.neutral if np.isfinite(v).any() else np.nan for c, v in self.parts.items()}
        chain = {at: full}
        ends = {i: (periods.index(self.period_from[i]), periods.index(self.period_to[i])) for i in links}
        for backwards in (False, True):
            ordered = sorted(links, key=lambda i: ends[i][0], reverse=backwards)
            for i in ordered:
                source, goal = ends[i][::-1] if backwards else ends[i]
                if source in chain and (goal < at if backwards else source >= at):
                    parts = self.parts.items()
                    chain[goal] = {c: self._link(chain[source][c], float(v[i]), backwards) for c, v in parts}
        return chain

    def _link(self, before: float, change: float, backwards: bool) -> float:
        if self.is_sum:
            return before - change if backwards else before + change
        return before / change if backwards else before * change

    def without(self, periods: Sequence[Period]) -> ChangeResult:
        """The same result without the intervals that begin or end in some periods (such as those of a pandemic)."""
        if isinstance(periods, str) or not isinstance(periods, (Sequence, np.ndarray)):
            raise OptionError.choice("without", periods, self.panel.periods)
        for period in periods:
            if period not in self.panel.periods:
                raise OptionError.choice("without", period, self.panel.periods)
        gone = set(periods)
        keep = [
            i
            for i, (a, b) in enumerate(zip(self.period_from, self.period_to, strict=True))
            if a not in gone and b not in gone
        ]
        return self._only(keep)

    def _only(self, keep: list[int]) -> ChangeResult:
        return replace(
            self,
            units=tuple(self.units[i] for i in keep),
            period_from=tuple(self.period_from[i] for i in keep),
            period_to=tuple(self.period_to[i] for i in keep),
            parts=Frozen({c: frozen(v[keep]) for c, v in self.parts.items()}),
            distances=Frozen({c: frozen(v[keep]) for c, v in self.distances.items()}),
            status=frozen(self.status[keep]),
        )

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        shown = [*self.components, "n"]
        rows = self.means("interval")[["interval", *shown]].to_numpy(dtype=object).tolist()
        overall = self.means("overall")[shown].to_numpy(dtype=object).tolist()
        name = "mean" if self.is_sum else "geometric mean"
        return ["interval", *shown], [*rows, *([name, *values] for values in overall)]

    def _heading(self) -> str:
        named = [
            str(self.settings[k]) for k in ("model", "formula", "technology", "decomposition") if self.settings.get(k)
        ]
        way = f"{self.settings['orientation']} orientation, " if self.settings.get("orientation") else ""
        return f"{', '.join(named)}; {way}{self.progress_is} {self.neutral:g} is progress"

    def summary(self) -> str:
        """Means by interval, and which side is progress."""
        return "\n".join([self._heading(), show.text_table(*self._table())])

    def _repr_html_(self) -> str:
        return show.html_table(*self._table(), caption=self._heading())

    def __repr__(self) -> str:
        missing = int((self.status != "optimal").sum())
        overall = mean(self.index, kind="arithmetic" if self.is_sum else "geometric")
        kind = "mean" if self.is_sum else "geometric mean"
        name = self.components[-1]
        return f"ChangeResult: {len(self.units)} indices, {missing} without a value; {kind} {name} {overall:.3f}"


def warn_without_index(result: ChangeResult, model: str) -> None:
    """One warning a status, naming the comparisons without an index; one of those with an index but not all parts."""
    for status in np.unique(result.status[result.status != "optimal"]):
        rows = np.nonzero(result.status == status)[0]
        names = [f"{result.units[i]} {result.period_from[i]}–{result.period_to[i]}" for i in rows]
        code = "absent" if status == "absent" else "no-index"
        warn(SolveWarning(code, model=model, count=len(rows), status=str(status), units=names), depth=4)
    rows = np.nonzero((result.status == "optimal") & ~result.rows())[0]
    if len(rows):
        names = [f"{result.units[i]} {result.period_from[i]}–{result.period_to[i]}" for i in rows]
        warn(SolveWarning("no-parts", model=model, count=len(rows), units=names), depth=4)


def _not_negative(sizes: Floats, name: str) -> Floats:
    """Sizes of rows, refused where one is negative."""
    if (sizes < 0).any():
        raise OptionError("weights-negative", name=name, value=repr(float(sizes[np.argmax(sizes < 0)])))
    return sizes


@contextmanager
def unwarned() -> Iterator[None]:
    """Without warnings of comparisons that have no index, where tables count them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SolveWarning)
        yield
