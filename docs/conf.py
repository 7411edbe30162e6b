"""The documentation as a site (`make docs`): English from docs/, Chinese from docs/zh, both with these settings."""

from __future__ import annotations

import sys
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

HERE = Path(__file__).parent
OUT = HERE.parent / "out" / "docs"
sys.path.insert(0, str(HERE))

from site_pages import api, bibliography, made  # noqa: E402

import farrell  # noqa: E402

project = "Farrell"
author = copyright = "Farrell developers"
version = release = farrell.__version__

extensions = [
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.intersphinx",
    "sphinxcontrib.bibtex",
]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["zh", "gallery"]
suppress_warnings = ["bibtex.missing_field"]  # a field that could not be checked is left out of works.toml
templates_path = [str(HERE / "site_pages" / "templates")]

myst_heading_anchors = 4
myst_links_external_new_tab = False

bibtex_bibfiles = [bibliography.write(OUT.parent / "docs-made" / "works.bib")]
bibtex_reference_style = "author_year"

autodoc_typehints = "none"  # numpydoc's parameters say what they are, and the signature has the defaults
autodoc_member_order = "bysource"
numpydoc_show_class_members = False
numpydoc_xref_param_type = False

# Chinese pages link to English ones, checked against the index that the English build has left. Nothing is fetched.
intersphinx_mapping = {"en": ("../", str(OUT / "objects.inv"))} if (OUT / "objects.inv").exists() else {}
intersphinx_disabled_reftypes = ["*"]

html_theme = "pydata_sphinx_theme"
html_static_path = [str(HERE / "site_pages" / "static")]
html_css_files = ["farrell.css"]
html_show_sourcelink = False
html_copy_source = False
html_context = {"default_mode": "auto"}
html_title = f"Farrell {release}"
html_theme_options = {
    "navbar_align": "left",
    "navbar_end": ["language", "theme-switcher"],
    "header_links_before_dropdown": 6,
    "show_prev_next": False,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "show_toc_level": 2,
    "navigation_with_keys": False,
}
WITHOUT_PARTS = ("index", "tutorial", "gallery", "replications", "trust", "performance")
html_sidebars = {page: [] for page in WITHOUT_PARTS}


def no_sidebars(app: Sphinx, config: Config) -> None:
    """Chinese pages stand side by side: there are no parts to list."""
    if config.language.startswith("zh"):
        config.html_sidebars = {"**": []}


def setup(app: Sphinx) -> None:
    app.connect("config-inited", no_sidebars)
    app.connect("builder-inited", api.write_pages)
    app.connect("source-read", made.fill)
    app.connect("html-page-context", made.other_language)
