from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.records import Document, Timings
from assistant_eval.judge.figures import judge_figures, judge_report
from assistant_eval.judge.judgements import JudgeAgreement
from assistant_eval.judge.model import Judge
from assistant_eval.judge.prompts import correct_messages, load_prompts, supports_messages
from assistant_eval.judge.reply_cache import ReplyCache
from assistant_eval.metrics.agreement import Confusion
from assistant_eval.metrics.intervals import Interval
from assistant_eval.records import Alternative, CitedWords, Question, Response, Sentence
from tests.stand_ins import ScriptedGenerator


@pytest.fixture
def replies(tmp_path: Path) -> Iterator[ReplyCache]:
    with ReplyCache(tmp_path / "replies.jsonl") as cache:
        yield cache


def cited(quote: str, start: int = 0, end: int = 0, source: str = "incident.md") -> CitedWords:
    return CitedWords(1, source, "", start, end, quote)


def response(system: str, *sentences: Sentence, refusal: str | None = None, failure: str | None = None) -> Response:
    timings = Timings(0.0, 0.0, None, None, None, 0.0)
    return Response("Q", system, "", refusal, sentences, (), (), (), "", None, timings, None, failure)


GOLD = ((Alternative("incident.md", "3日以内"), Alternative("guideline.md", "三日")), (Alternative("a.md", "速報"),))
ASKED = Question("Q1", "dev", "everyday", "いつまで？", GOLD)
UNANSWERABLE = Question("Q2", "dev", "far", "天気は？", refuse="far")
DOCUMENTS = {"incident.md": Document("d", "手引", "incident.md", "前。速報は3日以内。後。")}


