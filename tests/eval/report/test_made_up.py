"""The made-up report is shaped as the one that a run writes, which has a page of its own here."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant_eval.cli import main
from assistant_eval.report.page import render_page
from tests.eval.made_suite import small_profile, small_suite, stand_in
from tests.eval.report.made_up import made_up_report
from tests.eval.report.reading import read, words

OPEN = ("packages", "settings", "peak_bytes", "curves", "grades", "judge")  # what these hold is named by the run


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("run")
    with pytest.MonkeyPatch.context() as monkeypatch:
        stand_in(monkeypatch, folder)
        suite, profile = small_suite(folder), small_profile(folder, 'metric="quote_exact"\nat_least=1.0')
        main(
            [
                str(suite),
                "--profile",
                str(profile),
                "--systems",
                "assistant",
                "plain-chain",
                "closed-book",
                "--out",
                "out",
            ]
        )
    own: dict[str, Any] = json.loads((folder / "out" / "report.json").read_text(encoding="utf-8"))
    return own


def fields(value: Any, place: str = "") -> set[str]:
    """The paths of all fields: answers[].evidence[].text."""
    if isinstance(value, list):
        return {path for own in value for path in fields(own, f"{place}[]")}
    if not isinstance(value, dict) or place.rpartition(".")[2] in OPEN:
        return set()
    return {f"{place}.{name}" for name in value} | {
        path for name, own in value.items() for path in fields(own, f"{place}.{name}")
    }


def test_the_made_up_report_has_the_fields_of_a_real_one(real: dict[str, Any]) -> None:
    missing = fields(real) - fields(made_up_report())
    added = fields(made_up_report()) - fields(real)
    assert missing == set()
    # The small run has no such case; the fields are those of grading.Failure and detection.Escaped, Rejected.
    cases = (
        ".answers[].grader_failures[].",
        ".mutations.escaped[].",
        ".mutations.rejected[].",
        ".mutations.with_judge",
    )
    assert {own for own in added if not own.startswith(cases)} == set()


def test_the_curves_of_a_system_have_the_same_fields(real: dict[str, Any]) -> None:
    for own in made_up_report()["curves"].values():
        assert own.keys() == real["curves"]["assistant"].keys()


def test_a_real_run_has_a_page_with_each_of_its_texts(real: dict[str, Any]) -> None:
    page = read(render_page(real))
    told = words(page)
    for answer in real["answers"]:
        assert words_of(answer["question"]) in told
        assert words_of(answer["text"]) in told
        for sentence in answer["sentences"]:
            assert all(words_of(reason) in told for reason in sentence["reasons"])
        assert all(words_of(own["text"]) in told for own in answer["evidence"])
    assert page.find_class("verdict")[0].get("class") == "verdict good"
    # The wrong day, which the product held back, is what its reason names.
    assert [own.text for own in page.xpath("//ul[@class='withheld']//mark[@class='failed']")] == ["令和6年5月23日"]


def words_of(text: str) -> str:
    return " ".join(text.split())


def test_the_seconds_and_the_memory_of_a_run_are_told(real: dict[str, Any], tmp_path: Path) -> None:
    told = words(read(render_page(real)).get_element_by_id("run"))
    assert "新たに回答 9 件、記録から再利用 0 件" in told
    assert "最大メモリ" in told
