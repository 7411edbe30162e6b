"""A small panel and a study of it."""

from __future__ import annotations

import csv
import io

import numpy as np

PROVINCES = (
    *("Beijing", "Tianjin", "Hebei", "Shanxi", "Inner Mongolia", "Liaoning"),
    *("Jilin", "Heilongjiang", "Shanghai", "Jiangsu", "Zhejiang", "Anhui"),
)
YEARS = (2021, 2022, 2023)
DATA = {"unit": "province", "period": "year", "inputs": ["beds", "staff"], "outputs": ["visits"]}
STUDY = {
    "title": {"en": "Twelve provinces", "zh": "十二个省份"},
    "data": DATA,
    "labels": {"beds": {"en": "Beds", "zh": "床位", "unit": {"en": "beds", "zh": "张"}}},
    "groups": {"by": "region3"},
    "model": [{"kind": "efficiency"}, {"name": "change", "kind": "malmquist"}],
    "outputs": {"tables": ["csv"], "figures": [], "documents": []},
}


def panel_csv() -> bytes:
    rng = np.random.default_rng(7)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["province", "year", "beds", "staff", "visits"])
    for province in PROVINCES:
        size = rng.uniform(50, 200)
        for year in YEARS:
            beds, staff = size * rng.uniform(0.9, 1.1, 2)
            writer.writerow([province, year, f"{beds:.2f}", f"{staff:.2f}", f"{size * rng.uniform(0.5, 1.0):.2f}"])
    return out.getvalue().encode()
