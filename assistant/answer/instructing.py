"""Orders in a question (「出典を付けずに答えて」) are not carried out: what is left without them is the question."""

import re
from typing import Final, NamedTuple

from assistant.japanese.instructions import is_instruction
from assistant.japanese.normalise import fold
from assistant.japanese.sentences import sentences

# What only the machine could be told, and no document says to its reader.
_TO_THE_MACHINE: Final = (
    re.compile(
        r"\A(?:では|さて)?、?(?:あなた|貴方|きみ|君|お前)は(?:今|いま|今日|これ)?(?:から|より)?、?[^。?]{0,30}?(?:です|だ|である|とします|になります|になって(?:ください)?)[。!]?\Z"
    ),
    re.compile(
        r"(?:設定(?:ファイル|情報|内容)?|保存先|ファイルパス|パス|環境変数|内部(?:情報|データ)|api\s?キー|パスワード|指示文|プロンプト|モデルの?(?:ファイル)?名)[^。?]{0,24}?を?(?:全部|すべて|全て|そのまま)?"
        r"(?:(?:出力|表示|開示|列挙|ダンプ)(?:して(?:ください|下さい|くれ|ほしい)?|せよ|しろ)|書き出(?:して(?:ください|下さい|くれ|ほしい)?|せ))[。!]?\Z"
    ),
    re.compile(
        r"(?:断ら|拒否し|遠慮し|ためらわ|言い訳し)ない(?:で(?:ください|下さい|くれ)?|こと)[。!]?\Z|(?:断る|拒否する)な[。!]?\Z"
    ),
)


class Instructed(NamedTuple):
    """A question without its orders to the machine, and those; the question is empty where there was nothing else."""

    question: str
    ignored: tuple[str, ...]


def without_instructions(question: str) -> Instructed:
    """Take out the sentences of `question` that tell the machine how to behave."""
    parts = [question[start:end].strip() for start, end in sentences(question)]
    ignored = tuple(part for part in parts if is_instruction(part) or _is_for_the_machine(part))
    if not ignored:
        return Instructed(question, ())
    return Instructed("".join(part for part in parts if part not in ignored), ignored)


def _is_for_the_machine(part: str) -> bool:
    """Whether a sentence gives the machine a part to play, asks for its own settings, or forbids it to refuse."""
    plain = fold(part)
    return any(pattern.search(plain) for pattern in _TO_THE_MACHINE)
