"""Where the gold words of a question stand: the passages of the index that hold them, by source and locator."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from assistant.records import Document, Passage
from assistant_eval.gold import holds
from assistant_eval.records import Question


class GoldPlaces:
    """Looks gold words up in the passages of one index."""

    def __init__(self, passages: Iterable[Passage], documents: Mapping[str, Document]) -> None:
        self._documents = documents
        self._passages: dict[str, list[Passage]] = defaultdict(list)
        for passage in passages:
            self._passages[passage.document_id].append(passage)

    def __call__(self, question: Question) -> tuple[tuple[str, str], ...]:
        """The places (source, locator) of all alternatives of all gold spans, each once; words across two passages have none."""
        places = [
            (self._documents[own.source].source, passage.locator)
            for span in question.gold
            for own in span
            if own.source in self._documents
            for passage in self._passages[self._documents[own.source].id]
            if holds(passage.text, own.quote)
        ]
        return tuple(dict.fromkeys(places))
