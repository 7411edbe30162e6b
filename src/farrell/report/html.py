"""report.html: one self-contained page. Nothing is fetched from anywhere."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined
from latex2mathml.converter import convert
from markupsafe import Markup

from farrell.report.document import Document
from farrell.report.parts import Figure


def render_html(document: Document) -> str:
    """The whole page as text."""
    environment = Environment(
        loader=PackageLoader("farrell.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"mathml": _mathml, "inline": _inline}
    names = document.names
    return environment.get_template("report.html.j2").render(
        language="zh-Hans" if names.language == "zh" else "en",
        say=names.say,
        document=document,
        meta=document.results.meta,
        sections=document.sections,
    )


def _mathml(latex: str) -> Markup:
    """A displayed formula as MathML, which browsers set and screen readers read."""
    return Markup(convert(latex, display="block"))


def _inline(figure: Figure) -> Markup:
    """A figure as an element of the page."""
    return Markup(figure.drawing.inline(f"f{figure.number}"))
