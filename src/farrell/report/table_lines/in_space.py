"""What recipes in space are made of: a variable, neighbours, groups, sizes, drivers, and the options of statistics."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from farrell.data.derived import parts_of
from farrell.data.provinces import are_provinces
from farrell.productivity.models import OVER_TIME
from farrell.report.call import arguments
from farrell.report.table_lines.asked import Asked, of_model, of_panel
from farrell.study.neighbours import HALF, NEAREST
from farrell.study.space import PERMUTATIONS, rules_of
from farrell.study.statistics.drivers import DETECTED, GROUP
from farrell.study.systems import GRADES, LESS

Part = Callable[[Asked], str | None]


def found(asked: Asked, name: str) -> str | None:
    """The expression of a variable by its name, which the first model that has such a column gives, else the data."""
    given, colon, column = name.rpartition(":")
    for model in asked.meta["models"]:
        kind = model["kind"]
        table = "efficiency" if kind == "efficiency" else kind if kind in OVER_TIME else "scores"
        if (not colon or model["name"] == given) and column in asked.columns(table):
            return of_model(model, column)
    logged, above, below = parts_of(name)
    return of_panel(above, below, logged=logged)


def _each(asked: Asked, names: list[str]) -> str | None:
    """Name -> values, of every variable; None where one has no expression."""
    made = {name: found(asked, name) for name in names}
    return None if None in made.values() else "{" + ", ".join(f"{k!r}: {v}" for k, v in made.items()) + "}"


def _drivers(asked: Asked) -> str | None:
    return _each(asked, [name for name in asked.space.get("drivers", []) if name != asked.of])


def _sizes(asked: Asked) -> str:
    return of_panel(asked.variable["below"]) if asked.variable["below"] else "{}"


def _groups(asked: Asked) -> str:
    if asked.group is None:
        return "{}"
    pairs = f"dict(zip(here['unit'], here[{asked.group!r}]))"
    return f"{{period: {pairs} for period, here in panel.to_frame().groupby('period', sort=False)}}"


def _areas(asked: Asked) -> str | None:
    """Areas of provinces are of no public function."""
    column = asked.space.get("area")
    return column and f"panel.to_frame().groupby('unit')[{column!r}].mean().to_dict()"


def _points(asked: Asked) -> str | None:
    """unit -> longitude and latitude; ``None`` for the centroids of provinces. The middles of outlines are of no
    public function."""
    places = asked.space.get("places")
    if places:
        lon, lat = (f"panel.numbers[{column!r}]" for column in places)
        return f"dict(zip(panel.unit_labels, zip({lon}, {lat})))"
    return "None" if are_provinces(asked.data["units"]) else None


def _weights(asked: Asked, rule: str) -> str | None:
    """Weights by their rule; a file of them is read by no public function."""
    space, maps = asked.space, asked.meta["settings"].get("maps", {})
    if rule == "queen":
        given = {"hainan": space["hainan"]} if "hainan" in space else {}
        own = maps.get("file") and not are_provinces(asked.data["units"])
        match = arguments({"match": maps["match"]} if "match" in maps else {})
        outlines = f", boundaries=farrell.data.read_boundaries({maps.get('file')!r}, panel.units{match})" if own else ""
        return f"farrell.contiguity(panel.units{arguments(given)}{outlines})"
    near, points = "farrell.inverse_distance(panel.units, points=points)", _points(asked) is not None
    means = f"panel.to_frame().groupby('unit')[{space.get('economic')!r}].mean()[list(panel.units)]"
    apart = f"farrell.economic_distance(panel.units, {means}.tolist())"
    made = {
        "k-nearest": f"farrell.nearest_neighbours(panel.units, {space.get('k', NEAREST)}, points=points)",
        "inverse-distance": near,
        "economic-distance": apart,
        "nested": f"farrell.nested_weights({near}, {apart}, {space.get('share', HALF)})",
    }
    return made.get(rule) if points or rule == "economic-distance" else None


def _other_weights(asked: Asked) -> str | None:
    made = [_weights(asked, rule) for rule in rules_of(asked.space)[1:]]
    return None if None in made else f"[{', '.join(map(str, made))}]"


def _detected(asked: Asked) -> str:
    factors = "drivers" if asked.group is None else f"{{**drivers, {GROUP!r}: groups}}"
    return f"farrell.geodetector(values, {factors}, permutations={DETECTED}, seed=seed)"


def _ahead(asked: Asked) -> str:
    options = {"horizon": asked.space["horizon"], "method": asked.space.get("forecast", "auto")}
    least = "0.0 if min(min(here.values()) for here in values.values()) >= 0 else None"
    return f"farrell.forecast(values{arguments(options)}, bounds=({least}, upper))"


def _indicators(asked: Asked) -> str | None:
    return _each(asked, [name.removeprefix(LESS) for items in asked.space["subsystems"].values() for name in items])


def _of_indicators(asked: Asked, what: Callable[[str, str], str]) -> str:
    systems = asked.space["subsystems"].items()
    return repr({name.removeprefix(LESS): what(system, name) for system, items in systems for name in items})


def _ranked(asked: Asked) -> str:
    told = asked.meta["space"]["subsystems"]
    return "None" if told["refused"] else f"farrell.rsr(indicators, directions, grades={GRADES})"


def _rankings(asked: Asked) -> str:
    told = asked.meta["space"]["subsystems"]
    made = {"topsis": "farrell.topsis(indicators, directions).by_period()"}
    made |= {} if told["refused"] else {"rsr": "ranked.by_period()"}
    made |= {"te_crs": "farrell.by_period(panel, efficiency['te_crs'])"} if told["efficiency"] else {}
    return "{" + ", ".join(f"{name!r}: {ranking}" for name, ranking in made.items()) + "}"


SPACE: Mapping[str, Part] = {
    "values": lambda asked: found(asked, asked.of),
    "weights": lambda asked: _weights(asked, rules_of(asked.space)[0]),
    "other_weights": _other_weights,
    "draws": lambda asked: repr(
        {"permutations": asked.space.get("permutations", PERMUTATIONS), "seed": asked.space.get("seed", 0)}
    ),
    "seed": lambda asked: repr(asked.space.get("seed", 0)),
    "drivers": _drivers,
    "sizes": _sizes,
    "totals": lambda asked: of_panel(asked.variable["column"]),
    "groups": _groups,
    "areas": _areas,
    "points": _points,
    "rank_by": lambda asked: found(asked, asked.space["rank_by"]),
    "effects": lambda asked: repr(asked.space.get("panel_effects", "both")),
    "classes": lambda asked: repr(
        {"breaks": asked.space["breaks"]} if "breaks" in asked.space else {"classes": asked.space.get("classes", 4)}
    ),
    "upper": lambda asked: repr(asked.variable["upper"]),
    "detected": _detected,
    "grown": lambda asked: "farrell.forest(values, drivers, seed=seed)",
    "ahead": _ahead,
    "indicators": _indicators,
    "directions": lambda asked: _of_indicators(asked, lambda _, name: "-" if name.startswith(LESS) else "+"),
    "subsystem_of": lambda asked: _of_indicators(asked, lambda system, _: system),
    "form": lambda asked: repr(asked.space.get("coupling_form", "original")),
    "ranked": _ranked,
    "beside": lambda asked: "efficiency" if asked.meta["space"]["subsystems"]["efficiency"] else "None",
    "rankings": _rankings,
}
