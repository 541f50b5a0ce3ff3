"""Files that are whole or not there: written beside their place and moved into it, so that a kill leaves the old one."""

from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write `text` (UTF-8) to `path`, whose folder exists."""
    beside = path.with_name(f"{path.name}.part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
