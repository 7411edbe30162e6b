"""The addresses of the JSON interface, by subject."""

from __future__ import annotations

from farrell.app.api import choices, described, documents, files, jobs, plans, policy, session, studies
from farrell.app.endpoint import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = (
    *session.ENDPOINTS,
    *described.ENDPOINTS,
    *files.ENDPOINTS,
    *choices.ENDPOINTS,
    *studies.ENDPOINTS,
    *policy.ENDPOINTS,
    *plans.ENDPOINTS,
    *documents.ENDPOINTS,
    *jobs.ENDPOINTS,
)
"""Every address, in the order of its description."""
