"""Golden cases run through the public API: users certify an installation with ``farrell verify DIR``."""

from farrell.verification.cases import Case, CaseResult, Report
from farrell.verification.run import verify

__all__ = ["Case", "CaseResult", "Report", "verify"]
