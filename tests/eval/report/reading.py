"""What a page says to a reader without scripts, and a report in which every text is hostile."""

import re
from typing import Any

from lxml import html

HOSTILE = (
    "</script></noscript></textarea><img src=x onerror=window.hacked=1>\"'&amp; onload=window.hacked=1 x='"
    "\u202e逆\u2066\u200b"
)


def read(page: str) -> html.HtmlElement:
    """The page as a browser without scripts has it: what waits in <noscript> is part of it."""
    return html.document_fromstring(page)


def words(element: html.HtmlElement | None) -> str:
    assert element is not None
    return re.sub(r"\s+", " ", element.text_content())


def hostile(value: Any, key: str = "") -> Any:
    """The same with `HOSTILE` behind every text that people, documents or models may have written."""
    kept = {
        "name",
        "system",
        "metric",
        "group",
        "better",
        "unit",
        "outcome",
        "started_at",
        "finished_at",
        "refuse",
        "source",
    }
    if isinstance(value, dict):
        return {name: hostile(own, name) for name, own in value.items()}
    if isinstance(value, list):
        return [hostile(own, key) for own in value]
    return value + HOSTILE if isinstance(value, str) and key not in kept else value
