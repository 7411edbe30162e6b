"""What the page says of the chapters of how sure results are, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from farrell.report.names import Names

OF_DETERMINANTS = ("level", "score", "standardise")
"""What study.json says of covariates that the page takes as it is."""


def determinants(found: Mapping[str, Any], names: Mapping[str, Names]) -> dict[str, Any] | None:
    """How covariates were asked about, and their words; None where they were not.

    Parameters
    ----------
    found : study.json
    names : language -> names
    """
    told = found["determinants"]
    if told is None:
        return None
    words = {
        name: {
            "head": {language: spoken.covariate(name) for language, spoken in names.items()},
            "within": {language: spoken.covariate(name, within=True) for language, spoken in names.items()},
        }
        for name in told["on"]
    }
    return {**{key: told[key] for key in OF_DETERMINANTS}, "covariates": words}


def findings(found: Mapping[str, Any], names: Mapping[str, Names]) -> list[dict[str, dict[str, str]]]:
    """Every finding in words, and the choices where it fails, in the order of the table of their shares.

    Parameters
    ----------
    found : study.json
    names : language -> names
    """
    robust = found["robustness"]
    told = robust and robust["specifications"]
    if not told:
        return []
    from farrell.report.sections.robustness.view import RobustView
    from farrell.study import StudyResults

    views = {language: RobustView(StudyResults({}, dict(found)), spoken, robust) for language, spoken in names.items()}
    return [
        {
            "words": {language: view.finding(one) for language, view in views.items()},
            "against": {language: view.chosen(against) for language, view in views.items()},
        }
        for one, against in zip(told["findings"], told["against"], strict=True)
    ]
