from datetime import date
from pathlib import Path

import pytest

from assistant.errors import AssistantError
from assistant_eval.authoring.csv_import import import_csv
from assistant_eval.authoring.imported import Imported
from assistant_eval.records import Alternative

HEADER = "質問,資料,引用,正解,禁止,拒否,種類,時点,分割,id"
FULL = (
    "速報の期限は？,incident.md,3日以内に速報を提出,3日以内|三日以内;速報,30日以内,,時点の指定,2026/4/1,開発,q1\n"
    "富士山の高さは？,,,,,範囲外,,,,q2"
)


def load(folder: Path, text: str, name: str = "set.csv", encoding: str = "utf-8") -> Imported:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return import_csv(path)


def test_every_column_is_read(tmp_path: Path) -> None:
    answerable, refused = load(tmp_path, f"{HEADER}\n{FULL}\n").questions
    assert (answerable.id, answerable.split, answerable.type) == ("q1", "dev", "as-of")
    assert answerable.question == "速報の期限は？"
    assert answerable.gold == ((Alternative("incident.md", "3日以内に速報を提出"),),)
    assert [len(group) for group in answerable.nuggets] == [2, 1]
    assert answerable.as_of == date(2026, 4, 1)
    assert len(answerable.forbidden) == 1
    assert answerable.reviewed
    assert (refused.id, refused.refuse, refused.split, refused.gold) == ("q2", "far", "test", ())


def test_english_columns_and_names_mean_the_same(tmp_path: Path) -> None:
    header = "Question,Source,Quote,Nuggets,Forbidden,Refuse,Type,As of,Split,ID"
    english = FULL.replace("時点の指定", "as-of").replace("開発", "dev").replace("範囲外", "far")
    assert load(tmp_path, f"{header}\n{english}").questions == load(tmp_path, f"{HEADER}\n{FULL}").questions


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932", "utf-16", "euc_jp"])
def test_what_excel_writes_is_read(tmp_path: Path, encoding: str) -> None:
    text = f"{HEADER}\r\n{FULL}\r\n".replace("\n", "\r\n").replace("\r\r", "\r")
    assert load(tmp_path, text, encoding=encoding).questions == load(tmp_path, f"{HEADER}\n{FULL}").questions


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_other_delimiters_are_told_by_the_header(tmp_path: Path, delimiter: str) -> None:
    text = "質問,資料,引用\n期限は？,a.md,三日".replace(",", delimiter)
    assert load(tmp_path, text, "set.tsv").questions[0].gold == ((Alternative("a.md", "三日"),),)


def test_quoted_cells_hold_line_breaks_delimiters_and_quotes(tmp_path: Path) -> None:
    (question,) = load(tmp_path, '質問,資料,引用\n"速報,確報の\n期限は？",a.md,"「""3日""」\n以内"\n').questions
    assert question.question == "速報,確報の\n期限は？"
    assert question.gold[0][0].quote == '「"3日"」\n以内'


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    """A cell of two lines is one row, an empty row counts, the header is row 1."""
    imported = load(tmp_path, '質問,資料,引用\n"期限\nは？",a.md,三日\n,,\n\n誰が？,,\n')
    assert [own.id for own in imported.questions] == ["row-2"]
    assert [(own.place, own.reason[:4]) for own in imported.skipped] == [("5 行目", "gold")]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (",a.md,三日,,,,,,,", "question がありません"),
        ("期限は？,,三日,,,,,,,", "資料がありません"),
        ("期限は？,a.md,,,,,,,,", "引用がありません"),
        ("期限は？,,,三日,,,,,,", "gold（根拠の語句）も refuse"),
        ("期限は？,a.md,三日,/三(日/,,,,,,", "正規表現として読めません"),
        ("期限は？,a.md,三日,,/３日/,,,,,", "半角で"),
        ("期限は？,,,,,無理,,,,", "refuse は"),
        ("期限は？,a.md,三日,,,,,,train,", "split は"),
        ("期限は？,a.md,三日,,,,,4月,,", "時点は 2026-04-01 の形で、ある日付を書いてください: 4月"),
        ("期限は？,a.md,三日,,,,,2026-02-30,,", "ある日付を書いてください: 2026-02-30"),
        ("期限は？,a.md,三日,,,,,,,ok", "id ok が前にも"),
        ("期限は？,a.md,三日,,,,,,,q,余り", "列が多くあります"),
        ('"期限"は？,a.md,三日,,,,,,,', "CSV として読めません"),
    ],
)
def test_a_broken_row_is_named_with_its_reason_and_the_others_are_kept(tmp_path: Path, row: str, told: str) -> None:
    imported = load(tmp_path, f"{HEADER}\n確報は？,a.md,三十日,,,,,,,ok\n{row}\n最後は？,a.md,終わり,,,,,,,last\n")
    assert [own.id for own in imported.questions] == ["ok", "last"]
    ((place, reason),) = imported.skipped
    assert place == "3 行目"
    assert told in reason


def test_a_quote_that_is_never_closed_is_named_where_it_begins(tmp_path: Path) -> None:
    imported = load(tmp_path, '質問,資料,引用\n期限は？,a.md,三日\n"誰が？,a.md,甲\n何を？,a.md,乙\n')
    assert [own.id for own in imported.questions] == ["row-2"]
    assert imported.skipped[0].place == "3 行目"


def test_a_japanese_date_is_a_day(tmp_path: Path) -> None:
    (question,) = load(tmp_path, "質問,資料,引用,時点\n期限は？,a.md,三日,令和6年5月22日\n").questions
    assert question.as_of == date(2024, 5, 22)


def test_columns_that_nobody_reads_are_told(tmp_path: Path) -> None:
    assert load(tmp_path, "質問,資料,引用,担当者\n期限は？,a.md,三日,甲\n").unread == ("担当者",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "表が空です"),
        ("資料,引用\na.md,三日\n", "質問（question）の列がありません"),
        ("質問,question,資料\na,b,c\n", "同じ意味の列が二つ"),
    ],
)
def test_a_table_without_a_usable_header_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(AssistantError, match=told):
        load(tmp_path, text)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "set.csv").write_bytes(b"PK\x03\x04\x00\x00\xff\xfe")
    with pytest.raises(AssistantError, match="表として読めません"):
        import_csv(tmp_path / "set.csv")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match=r"開けません.*none\.csv"):
        import_csv(tmp_path / "none.csv")
