"""The judge's prompts: constant instructions first, then the texts to be judged, each inside a fence that it cannot close."""

import re
import string
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from assistant.errors import AssistantError
from assistant.models.protocols import Message

_PLACEHOLDERS: Final = {
    "supports_system": frozenset[str](),
    "supports_user": frozenset({"quote", "claim"}),
    "correct_system": frozenset[str](),
    "correct_user": frozenset({"question", "gold", "answer"}),
}
_FENCE: Final = re.compile(r"[<＜]{3,}|[>＞]{3,}")
_HARMLESS: Final = str.maketrans("<＜>＞", "〈〈〉〉")


@dataclass(frozen=True, slots=True)
class JudgePrompts:
    """The texts of `prompts.toml`."""

    supports_system: str
    supports_user: str
    correct_system: str
    correct_user: str


@cache
def load_prompts() -> JudgePrompts:
    """Read the packaged prompts; raise `AssistantError` when a placeholder is missing or unknown."""
    text = resources.files("assistant_eval.judge").joinpath("prompts.toml").read_text(encoding="utf-8")
    return check_prompts(tomllib.loads(text))


def check_prompts(raw: dict[str, str]) -> JudgePrompts:
    """Make prompts of a table that has exactly the known texts with exactly the known placeholders."""
    if set(raw) != set(_PLACEHOLDERS):
        raise AssistantError(
            f"判定モデルのプロンプト（judge/prompts.toml）の項目が違います: {sorted(set(raw) ^ set(_PLACEHOLDERS))}"
        )
    for name, wanted in _PLACEHOLDERS.items():
        found = {field for _, field, _, _ in string.Formatter().parse(raw[name]) if field is not None}
        if found != wanted:
            raise AssistantError(
                f"判定モデルのプロンプト {name}（judge/prompts.toml）の差し込み名が違います: {sorted(found ^ wanted)}"
            )
    return JudgePrompts(**{name: text.strip() for name, text in raw.items()})


def supports_messages(claim: str, quote: str, prompts: JudgePrompts) -> tuple[Message, ...]:
    """Ask whether `claim` follows from `quote` alone."""
    user = prompts.supports_user.format(quote=fenced(quote), claim=fenced(claim))
    return Message("system", prompts.supports_system), Message("user", user)


def correct_messages(
    question: str, gold_quotes: Sequence[str], answer: str, prompts: JudgePrompts
) -> tuple[Message, ...]:
    """Ask whether `answer` says what the gold words answer to `question`."""
    gold = "\n".join(fenced(quote) for quote in gold_quotes)
    user = prompts.correct_user.format(question=fenced(question), gold=gold, answer=fenced(answer))
    return Message("system", prompts.correct_system), Message("user", user)


def fenced(text: str) -> str:
    """The text between <<< and >>>; what looks like a fence in it, full-width too, becomes 〈〈〈 or 〉〉〉."""
    inner = _FENCE.sub(lambda run: run[0].translate(_HARMLESS), text.strip())
    return f"<<<\n{inner}\n>>>"
