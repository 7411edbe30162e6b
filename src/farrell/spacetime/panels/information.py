"""What a spatial panel tells of its parameters: the expected information, all of them together."""

from __future__ import annotations

import numpy as np

from farrell.spacetime.panels.likelihood import Process
from farrell.spacetime.panels.sample import Sample, free
from farrell.spacetime.places import Floats


def multiplier(sample: Sample, c: float) -> Floats:
    """G = W (I - c W)^-1, without the means of periods on both sides where the likelihood is without them."""
    n = len(sample.W)
    G = np.asarray(np.linalg.solve(np.eye(n) - c * sample.W.T, sample.W.T).T, dtype=np.float64)
    return centred(G) if sample.inner else G


def centred(matrix: Floats) -> Floats:
    """A matrix (n, n) without the means of its columns and rows."""
    out: Floats = matrix - matrix.mean(axis=0)
    out = out - out.mean(axis=1, keepdims=True)
    return out


def information(sample: Sample, process: Process, b: Floats, c: float, sigma2: float) -> Floats:
    """Expected information of (b, c, sigma2), or of (b, sigma2) where no process is in space.

    ::

        b, b            Z'Z / sigma2,    Z = X (none, lag), (I - c W) X (error)
        b, c            X'(G X b) / sigma2                                  (lag; 0 of error)
        c, c            T [tr(G G) + tr(G'G)] + (G X b)'(G X b) / sigma2    (the last term of lag alone)
        c, sigma2       T tr(G) / sigma2
        sigma2, sigma2  N / (2 sigma2^2)

    Source: Elhorst 2014, DOI 10.1007/978-3-642-40340-8, chapter 3; Lee & Yu 2010, DOI 10.1016/j.jeconom.2009.08.001.
    """
    p = len(b)
    if process == "none":
        out = np.zeros((p + 1, p + 1))
    else:
        out = np.zeros((p + 2, p + 2))
        G = multiplier(sample, c)
        out[p, p] = sample.length * float(np.trace(G @ G) + (G**2).sum())
        out[p, -1] = out[-1, p] = sample.length * float(np.trace(G)) / sigma2
    Z = (sample.X - c * sample.WX if process == "error" else sample.X).reshape(-1, p)
    out[:p, :p] = Z.T @ Z / sigma2
    out[-1, -1] = sample.size / (2 * sigma2**2)
    if process == "lag":
        moved = carried(sample, b, c).ravel()
        out[:p, p] = out[p, :p] = Z.T @ moved / sigma2
        out[p, p] += float(moved @ moved) / sigma2
    return out


def carried(sample: Sample, b: Floats, c: float) -> Floats:
    """(T, n) G X b, free of effects."""
    n = len(sample.W)
    fitted = np.linalg.solve(np.eye(n) - c * sample.W, (sample.X @ b).T)
    return free((sample.W @ fitted).T, unit=False, period=sample.period)  # those of units stay out by themselves
