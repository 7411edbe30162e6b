"""The workloads' numbers, seeded: inputs lognormal with a common size, outputs Cobb-Douglas with inefficiency."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

import farrell
from benchmarks.measure import Floats


def drawn(n: int, m: int, s: int, seed: int = 0) -> tuple[Floats, Floats]:
    """Inputs (n, m) lognormal with a common size, outputs (n, s) Cobb-Douglas with half-normal inefficiency."""
    rng = np.random.default_rng(seed)
    size = rng.lognormal(0, 0.7, n)
    X = size[:, None] * rng.lognormal(0, 0.4, (n, m))
    frontier = np.exp(np.log(X).mean(axis=1) * 0.9 - np.abs(rng.normal(0, 0.3, n)))
    return X, frontier[:, None] * rng.lognormal(0, 0.2, (n, s))


def drawn_panel(n: int, periods: int, m: int, s: int) -> tuple[Floats, Floats]:
    """(T, n, m) inputs and (T, n, s) outputs, the outputs one per cent higher every period."""
    X, Y = drawn(n * periods, m, s)
    progress = 1.01 ** np.arange(periods)
    return X.reshape(periods, n, m), Y.reshape(periods, n, s) * progress[:, None, None]


def panel_of(X: Floats, Y: Floats) -> farrell.Panel:
    """A panel of (n, m) and (n, s), or of (T, n, m) and (T, n, s), in the order of the arrays."""
    X, Y = (v if v.ndim == 3 else v[None] for v in (X, Y))
    periods, n = X.shape[:2]
    columns = {f"x{i}": X[:, :, i].ravel() for i in range(X.shape[2])}
    columns |= {f"y{r}": Y[:, :, r].ravel() for r in range(Y.shape[2])}
    frame = pd.DataFrame(columns)
    frame.insert(0, "unit", np.tile([f"{j:07}" for j in range(n)], periods))
    frame.insert(1, "year", np.repeat(np.arange(2000, 2000 + periods), n))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", farrell.DataWarning)
        return farrell.Panel.from_frame(
            frame,
            unit="unit",
            period="year",
            inputs=[c for c in columns if c[0] == "x"],
            outputs=[c for c in columns if c[0] == "y"],
            allow=["few-units"],
        )


def pseudo_inputs(X: Floats, theta: Floats, replicates: int, seed: int = 1) -> list[Floats]:
    """Inputs X_i theta_i / theta*_i of the reference sets of a smoothed bootstrap.

    theta* is drawn from a kernel estimate that is reflected at 1 and keeps the scores' variance, with Silverman's
    bandwidth (Simar & Wilson 1998, DOI 10.1287/mnsc.44.1.49, eqs. 4.14 to 4.17).
    """
    rng, n = np.random.default_rng(seed), len(theta)
    reflected = np.r_[theta, 2.0 - theta]
    low, high = np.percentile(reflected, [25, 75])
    h = 0.9 * min(reflected.std(), (high - low) / 1.34) * n**-0.2
    out = []
    for _ in range(replicates):
        beta = rng.choice(theta, n)
        smooth = beta + h * rng.normal(size=n)
        smooth = np.where(smooth > 1.0, 2.0 - smooth, smooth)
        star = beta.mean() + (smooth - beta.mean()) / np.sqrt(1.0 + h**2 / theta.var())
        out.append(X * (theta / np.clip(star, 0.05, 1.0))[:, None])
    return out
