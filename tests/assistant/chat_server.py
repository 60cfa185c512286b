"""A small local server that speaks the OpenAI chat protocol, faults included, and does what it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

OK, RATE_LIMITED, BROKEN, CUT, SLOW = "ok", "rate limited", "broken", "cut", "slow"
HANGING, FAILING, EMPTY, LOOPING, ENDLESS = "hanging", "failing", "empty", "looping", "endless"


class ChatServer:
    """What to reply, how to fail, and what was asked."""

    def __init__(self) -> None:
        self.reply = ""
        self.fault = OK
        self.asked: list[dict[str, object]] = []
        self.url = ""
        self.closed = threading.Event()
        self.retry_after = ""
        self.obeys: Callable[[str, str], str] | None = None  # replies to the system and user messages

    @property
    def message(self) -> str:
        """The last user message."""
        messages = self.asked[-1]["messages"]
        assert isinstance(messages, list)
        return str(messages[-1]["content"])


class Handler(BaseHTTPRequestHandler):
    state: ChatServer

    def do_POST(self) -> None:
        self.state.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        if self.state.fault == RATE_LIMITED:
            self._send(429, b'{"error": {"message": "slow down"}}', "application/json")
        elif self.state.fault == FAILING:
            self._send(500, b"<html>Internal Server Error</html>", "text/html")
        elif self.state.fault == HANGING:
            self.state.closed.wait(60)
        elif self.state.fault == BROKEN:
            self._send(200, b"data: {not json}\n\n", "text/event-stream")
        else:
            self._stream()

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        reply = self._reply()
        try:
            for start in range(0, len(reply), 7):
                if self.state.fault == CUT and start:
                    return  # the connection ends in the middle of the answer
                if self.state.fault == SLOW:
                    self.state.closed.wait(2)
                self._event({"role": "assistant", "content": reply[start : start + 7]}, None)
            self._event({}, "stop")
            self.wfile.write(b"data: [DONE]\n\n")
        except OSError:
            pass  # the client gave up

    def _reply(self) -> str:
        if self.state.obeys is not None:
            messages = self.state.asked[-1]["messages"]
            assert isinstance(messages, list)
            return self.state.obeys(str(messages[0]["content"]), str(messages[-1]["content"]))
        if self.state.fault == EMPTY:
            return ""
        if self.state.fault == LOOPING:
            return (self.state.reply + "\n") * 500
        return "word " * 100_000 if self.state.fault == ENDLESS else self.state.reply

    def _event(self, delta: dict[str, str], finish: str | None) -> None:
        chunk = {
            "id": "1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "test",
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if self.state.retry_after:
            self.send_header("Retry-After", self.state.retry_after)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@contextmanager
def serve() -> Iterator[ChatServer]:
    state = ChatServer()
    handler = type("OwnHandler", (Handler,), {"state": state})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_port}/v1"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield state
    finally:
        state.closed.set()
        server.shutdown()
        server.server_close()
