"""A suite over the five documents with the stand-ins in the models' place, as `assistant eval` runs it."""

import json
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.models.protocols import Message, Token, Written
from tests.stand_ins import TRUTHFUL, HashingEmbedder, ScriptedGenerator, small_corpus

REPORTED, HELD, MET = (
    "漏えいの速報はいつまでに提出しますか",
    "顧客の個人情報を生成AIに入力してよいですか",
    "第9回会合はいつ開催されましたか",
)
FAR = "社食の献立は誰が決めますか"
SCRIPTS = {
    REPORTED: TRUTHFUL[REPORTED],
    HELD: TRUTHFUL[HELD],
    MET: "第9回会合は、令和6年5月23日に開催された。[1]",  # a day late
    FAR: "資料からは確認できません。",  # the product does not ask
    "準備はできましたか。": "はい。",  # the warm-up
}
QUESTIONS: tuple[dict[str, Any], ...] = (
    {
        "id": "q1",
        "split": "dev",
        "type": "everyday",
        "question": REPORTED,
        "gold": [[{"source": "incident.md", "quote": "3日以内に速報"}]],
        "nuggets": [["3日以内"]],
        "forbidden": ["30日以内に速報"],
    },
    {
        "id": "q2",
        "split": "test",
        "type": "statute",
        "question": MET,
        "gold": [[{"source": "minutes.md", "quote": "令和6年5月22日に開催"}]],
        "nuggets": [["5月22日"]],
        "forbidden": ["5月23日"],
    },
    {"id": "q3", "split": "dev", "question": FAR, "refuse": "far"},
    {
        "id": "q4",
        "split": "held",
        "type": "everyday",
        "question": HELD,
        "gold": [[{"source": "rules/usage.md", "quote": "入力してはならない"}]],
        "nuggets": [["入力してはならない"]],
    },
)
SETTINGS = """
[answer]
form = "conclusion"
least_answerable = 0.001  # the hashed vectors' scores lie far below the model's
"""
PARAPHRASE = {
    "id": "p1",
    "source": "incident.md",
    "quote": "事業者は、漏えいを知った日から3日以内に速報を提出しなければならない。",
    "claim": "事業者は、漏えいを知った日から3日以内に速報を提出しなければならない。",
}


class Scripted:
    """The scripted generator as a resource that is closed; `prompts` keeps what was asked of it, without warming up."""

    name = "scripted"

    def __init__(self) -> None:
        self._generator = ScriptedGenerator(SCRIPTS)
        self.closed = False

    @property
    def prompts(self) -> list[tuple[Message, ...]]:
        return [own for own in self._generator.prompts if len(own) > 1]  # a warm-up has no instructions

    def generate(
        self, messages: Sequence[Message], cancel: threading.Event | None = None, **more: Any
    ) -> Iterator[Token | Written]:
        return self._generator.generate(messages, cancel, **more)

    def room(self, messages: Sequence[Message]) -> int:
        return self._generator.room(messages)

    def close(self) -> None:
        self.closed = True


def stand_in(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Scripted:
    """Put the stand-ins in the models' place, the data folder below `folder`, and the product in the form "conclusion"."""
    generator = Scripted()
    (folder / "assistant.toml").write_text(SETTINGS, encoding="utf-8")
    monkeypatch.setenv("ASSISTANT_HOME", str(folder / "home"))
    monkeypatch.chdir(folder)
    monkeypatch.setattr("assistant_eval.opening.open_embedder", lambda settings: HashingEmbedder())
    monkeypatch.setattr("assistant_eval.opening.open_generator", lambda settings: generator)
    return generator


def small_suite(folder: Path, *questions: dict[str, Any], name: str = "rules", **more: Any) -> Path:
    """Write a suite of these questions (all four unless given) over the five documents; `more` sets keys of its file."""
    corpus = folder / "corpus"
    if not corpus.exists():
        small_corpus(folder)
    rows(folder / f"{name}.jsonl", *(questions or QUESTIONS))
    rows(folder / f"{name}-paraphrases.jsonl", PARAPHRASE)
    keys: dict[str, Any] = {
        "title": "社内規程",
        "questions": [f"{name}.jsonl"],
        "corpus": ["corpus"],
        "paraphrases": [f"{name}-paraphrases.jsonl"],
        **more,
    }
    text = "\n".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items())
    path = folder / f"{name}.toml"
    path.write_text(f"{text}\ntoday = 2026-11-22\n", encoding="utf-8")
    return path


def rows(path: Path, *own: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in own), encoding="utf-8")
    return path


def small_profile(folder: Path, *rules: str) -> Path:
    path = folder / "own.toml"
    path.write_text('title = "試し"\n' + "".join(f"[[rule]]\n{rule}\n" for rule in rules), encoding="utf-8")
    return path
