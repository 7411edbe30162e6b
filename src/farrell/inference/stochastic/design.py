"""A frontier as numbers: what is explained, by what, and which rows share one inefficiency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from farrell.errors import OptionError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DEPENDENT = 1e-9
"""A column with less than this share of its length beside the others follows from them."""
CONSTANT = "constant"


@dataclass(frozen=True, slots=True)
class Design:
    """Everything the likelihood needs; y = X beta + v - sign * u.

    Attributes
    ----------
    y : (N,) the dependent variable
    X : (N, k) the frontier's variables, the constant first
    Z : (G, q) variables of mu, the mean of u before truncation, of each group; no column where mu = 0
    group : (N,) which rows share one u
    lag : (N,) periods since the last one, zero or negative; used with ``decay``
    sign : 1 where inefficiency lowers y (production), -1 where it raises it (cost)
    decay : whether u_it = exp(-eta lag) u_i
    exponential : whether u is exponential, not (truncated) normal
    x_names, z_names : of the columns
    """

    y: Floats
    X: Floats
    Z: Floats
    group: Ints
    lag: Floats
    sign: float
    decay: bool
    exponential: bool
    x_names: tuple[str, ...]
    z_names: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters in the order of the likelihood: beta, sigma2, gamma, delta, eta."""
        return (*self.x_names, "sigma2", "gamma", *self.z_names, *(["eta"] if self.decay else []))

    @property
    def restrictions(self) -> int:
        """How many parameters vanish where there is no inefficiency."""
        return 1 + len(self.z_names) + int(self.decay)

    def shares(self, eta: float) -> Floats:
        """(N,) u_it / u_i."""
        return np.exp(-eta * self.lag)

    def sums(self, values: Floats) -> Floats:
        """(G, ...) sums of rows by group."""
        out = np.zeros((len(self.Z), *values.shape[1:]))
        np.add.at(out, self.group, values)
        return out


def independent(columns: Floats, names: Sequence[str]) -> None:
    """Refuse columns that follow from those before them.

    Raises
    ------
    OptionError
        code ``sfa-collinear``
    """
    basis = np.zeros((len(columns), 0))
    idle = []
    for name, column in zip(names, columns.T, strict=True):
        rest = column - basis @ (basis.T @ column)
        rest = rest - basis @ (basis.T @ rest)
        length = float(np.sqrt(rest @ rest))
        if length <= DEPENDENT * max(float(np.sqrt(column @ column)), 1e-300):
            idle.append(name)
        else:
            basis = np.column_stack([basis, rest / length])
    if idle:
        raise OptionError("sfa-collinear", names=idle)


def enough(design: Design) -> None:
    """Refuse fewer observations than parameters, and columns that say nothing of their own."""
    if len(design.y) <= len(design.names):
        raise OptionError("sfa-few", observations=len(design.y), parameters=len(design.names))
    independent(design.X, design.x_names)
    if design.Z.shape[1]:
        independent(design.Z, design.z_names)
