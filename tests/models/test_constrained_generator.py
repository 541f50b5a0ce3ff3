"""Constraints, stop texts and scores, with the real 0.5B model."""

import math
import threading
from collections.abc import Iterator

import pytest

from assistant.errors import AssistantError
from assistant.models.catalogue import find_entry
from assistant.models.constraints import Choices, Constraint, Grammar, Spans
from assistant.models.generator import GeneratorOptions, LlamaProcess
from assistant.models.protocols import Message, Token, Written
from assistant.models.store import locate_file
from assistant.settings import load_settings

pytestmark = pytest.mark.models
EVIDENCE = (
    "従業員は、顧客の個人情報を生成AIに入力してはならない。ただし、情報管理責任者が書面で承認した場合は、この限りでない。",
    "月間利用者数が7億人を超える事業者は、別途の許諾（license）を得なければならない。絵文字👩‍💻も①も残す。",
)
ASKED = (
    Message("system", "資料に基づいて短く答えてください。"),
    Message("user", f"資料: {EVIDENCE[0]}{EVIDENCE[1]}\n質問: 生成AIに個人情報を入力してよいですか。"),
)


@pytest.fixture(scope="module")
def generator() -> Iterator[LlamaProcess]:
    name, folder = "qwen2.5-coder-0.5b-instruct", load_settings().models.folder
    process = LlamaProcess(
        locate_file(find_entry(name, folder), folder), name, "chatml", GeneratorOptions(1024, 40, 0, 0)
    )
    yield process
    process.close()


def written(
    generator: LlamaProcess,
    constraint: Constraint | None = None,
    *,
    begun: str = "",
    stop: tuple[str, ...] = (),
    max_tokens: int | None = None,
) -> tuple[str, Written]:
    messages = (*ASKED, Message("assistant", begun)) if begun else ASKED
    *tokens, end = generator.generate(messages, constraint=constraint, stop=stop, max_tokens=max_tokens)
    assert isinstance(end, Written)
    return "".join(token.text for token in tokens if isinstance(token, Token)), end


def test_the_output_is_one_of_the_choices_and_its_rest_is_not_evaluated(generator: LlamaProcess) -> None:
    choices = ("可能です。担当者に相談しましょう。", "禁止されています。承認があれば別です。", "👩‍💻")
    text, end = written(generator, Choices(choices))
    assert text in choices
    assert end.stop == "end"
    assert end.written_tokens < 5


@pytest.mark.parametrize("most", [1, 2, 40])
def test_a_quote_is_a_span_of_the_evidence_however_soon_it_is_cut_off(generator: LlamaProcess, most: int) -> None:
    text, _ = written(generator, Spans(EVIDENCE, "「", "」", least=4), max_tokens=most)
    assert (text[0], text[-1]) == ("「", "」")
    assert any(text[1:-1] in evidence for evidence in EVIDENCE)
    assert len(text) >= 6


def test_emoji_and_unusual_characters_are_quoted_whole(generator: LlamaProcess) -> None:
    text, _ = written(generator, Spans(("👩‍💻①㌔龘",), least=6))
    assert text == "👩‍💻①㌔龘"


def test_a_quote_of_whole_clauses(generator: LlamaProcess) -> None:
    text, end = written(generator, Spans(EVIDENCE[:1], starts="。", ends="。"), begun="理由は、")
    assert text in {EVIDENCE[0], *(f"{clause}。" for clause in EVIDENCE[0].split("。") if clause)}
    assert end.stop in {"end", "length"}


def test_a_quote_and_then_a_statement_shares_the_evaluation_of_the_evidence(generator: LlamaProcess) -> None:
    quote, first = written(generator, Spans(EVIDENCE, "「", "」", least=4))
    _, second = written(generator, begun=f"{quote}とあるため、", stop=("。",))
    assert second.reused_tokens >= first.prompt_tokens - 5


def test_a_grammar_is_followed(generator: LlamaProcess) -> None:
    text, end = written(generator, Grammar('root ::= "[" [1-3] "]" ("[" [1-3] "]")?'))
    assert text[:1] + text[2:3] == "[]"
    assert text[1] in "123"
    assert len(text) in {3, 6}
    assert end.stop == "end"


@pytest.mark.parametrize(
    "gbnf",
    [
        "root ::= (((",
        'x ::= "a"',
        "root ::= nowhere",
        'root ::= root "a" | "b"',
        'root ::= "a"{5,2}',
        "root ::= " + "(" * 30_000 + '"a"' + ")" * 30_000,
        'root ::= "\0"',
    ],
    ids=["syntax", "no root", "undefined rule", "left recursion", "hangs", "overflows the stack", "NUL"],
)
def test_a_grammar_that_does_not_compile_is_an_error_and_the_process_lives(generator: LlamaProcess, gbnf: str) -> None:
    generator.room(ASKED)
    child = generator._child
    with pytest.raises(AssistantError, match=r"文法.*直してください"):
        list(generator.generate(ASKED, constraint=Grammar(gbnf)))
    assert generator._child is child
    assert generator.room(ASKED) > 0


def test_the_text_ends_with_the_first_stop_text_even_across_tokens(generator: LlamaProcess) -> None:
    count = (Message("user", "1から30まで、数字を読点で区切って書いてください。"),)
    pieces = [event.text for event in generator.generate(count) if isinstance(event, Token)]
    seam = pieces[5][-1] + pieces[6][0]
    whole = "".join(pieces)
    *tokens, end = generator.generate(count, stop=("決して出ない", seam))
    assert isinstance(end, Written)
    assert "".join(token.text for token in tokens if isinstance(token, Token)) == whole[: whole.index(seam) + len(seam)]
    assert end.stop == "stop"


def test_scores_are_those_of_the_model(generator: LlamaProcess) -> None:
    """What it would write is the most probable; the same options in another order get the same scores."""
    free, _ = written(generator, max_tokens=1)
    options = [free, "龘", f"{free}龘", "入力してはならない", "入力して"]
    scored = generator.score(ASKED, options)
    again = generator.score(ASKED, options[::-1])
    assert scored.logprobs == again.logprobs[::-1]
    assert scored.logprobs[0] == max(scored.logprobs)
    assert math.log(1e-30) < min(scored.logprobs) < max(scored.logprobs) < 0
    assert scored.logprobs[2] < scored.logprobs[0]
    assert scored.logprobs[3] < scored.logprobs[4], "a longer text cannot be more probable than its beginning"


def test_after_scoring_the_answer_is_the_same_and_the_prompt_is_not_evaluated_again(generator: LlamaProcess) -> None:
    other = (ASKED[0], Message("user", "こんにちは"))
    list(generator.generate(other))
    before, _ = written(generator)
    list(generator.generate(other))
    scored = generator.score(ASKED, ["はい", "入力してはならない"])
    after, end = written(generator)
    assert after == before
    assert end.reused_tokens >= scored.prompt_tokens - 5


def test_cancelling_in_the_middle_of_scoring(generator: LlamaProcess) -> None:
    cancel = threading.Event()
    threading.Timer(0.1, cancel.set).start()
    assert generator.score(ASKED, [EVIDENCE[1] * 3], cancel).logprobs == ()
    assert len(generator.score(ASKED, ["はい"]).logprobs) == 1


@pytest.mark.parametrize("options", [[], ["はい", ""]], ids=["none", "an empty one"])
def test_options_that_cannot_be_scored_are_an_error(generator: LlamaProcess, options: list[str]) -> None:
    with pytest.raises(AssistantError, match="選択肢"):
        generator.score(ASKED, options)
