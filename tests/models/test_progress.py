import io

from assistant.models.progress import bars


def test_each_step_gets_a_bar_with_its_name_and_its_share() -> None:
    stream = io.StringIO()
    with bars(stream) as report:
        report("取得", 0, 1000)
        report("取得", 1000, 1000)
        report("検証", 500, 1000)
    lines = [line for line in stream.getvalue().replace("\r", "\n").splitlines() if line.strip()]
    assert any(line.startswith("取得: 100%") for line in lines)
    assert any(line.startswith("検証:  50%") for line in lines)


def test_a_step_without_a_measure_still_says_its_name() -> None:
    stream = io.StringIO()
    with bars(stream) as report:
        report("待っています", 0, 0)
    assert "待っています" in stream.getvalue()
