"""How units and groups are called."""

from __future__ import annotations

import pytest

from farrell.report.names import Names


@pytest.mark.parametrize(("provinces", "said"), [(True, "东部"), (False, "East")])
def test_a_group_of_units_that_are_no_provinces_keeps_its_name(provinces: bool, said: str) -> None:
    names = Names("zh", {}, provinces, regional=True)
    assert names.region("East") == said
    assert names.region("Site A") == "Site A"
