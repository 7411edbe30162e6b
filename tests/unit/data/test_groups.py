"""Means by group: arithmetic, geometric, weighted; what is not a number is left out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from farrell.data import group_means, mean
from farrell.errors import FarrellError

SAME = 1e-14
"""Sums of a handful of terms in double precision."""
VALUES = np.array([1.0, 2.0, np.nan, 4.0, 8.0])
LABELS = ["b", "a", "a", "b", "a"]
WEIGHTS = np.array([1.0, 3.0, 100.0, 1.0, 1.0])


def test_an_arithmetic_mean_leaves_gaps_out():
    assert mean(VALUES) == pytest.approx(3.75, abs=SAME)


def test_a_geometric_mean_leaves_gaps_out():
    assert mean(VALUES, kind="geometric") == pytest.approx(64**0.25, abs=SAME)


def test_weights_of_gaps_count_for_nothing():
    assert mean(VALUES, weights=WEIGHTS) == pytest.approx((1 + 6 + 4 + 8) / 6, abs=SAME)
    expected = math.exp((3 * math.log(2) + math.log(4) + math.log(8)) / 6)
    assert mean(VALUES, kind="geometric", weights=WEIGHTS) == pytest.approx(expected, abs=SAME)


def test_equal_weights_change_nothing():
    assert mean(VALUES, weights=np.full(5, 7.0)) == pytest.approx(mean(VALUES), abs=SAME)


@pytest.mark.parametrize("kind", ["arithmetic", "geometric"])
def test_the_mean_of_nothing_is_nan(kind):
    assert math.isnan(mean(np.array([np.nan, np.inf]), kind=kind))
    assert math.isnan(mean(np.array([]), kind=kind))


def test_infinity_is_not_a_number():
    assert mean(np.array([1.0, np.inf, 3.0])) == 2.0


def test_a_unit_without_a_weight_does_not_erase_the_mean_of_the_others():
    assert mean(np.array([1.0, 2.0, 3.0]), weights=np.array([1.0, np.nan, 1.0])) == pytest.approx(2.0, abs=SAME)


def test_weights_that_add_up_to_nothing_give_nan_quietly():
    assert math.isnan(mean(np.array([1.0, 2.0]), weights=np.array([0.0, 0.0])))


def test_a_geometric_mean_of_a_zero_is_zero_and_of_a_negative_is_nan_quietly():
    assert mean(np.array([0.0, 2.0]), kind="geometric") == 0.0
    assert math.isnan(mean(np.array([-1.0, 2.0]), kind="geometric"))


def test_an_unknown_kind_of_mean_is_refused():
    with pytest.raises(FarrellError, match="geometric"):
        mean(VALUES, kind="harmonic")


def test_groups_come_in_order_of_first_appearance():
    means = group_means(VALUES, LABELS)
    assert list(means) == ["b", "a"]
    assert means == {"b": pytest.approx(2.5, abs=SAME), "a": pytest.approx(5.0, abs=SAME)}


def test_weighted_geometric_means_by_group():
    means = group_means(VALUES, LABELS, kind="geometric", weights=WEIGHTS)
    assert means["b"] == pytest.approx(2.0, abs=SAME)
    assert means["a"] == pytest.approx(math.exp((3 * math.log(2) + math.log(8)) / 4), abs=SAME)


def test_a_group_of_gaps_is_nan():
    assert math.isnan(group_means(np.array([np.nan, 1.0]), ["a", "b"])["a"])


def test_plain_lists_will_do():
    assert group_means([1.0, 3.0], ["a", "a"], weights=[1.0, 1.0]) == {"a": 2.0}
