"""Nothing in a page can be more than text, and the page needs nothing but itself."""

import base64
import copy
import hashlib
import json
import re
from typing import Any

from lxml import html

from assistant_eval.report.page import render_page
from tests.eval.report.reading import HOSTILE, hostile, read, words


def test_the_policy_allows_this_style_and_this_script_alone(report: dict[str, Any]) -> None:
    page = render_page(report)
    policy = read(page).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    style = page[page.index("<style>") + 7 : page.index("</style>")]
    script = page[page.rindex("<script>") + 8 : page.rindex("</script>")]
    hashes = [base64.b64encode(hashlib.sha256(own.encode()).digest()).decode() for own in (style, script)]
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )


def test_the_page_names_no_other_resource(page: html.HtmlElement) -> None:
    assert page.xpath("//link | //img | //iframe | //object | //embed | //*[@src] | //*[@style] | //base") == []
    assert all(link.startswith("#") for link in page.xpath("//@href"))


def test_hostile_texts_stay_texts_everywhere(report: dict[str, Any]) -> None:
    written = render_page(hostile(copy.deepcopy(report)))
    page = read(written)
    assert page.xpath("//img | //*[@onerror] | //*[@onload]") == []
    assert len(page.xpath("//script")) == 2
    assert written.lower().count("</noscript>") == written.count("<noscript>") == 24
    assert "<img" not in written
    assert "〔U+202E〕逆〔U+2066〕〔U+200B〕" in words(page)
    for data in page.xpath("//script"):
        data.drop_tree()
    assert not {"\u202e", "\u2066", "\u200b"} & set(page.text_content())


def test_the_island_of_json_reads_back(report: dict[str, Any]) -> None:
    own = copy.deepcopy(report)
    own["answers"][0]["question"] = HOSTILE
    written = render_page(own)
    island = re.search(r'<script type="application/json" id="rows">(.*?)</script>', written, re.DOTALL)
    assert island is not None
    assert "<" not in island[1]
    rows = json.loads(island[1])
    assert len(rows) == 24
    assert "</script></noscript>" in rows[0]["text"]
    assert [answer["outcome"] for answer in rows[0]["answers"]] == ["correct", "correct", "refused-answerable"]


def test_a_lone_surrogate_can_be_written_to_a_file(report: dict[str, Any]) -> None:
    own = copy.deepcopy(report)
    own["answers"][0]["question"] = "壊れた\ud800文字"
    assert "壊れた〔U+D800〕文字" in render_page(own).encode("utf-8").decode("utf-8")


def test_the_same_report_gives_the_same_page(report: dict[str, Any]) -> None:
    assert render_page(report) == render_page(copy.deepcopy(report))
