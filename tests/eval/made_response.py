"""A response that says something in every field, for tests that keep or pass responses on."""

from assistant.records import Span, Timings
from assistant_eval.records import CitedWords, Place, Response, Sentence, Tokens

TIMINGS = Timings(0.1, 0.02, None, 1 / 3, 0.30000000000000004, 2.5)
PLACE = Place(1, "rules/usage.md", "社内AI利用規程", "第3条", ("入力", "禁止"), 10, 40, (Span(12, 20), Span(25, 30)))
CITED = CitedWords(1, "rules/usage.md", "第3条", 12, 20, "入力してはならない")


def made_response(question_id: str, text: str = "入力してはならない。[1]") -> Response:
    """What a system may have made of a question; the second sentence was held back."""
    return Response(
        question_id=question_id,
        system="made",
        text=text,
        refusal=None,
        sentences=(
            Sentence("入力してはならない。", True, (CITED,)),
            Sentence("罰金は5万円です。", False, (), ("cited", "numbers"), ("出典がありません", "5万円がありません")),
        ),
        evidence=(PLACE,),
        ranking=(PLACE, Place(2, "a.md", "い", "", (), 0, 5)),
        labels=(1, 1, 12),
        raw_output="入力してはならない。[1]\n\u2028罰金は5万円です。",
        confidence=0.8125,
        timings=TIMINGS,
        tokens=Tokens(120, 100, 17),
    )
