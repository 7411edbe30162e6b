"""Steps of a run that are finished: in a resumable run each stays, with its warnings, until all are."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from typing import TypeVar

from farrell.data import Panel
from farrell.data.named import files_named, hashes_of
from farrell.errors import FarrellWarning
from farrell.lp.resuming import Parts
from farrell.study.spec import StudySpec

Result = TypeVar("Result")


class Finished:
    """The finished steps of a run of one study file over one set of files."""

    def __init__(self, spec: StudySpec, panel: Panel) -> None:
        folder = spec.path.parent
        self._parts = None  # a file that is missing is for the step that reads it to tell
        if all((folder / name).exists() for name in files_named(spec.raw).values()):
            self._parts = Parts.of(("steps", spec.raw, panel.sha256, hashes_of(spec.raw, folder)))

    def step(self, name: str, work: Callable[[], Result]) -> Result:
        """What ``work()`` gives, warnings included, now or in the run that was stopped."""
        if self._parts is None:
            return work()
        found = self._parts.found([name])
        if found:
            result, told = found[0]
        else:
            begun = time.monotonic()
            with warnings.catch_warnings(record=True) as caught:
                result = work()
            told = [w.message for w in caught if isinstance(w.message, FarrellWarning)]
            self._parts.keep(name, (result, told), time.monotonic() - begun)
        for message in told:
            warnings.warn(message, stacklevel=2)
        return result  # type: ignore[no-any-return]
