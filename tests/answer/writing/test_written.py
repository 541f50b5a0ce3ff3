"""One text of the model over given sentences: what becomes a claim, and what ends it early."""

import threading
from collections.abc import Sequence

import pytest

from assistant.answer.clock import Clock
from assistant.answer.selection.features import Sentence
from assistant.answer.writing.prompt import build_prompt, load_templates
from assistant.answer.writing.written import CANCELLED, INTERRUPTED, NO_ROOM, Writing
from assistant.records import Claim, Verdict
from tests.answer.evidence import evidence
from tests.answer.selection.made import sentences_of
from tests.stand_ins import DEATH, HashingEmbedder, ScriptedGenerator

QUESTION = "漏えいの速報はいつまでに提出しますか"
FIRST, SECOND, OTHER = sentences_of(
    evidence(
        1,
        "漏えいを知った日から3日以内に速報を提出しなければならない。確報は、30日以内に提出しなければならない。報告の手数料は、300円とする。",
    )
)
GIVEN = (FIRST, SECOND)
TRUE = (
    "漏えいを知った日から3日以内に速報を提出しなければならない。[1]",
    "確報は、30日以内に提出しなければならない。[1]",
)


def writing(generator: ScriptedGenerator, cancel: threading.Event | None = None) -> Writing:
    return Writing(generator, Clock(HashingEmbedder(), ()), None, 0.5, cancel)


def written(script: str, most: int = 4, given: Sequence[Sentence] = GIVEN) -> list[Claim]:
    return list(writing(ScriptedGenerator([script])).claims(QUESTION, given, most))


def texts(claims: Sequence[Claim]) -> list[str]:
    return [claim.text + "".join(f"[{citation.label}]" for citation in claim.citations) for claim in claims]


def test_each_sentence_is_a_claim_of_the_model() -> None:
    claims = written("".join(TRUE))
    assert texts(claims) == list(TRUE)
    assert all(claim.verdict is Verdict.SUPPORTED and not claim.verbatim for claim in claims)


def test_a_wrong_sentence_is_withheld_with_its_reason() -> None:
    wrong, right = written(f"速報は10日以内に提出しなければならない。[1]{TRUE[1]}")
    assert wrong.verdict is not Verdict.SUPPORTED
    assert "10日" in " ".join(wrong.reasons)
    assert right.verdict is Verdict.SUPPORTED


def test_only_what_was_given_can_carry_a_sentence() -> None:
    script = "報告の手数料は、300円とする。[1]"
    (withheld,) = written(script)
    assert withheld.verdict is not Verdict.SUPPORTED
    (shown,) = written(script, given=(*GIVEN, OTHER))
    assert shown.verdict is Verdict.SUPPORTED


def test_what_is_said_again_is_said_once() -> None:
    assert texts(written(TRUE[0] * 5 + TRUE[1] + TRUE[0])) == list(TRUE)


def test_no_more_sentences_are_taken_than_wanted() -> None:
    script = "".join(TRUE) + "報告の手数料は、300円とする。[1]" * 2
    assert texts(written(script, most=2)) == list(TRUE)


@pytest.mark.parametrize("script", ["資料からは確認できません。", "資料からは確認できません。[1]", ""])
def test_a_model_that_declines_or_says_nothing_claims_nothing(script: str) -> None:
    assert written(script) == []


def test_a_declining_sentence_between_others_is_dropped() -> None:
    assert texts(written(f"{TRUE[0]}資料からは確認できません。{TRUE[1]}")) == list(TRUE)


def test_where_one_sentence_is_wanted_the_model_is_stopped_after_it() -> None:
    generator = ScriptedGenerator(["".join(TRUE)], piece=3)
    assert texts(list(writing(generator).claims(QUESTION, GIVEN, 1))) == [TRUE[0]]
    assert generator.stops == ["stop"]


def test_without_a_label_the_passage_that_carries_it_is_found() -> None:
    assert texts(written(TRUE[1].removesuffix("[1]"))) == [TRUE[1]]


# What ends it early


def test_a_model_that_dies_keeps_what_it_had_finished() -> None:
    generator = ScriptedGenerator([f"{TRUE[0]}確報は、30日以内{DEATH}に提出する。", TRUE[1]])
    own = writing(generator)
    assert texts(list(own.claims(QUESTION, GIVEN, 4))) == [TRUE[0]]
    assert [note.kind for note in own.notes] == [INTERRUPTED]
    assert own.text == f"{TRUE[0]}確報は、30日以内"
    assert texts(list(writing(generator).claims(QUESTION, GIVEN, 4))) == [TRUE[1]]  # the next one is none the worse


def test_a_model_that_dies_at_once_leaves_a_note() -> None:
    own = writing(ScriptedGenerator([DEATH]))
    assert list(own.claims(QUESTION, GIVEN, 4)) == []
    assert [note.kind for note in own.notes] == [INTERRUPTED]


def test_cancelling_keeps_what_was_finished() -> None:
    cancel = threading.Event()
    generator = ScriptedGenerator(["".join(TRUE)])
    own = writing(generator, cancel)
    claims = own.claims(QUESTION, GIVEN, 4)
    assert texts([next(claims)]) == [TRUE[0]]
    cancel.set()
    assert list(claims) == []
    assert [note.kind for note in own.notes] == [CANCELLED]
    assert generator.stops == ["cancelled"]


@pytest.mark.parametrize("limit", range(1, 20))
def test_a_sentence_cut_by_the_limit_of_tokens_is_not_shown(limit: int) -> None:
    # 「届出を行う」 of 「届出を行う必要はない」 would say the opposite of what the model was about to write.
    given = sentences_of(evidence(1, "小規模な事業者は、届出を行う必要はない。"))
    generator = ScriptedGenerator(["小規模な事業者は、届出を行う必要はない。[1]"], piece=1, limit=limit)
    assert list(writing(generator).claims("届出は必要ですか", given, 4)) == []
    assert generator.stops == ["length"]


def test_what_was_finished_before_the_limit_is_shown() -> None:
    generator = ScriptedGenerator(["".join(TRUE)], piece=1, limit=len(TRUE[0]) + 8)
    assert texts(list(writing(generator).claims(QUESTION, GIVEN, 4))) == [TRUE[0]]


def test_an_uncut_sentence_without_a_full_stop_is_a_claim() -> None:
    assert texts(written("確報は30日以内に提出しなければならない[1]")) == ["確報は30日以内に提出しなければならない[1]"]


def test_sentences_for_which_there_is_no_room_are_left_out_of_prompt_and_check() -> None:
    room = sum(len(message.content) for message in build_prompt(QUESTION, (FIRST,), 4, load_templates()))
    generator = ScriptedGenerator(["".join(TRUE)], context=room + 5)
    own = writing(generator)
    first, second = own.claims(QUESTION, GIVEN, 4)
    ((_, user),) = generator.prompts
    assert FIRST.text in user.content
    assert SECOND.text not in user.content
    assert first.verdict is Verdict.SUPPORTED
    assert second.verdict is not Verdict.SUPPORTED
    assert own.notes == []


def test_where_not_even_one_sentence_has_room_the_model_is_not_asked() -> None:
    generator = ScriptedGenerator([], context=100)
    own = writing(generator)
    assert list(own.claims(QUESTION, GIVEN, 4)) == []
    assert [note.kind for note in own.notes] == [NO_ROOM]
    assert "models.context_tokens" in own.notes[0].text
    assert (generator.prompts, own.text) == ([], "")
