"""A mail server that keeps what it receives."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class Postbox(socketserver.ThreadingTCPServer):
    """Speaks as much SMTP as a client needs that hands mails in, on a port that the system chooses."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails: list[EmailMessage] = []

    @property
    def port(self) -> int:
        return self.server_address[1]

    def mails_to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if address in str(mail["To"])]


class _Session(socketserver.StreamRequestHandler):
    server: Postbox

    def handle(self) -> None:
        self._answer("220 postbox")
        for line in self.rfile:
            word = line[:4].strip().upper()
            if word == b"DATA":
                self._answer("354 go on")
                self.server.mails.append(message_from_bytes(self._read_mail(), policy=policy.default))
            self._answer("221 bye" if word == b"QUIT" else "250 ok")
            if word == b"QUIT":
                return

    def _read_mail(self) -> bytes:
        lines = iter(self.rfile.readline, b".\r\n")
        return b"".join(line[1:] if line.startswith(b"..") else line for line in lines)

    def _answer(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def open_postbox() -> Iterator[Postbox]:
    with Postbox() as postbox:
        threading.Thread(target=postbox.serve_forever, args=(0.05,), daemon=True).start()
        yield postbox
        postbox.shutdown()
