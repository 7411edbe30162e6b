"""A plan beside those on other data: which of its moves keep their sign, and what the changes do to its gain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell import show
from farrell.errors import OptionError
from farrell.policy.plan import Plan
from farrell.policy.situation import Floats
from farrell.policy.task import SURE

KINDS = ("draw", "peer", "frontier", "demand")
"""What is changed: the frontier drawn anew, one peer left out, another year's frontier, the services asked for."""
PLACES = 1e-9
"""A share this close to the level has reached it."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the data, and what makes its task.

    Attributes
    ----------
    kind : one of KINDS
    of : the unit left out, the period of the frontier, the outputs asked for
    way : up or down, of demand
    number : of a draw, from 0
    factors : (s,) what each output is multiplied by
    """

    kind: str
    of: tuple[Any, ...] = ()
    way: str = ""
    number: int = 0
    factors: tuple[float, ...] = ()

    @property
    def name(self) -> str:
        """What was changed, in words."""
        said = " and ".join(map(str, self.of))
        return {
            "draw": f"draw {self.number + 1}",
            "peer": f"without {said}",
            "frontier": f"frontier of {said}",
            "demand": f"{said} {self.way}",
        }[self.kind]


@dataclass(frozen=True, slots=True)
class PlanRobustness:
    """A plan of n units with m inputs beside those under V changes of the data.

    Attributes
    ----------
    plan : as the data are
    change : V changes, each with its kind and name
    net : (V, n, m) what comes less what goes; NaN where there is no plan, and of a unit that is left out
    gain_total : (V,) gain of the plan; NaN where there is none
    refusal : (V,) why there is no plan; "" where there is one
    """

    plan: Plan
    change: tuple[Change, ...]
    net: Floats
    gain_total: Floats
    refusal: tuple[str, ...]
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    @property
    def kind(self) -> NDArray[np.str_]:
        """(V,) draw, peer, frontier, demand."""
        return np.array([change.kind for change in self.change])

    @property
    def name(self) -> tuple[str, ...]:
        """(V,) what was changed, in words."""
        return tuple(change.name for change in self.change)

    def span(self) -> tuple[float, float, int]:
        """Between what the gain lies in ``level`` of the draws that have a plan, and how many these are."""
        drawn = self.gain_total[self.kind == "draw"]
        drawn = drawn[np.isfinite(drawn)]
        tails = (1 - self.settings["level"]) / 2
        low, high = np.quantile(drawn, [tails, 1 - tails]) if len(drawn) else (np.nan, np.nan)
        return float(low), float(high), len(drawn)

    def _signs(self) -> tuple[Floats, Floats]:
        """(n, m) and (V, n, m) -1, 0, 1, NaN: what is less than a millionth of the column's mean does not move."""
        least = SURE * np.where(self.plan.before_in.mean(axis=0) > 0, self.plan.before_in.mean(axis=0), 1.0)
        moved = np.where(np.abs(self.net) > least, np.sign(self.net), 0.0)
        base = np.where(np.abs(self.plan.net) > least, np.sign(self.plan.net), 0.0)
        return base, np.where(np.isnan(self.net), np.nan, moved)

    def kept(self, kind: str) -> Floats:
        """(n, m) the share of the changes of one kind in which a move keeps its sign; NaN of what does not move."""
        return self._share(kind, 1.0)

    def turned(self, kind: str) -> Floats:
        """(n, m) the share in which it goes the other way."""
        return self._share(kind, -1.0)

    def _share(self, kind: str, sign: float) -> Floats:
        if kind not in KINDS:
            raise OptionError.choice("kind", kind, KINDS)
        base, moved = self._signs()
        moved = moved[self.kind == kind]
        known = np.isfinite(moved)
        count = known.sum(axis=0)
        same = (known & (moved == sign * base)).sum(axis=0)
        return np.where((base != 0) & (count > 0), same / np.maximum(count, 1), np.nan)

    @property
    def stands(self) -> NDArray[np.bool_]:
        """(n, m) moves that keep their sign in ``level`` of the draws or more, and under every other change; none does
        where no change of a kind that was tried has a plan."""
        held = self._signs()[0] != 0
        for kind in dict.fromkeys(self.kind):
            share, asked = self.kept(kind), self.settings["level"] if kind == "draw" else 1.0
            held = held & (share >= asked - PLACES)
        return np.asarray(held)

    def to_frame(self) -> Any:
        """One row a move of the plan: unit, column, net, sure, draws (share that keeps the sign), turned (share of
        draws with the other sign), peers, frontier, demand (shares), stands, and broken_by, the changes other than
        draws in which it turns or goes."""
        import pandas as pd

        base, moved = self._signs()
        shares = {kind: self.kept(kind) for kind in KINDS}
        turned, stands = self.turned("draw"), self.stands
        rows = []
        for k, i in np.argwhere(base != 0):
            lost = np.nonzero(np.isfinite(moved[:, k, i]) & (moved[:, k, i] != base[k, i]) & (self.kind != "draw"))[0]
            rows.append(
                [
                    self.plan.units[k],
                    self.plan.inputs[i],
                    float(self.plan.net[k, i]),
                    bool(self.plan.sure[k, i]),
                    shares["draw"][k, i],
                    turned[k, i],
                    shares["peer"][k, i],
                    shares["frontier"][k, i],
                    shares["demand"][k, i],
                    bool(stands[k, i]),
                    ", ".join(self.name[v] for v in lost),
                ]
            )
        columns = ["unit", "column", "net", "sure", "draws", "turned", "peers", "frontier", "demand", "stands"]
        return pd.DataFrame(rows, columns=[*columns, "broken_by"])

    def changes(self) -> Any:
        """One row a change: kind, name, gain_total, kept (share of the plan's moves that keep their sign), refusal."""
        import pandas as pd

        base, moved = self._signs()
        there = base != 0
        known = np.isfinite(moved) & there
        count = known.sum(axis=(1, 2))
        kept = np.where(count > 0, (known & (moved == base)).sum(axis=(1, 2)) / np.maximum(count, 1), np.nan)
        columns = {"kind": self.kind, "name": self.name, "gain_total": self.gain_total, "kept": kept}
        return pd.DataFrame({**columns, "refusal": self.refusal})

    def words(self) -> list[str]:
        """A sentence a move, those that stand first."""
        frame = self.to_frame().sort_values(["stands", "draws"], ascending=False, kind="stable")
        return [self._sentence(row) for row in frame.itertuples()]

    def _sentence(self, row: Any) -> str:
        head = f"{row.unit} {'gets' if row.net > 0 else 'gives'} {row.column} ({abs(row.net):,.0f})"
        said = []
        for kind, what in (("draw", "draws"), ("peer", "cases of a peer left out"), ("demand", "changes of demand")):
            share = row.draws if kind == "draw" else row.peers if kind == "peer" else row.demand
            if np.isfinite(share):
                said.append(f"{share:.0%} of the {what}")
        if np.isfinite(row.frontier):
            earlier = self.name[int(np.nonzero(self.kind == "frontier")[0][0])]
            said.append(f"{'' if row.frontier == 1 else 'not '}on the {earlier}")
        why = f": {row.broken_by}" if row.broken_by else ""
        verdict = "It stands." if row.stands else f"It does not stand{why}."
        return f"{head}: kept in {', '.join(said)}. {verdict}" if said else f"{head}."

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        frame = self.to_frame()
        frame = frame.drop(columns="broken_by")
        return list(frame.columns), frame.to_numpy(dtype=object).tolist()

    def summary(self) -> str:
        """The gain and its span over the draws, which is no interval of it, how many moves stand, and every move."""
        frame, (low, high, draws) = self.to_frame(), self.span()
        lines = [f"{int(frame.stands.sum())} of {len(frame)} moves stand; gain {self.plan.gain_total:.2%}"]
        if draws:
            lines[0] += f", {low:.2%} to {high:.2%} in {self.settings['level']:.0%} of {draws} draws"
            lines.append("drawn frontiers lie within the estimated one, so that is no interval of the true gain")
        lines += [f"no plan, {name}: {why}" for name, why in zip(self.name, self.refusal, strict=True) if why][:5]
        return "\n".join([*lines, show.text_table(*self._table())])

    def _repr_html_(self) -> str:
        return show.html_table(*self._table(), caption=self.summary().splitlines()[0])

    def __repr__(self) -> str:
        return f"PlanRobustness: {self.summary().splitlines()[0]}"
