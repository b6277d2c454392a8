"""A TCP proxy that loses connections, in the middle of bytes, the same way for the same seed."""

from __future__ import annotations

import random
import socket
import struct
import threading
from collections.abc import Sequence
from contextlib import suppress
from enum import Enum

#: What one `recv` takes.
_PIECE = 16 * 1024


class Cut(Enum):
    """How a connection is lost."""

    #: Both ends are reset.
    BOTH = "both"
    #: The client's end is reset; the server still believes in the connection.
    CLIENT = "client"
    #: What the server says is thrown away for a moment, then both ends are reset.
    REPLIES = "replies"
    #: What the client says is thrown away for a moment, then both ends are reset.
    REQUESTS = "requests"
    #: No reset: both ends are closed in good order, after what was read before.
    ORDERLY = "orderly"


class Proxy:
    """Listens on a free port of the loopback interface and passes bytes on to ``target``.

    Without a plan it is a wire. `cut_at_random` cuts every connection after a random number of bytes; `drop_replies`
    swallows what the server says. ``cuts`` counts connections lost, ``opened`` those that came.
    """

    #: How long a connection whose bytes are thrown away lives on, in seconds.
    LIMBO = 0.02

    def __init__(self, target: str) -> None:
        host, _, port = target.rpartition(":")
        self._target = (host, int(port))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.cuts = 0
        self.by_kind = dict.fromkeys(Cut, 0)
        self.opened = 0
        self._random: random.Random | None = None
        self._most = (0, 0)
        self._kinds: Sequence[Cut] = tuple(Cut)
        self._dropping = threading.Event()
        self._links: list[_Link] = []
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def cut_at_random(
        self, seed: int, *, most_up: int, most_down: int, kinds: Sequence[Cut] = tuple(Cut)
    ) -> None:
        """Cut every connection after at most so many bytes from the client, or from the server."""
        self._kinds = kinds
        self._most = (most_up, most_down)
        self._random = random.Random(seed)
        self.cut()

    def cut_no_more(self) -> None:
        """Be a wire from the next connection on, and cut those that are there."""
        self._random = None
        self.cut()

    def drop_replies(self) -> None:
        """Throw away what the server says, on all connections, until `cut_no_more` or `cut`."""
        self._dropping.set()

    def cut(self) -> None:
        """Reset every connection."""
        self._dropping.clear()
        with self._lock:
            links = list(self._links)
        for link in links:
            link.lose(Cut.BOTH)

    def retarget(self, target: str) -> None:
        """Pass new connections on to another server."""
        host, _, port = target.rpartition(":")
        self._target = (host, int(port))

    def close(self) -> None:
        """Stop listening, and reset what is open."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        with self._lock:
            links = list(self._links)
        for link in links:
            link.lose(Cut.BOTH)
            link.bury()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self._target)
            except OSError:
                _reset(client)
                continue
            self.opened += 1
            link = _Link(self, client, server, *self._draw())
            with self._lock:
                self._links.append(link)
            link.start()

    def _draw(self) -> tuple[Cut, int | None, int | None]:
        """Return how a new connection is lost, and after how many bytes up or down."""
        drawn = self._random
        if drawn is None:
            return Cut.BOTH, None, None
        kind = drawn.choice(self._kinds)
        up, down = (drawn.randint(1, most) for most in self._most)
        return (kind, up, None) if drawn.random() < 0.5 else (kind, None, down)

    def lost(self, link: _Link, kind: Cut) -> None:
        """Count a connection that is gone."""
        with self._lock:
            if link in self._links and kind is not Cut.CLIENT:
                self._links.remove(link)
            self.cuts += 1
            self.by_kind[kind] += 1

    @property
    def dropping(self) -> bool:
        """Whether replies are thrown away."""
        return self._dropping.is_set()


class _Link:
    """One connection: two sockets, two threads."""

    def __init__(
        self,
        proxy: Proxy,
        client: socket.socket,
        server: socket.socket,
        kind: Cut,
        up: int | None,
        down: int | None,
    ) -> None:
        self._proxy = proxy
        self._client = client
        self._server = server
        self._kind = kind
        self._left = {client: up, server: down}
        self._gone = threading.Lock()
        self._is_gone = False
        self._limbo = False

    def start(self) -> None:
        for source, sink in ((self._client, self._server), (self._server, self._client)):
            threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(_PIECE):
                if source is self._server and self._proxy.dropping:
                    continue
                if self._limbo and self._swallows(source):
                    continue
                left = self._left[source]
                if left is not None and len(data) >= left:
                    self._end(source, sink, data, left)
                    return
                self._left[source] = None if left is None else left - len(data)
                sink.sendall(data)
        self.lose(Cut.ORDERLY, counted=False)

    def _swallows(self, source: socket.socket) -> bool:
        return source is (self._server if self._kind is Cut.REPLIES else self._client)

    def _end(self, source: socket.socket, sink: socket.socket, data: bytes, left: int) -> None:
        """Pass on a part of what came, then be lost."""
        if self._kind not in (Cut.REPLIES, Cut.REQUESTS):
            sink.sendall(data[:left])
            self.lose(self._kind)
            return
        self._limbo = True
        self._left[source] = None
        threading.Timer(Proxy.LIMBO, self.lose, (self._kind,)).start()
        sink.sendall(data[:left] if self._swallows(source) else data)
        self._pump(source, sink)

    def lose(self, kind: Cut, *, counted: bool = True) -> None:
        """Lose the connection, once."""
        with self._gone:
            if self._is_gone:
                return
            self._is_gone = True
        if kind is Cut.ORDERLY:
            for end in (self._client, self._server):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()
        else:
            _reset(self._client)
            if kind is not Cut.CLIENT:
                _reset(self._server)
        if counted:
            self._proxy.lost(self, kind)

    def bury(self) -> None:
        """Close the server's end, where it was left open."""
        _reset(self._server)


def _reset(end: socket.socket) -> None:
    """Close a socket so that the other side sees a reset, not an end."""
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.shutdown(socket.SHUT_RDWR)
    end.close()
