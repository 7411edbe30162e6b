"""Every model of the registry against an independent formulation, on random and degenerate panels."""

import os
import warnings
from zlib import crc32

import numpy as np
import pytest
from stress_panels import drawn
from stress_table import CHECKS, NOT_COMPARED, TOLERANCE

from farrell.dea import models
from farrell.errors import DataWarning, SolveWarning
from farrell.productivity import models as over_time

PANELS = 3
LONG = int(os.environ.get("FARRELL_STRESS", "60"))
"""Panels for each model: in every run, and in the long one."""


def test_no_model_is_forgotten():
    assert set(CHECKS) | set(NOT_COMPARED) == {*models.MODULES, *over_time.INDICES}
    assert not set(CHECKS) & set(NOT_COMPARED)


def compare(key: str, first: int, panels: int) -> int:
    """How many numbers of a model were compared; fails with those that differ."""
    function, columns = CHECKS[key]
    numbers, wrong = 0, []
    for k in range(first, first + panels):
        draw = drawn(crc32(key.encode()) % 10_000 + k, **columns)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SolveWarning)
            warnings.simplefilter("ignore", DataWarning)
            warnings.simplefilter("ignore", RuntimeWarning)
            for label, got, want in function(draw):
                numbers += 1
                without = not np.isfinite(want)
                same = bool(np.isnan(got)) if without else abs(got - want) <= TOLERANCE * max(1.0, abs(want))
                if not same:
                    wrong.append((draw.kind, k, label, float(got), float(want)))
    assert not wrong, f"{key}: {len(wrong)} of {numbers} differ: {wrong[:8]}"
    assert numbers
    return numbers


@pytest.mark.parametrize("key", CHECKS)
def test_the_numbers_of_a_model_are_those_of_its_program(key, request):
    request.node.user_properties.append(("numbers", compare(key, 0, PANELS)))


@pytest.mark.long
@pytest.mark.parametrize("key", CHECKS)
def test_so_they_are_on_many_panels(key, request):
    request.node.user_properties.append(("numbers", compare(key, PANELS, LONG)))
