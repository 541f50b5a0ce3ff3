"""Questions put to a search with and without the relevance judge: what speaks for an answer, and where it ranks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.index.lexical import TOKENISERS, WORDS, lexical_scores
from assistant.ingest.windows import window_heading
from assistant.judge.opinions import Reading
from assistant.judge.protocols import RelevanceScorer
from assistant.records import Hit
from assistant.retrieve.filters import Filters
from assistant.retrieve.search import Found, Retriever, search
from assistant_eval.gold import answers
from assistant_eval.metrics.retrieval import ndcg_at, rank_gain, recall_at, span_found
from assistant_eval.records import Question
from assistant_eval.retrieval_run import outcome
from assistant_eval.squad import SquadQuestion

FUSED: Final = "融合の点数"
COSINE: Final = "余弦"
BM25: Final = "BM25÷語数"
JUDGE: Final = "審査（最高のロジット）"
WHOLE, NEAR_MISS, FAR = "whole", "near-miss", "far"
READ: Final = 8  # passages of each condition that the judge reads
DEEP: Final = 20
MOST: Final = 5
RANKED: Final = 10
_ALL_ARTICLES: Final = 100  # candidates of JSQuAD: an article has up to 180 paragraphs, and `far` leaves all of one out

Signals = Mapping[str, float]
"""By name; higher speaks for an answer, -inf where nothing was found."""


class RememberingReader:
    """A judge that reads each passage once for a question, whatever asks it; it forgets them at the next question."""

    def __init__(self, reader: RelevanceScorer) -> None:
        self._reader = reader
        self._question = ""
        self._known: dict[tuple[str, str], Reading] = {}

    @property
    def forward_s(self) -> float:
        """Seconds that the judge has spent reading so far."""
        return self._reader.forward_s

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> tuple[Reading, ...]:
        """See `RelevanceJudge.read`."""
        if question != self._question:
            self._question, self._known = question, {}
        unread = list(dict.fromkeys(own for own in passages if own not in self._known))
        if unread:
            self._known.update(zip(unread, self._reader.read(question, unread), strict=True))
        return tuple(self._known[own] for own in passages)

    def probabilities(self, question: str, passages: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """See `RelevanceJudge.probabilities`."""
        return np.array([own.probability for own in self.read(question, passages)], dtype=np.float32)


class Ranks(NamedTuple):
    """Recall at 1 and at MOST, and nDCG at RANKED; None where a question has nothing to be found."""

    first: float | None
    most: float | None
    ndcg: float | None


class Wanted(NamedTuple):
    """What is to be measured of each question: signals, ranks, and probabilities beside the gold words."""

    signals: bool = False
    ranks: bool = False
    pairs: bool = False


class Measured(NamedTuple):
    """What one question gave: signals by condition, ranks without and with the judge (None: not asked for, or no judge).

    `kind` is the question's: answerable ones have None, as those of JSQuAD have. `pairs` holds the judge's probability
    for each of the RANKED best passages, and whether it holds gold words.
    """

    kind: str | None
    signals: Mapping[str, Signals]
    plain: Ranks | None
    judged: Ranks | None
    pairs: tuple[tuple[float, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Bench:
    """A search over one index, the same with the judge in it, and the judge itself; None where there is none.

    `numbers` holds the number of each passage by its id.
    """

    retriever: Retriever
    judged: Retriever | None
    reader: RelevanceScorer | None
    numbers: Mapping[str, int]


def bench_over(retriever: Retriever, judge: RelevanceScorer | None) -> Bench:
    """Put the judge over the retriever's index."""
    reader = None if judge is None else RememberingReader(judge)
    numbers = {passage.id: number for number, passage in enumerate(retriever.index.passages)}
    return Bench(retriever, None if reader is None else replace(retriever, judge=reader), reader, numbers)


def heading(hit: Hit) -> str:
    """What a passage is read under: title and innermost headings, as its windows are embedded."""
    return window_heading(hit.passage.section_path, hit.document.title)


def measure_squad(asked: SquadQuestion, bench: Bench, wanted: Wanted) -> Measured:
    """A question of a SQuAD-style set: all passages, all but the one that answers, and those of other articles alone."""
    found = search(asked.question, bench.retriever, _ALL_ARTICLES)
    taken: dict[str, Signals] = {}
    if wanted.signals:
        owners = bench.retriever.index.owners
        answer = bench.numbers[asked.passage_id]
        everything = np.ones(len(owners), dtype=np.bool_)
        kept = {
            WHOLE: everything,
            NEAR_MISS: np.arange(len(owners)) != answer,
            FAR: owners != owners[answer],
        }
        parts = {name: _kept(found, own, bench) for name, own in kept.items()}
        _read_ahead(asked.question, parts.values(), bench)
        taken = {name: signals_of(asked.question, parts[name], kept[name], bench) for name in kept}
    plain = _passage_ranks(found, asked) if wanted.ranks else None
    judged = None
    if wanted.ranks and bench.judged is not None:
        judged = _passage_ranks(search(asked.question, bench.judged, RANKED), asked)
    return Measured(None, taken, plain, judged)


