"""The distribution of scores as a smooth curve that respects their bounds."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from farrell.errors import OptionError

Floats = NDArray[np.float64]

SAME = 1e-9
"""Values this close (relative) are one value: they differ by rounding alone."""


@dataclass(frozen=True, slots=True)
class Density:
    """A kernel density estimate.

    Attributes
    ----------
    grid : (k,) where it is evaluated
    values : (k,) the density there; NaN where fewer than two different values are known
    bandwidth : standard deviation of the kernel, in the unit of the data
    n : how many values it is made of
    """

    grid: Floats
    values: Floats
    bandwidth: float
    n: int


def density(
    values: ArrayLike,
    *,
    grid: ArrayLike,
    upper: float | None = None,
    bandwidth: float | None = None,
) -> Density:
    """Gaussian kernel density with the mass beyond an upper bound reflected back.

    f(x) = 1/(n h) sum_i [K((x - v_i)/h) + K((x - (2 b - v_i))/h)] for x <= b, 0 beyond. Without reflection a plain
    kernel puts mass above a score of 1, where no score can be (Silverman 1986, Density Estimation for Statistics and
    Data Analysis, section 2.10).

    Parameters
    ----------
    values : (n,) NaN is left out
    grid : (k,) where to evaluate
    upper : the bound b, 1 for efficiency scores; None for none
    bandwidth : h; Silverman's rule of thumb by default, 0.9 min(sd, IQR / 1.34) n^(-1/5) (his equation 3.31), with the
        sd alone where the quartiles are equal

    Raises
    ------
    OptionError
        code ``above-bound``: a value above the bound

    Examples
    --------
    >>> import numpy as np
    >>> from farrell.spacetime import density
    >>> grid = np.linspace(0, 1, 1001)
    >>> found = density([0.7, 0.8, 0.9, 1.0], grid=grid, upper=1.0)
    >>> round(float(np.trapezoid(found.values, grid)), 3)
    1.0
    """
    numbers, points = np.asarray(values, dtype=np.float64), np.asarray(grid, dtype=np.float64)
    numbers = numbers[np.isfinite(numbers)]
    if upper is not None and (numbers > upper).any():
        raise OptionError("above-bound", value=float(numbers.max()), bound=upper)
    n = len(numbers)
    h = silverman(numbers) if bandwidth is None else bandwidth
    if n < 2 or not h > 0:
        return Density(points, np.full_like(points, np.nan), float("nan"), n)
    centres = numbers if upper is None else np.concatenate([numbers, 2 * upper - numbers])
    kernel = np.exp(-0.5 * ((points[:, None] - centres) / h) ** 2).sum(axis=1) / (n * h * math.sqrt(2 * math.pi))
    return Density(points, kernel if upper is None else np.where(points <= upper, kernel, 0.0), float(h), n)


def silverman(numbers: Floats) -> float:
    """Silverman's rule of thumb; 0 where the values are one."""
    if len(numbers) < 2 or np.ptp(numbers) <= SAME * np.abs(numbers).max():
        return 0.0
    sd = float(numbers.std(ddof=1))
    low, high = (float(q) for q in np.percentile(numbers, [25, 75]))
    spread = min(sd, (high - low) / 1.34) if high > low else sd
    return float(0.9 * spread * len(numbers) ** -0.2)
