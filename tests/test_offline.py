"""The whole way in a network namespace that has no interface but a dead loopback: nothing at run time needs a network."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.settings import load_settings
from tests.stand_ins import small_corpus

CUT = ["unshare", "--map-root-user", "--net"]


def _can_cut() -> bool:
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*CUT, "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.models
@pytest.mark.skipif(not _can_cut(), reason="ネットワーク名前空間を作る権限がありません")
def test_index_search_and_ask_work_with_the_network_cut(tmp_path: Path) -> None:
    corpus = small_corpus(tmp_path)
    settings = tmp_path / "assistant.toml"
    settings.write_text(
        f'[models]\nfolder = "{load_settings().models.folder}"\ngenerator = "qwen2.5-coder-0.5b-instruct"\n'
        '[index]\nfolder = "index"\n',
        encoding="utf-8",
    )

    def run(*arguments: str) -> str:
        command = [*CUT, sys.executable, "-m", "assistant", "--config", str(settings), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("index", "--corpus", str(corpus))
    evidence = json.loads(run("search", "--json", "漏えいの速報はいつまでに提出しますか"))
    assert evidence[0]["source"] == "incident.md"
    answer = json.loads(run("ask", "--json", "--form", "prose", "漏えいの速報はいつまでに提出しますか"))
    assert answer["evidence"][0]["source"] == "incident.md"
    assert "3日以内" in answer["answer"]
    assert answer["timings"]["decode_s"] > 0, "the model has written something"
    assert all(claim["verdict"] == "supported" or claim["reasons"] for claim in answer["claims"])
