"""What a passage needs to be found: its title, its short names and the headings above it."""

from assistant.records import Document, Passage


def context(passage: Passage, document: Document) -> str:
    """The passage under its title, short names and headings: what is counted and reranked."""
    names = " / ".join((document.title, *document.metadata.abbreviations))
    headings = " > ".join((names, *(title for title in passage.section_path if title != document.title)))
    return f"{headings}\n{passage.text}"
