"""The loopback web server that stands in for the publishers' sites."""

import os
from collections.abc import Iterator

import pytest

from tests.library.web_server import WebServer, serving


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    with serving() as server:
        yield server
