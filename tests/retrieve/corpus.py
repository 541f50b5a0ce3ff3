"""The documents that the tests of retrieval search; names and rules are invented, their shapes are not."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from assistant.index.build import build_index
from assistant.index.opened import open_index
from assistant.records import Hit
from assistant.retrieve.search import Found, Retriever
from assistant.settings import RetrievalSettings
from tests.stand_ins import DAY, HashingEmbedder, small_corpus

TODAY = date(2026, 11, 21)
# The cosines of hashed pairs lie five times as far apart as those of the model that the weight was measured with.
SETTINGS = RetrievalSettings(dense_weight=30.0)


def statute(title: str, abbreviation: str, identifier: str, enforced_at: str, body: str) -> str:
    """A statute as e-Gov's Markdown has it."""
    return (
        f'---\ntitle: "{title}"\nidentifier: "{identifier}"\nrank: "act"\npublication_date: "2020-04-01"\n'
        f'extra:\n  abbrev: "{abbreviation}"\n  enforced_at: "{enforced_at}"\n---\n\n{body}'
    )


AI_LAW = statute(
    "人工知能の適正な利用に関する法律",
    "ＡＩ法",
    "990AC0000000001",
    "2025-09-01",
    """### 第一章　総則

**第一条（目的）**　この法律は、人工知能の適正な利用を進め、もって国民生活の向上に寄与することを目的とする。

**第二条（定義）**　この法律において「人工知能」とは、人の知的な働きを電子計算機により実現する技術をいう。

**第三条（国の責務）**　国は、人工知能の適正な利用に関する施策を策定し、及び実施する責務を有する。

### 第二章　提供者の義務

**第四条（説明）**　提供者は、人工知能の出力に誤りが含まれ得ることを利用者に説明しなければならない。

**２**　前項の説明は、書面又は電磁的方法により行わなければならない。

**第五条（記録の保存）**　提供者は、次に掲げる事項を記録し、五年間保存しなければならない。

- 一　人工知能の版の番号

- 二　学習に用いた情報の出所

- 三　重大な事故の内容

**第六条（事故の報告）**　提供者は、重大な事故を知ったときは、速やかに主務大臣に報告しなければならない。この場合においては、第十条の規定を準用する。

**第七条（立入検査）**　主務大臣は、必要な限度で、その職員に提供者の事業所へ立ち入らせることができる。

**第八条（助言）**　主務大臣は、提供者に対し、必要な助言をすることができる。

### 第三章　雑則

**第九条（権限の委任）**　主務大臣の権限は、政令で定めるところにより、地方の長に委任することができる。

**第十条（秘密の保持）**　報告に関する事務に従事した者は、知り得た秘密を漏らしてはならない。

### 附則

**第一条（施行期日）**　この法律は、公布の日から施行する。

**第二条（検討）**　政府は、この法律の施行後三年を目途として、必要な見直しを行うものとする。
""",
)


def data_law(enforced_at: str, days: str, further: str = "") -> str:
    """An edition of a law on data; `days` is what the editions differ in."""
    return statute(
        "桜花データの保護に関する法律",
        "桜花データ保護法",
        "990AC0000000002",
        enforced_at,
        f"""**第一条（目的）**　この法律は、桜花データの保護を図ることを目的とする。

**第二条（漏えいの届出）**　事業者は、桜花データの漏えいを知った日から{days}日以内に、保護委員会に届け出なければならない。

**第三条（罰則）**　前条の規定による届出をしなかった者は、罰金に処する。
{further}""",
    )


