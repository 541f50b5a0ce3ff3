"""The parts of both pages: templates that escape everything, the style, the script and the policy that lets in no other."""

import base64
import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from assistant_eval.report import answers, labels
from assistant_eval.report.drawing import SLOTS, canvas, mark
from assistant_eval.report.quantities import (
    day,
    difference,
    difference_interval,
    interval,
    minutes,
    moment,
    quantity,
    with_interval,
)
from assistant_eval.report.visible import visible

_FOLDER: Final = Path(__file__).parent


def render(template: str, **context: object) -> str:
    """A whole page; every text is escaped, and characters that would reorder it are written out."""
    style, script = _own("page.css"), _own("page.js")
    page = _environment().get_template(template).render(
        style=Markup(style), script=Markup(script), policy=_policy(style, script), **context  # noqa: S704 - our own files
    )  # fmt: skip
    # A lone surrogate, which JSON may hold, cannot be written to a file; what `visible` saw is told already.
    return page.encode("utf-8", "replace").decode("utf-8")


def _policy(style: str, script: str) -> str:
    """A content security policy (CSP level 3) that allows this style and this script, by hash, and nothing else."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )


def _hash(content: str) -> str:
    digest = base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"


def _own(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=visible,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    environment.globals |= {"labels": labels, "slots": SLOTS, "key": _key}
    environment.filters |= {
        "quantity": quantity, "interval": interval, "difference": difference, "kind": labels.kind_label,
        "graded": answers.graded, "difference_interval": difference_interval, "with_interval": with_interval, "day": day, "minutes": minutes, "moment": moment, "laid_out": _laid_out,
    }  # fmt: skip
    return environment


def _laid_out(value: object) -> str:
    """JSON for people; a text like any other, unlike that of `tojson`."""
    return json.dumps(value, ensure_ascii=False, indent=1)


def _key(slot: int) -> Markup:
    """The mark of a system, to be put beside its name."""
    return canvas(16, 16, "", mark(slot, 8, 8, 5), kind="key")
