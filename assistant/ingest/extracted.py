"""What a reader makes of one file, and how it says that it cannot."""

from dataclasses import dataclass, field

from assistant.records import Footnote, Link, Metadata, Section, Shift


@dataclass(frozen=True, slots=True)
class Extracted:
    """Text and structure of one file; `title` and `metadata` only where the file itself tells them.

    All offsets are into `text`; `hidden` names what was kept out of it (invisible characters, white text), a line each.
    """

    text: str
    sections: tuple[Section, ...] = ()
    page_starts: tuple[int, ...] = ()
    title: str | None = None
    metadata: Metadata = field(default_factory=Metadata)
    footnotes: tuple[Footnote, ...] = ()
    links: tuple[Link, ...] = ()
    hidden: tuple[str, ...] = ()
    origin: tuple[Shift, ...] = ()


class UnreadableFile(Exception):
    """A file that is left out of the corpus; the text is the reason shown in the summary."""
