"""Options that make no sense are refused with the allowed values and the nearest."""

import numpy as np
import pytest

from farrell import DataError, OptionError, dea, multiplier, scale_efficiency, score_range, screen, super_efficiency

MODELS = [dea, multiplier, super_efficiency, score_range, screen]


@pytest.fixture(scope="module")
def panel(panel_of):
    return panel_of([2, 4, 3, 5, 6], [1, 2, 3, 4, 5], precision={"x0": 0.5})


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_a_misspelt_option_names_the_nearest(panel, model):
    with pytest.raises(OptionError, match="vrs") as refused:
        model(panel, rts="vsr")
    assert refused.value.code == "choice"
    with pytest.raises(OptionError, match="input"):
        model(panel, orientation="inputs")


def test_wrong_slack_weights_reference_and_types_are_refused(panel):
    with pytest.raises(OptionError, match="mean"):
        dea(panel, slack_weights="means")
    with pytest.raises(OptionError, match="pooled"):
        dea(panel, reference="pool")
    for wrong in (2021, [1], None, 1.5):
        with pytest.raises(OptionError):
            dea(panel, reference=wrong)
    with pytest.raises(OptionError):
        scale_efficiency(panel, orientation="both")
    with pytest.raises(OptionError):
        dea(panel, rts=None)


@pytest.mark.parametrize(
    "bounds", [None, (0.5,), (1.2, 2), (0.5, 0.9), (-1, 2), (2, 1), (float("nan"), 1), 1, "ab", ("a", "b")]
)
def test_bounds_of_general_returns_are_checked(panel, bounds):
    with pytest.raises(OptionError) as refused:
        dea(panel, rts="grs", bounds=bounds)
    assert refused.value.code == "bounds"


def test_bounds_without_general_returns_are_refused(panel):
    with pytest.raises(OptionError) as refused:
        dea(panel, rts="vrs", bounds=(0.5, 2))
    assert refused.value.code == "bounds-unused"


@pytest.mark.parametrize("role", ["undesirable", "intermediates", "carry_overs"])
@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_roles_a_model_would_ignore_are_refused(panel_of, model, role):
    panel = panel_of([2, 4, 3], [1, 2, 3], extra=[1, 2, 3], precision={"x0": 1}, **{role: ["extra"]})
    with pytest.raises(OptionError, match="extra") as refused:
        model(panel)
    assert refused.value.code == "unsupported-role"


@pytest.mark.parametrize("mark", ["non_discretionary", "fixed", "integer"])
def test_marks_a_model_would_ignore_are_refused(panel_of, mark):
    model = dea if mark == "integer" else super_efficiency
    with pytest.raises(OptionError, match="x0"):
        model(panel_of([2, 4, 3], [1, 2, 3], **{mark: ["x0"]}))


def test_roles_beside_the_model_are_no_obstacle(panel_of):
    panel = panel_of([2, 4, 3], [1, 2, 3], extra=[1, 2, 3], weight="extra")
    assert np.isfinite(dea(panel).te).all()


@pytest.mark.parametrize("epsilon", [-1e-9, float("nan"), float("inf"), "small", None])
def test_epsilon_must_be_a_number_that_is_not_negative(panel, epsilon):
    with pytest.raises(OptionError) as refused:
        multiplier(panel, epsilon=epsilon)
    assert refused.value.code == "epsilon"


def test_score_range_needs_precision_and_named_returns(panel, panel_of):
    with pytest.raises(OptionError) as refused:
        score_range(panel_of([2, 4], [1, 2]))
    assert refused.value.code == "no-precision"
    with pytest.raises(OptionError) as refused:
        score_range(panel, rts="grs")
    assert refused.value.code == "choice"


def test_score_range_takes_no_other_reference_than_own_and_pooled(panel_of):
    """It moves the reference with the precision, and knows that only for own and pooled."""
    panel = panel_of([2, 4, 3, 6], [1, 2, 3, 9], units="ABAB", periods=[1, 1, 2, 2], precision={"x0": 0.1})
    for reference in (1, panel):
        with pytest.raises(OptionError):
            score_range(panel, reference=reference)


def test_super_efficiency_takes_no_other_reference_than_own_and_pooled(panel_of):
    panel = panel_of([2, 4, 3, 6], [1, 2, 3, 9], units="ABAB", periods=[1, 1, 2, 2])
    for reference in ("none", 3):
        with pytest.raises(OptionError):
            super_efficiency(panel, reference=reference)


@pytest.mark.parametrize("model", ["dea", "sbm", "ddf", "russell", "fdh", "additive", "restricted_multiplier"])
def test_the_data_of_a_reference_are_asked_the_same(panel_of, model):
    import farrell

    options = {} if model == "fdh" else {"rts": "crs"}
    options |= {"restrictions": []} if model == "restricted_multiplier" else {}
    with pytest.raises(DataError, match="x0"):
        getattr(farrell, model)(panel_of([1, 2, 3], [1, 2, 2]), reference=panel_of([-1, 2, 3], [1, 1, 2]), **options)
