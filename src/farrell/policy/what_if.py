"""One unit with other numbers, scored at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell import show
from farrell.data import Panel
from farrell.data.roles import Period
from farrell.dea.frontier import Orientation, Rts, check_options, radial
from farrell.errors import OptionError
from farrell.policy.changes import State
from farrell.policy.scores import Scores, ranked, scores, technical

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A unit as it is and as it would be.

    Attributes
    ----------
    unit : whose numbers change
    columns : inputs, then outputs
    before, after : (m + s,) its numbers
    now, then : its scores, one point each; then against a frontier of which its changed self is part
    peers : of the changed unit under variable returns, largest first
    target : (m + s,) radial variable-returns target of the changed unit
    others : a DataFrame of all units, where asked for: unit, and te_crs, te_vrs and rank (by te_crs), now and then;
        else None
    """

    unit: str
    columns: tuple[str, ...]
    before: Floats
    after: Floats
    now: Scores
    then: Scores
    peers: Mapping[str, float]
    target: Floats
    others: Any

    def to_frame(self) -> Any:
        """One row a variable: column, before, after, target."""
        import pandas as pd

        numbers = {"before": self.before, "after": self.after, "target": self.target}
        return pd.DataFrame({"column": self.columns, **numbers})

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        keys = ("te_crs", "te_vrs", "se")
        return ["", "now", "then"], [[k, float(getattr(self.now, k)[0]), float(getattr(self.then, k)[0])] for k in keys]

    def summary(self) -> str:
        """Scores now and then."""
        return f"{self.unit}\n{show.text_table(*self._table())}"

    def _repr_html_(self) -> str:
        return show.html_table(*self._table(), caption=self.unit)

    def __repr__(self) -> str:
        return f"WhatIf {self.unit}: te_vrs {self.now.te_vrs[0]:.3f} -> {self.then.te_vrs[0]:.3f}"


def what_if(
    panel: Panel,
    unit: str,
    period: Period | None = None,
    *,
    changes: Mapping[str, float | str],
    orientation: Orientation = "input",
    others: bool = False,
) -> WhatIf:
    """One unit with other numbers, against the other units of its period.

    Parameters
    ----------
    panel, period : the data; the last period by default
    unit : whose numbers change
    changes : by column, an amount that is added (negative: taken away), ``"+10%"``, or ``"=5000"`` for a new value
    orientation : of the scores
    others : whether to score all other units against the changed frontier, too

    Returns
    -------
    WhatIf

    Raises
    ------
    OptionError
        an unknown unit or column, a change that can't be read, an amount below nothing

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel
    >>> fewer = farrell.what_if(panel, "Hebei", 2023, changes={"beds": "-10%", "hospitals": -500})
    >>> bool(fewer.then.te_vrs[0] >= fewer.now.te_vrs[0])
    True
    """
    check_options(panel, "what_if", "vrs", orientation, None)
    state = State.of(panel, period)
    k = state.unit("unit", unit)
    values = state.values.copy()
    for column, change in changes.items():
        j = state.column("changes", column)
        values[k, j] = _changed(float(values[k, j]), column, change)
    after = state.changed(values, "what-if")
    point = tuple(part[[k]] for part in state.data), tuple(part[[k]] for part in after.data)
    now, then = (scores(s.data, p, orientation) for s, p in ((state, point[0]), (after, point[1])))  # type: ignore[arg-type]
    weight = 1.0 / np.maximum(np.abs(values[k]), 1e-300)
    found = radial(after.data, point[1], "vrs", orientation, slack_weight=weight)  # type: ignore[arg-type]
    chosen = [p for p in np.argsort(-found.weight[0], kind="stable") if found.peer[0][p] >= 0]
    peers = {state.units[found.peer[0][p]]: float(found.weight[0][p]) for p in chosen}
    target = sum((w * after.values[state.units.index(u)] for u, w in peers.items()), np.zeros(len(state.columns)))
    return WhatIf(
        unit, state.columns, state.values[k].copy(), values[k], now, then, peers, target,
        _others(state, after, orientation) if others else None,
    )  # fmt: skip


def _others(state: State, after: State, orientation: Orientation) -> Any:
    import pandas as pd

    frame = pd.DataFrame({"unit": state.units})
    technologies: tuple[Rts, ...] = ("crs", "vrs")
    for name, one in (("now", state), ("then", after)):
        for rts in technologies:
            frame[f"te_{rts}_{name}"] = technical(one.data, one.data, rts, orientation)
        frame[f"rank_{name}"] = ranked(frame[f"te_crs_{name}"])
    return frame


def _changed(value: float, column: str, change: float | str) -> float:
    """A value after its change."""
    if isinstance(change, str):
        text = change.strip().replace("−", "-").replace(",", "")
        try:
            if text.endswith("%"):
                return value * (1.0 + float(text[:-1]) / 100.0)
            return float(text[1:]) if text.startswith("=") else value + float(text)
        except ValueError as error:
            raise OptionError("what-if-change", column=column, value=change) from error
    if isinstance(change, bool) or not isinstance(change, (int, float, np.number)) or not np.isfinite(change):
        raise OptionError("what-if-change", column=column, value=repr(change))
    return value + float(change)
