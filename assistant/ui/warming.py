"""The language model made ready beside the page, so that the first reader does not wait for it."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.answer.pipeline import Assistant
from assistant.answer.writing.prompt import instructions, load_templates
from assistant.errors import AssistantError


@contextmanager
def warming(assistant: Assistant) -> Iterator[None]:
    """While this is open, load the model and evaluate its instructions in the background; nothing where it never writes.

    What keeps it from being loaded is said on standard error; the page is served all the same.
    """
    cancel = threading.Event()
    if assistant.form.written:
        threading.Thread(target=_warm, args=(assistant, cancel), daemon=True).start()
    try:
        yield
    finally:
        cancel.set()


def _warm(assistant: Assistant, cancel: threading.Event) -> None:
    try:
        assistant.generator.warm((instructions(assistant.form.written, load_templates()),), cancel)
    except AssistantError as error:
        if not cancel.is_set():
            print(f"警告: 言語モデルを前もって読み込めませんでした（{error}）", file=sys.stderr)
