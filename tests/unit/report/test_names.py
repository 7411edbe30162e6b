"""How units and groups are called."""

from __future__ import annotations

import pytest

from farrell.report.names import Names, below_one


@pytest.mark.parametrize(("provinces", "said"), [(True, "东部"), (False, "East")])
def test_a_group_of_units_that_are_no_provinces_keeps_its_name(provinces: bool, said: str) -> None:
    names = Names("zh", {}, provinces, regional=True)
    assert names.region("East") == said
    assert names.region("Site A") == "Site A"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.9124, "0.912"),
        (0.9995, "0.9995"),
        (0.999709, "0.9997"),
        (0.9999988, "0.999999"),
        (0.9999996, "1.000"),
        (1.0, "1.000"),
        (float("nan"), "–"),
    ],
)
def test_a_score_below_one_shows_that_it_is(value, shown):
    assert below_one(value) == shown
