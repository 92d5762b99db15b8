"""A load of requests made beforehand, on connections of their own: the server is what is measured."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

__all__ = ["Load", "load", "request"]

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: (\d+)")
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True)
class Load:
    """What came of it: requests a second, sorted times in seconds, how often each status."""

    rate: float
    times: list[float]
    statuses: Counter[int]
    largest: int

    def at(self, share: float) -> float:
        """Return the time within which this *share* of the requests was answered, in ms."""
        return 1000 * self.times[min(len(self.times) - 1, int(share * len(self.times)))]


def request(path: str, body: bytes | Mapping[str, str] | None = None, cookie: str = "") -> bytes:
    """Return the bytes of a request: GET, or POST of JSON (bytes) or a form (mapping)."""
    sent = urlencode(body).encode() if isinstance(body, Mapping) else body or b""
    kind = FORM if isinstance(body, Mapping) else JSON
    accept = "text/html" if cookie else kind
    head = (
        f"{'GET' if body is None else 'POST'} {path} HTTP/1.1\r\nHost: localhost\r\n"
        f"Accept: {accept}\r\nAccept-Encoding: gzip\r\nCookie: {cookie}\r\n"
    )
    if body is not None:
        head += f"Content-Type: {kind}\r\nContent-Length: {len(sent)}\r\n"
    return head.encode() + b"\r\n" + sent


def load(
    place: tuple[str, int], make: Callable[[int, int], bytes], people: int, seconds: float
) -> Load:
    """Send ``make(person, number)`` by *people* at once, one after the other, for some seconds."""
    end, lock = time.perf_counter() + seconds, threading.Lock()
    times: list[float] = []
    statuses: Counter[int] = Counter()
    sizes = [0]

    def run(person: int) -> None:
        own: list[float] = []
        with socket.create_connection(place, timeout=60) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while (start := time.perf_counter()) < end:
                connection.sendall(make(person, len(own)))
                status, size = _answer(connection)
                own.append(time.perf_counter() - start)
                statuses[status] += 1
                sizes.append(size)
        with lock:
            times.extend(own)

    threads = [threading.Thread(target=run, args=(person,)) for person in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Load(len(times) / seconds, sorted(times), statuses, max(sizes))


def _answer(connection: socket.socket) -> tuple[int, int]:
    """Return status and size of the body of one answer."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(1 << 16)
        if not part:
            raise ConnectionError("the server hung up")
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    found = _LENGTH.search(head)
    length, size = int(found[1]) if found else 0, len(body)
    while size < length:
        size += len(connection.recv(1 << 16))
    return int(head[9:12]), length
