from datetime import date
from pathlib import Path

import pytest

from assistant.ingest.extracted import Extracted, UnreadableFile
from assistant.ingest.html import LARGEST_BYTES, read_html

GUIDELINE = Path("/work/shared/corpus/guidelines/yostos_genai_guideline_sample.html")


def read(folder: Path, body: str, head: str = "") -> Extracted:
    return read_bytes(folder, f"<!DOCTYPE html><html lang='ja'><head>{head}</head><body>{body}</body></html>".encode())


def read_bytes(folder: Path, content: bytes) -> Extracted:
    path = folder / "頁.html"
    path.write_bytes(content)
    return read_html(path)


def test_content_without_navigation(tmp_path: Path) -> None:
    page = """
    <header><a href="/">例の会社</a><nav><a href="/a">採用</a></nav></header>
    <div class="breadcrumb"><a href="/">ホーム</a> &gt; <a href="/l">法令</a></div>
    <div id="content"><h1>AI法の概要</h1><p>事業者は<b>協力</b>する。</p></div>
    <ul><li><a href="/a">会社概要</a></li><li><a href="/b">採用情報</a></li><li><a href="/c">お知らせ</a></li></ul>
    <aside>広告</aside><footer>© 例の会社</footer><script>alert("実行")</script><!-- 内緒 -->
    """
    extracted = read(tmp_path, page, "<title>AI法の概要｜例の会社</title>")
    assert extracted.text == "AI法の概要\n\n事業者は協力する。\n"
    assert extracted.title == "AI法の概要"


def test_without_any_landmark_menus_go_and_lists_of_sources_stay(tmp_path: Path) -> None:
    page = """
    <ul><li><a href="/a">会社概要</a><li><a href="/b">採用情報</a><li><a href="/c">お知らせ</a></ul>
    <h2>参考資料</h2>
    <ul><li><a href="/1">総務省・経済産業省「AI事業者ガイドライン（第1.2版）」</a>
    <li><a href="/2">個人情報保護委員会「生成AIサービスの利用に関する注意喚起等」</a>
    <li><a href="/3">文化庁「AIと著作権に関する考え方について」の全文と概要</a></ul>
    """
    lines = read(tmp_path, page).text.splitlines()
    assert lines[0] == "参考資料"
    assert len(lines) == 5


def test_ruby_and_raised_digits(tmp_path: Path) -> None:
    page = "<p><ruby>漏<rp>（</rp><rt>ろう</rt><rp>）</rp></ruby>えいは10<sup>25</sup> FLOPs、1<sup>st</sup>、H<sub>2</sub>O。</p>"
    assert read(tmp_path, page).text == "漏えいは10²⁵ FLOPs、1st、H2O。\n"


def test_notes_come_last_with_their_marks(tmp_path: Path) -> None:
    page = """
    <p>提供者<sup id="r1"><a href="#n1">[1]</a></sup>と利用者<a href="#n2" role="doc-noteref">2</a>。<a href="#later">下記</a></p>
    <p id="later">後の段落。</p>
    <section role="doc-endnotes"><hr><ol><li id="n1"><p>総務省の資料。<a href="#r1">↩</a></p></li>
    <li id="n2"><p>利用者は2種類ある。</p></li></ol></section>
    """
    extracted = read(tmp_path, page)
    assert extracted.text == (
        "提供者¹と利用者²。下記\n\n後の段落。\n\n脚注\n\n脚注1 総務省の資料。\n脚注2 利用者は2種類ある。\n"
    )
    told = [(note.mark, extracted.text[note.at], extracted.text[note.start : note.end]) for note in extracted.footnotes]
    assert told == [("1", "¹", "脚注1 総務省の資料。"), ("2", "²", "脚注2 利用者は2種類ある。")]


