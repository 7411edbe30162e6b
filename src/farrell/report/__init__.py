"""Tables, figures and documents from a finished study. Drawing, wording and formatting live here."""

from farrell.report.html import render_html
from farrell.report.publish import run_study
from farrell.report.workbook import write_workbook

__all__ = ["render_html", "run_study", "write_workbook"]
