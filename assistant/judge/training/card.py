"""The model card of a trained judge: a page in Japanese beside its file, and the same in short inside of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from assistant.judge.judge_file import JudgeKind
from assistant.judge.training.outcome import Figure, Outcome
from assistant.judge.training.sources import Source
from assistant.judge.training.terms import BASE, Terms, licence_of

TITLES: Final = {"relevance": "関連の審査モデル", "support": "裏付けの審査モデル"}
_PURPOSE: Final = {
    "relevance": "日本語の質問と資料の箇所から、その箇所に答えが書かれている確率と、答えがありそうな位置を出す。"
    "検索結果の並べ替え、根拠にする文の選択、答えられるかどうかの判断に使う。",
    "support": "日本語の根拠の文と主張から、根拠が主張を支持する・支持しない・矛盾する確率と、主張の誤りがありそうな位置を出す。"
    "回答の文を表示してよいかの判断に、規則とともに使う。",
}
_NOT_FOR: Final = (
    "判定は確率であり、正しさの保証でも法的助言でもない。規則が退けた文を、このモデルの判定で通してはならない。",
    "日本語以外の文、表や箇条書きの断片、512 トークンを超える文章の全体を見なければ分からないことは学習していない。",
    "人の評価や選考など、人に影響する判断のためのものではない。",
)


class Training(NamedTuple):
    """How a judge was trained; `minutes` counts everything from reading the data to measuring."""

    kind: JudgeKind
    day: date
    seed: int
    steps: int
    minutes: float
    machine: str


@dataclass(frozen=True, slots=True)
class Learnt:
    """On what: data sets, documents, how much of what, how many excluded words out of which files, how many rows skipped."""

    data: tuple[Terms, ...]
    documents: tuple[Source, ...]
    counts: Mapping[str, int]
    excluded_files: tuple[str, ...]
    excluded: int
    skipped: int


def card_row(training: Training, learnt: Learnt, outcome: Outcome) -> dict[str, Any]:
    """What the judge's file says of itself; without minutes and machine, so that the same training gives the same bytes."""
    names = [f"{own.name}（{own.licence}）" for own in (BASE, *learnt.data)]
    return {
        "date": training.day.isoformat(),
        "seeds": [training.seed],
        "steps": training.steps,
        "data": [f"{own.name} {own.address}".strip() for own in learnt.data]
        + ([f"文書 {len(learnt.documents)} 点"] if learnt.documents else []),
        "counts": dict(learnt.counts),
        "excluded": {"files": list(learnt.excluded_files), "words": learnt.excluded},
        "licences": [*names, f"このファイル: {licence_of(learnt.data)}"],
        "calibrated_on": outcome.calibrated_on,
        "metrics": {
            own.key: [round(value, 4) for value in own.measured] for own in outcome.figures if own.measured is not None
        },
    }


def card_page(training: Training, learnt: Learnt, outcome: Outcome) -> str:
    """The page as Markdown; the curve's picture lies beside it as `<kind>.svg`."""
    kind = training.kind
    parts = [
        f"# {TITLES[kind]}（{kind}.safetensors）",
        "この頁は、学習のたびに `assistant judges train` が実測値から書く。",
        "## 用途",
        _PURPOSE[kind],
        "\n".join(f"- {line}" for line in _NOT_FOR),
        "## もとにしたもの",
        _table(
            ("名前", "ライセンス", "入手先"),
            [(own.name, own.licence, own.address or "―") for own in (BASE, *learnt.data)],
        ),
        *_documents(learnt.documents),
        _table(("学習に使ったもの", "数"), [(name, f"{count:,}") for name, count in learnt.counts.items()]),
        _left_out(learnt),
        "## 学習",
        f"{training.day.isoformat()}、乱数の種 {training.seed}、{training.steps:,} 回、{training.minutes:.0f} 分"
        f"（{training.machine}）。資料の読み取りから測定までの時間で、中断した間は含まない。",
        f"![損失の推移]({kind}.svg)",
        "## 測った値",
        "学習にも校正にも使わなかった文書・文での値。範囲は、質問または文を単位に 1,000 回引き直したブートストラップの 95 % 区間。",
        _table(("測ったこと", "値", "95 % の範囲", "数"), [_figure_row(own) for own in outcome.figures]),
        *_calibration(outcome),
        "## 失敗する例",
        "\n".join(f"- {line}" for line in outcome.worst)
        or "取り置いたもののうち、問答データの分には示せる誤りはなかった。",
        "## ライセンス",
        f"このファイル: {licence_of(learnt.data)}。社外に渡すときは、上の表のデータの名前と入手先、変更した旨を添える。",
    ]
    return "\n\n".join(parts) + "\n"


def _documents(documents: Sequence[Source]) -> Iterator[str]:
    if documents:
        yield f"文の例を採った文書（{len(documents)} 点）:"
        yield "\n".join(f"- {_cell(own.title)}（{_cell(own.rights) or '条件の記載なし'}）" for own in documents)


def _left_out(learnt: Learnt) -> str:
    said = [f"読み飛ばした行・ファイル: {learnt.skipped:,} 件。"]
    if learnt.excluded_files:
        files = "、".join(f"`{name}`" for name in learnt.excluded_files)
        said.append(f"評価に使う {files} の文（{learnt.excluded:,} 件）を含む文は、学習から除いた。")
    return "".join(said)


def _calibration(outcome: Outcome) -> Iterator[str]:
    yield "## 確率の信頼度"
    if not outcome.calibrated_on:
        yield "**校正していない**（取り置きの例がないため）。確率は目安にもならないので、しきい値として使わないこと。"
        return
    yield f"校正は、取り置きのうち {outcome.calibrated_on:,} 件で行った。次の表は、残りで測った、言った確率と実際の割合。"
    rows = [
        (f"{own.low:.2f}〜{own.high:.2f}", f"{own.count:,}", f"{own.said:.3f}", f"{own.came:.3f}")
        for own in outcome.reliability
    ]
    yield _table(("確率の区間", "数", "言った確率の平均", "実際の割合"), rows)


def _figure_row(figure: Figure) -> tuple[str, str, str, str]:
    if figure.measured is None:
        return figure.name, "測れない", "―", f"{figure.count:,}"
    value, low, high = figure.measured
    return figure.name, f"{value:.3f}", f"{low:.3f}〜{high:.3f}", f"{figure.count:,}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
