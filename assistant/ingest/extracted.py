"""What a reader makes of one file, and how it says that it cannot."""

from dataclasses import dataclass, field

from assistant.records import Metadata, Section


@dataclass(frozen=True, slots=True)
class Extracted:
    """Text and structure of one file; `title` and `metadata` only where the file itself tells them."""

    text: str
    sections: tuple[Section, ...] = ()
    page_starts: tuple[int, ...] = ()
    title: str | None = None
    metadata: Metadata = field(default_factory=Metadata)


class UnreadableFile(Exception):
    """A file that is left out of the corpus; the text is the reason shown in the summary."""
