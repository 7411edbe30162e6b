"""Tables of which findings stand."""

from __future__ import annotations

from typing import Any

import pandas as pd


def specifications(curve: Any) -> Any:
    return curve.to_frame()


def finding_shares(curve: Any) -> Any:
    return curve.shares()


def finding_choices(curve: Any) -> Any:
    return curve.by_choice()


def specification_units(curve: Any) -> Any:
    return curve.units()


def leave_one_out(borne: Any) -> Any:
    return borne.by_unit()


def dropped(dropping: Any) -> Any:
    means = {units: found.means() for units, found in dropping.items()}
    return pd.concat(means, names=["dropped"]).reset_index("dropped").reset_index(drop=True)


def outliers(by_rules: Any) -> Any:
    return by_rules.to_frame()


def outlier_sets(by_rules: Any) -> Any:
    return by_rules.ap.separation()


def stability(radii: Any) -> Any:
    return radii.to_frame()


def rank_stability(order: Any) -> Any:
    table = order.to_frame()
    return table[table["period"] == table["period"].iloc[-1]].reset_index(drop=True)


def plan_robustness(kept: Any) -> Any:
    return kept.to_frame()


def plan_changes(kept: Any) -> Any:
    return kept.changes()
