"""Claims that stand on passages with metadata, made by hand for the tests of what an answer says of its sources."""

from dataclasses import replace

from assistant.records import Check, Citation, Claim, Evidence, Metadata
from tests.answer.evidence import evidence


def source(label: int, text: str, title: str = "資料", metadata: Metadata | None = None, note: str = "") -> Evidence:
    """One passage that is its whole document, under the locator 「第1条」."""
    item = evidence(label, text, title, (title, "第1条"))
    document = replace(item.hit.document, metadata=metadata or Metadata())
    return replace(item, hit=replace(item.hit, document=document, note=note))


def cite(item: Evidence, quote: str | None = None) -> Citation:
    """The words `quote` of a passage, all of it where None."""
    passage, document = item.hit.passage, item.hit.document
    words = passage.text if quote is None else quote
    start = document.text.index(words)
    return Citation(
        item.label, passage.id, document.id, document.title, passage.locator, start, start + len(words), words
    )


def claim(item: Evidence, text: str | None = None, quote: str | None = None) -> Claim:
    """A supported claim on a passage: the quote itself where no text is given."""
    citation = cite(item, quote)
    return Claim(citation.quote if text is None else text, (citation,), (Check("numbers", True),))
