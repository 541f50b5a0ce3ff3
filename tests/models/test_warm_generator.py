"""Evaluated beginnings of prompts kept across restarts, with the real 0.5B model."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.models.catalogue import find_entry
from assistant.models.generator import GeneratorOptions, LlamaProcess
from assistant.models.protocols import Message, Token, Written
from assistant.models.store import locate_file
from assistant.settings import load_settings

pytestmark = pytest.mark.models
NAME = "qwen2.5-coder-0.5b-instruct"
CONSTANT = (
    Message("system", "あなたは、資料に基づいて、短く正確に答えるアシスタントです。" * 16),
)  # more than one piece
ASKED = (*CONSTANT, Message("user", "1から9まで、数字を読点で区切って書いてください。"))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], LlamaProcess]]:
    """Each call is a process that has not run before; they share a folder of prefixes."""
    folder = load_settings().models.folder
    model = locate_file(find_entry(NAME, folder), folder)
    started: list[LlamaProcess] = []

    def process(threads: int = 0) -> LlamaProcess:
        started.append(LlamaProcess(model, NAME, "chatml", GeneratorOptions(1024, 24, threads, 0, tmp_path)))
        return started[-1]

    yield process
    for each in started:
        each.close()


def answer(process: LlamaProcess) -> tuple[str, Written]:
    *tokens, end = process.generate(ASKED)
    assert isinstance(end, Written)
    return "".join(token.text for token in tokens if isinstance(token, Token)), end


def test_the_text_is_the_same_cold_warm_and_restored(start: Callable[..., LlamaProcess]) -> None:
    cold, first = answer(start())
    process = start()
    made = process.warm(CONSTANT)
    warm, second = answer(process)
    process.close()
    process = start(1)
    restored = process.warm(CONSTANT)
    again, third = answer(process)
    list(process.generate((Message("user", "別の始まりの質問です。"),)))
    switched, fourth = answer(process)
    assert cold == warm == again == switched != ""
    assert (made.restored, restored.restored) == (False, True)
    assert restored.prefill_s < made.prefill_s
    assert first.reused_tokens == 0
    assert second.reused_tokens == third.reused_tokens == fourth.reused_tokens == made.prefix_tokens


@pytest.mark.parametrize(
    "damage", [lambda b: b[: len(b) // 2], lambda b: b[:-1] + bytes([b[-1] ^ 1])], ids=["cut short", "one bit"]
)
def test_a_damaged_state_is_deleted_and_made_again(
    start: Callable[..., LlamaProcess], tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    process = start()
    process.warm(CONSTANT)
    expected, _ = answer(process)
    process.close()
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    process = start()
    assert not process.warm(CONSTANT).restored
    assert answer(process)[0] == expected
    assert len(file.read_bytes()) == len(whole)


def test_a_restart_warms_what_was_warm(start: Callable[..., LlamaProcess]) -> None:
    process = start()
    made = process.warm(CONSTANT)
    process.close()
    _, end = answer(process)
    assert end.reused_tokens == made.prefix_tokens


def test_two_beginnings_are_held_side_by_side(start: Callable[..., LlamaProcess]) -> None:
    process = start()
    other = (Message("system", "質問を言い換えてください。" * 10),)
    sizes = {constant: process.warm(constant).prefix_tokens for constant in (CONSTANT, other)}
    for constant in (CONSTANT, other, CONSTANT):
        end = list(process.generate((*constant, Message("user", "はい"))))[-1]
        assert isinstance(end, Written)
        assert end.reused_tokens == sizes[constant]
