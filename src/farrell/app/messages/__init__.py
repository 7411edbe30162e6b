"""What is sent and answered, as msgspec checks and describes it."""

from farrell.app.messages.common import Message, NewTexts, Problem, Texts, Told
from farrell.app.messages.files import Check, CheckWanted, Column, FileLook, FileRow, Finding, Fix, LookWanted, Preview
from farrell.app.messages.jobs import Job
from farrell.app.messages.session import Session, SignIn
from farrell.app.messages.studies import (
    AreaShape,
    ChangedStudy,
    Checked,
    Choices,
    MapShape,
    NewStudy,
    NewTitle,
    Offer,
    Study,
    Table,
)

__all__ = [
    "AreaShape",
    "ChangedStudy",
    "Check",
    "CheckWanted",
    "Checked",
    "Choices",
    "Column",
    "FileLook",
    "FileRow",
    "Finding",
    "Fix",
    "Job",
    "LookWanted",
    "MapShape",
    "Message",
    "NewStudy",
    "NewTexts",
    "NewTitle",
    "Offer",
    "Preview",
    "Problem",
    "Session",
    "SignIn",
    "Study",
    "Table",
    "Texts",
    "Told",
]
