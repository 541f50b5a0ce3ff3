"""The prompt: constant instructions first, then labelled evidence, then the question."""

import string
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from assistant.errors import AssistantError
from assistant.japanese.sentences import display
from assistant.models.protocols import Message
from assistant.records import Evidence

_PLACEHOLDERS: Final = {
    "system": frozenset[str](),
    "user": frozenset({"evidence", "question"}),
    "passage": frozenset({"label", "title", "locator", "text"}),
    "declined": frozenset[str](),
}


@dataclass(frozen=True, slots=True)
class PromptTemplates:
    """The texts of `prompts/answer.toml`; `declined` is what the model writes when the evidence has no answer."""

    system: str
    user: str
    passage: str
    declined: str


@cache
def load_templates() -> PromptTemplates:
    """Read the packaged templates; raise `AssistantError` when a placeholder is missing or unknown."""
    raw = tomllib.loads(resources.files("assistant.answer").joinpath("prompts/answer.toml").read_text(encoding="utf-8"))
    return check_templates(raw)


def check_templates(raw: dict[str, str]) -> PromptTemplates:
    """Make templates of a table that has exactly the known texts with exactly the known placeholders."""
    if set(raw) != set(_PLACEHOLDERS):
        raise AssistantError(f"プロンプトの項目が違います: {sorted(set(raw) ^ set(_PLACEHOLDERS))}")
    for name, wanted in _PLACEHOLDERS.items():
        found = {field for _, field, _, _ in string.Formatter().parse(raw[name]) if field is not None}
        if found != wanted:
            raise AssistantError(f"プロンプト {name} の差し込み名が違います: {sorted(found ^ wanted)}")
    return PromptTemplates(**{name: text.strip() for name, text in raw.items()})


def _words(item: Evidence) -> str:
    """The sentences of a passage that answer the question best, " … " between them; all where none was chosen."""
    text = item.hit.document.text
    return " … ".join(display(text[start:end]) for start, end in item.chosen) or display(item.hit.passage.text)


def build_prompt(question: str, evidence: Sequence[Evidence], templates: PromptTemplates) -> tuple[Message, ...]:
    """Compose the chat messages for `question` over the chosen sentences of the labelled passages."""
    passages = [
        templates.passage.format(
            label=item.label,
            title=item.hit.document.title,
            locator=item.hit.passage.locator,
            text=_words(item),
        )
        for item in [item for item in evidence if item.chosen] or evidence
    ]
    user = templates.user.format(evidence="\n\n".join(passages), question=question)
    return Message("system", templates.system), Message("user", user)
