"""Browser tests: Debian's Chromium, a server in a thread, axe for accessibility, screenshots on request."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from tests.browser.plain import create_plain_pages

UI = Path(__file__).resolve().parents[2] / "service" / "ui"
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
SERIOUS = ("serious", "critical")
#: Debian's builds of Chromium.  The shell has the same engine and no window around the page, and costs half.
CHROMIUM = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")

#: Milliseconds that an expectation waits: busy machines are slow, and a passing test never waits that long.
expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium instead of a download; the flags are for root in a container."""
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("CHROMIUM") or next(filter(os.path.exists, CHROMIUM), CHROMIUM[-1]),
        "args": ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1440, "height": 900},
    }


@pytest.fixture(scope="session")
def base_url() -> None:
    """Every test names its address itself (the plugin's fixture of this name is of a deprecated kind)."""


@dataclass(frozen=True)
class Live:
    """A Flask application that answers on a free port of this machine."""

    app: Flask
    url: str


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Flask], Live]]:
    """Start applications in threads; they end with the session."""
    servers = []

    def start(app: Flask) -> Live:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        servers.append((server, thread))
        return Live(app, f"http://127.0.0.1:{server.server_port}")

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join(5)
        server.server_close()


@pytest.fixture(scope="session")
def plain(serve: Callable[[Flask], Live]) -> Live:
    """Pages that hold one island each, without the office around it."""
    return serve(create_plain_pages())


Violation = tuple[str, str, list[Any]]


@pytest.fixture
def axe() -> Callable[[Page], list[Violation]]:
    """Serious accessibility violations of a page (WCAG 2.2 A and AA), with Chinese words."""
    code = (UI / "node_modules/axe-core/axe.min.js").read_text(encoding="utf8")
    words = json.loads((UI / "node_modules/axe-core/locales/zh_CN.json").read_text(encoding="utf8"))

    def run(page: Page) -> list[Violation]:
        page.evaluate(code)  # evaluate is not subject to the page's content security policy
        page.evaluate("words => axe.configure({locale: words})", words)
        answer = page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", list(WCAG)
        )
        return [
            (found["id"], found["help"], [node["target"] for node in found["nodes"]][:5])
            for found in answer["violations"]
            if found["impact"] in SERIOUS
        ]

    return run


@pytest.fixture
def shot(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keep a picture in the folder that ``JIEDU_SHOTS`` names; without it nothing is written."""
    folder = os.environ.get("JIEDU_SHOTS")

    def take(page: Page, name: str) -> None:
        if folder:
            page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)

    return take


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the page writes to the console as an error, and scripts that fail."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def ready(page: Page, url: str) -> None:
    """Open a page with an island and wait until it stands."""
    page.goto(url)
    page.wait_for_selector("body[data-ready]", state="attached")
    assert page.get_attribute("body", "data-ready") == "1", page.inner_text("body")[:500]
