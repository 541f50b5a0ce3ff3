from pathlib import Path

import pytest

from assistant.errors import AssistantError
from assistant.models.protocols import Message
from assistant_eval.judge.reply_cache import ReplyCache, reply_key


def test_replies_are_on_the_disk_at_once_and_known_to_the_next_run(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    key = reply_key("f", [Message("user", "問い")])
    with ReplyCache(path) as cache:
        assert cache.get(key) is None
        cache.put(key, "はい\n")
        assert path.read_text(encoding="utf-8") == f'{{"key": "{key}", "reply": "はい\\n"}}\n'
    with ReplyCache(path) as cache:
        assert cache.get(key) == "はい\n"


@pytest.mark.parametrize("cut", [b'{"key": "b", "rep', '{"key": "b", "reply": "は'.encode()[:-1], b'{"key": "b"}\n'])
def test_a_row_cut_short_is_dropped_and_the_next_one_is_whole(tmp_path: Path, cut: bytes) -> None:
    path = tmp_path / "replies.jsonl"
    with ReplyCache(path) as cache:
        cache.put("a", "はい")
    path.write_bytes(path.read_bytes() + cut)
    with ReplyCache(path) as cache:
        assert (cache.get("a"), cache.get("b")) == ("はい", None)
        cache.put("b", "いいえ")
    with ReplyCache(path) as cache:
        assert (cache.get("a"), cache.get("b")) == ("はい", "いいえ")


def test_a_whole_row_without_its_line_end_is_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    path.write_text('{"key": "a", "reply": "はい"}', encoding="utf-8")
    with ReplyCache(path) as cache:
        assert cache.get("a") is None
        assert path.read_bytes() == b""


def test_there_is_one_run_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    with ReplyCache(path), pytest.raises(AssistantError, match="実行中"), ReplyCache(path):
        pass
    with ReplyCache(path):
        pass


def test_the_key_tells_models_roles_and_texts_apart() -> None:
    prompts = [
        ("f", [Message("user", "あ")]),
        ("g", [Message("user", "あ")]),
        ("f", [Message("system", "あ")]),
        ("f", [Message("user", "い")]),
        ("f", [Message("user", "あ"), Message("user", "")]),
    ]
    assert len({reply_key(*own) for own in prompts}) == len(prompts)
