"""``python -m benchmarks.browser``: how quick the page is, in Chromium on this machine, and with 20 people at once.

Prints one line a figure: what was measured, the median, the slowest, and how often.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import httpx
import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from farrell.data.bundles import bundle_path

QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync")
PEOPLE, QUESTIONS = 20, 15
PASSWORD = "twenty people at once"
AFTER_PAINT = """() => new Promise(done => requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => done(performance.now());
  channel.port2.postMessage(0);
}))"""
"""Resolves when what was changed has been painted."""


@contextmanager
def served(*options: object) -> Iterator[str]:
    """The first URL of a server on a free port with a fresh workspace."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "farrell", "serve", "--no-open", "--port", "0", "--workspace", folder]
        process = subprocess.Popen([*command, *map(str, options)], stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()
            process.wait(30)


@dataclass
class Times:
    """Seconds of one kind of question."""

    name: str
    seconds: list[float] = field(default_factory=list)

    def line(self) -> str:
        ms = [1000 * s for s in self.seconds]
        return f"{self.name:58s} median {median(ms):8.1f} ms   slowest {max(ms):8.1f} ms   n {len(ms)}"


def client(address: str) -> httpx.Client:
    """A script's client of a server without a password."""
    base, token = re.fullmatch(r"(.*/)\?token=(.*)", address).groups()  # type: ignore[union-attr]
    return httpx.Client(base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=300)


def finished(http: httpx.Client, study: str) -> None:
    """Run a study and wait for its end."""
    job = http.post(f"api/studies/{study}/run").raise_for_status().json()
    with http.stream("GET", f"api/jobs/{job['id']}/events") as events:
        last = [json.loads(line[6:]) for line in events.iter_lines() if line.startswith("data: ")][-1]
    if last["state"] != "done":
        raise RuntimeError(f"the study was not run: {last}")


def made_up(units: int, periods: int) -> bytes:
    """A CSV of a panel drawn at random."""
    draw = np.random.default_rng(1)
    size = np.exp(draw.normal(8, 1, units))
    buffer = io.StringIO()
    rows = csv.writer(buffer)
    rows.writerow(["unit", "year", "region", "beds", "staff", "visits", "discharges"])
    for year in range(periods):
        beds, staff = (size * np.exp(draw.normal(0, 0.2, units)) for _ in range(2))
        for k in range(units):
            output = np.sqrt(beds[k] * staff[k]) * np.exp(-abs(draw.normal(0, 0.3)) + 0.01 * year)
            visits, discharges = 40 * output, 5 * output * np.exp(draw.normal(0, 0.1))
            row = [f"County {k + 1}", 2001 + year, f"Region {k % 6 + 1}"]
            rows.writerow([*row, *(round(float(v), 1) for v in (beds[k], staff[k], visits, discharges))])
    return buffer.getvalue().encode()


def large_study(http: httpx.Client) -> str:
    """A study of 300 units over 20 periods."""
    asked = {"params": {"name": "counties.csv"}, "headers": {"Content-Type": "application/octet-stream"}}
    file = http.post("api/files", content=made_up(300, 20), **asked).raise_for_status().json()  # type: ignore[arg-type]
    data = {"unit": "unit", "period": "year", "inputs": ["beds", "staff"], "outputs": ["visits", "discharges"]}
    study = {
        "schema": 1,
        "title": "300 counties",
        "data": {**data, "group": "region"},
        "model": [{"name": "efficiency", "kind": "efficiency"}, {"name": "productivity", "kind": "malmquist"}],
    }
    made = http.post("api/studies", json={"study": study, "file": file["id"]}).raise_for_status().json()
    finished(http, made["id"])
    return str(made["id"])


def timed(page: Page, name: str, actions: list[str]) -> Times:
    """From each action (JavaScript) to its paint, in the page itself."""
    found = Times(name)
    for action in actions:
        ms = page.evaluate(
            f"async () => {{ const start = performance.now(); {action}; return await ({AFTER_PAINT})() - start }}"
        )
        found.seconds.append(ms / 1000)
        page.wait_for_timeout(60)
    return found


SLIDE = """const slider = document.querySelector(".periods input");
slider.value = PLACE;
slider.dispatchEvent(new Event("input", { bubbles: true }))"""
CLICK = """const bars = document.querySelectorAll(".bars [data-unit]");
bars[PLACE].dispatchEvent(new MouseEvent("click", { bubbles: true }))"""
WEIGHT = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .filter(entry => !entry.name.includes("/api/"))
  .reduce((sum, entry) => sum + entry.decodedBodySize, 0)"""


def of_browser(browser: Browser) -> Iterator[str]:
    """What one person waits for."""
    with served() as address:
        http = client(address)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        ready = Times("page ready, from its address")
        for _ in range(5):
            page.goto("about:blank")
            started = perf_counter()
            page.goto(address)
            page.wait_for_selector("h1")
            ready.seconds.append(perf_counter() - started)
        yield f"{'page, its scripts and styles':58s} {page.evaluate(WEIGHT) / 1e6:.2f} MB before compression"
        yield ready.line()
        started = perf_counter()
        study = http.post("api/examples/china-health").raise_for_status().json()["id"]
        finished(http, study)
        yield f"{'China health study, from click to results':58s} {perf_counter() - started:.1f} s"
        base = address.partition("?")[0]
        opened = Times("a study's address opened, to its map")
        for _ in range(5):
            page.goto("about:blank")
            started = perf_counter()
            page.goto(f"{base}#/study/{study}/overview")
            page.wait_for_selector(".map .area")
            opened.seconds.append(perf_counter() - started)
        yield opened.line()
        page.wait_for_timeout(500)
        yield timed(
            page,
            "another year: map, ranking, profile (31 x 10)",
            [SLIDE.replace("PLACE", str(i)) for i in [*range(10)] * 2],
        ).line()
        ask = Times("what-if, there and back")
        for i in range(100):
            started = perf_counter()
            asked = {"unit": "Hebei", "changes": {"beds": f"-{i % 40 + 1}%"}}
            http.post(f"api/studies/{study}/what-if", json=asked).raise_for_status()
            ask.seconds.append(perf_counter() - started)
        yield ask.line()
        large = large_study(http)
        page.goto("about:blank")
        page.goto(f"{base}#/study/{large}/overview")
        page.wait_for_selector(".bars [data-unit]")
        page.wait_for_timeout(500)
        yield timed(page, "a unit picked (300 x 20)", [CLICK.replace("PLACE", str(7 * i)) for i in range(20)]).line()
        yield timed(page, "another year (300 x 20)", [SLIDE.replace("PLACE", str(i)) for i in range(20)]).line()


def of_people() -> Iterator[str]:
    """What 20 people wait for who work at once, each with data of their own."""
    with tempfile.TemporaryDirectory() as folder:
        secret = Path(folder) / "password"
        secret.write_text(PASSWORD, encoding="utf-8")
        with served("--password-file", secret) as address:
            times, faults = Times(f"{PEOPLE} people at once, any answer"), list[str]()
            people = [threading.Thread(target=_person, args=(address, i, times, faults)) for i in range(PEOPLE)]
            for person in people:
                person.start()
            for person in people:
                person.join()
            yield times.line()
            yield f"{'errors, and data of others seen':58s} {len(faults)}" + "".join(f"\n  {f}" for f in faults[:5])


def _person(address: str, number: int, times: Times, faults: list[str]) -> None:
    """Signs in, loads a file of one's own, runs a study, and asks."""
    mine = f"Person {number}"
    panel = bundle_path("china-health").read_text(encoding="utf-8").replace("Beijing", mine)

    def timely(send: Any) -> Any:
        started = perf_counter()
        answer = send()
        times.seconds.append(perf_counter() - started)
        return answer.raise_for_status().json()

    try:
        with httpx.Client(base_url=address, headers={"Origin": address.rstrip("/")}, timeout=300) as http:
            timely(lambda: http.post("api/session", json={"password": PASSWORD}))
            binary = {"Content-Type": "application/octet-stream"}
            file = timely(lambda: http.post("api/files?name=mine.csv", content=panel.encode(), headers=binary))
            data = {"unit": "province_en", "period": "year", "inputs": ["beds", "hospitals"], "outputs": ["visits_10k"]}
            study = {"schema": 1, "title": mine, "data": data, "model": [{"kind": "efficiency"}]}
            made = timely(lambda: http.post("api/studies", json={"study": study, "file": file["id"]}))
            finished(http, made["id"])
            for i in range(QUESTIONS):
                units = timely(lambda: http.get(f"api/studies/{made['id']}/tables/efficiency"))["columns"]["unit"]
                if mine not in units or any(u.startswith("Person") and u != mine for u in units):
                    faults.append(f"{mine}: others' units")
                asked = {"unit": mine, "changes": {"beds": f"-{i + 1}%"}}
                timely(lambda: http.post(f"api/studies/{made['id']}/what-if", json=asked))  # noqa: B023
            if [s["title"]["en"] for s in timely(lambda: http.get("api/studies"))] != [mine]:
                faults.append(f"{mine}: others' studies")
    except (httpx.HTTPError, RuntimeError) as error:
        faults.append(f"{mine}: {error}")


def main() -> None:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        raise SystemExit("Chromium is missing: make test-system")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        for line in of_browser(browser):
            print(line, flush=True)
        browser.close()
    for line in of_people():
        print(line, flush=True)


if __name__ == "__main__":
    main()
