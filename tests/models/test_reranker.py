import hashlib
import itertools
import socket
from pathlib import Path

import numpy as np
import pytest

from assistant.doctor import examine
from assistant.errors import AssistantError
from assistant.models.catalogue import parse_catalogue
from assistant.models.inventory import State, pull, show, verify
from assistant.models.reranker import CrossEncoderReranker, windows
from assistant.opening import open_reranker
from assistant.settings import Settings
from tests.stand_ins import small_settings

from . import model_hub
from .tiny_reranker import POSITIONS, QUESTION, TEXTS, write_folder

ROUNDING = 0.05  # of bfloat16, between batches that are padded differently


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def reranker(folder: Path) -> CrossEncoderReranker:
    return CrossEncoderReranker(folder, "tiny", batch_size=2)


def test_scores_are_in_the_order_of_the_texts_and_tell_them_apart(reranker: CrossEncoderReranker) -> None:
    scores = reranker.score(QUESTION, TEXTS)
    assert scores.shape == (len(TEXTS),)
    assert scores.dtype == np.float32
    assert np.ptp(scores) > 4 * ROUNDING
    np.testing.assert_allclose(reranker.score(QUESTION, TEXTS[::-1]), scores[::-1], atol=ROUNDING)
    for text, score in zip(TEXTS, scores, strict=True):
        assert reranker.score(QUESTION, [text])[0] == pytest.approx(score, abs=ROUNDING)


def test_scores_are_logits_as_the_model_itself_gives_them(reranker: CrossEncoderReranker, folder: Path) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    tokens = AutoTokenizer.from_pretrained(folder)([QUESTION] * len(TEXTS), TEXTS, padding=True, return_tensors="pt")
    model = AutoModelForSequenceClassification.from_pretrained(folder, dtype=reranker.precision).eval()
    with torch.inference_mode():
        logits = model(**tokens).logits[:, 0].float().numpy()
    assert logits.min() < 0, "a sigmoid is never below zero"
    np.testing.assert_allclose(reranker.score(QUESTION, TEXTS), logits, atol=ROUNDING)


def test_nothing_to_score_gives_no_scores(reranker: CrossEncoderReranker) -> None:
    assert reranker.score(QUESTION, []).shape == (0,)
    assert np.isfinite(reranker.score("", ["", "短い。"])).all()


def test_a_long_text_counts_by_its_best_window(reranker: CrossEncoderReranker) -> None:
    text = "".join(TEXTS) * 3
    size = POSITIONS - 3 - len(QUESTION)
    alone = [float(reranker.score(QUESTION, [text[start:end]])[0]) for start, end in windows(len(text), size)]
    assert np.ptp(alone) > 4 * ROUNDING
    assert alone[0] < max(alone) - 2 * ROUNDING, "the best window is not the first, where truncation would have stopped"
    scores = reranker.score(QUESTION, [TEXTS[0], text, TEXTS[1]])
    assert scores[1] == pytest.approx(max(alone), abs=ROUNDING)
    np.testing.assert_allclose(scores[[0, 2]], reranker.score(QUESTION, TEXTS[:2]), atol=ROUNDING)


