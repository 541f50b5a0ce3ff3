"""Evidence made by hand for the tests of this room."""

from assistant.japanese.sentences import sentences
from assistant.records import Document, Evidence, Hit, Metadata, Passage, Span


def evidence(
    label: int, text: str, title: str = "資料", path: tuple[str, ...] = (), abbreviation: str | None = None
) -> Evidence:
    """One passage that is its whole document."""
    metadata = Metadata(abbreviations=() if abbreviation is None else (abbreviation,))
    document = Document(f"d{label}", title, f"{label}.md", text, metadata=metadata)
    passage = Passage(f"d{label}-p", document.id, 0, len(text), path, path[-1] if path else "冒頭", text)
    spans = tuple(Span(*span) for span in sentences(text))
    return Evidence(label, Hit(passage, document, 1.0, label, ()), spans)
