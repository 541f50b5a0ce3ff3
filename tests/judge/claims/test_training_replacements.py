import tomllib
from importlib import resources
from random import Random

from assistant.judge.claims.mutations import mutations
from assistant.judge.claims.replacements import parse_replacements


def test_the_packaged_table_is_whole_and_large() -> None:
    text = resources.files("assistant.judge.claims").joinpath("training_replacements.toml").read_text("utf-8")
    table = parse_replacements(tomllib.loads(text), "training_replacements.toml")
    assert len(table.actors) + len(table.names) + len(table.units) >= 150
    claim = "開発者は、Pythonで三日以内に作らなければならない。"
    kinds = {mutation.kind: mutation.becomes for mutation in mutations(claim, table, Random(1))}
    assert {"actor", "licence", "unit"} <= set(kinds)
    assert kinds["licence"] in ("Java", "Ruby", "Rust")
