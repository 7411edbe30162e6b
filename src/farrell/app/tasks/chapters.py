"""What the page says of findings, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from farrell.report.names import Names


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
