from dataclasses import replace

from assistant.answer.as_json import evidence_rows
from assistant.records import Span
from tests.answer.evidence import evidence


def test_chosen_sentences_stand_beside_the_passage_with_their_offsets() -> None:
    text = "一つ目の文です。二つ目の文です。"
    (row,) = evidence_rows([replace(evidence(1, text), chosen=(Span(8, 16),))])
    assert row["sentences"] == [{"start": 8, "end": 16, "text": "二つ目の文です。"}]
    assert row["text"][8 - row["start"] : 16 - row["start"]] == row["sentences"][0]["text"]


def test_a_remark_on_the_edition_is_a_field_and_empty_without_one() -> None:
    item = evidence(1, "文です。")
    old = replace(item, hit=replace(item.hit, note="旧版（2020-04-01）"))
    assert [row["note"] for row in evidence_rows([item, old])] == ["", "旧版（2020-04-01）"]
