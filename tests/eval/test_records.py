from dataclasses import replace
from typing import Any

import pytest

from tests.eval.made_response import made_response


def test_what_was_held_back_is_not_shown() -> None:
    response = made_response("q")
    assert response.answered
    assert [own.text for own in response.shown] == ["入力してはならない。"]


@pytest.mark.parametrize("change", [{"refusal": "declined"}, {"failure": "モデルが終了しました"}])
def test_a_refusal_or_a_breakdown_shows_no_sentence(change: dict[str, Any]) -> None:
    response = replace(made_response("q"), **change)
    assert not response.answered
    assert response.shown == ()
