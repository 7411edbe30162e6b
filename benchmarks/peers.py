"""Libraries of the same kind, each through its public functions; those that are installed take part.

They are no dependencies of Farrell. All of them build and solve one program a unit from nothing.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import numpy as np
import pandas as pd

from benchmarks.measure import Floats


def names(kind: str, count: int) -> list[str]:
    """Names of variables."""
    return [f"{kind}{i}" for i in range(count)]


class Orange:
    """orange3-dea: scipy's HiGHS; its radial model has a second phase too."""

    distribution = "orange3-dea"
    rounding = 0.0

    def __init__(self) -> None:
        from orangecontrib.dea import core

        self.core = core

    def _problem(self, X: Floats, Y: Floats):
        units = [str(j) for j in range(len(X))]
        return self.core.DEAProblem(units, names("x", X.shape[1]), names("y", Y.shape[1]), X, Y)

    def radial(self, X: Floats, Y: Floats, rts: str) -> Floats:
        """(n,) input-oriented scores."""
        return self.core.solve_radial(self._problem(X, Y), orientation="input", rts=rts.upper()).efficiency

    def malmquist(self, X: Floats, Y: Floats) -> Floats:
        """(T - 1, n) indices of data (T, n, m), (T, n, s), with pure and scale efficiency change."""
        panel = self.core.DEAPanel([self._problem(x, y) for x, y in zip(X, Y, strict=True)])
        return self.core.solve_malmquist(panel, orientation="input", decompose=True).mi.T

    def slacks_based(self, X: Floats, Y: Floats) -> Floats:
        """(n,) non-oriented slacks-based scores under vrs."""
        return self.core.solve_sbm(self._problem(X, Y), rts="VRS", orientation="none").efficiency


class DEAPack:
    """DEAPack: scipy's HiGHS; its radial models have a second phase too."""

    distribution = "DEAPack"
    rounding = 0.0

    def __init__(self) -> None:
        import deapack

        self.library = deapack

    def _data(self, X: Floats, Y: Floats):
        periods, n = X.shape[:2]
        inputs, outputs = names("x", X.shape[2]), names("y", Y.shape[2])
        frame = pd.DataFrame(np.concatenate([X, Y], axis=2).reshape(periods * n, -1), columns=[*inputs, *outputs])
        frame["unit"], frame["year"] = np.tile(np.arange(n), periods), np.repeat(np.arange(periods), n)
        period = {"period": "year"} if periods > 1 else {}
        return self.library.DEAData.from_frame(frame, dmu="unit", inputs=inputs, outputs=outputs, **period)

    def radial(self, X: Floats, Y: Floats, rts: str) -> Floats:
        """(n,) input-oriented scores."""
        model = {"crs": self.library.CCRInput, "vrs": self.library.BCCInput}[rts]()
        return model.fit(self._data(X[None], Y[None])).summary_frame["efficiency"].to_numpy()

    def malmquist(self, X: Floats, Y: Floats) -> Floats:
        """(T - 1, n) indices of data (T, n, m), (T, n, s), without pure and scale efficiency change."""
        found = self.library.MalmquistDEA(orientation="input").fit(self._data(X, Y)).summary_frame
        ordered = found.sort_values(["base_period", "dmu_id"])
        return ordered["productivity_change"].to_numpy().reshape(len(X) - 1, -1)

    def slacks_based(self, X: Floats, Y: Floats) -> Floats:
        """(n,) non-oriented slacks-based scores under vrs."""
        return self.library.SlacksBasedDEA().fit(self._data(X[None], Y[None])).summary_frame["efficiency"].to_numpy()


class Pyfrontier:
    """Pyfrontier: PuLP and CBC, a process a program, two programs a unit; scores rounded to six decimals."""

    distribution = "Pyfrontier"
    rounding = 6e-7

    def __init__(self) -> None:
        from Pyfrontier.frontier_model import EnvelopDEA

        self.model = EnvelopDEA

    def radial(self, X: Floats, Y: Floats, rts: str) -> Floats:
        """(n,) input-oriented scores."""
        model = self.model(frontier=rts.upper(), orient="in")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.fit(X, Y)
        return np.array([unit.score for unit in model.result])


@dataclass(frozen=True, slots=True)
class Peers:
    """The peers that can be used, by name, and what is known of all: a version, or why one takes no part."""

    usable: dict[str, Orange | DEAPack | Pyfrontier]
    status: dict[str, str]


def find() -> Peers:
    """Import every peer that is installed."""
    usable, status = {}, {}
    for kind in (Orange, DEAPack, Pyfrontier):
        name = kind.distribution
        try:
            status[name] = version(name)
            usable[name] = kind()
        except PackageNotFoundError:
            status[name] = "not installed"
        except Exception as error:  # whatever a foreign package raises while it is imported
            status[name] += f", cannot be imported: {type(error).__name__}"
    return Peers(usable, status)
