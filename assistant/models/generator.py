"""The language model behind a queue, in a child process that is started again when it dies.

llama.cpp must not be called from two threads, and some bad input ends its process.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from assistant.errors import AssistantError, ModelDied
from assistant.models.child import Child, Reply
from assistant.models.constraints import Constraint, wire
from assistant.models.cores import usable_cores as usable_cores  # noqa: PLC0414 – scripts and doctor take it from here
from assistant.models.protocols import Message, Scored, Token, Warmed, Written
from assistant.models.templates import markers, rendered
from assistant.models.turns import Turns

_LOAD_SECONDS: Final = 300.0
_SILENT_SECONDS: Final = 300.0  # longest wait for one token; a long prompt on a slow machine takes minutes


@dataclass(frozen=True, slots=True)
class GeneratorOptions:
    """How the model runs; `threads` 0 is one for each usable core, `gpu_layers` -1 all of them.

    `prefixes` is the folder for evaluated beginnings of prompts; None: they are not kept on disk.
    """

    context_tokens: int
    max_tokens: int
    threads: int
    gpu_layers: int
    prefixes: Path | None = None


class LlamaProcess:
    """A GGUF model in a child process; one call at a time, the others wait in the order in which they came.

    It is a `LanguageModel`, whose docstrings say what its methods do.
    """

    def __init__(self, model: Path, name: str, template: str, options: GeneratorOptions) -> None:
        self.name = name
        self._model = model
        self._template = template
        self._options = options
        self._turns = Turns()
        self._child: Child | None = None
        self._constants: list[tuple[Message, ...]] = []

    @property
    def waiting(self) -> int:
        """How many calls are being served or wait."""
        return self._turns.waiting

    def generate(
        self,
        messages: Sequence[Message],
        cancel: threading.Event | None = None,
        *,
        constraint: Constraint | None = None,
        stop: tuple[str, ...] = (),
        max_tokens: int | None = None,
    ) -> Iterator[Token | Written]:
        """Yield tokens as they come, then `Written`; what was written before the process died comes before `ModelDied`."""
        most = self._options.max_tokens if max_tokens is None else max_tokens
        request = {
            **self._request("write", messages),
            "max_tokens": most,
            "constraint": wire(constraint),
            "stop": [text for text in stop if text],
        }
        with self._turns.take(cancel) as mine:
            if not mine:
                yield Written(0, 0, 0, 0.0, 0.0, "cancelled")
                return
            child = self._running(cancel)
            child.send(request)
            finished = False
            try:
                while not finished:
                    reply = child.receive(_SILENT_SECONDS, cancel)
                    finished = "token" not in reply
                    yield Token(reply["token"]) if not finished else Written(**self._checked(reply))
            finally:
                if not finished:
                    self._abandon(child)

    def score(
        self, messages: Sequence[Message], options: Sequence[str], cancel: threading.Event | None = None
    ) -> Scored:
        """The log-probability of each option as the continuation of the prompt; no option may be empty."""
        if not options or "" in options:
            raise AssistantError("採点する選択肢がないか、空の選択肢があります。選択肢を指定してください")
        reply = self._call({**self._request("score", messages), "options": list(options)}, cancel)
        if reply is None:
            return Scored((), 0, 0, 0.0)
        return Scored(tuple(reply.pop("logprobs")), **reply)

    def room(self, messages: Sequence[Message]) -> int:
        """Tokens that may be added to the prompt with `max_tokens` left for the answer; negative: so much too long."""
        reply = self._call({**self._request("room", messages), "max_tokens": self._options.max_tokens})
        assert reply is not None
        room: int = reply["room"]
        return room

    def warm(self, constant: Sequence[Message], cancel: threading.Event | None = None) -> Warmed:
        """Load the model and hold the evaluated messages; after a restart the next call does it again by itself."""
        kept = tuple(constant)
        if kept not in self._constants:
            self._constants.append(kept)
        with self._turns.take(cancel) as mine:
            if not mine:
                return Warmed(0, False, 0.0, 0.0)
            began = time.monotonic()
            child = self._running(warm=False)
            load_s = time.monotonic() - began
            reply = self._ask(child, self._warming(kept), cancel)
            return Warmed(load_s=load_s, **reply)

    def close(self) -> None:
        """End the child process; a later call starts it again."""
        child, self._child = self._child, None
        if child is not None:
            child.close()

    def _request(self, what: str, messages: Sequence[Message]) -> Reply:
        return {"do": what, "messages": rendered(messages, self._template)}

    def _warming(self, constant: tuple[Message, ...]) -> Reply:
        """Without the turn that the model writes, which is not the same for all prompts that begin so."""
        return {"do": "warm", "messages": rendered(constant, self._template)[: len(constant)]}

    def _call(self, request: Reply, cancel: threading.Event | None = None) -> Reply | None:
        """The reply to a request that has only one; None where `cancel` was set before its turn came."""
        with self._turns.take(cancel) as mine:
            return self._ask(self._running(cancel), request, cancel) if mine else None

    def _ask(self, child: Child, request: Reply, cancel: threading.Event | None = None) -> Reply:
        child.send(request)
        return self._checked(child.receive(_SILENT_SECONDS, cancel))

    def _abandon(self, child: Child) -> None:
        """Stop a generation whose reader has gone away, and swallow what it still prints."""
        if not child.running:
            return
        try:
            child.send({"cancel": True})
            while "token" in child.receive(_SILENT_SECONDS):
                pass
        except ModelDied:
            return  # nobody is left to be told; the next call starts it again

    def _running(self, cancel: threading.Event | None = None, *, warm: bool = True) -> Child:
        """The child, started if need be; a new one first gets the beginnings that were warm in the old one."""
        if self._child is not None and self._child.running:
            return self._child
        self.close()
        self._child = child = Child(self._start_options())
        ready = child.receive(_LOAD_SECONDS)
        if "ready" not in ready:
            self.close()
            raise AssistantError(
                f"言語モデルを読み込めません: {self._model}（{ready.get('reason')}）。`assistant models verify {self.name}` で確かめてください"
            )
        if warm:
            for constant in self._constants:
                self._ask(child, self._warming(constant), cancel)
        return child

    def _start_options(self) -> dict[str, Any]:
        return {
            "model": str(self._model),
            "context_tokens": self._options.context_tokens,
            "threads": self._options.threads or usable_cores(),
            "gpu_layers": self._options.gpu_layers,
            "markers": markers(self._template),
            "prefixes": str(self._options.prefixes) if self._options.prefixes is not None else "",
        }

    def _checked(self, reply: Reply) -> Reply:
        """The reply, unless it says what was wrong with the request."""
        if "error" not in reply:
            return reply
        if reply["error"] == "grammar":
            raise AssistantError(f"出力の文法（GBNF）を使えません（{reply['reason']}）。文法を直してください")
        raise AssistantError(
            f"資料と質問が言語モデルの文脈長に収まりません（プロンプト {reply['prompt_tokens']:,} トークンと回答"
            f" {reply['more_tokens']:,} トークン、文脈長 {self._options.context_tokens:,}）。"
            "質問を短くするか、設定の models.context_tokens を増やしてください"
        )
