"""Results show themselves: tables with stated columns, text, HTML and one line."""

import pytest

import farrell

INTERVAL = ["name", "estimate", "se", "z", "p", "low", "high"]


@pytest.fixture(scope="module")
def results():
    panel = farrell.load("china-health").panel.select(periods=[2021, 2022, 2023])
    options = {"on": ["share_65plus"], "seed": 1, "first": 5, "replicates": 30}
    found = farrell.determinants(panel, **options)
    return {
        "determinants": found,
        "second_stage": found.second_stage,
        "tobit": found.tobit,
        "fractional": found.fractional,
        "effects": found.effects,
        "conditional": farrell.conditional_order_m(panel, on="share_65plus"),
        "variants": farrell.second_stage_variants(panel, **options),
    }


def test_tables_have_their_columns(results):
    for name in ("tobit", "fractional", "effects"):
        assert list(results[name].to_frame().columns) == INTERVAL
    assert list(results["fractional"].effects().columns) == ["name", "effect", "se", "p", "low", "high"]
    assert list(results["determinants"].to_frame().columns) == [
        "method", "name", "estimate", "low", "high", "se", "p", "sign",
    ]  # fmt: skip
    assert list(results["variants"].to_frame().columns[:3]) == ["variant", "period", "name"]
    assert list(results["conditional"].curve().columns) == ["z", "ratio"]


def test_every_result_has_text_and_one_line(results):
    for name, result in results.items():
        assert "share_65plus" in result.summary(), name
        assert len(repr(result).splitlines()) == 1, name
        if name != "variants":
            assert result._repr_html_().startswith("<table>"), name


def test_a_linear_regression_needs_no_search(results):
    assert "steps" not in results["effects"].summary()
    assert "converged in" in results["tobit"].summary()


def test_results_cannot_be_changed(results):
    with pytest.raises(ValueError, match="read-only"):
        results["second_stage"].estimate[0] = 0
    with pytest.raises(AttributeError):
        results["tobit"].model = "other"
    with pytest.raises(TypeError):
        results["second_stage"].settings["seed"] = 2
    assert set(results["second_stage"].provenance) == {"software", "version", "data", "sha256"}
