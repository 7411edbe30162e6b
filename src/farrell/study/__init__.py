"""study.toml -> run -> results on disk, with provenance."""

from farrell.study.file import read_study
from farrell.study.results import StudyResults, load_results, save_results
from farrell.study.run import compute
from farrell.study.spec import MapSpec, ModelSpec, Published, StudySpec
from farrell.study.store import replace_folder

__all__ = [
    "MapSpec",
    "ModelSpec",
    "Published",
    "StudyResults",
    "StudySpec",
    "compute",
    "load_results",
    "read_study",
    "replace_folder",
    "save_results",
]
