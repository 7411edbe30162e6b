"""Class breaks as mapclassify has them on the bundled panel, and least of all by trying every one."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

import farrell
from farrell.errors import OptionError
from farrell.spacetime import breaks

VALUES = Path(__file__).parents[2] / "published" / "values" / "mapclassify_china_health.json"


@pytest.mark.parametrize("name", ["te", "gdp"])
def test_breaks_of_mapclassify(name):
    there = json.loads(VALUES.read_text(encoding="utf-8"))[name]
    panel = farrell.load("china-health").panel
    te = lambda: farrell.dea(panel, rts="crs", second_phase=False).te  # noqa: E731
    x = te() if name == "te" else panel.numbers["gdp_per_capita_yuan"]
    for k, ends in there["natural"].items():
        assert breaks(x, int(k)) == pytest.approx(ends, rel=1e-9)
    assert breaks(x, 4, rule="quantiles") == pytest.approx(there["quantiles"]["4"], rel=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_natural_breaks_are_the_best_of_all(seed):
    rng = np.random.default_rng(seed)
    x = np.sort(np.round(rng.lognormal(0, 1, 11), 1))
    different = np.unique(x)
    for k in (2, 3, 4):
        ends = breaks(x, k)
        groups = np.searchsorted(ends, x, side="left")
        own = sum(((x[groups == g] - x[groups == g].mean()) ** 2).sum() for g in range(k))
        least = np.inf
        for cut in itertools.combinations(different[:-1], k - 1):
            at = np.searchsorted([*cut, different[-1]], x, side="left")
            least = min(least, sum(((x[at == g] - x[at == g].mean()) ** 2).sum() for g in range(k)))
        assert own == pytest.approx(least, rel=1e-9, abs=1e-12)


def test_equal_steps_and_refusals():
    assert breaks([0, 1, 4, np.nan], 2, rule="equal").tolist() == [2, 4]
    assert breaks([3, 3, 3], 1).tolist() == [3]
    for call, code in (
        (lambda: breaks([1, 2], 3), "breaks-classes"),
        (lambda: breaks([1, 2], True), "breaks-classes"),
        (lambda: breaks([1, 2], 2, rule="head-tail"), "choice"),
        (lambda: breaks([1] * 7 + [2, 3], 3, rule="quantiles"), "markov-breaks"),
    ):
        with pytest.raises(OptionError) as caught:
            call()
        assert caught.value.code == code
