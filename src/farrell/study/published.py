"""Published figures beside the computed ones."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from farrell.data import mean
from farrell.errors import StudyFileError
from farrell.study.spec import KINDS, Published


def check(figures: tuple[Published, ...], kinds: Collection[str]) -> None:
    """Refuse figures of models that a study does not have, before it is run.

    Raises
    ------
    StudyFileError
        code ``study-compare``
    """
    for figure in figures:
        owners = [kind for kind in KINDS if figure.table == kind or figure.table.startswith(f"{kind}_")]
        if owners and not any(kind in kinds for kind in owners):
            raise StudyFileError("study-compare", table=figure.table, column=figure.column, known=sorted(kinds))


def beside(figures: tuple[Published, ...], made: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Published figures beside the computed ones; equal when they round to the same printed digits."""
    rows = []
    for figure in figures:
        frame = made.get(figure.table)
        if frame is None or figure.column not in frame:
            raise StudyFileError("study-compare", table=figure.table, column=figure.column, known=list(made))
        for column, value in figure.where.items():
            if column not in frame:
                raise StudyFileError("study-compare", table=figure.table, column=column, known=list(frame.columns))
            frame = frame[frame[column] == value]
        if len(frame) == 0 or not pd.api.types.is_numeric_dtype(frame[figure.column]):
            where = ", ".join(f"{k} = {v!r}" for k, v in figure.where.items())
            raise StudyFileError("study-compare-empty", table=figure.table, column=figure.column, where=where or "–")
        computed = mean(frame[figure.column].to_numpy(dtype=float), kind=figure.mean)
        rows.append(
            {
                "label_en": figure.label["en"],
                "label_zh": figure.label["zh"],
                "mean": figure.mean,
                "rows": len(frame),
                "published": figure.value,
                "decimals": figure.decimals,
                "computed": computed,
                "agrees": bool(round(computed, figure.decimals) == round(figure.value, figure.decimals)),
            }
        )
    return pd.DataFrame(rows)
