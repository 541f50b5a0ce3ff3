"""Cutting the libraries off from the network before they are imported."""

import os
from typing import Final

SWITCHES: Final = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_TRACING": "false",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


def cut() -> None:
    """Switch off hub look-ups, telemetry and tracing in this process and its children."""
    os.environ.update(SWITCHES)
