"""A whole training of tiny judges: files that can be used, cards that say what was done, and going on after a kill."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import parse

import pytest

from assistant.errors import AssistantError
from assistant.judge.judge_file import JudgeKind, read_judge
from assistant.judge.relevance import RelevanceJudge
from assistant.judge.support import SupportJudge
from assistant.judge.training import course
from assistant.judge.training.course import KINDS, Made, Options, start_over, train_judges
from assistant.judge.training.relevance_material import RelevanceAmounts
from assistant.judge.training.sources import DataFiles
from assistant.judge.training.support_material import SupportAmounts
from assistant.models.transfer import sha256_of
from tests.judge.tiny_encoder import tiny_embedder

from .small_data import small_files

DAY = date(2026, 11, 22)
LAYERS = 6  # one above those that every judge shares
AMOUNTS = (RelevanceAmounts(40, 8, 8, 4), SupportAmounts(12, 30))


class KilledError(Exception):
    """What ends a training from outside."""


def options(tmp_path: Path, out: str = "out", **changes: Any) -> Options:
    files = small_files(tmp_path) if not (tmp_path / "訂正.jsonl").exists() else _known(tmp_path)
    return replace(Options(files, tmp_path / out, tmp_path / out / "work", KINDS, 1, *AMOUNTS), **changes)


def _known(tmp_path: Path) -> DataFiles:
    squad, pairs, corpus = (tmp_path / name for name in ("jaquad-small.json", "jsick-small.tsv", "corpus"))
    return DataFiles((squad,), (pairs,), (corpus,), tmp_path / "訂正.jsonl", (tmp_path / "judgements.jsonl",))


def quiet(step: str, done: int, total: int, remark: str) -> None:
    """Say nothing."""


def trained(own: Options) -> tuple[Made, ...]:
    return train_judges(own, tiny_embedder(LAYERS), DAY, quiet)[0]


def only(kind: JudgeKind) -> dict[str, Any]:
    return {"kinds": (kind,)}


def test_both_judges_can_be_read_and_used(tmp_path: Path) -> None:
    relevance, support = trained(options(tmp_path))
    embedder = tiny_embedder(LAYERS)
    for made in (relevance, support):
        assert (made.bytes, made.sha256) == (made.path.stat().st_size, sha256_of(made.path))
    found = read_judge(
        relevance.path, kind="relevance", embedder_name="tiny", embedder_fingerprint=embedder.fingerprint
    )
    passages = [("東の自治体", "東市は、1900年に設立された自治体である。"), ("", "")]
    chances = RelevanceJudge(embedder, found).probabilities("東市はいつ設立されたか", passages)
    assert 0 < chances[0] < 1
    found = read_judge(support.path, kind="support", embedder_name="tiny", embedder_fingerprint=embedder.fingerprint)
    judge = SupportJudge(embedder, found)
    assert 0 <= judge.least < 1
    assert judge.probabilities([("三日以内に報告する。", "七日以内に報告する。")]).sum() == pytest.approx(1, abs=1e-5)


def test_cards_say_what_was_done(tmp_path: Path) -> None:
    relevance, support = trained(options(tmp_path))
    page = relevance.card.read_text(encoding="utf-8")
    said = (
        "CC BY-SA 3.0",
        "multilingual-e5-small",
        "MIT",
        "乱数の種 1",
        "2026-11-22",
        "`judgements.jsonl`",
        "](relevance.svg)",
    )
    assert [words for words in (*said, "漏えい等報告の手引", "| 訂正 | 1 |") if words not in page] == []
    assert "JSICK" not in page
    page = support.card.read_text(encoding="utf-8")
    assert [words for words in ("JSICK", "CC BY-SA 4.0", "三つの判定の正解率") if words not in page] == []
    parse(tmp_path / "out" / "relevance.svg")
    card = read_judge(
        support.path, kind="support", embedder_name="tiny", embedder_fingerprint=tiny_embedder(LAYERS).fingerprint
    ).card
    assert card["seeds"] == [1]
    assert card["counts"]["訂正"] == 1
    value, low, high = card["metrics"]["accuracy"]
    assert low <= value <= high


def test_the_same_training_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    first, again, other = (
        trained(options(tmp_path, out, seed=seed, **only("relevance")))[0].sha256
        for out, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert first == again != other


@pytest.mark.parametrize("kind", KINDS)
def test_broken_off_after_the_training_it_goes_on_without_training_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: JudgeKind
) -> None:
    whole = trained(options(tmp_path, "whole", **only(kind)))[0]
    with monkeypatch.context() as patched, pytest.raises(KilledError):
        patched.setattr(course, f"{kind}_outcome", _kill)
        trained(options(tmp_path, "broken", **only(kind)))
    steps: list[str] = []
    (made,), _ = train_judges(
        options(tmp_path, "broken", **only(kind)), tiny_embedder(LAYERS), DAY, lambda step, *_: steps.append(step)
    )
    assert made.sha256 == whole.sha256
    assert not [step for step in steps if step.endswith(": 学習")]


def _kill(*_: object) -> None:
    raise KilledError


def test_other_data_is_not_mixed_into_a_training_that_has_begun(tmp_path: Path) -> None:
    trained(options(tmp_path, **only("support")))
    (tmp_path / "訂正.jsonl").write_text(
        '{"evidence": "甲。", "claim": "乙。", "label": "supported"}\n', encoding="utf-8"
    )
    with pytest.raises(AssistantError, match="--fresh"):
        trained(options(tmp_path, **only("support")))
    start_over(tmp_path / "out" / "work", ("support",))
    assert trained(options(tmp_path, **only("support")))[0].path.exists()


def test_what_was_skipped_is_told(tmp_path: Path) -> None:
    _, skipped = train_judges(options(tmp_path, **only("support")), tiny_embedder(LAYERS), DAY, quiet)
    assert [line for line in skipped if line.startswith("jsick-small.tsv: 4 行目")]


def test_corrections_alone_train_a_judge_that_says_it_is_not_calibrated(tmp_path: Path) -> None:
    own = options(tmp_path)
    files = DataFiles(corrections=own.files.corrections)
    for made in trained(replace(own, files=files)):
        page = made.card.read_text(encoding="utf-8")
        assert "校正していない" in page
        assert "測れない" in page
        assert "CC BY-SA" not in page


def test_a_full_disk_and_a_second_training_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from filelock import FileLock

    own = options(tmp_path, **only("support"))
    own.work.mkdir(parents=True)
    with FileLock(own.work / ".lock"), pytest.raises(AssistantError, match="別の学習"):
        trained(own)
    monkeypatch.setattr(course, "_SPACE", 1 << 60)
    with pytest.raises(AssistantError, match="空きが足りません"):
        trained(own)


def test_progress_names_the_judge_and_the_stage(tmp_path: Path) -> None:
    told: list[tuple[str, int, int, str]] = []
    train_judges(options(tmp_path, **only("relevance")), tiny_embedder(LAYERS), DAY, lambda *own: told.append(own))
    stages = list(dict.fromkeys(step for step, *_ in told))
    assert stages == ["読み取り", *(f"関連の審査モデル: {own}" for own in ("紛らわしい箇所", "学習", "測定"))]
    assert all(0 < done <= total for _, done, total, _ in told)
    assert [remark for step, _, _, remark in told if step.endswith("学習")][-1].startswith("各箇所 0.")
