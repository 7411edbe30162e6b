"""Python lines that make one table of a study again: reading the data, the calls it needs, the rows looked at."""

from farrell.report.table_lines.lines import table_lines

__all__ = ["table_lines"]
