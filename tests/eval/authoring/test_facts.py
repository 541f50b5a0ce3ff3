import pytest

from assistant_eval.authoring.facts import literal, read_facts, read_patterns, whole
from assistant_eval.patterns import found, pattern_fault


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        ("3日以内", "速報は３日以内に出す", True),  # width
        ("3日以内", "速報は13日以内に出す", False),
        ("3日以内", "速報は0.3日以内に出す", False),
        ("1,000人", "1,000人を超える", True),
        ("000人", "1,000人を超える", False),
        ("第9", "第9回", True),
        ("第9", "第90回", False),
        ("第9", "第9.5版", False),
        ("第9", "第9。", True),
        ("Llama 4", "Llama4 の出力", True),  # blanks do not count
        ("a.b", "axb", False),  # a full stop is no wildcard
        ("(1)", "（１）の場合", True),
        ("C++", "C++で書く", True),
    ],
)
def test_whole_words_are_found_as_they_stand(words: str, text: str, expected: bool) -> None:
    pattern = whole(words)
    assert pattern_fault(pattern) == ""
    assert (found(pattern, text) is not None) is expected


def test_literal_words_may_be_part_of_a_longer_number() -> None:
    assert found(literal("3日"), "13日") == "3日"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("速報", (("速報",),)),
        ("速報|そくほう;報告", (("速報", "そくほう"), ("報告",))),
        ("速報｜そくほう；報告", (("速報", "そくほう"), ("報告",))),  # as a Japanese keyboard types them
        (" 速報 ; ; 報告 ;", (("速報",), ("報告",))),
        ("/速報(を|に)/|報告", (("速報(を|に)", "報告"),)),  # a bar inside a pattern parts nothing
        (r"/a\/b;c/", ((r"a\/b;c",),)),
        ("/etc/hosts", (("/etc/hosts",),)),  # slashes that do not enclose all of it
        ("//", (("//",),)),
        ("", ()),
        (" ; ", ()),
    ],
)
def test_facts_are_parted(text: str, expected: tuple[tuple[str, ...], ...]) -> None:
    assert read_facts(text) == expected


def test_patterns_stand_alone() -> None:
    assert read_patterns("できる|してよい;/禁止.{0,3}ない/") == ("できる", "してよい", "禁止.{0,3}ない")
