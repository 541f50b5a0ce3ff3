import pytest

from assistant_eval.metrics.faithfulness import polarity_kept, strength_kept

REPORT = "個人情報取扱事業者は、委員会に報告しなければならない。"
PUBLISH = "Aを公表しなければならない。Bを公表することができる。"


@pytest.mark.parametrize(
    ("claim", "cited"),
    [
        ("委員会に報告しなければなりません。", REPORT),
        ("委員会に報告する必要がある。", REPORT),
        ("第三者に提供してはならない。", "第三者に提供することが禁止される。"),
        ("第三者に提供することは禁止されている。", "本人の同意なく第三者に提供してはならない。"),
        ("これに含まれないことが示されている。", "これには含まれない。"),
        ("届出は不要である。", "届出を要しない。"),
        ("学習に使うことは許されている。", "学習に使うことができる。"),
        ("速報は3日以内である。", "速報は3日以内に提出する。"),
        ("It may not be used.", "You must not use it."),
    ],
)
def test_polarity_kept_in_other_words(claim: str, cited: str) -> None:
    assert polarity_kept(claim, cited) == 1


@pytest.mark.parametrize(
    ("claim", "cited"),
    [
        ("委員会に報告する必要はない。", REPORT),
        ("第三者に提供することができる。", "第三者に提供してはならない。"),
        ("提供することを許可しない。", "提供することを許可する。"),
        ("提供しないことを求める。", "提供することを求める。"),
        ("違法ではない。", "違法である。"),
        ("同意を得た場合は対象とならない。", "同意を得た場合は対象となる。"),
        ("同意を得た場合は対象となる。", "同意を得た場合は対象とならない。"),
        ("利用しない場合は、報告しなければならない。", "利用する場合は、報告しなければならない。"),
        ("You may not use it.", "You may use it."),
    ],
)
def test_polarity_turned(claim: str, cited: str) -> None:
    assert polarity_kept(claim, cited) == 0


@pytest.mark.parametrize("ends", [("できる", "できない"), ("できない", "できる")])
def test_words_behind_the_last_shared_predicate_decide(ends: tuple[str, str]) -> None:
    """足りる is the last predicate of both and denied in neither; what may be asked for is denied in one."""
    claim, cited = (f"特定するに足りる事項の提示を求めることが{end}。" for end in ends)
    assert polarity_kept(claim, cited) == 0


def test_two_things_done_are_not_one_for_the_word_do() -> None:
    assert polarity_kept("学習を行うことができる。", "届出を行わず、学習をすることができる。") == 1


def test_polarity_is_that_of_the_nearest_sentence() -> None:
    cited = "営業秘密を入力してはならない。公開情報を入力することができる。"
    assert polarity_kept("公開情報を入力することができる。", cited) == 1
    assert polarity_kept("営業秘密を入力することができる。", cited) == 0


@pytest.mark.parametrize(
    ("claim", "cited"),
    [("報告する。", ""), ("報告する。", " \n"), ("", REPORT), ("使うことはできない。", "You may not use it.")],
)
def test_polarity_does_not_apply(claim: str, cited: str) -> None:
    assert polarity_kept(claim, cited) is None


@pytest.mark.parametrize(
    ("claim", "cited", "expected"),
    [
        ("委員会に報告する必要があります。", REPORT, 1),
        ("委員会に報告することが望ましい。", REPORT, 0),
        ("委員会に報告するよう努める。", REPORT, 0),
        ("委員会に報告することができる。", REPORT, 0),
        ("委員会に報告する必要はない。", REPORT, 0),
        ("委員会に報告しなければならない。", "委員会に報告するよう努めるものとする。", 0),
        ("委員会に報告しなければならない。", "委員会に報告する。", 0),
        ("商標として使うことはできない。", "You may not use the trademark.", 1),
        ("商標として使うことができる。", "You may not use the trademark.", 0),
    ],
)
def test_strength(claim: str, cited: str, expected: float) -> None:
    assert strength_kept(claim, cited) == expected


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("Aを公表しなければならず、Bを公表することができる。", 1),
        ("Aを公表しなければならず、Bを公表しなければならない。", 0),
    ],
)
def test_each_part_of_a_claim_has_its_own_sentence(claim: str, expected: float) -> None:
    assert strength_kept(claim, PUBLISH) == expected


def test_a_strength_inside_the_sentence_is_one_of_it() -> None:
    cited = "報告しなければならないが、軽微なときは、公表することができる。"
    assert strength_kept("報告しなければならない。", cited) == 1
    assert strength_kept("公表することができる。", cited) == 1
    assert strength_kept("公表することが望ましい。", cited) == 0


@pytest.mark.parametrize(
    ("claim", "cited"),
    [
        ("委員会に報告する。", REPORT),
        ("利用できる場合に報告する。", REPORT),
        ("報告しなければならない。", ""),
        ("", REPORT),
    ],
)
def test_strength_does_not_apply(claim: str, cited: str) -> None:
    assert strength_kept(claim, cited) is None


@pytest.mark.parametrize(
    "sentence",
    [REPORT, "利用できる場合は、届出を要しない。", "含まれないことが示唆されている。", "You may not use it."],
)
def test_a_claim_that_is_its_source_keeps_all(sentence: str) -> None:
    assert polarity_kept(sentence, sentence) == 1
    assert strength_kept(sentence, sentence) in (1, None)
