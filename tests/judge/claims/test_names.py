import pytest

from assistant.judge.claims.names import actor_edits, licence_edits

ACTORS = {
    "AI提供者": ("AI利用者", "AI開発者"),
    "提供者": ("利用者",),
    "利用者": ("提供者",),
    "国": ("事業者",),
    "事業者": ("国",),
}
NAMES = {
    "Llama 4": ("Gemma 3", "Llama 3"),
    "Apache License 2.0": ("MIT License",),
    "MIT License": ("Apache License 2.0",),
}


def actors(claim: str) -> set[str]:
    return {edit.applied(claim) for edit in actor_edits(claim, ACTORS)}


def licences(claim: str) -> set[str]:
    return {edit.applied(claim) for edit in licence_edits(claim, NAMES)}


def test_another_actor() -> None:
    assert actors("AI提供者は説明する。") == {"AI利用者は説明する。", "AI開発者は説明する。"}
    assert actors("国が定める。") == {"事業者が定める。"}


@pytest.mark.parametrize(
    "claim", ["国内の会社は従う。", "個人情報取扱事業者は報告する。", "国民は努める。", "外国にある第三者", ""]
)
def test_a_part_of_a_longer_word_is_no_actor(claim: str) -> None:
    assert actors(claim) == set()


def test_an_actor_that_is_named_too_is_not_taken() -> None:
    assert actors("国は事業者に協力を求める。") == set()
    assert actors("AI提供者は、AIサービスの利用者に説明する。") == {
        "AI開発者は、AIサービスの利用者に説明する。"  # an AI利用者 is there already
    }


def test_of_an_actor_named_twice_the_topic_is_changed() -> None:
    assert actors("国は、国の機関での活用を進める。") == {"事業者は、国の機関での活用を進める。"}


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("Llama 4の出力", {"Gemma 3の出力", "Llama 3の出力"}),
        ("Llama4の出力", {"Gemma 3の出力", "Llama 3の出力"}),
        ("Llama-4の出力", {"Gemma 3の出力", "Llama 3の出力"}),
        ("Llama 4.1の出力", set()),  # another version
        ("Code Llama 40の出力", set()),
        ("Llama 4とGemma 3", {"Llama 3とGemma 3"}),
        ("Apache License 2.0である。", {"MIT Licenseである。"}),
        ("Apache License 2.0とMIT License", set()),
        ("第1.2版です。", {"第1.1版です。", "第1.3版です。"}),
        ("出力の利用", set()),
    ],
)
def test_another_licence_or_product(claim: str, expected: set[str]) -> None:
    assert licences(claim) == expected
