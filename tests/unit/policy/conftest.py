"""The panel of the provinces and the plan that the pages lead with."""

from __future__ import annotations

import pytest
from planner_by_hand import HEADLINE

import farrell


@pytest.fixture(scope="session")
def china():
    return farrell.load("china-health").panel


@pytest.fixture(scope="session")
def plan(china):
    return farrell.rebalance(china, 2023, **HEADLINE)
