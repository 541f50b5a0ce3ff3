import pytest

from assistant.japanese.names import missing_names, names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Llama 4の出力", ("llama 4",), id="version one space apart"),
        pytest.param("GPT-4oとLlama4", ("gpt-4o", "llama4"), id="version glued"),
        pytest.param(
            "CreativeML Open RAIL++-M Licenseの条件", ("creativeml open rail++-m license",), id="signs in a name"
        ),
        pytest.param("SDXL 1.0とGemma 3", ("sdxl 1.0", "gemma 3"), id="two names"),
        pytest.param("Apache License 2.0で公開", ("apache license 2.0",), id="licence"),
        pytest.param("RAGとLLM", ("rag", "llm"), id="abbreviations"),
        pytest.param("AIとITとPC", (), id="trivial abbreviations"),
        pytest.param("OpenAIに10億ドル、Meta 3社", ("openai", "meta"), id="quantities are no versions"),
        pytest.param("ChatGPT は 2022年に", ("chatgpt",), id="year is no version"),
        pytest.param("word2vec（2013年）", ("word2vec",), id="digit inside"),
        pytest.param("ISO/IEC 42001に準拠", ("iso/iec 42001",), id="standard"),
        pytest.param("https://www.meti.go.jp/a.pdf を参照", (), id="web address"),
        pytest.param("グーグルとマイクロソフト", ("グーグル", "マイクロソフト"), id="katakana proper nouns"),
        pytest.param("ハルシネーションの対策", ("ハルシネーション",), id="katakana unknown to the dictionary"),
        pytest.param("（株）サイバーエージェント", ("サイバーエージェント",), id="katakana called a company"),
        pytest.param("ガイドラインとステークホルダー", (), id="common katakana"),
        pytest.param("You may use Llama 4.", ("llama 4",), id="English: capitalised words only"),
        pytest.param("Llama 4、Llama 4", ("llama 4",), id="each once"),
        pytest.param("", (), id="empty"),
    ],
)
def test_names(text: str, expected: tuple[str, ...]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("claim", "source", "missing"),
    [
        pytest.param("Llama 4は", "Llama4を", (), id="space left out"),
        pytest.param("Llama4は", "Llama-4", (), id="hyphen"),
        pytest.param("Llama 3は", "Llama 4 の 3 つ", ("llama 3",), id="another version"),
        pytest.param("Gemma 3は", "Gemma 3.1は", ("gemma 3",), id="minor version"),
        pytest.param("GPT-4oは", "GPT-4は", ("gpt-4o",), id="letter after the version"),
        pytest.param("OpenRAIL-Mは", "OpenRAIL++-M", ("openrail-m",), id="signs matter"),
        pytest.param("OpenRAIL++-Mは", "CreativeML Open RAIL++-M License", (), id="space inside"),
        pytest.param("Apache License 2.0は", "Apache License, Version 2.0", (), id="version in words"),
        pytest.param("Apache License 2.0は", "Apache-2.0", (), id="short form"),
        pytest.param(
            "Apache License 2.0は", "Apache License 1.0, CC 2.0", ("apache license 2.0",), id="version of another work"
        ),
        pytest.param("OpenAIは", "AIは", ("openai",), id="part of a word: longer claim"),
        pytest.param("RAGは", "fragment", ("rag",), id="part of a word: longer source"),
        pytest.param("LLMは", "LLMs are", (), id="plural"),
        pytest.param("ドワンゴは", "ドワンゴ", (), id="katakana"),
        pytest.param("グーグルは", "マイクロソフト", ("グーグル",), id="another company"),
        pytest.param("利用者は", "", (), id="no names"),
    ],
)
def test_missing_names(claim: str, source: str, missing: tuple[str, ...]) -> None:
    assert missing_names(claim, source) == missing
