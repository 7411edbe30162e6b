"""report.html: one self-contained page, rendered from the tables of a finished study."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from farrell.catalogue import Language
from farrell.report import models, sections, summary
from farrell.report.names import Names
from farrell.report.parts import Section, View
from farrell.report.reproduce import python_lines
from farrell.study import StudyResults


def render_html(results: StudyResults, language: Language) -> str:
    """The whole page as text. Everything shown is computed from ``results``; nothing is fetched from anywhere."""
    names = Names.of(results.meta, language)
    views = View.all_of(results, names)
    environment = Environment(
        loader=PackageLoader("farrell.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2").render(
        language="zh-Hans" if language == "zh" else "en",
        say=names.say,
        title=results.meta["title"][language],
        meta=results.meta,
        sections=_sections(results, names, views),
        key_figures=[sentence for view in views for sentence in summary.key_figures(view)],
        reproduce=python_lines(results),
        published=summary.published(results, names),
    )


def _sections(results: StudyResults, names: Names, views: list[View]) -> list[Section]:
    """Sections in reading order."""
    found = [sections.data(results, names), sections.checks(results, names)]
    for view in views:
        makers = (models.efficiency, models.redundancy) if view.model["kind"] == "efficiency" else (models.malmquist,)
        found += [make(view) for make in makers]
    return [*found, sections.settings(results, names)]
