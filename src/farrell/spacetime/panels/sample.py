"""A panel free of its effects, and how many observations its likelihood counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from farrell.errors import OptionError
from farrell.spacetime.panels.stacking import Stack
from farrell.spacetime.places import Floats

PanelEffects = Literal["none", "unit", "period", "both"]
PANEL_EFFECTS: tuple[PanelEffects, ...] = ("none", "unit", "period", "both")
LeeYu = Literal["transformation", "bias", "none"]
LEE_YU: tuple[LeeYu, ...] = ("transformation", "bias", "none")
CONSTANT = "constant"
DEPENDENT = 1e-9
"""A column that keeps less than this share of itself beside the effects and the others says nothing of its own."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Variables without their effects.

    Attributes
    ----------
    names : (p,) of the columns of X
    y, Wy : (T, n)
    X, WX : (T, n, p)
    W : (n, n) rows that sum to 1
    eigenvalues : (n,) of W, complex where W is not symmetric
    unit, period : which effects are taken out
    share : what is kept of the units' means: 0 of fixed effects, more of random ones
    inner : whether the likelihood is that of data without the mean of each period (Lee & Yu's transformation)
    width, length : units and periods the likelihood counts: n or n - 1, T or T - 1
    """

    names: tuple[str, ...]
    y: Floats
    Wy: Floats
    X: Floats
    WX: Floats
    W: Floats
    eigenvalues: NDArray[np.complex128]
    unit: bool
    period: bool
    share: float
    inner: bool
    width: int
    length: int

    @property
    def size(self) -> int:
        return self.width * self.length

    def log_determinant(self, c: float) -> float:
        """length * (log |I - c W| - log(1 - c) where the means of periods are out)."""
        own = np.log(np.abs(1 - c * self.eigenvalues)).sum()
        return self.length * float(own - (np.log(1 - c) if self.inner else 0.0))

    def log_determinant_slope(self, c: float) -> float:
        own = -(self.eigenvalues / (1 - c * self.eigenvalues)).real.sum()
        return self.length * float(own + (1 / (1 - c) if self.inner else 0.0))

    @property
    def bounds(self) -> tuple[float, float]:
        return bounds_of(self.eigenvalues)


def bounds_of(eigenvalues: NDArray[np.complex128]) -> tuple[float, float]:
    """The interval about 0 in which I - c W can be inverted; from -1 where no eigenvalue is real and below 0."""
    real = eigenvalues.real[np.abs(eigenvalues.imag) < 1e-6]
    least, most = (float(real.min()), float(real.max())) if len(real) else (0.0, 0.0)
    return (1 / least if least < -1e-6 else -1.0), 1 / most if most > 1e-6 else 1.0


def free(values: Floats, unit: bool, period: bool, share: float = 0.0) -> Floats:
    """Values less (1 - share) of the units' means and less the periods' means."""
    out = values
    if period:
        out = out - out.mean(axis=1, keepdims=True)
    if unit:
        out = out - (1 - share) * out.mean(axis=0, keepdims=True)
    return out


def sampled(
    stack: Stack, *, durbin: bool, effects: PanelEffects, lee_yu: LeeYu = "transformation", share: float | None = None
) -> Sample:
    """The variables of a model, lagged in space before their effects are taken out.

    Parameters
    ----------
    durbin : whether the neighbours' means of the explanatory variables are in, too
    share : of random effects of units, what is kept of their means; fixed effects by default

    Raises
    ------
    OptionError
        codes ``panel-islands``, ``panel-few``, ``panel-collinear``, ``panel-names``
    """
    unit, period = effects in ("unit", "both"), effects in ("period", "both")
    if period and stack.weights.islands:
        raise OptionError("panel-islands", units=list(stack.weights.islands), effects=effects)
    T, n = stack.y.shape
    W = stack.weights.matrix
    names, columns = [*stack.names], [stack.x]
    if durbin:
        names += [f"W {name}" for name in stack.names]
        columns.append(W @ stack.x)
    if effects == "none" or (effects == "unit" and share is not None):
        names.insert(0, CONSTANT)
        columns.insert(0, np.ones((T, n, 1)))
    if len({*names, "spatial_rho", "spatial_lambda", "sigma2"}) < len(names) + 3:
        raise OptionError("panel-names", names=names)
    X = np.concatenate(columns, axis=2)
    inner = period and lee_yu == "transformation"
    kept = 0.0 if share is None else share
    length = T - 1 if unit and share is None and lee_yu == "transformation" else T
    y, Wy, freed, WX = (free(a, unit, period, kept) for a in (stack.y, stack.y @ W.T, X, W @ X))
    eigenvalues = np.linalg.eigvals(W).astype(np.complex128)
    sample = Sample(
        tuple(names), y, Wy, freed, WX, W, eigenvalues, unit, period, kept, inner, n - inner, length
    )  # fmt: skip
    _check(sample, X)
    return sample


def _check(sample: Sample, raw: Floats) -> None:
    """Every column says something of its own, and there are more observations than parameters."""
    p = len(sample.names)
    observations = (sample.y.shape[0] - sample.unit) * (sample.y.shape[1] - sample.period)
    if observations <= p + 2:
        raise OptionError("panel-few", observations=observations, parameters=p + 2)
    columns, scale = sample.X.reshape(-1, p), np.sqrt((raw.reshape(-1, p) ** 2).sum(axis=0))
    basis = np.zeros((len(columns), 0))
    idle = []
    for name, column, size in zip(sample.names, columns.T, scale, strict=True):
        rest = column - basis @ (basis.T @ column)
        rest = rest - basis @ (basis.T @ rest)
        length = float(np.sqrt(rest @ rest))
        if length <= DEPENDENT * max(float(size), 1e-300):
            idle.append(name)
        else:
            basis = np.column_stack([basis, rest / length])
    if idle:
        raise OptionError("panel-collinear", names=idle)
