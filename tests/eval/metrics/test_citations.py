from collections.abc import Sequence

import pytest

from assistant.answer.verification.labels import labelled_sentences, read_labels
from assistant_eval.metrics.citations import (
    citation_precision,
    citation_recall,
    label_validity,
    locator_accuracy,
    quote_exact,
)

DOCUMENT = "第二十八条　ＡＩ提供者は、３日以内に\n報告しなければならない。"


class TestLabels:
    def test_each_label_written_has_a_value(self) -> None:
        assert label_validity([1, 9, 2, 1], {1, 2, 3}) == [1, 0, 1, 1]

    def test_none_written_is_not_zero(self) -> None:
        assert label_validity([], {1, 2}) == []

    def test_without_evidence_every_label_is_invented(self) -> None:
        assert label_validity([1, 2], []) == [0, 0]

    def test_full_width_labels_are_labels(self) -> None:
        assert label_validity(read_labels("報告する［１］【２】。").labels, {1}) == [1, 0]

    def test_duplicates_in_a_sentence_count_once_and_in_the_next_again(self) -> None:
        written = [
            label for sentence in labelled_sentences("報告する[1][1]。公表する[1]。") for label in sentence.labels
        ]
        assert label_validity(written, {1}) == [1, 1]


class TestQuotes:
    def test_the_words_at_the_offsets(self) -> None:
        assert DOCUMENT[6:12] == "ＡＩ提供者は"
        assert quote_exact(DOCUMENT, 6, 12, "ＡＩ提供者は") == 1

    @pytest.mark.parametrize("quote", ["AI提供者は、3日以内に報告", "ａｉ提供者は、３日以内に\n報告"])
    def test_width_case_and_line_breaks_are_the_same(self, quote: str) -> None:
        assert quote_exact(DOCUMENT, 6, 21, quote) == 1

    @pytest.mark.parametrize(
        "quote", ["AI提供者は、三日以内に報告", "AI提供者は、3日以内に", "AI利用者は、3日以内に報告", ""]
    )
    def test_other_words_are_not(self, quote: str) -> None:
        assert quote_exact(DOCUMENT, 6, 21, quote) == 0

    def test_the_same_words_elsewhere_do_not_count(self) -> None:
        assert quote_exact(DOCUMENT, 5, 11, "AI提供者は") == 0

    @pytest.mark.parametrize(("start", "end"), [(-9, 5), (12, 6), (6, 6), (0, 999), (999, 1_005)])
    def test_bad_offsets(self, start: int, end: int) -> None:
        assert quote_exact(DOCUMENT, start, end, DOCUMENT[start:end]) == 0

    def test_a_blank_range_is_no_quote(self) -> None:
        assert quote_exact("a  b", 1, 3, "  ") == 0


def needs(*wanted: str) -> "Judge":
    return Judge(set(wanted))


class Judge:
    """Entails where everything wanted is among what is cited; remembers what it was asked."""

    def __init__(self, wanted: set[str]) -> None:
        self.wanted = wanted
        self.asked: list[tuple[str, ...]] = []

    def __call__(self, statement: str, cited: Sequence[str]) -> bool:
        self.asked.append(tuple(cited))
        return self.wanted <= set(cited)


class TestRecall:
    def test_all_cited_together_must_entail(self) -> None:
        statements = [("文1", ["a", "b"]), ("文2", ["a"]), ("文3", ["a", "b", "c"])]
        assert citation_recall(statements, needs("a", "b")) == [1, 0, 1]

    def test_a_statement_without_citation_is_zero_whatever_the_judge_says(self) -> None:
        judge = needs()  # would say yes to anything
        assert citation_recall([("文", [])], judge) == [0]
        assert judge.asked == []

    def test_no_statements_is_not_zero(self) -> None:
        assert citation_recall([], needs("a")) == []

    def test_duplicates_are_asked_once(self) -> None:
        judge = needs("a")
        assert citation_recall([("文", ["b", "a", "b"])], judge) == [1]
        assert judge.asked == [("b", "a")]


class TestPrecision:
    def test_one_that_carries_and_one_that_adds_nothing(self) -> None:
        """a alone entails: 1. b alone does not, and a without b does: irrelevant, 0."""
        assert citation_precision([("文", ["a", "b"])], needs("a")) == [1, 0]

    def test_both_needed_are_both_relevant(self) -> None:
        """Neither entails alone, neither can be left out."""
        assert citation_precision([("文", ["a", "b"])], needs("a", "b")) == [1, 1]

    def test_two_that_each_entail_are_both_relevant(self) -> None:
        assert citation_precision([("文", ["a", "b"])], lambda statement, cited: True) == [1, 1]

    def test_two_needed_of_three(self) -> None:
        """a and b cannot be missed, c can: the others entail without it."""
        assert citation_precision([("文", ["a", "c", "b"])], needs("a", "b")) == [1, 0, 1]

    def test_without_recall_no_citation_is_precise(self) -> None:
        assert citation_precision([("文", ["b", "c"]), ("文", ["b"])], needs("a")) == [0, 0, 0]

    def test_a_duplicate_is_one_citation(self) -> None:
        assert citation_precision([("文", ["a", "a"])], needs("a")) == [1]
        assert citation_precision([("文", ["b", "a", "b"])], needs("a")) == [0, 1]

    def test_a_statement_without_citation_has_none_to_judge(self) -> None:
        assert citation_precision([("文", []), ("文", ["a"])], needs("a")) == [1]

    def test_the_judge_is_never_asked_about_nothing(self) -> None:
        judge = needs("a")
        citation_precision([("文", []), ("文", ["a"]), ("文", ["a", "a"]), ("文", ["b"])], judge)
        assert () not in judge.asked

    def test_nothing_is_not_zero(self) -> None:
        assert citation_precision([], needs("a")) == []


class TestLocators:
    GOLD = (("law.md", "第28条第1項"), ("guideline.md", "第4部 P-6)i"))

    def test_each_cited_place_has_a_value(self) -> None:
        cited = [("law.md", "第二十八条"), ("law.md", "第29条"), ("guideline.md", "p.38 第4部 P-6)i")]
        assert locator_accuracy(cited, self.GOLD) == [1, 0, 1]

    def test_the_same_article_of_another_law_is_another_place(self) -> None:
        assert locator_accuracy([("order.md", "第28条")], self.GOLD) == [0]

    def test_a_supplementary_provision_is_not_the_article(self) -> None:
        assert locator_accuracy([("law.md", "附則第28条")], self.GOLD) == [0]

    def test_no_gold_does_not_apply(self) -> None:
        assert locator_accuracy([("law.md", "第28条")], []) is None

    def test_nothing_cited_has_no_values(self) -> None:
        assert locator_accuracy([], self.GOLD) == []
