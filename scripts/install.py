"""Make `.venv` and install the program into it; nothing is done where that has been done.

    python3 scripts/install.py [--dev]

Environment: `CUDA=1` builds llama-cpp-python for an NVIDIA GPU and takes torch from PyPI (several GB);
`TORCH_INDEX=URL` takes the CPU build of torch from another index. Runs on the standard library alone.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TORCH = "torch==2.13.0"
LLAMA = "llama-cpp-python==0.3.36"
# ggml's build options by the processor features that they need, as /proc/cpuinfo names them.
GGML_FEATURES = {
    "avx": "AVX",
    "avx2": "AVX2",
    "fma": "FMA",
    "f16c": "F16C",
    "bmi2": "BMI2",
    "avx_vnni": "AVX_VNNI",
    "avx512f": "AVX512",
    "avx512vbmi": "AVX512_VBMI",
    "avx512_vnni": "AVX512_VNNI",
    "avx512_bf16": "AVX512_BF16",
}
TORCH_INDEX = "https://download.pytorch.org/whl/cpu"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="テスト・検査の道具も入れる")
    dev = parser.parse_args().dev
    os.chdir(ROOT)
    stamp = VENV / (".installed-dev" if dev else ".installed")
    state = _state()
    if _is_current(stamp, state) or (not dev and _is_current(VENV / ".installed-dev", state)):
        return
    _check_tools()
    if not (VENV / "bin" / "python").exists():
        _say(".venv を作ります")
        _run(
            [sys.executable, "-m", "venv", str(VENV)],
            "Debian では `apt-get install python3-venv` が必要なことがあります",
        )
    _install_torch()
    _install_llama()
    _say("ライブラリを入れます（llama-cpp-python の組み立てに初回だけ数分かかります）")
    extra = "[dev]" if dev else ""
    _pip(
        ["-c", "constraints.txt", "-e", f".{extra}"],
        "ネットワークと C++ コンパイラ（`apt-get install g++`）を確かめてください",
    )
    if dev:
        _install_browser()
    stamp.write_text(state)


def _state() -> str:
    """What an installation depends on; a change makes it be done again."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {os.environ.get('CUDA', '')}".encode())
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def _is_current(stamp: Path, state: str) -> bool:
    return stamp.is_file() and stamp.read_text() == state


def _check_tools() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 – this script meets whatever Python is there
        sys.exit(
            f"エラー: Python 3.11 以上が必要です（これは {sys.version.split()[0]}）。`make PYTHON=python3.11 …` で指定できます"
        )
    compiler = os.environ.get("CXX", "c++")
    if shutil.which(compiler) is None and shutil.which("g++") is None:
        sys.exit("エラー: C++ コンパイラがありません。`apt-get install g++` を実行してください")


def _install_torch() -> None:
    """The CPU build: from a local wheel folder of pip's configuration if it is there, else from PyTorch's index."""
    found = subprocess.run(
        [str(VENV / "bin" / "python"), "-c", "import torch; print(torch.__version__)"],
        capture_output=True,
        text=True,
        check=False,
    )
    if os.environ.get("CUDA"):
        if "+cpu" not in found.stdout and found.stdout.strip():
            return
    elif found.stdout.startswith(TORCH.split("==")[1]):
        return
    _say(f"{TORCH} を入れます")
    if os.environ.get("CUDA"):
        _pip(["--force-reinstall", TORCH], "ネットワークを確かめてください")
        return
    local = [str(VENV / "bin" / "python"), "-m", "pip", "install", "-q", "--no-index", "--no-deps", TORCH]
    if subprocess.run(local, capture_output=True, check=False).returncode != 0:
        index = os.environ.get("TORCH_INDEX", TORCH_INDEX)
        _pip(
            ["--no-deps", "--index-url", index, TORCH], f"{index} に届きません。TORCH_INDEX で別の置き場を指定できます"
        )


def _install_llama() -> None:
    """With AMX or for CUDA, build llama-cpp-python with options of our own; else pip builds it with its defaults.

    ggml's AMX code ends in SIGILL when gcc optimises it.

    See https://github.com/ggml-org/llama.cpp/pull/26954 and docs/decisions. pip's own wheel cache does not tell builds
    with other options apart, so these wheels are kept beside it, under the options that they were made with.
    """
    features = _processor_features()
    cuda = ["-DGGML_CUDA=on"] if os.environ.get("CUDA") else []
    if os.environ.get("CMAKE_ARGS") or ("amx_tile" not in features and not cuda):
        return
    options = [
        *cuda,
        "-DGGML_NATIVE=OFF",
        *(f"-DGGML_{o}={'ON' if f in features else 'OFF'}" for f, o in GGML_FEATURES.items()),
    ]
    os.environ["CMAKE_ARGS"] = " ".join(options)
    key = hashlib.sha256(f"{LLAMA} {sys.version_info[:2]} {options}".encode()).hexdigest()[:16]
    cache = (
        Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ai-governance-assistant" / f"llama-{key}"
    )
    wheels = list(cache.glob("*.whl"))
    if not wheels:
        _say("llama-cpp-python を組み立てます（初回だけ数分）")
        part = cache.with_name(cache.name + ".part")
        shutil.rmtree(part, ignore_errors=True)
        pip = [str(VENV / "bin" / "python"), "-m", "pip", "wheel", "-q", "--no-cache-dir", "--no-deps"]
        _run([*pip, "-w", str(part), LLAMA], "C++ コンパイラ（`apt-get install g++`）を確かめてください")
        shutil.rmtree(cache, ignore_errors=True)
        part.rename(cache)
        wheels = list(cache.glob("*.whl"))
    _pip(["--no-deps", "--force-reinstall", str(wheels[0])], "空き容量を確かめてください")


def _processor_features() -> set[str]:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return set()
    return next((set(line.split(":")[1].split()) for line in lines if line.startswith("flags")), set())


def _install_browser() -> None:
    """Chromium and a Japanese font for the page's test, where this is Debian and we may install packages."""
    missing = [] if shutil.which("chromium") else ["chromium", "fontconfig"]
    if not _has_japanese_font():
        missing.append("fonts-noto-cjk")
    if not missing:
        return
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        _say(f"画面のテストには {'・'.join(missing)} が必要です（なければ理由を示して飛ばします）")
        return
    _say(f"{'・'.join(missing)} を入れます")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-y", "-q", "--no-install-recommends", *missing],
    ):
        subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)


def _has_japanese_font() -> bool:
    if shutil.which("fc-list") is None:
        return False
    return bool(subprocess.run(["fc-list", ":lang=ja"], capture_output=True, check=False).stdout.strip())


def _pip(arguments: list[str], advice: str) -> None:
    _run(
        [str(VENV / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", *arguments], advice
    )


def _run(command: list[str], advice: str) -> None:
    code = subprocess.run(command, check=False).returncode
    if code != 0:
        sys.exit(f"エラー: {' '.join(command)} が失敗しました（終了コード {code}）。{advice}")


def _say(text: str) -> None:
    print(f"[install] {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
