"""Tests of hypotheses about technologies and scores; each says what it assumes and who showed that it works."""

from farrell.inference.hypotheses.distributions import equal_distributions_test
from farrell.inference.hypotheses.group_means import equal_means_test
from farrell.inference.hypotheses.result import Hypothesis, HypothesisTest
from farrell.inference.hypotheses.separability import separability_test
from farrell.inference.hypotheses.smooth import relevance_test, returns_to_scale_bootstrap
from farrell.inference.hypotheses.structure import convexity_test, returns_to_scale_test

__all__ = [
    "Hypothesis",
    "HypothesisTest",
    "convexity_test",
    "equal_distributions_test",
    "equal_means_test",
    "relevance_test",
    "returns_to_scale_bootstrap",
    "returns_to_scale_test",
    "separability_test",
]
