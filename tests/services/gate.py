"""A door in front of a server, for tests of outages: while it is closed, the server is not there."""

import socket
import threading
from contextlib import closing, suppress


class Gate:
    """Forwards a local port to an address while it is open; closing cuts every connection and refuses new ones."""

    def __init__(self, target: tuple[str, int], port: int) -> None:
        self.target = target
        self.port = port
        self._listener: socket.socket | None = None
        self._connections: list[socket.socket] = []

    def open(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._let_in, args=(self._listener,), daemon=True).start()

    def close(self) -> None:
        if self._listener is None:
            return
        for end in (self._listener, *self._connections):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._listener = None
        self._connections.clear()

    def _let_in(self, listener: socket.socket) -> None:
        with suppress(OSError):  # the listener was closed
            while True:
                inside = listener.accept()[0]
                outside = socket.create_connection(self.target)
                self._connections += (inside, outside)
                for source, sink in ((inside, outside), (outside, inside)):
                    threading.Thread(target=_pass_on, args=(source, sink), daemon=True).start()


def _pass_on(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError), closing(source), closing(sink):
        while data := source.recv(65536):
            sink.sendall(data)
