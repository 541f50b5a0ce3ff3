"""The child process that holds the language model: `python -m assistant.models.worker '{"model": …}'`.

One JSON object a line. In: {"segments": [[text, control], …], "constant": n, "max_tokens": n} (the first `constant`
segments are the same for every question) or {"cancel": true}; end of input ends it.
Out: {"ready": …} once, then for each request {"token": …}*, and {"written": {…}} or {"error": …}.
"""

import codecs
import json
import os
import queue
import sys
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from llama_cpp import Llama

Reply = dict[str, Any]
PREFILL_TOKENS = 256  # about two seconds on two cores


def main() -> None:
    """Load the model named in the options and serve requests until standard input ends."""
    options = json.loads(sys.argv[1])
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)  # whatever the native library prints must not mix with the replies
    requests: queue.Queue[Reply] = queue.Queue()
    cancelled = threading.Event()
    threading.Thread(target=_read, args=(requests, cancelled), daemon=True).start()
    try:
        llama = _load(options)
    except (ValueError, OSError, RuntimeError) as error:
        _send(out, {"error": f"{error}"})
        raise SystemExit(1) from error
    _send(out, {"ready": True, "context_tokens": llama.n_ctx()})
    while True:
        request = requests.get()
        for reply in _generate(llama, request, cancelled):
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


def _generate(llama: "Llama", request: Reply, cancelled: threading.Event) -> Iterator[Reply]:
    import llama_cpp

    pieces = [llama.tokenize(text.encode(), add_bos=False, special=control) for text, control in request["segments"]]
    prompt = [token for piece in pieces for token in piece]
    if len(prompt) + request["max_tokens"] > llama.n_ctx():
        yield {"error": f"prompt of {len(prompt)} tokens does not fit", "prompt_tokens": len(prompt)}
        return
    cuts = _cuts(sum(map(len, pieces[: request["constant"]])), len(prompt))
    reused = max(cut for cut in cuts if cut <= _shared_prefix(llama, prompt))
    llama.n_tokens = reused  # what it holds beyond that was computed in another batch, which can change the text
    vocabulary = llama_cpp.llama_model_get_vocab(llama.model)
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    began = time.perf_counter()
    complete = _prefill(llama, prompt, [cut for cut in cuts if cut > reused], cancelled)
    prefill_s, decode_s, written, stop = time.perf_counter() - began, 0.0, 0, "length" if complete else "cancelled"
    tokens = llama.generate(prompt, temp=0.0, top_k=1, repeat_penalty=1.0)
    while complete and written < request["max_tokens"]:
        began = time.perf_counter()
        token = next(tokens)
        spent = time.perf_counter() - began
        prefill_s, decode_s = (prefill_s + spent, 0.0) if written == 0 else (prefill_s, decode_s + spent)
        if llama_cpp.llama_vocab_is_eog(vocabulary, token):
            stop = "end"
            break
        written += 1
        text = decoder.decode(llama.detokenize([token], prev_tokens=[token], special=False))
        if text:
            yield {"token": text}
        if cancelled.is_set():
            stop = "cancelled"
            break
    yield {
        "written": {
            "prompt_tokens": len(prompt),
            "reused_tokens": reused,
            "written_tokens": written,
            "prefill_s": prefill_s,
            "decode_s": decode_s,
            "stop": stop,
        }
    }


def _cuts(constant: int, whole: int) -> list[int]:
    """Where the evaluation of a prompt is cut: the same places whether its beginning is reused or not.

    A batch of another size rounds differently, so that the same question could get another answer after a restart.
    """
    return [0, *range(constant, whole, PREFILL_TOKENS)]


def _prefill(llama: "Llama", prompt: list[int], ends: list[int], cancelled: threading.Event) -> bool:
    """Evaluate the prompt up to the last of `ends`, listening for a cancellation between pieces; False when it came."""
    for end in ends:
        if cancelled.is_set():
            return False
        next(llama.generate(prompt[:end], temp=0.0, top_k=1))
    return not cancelled.is_set()


def _shared_prefix(llama: "Llama", prompt: list[int]) -> int:
    """How many tokens of `prompt` the runtime still holds from the last call (it reuses them by itself)."""
    held = llama.input_ids[: llama.n_tokens].tolist()
    pairs = zip(held, prompt[:-1], strict=False)
    return next((i for i, (old, new) in enumerate(pairs) if old != new), min(len(held), len(prompt) - 1))


def _send(out: TextIO, reply: Reply) -> None:
    out.write(json.dumps(reply, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
