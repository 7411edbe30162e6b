"""Random data for the properties: sizes and kind drawn by hypothesis, values by a seeded generator."""

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

RTS = ("crs", "vrs", "nirs", "ndrs")
ORIENTATIONS = ("input", "output")
KINDS = ("lognormal", "integers", "zeros", "duplicates", "collinear")

quick = settings(max_examples=25, deadline=None, derandomize=True)
"""Few examples, the same on every run."""


def values(rng: np.random.Generator, kind: str, n: int, columns: int) -> np.ndarray:
    """(n, columns) non-negative data; no row is all zero in its first or its last column."""
    if kind == "lognormal":
        return rng.lognormal(0, 0.7, (n, columns))
    if kind == "duplicates":
        few = rng.lognormal(0, 0.5, (max(1, n // 2), columns))
        return few[rng.integers(0, len(few), n)]
    data = rng.integers(1, 6, (n, columns)).astype(float)
    if kind == "zeros":
        data[:, 1:-1] *= rng.random((n, columns - 2)) > 0.3
    if kind == "collinear":
        data[:, -1] = 2 * data[:, 0]
    return data


@st.composite
def datasets(draw, periods: int = 1, least: int = 2, kinds: tuple[str, ...] = KINDS):
    """X (N, m) and Y (N, s) of ``periods`` times n units."""
    n, m, s = draw(st.integers(least, 9)), draw(st.integers(1, 3)), draw(st.integers(1, 2))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    data = values(rng, draw(st.sampled_from(kinds)), n * periods, m + s)
    return data[:, :m].copy(), data[:, m:].copy()


rts_values = st.sampled_from(RTS)
orientations = st.sampled_from(ORIENTATIONS)
seeds = st.integers(0, 2**32 - 1)


def generator(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def two_periods(n: int) -> dict[str, list]:
    """Units and periods of n units observed twice, for ``panel_of``."""
    return {"units": [f"U{i}" for i in range(n)] * 2, "periods": [1] * n + [2] * n}
