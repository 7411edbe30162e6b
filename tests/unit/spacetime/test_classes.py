"""Classes of scores: equal steps below 1, and 1."""

from farrell.spacetime import class_breaks, class_of


def test_classes_end_at_one_and_hold_every_score() -> None:
    assert class_breaks([0.52, 0.9, 1.0]) == [0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
    assert class_breaks([0.97, 1.0]) == [0.95, 1.0]
    assert class_breaks([0.05, 1.0]) == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert class_breaks([1.0]) == class_breaks([]) == [1.0]
    breaks = class_breaks([0.52])
    assert [class_of(v, breaks) for v in (0.5, 0.5999, 0.6, 0.99, 1 - 1e-9, 1.0, 1.3)] == [0, 0, 1, 4, 5, 5, 5]