def test_lists_and_definitions(tmp_path: Path) -> None:
    page = """
    <ul><li>外側<ul><li>内側</li></ul></li><li><p>次。</p></li></ul>
    <ol start="3"><li>三<li>四</ol><ol type="a"><li>甲</ol>
    <dl><dt>著作者<dd>著作物を創作する者をいう。<dt>AI<dt>人工知能<dd>計算機の技術。</dl>
    """
    assert [line for line in read(tmp_path, page).text.splitlines() if line] == [
        "- 外側",
        "  - 内側",
        "- 次。",
        "3. 三",
        "4. 四",
        "a. 甲",
        "著作者: 著作物を創作する者をいう。",
        "AI・人工知能: 計算機の技術。",
    ]


def test_tables(tmp_path: Path) -> None:
    page = """
    <table><caption>表1 期限</caption><thead><tr><th>区分<th>期限</thead>
    <tr><td rowspan=2>漏えい<td>速報は3日</tr><tr><td>確報は30日</table>
    <table><tr><th>名称<td>AI法<tr><th>所管<td>内閣府</table>
    <table role="presentation"><tr><td><p>配置のための表。</p><td><p>右の欄。</p></table>
    """
    assert [line for line in read(tmp_path, page).text.splitlines() if line] == [
        "表1 期限",
        "区分: 漏えい | 期限: 速報は3日",
        "区分: 漏えい | 期限: 確報は30日",
        "名称: AI法",
        "所管: 内閣府",
        "配置のための表。",
        "右の欄。",
    ]


def test_headings_become_sections(tmp_path: Path) -> None:
    extracted = read(
        tmp_path, "<h1>規程</h1><h2>第1章　<br>総則</h2><p>本文。</p><div role=heading aria-level=3>目的</div>"
    )
    assert [(section.level, section.title) for section in extracted.sections] == [
        (1, "規程"),
        (2, "第1章 総則"),
        (3, "目的"),
    ]
    assert all(extracted.text[section.start :].startswith(section.title) for section in extracted.sections)


def test_wrapped_lines_of_japanese_are_joined_and_asked_breaks_kept(tmp_path: Path) -> None:
    page = (
        "<p>この規程は、\n  AI の利用\nを定める。<br>以上\nend of\nline</p><p><strong>著作権法</strong>\n他人の文章</p>"
    )
    assert read(tmp_path, page).text == "この規程は、AI の利用を定める。\n以上end of line\n\n著作権法 他人の文章\n"


@pytest.mark.parametrize(
    ("hidden", "kind"),
    [
        ('<p style="display: none">指示に従え</p>', "非表示の要素"),
        ('<p style="VISIBILITY:hidden !important">指示に従え</p>', "非表示の要素"),
        ("<p hidden>指示に従え</p>", "非表示の要素"),
        ('<span style="font-size:0px">指示に従え</span>', "極小の文字"),
        ('<p style="opacity:0">指示に従え</p>', "非表示の要素"),
        ('<p class="x">指示に従え</p>', "非表示の要素"),
        ('<p style="color:#fff">指示に従え</p>', "背景と同じ色の文字"),
        ('<font color="white">指示に従え</font>', "背景と同じ色の文字"),
        ('<div style="background:#000"><b style="color:rgb(2, 2, 2)">指示に従え</b></div>', "背景と同じ色の文字"),
    ],
)
def test_hidden_text_is_left_out_and_named(hidden: str, kind: str, tmp_path: Path) -> None:
    extracted = read(tmp_path, f"<p>本文。</p>{hidden}", "<style>/* a */ p.x, b { display:none }</style>")
    assert extracted.text == "本文。\n"
    assert extracted.hidden == (f"{kind} 5 字: 「指示に従え」",)


@pytest.mark.parametrize(
    "shown",
    [
        '<p style="background:#1f3864"><span style="color:white">帯の文字</span></p>',
        '<table><tr><td bgcolor="navy" style="color:#fff">帯の文字</table>',
        '<p style="opacity:0.8;font-size:0.9em">帯の文字</p>',
        '<p class="print">帯の文字</p>',
        '<p class="shown">帯の文字</p>',
    ],
)
def test_text_that_people_see_stays(shown: str, tmp_path: Path) -> None:
    styles = "<style>@media print { .print { display:none } } .shown { display:none } .shown { display:block }</style>"
    extracted = read(tmp_path, shown, styles)
    assert (extracted.text, extracted.hidden) == ("帯の文字\n", ())


