"""Take the pictures of the page that the documentation shows: ``python tools/picture_page.py FIRST_ADDRESS STUDY``.

FIRST_ADDRESS is the first line that ``farrell serve`` prints, STUDY the id of the China health study, run. The pictures
go to docs/images/page-*.png.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parents[1] / "docs" / "images"
COLOURS = 128
"""Of a picture: enough for flat areas and small letters, and a third of the bytes."""
PICTURES = {
    "overview": ("overview?unit=Hebei&lang=en", 1440, 1000, "light"),
    "efficiency": ("efficiency?unit=Hebei&lang=en", 1440, 1100, "light"),
    "time": ("time?unit=Zhejiang&lang=zh", 1440, 1100, "dark"),
    "space": ("space?lang=zh", 1440, 1000, "light"),
    "plan": ("plan?part=plan&lang=en", 1440, 1100, "light"),
    "phone": ("overview?unit=Yunnan&lang=zh&map=tiles", 390, 1100, "light"),
}
"""Name of a picture -> address within the study, width, height, light or dark."""


def main(first: str, study: str) -> None:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        for name, (address, width, height, light) in PICTURES.items():
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=light)
            page.goto(first)
            page.goto(f"{first.partition('?')[0]}#/study/{study}/{address}")
            page.reload()
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(2000)
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            picture.quantize(COLOURS, dither=Image.Dither.NONE).save(IMAGES / f"page-{name}.png", optimize=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
