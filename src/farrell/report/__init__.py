"""Tables, figures and documents from a finished study. Drawing, wording and formatting live here."""

from farrell.report.document import Document, compose
from farrell.report.formats import FORMATS, Format
from farrell.report.html import render_html
from farrell.report.publish import render_study, run_study
from farrell.report.workbook import write_workbook

__all__ = ["FORMATS", "Document", "Format", "compose", "render_html", "render_study", "run_study", "write_workbook"]
