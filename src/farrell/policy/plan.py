"""What the planner returns: every transfer and gain, and what stands behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell import show
from farrell.data import Panel
from farrell.data.roles import Period
from farrell.policy.flows import Flow
from farrell.policy.limits import Limits
from farrell.policy.recheck import Certificate

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Price:
    """What one more of a limit is worth.

    Attributes
    ----------
    limit : resource (an input of a unit), output, total, cap, floor, ceiling, ratio, least, most
    unit, column : whose and of what; None for all
    price : change of the goal by one more data unit of the limit's right-hand side
    percent : change of the goal by one more percent of what the unit has of the column, or of the total of all
    """

    limit: str
    unit: str | None
    column: str
    price: float
    percent: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A rebalancing plan of n units with m inputs and s outputs.

    Attributes
    ----------
    panel : the units, one period
    before_in, into, out : (n, m) present inputs, what comes, what goes; after = before + in - out
    least_move, most_move : (n, m) smallest and largest net transfer over all plans within a share of the best goal
    sure : (n, m) whether their direction is the same in all those plans; only these moves are recommended
    before_out, gain : (n, s) present outputs, and their gains
    lambdas : (n, E) intensities over ``frontier_units``
    gain_total : the goal's gain, weighted growth of the national outputs; 0.05 is 5 %
    catch_up : the gain without any transfer
    moves : (m,) share of each input's total that moves
    inequality_before, inequality_after : (m,) Hoover index of each input over people; NaN where people are unknown
    phi_before, phi_after : (n,) output scores against the plan's frontier, the latter of the planned point
    people : (n,) thousands, or None
    weights : (s,) of the outputs' growth in the gain
    factor : (n,) f_k of the program: 1, or phi_k where inefficiency is kept
    limits : what the plan had to keep, in data units
    prices : shadow prices that are not zero; of a linear program only. Under ``objective="equity"`` they are of the
        gain, with inequality held at what it is
    prices_of : the goal they are of: gain, moves, or balance
    flows : who gives to whom; empty where no distances are known
    certificate : all limits checked again from the numbers
    status : optimal, or late (the best found when time was up)
    seconds : of solving, by part
    """

    panel: Panel
    before_in: Floats
    into: Floats
    out: Floats
    least_move: Floats
    most_move: Floats
    sure: NDArray[np.bool_]
    before_out: Floats
    gain: Floats
    lambdas: Floats
    frontier_units: tuple[str, ...]
    frontier_periods: tuple[Period, ...]
    gain_total: float
    catch_up: float
    moves: Floats
    inequality_before: Floats
    inequality_after: Floats
    phi_before: Floats
    phi_after: Floats
    people: Floats | None
    weights: Floats
    factor: Floats
    limits: Limits
    prices: tuple[Price, ...]
    prices_of: str
    flows: tuple[Flow, ...]
    certificate: Certificate
    status: str
    seconds: Mapping[str, float]
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    @property
    def units(self) -> tuple[str, ...]:
        return self.panel.units

    @property
    def period(self) -> Period:
        return self.panel.periods[0]

    @property
    def inputs(self) -> tuple[str, ...]:
        return self.panel.roles.inputs

    @property
    def outputs(self) -> tuple[str, ...]:
        return self.panel.roles.outputs

    @property
    def net(self) -> Floats:
        """(n, m) what comes less what goes."""
        return self.into - self.out

    @property
    def after_in(self) -> Floats:
        """(n, m) inputs after the plan."""
        return self.before_in + self.into - self.out

    @property
    def after_out(self) -> Floats:
        """(n, s) outputs after the plan."""
        return self.before_out + self.gain

    @property
    def reallocation(self) -> float:
        """The gain that transfers add to catching up."""
        return self.gain_total - self.catch_up

    @property
    def te_before(self) -> Floats:
        """(n,) technical efficiency 1 / phi now."""
        return 1.0 / self.phi_before

    @property
    def te_after(self) -> Floats:
        """(n,) technical efficiency of the planned point, against the same frontier, by DEA."""
        return 1.0 / self.phi_after

    def recommended(self) -> Floats:
        """(n, m) net transfers whose direction is sure; 0 elsewhere."""
        return np.where(self.sure, self.net, 0.0)

    def to_frame(self) -> Any:
        """One row a unit and input: unit, column, before, in, out, after, least_move, most_move, sure, and per 1,000
        people where they are known."""
        import pandas as pd

        n, m = self.before_in.shape
        frame = pd.DataFrame(
            {
                "unit": np.repeat(self.units, m),
                "column": np.tile(self.inputs, n),
                "before": self.before_in.ravel(),
                "in": self.into.ravel(),
                "out": self.out.ravel(),
                "after": self.after_in.ravel(),
                "least_move": self.least_move.ravel(),
                "most_move": self.most_move.ravel(),
                "sure": self.sure.ravel(),
            }
        )
        if self.people is not None:
            people = np.repeat(self.people, m)
            frame["before_per_1000"], frame["after_per_1000"] = frame["before"] / people, frame["after"] / people
        return frame

    def outputs_frame(self) -> Any:
        """One row a unit and output: unit, column, before, gain, after, share (gain / before)."""
        import pandas as pd

        n, s = self.before_out.shape
        before, gain = self.before_out.ravel(), self.gain.ravel()
        share = np.divide(gain, before, out=np.full_like(gain, np.nan), where=before != 0)
        names = {"unit": np.repeat(self.units, s), "column": np.tile(self.outputs, n)}
        return pd.DataFrame({**names, "before": before, "gain": gain, "after": before + gain, "share": share})

    def prices_frame(self) -> Any:
        """One row a limit with a shadow price: limit, unit, column, price, percent."""
        import pandas as pd

        columns = ["limit", "unit", "column", "price", "percent"]
        return pd.DataFrame([[getattr(p, c) for c in columns] for p in self.prices], columns=columns)

    def flows_frame(self) -> Any:
        """One row a flow: column, donor, receiver, amount, distance."""
        import pandas as pd

        columns = ["column", "donor", "receiver", "amount", "distance"]
        return pd.DataFrame([[getattr(f, c) for c in columns] for f in self.flows], columns=columns)

    def checks_frame(self) -> Any:
        """One row a checked limit: limit, column, unit (the closest to it), slack, allowed, clean."""
        import pandas as pd

        columns = ["limit", "column", "unit", "slack", "allowed", "clean"]
        return pd.DataFrame([[getattr(c, k) for k in columns] for c in self.certificate.checks], columns=columns)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as plan.json has them: enough to derive every number again."""
        from farrell.policy.record import record

        return record(self)

    def _table(self, most: int = 40) -> tuple[list[str], list[list[Any]]]:
        frame = self.to_frame()
        frame = frame[(frame["in"] > 0) | (frame["out"] > 0)].head(most)
        header = ["unit", "column", "before", "net", "after", "least", "most", "sure"]
        rows = [
            [
                r.unit,
                r.column,
                r.before,
                r.after - r.before,
                r.after,
                r.least_move,
                r.most_move,
                "yes" if r.sure else "",
            ]
            for r in frame.itertuples()
        ]
        return header, rows

    def summary(self) -> str:
        """The gain and its two parts, and every transfer."""
        lines = [
            f"plan for {self.period}: gain {self.gain_total:.4%} = catch-up {self.catch_up:.4%} "
            f"+ reallocation {self.reallocation:.4%}",
            ", ".join(f"{c}: {v:.3%} moves" for c, v in zip(self.inputs, self.moves, strict=True) if v > 0)
            or "nothing moves",
            f"certificate {'clean' if self.certificate.clean else 'NOT clean'}; {self.status}",
        ]
        return "\n".join([*lines, show.text_table(*self._table())])

    def _repr_html_(self) -> str:
        return show.html_table(*self._table(), caption=self.summary().splitlines()[0])

    def __repr__(self) -> str:
        return "\n".join(self.summary().splitlines()[:3])
