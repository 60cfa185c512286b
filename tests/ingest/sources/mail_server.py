"""A real IMAP server (pymap) in a process of its own, and a way to it that can be cut."""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from imapclient import IMAPClient

USER = "help@shop.example"
PASSWORD = "correct horse battery"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def mail(number: int, text: str = "", *, message_id: str = "") -> bytes:
    body = text or f"How do I return parcel {number}? It is too small for me."
    head = (
        f"From: Mina Karimi <mina{number}@example.com>\r\nTo: {USER}\r\nSubject: Parcel {number}\r\n"
        f"Date: Mon, 4 Mar 2024 10:{number % 60:02}:00 +0000\r\nMessage-ID: <{message_id or number}@example.com>\r\n"
    )
    return f"{head}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n".encode()


class MailServer:
    """One server with one account; `certificate` is (certificate, key) for TLS."""

    def __init__(self, certificate: tuple[Path, Path] | None = None) -> None:
        self.port = free_port()
        tls = ["--cert", certificate[0], "--key", certificate[1]] if certificate else ["--no-tls"]
        self._process = subprocess.Popen(
            [Path(sys.executable).with_name("pymap"), "--host", "127.0.0.1", "--port", str(self.port), *tls,
             "dict", "--demo-user", USER, "--demo-password", PASSWORD],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            if self._process.poll() is not None:
                break
            time.sleep(0.05)
        raise OSError("the mail server did not start")

    def url(self, path: str = "INBOX", *, port: int | None = None) -> str:
        return f"imap+insecure://{USER}@127.0.0.1:{port or self.port}/{path}"

    @contextlib.contextmanager
    def client(self) -> Iterator[IMAPClient]:
        """Somebody else's mail program, or the server's own delivery."""
        with IMAPClient("127.0.0.1", self.port, ssl=False, timeout=10) as client:
            client.login(USER, PASSWORD)
            yield client

    def deliver(self, *mails: bytes, folder: str = "INBOX") -> None:
        with self.client() as client:
            for one in mails:
                client.append(folder, one)

    def flags(self, folder: str = "INBOX") -> dict[int, set[bytes]]:
        with self.client() as client:
            client.select_folder(folder, readonly=True)
            return {
                uid: set(data[b"FLAGS"]) - {b"\\Recent"}
                for uid, data in client.fetch(client.search(), ["FLAGS"]).items()
            }

    def renumber(self, *mails: bytes, folder: str) -> None:
        """Make a folder anew, as after a repair or a move: other UIDs, another UIDVALIDITY."""
        with self.client() as client:
            client.delete_folder(folder)
            client.create_folder(folder)
        self.deliver(*mails, folder=folder)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


class Wire:
    """A relay to a server that ends the connection after so many bytes came back; with a context it speaks TLS."""

    def __init__(self, port: int, cut_after: int | None = None, tls: ssl.SSLContext | None = None) -> None:
        self.cut_after = cut_after
        self._tls = tls
        self.connections = 0
        self._target = port
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                self.connections += 1
                if self._tls is not None:
                    try:
                        near = self._tls.wrap_socket(near, server_side=True)
                    except OSError:
                        near.close()
                        continue
                far = socket.create_connection(("127.0.0.1", self._target))
                self._open += [near, far]
                threading.Thread(target=self._pump, args=(near, far, None), daemon=True).start()
                threading.Thread(target=self._pump, args=(far, near, self.cut_after), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, left: int | None) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(4096):
                if left is not None and len(data) >= left:
                    sink.sendall(data[:left])
                    break
                left = left - len(data) if left is not None else None
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        """End every connection there is."""
        for one in self._open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._open.clear()

    def close(self) -> None:
        self._listener.close()
        self.cut()
