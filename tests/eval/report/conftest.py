"""The made-up report and its page; and pages opened from a file, where whatever asks for anything else fails the test."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from playwright.sync_api import Browser, Page

from assistant_eval.report.page import render_page
from tests.eval.report.made_up import made_up_report
from tests.eval.report.reading import read
from tests.ui.conftest import browser

__all__ = ["browser"]


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    return made_up_report()


@pytest.fixture(scope="module")
def page(report: dict[str, Any]) -> html.HtmlElement:
    return read(render_page(report))


@pytest.fixture
def open_file(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Call it with the HTML of a page (and the context's options) to open it; `complaint` is one that must come."""
    asked: list[str] = []
    complaints: list[str] = []
    wanted: list[str] = []
    with contextlib.ExitStack() as ends:

        def start(written: str, width: int = 1280, complaint: str = "", **options: Any) -> Page:
            wanted.extend([complaint] if complaint else [])
            file = tmp_path / "page.html"
            file.write_text(written, encoding="utf-8")
            context = browser.new_context(viewport={"width": width, "height": 900}, locale="ja-JP", **options)
            ends.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(10_000)
            page.on("request", lambda request: asked.append(request.url))
            page.on("console", lambda message: complaints.append(message.text))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(file.as_uri())
            return page

        yield start
    assert [told for told in complaints if not any(own in told for own in wanted)] == []
    assert all(any(own in told for told in complaints) for own in wanted)
    assert {url.split("#")[0] for url in asked} == {(tmp_path / "page.html").as_uri()}
