"""A record that is no plan of its study is refused when it comes; what is taken makes a workbook."""

from __future__ import annotations

import copy
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import msgspec
import pytest
from running_app import code
from small_panel import STUDY, panel_csv

from farrell.app.api.plans import summary_of
from farrell.app.drafts import toml_of
from farrell.app.messages.plans import NewPlan, PlanRecord
from farrell.app.refusals import RequestError
from farrell.app.tasks.documents import plan_book
from farrell.app.tasks.kept_plans import checked
from farrell.app.tasks.policy import plan

BAD = (None, True, 0, -1, 1e300, 5e-324, 10**400, "", "nobody", "\x00", [], [1], {}, {"beds": "nothing"}, {"x": 1e300})
"""What forgers write in the place of any value."""
PEOPLED = {**STUDY, "data": {**STUDY["data"], "weight": "people", "persons": 1}}
STRIDE = 19
"""One of so many forgeries is tried here; all of them take minutes."""
Spot = tuple[str | int, ...]


def said(step: str, number: int, steps: int) -> None:
    raise AssertionError("a quick task has no steps")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> str:
    """A study that knows how many people its units serve, so that floors can be asked for."""
    made = tmp_path_factory.mktemp("study")
    (made / "panel.csv").write_bytes(peopled())
    (made / "study.toml").write_text(
        toml_of({"schema": 1, **PEOPLED, "data": {"file": "panel.csv", **PEOPLED["data"]}})
    )
    return str(made)


def peopled() -> bytes:
    head, *rows = panel_csv().decode().splitlines()
    return "\n".join([f"{head},people", *(f"{row},{1000 + 10 * n}" for n, row in enumerate(rows))]).encode()


@pytest.fixture
def address(client: httpx.Client, upload: Callable[..., Any]) -> str:
    """Where plans of the same study are kept by a server."""
    body = {"study": PEOPLED, "file": upload(peopled()).json()["id"]}
    return f"/api/studies/{client.post('/api/studies', json=body).json()['id']}/plans"


@pytest.fixture(scope="module")
def record(folder: str) -> dict[str, Any]:
    """A plan with something in every part of its record."""
    made = plan(said, folder, options={"cap": 0.2, "floors": {"beds": "median"}, "budget": {"beds": 50.0}}).record
    found: dict[str, Any] = json.loads(msgspec.json.encode(made))
    assert all(found[part] for part in ("lambdas", "prices", "flows"))
    return found


def places(value: Any, *above: str | int) -> Iterator[Spot]:
    """The place of every value, of rows that of the first and the last."""
    yield above
    if isinstance(value, dict):
        for key, part in value.items():
            yield from places(part, *above, key)
    elif isinstance(value, list):
        for number in sorted({0, len(value) - 1} if value else ()):
            yield from places(value[number], *above, number)


def with_value(record: dict[str, Any], place: Spot, value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(record)
    part: Any = changed
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = value
    return changed


def without(record: dict[str, Any], place: Spot) -> dict[str, Any]:
    changed = copy.deepcopy(record)
    part: Any = changed
    for key in place[:-1]:
        part = part[key]
    del part[place[-1]]
    return changed


def is_taken(folder: str, forged: dict[str, Any]) -> bool:
    """Whether a record is taken; then all that is made of it can be made."""
    try:
        sent = msgspec.json.decode(json.dumps({"name": "x", "record": forged}), type=NewPlan).record
        checked(said, folder, sent)
    except (msgspec.ValidationError, RequestError):
        return False
    kept = msgspec.json.encode(sent)
    msgspec.json.encode(summary_of(msgspec.json.decode(kept, type=PlanRecord)))
    for language in ("en", "zh"):
        content = plan_book(said, folder, record=msgspec.json.decode(kept), language=language)
        assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    return True


def test_a_record_as_it_was_answered_is_taken(folder, record):
    assert is_taken(folder, record)


def test_whatever_is_written_in_a_record_is_refused_or_makes_a_workbook(folder, record):
    spots = [spot for spot in places(record) if spot]
    forged = [without(record, spot) for spot in spots]
    forged += [with_value(record, spot, value) for spot in spots for value in BAD]
    taken = [is_taken(folder, one) for one in forged[::STRIDE]]
    assert len(taken) > 100
    assert 0 < sum(taken) < len(taken) / 2


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("period",), 1999),
        (("units", 0, "unit"), "nobody"),
        (("units", 0, "thousands"), 0),
        (("inputs", 0, "unit"), "nobody"),
        (("inputs", 0, "column"), "visits"),
        (("inputs", 0, "in"), 1e300),
        (("inputs",), []),
        (("outputs", 0, "column"), "beds"),
        (("limits", "inputs"), []),
        (("objective", "moves"), {}),
        (("objective", "inequality_after"), {}),
        (("flows", 0, "donor"), "nobody"),
        (("settings",), {}),
        (("settings", "objective"), "theft"),
        (("settings", "inefficiency"), "doubled"),
        (("settings", "within"), "much"),
        (("settings", "cap"), 1e200),
        (("settings", "floors"), {"beds": "lots"}),
        (("settings", "ceilings"), "lots"),
        (("settings", "more"), 1),
    ],
)
def test_a_forged_record_is_refused_when_it_is_sent(client, address, record, place, value):
    body = {"name": "forged", "record": with_value(record, place, value)}
    answer = client.post(address, content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert code(answer) in ("422 plan-record", "422 request-shape")


def test_a_plan_of_another_study_is_refused(client, address, record):
    example = client.post("/api/examples/china-health").json()["id"]
    answer = client.post(f"/api/studies/{example}/plans", json={"name": "of others", "record": record})
    assert code(answer) == "422 plan-record"
    assert client.post(address, json={"name": "mine", "record": record}).status_code == 200
