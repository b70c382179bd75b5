"""Takes the pictures of the page in this folder: `make screenshots`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).parent
CHROMIUM = "/usr/bin/chromium"


def take(
    browser: Browser,
    address: str,
    name: str,
    questions: Sequence[str],
    *,
    opened: int = 0,
    width: int = 1280,
    height: int = 860,
    scale: float = 1,
    dark: bool = False,
) -> None:
    """Ask questions, open the source of one answer to the last, and take a picture."""
    page = browser.new_page(
        viewport={"width": width, "height": height},
        device_scale_factor=scale,
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    page.goto(address)
    page.locator(".welcome").wait_for()
    for number, question in enumerate(questions):
        page.get_by_label("Question", exact=True).fill(question)
        page.keyboard.press("Enter")
        page.locator(".turn").nth(number).wait_for()
    if opened:
        page.locator(".turn").last.locator(".card .cited .open").nth(opened).click()
    page.locator("#source mark.shown").first.wait_for()
    page.locator(".turn").last.evaluate("turn => turn.scrollIntoView()")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(500)  # until what was scrolled has come to rest
    page.screenshot(path=FOLDER / f"{name}.png")
    page.close()


def main(library: str) -> None:
    """Serve a library, take the pictures, and stop."""
    qa = Path(sys.executable).parent / "qa"
    command = [str(qa), "serve", "--library", library, "--port", "0", "--read-only"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr
            address = server.stderr.readline().split()[3]
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=CHROMIUM, args=["--no-sandbox"]
                )
                first = "what did Kelly say"
                follow_up = ["what did Kelly say about NATO", "and Stavridis?"]
                take(browser, address, "page-light", [first], opened=1)
                take(browser, address, "page-dark", follow_up, dark=True)
                asked = "How many troops did Trump want to withdraw from Germany?"
                take(browser, address, "page-differ", [asked])
                take(browser, address, "page-narrow", [first], width=360, height=740, scale=2)
        finally:
            server.terminate()


if __name__ == "__main__":
    main(sys.argv[1])
