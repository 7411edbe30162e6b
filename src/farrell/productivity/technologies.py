"""The frontiers that an index over time holds its data against."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from numbers import Integral
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from farrell.data import Panel
from farrell.data.roles import Period
from farrell.dea.frontier import Ints, choose_one
from farrell.errors import OptionError
from farrell.productivity.pairs import Pairs

TechnologyName = Literal["adjacent", "fixed-base", "sequential", "window", "global", "biennial", "metafrontier"]
TECHNOLOGIES: tuple[TechnologyName, ...] = get_args(TechnologyName)
OWN: tuple[TechnologyName, ...] = ("adjacent", "sequential", "window")
"""Technologies whose index compares the frontiers of both periods; the others have one for both."""
CIRCULAR: tuple[TechnologyName, ...] = ("fixed-base", "global", "metafrontier")
"""Technologies of one frontier for all periods, whose indices chain."""

Key = tuple[Hashable, ...]
"""Names a frontier: what kind, then which."""


@dataclass(frozen=True, slots=True)
class Technologies:
    """The frontiers of one index.

    Attributes
    ----------
    name : adjacent: each period's own; sequential: all up to the period; window: the last ``width`` periods; and with
        one frontier for both data, fixed-base: that of the base period; global, metafrontier: all observations;
        biennial: those of the two periods
    base : the base period
    width : periods in a window
    group : the grouping of the metafrontier
    at : place of the base period
    labels : (N,) group of each row
    """

    name: TechnologyName
    base: Period | None = None
    width: int | None = None
    group: str | None = None
    at: int | None = None
    labels: NDArray[np.str_] | None = None

    @classmethod
    def of(
        cls, panel: Panel, name: TechnologyName, base: Period | None, window: int | None, group: str | None
    ) -> Technologies:
        """Check the options of a technology.

        Raises
        ------
        OptionError
            an unknown technology, base period or grouping, or an option of another technology
        """
        choose_one("technology", name, TECHNOLOGIES)
        for option, given, of in (
            ("base", base, "fixed-base"),
            ("window", window, "window"),
            ("group", group, "metafrontier"),
        ):
            if (given is not None) and name != of:
                raise OptionError("technology-option", option=option, technology=of)
        first = None
        if name == "fixed-base":
            first = panel.periods[0] if base is None else base
            if first not in panel.periods:
                raise OptionError.choice("base", first, panel.periods)
        width = None
        if name == "window":
            width = min(3, len(panel.periods)) if window is None else window
            if isinstance(width, bool) or not isinstance(width, Integral) or not 1 <= width <= len(panel.periods):
                raise OptionError("window-width", value=repr(window), periods=len(panel.periods))
            width = int(width)
        chosen = None
        if name == "metafrontier":
            chosen = panel.roles.groups[0] if group is None and panel.roles.groups else group
            if not isinstance(chosen, str) or chosen not in panel.labels:
                raise OptionError.choice("group", chosen, panel.labels)
        return cls(name, first, width, chosen).over(panel)

    def over(self, panel: Panel) -> Technologies:
        """The same technology over the rows of another panel."""
        at = None if self.base is None else panel.periods.index(self.base)
        labels = None if self.group is None else panel.labels[self.group]
        return replace(self, at=at, labels=labels)

    def settings(self) -> dict[str, Any]:
        """As results state them."""
        return {"technology": self.name, "base": self.base, "window": self.width, "group": self.group}

    def own(self, periods: Ints, rows: Ints) -> list[Key]:
        """(K,) the frontier that own-period efficiency is measured against."""
        if self.name == "sequential":
            return [("until", int(t)) for t in periods]
        if self.name == "window":
            return [("window", int(t)) for t in periods]
        if self.labels is not None:
            return [("group", str(self.labels[r]), int(t)) for t, r in zip(periods, rows, strict=True)]
        return [("period", int(t)) for t in periods]

    def common(self, pairs: Pairs) -> list[Key] | None:
        """(K,) the one frontier for both data; None where each period has its own."""
        K = len(pairs.unit)
        if self.name == "fixed-base":
            return [("period", self.at)] * K
        if self.name in ("global", "metafrontier"):
            return [("all",)] * K
        if self.name == "biennial":
            return [("two", int(a), int(b)) for a, b in zip(pairs.start, pairs.end, strict=True)]
        return None

    def of_group(self, rows: Ints) -> list[Key]:
        """(K,) the frontier of a row's group over all periods."""
        if self.labels is None:
            raise ValueError("only a metafrontier has groups")
        return [("group-all", str(self.labels[r])) for r in rows]

    def members(self, panel: Panel, key: Key) -> Ints:
        """Rows of the panel that span a frontier."""
        kind, *rest = key
        which: list[Any] = rest
        when, every = panel.period_index, np.arange(len(panel))
        rows: Any
        if kind == "all":
            return every
        if kind in ("period", "two"):
            rows = np.isin(when, which)
        elif kind == "until":
            rows = when <= which[0]
        elif kind == "window":
            rows = (when <= which[0]) & (when > which[0] - (self.width or 1))
        elif kind == "group":
            rows = (self.labels == which[0]) & (when == which[1])
        else:
            rows = self.labels == which[0]
        found: Ints = every[rows]
        return found
