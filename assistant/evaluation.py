"""`assistant eval`: starts the evaluation as a program of its own, which the assistant never imports."""

import subprocess
import sys
from argparse import Namespace
from importlib.util import find_spec
from typing import Final

from assistant.errors import AssistantError
from assistant.settings import Settings

_PACKAGE: Final = "assistant_eval"


def run(options: Namespace, settings: Settings) -> int:
    """Hand the arguments on and return the exit code; raise `AssistantError` where the evaluation is not installed."""
    del settings  # read there again, with the evaluation's own errors
    if find_spec(_PACKAGE) is None:
        raise AssistantError(
            "評価のプログラム（assistant_eval）がありません。配布物か、リポジトリの eval/ ごとインストールしてください"
        )
    config = [] if options.config is None else ["--config", str(options.config)]
    # -P: a file in the folder where the command is typed must not take the place of a module
    process = subprocess.Popen([sys.executable, "-P", "-m", _PACKAGE, *config, *options.arguments])
    while True:
        try:
            code = process.wait()
        except KeyboardInterrupt:  # the child got it too: it keeps what it has and ends by itself
            continue
        return code if code >= 0 else 128 - code  # ended by a signal, told as a shell does
