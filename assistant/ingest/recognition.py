"""Character recognition of scanned pages: tesseract with its Japanese data, through pytesseract (the extra `ocr`)."""

import importlib
import importlib.util
import re
import shutil
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.Image import Image

LANGUAGE: Final = "jpn"
PAGE_SECONDS: Final = 120
HOW_TO: Final = (
    "apt-get install tesseract-ocr tesseract-ocr-jpn と pip install 'ai-governance-assistant[ocr]' "
    "を実行してから、もう一度索引を作ってください"
)
_JAPANESE: Final = "\u3001-\u303f\u3040-\u30ff\u3400-\u9fff\uff00-\uffef"
# tesseract puts spaces between the characters of a language that has none
_STRAY_SPACE = re.compile(rf"(?<=[{_JAPANESE}]) +(?=[{_JAPANESE}])")
# in most fonts the two look alike, and these documents are about the one
_MISREAD_AI = re.compile(r"(?<![A-Za-z])Al(?![A-Za-z])")


def missing() -> str | None:
    """What recognition lacks on this machine, for people; None when it can be used."""
    if shutil.which("tesseract") is None:
        return "文字認識プログラム tesseract がありません"
    if importlib.util.find_spec("pytesseract") is None:
        return "Python の pytesseract がありません"
    if LANGUAGE not in importlib.import_module("pytesseract").get_languages():
        return "tesseract の日本語データがありません"
    return None


def recognise(image: "Image") -> str:
    """Read the text of a page image; raise TimeoutError after `PAGE_SECONDS`."""
    pytesseract = importlib.import_module("pytesseract")
    try:
        text: str = pytesseract.image_to_string(
            image, lang=LANGUAGE, config="--psm 3 -c preserve_interword_spaces=1", timeout=PAGE_SECONDS
        )
    except pytesseract.TesseractError as error:
        raise OSError(0, f"tesseract: {error.message}") from error
    except RuntimeError as error:  # how pytesseract says that the time is over
        raise TimeoutError(0, f"文字認識が1ページ {PAGE_SECONDS} 秒を超えました") from error
    return _MISREAD_AI.sub("AI", _STRAY_SPACE.sub("", text.replace("\f", "")).strip("\n"))