DOCUMENTS: Mapping[str, str] = {
    "laws/ai.md": AI_LAW,
    "laws/data_2022.md": data_law("2022-04-01", "三十", "\n**第五条（猶予）**　小規模な店舗は、届出を猶予される。\n"),
    "laws/data_2025.md": data_law("2025-04-01", "十", "\n**第四条（公表）**　保護委員会は、届出の件数を公表する。\n"),
    "laws/data_2030.md": data_law("2030-04-01", "三"),
    "laws/quantum.md": statute(
        "量子計算機の規制に関する法律",
        "量子計算機法",
        "990AC0000000003",
        "2031-04-01",
        "**第一条（目的）**　この法律は、量子計算機による暗号の危殆化を防ぐことを目的とする。\n\n"
        "**第二条（届出）**　量子計算機を設置する者は、その旨を届け出なければならない。\n",
    ),
    "guide.md": """# 人工知能サービス運用の手引

## 第3部 開発者に関する事項

### P-6)i. 仕様書の整備

開発者は、部品の入出力と前提条件とを記した仕様書を整備し、部品を入れ替えるたびに、その日のうちに書き改めるよう努める。

## 第4部 提供者に関する事項

### P-5)i. 通信の暗号化

提供者は、利用者の端末との間の通信路を暗号化し、鍵を年に一度は取り替え、古い鍵で暗号化した控えを残さないようにする。

### P-6)i. 構成の文書化

提供者は、どの部品がどの情報を受け取り、どこに保存するかを示す構成図を作成し、更新の履歴とともに利用者に公表する。

### P-6)ii. 窓口の設置

提供者は、苦情及び問合せを受け付ける窓口を置き、受け付けた日から七日以内に、対応の方針を申し出た者に知らせる。
""",
    "proposals.md": """# 街づくり協会の提言書

## 提言1：広場を広げる

駅前の車道を半分に減らし、歩行者のために広場を広げ、長椅子と水飲み場とを二十五歩ごとに置いて、休みながら渡れるようにする。工事の間は、近くの学校の校庭を週末に開放して、広場の代わりとする。

## 提言2：並木を植える

夏の日陰のために、幹線道路の両側に並木を植える。落ち葉は集めて堆肥にし、市民農園の利用者に無償で配ることとする。

## 提言3：運河を生かす

観光のために、使われていない運河に船を走らせる。船着き場には案内板を置き、四つの言語で街の歴史を読めるようにする。
""",
    "principles.md": """# 社内調達の心得

## 調達の五つの原則

### 公正

取引先は三者以上の見積りを比べて公正に選び、選んだ理由を、選ばれなかった者から求められたときは包み隠さず説明する。

### 節約

使う見込みのない品を買い置きせず、共同で使える品は部署の間で融通し合い、年度の終わりにまとめ買いをすることを避ける。

### 環境

再生できる材料を使った品を優先し、包装は簡素なものを求め、使い終えた品の引取りまで含めて、取引先の取組を評価する。

### 安全

危険な薬品を含む品は買わず、やむを得ず買うときは保管の責任者を定め、鍵の掛かる棚に納めて、残りの量を毎月確かめる。

### 記録

見積り、比較の表及び決裁の書類は電子の形で七年の間保存し、監査の担当者がいつでも読み出せるように、索引を付けておく。

## 支払の時期

代金は、検収を終えた日の属する月の末日に締め、翌月の二十五日に、取引先があらかじめ届け出た口座に振り込んで支払う。
""",
    "notes.md": """# 人工知能の読み解き

## 立入検査

主務大臣は、必要な限度で、その職員に提供者の事業所へ立ち入らせることができる。
""",
    "licence.md": """# ACME MODEL COMMUNITY LICENSE AGREEMENT

## 1. Grant of Rights

You may use, reproduce and distribute the ACME Materials without charge.

## 2. Redistribution

If you distribute the ACME Materials, you must provide a copy of this Agreement to every recipient.
""",
}
SOURCES = """
[[document]]
path = "guide.md"
publisher = "運用協会"
published = 2026-03-01
authority = "guideline"
language = "ja"

[[document]]
path = "proposals.md"
publisher = "街づくり協会"
authority = "guideline"
language = "ja"

[[document]]
path = "notes.md"
publisher = "読み解き社"
authority = "commentary"
language = "ja"

[[document]]
path = "licence.md"
publisher = "ACME"
authority = "licence"
language = "en-US"
"""


def make_retriever(folder: Path, documents: Mapping[str, str] = DOCUMENTS, sources: str = SOURCES) -> Retriever:
    """Index `documents` below `folder` and open them for searching on `TODAY`."""
    embedder = HashingEmbedder(512)
    corpus = small_corpus(folder, documents, sources)
    build_index((corpus,), folder / "index", embedder, 100, DAY)
    index = open_index(folder / "index", embedder.name, embedder.fingerprint)
    return Retriever(index, embedder, SETTINGS, today=lambda: TODAY)


def place(hit: Hit) -> str:
    """Where a hit stands: 「laws/ai.md 第4条」."""
    return f"{hit.document.source} {hit.passage.locator}"


def places(found: Found) -> list[str]:
    """Where the hits stand, best first."""
    return [place(hit) for hit in found.hits]