def test_a_long_question_leaves_half_the_window_to_the_text(reranker: CrossEncoderReranker) -> None:
    question = QUESTION * 100
    half = question[: (POSITIONS - 3) // 2]
    np.testing.assert_allclose(reranker.score(question, TEXTS), reranker.score(half, TEXTS), atol=ROUNDING)
    assert np.ptp(reranker.score(question, TEXTS)) > 2 * ROUNDING


@pytest.mark.parametrize(("length", "size"), [(0, 4), (4, 4), (5, 4), (8, 4), (100, 33), (9, 1), (1000, 509)])
def test_windows_cover_everything_and_overlap(length: int, size: int) -> None:
    found = windows(length, size)
    assert found[0][0] == 0
    assert found[-1][1] == length
    assert all(end - start == min(size, length) for start, end in found)
    for (_, end), (start, _) in itertools.pairwise(found):
        assert end - start >= size // 4


def test_the_window_is_the_models_own(reranker: CrossEncoderReranker) -> None:
    assert reranker.window == POSITIONS


def test_time_is_counted(reranker: CrossEncoderReranker) -> None:
    before = reranker.forward_s
    reranker.score(QUESTION, TEXTS)
    assert reranker.forward_s > before


@pytest.mark.parametrize(("outputs", "embedder", "found"), [(1, True, "BertModel"), (3, False, "出力 3")])
def test_a_model_that_is_no_reranker_is_refused(tmp_path: Path, outputs: int, embedder: bool, found: str) -> None:
    write_folder(tmp_path, outputs, embedder=embedder)
    with pytest.raises(AssistantError, match=found) as caught:
        CrossEncoderReranker(tmp_path, "other", 2)
    assert str(caught.value).startswith("モデル other は並べ替えに使えません")


@pytest.mark.parametrize("missing", ["config.json", "model.safetensors", "tokenizer.json"])
def test_a_missing_file_is_an_error_that_names_the_folder_and_the_command(tmp_path: Path, missing: str) -> None:
    (write_folder(tmp_path) / missing).unlink()
    with pytest.raises(AssistantError, match="assistant models verify tiny") as caught:
        CrossEncoderReranker(tmp_path, "tiny", 2)
    assert str(tmp_path) in str(caught.value)


def test_weights_that_are_cut_off_are_an_error(tmp_path: Path) -> None:
    weights = write_folder(tmp_path) / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(AssistantError, match="読み込めません"):
        CrossEncoderReranker(tmp_path, "tiny", 2)


def test_weights_that_are_no_numbers_are_an_error(tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    path = write_folder(tmp_path) / "model.safetensors"
    weights = load_file(path)
    weights["classifier.bias"][:] = np.nan
    save_file(weights, path, metadata={"format": "pt"})
    with pytest.raises(AssistantError, match="点数が数になりません"):
        CrossEncoderReranker(tmp_path, "tiny", 2).score(QUESTION, TEXTS)


def toml_of(files: dict[str, bytes], source: str) -> str:
    rows = "".join(
        f'    {{ path = "{path}", bytes = {len(content)}, sha256 = "{hashlib.sha256(content).hexdigest()}" }},\n'
        for path, content in files.items()
    )
    return (
        '[[model]]\nname = "tiny"\nrole = "reranker"\npublisher = "試験"\npage = "https://example.invalid/tiny"\n'
        'licence = { id = "MIT", url = "https://opensource.org/license/mit" }\n'
        f"files = [\n{rows}]\n[model.source]\n{source}\n"
    )


def settings_with(folder: Path, name: str) -> Settings:
    settings = small_settings(folder)
    settings.models.folder.mkdir(exist_ok=True)
    return settings.model_copy(update={"models": settings.models.model_copy(update={"reranker": name})})


def no_network(*_: object) -> None:
    raise AssertionError("nothing may be fetched now")


def test_a_users_own_reranker_is_pulled_from_a_hub_verified_opened_and_scores(
    folder: Path, reranker: CrossEncoderReranker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    settings = settings_with(tmp_path, "tiny")
    models = settings.models.folder
    with model_hub.serving(files) as hub:
        (models / "catalogue.toml").write_text(toml_of(files, model_hub.source_at(hub.url)), encoding="utf-8")
        with pytest.raises(AssistantError, match="assistant setup"):
            open_reranker(settings)
        pull("tiny", models)
        assert set(hub.starts) == set(files)
    monkeypatch.setattr(socket.socket, "connect", no_network)
    assert verify("tiny", models).state is State.INSTALLED
    opened = open_reranker(settings)
    assert opened is not None
    assert opened.name == "tiny"
    np.testing.assert_allclose(opened.score(QUESTION, TEXTS), reranker.score(QUESTION, TEXTS), atol=ROUNDING)
    (finding,) = (finding for finding in examine(settings, None) if finding.name == "並べ替え")
    assert finding.passed
    assert f"{POSITIONS} トークン" in finding.detail
    assert show("tiny", models).entry.role == "reranker"


def test_a_reranker_may_come_from_a_folder(folder: Path, tmp_path: Path) -> None:
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    settings = settings_with(tmp_path, "tiny")
    text = toml_of(files, f'kind = "file"\npath = "{folder}"')
    (settings.models.folder / "catalogue.toml").write_text(text, encoding="utf-8")
    pull("tiny", settings.models.folder)
    assert open_reranker(settings) is not None


def test_no_reranker_is_set_by_default(tmp_path: Path) -> None:
    settings = small_settings(tmp_path)
    assert open_reranker(settings) is None
    (finding,) = (finding for finding in examine(settings, None) if finding.name == "並べ替え")
    assert finding.passed
    assert "models.reranker" in finding.detail


def test_a_model_of_another_role_is_refused_and_the_doctor_says_so(tmp_path: Path) -> None:
    settings = settings_with(tmp_path, "multilingual-e5-small")
    with pytest.raises(AssistantError, match=r"embedder.*models\.reranker"):
        open_reranker(settings)
    found = {finding.name: finding.passed for finding in examine(settings, None)}
    assert found["並べ替え"] is False


def test_the_example_in_the_documentation_is_an_entry() -> None:
    page = (Path(__file__).parent.parent.parent / "docs" / "models.md").read_text(encoding="utf-8")
    example = page.split("## 並べ替えモデル")[1].split("```toml\n")[1].split("```")[0]
    text = example.replace("…64 桁…", "0" * 64).replace("…40 桁のコミット…", "0" * 40).replace("bytes = …", "bytes = 1")
    (entry,) = parse_catalogue(text, "docs/models.md")
    assert entry.role == "reranker"
    assert {"config.json", "model.safetensors", "tokenizer.json"} <= {file.path for file in entry.files}
