"""report.html in a real browser: it renders, and asks nobody for anything."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync")
OFFLINE = ("--disable-background-networking", "--disable-component-update", "--disable-default-apps")


@pytest.fixture(scope="module")
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: run make test-system")
        pytest.skip("Chromium is missing: run make test-system")
    return found


class Proxy:
    """Every request a browser makes through it is written down and refused."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.asked: list[str] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection:
                self.asked.append(connection.recv(4096).decode("latin-1").split("\r\n")[0])
                connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")


def test_the_report_renders_and_asks_nobody(chromium: str, study_folder: Path, tmp_path: Path) -> None:
    proxy = Proxy()
    command = [
        chromium,
        *QUIET,
        *OFFLINE,
        f"--proxy-server=127.0.0.1:{proxy.port}",
        f"--user-data-dir={tmp_path / 'profile'}",
        "--dump-dom",
        (study_folder / "report.html").as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)
    proxy.socket.close()
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("<svg") == 4
    assert "Inner Mongolia" in done.stdout
    own_habits = ("google", "gstatic", "gvt1")
    assert [line for line in proxy.asked if not any(host in line for host in own_habits)] == []


def test_the_report_prints(chromium: str, study_folder: Path, tmp_path: Path) -> None:
    pdf = tmp_path / "report.pdf"
    command = [chromium, *QUIET, *OFFLINE, f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={pdf}"]
    subprocess.run([*command, (study_folder / "report.html").as_uri()], capture_output=True, timeout=120, check=True)
    assert pdf.read_bytes().startswith(b"%PDF")
