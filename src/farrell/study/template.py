"""A study.toml to be edited: with guessed roles, or with what DEAP was asked."""

from __future__ import annotations

import json
from collections.abc import Sequence

from farrell.data.deap import PERIOD, UNIT, DeapStudy
from farrell.data.guess import Guess


def study_template(found: Guess, file: str, title: str) -> str:
    """The text of a study file; what could not be guessed is left empty with a remark."""

    def words(names: Sequence[str]) -> str:
        return "[" + ", ".join(quote(name) for name in names) + "]"

    lines = [
        "# Roles were guessed from the headers: check every line before you run it.",
        "schema = 1",
        f"title = {quote(title)}",
        'language = "en" # or "zh"',
        "",
        "[data]",
        f"file = {quote(file)}",
        f"unit = {quote(found.unit or '')}" + ("" if found.unit else " # which column names the unit?"),
    ]
    if found.period:
        lines.append(f"period = {quote(found.period)}")
    lines.append(f"inputs = {words(found.inputs)}" + ("" if found.inputs else " # which columns are resources?"))
    lines.append(f"outputs = {words(found.outputs)}" + ("" if found.outputs else " # which columns are services?"))
    if found.weight:
        lines.append(f"weight = {quote(found.weight)} # size")
    if found.unused:
        lines.append(f"# not used: {', '.join(name.replace(chr(10), ' ') for name in found.unused)}")
    if found.group:
        lines += ["", "[groups]", f"by = {quote(found.group)}"]
    lines += ["", "[[model]]", 'name = "efficiency"', 'kind = "efficiency"', 'orientation = "input" # or "output"']
    if found.period:
        lines += ["", "[[model]]", 'name = "productivity"', 'kind = "malmquist"', 'orientation = "input"']
    lines += ["", "[outputs]", 'tables = ["csv", "xlsx"]', 'figures = ["svg", "png"]', 'documents = ["html"]', ""]
    return "\n".join(lines)


def deap_template(study: DeapStudy, file: str, title: str) -> str:
    """The text of a study file that asks of Farrell what an instruction file asked of DEAP.

    Parameters
    ----------
    file : where :meth:`DeapStudy.to_frame` was written
    """
    roles = study.panel.roles
    lines = [
        "schema = 1",
        f"title = {quote(title)}",
        'language = "en" # or "zh"',
        "",
        "[data]",
        f"file = {quote(file)}",
        f"unit = {quote(UNIT)}",
        *([f"period = {quote(PERIOD)}"] if study.model == "malmquist" else []),
        f"inputs = {json.dumps(list(roles.inputs), ensure_ascii=False)}",
        f"outputs = {json.dumps(list(roles.outputs), ensure_ascii=False)}",
        *([f"input_prices = {json.dumps(list(roles.input_prices), ensure_ascii=False)}"] if roles.input_prices else []),
        "",
        "[[model]]",
    ]
    if study.model == "malmquist":
        lines += ['name = "productivity"', 'kind = "malmquist"']
    else:
        lines += ['name = "efficiency"', 'kind = "efficiency" # te_crs, te_vrs and se together']
    lines.append(f'orientation = "{study.orientation}"')
    if study.model == "cost":
        lines += ["", "[[model]]", 'name = "costs"', 'kind = "cost_efficiency" # technical times allocative efficiency']
        lines += [f'rts = "{study.rts}"']
    lines += ["", "[outputs]", 'tables = ["csv", "xlsx"]', 'figures = ["svg", "png"]', 'documents = ["html"]', ""]
    return "\n".join(lines)


def quote(word: str) -> str:
    """A TOML basic string; JSON's escapes are TOML's."""
    return json.dumps(word, ensure_ascii=False)