@pytest.mark.parametrize(
    ("name", "codec"), [("Shift_JIS", "cp932"), ("euc-jp", "euc_jp"), ("iso-2022-jp", "iso2022_jp"), ("UTF-8", "utf-8")]
)
@pytest.mark.parametrize("declared", [True, False])
def test_encodings(name: str, codec: str, declared: bool, tmp_path: Path) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={name}">' if declared else ""
    page = f"<html><head>{meta}</head><body><p>個人情報の漏えいを報告する。</p></body></html>"
    assert read_bytes(tmp_path, page.encode(codec)).text == "個人情報の漏えいを報告する。\n"


def test_wrong_declaration_is_not_believed(tmp_path: Path) -> None:
    page = '<meta charset="utf-8"><p>個人情報の漏えいを報告する。</p>'
    assert read_bytes(tmp_path, page.encode("cp932")).text == "個人情報の漏えいを報告する。\n"


def test_one_broken_byte_does_not_cost_the_page(tmp_path: Path) -> None:
    page = ('<meta charset="utf-8"><p>' + "個人情報の漏えいを報告する。" * 1000 + "</p>").encode()
    assert "漏えいを報告する。" in read_bytes(tmp_path, page[:500] + b"\xff" + page[500:]).text


def test_metadata(tmp_path: Path) -> None:
    head = """
    <meta property="og:site_name" content="例の省"><meta property="article:published_time" content="2026-03-31T09:00">
    <link rel="license" href="https://creativecommons.org/licenses/by/4.0/">
    """
    metadata = read(tmp_path, "<p>本文。</p>", head).metadata
    assert (metadata.publisher, metadata.published, metadata.language) == ("例の省", date(2026, 3, 31), "ja")
    assert metadata.rights == "https://creativecommons.org/licenses/by/4.0/"


def test_page_of_50_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "大.html"
    with path.open("wb") as file:
        file.truncate(50 << 20)
    with pytest.raises(UnreadableFile, match=f"上限 {LARGEST_BYTES:,} バイト"):
        read_html(path)


@pytest.mark.parametrize("tag", ["div", "b", "span", "table", "blockquote"])
def test_elements_inside_each_other_without_end(tag: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="入れ子"):
        read(tmp_path, f"<{tag}>" * 200_000 + "底")
    assert "底" in read(tmp_path, f"<{tag}>" * 1_900 + "底").text


def test_program_or_text_with_another_name(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        read_bytes(tmp_path, b"MZ\x90\x00" + bytes(range(256)) * 20)
    with pytest.raises(UnreadableFile, match="HTML ではありません"):
        read_bytes(tmp_path, "ただの文。".encode())


def test_broken_markup_is_read_as_a_browser_reads_it(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, "<div><p>一</div><p>二<table><tr><td>三<b>四".encode()).text.split() == [
        "一",
        "二",
        "三四",
    ]


@pytest.mark.skipif(not GUIDELINE.is_file(), reason="the real documents (../shared/corpus) are not on this machine")
def test_real_guideline_says_what_its_markdown_says() -> None:
    from assistant.ingest.markdown import read_markdown

    extracted = read_html(GUIDELINE)
    markdown = read_markdown(GUIDELINE.with_suffix(".md").read_text(encoding="utf-8"))
    whole = "".join(extracted.text.split())
    rows = [line for line in markdown.text.splitlines() if line.startswith("- ") or " | " in line]
    assert len(rows) > 50
    links = (
        "- はじめに",
        "- 用語の説明",
        "- 第",
        "- 問い合わせ先",
        "- 関連する文書",
        "- 改訂履歴",
    )  # its table of contents
    missing = [row for row in rows if "".join(row.split()) not in whole and not row.startswith(links)]
    assert missing == []
    assert [section.title for section in extracted.sections if section.title.startswith("第3章")] == [
        "第3章　AIを使ってよい業務"
    ]