class TestFigures:
    def figures(
        self, judge: Judge, *answered: tuple[Question, Response], counted: Callable[[int, int], None] | None = None
    ) -> dict[tuple[str, str], dict[str, object]]:
        found = judge_figures(judge, answered, DOCUMENTS, 1, counted or (lambda done, total: None))
        return {(own["metric"], own["system"]): own for own in found}

    def test_by_hand(self, replies: ReplyCache) -> None:
        """Sentences of one system: はい, いいえ | はい: 2 of 3. Answers: はい, いいえ: 1 of 2."""
        generator = ScriptedGenerator(["はい", "いいえ", "はい", "はい", "いいえ"])
        first = response("s", Sentence("一。", True, (cited("ア"),)), Sentence("二。", True, (cited("イ"),)))
        second = response("s", Sentence("三。", True, (cited("ウ"),)))
        steps: list[tuple[int, int]] = []
        found = self.figures(
            Judge(generator, "f", replies),
            (ASKED, first),
            (ASKED, second),
            counted=lambda *step: steps.append(step),
        )
        supported, correct = found["judge_supported", "s"], found["judge_correct", "s"]
        assert supported["mean"] == pytest.approx(2 / 3)
        assert (supported["questions"], supported["values"], supported["failed"]) == (2, 3, 0)
        # Two questions drawn with replacement: twice the first (1/2), one each (2/3), or twice the second (1).
        assert (supported["low"], supported["high"]) == (0.5, 1.0)
        assert (correct["mean"], correct["questions"], correct["values"], correct["failed"]) == (0.5, 2, 2, 0)
        assert supported["label"] == "裏付けのある文の率（判定モデル）"
        assert steps == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]
        prompts = load_prompts()
        assert generator.prompts[0] == supports_messages("一。", "ア", prompts)
        assert generator.prompts[3] == correct_messages("いつまで？", ["3日以内", "速報"], "一。\n二。", prompts)

    def test_a_sentence_stands_on_all_the_words_that_it_cites(self, replies: ReplyCache) -> None:
        """Words quoted twice come once; a citation of a chunk without a quote gives the chunk's words."""
        generator = ScriptedGenerator(["はい", "はい"])
        own = Sentence("一。", True, (cited("ア"), cited("ア"), cited("", 2, 10), cited("", 0, 3, "gone.md")))
        self.figures(Judge(generator, "f", replies), (ASKED, response("s", own)))
        assert generator.prompts[0] == supports_messages("一。", "ア\n速報は3日以内。", load_prompts())

    def test_what_needs_no_judge_is_not_asked(self, replies: ReplyCache) -> None:
        """No citation: not supported. A refusal: not right, and no sentence."""
        generator = ScriptedGenerator(["はい"])
        uncited = response("s", Sentence("一。", True, ()), Sentence("隠した。", False, (cited("ア"),)))
        refused = response("s", Sentence("分かりません。", True, ()), refusal="declined")
        found = self.figures(Judge(generator, "f", replies), (ASKED, uncited), (ASKED, refused))
        assert generator.prompts == [correct_messages("いつまで？", ["3日以内", "速報"], "一。", load_prompts())]
        supported, correct = found["judge_supported", "s"], found["judge_correct", "s"]
        assert (supported["mean"], supported["questions"], supported["values"]) == (0.0, 1, 1)
        assert (correct["mean"], correct["questions"], correct["values"]) == (0.5, 2, 2)

    def test_what_does_not_apply_is_none(self, replies: ReplyCache) -> None:
        """An answer without a shown sentence, an unanswerable question, a system that broke down."""
        judge = Judge(ScriptedGenerator([]), "f", replies)
        found = self.figures(
            judge,
            (UNANSWERABLE, response("s", refusal="far")),
            (ASKED, response("t", failure="異常終了")),
        )
        for metric, system in [("judge_supported", "s"), ("judge_correct", "s"), ("judge_correct", "t")]:
            own = found[metric, system]
            assert (own["mean"], own["low"], own["high"]) == (None, None, None)
            assert (own["questions"], own["values"], own["failed"]) == (0, 0, 0)

    def test_a_reply_that_is_no_verdict_is_counted_and_left_out(self, replies: ReplyCache) -> None:
        own = response("s", Sentence("一。", True, (cited("ア"),)), Sentence("二。", True, (cited("イ"),)))
        found = self.figures(Judge(ScriptedGenerator(["さあ", "はい", "多分"]), "f", replies), (ASKED, own))
        supported, correct = found["judge_supported", "s"], found["judge_correct", "s"]
        assert (supported["mean"], supported["values"], supported["failed"]) == (1.0, 1, 1)
        assert (correct["mean"], correct["questions"], correct["values"], correct["failed"]) == (None, 0, 0, 1)

    def test_each_system_has_its_own(self, replies: ReplyCache) -> None:
        judge = Judge(ScriptedGenerator(["はい", "いいえ", "はい", "いいえ"]), "f", replies)
        answered = [
            (ASKED, response(system, Sentence(f"{system}。", True, (cited("ア"),))))
            for system in ("assistant", "plain")
        ]
        found = self.figures(judge, *answered)
        means = {key: own["mean"] for key, own in found.items()}
        assert means == {
            ("judge_supported", "assistant"): 1.0,
            ("judge_supported", "plain"): 0.0,
            ("judge_correct", "assistant"): 1.0,
            ("judge_correct", "plain"): 0.0,
        }

    def test_no_answers_have_no_figures(self, replies: ReplyCache) -> None:
        assert self.figures(Judge(ScriptedGenerator([]), "f", replies)) == {}


class TestTheReport:
    def test_holds_the_judge_beside_the_verifier(self, replies: ReplyCache) -> None:
        judge = Judge(ScriptedGenerator([]), "f", replies)
        agreed = JudgeAgreement(Interval(0.7, 0.6, 0.8), 0.4, Confusion(2, 1, 1, 3), 8, 1)
        verifier = JudgeAgreement(Interval(0.9, 0.8, 1.0), None, Confusion(3, 0, 0, 5), 8, 0)
        assert judge_report(judge, [{"metric": "judge_correct"}], agreed, verifier) == {
            "name": "scripted",
            "agreement": 0.7,
            "agreement_low": 0.6,
            "agreement_high": 0.8,
            "kappa": 0.4,
            "verifier_agreement": 0.9,
            "verifier_kappa": None,
            "sample": 8,
            "unjudged": 1,
            "figures": [{"metric": "judge_correct"}],
        }

    def test_without_a_sample_there_is_no_agreement(self, replies: ReplyCache) -> None:
        told = judge_report(Judge(ScriptedGenerator([]), "f", replies), [], None, None)
        assert (told["agreement"], told["kappa"], told["verifier_agreement"], told["sample"]) == (None, None, None, 0)
