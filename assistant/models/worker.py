"""The child process that holds the language model: `python -m assistant.models.worker '{"model": …}'`.

One JSON object a line. In: {"do": "write" | "score" | "room" | "warm", "messages": [[[text, control], …], …], …} or
{"cancel": true}; end of input ends it. Out: {"ready": …} once, then for each request {"token": …}* and one reply with the
fields of `Written`, `Scored` or `Warmed`, or {"room": n}, or {"error": what, …}.
"""

import json
import os
import queue
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from assistant.models.context import Context
from assistant.models.grammar import GrammarError
from assistant.models.guides import guide_for
from assistant.models.vocabulary import Vocabulary
from assistant.models.writing import score, timings, write

if TYPE_CHECKING:
    from llama_cpp import Llama

Reply = dict[str, Any]


def main() -> None:
    """Load the model named in the options and serve requests until standard input ends."""
    options = json.loads(sys.argv[1])
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)  # whatever the native library prints must not mix with the replies
    requests: queue.Queue[Reply] = queue.Queue()
    cancelled = threading.Event()
    threading.Thread(target=_read, args=(requests, cancelled), daemon=True).start()
    try:
        worker = _Worker(_load(options), options, cancelled)
    except (ValueError, OSError, RuntimeError) as error:
        _send(out, {"error": "load", "reason": f"{error}"})
        raise SystemExit(1) from error
    _send(out, {"ready": True})
    while True:
        for reply in worker.answer(requests.get()):
            _send(out, reply)


def _read(requests: "queue.Queue[Reply]", cancelled: threading.Event) -> None:
    for line in sys.stdin:
        request = json.loads(line)
        if "cancel" in request:
            cancelled.set()
        else:
            cancelled.clear()  # here, so that a cancellation that follows at once is not lost
            requests.put(request)
    os._exit(0)  # the parent is gone; the main thread may be deep in native code


def _load(options: Reply) -> "Llama":
    from llama_cpp import Llama

    return Llama(
        model_path=options["model"],
        n_ctx=options["context_tokens"],
        n_threads=options["threads"],
        n_threads_batch=options["threads"],
        n_gpu_layers=options["gpu_layers"],
        verbose=False,
    )


def _state_key(llama: "Llama", options: Reply) -> str:
    """Everything but the tokens that an evaluated beginning depends on; a model is known by its file's size and time."""
    import llama_cpp

    file = Path(options["model"]).resolve()
    stat = file.stat()
    build = f"{llama_cpp.__version__} {llama_cpp.llama_print_system_info().decode()}"
    return f"{file} {stat.st_size} {stat.st_mtime_ns} {llama.n_ctx()} {options['gpu_layers']} {build}"


class _Worker:
    """A loaded model and what it holds."""

    def __init__(self, llama: "Llama", options: Reply, cancelled: threading.Event) -> None:
        self._llama = llama
        self._cancelled = cancelled
        self._vocabulary = Vocabulary(llama)
        missing = [marker for marker in options["markers"] if not self._is_control(marker)]
        if missing:
            raise ValueError(f"the vocabulary lacks {', '.join(missing)}")
        folder = Path(options["prefixes"]) if options["prefixes"] else None
        self._context = Context(llama, options["threads"], folder, _state_key(llama, options))

    def answer(self, request: Reply) -> Iterator[Reply]:
        """The replies to one request."""
        pieces = [
            [token for text, control in message for token in self._tokens(text, control=control)]
            for message in request["messages"]
        ]
        pieces[-1] += self._tokens((request.get("constraint") or {}).get("opening", ""), control=False)
        options = [self._tokens(option, control=False) for option in request.get("options", ())]
        prompt_tokens = sum(map(len, pieces))
        more = request.get("max_tokens", 0) + max(map(len, options), default=0)
        if request["do"] == "room":
            yield {"room": self._llama.n_ctx() - prompt_tokens - more}
        elif prompt_tokens + more > self._llama.n_ctx():
            yield {"error": "long", "prompt_tokens": prompt_tokens, "more_tokens": more}
        elif request["do"] == "warm":
            yield self._warm(pieces)
        elif request["do"] == "score":
            yield self._score(pieces, options)
        else:
            yield from self._write(pieces, request)

    def _write(self, pieces: list[list[int]], request: Reply) -> Iterator[Reply]:
        try:
            guide = guide_for(request["constraint"], self._llama, self._vocabulary)
        except GrammarError as error:
            yield {"error": "grammar", "reason": f"{error}"}
            return
        try:
            done = self._context.prefill(pieces, self._cancelled)
            reply = timings(sum(map(len, pieces)), done)
            if not done.complete:
                yield {**reply, "written_tokens": 0, "decode_s": 0.0, "stop": "cancelled"}
                return
            if guide.opening:
                yield {"token": guide.opening}
            for event in write(self._context, self._vocabulary, guide, request, self._cancelled):
                if "token" in event:
                    yield event
                else:
                    reply["prefill_s"] += event.pop("first_s")
                    yield reply | event
        except GrammarError as error:
            yield {"error": "grammar", "reason": f"{error}"}
        finally:
            guide.close()

    def _score(self, pieces: list[list[int]], options: list[list[int]]) -> Reply:
        done = self._context.prefill(pieces, self._cancelled)
        found = score(self._context, options, self._cancelled) if done.complete else None
        return {**timings(sum(map(len, pieces)), done), "logprobs": found or []}

    def _warm(self, pieces: list[list[int]]) -> Reply:
        done, restored = self._context.store(pieces, self._cancelled)
        assert self._vocabulary.pieces  # read now, not at the first constrained answer
        tokens = sum(map(len, pieces)) if done.complete else 0
        return {"prefix_tokens": tokens, "restored": restored, "prefill_s": done.seconds}

    def _tokens(self, text: str, *, control: bool) -> list[int]:
        tokens: list[int] = self._llama.tokenize(text.encode(errors="replace"), add_bos=False, special=control)
        return tokens

    def _is_control(self, marker: str) -> bool:
        tokens = self._tokens(marker, control=True)
        return len(tokens) == 1 and self._vocabulary.is_control(tokens[0])


def _send(out: TextIO, reply: Reply) -> None:
    out.write(json.dumps(reply, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
