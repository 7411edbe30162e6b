"""The 31 VRS scores an open textbook on mathematical models in R prints, 7 digits (china-hospitals-2011/SOURCE.md)."""

import pytest

import farrell

PRINTED = 1e-6
"""Seven printed digits, and the independent program of SOURCE.md agrees to 5e-8."""

BUNDLE = farrell.load("china-hospitals-2011")
SCORES = dict(zip(BUNDLE.expected["DMU"], BUNDLE.expected["te_vrs"], strict=True))


@pytest.fixture(scope="module")
def result():
    return farrell.dea(BUNDLE.panel, rts="vrs", orientation="input")


def test_every_province_has_a_printed_score():
    assert len(SCORES) == 31
    assert set(SCORES) == set(BUNDLE.panel.units)


@pytest.mark.parametrize("province", list(SCORES), ids=[f"R-textbook china-hospitals-2011 {p}" for p in SCORES])
def test_vrs_input_score_is_the_printed_one(result, province):
    assert result.te[result.row_of(province)] == pytest.approx(SCORES[province], abs=PRINTED, rel=0)


def test_every_program_was_certified(result):
    assert result.diagnostics["certified"] == result.diagnostics["programs"] == 31
