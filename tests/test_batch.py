import json
from pathlib import Path

import pytest

from assistant.batch import Broken, Row, read_rows, run_batch
from assistant.errors import AssistantError, UsageError


def result(row: Row) -> dict[str, object]:
    if not row.question:
        raise UsageError("質問が空です")
    return {"id": row.id, "answer": row.question[::-1]}


def test_rows_come_back_in_order_with_their_ids(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('\ufeff{"id": "b", "question": "あい"}\n\n{"id": 2, "question": "うえ"}\n', encoding="utf-8")
    assert run_batch(source, target, result) == ()
    rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert rows == [{"id": "b", "answer": "いあ"}, {"id": 2, "answer": "えう"}]


def test_broken_lines_are_named_by_number_and_the_others_answered(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [
        b'{"id": 1, "question": "\xe3\x81\x82"}',
        b"{broken",
        b'{"id": 3}',
        b'["list"]',
        b'{"question": "no id"}',
        b'{"id": 6, "question": ""}',
        b"\xff\xfe",
        b'{"id": 8, "question": "\xe3\x81\x84"}',
    ]
    source.write_bytes(b"\n".join(lines))
    broken = run_batch(source, target, result)
    assert [item.number for item in broken] == [2, 3, 4, 5, 6, 7]
    assert all(item.reason for item in broken)
    assert [json.loads(line)["id"] for line in target.read_text(encoding="utf-8").splitlines()] == [1, 8]


def test_progress_counts_every_line(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": 1, "question": "あ"}\nx\n', encoding="utf-8")
    seen: list[tuple[int, int]] = []
    run_batch(source, tmp_path / "out.jsonl", result, lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


def test_a_missing_file_a_bad_target_and_the_same_file_are_errors(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    with pytest.raises(AssistantError, match="開けません"):
        run_batch(source, tmp_path / "out.jsonl", result)
    source.write_text('{"id": 1, "question": "あ"}\n', encoding="utf-8")
    with pytest.raises(AssistantError, match="書き込めません"):
        run_batch(source, tmp_path / "no" / "out.jsonl", result)
    with pytest.raises(AssistantError, match="同じファイル"):
        run_batch(source, source, result)
    assert source.read_text(encoding="utf-8") != ""


def test_a_row_may_say_what_was_asked_before(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    before: tuple[object, ...] = (["あ", "い"], [], "あ", ["あ", 2], None)
    lines = [json.dumps({"id": number, "question": "う", "before": own}) for number, own in enumerate(before, start=1)]
    source.write_text("\n".join(lines), encoding="utf-8")
    first, second, *others = read_rows(source)
    assert (first, second) == (Row(1, 1, "う", ("あ", "い")), Row(2, 2, "う"))
    assert [type(other) for other in others] == [Broken] * 3
    assert all("before" in other.reason for other in others if isinstance(other, Broken))
