"""The options of the planner, in one place for plans, fronts and edited plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np

from farrell.dea.frontier import Reference, Rts, choose_one, shown
from farrell.errors import OptionError

Objective = Literal["gain", "moves", "equity", "balance"]
OBJECTIVES: tuple[Objective, ...] = get_args(Objective)
Inefficiency = Literal["removed", "kept"]
INEFFICIENCY: tuple[Inefficiency, ...] = get_args(Inefficiency)

LARGEST = float(np.finfo(np.float64).max)


@dataclass(frozen=True, slots=True)
class Options:
    """As :func:`farrell.rebalance` takes them."""

    move: Sequence[str] | None = None
    cap: Any = 0.10
    floors: Any = None
    ceilings: Any = None
    ratios: Any = None
    least: Any = None
    most: Any = None
    budget: Any = None
    objective: Objective = "gain"
    weights: Mapping[str, float] | None = None
    target: float | None = None
    inequality: float | None = None
    equity_weight: float | None = None
    inefficiency: Inefficiency = "removed"
    rts: Rts = "vrs"
    reference: Reference = "own"
    lots: Any = None
    smallest: Any = None
    touched: int | None = None
    norms: Any = None
    overrides: Any = None
    distances: Any = None
    within: float = 0.001
    extremes: bool = True
    seconds: float = 60.0

    def check(self) -> None:
        choose_one("objective", self.objective, OBJECTIVES)
        choose_one("inefficiency", self.inefficiency, INEFFICIENCY)
        choose_one("extremes", self.extremes, (True, False))
        optional = ("target", "inequality", "equity_weight")
        for name, low in (("within", 0.0), ("seconds", 1e-3), *((name, 0.0) for name in optional)):
            value = getattr(self, name)
            if value is None and name in optional:
                continue
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= LARGEST:
                raise OptionError("plan-number", option=name, value=repr(value))
        if self.objective == "moves" and self.target is None:
            raise OptionError("plan-target")
        if (self.objective == "balance") != (self.equity_weight is not None):
            raise OptionError("plan-balance")

    def settings(self) -> dict[str, Any]:
        """As results state them."""
        found = {f.name: getattr(self, f.name) for f in fields(self)}
        found["reference"] = shown(self.reference)
        found["distances"] = None if self.distances is None else "given"
        for name in ("norms", "overrides"):
            source = found[name]
            is_file = isinstance(source, (str, Path))
            found[name] = None if source is None else Path(source).name if is_file else "given"
        return {"model": "rebalance", **found}
