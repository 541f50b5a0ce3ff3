"""The table of replacements by which the evaluation makes wrong claims; its words are never trained on."""

import tomllib
from pathlib import Path
from typing import Final

from assistant.errors import AssistantError
from assistant.judge.claims.replacements import Replacements, parse_replacements

TABLE: Final = Path(__file__).parent / "replacements.toml"


def read_replacements(path: Path = TABLE) -> Replacements:
    """Read a table; raise `AssistantError` for a file that cannot be read, unknown keys and wrong entries."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise AssistantError(f"言い換え表を読めません: {path}（{error}）") from error
    except tomllib.TOMLDecodeError as error:
        raise AssistantError(f"言い換え表が TOML として誤っています: {path}（{error}）") from error
    return parse_replacements(raw, str(path))
