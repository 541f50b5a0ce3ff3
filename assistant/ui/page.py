"""The page: a question in, one view after another out."""

from collections.abc import Generator, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from assistant.answer.pipeline import (
    Assistant,
    ClaimChecked,
    Event,
    EvidenceFound,
    Finished,
    answer_events,
    check_question,
)
from assistant.errors import AssistantError
from assistant.records import Claim, Evidence
from assistant.ui import rendering
from assistant.ui.turns import Waiting, WaitingLine, Working, take_turn

if TYPE_CHECKING:
    import gradio

MOST_WAITING: Final = 20
TITLE: Final = "AI ガバナンス・アシスタント"
_HEADER: Final = f"""<header><h1>{TITLE}</h1>
<p>資料の文言と照らして確かめられた文だけを、出典とともに表示します。質問も資料も外部に送信しません。</p></header>"""
_EXAMPLE: Final = "例: 顧客の個人情報を生成AIに入力してよいですか（Enter で送信、Shift+Enter で改行）"
_UNEXPECTED: Final = (
    "予期しない誤りが起きました。もう一度質問してください。"
    "繰り返すときは、`assistant serve` を実行した端末の表示を管理者に伝えてください"
)


class View(NamedTuple):
    """HTML for the status line, the answer and the evidence (None: as they are); `busy` while it can be stopped."""

    status: str
    answer: str | None
    evidence: str | None
    busy: bool


def views(assistant: Assistant, line: WaitingLine, question: str) -> Generator[View]:
    """Answer `question` and yield what to show at each step; an error is a view too."""
    view = View("", None, None, busy=False)
    try:
        asked = check_question(question, assistant.settings)
        empty = rendering.writing_html(asked, (), ())
        view = View(rendering.searching_html(), empty, rendering.EMPTY_EVIDENCE, busy=True)
        yield view
        screen = _Screen(asked, assistant.generator.name, view)
        with closing(take_turn(lambda cancel: answer_events(assistant, asked, cancel=cancel), line)) as events:
            for event in events:
                view = screen.after(event)
                yield view
    except AssistantError as error:
        yield view._replace(status=rendering.alert_html(str(error)), busy=False)
    except Exception:
        yield view._replace(status=rendering.alert_html(_UNEXPECTED), busy=False)
        raise  # Gradio prints where it happened


class _Screen:
    """The view after each event."""

    def __init__(self, question: str, generator: str, view: View) -> None:
        self._question = question
        self._generator = generator
        self._view = view
        self._claims: list[Claim] = []
        self._evidence: tuple[Evidence, ...] = ()

    def after(self, event: Waiting | Working | Event) -> View:
        self._view = self._next(event)
        return self._view

    def _next(self, event: Waiting | Working | Event) -> View:
        view = self._view
        match event:
            case Waiting(ahead):
                return view._replace(status=rendering.waiting_html(ahead))
            case Working(elapsed_s):
                return view._replace(status=rendering.working_html(elapsed_s))
            case EvidenceFound(evidence):
                self._evidence = evidence
                return view._replace(status=rendering.working_html(0), evidence=rendering.evidence_html(evidence))
            case ClaimChecked(claim):
                self._claims.append(claim)
                return view._replace(answer=rendering.writing_html(self._question, self._claims, self._evidence))
            case Finished(answer):
                return view._replace(status="", answer=rendering.answer_html(answer, self._generator), busy=False)


def build_page(assistant: Assistant) -> "gradio.Blocks":
    """Lay out the page over `assistant`; questions of all its visitors share one line."""
    import gradio as gr

    line = WaitingLine(MOST_WAITING)

    def ask(question: str) -> Iterator[tuple[Any, ...]]:
        with closing(views(assistant, line, question)) as shown:
            for view in shown:
                contents = (gr.skip() if html is None else html for html in view[:3])
                yield *contents, gr.Button(interactive=view.busy)

    def give_up() -> tuple[Any, ...]:
        return rendering.stopped_html(), gr.Button(interactive=False)

    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600))
    with page:
        if assistant.retriever.index.notice:
            _html(rendering.alert_html(assistant.retriever.index.notice), "${value}", "notice")
        question, send, stop, status, answer, evidence = _lay_out()
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        shown = [status, answer, evidence, stop]
        # Our own line gives the turns, and says so in Japanese; Gradio only has to let everybody in.
        asking = gr.on([send.click, question.submit], ask, question, shown, concurrency_limit=None, **private)
        stop.click(give_up, None, [status, stop], cancels=[asking], queue=False, **private)
    return page


def _lay_out() -> tuple[Any, ...]:
    import gradio as gr

    _html(_HEADER, "${value}", "top")
    with gr.Column(elem_id="ask"):
        question = gr.Textbox(label="質問", placeholder=_EXAMPLE, lines=1, max_lines=8, autofocus=True)
        with gr.Row(elem_id="buttons"):
            status = _html("", '<div role="status">${value}</div>', "status")
            send = gr.Button("質問する", variant="primary", elem_id="send")
            stop = gr.Button("中止", interactive=False, elem_id="stop")
    with gr.Row(elem_id="columns"):
        with gr.Column(elem_id="left"):
            answer = _html(rendering.EMPTY_ANSWER, '<h2>回答</h2><div aria-live="polite">${value}</div>', "answer")
        with gr.Column(elem_id="right"):
            evidence = _html(rendering.EMPTY_EVIDENCE, "<h2>資料</h2><div>${value}</div>", "evidence")
    return question, send, stop, status, answer, evidence


def _html(value: str, template: str, name: str) -> "gradio.HTML":
    """HTML in a constant template: Gradio compiles the template, so no text of a user or a document may be in it."""
    import gradio as gr

    return gr.HTML(value, html_template=template, js_on_load=None, apply_default_css=False, padding=False, elem_id=name)
