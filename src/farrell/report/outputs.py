"""What the ``[outputs]`` of a study and those who render it ask for, in the words of the registry of formats."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from farrell.errors import OptionError, StudyFileError, nearest
from farrell.report.deap_listing import is_own
from farrell.report.formats import FORMATS, Format
from farrell.report.profiles import PROFILES
from farrell.study.spec import StudySpec

LISTS = ("tables", "figures", "documents")
"""The lists of ``[outputs]`` that ask for formats."""


def choices() -> dict[str, list[str]]:
    """What each list of ``[outputs]`` may hold."""
    return {name: _words(FORMATS.values(), name) for name in LISTS} | {"profiles": list(PROFILES)}


def check_outputs(spec: StudySpec) -> None:
    """Refuse, before anything is solved, what a study asks for and cannot have.

    Raises
    ------
    StudyFileError
        code ``study-choice``: no such format or profile, or no profile at all
    OptionError
        codes ``extra-missing``: a format whose library is not installed; ``no-deap-listing``: neither model is there
    """
    asked = {"tables": spec.formats, "figures": spec.figures, "documents": spec.documents, "profiles": spec.profiles}
    for name, allowed in choices().items():
        wrong = [word for word in asked[name] if word not in allowed]
        if wrong or (name == "profiles" and not asked[name]):
            values = {"value": repr(wrong[0]) if wrong else "[]", "allowed": ", ".join(allowed)}
            hint = nearest(wrong[0], allowed) if wrong else ""
            raise StudyFileError("study-choice", file=spec.path.name, key=f"outputs.{name}", **values, hint=hint)
    wanted = [known for known in FORMATS.values() if known.word in asked[known.asked_in]]
    can_be_listed = any(model.kind == "malmquist" or is_own(model.kind, model.options) for model in spec.models)
    if not can_be_listed and any(known.asked_as for known in wanted):
        raise OptionError("no-deap-listing", models=[model.kind for model in spec.models])
    _installed(wanted)


def formats_for(outputs: Mapping[str, Any], parts: Collection[str]) -> list[Format]:
    """The formats that the ``[outputs]`` of a study ask for, of results with these tables and records."""
    return [known for known in FORMATS.values() if known.word in outputs[known.asked_in] and known.serves(parts)]


def outputs_of(formats: Sequence[Format], profiles: Sequence[str]) -> dict[str, Any]:
    """The ``[outputs]`` of a study that ask for formats and profiles."""
    return {name: _words(formats, name) for name in LISTS} | {"profiles": list(profiles)}


def both_outputs(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """The ``[outputs]`` of a study that ask for what either of two asks for."""
    return {name: list(dict.fromkeys([*one[name], *other[name]])) for name in (*LISTS, "profiles")}


def _words(formats: Iterable[Format], name: str) -> list[str]:
    return list(dict.fromkeys(known.word for known in formats if known.asked_in == name))


def chosen_formats(words: Collection[str], parts: Collection[str]) -> list[Format]:
    """Formats by key or by their word, in the registry's order; what such results cannot be written in is refused.

    Parameters
    ----------
    words : ``report.html`` or ``html``, ``svg``; of a word that several have (``xlsx``) all of them
    parts : names of the tables and records of the results

    Raises
    ------
    OptionError
        codes ``choice``, ``extra-missing``
    """
    possible = [known for known in FORMATS.values() if known.serves(parts)]
    for word in words:
        if not any(word in (known.key, known.word) for known in possible):
            raise OptionError.choice("formats", word, [known.key for known in possible])
    chosen = [known for known in possible if {known.key, known.word} & {*words}]
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
