"""The chapter of how sure scores, means and changes are, and of what tests say."""

from __future__ import annotations

from farrell.report.names import Names
from farrell.report.parts import Section
from farrell.report.sections.chapter import Chapter
from farrell.report.sections.inference import changes, scores, tests
from farrell.study import StudyResults

KEY = "inference"


def section(results: StudyResults, names: Names) -> list[Section]:
    """The chapter, where the study has one."""
    view = Chapter.of(results, names, KEY)
    if view is None:
        return []
    said = [view.say("sure-flatter")]
    if view.told["efficiency"]:
        said.append(view.say("sure-lead", method=view.say(f"sure-{view.told['method']}"), **_settings(view)))
    if view.told["left_out"]:
        said.append(view.say("sure-left-out", models=names.many(view.told["left_out"])))
    parts = [*view.paragraph(said), *scores.parts(view), *changes.parts(view), *tests.parts(view)]
    return [Section(KEY, view.say("h-sure"), parts)]


def key_figures(results: StudyResults, names: Names) -> list[str]:
    """What is sure, in a sentence or two."""
    view = Chapter.of(results, names, KEY)
    return [] if view is None else [*scores.key_figures(view), *changes.key_figures(view)]


def _settings(view: Chapter) -> dict[str, str]:
    level = view.told["level"]
    return {"level": f"{100 * level:g}", "replicates": f"{view.told['replicates']:,}", "seed": str(view.told["seed"])}
