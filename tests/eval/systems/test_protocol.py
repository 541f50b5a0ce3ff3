import pytest

from assistant.models.protocols import LanguageModel, Message, Token, Written
from assistant_eval.records import Tokens
from assistant_eval.systems.protocol import CountingGenerator
from tests.stand_ins import ScriptedGenerator


def test_what_the_generator_yields_passes_through_and_is_counted() -> None:
    counting = CountingGenerator(ScriptedGenerator(["一二三四五", "六"], piece=2))
    assert counting.name == "scripted"
    assert counting.tokens is None
    events = list(counting.generate([Message("user", "七文字の質問？")]))
    assert [event.text for event in events if isinstance(event, Token)] == ["一二", "三四", "五"]
    assert isinstance(events[-1], Written)
    assert counting.tokens == Tokens(prompt=7, reused=0, written=3)
    list(counting.generate([Message("user", "？")]))
    assert counting.tokens == Tokens(1, 0, 1)


def test_what_a_generation_is_asked_for_reaches_the_model_and_so_does_all_else() -> None:
    model = ScriptedGenerator(["一。二。", "一二三"], piece=1, context=9)
    counting: LanguageModel = CountingGenerator(model)
    asked = [Message("user", "問？")]
    assert [event.text for event in counting.generate(asked, stop=("。",)) if isinstance(event, Token)] == ["一", "。"]
    assert len([event for event in counting.generate(asked, max_tokens=2) if isinstance(event, Token)]) == 2
    assert model.stops == ["stop", "length"]
    assert counting.room(asked) == 7
    assert counting.warm(asked).prefix_tokens == 2
    with pytest.raises(AssertionError, match="nothing is to be scored"):
        counting.score(asked, ("はい",))


def test_a_generation_that_breaks_down_leaves_no_count_of_the_one_before() -> None:
    counting = CountingGenerator(ScriptedGenerator(["一"]))
    list(counting.generate([Message("user", "？")]))
    with pytest.raises(AssertionError, match="the script has 1 answers"):
        list(counting.generate([Message("user", "？")]))
    assert counting.tokens is None
