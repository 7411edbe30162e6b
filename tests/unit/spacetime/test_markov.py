"""Moves between classes counted by hand, and what gaps, ties and absorbing classes do."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

import farrell
from farrell.errors import OptionError
from farrell.spacetime import histories
from farrell.spacetime.markov import homogeneity, limit_of

VALUES = {
    1: {"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0},
    2: {"a": 2.5, "b": 1.0, "c": 3.5, "d": 4.5},
    3: {"a": 3.0, "b": 2.0, "d": 1.0},
}


def test_moves_by_hand():
    found = farrell.markov(VALUES, breaks=[2.0])
    assert found.histories.classes.tolist() == [[0, 1, 1], [0, 0, 0], [1, 1, -1], [1, 1, 0]]
    assert found.counts.tolist() == [[2, 1], [1, 3]]
    assert found.probabilities == pytest.approx(np.array([[2 / 3, 1 / 3], [1 / 4, 3 / 4]]))
    assert found.limit == pytest.approx([3 / 7, 4 / 7])
    assert found.mobility == pytest.approx(2 - 2 / 3 - 3 / 4)
    assert found.first_passage == pytest.approx(np.array([[7 / 3, 3.0], [4.0, 7 / 4]]))
    assert found.sparse == (0, 1)
    assert list(found.to_frame().columns) == ["class", "n", "to 1", "to 2"]
    assert "7 moves" in found.summary()


def test_quantiles_of_all_periods_or_of_each():
    pooled = histories(VALUES, classes=2)
    assert pooled.breaks == pytest.approx([np.median([1, 2, 3, 4, 2.5, 1, 3.5, 4.5, 3, 2, 1])])
    each = histories(VALUES, classes=2, by="period")
    assert each.classes.tolist() == [[0, 0, 1], [0, 0, 0], [1, 1, -1], [1, 1, 0]]
    grown = {t: {u: v * 10**t for u, v in one.items()} for t, one in VALUES.items()}
    assert histories(grown, classes=2, by="period").classes.tolist() == each.classes.tolist()
    with pytest.raises(OptionError) as caught:  # more than a quarter of the values are the greatest
        histories({1: {"a": 1, "b": 1, "c": 1, "d": 0.5}, 2: {"a": 1, "b": 1, "c": 1, "d": 0.7}})
    assert caught.value.code == "markov-breaks"


def test_a_class_nobody_leaves_holds_all_in_the_end():
    found = farrell.markov({1: {"a": 1, "b": 2}, 2: {"a": 2, "b": 2}}, breaks=[1.5])
    assert found.limit.tolist() == [0, 1]
    assert np.isnan(found.first_passage).all()
    assert np.isnan(limit_of(np.eye(2))).all()
    gone = farrell.markov({1: {"a": 1, "b": 2}, 2: {"a": 3, "b": 2}}, breaks=[1.5, 2.5])
    assert np.isnan(gone.probabilities[2]).all()
    assert np.isnan(gone.limit).all()


def test_neighbours_by_hand_and_unobserved_ones_do_not_count():
    W = {"a": ["b"], "b": ["a", "c"], "c": ["b", "d"], "d": ["c"]}
    found = farrell.spatial_markov(VALUES, W, breaks=[2.0])
    # neighbours' means in year 1: 2, 2, 3, 3; in year 2: 1, 3, 2.75, 3.5; in classes 0 0 1 1 and 0 1 1 1
    assert found.by_lag.tolist() == [[[1, 1], [0, 1]], [[1, 0], [1, 2]]]
    assert found.by_lag.sum(axis=0).tolist() == found.whole.counts.tolist()
    assert len(found.to_frame()) == 4
    lost = {**VALUES, 2: {"a": 2.5, "b": 1.0, "d": 4.5}}
    part = farrell.spatial_markov(lost, W, breaks=[2.0])
    assert part.by_lag.sum() == 5  # c makes no move, and d has no observed neighbour in year 2


def test_homogeneity_is_the_test_of_a_contingency_table():
    rng = np.random.default_rng(2)
    counts = rng.integers(1, 9, (2, 3, 3))
    found = homogeneity(counts)
    rows = [stats.contingency.chi2_contingency(counts[:, i], correction=False) for i in range(3)]
    logs = [
        stats.contingency.chi2_contingency(counts[:, i], correction=False, lambda_="log-likelihood") for i in range(3)
    ]
    assert found.q == pytest.approx(sum(r.statistic for r in rows))
    assert found.lr == pytest.approx(sum(r.statistic for r in logs))
    assert found.lr_df == sum(r.dof for r in rows)
    assert found.q_p == pytest.approx(stats.chi2.sf(found.q, found.q_df))
    alike = homogeneity(np.stack([counts[0], 3 * counts[0]]))
    assert (alike.lr, alike.q) == pytest.approx((0, 0), abs=1e-9)
    nothing = homogeneity(np.zeros((2, 2, 2), dtype=int))
    assert nothing.lr_df == 0
    assert math.isnan(nothing.lr_p)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: farrell.markov({1: {"a": 1.0}}), "markov-periods"),
        (lambda: farrell.markov(VALUES, classes=1), "markov-classes"),
        (lambda: farrell.markov(VALUES, breaks=[2, 1]), "markov-breaks"),
        (lambda: farrell.markov(VALUES, by="year"), "choice"),
        (lambda: farrell.markov({1: {"a": 1.0}, 2: {"a": 2.0}}), "values-few"),
        (lambda: farrell.spatial_markov(VALUES, {"a": ["b"], "b": ["a"]}), "weights-missing"),
        (
            lambda: farrell.spatial_markov(VALUES, np.ones((4, 4)) - np.eye(4), breaks=[2], lag_breaks=[1, 2]),
            "markov-breaks",
        ),
    ],
)
def test_refusals(make, code):
    with pytest.raises(OptionError) as caught:
        make()
    assert caught.value.code == code
    assert str(caught.value)
