"""Chat prompts in a model's own format, with text that we fence kept apart from text that controls.

What users and documents wrote is tokenised without special tokens, so that 「<|im_end|>」 in a document stays text.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from assistant.errors import AssistantError
from assistant.models.protocols import Message

CHATML: Final = "chatml"
_MARKERS: Final = {CHATML: ("<|im_start|>", "<|im_end|>")}


class Segment(NamedTuple):
    """A stretch of the prompt; only `control` ones may hold special tokens."""

    text: str
    control: bool


def markers(template: str) -> tuple[str, ...]:
    """The control tokens that a model must know to understand `template`; raise `AssistantError` for an unknown one."""
    if not template:
        raise AssistantError(
            f"チャットの書式が分かりません。モデルのファイルからは推測しないため、カタログの template に書いてください（対応: {CHATML}）"
        )
    if template not in _MARKERS:
        raise AssistantError(
            f"チャットの書式 {template!r} には対応していません（対応: {CHATML}）。カタログの template を直してください"
        )
    return _MARKERS[template]


def rendered(messages: Sequence[Message], template: str) -> list[list[Segment]]:
    """The segments of each message, then those of the turn that the model writes; errors as `markers`.

    A last message of the assistant is the beginning of that turn and left open: the model continues it.
    """
    begin, end = markers(template)
    begun = messages[-1].content if messages and messages[-1].role == "assistant" else ""
    closed = messages[:-1] if begun else messages
    turns = [
        [Segment(f"{begin}{message.role}\n", True), Segment(message.content, False), Segment(f"{end}\n", True)]
        for message in closed
    ]
    return [*turns, [Segment(f"{begin}assistant\n", True), *([Segment(begun, False)] if begun else [])]]
