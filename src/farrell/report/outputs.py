"""What the ``[outputs]`` of a study and those who render it ask for, in the words of the registry of formats."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from farrell.errors import OptionError, StudyFileError, nearest
from farrell.report.formats import FORMATS, PLAN_BOOK, WORKBOOK, Format
from farrell.report.profiles import PROFILES
from farrell.study.spec import StudySpec


def choices() -> dict[str, list[str]]:
    """What each list of ``[outputs]`` may hold: documents by the ending of their files, the others by their keys."""
    known = list(FORMATS.values())
    return {
        "tables": [*(f.key for f in known if f.kind == "tables"), "xlsx"],
        "figures": [f.key for f in known if f.kind == "figures"],
        "documents": list(dict.fromkeys(f.ending for f in known if f.is_document)),
        "profiles": list(PROFILES),
    }


def check_outputs(spec: StudySpec) -> None:
    """Refuse, before anything is solved, what a study asks for and cannot have.

    Raises
    ------
    StudyFileError
        code ``study-choice``: no such format or profile, or no profile at all
    OptionError
        code ``extra-missing``: a document whose library is not installed
    """
    asked = {"tables": spec.formats, "figures": spec.figures, "documents": spec.documents, "profiles": spec.profiles}
    for name, allowed in choices().items():
        wrong = [word for word in asked[name] if word not in allowed]
        if wrong or (name == "profiles" and not asked[name]):
            values = {"value": repr(wrong[0]) if wrong else "[]", "allowed": ", ".join(allowed)}
            hint = nearest(wrong[0], allowed) if wrong else ""
            raise StudyFileError("study-choice", file=spec.path.name, key=f"outputs.{name}", **values, hint=hint)
    _installed([known for known in FORMATS.values() if known.is_document and known.ending in spec.documents])


def formats_for(outputs: Mapping[str, Any], records: Collection[str]) -> list[Format]:
    """The formats that the ``[outputs]`` of a study ask for, of results with these records."""
    asked = {*outputs["figures"], *({*outputs["tables"]} - {"xlsx"})}
    asked |= {WORKBOOK, PLAN_BOOK} if "xlsx" in outputs["tables"] else set()
    asked |= {known.key for known in FORMATS.values() if known.is_document and known.ending in outputs["documents"]}
    return [known for key, known in FORMATS.items() if key in asked and known.serves(records)]


def outputs_of(formats: Sequence[Format], profiles: Sequence[str]) -> dict[str, Any]:
    """The ``[outputs]`` of a study that ask for formats and profiles."""
    tables = [known.key for known in formats if known.kind == "tables"]
    return {
        "tables": [*tables, *(["xlsx"] if FORMATS[WORKBOOK] in formats else [])],
        "figures": [known.key for known in formats if known.kind == "figures"],
        "documents": list(dict.fromkeys(known.ending for known in formats if known.is_document)),
        "profiles": list(profiles),
    }


def chosen_formats(words: Collection[str], records: Collection[str]) -> list[Format]:
    """Formats by key or by ending, in the registry's order; what such results cannot be written in is refused.

    Parameters
    ----------
    words : ``report.html`` or ``html``, ``svg``; of an ending that several have (``xlsx``) all of them

    Raises
    ------
    OptionError
        codes ``choice``, ``extra-missing``
    """
    possible = [known for known in FORMATS.values() if known.serves(records)]
    for word in words:
        if not any(word in (known.key, known.ending) for known in possible):
            raise OptionError.choice("formats", word, [known.key for known in possible])
    chosen = [known for known in possible if {known.key, known.ending} & {*words}]
    _installed(chosen)
    return chosen


def chosen_profiles(words: Sequence[str]) -> list[str]:
    """Profiles by name, each once, in the order in which they are named.

    Raises
    ------
    OptionError
        code ``choice``, also where none is named
    """
    for word in words or [""]:
        if word not in PROFILES:
            raise OptionError.choice("profiles", word, PROFILES)
    return list(dict.fromkeys(words))


def _installed(formats: Sequence[Format]) -> None:
    for known in formats:
        if not known.is_installed:
            raise OptionError("extra-missing", extra=known.extra, what=known.key)
