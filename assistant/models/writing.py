"""What the worker does with an evaluated prompt: write on, token by token, or tell how probable some continuations are."""

import codecs
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from assistant.models.context import Context, Prefilled
from assistant.models.guides import Guide
from assistant.models.vocabulary import Vocabulary

Reply = dict[str, Any]


class _Text:
    """The output so far, as text: half a character waits for its rest, and nothing comes after a stop text."""

    def __init__(self, stop: Sequence[str]) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._stop = stop
        self._end = ""
        self.stopped = False

    def add(self, piece: bytes) -> str:
        """The characters that `piece` completes, up to and including the first stop text."""
        new = self._decoder.decode(piece)
        text = self._end + new
        ends = [place + len(stop) for stop in self._stop if (place := text.find(stop)) >= 0]
        if ends:
            self.stopped = True
            return text[len(self._end) : min(ends)]
        keep = max(map(len, self._stop), default=1) - 1
        self._end = text[-keep:] if keep else ""
        return new


def write(
    context: Context, vocabulary: Vocabulary, guide: Guide, request: Reply, cancelled: threading.Event
) -> Iterator[Reply]:
    """Reply with each token, then with how many there were, how long they took and why no more came."""
    text, written, stop = _Text(request["stop"]), 0, "length"
    began = time.perf_counter()
    first_s = 0.0
    while True:
        token = guide.choose(context.logits())
        if token is None:
            stop = "end"
            break
        written += 1
        rest = guide.take(token)
        shown = text.add(vocabulary.text(token) + (rest or b""))
        if written == 1:
            first_s = time.perf_counter() - began
        if shown:
            yield {"token": shown}
        stop = _reason(text, rest, cancelled)
        if stop or written == request["max_tokens"]:
            break
        context.evaluate([token])
    if not stop:
        stop = "length"
        if shown := text.add(guide.end()):
            yield {"token": shown}
    decode_s = max(0.0, time.perf_counter() - began - first_s)
    yield {"written_tokens": written, "first_s": first_s, "decode_s": decode_s, "stop": stop}


def _reason(text: _Text, rest: bytes | None, cancelled: threading.Event) -> str:
    """Why the output ends here; empty when it goes on."""
    if text.stopped:
        return "stop"
    if rest is not None:
        return "end"
    return "cancelled" if cancelled.is_set() else ""


def score(context: Context, options: Sequence[list[int]], cancelled: threading.Event) -> list[float] | None:
    """The log-probability (natural) of each option, given as tokens, as what comes next; None when it was cancelled.

    Options of one token cost nothing more than the prompt; those that begin alike share the evaluation of it.
    """
    prompt = context.length
    scores: dict[tuple[int, ...], float] = {(): 0.0}
    held: tuple[int, ...] = ()
    known: dict[tuple[int, ...], dict[int, float]] = {}
    for option in sorted(map(tuple, options)):
        for size in range(len(option)):
            begun = option[:size]
            if begun not in known:
                if cancelled.is_set():
                    return None
                held = _stand_at(context, prompt, held, begun)
                known[begun] = _next_tokens(context, begun, options)
            scores[option[: size + 1]] = scores[begun] + known[begun][option[size]]
    return [scores[tuple(option)] for option in options]


def _stand_at(context: Context, prompt: int, held: tuple[int, ...], begun: tuple[int, ...]) -> tuple[int, ...]:
    """Evaluate the prompt's continuation `begun`, of which all but the last token may be held."""
    if begun:
        shared = next((i for i, (old, new) in enumerate(zip(held, begun, strict=False)) if old != new), None)
        shared = min(len(held), len(begun)) if shared is None else shared
        context.back_to(prompt + shared)
        for token in begun[shared:]:
            context.evaluate([token])
    return begun


def _next_tokens(context: Context, begun: tuple[int, ...], options: Sequence[list[int]]) -> dict[int, float]:
    """The log-probabilities of those tokens that some option has after `begun`."""
    logits = context.logits().astype(np.float64)
    whole = np.logaddexp.reduce(logits)
    size = len(begun)
    wanted = {option[size] for option in options if len(option) > size and tuple(option[:size]) == begun}
    return {token: float(logits[token] - whole) for token in wanted}


def timings(prompt_tokens: int, done: Prefilled) -> Reply:
    """What a reply tells of the evaluation of its prompt."""
    return {"prompt_tokens": prompt_tokens, "reused_tokens": done.reused_tokens, "prefill_s": done.seconds}
