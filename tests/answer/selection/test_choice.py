from assistant.answer.selection.choice import MOST, MOST_WITH_COMPANIONS, Ranked, choose, rank
from tests.answer.evidence import evidence
from tests.answer.selection.made import found_for, ranked, sentences_of

PLAIN = "甲は禁じる。乙は任意である。丙は望ましい。丁は要る。戊は要らない。己は別である。"


def test_nothing_likely_chooses_nothing() -> None:
    assert choose((), wants_list=False) == ()


def test_no_more_than_the_most_are_chosen_by_themselves() -> None:
    known = sentences_of(evidence(1, PLAIN))
    assert choose(ranked(*known), wants_list=False) == known[:MOST]


def test_what_falls_far_behind_the_likeliest_is_left_out() -> None:
    known = sentences_of(evidence(1, PLAIN))
    probabilities = (0.8, 0.21, 0.19, 0.19)  # a quarter of 0.8 is the limit
    allowed = tuple(Ranked(own, p) for own, p in zip(known, probabilities, strict=False))
    assert choose(allowed, wants_list=False) == known[:2]
    near = tuple(Ranked(own, p) for own, p in zip(known, (0.8, 0.7, 0.21, 0.19), strict=False))
    assert choose(near, wants_list=False) == known[:3]


def test_the_second_is_kept_however_far_it_falls_behind() -> None:
    known = sentences_of(evidence(1, PLAIN))
    allowed = (Ranked(known[0], 0.9), Ranked(known[1], 0.001), Ranked(known[2], 0.001))
    assert choose(allowed, wants_list=False) == known[:2]


def test_the_likeliest_passage_comes_first_and_each_is_read_in_its_order() -> None:
    first = sentences_of(evidence(1, "甲は禁じる。乙は任意である。"))
    second = sentences_of(evidence(2, "丙は望ましい。丁は要る。"))
    allowed = ranked(second[1], first[1], first[0], second[0])
    assert choose(allowed, wants_list=False) == (*second, *first)


def test_a_companion_comes_on_top_and_once() -> None:
    known = sentences_of(evidence(1, "甲は禁じる。ただし、乙は除く。丙は望ましい。丁は要る。戊は要らない。"))
    rule, exception, *others = known
    chosen = choose(ranked(rule, *others, exception), wants_list=False)
    assert chosen == known  # four by themselves, and the exception of one of them
    assert choose(ranked(rule, exception), wants_list=False) == (rule, exception)


def test_a_sentence_that_is_not_allowed_is_no_companion() -> None:
    rule, exception = sentences_of(evidence(1, "甲は禁じる。ただし、乙は除く。"))
    assert choose(ranked(rule), wants_list=False) == (rule,)
    assert choose(ranked(rule, exception), wants_list=False) == (rule, exception)


def test_a_long_list_is_cut() -> None:
    items = "\n".join(f"- 項目{number}" for number in range(30))
    known = sentences_of(evidence(1, f"次の事項を記録する。\n{items}"))
    assert choose(ranked(known[0]) + ranked(*known[1:], least=0.9), wants_list=True) == known[:MOST_WITH_COMPANIONS]


def test_a_list_is_completed_only_where_it_is_wanted() -> None:
    known = sentences_of(evidence(1, "次の事項を記録する。\n- 版の番号\n- 情報の出所\n- 事故の内容"))
    allowed = (Ranked(known[2], 0.9), Ranked(known[0], 0.1), Ranked(known[1], 0.1), Ranked(known[3], 0.1))
    assert len(choose(allowed, wants_list=True)) == 4
    items = (Ranked(known[2], 0.9), Ranked(known[3], 0.3), Ranked(known[0], 0.1), Ranked(known[1], 0.1))
    assert choose(items, wants_list=False) == (known[0], known[2], known[3])


def test_the_sentence_that_shares_the_question_is_likeliest() -> None:
    question = "漏えいの速報はいつまでに提出しますか"
    table = (
        evidence(1, "会合は令和6年に開かれた。規制の導入は決まっていない。"),
        evidence(2, "速報は、漏えいを知った日から3日以内に提出する。"),
    )
    best, *_, last = rank(question, found_for(question, table, (0.9, 0.9)), table, None)
    assert best.sentence.evidence.label == 2
    assert best.probability > last.probability


def test_equally_likely_sentences_stay_in_their_order() -> None:
    question = "速報の期限は"
    table = (evidence(1, "甲である。乙である。丙である。"),)
    found = rank(question, found_for(question, table, (0.5,)), table, None)
    assert [own.sentence.number for own in found] == [0, 1, 2]
    assert len({own.probability for own in found}) == 1
