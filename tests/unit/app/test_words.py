"""The page is sent the texts it says, and not those that only documents have."""

from __future__ import annotations

import json
import re
from pathlib import Path

from farrell.app.api.session import OF_DOCUMENTS, _words
from farrell.catalogue import catalogue

PAGE = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parents[3] / "web" / "src").rglob("*.ts*"))
)


def test_every_text_that_the_page_names_is_sent() -> None:
    sent = json.loads(_words().plain)
    named = set(re.findall(r'"([a-z_]+\.[\w.-]+)"', PAGE)) & set(catalogue("en"))
    assert len(named) > 500
    assert named <= set(sent["en"])
    assert set(sent["en"]) == set(sent["zh"])
    begun = set(re.findall(r"(?:say|has)\(`((?:report|page)\.[\w-]+-)\$\{", PAGE))
    assert len(begun) > 20
    for beginning in begun:
        assert any(key.startswith(beginning) for key in sent["en"]), beginning


def test_texts_of_documents_alone_are_not_sent() -> None:
    for beginning in OF_DOCUMENTS:
        assert any(key.startswith(beginning) for key in catalogue("en")), beginning
        assert not any(key.startswith(beginning) for key in json.loads(_words().plain)["en"])
