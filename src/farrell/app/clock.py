"""Times as they are kept: UTC, ISO 8601, so that their order is that of their text."""

from __future__ import annotations

import datetime as dt

FORM = "%Y-%m-%dT%H:%M:%SZ"


def now() -> str:
    """This moment."""
    return dt.datetime.now(dt.UTC).strftime(FORM)


def days_ago(days: int) -> str:
    """The same hour some days ago."""
    return (dt.datetime.now(dt.UTC) - dt.timedelta(days=days)).strftime(FORM)
