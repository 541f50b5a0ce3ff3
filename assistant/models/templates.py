"""Chat prompts in a model's own format, with text that we fence kept apart from text that controls.

What users and documents wrote is tokenised without special tokens, so that 「<|im_end|>」 in a document stays text.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from assistant.errors import AssistantError
from assistant.models.protocols import Message

CHATML: Final = "chatml"


class Segment(NamedTuple):
    """A stretch of the prompt; only `control` ones may hold special tokens."""

    text: str
    control: bool


def segments(messages: Sequence[Message], template: str) -> list[Segment]:
    """Render `messages` up to where the model begins to write; raise `AssistantError` for an unknown template."""
    if template != CHATML:
        raise AssistantError(
            f"チャットの書式 {template!r} には対応していません（対応: {CHATML}）。カタログの template を直してください"
        )
    rendered = []
    for message in messages:
        rendered.append(Segment(f"<|im_start|>{message.role}\n", True))
        rendered.append(Segment(message.content, False))
        rendered.append(Segment("<|im_end|>\n", True))
    rendered.append(Segment("<|im_start|>assistant\n", True))
    return rendered
