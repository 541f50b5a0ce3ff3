"""What a generation may write, as plain data; `guides` makes it a mask over the model's next token."""

from dataclasses import dataclass
from typing import Any, Final

from assistant.errors import AssistantError

MOST_GRAMMAR_BYTES: Final = 65_536  # what people write by hand is a hundredth of it


@dataclass(frozen=True, slots=True)
class Choices:
    """The output is exactly one of `texts`; when only one can still be meant, its rest costs no evaluation."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spans:
    """The output is `opening`, a contiguous span of at least `least` characters of one of `texts`, and `closing`.

    `starts` and `ends` are characters after which it may start and end, beside the beginning and the end of a text;
    empty: anywhere. Where a text goes on with `closing` itself, so does the span: strip one from the end to read it.
    """

    texts: tuple[str, ...]
    opening: str = ""
    closing: str = ""
    least: int = 1
    starts: str = ""
    ends: str = ""


@dataclass(frozen=True, slots=True)
class Grammar:
    """The output follows a llama.cpp grammar (GBNF) with the rule `root`."""

    gbnf: str


Constraint = Choices | Spans | Grammar


def wire(constraint: Constraint | None) -> dict[str, Any] | None:
    """The constraint as the worker reads it; raise `AssistantError` for one that no output can meet."""
    if constraint is None:
        return None
    if isinstance(constraint, Grammar):
        if not constraint.gbnf.strip() or len(constraint.gbnf.encode()) > MOST_GRAMMAR_BYTES:
            raise AssistantError(
                f"出力の文法が空か、長すぎます（{len(constraint.gbnf.encode()):,} バイト、上限 {MOST_GRAMMAR_BYTES:,}）。文法を直してください"
            )
        return {"grammar": constraint.gbnf}
    if isinstance(constraint, Choices):
        if not constraint.texts or "" in constraint.texts:
            raise AssistantError("出力の選択肢がないか、空の選択肢があります。選択肢を指定してください")
        return {"choices": constraint.texts}
    if constraint.least < 1 or max(map(len, constraint.texts), default=0) < constraint.least:
        raise AssistantError(
            f"引用できる長さ（{constraint.least} 文字以上）の資料の文がありません。資料の文を渡してください"
        )
    texts = [text for text in constraint.texts if len(text) >= constraint.least]
    return {
        "spans": texts,
        "opening": constraint.opening,
        "closing": constraint.closing,
        "least": constraint.least,
        "starts": constraint.starts,
        "ends": constraint.ends,
    }
