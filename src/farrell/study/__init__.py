"""study.toml -> run -> results on disk, with provenance."""

from farrell.study.file import ModelSpec, Published, StudySpec, read_study
from farrell.study.results import StudyResults, save_results
from farrell.study.run import compute
from farrell.study.store import replace_folder

__all__ = [
    "ModelSpec",
    "Published",
    "StudyResults",
    "StudySpec",
    "compute",
    "read_study",
    "replace_folder",
    "save_results",
]
