"""Scale efficiency, and the scale status against its definition."""

import numpy as np
import pytest

from farrell import SolveWarning, dea, scale_efficiency

CERTIFIED = 1e-9
"""Scores are certified to about 1e-10."""
SAME = 1e-6
"""Scores this close are one frontier."""


@pytest.mark.parametrize("way", ["input", "output"])
@pytest.mark.parametrize("seed", range(4))
def test_scale_status_follows_the_definition(panel_of, way, seed):
    rng = np.random.default_rng(seed)
    X = rng.lognormal(0, 0.8, (30, 2)) if seed % 2 else rng.integers(1, 9, (30, 2)).astype(float)
    panel = panel_of(X, np.maximum(1, np.round(X.sum(axis=1) ** 0.9 * rng.uniform(0.4, 1, 30), 1)))
    result = scale_efficiency(panel, orientation=way)
    for r in range(30):
        if result.te_crs[r] >= result.te_vrs[r] * (1 - SAME):
            expected = "crs"
        else:
            ndrs = dea(panel, rts="ndrs", orientation=way, second_phase=False).te[r]
            expected = "irs" if abs(ndrs / result.te_vrs[r] - 1) < SAME else "drs"
        assert result.scale_status[r] == expected


def test_the_parts_are_the_single_results(panel_of):
    rng = np.random.default_rng(9)
    panel = panel_of(rng.lognormal(0, 0.5, (20, 2)), rng.lognormal(0, 0.5, (20, 2)))
    result = scale_efficiency(panel)
    for rts in ("crs", "vrs", "nirs"):
        np.testing.assert_allclose(getattr(result, f"te_{rts}"), dea(panel, rts=rts).te, rtol=CERTIFIED)
    np.testing.assert_allclose(result.se, result.te_crs / result.te_vrs, rtol=CERTIFIED)
    assert (result.se <= 1 + CERTIFIED).all()
    assert result.diagnostics["programs"] >= 40
    assert result.to_frame().columns.tolist() == ["unit", "period", "te_crs", "te_vrs", "se", "scale_status", "status"]
    assert "mean" in result.summary()


def test_one_most_productive_scale_size(panel_of):
    result = scale_efficiency(panel_of([1, 2, 4, 8], [1, 4, 8, 9]))
    assert result.scale_status.tolist() == ["irs", "crs", "crs", "drs"]


def test_infeasible_units_have_no_scale_status_and_one_warning(panel_of):
    panel = panel_of([2, 4, 3, 6], [1, 2, 3, 9], units="ABAB", periods=[1, 1, 2, 2])
    with pytest.warns(SolveWarning) as caught:
        result = scale_efficiency(panel, reference=1)
    assert result.status.tolist() == ["optimal", "optimal", "infeasible", "infeasible"]
    assert result.scale_status.tolist()[2:] == ["", ""]
    assert np.isnan(result.se[2:]).all()
    assert len(caught) == 1