def measure_own(asked: Question, bench: Bench, wanted: Wanted) -> Measured:
    """A question with gold words, or with none to be found."""
    filters = Filters(as_of=asked.as_of)
    taken: dict[str, Signals] = {}
    if wanted.signals:
        everything = np.ones(len(bench.numbers), dtype=np.bool_)
        found = search(asked.question, bench.retriever, DEEP, filters)
        taken = {WHOLE: signals_of(asked.question, found, everything, bench)}
    plain = _span_ranks(asked, bench.retriever, filters) if wanted.ranks else None
    judged = None
    if wanted.ranks and bench.judged is not None:
        judged = _span_ranks(asked, bench.judged, filters)
    pairs = _judged_pairs(asked, bench, filters) if wanted.pairs and asked.answerable else ()
    return Measured(asked.refuse, taken, plain, judged, pairs)


def _judged_pairs(asked: Question, bench: Bench, filters: Filters) -> tuple[tuple[float, bool], ...]:
    if bench.reader is None:
        return ()
    hits = search(asked.question, bench.retriever, RANKED, filters).hits
    chances = bench.reader.probabilities(asked.question, [(heading(hit), hit.passage.text) for hit in hits])
    gold = [any(answers(hit.document, hit.passage.text, span) for span in asked.gold) for hit in hits]
    return tuple(zip(chances.tolist(), gold, strict=True))


def signals_of(question: str, found: Found, kept: NDArray[np.bool_], bench: Bench) -> Signals:
    """What speaks for an answer in `found`; `kept` (shape (passages,)) are the passages that BM25 counts.

    BM25 is divided by the question's words: without that a long question looks answered (AUROC .79 instead of .91).
    """
    index = bench.retriever.index
    words = TOKENISERS[WORDS](question)
    scores = lexical_scores(index.lexical[WORDS], words)
    taken = {
        FUSED: max((hit.score for hit in found.hits), default=-np.inf),
        COSINE: max((float(own.max()) for own in found.cosines), default=-np.inf),
        BM25: 0.0 if scores is None else float(scores[kept].max(initial=0.0)) / len(words),
    }
    if bench.reader is None:
        return taken
    readings = bench.reader.read(question, [(heading(hit), hit.passage.text) for hit in found.hits[:READ]])
    taken[JUDGE] = max((reading.logit for reading in readings), default=-np.inf)
    return taken


def _kept(found: Found, kept: NDArray[np.bool_], bench: Bench) -> Found:
    """The DEEP best of what was found among the passages that are `kept`."""
    left = [
        (hit, cosines)
        for hit, cosines in zip(found.hits, found.cosines, strict=True)
        if kept[bench.numbers[hit.passage.id]]
    ][:DEEP]
    return replace(found, hits=tuple(hit for hit, _ in left), cosines=tuple(cosines for _, cosines in left))


def _read_ahead(question: str, parts: Iterable[Found], bench: Bench) -> None:
    """Read what the conditions will ask for in one go: batches of few passages would cost half as much again."""
    if bench.reader is not None:
        hits = {hit.passage.id: hit for part in parts for hit in part.hits[:READ]}
        bench.reader.read(question, [(heading(hit), hit.passage.text) for hit in hits.values()])


def _passage_ranks(found: Found, asked: SquadQuestion) -> Ranks:
    ranked, relevant = [hit.passage.id for hit in found.hits], (asked.passage_id,)
    return Ranks(recall_at(1, ranked, relevant), recall_at(MOST, ranked, relevant), ndcg_at(RANKED, ranked, relevant))


def _span_ranks(asked: Question, retriever: Retriever, filters: Filters) -> Ranks:
    """Recall over the passages that the product would show, nDCG over twice as many."""
    few, many = (
        outcome(
            asked, [(hit.document, hit.passage.text) for hit in search(asked.question, retriever, most, filters).hits]
        )
        for most in (MOST, RANKED)
    )
    shares = [None if (found := span_found(k, few.ranks)) is None else found.share for k in (1, MOST)]
    gain = rank_gain(RANKED, many.ranks)
    return Ranks(shares[0], shares[1], None if gain is None else gain.ndcg)
