"""Tables of what goes with efficiency."""

from __future__ import annotations

from typing import Any

import pandas as pd


def determinants(explained: Any) -> Any:
    return explained.to_frame()


def determinants_coefficients(explained: Any) -> Any:
    return explained.coefficients()


def determinants_second_stage(explained: Any) -> Any:
    return explained.second_stage.to_frame()


def determinants_fits(explained: Any) -> Any:
    return explained.fits()


def determinants_variants(variants: Any) -> Any:
    return variants.efficiency()


def determinants_ratio(ratios: Any) -> Any:
    return pd.concat([one.to_frame().assign(name=one.name) for one in ratios], ignore_index=True)


def determinants_ratio_curve(ratios: Any) -> Any:
    return pd.concat([one.curve().assign(name=one.name) for one in ratios], ignore_index=True)
