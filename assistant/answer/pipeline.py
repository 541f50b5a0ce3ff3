"""From question to answer: the one place that knows the order of the steps."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.answer.gate import gate
from assistant.answer.prompt import build_prompt, load_templates
from assistant.answer.stream import finished_sentences
from assistant.answer.verify import verify
from assistant.errors import UsageError
from assistant.judge.protocols import SupportScorer
from assistant.models.protocols import Message, TextGenerator, Token, Written
from assistant.records import Answer, Claim, Evidence, Refusal, Timings, Verdict
from assistant.retrieve.evidence import lay_out
from assistant.retrieve.filters import Filters
from assistant.retrieve.search import Retriever, search
from assistant.settings import Settings

UNSUPPORTED = "unsupported"
NOT_COVERED = "not-covered"
CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Assistant:
    """What answering needs, held open: a retriever, a generator, the settings, and a judge of claims where there is one."""

    retriever: Retriever
    generator: TextGenerator
    settings: Settings
    judge: SupportScorer | None = None


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    """The passages on the table, before the model has said a word."""

    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ClaimChecked:
    """A sentence of the model, checked; show it only when its verdict is supported."""

    claim: Claim


@dataclass(frozen=True, slots=True)
class Finished:
    """The whole answer."""

    answer: Answer


Event = EvidenceFound | ClaimChecked | Finished


def check_question(question: str, settings: Settings) -> str:
    """Return the question trimmed; raise `UsageError` when it is empty or too long."""
    trimmed = question.encode(errors="replace").decode().strip()  # half a surrogate pair cannot be tokenised
    if not trimmed:
        raise UsageError("質問が空です。知りたいことを文で入力してください")
    most = settings.answer.max_question_characters
    if len(trimmed) > most:
        raise UsageError(f"質問が長すぎます（{len(trimmed):,} 文字、上限 {most:,} 文字）。要点を短くしてください")
    return trimmed


def answer(assistant: Assistant, question: str, filters: Filters | None = None) -> Answer:
    """Answer one question; see `answer_events` for the steps."""
    for event in answer_events(assistant, question, filters):
        if isinstance(event, Finished):
            return event.answer
    raise AssertionError("answer_events always ends with Finished")


def answer_events(
    assistant: Assistant, question: str, filters: Filters | None = None, cancel: threading.Event | None = None
) -> Iterator[Event]:
    """Yield the evidence, then each checked claim, then the answer; setting `cancel` ends the writing early."""
    question = check_question(question, assistant.settings)
    clock = _Clock(assistant)
    found = search(question, assistant.retriever, assistant.settings.retrieval.passages, filters)
    evidence = lay_out(found)
    clock.retrieved()
    yield EvidenceFound(evidence)
    refusal = gate(question, evidence, found.missing, assistant.settings.answer.least_relevance)
    if refusal is not None:
        yield Finished(Answer(question, (), refusal, evidence, clock.timings()))
        return
    writing = _Writing(assistant.generator, clock, cancel)
    templates = load_templates()
    claims: list[Claim] = []
    declined = False
    for sentence in finished_sentences(writing.pieces(build_prompt(question, evidence, templates))):
        if sentence.text.rstrip("。") == templates.declined:
            declined = True
            continue
        if any(claim.text == sentence.text for claim in claims):
            continue  # a small model may repeat itself until its tokens run out
        claims.append(verify(sentence, evidence, question, assistant.settings.answer.overlap, assistant.judge))
        yield ClaimChecked(claims[-1])
    stopped = cancel is not None and cancel.is_set()
    refusal = _refusal(claims, declined=declined, cancelled=stopped)
    yield Finished(Answer(question, tuple(claims), refusal, evidence, clock.timings(), writing.text))


def _refusal(claims: list[Claim], *, declined: bool, cancelled: bool) -> Refusal | None:
    if any(claim.verdict is Verdict.SUPPORTED for claim in claims):
        return None
    if cancelled:
        return Refusal(CANCELLED, "回答の作成を中止しました。")
    if claims:
        return Refusal(
            UNSUPPORTED,
            f"資料で裏付けられる回答を作れませんでした（裏付けのない文 {len(claims)} 件は表示していません）。",
        )
    if declined:
        return Refusal(NOT_COVERED, "資料からは確認できませんでした。")
    return Refusal(UNSUPPORTED, "資料で裏付けられる回答を作れませんでした。")


class _Writing:
    """The model's output as it comes, kept whole for the record."""

    def __init__(self, generator: TextGenerator, clock: "_Clock", cancel: threading.Event | None) -> None:
        self.text = ""
        self._generator = generator
        self._clock = clock
        self._cancel = cancel

    def pieces(self, prompt: tuple[Message, ...]) -> Iterator[str]:
        for event in self._generator.generate(prompt, self._cancel):
            if isinstance(event, Token):
                self._clock.token()
                self.text += event.text
                yield event.text
            else:
                self._clock.written(event)


class _Clock:
    """Measures one answer from its creation on."""

    def __init__(self, assistant: Assistant) -> None:
        self._began = time.perf_counter()
        self._embedder = assistant.retriever.embedder
        self._judges = [judge for judge in (assistant.retriever.judge, assistant.judge) if judge is not None]
        self._forward_before = self._embedder.forward_s
        self._judged_before = self._judged()
        self._timings = Timings(0.0, 0.0, None, None, None, 0.0)

    def retrieved(self) -> None:
        embed_s = self._embedder.forward_s - self._forward_before
        self._timings = replace(self._timings, retrieve_s=self._passed(), embed_s=embed_s)

    def token(self) -> None:
        if self._timings.first_token_s is None:
            self._timings = replace(self._timings, first_token_s=self._passed())

    def written(self, end: Written) -> None:
        self._timings = replace(self._timings, prefill_s=end.prefill_s, decode_s=end.decode_s)

    def timings(self) -> Timings:
        return replace(self._timings, total_s=self._passed(), judge_s=self._judged() - self._judged_before)

    def _judged(self) -> float:
        return sum(judge.forward_s for judge in self._judges)

    def _passed(self) -> float:
        return time.perf_counter() - self._began
